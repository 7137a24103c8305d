//! What the documentation says is so: the reference is made from the schema, numbers are those of the
//! code, every snippet runs, and the example backend keeps the contract. `cargo xtask docs` writes what
//! is generated anew.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test reports"
)]

mod backend;
mod configuration;
mod limits;
mod snippets;

use std::path::{Path, PathBuf};

/// A path in the repository.
fn repo(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A text file of the repository.
#[track_caller]
fn read(path: &str) -> String {
    std::fs::read_to_string(repo(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The same; nothing of a file that is no text.
fn read_if_text(path: &str) -> String {
    std::fs::read_to_string(repo(path)).unwrap_or_default()
}
