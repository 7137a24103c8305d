//! Asking a backend: what it is asked, in which order, and what becomes of answers of every kind.

use importer_contract::{ClientLookup, KnownClient};

use super::*;
use crate::delivery::{Call, Failure, Lost, Reply};

type Cards<'a> = [(&'a str, &'a str, &'a str)];

/// What a backend has, by messenger.
fn backend(cards: &Cards<'_>, call: &Call) -> Reply {
    let asked: ClientLookup = serde_json::from_str(&call.body).unwrap();
    let mine = cards.iter().filter(|(messenger, id, _)| {
        *messenger == asked.messenger && asked.social_ids.iter().any(|asked| asked == id)
    });
    let clients: Vec<KnownClient> = mine
        .map(|(_, id, name)| KnownClient {
            social_id: (*id).to_owned(),
            name: Some((*name).to_owned()),
            ..KnownClient::default()
        })
        .collect();
    let body = serde_json::json!({ "clients": clients }).to_string();
    Reply { status: 200, body, ..Reply::default() }
}

/// `MESSENGER id,id` of a call.
fn shown(call: &Call) -> String {
    let asked: ClientLookup = serde_json::from_str(&call.body).unwrap();
    format!("{} {}", asked.messenger, asked.social_ids.join(","))
}

/// Asks to the end, each answer given before the next question; gives the questions.
fn ask(session: &mut Session, whom: Whom, cards: &Cards<'_>) -> Vec<String> {
    let mut asking = Asking::new(session, whom, 1);
    let mut questions = Vec::new();
    loop {
        match asking.next(session, 0) {
            AskNext::Send(call) => {
                questions.push(shown(&call));
                asking.answer(session, call.id, 0, &backend(cards, &call));
            }
            AskNext::Finished(failure) => {
                assert_eq!(failure, None);
                break;
            }
            next => panic!("{next:?}"),
        }
    }
    session.add_known(asking.finish()).unwrap();
    let _ = session.check(&mut go);
    questions
}

fn edit(session: &mut Session, row: u32, text: &str) {
    let edit = CellEdit { row, column: 0, text: Some(text.to_owned()) };
    session.act(&Action::Edit(vec![edit]), &mut go).unwrap();
    let _ = session.check(&mut go);
}

#[test]
fn a_backend_is_asked_about_own_messengers_first_then_about_others() {
    let mut session = checked("tg id | name\n208310224 | Анна\n208310225 | Иван\n208310226 | Пётр");
    let cards =
        [("TELEGRAM", "208310224", "Аня"), ("VKONTAKTE", "208310225", "Иван"), ("VIBER", "208310226", "x")];
    assert_eq!(
        ask(&mut session, Whom::Everybody, &cards),
        [
            "TELEGRAM 208310224,208310225,208310226",
            "VKONTAKTE 208310225,208310226",
            "WHATSAPP 208310225,208310226"
        ],
        "an id is asked about only where it may be one"
    );
    let expected =
        ["2 TELEGRAM changed name: Аня -> Анна", "3 TELEGRAM second_card also VKONTAKTE", "4 TELEGRAM new"];
    assert_eq!(told(&session), expected);
    let known = session.known().unwrap();
    assert_eq!((known.clients(), known.is_asked()), (2, true));
}

#[test]
fn an_id_that_was_changed_is_asked_about_when_the_others_are() {
    let mut session = checked("tg id | name\n208310224 | Анна\n208310225 | Иван");
    let cards = [("TELEGRAM", "208310225", "Иван"), ("TELEGRAM", "208310226", "Пётр")];
    ask(&mut session, Whom::Everybody, &cards);
    edit(&mut session, 2, "208310226");
    assert_eq!(told(&session), ["2 TELEGRAM not_compared", "3 TELEGRAM same"]);
    assert_eq!((session.comparison().unwrap().unasked, session.to_send("TELEGRAM")), (1, 1));
    assert_eq!(ask(&mut session, Whom::Others, &cards), ["TELEGRAM 208310226"]);
    assert_eq!(told(&session), ["2 TELEGRAM changed name: Пётр -> Анна", "3 TELEGRAM same"]);
    assert_eq!(session.comparison().unwrap().unasked, 0);
    let sources: Vec<_> = session.known().unwrap().sources().map(|source| source.clients).collect();
    assert_eq!(sources, [2]);
    // What was said before is still known, and nobody is asked about twice.
    edit(&mut session, 2, "208310224");
    assert_eq!(told(&session), ["2 TELEGRAM new", "3 TELEGRAM same"]);
    assert!(ask(&mut session, Whom::Others, &cards).is_empty());
    // Asking about everybody forgets it.
    ask(&mut session, Whom::Everybody, &[]);
    assert_eq!(told(&session), ["2 TELEGRAM new", "3 TELEGRAM new"]);
}

