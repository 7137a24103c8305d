//! Changes of cells: typed, cleared, filled, pasted. Each is one step of undo however many cells it
//! is about, and shows at once where the page knows the cells.

use std::ops::Range;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::look;
use super::selection::{Area, At, Selection};
use super::state::{Editing, Grid};
use crate::clip::{self, Block};
use crate::protocol::{Action, CellEdit, CellView, Fill, Reply, Request, RowView};

/// Cells that are sent one by one; more are told to the worker as a stretch of the list.
const ONE_BY_ONE: u64 = 4_000;

/// What cells become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// These texts, laid over the cells again and again.
    Texts(Block),
    /// What the file holds.
    File,
}

impl Grid {
    /// Opens the cell a person is on, with its text.
    pub(super) fn edit_active(self) {
        let Some(at) = self.active_now() else { return };
        let Some(cell) = self.cell_now(at) else { return };
        let (row, column, text) = cell;
        if !look::is_cut(&text) {
            return self.open_editor(Editing { at, row, column, before: text, typed: false });
        }
        // Only its beginning is here.
        spawn_local(async move {
            match self.importer.ask(&Request::Cell { row, column }, |_| {}).await {
                Ok(Reply::Cell(story)) => {
                    let before = story.changed.unwrap_or(story.shown);
                    self.open_editor(Editing { at, row, column, before, typed: false });
                }
                Ok(_) => {}
                Err(failure) => self.importer.lost(failure),
            }
        });
    }

