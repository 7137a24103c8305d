//! Gathering what an action changes, to make the change or to show it first. The sheet stays as it
//! is meanwhile.

use std::ops::ControlFlow;

use importer_sheet::CellKind;

use crate::draft::{Draft, DraftRow};
use crate::edits::{Edit, Text};
use crate::history::Delta;
use crate::moves::Move;

/// Changes that a preview shows.
const SAMPLES: usize = 20;

/// Told how many rows of how many are done; breaks off an action that takes long.
pub type Tell<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// What an action would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Cells that would have another text.
    pub cells: usize,
    /// Rows with such cells, or that would be left out or taken in.
    pub rows: usize,
    /// The first of the cells.
    pub samples: Vec<Sample>,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// What is shown now.
    pub before: String,
    /// What would be shown.
    pub after: String,
}

/// Changes while they are gathered. Texts are held apart from the sheet, which is being read.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    preview: Preview,
    /// Counts only, for a preview.
    only_counts: bool,
    texts: String,
    cells: Vec<Gathered>,
    rows: Vec<u32>,
    moves: Vec<Move>,
    /// The row counted last.
    last_row: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Gathered {
    row: u32,
    column: u16,
    /// Where the text is in `texts`.
    from: usize,
    to: usize,
    /// Back to what the file has.
    is_file: bool,
}

/// The texts are more than can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMuch;

impl Changes {
    /// Changes to be made.
    pub(crate) fn to_make() -> Self {
        Self::default()
    }

    /// Changes to be shown.
    pub(crate) fn to_show() -> Self {
        Self { only_counts: true, ..Self::default() }
    }

    /// Puts a text into a cell, or brings back what the file has. Nothing is gathered where the cell
    /// already is so.
    pub(crate) fn set(&mut self, index: u32, row: &DraftRow<'_>, column: u32, text: Option<&str>) {
        let Ok(at) = u16::try_from(column) else { return };
        let now = row.cell(column);
        let file = now.and_then(|now| now.of_file()).or_else(|| row.file().cell(column));
        // Typing what the file says takes an edit away. A number is not what it shows: typing its
        // digits makes them text, which is how a person vouches for them.
        let is_file = match (text, &file) {
            (None, _) => true,
            (Some(""), None) => true,
            (Some(text), Some(file)) => file.kind() == CellKind::Text && file.source() == text,
            _ => false,
        };
        let same = match &now {
            Some(now) if is_file => !now.is_changed(),
            Some(now) => now.kind() == CellKind::Text && Some(now.source()) == text,
            None if is_file => file.is_none(),
            None => text == Some(""),
        };
        if same {
            return;
        }
        self.preview.cells += 1;
        self.count_row(index);
        if self.preview.samples.len() < SAMPLES && self.only_counts {
            let file = || file.map(|file| file.display().unwrap_or_else(|| file.text().into_owned()));
            let after = text.filter(|_| !is_file).map(str::to_owned).or_else(file);
            self.preview.samples.push(Sample {
                row: row.number(),
                column,
                before: now.map(|cell| cell.shown().into_owned()).unwrap_or_default(),
                after: after.unwrap_or_default(),
            });
        }
        if !self.only_counts {
            let text = text.filter(|_| !is_file).unwrap_or_default();
            // Of the same text again and again, as filling has it, one copy does.
            let last = self.cells.last().map(|last| (last.from, last.to));
            let (from, to) =
                last.filter(|&(from, to)| self.texts.get(from..to) == Some(text)).unwrap_or_else(|| {
                    let from = self.texts.len();
                    self.texts.push_str(text);
                    (from, self.texts.len())
                });
            self.cells.push(Gathered { row: index, column: at, from, to, is_file });
        }
    }

    /// Leaves a row out, or takes it in again.
    pub(crate) fn toggle(&mut self, index: u32) {
        self.rows.push(index);
        self.count_row(index);
    }

    /// Moves a client to a messenger.
    pub(crate) fn put(&mut self, moved: Move) {
        self.count_row(moved.row);
        if !self.only_counts {
            self.moves.push(moved);
        }
    }

    /// The clients that are moved, to be made a part of the delta.
    pub(crate) fn take_moves(&mut self) -> Vec<Move> {
        std::mem::take(&mut self.moves)
    }

    fn count_row(&mut self, index: u32) {
        if self.last_row != Some(index) {
            self.preview.rows += 1;
            self.last_row = Some(index);
        }
    }

    pub(crate) fn preview(self) -> Preview {
        self.preview
    }

    /// Cells that change or, where rows are left out or taken in, rows, or clients that are moved.
    pub(crate) const fn count(&self) -> usize {
        match (self.moves.len(), self.rows.is_empty()) {
            (0, true) => self.preview.cells,
            (0, false) => self.preview.rows,
            (moves, _) => moves,
        }
    }

    /// Keeps the texts with the sheet; the changes themselves are still to be swapped in.
    pub(crate) fn into_delta(mut self, draft: &mut Draft) -> Result<Delta, TooMuch> {
        let texts = draft.edits.keep(&std::mem::take(&mut self.texts)).ok_or(TooMuch)?;
        let edit = |cell: &Gathered| Edit {
            row: cell.row,
            column: cell.column,
            text: if cell.is_file { Text::FILE } else { texts.part(cell.from..cell.to) },
        };
        let mut cells: Vec<Edit> = self.cells.iter().map(edit).collect();
        if !cells.is_sorted_by_key(|edit| (edit.row, edit.column)) {
            cells.sort_by_key(|edit| (edit.row, edit.column));
        }
        // Of two texts for one cell the later holds.
        cells.reverse();
        cells.dedup_by_key(|edit| (edit.row, edit.column));
        cells.reverse();
        self.rows.sort_unstable();
        self.rows.dedup();
        Ok(Delta { cells, rows: self.rows, settings: None })
    }
}
