//! What the worker's source asks of the app around it.

use wasm_bindgen::{JsCast as _, JsValue};

/// A JavaScript error in words.
pub(crate) fn describe(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into())
}
