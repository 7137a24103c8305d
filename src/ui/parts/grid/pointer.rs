//! Mouse, pen and finger over the rows.

use std::ops::Range;

use gloo::timers::callback::Interval;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, MouseEvent, PointerEvent};

use super::changes;
use super::scroll::ROW;
use super::selection::{At, Kind, Selection};
use super::state::Grid;
use super::viewport::{HEADER, NUMBERS};

/// How often the rows move on while the pointer is held beyond their edge, in milliseconds.
const TICK: u32 = 40;

/// What is under the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hit {
    Corner,
    Header(usize),
    Number(u32),
    Cell(At),
    Nothing,
}

/// What the held pointer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drag {
    Select,
    Fill,
}

/// The held pointer.
#[derive(Default)]
struct Held {
    drag: Option<Drag>,
    /// Where it is, in pixels of the window.
    x: f64,
    y: f64,
    /// Moves the rows on.
    _timer: Option<Interval>,
}

/// Mouse, pen and finger. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Pointer {
    grid: Grid,
    held: StoredValue<Held, LocalStorage>,
    /// A finger touched last: what it means is known when it lets go.
    touched: StoredValue<bool>,
}

impl Pointer {
    pub(super) fn new(grid: Grid) -> Self {
        Self { grid, held: StoredValue::new_local(Held::default()), touched: StoredValue::new(false) }
    }

    /// Pressed. A finger scrolls instead; what it taps comes as a click.
    pub(super) fn down(self, event: &PointerEvent) {
        self.touched.set_value(event.pointer_type() == "touch");
        if self.touched.get_value() || event.button() != 0 || is_in_editor(self.grid, event) {
            return;
        }
        let (x, y) = self.place(event);
        let hit = self.hit(x, y);
        if matches!(hit, Hit::Nothing) {
            return;
        }
        // The browser would take the focus away and begin to select text.
        event.prevent_default();
        self.grid.close_editor(true);
        self.grid.focus();
        if let Hit::Header(_) = hit {
            return;
        }
        let is_handle = is_on(event, ".grid__handle");
        if !is_handle {
            self.select(hit, event.shift_key());
        }
        let drag = if is_handle { Drag::Fill } else { Drag::Select };
        if hit != Hit::Corner {
            let timer = Interval::new(TICK, move || self.beyond());
            self.held.set_value(Held { drag: Some(drag), x, y, _timer: Some(timer) });
            capture(event);
        }
    }

    /// Held and moved.
    pub(super) fn moved(self, event: &PointerEvent) {
        let is_held = self.held.with_value(|held| held.drag.is_some());
        if is_held {
            let (x, y) = self.place(event);
            self.held.update_value(|held| (held.x, held.y) = (x, y));
            self.drag();
        }
    }

    /// Let go.
    pub(super) fn up(self) {
        let drag = self.held.try_update_value(|held| std::mem::take(held).drag).flatten();
        if drag != Some(Drag::Fill) {
            return;
        }
        let source = self.grid.area_now();
        let target = self.grid.filling.try_update(Option::take).flatten();
        if let Some(target) = target {
            let (top, left) =
                (target.rows.start.min(source.rows.start), target.columns.start.min(source.columns.start));
            let bottom = target.rows.end.max(source.rows.end).saturating_sub(1);
            let right = target.columns.end.max(source.columns.end).saturating_sub(1);
            self.grid
                .select(Selection::between(At { row: top, column: left }, At { row: bottom, column: right }));
            self.grid.fill(source, target);
        }
    }

    /// The browser took the pointer away.
    pub(super) fn cancelled(self) {
        self.held.update_value(|held| *held = Held::default());
        self.grid.filling.set(None);
    }

    /// Tapped: the first tap selects, the next one on the same cell opens it.
    pub(super) fn tapped(self, event: &MouseEvent) {
        if !self.touched.get_value() || is_in_editor(self.grid, event) {
            return;
        }
        let (x, y) = self.place(event);
        let hit = self.hit(x, y);
        if matches!(hit, Hit::Header(_) | Hit::Nothing) {
            return;
        }
        self.grid.close_editor(true);
        if matches!(hit, Hit::Cell(at) if self.grid.active_now() == Some(at)) {
            return self.grid.edit_active();
        }
        self.select(hit, false);
        self.grid.focus();
    }

    /// Double-clicked.
    pub(super) fn twice(self, event: &MouseEvent) {
        let (x, y) = self.place(event);
        if matches!(self.hit(x, y), Hit::Cell(_)) && !is_in_editor(self.grid, event) {
            self.grid.edit_active();
        }
    }

