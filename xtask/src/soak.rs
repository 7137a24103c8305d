//! `cargo xtask soak`: the fault tests of the server, many times as long as in `cargo xtask test`, and
//! its API held against its description by schemathesis.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, anyhow};

use crate::program;
use crate::repo::Repo;
use crate::steps::Steps;
use crate::tools::{self, Tool};

/// Runs them; what each of them did is printed.
pub(crate) fn soak(repo: &Repo, times: u32) -> Result<ExitCode> {
    let mut steps = Steps::default();
    if steps.run("tools", || tools::install(repo, &[Tool::Postgres])).is_some() {
        steps.run("faults", || faults(repo, times));
    }
    steps.run("description", || description(repo));
    steps.print();
    Ok(if steps.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn faults(repo: &Repo, times: u32) -> Result<()> {
    let mut tests = repo.cargo(&["test", "--package", "importer-server", "--test", "faults"]);
    tests.args(["--", "--nocapture", "--test-threads", "2"]);
    // Without PostgreSQL half of it would be left out in silence.
    tests.env("IMPORTER_SOAK", times.to_string()).env("CI", "true");
    program::run(&mut tests)
}

/// Requests that schemathesis makes up from the OpenAPI document, to a server over a database of its own.
fn description(repo: &Repo) -> Result<()> {
    let schemathesis = schemathesis(repo)?;
    program::run(&mut repo.cargo(&["build", "--package", "importer-server"]))?;
    let folder = repo.target.join("soak");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let server = Server::start(
        Command::new(repo.binary("debug", "importer-server"))
            .args(["--listen", "127.0.0.1:0", "--rate", "0", "--database"])
            .arg(format!("sqlite://{}", folder.join("described.sqlite").display()))
            .env("RUST_LOG", "error"),
    )?;
    program::run(
        Command::new(schemathesis)
            .arg("--config-file")
            .arg(repo.root.join("crates/server/schemathesis.toml"))
            .arg("run")
            .arg(format!("{}/api/openapi.json", server.address))
            .current_dir(&folder),
    )
}

/// The program, from PATH or from a Python environment under `target`.
fn schemathesis(repo: &Repo) -> Result<PathBuf> {
    if let Some(program) = program::on_path("schemathesis") {
        return Ok(program);
    }
    let environment = repo.target.join("schemathesis");
    let program = environment.join("bin/schemathesis");
    if !program.is_file() {
        let python = program::on_path("python3")
            .ok_or_else(|| anyhow!("schemathesis needs Python: install python3 with venv and pip"))?;
        println!("installing schemathesis into {}; about a minute", repo.shown(&environment));
        program::run(Command::new(python).args(["-m", "venv"]).arg(&environment))
            .context("on Debian the package is python3-venv")?;
        program::run(Command::new(environment.join("bin/pip")).args([
            "install",
            "--quiet",
            "schemathesis>=4,<5",
        ]))?;
    }
    Ok(program)
}

/// A server that ends with this value.
struct Server {
    process: Child,
    address: String,
    /// Its answers; the server would fail to write them were this end closed.
    _says: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it and reads from its first line where it listens.
    fn start(command: &mut Command) -> Result<Self> {
        let mut process = command.stdout(Stdio::piped()).spawn().context("the server does not start")?;
        let mut says = BufReader::new(process.stdout.take().context("the server has no output")?);
        let mut line = String::new();
        says.read_line(&mut line)?;
        let address = line.split_whitespace().find(|word| word.starts_with("http://"));
        let address = address.with_context(|| format!("the server says `{line}`"))?.to_owned();
        Ok(Self { process, address, _says: says })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
