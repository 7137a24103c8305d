//! Several columns for one field: the first that is filled, or all of them together.

use leptos::prelude::*;

use crate::protocol::{FieldJoin, Join, Request};
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::select::Select;

/// What can stand between joined values.
const BETWEEN: [(&str, &str); 4] = [
    (" ", "columns-join-space"),
    (", ", "columns-join-comma"),
    ("; ", "columns-join-semicolon"),
    ("\n", "columns-join-line"),
];
const FIRST: &str = "first";

#[component]
pub(super) fn Joins() -> impl IntoView {
    let importer = use_importer();
    let fields = Memo::new(move |_| {
        importer.overview().joins.iter().map(|join| join.field.clone()).collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !fields.get().is_empty()>
            <section class="joins" data-testid="joins" aria-labelledby="joins-title">
                <h3 class="joins__title" id="joins-title">{words(move || importer.t("columns-joins"))}</h3>
                <ul class="joins__list">
                    <For each=move || fields.get() key=|field| field.clone() let:field>
                        <JoinOf field />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn JoinOf(field: String) -> impl IntoView {
    let importer = use_importer();
    let field = StoredValue::new(field);
    let join = Memo::new(move |_| {
        let overview = importer.overview();
        overview.joins.iter().find(|join| join.field == field.get_value()).cloned()
    });
    let columns = move || sources(importer, &field.get_value());
    view! {
        <li class="join">
            <Select
                testid=format!("join-{}", field.get_value())
                label=words(move || importer.tn("columns-join-of", &[
                    ("field", importer.target_words(&field.get_value()).into()),
                    ("columns", columns().into()),
                ]))
                value=Signal::derive(move || key(join.get().as_ref()))
                options=Signal::derive(move || options(importer, join.get().as_ref()))
                choose=Callback::new(move |choice: String| {
                    let join = if choice == FIRST { Join::First } else { Join::With(choice) };
                    importer.map(Request::SetJoin { field: field.get_value(), join });
                })
            />
        </li>
    }
}

fn key(join: Option<&FieldJoin>) -> String {
    match join.map(|join| &join.join) {
        None | Some(Join::First) => FIRST.to_owned(),
        Some(Join::With(between)) => between.clone(),
    }
}

/// The choices; what a loaded mapping has between is one of them.
fn options(importer: Importer, join: Option<&FieldJoin>) -> Vec<(String, String)> {
    let first = (FIRST.to_owned(), importer.t("columns-join-first"));
    let between = BETWEEN.iter().map(|(sign, key)| ((*sign).to_owned(), importer.t(key)));
    let mut options: Vec<_> = std::iter::once(first).chain(between).collect();
    let chosen = key(join);
    if !options.iter().any(|(sign, _)| *sign == chosen) {
        options.push((chosen.clone(), importer.tn("columns-join-with", &[("sign", chosen.into())])));
    }
    options
}

/// Names of the columns that feed a field.
fn sources(importer: Importer, field: &str) -> String {
    let overview = importer.overview();
    let feeds = overview.columns.iter().filter(|column| {
        column.target.as_deref() == Some(field) || column.feeds.iter().any(|feed| feed.target == field)
    });
    feeds.map(super::name).collect::<Vec<_>>().join(", ")
}
