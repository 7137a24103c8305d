//! A grid over rows it does not hold, that feels like a spreadsheet: it paints the rows and columns
//! in sight, asks the worker for windows of rows as a person moves, at the same cost for fifty rows or
//! a million, and sends what they change as actions.
//!
//! It knows positions, texts and marks; what a problem is and what a change does is the worker's.

mod changes;
mod clipboard;
mod commands;
mod editor;
mod header;
mod keys;
mod look;
mod menu;
mod painter;
mod pointer;
mod rows;
mod scroll;
mod selection;
mod state;
mod viewport;
mod widths;

use leptos::html;
use leptos::prelude::*;

use self::editor::Editor;
use self::header::HeaderRow;
use self::menu::Menu;
use self::painter::Painter;
use self::pointer::Pointer;
use self::selection::Area;
use self::state::Said;
use crate::protocol::RowView;
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

/// What a column of ids is mapped to begins so.
const IDS: &str = "social_id";

#[component]
pub(in crate::ui) fn Grid(
    /// Set to the cell a person is on.
    place: RwSignal<Option<Place>>,
) -> impl IntoView {
    let importer = use_importer();
    let grid = state::Grid::new(importer);
    follow_signals(grid, place);
    let pointer = Pointer::new(grid);
    let viewport = grid.viewport;
    let height = Memo::new(move |_| viewport.scroll.get().height());
    view! {
        <div class="grid">
            <div
                class="grid__frame"
                data-testid="grid-frame"
                tabindex="-1"
                node_ref=viewport.frame
                on:scroll=move |_| viewport.scrolled()
                on:scrollend=move |_| viewport.settle()
            >
                <div
                    class="grid__space"
                    style:inline-size=move || format!("{}px", viewport::NUMBERS + viewport.widths.with(widths::Widths::total))
                    style:block-size=move || format!("{}px", viewport::HEADER + height.get())
                >
                    <div
                        class="grid__window"
                        style:inline-size=move || format!("{}px", viewport.size.get().0)
                        style:block-size=move || format!("{}px", viewport.size.get().1)
                        style=("--left", move || format!("{}px", viewport.left.get()))
                        on:pointerdown=move |event| pointer.down(&event)
                        on:pointermove=move |event| pointer.moved(&event)
                        on:pointerup=move |_| pointer.up()
                        on:pointercancel=move |_| pointer.cancelled()
                        on:click=move |event| pointer.tapped(&event)
                        on:dblclick=move |event| pointer.twice(&event)
                        on:contextmenu=move |event| pointer.menu(&event)
                        on:mouseover=move |event| pointer.over(&event)
                    >
                        <Table grid />
                        <Outlines grid />
                        <Editor grid />
                    </div>
                </div>
            </div>
            <Status grid />
            <Menu grid />
            <p class="visually-hidden" id="grid-keys">{words(move || importer.t("grid-keys"))}</p>
        </div>
    }
}

/// What follows from what, without anybody doing anything.
fn follow_signals(grid: state::Grid, place: RwSignal<Option<Place>>) {
    let state::Grid { importer, viewport, store, .. } = grid;
    let columns = Memo::new(move |_| grid.columns.with(|columns| columns.len()));
    Effect::new(move |_| {
        let columns = columns.get();
        let width = |at: usize| {
            let column = grid.column(at);
            let holds_ids =
                column.and_then(|column| column.target).is_some_and(|target| target.starts_with(IDS));
            if holds_ids { widths::OF_IDS } else { widths::DEFAULT }
        };
        viewport.widths.update(|widths| widths.resize(columns, width));
    });
    Effect::new(move |_| viewport.resize(store.total()));
    let seen = Memo::new(move |_| viewport.rows());
    Effect::new(move |_| store.want(&seen.get()));
    let near = Memo::new(move |_| {
        grid.columns.with(|columns| {
            let near = viewport.columns_near(columns.len())?;
            let near = columns.get(near)?;
            Some((near.first()?.index, near.last()?.index + 1))
        })
    });
    Effect::new(move |_| store.want_columns(near.get()));
    // Another list begins at its top.
    let view = Memo::new(move |_| importer.view());
    Effect::watch(
        move || view.get(),
        move |view, before, _| {
            let is_other =
                before.is_some_and(|before| before.filter != view.filter || before.text != view.text);
            if is_other {
                grid.selection.set(None);
            }
            grid.copied.set(None);
            viewport.move_to(0.0);
        },
        false,
    );
    // Rows of the old state are followed to where the new one has them.
    Effect::watch(
        move || importer.overview.track(),
        move |(), _, _| {
            let row = grid.active_now().and_then(|at| untrack(|| grid.row(at.row)));
            grid.followed.set_value(row.map(|row| row.number));
        },
        false,
    );
    Effect::new(move |_| {
        store.blocks.track();
        grid.follow();
    });
    Effect::new(move |_| {
        if let Some(aim) = importer.aim.get() {
            importer.aim.set(None);
            grid.go_to(aim);
        }
    });
    Effect::new(move |_| place.set(grid.place()));
    // What was said was said in the language before.
    Effect::watch(move || importer.words.track(), move |(), _, _| grid.said.set(None), false);
}

