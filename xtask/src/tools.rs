//! The tools that the tasks need beyond a Rust toolchain: whether they are there, and how they come.
//!
//! Cargo's tools are taken from `PATH` when their version is exactly the wanted one; otherwise from
//! a per-user cache, a folder a version. So another version that a person has installed for
//! themselves is neither used nor overwritten, and a fresh clone finds what an earlier one built.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::repo::Repo;
use crate::{browser, node, program, system};

/// The target the app is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

const POSTGRES: &str = "install it, and put the folder of initdb on PATH; it need not run";

/// One tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The standard library for the browser.
    WasmTarget,
    /// Makes the JavaScript side of a wasm module, and runs wasm tests.
    WasmBindgen,
    /// Puts the app together.
    Trunk,
    /// Makes wasm smaller.
    WasmOpt,
    /// Checks licences, sources and advisories of dependencies.
    CargoDeny,
    /// Runs wasm-opt and Playwright.
    Node,
    /// Chromium and its driver.
    Browser,
    /// Drives the browser in the end-to-end tests.
    Playwright,
    /// What the pages of the host tests are built with.
    Frameworks,
    /// The server's other database; the tests run one of their own.
    Postgres,
}

/// All of them, in the order of installation.
pub(crate) const ALL: [Tool; 10] = [
    Tool::Node,
    Tool::WasmTarget,
    Tool::WasmOpt,
    Tool::Playwright,
    Tool::Frameworks,
    Tool::Browser,
    Tool::Postgres,
    Tool::CargoDeny,
    Tool::WasmBindgen,
    Tool::Trunk,
];

/// A tool that Cargo installs.
struct CargoTool {
    package: &'static str,
    version: String,
    /// Whether to build with the dependencies its authors released it with.
    locked: bool,
}

/// Installs those of `tools` that are missing, after saying which and how long it takes about.
/// Every tool is tried; the error names all that cannot be had.
pub(crate) fn install(repo: &Repo, tools: &[Tool]) -> Result<()> {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| tool.require(repo).is_err()).collect();
    if missing.is_empty() {
        println!("all tools are there");
        return Ok(());
    }
    println!("First use. These will be installed now:");
    for tool in &missing {
        println!("  {}", tool.announcement());
    }
    let failures: Vec<String> = missing
        .iter()
        .filter_map(|tool| tool.install(repo).and_then(|()| tool.require(repo)).err())
        .map(|error| format!("{error:#}"))
        .collect();
    if !failures.is_empty() {
        bail!("{}", failures.join("\n"));
    }
    Ok(())
}

/// An error naming the first of `tools` that is not there.
pub(crate) fn require(repo: &Repo, tools: &[Tool]) -> Result<()> {
    tools.iter().try_for_each(|tool| tool.require(repo))
}

/// `PATH` with the folders of the wanted versions before everything else.
pub(crate) fn path(repo: &Repo) -> Result<OsString> {
    let mut folders = vec![node::build_tools(repo).join("node_modules").join(".bin")];
    for tool in [Tool::WasmBindgen, Tool::Trunk, Tool::CargoDeny] {
        if let Some(tool) = tool.cargo_tool(repo)?
            && !tool.is_on_path()
        {
            folders.push(tool.cache()?.join("bin"));
        }
    }
    program::path_with(&folders)
}

impl Tool {
    fn require(self, repo: &Repo) -> Result<()> {
        match self {
            Self::WasmTarget => wasm_target(),
            Self::WasmOpt => node::installed(&node::build_tools(repo)),
            Self::Playwright => node::installed(&node::end_to_end(repo)),
            Self::Frameworks => node::installed(&node::hosts(repo)),
            Self::Node => node::version(),
            Self::Browser => browser::find().map(drop),
            Self::Postgres => postgres(),
            Self::WasmBindgen | Self::Trunk | Self::CargoDeny => match self.cargo_tool(repo)? {
                Some(tool) if !tool.is_there()? => bail!("{} {} is missing", tool.package, tool.version),
                _ => Ok(()),
            },
        }
    }

    fn install(self, repo: &Repo) -> Result<()> {
        match self {
            Self::WasmTarget => program::run(Command::new("rustup").args(["target", "add", WASM])),
            Self::WasmOpt => node::install(&node::build_tools(repo)),
            Self::Playwright => node::install(&node::end_to_end(repo)),
            Self::Frameworks => node::install(&node::hosts(repo)),
            // Node comes from the person's system: `require` says what to do.
            Self::Node => Ok(()),
            Self::Browser => browser::install(),
            Self::Postgres => system::install(&["postgresql"], POSTGRES),
            Self::WasmBindgen | Self::Trunk | Self::CargoDeny => {
                self.cargo_tool(repo)?.map_or(Ok(()), |tool| tool.install(repo))
            }
        }
    }

