//! The element's style sheets, adopted into its shadow root: no `<style>`, so the page's
//! Content-Security-Policy needs no exception, and nothing leaks either way.

use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

const SHEETS: [&str; 10] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/shell.css"),
    include_str!("../../style/parts.css"),
    include_str!("../../style/drop.css"),
    include_str!("../../style/columns.css"),
    include_str!("../../style/review.css"),
    include_str!("../../style/grid.css"),
    include_str!("../../style/split.css"),
    include_str!("../../style/done.css"),
];

/// Styles `root`.
pub(super) fn adopt(root: &ShadowRoot) {
    let sheets = js_sys::Array::new();
    for text in SHEETS {
        if let Ok(sheet) = CssStyleSheet::new()
            && sheet.replace_sync(text).is_ok()
        {
            sheets.push(&sheet);
        }
    }
    let _ = js_sys::Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), &sheets);
}
