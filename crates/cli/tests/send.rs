//! `importer send` against a scripted backend: a few canned answers over a real socket.
#![allow(clippy::unwrap_used, reason = "a panic in a test is the report")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

/// What the backend was asked: method and path, body.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// Listens on a free port; `answer` gives status and body for a method and path.
fn scripted(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> (String, Asked) {
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

fn serve(mut stream: &TcpStream, answer: &impl Fn(&str) -> (u16, String), seen: &Asked) {
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
    let (status, reply) = answer(&call);
    seen.lock().unwrap().push((call, String::from_utf8(body).unwrap()));
    let length = reply.len();
    write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{reply}")
        .unwrap();
}

/// Runs `importer send` on a csv of this content.
fn send(csv: &str, backend: &str, arguments: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("base.csv");
    std::fs::write(&file, csv).unwrap();
    Command::new(env!("CARGO_BIN_EXE_importer"))
        .arg("send")
        .arg(&file)
        .args(["--backend", backend])
        .args(arguments)
        .output()
        .unwrap()
}

fn well(call: &str) -> (u16, String) {
    match call {
        "POST /api/v1/imports" => (201, r#"{"import_id": "i1"}"#.to_owned()),
        call if call.starts_with("PUT ") => {
            (200, r#"{"created": 1, "updated": 0, "unchanged": 0, "rejected": []}"#.to_owned())
        }
        _ => (200, "{}".to_owned()),
    }
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
