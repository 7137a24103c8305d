//! Every bad request gets a problem with its own code, and changes nothing.

use importer_contract::Batch;
use serde_json::{Value, json};

use crate::harness::server::{JSON, TestServer, batch, client};

#[test]
fn bad_batches() {
    let server = TestServer::start();
    let import = server.announce(2, 2);
    let key = ("Idempotency-Key", "k0");
    let good = serde_json::to_value(batch(vec![client(2, "1001", "Анна")])).unwrap();
    let path = |number: &str| format!("/api/v1/imports/{import}/batches/{number}");
    let with = |name: &str, value: Value| {
        let mut batch = good.clone();
        batch[name] = value;
        batch.to_string()
    };
    let check = |path: &str, headers: &[(&str, &str)], body: String, status: u16, code: &str| {
        server.call("PUT", path, headers, body).is_problem(status, code)
    };
    let first = path("0");
    check(&first, &[JSON], good.to_string(), 400, "idempotency_key.missing");
    check(&first, &[JSON, ("Idempotency-Key", "")], good.to_string(), 400, "idempotency_key.missing");
    check(&first, &[JSON, ("Idempotency-Key", "a b")], good.to_string(), 400, "idempotency_key.missing");
    check(&first, &[key], good.to_string(), 415, "body.not_json");
    check(&first, &[key, ("Content-Type", "text/plain")], good.to_string(), 415, "body.not_json");
    check(&first, &[JSON, key], String::new(), 400, "body.malformed");
    check(&first, &[JSON, key], "{\"messenger\":".into(), 400, "body.malformed");
    check(&first, &[JSON, key], "[]".into(), 422, "body.invalid");
    check(&first, &[JSON, key], with("clients", json!([{"row": 2, "social_id": 1001}])), 422, "body.invalid");
    check(&first, &[JSON, key], with("clients", json!([{"row": -2, "social_id": "1"}])), 422, "body.invalid");
    let detail = check(&first, &[JSON, key], with("bot_id", json!("bot-nobody")), 422, "bot.not_found");
    assert!(detail.contains("bot-nobody"), "{detail}");
    check(&first, &[JSON, key], with("bot_id", json!("bot-viber")), 422, "bot.messenger_mismatch");
    check(&first, &[JSON, key], with("messenger", json!("telegram")), 422, "bot.messenger_mismatch");
    check(&first, &[JSON, key], with("tunnel", json!("tunnel-nowhere")), 422, "tunnel.not_found");
    check(&first, &[JSON, key], with("lgt", json!("a\0b")), 422, "text.hidden_characters");
    check(&first, &[JSON, key], with("tags", json!(["VIP", "\0"])), 422, "text.hidden_characters");
    check(&path("2"), &[JSON, key], good.to_string(), 422, "batch.out_of_range");
    check(&path("-1"), &[JSON, key], good.to_string(), 400, "batch.number_malformed");
    check(&path("99999999999"), &[JSON, key], good.to_string(), 400, "batch.number_malformed");
    check("/api/v1/imports/none/batches/0", &[JSON, key], good.to_string(), 404, "import.not_found");
    let many = batch((0..1001).map(|row| client(row, &row.to_string(), "")).collect());
    check(&first, &[JSON, key], serde_json::to_string(&many).unwrap(), 413, "batch.too_large");
    let long = Batch { tags: vec!["x".repeat(3 * 1024 * 1024)], ..batch(Vec::new()) };
    check(&first, &[JSON, key], serde_json::to_string(&long).unwrap(), 413, "body.too_large");
    assert_eq!((server.count("client"), server.count("batch")), (0, 0));

    // None of them spent the key.
    assert_eq!(server.call("PUT", &first, &[JSON, key], good.to_string()).status, 200);
}

