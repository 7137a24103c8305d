//! Bots, tunnels and tags from Leeloo.
//!
//! The Leeloo here is a stand-in, written from the documented shapes: token header, `limit` and
//! `offset`, `meta`, the error envelope, plain text for too many requests. It is not the real one.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use importer_contract::{Bot, Tag, Tunnel};
use serde_json::{Value, json};

use crate::harness::database::Database;
use crate::harness::server::{TestServer, batch, client, program};

const TOKEN: &str = "leeloo-token";

/// A stand-in for Leeloo's API; the answers can be changed while it runs.
struct StandIn {
    url: String,
    state: Arc<Mutex<State>>,
    /// No answer is given while a test holds it.
    gate: Arc<Mutex<()>>,
}

#[derive(Default)]
struct State {
    bots: Vec<Value>,
    /// What is answered next instead, as status line and body.
    next: Vec<(&'static str, String)>,
    /// Path and query of what was asked.
    asked: Vec<String>,
}

impl StandIn {
    fn start(bots: Vec<Value>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api/v2", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { bots, ..State::default() }));
        let gate = Arc::<Mutex<()>>::default();
        thread::spawn({
            let (state, gate) = (Arc::clone(&state), Arc::clone(&gate));
            move || {
                for connection in listener.incoming().map_while(Result::ok) {
                    let (state, gate) = (Arc::clone(&state), Arc::clone(&gate));
                    thread::spawn(move || answer(connection, &state, &gate));
                }
            }
        });
        Self { url, state, gate }
    }

    /// A server that gets its pickers here.
    fn server(&self, token: &str) -> TestServer {
        let mut command = program();
        command.env("LEELOO_API_TOKEN", token);
        let arguments = ["--listen", "127.0.0.1:0", "--leeloo", &self.url];
        TestServer::spawn(command, Database::sqlite(), &arguments)
    }

