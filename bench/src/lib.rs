//! The readers that are wasm, as functions a worker calls: the zip archive unpacked and nothing
//! else, the importer's own reader, and calamine's. Empty on every other target.

#![cfg(target_arch = "wasm32")]

mod engine;
pub mod readers;
// The very source the app's worker reads through.
#[path = "../../src/worker/source.rs"]
mod source;
