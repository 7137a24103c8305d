//! What becomes of cards, read from the database itself.

use importer_contract::{Batch, Client, LookupAnswer};
use serde_json::json;

use crate::harness::server::{TestServer, batch, client, text_map};

#[test]
fn cards_are_counted_by_what_happened_to_them() {
    for server in TestServer::each() {
        let mut sent =
            batch(vec![client(2, "1001", "Анна"), client(3, "1002", "Bohdan"), client(4, "1003", "Женя")]);
        assert_eq!(server.counts(&sent), (3, 0, 0));
        assert_eq!(server.counts(&sent), (0, 0, 3));
        let first = server.rows("SELECT social_id, created_at, updated_at FROM client ORDER BY social_id");

        std::thread::sleep(std::time::Duration::from_millis(5));
        sent.clients[1].name = Some("Bohdana".into());
        sent.clients.push(client(5, "1004", "Zoe"));
        assert_eq!(server.counts(&sent), (1, 1, 2));
        let second = server.rows("SELECT social_id, created_at, updated_at FROM client ORDER BY social_id");
        assert_eq!(second[0], first[0]);
        assert_eq!(second[1][..2], first[1][..2]);
        assert!(second[1][2].parse::<i64>().unwrap() > first[1][2].parse::<i64>().unwrap());
        assert_eq!(
            server.rows("SELECT name FROM client ORDER BY social_id"),
            [["Анна"], ["Bohdana"], ["Женя"], ["Zoe"]]
        );
    }
}

#[test]
fn absent_fields_keep_what_is_there() {
    for server in TestServer::each() {
        let full = Client {
            fields: text_map(&[
                ("email", "anna@example.org"),
                ("phone", "+380501112233"),
                ("gender", "FEMALE"),
            ]),
            custom_fields: text_map(&[("city", "Київ")]),
            ..client(2, "1001", "Анна")
        };
        let bare = Client { row: 2, social_id: "1001".into(), ..Client::default() };
        let phone = Client { fields: text_map(&[("phone", "0501112233")]), ..bare.clone() };
        assert_eq!(server.counts(&batch(vec![full])), (1, 0, 0));
        assert_eq!(server.counts(&batch(vec![bare])), (0, 0, 1));
        assert_eq!(server.counts(&batch(vec![phone])), (0, 1, 0));
        assert_eq!(
        server.rows("SELECT name, email, phone, fields->>'gender', custom_fields->>'city', tunnel, bot_id FROM client"),
        [[
            "Анна",
            "anna@example.org",
            "0501112233",
            "FEMALE",
            "Київ",
            "∅",
            "bot-telegram"
        ]]
    );
    }
}

