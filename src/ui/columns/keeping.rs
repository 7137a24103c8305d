//! The mapping as a file: header names and fields, nothing of the rows.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::ui::importer::{use_importer, words};

#[component]
pub(super) fn Keeping() -> impl IntoView {
    let importer = use_importer();
    let input = NodeRef::<html::Input>::new();
    let save = move |_| {
        let overview = importer.overview.get_untracked().unwrap_or_default();
        let stem = overview.file.rsplit_once('.').map_or(overview.file.as_str(), |(stem, _)| stem);
        importer.save_text(&format!("{stem}.mapping.json"), &overview.mapping);
    };
    let take = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let file = input.files().and_then(|files| files.item(0));
        // The same file again is a change too.
        input.set_value("");
        if let Some(file) = file {
            importer.read_text(file.unchecked_into(), move |mapping| importer.take_mapping(mapping));
        }
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="keeping">
            <button type="button" class="button button--small" data-testid="mapping-save" on:click=save>
                {words(move || importer.t("columns-save"))}
            </button>
            <button type="button" class="button button--small" data-testid="mapping-load" on:click=choose>
                {words(move || importer.t("columns-load"))}
            </button>
            <input
                class="visually-hidden"
                type="file"
                tabindex="-1"
                aria-hidden="true"
                accept=".json,application/json"
                data-testid="mapping-input"
                node_ref=input
                on:change=take
            />
        </div>
    }
}
