//! The sheet as it is now: the table of the file, what a person put over its cells, and the rows
//! they left out. Everything that reads cells reads them through here. Knows neither fields nor
//! problems.

use std::borrow::Cow;
use std::ops::Range;

use importer_sheet::{Cell, CellKind, CellValue, Row, Table};

use crate::edits::{Edit, Edits};
use crate::row_set::RowSet;

/// Table, edits and exclusions.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) table: Table,
    pub(crate) edits: Edits,
    pub(crate) excluded: RowSet,
}

impl Draft {
    pub(crate) fn new(table: Table) -> Self {
        Self { table, ..Self::default() }
    }

    /// The row at `index` of the table.
    pub(crate) fn row(&self, index: u32) -> Option<DraftRow<'_>> {
        let row = self.table.row(index as usize)?;
        Some(DraftRow { row, edits: self.edits.of(index), draft: self, index })
    }

    /// The rows at these indices with them, as far as there are any: quicker than asking for each.
    pub(crate) fn rows(&self, indices: Range<u32>) -> impl Iterator<Item = (u32, DraftRow<'_>)> {
        let rows = self.table.rows_between(indices.start as usize..indices.end as usize);
        let row = |(index, row)| (index, DraftRow { row, edits: self.edits.of(index), draft: self, index });
        (indices.start..).zip(rows).map(row)
    }

    /// Stored rows, all of which fit in 32 bits: a sheet has at most 1 048 576.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.table.len()).unwrap_or(u32::MAX)
    }

    /// The index of the row with this physical number.
    pub(crate) fn index_of(&self, number: u32) -> Option<u32> {
        u32::try_from(self.table.index_of(number)?).ok()
    }
}

/// A row as it is now.
#[derive(Clone, Copy)]
pub struct DraftRow<'a> {
    row: Row<'a>,
    edits: &'a [Edit],
    draft: &'a Draft,
    index: u32,
}

impl<'a> DraftRow<'a> {
    /// The physical row number in the file, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.row.number()
    }

    /// Whether the file hides the row.
    #[must_use]
    pub const fn hidden(&self) -> bool {
        self.row.hidden()
    }

    /// Whether a person left the row out.
    #[must_use]
    pub fn excluded(&self) -> bool {
        self.draft.excluded.contains(self.index)
    }

    /// The row as the file has it.
    #[must_use]
    pub const fn file(&self) -> Row<'a> {
        self.row
    }

    /// Whether any cell is not as the file has it.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        !self.edits.is_empty()
    }

    /// The row's cells in order of columns; empty cells are left out.
    pub fn cells(&self) -> impl Iterator<Item = DraftCell<'a>> + use<'a> {
        Cells { file: self.row.cells(), next: None, edits: self.edits, all: &self.draft.edits }
    }

    /// The cell in `column` (from 0); none where it is empty.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<DraftCell<'a>> {
        let edit = self.edits.iter().find(|edit| u32::from(edit.column) == column);
        match edit {
            Some(edit) => DraftCell::typed(&self.draft.edits, edit),
            None => self.row.cell(column).map(DraftCell::file),
        }
    }
}

/// A non-empty cell as it is now: the file's, or a person's, which is text whatever stood there.
#[derive(Clone, Copy)]
pub struct DraftCell<'a> {
    column: u32,
    from: From<'a>,
}

