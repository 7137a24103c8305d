//! Each client once, whatever happens: imports by the importer's own delivery against the real program
//! over real databases, while servers die, connections break, answers get lost and disks fill up.
//! After each, every card in the database is compared with the file it came from.
//!
//! `IMPORTER_SOAK` says how many times as much is to be done as in an ordinary run.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests report by panics and prints; clippy exempts #[test] alone"
)]

mod base;
mod chance;
mod delivery;
#[path = "../harness/mod.rs"]
mod harness;
mod kills;
mod proxy;
mod races;
mod storage;
mod wires;

/// How much is done: 1 in an ordinary run.
fn intensity() -> u32 {
    std::env::var("IMPORTER_SOAK").ok().and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}
