//! The clients as files: one a messenger, ready for the platform's own import dialog.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::protocol::Product;
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::icon::Glyph;
use crate::ui::parts::menu::{Item, Menu};

#[component]
pub(super) fn Downloads() -> impl IntoView {
    let importer = use_importer();
    let all = move |format: &str| {
        importer.save(Product::Splits { format: format.to_owned(), words: reasons(importer) });
    };
    view! {
        <Menu testid="split-downloads" label=words(move || importer.t("split-download")) glyph=Glyph::File>
            <Item
                testid="split-all-xlsx"
                label=words(move || importer.t("split-all-xlsx"))
                hint=words(move || importer.t("split-all-xlsx-hint"))
                choose=Callback::new(move |()| all("xlsx"))
            />
            <Item testid="split-all-csv" label=words(move || importer.t("split-all-csv")) choose=Callback::new(move |()| all("csv")) />
            <Item testid="split-all-json" label=words(move || importer.t("split-all-json")) choose=Callback::new(move |()| all("json")) />
            <Item
                testid="split-rejected"
                label=words(move || importer.t("split-rejected"))
                hint=words(move || importer.t("split-rejected-hint"))
                choose=Callback::new(move |()| importer.save(Product::Rejected { words: reasons(importer) }))
            />
        </Menu>
    }
}

/// A word for every problem there is in the file, and the heads of the columns that are added.
fn reasons(importer: Importer) -> BTreeMap<String, String> {
    let overview = untrack(|| importer.overview());
    let titles = overview.problems.iter().map(|problem| format!("title-{}", problem.code.replace('.', "-")));
    let heads = ["split-rejected-sheet", "split-rejected-row", "split-rejected-reason"].map(str::to_owned);
    let say = |key: String| {
        let words = untrack(|| importer.t(&key));
        (key, words)
    };
    titles.chain(heads).map(say).collect()
}
