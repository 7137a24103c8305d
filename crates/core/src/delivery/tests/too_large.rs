//! Batches that are larger than the backend takes.

use super::*;

#[test]
fn batches_too_large_are_halved() {
    let session = session(95, 10);
    let mut delivery = delivery(&session);
    let mut backend = Scripted { largest: 3, ..Scripted::new(|_| Act::Answer) };
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.counts.created, outcome.progress.clients), (None, 95, 95));
    backend.assert_each_once(95);
}

/// 95 clients from row 2 on, in batches of ten; a name of so many letters for some of the rows.
fn heavy(rows: &[(u32, usize)]) -> Session {
    session_where(95, 10, |row| match rows.iter().find(|(of, _)| *of == row) {
        Some(&(_, letters)) => "x".repeat(letters),
        None => "Иван".to_owned(),
    })
}

/// Runs it on a backend that takes so many bytes.
fn run(session: &Session, most_bytes: usize) -> (Delivery, Scripted, Outcome) {
    let mut delivery = delivery(session);
    let mut backend = Scripted { most_bytes, strict: true, ..Scripted::new(|_| Act::Answer) };
    let outcome = backend.run(&mut delivery, session);
    (delivery, backend, outcome)
}

#[test]
fn one_heavy_client_leaves_the_others_as_they_are() {
    // (heavy rows with the letters of a name, most bytes of a body, rows refused, imports, calls at most)
    for (rows, most_bytes, refused, imports, calls) in [
        (&[][..], 4_000, &[][..], 1, 12),
        // Too large alone.
        (&[(7, 9_000)][..], 4_000, &[7], 3, 18),
        (&[(2, 9_000)], 4_000, &[2], 3, 18),
        (&[(96, 9_000)], 4_000, &[96], 3, 18),
        (&[(7, 9_000), (8, 9_500)], 4_000, &[7, 8], 3, 18),
        (&[(7, 9_000), (8, 8_000)], 4_000, &[7, 8], 4, 20),
        (&[(7, 9_000), (57, 9_000), (58, 20_000), (90, 9_000)], 4_000, &[7, 57, 58, 90], 9, 40),
        // Too large with the others alone.
        (&[(7, 3_500)], 4_000, &[], 2, 18),
        (&[(7, 3_500), (9, 3_600), (11, 3_700)], 4_000, &[], 3, 24),
    ] {
        let session = heavy(rows);
        let (mut delivery, backend, outcome) = run(&session, most_bytes);
        let name = format!("{rows:?}");
        assert_eq!(outcome.failure, None, "{name}");
        let rejected = u32::try_from(refused.len()).unwrap();
        let Progress { clients, answered, counts, .. } = outcome.progress;
        assert_eq!(
            (clients, answered, counts.created, counts.rejected),
            (95, 95, 95 - rejected, rejected),
            "{name}"
        );
        backend.assert_each_once(95 - refused.len());
        assert!(backend.imports <= imports, "{name}: {} imports", backend.imports);
        assert!(backend.calls <= calls, "{name}: {} calls", backend.calls);

        let landings = delivery.take_landings();
        let mut told: Vec<&Rejection> = landings.iter().flat_map(|landing| &landing.rejections).collect();
        told.sort_by_key(|rejection| rejection.row);
        assert_eq!(told.iter().map(|rejection| rejection.row).collect::<Vec<_>>(), refused, "{name}");
        for rejection in told {
            assert_eq!(
                (rejection.code.as_str(), rejection.field.as_deref()),
                ("client.too_large", Some("name"))
            );
        }
        assert_eq!(delivery.refused().len(), refused.len(), "{name}");
        let receipt = delivery.receipt(&session, &Run::default());
        assert_eq!(
            (receipt.complete, receipt.counts, receipt.splits[0].counts),
            (true, counts, counts),
            "{name}"
        );
    }
}

#[test]
fn a_stretch_of_heavy_clients_is_cut_and_the_rest_is_not() {
    let rows: Vec<(u32, usize)> = (30..34).map(|row| (row, 1_500)).collect();
    let session = heavy(&rows);
    let (_, backend, outcome) = run(&session, 4_000);
    assert_eq!((outcome.failure, outcome.progress.counts.created), (None, 95));
    backend.assert_each_once(95);
    assert!(backend.calls <= 24, "{}", backend.calls);
}

