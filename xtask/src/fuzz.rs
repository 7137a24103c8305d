//! `cargo xtask fuzz`: the fuzz targets under libFuzzer, and the short run that every test run has.
//!
//! The targets are a workspace of their own in `fuzz/`, which compiles on a stable toolchain; only
//! libFuzzer itself wants a nightly one.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::program;
use crate::repo::Repo;
use crate::steps::Steps;

/// What libFuzzer is told for every target: an input that takes longer, or more memory, is a finding.
const BOUNDS: [&str; 4] = ["-timeout=20", "-rss_limit_mb=2048", "-max_len=40000", "-print_final_stats=1"];

/// The targets' bodies over their seeds and a few thousand mutations, on the toolchain there is.
pub(crate) fn short(repo: &Repo) -> Result<()> {
    cargo(repo, &["fmt", "--check"], &[])?;
    cargo(repo, &["clippy", "--all-targets"], &["--", "-D", "warnings"])?;
    cargo(repo, &["test"], &[])
}

/// Runs each of `only`, or every target, for this many minutes. Findings and inputs worth keeping
/// are left under the target directory, so that the next run goes on from there.
pub(crate) fn task(repo: &Repo, only: &[String], minutes: u32) -> Result<ExitCode> {
    let names = names(repo)?;
    if let Some(unknown) = only.iter().find(|name| !names.contains(name)) {
        bail!("there is no target {unknown}; there are {}", names.join(", "));
    }
    let mut steps = Steps::default();
    let ready = steps.run("cargo-fuzz", require).is_some();
    if ready && steps.run("seeds", || seeds(repo)).is_some() {
        for name in names.iter().filter(|name| only.is_empty() || only.contains(name)) {
            steps.run("target", || target(repo, name, minutes));
        }
    }
    steps.print();
    Ok(if steps.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn require() -> Result<()> {
    if program::succeeds(nightly().args(["fuzz", "--version"])) {
        return Ok(());
    }
    bail!(
        "a nightly toolchain and cargo-fuzz are needed: `rustup toolchain install nightly --profile minimal`, \
         `cargo install cargo-fuzz`"
    )
}

fn seeds(repo: &Repo) -> Result<()> {
    let corpus = folder(repo, "corpus");
    let corpus = corpus.to_str().context("the target directory's name is no text")?;
    cargo(repo, &["run", "--example", "seeds"], &["--", corpus])
}

fn target(repo: &Repo, name: &str, minutes: u32) -> Result<()> {
    let artifacts = folder(repo, "artifacts").join(name);
    fs::create_dir_all(&artifacts).with_context(|| artifacts.display().to_string())?;
    // Nothing of ours is unsafe: without a sanitizer there are several times as many executions.
    program::run(
        nightly()
            .args([
                "fuzz",
                "run",
                "--fuzz-dir",
                "fuzz",
                "--features",
                "libfuzzer",
                "--sanitizer",
                "none",
                name,
            ])
            .arg(folder(repo, "corpus").join(name))
            .arg("--")
            .args(BOUNDS)
            .arg(format!("-max_total_time={}", u64::from(minutes) * 60))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .current_dir(&repo.root)
            // Built apart: other flags would make every other build start anew.
            .env("CARGO_TARGET_DIR", folder(repo, "build")),
    )
    .with_context(|| format!("{name}: the input is in {}", repo.shown(&artifacts)))
}

/// The targets, as `fuzz/fuzz_targets` has them.
fn names(repo: &Repo) -> Result<Vec<String>> {
    let folder = repo.root.join("fuzz").join("fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        names.extend(path.file_stem().and_then(|name| name.to_str()).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn folder(repo: &Repo, name: &str) -> PathBuf {
    repo.target.join("fuzz").join(name)
}

/// Cargo on the fuzz workspace, which shares the target directory.
fn cargo(repo: &Repo, command: &[&str], rest: &[&str]) -> Result<()> {
    let mut cargo = repo.cargo(command);
    cargo.args(["--manifest-path", "fuzz/Cargo.toml"]).args(rest);
    program::run(cargo.env("CARGO_TARGET_DIR", &repo.target))
}

fn nightly() -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]);
    // These name the toolchain that runs this task.
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command
}
