//! Delivery against a scripted backend: it keeps what a real one would, and loses, delays and
//! refuses what the script says.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_contract::{Client, NewImport};
use importer_sheet::{CellKind, TableBuilder};

use super::*;
use crate::Config;

fn session(clients: u32, batch_size: u32) -> Session {
    let json = format!(r#"{{"delivery": {{"batch_size": {batch_size}, "in_flight": 3, "attempts": 6}}}}"#);
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    builder.push(0, CellKind::Text, "tg id");
    builder.push(1, CellKind::Text, "name");
    for client in 0..clients {
        builder.start_row(client + 2, false);
        builder.push(0, CellKind::Text, &(208_310_000 + client).to_string());
        builder.push(1, CellKind::Text, "Иван");
    }
    let mut session = Session::new(Arc::new(Config::from_json(&json).unwrap()), builder.finish());
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    session
}

fn settings() -> SendSettings {
    let assignment = Assignment { bot_id: "bot-1".into(), ..Assignment::default() };
    SendSettings { assignments: BTreeMap::from([("TELEGRAM".to_owned(), assignment)]) }
}

fn file() -> SourceFile {
    SourceFile { name: "base.xlsx".into(), size: 1, sha256: "0".repeat(64) }
}

fn delivery(session: &Session) -> Delivery {
    Delivery::new(session, settings(), file(), 7).unwrap()
}

/// What the scripted backend does with a call.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    /// Takes it and answers.
    Answer,
    /// Takes it, and the answer is lost on the way.
    Lose,
    /// Never sees it.
    Drop,
    /// Answers with this status and takes nothing.
    Status(u16),
    /// Answers 429 with `Retry-After`.
    Later(u64),
    /// A page of another program.
    Page,
}

/// A backend in memory. `script` decides by the number of the call.
struct Scripted {
    script: Box<dyn FnMut(u32) -> Act>,
    calls: u32,
    /// Answers under way go back last first.
    reorder: bool,
    /// Most clients a batch may have.
    largest: usize,
    imports: u32,
    announced: Option<NewImport>,
    first_answers: BTreeMap<String, (String, String)>,
    cards: BTreeMap<String, u32>,
    most_at_once: usize,
    order: Vec<u32>,
    now: u64,
}

impl Scripted {
    fn new(script: impl FnMut(u32) -> Act + 'static) -> Self {
        Self {
            script: Box::new(script),
            calls: 0,
            reorder: false,
            largest: usize::MAX,
            imports: 0,
            announced: None,
            first_answers: BTreeMap::new(),
            cards: BTreeMap::new(),
            most_at_once: 0,
            order: Vec::new(),
            now: 0,
        }
    }

    /// Runs the delivery to its end.
    fn run(&mut self, delivery: &mut Delivery, session: &Session) -> Outcome {
        let mut under_way: Vec<Call> = Vec::new();
        for _ in 0..10_000 {
            match delivery.next(session, self.now) {
                Next::Send(call) => under_way.push(call),
                Next::Finished(outcome) => return outcome,
                Next::WaitUntil(at) if under_way.is_empty() => {
                    assert!(at > self.now);
                    self.now = at;
                }
                Next::WaitUntil(_) | Next::AwaitAnswer => {
                    assert!(!under_way.is_empty(), "waits for nothing");
                    self.most_at_once = self.most_at_once.max(under_way.len());
                    let at = if self.reorder { under_way.len() - 1 } else { 0 };
                    let call = under_way.remove(at);
                    self.serve(delivery, &call);
                }
            }
        }
        panic!("delivery does not end");
    }

