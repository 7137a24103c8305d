//! A grid over rows it does not hold: it paints the rows and columns in sight and asks the worker
//! for windows of rows as a person moves, at the same cost for fifty rows or a million.

mod rows;
mod viewport;

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use self::rows::RowStore;
use self::viewport::{COLUMN_WIDTH, NUMBER_WIDTH, Viewport};
use crate::protocol::{Column, RowView, Severity};
use crate::ui::importer::{use_importer, words};

/// The cell a person is on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Place {
    /// The row.
    pub(in crate::ui) row: RowView,
    /// Column in the file, from 0.
    pub(in crate::ui) column: u32,
    /// Its letter.
    pub(in crate::ui) letter: String,
}

/// The cell a person is on, by positions in the grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cursor {
    row: u32,
    column: usize,
}

#[component]
pub(in crate::ui) fn Grid(
    /// Set to the cell a person is on.
    place: RwSignal<Option<Place>>,
) -> impl IntoView {
    let importer = use_importer();
    let frame = NodeRef::<html::Div>::new();
    let viewport = Viewport::observe(frame);
    let store = RowStore::new(importer);
    let columns = Memo::new(move |_| importer.overview().columns.clone());
    let cursor = RwSignal::new(None::<Cursor>);
    let seen = Memo::new(move |_| viewport.rows(store.total()));
    let seen_columns = Memo::new(move |_| viewport.columns(columns.with(Vec::len)));
    Effect::new(move |_| store.want(seen.get()));
    Effect::watch(
        move || importer.filter.get(),
        move |_, _, _| {
            cursor.set(None);
            viewport.to_top();
        },
        false,
    );
    Effect::new(move |_| place.set(cursor.get().and_then(|cursor| find(cursor, store, columns))));
    let key = move |event: KeyboardEvent| {
        let Some(moved) = moved(&event, cursor.get_untracked(), viewport) else { return };
        event.prevent_default();
        let last_row = store.total().saturating_sub(1);
        let last_column = columns.with_untracked(Vec::len).saturating_sub(1);
        let next = Cursor { row: moved.row.min(last_row), column: moved.column.min(last_column) };
        viewport.reveal(next.row, next.column, store.total());
        cursor.set(Some(next));
    };
    view! {
        <div
            class="grid"
            role="grid"
            tabindex="0"
            data-testid="grid"
            aria-label=words(move || importer.t("grid-label"))
            aria-rowcount=move || (store.total() + 1).to_string()
            aria-colcount=move || (columns.with(Vec::len) + 1).to_string()
            aria-activedescendant=move || cursor.get().map(|cursor| cell_id(cursor.row, cursor.column))
            node_ref=frame
            on:scroll=move |_| viewport.scrolled()
            on:keydown=key
        >
            <div
                class="grid__space"
                role="presentation"
                style:width=move || format!("{}px", NUMBER_WIDTH + COLUMN_WIDTH * wide(columns.with(Vec::len)))
                style:height=move || format!("{}px", viewport::scroll_height(store.total()))
            >
                <div
                    class="grid__window"
                    role="presentation"
                    style:width=move || format!("{}px", viewport.width())
                    style:height=move || format!("{}px", viewport.height())
                >
                    <HeaderRow viewport columns seen=seen_columns />
                    <For each=move || seen.get() key=|row| *row let:row>
                        <GridRow position=row viewport store columns seen=seen_columns cursor />
                    </For>
                    <Show when=move || store.is_known() && store.total() == 0>
                        <p class="grid__empty">{words(move || importer.t("grid-empty"))}</p>
                    </Show>
                </div>
            </div>
        </div>
    }
}

