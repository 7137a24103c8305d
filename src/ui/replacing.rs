//! Another file in place of one with work in it that is saved nowhere: asked about before that is lost.

use leptos::prelude::*;

use super::importer::{Replacing as Waiting, use_importer, words};
use super::parts::dialog::Dialog;
use super::parts::progress::ProgressBar;
use crate::protocol::Product;

#[component]
pub(super) fn Replacing() -> impl IntoView {
    let importer = use_importer();
    view! { {move || importer.replacing.get().map(|replacing| view! { <Asked replacing /> })} }
}

#[component]
fn Asked(replacing: Waiting) -> impl IntoView {
    let importer = use_importer();
    let close = Callback::new(move |()| importer.stay());
    let is_making = Memo::new(move |_| importer.making.with(Option::is_some));
    let progress = Signal::derive(move || importer.making.get().and_then(|making| making.progress));
    let save = move |_| {
        if !is_making.get_untracked() {
            importer.save(Product::Cleaned { format: "xlsx".to_owned() });
        }
    };
    // It is saved now, and nothing is lost any more.
    Effect::new(move |_| {
        if !importer.has_unsaved_work() {
            importer.replace();
        }
    });
    let Waiting { file, is_another } = replacing;
    let key = if is_another { "replace-file-title" } else { "replace-file-again" };
    let title = words(move || importer.tn(key, &[("file", file.clone().into())]));
    let open = move || importer.overview().file.clone();
    view! {
        <Dialog id="replace-file" title close>
            <p class="dialog__hint">{words(move || importer.tn("replace-file-hint", &[("open", open().into())]))}</p>
            <Show when=move || is_making.get()>
                <ProgressBar progress />
            </Show>
            <div class="actions">
                <button type="button" class="button" data-testid="replace-file-stay" on:click=move |_| close.run(())>
                    {words(move || importer.t("replace-file-stay"))}
                </button>
                <button type="button" class="button" data-testid="replace-file-open" on:click=move |_| importer.replace()>
                    {words(move || importer.t("replace-file-open"))}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    data-testid="replace-file-save"
                    aria-disabled=move || is_making.get().to_string()
                    on:click=save
                >
                    {words(move || importer.t("replace-file-save"))}
                </button>
            </div>
        </Dialog>
    }
}
