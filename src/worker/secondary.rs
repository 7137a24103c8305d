//! The worker's secondary module: all that opening, checking and showing a table does without. It comes
//! while the person looks at the table already.
//!
//! No code here knows what is in it. The build divides the finished program (`xtask/src/split`), and puts a
//! placeholder for each function that went there; what a placeholder needs is below.

#![expect(unreachable_pub, reason = "the binding wants what it exports public")]

use sha2::{Digest as _, Sha384};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Brings the secondary module, which may take as long as fetching it does (`engine-worker.js`).
    #[wasm_bindgen(js_name = importerBringSecondary)]
    fn bring();
}

/// What placeholders call before the secondary module is there; returns once it is.
#[wasm_bindgen]
pub fn bring_secondary() {
    bring();
}

/// SHA-384, for what is fetched while nothing may wait for the browser's own.
#[wasm_bindgen]
#[must_use]
pub fn sha384(bytes: &[u8]) -> Vec<u8> {
    Sha384::digest(bytes).to_vec()
}