    fn open_editor(self, editing: Editing) {
        if self.active_now() != Some(editing.at) {
            return;
        }
        self.select(Selection::cell(editing.at));
        self.viewport.reveal(editing.at);
        self.copied.set(None);
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&editing.before);
            let end = u32::try_from(editing.before.encode_utf16().count()).unwrap_or(u32::MAX);
            let _ = input.set_selection_range(end, end);
        }
        self.editing.set(Some(editing));
        self.focus();
    }

    /// Typing has begun: the text takes the place of the cell's.
    pub(super) fn type_over(self) {
        if self.editing.with_untracked(Option::is_some) {
            return;
        }
        let cell = self.active_now().and_then(|at| self.cell_now(at).map(|cell| (at, cell)));
        let Some((at, (row, column, before))) = cell else {
            if let Some(input) = self.input.get_untracked() {
                input.set_value("");
            }
            return;
        };
        self.viewport.reveal(at);
        self.copied.set(None);
        self.said.set(None);
        self.editing.set(Some(Editing { at, row, column, before, typed: true }));
    }

    /// Ends typing, and keeps what was typed or not.
    pub(super) fn close_editor(self, keep: bool) {
        // The field loses the focus when it is taken away, too: there is no grid any more then.
        let Some(editing) = self.editing.try_get_untracked().flatten() else { return };
        let text = self.input.try_get_untracked().flatten().map(|input| {
            let text = input.value();
            input.set_value("");
            text
        });
        self.editing.set(None);
        let Some(text) = text.filter(|text| keep && *text != editing.before) else { return };
        self.send(vec![CellEdit { row: editing.row, column: editing.column, text: Some(text) }]);
    }

    /// Ends typing with the same text in every selected cell.
    pub(super) fn close_editor_for_all(self) {
        let text = self.input.get_untracked().map(|input| input.value()).unwrap_or_default();
        self.close_editor(false);
        self.change(self.area_now(), Pattern::Texts(Block::new(vec![vec![text]])));
    }

    /// Empties the selected cells.
    pub(super) fn clear(self) {
        self.change(self.area_now(), Pattern::Texts(Block::new(vec![vec![String::new()]])));
    }

    /// Gives the selected cells back what the file holds.
    pub(super) fn reset(self) {
        self.change(self.area_now(), Pattern::File);
    }

    /// The first of the selected rows goes into those below; of a single row, the row above into it.
    pub(super) fn fill_down(self) {
        let area = self.area_now();
        let source = if area.height() > 1 { area.rows.start } else { area.rows.start.wrapping_sub(1) };
        if area.rows.is_empty() || source >= area.rows.end {
            return;
        }
        let target = Area { rows: area.rows.start.max(source + 1)..area.rows.end, ..area.clone() };
        self.fill(Area { rows: source..source + 1, columns: area.columns }, target);
    }

    /// Lays the texts of `source` over `target`, in step with where they stand.
    pub(super) fn fill(self, source: Area, target: Area) {
        spawn_local(async move {
            let Some(texts) = self.texts(&source).await else { return };
            let rows = i64::from(target.rows.start) - i64::from(source.rows.start);
            let columns = signed(target.columns.start) - signed(source.columns.start);
            self.change(target, Pattern::Texts(Block::new(texts).turned(rows, columns)));
        });
    }

    /// Lays the rows of a clipboard over the selected cells, or from the cell a person is on.
    pub(super) fn paste(self, texts: Block) {
        let Some(active) = self.active_now() else { return };
        let size = self.size_now();
        let (high, wide) = texts.size();
        if high == 0 || wide == 0 {
            return;
        }
        let area = self.area_now();
        let is_tiled = area.count() > 1
            && (area.height() as usize).is_multiple_of(high)
            && area.columns.len().is_multiple_of(wide);
        if is_tiled {
            return self.change(area, Pattern::Texts(texts));
        }
        let start =
            At { row: area.rows.start.min(active.row), column: area.columns.start.min(active.column) };
        let last = start.row.saturating_add(u32::try_from(high).unwrap_or(u32::MAX));
        let target = Area {
            rows: start.row..last.min(size.rows),
            columns: start.column..(start.column + wide).min(size.columns),
        };
        let lost = last - target.rows.end;
        let is_cut = lost > 0 || target.columns.len() < wide;
        let corner =
            At { row: target.rows.end.saturating_sub(1), column: target.columns.end.saturating_sub(1) };
        self.select(Selection::between(start, corner));
        self.change(target, Pattern::Texts(texts));
        if is_cut {
            self.say(self.t("grid-cut-off"));
        }
    }

    /// Changes cells, as one step.
    pub(super) fn change(self, area: Area, pattern: Pattern) {
        if area.count() == 0 {
            return;
        }
        match self.edits(&area, &pattern) {
            Some(edits) if edits.is_empty() => self.say(self.t("grid-same")),
            Some(edits) => self.send(edits),
            None => {
                let text = match pattern {
                    Pattern::File => None,
                    Pattern::Texts(texts) => Some(texts.text()),
                };
                let columns = self.column_indices(&area.columns);
                self.act(Action::Fill(Fill { span: self.span(&area.rows), columns, text }), None);
            }
        }
    }

    /// The change cell by cell, where the page has all the rows; cells that are so already are left
    /// out.
    fn edits(self, area: &Area, pattern: &Pattern) -> Option<Vec<CellEdit>> {
        if area.count() > ONE_BY_ONE {
            return None;
        }
        let columns = self.column_indices(&area.columns);
        self.store.blocks.with_untracked(|blocks| {
            let mut edits = Vec::new();
            for (at, row) in blocks.cells(area.rows.clone(), &columns)?.into_iter().enumerate() {
                for (across, &column) in columns.iter().enumerate() {
                    let cell = row.cells.iter().find(|cell| cell.column == column);
                    let text = match pattern {
                        Pattern::File if cell.is_none_or(|cell| !cell.changed) => continue,
                        Pattern::File => None,
                        Pattern::Texts(texts) => match texts.at(at, across) {
                            None => continue,
                            Some(text) if text == text_of(cell) => continue,
                            Some(text) => Some(text.to_owned()),
                        },
                    };
                    edits.push(CellEdit { row: row.number, column, text });
                }
            }
            Some(edits)
        })
    }

    fn send(self, edits: Vec<CellEdit>) {
        let count = edits.len();
        self.store.apply(&edits);
        self.act(Action::Edit(edits), Some(count));
    }

    /// Makes a change, stays on the row, and says how many cells it was where that is known.
    fn act(self, action: Action, count: Option<usize>) {
        self.copied.set(None);
        self.importer.edit(action, move |is_done| {
            if !is_done {
                // What was shown ahead is not so.
                self.store.refresh();
                return;
            }
            match count {
                Some(count) => self.say(self.tn("grid-changed", &[("count", count.into())])),
                None => self.say(self.t("grid-changed-many")),
            }
        });
    }

    /// Texts of cells, from the page or else from the worker.
    async fn texts(self, area: &Area) -> Option<Vec<Vec<String>>> {
        if let Some(texts) = self.texts_here(area) {
            return Some(texts);
        }
        match self.importer.copied(self.span(&area.rows), self.column_indices(&area.columns)).await {
            Ok((text, _)) => Some(clip::read(&text)),
            Err(failure) => {
                self.importer.lost(failure);
                None
            }
        }
    }

    /// Texts of cells, if the page has them all and whole.
    pub(super) fn texts_here(self, area: &Area) -> Option<Vec<Vec<String>>> {
        let columns = self.column_indices(&area.columns);
        self.store.blocks.with_untracked(|blocks| {
            let line = |row: &RowView| {
                let text =
                    |&column: &u32| text_of(row.cells.iter().find(|cell| cell.column == column)).to_owned();
                columns.iter().map(text).collect::<Vec<String>>()
            };
            let texts: Vec<Vec<String>> =
                blocks.cells(area.rows.clone(), &columns)?.into_iter().map(line).collect();
            let is_whole = texts.iter().flatten().all(|text| !look::is_cut(text));
            is_whole.then_some(texts)
        })
    }

    /// Physical row, column in the file, and text of a cell that is here.
    fn cell_now(self, at: At) -> Option<(u32, u32, String)> {
        let column = self.column(at.column)?.index;
        self.store.blocks.with_untracked(|blocks| {
            let row = *blocks.cells(at.row..at.row + 1, &[column])?.first()?;
            let cell = row.cells.iter().find(|cell| cell.column == column);
            Some((row.number, column, text_of(cell).to_owned()))
        })
    }
}

