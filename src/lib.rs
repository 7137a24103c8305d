//! The browser app: `<leeloo-importer>`, what a person sees of it, and the worker behind it.
//!
//! Two programs come out of this library. `bin/app.rs` runs on the page and holds counts and the
//! rows it paints; `bin/worker.rs` holds the file's rows and does the work. They speak
//! [`protocol`]. Neither has `#[wasm_bindgen]` exports here, so that each carries only its own half.

pub mod clip;
pub mod element;
pub mod engine;
pub mod protocol;
pub mod ui;
pub mod worker;
