//! What can be done with the selected cells or a column, as a menu: for the pointer's other button,
//! the menu key, and whoever does not know the keys.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::header::title_width;
use super::keys::Wish;
use super::selection::{Kind, Selection};
use super::state::Grid;
use crate::protocol::{Action, ProblemView, Sort};
use crate::ui::importer::words;

/// Something to choose.
#[derive(Clone, PartialEq)]
struct Item {
    /// Its words.
    name: String,
    /// The keys that do the same.
    keys: &'static str,
    deed: Deed,
    /// A line above it.
    apart: bool,
}

#[derive(Clone, PartialEq)]
enum Deed {
    Wish(Wish),
    Copy,
    Cut,
    Paste,
    Reset,
    LeaveOut(bool),
    Move,
    Repair(Action),
    Sort(Option<Sort>),
    Fit,
    SelectColumn,
}

#[component]
pub(super) fn Menu(grid: Grid) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let items = Memo::new(move |_| if grid.menu.get().is_some() { items(grid) } else { Vec::new() });
    Effect::new(move |_| {
        let (Some(place), Some(list)) = (grid.menu.get(), list.get()) else { return };
        items.track();
        show(&list, place);
    });
    let toggled = move |_| {
        let is_open = list.get_untracked().is_some_and(|list| list.matches(":popover-open").unwrap_or(false));
        if !is_open && grid.menu.get_untracked().is_some() {
            grid.menu.set(None);
            grid.focus();
        }
    };
    let chosen = move |deed: Deed| {
        if let Some(list) = list.get_untracked() {
            let list: &HtmlElement = &list;
            let _ = list.hide_popover();
        }
        grid.menu.set(None);
        grid.focus();
        perform(grid, deed);
    };
    view! {
        <div
            class="grid__menu"
            role="menu"
            popover="auto"
            data-testid="grid-menu"
            aria-label=words(move || grid.importer.t("cell-menu"))
            node_ref=list
            on:toggle=toggled
            on:keydown=move |event| walk(&event)
            on:contextmenu=move |event| event.prevent_default()
        >
            {move || items.get().into_iter().map(|Item { name, keys, deed, apart }| view! {
                <button
                    type="button"
                    class="grid__choice"
                    class:grid__choice--apart=apart
                    role="menuitem"
                    tabindex="-1"
                    on:click=move |_| chosen(deed.clone())
                >
                    <span>{name}</span>
                    <kbd class="grid__keys" aria-hidden="true">{keys}</kbd>
                </button>
            }).collect_view()}
        </div>
    }
}

fn items(grid: Grid) -> Vec<Item> {
    let Some(selection) = grid.selection.get() else { return Vec::new() };
    let t = |key: &str| grid.importer.t(key);
    let item = |name: String, keys, deed| Item { name, keys, deed, apart: false };
    let apart = |item: Item| Item { apart: true, ..item };
    if selection.kind == Kind::Header {
        let Some(column) = grid.column(selection.active.column).map(|column| column.index) else {
            return Vec::new();
        };
        let sort = |descending| Deed::Sort(Some(Sort { column, descending }));
        return vec![
            item(t("grid-sort-up"), "Enter", sort(false)),
            item(t("grid-sort-down"), "", sort(true)),
            item(t("grid-sort-not"), "", Deed::Sort(None)),
            apart(item(t("grid-wider"), "Alt →", Deed::Wish(Wish::Widen { narrower: false }))),
            item(t("grid-narrower"), "Alt ←", Deed::Wish(Wish::Widen { narrower: true })),
            item(t("grid-fit"), "", Deed::Fit),
            apart(item(t("grid-select-column"), "Ctrl Space", Deed::SelectColumn)),
        ];
    }
    let mut items = vec![
        item(t("cell-edit"), "F2", Deed::Wish(Wish::Edit)),
        item(t("cell-cut"), "Ctrl X", Deed::Cut),
        item(t("cell-copy"), "Ctrl C", Deed::Copy),
        item(t("cell-paste"), "Ctrl V", Deed::Paste),
        apart(item(t("cell-fill-down"), "Ctrl D", Deed::Wish(Wish::FillDown))),
        item(t("cell-clear"), "Delete", Deed::Wish(Wish::Clear)),
        item(t("cell-reset"), "", Deed::Reset),
    ];
    let row = grid.row(selection.active.row);
    let (out, back) =
        (row.as_ref().is_none_or(|row| !row.excluded), row.as_ref().is_none_or(|row| row.excluded));
    items.extend(out.then(|| apart(item(t("grid-leave-out"), "", Deed::LeaveOut(true)))));
    items.extend(back.then(|| apart(item(t("grid-take-in"), "", Deed::LeaveOut(false)))));
    items.push(item(t("move-open"), "", Deed::Move));
    let repairs = grid.place().map(|place| repairs(grid, place.column, &place.row)).unwrap_or_default();
    items.extend(
        repairs
            .into_iter()
            .enumerate()
            .map(|(at, (name, action))| Item { apart: at == 0, ..item(name, "", Deed::Repair(action)) }),
    );
    items
}

