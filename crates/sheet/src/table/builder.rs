//! The table while it grows. What one row adds must be cheap: a million of them come.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;

use super::packed::{LONG, Packed, Tag};
use super::shared::is_inside_character;
use super::{Cell, CellKind, Chunk, Layout, RowMeta, SharedStrings, Table};
use crate::number_format::NumberFormat;

/// Rows in a full chunk.
const CHUNK_ROWS: usize = 4096;
/// A chunk closes early when its text reaches this size, so that offsets stay small.
const CHUNK_BYTES: usize = 64 << 20;
/// Bytes of memory asked for at once.
const ROOM: usize = 16 << 20;

/// Fills a [`Table`] row by row, from the top.
pub struct TableBuilder {
    table: Table,
    open: Option<(u32, bool)>,
    /// Where the open row's cells start, one more than its last column, and whether its cells came
    /// in order of columns.
    row_start: usize,
    next_column: u32,
    sorted: bool,
    // The chunk being filled. Its buffers are kept for the next one, so that they grow once.
    rows: Vec<RowMeta>,
    columns: Vec<u16>,
    cells: Vec<Packed>,
    text: Vec<u8>,
    /// Whether a cell's text begins within a character.
    torn: bool,
    /// Bytes of chunks there is room for.
    room: usize,
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
        Self {
            table: Table { shared, formats, date_1904, ..Table::default() },
            open: None,
            row_start: 0,
            next_column: 0,
            sorted: true,
            rows: Vec::new(),
            columns: Vec::new(),
            cells: Vec::new(),
            text: Vec::new(),
            torn: false,
            room: ROOM,
        }
    }

    /// Begins the row with this physical number (from 1). Numbers must ascend.
    pub fn start_row(&mut self, number: u32, hidden: bool) {
        self.end_row();
        self.open = Some((number, hidden));
    }

    /// Adds a cell of the open row. Empty text adds nothing.
    pub fn push(&mut self, column: u32, kind: CellKind, text: &str) {
        self.push_raw(column, kind, text.as_bytes());
    }

    /// Adds a cell whose text ought to be UTF-8: what is not becomes U+FFFD. All the text of a chunk
    /// is looked at together, which costs a fraction of asking of each cell.
    pub(crate) fn push_raw(&mut self, column: u32, kind: CellKind, text: &[u8]) {
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
    pub(crate) fn push_number(&mut self, column: u32, format: u16, digits: &[u8]) {
        self.push_text(column, Tag::Number, format, digits);
    }

    /// Adds a cell that shows a shared string, which must exist. An empty one adds nothing.
    pub(crate) fn push_shared(&mut self, column: u32, index: u32) {
        if !self.table.shared.is_empty_at(index as usize) {
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

    /// What the sheet shows otherwise than it stores.
    pub(crate) const fn layout(&mut self) -> &mut Layout {
        &mut self.table.layout
    }

    /// The table.
    #[must_use]
    pub fn finish(mut self) -> Table {
        self.end_row();
        self.close_chunk();
        self.table.layout.tidy();
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
        sorted.table.layout = table.layout.clone();
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
            self.push_text(cell.column, packed.tag(), format, cell.source().as_bytes());
        }
    }

    fn push_text(&mut self, column: u32, tag: Tag, format: u16, text: &[u8]) {
        let Some(&first) = text.first() else { return };
        // A chunk closes at 64 MB of text, so offsets fit unless one row alone holds 4 GB.
        let Ok(offset) = u32::try_from(self.text.len()) else { return };
        self.torn |= is_inside_character(first);
        append(&mut self.text, text);
        self.push_packed(column, Packed::new(tag, format, text.len(), offset));
    }

    fn push_packed(&mut self, column: u32, packed: Packed) {
        let Ok(narrow) = u16::try_from(column) else { return };
        self.sorted &= column >= self.next_column;
        self.next_column = column + 1;
        self.columns.push(narrow);
        self.cells.push(packed);
    }

    fn end_row(&mut self) {
        let Some((number, hidden)) = self.open.take() else { return };
        if self.cells.len() == self.row_start {
            return;
        }
        if !self.sorted {
            self.sort_row();
        }
        self.table.width = self.table.width.max(self.next_column);
        let start = u32::try_from(self.row_start).unwrap_or(u32::MAX);
        self.rows.push(RowMeta { number, hidden, start });
        self.table.rows += 1;
        self.table.hidden_rows += usize::from(hidden);
        self.row_start = self.cells.len();
        self.next_column = 0;
        if self.rows.len() >= CHUNK_ROWS || self.text.len() >= CHUNK_BYTES {
            self.close_chunk();
        }
    }

    /// Odd writers give cells out of order, or one column twice; the last one wins, as in Excel.
    fn sort_row(&mut self) {
        let columns = self.columns.drain(self.row_start..);
        let mut row: Vec<(u16, Packed)> = columns.zip(self.cells.drain(self.row_start..)).collect();
        row.sort_by_key(|&(column, _)| column);
        row.reverse();
        row.dedup_by_key(|&mut (column, _)| column);
        row.reverse();
        self.next_column = row.last().map_or(0, |&(column, _)| u32::from(column) + 1);
        for (column, packed) in row {
            self.columns.push(column);
            self.cells.push(packed);
        }
        self.sorted = true;
    }

    fn close_chunk(&mut self) {
        let text = match std::str::from_utf8(&self.text) {
            Ok(text) if !self.torn => text.into(),
            _ => self.mended(),
        };
        if !self.rows.is_empty() {
            let chunk = Chunk {
                first: self.table.rows - self.rows.len(),
                rows: self.rows.as_slice().into(),
                columns: self.columns.as_slice().into(),
                cells: self.cells.as_slice().into(),
                text,
            };
            self.keep_room(chunk.bytes());
            self.table.chunks.push(chunk);
        }
        self.rows.clear();
        self.columns.clear();
        self.cells.clear();
        self.text.clear();
        self.torn = false;
        self.row_start = 0;
    }

    /// Has memory grow by large steps. In a browser each growth makes garbage of the buffer that
    /// JavaScript sees the memory through, and by the allocator's own small steps a large table
    /// costs hundreds of garbage collections. What is freed here stays with the allocator.
    fn keep_room(&mut self, stored: usize) {
        if cfg!(target_family = "wasm") {
            self.room = self.room.checked_sub(stored).unwrap_or_else(|| {
                drop(std::hint::black_box(Vec::<u8>::with_capacity(ROOM)));
                ROOM
            });
        }
    }

    /// The chunk's text with each cell made UTF-8 by itself.
    fn mended(&mut self) -> Box<str> {
        let mut out = Vec::with_capacity(self.text.len());
        for cell in self.cells.iter_mut().filter(|cell| cell.tag() != Tag::Shared) {
            let text = self.text.get(cell.place(&self.text)).unwrap_or_default();
            let text = String::from_utf8_lossy(text);
            let offset = u32::try_from(out.len()).unwrap_or(u32::MAX);
            let format = u16::try_from(cell.format()).unwrap_or(0);
            *cell = Packed::new(cell.tag(), format, text.len(), offset);
            append(&mut out, text.as_bytes());
        }
        String::from_utf8_lossy(&out).into()
    }
}

/// Appends a cell's text to its chunk's, a length too long for [`Packed`] before it.
fn append(arena: &mut Vec<u8>, text: &[u8]) {
    if text.len() >= LONG {
        // Writing to memory cannot fail.
        let _ = write!(arena, "{:08x}", text.len());
    }
    arena.extend_from_slice(text);
}
