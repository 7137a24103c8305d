//! The contract, held against the real program over real databases.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is how a test reports; clippy exempts #[test] alone"
)]

mod clear;
mod crowd;
mod delivery;
mod doors;
mod files;
#[path = "../harness/mod.rs"]
mod harness;
mod leeloo;
mod refusals;
mod terminal;
mod upsert;
