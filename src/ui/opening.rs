//! A file on its way in: how far it has come, and the way to give it up.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlDialogElement;

use super::importer::{use_importer, words};
use super::parts::dialog::leave;
use super::parts::progress::ProgressBar;

#[component]
pub(super) fn Opening() -> impl IntoView {
    let importer = use_importer();
    let is_opening = Memo::new(move |_| importer.opening.with(Option::is_some));
    view! {
        <Show when=move || is_opening.get()>
            <Dialog />
        </Show>
    }
}

#[component]
fn Dialog() -> impl IntoView {
    let importer = use_importer();
    let dialog = NodeRef::<html::Dialog>::new();
    let shown = StoredValue::new_local(None::<HtmlDialogElement>);
    dialog.on_load(move |dialog| {
        let _ = dialog.show_modal();
        shown.set_value(Some(dialog));
    });
    // Where the file is refused, the focus goes back to what chose it.
    on_cleanup(move || {
        if let Some(dialog) = shown.try_update_value(Option::take).flatten() {
            leave(&dialog);
        }
    });
    view! {
        <dialog
            class="opening"
            part="dialog"
            node_ref=dialog
            aria-labelledby="opening-title"
            on:cancel=move |_: web_sys::Event| importer.cancel_opening()
        >
            <h2 class="opening__title" id="opening-title">
                {words(move || importer.tn("opening-title", &[("file", importer.opening.get().map(|file| file.name).unwrap_or_default().into())]))}
            </h2>
            <ProgressBar progress=Signal::derive(move || importer.opening.get().and_then(|file| file.progress)) />
            <div class="actions">
                <button type="button" class="button" data-testid="cancel" on:click=move |_| importer.cancel_opening()>
                    {words(move || importer.t("cancel"))}
                </button>
            </div>
        </dialog>
    }
}
