//! `importer send` against a scripted backend: a few canned answers over a real socket.
#![allow(clippy::unwrap_used, reason = "a panic in a test is the report")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

/// What the backend was asked: method and path, body.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// Listens on a free port; `answer` gives status and body for a method and path.
fn scripted(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> (String, Asked) {
    scripted_by_size(move |call, _| answer(call))
}

/// The same, where the answer depends on what was sent too.
fn scripted_by_size(answer: impl Fn(&str, &str) -> (u16, String) + Send + 'static) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Asked::default();
    let seen = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(&stream.unwrap(), &answer, &seen);
        }
    });
    (url, asked)
}

fn serve(mut stream: &TcpStream, answer: &impl Fn(&str, &str) -> (u16, String), seen: &Asked) {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        head.push(line);
    }
    let Some(first) = head.first() else { return };
    let length = head.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let call = first.trim_end_matches(" HTTP/1.1").to_owned();
    let body = String::from_utf8(body).unwrap();
    let (status, reply) = answer(&call, &body);
    seen.lock().unwrap().push((call, body));
    let length = reply.len();
    write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{reply}")
        .unwrap();
}

/// Runs `importer send` on a csv of this content.
fn send(csv: &str, backend: &str, arguments: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    send_in(directory.path(), csv, backend, arguments)
}

/// The same, in a folder that stays.
fn send_in(folder: &Path, csv: &str, backend: &str, arguments: &[&str]) -> Output {
    command_in(folder, csv, backend, arguments).output().unwrap()
}

fn command_in(folder: &Path, csv: &str, backend: &str, arguments: &[&str]) -> Command {
    let file = folder.join("base.csv");
    std::fs::write(&file, csv).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_importer"));
    command.arg("send").arg(&file).args(["--backend", backend]).args(arguments);
    command.env_remove("IMPORTER_TOKEN").current_dir(folder);
    command
}

