//! The worker's secondary module: all that opening, checking and showing a table does without. It comes
//! while the person looks at the table already.
//!
//! No code here knows what is in it. The build divides the finished program (`xtask/src/split`), and puts a
//! placeholder for each function that went there; what a placeholder needs is below.

#![expect(unreachable_pub, reason = "the binding wants what it exports public")]

use js_sys::Promise;
use sha2::{Digest as _, Sha384};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Brings the secondary module, which may take as long as fetching it does (`engine-worker.js`).
    #[wasm_bindgen(js_name = importerBringSecondary)]
    fn bring();
    /// Settles once the secondary module has come, or has failed to; nothing where it is here.
    #[wasm_bindgen(js_name = importerSecondaryComes)]
    fn comes() -> Option<Promise>;
}

/// Waits for the secondary module while it is on its way, and lets others work meanwhile.
pub(super) async fn has_come() {
    if let Some(comes) = comes() {
        let _ = JsFuture::from(comes).await;
    }
}

/// Whether a file of this name is most likely read by the secondary module.
pub(super) fn reads(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    ["xls", "xlsb", "ods", "htm", "html"].iter().any(|known| extension.eq_ignore_ascii_case(known))
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
