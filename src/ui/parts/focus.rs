//! Focus that would be lost: what had it is gone, and the keyboard would start over at the top of the
//! page around.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node, ShadowRoot};

/// Where it goes then: the first of these in the root.
const HOME: &str = "[data-focus-home]";

/// Once what is going on now has been shown: puts the focus into the step, if nothing in the root of
/// `node` has it and nothing on the page around has it either.
pub(in crate::ui) fn rescue(node: &Node) {
    let Ok(root) = node.get_root_node().dyn_into::<ShadowRoot>() else { return };
    Timeout::new(0, move || {
        let is_elsewhere = document().active_element().is_some_and(|active| active.local_name() != "body");
        if is_elsewhere || root.active_element().is_some() {
            return;
        }
        if let Some(home) = root.query_selector(HOME).ok().flatten()
            && let Some(home) = home.dyn_ref::<HtmlElement>()
        {
            let _ = home.focus();
        }
    })
    .forget();
}
