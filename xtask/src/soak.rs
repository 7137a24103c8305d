//! `cargo xtask soak`: the fault tests of the server, many times as long as in `cargo xtask test`.

use std::process::ExitCode;

use anyhow::Result;

use crate::program;
use crate::repo::Repo;
use crate::tools::{self, Tool};

/// Runs them; what each of them did is printed.
pub(crate) fn soak(repo: &Repo, times: u32) -> Result<ExitCode> {
    tools::install(repo, &[Tool::Postgres])?;
    let mut tests = repo.cargo(&["test", "--package", "importer-server", "--test", "faults"]);
    tests.args(["--", "--nocapture", "--test-threads", "2"]);
    // Without PostgreSQL half of it would be left out in silence.
    tests.env("IMPORTER_SOAK", times.to_string()).env("CI", "true");
    program::run(&mut tests)?;
    Ok(ExitCode::SUCCESS)
}
