//! The program under test and its databases, for every test of this folder.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "not every test uses all of it; a panic is how a test reports, clippy exempts #[test] alone"
)]

pub(crate) mod database;
pub(crate) mod postgres;
pub(crate) mod server;