/// The repairs of a cell's problems, in words.
fn repairs(grid: Grid, column: u32, row: &crate::protocol::RowView) -> Vec<(String, Action)> {
    let cell = row.cells.iter().find(|cell| cell.column == column);
    let problems = cell.into_iter().flat_map(|cell| &cell.problems);
    let repairs = problems.flat_map(|ProblemView { code, repairs, arguments, .. }| {
        // Leaving the row out has a place of its own in the menu.
        let repairs = repairs.iter().filter(|kind| *kind != "exclude");
        repairs.map(move |kind| (code, kind, arguments))
    });
    let worded = repairs.map(|(code, kind, arguments)| {
        let name = grid.importer.tc("repair-here", kind, arguments);
        let (code, kind) = (code.clone(), kind.clone());
        (name, Action::Repair { code, kind, column: Some(column), row: Some(row.number) })
    });
    worded.collect()
}

fn perform(grid: Grid, deed: Deed) {
    let at = grid.selection.get_untracked().map(|selection| selection.active).unwrap_or_default();
    match deed {
        Deed::Wish(wish) => _ = grid.obey(wish),
        Deed::Copy => grid.copy_by_button(false),
        Deed::Cut => grid.copy_by_button(true),
        Deed::Paste => grid.paste_by_button(),
        Deed::Reset => grid.reset(),
        Deed::LeaveOut(exclude) => grid.leave_out(exclude),
        Deed::Move => grid.move_clients(),
        Deed::Repair(action) => grid.importer.act(action),
        Deed::Sort(sort) => grid.sort_as(at.column, sort),
        Deed::Fit => grid.fit(at.column, title_width(grid, at.column)),
        Deed::SelectColumn => grid.select(Selection::column(at)),
    }
}

/// Opens the list with its corner at a place, or as near to it as fits the window.
fn show(list: &HtmlElement, (x, y): (f64, f64)) {
    let _ = list.show_popover();
    let size =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    let room = (size(window().inner_width()), size(window().inner_height()));
    let fit = |at: f64, size: i32, room: f64| at.min(room - f64::from(size) - 8.0).max(8.0);
    let style = list.style();
    let _ = style.set_property("left", &format!("{}px", fit(x, list.offset_width(), room.0)));
    let _ = style.set_property("top", &format!("{}px", fit(y, list.offset_height(), room.1)));
    if let Some(first) = list.query_selector("button").ok().flatten() {
        let _ = first.unchecked_into::<HtmlElement>().focus();
    }
}

/// Arrows walk the list, round at the ends.
fn walk(event: &KeyboardEvent) {
    let Some(list) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let Ok(buttons) = list.query_selector_all("button") else { return };
    let buttons: Vec<HtmlElement> =
        (0..buttons.length()).filter_map(|at| buttons.item(at)?.dyn_into().ok()).collect();
    let here = event.target().and_then(|target| {
        let target = target.dyn_into::<HtmlElement>().ok()?;
        buttons.iter().position(|button| *button == target)
    });
    let last = buttons.len().saturating_sub(1);
    let next = match (event.key().as_str(), here) {
        ("ArrowDown", Some(at)) if at < last => at + 1,
        ("ArrowDown", _) | ("Home", _) => 0,
        ("ArrowUp", Some(at)) if at > 0 => at - 1,
        ("ArrowUp", _) | ("End", _) => last,
        // Tab would leave the menu open behind.
        ("Tab", _) => return event.prevent_default(),
        _ => return,
    };
    event.prevent_default();
    if let Some(button) = buttons.get(next) {
        let _ = button.focus();
    }
}
