//! Where keys arrive and text is typed: one text field that is always there and stands over the cell
//! a person is on. So composing (Chinese, accents, dictation) begins in a field as it has to, and the
//! browser's own copying and pasting work; readers are led to the cell by `aria-activedescendant`.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use super::keys::{self, Key, Wish};
use super::painter;
use super::selection::{Kind, Selection, Way};
use super::state::Grid;
use crate::ui::importer::words;
use crate::ui::parts::direction::onward;

#[component]
pub(super) fn Editor(grid: Grid) -> impl IntoView {
    let importer = grid.importer;
    let is_editing = Memo::new(move |_| grid.editing.with(Option::is_some));
    let place = move || {
        let at = grid.selection.get().map(|selection| selection.active).unwrap_or_default();
        grid.viewport.place(&(at.row..at.row + 1), &(at.column..at.column + 1))
    };
    let name = move || {
        let Some(place) = grid.place() else { return importer.t("grid-label") };
        let cell = format!("{}{}", place.letter, place.row.number);
        importer.tn("cell-name", &[("cell", cell.into())])
    };
    let descendant = move || {
        let selection = grid.selection.get().filter(|_| !is_editing.get())?;
        Some(match selection.kind {
            Kind::Header => header_id(selection.active.column),
            _ => painter::id(selection.active),
        })
    };
    view! {
        <textarea
            class="grid__editor"
            class:grid__editor--open=move || is_editing.get()
            data-testid="grid-editor"
            rows="1"
            dir="auto"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            inputmode=move || if is_editing.get() { "text" } else { "none" }
            aria-label=words(name)
            aria-controls="grid-table"
            aria-describedby="grid-keys"
            aria-activedescendant=descendant
            node_ref=grid.input
            style:inset-inline-start=move || format!("{}px", place().0)
            style:inset-block-start=move || format!("{}px", place().1)
            style:min-inline-size=move || format!("{}px", place().2 + 1.0)
            style:max-inline-size=move || format!("{}px", (grid.viewport.size.get().0 - place().0).max(place().2))
            on:keydown=move |event| pressed(grid, &event)
            on:input=move |_| grid.type_over()
            on:compositionstart=move |_| grid.type_over()
            on:copy=move |event| grid.copy(&event, false)
            on:cut=move |event| grid.copy(&event, true)
            on:paste=move |event| grid.pasted(&event)
            on:blur=move |_| grid.close_editor(true)
        ></textarea>
    }
}

/// The id of a column's header.
pub(super) fn header_id(column: usize) -> String {
    format!("head-{column}")
}

fn pressed(grid: Grid, event: &KeyboardEvent) {
    // Keys that choose letters while composing are not ours.
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    let (name, code) = (event.key(), event.code());
    let key = Key {
        name: onward(&name, grid.viewport.is_rtl()),
        code: &code,
        shift: event.shift_key(),
        control: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    };
    let is_used = match grid.editing.get_untracked() {
        Some(editing) => typing(grid, editing.typed, key, event),
        None => keys::wish(key, grid.viewport.page()).is_some_and(|wish| grid.obey(wish)),
    };
    if is_used {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// A key while a cell is being typed into.
fn typing(grid: Grid, typed: bool, key: Key<'_>, event: &KeyboardEvent) -> bool {
    let size = grid.size_now();
    let leave = |next: &dyn Fn(Selection) -> Selection| {
        grid.close_editor(true);
        if let Some(selection) = grid.selection.get_untracked() {
            grid.select(next(selection));
        }
        true
    };
    match key.name {
        "Escape" => {
            grid.close_editor(false);
            true
        }
        "Enter" if key.alt => break_line(grid, event),
        "Enter" if key.control => {
            grid.close_editor_for_all();
            true
        }
        "Enter" => leave(&|selection| selection.entered(key.shift, size)),
        "Tab" if !key.control && !key.alt => leave(&|selection| selection.tabbed(key.shift, size)),
        "F2" => {
            grid.editing.update(|editing| {
                if let Some(editing) = editing {
                    editing.typed = !editing.typed;
                }
            });
            true
        }
        _ if typed && !key.shift => match keys::wish(key, grid.viewport.page()) {
            Some(Wish::Go { way, extend: false }) if !matches!(way, Way::RowStart | Way::RowEnd) => {
                leave(&|selection| selection.moved(way, size))
            }
            _ => false,
        },
        _ => false,
    }
}

/// A line break where the caret is.
fn break_line(grid: Grid, event: &KeyboardEvent) -> bool {
    let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return false;
    };
    let caret = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(0);
    let (start, end) = (caret(field.selection_start()), caret(field.selection_end()));
    let _ = field.set_range_text_with_start_and_end_and_mode("\n", start, end, "end");
    grid.type_over();
    true
}
