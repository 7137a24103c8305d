//! The store: rows of source text, about 10 bytes a cell over the text itself.
//!
//! Rows lie in chunks. A chunk has one text arena and, for each cell, its column and a packed word
//! (kind, number format, length, offset), so that a sheet with cells at A1 and XFD1048576 costs two
//! cells and nothing has to be moved while a million rows stream in.

mod builder;
mod layout;
mod packed;
mod shared;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use self::builder::TableBuilder;
pub use self::layout::Area;
pub(crate) use self::layout::{Layout, column_name};
pub(crate) use self::packed::MAX_FORMATS;
use self::packed::{Packed, Tag};
pub(crate) use self::shared::{SharedStrings, SharedStringsBuilder};
use crate::number_format::NumberFormat;

/// What a cell is, as the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text.
    Text,
    /// A number: its text is what the file stores.
    Number,
    /// A date, a time or both: its text is ISO 8601.
    Date,
    /// `TRUE` or `FALSE`.
    Bool,
    /// An error value: `#N/A`, `#REF!`, …
    Error,
}

impl CellKind {
    /// A stable lower-case name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Bool => "bool",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct RowMeta {
    number: u32,
    hidden: bool,
    /// First cell of the row in `Chunk::cells`.
    start: u32,
}

#[derive(Debug)]
struct Chunk {
    /// Index of the chunk's first row in the table.
    first: usize,
    rows: Box<[RowMeta]>,
    columns: Box<[u16]>,
    cells: Box<[Packed]>,
    text: Box<str>,
}

/// One sheet: its non-empty rows, at their physical numbers.
#[derive(Debug, Default)]
pub struct Table {
    chunks: Vec<Chunk>,
    shared: Arc<SharedStrings>,
    formats: Vec<NumberFormat>,
    date_1904: bool,
    rows: usize,
    width: u32,
    hidden_rows: usize,
    layout: Layout,
}

impl Table {
    /// Rows that hold at least one cell. Blank rows are not stored; the gaps in [`Row::number`]
    /// tell where they are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether no row holds a cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// One more than the greatest column that holds a cell.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// How many stored rows are hidden (by hand or by a filter).
    #[must_use]
    pub const fn hidden_rows(&self) -> usize {
        self.hidden_rows
    }

    /// How many stored rows a filter hides: hidden ones below its header, where it is in force. What
    /// is hidden beside them was hidden by hand.
    #[must_use]
    pub fn filtered_rows(&self) -> usize {
        let Some(filter) = self.filter().filter(|_| self.layout.filtering && self.hidden_rows > 0) else {
            return 0;
        };
        let hides =
            |row: &Row<'_>| row.hidden && row.number > filter.first_row && row.number <= filter.last_row;
        self.rows().filter(hides).count()
    }

    /// Merged cells, each area once, from the top. Only the first cell of an area holds a value. Areas
    /// may reach far beyond the rows and columns that are stored, and in a damaged file overlap.
    #[must_use]
    pub fn merged(&self) -> &[Area] {
        &self.layout.merged
    }

    /// Hidden columns (from 0) up to the last one that holds a cell.
    pub fn hidden_columns(&self) -> impl Iterator<Item = u32> {
        let hidden = self.layout.hidden_columns.iter();
        hidden.flat_map(|&(first, last)| first..=last).take_while(|&column| column < self.width)
    }

    /// The area with a filter, its header row included.
    #[must_use]
    pub const fn filter(&self) -> Option<Area> {
        self.layout.filter
    }

    /// For what is known of the sheet only after its cells.
    pub(crate) const fn layout(&mut self) -> &mut Layout {
        &mut self.layout
    }

    /// Bytes of memory the cells take, their text included, and how many cells that is.
    #[must_use]
    pub fn stored(&self) -> (usize, usize) {
        let chunks = self.chunks.iter().map(|chunk| (chunk.bytes(), chunk.cells.len()));
        chunks.fold((self.shared.bytes(), 0), |sum, chunk| (sum.0 + chunk.0, sum.1 + chunk.1))
    }