#[test]
fn a_new_tag_is_an_update() {
    for server in TestServer::each() {
        #[track_caller]
        fn check(server: &TestServer, tags: &[&str], expected: (u32, u32, u32), stored: &str) {
            let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            let sent = Batch { tags, ..batch(vec![client(2, "1001", "Анна")]) };
            assert_eq!(server.counts(&sent), expected);
            assert_eq!(server.rows("SELECT replace(CAST(tags AS TEXT), ' ', '') FROM client"), [[stored]]);
        }
        check(&server, &["VIP"], (1, 0, 0), r#"["VIP"]"#);
        check(&server, &["VIP"], (0, 0, 1), r#"["VIP"]"#);
        check(&server, &["Lead", "VIP"], (0, 1, 0), r#"["Lead","VIP"]"#);
        check(&server, &[], (0, 0, 1), r#"["Lead","VIP"]"#);
    }
}

#[test]
fn a_tunnel_stays_until_another_is_named() {
    for server in TestServer::each() {
        #[track_caller]
        fn check(
            server: &TestServer,
            tunnel: Option<&str>,
            lgt: Option<&str>,
            expected: (u32, u32, u32),
            stored: [&str; 2],
        ) {
            let named = |name: Option<&str>| name.map(str::to_owned);
            let sent =
                Batch {
                    tunnel: named(tunnel), lgt: named(lgt), ..batch(vec![client(2, "1001", "Анна")])
                };
            assert_eq!(server.counts(&sent), expected);
            assert_eq!(server.rows("SELECT tunnel, lgt FROM client"), [stored]);
        }
        check(&server, Some("tunnel-welcome"), None, (1, 0, 0), ["tunnel-welcome", "∅"]);
        check(&server, None, None, (0, 0, 1), ["tunnel-welcome", "∅"]);
        check(&server, None, Some("landing"), (0, 1, 0), ["∅", "landing"]);
        check(&server, Some("tunnel-webinar"), None, (0, 1, 0), ["tunnel-webinar", "∅"]);
    }
}

#[test]
fn the_same_id_under_another_messenger_is_another_card() {
    for server in TestServer::each() {
        let telegram = batch(vec![client(2, "1001", "Анна")]);
        let vk = Batch { messenger: "VKONTAKTE".into(), bot_id: "bot-vk".into(), ..telegram.clone() };
        assert_eq!(server.counts(&telegram), (1, 0, 0));
        assert_eq!(server.counts(&vk), (1, 0, 0));
        assert_eq!(
            server.rows("SELECT messenger, social_id, bot_id FROM client ORDER BY messenger"),
            [["TELEGRAM", "1001", "bot-telegram"], ["VKONTAKTE", "1001", "bot-vk"]]
        );
    }
}

#[test]
fn every_character_arrives() {
    for server in TestServer::each() {
        let cases = [
            ("26203292189261166", "17 digits"),
            ("208310224003697457", "18 digits"),
            ("00123", "leading zeros"),
            ("123", "none"),
            ("01234567890123456789", "no integer of 64 bits"),
            ("aB3+/9aB3+/9aB3+/9aB3w==", "Viber's"),
            ("US.13491208655302741918", "business-scoped"),
            ("1001", "Ґалаґан Її Єва ё Ё"),
            ("1002", "O'Brien \"Bobby\" \\ ; DROP TABLE client; --"),
            ("1003", "👩🏽‍🚀 𝔘𝔫𝔦 é e\u{301} \u{202e}עברית"),
            ("1004", "two\nlines\tand a tab"),
            ("1005", ""),
        ];
        let rows = 2..;
        let clients = rows.zip(cases).map(|(row, (social_id, name))| Client {
            fields: text_map(&[("email", name), ("utm_source", name)]),
            custom_fields: text_map(&[("note", name)]),
            ..client(row, social_id, name)
        });
        server.import(&batch(clients.collect()));
        let mut expected = cases.map(|(id, name)| [id, name, name, name, name]);
        expected.sort_unstable();
        let stored = server.rows(
            "SELECT social_id, name, email, fields->>'utm_source', custom_fields->>'note' \
         FROM client ORDER BY social_id",
        );
        assert_eq!(stored, expected);
    }
}

#[test]
fn a_bad_row_does_not_hold_up_the_others() {
    for server in TestServer::each() {
        let sent = batch(vec![
            client(2, "1001", "Анна"),
            client(3, "", "nobody"),
            client(4, "1001", "Анна again"),
            client(5, "10\u{7}02", "bell"),
            client(6, "1003", "nul \0"),
            client(7, "1004", "Zoe"),
        ]);
        let answer = server.import(&sent);
        assert_eq!((answer.created, answer.updated, answer.unchanged), (2, 0, 0));
        let rejected: Vec<_> = answer
            .rejected
            .iter()
            .map(|row| {
                (row.row, row.social_id.as_str(), row.field.as_deref().unwrap_or("∅"), row.code.as_str())
            })
            .collect();
        assert_eq!(
            rejected,
            [
                (3, "", "social_id", "social_id.missing"),
                (4, "1001", "social_id", "row.duplicate"),
                (5, "10\u{7}02", "social_id", "social_id.malformed"),
                (6, "1003", "name", "text.hidden_characters"),
            ]
        );
        assert_eq!(
            server.rows("SELECT social_id, name FROM client ORDER BY 1"),
            [["1001", "Анна"], ["1004", "Zoe"]]
        );
    }
}

#[test]
fn the_largest_batch_fits_one_statement() {
    for server in TestServer::each() {
        let clients: Vec<_> =
            (0..1000).map(|row| client(row + 2, &format!("{:017}", row * 7), "Олена")).collect();
        let mut sent = batch(clients);
        assert_eq!(server.counts(&sent), (1000, 0, 0));
        sent.clients[999].name = Some("Ольга".into());
        assert_eq!(server.counts(&sent), (0, 1, 999));
    }
}

#[test]
fn lookup_gives_the_known_cards_of_the_messenger() {
    for server in TestServer::each() {
        let known = Client {
            fields: text_map(&[("email", "anna@example.org"), ("gender", "FEMALE")]),
            custom_fields: text_map(&[("city", "Київ")]),
            ..client(2, "26203292189261166", "Анна")
        };
        server.import(&Batch { tags: vec!["VIP".into()], ..batch(vec![known, client(3, "00123", "Zoe")]) });
        let lookup = |messenger: &str| -> LookupAnswer {
            let asked = json!({"messenger": messenger, "social_ids": ["26203292189261166", "26203292189261168", "00123"]});
            server.post("/api/v1/clients/lookup", &asked).json()
        };
        assert_eq!(
            serde_json::to_value(lookup("TELEGRAM")).unwrap(),
            json!({"clients": [
                {"social_id": "00123", "name": "Zoe", "tags": ["VIP"]},
                {
                    "social_id": "26203292189261166",
                    "name": "Анна",
                    "fields": {"email": "anna@example.org", "gender": "FEMALE"},
                    "custom_fields": {"city": "Київ"},
                    "tags": ["VIP"],
                },
            ]})
        );
        assert_eq!(lookup("VIBER"), LookupAnswer::default());
        assert_eq!(
            server.post("/api/v1/clients/lookup", &json!({"messenger": "VIBER", "social_ids": []})).status,
            200
        );
    }
}
