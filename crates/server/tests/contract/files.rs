//! The app's files, the pickers, the description: what is served rather than done.

use std::io::Write;

use importer_contract::{Bot, Tag, Tunnel};
use serde_json::Value;
use tempfile::{NamedTempFile, TempDir};

use crate::harness::server::{TestServer, batch, client};

#[test]
fn the_app_is_served_with_its_types_and_headers() {
    let app = TempDir::new().unwrap();
    let page = "<!doctype html><title>Importer</title>";
    for (name, content) in [
        ("index.html", page),
        ("leeloo-importer.js", "export {};\n// long enough to be worth packing: the quick brown fox jumps\n"),
        ("worker_bg.wasm", "\0asm"),
        ("app-0123456789abcdef.css", ":host {}"),
    ] {
        std::fs::write(app.path().join(name), content).unwrap();
    }
    let server = TestServer::start_with(&["--app", app.path().to_str().unwrap()]);
    let check = |path: &str, media: &str, caching: &str| {
        let reply = server.call("GET", path, &[("Accept-Encoding", "identity")], "");
        assert_eq!((reply.status, reply.header("content-type")), (200, media), "{path}");
        assert!(reply.header("cache-control").contains(caching), "{path}");
        assert!(!reply.header("etag").is_empty() && !reply.header("last-modified").is_empty(), "{path}");
        let again = server.call("GET", path, &[("If-None-Match", reply.header("etag"))], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        assert!(again.header("cache-control").contains(caching), "{path}");
    };
    check("/", "text/html", "no-cache");
    check("/index.html", "text/html", "no-cache");
    check("/leeloo-importer.js", "text/javascript", "no-cache");
    check("/worker_bg.wasm", "application/wasm", "no-cache");
    check("/app-0123456789abcdef.css", "text/css", "immutable");
    assert_eq!(server.get("/").body, page);

    let packed = server.call("GET", "/leeloo-importer.js", &[("Accept-Encoding", "gzip")], "");
    assert_eq!(packed.header("vary"), "accept-encoding");
    for path in ["/nothing.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/api/v1/nothing"] {
        server.get(path).is_problem(404, "path.not_found");
    }
    for path in ["/", "/nothing.js", "/api/v1/bots", "/healthz"] {
        let reply = server.get(path);
        assert!(
            reply.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
    }
    assert_eq!(server.call("POST", "/", &[], "").status, 405);
}

#[test]
fn the_pickers_have_a_bot_for_each_messenger() {
    let server = TestServer::start();
    let bots: Vec<Bot> = server.get("/api/v1/bots").json();
    let bots: Vec<_> =
        bots.iter().map(|bot| (bot.id.as_str(), bot.messenger.as_deref().unwrap_or("∅"))).collect();
    assert_eq!(
        bots,
        [
            ("bot-telegram", "TELEGRAM"),
            ("bot-facebook", "FACEBOOK"),
            ("bot-viber", "VIBER"),
            ("bot-instagram", "INSTAGRAM"),
            ("bot-vk", "VKONTAKTE"),
            ("bot-whatsapp", "WHATSAPP"),
        ]
    );
    assert!(!server.get("/api/v1/tunnels").json::<Vec<Tunnel>>().is_empty());
    assert!(!server.get("/api/v1/tags").json::<Vec<Tag>>().is_empty());
    assert_eq!((server.get("/healthz").status, server.get("/readyz").status), (200, 200));
}

#[test]
fn the_page_of_imports() {
    for server in TestServer::each() {
        let page = |language: &str| server.call("GET", "/imports", &[("Accept-Language", language)], "");
        assert!(page("en").body.contains("No imports yet."), "{}", page("en").body);
        let import = server.announce(3, 2);
        let sent = batch(vec![client(2, "1001", "Анна"), client(3, "", "nobody")]);
        assert_eq!(server.put(&import, 0, "k0", &sent).status, 200);
        let reply = page("uk");
        let row = reply.body.split("<tbody>").nth(1).unwrap();
        let numbers: Vec<&str> =
            row.split("class=\"number\">").skip(1).map(|cell| cell.split('<').next().unwrap()).collect();
        assert_eq!(numbers, ["3", "1", "0", "0", "1"], "{row}");
        assert!(row.contains("exported 03.12 13.28.27.xlsx") && row.contains("Не завершено"), "{row}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(
            reply.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; base")
        );
        assert_eq!(server.get("/imports.css").header("content-type"), "text/css; charset=utf-8");
    }
}

#[test]
fn what_was_done_is_counted() {
    let server = TestServer::start();
    let import = server.announce(2, 1);
    let sent = batch(vec![client(2, "1001", "Анна"), client(3, "", "nobody")]);
    server.put(&import, 0, "k0", &sent);
    server.put(&import, 0, "k0", &sent);
    server.get("/api/v1/imports/none-such");
    let text = server.get("/metrics").body;
    let batches = "/api/v1/imports/{import_id}/batches/{number}";
    for line in [
        format!("importer_requests_total{{method=\"PUT\",route=\"{batches}\",status=\"200\"}} 2"),
        "importer_requests_total{method=\"GET\",route=\"/api/v1/imports/{import_id}\",status=\"404\"} 1"
            .into(),
        "importer_clients_total{outcome=\"created\"} 1".into(),
        "importer_clients_total{outcome=\"rejected\"} 1".into(),
        "importer_batches_total{again=\"true\"} 1".into(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains("none-such"), "{text}");
}

#[test]
fn a_file_replaces_the_bots() {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(r#"[{"id": "7", "name": "Наш бот", "messenger": "VIBER"}]"#.as_bytes()).unwrap();
    let server = TestServer::start_with(&["--bots", file.path().to_str().unwrap()]);
    let bots: Vec<Bot> = server.get("/api/v1/bots").json();
    assert_eq!(bots.iter().map(|bot| bot.name.as_str()).collect::<Vec<_>>(), ["Наш бот"]);
}

#[test]
fn the_description_names_every_call() {
    let server = TestServer::start();
    let description: Value = server.get("/api/openapi.json").json();
    assert_eq!(description["openapi"], "3.1.0");
    let calls = description["paths"].as_object().unwrap();
    let calls: Vec<String> = calls
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        })
        .collect();
    assert_eq!(
        calls,
        [
            "get /api/v1/bots",
            "post /api/v1/clients/lookup",
            "post /api/v1/imports",
            "get /api/v1/imports/{import_id}",
            "put /api/v1/imports/{import_id}/batches/{number}",
            "post /api/v1/imports/{import_id}/complete",
            "get /api/v1/tags",
            "get /api/v1/tunnels",
        ]
    );
    let schemas = description["components"]["schemas"].as_object().unwrap();
    for name in
        ["Batch", "BatchAnswer", "Client", "ImportStatus", "LookupAnswer", "NewImport", "ProblemDetails"]
    {
        assert!(schemas.contains_key(name), "{name}");
    }
    // Numbers go up to 2^32 - 1: who makes a program of the description must not take them for less.
    for (name, schema) in schemas.iter().filter(|(name, _)| *name != "ProblemDetails") {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            assert_ne!(property["format"], "int32", "{name}.{field}");
        }
    }
}
