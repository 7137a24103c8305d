//! The heading of a step. It takes the focus when a person comes to the step, so that the keyboard
//! and a screen reader go on from there.

use leptos::html;
use leptos::prelude::*;

use super::focus::rescue;
use crate::ui::importer::use_importer;

#[component]
pub(in crate::ui) fn Heading(
    /// What the step is labelled by.
    id: &'static str,
    /// The words.
    #[prop(into)]
    words: Signal<String>,
    /// Takes the place of another heading, which may have had the focus.
    #[prop(optional)]
    follows: bool,
) -> impl IntoView {
    let importer = use_importer();
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(move |heading| {
        if importer.take_arrival() {
            let _ = heading.focus();
        } else if follows {
            rescue(&heading);
        }
    });
    view! {
        <h2 class="step-title" part="title" id=id tabindex="-1" data-focus-home=follows node_ref=heading>{words}</h2>
    }
}