    fn announcement(self) -> &'static str {
        match self {
            Self::WasmTarget => "Rust's standard library for wasm32 (by rustup, half a minute)",
            Self::WasmBindgen => "wasm-bindgen-cli in Cargo.lock's version (compiled, about 6 minutes)",
            Self::Trunk => "trunk (compiled, about 12 minutes)",
            Self::CargoDeny => "cargo-deny (compiled, about 4 minutes)",
            Self::WasmOpt => "wasm-opt (npm package binaryen, half a minute)",
            Self::Node => "Node.js 20 or newer: has to be installed by you",
            Self::Browser => "Chromium and its driver (by the system's packages, about 2 minutes)",
            Self::Playwright => "Playwright without browsers (npm, half a minute)",
            Self::Frameworks => "React, Vue, Vite and Webpack for the host tests (npm, half a minute)",
            Self::Postgres => "PostgreSQL (by the system's packages, a minute)",
        }
    }

    fn cargo_tool(self, repo: &Repo) -> Result<Option<CargoTool>> {
        let tool =
            |package, version: &str, locked| CargoTool { package, version: version.to_owned(), locked };
        Ok(match self {
            // The schema between the two is checked to the last digit: Cargo.lock decides. Its own
            // lock file names releases older than the ones this workspace already uses.
            Self::WasmBindgen => Some(tool("wasm-bindgen-cli", &repo.locked_version("wasm-bindgen")?, false)),
            Self::Trunk => Some(tool("trunk", "0.21.14", true)),
            Self::CargoDeny => Some(tool("cargo-deny", "0.20.2", true)),
            _ => None,
        })
    }
}

impl CargoTool {
    fn binary(&self) -> &'static str {
        self.package.strip_suffix("-cli").unwrap_or(self.package)
    }

    fn is_there(&self) -> Result<bool> {
        let cached = self.cache()?.join("bin").join(format!("{}{}", self.binary(), env::consts::EXE_SUFFIX));
        Ok(self.is_on_path() || self.is_version(&mut Command::new(cached)))
    }

    fn is_on_path(&self) -> bool {
        program::on_path(self.binary()).is_some_and(|path| self.is_version(&mut Command::new(path)))
    }

    fn is_version(&self, program: &mut Command) -> bool {
        let printed = program::output(program.arg("--version")).unwrap_or_default();
        printed.split_whitespace().any(|word| word == self.version)
    }

    fn cache(&self) -> Result<PathBuf> {
        Ok(cache()?.join(format!("{}-{}", self.package, self.version)))
    }

    fn install(&self, repo: &Repo) -> Result<()> {
        let root = self.cache()?;
        let mut command = repo.cargo(&["install", self.package, "--version", &self.version]);
        command.arg("--root").arg(&root);
        if self.locked {
            command.arg("--locked");
        }
        // A tool's objects have no place among the workspace's own.
        command.env_remove("CARGO_TARGET_DIR");
        program::run(&mut command).with_context(|| format!("{} cannot be installed", self.package))
    }
}

/// Where the tests look for it: on `PATH`, then where Debian keeps it.
fn postgres() -> Result<()> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let there = program::on_path("initdb").is_some()
        || debian.into_iter().any(|version| version.path().join("bin").join("initdb").is_file());
    if there { Ok(()) } else { bail!("PostgreSQL is missing: {POSTGRES}") }
}

fn wasm_target() -> Result<()> {
    // Asked of rustc rather than of rustup, so that a toolchain from elsewhere will do too.
    let libraries =
        program::output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]));
    match libraries {
        Some(folder) if PathBuf::from(folder.trim()).is_dir() => Ok(()),
        _ => bail!("the Rust toolchain has no standard library for {WASM}"),
    }
}

/// Where tools are kept for every clone of this person.
fn cache() -> Result<PathBuf> {
    let base = match (env::var_os("XDG_CACHE_HOME"), env::home_dir()) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => home.join(".cache"),
        _ => bail!("neither XDG_CACHE_HOME nor a home folder is set: there is no place to keep tools"),
    };
    Ok(base.join("leeloo-importer").join("tools"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_accepted_in_its_exact_version_only() {
        for (printed, wanted, accepted) in [
            ("wasm-bindgen 0.2.130", "0.2.130", true),
            ("wasm-bindgen 0.2.130", "0.2.13", false),
            ("trunk 0.21.14 (abc)", "0.21.14", true),
        ] {
            let tool = CargoTool { package: "x", version: wanted.into(), locked: false };
            assert_eq!(tool.is_version(Command::new("echo").arg(printed)), accepted, "{printed}");
        }
    }
}
