//! Who is let in: names, origins, tokens, addresses, databases.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use importer_contract::ImportCreated;
use serde_json::json;
use tempfile::NamedTempFile;

use crate::harness::database::Database;
use crate::harness::server::{JSON, TestServer, batch, client, run_over};

#[test]
fn names_and_origins() {
    let server = TestServer::start();
    let own = server.own_origin();
    let body = json!({"messenger": "VIBER", "social_ids": []}).to_string();
    let check = |headers: &[(&str, &str)], expected: Option<&str>| {
        let headers = [&[JSON], headers].concat();
        let read = server.call("GET", "/api/v1/bots", &headers, "");
        let write = server.call("POST", "/api/v1/clients/lookup", &headers, body.as_str());
        match expected {
            None => assert_eq!((read.status, write.status), (200, 200), "{headers:?}"),
            Some("origin.refused") => {
                assert_eq!(read.status, 200, "{headers:?}");
                write.is_problem(403, "origin.refused");
            }
            Some(code) => {
                read.is_problem(403, code);
                write.is_problem(403, code);
            }
        }
        assert_eq!(read.header("access-control-allow-origin"), "");
    };
    check(&[], None);
    check(&[("Origin", &own)], None);
    check(&[("Host", "localhost")], None);
    check(&[("Host", "localhost:1"), ("Origin", "http://localhost:1")], None);
    check(&[("Host", "evil.example")], Some("host.refused"));
    check(&[("Host", "evil.example"), ("Origin", "http://evil.example")], Some("host.refused"));
    check(&[("Host", "127.0.0.1.evil.example")], Some("host.refused"));
    check(&[("Origin", "http://evil.example")], Some("origin.refused"));
    check(&[("Origin", "null")], Some("origin.refused"));
    check(&[("Sec-Fetch-Site", "cross-site")], Some("origin.refused"));
}

#[test]
fn a_token_is_wanted_of_every_call() {
    let server = TestServer::start_with(&["--token", "s3cret"]);
    for path in ["/api/v1/bots", "/api/openapi.json", "/api/v1/nothing"] {
        for authorization in ["", "s3cret", "Basic s3cret", "Bearer", "Bearer s3cre", "Bearer s3cret2"] {
            let reply = server.call("GET", path, &[("Authorization", authorization)], "");
            reply.is_problem(401, "token.missing");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(server.call("GET", "/api/v1/bots", &[("Authorization", "Bearer s3cret")], "").status, 200);
    assert_eq!(server.get("/healthz").status, 200);
    // The answer reaches a client that is still writing a large body.
    server
        .call("PUT", "/api/v1/imports/a/batches/0", &[JSON], vec![b' '; 8_000_000])
        .is_problem(401, "token.missing");
}

#[test]
fn an_import_answers_to_the_one_who_announced_it() {
    let tokens = NamedTempFile::new().unwrap();
    let named = json!([{"name": "crm", "token": "aaa"}, {"name": "shop", "token": "bbb"}, {"name": "crm", "token": "new"}]);
    std::fs::write(tokens.path(), named.to_string()).unwrap();
    for database in Database::each() {
        let server = TestServer::start_over(database, &["--tokens", tokens.path().to_str().unwrap()]);
        let call = |method: &str, path: &str, token: &str, body: String| {
            let authorization = format!("Bearer {token}");
            let headers = [JSON, ("Idempotency-Key", "k0"), ("Authorization", authorization.as_str())];
            server.call(method, path, &headers, body)
        };
        let file = json!({"name": "<b>ours</b>.xlsx", "size": 1, "sha256": "0f".repeat(32)});
        let announced = json!({"file": file, "clients": 1, "batches": 1}).to_string();
        let import = call("POST", "/api/v1/imports", "aaa", announced).json::<ImportCreated>().import_id;
        let sent = serde_json::to_string(&batch(vec![client(2, "1001", "Анна")])).unwrap();
        let status = format!("/api/v1/imports/{import}");
        let (first, complete) = (format!("{status}/batches/0"), format!("{status}/complete"));
        call("GET", &status, "bbb", String::new()).is_problem(404, "import.not_found");
        call("PUT", &first, "bbb", sent.clone()).is_problem(404, "import.not_found");
        call("POST", &complete, "bbb", String::new()).is_problem(404, "import.not_found");
        call("GET", &status, "ccc", String::new()).is_problem(401, "token.missing");
        assert_eq!(server.count("client"), 0);
        assert_eq!(call("PUT", &first, "aaa", sent).status, 200);
        assert_eq!(call("GET", &status, "new", String::new()).status, 200);

        // The page asks for the token as a password, and shows one's own imports.
        let page = |password: &str| {
            let pair = BASE64_STANDARD.encode(format!("anybody:{password}"));
            server.call("GET", "/imports", &[("Authorization", &format!("Basic {pair}"))], "")
        };
        assert!(page("aaa").body.contains("&lt;b&gt;ours&lt;/b&gt;.xlsx"));
        assert!(!page("bbb").body.contains("ours"));
        let refused = page("ccc");
        refused.is_problem(401, "token.missing");
        assert!(refused.header("www-authenticate").starts_with("Basic "));
        assert_eq!(server.get("/metrics").status, 401);
        // What the browser sends by itself is no token for the API.
        let pair = BASE64_STANDARD.encode("anybody:aaa");
        let reply = server.call("GET", &status, &[("Authorization", &format!("Basic {pair}"))], "");
        reply.is_problem(401, "token.missing");
    }
}

#[test]
fn pages_of_allowed_origins_may_call() {
    let server = TestServer::start_with(&["--allow-origin", "https://crm.example"]);
    let body = json!({"messenger": "VIBER", "social_ids": []}).to_string();
    let check = |origin: &str, allowed: bool| {
        let asked = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "authorization,content-type,idempotency-key"),
        ];
        let preflight = server.call("OPTIONS", "/api/v1/imports/x/batches/0", &asked, "");
        let reply = server.call("POST", "/api/v1/clients/lookup", &[JSON, ("Origin", origin)], body.as_str());
        assert_eq!(reply.status, if allowed { 200 } else { 403 }, "{origin}");
        for reply in [&preflight, &reply] {
            let told = if allowed { origin } else { "" };
            assert_eq!(reply.header("access-control-allow-origin"), told, "{origin}");
            assert!(reply.header("vary").to_lowercase().contains("origin"), "{origin}");
        }
        assert!(preflight.header("access-control-allow-headers").contains("idempotency-key"));
        assert!(preflight.header("access-control-allow-methods").contains("PUT"));
        // A refusal can be read as well.
        let lost = server.call("GET", "/api/v1/nothing", &[("Origin", origin)], "");
        assert_eq!(lost.header("access-control-allow-origin"), if allowed { origin } else { "" });
    };
    check("https://crm.example", true);
    check("https://evil.example", false);
    check("http://crm.example", false);
    check("https://crm.example.evil.example", false);
}

