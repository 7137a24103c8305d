//! Node and the packages that come by npm: wasm-opt for builds, Playwright for end-to-end tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program;
use crate::repo::Repo;

/// The oldest major version of Node that Playwright supports.
const OLDEST: u32 = 20;

/// Folder of the build's npm packages.
pub(crate) fn build_tools(repo: &Repo) -> PathBuf {
    repo.root.join("xtask")
}

/// Folder of the end-to-end tests and their npm packages.
pub(crate) fn end_to_end(repo: &Repo) -> PathBuf {
    repo.root.join("tests").join("e2e")
}

/// Folder of the pages that embed the importer, and the npm packages they are made with.
pub(crate) fn hosts(repo: &Repo) -> PathBuf {
    repo.root.join("tests").join("hosts")
}

/// Whether Node is there and new enough; the error says what to do.
pub(crate) fn version() -> Result<()> {
    let advice =
        format!("install Node.js {OLDEST} or newer (with npm), from your system's packages or by nvm");
    let Some(printed) = program::output(Command::new("node").arg("--version")) else {
        bail!("Node.js is missing: {advice}");
    };
    match major(&printed) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => bail!("Node.js {} is too old: {advice}", printed.trim()),
    }
}

/// Whether the packages in `folder` are as its lock file says.
pub(crate) fn installed(folder: &Path) -> Result<()> {
    let changed = |file: PathBuf| fs::metadata(file).and_then(|found| found.modified());
    let lock = changed(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    // npm writes this one at the end of an installation that went well.
    match changed(folder.join("node_modules").join(".package-lock.json")) {
        Ok(done) if done >= lock => Ok(()),
        Ok(_) => bail!("the npm packages in {} are older than its lock file", folder.display()),
        Err(_) => bail!("the npm packages in {} are not installed", folder.display()),
    }
}

/// Installs exactly what the lock file in `folder` says.
pub(crate) fn install(folder: &Path) -> Result<()> {
    version()?;
    program::run(command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// One of Node's programs (`npm`, `npx`), which are scripts on Windows.
pub(crate) fn command(name: &str) -> Command {
    Command::new(if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() })
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        for (printed, expected) in
            [("v20.11.1\n", Some(20)), ("v9.0.0", Some(9)), ("20.1.0", None), ("", None)]
        {
            assert_eq!(major(printed), expected, "{printed}");
        }
    }
}
