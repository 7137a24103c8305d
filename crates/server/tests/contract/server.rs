//! The program under test, and how the tests speak with it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use importer_contract::{Batch, BatchAnswer, Client, ImportCreated, ProblemDetails};
use serde::de::DeserializeOwned;
use serde_json::json;
use sqlx::{Connection, Row, SqliteConnection};
use tempfile::TempDir;
use ureq::http::{HeaderMap, Request};

/// A running `importer-server` over `importer.sqlite` in a folder of its own.
pub(crate) struct TestServer {
    child: Child,
    url: String,
    agent: ureq::Agent,
    pub(crate) folder: Arc<TempDir>,
}

impl TestServer {
    pub(crate) fn start() -> Self {
        Self::start_in(Arc::new(TempDir::new().unwrap()), &[])
    }

    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        Self::start_in(Arc::new(TempDir::new().unwrap()), arguments)
    }

    /// Starts over what a former server left in the folder.
    pub(crate) fn start_in(folder: Arc<TempDir>, arguments: &[&str]) -> Self {
        let mut command = program();
        command.args(["--listen", "127.0.0.1:0", "--database", &database_url(&folder)]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).trim().to_owned();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, url, agent, folder }
    }

    /// Kills the program as a power cut would, and gives its folder.
    pub(crate) fn kill(mut self) -> Arc<TempDir> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Arc::clone(&self.folder)
    }

    /// Asks the program to stop, and gives its folder once it has.
    pub(crate) fn stop(mut self) -> Arc<TempDir> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        Arc::clone(&self.folder)
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

    /// What a query gives, every value as text; NULL as `∅`.
    pub(crate) fn rows(&self, sql: &'static str) -> Vec<Vec<String>> {
        rows(&self.folder, sql)
    }

    pub(crate) fn count(&self, table: &str) -> usize {
        let tables =
            self.rows("SELECT 'client', count(*) FROM client UNION ALL SELECT 'batch', count(*) FROM batch");
        tables.iter().find(|row| row[0] == table).unwrap()[1].parse().unwrap()
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
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_importer-server"));
    command.env_remove("IMPORTER_TOKEN").env_remove("DATABASE_URL").env("RUST_LOG", "warn");
    command
}

/// Runs a server that is expected to give up at once.
pub(crate) fn run_in(folder: &TempDir, arguments: &[&str]) -> Output {
    program().args(["--database", &database_url(folder)]).args(arguments).output().unwrap()
}

/// The same, over another database.
pub(crate) fn run_over(database: &str) -> Output {
    program().args(["--listen", "127.0.0.1:0", "--database", database]).output().unwrap()
}

fn database_url(folder: &TempDir) -> String {
    format!("sqlite://{}", database(folder.path()).display())
}

pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("importer.sqlite")
}

/// Runs statements on the file itself, beside the server.
pub(crate) fn execute(folder: &TempDir, sql: &'static str) {
    on_database(folder, async |connection| {
        sqlx::raw_sql(sql).execute(connection).await.unwrap();
    });
}

pub(crate) fn rows(folder: &TempDir, sql: &'static str) -> Vec<Vec<String>> {
    on_database(folder, async |connection| {
        let rows = sqlx::query(sql).fetch_all(connection).await.unwrap();
        let text = |row: &sqlx::sqlite::SqliteRow, column: usize| {
            let value = row.try_get_unchecked::<Option<String>, _>(column).unwrap();
            value.unwrap_or_else(|| "∅".to_owned())
        };
        rows.iter().map(|row| (0..row.len()).map(|column| text(row, column)).collect()).collect()
    })
}

fn on_database<T>(folder: &TempDir, work: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect(&database_url(folder)).await.unwrap();
        let result = work(&mut connection).await;
        connection.close().await.unwrap();
        result
    })
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
