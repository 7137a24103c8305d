//! The element's style sheets, adopted into its shadow root: no `<style>`, so the page's
//! Content-Security-Policy needs no exception, and nothing leaks either way. Those of the first step
//! (tokens, base, shell, drop) are there before: the loader paints with them.

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

const SHEETS: [&str; 6] = [
    include_str!("../../style/parts.css"),
    include_str!("../../style/columns.css"),
    include_str!("../../style/review.css"),
    include_str!("../../style/grid.css"),
    include_str!("../../style/split.css"),
    include_str!("../../style/done.css"),
];

/// Adds to the styles of `root`.
pub(super) fn adopt(root: &ShadowRoot) {
    let name = JsValue::from_str("adoptedStyleSheets");
    let sheets = js_sys::Reflect::get(root, &name).map_or_else(|_| Array::new(), |there| Array::from(&there));
    for text in SHEETS {
        if let Ok(sheet) = CssStyleSheet::new()
            && sheet.replace_sync(text).is_ok()
        {
            sheets.push(&sheet);
        }
    }
    let _ = js_sys::Reflect::set(root, &name, &sheets);
}
