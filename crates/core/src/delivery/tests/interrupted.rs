//! Deliveries that stop and go on: paused, stopped, cut off, forgotten by the backend, taken up by
//! another run of the program.

use super::*;

#[test]
fn a_backend_that_is_gone_ends_it_and_pressing_again_goes_on() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(move |call| if call > 2 { Act::Drop } else { Act::Answer });
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!(outcome.failure, Some(Failure::Network { reason: "no route".into() }));
    assert_eq!(outcome.progress.answered, 20);

    assert!(delivery.resume(&settings()));
    backend.script = Box::new(|_| Act::Answer);
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.counts.created), (None, 50));
    assert_eq!(backend.imports, 1);
    backend.assert_each_once(50);
    assert!(!delivery.resume(&settings()));
}

#[test]
fn a_forgotten_import_is_announced_anew_on_pressing_again() {
    let session = session(30, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(move |call| if call == 2 { Act::Status(404) } else { Act::Answer });
    assert!(backend.run(&mut delivery, &session).failure.is_some());
    assert!(delivery.resume(&settings()));
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.counts.created), (None, 30));
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

    assert!(delivery.resume(&settings()));
    assert_eq!(backend.run(&mut delivery, &session).progress.counts.created, 50);
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
fn a_pause_lets_answers_land_and_makes_no_call() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(|_| Act::Answer);
    let Next::Send(announcement) = delivery.next(&session, 0) else { panic!() };
    backend.serve(&mut delivery, &announcement);
    let Next::Send(first) = delivery.next(&session, 0) else { panic!() };
    delivery.pause(true);
    assert_eq!(delivery.next(&session, 0), Next::AwaitAnswer);
    backend.serve(&mut delivery, &first);
    assert_eq!(delivery.next(&session, 0), Next::AwaitAnswer);
    assert_eq!((delivery.progress().answered, delivery.progress().paused), (10, true));
    delivery.pause(false);
    assert_eq!(backend.run(&mut delivery, &session).failure, None);
    backend.assert_each_once(50);
}

#[test]
fn without_a_network_no_attempt_is_counted() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(|_| Act::Drop);
    delivery.set_online(false);
    for _ in 0..100 {
        match delivery.next(&session, backend.now) {
            Next::Send(call) => backend.serve(&mut delivery, &call),
            Next::WaitUntil(at) => backend.now = at,
            other => panic!("{other:?}"),
        }
    }
    assert!(delivery.progress().offline);
    delivery.set_online(true);
    backend.script = Box::new(|_| Act::Answer);
    let now = backend.now;
    assert_eq!(backend.run(&mut delivery, &session).failure, None);
    assert_eq!(backend.now, now, "it goes at once");
    backend.assert_each_once(50);
}

/// Stops after `calls` calls, as a closed tab does, and gives what was kept.
fn interrupted(backend: &mut Scripted, session: &Session, calls: u32) -> String {
    let mut delivery = delivery(session);
    let mut kept = None;
    while backend.calls < calls {
        let Next::Send(call) = delivery.next(session, 0) else { panic!() };
        backend.serve(&mut delivery, &call);
        kept = delivery.checkpoint();
    }
    serde_json::to_string(&kept.unwrap()).unwrap()
}

#[test]
fn a_delivery_goes_on_after_the_program_ended() {
    // (name, what the backend takes, what it refuses, which calls are made before the end, what
    // happens to them, cards that are there already)
    let lost = |call| if call == 3 { Act::Lose } else { Act::Answer };
    for (name, script, refuses, largest, calls) in [
        ("after the announcement", Box::new(|_| Act::Answer) as Box<dyn FnMut(u32) -> Act>, "", 10, 1),
        ("in the middle", Box::new(|_| Act::Answer), "", 10, 5),
        ("with an answer lost", Box::new(lost), "", 10, 4),
        ("with a client refused", Box::new(|_| Act::Answer), "208310003", 10, 5),
        ("after halving", Box::new(|_| Act::Answer), "", 6, 6),
        ("before the last call", Box::new(|_| Act::Answer), "", 10, 11),
    ] {
        let session = session(95, 10);
        let mut backend =
            Scripted { largest, refuses: vec![refuses.into()], ..Scripted::new(|_| Act::Answer) };
        backend.script = script;
        let kept = interrupted(&mut backend, &session, calls);
        assert!(!kept.contains("20831") && !kept.contains("Иван"), "{name}: {kept}");

        backend.script = Box::new(|_| Act::Answer);
        let written = backend.order.len();
        let kept: Checkpoint = serde_json::from_str(&kept).unwrap();
        let mut delivery = Delivery::go_on(&session, order(), 9, &kept).unwrap();
        let outcome = backend.run(&mut delivery, &session);
        assert_eq!(outcome.failure, None, "{name}");
        let refused = u32::from(!refuses.is_empty());
        let Progress { clients, answered, counts, .. } = outcome.progress;
        assert_eq!((clients, answered), (95, 95), "{name}");
        assert_eq!((counts.created, counts.rejected), (95 - refused, refused), "{name}");
        assert_eq!(delivery.take_landings().len(), refused as usize, "{name}");
        backend.assert_each_once(95 - refused as usize);
        let sizes = backend.order.len();
        assert!(sizes > written || calls == 11, "{name}");
    }
}

