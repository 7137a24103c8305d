//! `cargo xtask size`: what of the built app a browser fetches when, compressed as servers do it, against
//! the budgets.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::json;

use crate::modules::packed;
use crate::repo::Repo;
use crate::{report, split};

/// What is weighed: a name, the files, and the budget in bytes where there is one.
const ROWS: [(&str, &[&str], Option<usize>); 9] = [
    ("loader", &LOADER, Some(8_000)),
    ("first paint", &FIRST, Some(130_000)),
    ("application", &["app.js", "app_bg.wasm"], None),
    ("worker script", &["engine-worker.js"], None),
    ("worker wasm", &[split::PRIMARY], Some(480_000)),
    ("what follows it", &[split::SECONDARY], None),
    ("words ru", &["locale-ru.js"], None),
    ("words uk", &["locale-uk.js"], None),
    ("words en", &["locale-en.js"], None),
];

/// What a page fetches before an element is on it: the entry and what it imports at once.
const LOADER: [&str; 4] = ["leeloo-importer.js", "load.js", "locales.js", "files.js"];
/// What it fetches for a drop zone that takes files, in the language with the longest words.
const FIRST: [&str; 9] = [
    "leeloo-importer.js",
    "load.js",
    "locales.js",
    "start.js",
    "files.js",
    "words.js",
    "first.js",
    "first-style.js",
    "locale-uk.js",
];

/// Weighs `dist/`; fails where a budget is overdrawn.
pub(crate) fn size(repo: &Repo) -> Result<ExitCode> {
    let mut within = true;
    let mut runs = Vec::new();
    for (name, files, budget) in ROWS {
        let gzip = files.iter().map(|file| weigh(&repo.dist().join(file))).sum::<Result<usize>>()?;
        let fits = budget.is_none_or(|budget| gzip <= budget);
        within &= fits;
        let limit = budget.map(|budget| format!(" of {budget}")).unwrap_or_default();
        println!("{name:14} {gzip:>9}{limit}{}", if fits { "" } else { "  TOO MUCH" });
        runs.push(json!({ "what": "size", "who": name, "gzip": gzip, "budget": budget }));
    }
    report::put(repo, "size", runs)?;
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn weigh(path: &Path) -> Result<usize> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    Ok(packed(&bytes)?.len())
}
