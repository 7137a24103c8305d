//! The program under test, and how the tests speak with it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use importer_contract::{Batch, BatchAnswer, Client, ImportCreated, ProblemDetails};
use serde::de::DeserializeOwned;
use serde_json::json;
use ureq::http::{HeaderMap, Request};

use super::database::Database;

/// A running `importer-server` over a database.
pub(crate) struct TestServer {
    child: Child,
    pub(crate) url: String,
    agent: ureq::Agent,
    pub(crate) database: Database,
}

impl TestServer {
    /// Over SQLite.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Over SQLite, with more arguments.
    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        Self::start_over(Database::sqlite(), arguments)
    }

    /// One over a database of each kind.
    pub(crate) fn each() -> impl Iterator<Item = Self> {
        Database::each().map(|database| Self::start_over(database, &[]))
    }

    /// Starts over what a former server left in the database, or beside another one.
    pub(crate) fn start_over(database: Database, arguments: &[&str]) -> Self {
        Self::spawn(program(), database, &[&["--listen", "127.0.0.1:0"], arguments].concat())
    }

    /// Starts a program that ends up as the server, such as one that sets limits first.
    pub(crate) fn spawn(mut command: Command, database: Database, arguments: &[&str]) -> Self {
        command.args(["--database", &database.url]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).trim().to_owned();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, url, agent, database }
    }

    /// Kills the program as a power cut would, and gives its database.
    pub(crate) fn kill(mut self) -> Database {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.database.clone()
    }

    /// Asks the program to stop.
    pub(crate) fn ask_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// The program's number among the system's processes.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Lifts a limit the program was started under.
    pub(crate) fn allow_files_of_any_size(&self) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("prlimit").args(["--fsize=unlimited", "--pid", &id]).status().unwrap().success()
        );
    }

    /// Asks the program to stop, and gives its database once it has.
    pub(crate) fn stop(mut self) -> Database {
        self.ask_to_stop();
        assert!(self.child.wait().unwrap().success());
        self.database.clone()
    }

    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body.into()).unwrap()).unwrap();
        Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    /// The origin of a page this server has served.
    pub(crate) fn own_origin(&self) -> String {
        self.url.clone()
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.call("GET", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, body: &serde_json::Value) -> Reply {
        self.call("POST", path, &[JSON], body.to_string())
    }

    /// Announces an import and gives its id.
    pub(crate) fn announce(&self, clients: u32, batches: u32) -> String {
        let file = json!({"name": "exported 03.12 13.28.27.xlsx", "size": 4096, "sha256": "0f".repeat(32)});
        let reply =
            self.post("/api/v1/imports", &json!({"file": file, "clients": clients, "batches": batches}));
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.json::<ImportCreated>().import_id
    }

    /// Sends a batch with a key.
    pub(crate) fn put(&self, import: &str, number: u32, key: &str, batch: &Batch) -> Reply {
        let body = serde_json::to_string(batch).unwrap();
        let path = format!("/api/v1/imports/{import}/batches/{number}");
        self.call("PUT", &path, &[JSON, ("Idempotency-Key", key)], body)
    }

    /// Sends one batch as an import of its own; it must be taken.
    pub(crate) fn import(&self, batch: &Batch) -> BatchAnswer {
        let import = self.announce(u32::try_from(batch.clients.len()).unwrap(), 1);
        let reply = self.put(&import, 0, "only", batch);
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()
    }

    /// (created, updated, unchanged) of a batch sent as an import of its own, nothing of it refused.
    pub(crate) fn counts(&self, batch: &Batch) -> (u32, u32, u32) {
        let answer = self.import(batch);
        assert_eq!(answer.rejected, []);
        (answer.created, answer.updated, answer.unchanged)
    }

    /// What a query gives, every value as text; NULL as `∅`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.database.rows(sql)
    }

    pub(crate) fn count(&self, table: &str) -> usize {
        self.database.count(table)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer, read whole.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Checks that this is a problem of the code; gives its detail.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let problem: ProblemDetails = self.json();
        assert_eq!((problem.status, problem.code.as_deref()), (self.status, Some(code)), "{}", self.body);
        assert_eq!(self.status, status, "{}", self.body);
        problem.detail.unwrap_or_default()
    }
}

pub(crate) const JSON: (&str, &str) = ("Content-Type", "application/json");

/// The program, without what the environment of the tests may say.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_importer-server"));
    clean(&mut command);
    command
}

/// Takes away what the environment of the tests may say to the program.
pub(crate) fn clean(command: &mut Command) {
    for name in ["IMPORTER_TOKEN", "DATABASE_URL", "LEELOO_API_TOKEN"] {
        command.env_remove(name);
    }
    command.env("RUST_LOG", "warn");
}

/// Runs a server that is expected to give up at once.
pub(crate) fn run_over(url: &str, arguments: &[&str]) -> Output {
    program().args(["--database", url]).args(arguments).output().unwrap()
}

/// A Telegram batch for its demo bot.
pub(crate) fn batch(clients: Vec<Client>) -> Batch {
    Batch {
        messenger: "TELEGRAM".into(),
        bot_id: "bot-telegram".into(),
        tunnel: None,
        lgt: None,
        tags: Vec::new(),
        clients,
    }
}

pub(crate) fn client(row: u32, social_id: &str, name: &str) -> Client {
    Client { row, social_id: social_id.into(), name: Some(name.into()), ..Client::default() }
}

pub(crate) fn text_map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
