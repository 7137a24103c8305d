//! The program under test and its databases, for every test of this folder.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "not every test uses all of it; tests report by panics and prints, clippy exempts #[test] alone"
)]

pub(crate) mod database;
pub(crate) mod disk;
pub(crate) mod postgres;
pub(crate) mod server;