fn well(call: &str) -> (u16, String) {
    match call {
        "POST /api/v1/imports" => (201, r#"{"import_id": "i1"}"#.to_owned()),
        call if call.starts_with("PUT ") => {
            (200, r#"{"created": 1, "updated": 0, "unchanged": 0, "rejected": []}"#.to_owned())
        }
        _ => (200, status("complete", "", &[0])),
    }
}

/// An import of one client in each batch, of a file with this hash.
fn status(state: &str, sha256: &str, arrived: &[u32]) -> String {
    let counts = |&number: &u32| {
        serde_json::json!({"number": number, "clients": 1, "created": 1, "updated": 0, "unchanged": 0,
            "rejected": 0})
    };
    let announced = serde_json::json!({"file": {"name": "base.csv", "size": 1, "sha256": sha256}, "clients": 3, "batches": 3});
    let arrived: Vec<_> = arrived.iter().map(counts).collect();
    serde_json::json!({"import_id": "i1", "state": state, "announced": announced, "arrived": arrived})
        .to_string()
}

const CLEAN: &str = "tg id;name\n208310224;Иван\n";

#[test]
fn everything_goes_where_it_should() {
    for suffix in ["", "/", "/api/v1", "/api/v1/"] {
        let (url, asked) = scripted(well);
        let output = send(CLEAN, &format!("{url}{suffix}"), &["--bot", "telegram=bot-1", "--tag", "vip"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("created 1, updated 0, unchanged 0, rejected 0"), "{text}");

        let asked = asked.lock().unwrap();
        let calls: Vec<_> = asked.iter().map(|(call, _)| call.as_str()).collect();
        assert_eq!(
            calls,
            ["POST /api/v1/imports", "PUT /api/v1/imports/i1/batches/0", "POST /api/v1/imports/i1/complete"]
        );
        let batch: serde_json::Value = serde_json::from_str(&asked[1].1).unwrap();
        assert_eq!((&batch["messenger"], &batch["bot_id"]), (&"TELEGRAM".into(), &"bot-1".into()));
        assert_eq!(
            (&batch["tags"][0], &batch["clients"][0]["social_id"]),
            (&"vip".into(), &"208310224".into())
        );
    }
}

#[test]
fn exit_codes_say_how_it_went() {
    let rejecting = |call: &str| match call {
        call if call.starts_with("PUT ") => {
            let rejection =
                r#"{"row": 2, "social_id": "208310224", "field": "name", "code": "x", "message": "too odd"}"#;
            (200, format!(r#"{{"created": 0, "updated": 0, "unchanged": 0, "rejected": [{rejection}]}}"#))
        }
        call => well(call),
    };
    let (rejecting, _) = scripted(rejecting);
    let (foreign, _) = scripted(|_| (200, "<html>".to_owned()));
    let (refusing, _) = scripted(|_| (401, r#"{"title": "Unauthorized", "status": 401}"#.to_owned()));
    let (well, _) = scripted(well);
    let bot = &["--bot", "tg=bot-1"][..];
    for (csv, backend, arguments, exit, said) in [
        ("tg id;name\n208310224;Иван\n;Анна\n", &well, bot, 1, ""),
        (CLEAN, &rejecting, bot, 1, ""),
        (CLEAN, &foreign, bot, 3, "not of an importer backend"),
        (CLEAN, &refusing, bot, 3, "401"),
        (CLEAN, &well, &[], 64, "--bot TELEGRAM=ID"),
        (CLEAN, &well, &["--bot", "tg"], 64, "MESSENGER=ID"),
        (CLEAN, &"ftp://x".to_owned(), bot, 64, "http://"),
        ("social_id\n111\n222\n", &well, bot, 64, "--messenger"),
        ("city\nКиев\n", &well, bot, 1, "social_id"),
        ("", &well, bot, 2, "file.empty"),
    ] {
        let output = send(csv, backend, arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{csv} {arguments:?}\n{errors}");
        assert!(errors.contains(said), "{csv} {arguments:?}\n{errors}");
    }
    let output = send(CLEAN, &rejecting, bot);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("row 2: server.rejected too odd"), "{text}");
}

const THREE: &str = "tg id;name\n208310224;Иван\n208310225;Анна\n208310226;Пётр\n";

#[test]
fn an_interrupted_import_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("importer.json");
    std::fs::write(&config, r#"{"delivery": {"batch_size": 1, "in_flight": 1, "attempts": 1}}"#).unwrap();
    let config = config.to_str().unwrap();
    let arguments = ["--bot", "tg=bot-1", "--config", config];
    let left = folder.path().join("base.csv.importing.json");

    let stumbling = |call: &str| match call {
        "PUT /api/v1/imports/i1/batches/1" => (503, String::new()),
        call => well(call),
    };
    let (url, asked) = scripted(stumbling);
    let output = send_in(folder.path(), THREE, &url, &arguments);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("goes on where it stopped"));
    let sha256 = serde_json::from_str::<serde_json::Value>(&asked.lock().unwrap()[0].1).unwrap();
    let sha256 = sha256["file"]["sha256"].as_str().unwrap().to_owned();
    let kept = std::fs::read_to_string(&left).unwrap();
    assert!(kept.contains("i1") && !kept.contains("20831") && !kept.contains("Иван"), "{kept}");

    // Another address is another backend: what is kept is not for it.
    let healthy = move |call: &str| match call {
        "GET /api/v1/imports/i1" => (200, status("open", &sha256, &[0])),
        "POST /api/v1/imports/i1/complete" => (200, status("complete", &sha256, &[0, 1, 2])),
        call => well(call),
    };
    let (url, asked) = scripted(healthy);
    std::fs::write(&left, kept.replace(kept_backend(&kept).as_str(), &format!("{url}/api/v1"))).unwrap();
    let output = send_in(folder.path(), THREE, &url, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let calls: Vec<_> = asked.lock().unwrap().iter().map(|(call, _)| call.clone()).collect();
    assert_eq!(
        calls,
        [
            "GET /api/v1/imports/i1",
            "PUT /api/v1/imports/i1/batches/1",
            "PUT /api/v1/imports/i1/batches/2",
            "POST /api/v1/imports/i1/complete",
        ]
    );
    assert!(!left.exists());
}

#[test]
fn an_import_the_backend_forgot_is_announced_anew() {
    let forgetful = |call: &str| match call {
        "PUT /api/v1/imports/i1/batches/0" => (404, r#"{"title": "Not Found", "status": 404}"#.to_owned()),
        call => well(call),
    };
    let announced = std::sync::atomic::AtomicU32::new(0);
    let (url, asked) = scripted(move |call| match call {
        "POST /api/v1/imports" => {
            let number = announced.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            (201, format!(r#"{{"import_id": "i{number}"}}"#))
        }
        call => forgetful(call),
    });
    let output = send(CLEAN, &url, &["--bot", "tg=bot-1"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let asked = asked.lock().unwrap();
    let announcements = asked.iter().filter(|(call, _)| call == "POST /api/v1/imports").count();
    assert_eq!((announcements, asked.len()), (2, 5));
}

fn kept_backend(kept: &str) -> String {
    let kept: serde_json::Value = serde_json::from_str(kept).unwrap();
    kept["backend"].as_str().unwrap().to_owned()
}

#[test]
fn a_receipt_is_written_in_the_form_of_its_name() {
    let (url, _) = scripted(well);
    for (name, said) in [
        ("receipt.json", "\"import_id\": \"i1\""),
        ("receipt.html", "<h1>"),
        ("receipt.txt", "Telegram\tbot-1\tDefault tunnel\tvip\t1"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["--bot", "tg=bot-1", "--tag", "vip", "--receipt", name];
        let output = send_in(folder.path(), CLEAN, &url, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let receipt = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(receipt.contains(said), "{receipt}");
        assert!(!receipt.contains("208310224"), "{receipt}");
    }
}

#[test]
fn a_token_goes_along_and_must_be_one() {
    let (url, asked) = scripted(well);
    let bot = ["--bot", "tg=bot-1", "--token"];
    for (token, exit) in [("secret", 0), ("two words", 64), ("", 64)] {
        let output = send(CLEAN, &url, &[&bot[..], &[token]].concat());
        assert_eq!(output.status.code(), Some(exit), "{token}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[test]
fn an_endless_error_page_is_not_read_to_its_end() {
    let (url, _) = scripted(|_| (404, "x".repeat(10 << 20)));
    let output = send(CLEAN, &url, &["--bot", "tg=bot-1"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stderr.len() < 4_000);
}

#[test]
fn clients_go_to_the_tunnel_or_the_tool_that_is_said() {
    let mixed = "social_id;messenger\n208310224;tg\n01234567890A+/01234567==;viber\n";
    let bots = ["--bot", "tg=b1", "--bot", "viber=b2"];
    // Arguments, and what each batch says: tunnel, tool, tags.
    for (arguments, telegram, viber) in [
        (&[][..], ("null", "null", "[]"), ("null", "null", "[]")),
        (&["--tunnel", "t1"], ("\"t1\"", "null", "[]"), ("\"t1\"", "null", "[]")),
        (
            &["--tunnel", "t1", "--lgt", "viber=77", "--tag", "vip=1", "--tag", "tg=new"],
            ("\"t1\"", "null", r#"["new","vip=1"]"#),
            ("null", "\"77\"", r#"["vip=1"]"#),
        ),
        (&["--lgt", "77", "--tunnel", "tg=t2"], ("\"t2\"", "null", "[]"), ("null", "\"77\"", "[]")),
    ] {
        let (url, asked) = scripted(well);
        let output = send(mixed, &url, &[&bots[..], arguments].concat());
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        let asked = asked.lock().unwrap();
        let batches = asked.iter().filter(|(call, _)| call.starts_with("PUT "));
        for (_, body) in batches {
            let batch: serde_json::Value = serde_json::from_str(body).unwrap();
            let expected = if batch["messenger"] == "VIBER" { viber } else { telegram };
            let said = ["tunnel", "lgt", "tags"].map(|key| batch[key].to_string());
            assert_eq!(said, [expected.0, expected.1, expected.2], "{arguments:?} {body}");
        }
        assert_eq!(asked.iter().filter(|(call, _)| call.starts_with("PUT ")).count(), 2);
    }
    for arguments in [&["--tunnel", "t1", "--lgt", "77"][..], &["--tag", " "], &["--lgt", "viber="]] {
        let output = send(mixed, "http://127.0.0.1:9", &[&bots[..], arguments].concat());
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
    }
}

#[test]
fn a_client_too_large_for_the_backend_is_named_and_the_others_are_sent() {
    let csv = format!("tg id;name\n208310224;Иван\n208310225;{}\n208310226;Пётр\n", "x".repeat(20_000));
    let announced = Mutex::new(0);
    let (url, asked) = scripted_by_size(move |call, body| match call {
        "POST /api/v1/imports" => {
            *announced.lock().unwrap() =
                serde_json::from_str::<serde_json::Value>(body).unwrap()["clients"].as_u64().unwrap();
            well(call)
        }
        call if call.starts_with("PUT ") => {
            let batch: serde_json::Value = serde_json::from_str(body).unwrap();
            let created = batch["clients"].as_array().unwrap().len();
            let answer = format!(r#"{{"created": {created}, "updated": 0, "unchanged": 0, "rejected": []}}"#);
            if body.len() > 10_000 { (413, String::new()) } else { (200, answer) }
        }
        _ => {
            let clients = *announced.lock().unwrap();
            let all = serde_json::json!({"number": 0, "clients": clients, "created": clients, "updated": 0, "unchanged": 0, "rejected": 0});
            let mut status: serde_json::Value = serde_json::from_str(&status("complete", "", &[])).unwrap();
            status["arrived"] = serde_json::json!([all]);
            (200, status.to_string())
        }
    });
    let output = send(&csv, &url, &["--bot", "tg=bot-1"]);
    let (text, errors) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(text.contains("created 2, updated 0, unchanged 0, rejected 1"), "{text}");
    assert!(text.contains("row 3: client.too_large one client alone is larger"), "{text}");
    let asked = asked.lock().unwrap();
    let last = asked.iter().rev().find(|(call, _)| call == "POST /api/v1/imports").unwrap();
    assert!(last.1.contains(r#""clients":2"#), "{}", last.1);
}

#[test]
fn nobody_listening_stops_nothing() {
    // (stdout closed, exit)
    for (closes_stdout, exit) in [(false, 0), (true, 74)] {
        let folder = tempfile::tempdir().unwrap();
        let (url, asked) = scripted(well);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command =
            command_in(folder.path(), CLEAN, &url, &["--bot", "tg=bot-1", "--receipt", "receipt.json"]);
        command.stderr(writer.try_clone().unwrap());
        if closes_stdout {
            command.stdout(writer);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(exit));
        assert_eq!(asked.lock().unwrap().len(), 3);
        let receipt = std::fs::read_to_string(folder.path().join("receipt.json")).unwrap();
        assert!(receipt.contains("\"complete\": true"), "{receipt}");
    }
}

#[test]
fn a_receipt_that_cannot_be_written_loses_nothing_else() {
    let stumbling = |call: &str| match call {
        call if call.starts_with("PUT ") => (422, r#"{"title": "No", "status": 422}"#.to_owned()),
        call => well(call),
    };
    // (backend, exit, what is said on either way out)
    for (answer, exit, output_says, error_says) in [
        (
            well as fn(&str) -> (u16, String),
            74,
            "created 1, updated 0",
            &["cannot write nowhere/receipt.json"][..],
        ),
        (
            stumbling,
            3,
            "sent 0 of 1",
            &["not everything was sent", "422", "cannot write nowhere/receipt.json"],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (url, asked) = scripted(answer);
        let arguments = ["--bot", "tg=bot-1", "--receipt", "nowhere/receipt.json"];
        let output = send_in(folder.path(), CLEAN, &url, &arguments);
        let (text, errors) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(exit), "{errors}");
        assert!(text.contains(output_says), "{text}");
        assert!(error_says.iter().all(|said| errors.contains(said)), "{errors}");
        // What arrived is not begun anew, and what did not goes on.
        assert_eq!(folder.path().join("base.csv.importing.json").exists(), exit == 3);
        assert_eq!(asked.lock().unwrap().len(), if exit == 3 { 2 } else { 3 });
    }
}

#[test]
fn an_address_with_a_password_in_it_is_refused() {
    let (url, asked) = scripted(well);
    let host = url.trim_start_matches("http://");
    for backend in [
        format!("http://anna:secret@{host}"),
        format!("http://anna@{host}/api/v1"),
        format!("http://:secret@{host}/"),
        format!("http://anna:secret@{host}?at=1"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = send_in(folder.path(), CLEAN, &backend, &["--bot", "tg=bot-1", "--receipt", "r.json"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(64), "{backend}: {errors}");
        assert!(errors.contains("--token") && !errors.contains("secret"), "{errors}");
        assert!(!folder.path().join("r.json").exists(), "{backend}");
    }
    assert_eq!(asked.lock().unwrap().len(), 0);
    // An @ further on is no name.
    let output = send(CLEAN, &format!("{url}/for/anna@example.org"), &["--bot", "tg=bot-1"]);
    assert_ne!(output.status.code(), Some(64), "{}", String::from_utf8_lossy(&output.stderr));
}
