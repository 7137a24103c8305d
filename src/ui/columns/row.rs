//! One column: what the file has in it, what it is taken for and why.

use std::collections::HashMap;

use leptos::prelude::*;

use super::dates::Dates;
use super::feeds::Feeds;
use super::name;
use super::target::Target;
use crate::protocol::Column;
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::parts::progress::percent;
use crate::ui::parts::samples::visible;

/// Below this a person had better look.
const UNSURE: u8 = 70;

#[component]
pub(super) fn ColumnRow(
    /// From 0.
    index: u32,
    /// Columns with the same header: the letters of the others.
    twins: Memo<HashMap<u32, String>>,
) -> impl IntoView {
    let importer = use_importer();
    // The row stays while its column changes, so that the focus stays where a person chose.
    let column = Memo::new(move |_| {
        let overview = importer.overview();
        overview.columns.iter().find(|column| column.index == index).cloned()
    });
    let with = move |read: fn(&Column) -> bool| column.with(|column| column.as_ref().is_some_and(read));
    let unmapped = move || with(Column::is_unmapped);
    let is_own = Memo::new(move |_| with(Column::is_row_numbers));
    let letter = column
        .with_untracked(|column| column.as_ref().map(|column| column.letter.clone()))
        .unwrap_or_default();
    let named = Signal::derive(move || column.with(|column| column.as_ref().map(name).unwrap_or_default()));
    let testid = format!("column-{letter}");
    let letter_of = StoredValue::new(letter.clone());
    view! {
        <tr class:columns__row--unmapped=unmapped data-testid=testid>
            <td class="columns__letter">{letter}</td>
            <th scope="row" class="columns__header">
                <Header column twins index />
            </th>
            <td class="columns__samples">
                {move || column.get().map(|column| {
                    column.samples.iter().map(|sample| view! { <bdi class="sample">{visible(sample)}</bdi> }).collect_view()
                })}
            </td>
            <td class="columns__target">
                <Show
                    when=move || !is_own.get()
                    fallback=move || view! { <span class="muted">{words(move || importer.t("columns-own"))}</span> }
                >
                    <Target index letter=letter_of.get_value() column named />
                    <Feeds index letter=letter_of.get_value() column named />
                    <Dates index letter=letter_of.get_value() column />
                </Show>
            </td>
            <td class="columns__why">
                {move || column.get().map(|column| view! { <Why column /> })}
            </td>
        </tr>
    }
}

/// The header's text, how many rows are filled, and what is odd about it.
#[component]
fn Header(column: Memo<Option<Column>>, twins: Memo<HashMap<u32, String>>, index: u32) -> impl IntoView {
    let importer = use_importer();
    let header = Memo::new(move |_| {
        column.with(|column| column.as_ref().map(|column| column.header.clone())).unwrap_or_default()
    });
    let filled = Memo::new(move |_| column.with(|column| column.as_ref().map_or(0, |column| column.filled)));
    let twin = Memo::new(move |_| twins.with(|twins| twins.get(&index).cloned()));
    view! {
        {move || match header.get() {
            header if header.trim().is_empty() => {
                view! { <span class="muted">{words(move || importer.t("columns-unnamed"))}</span> }.into_any()
            }
            header => view! { <bdi>{header}</bdi> }.into_any(),
        }}
        <span class="columns__filled">{words(move || importer.tn("columns-filled", &[("count", filled.get().into())]))}</span>
        {move || twin.get().map(|letters| view! {
            <span class="columns__odd" data-testid="twin-header">
                <Icon glyph=Glyph::Warning />
                {words(move || importer.tn("columns-twin", &[("letters", letters.clone().into())]))}
            </span>
        })}
    }
}

/// What it was decided by, and how sure that is.
#[component]
fn Why(column: Column) -> impl IntoView {
    let importer = use_importer();
    let Column { confidence, evidence, .. } = column;
    let unsure = confidence > 0 && confidence < UNSURE;
    let class = format!("confidence confidence--{evidence}");
    view! {
        <span class=class class:confidence--unsure=unsure>
            {words(move || {
                let evidence = importer.t(&format!("evidence-{evidence}"));
                match confidence {
                    0 | 100 => evidence,
                    _ => format!("{evidence} · {}", percent(importer, confidence)),
                }
            })}
            {unsure.then(|| view! { <span class="confidence__check">{words(move || importer.t("columns-look"))}</span> })}
        </span>
    }
}
