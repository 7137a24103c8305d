//! Splits the worker's wasm in two: a primary module with what opening, checking and showing a table takes,
//! and a secondary one with everything else, which comes after it and shares its memory and its tables.
//!
//! Which function belongs where is not written down anywhere: the module is run over the workbooks of the
//! tests with a probe in each function (`profile`), and what ran is primary. A function left out costs a
//! person a short wait, never a wrong answer: in its place is one that brings the secondary module and calls
//! the real one in it (`parts`). Data follow the functions that use them (`data`), by what the linker says.

mod data;
mod module;
mod parts;
mod profile;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use self::data::Symbols;
use self::module::Module;
use self::parts::Parts;
use crate::repo::Repo;
use crate::{node, program, tools};

/// The module that Trunk leaves in the folder, and the primary one afterwards.
pub(crate) const PRIMARY: &str = "worker_bg.wasm";
/// The other one.
pub(crate) const SECONDARY: &str = "worker_secondary.wasm";

/// What wasm-opt may use and do. Rows, and batches of shared strings, are functions of their own, so that
/// browsers replace their baseline code while a sheet is read: it may not put them back into their caller.
const OPTIONS: [&str; 4] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--one-caller-inline-max-function-size=0",
];

/// Splits the worker in `dist`.
pub(crate) fn split(repo: &Repo, dist: &Path) -> Result<()> {
    let path = dist.join(PRIMARY);
    let whole = read(&path)?;
    let linked = read(&repo.target.join(tools::WASM).join("release").join("worker.wasm"))?;
    let module = Module::parse(&whole)?;
    let symbols = Symbols::parse(&linked, &module)?;
    let ran = profile::run(repo, dist, &module)?;
    let parts = Parts::new(&module, &symbols, ran)?;
    write(repo, &path, &parts.primary()?)?;
    write(repo, &dist.join(SECONDARY), &parts.secondary()?)
}

fn write(repo: &Repo, path: &Path, module: &[u8]) -> Result<()> {
    fs::write(path, module).with_context(|| path.display().to_string())?;
    optimise(repo, path)
}

/// Has wasm-opt make of a module what it makes of the worker.
pub(crate) fn optimise(repo: &Repo, path: &Path) -> Result<()> {
    let optimiser = node::build_tools(repo).join("node_modules").join(".bin").join("wasm-opt");
    program::run(Command::new(optimiser).args(OPTIONS).arg(path).arg("--output").arg(path))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
