//! Clients that the backend refused: which are sent again, and when.

use super::*;
use crate::{Action, CellEdit, Rows};

fn repaired(session: &Session, refused: &[Refused]) -> usize {
    again(session, refused).repaired
}

#[test]
fn only_rows_that_were_repaired_are_sent_again() {
    // (ids refused, rows with another name since, rows sent again)
    for (refuses, renamed, again) in [
        (&[208_310_003, 208_310_007][..], &[][..], &[][..]),
        (&[208_310_003, 208_310_007], &[5], &[5]),
        (&[208_310_003, 208_310_007], &[4, 5, 9], &[5, 9]),
        (&[], &[4], &[]),
    ] {
        let session = session(25, 10);
        let mut first = delivery(&session);
        let refuses: Vec<String> = refuses.iter().map(ToString::to_string).collect();
        let mut backend = Scripted { refuses: refuses.clone(), ..Scripted::new(|_| Act::Answer) };
        backend.run(&mut first, &session);
        assert_eq!(first.refused().len(), refuses.len());

        let changed = session_where(25, 10, |row| if renamed.contains(&row) { "Анна" } else { "Иван" });
        assert_eq!(repaired(&changed, &first.refused()), again.len(), "{renamed:?}");
        let order = Order { refused: first.refused(), scope: Scope::Repaired, ..order() };
        let Ok(mut second) = Delivery::new(&changed, order, 8) else {
            assert!(again.is_empty(), "{renamed:?}");
            continue;
        };
        backend.refuses.clear();
        let outcome = backend.run(&mut second, &changed);
        assert_eq!((outcome.failure, outcome.progress.clients as usize), (None, again.len()));
        assert_eq!(second.receipt(&changed, &Run::default()).batches[0].first_row, again[0]);
        let left: Vec<u32> = second.refused().iter().map(|refused| refused.row).collect();
        let expected: Vec<u32> = [5, 9].into_iter().filter(|row| !again.contains(row)).collect();
        assert_eq!(left, expected, "{renamed:?}");
    }
}

/// A sheet with an id of Telegram and one of Viber on each row.
fn two_a_row(rows: &[(&str, &str)]) -> Session {
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    builder.push(0, CellKind::Text, "tg id");
    builder.push(1, CellKind::Text, "viber id");
    for (number, (telegram, viber)) in (2..).zip(rows) {
        builder.start_row(number, false);
        builder.push(0, CellKind::Text, telegram);
        builder.push(1, CellKind::Text, viber);
    }
    let mut session = Session::new(Arc::new(Config::builtin()), builder.finish());
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    session
}

const VIBER: &str = "01234567890A+/01234567==";
const OTHER_VIBER: &str = "11234567890A+/01234567==";

/// Orders what is to be sent to both messengers.
fn order_both(refused: Vec<Refused>, scope: Scope) -> Order {
    let mut settings = settings();
    let assignment = settings.assignments.get("TELEGRAM").cloned().unwrap();
    settings.assignments.insert("VIBER".to_owned(), assignment);
    Order { settings, refused, scope, ..order() }
}

fn land(delivery: &mut Delivery, session: &mut Session) {
    for landing in delivery.take_landings() {
        session.land(&landing.messenger, &landing.rejections);
    }
}

#[test]
fn a_refusal_outlives_the_rows_other_client() {
    // (what is in the row now, what of the two repaired is sent, which refusals stay)
    for (telegram, viber, again, stays) in [
        ("208310225", VIBER, 1, &["VIBER"][..]),
        ("208310224", OTHER_VIBER, 1, &["TELEGRAM"]),
        ("208310225", OTHER_VIBER, 2, &[]),
        ("208310224", VIBER, 0, &["TELEGRAM", "VIBER"]),
    ] {
        let session = two_a_row(&[("208310224", VIBER)]);
        let mut first = Delivery::new(&session, order_both(Vec::new(), Scope::Everything), 7).unwrap();
        let refuses = vec!["208310224".to_owned(), VIBER.to_owned()];
        let mut backend = Scripted { refuses, ..Scripted::new(|_| Act::Answer) };
        backend.run(&mut first, &session);
        assert_eq!(first.refused().len(), 2);

        let changed = two_a_row(&[(telegram, viber)]);
        assert_eq!(repaired(&changed, &first.refused()), again, "{telegram} {viber}");
        if again == 0 {
            continue;
        }
        let mut second = Delivery::new(&changed, order_both(first.refused(), Scope::Repaired), 8).unwrap();
        backend.refuses.clear();
        assert_eq!(backend.run(&mut second, &changed).progress.answered as usize, again);
        let left = second.refused();
        let messengers: Vec<&str> = left.iter().map(Refused::messenger).collect();
        assert_eq!(messengers, stays, "{telegram} {viber}");
        assert_eq!(repaired(&changed, &left), 0, "{telegram} {viber}");
    }
}