/// The rows, as readers know them.
#[component]
fn Table(grid: state::Grid) -> impl IntoView {
    let importer = grid.importer;
    let layer = NodeRef::<html::Div>::new();
    layer.on_load(move |layer| {
        grid.painter.set_value(Some(Painter::new(document(), layer.into())));
        Effect::new(move |_| grid.paint());
    });
    view! {
        <div
            class="grid__table"
            id="grid-table"
            role="grid"
            tabindex="-1"
            data-testid="grid"
            aria-label=words(move || importer.t("grid-label"))
            aria-multiselectable="true"
            aria-rowcount=move || (grid.store.total() + 1).to_string()
            aria-colcount=move || (grid.columns.with(|columns| columns.len()) + 1).to_string()
            on:focus=move |_| grid.focus()
        >
            <HeaderRow grid />
            <div class="grid__body" role="rowgroup">
                <div class="grid__layer" role="presentation" node_ref=layer></div>
            </div>
            <Show when=move || grid.store.is_known() && grid.store.total() == 0>
                <p class="grid__empty">{words(move || importer.t("grid-empty"))}</p>
            </Show>
        </div>
    }
}

/// Lines around the selected cells, those on the clipboard, and those about to be filled.
#[component]
fn Outlines(grid: state::Grid) -> impl IntoView {
    let selected = Signal::derive(move || {
        let area = grid.area();
        (area.count() > 0 && grid.editing.with(Option::is_none)).then_some(area)
    });
    view! {
        <div class="grid__outlines" aria-hidden="true">
            <Outline grid area=selected class="grid__outline" handle=true />
            <Outline grid area=Signal::derive(move || grid.filling.get()) class="grid__outline grid__outline--filling" />
            <Outline grid area=Signal::derive(move || grid.copied.get()) class="grid__outline grid__outline--copied" />
        </div>
    }
}

#[component]
fn Outline(
    grid: state::Grid,
    area: Signal<Option<Area>>,
    class: &'static str,
    /// Cells can be filled by dragging its corner.
    #[prop(optional)]
    handle: bool,
) -> impl IntoView {
    // A selection may be a million rows high: beyond the window there is nothing to draw.
    let place = Memo::new(move |_| {
        let area = area.get()?;
        let (x, y, width, height) = grid.viewport.place(&area.rows, &area.columns);
        let (wide, high) = grid.viewport.size.get();
        let (left, top) = (x.max(-50.0), y.max(-50.0));
        let (right, bottom) = ((x + width).min(wide + 50.0), (y + height).min(high + 50.0));
        (right > left && bottom > top).then_some((left, top, right - left, bottom - top))
    });
    let px = move |part: fn((f64, f64, f64, f64)) -> f64| {
        move || place.get().map(|place| format!("{}px", part(place)))
    };
    view! {
        <div
            class=class
            hidden=move || place.get().is_none()
            style:inset-inline-start=px(|place| place.0)
            style:inset-block-start=px(|place| place.1)
            style:inline-size=px(|place| place.2)
            style:block-size=px(|place| place.3)
        >
            {handle.then(|| view! { <span class="grid__handle" data-testid="grid-handle"></span> })}
        </div>
    }
}

/// What is selected, and what was last said.
#[component]
fn Status(grid: state::Grid) -> impl IntoView {
    let importer = grid.importer;
    let selected = move || {
        let area = grid.area();
        let count = area.count();
        (count > 1).then(|| {
            let (rows, columns) = (area.height(), area.columns.len());
            importer.tn(
                "grid-selected",
                &[("count", count.into()), ("rows", rows.into()), ("columns", columns.into())],
            )
        })
    };
    let listed = move || match grid.store.is_known() {
        true => importer.tn("count-rows", &[("count", grid.store.total().into())]),
        // Nobody knows yet how many there are.
        false => String::new(),
    };
    let said = move || grid.said.get().map(|Said(words)| words);
    view! {
        <p class="grid__status" data-testid="grid-status">
            <span class="grid__said">{move || said().or_else(selected)}</span>
            <span class="grid__listed">{words(listed)}</span>
        </p>
    }
}
