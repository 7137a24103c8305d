//! The heading of a step. It takes the focus when a person comes to the step, so that the keyboard
//! and a screen reader go on from there.

use leptos::html;
use leptos::prelude::*;

use crate::ui::importer::use_importer;

#[component]
pub(in crate::ui) fn Heading(
    /// What the step is labelled by.
    id: &'static str,
    /// The words.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    let importer = use_importer();
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(move |heading| {
        if importer.take_arrival() {
            let _ = heading.focus();
        }
    });
    view! {
        <h2 class="step-title" id=id tabindex="-1" node_ref=heading>{words}</h2>
    }
}
