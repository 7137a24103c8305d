//! Where the repository and its build products are, and what Cargo.lock says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The checked-out repository.
pub(crate) struct Repo {
    /// Folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, wherever configuration puts it.
    pub(crate) target: PathBuf,
}

impl Repo {
    /// Asks Cargo, so that `CARGO_TARGET_DIR` and configuration files are honoured.
    pub(crate) fn find() -> Result<Self> {
        // The variable is set by `cargo run`. The compiled-in path is only a fallback: a shared
        // target directory may hold a binary built from another checkout.
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&xtask)
            .output()
            .context("cannot start cargo")?;
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()))?;
        let folder = |key: &str| {
            metadata
                .get(key)
                .and_then(serde_json::Value::as_str)
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata says no {key}"))
        };
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")? })
    }

    /// A command of Cargo at the workspace root.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root).args(args);
        command
    }

    /// Path of a program that was built into `profile`'s folder (`debug`, `native`, …).
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Where the built app lies.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where measurements are written.
    pub(crate) fn report(&self) -> PathBuf {
        self.target.join("bench").join("report.json")
    }

    /// The version of the workspace.
    pub(crate) fn version(&self) -> Result<String> {
        self.locked_version("leeloo-importer")
    }

    /// The version of `package` that Cargo.lock holds; the first where there are several.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        version_in(&lock, package).with_context(|| format!("Cargo.lock holds no {package}"))
    }

    /// A path as a person standing at the root would write it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = ")?;
    Some(version.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        for (package, version) in
            [("wasm-bindgen", Some("0.2.130")), ("wasm-bindgen-macro", Some("9.9.9")), ("wasm", None)]
        {
            assert_eq!(version_in(lock, package).as_deref(), version, "{package}");
        }
    }
}