#[test]
fn an_address_that_asks_too_much_is_told_to_wait() {
    let server = TestServer::start_with(&["--rate", "5"]);
    let replies: Vec<_> = (0..40).map(|_| server.get("/api/v1/bots")).collect();
    let refused = replies.iter().find(|reply| reply.status != 200).unwrap();
    refused.is_problem(429, "request.too_many");
    assert_eq!(refused.header("retry-after"), "1");
    let alive: Vec<u16> = (0..40).map(|_| server.get("/healthz").status).collect();
    assert_eq!(alive, [200; 40], "what asks for a sign of life has one");
}

#[test]
fn reasons_not_to_start() {
    #[track_caller]
    fn check(url: &str, arguments: &[&str], reason: &str) {
        let output = run_over(url, &[&["--listen", "127.0.0.1:0"], arguments].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
        assert!(said.contains(reason), "{url} {arguments:?}: {said}");
        assert!(!said.contains("hush"), "{said}");
    }
    let database = Database::sqlite();
    let outside = run_over(&database.url, &["--listen", "0.0.0.0:0"]);
    assert!(String::from_utf8(outside.stderr).unwrap().contains("not a loopback address"));
    check(&database.url, &["--app", "nowhere"], "no index.html in nowhere");
    check(&database.url, &["--bots", "nowhere.json"], "cannot read bots from nowhere.json");
    check(&database.url, &["--tokens", "nowhere.json"], "cannot read tokens from nowhere.json");
    check(&database.url, &["--token", "hush hush"], "visible ASCII");
    check(&database.url, &["--allow-origin", "*"], "an origin such as");
    check("mysql://me:hush@db/x", &[], "sqlite://FILE or postgres://");
    check("sqlite::memory:", &[], "sqlite://FILE or postgres://");
    check("sqlite:///no/such/folder/x.sqlite", &[], "/no/such/folder/x.sqlite");
    check("postgres://me:hush@127.0.0.1:1/x", &[], "cannot open x at 127.0.0.1:1");

    for database in Database::each() {
        let newer = TestServer::start_over(database, &[]).kill();
        newer.execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'of the future', TRUE, '', 0)",
        );
        check(&newer.url, &[], "written by a newer version of importer-server (migration 9999)");
    }

    let foreign = Database::sqlite();
    std::fs::write(foreign.file(), "no database, but long enough to look at".repeat(99)).unwrap();
    check(&foreign.url, &[], "importer.sqlite");
}
