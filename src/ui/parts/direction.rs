//! Which way the page around reads: what is drawn by styles alone turns by itself, keys and pixels do not.

use leptos::prelude::window;
use web_sys::Element;

/// Whether lines run from right to left where the element is.
pub(in crate::ui) fn is_rtl(element: &Element) -> bool {
    let style = window().get_computed_style(element).ok().flatten();
    style.and_then(|style| style.get_property_value("direction").ok()).as_deref() == Some("rtl")
}

/// The name of a key, with the arrows to the sides told by where they lead in the text: `ArrowRight` is
/// onward whichever way that is.
pub(in crate::ui) const fn onward(key: &str, rtl: bool) -> &str {
    match (rtl, key.as_bytes()) {
        (true, b"ArrowLeft") => "ArrowRight",
        (true, b"ArrowRight") => "ArrowLeft",
        _ => key,
    }
}
