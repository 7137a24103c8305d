//! `cargo xtask soak`: the fault tests of the server, many times as long as in `cargo xtask test`, and its
//! description held against it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::program;
use crate::repo::Repo;
use crate::tools::{self, Tool};

/// The program of the PyPI package of this name.
const SCHEMATHESIS: &str = "schemathesis";
/// Seconds it may try requests for.
const SECONDS: &str = "240";

/// Runs them; what each of them did is printed.
pub(crate) fn soak(repo: &Repo, times: u32) -> Result<ExitCode> {
    tools::install(repo, &[Tool::Postgres])?;
    let mut tests = repo.cargo(&["test", "--package", "importer-server", "--test", "faults"]);
    tests.args(["--", "--nocapture", "--test-threads", "2"]);
    // Without PostgreSQL half of it would be left out in silence.
    tests.env("IMPORTER_SOAK", times.to_string()).env("CI", "true");
    program::run(&mut tests)?;
    describe(repo)?;
    Ok(ExitCode::SUCCESS)
}

/// Tries whatever the server's description allows, and a little more, on a server of its own over SQLite.
fn describe(repo: &Repo) -> Result<()> {
    if program::on_path(SCHEMATHESIS).is_none() {
        println!(
            "The description was not held against the server: there is no {SCHEMATHESIS} here. It is a Python \
             program; `pipx install {SCHEMATHESIS}` brings it."
        );
        return Ok(());
    }
    program::run(&mut repo.cargo(&["build", "--package", "importer-server"]))?;
    let folder = repo.target.join("soak");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let server = Server::start(repo, &format!("sqlite://{}", folder.join("importer.sqlite").display()))?;
    program::run(
        Command::new(SCHEMATHESIS)
            .arg("--config-file")
            .arg(repo.root.join("crates/server/schemathesis.toml"))
            .args(["run", "--max-time", SECONDS, &format!("{}/api/openapi.json", server.url)])
            .current_dir(&folder),
    )
}

/// A server that ends with this.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(repo: &Repo, database: &str) -> Result<Self> {
        let mut child = Command::new(repo.binary("debug", "importer-server"))
            .args(["--listen", "127.0.0.1:0", "--rate", "0", "--database", database])
            .env_remove("IMPORTER_TOKEN")
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .context("importer-server")?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let server = Self { child, url: line.trim().trim_start_matches("listening on ").to_owned() };
        if !server.url.starts_with("http") {
            bail!("importer-server did not start: {line:?}");
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
