//! The store: rows of source text, about 10 bytes a cell over the text itself.
//!
//! Rows lie in chunks. A chunk has one text arena and, for each cell, its column and a packed word
//! (kind, number format, length, offset), so that a sheet with cells at A1 and XFD1048576 costs two
//! cells and nothing has to be moved while a million rows stream in.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::number_format::NumberFormat;

/// Rows in a full chunk.
const CHUNK_ROWS: usize = 4096;
/// A chunk closes early when its text reaches this size, so that offsets stay small.
const CHUNK_BYTES: usize = 64 << 20;

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

/// A cell in 8 bytes: 32 bits offset (or shared string index), 17 bits length, 12 bits number
/// format, 3 bits kind.
#[derive(Debug, Clone, Copy)]
struct Packed(u64);

const LENGTH_BITS: u32 = 17;
/// The length that says "the first 8 bytes of the text are its length".
const LONG: usize = (1 << LENGTH_BITS) - 1;
/// Number formats beyond this many read as General.
pub(crate) const MAX_FORMATS: usize = 1 << 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Text,
    Shared,
    Number,
    Date,
    Bool,
    Error,
}

impl Packed {
    fn new(tag: Tag, format: u16, length: usize, offset: u32) -> Self {
        let length = length.min(LONG) as u64;
        let format = u64::from(format) & (MAX_FORMATS as u64 - 1);
        Self(u64::from(offset) | length << 32 | format << 49 | (tag as u64) << 61)
    }

    const fn offset(self) -> usize {
        (self.0 & 0xFFFF_FFFF) as usize
    }

    const fn length(self) -> usize {
        (self.0 >> 32) as usize & LONG
    }

    const fn format(self) -> usize {
        (self.0 >> 49) as usize & (MAX_FORMATS - 1)
    }

    const fn tag(self) -> Tag {
        match self.0 >> 61 {
            0 => Tag::Text,
            1 => Tag::Shared,
            2 => Tag::Number,
            3 => Tag::Date,
            4 => Tag::Bool,
            _ => Tag::Error,
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

#[derive(Debug, Default)]
struct Chunk {
    /// Index of the chunk's first row in the table.
    first: usize,
    rows: Vec<RowMeta>,
    columns: Vec<u16>,
    cells: Vec<Packed>,
    text: String,
}

/// Text many cells share, kept once.
#[derive(Debug, Default, Clone)]
pub(crate) struct SharedStrings {
    text: String,
    ends: Vec<usize>,
    /// Whether any of them is empty: nearly never, and looking each one up costs a cache miss a cell.
    any_empty: bool,
}

impl SharedStrings {
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.any_empty |= text.is_empty();
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }

    pub(crate) fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }
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
        let at = index - chunk.first;
        let meta = chunk.rows[at];
        let end = chunk.rows.get(at + 1).map_or(chunk.cells.len(), |next| next.start as usize);
        Some(Row {
            table: self,
            chunk,
            number: meta.number,
            hidden: meta.hidden,
            start: meta.start as usize,
            end,
        })
    }

    /// All stored rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows).filter_map(|index| self.row(index))
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
        let packed = self.chunk.cells[at];
        let source = match packed.tag() {
            Tag::Shared => self.table.shared.get(packed.offset()),
            _ => self.chunk.source(packed),
        };
        Cell { table: self.table, packed, column: u32::from(self.chunk.columns[at]), source }
    }
}

impl Chunk {
    fn bytes(&self) -> usize {
        self.text.capacity()
            + self.rows.capacity() * size_of::<RowMeta>()
            + self.columns.capacity() * size_of::<u16>()
            + self.cells.capacity() * size_of::<Packed>()
    }

    fn source(&self, packed: Packed) -> &str {
        let mut start = packed.offset();
        let mut length = packed.length();
        if length == LONG {
            // The arena is text, so the length is written as 8 hexadecimal digits.
            length = usize::from_str_radix(&self.text[start..start + 8], 16).unwrap_or(0);
            start += 8;
        }
        &self.text[start..start + length]
    }
}

/// A non-empty cell.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    table: &'a Table,
    packed: Packed,
    column: u32,
    source: &'a str,
}

impl<'a> Cell<'a> {
    /// The column, from 0.
    #[must_use]
    pub const fn column(&self) -> u32 {
        self.column
    }

    /// What the file stores, unchanged: the digits of a number, the serial of a date.
    #[must_use]
    pub const fn source(&self) -> &'a str {
        self.source
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
        self.iso().map_or(Cow::Borrowed(self.source), Cow::Owned)
    }

    /// What a person sees, where the number format makes that differ from [`text`](Self::text):
    /// `01234` for 1234 in the format `00000`.
    #[must_use]
    pub fn display(&self) -> Option<String> {
        if self.packed.tag() != Tag::Number {
            return None;
        }
        self.format()?.display(self.source)
    }

    fn iso(&self) -> Option<String> {
        if self.packed.tag() != Tag::Number {
            return None;
        }
        self.format()?.iso(self.source, self.table.date_1904)
    }

    fn format(&self) -> Option<&'a NumberFormat> {
        // Index 0 is General, which changes nothing: the usual case costs no look-up.
        match self.packed.format() {
            0 => None,
            index => self.table.formats.get(index),
        }
    }
}

