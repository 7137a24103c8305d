//! What a person sees: one component a file, by step. Components read signals of [`Importer`] and
//! send it commands; what is known of the file comes from the worker and is never worked out here.
//!
//! Pages may require Trusted Types. Leptos makes a nested element of literals alone from HTML text,
//! which they refuse: one attribute in braces (`class={"…"}`) has it made by calls like all others.

#![allow(unreachable_pub, reason = "the component macro makes each props type pub")]

mod columns;
mod done;
mod drop;
mod header;
mod importer;
mod intl;
mod opening;
mod parts;
mod replacing;
mod review;
mod split;
mod summary;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

pub use importer::{Importer, Settings};
use importer::{Step, use_importer};
pub use intl::Browser;

/// The whole view, for a shadow root.
pub fn view(importer: Importer) -> impl IntoView {
    provide_context(importer);
    importer.guard_work();
    view! {
        <div class="importer" part="importer" lang=move || importer.language().code() on:keydown=move |event| turn_by_key(importer, &event)>
            <header::Header />
            <parts::notice::Notice />
            <Body />
            <parts::passing::Passing />
            <opening::Opening />
            <replacing::Replacing />
            <parts::moving::MoveDialog />
            <div class="visually-hidden" role="status">{move || importer.announcement.get()}</div>
        </div>
    }
}

/// Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z, except where a field of its own undoes its text.
fn turn_by_key(importer: Importer, event: &KeyboardEvent) {
    let with_control = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    if event.default_prevented() || !with_control || types_text(event) {
        return;
    }
    match (event.code().as_str(), event.shift_key()) {
        ("KeyZ", false) => importer.undo(),
        ("KeyZ", true) | ("KeyY", false) => importer.redo(),
        _ => return,
    }
    event.prevent_default();
}

/// Whether the key goes to a text field. The target seen from here is the field itself: both are in
/// the same shadow root.
fn types_text(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    matches!(target.local_name().as_str(), "input" | "textarea")
        && target.get_attribute("type").as_deref() != Some("checkbox")
}

#[component]
fn Body() -> impl IntoView {
    let importer = use_importer();
    let step = Memo::new(move |_| importer.step.get());
    view! {
        <main class="body" part="body" on:dragover=move |event| drop::allow(&event) on:drop=move |event| drop::take(importer, &event)>
            <Show when=move || importer.is_open()>
                <summary::Summary />
            </Show>
            {move || match step.get() {
                Step::File => view! { <drop::Drop /> }.into_any(),
                Step::Columns => view! { <columns::Columns /> }.into_any(),
                Step::Review => view! { <review::Review /> }.into_any(),
                Step::Split => view! { <split::Split /> }.into_any(),
                Step::Done => view! { <done::Done /> }.into_any(),
            }}
        </main>
    }
}