#[test]
fn the_backend_counts_more_than_a_file_whichever_comes_first() {
    let file = "tg id | name\n208310224 | Анна\n208310225 | Иван\n208310226 | Пётр";
    // The backend has not the first one, has the second one otherwise, and the third one as the file.
    let export = "tg id | name\n208310224 | Анна\n208310225 | Ваня\n208310227 | Олег";
    let cards = [("TELEGRAM", "208310225", "Иван"), ("TELEGRAM", "208310226", "Пётр")];
    for file_first in [true, false] {
        let mut session = checked(file);
        if file_first {
            session.add_known(known(export)).unwrap();
            ask(&mut session, Whom::Everybody, &cards);
        } else {
            ask(&mut session, Whom::Everybody, &cards);
            session.add_known(known(export)).unwrap();
            let _ = session.check(&mut go);
        }
        assert_eq!(told(&session), ["2 TELEGRAM new", "3 TELEGRAM same", "4 TELEGRAM same"]);
        let known = session.known().unwrap();
        assert_eq!((known.clients(), known.sources().count(), known.outranked()), (4, 2, 1));
        // What the backend was not asked about is compared with the file, where that tells of it.
        edit(&mut session, 4, "208310227");
        assert_eq!(told(&session).last().unwrap(), "4 TELEGRAM changed name: Олег -> Пётр");
        edit(&mut session, 4, "208310228");
        assert_eq!(told(&session).last().unwrap(), "4 TELEGRAM not_compared");
    }
}

/// A session of so many Telegram clients, and the machine that asks about them.
fn many(clients: u32) -> (Session, Asking) {
    let rows: Vec<String> = (0..clients).map(|at| (208_310_000 + at).to_string()).collect();
    let session = checked(&format!("tg id\n{}", rows.join("\n")));
    let asking = Asking::new(&session, Whom::Everybody, 1);
    (session, asking)
}

fn send(asking: &mut Asking, session: &Session, now_ms: u64) -> Call {
    match asking.next(session, now_ms) {
        AskNext::Send(call) => call,
        next => panic!("{next:?}"),
    }
}

fn reply(status: u16, retry_after_s: Option<u64>, body: &str) -> Reply {
    Reply { status, retry_after_s, body: body.to_owned() }
}

#[test]
fn three_questions_are_under_way_at_once_and_their_answers_come_in_any_order() {
    let (session, mut asking) = many(4_500);
    let mut calls: Vec<Call> = (0..3).map(|_| send(&mut asking, &session, 0)).collect();
    assert_eq!(asking.next(&session, 0), AskNext::AwaitAnswer);
    let last = calls.pop().unwrap();
    asking.answer(&session, last.id, 0, &backend(&[], &last));
    // A second answer to it is nobody's.
    asking.answer(&session, last.id, 0, &reply(500, None, ""));
    assert_eq!((asking.asked().done, asking.asked().total), (1_000, 4_500));
    calls.push(send(&mut asking, &session, 0));
    while let Some(call) = calls.pop() {
        asking.answer(&session, call.id, 0, &backend(&[], &call));
        if let AskNext::Send(call) = asking.next(&session, 0) {
            calls.insert(0, call);
        }
    }
    assert_eq!(asking.next(&session, 0), AskNext::Finished(None));
    // Under Telegram, and under the two others whose ids look so.
    assert_eq!(asking.asked().done, 13_500);
}

#[test]
fn questions_under_other_messengers_wait_for_every_answer() {
    let (session, mut asking) = many(1_001);
    let (first, second) = (send(&mut asking, &session, 0), send(&mut asking, &session, 0));
    asking.answer(&session, second.id, 0, &backend(&[], &second));
    assert_eq!(asking.next(&session, 0), AskNext::AwaitAnswer);
    asking.answer(&session, first.id, 0, &backend(&[], &first));
    assert!(shown(&send(&mut asking, &session, 0)).starts_with("VKONTAKTE "));
}

#[test]
fn what_fails_in_passing_is_asked_again_later() {
    let (session, mut asking) = many(1_500);
    let (first, second) = (send(&mut asking, &session, 0), send(&mut asking, &session, 0));
    asking.answer(&session, first.id, 0, &reply(429, Some(7), "slow down"));
    // A backend that asked for a rest has one.
    assert_eq!(asking.next(&session, 10), AskNext::WaitUntil(7_000));
    assert!(asking.retrying().is_some());
    asking.failed(second.id, 10, Lost::Silent(60));
    let AskNext::WaitUntil(at) = asking.next(&session, 10) else { panic!("it waits") };
    assert!((260..=510).contains(&at), "{at}");
    let again = send(&mut asking, &session, at);
    assert_eq!(shown(&again), shown(&second));
    asking.answer(&session, again.id, at, &backend(&[], &again));
    let again = send(&mut asking, &session, 7_000);
    assert_eq!(shown(&again), shown(&first));
    // Not for ever.
    let (mut call, mut now) = (again, 7_000);
    for _ in 0..session.config().delivery.attempts - 2 {
        asking.answer(&session, call.id, now, &reply(503, None, ""));
        let AskNext::WaitUntil(at) = asking.next(&session, now) else { panic!("it waits") };
        now = at;
        call = send(&mut asking, &session, now);
    }
    asking.answer(&session, call.id, now, &reply(503, None, ""));
    let failure = Failure::Refused { status: 503, code: None, detail: None };
    assert_eq!(asking.next(&session, now), AskNext::Finished(Some(failure)));
}