    fn serve(&mut self, delivery: &mut Delivery, call: &Call) {
        let act = (self.script)(self.calls);
        self.calls += 1;
        let reply = |status, body: &str| Reply { status, body: body.to_owned(), retry_after_s: None };
        match act {
            Act::Answer => {
                let (status, body) = self.take(call);
                delivery.answer(call.id, self.now, &reply(status, &body));
            }
            Act::Lose => {
                self.take(call);
                delivery.failed(call.id, self.now, "connection reset");
            }
            Act::Drop => delivery.failed(call.id, self.now, "no route"),
            Act::Status(status) => {
                let problem = format!(r#"{{"title": "No", "status": {status}, "code": "test.refused"}}"#);
                delivery.answer(call.id, self.now, &reply(status, &problem));
            }
            Act::Later(seconds) => {
                let reply = Reply { retry_after_s: Some(seconds), ..reply(429, "Too many requests") };
                delivery.answer(call.id, self.now, &reply);
            }
            Act::Page => delivery.answer(call.id, self.now, &reply(200, "<html>Hello</html>")),
        }
    }

    fn take(&mut self, call: &Call) -> (u16, String) {
        if call.path == "/imports" {
            self.imports += 1;
            self.announced = Some(serde_json::from_str(&call.body).unwrap());
            return (201, format!(r#"{{"import_id": "import-{}"}}"#, self.imports));
        }
        if call.path.ends_with("/complete") {
            return (200, "{}".to_owned());
        }
        let key = call.idempotency_key.clone().unwrap();
        if let Some((body, answer)) = self.first_answers.get(&key) {
            assert_eq!(*body, call.body, "same key, same body");
            return (200, answer.clone());
        }
        let batch: Batch = serde_json::from_str(&call.body).unwrap();
        if batch.clients.len() > self.largest {
            return (413, String::new());
        }
        assert!(
            call.path.starts_with(&format!("/imports/import-{}/batches/", self.imports)),
            "{}",
            call.path
        );
        self.order.push(batch.clients.first().unwrap().row);
        let created = batch.clients.len();
        for Client { social_id, .. } in batch.clients {
            *self.cards.entry(social_id).or_default() += 1;
        }
        let answer = format!(r#"{{"created": {created}, "updated": 0, "unchanged": 0, "rejected": []}}"#);
        self.first_answers.insert(key, (call.body.clone(), answer.clone()));
        (200, answer)
    }

    /// Every client was written, and once.
    fn assert_each_once(&self, clients: usize) {
        assert_eq!(self.cards.len(), clients);
        assert!(self.cards.values().all(|&times| times == 1), "{:?}", self.cards);
    }
}

#[test]
fn everything_arrives_once_whatever_happens_on_the_way() {
    // (name, what happens to call n)
    type Script = fn(u32) -> Act;
    let scripts: [(&str, Script); 6] = [
        ("all is well", |_| Act::Answer),
        ("two answers of five are lost", |call| if call % 5 % 2 == 1 { Act::Lose } else { Act::Answer }),
        ("every third call is dropped", |call| if call % 3 == 1 { Act::Drop } else { Act::Answer }),
        ("the backend stumbles", |call| if call % 3 == 2 { Act::Status(500) } else { Act::Answer }),
        ("a proxy is overloaded", |call| if call % 4 == 1 { Act::Status(503) } else { Act::Answer }),
        ("too many requests", |call| if call == 2 { Act::Later(7) } else { Act::Answer }),
    ];
    for (name, script) in scripts {
        for reorder in [false, true] {
            let session = session(95, 10);
            let mut delivery = delivery(&session);
            let mut backend = Scripted { reorder, ..Scripted::new(script) };
            let outcome = backend.run(&mut delivery, &session);
            assert_eq!(outcome.failure, None, "{name}");
            let Progress { created, answered, batches, batches_answered, .. } = outcome.progress;
            assert_eq!((created, answered, batches, batches_answered), (95, 95, 10, 10), "{name}");
            backend.assert_each_once(95);
            assert!(backend.most_at_once <= 3, "{name}");
        }
    }
}

#[test]
fn batches_go_in_order_of_rows_a_few_at_once() {
    let session = session(50, 10);
    let mut backend = Scripted::new(|_| Act::Answer);
    backend.run(&mut delivery(&session), &session);
    assert_eq!(backend.order, [2, 12, 22, 32, 42]);
    assert_eq!(backend.most_at_once, 3);
    assert_eq!(backend.announced.as_ref().map(|import| (import.clients, import.batches)), Some((50, 5)));
}

#[test]
fn retry_after_is_honoured() {
    let session = session(5, 10);
    let mut backend = Scripted::new(move |call| if call == 1 { Act::Later(7) } else { Act::Answer });
    backend.run(&mut delivery(&session), &session);
    assert_eq!(backend.now, 7_000);
}

#[test]
fn a_backend_that_is_gone_ends_it_and_pressing_again_goes_on() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(move |call| if call > 2 { Act::Drop } else { Act::Answer });
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!(outcome.failure, Some(Failure::Network { reason: "no route".into() }));
    assert_eq!(outcome.progress.answered, 20);

    assert!(delivery.resume());
    backend.script = Box::new(|_| Act::Answer);
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.created), (None, 50));
    assert_eq!(backend.imports, 1);
    backend.assert_each_once(50);
    assert!(!delivery.resume());
}

#[test]
fn answers_that_will_not_change_end_it_at_once() {
    let refused =
        |status| Failure::Refused { status, code: Some("test.refused".into()), detail: Some("No".into()) };
    let foreign = Failure::ForeignAnswer { status: 200, body: "<html>Hello</html>".into() };
    for (at, act, expected) in [
        (0, Act::Status(401), refused(401)),
        (0, Act::Page, foreign.clone()),
        (1, Act::Status(409), refused(409)),
        (1, Act::Status(422), refused(422)),
        (1, Act::Page, foreign),
        (3, Act::Status(409), refused(409)),
    ] {
        let session = session(20, 10);
        let mut backend = Scripted::new(move |call| if call == at { act } else { Act::Answer });
        let outcome = backend.run(&mut delivery(&session), &session);
        assert_eq!(outcome.failure, Some(expected), "{at} {act:?}");
    }
}

#[test]
fn batches_too_large_are_halved() {
    let session = session(95, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted { largest: 3, ..Scripted::new(|_| Act::Answer) };
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.created, outcome.progress.clients), (None, 95, 95));
    backend.assert_each_once(95);
}

