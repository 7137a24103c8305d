//! The first step: a file, dropped or chosen.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, FileList};

use super::importer::{Importer, use_importer, words};
use super::parts::file_button::FileButton;
use super::parts::heading::Heading;
use super::parts::icon::{Glyph, Icon};
use crate::protocol::Failure;

#[component]
pub(super) fn Drop() -> impl IntoView {
    let importer = use_importer();
    let over = RwSignal::new(false);
    view! {
        <section class="drop-step" aria-labelledby="drop-title">
            <div
                class="drop"
                part="drop"
                class:drop--over=move || over.get()
                data-testid="drop"
                on:dragenter=move |event: DragEvent| {
                    allow(&event);
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=move |_| over.set(false)
            >
                <span class="drop__icon"><Icon glyph=Glyph::Upload /></span>
                <Heading id="drop-title" words=words(move || importer.t("drop-title")) />
                <FileButton
                    label=words(move || importer.t("drop-choose"))
                    class="button button--primary"
                    accept=".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt,.хlsx"
                    button="choose-file"
                    input="file-input"
                    take=move |files: FileList| take_files(importer, &files)
                />
                <p class="drop__formats">{words(move || importer.t("drop-formats"))}</p>
            </div>
            <p class="drop__example">
                <span>{words(move || importer.t("save-example-hint"))}</span>
                <button type="button" class="link" data-testid="save-example" on:click=move |_| importer.save_example()>
                    {words(move || importer.t("save-example"))}
                </button>
            </p>
            <Show when=move || importer.forgets.get()>
                <p class="drop__privacy" data-testid="no-storage">
                    <Icon glyph=Glyph::Warning />
                    <span>{words(move || importer.t("failure-host-no_storage"))}</span>
                </p>
            </Show>
            <p class="drop__privacy">
                <Icon glyph=Glyph::Lock />
                <span>{words(move || importer.t("drop-privacy"))}</span>
            </p>
        </section>
    }
}

/// Without this the browser would leave the page for the file.
pub(super) fn allow(event: &DragEvent) {
    event.prevent_default();
}

/// Takes what was dropped anywhere on the element.
pub(super) fn take(importer: Importer, event: &DragEvent) {
    event.prevent_default();
    let Some(transfer) = event.data_transfer() else { return };
    let items = transfer.items();
    let folder = (0..items.length())
        .filter_map(|at| items.get(at))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .any(|entry| entry.is_directory());
    if folder {
        importer.fail(Failure::new("drop.folder"));
    } else if let Some(files) = transfer.files() {
        take_files(importer, &files);
    }
}

fn take_files(importer: Importer, files: &FileList) {
    match (files.length(), files.item(0)) {
        (1, Some(file)) => importer.open(file.unchecked_into()),
        (0, _) | (_, None) => importer.fail(Failure::new("drop.nothing")),
        (count, _) => importer.fail(Failure::new("drop.several").with("count", count)),
    }
}
