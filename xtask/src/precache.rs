//! What the service worker keeps for the time without a network: the list of the page's own files, each
//! with its hash, so that an update fetches what has changed and nothing else.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::seal;

const EMPTY: &str = "const FILES = {};\n";
/// Not kept: the worker itself, and scripts that stand in for wasm where the policy forbids to fetch.
const LEFT_OUT: [&str; 4] =
    ["service-worker.js", "app_bg.wasm.js", "worker_bg.wasm.js", "worker_secondary.wasm.js"];

/// Writes the list into the service worker of `dist`.
pub(crate) fn write(dist: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| dist.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !LEFT_OUT.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort();
    let mut list = String::new();
    for name in names {
        let path = dist.join(&name);
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        list += &format!("  {name:?}: {:?},\n", seal::integrity(&bytes));
    }
    let path = dist.join("service-worker.js");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    ensure!(text.contains(EMPTY), "{} has no place for the list", path.display());
    fs::write(&path, text.replace(EMPTY, &format!("const FILES = {{\n{list}}};\n")))
        .with_context(|| path.display().to_string())
}