#[test]
fn what_was_not_sent_of_a_repaired_row_stays_to_be_sent() {
    let session = two_a_row(&[("208310224", VIBER)]);
    let mut first = Delivery::new(&session, order_both(Vec::new(), Scope::Everything), 7).unwrap();
    let refuses = vec!["208310224".to_owned(), VIBER.to_owned()];
    let mut backend = Scripted { refuses, ..Scripted::new(|_| Act::Answer) };
    backend.run(&mut first, &session);

    let changed = two_a_row(&[("208310225", OTHER_VIBER)]);
    let mut second = Delivery::new(&changed, order_both(first.refused(), Scope::Repaired), 8).unwrap();
    backend.refuses.clear();
    let calls = backend.calls;
    backend.script = Box::new(move |call| if call == calls + 2 { Act::Status(422) } else { Act::Answer });
    assert_eq!(backend.run(&mut second, &changed).progress.answered, 1);
    assert_eq!(repaired(&changed, &second.refused()), 1);
}

#[test]
fn a_client_moved_to_another_messenger_is_repaired_once() {
    let mut session = session(3, 10);
    let mut first = delivery(&session);
    let mut backend = Scripted { refuses: vec!["208310001".into()], ..Scripted::new(|_| Act::Answer) };
    backend.run(&mut first, &session);
    land(&mut first, &mut session);
    assert_eq!(repaired(&session, &first.refused()), 0);

    session.set_messenger_for_all(Some("VIBER")).unwrap();
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    assert_eq!(repaired(&session, &first.refused()), 1);
    let mut second = Delivery::new(&session, order_both(first.refused(), Scope::Repaired), 8).unwrap();
    backend.refuses.clear();
    assert_eq!(backend.run(&mut second, &session).progress.counts.created, 1);
    assert_eq!((second.refused(), repaired(&session, &second.refused())), (Vec::new(), 0));
}

