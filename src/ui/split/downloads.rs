//! The clients as files: one a messenger, ready for the platform's own import dialog.

use leptos::prelude::*;

use crate::protocol::Product;
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::Glyph;
use crate::ui::parts::menu::{Item, Menu};

#[component]
pub(super) fn Downloads() -> impl IntoView {
    let importer = use_importer();
    let all = move |format: &str| importer.save(Product::Splits { format: format.to_owned() });
    view! {
        <Menu testid="split-downloads" label=words(move || importer.t("split-download")) glyph=Glyph::Save>
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
                choose=Callback::new(move |()| importer.save(Product::Rejected))
            />
        </Menu>
    }
}
