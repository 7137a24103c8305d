//! What a person can do by key or from the menu.

use leptos::prelude::*;

use super::keys::Wish;
use super::scroll::ROW;
use super::selection::{At, Kind, Selection, Way};
use super::state::Grid;
use crate::protocol::{Action, Rows, Sort};
use crate::ui::importer::{Aim, Towards};

/// Pixels a key makes a column wider by.
const WIDER: f64 = 24.0;

impl Grid {
    /// Does as the person wishes; says whether the key is used up.
    pub(super) fn obey(self, wish: Wish) -> bool {
        let size = self.size_now();
        let Some(selection) = self.selection.get_untracked() else { return self.begin(wish) };
        let header = selection.kind == Kind::Header;
        match wish {
            Wish::Go { way: way @ (Way::PageUp(rows) | Way::PageDown(rows)), extend } => {
                // What is in sight moves by a page too.
                let by = if matches!(way, Way::PageUp(_)) { -ROW } else { ROW };
                self.viewport.move_by(0.0, by * f64::from(rows));
                self.select(if extend { selection.extended(way, size) } else { selection.moved(way, size) });
            }
            Wish::Go { way, extend: true } => self.select(selection.extended(way, size)),
            Wish::Go { way, extend: false } => self.select(selection.moved(way, size)),
            Wish::Edge { forward, extend } => {
                let from = if extend { selection.head() } else { selection.active };
                let way = self.edge(from, forward);
                self.select(if extend { selection.extended(way, size) } else { selection.moved(way, size) });
            }
            Wish::Enter { .. } if header => self.sort(selection.active.column),
            Wish::Enter { back } => self.select(selection.entered(back, size)),
            Wish::Tab { back } => return self.tab(selection, back),
            Wish::Edit if !header => self.edit_active(),
            Wish::Clear if !header => self.clear(),
            Wish::Undo => self.importer.undo(),
            Wish::Redo => self.importer.redo(),
            Wish::SelectAll => self.select(Selection::all(selection.active)),
            Wish::SelectColumn => self.select(Selection::column(selection.active)),
            Wish::SelectRow if !header => self.select(Selection::row(selection.active)),
            Wish::FillDown if !header => self.fill_down(),
            Wish::Problem { back } => self.seek(back),
            Wish::Menu => self.open_menu(),
            Wish::Widen { narrower } => self.widen(selection.active.column, narrower),
            Wish::Escape => self.escape(selection),
            Wish::Edit | Wish::Clear | Wish::SelectRow | Wish::FillDown => return false,
        }
        true
    }

    /// The first key: from nowhere to the first cell. Tab passes by.
    fn begin(self, wish: Wish) -> bool {
        match wish {
            Wish::Undo => self.importer.undo(),
            Wish::Redo => self.importer.redo(),
            Wish::Problem { back } => self.seek(back),
            Wish::SelectAll => self.select(Selection::all(At::default())),
            Wish::Go { way: way @ (Way::Start | Way::End | Way::Top | Way::Bottom), .. } => {
                self.select(Selection::cell(At::default()).moved(way, self.size_now()));
            }
            Wish::Go { .. } | Wish::Edge { .. } => self.select(Selection::cell(At::default())),
            _ => return false,
        }
        true
    }

    /// Tab goes from cell to cell, and out of the grid after Escape or at either end of the rows.
    fn tab(self, selection: Selection, back: bool) -> bool {
        if self.leaving.get_value() || selection.kind == Kind::Header {
            return false;
        }
        let next = selection.tabbed(back, self.size_now());
        let is_moved = next.active != selection.active;
        self.select(next);
        is_moved
    }

    fn escape(self, selection: Selection) {
        if self.copied.get_untracked().is_some() {
            self.copied.set(None);
        } else if selection != Selection::cell(selection.active) && selection.kind != Kind::Header {
            self.select(Selection::cell(selection.active));
        } else {
            self.leaving.set_value(true);
            self.said.set(Some(super::state::Said(self.t("grid-leave"))));
        }
    }

    /// To the edge of what the row holds: the last filled cell of a run, or the next filled one.
    fn edge(self, from: At, forward: bool) -> Way {
        let indices = self.column_indices(&(0..self.size_now().columns));
        let filled: Vec<u32> = untrack(|| self.row(from.row)).map_or_else(Vec::new, |row| {
            row.cells.iter().filter(|cell| !cell.text.is_empty()).map(|cell| cell.column).collect()
        });
        let is_filled = |at: usize| indices.get(at).is_some_and(|index| filled.contains(index));
        let next = |at: usize| {
            let next = if forward { at.checked_add(1) } else { at.checked_sub(1) };
            next.filter(|&at| at < indices.len())
        };
        let mut at = from.column;
        let in_run = is_filled(at) && next(at).is_some_and(is_filled);
        while let Some(next) = next(at) {
            if in_run && !is_filled(next) {
                break;
            }
            at = next;
            if !in_run && is_filled(at) {
                break;
            }
        }
        Way::Column(at)
    }

