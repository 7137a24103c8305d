//! The mapping as a file: header names and fields, nothing of the rows.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::FileList;

use crate::ui::importer::{use_importer, words};
use crate::ui::parts::file_button::FileButton;

#[component]
pub(super) fn Keeping() -> impl IntoView {
    let importer = use_importer();
    let save = move |_| {
        let overview = importer.overview.get_untracked().unwrap_or_default();
        let stem = overview.file.rsplit_once('.').map_or(overview.file.as_str(), |(stem, _)| stem);
        importer.save_text(&format!("{stem}.mapping.json"), &overview.mapping);
    };
    let take = move |files: FileList| {
        if let Some(file) = files.item(0) {
            importer.read_text(file.unchecked_into(), move |mapping| importer.take_mapping(mapping));
        }
    };
    view! {
        <div class="keeping">
            <button type="button" class="button button--small" data-testid="mapping-save" on:click=save>
                {words(move || importer.t("columns-save"))}
            </button>
            <FileButton
                label=words(move || importer.t("columns-load"))
                class="button button--small"
                accept=".json,application/json"
                button="mapping-load"
                input="mapping-input"
                take
            />
        </div>
    }
}