    /// The menu was asked for by the pointer.
    pub(super) fn menu(self, event: &MouseEvent) {
        if is_in_editor(self.grid, event) && self.grid.editing.with_untracked(Option::is_some) {
            return;
        }
        event.prevent_default();
        // The key for the menu asks here too, without a place.
        if event.client_x() == 0 && event.client_y() == 0 {
            return self.grid.open_menu();
        }
        let (x, y) = self.place(event);
        let hit = self.hit(x, y);
        let is_inside = match hit {
            Hit::Cell(at) => self.grid.area_now().contains(at),
            Hit::Number(row) => {
                self.grid.area_now().contains(At { row, column: 0 })
                    && self
                        .grid
                        .selection
                        .get_untracked()
                        .is_some_and(|selection| selection.kind == Kind::Rows)
            }
            Hit::Header(column) => {
                self.grid.select(Selection::header(column));
                true
            }
            Hit::Corner => false,
            Hit::Nothing => return,
        };
        if !is_inside {
            self.select(hit, false);
        }
        self.grid.focus();
        self.grid.menu.set(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
    }

    /// The whole text of a cell, for the browser to show beside the pointer.
    pub(super) fn over(self, event: &MouseEvent) {
        let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let Some(cell) = element.closest(".grid__cell").ok().flatten() else { return };
        let (x, y) = self.place(event);
        let Hit::Cell(at) = self.hit(x, y) else { return };
        let words = untrack(|| self.words(at)).unwrap_or_default();
        let _ = cell.set_attribute("title", &words);
    }

    fn words(self, at: At) -> Option<String> {
        let column = self.grid.column(at.column)?.index;
        let row = untrack(|| self.grid.row(at.row))?;
        let cell = row.cells.iter().find(|cell| cell.column == column)?;
        let problems = cell
            .problems
            .iter()
            .map(|problem| self.grid.importer.tc("problem", &problem.code, &problem.arguments));
        let text = Some(cell.text.clone()).filter(|text| !text.is_empty());
        Some(text.into_iter().chain(problems).collect::<Vec<_>>().join("\n"))
    }

    fn select(self, hit: Hit, extend: bool) {
        let before = self.grid.selection.get_untracked().filter(|_| extend);
        let first = untrack(|| self.grid.viewport.columns()).start;
        let next = match (hit, before) {
            (Hit::Cell(at), Some(before)) => before.extended_to(at),
            (Hit::Cell(at), None) => Selection::cell(at),
            (Hit::Number(row), Some(before)) => {
                let column = before.active.column;
                Selection::row(before.active).extended_to(At { row, column })
            }
            (Hit::Number(row), None) => Selection::row(At { row, column: first }),
            (Hit::Corner, _) => Selection::all(self.grid.active_now().unwrap_or_default()),
            (Hit::Header(_) | Hit::Nothing, _) => return,
        };
        self.grid.select(next);
    }

    /// Goes on with what the held pointer does, at the cell nearest to it.
    fn drag(self) {
        let held = self.held.with_value(|held| held.drag.map(|drag| (drag, held.x, held.y)));
        let Some((drag, x, y)) = held else { return };
        let at = self.nearest(x, y);
        match drag {
            Drag::Select => {
                if let Some(selection) = self.grid.selection.get_untracked() {
                    self.grid.selection.set(Some(selection.extended_to(at).within(self.grid.size_now())));
                }
            }
            Drag::Fill => self.grid.filling.set(changes::filled(&self.grid.area_now(), at)),
        }
    }

    /// The rows and columns move on while the pointer is held beyond them, the farther the faster.
    fn beyond(self) {
        let (x, y) = self.held.with_value(|held| (held.x, held.y));
        let (width, height) = self.grid.viewport.size.get_untracked();
        let way = |at: f64, range: Range<f64>| {
            if at < range.start { at - range.start } else { (at - range.end).max(0.0) }
        };
        let (x, y) = (way(x, NUMBERS..width), way(y, HEADER..height));
        if x != 0.0 || y != 0.0 {
            let sign = if self.grid.viewport.is_rtl() { -1.0 } else { 1.0 };
            self.grid.viewport.move_by(sign * x.clamp(-120.0, 120.0), y.clamp(-600.0, 600.0));
            self.drag();
        }
    }

    /// Where an event happened, in pixels from the window's first corner.
    fn place(self, event: &MouseEvent) -> (f64, f64) {
        let Some(frame) = self.grid.viewport.frame.get_untracked() else { return (0.0, 0.0) };
        let bounds = frame.get_bounding_client_rect();
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        let x = if self.grid.viewport.is_rtl() { bounds.right() - x } else { x - bounds.left() };
        (x, y - bounds.top())
    }

    fn hit(self, x: f64, y: f64) -> Hit {
        let (width, height) = self.grid.viewport.size.get_untracked();
        let columns = self.grid.viewport.widths.with_untracked(|widths| widths.total());
        let beyond = x - NUMBERS + self.grid.viewport.left.get_untracked() >= columns;
        let at = self.nearest(x, y);
        let offset = self.grid.viewport.scroll.get_untracked().offset();
        let below = y - HEADER + offset >= ROW * f64::from(self.grid.size_now().rows);
        match (x < NUMBERS, y < HEADER) {
            _ if x < 0.0 || y < 0.0 || x > width || y > height => Hit::Nothing,
            (true, true) => Hit::Corner,
            (false, true) if !beyond => Hit::Header(at.column),
            (true, false) if !below => Hit::Number(at.row),
            (false, false) if !beyond && !below => Hit::Cell(at),
            _ => Hit::Nothing,
        }
    }

    /// The cell nearest to a place.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the rows")]
    fn nearest(self, x: f64, y: f64) -> At {
        let (width, height) = self.grid.viewport.size.get_untracked();
        let scroll = self.grid.viewport.scroll.get_untracked();
        let y = y.clamp(HEADER, height.max(HEADER)) - HEADER + scroll.offset();
        let x = x.clamp(NUMBERS, width.max(NUMBERS)) - NUMBERS + self.grid.viewport.left.get_untracked();
        let last = self.grid.size_now().rows.saturating_sub(1);
        let row = ((y / ROW).max(0.0) as u32).min(last);
        At { row, column: self.grid.viewport.widths.with_untracked(|widths| widths.at(x)) }
    }
}

/// The pointer keeps speaking to the element it was pressed on.
pub(super) fn capture(event: &PointerEvent) {
    let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(element) = element {
        // Refused for a pointer that is gone already.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

fn is_on(event: &MouseEvent, selector: &str) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

fn is_in_editor(grid: Grid, event: &MouseEvent) -> bool {
    grid.editing.with_untracked(Option::is_some) && is_on(event, ".grid__editor")
}