#[test]
fn a_forgotten_import_is_announced_anew_on_pressing_again() {
    let session = session(30, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(move |call| if call == 2 { Act::Status(404) } else { Act::Answer });
    assert!(backend.run(&mut delivery, &session).failure.is_some());
    assert!(delivery.resume());
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.created), (None, 30));
    assert_eq!(backend.imports, 2);
    backend.assert_each_once(30);
}

#[test]
fn cancel_stops_and_keeps_what_arrived() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
    let mut backend = Scripted::new(|_| Act::Answer);
    backend.serve(&mut delivery, &call);
    let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
    delivery.cancel();
    // An answer that comes too late changes nothing.
    backend.serve(&mut delivery, &call);
    let Next::Finished(outcome) = delivery.next(&session, 0) else { panic!() };
    assert_eq!((outcome.failure, outcome.progress.answered), (Some(Failure::Cancelled), 0));

    assert!(delivery.resume());
    assert_eq!(backend.run(&mut delivery, &session).progress.created, 50);
    backend.assert_each_once(50);
}

#[test]
fn stopping_waits_for_what_is_under_way() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(|_| Act::Answer);
    let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
    backend.serve(&mut delivery, &call);
    let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
    delivery.stop_sending();
    assert_eq!(delivery.next(&session, 0), Next::AwaitAnswer);
    backend.serve(&mut delivery, &call);
    let Next::Finished(outcome) = delivery.next(&session, 0) else { panic!() };
    assert_eq!((outcome.failure, outcome.progress.answered), (Some(Failure::Cancelled), 10));
}

#[test]
fn rows_checked_anew_end_a_delivery_of_the_old_ones() {
    let mut session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(|_| Act::Answer);
    let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
    backend.serve(&mut delivery, &call);
    session.set_messenger_for_all(Some("VKONTAKTE")).unwrap();
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!(outcome.failure, Some(Failure::SessionChanged));
    assert_eq!(backend.cards.len(), 0);
}

#[test]
fn rejections_are_handed_over_once() {
    let session = session(1, 10);
    let mut delivery = delivery(&session);
    let mut answers = [
        r#"{"import_id": "a"}"#,
        r#"{"created": 0, "updated": 0, "unchanged": 0, "rejected":
            [{"row": 2, "social_id": "208310000", "field": "name", "code": "x", "message": "no"},
             {"row": 2, "social_id": "208310000", "field": "email", "code": "y", "message": "no"}]}"#,
        "{}",
    ]
    .into_iter();
    loop {
        match delivery.next(&session, 0) {
            Next::Send(call) => {
                let body = answers.next().unwrap().to_owned();
                delivery.answer(call.id, 0, &Reply { status: 200, retry_after_s: None, body });
            }
            Next::Finished(outcome) => break assert_eq!(outcome.progress.rejected, 1),
            other => panic!("{other:?}"),
        }
    }
    let rejected = delivery.take_rejected();
    assert_eq!((rejected.len(), rejected[0].messenger.as_str()), (1, "TELEGRAM"));
    assert_eq!(delivery.take_rejected(), []);
}

#[test]
fn an_import_id_cannot_change_the_path() {
    let session = session(1, 10);
    for id in ["", "../bots", "a/b", "a?b", "a b"] {
        let mut delivery = delivery(&session);
        let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
        let body = serde_json::json!({ "import_id": id }).to_string();
        delivery.answer(call.id, 0, &Reply { status: 201, retry_after_s: None, body });
        let Next::Finished(outcome) = delivery.next(&session, 0) else { panic!("{id}") };
        assert!(matches!(outcome.failure, Some(Failure::ForeignAnswer { .. })), "{id}");
    }
}

#[test]
fn what_is_missing_is_listed() {
    let nothing = SendSettings::default;
    let no_bot = Missing::NoBot { messenger: "TELEGRAM".into() };
    assert_eq!(missing(&session(3, 10), &nothing()), [no_bot]);
    assert_eq!(missing(&session(3, 10), &settings()), []);
    assert_eq!(missing(&session(0, 10), &settings()), [Missing::NothingToSend]);

    let mut unchecked = session(3, 10);
    unchecked.set_messenger_for_all(Some("VIBER")).unwrap();
    assert_eq!(missing(&unchecked, &settings()), [Missing::NotChecked]);
    unchecked.set_target(0, None).unwrap();
    assert_eq!(missing(&unchecked, &settings()), [Missing::NoIdColumn]);
    unchecked.set_target(0, Some("social_id".parse().unwrap())).unwrap();
    unchecked.set_messenger_for_all(None).unwrap();
    let _ = unchecked.check(&mut |_, _| ControlFlow::Continue(()));
    assert_eq!(missing(&unchecked, &settings()), []);
}