/// Fills a [`Table`] row by row, from the top.
pub struct TableBuilder {
    table: Table,
    chunk: Chunk,
    /// Where the open row's cells start, and whether they came in order of columns.
    row_start: usize,
    sorted: bool,
    open: Option<(u32, bool)>,
}

impl Default for TableBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl TableBuilder {
    /// An empty table without shared strings or number formats.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Arc::default(), Vec::new(), false)
    }

    /// A table over the workbook's shared strings and number formats; format 0 is General.
    pub(crate) fn with(shared: Arc<SharedStrings>, formats: Vec<NumberFormat>, date_1904: bool) -> Self {
        let table = Table { shared, formats, date_1904, ..Table::default() };
        Self { table, chunk: Chunk::default(), row_start: 0, sorted: true, open: None }
    }

    /// Begins the row with this physical number (from 1). Numbers must ascend.
    pub fn start_row(&mut self, number: u32, hidden: bool) {
        self.end_row();
        self.open = Some((number, hidden));
    }

    /// Adds a cell of the open row. Empty text adds nothing.
    pub fn push(&mut self, column: u32, kind: CellKind, text: &str) {
        let tag = match kind {
            CellKind::Text => Tag::Text,
            CellKind::Number => Tag::Number,
            CellKind::Date => Tag::Date,
            CellKind::Bool => Tag::Bool,
            CellKind::Error => Tag::Error,
        };
        self.push_text(column, tag, 0, text);
    }

    /// Adds a number with a number format.
    pub(crate) fn push_number(&mut self, column: u32, format: u16, text: &str) {
        self.push_text(column, Tag::Number, format, text);
    }

    /// Adds a cell that shows a shared string, which must exist. An empty one adds nothing.
    pub(crate) fn push_shared(&mut self, column: u32, index: u32) {
        let shared = &self.table.shared;
        if !shared.any_empty || !shared.get(index as usize).is_empty() {
            self.push_packed(column, Packed::new(Tag::Shared, 0, 0, index));
        }
    }

    /// Rows stored so far, the open one not counted.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.table.rows
    }

    /// Whether no row has been stored so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.table.rows == 0
    }

    /// The table.
    #[must_use]
    pub fn finish(mut self) -> Table {
        self.end_row();
        self.close_chunk();
        self.table
    }

    /// The table of rows that did not come in order. Rows of the same number become one.
    ///
    /// # Errors
    /// The row and column of a cell that two such rows have: one of them would be lost.
    pub(crate) fn finish_sorted(self) -> Result<Table, (u32, u32)> {
        let table = self.finish();
        let mut order: Vec<(u32, usize)> =
            table.rows().enumerate().map(|(index, row)| (row.number, index)).collect();
        order.sort_unstable();
        let mut sorted = Self::with(Arc::clone(&table.shared), table.formats.clone(), table.date_1904);
        let mut columns = HashSet::new();
        for rows in order.chunk_by(|one, other| one.0 == other.0) {
            columns.clear();
            let rows = rows.iter().filter_map(|&(_, index)| table.row(index));
            for (index, row) in rows.enumerate() {
                if index == 0 {
                    sorted.start_row(row.number, row.hidden);
                }
                for cell in row.cells() {
                    if !columns.insert(cell.column) {
                        return Err((row.number, cell.column));
                    }
                    sorted.push_cell(&cell);
                }
            }
        }
        Ok(sorted.finish())
    }

    fn push_cell(&mut self, cell: &Cell<'_>) {
        let packed = cell.packed;
        if packed.tag() == Tag::Shared {
            self.push_packed(cell.column, packed);
        } else {
            let format = u16::try_from(packed.format()).unwrap_or(0);
            self.push_text(cell.column, packed.tag(), format, cell.source);
        }
    }

    fn push_text(&mut self, column: u32, tag: Tag, format: u16, text: &str) {
        if text.is_empty() {
            return;
        }
        // A chunk closes at 64 MB of text, so offsets fit unless one row alone holds 4 GB.
        let Ok(offset) = u32::try_from(self.chunk.text.len()) else { return };
        if text.len() >= LONG {
            use std::fmt::Write as _;
            let _ = write!(self.chunk.text, "{:08x}", text.len());
        }
        self.chunk.text.push_str(text);
        self.push_packed(column, Packed::new(tag, format, text.len(), offset));
    }

    fn push_packed(&mut self, column: u32, packed: Packed) {
        let Ok(narrow) = u16::try_from(column) else { return };
        if let Some(&last) = self.chunk.columns[self.row_start..].last() {
            self.sorted &= last < narrow;
        }
        self.chunk.columns.push(narrow);
        self.chunk.cells.push(packed);
    }

    fn end_row(&mut self) {
        let Some((number, hidden)) = self.open.take() else { return };
        if self.chunk.cells.len() == self.row_start {
            return;
        }
        if !self.sorted {
            self.sort_row();
        }
        let columns = &self.chunk.columns[self.row_start..];
        let width = columns.last().map_or(0, |&last| u32::from(last) + 1);
        self.table.width = self.table.width.max(width);
        let start = u32::try_from(self.row_start).unwrap_or(u32::MAX);
        self.chunk.rows.push(RowMeta { number, hidden, start });
        self.table.rows += 1;
        self.table.hidden_rows += usize::from(hidden);
        self.row_start = self.chunk.cells.len();
        if self.chunk.rows.len() >= CHUNK_ROWS || self.chunk.text.len() >= CHUNK_BYTES {
            self.close_chunk();
        }
    }

    /// Odd writers give cells out of order, or one column twice; the last one wins, as in Excel.
    fn sort_row(&mut self) {
        let mut row: Vec<(u16, Packed)> = self.chunk.columns[self.row_start..]
            .iter()
            .copied()
            .zip(self.chunk.cells[self.row_start..].iter().copied())
            .collect();
        row.sort_by_key(|&(column, _)| column);
        row.reverse();
        row.dedup_by_key(|&mut (column, _)| column);
        row.reverse();
        self.chunk.columns.truncate(self.row_start);
        self.chunk.cells.truncate(self.row_start);
        for (column, packed) in row {
            self.chunk.columns.push(column);
            self.chunk.cells.push(packed);
        }
        self.sorted = true;
    }

    fn close_chunk(&mut self) {
        let next = Chunk { first: self.table.rows, ..Chunk::default() };
        let mut full = std::mem::replace(&mut self.chunk, next);
        if !full.rows.is_empty() {
            full.columns.shrink_to_fit();
            full.cells.shrink_to_fit();
            full.text.shrink_to_fit();
            self.table.chunks.push(full);
        }
        self.row_start = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_physical_numbers_and_blank_rows_cost_nothing() {
        let mut builder = TableBuilder::new();
        builder.start_row(1, false);
        builder.push(0, CellKind::Text, "id");
        builder.start_row(2, false);
        builder.start_row(1_048_576, true);
        builder.push(16_383, CellKind::Number, "26203292189261166");
        let table = builder.finish();

        assert_eq!(table.len(), 2);
        assert_eq!(table.width(), 16_384);
        assert_eq!(table.hidden_rows(), 1);
        assert_eq!(table.index_of(2), None);
        let last = table.row(table.index_of(1_048_576).unwrap()).unwrap();
        assert_eq!(last.cell(16_383).unwrap().source(), "26203292189261166");
        assert!(last.hidden());
    }

    #[test]
    fn many_rows_cross_chunks() {
        let mut builder = TableBuilder::new();
        for number in 1..=10_000 {
            builder.start_row(number * 2, false);
            builder.push(1, CellKind::Text, &number.to_string());
        }
        let table = builder.finish();
        for number in [1, 4_095, 4_096, 4_097, 8_192, 10_000] {
            let index = table.index_of(number * 2).unwrap();
            assert_eq!(index, number as usize - 1);
            assert_eq!(table.row(index).unwrap().cell(1).unwrap().text(), number.to_string());
        }
    }

    #[test]
    fn a_long_cell_comes_back_whole() {
        let long = "щ".repeat(200_000);
        let mut builder = TableBuilder::new();
        builder.start_row(1, false);
        builder.push(0, CellKind::Text, &long);
        builder.push(1, CellKind::Text, "next");
        let table = builder.finish();
        let row = table.row(0).unwrap();
        assert_eq!(row.cell(0).unwrap().source(), long);
        assert_eq!(row.cell(1).unwrap().source(), "next");
    }

    #[test]
    fn rows_out_of_order_are_sorted_and_parts_of_one_row_joined() {
        let build = |rows: &[(u32, u32, &str)]| {
            let mut builder = TableBuilder::new();
            for &(number, column, text) in rows {
                builder.start_row(number, number == 2);
                builder.push(column, CellKind::Text, text);
            }
            builder.finish_sorted()
        };
        let table = build(&[(5, 0, "e"), (2, 3, "b"), (9, 1, "i"), (2, 0, "a")]).unwrap();
        let rows: Vec<_> = table
            .rows()
            .map(|row| {
                (row.number(), row.hidden(), row.cells().map(|cell| cell.source()).collect::<String>())
            })
            .collect();
        assert_eq!(
            rows,
            [(2, true, "ab".to_owned()), (5, false, "e".to_owned()), (9, false, "i".to_owned())]
        );
        assert_eq!(table.index_of(5), Some(1));
        assert_eq!(build(&[(5, 7, "e"), (2, 0, "a"), (5, 7, "f")]).err(), Some((5, 7)));
    }

    #[test]
    fn cells_out_of_order_are_sorted_and_the_last_of_a_column_wins() {
        let mut builder = TableBuilder::new();
        builder.start_row(1, false);
        for (column, text) in [(3, "d"), (1, "old"), (0, "a"), (1, "b")] {
            builder.push(column, CellKind::Text, text);
        }
        let table = builder.finish();
        let cells: Vec<_> =
            table.row(0).unwrap().cells().map(|cell| (cell.column(), cell.source())).collect();
        assert_eq!(cells, [(0, "a"), (1, "b"), (3, "d")]);
    }
}