#[test]
fn clients_too_large_and_nothing_else_are_no_failure() {
    for clients in [1, 2] {
        let session = session_where(clients, 1, |_| "x".repeat(9_000));
        let (_, backend, outcome) = run(&session, if clients == 1 { 4_000 } else { 9_200 });
        let refused = if clients == 1 { 1 } else { 0 };
        assert_eq!((outcome.failure, outcome.progress.counts.rejected), (None, refused));
        assert_eq!(outcome.progress.counts.created, clients - refused);
        assert_eq!(u32::try_from(backend.cards.len()), Ok(clients - refused));
    }
}

#[test]
fn a_backend_that_takes_nothing_is_not_asked_about_every_client() {
    for rows in [&[][..], &[(7, 9_000)]] {
        let session = heavy(rows);
        let (_, backend, outcome) = run(&session, 10);
        assert!(matches!(outcome.failure, Some(Failure::Refused { status: 413, .. })), "{outcome:?}");
        assert!(backend.calls <= 30, "{}", backend.calls);
    }
}

#[test]
fn a_delivery_with_a_client_too_large_goes_on_after_the_program_ended() {
    for calls in 1..18 {
        let session = heavy(&[(27, 9_000)]);
        let mut backend = Scripted { most_bytes: 4_000, strict: true, ..Scripted::new(|_| Act::Answer) };
        let mut delivery = delivery(&session);
        let mut kept = None;
        let mut under_way = Vec::new();
        while backend.calls < calls {
            match delivery.next(&session, 0) {
                Next::Send(call) => under_way.push(call),
                Next::AwaitAnswer => backend.serve(&mut delivery, &under_way.remove(0)),
                Next::Finished(_) => break,
                next => panic!("{next:?}"),
            }
            kept = delivery.checkpoint().or(kept);
        }
        let Some(kept) = kept else { continue };
        let kept: Checkpoint = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
        let mut delivery = Delivery::go_on(&session, order(), 9, &kept).unwrap();
        let outcome = backend.run(&mut delivery, &session);
        assert_eq!(outcome.failure, None, "{calls}");
        let Progress { clients, answered, counts, .. } = outcome.progress;
        assert_eq!((clients, answered, counts.created, counts.rejected), (95, 95, 94, 1), "{calls}");
        let landings = delivery.take_landings();
        assert_eq!(
            landings.iter().map(|landing| landing.rejections[0].row).collect::<Vec<_>>(),
            [27],
            "{calls}"
        );
        backend.assert_each_once(94);
    }
}

#[test]
fn what_was_found_too_large_is_forgotten_with_its_announcement() {
    let session = session_where(9, 1, |row| if row == 4 { "x".repeat(9_000) } else { "Иван".to_owned() });
    // The third batch is too large; of the fourth the backend says that it knows no such import.
    let script = |call| if call == 4 { Act::Status(404) } else { Act::Answer };
    let mut backend = Scripted { most_bytes: 4_000, strict: true, ..Scripted::new(script) };
    let mut delivery = delivery(&session);
    let outcome = backend.run(&mut delivery, &session);
    assert!(matches!(outcome.failure, Some(Failure::Refused { status: 404, .. })), "{outcome:?}");
    assert!(delivery.resume(&settings()));
    let outcome = backend.run(&mut delivery, &session);
    assert_eq!((outcome.failure, outcome.progress.clients, outcome.progress.counts.created), (None, 9, 8));
    backend.assert_each_once(8);
}

#[test]
fn other_settings_for_what_arrived_before_are_noticed() {
    // (the bot that goes on, whether it can)
    for (bot, expected) in [("bot-1", None), ("bot-2", Some(CannotGoOn::Changed))] {
        let session = session_where(95, 10, |row| if row < 60 { "Иван".to_owned() } else { "x".repeat(500) });
        let mut backend = Scripted { most_bytes: 3_000, strict: true, ..Scripted::new(|_| Act::Answer) };
        let mut delivery = delivery(&session);
        // Until what is left has just been announced anew.
        while backend.imports < 2 {
            let Next::Send(call) = delivery.next(&session, 0) else { panic!() };
            backend.serve(&mut delivery, &call);
        }
        let kept = delivery.checkpoint().unwrap();
        assert!(kept.before.clients > 0 && kept.arrived.is_empty());
        let order = Order { settings: settings_for(bot), ..order() };
        assert_eq!(Delivery::go_on(&session, order, 9, &kept).err(), expected, "{bot}");

        // Nor is it sent on in the same run, where it is not known who has arrived.
        let mut delivery = Delivery::go_on(&session, self::order(), 9, &kept).unwrap();
        delivery.cancel();
        assert_eq!(delivery.resume(&settings_for(bot)), expected.is_none(), "{bot}");
    }
}
