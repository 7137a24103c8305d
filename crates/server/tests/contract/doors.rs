//! Who is let in: names, origins, tokens, addresses, databases.

use serde_json::json;
use tempfile::TempDir;

use crate::server::{JSON, TestServer, execute, run_in, run_over};

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
fn reasons_not_to_start() {
    #[track_caller]
    fn check(folder: &TempDir, arguments: &[&str], reason: &str) {
        let output = run_in(folder, arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    let folder = TempDir::new().unwrap();
    check(&folder, &["--listen", "0.0.0.0:0"], "not a loopback address");
    check(&folder, &["--listen", "127.0.0.1:99999"], "invalid value");
    check(&folder, &["--app", "nowhere"], "no index.html in nowhere");
    check(&folder, &["--bots", "nowhere.json"], "cannot read bots from nowhere.json");

    for address in ["postgres://me:hush@db/x", "sqlite::memory:"] {
        let output = run_over(address);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains("sqlite://FILE is expected"), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }

    let newer = TestServer::start().kill();
    execute(
        &newer,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'of the future', TRUE, x'00', 0)",
    );
    check(
        &newer,
        &["--listen", "127.0.0.1:0"],
        "written by a newer version of importer-server (migration 9999)",
    );

    let foreign = TempDir::new().unwrap();
    std::fs::write(
        crate::server::database(foreign.path()),
        "no database, but long enough to look at".repeat(99),
    )
    .unwrap();
    check(&foreign, &["--listen", "127.0.0.1:0"], "importer.sqlite");
}
