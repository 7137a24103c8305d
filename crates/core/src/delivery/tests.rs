//! Delivery against a scripted backend: it keeps what a real one would, and loses, delays and
//! refuses what the script says.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_contract::{
    ArrivedBatch, Batch, BatchAnswer, Client, ImportState, ImportStatus, NewImport, SourceFile,
};
use importer_sheet::{CellKind, TableBuilder};

use super::*;
use crate::Config;

mod answers;
mod interrupted;
mod refused;
mod too_large;

fn session(clients: u32, batch_size: u32) -> Session {
    session_where(clients, batch_size, |_| "Иван")
}

fn session_where<N: AsRef<str>>(clients: u32, batch_size: u32, name: impl Fn(u32) -> N) -> Session {
    let json = format!(r#"{{"delivery": {{"batch_size": {batch_size}, "in_flight": 3, "attempts": 6}}}}"#);
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    builder.push(0, CellKind::Text, "tg id");
    builder.push(1, CellKind::Text, "name");
    for client in 0..clients {
        builder.start_row(client + 2, false);
        builder.push(0, CellKind::Text, &(208_310_000 + client).to_string());
        builder.push(1, CellKind::Text, name(client + 2).as_ref());
    }
    let mut session = Session::new(Arc::new(Config::from_json(&json).unwrap()), builder.finish());
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    session
}

fn unreachable(reason: &str) -> Lost {
    Lost::Unreachable(reason.to_owned())
}

fn settings() -> SendSettings {
    settings_for("bot-1")
}

fn settings_for(bot: &str) -> SendSettings {
    let assignment = Assignment { bot_id: bot.into(), ..Assignment::default() };
    SendSettings { assignments: BTreeMap::from([("TELEGRAM".to_owned(), assignment)]) }
}

fn file() -> SourceFile {
    SourceFile { name: "base.xlsx".into(), size: 1, sha256: "0".repeat(64) }
}

fn order() -> Order {
    Order {
        settings: settings(),
        file: file(),
        route: Route::Contract,
        refused: Vec::new(),
        scope: Scope::Everything,
    }
}

fn delivery(session: &Session) -> Delivery {
    Delivery::new(session, order(), 7).unwrap()
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
    /// Takes it, and nothing comes back.
    Silent,
    /// Answers 200 with this.
    Say(&'static str),
    /// A page of another program.
    Page,
}

/// A backend in memory. `script` decides by the number of the call.
struct Scripted {
    script: Box<dyn FnMut(u32) -> Act>,
    calls: u32,
    /// Answers under way go back last first.
    reorder: bool,
    /// It is a host's own, and nothing is announced to it.
    hosts: bool,
    /// Most clients a batch may have, and most bytes.
    largest: usize,
    most_bytes: usize,
    /// An import is complete when all that was announced arrived, not before.
    strict: bool,
    imports: u32,
    announced: Option<NewImport>,
    first_answers: BTreeMap<String, (String, String)>,
    cards: BTreeMap<String, u32>,
    /// Of the import announced last, by number.
    arrived: BTreeMap<u32, ArrivedBatch>,
    /// Clients that the script answered for.
    arrived_unseen: u32,
    /// Ids it does not take.
    refuses: Vec<String>,
    /// What is said when another token is wanted.
    tokens: Vec<bool>,
    most_at_once: usize,
    order: Vec<u32>,
    /// Calls it takes within a second of its clock; more are told to come later.
    a_second: Option<u32>,
    /// Taken in the second that begins then, and refused in all.
    taken: (u64, u32),
    refused: u32,
    now: u64,
}

impl Scripted {
    fn new(script: impl FnMut(u32) -> Act + 'static) -> Self {
        Self {
            script: Box::new(script),
            calls: 0,
            reorder: false,
            hosts: false,
            largest: usize::MAX,
            most_bytes: usize::MAX,
            strict: false,
            imports: 0,
            announced: None,
            first_answers: BTreeMap::new(),
            cards: BTreeMap::new(),
            arrived: BTreeMap::new(),
            arrived_unseen: 0,
            refuses: Vec::new(),
            tokens: Vec::new(),
            most_at_once: 0,
            order: Vec::new(),
            a_second: None,
            taken: (0, 0),
            refused: 0,
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
                Next::Authorize => {
                    let renewed = !self.tokens.is_empty() && self.tokens.remove(0);
                    delivery.authorize(renewed);
                }
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
        let act = if self.is_tired() { Act::Later(1) } else { (self.script)(self.calls) };
        self.calls += 1;
        let reply = |status, body: &str| Reply { status, body: body.to_owned(), retry_after_s: None };
        match act {
            Act::Answer => {
                let (status, body) = self.take(call);
                delivery.answer(call.id, self.now, &reply(status, &body));
            }
            Act::Lose => {
                self.take(call);
                delivery.failed(call.id, self.now, unreachable("connection reset"));
            }
            Act::Drop => delivery.failed(call.id, self.now, unreachable("no route")),
            Act::Status(status) => {
                let problem = format!(r#"{{"title": "No", "status": {status}, "code": "test.refused"}}"#);
                delivery.answer(call.id, self.now, &reply(status, &problem));
            }
            Act::Later(seconds) => {
                let reply = Reply { retry_after_s: Some(seconds), ..reply(429, "Too many requests") };
                delivery.answer(call.id, self.now, &reply);
            }
            Act::Silent => delivery.failed(call.id, self.now, Lost::Silent(60)),
            Act::Say(body) => delivery.answer(call.id, self.now, &reply(200, body)),
            Act::Page => delivery.answer(call.id, self.now, &reply(200, "<html>Hello</html>")),
        }
    }

    fn is_tired(&mut self) -> bool {
        let Some(most) = self.a_second else { return false };
        if self.now >= self.taken.0 + 1_000 {
            self.taken = (self.now, 0);
        }
        self.taken.1 += 1;
        let is_tired = self.taken.1 > most;
        self.refused += u32::from(is_tired);
        is_tired
    }

    fn take(&mut self, call: &Call) -> (u16, String) {
        if call.path == "/imports" {
            self.imports += 1;
            self.arrived.clear();
            self.announced = Some(serde_json::from_str(&call.body).unwrap());
            return (201, format!(r#"{{"import_id": "import-{}"}}"#, self.imports));
        }
        if call.method == "GET" {
            assert_eq!(call.path, format!("/imports/import-{}", self.imports));
            return (200, self.status(ImportState::Open));
        }
        if call.path.ends_with("/complete") {
            let announced = self.announced.as_ref().unwrap();
            let arrived = self.arrived.values().map(|batch| batch.clients).sum::<u32>();
            if self.strict && (self.arrived.len(), arrived) != (announced.batches as usize, announced.clients)
            {
                return (409, r#"{"title": "Incomplete", "status": 409}"#.to_owned());
            }
            return (200, self.status(ImportState::Complete));
        }
        let key = call.idempotency_key.clone().unwrap();
        if let Some((body, answer)) = self.first_answers.get(&key) {
            assert_eq!(*body, call.body, "same key, same body");
            return (200, answer.clone());
        }
        let batch: Batch = serde_json::from_str(&call.body).unwrap();
        if self.strict {
            assert!(number(&call.path) < self.announced.as_ref().unwrap().batches);
        }
        if batch.clients.len() > self.largest || call.body.len() > self.most_bytes {
            return (413, String::new());
        }
        let answer = self.write(&call.path, &batch);
        self.first_answers.insert(key, (call.body.clone(), answer.clone()));
        (200, answer)
    }

    fn write(&mut self, path: &str, batch: &Batch) -> String {
        let number = number(path);
        if !self.hosts {
            assert_eq!(path, format!("/imports/import-{}/batches/{number}", self.imports));
        }
        self.order.push(batch.clients.first().unwrap().row);
        let (refused, taken): (Vec<&Client>, Vec<&Client>) =
            batch.clients.iter().partition(|client| self.refuses.contains(&client.social_id));
        for Client { social_id, .. } in &taken {
            *self.cards.entry(social_id.clone()).or_default() += 1;
        }
        let rejected: Vec<_> = refused
            .iter()
            .map(|client| {
                let (row, social_id) = (client.row, client.social_id.clone());
                Rejection { row, social_id, field: None, code: "x".into(), message: "no".into() }
            })
            .collect();
        let created = u32::try_from(taken.len()).unwrap();
        let counted = |len: usize| u32::try_from(len).unwrap();
        self.arrived.insert(
            number,
            ArrivedBatch {
                number,
                clients: counted(batch.clients.len()),
                created,
                updated: 0,
                unchanged: 0,
                rejected: counted(rejected.len()),
            },
        );
        wire::json(&BatchAnswer { created, updated: 0, unchanged: 0, rejected })
    }

    fn status(&self, state: ImportState) -> String {
        let clients = self.arrived_unseen;
        let unseen = (clients > 0).then_some(ArrivedBatch {
            number: 0,
            clients,
            created: 0,
            updated: 0,
            unchanged: 0,
            rejected: 0,
        });
        wire::json(&ImportStatus {
            import_id: format!("import-{}", self.imports),
            state,
            announced: self.announced.clone().unwrap(),
            arrived: self.arrived.values().cloned().chain(unseen).collect(),
        })
    }

    /// Every client was written, and once.
    fn assert_each_once(&self, clients: usize) {
        assert_eq!(self.cards.len(), clients);
        assert!(self.cards.values().all(|&times| times == 1), "{:?}", self.cards);
    }
}

/// Of the batch that goes to this path.
fn number(path: &str) -> u32 {
    path.rsplit('/').next().unwrap().parse().unwrap()
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
            let Progress { counts, answered, batches, batches_answered, .. } = outcome.progress;
            assert_eq!((counts.created, answered, batches, batches_answered), (95, 95, 10, 10), "{name}");
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

#[test]
fn a_host_gets_the_batches_alone_with_the_same_keys_every_time() {
    let session = session(25, 10);
    let order = || Order { route: Route::Host, ..order() };
    let mut keys = Vec::new();
    for _ in 0..2 {
        let mut delivery = Delivery::new(&session, order(), 7).unwrap();
        assert_eq!(delivery.checkpoint(), None);
        let mut backend = Scripted { hosts: true, ..Scripted::new(|_| Act::Answer) };
        let outcome = backend.run(&mut delivery, &session);
        assert_eq!((outcome.failure, outcome.progress.counts.created, backend.calls), (None, 25, 3));
        let receipt = delivery.receipt(&session, &Run::default());
        assert!(receipt.complete);
        keys.push(receipt.batches.into_iter().map(|batch| batch.key).collect::<Vec<_>>());
    }
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[0].len(), 3);
}

#[test]
fn a_receipt_names_every_batch_and_no_client() {
    let session = session(25, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted { refuses: vec!["208310003".into()], ..Scripted::new(|_| Act::Answer) };
    backend.run(&mut delivery, &session);
    let run = Run {
        program: "importer 1".into(),
        bots: BTreeMap::from([("bot-1".into(), "Our <bot>".into())]),
        ..Run::default()
    };
    let receipt = delivery.receipt(&session, &run);
    assert_eq!((receipt.complete, receipt.clients, receipt.arrived), (true, 25, 25));
    assert_eq!((receipt.counts.created, receipt.counts.rejected), (24, 1));
    let rows: Vec<_> =
        receipt.batches.iter().map(|batch| (batch.number, batch.first_row, batch.last_row)).collect();
    assert_eq!(rows, [(0, 2, 11), (1, 12, 21), (2, 22, 26)]);
    assert!(receipt.batches.iter().all(|batch| backend.first_answers.contains_key(&batch.key)));

    let word = |key: &str, arguments: &[(&str, String)]| match arguments {
        [] => key.to_owned(),
        [(_, value), ..] => value.clone(),
    };
    let (json, html, text) =
        (serde_json::to_string(&receipt).unwrap(), receipt.html("en", &word), receipt.text(&word));
    for receipt in [&json, &html, &text] {
        assert!(!receipt.contains("20831") && !receipt.contains("Иван"), "{receipt}");
        assert!(receipt.contains(&file().sha256), "{receipt}");
    }
    assert!(html.contains("Our &lt;bot&gt; (bot-1)"), "{html}");
}