    fn answer_next(&self, times: usize, status: &'static str, body: &str) {
        self.state.lock().unwrap().next = vec![(status, body.to_owned()); times];
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

fn answer(mut connection: TcpStream, state: &Mutex<State>, gate: &Mutex<()>) {
    let mut lines = BufReader::new(connection.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let token = format!("x-leeloo-authtoken: {TOKEN}");
    let has_token = headers.iter().any(|header| header.eq_ignore_ascii_case(&token));
    let target = first.split(' ').nth(1).unwrap().to_owned();
    state.lock().unwrap().asked.push(target.trim_start_matches("/api/v2").to_owned());
    drop(gate.lock().unwrap());
    let mut state = state.lock().unwrap();
    let (status, body) = match state.next.pop() {
        Some(next) => next,
        None if !has_token => {
            ("401 Unauthorized", json!({"status": 0, "error": {"code": "WRONG_TOKEN"}}).to_string())
        }
        None => ("200 OK", page(&state, &target).to_string()),
    };
    let length = body.len();
    let _ = write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

fn page(state: &State, target: &str) -> Value {
    let (path, query) = target.split_once('?').unwrap();
    let number = |name: &str| -> usize {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        value.unwrap().parse().unwrap()
    };
    let all = match path.rsplit('/').next().unwrap() {
        "connections" => state.bots.clone(),
        "tunnels" => vec![json!({"id": "t1", "name": "Вітання"})],
        // More than one page.
        "tags" => (0..250).map(|id| json!({"id": id.to_string(), "name": format!("tag {id}")})).collect(),
        other => panic!("{other} is not documented"),
    };
    let (limit, offset) = (number("limit"), number("offset"));
    let data: Vec<&Value> = all.iter().skip(offset).take(limit).collect();
    let meta = json!({"totalCount": all.len(), "filteredCount": all.len(), "limit": limit, "offset": offset});
    json!({"data": data, "meta": meta, "status": 1})
}

fn bot(id: &str, kind: &str) -> Value {
    json!({"id": id, "type": kind, "name": format!("Бот {id}"), "something_new": [1]})
}

#[test]
fn lists_come_from_leeloo_and_are_kept() {
    let leeloo = StandIn::start(vec![bot("b1", "TELEGRAM"), bot("b2", "VIBER")]);
    let server = leeloo.server(&format!(" {TOKEN}\n"));
    let bots: Vec<Bot> = server.get("/api/v1/bots").json();
    let bots: Vec<_> = bots.iter().map(|bot| (bot.id.as_str(), bot.messenger.as_deref())).collect();
    assert_eq!(bots, [("b1", Some("TELEGRAM")), ("b2", Some("VIBER"))]);
    let asked = leeloo.asked();
    assert_eq!(
        asked,
        [
            "/connections?limit=100&offset=0",
            "/tunnels?limit=100&offset=0",
            "/tags?limit=100&offset=0",
            "/tags?limit=100&offset=100",
            "/tags?limit=100&offset=200",
        ]
    );
    assert_eq!(server.get("/api/v1/tags").json::<Vec<Tag>>().len(), 250);
    assert_eq!(server.get("/api/v1/tunnels").json::<Vec<Tunnel>>()[0].id, "t1");
    assert_eq!(leeloo.asked().len(), 0);

    // A batch may name what is there. What is not is not looked for again and again.
    let import = server.announce(1, 1);
    let mut sent = batch(vec![client(2, "1001", "Анна")]);
    sent.bot_id = "b9".into();
    server.put(&import, 0, "k0", &sent).is_problem(422, "bot.not_found");
    server.put(&import, 0, "k0", &sent).is_problem(422, "bot.not_found");
    assert_eq!(leeloo.asked().len(), 0);
    sent.bot_id = "b1".into();
    assert_eq!(server.put(&import, 0, "k0", &sent).status, 200);
}

#[test]
fn a_slow_list_is_loaded_once_and_whether_or_not_somebody_waits() {
    let leeloo = StandIn::start(vec![bot("b1", "TELEGRAM")]);
    let server = leeloo.server(TOKEN);
    let held = leeloo.gate.lock().unwrap();
    // Somebody asks and goes away.
    let mut gone = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
    gone.write_all(b"GET /api/v1/bots HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    while leeloo.state.lock().unwrap().asked.is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    drop(gone);
    thread::scope(|scope| {
        let ask = || server.get("/api/v1/bots").json::<Vec<Bot>>().len();
        let others: Vec<_> = (0..3).map(|_| scope.spawn(ask)).collect();
        // They have begun to wait, as far as can be told from here.
        thread::sleep(Duration::from_millis(200));
        drop(held);
        for other in others {
            assert_eq!(other.join().unwrap(), 1);
        }
    });
    assert_eq!(leeloo.asked().len(), 5);
}

#[test]
fn a_wait_for_ever_is_not_waited_for() {
    let leeloo = StandIn::start(vec![bot("b1", "TELEGRAM")]);
    let endless = "429 Too Many Requests\r\nRetry-After: 18446744073709551615";
    leeloo.answer_next(1, endless, "Too many requests, please try again later.");
    let server = leeloo.server(TOKEN);
    let reply = server.get("/api/v1/bots");
    reply.is_problem(503, "leeloo.too_many_requests");
    assert_eq!(reply.header("retry-after"), "300");
}

#[test]
fn too_many_requests_are_waited_for() {
    let leeloo = StandIn::start(vec![bot("b1", "TELEGRAM")]);
    leeloo.answer_next(2, "429 Too Many Requests", "Too many requests, please try again later.");
    let server = leeloo.server(TOKEN);
    assert_eq!(server.get("/api/v1/bots").json::<Vec<Bot>>().len(), 1);
    assert_eq!(leeloo.asked().len(), 7);
}

#[test]
fn what_leeloo_says_is_translated() {
    #[track_caller]
    fn check(answer: (&'static str, &str), token: &str, status: u16, code: &str) {
        let leeloo = StandIn::start(Vec::new());
        if !answer.0.is_empty() {
            leeloo.answer_next(1, answer.0, answer.1);
        }
        let server = leeloo.server(token);
        let detail = server.get("/api/v1/bots").is_problem(status, code);
        assert!(!detail.contains("Іван") && !detail.contains(token), "{detail}");
        // The rest of the server works on.
        assert_eq!(server.get("/readyz").status, 200);
    }
    let envelope = r#"{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"data/0/name":"Іван"}}}"#;
    check(("", ""), "another-token", 502, "leeloo.token_refused");
    check(("400 Bad Request", envelope), TOKEN, 502, "leeloo.refused");
    check(("200 OK", "<html>Іван</html>"), TOKEN, 502, "leeloo.answer_foreign");
    check(("503 Service Unavailable", "Іван"), TOKEN, 502, "leeloo.refused");

    let mut command = program();
    command.env("LEELOO_API_TOKEN", TOKEN);
    let arguments = ["--listen", "127.0.0.1:0", "--leeloo", "http://127.0.0.1:1/api/v2"];
    let server = TestServer::spawn(command, Database::sqlite(), &arguments);
    server.get("/api/v1/bots").is_problem(502, "leeloo.unreachable");
}
