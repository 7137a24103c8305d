//! Callers who take their time, and many of them at once: what they can hold, and what is counted.
//!
//! They speak raw HTTP from several addresses of loopback, which are several callers to the server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpSocket;

use crate::harness::database::Database;
use crate::harness::server::{TestServer, program};

/// Longer than the server waits for anything that a test waits for, and shorter than what it waited
/// where it waited too long.
const PATIENCE: Duration = Duration::from_secs(25);

/// Requests under way at once: from everybody, and from one address.
const PLACES: usize = 128;
const SHARE: usize = 32;

/// A connection from an address of loopback, `127.0.0.{last}`.
fn connect(server: &TestServer, last: u8) -> TcpStream {
    let to: SocketAddr = server.url.trim_start_matches("http://").parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, last], 0))).unwrap();
        socket.connect(to).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// A request whose body does not come.
fn announce(server: &TestServer, last: u8, authorization: &str) -> TcpStream {
    let mut stream = connect(server, last);
    let head = format!(
        "POST /api/v1/clients/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         {authorization}Content-Length: 100\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// A request whose body does not come, and which the server waits for.
#[track_caller]
fn hold(server: &TestServer, last: u8) -> TcpStream {
    for _ in 0..500 {
        let mut stream = announce(server, last, &format!("{TOKEN}Expect: 100-continue\r\n"));
        let mut line = [0; 12];
        stream.read_exact(&mut line).unwrap();
        if line == *b"HTTP/1.1 100" {
            return stream;
        }
        // What was answered a moment ago may have its place still.
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("127.0.0.{last} is never waited for");
}

/// Asks, and gives status and whole answer. 0: the connection was closed without one.
fn get(server: &TestServer, last: u8, path: &str) -> (u16, String) {
    let mut stream = connect(server, last);
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{TOKEN}Connection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes());
    answer(stream)
}

fn answer(mut stream: TcpStream) -> (u16, String) {
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_default(), text)
}

/// Asks until the answer is the expected one: what was sent before may still be on its way.
#[track_caller]
fn comes_to(server: &TestServer, last: u8, path: &str, expected: u16) -> String {
    for _ in 0..500 {
        let (status, text) = get(server, last, path);
        if status == expected {
            return text;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{path} never answers {expected}: {}", get(server, last, path).1);
}

const TOKEN: &str = "Authorization: Bearer s3cret\r\n";
const BOTS: &str = "/api/v1/bots";

fn start(arguments: &[&str]) -> TestServer {
    TestServer::start_with(&[&["--token", "s3cret", "--rate", "0"], arguments].concat())
}

#[test]
fn who_has_no_token_holds_nothing() {
    let server = start(&["--at-once", "0"]);
    let slow: Vec<TcpStream> = (0..2 * PLACES).map(|_| announce(&server, 1, "")).collect();
    for _ in 0..20 {
        assert_eq!(get(&server, 2, BOTS).0, 200);
    }
    // They are told without having sent a body.
    let (status, text) = slow.into_iter().map(answer).next().unwrap();
    assert_eq!(status, 401, "{text}");
}

#[test]
fn whoever_is_refused_is_not_waited_for() {
    let server = start(&[]);
    for (target, header) in [
        ("POST /api/v1/imports", "Host: evil.example\r\n"),
        ("POST /api/v1/imports", "Host: localhost\r\nOrigin: http://evil.example\r\n"),
        ("POST /api/v1/nothing", "Host: localhost\r\n"),
        ("POST /api/v1/imports", "Host: localhost\r\nContent-Type: text/plain\r\n"),
        ("POST /imports", "Host: localhost\r\n"),
    ] {
        let mut stream = connect(&server, 1);
        write!(
            stream,
            "{target} HTTP/1.1\r\n{header}{TOKEN}Connection: close\r\nContent-Length: 100\r\n\r\n"
        )
        .unwrap();
        let (status, text) = answer(stream);
        assert!((400..500).contains(&status), "{target} {header}: {text}");
    }
    // Nor whoever sends more than is taken.
    let mut stream = connect(&server, 1);
    let head = "POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    write!(stream, "{head}{TOKEN}Connection: close\r\nContent-Length: 9000000\r\n\r\n").unwrap();
    stream.write_all(&vec![b' '; 3_000_000]).unwrap();
    let (status, text) = answer(stream);
    assert_eq!(status, 413, "{text}");
}

#[test]
fn whoever_asks_before_sending_is_told_before_sending() {
    let server = start(&[]);
    let ask = |authorization: &str| {
        let mut stream = connect(&server, 1);
        let head =
            "POST /api/v1/clients/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        write!(stream, "{head}{authorization}Expect: 100-continue\r\nContent-Length: 41\r\n\r\n").unwrap();
        let mut line = [0; 12];
        stream.read_exact(&mut line).unwrap();
        String::from_utf8_lossy(&line).into_owned()
    };
    assert_eq!(ask(""), "HTTP/1.1 401");
    assert_eq!(ask(TOKEN), "HTTP/1.1 100");
}

#[test]
fn one_address_has_its_share_and_monitoring_is_answered_whatever_happens() {
    let server = start(&[]);
    let mut slow: Vec<TcpStream> = (0..SHARE).map(|_| hold(&server, 1)).collect();
    let refused = comes_to(&server, 1, BOTS, 429);
    assert!(refused.contains("request.too_many") && refused.to_lowercase().contains("retry-after: 1"));
    assert_eq!(get(&server, 2, BOTS).0, 200);
    // A share that was given back can be taken again.
    slow.pop();
    comes_to(&server, 1, BOTS, 200);

    slow.push(hold(&server, 1));
    for last in 2..=u8::try_from(PLACES / SHARE).unwrap() {
        slow.extend((0..SHARE).map(|_| hold(&server, last)));
    }
    let refused = comes_to(&server, 9, BOTS, 503);
    assert!(refused.contains("server.overloaded"), "{refused}");
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(get(&server, 9, path).0, 200, "{path}");
    }
    drop(slow);
    comes_to(&server, 9, BOTS, 200);
}

#[test]
fn one_address_cannot_have_all_connections() {
    let server = start(&[]);
    let idle: Vec<TcpStream> = (0..300).map(|_| connect(&server, 1)).collect();
    comes_to(&server, 1, "/healthz", 0);
    assert_eq!(get(&server, 2, "/healthz").0, 200);
    drop(idle);
    comes_to(&server, 1, "/healthz", 200);
}

#[test]
fn a_head_that_does_not_come_is_not_waited_for() {
    let server = start(&[]);
    let mut half = connect(&server, 1);
    half.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").unwrap();
    let mut rest = Vec::new();
    half.read_to_end(&mut rest).expect("the connection is still open");
}

#[test]
fn every_answer_is_counted() {
    let mut with_token = program();
    with_token.env("IMPORTER_TOKEN", "s3cret");
    let server = TestServer::spawn(
        with_token,
        Database::sqlite(),
        &[
            "--listen",
            "127.0.0.1:0",
            "--rate",
            "10",
            "--at-once",
            "2",
            "--allow-origin",
            "https://crm.example",
        ],
    );
    let token = ("Authorization", "Bearer s3cret");
    server.call("GET", BOTS, &[token], "").json::<serde_json::Value>();
    server.get(BOTS).is_problem(401, "token.missing");
    server.call("GET", BOTS, &[token, ("Host", "evil.example")], "").is_problem(403, "host.refused");
    server.call("DELETE", BOTS, &[token], "").is_problem(405, "request.refused");
    for nowhere in ["/api/v1/tunnels/7", "/api/9", "/x/Анна", "/"] {
        let path = nowhere.replace("Анна", "%D0%90");
        server.call("GET", &path, &[token], "").is_problem(404, "path.not_found");
    }
    let asked = [("Origin", "https://crm.example"), ("Access-Control-Request-Method", "PUT")];
    server.call("OPTIONS", "/api/v1/imports/x/batches/0", &asked, "");
    let body = json!({"messenger": "VIBER"}).to_string();
    server.call("POST", "/api/v1/clients/lookup", &[token], body).is_problem(415, "body.not_json");
    let mut nonsense = connect(&server, 2);
    nonsense.write_all(b"\x16\x03\x01\r\n\r\n").unwrap();
    assert_eq!(answer(nonsense).0, 400);
    let _slow = [hold(&server, 3), hold(&server, 3)];
    comes_to(&server, 3, BOTS, 429);
    assert!((0..500).any(|_| get(&server, 4, "/imports.css").0 == 429));

    let text = get(&server, 5, "/metrics").1;
    let count = |method: &str, route: &str, status: u16| {
        let series =
            format!("importer_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&series));
        line.map_or(0, |count| count.parse::<usize>().unwrap())
    };
    assert_eq!(count("GET", BOTS, 401), 1, "{text}");
    assert_eq!(count("GET", BOTS, 403), 1, "{text}");
    assert_eq!(count("other", BOTS, 405), 1, "{text}");
    assert_eq!(count("GET", "other", 404), 4, "{text}");
    assert_eq!(count("OPTIONS", "/api/v1/imports/{import_id}/batches/{number}", 200), 1, "{text}");
    assert_eq!(count("POST", "/api/v1/clients/lookup", 415), 1, "{text}");
    assert_eq!(count("other", "other", 400), 1, "{text}");
    assert!(count("GET", BOTS, 429) > 0, "{text}");
    assert!(count("GET", "/imports.css", 429) > 0, "{text}");
    assert!(!text.contains("%D0") && !text.contains("nest"), "{text}");
}
