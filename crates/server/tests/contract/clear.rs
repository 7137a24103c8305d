//! Taking values off cards: what `clear` names is gone afterwards, and nothing else.

use importer_contract::{Client, KnownClient, LookupAnswer};
use serde_json::json;

use crate::harness::server::{TestServer, batch, client, text_map};

/// The card every case begins with.
fn full() -> Client {
    Client {
        fields: text_map(&[
            ("email", "anna@example.org"),
            ("phone", "+380501112233"),
            ("gender", "FEMALE"),
            ("utm_source", "vk"),
        ]),
        custom_fields: text_map(&[("city", "Київ"), ("note", "перша"), ("email", "her other one")]),
        ..client(2, "1001", "Анна")
    }
}

/// The only card, as the backend tells it.
fn card(server: &TestServer) -> KnownClient {
    let asked = json!({"messenger": "TELEGRAM", "social_ids": ["1001"]});
    let answer: LookupAnswer = server.post("/api/v1/clients/lookup", &asked).json();
    answer.clients.into_iter().next().unwrap()
}

#[test]
fn what_is_cleared_is_gone_and_all_else_stays() {
    // What is cleared, what is sent beside it, the counts, and the fields and own fields that are left.
    const ALL: [&str; 4] = ["email", "gender", "phone", "utm_source"];
    const OWN: [&str; 3] = ["city", "email", "note"];
    type Row<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], (u32, u32, u32), &'a [&'a str], &'a [&'a str]);
    let rows: [Row<'_>; 8] = [
        (&[], &[], (0, 0, 1), &ALL, &OWN),
        (&["email"], &[], (0, 1, 0), &["gender", "phone", "utm_source"], &OWN),
        (&["phone", "gender"], &[], (0, 1, 0), &["email", "utm_source"], &OWN),
        (&["custom:city"], &[], (0, 1, 0), &ALL, &["email", "note"]),
        (&["custom:city", "custom:note", "custom:email"], &[], (0, 1, 0), &ALL, &[]),
        // Nobody has these: it is no change.
        (&["utm_medium", "custom:street", "city"], &[], (0, 0, 1), &ALL, &OWN),
        // A value sent beside it counts more.
        (
            &["email", "gender"],
            &[("email", "new@example.org")],
            (0, 1, 0),
            &["email", "phone", "utm_source"],
            &OWN,
        ),
        (&["email"], &[("email", "anna@example.org")], (0, 0, 1), &ALL, &OWN),
    ];
    for server in TestServer::each() {
        for (clear, sent, expected, fields, own) in rows {
            server.database.execute("DELETE FROM client");
            assert_eq!(server.counts(&batch(vec![full()])), (1, 0, 0));
            let before = card(&server);
            let cleared = Client {
                row: 2,
                social_id: "1001".into(),
                fields: text_map(sent),
                clear: clear.iter().map(|&name| name.to_owned()).collect(),
                ..Client::default()
            };
            assert_eq!(server.counts(&batch(vec![cleared.clone()])), expected, "{clear:?}");
            let mut left = before;
            left.fields.retain(|key, _| fields.contains(&key.as_str()));
            left.fields.extend(text_map(sent));
            left.custom_fields.retain(|key, _| own.contains(&key.as_str()));
            assert_eq!(card(&server), left, "{clear:?}");
            // The same again is no change: what is cleared is not cleared anew.
            assert_eq!(server.counts(&batch(vec![cleared])), (0, 0, 1), "{clear:?}");
            assert_eq!(card(&server), left, "{clear:?}");
        }
    }
}

#[test]
fn a_cleared_name_is_none_and_a_new_card_has_nothing_to_clear() {
    for server in TestServer::each() {
        let clearing = |social_id: &str| Client {
            row: 2,
            social_id: social_id.into(),
            clear: vec!["name".into(), "email".into(), "custom:city".into()],
            ..Client::default()
        };
        assert_eq!(server.counts(&batch(vec![client(2, "1001", "Анна")])), (1, 0, 0));
        let both = batch(vec![clearing("1001"), clearing("1002")]);
        assert_eq!(server.counts(&both), (1, 1, 0));
        assert_eq!(
            server.rows("SELECT social_id, name, email, CAST(custom_fields AS TEXT) FROM client ORDER BY 1"),
            [["1001", "∅", "∅", "{}"], ["1002", "∅", "∅", "{}"]]
        );
    }
}
