//! `target/bench/report.json`: what was measured last, a row each.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::repo::Repo;

/// Puts rows in the place of earlier ones that say the same `what`.
pub(crate) fn put(repo: &Repo, what: &str, rows: Vec<Value>) -> Result<()> {
    let path = repo.report();
    let mut whole: Value = match fs::read(&path) {
        Ok(earlier) => serde_json::from_slice(&earlier).with_context(|| path.display().to_string())?,
        Err(_) => json!({ "runs": [] }),
    };
    let runs = whole.get_mut("runs").and_then(Value::as_array_mut).context("the report has no runs")?;
    runs.retain(|run| run.get("what").and_then(Value::as_str) != Some(what));
    runs.extend(rows);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(&path, format!("{whole:#}\n")).with_context(|| path.display().to_string())
}
