//! What was delivered is known: a second import of the same file has nothing to send.

use std::collections::BTreeMap;

use importer_contract::{Batch, SourceFile};

use super::*;
use crate::delivery::{Assignment, Delivery, Next, Order, Outcome, Reply, Route, Scope, SendSettings};

/// Delivers what is to be sent; the backend refuses these ids, and answers 500 to ever so many batches.
fn deliver(session: &mut Session, refuses: &[&str], lost: bool) -> (Delivery, Outcome) {
    let assignment = Assignment { bot_id: "b".into(), ..Assignment::default() };
    let settings = SendSettings { assignments: BTreeMap::from([("TELEGRAM".to_owned(), assignment)]) };
    let file = SourceFile { name: "f".into(), size: 1, sha256: "0".repeat(64) };
    let order =
        Order { settings, file, route: Route::Contract, refused: Vec::new(), scope: Scope::Everything };
    let mut delivery = Delivery::new(session, order, 1).unwrap();
    let (mut clients, mut announced) = (0, serde_json::Value::Null);
    loop {
        match delivery.next(session, u64::MAX) {
            Next::Send(call) if call.path == "/imports" => {
                announced = serde_json::from_str(&call.body).unwrap();
                answer(&mut delivery, call.id, serde_json::json!({"import_id": "i"}));
            }
            Next::Send(call) if call.path.ends_with("/complete") => {
                let arrived = serde_json::json!([{"number": 0, "clients": clients, "created": 0, "updated": 0, "unchanged": clients, "rejected": 0}]);
                answer(
                    &mut delivery,
                    call.id,
                    serde_json::json!({"import_id": "i", "state": "complete", "announced": announced, "arrived": arrived}),
                );
            }
            Next::Send(call) if lost && clients > 0 => {
                delivery.answer(call.id, 0, &Reply { status: 403, ..Reply::default() });
            }
            Next::Send(call) => {
                let batch: Batch = serde_json::from_str(&call.body).unwrap();
                clients += batch.clients.len();
                let refused =
                    batch.clients.iter().filter(|client| refuses.contains(&client.social_id.as_str()));
                let rejected: Vec<_> = refused
                    .map(|client| serde_json::json!({"row": client.row, "social_id": client.social_id, "code": "x", "message": ""}))
                    .collect();
                let updated = batch.clients.len() - rejected.len();
                answer(
                    &mut delivery,
                    call.id,
                    serde_json::json!({"created": 0, "updated": updated, "unchanged": 0, "rejected": rejected}),
                );
            }
            Next::Finished(outcome) => break (delivery, outcome),
            next => panic!("{next:?}"),
        }
        for landing in delivery.take_landings() {
            session.land(&landing.messenger, &landing.rejections);
        }
    }
}

fn answer(delivery: &mut Delivery, call: u32, body: serde_json::Value) {
    delivery.answer(call, 0, &Reply { status: 200, body: body.to_string(), ..Reply::default() });
}

fn learn(session: &mut Session, delivery: &Delivery) {
    let mut delivered = Delivered::new(session).unwrap();
    while delivered.step(session, delivery) {}
    session.add_known(delivered.finish()).unwrap();
    let _ = session.check(&mut go);
}

const FILE: &str = "tg id | name | email
                    208310224 | Анна | a@b.co
                    208310225 | Ваня |
                    208310226 | Пётр |
                    208310227 | Олег |";
const EXPORT: &str = "tg id | name | email\n208310225 | Иван | i@b.co\n208310227 | Олег |\n208310229 | Кто |";

#[test]
fn what_was_taken_is_the_same_afterwards_whether_empty_cells_clear_or_not() {
    for choices in [KEEPS, CLEARS] {
        let mut session = compared(FILE, EXPORT, choices);
        assert_eq!(session.comparison().unwrap().to_send, 3);
        let (delivery, outcome) = deliver(&mut session, &["208310226"], false);
        assert_eq!((outcome.failure, outcome.progress.counts.rejected), (None, 1));
        learn(&mut session, &delivery);
        let told = told(&session);
        let lines: Vec<_> = told.iter().filter(|line| !line.starts_with('4')).collect();
        assert_eq!(lines, ["2 TELEGRAM same", "3 TELEGRAM same", "5 TELEGRAM same"], "{choices:?}");
        // Of the one who was refused nothing is known.
        assert!(!told.contains(&"4 TELEGRAM same".to_owned()));
        // What stays is still compared: the address that was not cleared, and the one that was.
        let clears = KnownChoices { clears: true, ..choices };
        session.set_known_choices(clears);
        let _ = session.check(&mut go);
        let line = session.outcomes().find(|outcome| outcome.row == 3).unwrap();
        assert_eq!(line.standing == Standing::Same, choices.clears, "{line:?}");
        let sources: Vec<_> =
            session.known().unwrap().sources().map(|s| (s.origin.clone(), s.clients)).collect();
        assert_eq!(sources.last().unwrap(), &(Origin::Delivered, 2));
        assert_eq!(session.known().unwrap().clients(), 4);
    }
}

#[test]
fn what_did_not_arrive_is_not_known() {
    let rows: Vec<String> = (0..1_200).map(|at| (208_310_000 + at).to_string()).collect();
    let mut session = checked(&format!("tg id\n{}", rows.join("\n")));
    session.add_known(known("tg id\n208319999")).unwrap();
    let _ = session.check(&mut go);
    let (delivery, outcome) = deliver(&mut session, &[], true);
    assert!(outcome.failure.is_some());
    learn(&mut session, &delivery);
    assert_eq!((session.comparison().unwrap().same, session.to_send("TELEGRAM")), (500, 700));
}

#[test]
fn who_compares_with_nobody_is_not_made_to() {
    let mut session = checked(FILE);
    let (delivery, _) = deliver(&mut session, &[], false);
    assert!(Delivered::new(&session).is_none());
    drop(delivery);
    assert_eq!(session.to_send("TELEGRAM"), 4);
}
