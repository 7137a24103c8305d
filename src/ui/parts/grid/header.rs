//! The header: a column's letter, its header in the file, its field; sorted and resized here.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, MouseEvent, PointerEvent};

use super::editor::header_id;
use super::pointer::capture;
use super::selection::{At, Kind, Selection};
use super::state::Grid;
use crate::protocol::{Column, Sort};
use crate::ui::importer::words;

#[component]
pub(super) fn HeaderRow(grid: Grid) -> impl IntoView {
    let importer = grid.importer;
    let shown = Memo::new(move |_| {
        let shown = grid.viewport.columns();
        // The one a person is on is always there for readers.
        let active = grid.selection.get().map(|selection| selection.active.column);
        let outside = active.filter(|column| !shown.contains(column));
        shown.chain(outside).collect::<Vec<usize>>()
    });
    let columns = move || {
        let at = |at: usize| grid.columns.with(|columns| columns.get(at).cloned()).map(|column| (at, column));
        shown.get().into_iter().filter_map(at).collect::<Vec<(usize, Column)>>()
    };
    view! {
        <div class="grid__header" role="row" aria-rowindex="1">
            <div class="grid__corner" role="columnheader" aria-colindex="1">
                <span class="visually-hidden">{words(move || importer.t("grid-row-number"))}</span>
            </div>
            <div class="grid__strip" role="presentation">
                <For
                    each=columns
                    key=|(at, column)| (*at, column.header.clone(), column.target.clone())
                    let((at, column))
                >
                    <Head grid at column />
                </For>
            </div>
        </div>
    }
}

#[component]
fn Head(grid: Grid, at: usize, column: Column) -> impl IntoView {
    let importer = grid.importer;
    let index = column.index;
    let letter = column.letter.clone();
    let field = column.target.map(|target| target.split(':').next().unwrap_or_default().to_owned());
    let sorted = move || importer.sort.get().filter(|sort: &Sort| sort.column == index);
    let order = move || match sorted() {
        None => "none",
        Some(Sort { descending: false, .. }) => "ascending",
        Some(_) => "descending",
    };
    let is_active = move || {
        grid.selection
            .get()
            .is_some_and(|selection| selection.kind == Kind::Header && selection.active.column == at)
    };
    let is_selected = move || grid.area().columns.contains(&at);
    let clicked = move |event: MouseEvent| {
        if event.detail() > 1 {
            return;
        }
        if target(&event).is_some_and(|target| target.class_list().contains("grid__letter")) {
            let before = grid.selection.get_untracked().filter(|_| event.shift_key());
            let row = grid.viewport.scroll.get_untracked().seen().start;
            grid.select(match before {
                Some(before) => Selection::column(before.active).extended_to(At { row, column: at }),
                None => Selection::column(At { row, column: at }),
            });
        } else {
            grid.sort(at);
        }
    };
    view! {
        <div
            class="grid__head"
            class:grid__head--active=is_active
            class:grid__head--selected=is_selected
            role="columnheader"
            id=header_id(at)
            aria-colindex=(at + 2).to_string()
            aria-sort=order
            data-column=column.letter
            style:inset-inline-start=move || grid.viewport.widths.with(|widths| format!("{}px", widths.start(at)))
            style:inline-size=move || grid.viewport.widths.with(|widths| format!("{}px", widths.width(at)))
            on:click=clicked
        >
            <span class="grid__letter" title=words(move || importer.t("grid-select-column"))>{letter}</span>
            <span class="grid__title" dir="auto">{column.header.clone()}</span>
            <span class={"grid__order"} aria-hidden="true"></span>
            {field.map(|field| {
                view! { <span class="grid__field">{words(move || importer.t(&format!("field-{field}")))}</span> }
            })}
            <Edge grid at />
        </div>
    }
}

/// Where a column is taken to make it wider or narrower.
#[component]
fn Edge(grid: Grid, at: usize) -> impl IntoView {
    let held = StoredValue::new(None::<(f64, f64)>);
    let down = move |event: PointerEvent| {
        event.prevent_default();
        event.stop_propagation();
        capture(&event);
        let width = grid.viewport.widths.with_untracked(|widths| widths.width(at));
        held.set_value(Some((f64::from(event.client_x()), width)));
    };
    let moved = move |event: PointerEvent| {
        let Some((from, width)) = held.get_value() else { return };
        let way = f64::from(event.client_x()) - from;
        let way = if grid.viewport.is_rtl() { -way } else { way };
        grid.viewport.widths.update(|widths| widths.set(at, width + way));
    };
    view! {
        <span
            class="grid__edge"
            aria-hidden="true"
            data-testid="grid-edge"
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(None)
            on:pointercancel=move |_| held.set_value(None)
            on:click=move |event| event.stop_propagation()
            on:dblclick=move |event: MouseEvent| {
                event.stop_propagation();
                grid.fit(at, title_width(grid, at));
            }
        ></span>
    }
}

/// Width that the header of a column would take.
pub(super) fn title_width(grid: Grid, at: usize) -> f64 {
    let width = || {
        let frame = grid.viewport.frame.get_untracked()?;
        let head = frame.query_selector(&format!("#{}", header_id(at))).ok()??;
        let texts = head.query_selector_all(".grid__title, .grid__field").ok()?;
        let width = |text: u32| texts.item(text)?.dyn_into::<Element>().ok().map(|text| text.scroll_width());
        (0..texts.length()).filter_map(width).max()
    };
    f64::from(width().unwrap_or(0)) + 14.0
}

fn target(event: &MouseEvent) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into::<Element>().ok())
}
