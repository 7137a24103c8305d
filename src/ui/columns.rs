//! The second step: which column is which field, decided for the person and theirs to change.

mod custom;
mod dates;
mod feeds;
mod joins;
mod keeping;
mod latin;
mod reading;
mod row;
mod target;
mod without_ids;

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;

use self::row::ColumnRow;
use super::importer::{Step, use_importer, words};
use super::parts::heading::Heading;
use super::parts::icon::{Glyph, Icon};
use crate::protocol::Column;

/// Columns shown before the person asks for the rest.
const FIRST_COLUMNS: usize = 100;

#[component]
pub(super) fn Columns() -> impl IntoView {
    let importer = use_importer();
    view! {
        <section class="step-body" data-testid="step-columns" aria-labelledby="columns-title">
            <div class="step-head" data-focus-home tabindex="-1">
                <Heading id="columns-title" words=words(move || importer.t("columns-title")) />
                <p class="step-hint">{words(move || importer.t("columns-hint"))}</p>
                <keeping::Keeping />
            </div>
            <Recognised />
            <without_ids::WithoutIds />
            <reading::Reading />
            <Table />
            <joins::Joins />
            <Unmapped />
            <div class="actions step-foot">
                <button type="button" class="button button--primary" part="button primary" data-testid="next" on:click=move |_| importer.go(Step::Review)>
                    {words(move || importer.t("next-review"))}
                </button>
            </div>
        </section>
    }
}

/// The program the file comes from, where its headers say so; and that the columns are as last time.
#[component]
fn Recognised() -> impl IntoView {
    let importer = use_importer();
    let preset = Memo::new(move |_| importer.overview().preset.clone());
    let recalled = Memo::new(move |_| importer.is_recalled());
    view! {
        <Show when=move || preset.with(Option::is_some)>
            <p class="recognised" data-testid="preset">
                <Icon glyph=Glyph::Check />
                <span>
                    {words(move || {
                        let preset = preset.get().unwrap_or_default();
                        let name = importer.tc("preset", &preset, &BTreeMap::new());
                        importer.tn("columns-recognised", &[("preset", name.into())])
                    })}
                </span>
            </p>
        </Show>
        <Show when=move || recalled.get()>
            <p class="recognised recognised--kept" data-testid="recalled">
                <Icon glyph=Glyph::History />
                <span>{words(move || importer.t("columns-remembered"))}</span>
                <button type="button" class="link" data-testid="forget" on:click=move |_| importer.forget_mapping()>
                    {words(move || importer.t("columns-forget"))}
                </button>
            </p>
        </Show>
    }
}

#[component]
fn Table() -> impl IntoView {
    let importer = use_importer();
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| importer.overview().columns.len());
    let indices = Memo::new(move |_| {
        let shown = if all.get() { usize::MAX } else { FIRST_COLUMNS };
        importer.overview().columns.iter().take(shown).map(|column| column.index).collect::<Vec<_>>()
    });
    let twins = Memo::new(move |_| twins(&importer.overview().columns));
    view! {
        <div class="table-frame">
            <table class="columns">
                <thead>
                    <tr>
                        <th scope="col" class="columns__letter"><span class="visually-hidden">{words(move || importer.t("columns-letter"))}</span></th>
                        <th scope="col">{words(move || importer.t("columns-header"))}</th>
                        <th scope="col">{words(move || importer.t("columns-samples"))}</th>
                        <th scope="col">{words(move || importer.t("columns-target"))}</th>
                        <th scope="col">{words(move || importer.t("columns-confidence"))}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || indices.get() key=|index| *index let:index>
                        <ColumnRow index twins />
                    </For>
                </tbody>
            </table>
        </div>
        <Show when=move || { count.get() > FIRST_COLUMNS && !all.get() }>
            <button type="button" class="button" on:click=move |_| all.set(true)>
                {words(move || importer.tn("columns-more", &[("count", (count.get() - FIRST_COLUMNS).into())]))}
            </button>
        </Show>
    }
}

/// Columns that are not imported: named, so that none is lost without a word.
#[component]
fn Unmapped() -> impl IntoView {
    /// Names listed; more are counted.
    const NAMED: usize = 12;
    let importer = use_importer();
    let left = Memo::new(move |_| {
        let overview = importer.overview();
        let left = overview.columns.iter().filter(|column| column.is_unmapped());
        left.map(name).collect::<Vec<_>>()
    });
    let told = move || {
        left.with(|left| {
            let mut names = left.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            if left.len() > NAMED {
                names.push('…');
            }
            importer.tn("columns-unmapped", &[("count", left.len().into()), ("names", names.into())])
        })
    };
    view! {
        <Show when=move || !left.get().is_empty()>
            <p class="columns__unmapped" data-testid="unmapped">{words(told)}</p>
        </Show>
    }
}

/// What a person calls a column: its header, else its letter.
fn name(column: &Column) -> String {
    let header = column.header.trim();
    if header.is_empty() { column.letter.clone() } else { header.to_owned() }
}

/// Columns of the same header, letter case and spaces around aside: by column, the letters of the others.
fn twins(columns: &[Column]) -> HashMap<u32, String> {
    let mut alike: HashMap<String, Vec<&Column>> = HashMap::new();
    for column in columns.iter().filter(|column| !column.header.trim().is_empty()) {
        alike.entry(column.header.trim().to_lowercase()).or_default().push(column);
    }
    let several = alike.into_values().filter(|columns| columns.len() > 1);
    several
        .flat_map(|columns| {
            columns
                .iter()
                .map(|column| {
                    let others = columns.iter().filter(|other| other.index != column.index);
                    (column.index, others.map(|other| other.letter.as_str()).collect::<Vec<_>>().join(", "))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}