    /// Sorts by a column: ascending, descending, and back to the order of the file.
    pub(super) fn sort(self, column: usize) {
        let Some(index) = self.column(column).map(|column| column.index) else { return };
        let next = match self.importer.sort.get_untracked().filter(|sort| sort.column == index) {
            None => Some(Sort { column: index, descending: false }),
            Some(Sort { descending: false, .. }) => Some(Sort { column: index, descending: true }),
            Some(_) => None,
        };
        self.sort_as(column, next);
    }

    /// Sorts by a column as told, or not at all.
    pub(super) fn sort_as(self, column: usize, sort: Option<Sort>) {
        let name = self.column(column).map(|column| column.letter).unwrap_or_default();
        let key = match sort {
            None => "grid-sorted-not",
            Some(Sort { descending: false, .. }) => "grid-sorted-up",
            Some(_) => "grid-sorted-down",
        };
        self.importer.sort.set(sort);
        self.say(self.tn(key, &[("column", name.into())]));
    }

    fn seek(self, back: bool) {
        let place = untrack(|| self.place());
        let towards = if back { Towards::Previous } else { Towards::Next };
        self.importer.seek(place.as_ref().map(|place| (&place.row, place.column)), towards);
    }

    /// Goes where it is asked to from outside.
    pub(super) fn go_to(self, aim: Aim) {
        let row = aim.position.or_else(|| self.active_now().map(|at| at.row)).unwrap_or(0);
        let column = self.columns.with_untracked(|columns| {
            columns.iter().position(|column| Some(column.index) == aim.column).unwrap_or(0)
        });
        self.select(Selection::cell(At { row, column }));
        self.viewport.reveal(At { row, column });
    }

    fn widen(self, column: usize, narrower: bool) {
        let by = if narrower { -WIDER } else { WIDER };
        self.viewport.widths.update(|widths| widths.set(column, widths.width(column) + by));
    }

    /// As wide as what is in sight of it.
    pub(super) fn fit(self, column: usize, header: f64) {
        let content =
            self.painter.with_value(|painter| painter.as_ref().map(|painter| painter.content(column)));
        // Beside the text: padding, the marks and the line.
        let width = content.unwrap_or(0.0).max(header) + 26.0;
        self.viewport.widths.update(|widths| widths.set(column, width));
    }

    /// Leaves the selected rows out of the import, or takes them in again.
    pub(super) fn leave_out(self, exclude: bool) {
        if let Some(rows) = self.selected_rows() {
            self.importer.act(Action::Exclude { rows, exclude });
        }
    }

    /// Asks to which messenger the clients of the selected rows go.
    pub(super) fn move_clients(self) {
        if let Some(rows) = self.selected_rows() {
            self.importer.ask_to_move(rows);
        }
    }

    fn selected_rows(self) -> Option<Rows> {
        let rows = self.area_now().rows;
        if rows.is_empty() {
            return None;
        }
        let here = self.store.blocks.with_untracked(|blocks| {
            Some(blocks.rows(rows.clone())?.iter().map(|row| row.number).collect::<Vec<u32>>())
        });
        Some(here.map_or_else(|| Rows::Span(self.span(&rows)), Rows::Numbers))
    }

    /// Opens the menu at the cell or header a person is on.
    pub(super) fn open_menu(self) {
        let Some(selection) = self.selection.get_untracked() else { return };
        let at = selection.active;
        let rows = if selection.kind == Kind::Header { 0..0 } else { at.row..at.row + 1 };
        let (x, y, width, height) = untrack(|| self.viewport.place(&rows, &(at.column..at.column + 1)));
        let Some(frame) = self.viewport.frame.get_untracked() else { return };
        let bounds = frame.get_bounding_client_rect();
        let x = if self.viewport.is_rtl() {
            bounds.right() - x - width / 2.0
        } else {
            bounds.left() + x + width / 2.0
        };
        let y =
            if rows.is_empty() { bounds.top() + super::viewport::HEADER } else { bounds.top() + y + height };
        self.menu.set(Some((x, y)));
    }
}
