//! Answers that are refusals, of another program, or wrong.

use importer_contract::ClientLookup;

use super::*;

#[test]
fn a_backend_that_asks_for_a_rest_is_left_alone_and_the_import_ends() {
    let session = session(200, 1);
    let mut backend = Scripted::new(|_| Act::Answer);
    backend.a_second = Some(4);
    let outcome = backend.run(&mut delivery(&session), &session);
    assert_eq!(outcome.failure, None);
    assert_eq!((outcome.progress.counts.created, backend.cards.len()), (200, 200));
    // At most those that were under way when the first was told.
    assert!(backend.refused <= 3 * 200 / 4 + 3, "{}", backend.refused);
}

#[test]
fn retry_after_is_honoured() {
    let session = session(5, 10);
    let mut backend = Scripted::new(move |call| if call == 1 { Act::Later(7) } else { Act::Answer });
    backend.run(&mut delivery(&session), &session);
    assert_eq!(backend.now, 7_000);
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
fn rejections_are_handed_over_once() {
    let session = session(1, 10);
    let mut delivery = delivery(&session);
    // A client with two faults has two rejections, and is one client.
    let answer = r#"{"created": 0, "updated": 0, "unchanged": 0, "rejected":
        [{"row": 2, "social_id": "208310000", "field": "name", "code": "x", "message": "no"},
         {"row": 2, "social_id": "208310000", "field": "email", "code": "y", "message": "no"}]}"#;
    let mut backend = Scripted::new(move |call| if call == 1 { Act::Say(answer) } else { Act::Answer });
    backend.arrived_unseen = 1;
    assert_eq!(backend.run(&mut delivery, &session).progress.counts.rejected, 1);
    let landings = delivery.take_landings();
    assert_eq!((landings.len(), landings[0].messenger.as_str()), (1, "TELEGRAM"));
    assert_eq!(landings[0].rejections.len(), 2);
    assert_eq!(delivery.take_landings(), []);
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
fn a_refused_token_is_renewed_once() {
    // (which calls are refused, what asking for a token brings, whether it arrives, tokens left)
    type Refused = fn(u32) -> bool;
    let cases: [(&str, Refused, &[bool], bool); 5] = [
        ("at the start", |call| call == 0, &[true], true),
        ("several under way at once", |call| (1..4).contains(&call), &[true], true),
        ("again much later", |call| call == 0 || call == 6, &[true, true], true),
        ("the new one is no better", |_| true, &[true, true, true], false),
        ("there is none", |call| call == 2, &[false], false),
    ];
    for (name, refused, tokens, arrives) in cases {
        let session = session(95, 10);
        let mut delivery = delivery(&session);
        let mut backend =
            Scripted::new(move |call| if refused(call) { Act::Status(401) } else { Act::Answer });
        backend.tokens = tokens.to_vec();
        let outcome = backend.run(&mut delivery, &session);
        assert_eq!(outcome.failure.is_none(), arrives, "{name}: {:?}", outcome.failure);
        let left = if name == "the new one is no better" { 2 } else { 0 };
        assert_eq!(backend.tokens.len(), left, "{name}");
        if arrives {
            backend.assert_each_once(95);
            continue;
        }
        // Signing in and pressing again goes on.
        backend.script = Box::new(|_| Act::Answer);
        assert!(delivery.resume(&settings()), "{name}");
        assert_eq!(backend.run(&mut delivery, &session).failure, None, "{name}");
        backend.assert_each_once(95);
    }
}

#[test]
fn numbers_that_disagree_are_not_believed() {
    let nobody = r#"{"created": 9, "updated": 0, "unchanged": 0, "rejected": []}"#;
    let stranger = r#"{"created": 9, "updated": 0, "unchanged": 0, "rejected":
        [{"row": 99, "social_id": "7", "code": "x", "message": "no"}]}"#;
    let overflowing = r#"{"created": 4294967295, "updated": 11, "unchanged": 0, "rejected": []}"#;
    let few = r#"{"import_id": "import-1", "state": "complete", "announced": {"file": {"name": "", "size": 1,
        "sha256": ""}, "clients": 20, "batches": 2}, "arrived": []}"#;
    for (at, body, sent, told) in
        [(1, nobody, 10, 9), (1, stranger, 10, 10), (1, overflowing, 10, u32::MAX), (3, few, 20, 0)]
    {
        let session = session(20, 10);
        let mut delivery = delivery(&session);
        let mut backend = Scripted::new(move |call| if call == at { Act::Say(body) } else { Act::Answer });
        let outcome = backend.run(&mut delivery, &session);
        assert_eq!(outcome.failure, Some(Failure::Disagrees { sent, told }), "{body}");
        assert_eq!(delivery.take_landings(), [], "{body}");
        assert!(delivery.resume(&settings()));
        assert_eq!(backend.run(&mut delivery, &session).progress.counts.created, 20, "{body}");
        backend.assert_each_once(20);
    }
}

#[test]
fn a_silent_backend_is_named() {
    let session = session(5, 10);
    let mut backend = Scripted::new(|_| Act::Silent);
    let outcome = backend.run(&mut delivery(&session), &session);
    assert_eq!(outcome.failure, Some(Failure::Silent { seconds: 60 }));
}

/// What reading stops at, by status and media type.
#[test]
fn an_error_page_is_not_read_to_its_end() {
    for (status, media, expected) in [
        (200, Some("application/json"), 8 << 20),
        (200, Some("application/json; charset=utf-8"), 8 << 20),
        (200, Some("text/html"), 16 << 10),
        (200, None, 16 << 10),
        (502, Some("application/json"), 16 << 10),
        (401, Some("application/problem+json"), 16 << 10),
    ] {
        assert_eq!(most_read(status, media), expected, "{status} {media:?}");
    }
}

#[test]
fn a_token_is_one_word() {
    for (text, token) in [
        ("abc.DEF-123_~+/=", Some("abc.DEF-123_~+/=")),
        (" abc\n", Some("abc")),
        ("", None),
        ("  ", None),
        ("a b", None),
        ("a\nb", None),
        ("пароль", None),
    ] {
        assert_eq!(bearer_token(text), token, "{text}");
    }
}

#[test]
fn a_lookup_is_believed_about_the_ids_that_were_asked() {
    let asked =
        ClientLookup { messenger: "TELEGRAM".into(), social_ids: vec!["1".into(), "2".into(), "3".into()] };
    let disagrees = |told| Err(Failure::Disagrees { sent: 3, told });
    for (body, expected) in [
        (r#"{"clients": []}"#, Ok(0)),
        (r#"{"clients": [{"social_id": "3"}, {"social_id": "1"}]}"#, Ok(2)),
        (r#"{"clients": [{"social_id": "4"}]}"#, disagrees(1)),
        (r#"{"clients": [{"social_id": "1"}, {"social_id": "1"}]}"#, disagrees(2)),
        ("<html>", Err(Failure::ForeignAnswer { status: 200, body: "<html>".into() })),
    ] {
        let reply = Reply { status: 200, retry_after_s: None, body: body.into() };
        assert_eq!(known_clients(&asked, &reply).map(|known| known.len()), expected, "{body}");
    }
}
