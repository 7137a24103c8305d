//! A file without messenger ids, as CRMs export it: which column to take, and numbers of their own for
//! clients who have no id.

use leptos::prelude::*;

use super::name;
use crate::protocol::Column;
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};

#[component]
pub(super) fn WithoutIds() -> impl IntoView {
    let importer = use_importer();
    let blocked = Memo::new(move |_| importer.is_blocked());
    // An empty column of the file is where made-up numbers overwrite nothing.
    let empty = Memo::new(move |_| {
        let overview = importer.overview();
        overview.columns.iter().find(|column| is_free(column)).map(|column| (column.index, name(column)))
    });
    view! {
        <Show when=move || blocked.get()>
            <div class="banner" data-testid="without-ids">
                <Icon glyph=Glyph::Warning />
                <p>
                    {words(move || importer.t("columns-without-ids"))}
                    <span class="muted">" " {words(move || importer.t("columns-without-ids-hint"))}</span>
                </p>
                {move || empty.get().map(|(column, name)| view! {
                    <button type="button" class="button" data-testid="number-clients" on:click=move |_| importer.number_clients(column)>
                        {words(move || importer.tn("columns-number", &[("column", name.clone().into())]))}
                    </button>
                })}
            </div>
        </Show>
    }
}

fn is_free(column: &Column) -> bool {
    column.filled == 0 && column.is_unmapped()
}