/// What stands once in a batch is written to each of its cards: a megabyte would be a gigabyte.
#[test]
fn what_is_said_once_of_a_thousand_clients_is_short() {
    let server = TestServer::start();
    let import = server.announce(1000, 1);
    let clients: Vec<_> = (0..1000).map(|row| client(row, &row.to_string(), "Анна")).collect();
    let tags = |count: usize, length: usize| -> Vec<String> {
        (0..count).map(|number| format!("{number}{}", "x".repeat(length))).collect()
    };
    for (key, tags, lgt, named) in [
        ("k0", tags(1, 200_000), "7".to_owned(), "tags"),
        ("k1", tags(10_000, 10), "7".to_owned(), "tags"),
        ("k2", Vec::new(), "7".repeat(300), "lgt"),
    ] {
        let sent = Batch { tags, lgt: Some(lgt), ..batch(clients.clone()) };
        let detail = server.put(&import, 0, key, &sent).is_problem(422, "text.too_long");
        assert!(detail.contains(named), "{detail}");
    }
    assert_eq!(server.count("client"), 0);
    let sent = Batch { tags: tags(100, 50), lgt: Some("7".repeat(255)), ..batch(clients) };
    assert_eq!(server.put(&import, 0, "k3", &sent).status, 200);
}

#[test]
fn known_cards_that_make_a_long_answer_are_asked_for_by_fewer_ids() {
    for server in TestServer::each() {
        let note = "x".repeat(400_000);
        let ids: Vec<String> = (1000..1012).map(|id| id.to_string()).collect();
        for ids in ids.chunks(4) {
            let with_note = |id: &String| importer_contract::Client {
                custom_fields: [("note".to_owned(), note.clone())].into(),
                ..client(2, id, "Анна")
            };
            server.import(&batch(ids.iter().map(with_note).collect()));
        }
        let lookup = |ids: &[String]| {
            server.post("/api/v1/clients/lookup", &json!({"messenger": "TELEGRAM", "social_ids": ids}))
        };
        lookup(&ids).is_problem(413, "lookup.too_large");
        let half = lookup(&ids[..6]).json::<importer_contract::LookupAnswer>();
        assert_eq!(half.clients.len(), 6);
    }
}

#[test]
fn bad_announcements() {
    let server = TestServer::start();
    let check = |sha256: &str, clients: u32, batches: u32, status: u16, code: &str| {
        let file = json!({"name": "a.xlsx", "size": 1, "sha256": sha256});
        let reply =
            server.post("/api/v1/imports", &json!({"file": file, "clients": clients, "batches": batches}));
        reply.is_problem(status, code);
    };
    let sha256 = "a1".repeat(32);
    check(&sha256[1..], 1, 1, 422, "import.invalid");
    check(&sha256.to_uppercase(), 1, 1, 422, "import.invalid");
    check(&sha256, 0, 0, 422, "import.invalid");
    check(&sha256, 1, 0, 422, "import.invalid");
    check(&sha256, 1, 2, 422, "import.invalid");
    check(&sha256, 1001, 1, 422, "import.invalid");
    // The page of imports shows a hundred of them.
    let named = |length: usize| {
        let file = json!({"name": "я".repeat(length), "size": 1, "sha256": sha256});
        server.post("/api/v1/imports", &json!({"file": file, "clients": 1, "batches": 1}))
    };
    named(1001).is_problem(422, "text.too_long");
    assert_eq!(named(1000).status, 201);
    assert_eq!(server.announce(1000, 1).len(), 36);
}

#[test]
fn unknown_things() {
    let server = TestServer::start();
    let check = |method: &str, path: &str, status: u16, code: &str| {
        server.call(method, path, &[JSON], "").is_problem(status, code)
    };
    check("GET", "/api/v1/imports/none", 404, "import.not_found");
    check("GET", "/api/v1/imports/%00", 404, "import.not_found");
    check("GET", "/api/v1/imports/01890a5d-ac96-774b-bcce-b302099a8057", 404, "import.not_found");
    check("POST", "/api/v1/imports/none/complete", 404, "import.not_found");
    check("GET", "/api/v2/bots", 404, "path.not_found");
    check("GET", "/", 404, "path.not_found");
    check("DELETE", "/api/v1/bots", 405, "request.refused");
    assert_eq!(server.call("DELETE", "/api/v1/bots", &[], "").header("allow"), "GET,HEAD");
    let ids: Vec<String> = (0..1001).map(|id| id.to_string()).collect();
    let reply = server.post("/api/v1/clients/lookup", &json!({"messenger": "VIBER", "social_ids": ids}));
    reply.is_problem(413, "lookup.too_large");
}