#[test]
fn a_question_too_large_is_halved() {
    let (session, mut asking) = many(1_500);
    let first = send(&mut asking, &session, 0);
    asking.answer(&session, first.id, 0, &reply(413, None, ""));
    let mut asked = Vec::new();
    loop {
        match asking.next(&session, 0) {
            AskNext::Send(call) => {
                let lookup: ClientLookup = serde_json::from_str(&call.body).unwrap();
                assert!(lookup.social_ids.len() <= 500);
                if lookup.messenger == "TELEGRAM" {
                    asked.extend(lookup.social_ids);
                }
                asking.answer(&session, call.id, 0, &backend(&[], &call));
            }
            next => break assert_eq!(next, AskNext::Finished(None)),
        }
    }
    asked.sort_unstable();
    let all: Vec<String> = (0..1_500).map(|at| (208_310_000 + at).to_string()).collect();
    assert_eq!(asked, all);
    // One id alone that is too large is no matter of size.
    let (session, mut asking) = many(1);
    let only = send(&mut asking, &session, 0);
    asking.answer(&session, only.id, 0, &reply(413, None, ""));
    let failure = Failure::Refused { status: 413, code: None, detail: None };
    assert_eq!(asking.next(&session, 0), AskNext::Finished(Some(failure)));
}

#[test]
fn another_token_is_asked_for_once() {
    let (session, mut asking) = many(2_000);
    let (first, second) = (send(&mut asking, &session, 0), send(&mut asking, &session, 0));
    asking.answer(&session, first.id, 0, &reply(401, None, ""));
    asking.answer(&session, second.id, 0, &reply(401, None, ""));
    assert_eq!(asking.next(&session, 0), AskNext::Authorize);
    assert_eq!(asking.next(&session, 0), AskNext::AwaitAnswer);
    asking.authorize(true);
    let (first, second) = (send(&mut asking, &session, 0), send(&mut asking, &session, 0));
    asking.answer(&session, first.id, 0, &backend(&[], &first));
    // It was good a moment ago: it may have run out, and another one may do.
    asking.answer(&session, second.id, 0, &reply(401, None, ""));
    assert_eq!(asking.next(&session, 0), AskNext::Authorize);
    asking.authorize(true);
    let second = send(&mut asking, &session, 0);
    asking.answer(&session, second.id, 0, &reply(401, None, ""));
    assert!(matches!(
        asking.next(&session, 0),
        AskNext::Finished(Some(Failure::ForeignAnswer { status: 401, .. }))
    ));

    let (session, mut asking) = many(1);
    let only = send(&mut asking, &session, 0);
    asking.answer(&session, only.id, 0, &reply(401, None, ""));
    assert_eq!(asking.next(&session, 0), AskNext::Authorize);
    asking.authorize(false);
    assert!(matches!(
        asking.next(&session, 0),
        AskNext::Finished(Some(Failure::ForeignAnswer { status: 401, .. }))
    ));
}

#[test]
fn answers_nobody_asked_for_are_not_believed() {
    let client = r#"{"social_id":"208310000"}"#;
    for (body, disagrees) in [
        (r#"{"clients":[{"social_id":"7"}]}"#.to_owned(), true),
        (format!(r#"{{"clients":[{client},{client}]}}"#), true),
        ("<html>".to_owned(), false),
        ("{}".to_owned(), false),
        (format!(r#"{{"clients":[{client}"#), false),
    ] {
        let (session, mut asking) = many(1);
        let call = send(&mut asking, &session, 0);
        asking.answer(&session, call.id, 0, &reply(200, None, &body));
        let AskNext::Finished(Some(failure)) = asking.next(&session, 0) else { panic!("{body} is believed") };
        assert_eq!(matches!(failure, Failure::Disagrees { .. }), disagrees, "{body}");
        assert_eq!(matches!(failure, Failure::ForeignAnswer { .. }), !disagrees, "{body}");
        assert_eq!(asking.asked().done, 0);
    }
}

#[test]
fn asking_that_was_stopped_says_so() {
    let (session, mut asking) = many(3_000);
    let call = send(&mut asking, &session, 0);
    asking.cancel();
    asking.answer(&session, call.id, 0, &backend(&[], &call));
    assert_eq!(asking.next(&session, 0), AskNext::Finished(Some(Failure::Cancelled)));
}
