//! `cargo xtask test`: every check there is, in the order that finds the cheapest mistake first.
//!
//! All pieces run even when one fails; the whole fails then. CI runs exactly this.

use std::process::{Command, ExitCode};
use std::{env, fs};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::ValueEnum;

use crate::repo::Repo;
use crate::steps::Steps;
use crate::tools::{self, Tool, WASM};
use crate::{app, browser, dist, fuzz, node, program, system};

/// The crate that only compiles for the browser.
const APP: &str = "leeloo-importer";

/// A part of the checks that can be run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Piece {
    /// rustfmt.
    Fmt,
    /// Clippy over the native crates.
    Clippy,
    /// Clippy over the app.
    ClippyWasm,
    /// Tests of the native crates.
    Native,
    /// The fuzz targets over their seeds and a few thousand mutations, without a fuzzer.
    Fuzz,
    /// rustdoc, warnings denied.
    Doc,
    /// Licences, sources and advisories of the dependencies.
    Deny,
    /// The app as it is released.
    App,
    /// Tests of element and engine in headless Chromium.
    Browser,
    /// The whole, in a browser, against the server and its database. Needs `app`.
    E2e,
    /// The packages in pages of other people: plain, React, Vue, strict policies. Needs `app`.
    Hosts,
}

/// Runs the pieces asked for, or all.
pub(crate) fn test(repo: &Repo, only: &[Piece]) -> Result<ExitCode> {
    let pieces: Vec<Piece> = Piece::value_variants()
        .iter()
        .copied()
        .filter(|piece| only.is_empty() || only.contains(piece) || piece.is_needed_by(only))
        .collect();
    let wanted: Vec<Tool> = tools::ALL
        .into_iter()
        .filter(|tool| pieces.iter().any(|piece| piece.tools().contains(tool)))
        .collect();

    let mut steps = Steps::default();
    // A tool that cannot be had fails this step; the pieces that can do without it run all the same.
    steps.run("tools", || {
        tell_room(repo);
        tools::install(repo, &wanted)
    });
    for piece in pieces {
        steps.run(piece.name(), || {
            tools::require(repo, piece.tools())?;
            piece.run(repo)
        });
    }
    steps.print();
    Ok(if steps.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Says before the first build how much of the disk is left, if that may not do.
fn tell_room(repo: &Repo) {
    /// What all pieces build from nothing, and some to spare.
    const TAKEN_GB: u64 = 8;
    match system::free_gigabytes(&repo.target) {
        Some(free) if free < TAKEN_GB => println!(
            "{free} GB of the disk are free, and all checks from nothing take up to {TAKEN_GB} GB: \
             free some, or set CARGO_TARGET_DIR to a folder on a larger one"
        ),
        _ => {}
    }
}

impl Piece {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Native => "native",
            Self::Fuzz => "fuzz",
            Self::Doc => "doc",
            Self::Deny => "deny",
            Self::App => "app",
            Self::Browser => "browser",
            Self::E2e => "e2e",
            Self::Hosts => "hosts",
        }
    }

    fn is_needed_by(self, only: &[Self]) -> bool {
        self == Self::App && (only.contains(&Self::E2e) || only.contains(&Self::Hosts))
    }

    fn tools(self) -> &'static [Tool] {
        match self {
            Self::Fmt | Self::Clippy | Self::Fuzz => &[],
            // The example backend of the documentation is Node.js.
            Self::Native => &[Tool::Postgres, Tool::Node],
            Self::ClippyWasm | Self::Doc => &[Tool::WasmTarget],
            Self::Deny => &[Tool::CargoDeny],
            Self::App => &app::TOOLS,
            Self::Browser => &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Browser],
            Self::E2e => &[Tool::Node, Tool::Playwright, Tool::Browser],
            Self::Hosts => &[Tool::Node, Tool::Playwright, Tool::Frameworks, Tool::Browser],
        }
    }

    fn run(self, repo: &Repo) -> Result<()> {
        let cargo = |args: &[&str]| program::run(&mut repo.cargo(args));
        match self {
            Self::Fmt => cargo(&["fmt", "--all", "--check"]),
            Self::Clippy => {
                cargo(&["clippy", "--workspace", "--exclude", APP, "--all-targets", "--", "-D", "warnings"])
            }
            Self::ClippyWasm => {
                cargo(&["clippy", "-p", APP, "--target", WASM, "--all-targets", "--", "-D", "warnings"])
            }
            Self::Native => {
                cargo(&["test", "--workspace", "--exclude", APP])?;
                // What of the page is plain values: the rules of the grid, cells on the clipboard.
                cargo(&["test", "-p", APP, "--lib"])
            }
            Self::Fuzz => fuzz::short(repo),
            Self::Doc => doc(repo),
            Self::Deny => deny(repo),
            Self::App => app::build(repo),
            Self::Browser => in_browser(repo),
            Self::E2e => end_to_end(repo),
            Self::Hosts => hosts(repo),
        }
    }
}