    /// The stored row at `index` (from 0, without blank rows), in constant time.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        if index >= self.rows {
            return None;
        }
        let chunk = self.chunks.partition_point(|chunk| chunk.first <= index) - 1;
        let chunk = &self.chunks[chunk];
        Some(self.row_in(chunk, index - chunk.first))
    }

    fn row_in<'a>(&'a self, chunk: &'a Chunk, at: usize) -> Row<'a> {
        let meta = chunk.rows[at];
        let end = chunk.rows.get(at + 1).map_or(chunk.cells.len(), |next| next.start as usize);
        Row { table: self, chunk, number: meta.number, hidden: meta.hidden, start: meta.start as usize, end }
    }

    /// All stored rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows_between(0..self.rows)
    }

    /// The stored rows at these indices, as far as there are any: quicker than asking for each.
    pub fn rows_between(&self, indices: Range<usize>) -> impl Iterator<Item = Row<'_>> {
        let start = self.chunks.partition_point(|chunk| chunk.first <= indices.start).saturating_sub(1);
        let chunks = self.chunks.get(start..).unwrap_or_default();
        chunks.iter().take_while(move |chunk| chunk.first < indices.end).flat_map(move |chunk| {
            let from = indices.start.saturating_sub(chunk.first);
            let to = chunk.rows.len().min(indices.end - chunk.first);
            (from..to).map(move |at| self.row_in(chunk, at))
        })
    }

    /// The index of the stored row with this physical number (from 1).
    #[must_use]
    pub fn index_of(&self, number: u32) -> Option<usize> {
        let chunk = self
            .chunks
            .partition_point(|chunk| chunk.rows.first().is_some_and(|row| row.number <= number))
            .checked_sub(1)?;
        let chunk = &self.chunks[chunk];
        let at = chunk.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        Some(chunk.first + at)
    }
}

/// A stored row.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    chunk: &'a Chunk,
    number: u32,
    hidden: bool,
    start: usize,
    end: usize,
}

impl<'a> Row<'a> {
    /// The physical row number in the file, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Whether the row is hidden (by hand or by a filter).
    #[must_use]
    pub const fn hidden(&self) -> bool {
        self.hidden
    }

    /// The row's cells in order of columns; empty cells are left out.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let row = *self;
        (self.start..self.end).map(move |at| row.view(at))
    }

    /// The cell in `column` (from 0).
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<Cell<'a>> {
        let column = u16::try_from(column).ok()?;
        let columns = &self.chunk.columns[self.start..self.end];
        let at = columns.binary_search(&column).ok()?;
        Some(self.view(self.start + at))
    }

    fn view(&self, at: usize) -> Cell<'a> {
        let Self { table, chunk, .. } = *self;
        Cell { table, chunk, packed: chunk.cells[at], column: u32::from(chunk.columns[at]) }
    }
}

impl Chunk {
    fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.rows) + size_of_val(&*self.columns) + size_of_val(&*self.cells)
    }

    fn source(&self, packed: Packed) -> &str {
        self.text.get(packed.place(self.text.as_bytes())).unwrap_or_default()
    }
}

/// What a cell says.
#[derive(Debug, Clone)]
pub struct CellValue<'a> {
    /// What it is.
    pub kind: CellKind,
    /// As [`Cell::text`].
    pub text: Cow<'a, str>,
    /// As [`Cell::display`].
    pub display: Option<String>,
}

/// A non-empty cell.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    table: &'a Table,
    chunk: &'a Chunk,
    packed: Packed,
    column: u32,
}

impl<'a> Cell<'a> {
    /// The column, from 0.
    #[must_use]
    pub const fn column(&self) -> u32 {
        self.column
    }

    /// What the file stores, unchanged: the digits of a number, the serial of a date.
    #[must_use]
    pub fn source(&self) -> &'a str {
        match self.packed.tag() {
            Tag::Shared => self.table.shared.get(self.packed.offset()),
            _ => self.chunk.source(self.packed),
        }
    }

    /// Kind, text and display, for whoever wants them all: a date is worked out once.
    #[must_use]
    pub fn value(&self) -> CellValue<'a> {
        if let Some(iso) = self.iso() {
            return CellValue { kind: CellKind::Date, text: Cow::Owned(iso), display: None };
        }
        let kind = match self.packed.tag() {
            Tag::Number => CellKind::Number,
            _ => self.kind(),
        };
        CellValue { kind, text: Cow::Borrowed(self.source()), display: self.display() }
    }

    /// What the cell is.
    #[must_use]
    pub fn kind(&self) -> CellKind {
        match self.packed.tag() {
            Tag::Text | Tag::Shared => CellKind::Text,
            Tag::Number if self.iso().is_some() => CellKind::Date,
            Tag::Number => CellKind::Number,
            Tag::Date => CellKind::Date,
            Tag::Bool => CellKind::Bool,
            Tag::Error => CellKind::Error,
        }
    }

    /// The value as text: [`source`](Self::source), but ISO 8601 for a date.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        self.iso().map_or_else(|| Cow::Borrowed(self.source()), Cow::Owned)
    }

    /// What a person sees, where the number format makes that differ from [`text`](Self::text):
    /// `01234` for 1234 in the format `00000`.
    #[must_use]
    pub fn display(&self) -> Option<String> {
        if self.packed.tag() != Tag::Number {
            return None;
        }
        self.format()?.display(self.source())
    }

    fn iso(&self) -> Option<String> {
        if self.packed.tag() != Tag::Number {
            return None;
        }
        self.format()?.iso(self.source(), self.table.date_1904)
    }

    fn format(&self) -> Option<&'a NumberFormat> {
        // Index 0 is General, which changes nothing: the usual case costs no look-up.
        match self.packed.format() {
            0 => None,
            index => self.table.formats.get(index),
        }
    }
}
