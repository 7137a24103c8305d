//! The contract, held against the real program over a real SQLite file.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is how a test reports; clippy exempts #[test] alone"
)]

mod delivery;
mod doors;
mod files;
mod refusals;
mod server;
mod upsert;
