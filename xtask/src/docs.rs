//! `cargo xtask docs`: what of the documentation is made from the code.
//!
//! The tests of `crates/cli/tests/docs` hold it against the code; told so, they write it instead.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::{browser, node, program};

/// Writes the pages that are made, and the pictures where they are asked for.
pub(crate) fn docs(repo: &Repo, pictures: bool) -> Result<ExitCode> {
    let mut tests = repo.cargo(&["test", "-p", "importer-cli", "--test", "docs"]);
    program::run(tests.env("UPDATE_DOCS", "1"))?;
    if pictures {
        take_pictures(repo)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn take_pictures(repo: &Repo) -> Result<()> {
    if !repo.dist().join("index.html").is_file() {
        bail!("the app is not built: `cargo xtask build`");
    }
    tools::install(repo, &[Tool::Node, Tool::Playwright, Tool::Browser])?;
    program::run(&mut repo.cargo(&["build", "-p", "importer-server"]))?;
    program::run(
        node::command("npx")
            .args(["--no-install", "playwright", "test", "--config", "guide.config.ts"])
            .current_dir(node::end_to_end(repo))
            .env("CHROMIUM", browser::find()?.chromium)
            .env("IMPORTER_SERVER", repo.binary("debug", "importer-server"))
            .env("IMPORTER_APP", repo.dist()),
    )
}