fn text_of(cell: Option<&CellView>) -> &str {
    cell.map(|cell| cell.text.as_str()).unwrap_or_default()
}

fn signed(column: usize) -> i64 {
    i64::try_from(column).unwrap_or(i64::MAX)
}

/// The cells a fill handle dragged to `to` would fill, beside `source`: down, up, or to a side,
/// whichever is farther.
pub(super) fn filled(source: &Area, to: At) -> Option<Area> {
    let beyond = |at: i64, range: Range<i64>| {
        if at < range.start { at - range.start } else { (at - range.end + 1).max(0) }
    };
    let down = beyond(to.row.into(), source.rows.start.into()..source.rows.end.into());
    let across = beyond(signed(to.column), signed(source.columns.start)..signed(source.columns.end));
    let rows = || if down > 0 { source.rows.end..to.row + 1 } else { to.row..source.rows.start };
    let columns =
        || if across > 0 { source.columns.end..to.column + 1 } else { to.column..source.columns.start };
    match (down.abs(), across.abs()) {
        (0, 0) => None,
        (down, across) if down >= across => Some(Area { rows: rows(), columns: source.columns.clone() }),
        _ => Some(Area { rows: source.rows.clone(), columns: columns() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fill_handle_goes_the_farther_way() {
        let source = Area { rows: 4..6, columns: 1..3 };
        let check = |to: (u32, usize), expected: Option<(Range<u32>, Range<usize>)>| {
            let expected = expected.map(|(rows, columns)| Area { rows, columns });
            assert_eq!(filled(&source, At { row: to.0, column: to.1 }), expected, "to {to:?}");
        };
        check((4, 1), None);
        check((5, 2), None);
        check((9, 2), Some((6..10, 1..3)));
        check((9, 4), Some((6..10, 1..3)));
        check((1, 1), Some((1..4, 1..3)));
        check((5, 5), Some((4..6, 3..6)));
        check((5, 0), Some((4..6, 0..1)));
    }
}