fn doc(repo: &Repo) -> Result<()> {
    for crates in [&["--workspace", "--exclude", APP][..], &["-p", APP, "--target", WASM]] {
        let mut command = repo.cargo(&["doc", "--no-deps", "--document-private-items"]);
        program::run(command.args(crates).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

fn deny(repo: &Repo) -> Result<()> {
    let path = tools::path(repo)?;
    let deny = |args: &[&str]| {
        let mut command = Command::new("cargo-deny");
        command.args(args).current_dir(&repo.root).env("PATH", &path);
        command
    };
    // cargo-deny looks at the crates of every platform; a build fetches those of its own only.
    program::run(&mut repo.cargo(&["fetch", "--quiet"]))?;
    program::run(&mut deny(&[
        "--offline",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]))?;
    if !program::succeeds(&mut deny(&["fetch", "db"])) {
        println!("Advisories were NOT checked: their database cannot be fetched from here.");
        return Ok(());
    }
    program::run(&mut deny(&["check", "--disable-fetch", "advisories"]))
}

fn in_browser(repo: &Repo) -> Result<()> {
    let browser = browser::find()?;
    program::run(
        repo.cargo(&["test", "-p", APP, "--target", WASM, "--tests"])
            .env("PATH", tools::path(repo)?)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser::capabilities(repo, &browser)?)
            .env("CHROMEDRIVER", &browser.chromedriver),
    )
}

fn end_to_end(repo: &Repo) -> Result<()> {
    if !repo.dist().join("index.html").is_file() {
        bail!("the app is not built");
    }
    program::run(&mut repo.cargo(&["build", "-p", "importer-server", "-p", "importer-cli"]))?;
    let folder = node::end_to_end(repo);
    program::run(node::command("npm").args(["run", "--silent", "check"]).current_dir(&folder))?;
    tell_failed(repo, playwright(repo, &[])?)
}

/// The packages are put together as they are given away, and installed in the pages as npm would.
fn hosts(repo: &Repo) -> Result<()> {
    if !repo.dist().join("index.html").is_file() {
        bail!("the app is not built");
    }
    dist::put_together(repo, false)?;
    program::run(&mut repo.cargo(&["build", "-p", "importer-server"]))?;
    let packages = repo.target.join("dist");
    program::run(
        node::command("npm").args(["run", "--silent", "check"]).current_dir(node::end_to_end(repo)),
    )?;
    let mut command = playwright(repo, &["-c", "hosts.config.ts"])?;
    command.env("IMPORTER_PACKAGES", packages.join("npm")).env("IMPORTER_APP", packages.join("offline"));
    command.env("FIREFOX", browser::firefox()?);
    tell_failed(repo, command)
}

/// Runs Playwright; which tests failed, and of what, is part of the error, so that it is seen at the
/// end of everything.
fn tell_failed(repo: &Repo, mut command: Command) -> Result<()> {
    let list = repo.target.join("failed-tests.txt");
    // What an earlier run left there is not of this one.
    if list.exists() {
        fs::remove_file(&list).with_context(|| list.display().to_string())?;
    }
    program::run(command.env("FAILED_TESTS", &list)).map_err(|error| match fs::read_to_string(&list) {
        Ok(failed) if !failed.is_empty() => anyhow!("{error}\n{failed}"),
        _ => error,
    })
}

/// Playwright in the folder of the end-to-end tests, with what they ask for.
pub(crate) fn playwright(repo: &Repo, args: &[&str]) -> Result<Command> {
    let mut command = node::command("npx");
    command
        .args(["--no-install", "playwright", "test"])
        .args(args)
        .current_dir(node::end_to_end(repo))
        .env("CHROMIUM", browser::find()?.chromium)
        .env("IMPORTER_SERVER", repo.binary("debug", "importer-server"))
        .env("IMPORTER_CLI", repo.binary("debug", "importer"))
        .env("IMPORTER_APP", repo.dist());
    // The server tells of each request; the list of tests is what is to be read.
    if env::var_os("RUST_LOG").is_none() {
        command.env("RUST_LOG", "error");
    }
    Ok(command)
}
