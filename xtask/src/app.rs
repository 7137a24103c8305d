//! The browser app: crates into `dist/`.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::steps::Steps;
use crate::tools::{self, Tool};
use crate::{modules, precache, program, seal, split};

/// What building the app needs.
pub(crate) const TOOLS: [Tool; 5] =
    [Tool::WasmTarget, Tool::Node, Tool::WasmOpt, Tool::WasmBindgen, Tool::Trunk];

/// `cargo xtask build`.
pub(crate) fn task(repo: &Repo) -> Result<ExitCode> {
    let mut steps = Steps::default();
    if steps.run("tools", || tools::install(repo, &TOOLS)).is_some() {
        steps.run("app", || build(repo));
    }
    steps.print();
    if steps.failed() {
        return Ok(ExitCode::FAILURE);
    }
    println!("\nThe app is in {}.", repo.shown(&repo.dist()));
    Ok(ExitCode::SUCCESS)
}

/// Builds for release into `dist/`.
pub(crate) fn build(repo: &Repo) -> Result<()> {
    // Trunk may not fetch anything: it would bring its own versions of tools from a place of its
    // own. So the crates have to be there before.
    program::run(&mut repo.cargo(&["fetch", "--quiet", "--target", tools::WASM]))?;
    program::run(
        Command::new("trunk")
            .args(["build", "--release"])
            .current_dir(&repo.root)
            .env("PATH", tools::path(repo)?)
            .env("CARGO_TARGET_DIR", &repo.target)
            .env("TRUNK_OFFLINE", "true")
            .env("TRUNK_BUILD_DIST", repo.dist())
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Trunk takes `NO_COLOR` for an option of its own and refuses the usual value 1.
            .env_remove("NO_COLOR"),
    )
}

/// What Trunk has run over its folder before anybody sees it: `cargo xtask finish`.
pub(crate) fn finish(repo: &Repo, dist: &Path) -> Result<()> {
    tidy(dist)?;
    // Builds for debugging are one module: quicker to make, and nobody waits for a network.
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        split::split(repo, dist)?;
    }
    modules::write(repo, dist)?;
    seal::seal(dist)?;
    precache::write(dist)
}

/// Trunk leaves its instruction for the program it does not inject in the page: out with it.
fn tidy(dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let kept: Vec<&str> =
        text.lines().filter(|line| !line.contains("data-trunk") && !line.trim().is_empty()).collect();
    fs::write(&page, kept.join("\n") + "\n").with_context(|| page.display().to_string())
}