#[component]
fn HeaderRow(
    viewport: Viewport,
    columns: Memo<Vec<Column>>,
    seen: Memo<std::ops::Range<usize>>,
) -> impl IntoView {
    let importer = use_importer();
    let cells = move || {
        seen.get()
            .filter_map(|at| columns.with(|columns| columns.get(at).cloned()).map(|column| (at, column)))
            .map(|(at, column)| {
                let field = column.target.clone();
                view! {
                    <div
                        class="grid__head"
                        role="columnheader"
                        aria-colindex=(at + 2).to_string()
                        style:transform=move || format!("translateX({}px)", viewport.column_x(at))
                    >
                        <span class="grid__letter">{column.letter}</span>
                        <span class="grid__title">{column.header}</span>
                        {field.map(|target| {
                            let name = target.split(':').next().unwrap_or_default().to_owned();
                            view! { <span class="grid__field">{words(move || importer.t(&format!("field-{name}")))}</span> }
                        })}
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div class="grid__header" role="row" aria-rowindex="1">
            <div class="grid__corner" role="columnheader" aria-colindex="1">
                <span class="visually-hidden">{words(move || importer.t("grid-row-number"))}</span>
            </div>
            {cells}
        </div>
    }
}

#[component]
fn GridRow(
    position: u32,
    viewport: Viewport,
    store: RowStore,
    columns: Memo<Vec<Column>>,
    seen: Memo<std::ops::Range<usize>>,
    cursor: RwSignal<Option<Cursor>>,
) -> impl IntoView {
    let row = Memo::new(move |_| store.row(position));
    let number = move || row.with(|row| row.as_ref().map(|row| row.number));
    let bad = move || row.with(|row| row.as_ref().and_then(worst));
    let hidden = move || row.with(|row| row.as_ref().is_some_and(|row| row.hidden));
    let cells = move || {
        let row = row.get()?;
        let cells = seen
            .get()
            .filter_map(|at| {
                let column = columns.with(|columns| columns.get(at).map(|column| column.index))?;
                let cell = row.cells.iter().find(|cell| cell.column == column);
                let text = cell.map(|cell| cell.text.clone()).unwrap_or_default();
                let number = cell.is_some_and(|cell| cell.number);
                let severity = cell.and_then(|cell| cell.problems.iter().map(|problem| problem.severity).max_by_key(rank));
                Some(view! {
                    <div
                        class="grid__cell"
                        class:grid__cell--number=number
                        class:grid__cell--error=severity.is_some_and(is_error)
                        class:grid__cell--warning=severity == Some(Severity::Warning)
                        class:grid__cell--current=move || cursor.get() == Some(Cursor { row: position, column: at })
                        role="gridcell"
                        id=cell_id(position, at)
                        aria-colindex=(at + 2).to_string()
                        aria-invalid=severity.map(|_| "true")
                        style:transform=move || format!("translateX({}px)", viewport.column_x(at))
                        on:click=move |_| cursor.set(Some(Cursor { row: position, column: at }))
                    >
                        {text}
                    </div>
                })
            })
            .collect_view();
        Some(cells)
    };
    view! {
        <div
            class="grid__row"
            class:grid__row--hidden=hidden
            role="row"
            aria-rowindex=(position + 2).to_string()
            data-row=move || number().map(|number| number.to_string())
            style:transform=move || format!("translateY({}px)", viewport.row_y(position, store.total()))
        >
            {cells}
            <div
                class="grid__number"
                class:grid__number--error=move || bad().is_some_and(is_error)
                class:grid__number--warning=move || bad() == Some(Severity::Warning)
                role="rowheader"
                aria-colindex="1"
            >
                {move || number().map(|number| number.to_string())}
            </div>
        </div>
    }
}

/// Where a key moves the cursor, if it moves it.
fn moved(event: &KeyboardEvent, cursor: Option<Cursor>, viewport: Viewport) -> Option<Cursor> {
    let at = cursor.unwrap_or_default();
    let Cursor { row, column } = at;
    let page = viewport.page();
    let whole = event.ctrl_key() || event.meta_key();
    let next = match event.key().as_str() {
        "ArrowDown" if cursor.is_none() => at,
        "ArrowDown" => Cursor { row: row.saturating_add(1), column },
        "ArrowUp" => Cursor { row: row.saturating_sub(1), column },
        "ArrowRight" => Cursor { row, column: column + 1 },
        "ArrowLeft" => Cursor { row, column: column.saturating_sub(1) },
        "PageDown" => Cursor { row: row.saturating_add(page), column },
        "PageUp" => Cursor { row: row.saturating_sub(page), column },
        "Home" if whole => Cursor::default(),
        "End" if whole => Cursor { row: u32::MAX, column },
        "Home" => Cursor { row, column: 0 },
        "End" => Cursor { row, column: usize::MAX },
        _ => return None,
    };
    Some(next)
}

fn find(cursor: Cursor, store: RowStore, columns: Memo<Vec<Column>>) -> Option<Place> {
    let row = store.row(cursor.row)?;
    let column = columns.with(|columns| columns.get(cursor.column).cloned())?;
    Some(Place { row, column: column.index, letter: column.letter })
}

/// The gravest problem of a row.
fn worst(row: &RowView) -> Option<Severity> {
    row.cells
        .iter()
        .flat_map(|cell| &cell.problems)
        .chain(&row.problems)
        .map(|problem| problem.severity)
        .max_by_key(rank)
}

const fn rank(severity: &Severity) -> u8 {
    match severity {
        Severity::Blocks => 2,
        Severity::Error => 1,
        Severity::Warning => 0,
    }
}

const fn is_error(severity: Severity) -> bool {
    matches!(severity, Severity::Error | Severity::Blocks)
}

fn cell_id(row: u32, column: usize) -> String {
    format!("cell-{row}-{column}")
}

#[expect(clippy::cast_precision_loss, reason = "columns are at most 16 384")]
const fn wide(columns: usize) -> f64 {
    columns as f64
}