#[derive(Clone, Copy)]
enum From<'a> {
    File(Cell<'a>),
    Person(&'a str),
}

impl<'a> DraftCell<'a> {
    pub(crate) const fn file(cell: Cell<'a>) -> Self {
        Self { column: cell.column(), from: From::File(cell) }
    }

    fn typed(edits: &'a Edits, edit: &Edit) -> Option<Self> {
        let text = edits.text(edit.text);
        let column = u32::from(edit.column);
        (!text.is_empty()).then_some(Self { column, from: From::Person(text) })
    }

    /// The column, from 0.
    #[must_use]
    pub const fn column(&self) -> u32 {
        self.column
    }

    /// Kind, text and display at once: the file's dates are worked out for each question.
    #[must_use]
    pub fn value(&self) -> CellValue<'a> {
        match self.from {
            From::File(cell) => cell.value(),
            From::Person(text) => {
                CellValue { kind: CellKind::Text, text: Cow::Borrowed(text), display: None }
            }
        }
    }

    /// What the cell is; text where a person typed it.
    #[must_use]
    pub fn kind(&self) -> CellKind {
        match self.from {
            From::File(cell) => cell.kind(),
            From::Person(_) => CellKind::Text,
        }
    }

    /// What the file stores, unchanged, or what a person typed.
    #[must_use]
    pub fn source(&self) -> &'a str {
        match self.from {
            From::File(cell) => cell.source(),
            From::Person(text) => text,
        }
    }

    /// The value as text: [`source`](Self::source), but ISO 8601 for a date.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        match self.from {
            From::File(cell) => cell.text(),
            From::Person(text) => Cow::Borrowed(text),
        }
    }

    /// What a person sees, where a number format makes that differ from [`text`](Self::text).
    #[must_use]
    pub fn display(&self) -> Option<String> {
        match self.from {
            From::File(cell) => cell.display(),
            From::Person(_) => None,
        }
    }

    /// What a person sees.
    #[must_use]
    pub fn shown(&self) -> Cow<'a, str> {
        self.display().map_or_else(|| self.text(), Cow::Owned)
    }

    /// The file's cell, where no other text lies over it.
    pub(crate) const fn of_file(&self) -> Option<Cell<'a>> {
        match self.from {
            From::File(cell) => Some(cell),
            From::Person(_) => None,
        }
    }

    /// Whether the cell is not as the file has it.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        matches!(self.from, From::Person(_))
    }
}

/// The file's cells and a person's, in order of columns.
struct Cells<'a, I> {
    file: I,
    /// A cell of the file that stands behind the next edit.
    next: Option<Cell<'a>>,
    edits: &'a [Edit],
    all: &'a Edits,
}

impl<'a, I: Iterator<Item = Cell<'a>>> Iterator for Cells<'a, I> {
    type Item = DraftCell<'a>;

    fn next(&mut self) -> Option<DraftCell<'a>> {
        loop {
            let Some((edit, rest)) = self.edits.split_first() else {
                return self.next.take().or_else(|| self.file.next()).map(DraftCell::file);
            };
            let column = u32::from(edit.column);
            match self.next.take().or_else(|| self.file.next()) {
                Some(cell) if cell.column() < column => return Some(DraftCell::file(cell)),
                // The cell that the edit lies over is gone; one behind it waits.
                cell => self.next = cell.filter(|cell| cell.column() > column),
            }
            self.edits = rest;
            if let Some(cell) = DraftCell::typed(self.all, edit) {
                return Some(cell);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use importer_sheet::TableBuilder;

    use super::*;

    #[test]
    fn a_row_is_read_with_what_a_person_typed() {
        let mut builder = TableBuilder::new();
        builder.start_row(5, false);
        for (column, text) in [(1, "b"), (3, "d"), (4, "e")] {
            builder.push(column, CellKind::Number, text);
        }
        let mut draft = Draft::new(builder.finish());
        for (edits, expected) in [
            (&[][..], "1b 3d 4e"),
            (&[(3, "D")], "1b 3D* 4e"),
            (&[(0, "A"), (2, "C"), (9, "X")], "0A* 1b 2C* 3d 4e 9X*"),
            (&[(1, ""), (4, "")], "3d"),
            (&[(1, ""), (3, ""), (4, "")], ""),
        ] {
            let mut swaps: Vec<Edit> = Vec::new();
            for &(column, text) in edits {
                let text = draft.edits.keep(text).unwrap();
                swaps.push(Edit { row: 0, column, text });
            }
            draft.edits.swap(&mut swaps);
            let row = draft.row(0).unwrap();
            let named = |cell: DraftCell<'_>| {
                let mark = if cell.is_changed() { "*" } else { "" };
                assert_eq!(row.cell(cell.column()).unwrap().source(), cell.source());
                assert_eq!(cell.kind() == CellKind::Text, cell.is_changed());
                format!("{}{}{mark}", cell.column(), cell.shown())
            };
            let cells: Vec<String> = row.cells().map(named).collect();
            assert_eq!(cells.join(" "), expected);
            assert_eq!(row.is_changed(), !edits.is_empty());
            draft.edits.swap(&mut swaps);
        }
    }
}