#[test]
fn what_was_refused_is_not_ready_until_it_is_changed() {
    let mut session = session(25, 10);
    let refuses = ["208310003", "208310007"].map(str::to_owned).to_vec();
    let mut first = delivery(&session);
    let mut backend = Scripted { refuses, ..Scripted::new(|_| Act::Answer) };
    // Refusals land while it is under way, and no client is passed over for that.
    while backend.calls < 3 {
        let Next::Send(call) = first.next(&session, 0) else { panic!() };
        backend.serve(&mut first, &call);
        land(&mut first, &mut session);
    }
    assert_eq!(backend.run(&mut first, &session).progress.answered, 25);
    backend.assert_each_once(23);

    let ready = |session: &Session| {
        let summary = session.summary();
        assert_eq!(summary.groups[0].ready, summary.ready);
        assert_eq!(
            (session.to_send("TELEGRAM"), session.clients("TELEGRAM").count()),
            (summary.ready, summary.ready)
        );
        summary.ready
    };
    assert_eq!(ready(&session), 23);

    // Another delivery leaves them out, and they stay refused.
    let order_all = |refused| Order { refused, ..order() };
    let mut second = Delivery::new(&session, order_all(first.refused()), 8).unwrap();
    backend.order.clear();
    assert_eq!(backend.run(&mut second, &session).progress.answered, 23);
    assert_eq!(backend.order, [2, 14, 24]);
    assert_eq!(second.refused(), first.refused());

    // One of them is changed: it is ready again, and its refusal ends with it.
    let rename = CellEdit { row: 9, column: 1, text: Some("Анна".into()) };
    session.act(&Action::Edit(vec![rename]), &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    assert_eq!((ready(&session), repaired(&session, &second.refused())), (24, 1));
    backend.refuses.clear();
    let mut third = Delivery::new(&session, order_all(second.refused()), 9).unwrap();
    assert_eq!(backend.run(&mut third, &session).progress.answered, 24);
    assert_eq!(third.refused().iter().map(|refused| refused.row).collect::<Vec<_>>(), [5]);

    // Nothing but refused clients is nothing to send.
    let mut alone = self::session(1, 10);
    let mut delivery = delivery(&alone);
    Scripted { refuses: vec!["208310000".into()], ..Scripted::new(|_| Act::Answer) }
        .run(&mut delivery, &alone);
    land(&mut delivery, &mut alone);
    assert_eq!(missing(&alone, &settings()), [Missing::NothingToSend]);
}

#[test]
fn what_was_refused_is_sent_again_as_it_is_once_that_is_wished() {
    let mut session = session(25, 10);
    let mut first = delivery(&session);
    let refuses = ["208310003", "208310007", "208310011"].map(str::to_owned).to_vec();
    let mut backend = Scripted { refuses, ..Scripted::new(|_| Act::Answer) };
    backend.run(&mut first, &session);
    land(&mut first, &mut session);
    assert_eq!(again(&session, &first.refused()), Again { repaired: 0, refused: 3 });

    // One of them is changed, another is left out of the import.
    let rename = CellEdit { row: 5, column: 1, text: Some("Анна".into()) };
    session.act(&Action::Edit(vec![rename]), &mut |_, _| ControlFlow::Continue(())).unwrap();
    session
        .act(&Action::Exclude { rows: Rows::Numbers(vec![9]), exclude: true }, &mut |_, _| {
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    assert_eq!(again(&session, &first.refused()), Again { repaired: 1, refused: 2 });
    assert_eq!(session.summary().ready, 23);
    session.lift_refusals();
    assert_eq!(session.summary().ready, 24);
    assert_eq!(again(&session, &first.refused()), Again { repaired: 1, refused: 2 });

    // The backend takes one of the two now.
    backend.refuses = vec!["208310011".into()];
    backend.order.clear();
    let mut second =
        Delivery::new(&session, Order { refused: first.refused(), scope: Scope::Refused, ..order() }, 8)
            .unwrap();
    let outcome = backend.run(&mut second, &session);
    land(&mut second, &mut session);
    assert_eq!((outcome.failure, backend.order.as_slice()), (None, &[5][..]));
    assert_eq!((outcome.progress.counts.created, outcome.progress.counts.rejected), (1, 1));
    let left: Vec<u32> = second.refused().iter().map(|refused| refused.row).collect();
    assert_eq!(left, [9, 13]);
    assert_eq!(session.summary().ready, 23);
}

/// A host that remembers keys would give the answer it gave before.
#[test]
fn what_is_sent_again_as_it_is_has_a_key_of_its_own() {
    let session = session(3, 10);
    let key = |scope: Scope, refused: Vec<Refused>, seed: u64| {
        let order = Order { route: Route::Host, refused, scope, ..order() };
        let mut delivery = Delivery::new(&session, order, seed).unwrap();
        let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
        (call.idempotency_key, delivery.refused())
    };
    let mut first = delivery(&session);
    let refuses = ["208310000", "208310001", "208310002"].map(str::to_owned).to_vec();
    Scripted { refuses, ..Scripted::new(|_| Act::Answer) }.run(&mut first, &session);
    let everything = key(Scope::Everything, Vec::new(), 1);
    assert_eq!(everything, key(Scope::Everything, Vec::new(), 2));
    let second = key(Scope::Refused, first.refused(), 3);
    let third = key(Scope::Refused, first.refused(), 4);
    assert!(everything.0 != second.0 && second.0 != third.0);
}
