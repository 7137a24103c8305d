//! The browser app: `<leeloo-importer>`, what a person sees of it, and the worker behind it.
//!
//! Two programs come out of this library. `bin/app.rs` runs on the page and holds counts and the
//! rows it paints; `bin/worker.rs` holds the file's rows and does the work. They speak
//! [`protocol`]. Neither has `#[wasm_bindgen]` exports here, so that each carries only its own half;
//! the features `page` and `worker` keep the dependencies of the halves apart as well.

pub mod clip;
#[cfg(feature = "page")]
pub mod element;
pub mod engine;
pub mod protocol;
#[cfg(feature = "page")]
pub mod ui;
#[cfg(feature = "worker")]
pub mod worker;
