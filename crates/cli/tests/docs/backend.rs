//! `docs/examples/backend.mjs` is a whole backend: the command line imports a file into it, and every
//! client is there.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

pub(super) const TOKEN: &str = "secret";

/// The example under node, on a free port.
pub(super) struct Backend {
    program: Child,
    pub(super) url: String,
}

impl Backend {
    pub(super) fn start(journal: &Path) -> Self {
        let mut program = Command::new("node")
            .arg(super::repo("docs/examples/backend.mjs"))
            .args([journal.as_os_str(), "0".as_ref()])
            .env("IMPORTER_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("Node.js 20 or newer is needed: {error}"));
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { program, url }
    }

    fn send(&self, fixture: &str, bots: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_importer"));
        command.arg("send").arg(super::repo(&format!("tests/fixtures/{fixture}"))).args(["--tag", "весна"]);
        command
            .args(["--backend", &self.url, "--token", TOKEN])
            .arg("--resume")
            .arg(folder.path().join("state"));
        for bot in bots {
            command.args(["--bot", &format!("{bot}=bot-{bot}")]);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Status and body of a call.
    fn call(&self, method: &str, path: &str, key: &str, body: &Value) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let url = format!("{}/api/v1{path}", self.url);
        let request = if method == "PUT" { agent.put(&url) } else { agent.post(&url) };
        let request =
            request.header("Authorization", &format!("Bearer {TOKEN}")).header("Idempotency-Key", key);
        let mut response = request.send_json(body).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    fn card(&self, messenger: &str, social_id: &str) -> Value {
        let (status, body) = self.call(
            "POST",
            "/clients/lookup",
            "",
            &json!({"messenger": messenger, "social_ids": [social_id]}),
        );
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<Value>(&body).unwrap()["clients"][0].clone()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

const ALL: [&str; 6] = ["telegram", "viber", "facebook", "instagram", "vkontakte", "whatsapp"];

#[test]
fn every_client_arrives_and_stays() {
    let expected: Value =
        serde_json::from_str(&super::read("tests/fixtures/leeloo-export.expected.json")).unwrap();
    let clients = expected["clients"].as_array().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("clients.jsonl");
    let check = |backend: &Backend, said: &str| {
        assert!(backend.send("leeloo-export.xlsx", &ALL).contains(said), "{said}");
        for client in clients {
            let card =
                backend.card(client["messenger"].as_str().unwrap(), client["social_id"].as_str().unwrap());
            assert_eq!((&card["social_id"], &card["name"]), (&client["social_id"], &client["name"]));
            let fields: [BTreeMap<String, Value>; 2] =
                ["fields", "custom_fields"].map(|key| serde_json::from_value(card[key].clone()).unwrap());
            let fields: BTreeMap<_, _> = fields.into_iter().flatten().collect();
            assert_eq!(json!(fields), client["fields"], "{card}");
            assert_eq!(card["tags"], json!(["весна"]));
        }
    };
    let count = clients.len();
    check(&Backend::start(&journal), &format!("created {count}, updated 0, unchanged 0, rejected 0"));

    // The power goes in the middle of a line: what was whole is there, and can be added to.
    let mut torn = std::fs::read(&journal).unwrap();
    torn.extend(br#"{"what":"batch","import_id":"#);
    std::fs::write(&journal, torn).unwrap();
    for _ in 0..2 {
        check(&Backend::start(&journal), &format!("created 0, updated 0, unchanged {count}, rejected 0"));
    }
}

#[test]
fn a_batch_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(&folder.path().join("clients.jsonl"));
    let file = json!({"name": "a.csv", "size": 1, "sha256": "0".repeat(64)});
    let announced = json!({"file": file, "clients": 3, "batches": 1});
    let (status, body) = backend.call("POST", "/imports", "", &announced);
    assert_eq!(status, 201, "{body}");
    let import = serde_json::from_str::<Value>(&body).unwrap()["import_id"].as_str().unwrap().to_owned();
    let path = |number: u32| format!("/imports/{import}/batches/{number}");
    let batch =
        |clients: Value| json!({"messenger": "VIBER", "bot_id": "bot-viber", "tags": [], "clients": clients});
    let complete = || backend.call("POST", &format!("/imports/{import}/complete"), "", &json!({})).0;
    assert_eq!(complete(), 409);

    let clients = json!([
        {"row": 2, "action": "upsert", "social_id": "a==", "name": "Анна", "fields": {"phone": "+380"}},
        {"row": 3, "action": "upsert", "social_id": " "},
        {"row": 4, "action": "upsert", "social_id": "a==", "clear": ["phone"]},
    ]);
    let (status, first) = backend.call("PUT", &path(0), "k", &batch(clients.clone()));
    let told: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((status, &told["created"], &told["updated"]), (200, &json!(1), &json!(1)), "{first}");
    assert_eq!(
        (&told["rejected"][0]["row"], &told["rejected"][0]["code"]),
        (&json!(3), &json!("social_id.missing"))
    );
    assert_eq!(backend.card("VIBER", "a==")["name"], "Анна");
    assert_eq!(backend.card("VIBER", "a==")["fields"], json!({}));

    assert_eq!(backend.call("PUT", &path(0), "k", &batch(clients.clone())), (200, first));
    for (number, key, clients, status) in [
        (0, "k", json!([]), 409),
        (0, "other", clients.clone(), 409),
        (1, "k", clients.clone(), 409),
        (1, "l", clients.clone(), 422),
        (0, "", clients, 400),
    ] {
        assert_eq!(backend.call("PUT", &path(number), key, &batch(clients)).0, status, "{number} {key}");
    }
    assert_eq!(complete(), 200);
    assert_eq!(backend.call("POST", "/imports/nobody/complete", "", &json!({})).0, 404);
}