#[test]
fn a_host_gets_only_what_it_did_not_answer_before() {
    // What of the first four batches is not sent again: one with a client refused is, for the answer
    // says which.
    for (refuses, answered_before) in [("", 40), ("208310003", 30)] {
        let session = session(95, 10);
        let order = || Order { route: Route::Host, ..order() };
        let mut backend =
            Scripted { hosts: true, refuses: vec![refuses.into()], ..Scripted::new(|_| Act::Answer) };
        let mut delivery = Delivery::new(&session, order(), 7).unwrap();
        for _ in 0..4 {
            let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
            backend.serve(&mut delivery, &call);
        }
        let kept = serde_json::to_string(&delivery.checkpoint().unwrap()).unwrap();
        assert!(!kept.contains("20831") && !kept.contains("Иван"), "{kept}");
        let kept: Checkpoint = serde_json::from_str(&kept).unwrap();
        let mut delivery = Delivery::go_on(&session, order(), 9, &kept).unwrap();
        assert_eq!(delivery.progress().answered, answered_before);
        let calls = backend.calls;
        let outcome = backend.run(&mut delivery, &session);
        let refused = u32::from(!refuses.is_empty());
        let Progress { answered, counts, .. } = outcome.progress;
        assert_eq!((outcome.failure, answered), (None, 95));
        assert_eq!((counts.created, counts.rejected), (95 - refused, refused));
        assert_eq!(backend.calls - calls, (95 - answered_before).div_ceil(10));
        assert_eq!(delivery.take_landings().len(), refused as usize);
        let receipt = delivery.receipt(&session, &Run::default());
        assert_eq!((receipt.splits[0].counts.created, receipt.batches.len()), (95 - refused, 10));
    }
}

#[test]
fn a_delivery_of_something_else_does_not_go_on() {
    let session = session(95, 10);
    let mut backend = Scripted::new(|_| Act::Answer);
    let kept: Checkpoint = serde_json::from_str(&interrupted(&mut backend, &session, 5)).unwrap();
    let changed = Some(CannotGoOn::Changed);
    let go_on =
        |session: &Session, order: Order, kept: &Checkpoint| Delivery::go_on(session, order, 9, kept).err();
    assert_eq!(go_on(&session, order(), &kept), None);
    assert_eq!(go_on(&self::session(94, 10), order(), &kept), changed, "a row less");
    assert_eq!(go_on(&session, Order { settings: settings_for("bot-2"), ..order() }, &kept), changed);
    let other = SourceFile { sha256: "1".repeat(64), ..file() };
    assert_eq!(go_on(&session, Order { file: other, ..order() }, &kept), changed);
    for broken in [
        Checkpoint { import_id: "../x".into(), ..kept.clone() },
        Checkpoint { arrived: vec![(0, u32::MAX)], ..kept.clone() },
        Checkpoint { arrived: vec![(5, 2)], ..kept.clone() },
        Checkpoint { stretches: Vec::new(), ..kept.clone() },
        Checkpoint {
            stretches: vec![Stretch { messenger: "TELEGRAM".into(), from: 95, to: 0, cut: Cut::None }],
            ..kept.clone()
        },
        Checkpoint { digest: String::new(), ..kept.clone() },
    ] {
        assert_eq!(go_on(&session, order(), &broken), changed, "{broken:?}");
    }
    let no_bot = Missing::NoBot { messenger: "TELEGRAM".into() };
    let order = Order { settings: SendSettings::default(), ..order() };
    assert_eq!(go_on(&session, order, &kept), Some(CannotGoOn::Missing(vec![no_bot])));
}

#[test]
fn another_import_under_the_name_is_left_alone() {
    let session = session(20, 10);
    let mut backend = Scripted::new(|_| Act::Answer);
    let kept: Checkpoint = serde_json::from_str(&interrupted(&mut backend, &session, 2)).unwrap();
    backend.announced.as_mut().unwrap().clients = 21;
    let mut delivery = Delivery::go_on(&session, order(), 9, &kept).unwrap();
    assert_eq!(backend.run(&mut delivery, &session).failure, Some(Failure::OtherImport));
    assert!(!delivery.resume(&settings()));
    assert_eq!(backend.order.len(), 1);
}

#[test]
fn a_backend_that_lost_batches_is_asked_which() {
    let session = session(30, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(move |call| if call == 4 { Act::Status(409) } else { Act::Answer });
    assert!(backend.run(&mut delivery, &session).failure.is_some());
    backend.arrived.remove(&1);
    backend.first_answers.clear();
    assert!(delivery.resume(&settings()));
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, backend.imports), (None, 1));
    assert_eq!(backend.order.len(), 4);
    assert_eq!(backend.cards.values().filter(|&&times| times == 2).count(), 10);
}

#[test]
fn another_bot_sends_its_messenger_anew() {
    let session = session(50, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted::new(move |call| if call == 3 { Act::Status(422) } else { Act::Answer });
    let outcome = backend.run(&mut delivery, &session);
    assert!(matches!(outcome.failure, Some(Failure::Refused { status: 422, .. })));
    assert!(delivery.resume(&settings_for("bot-2")));
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.clients, outcome.progress.answered), (None, 50, 50));
    assert_eq!(backend.imports, 2);
    let receipt = delivery.receipt(&session, &Run::default());
    assert!(receipt.batches.iter().all(|batch| batch.bot_id == "bot-2"));
}
