//! What is open, and the counts: always in sight, each a way to its rows.

use leptos::prelude::*;

use super::importer::{Importer, use_importer, words};
use super::parts::icon::{Glyph, Icon};
use super::parts::progress::bytes;
use super::parts::select::Select;
use crate::protocol::{Filter, OpenOptions, Overview, Request, Shape};

#[component]
pub(super) fn Summary() -> impl IntoView {
    let importer = use_importer();
    view! {
        <section class="summary" part="summary" aria-label=words(move || importer.t("summary-label"))>
            <div class="summary__file">
                <Icon glyph=Glyph::File />
                <span class="summary__name" data-testid="file-name">{move || importer.overview().file.clone()}</span>
                <span class="summary__facts">
                    {move || {
                        let overview = importer.overview();
                        importer.tn("summary-facts", &[
                            ("format", overview.format.clone().into()),
                            ("size", bytes(importer, overview.size).into()),
                            ("rows", importer.tn("count-rows", &[("count", overview.rows.into())]).into()),
                        ])
                    }}
                </span>
                <SheetPicker />
            </div>
            <Choices />
            <div class="counts">
                <Count key="clients" filter=Filter::All count=Signal::derive(move || importer.overview().clients) />
                <Count key="ready" filter=Filter::Ready count=Signal::derive(move || importer.overview().ready) />
                <Count key="errors" filter=Filter::Errors count=Signal::derive(move || importer.overview().error_rows) />
                <Count key="warnings" filter=Filter::Problems count=Signal::derive(move || importer.overview().warning_rows) />
            </div>
        </section>
    }
}

/// What a spreadsheet shows otherwise than it stores, and rows that hold nothing: never silently in
/// or out.
#[component]
fn Choices() -> impl IntoView {
    let importer = use_importer();
    let hidden = Memo::new(move |_| importer.overview().hidden_rows);
    let facts = Memo::new(move |_| facts(importer, &importer.overview()));
    view! {
        <Show when=move || { hidden.get() > 0 || !facts.get().is_empty() }>
            <div class="summary__choices" data-testid="shape">
                <Show when=move || { hidden.get() > 0 }>
                    <label class="check">
                        <input
                            type="checkbox"
                            data-testid="include-hidden"
                            prop:checked=move || importer.overview().include_hidden
                            on:change:target=move |event| {
                                importer.change(Request::SetIncludeHidden(event.target().checked()));
                            }
                        />
                        <span>{words(move || importer.tn("hidden-rows", &[("count", hidden.get().into())]))}</span>
                    </label>
                </Show>
                <For each=move || facts.get() key=|fact| fact.clone() let:fact>
                    <span data-testid=fact.0>{fact.1}</span>
                </For>
            </div>
        </Show>
    }
}

/// Facts in words, with what tests find them by.
fn facts(importer: Importer, overview: &Overview) -> Vec<(&'static str, String)> {
    let Shape { merged, hidden_columns, filter } = &overview.shape;
    let mut facts = Vec::new();
    if overview.blank_rows > 0 {
        facts.push(("blank-rows", importer.tn("blank-rows", &[("count", overview.blank_rows.into())])));
    }
    if *merged > 0 {
        facts.push(("merged", importer.tn("summary-merged", &[("count", (*merged).into())])));
    }
    if !hidden_columns.is_empty() {
        let letters = hidden_columns.join(", ");
        let count = hidden_columns.len();
        facts.push((
            "hidden-columns",
            importer.tn("summary-hidden-columns", &[("count", count.into()), ("letters", letters.into())]),
        ));
    }
    if let Some(area) = filter {
        facts.push(("filter-area", importer.tn("summary-filter", &[("area", area.clone().into())])));
    }
    facts
}

#[component]
fn Count(key: &'static str, filter: Filter, #[prop(into)] count: Signal<u32>) -> impl IntoView {
    let importer = use_importer();
    view! {
        <button
            type="button"
            class=format!("count count--{key}")
            class:count--none=move || count.get() == 0
            on:click=move |_| importer.show_rows(filter.clone())
        >
            <span class="count__number" data-testid=format!("count-{key}")>
                {words(move || importer.tn("number", &[("count", count.get().into())]))}
            </span>
            <span class="count__name">
                {words(move || importer.tn(&format!("count-{key}"), &[("count", count.get().into())]))}
            </span>
        </button>
    }
}

#[component]
fn SheetPicker() -> impl IntoView {
    let importer = use_importer();
    let options = move || {
        let hidden = importer.t("sheet-hidden");
        let sheets = importer.overview().sheets.clone();
        sheets
            .into_iter()
            .enumerate()
            .map(|(at, sheet)| {
                let name = if sheet.hidden { format!("{} ({hidden})", sheet.name) } else { sheet.name };
                (at.to_string(), name)
            })
            .collect::<Vec<_>>()
    };
    let choose = move |value: String| {
        importer.reopen_as(OpenOptions { sheet: value.parse().ok(), ..OpenOptions::default() });
    };
    let several = Memo::new(move |_| importer.overview().sheets.len() > 1);
    view! {
        <Show when=move || several.get()>
            <Select
                testid="sheet"
                label=words(move || importer.t("sheet-label"))
                value=Signal::derive(move || importer.overview().sheet.to_string())
                options=Signal::derive(options)
                choose=Callback::new(choose)
            />
        </Show>
    }
}
