//! Office Open XML workbooks, streamed.
//!
//! rust_xlsxwriter keeps a workbook in memory, or in temporary files a browser has not: a million
//! rows do not fit beside the table they come from. What is needed here is little (text, numbers and
//! dates under a frozen header), so the parts are written directly, the sheet as it comes.

mod notes;
mod parts;
mod row;

use std::io::Write;

use self::notes::Notes;
use self::parts::{ROOT_RELATIONSHIPS, STYLES, index, sheet_end, sheet_name, sheet_start};
use self::row::Row;
use super::WriteError;
use super::cell::{OutCell, OutColumn};
use super::container::Container;
use crate::Limit;

/// What a worksheet holds (Excel specifications and limits).
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;
const MOST_UNITS: usize = 32_767;
/// Bytes of XML gathered before they are packed.
const PIECE: usize = 64 << 10;
/// Fast rather than small: a person waits for it.
const COMPRESSION: u32 = 3;

/// Writes a workbook sheet by sheet and row by row. A row of each sheet is its header: bold, and
/// in view when the others scroll.
///
/// Text is text, in cells formatted as text, so that Excel keeps the zeros and digits of an id even
/// when somebody edits it. A number stays a number where Excel keeps it exactly, and becomes text
/// where it would not (more than 15 digits, zeros in front). Dates are ISO 8601 and become dates.
pub struct XlsxWriter<W: Write> {
    zip: Container<W>,
    names: Vec<String>,
    row: u32,
    /// The number of the sheet's header row.
    header: u32,
    xml: String,
    notes: Notes,
    /// Numbers of the sheets that have notes.
    noted: Vec<usize>,
}

impl<W: Write> XlsxWriter<W> {
    /// Begins a workbook, which is written into `out` from start to end.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn new(out: W) -> Result<Self, WriteError> {
        let mut writer = Self {
            zip: Container::new(out, COMPRESSION),
            names: Vec::new(),
            row: 0,
            header: 1,
            xml: String::with_capacity(PIECE * 2),
            notes: Notes::default(),
            noted: Vec::new(),
        };
        writer.part("_rels/.rels", ROOT_RELATIONSHIPS)?;
        writer.part("xl/styles.xml", STYLES)?;
        Ok(writer)
    }

    /// Begins a sheet with its header in row 1; the one before it ends. What a name may not have is
    /// replaced, and two sheets never have the same one.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn sheet(&mut self, name: &str) -> Result<(), WriteError> {
        self.sheet_with(name, &[], 1)
    }

    /// [`sheet`](Self::sheet) whose columns have a width or are hidden, and with the header in another
    /// row perhaps.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn sheet_with(&mut self, name: &str, columns: &[OutColumn], header: u32) -> Result<(), WriteError> {
        self.end_sheet()?;
        self.names.push(sheet_name(name, &self.names));
        (self.row, self.header) = (0, header);
        self.start(&format!("xl/worksheets/sheet{}.xml", self.names.len()))?;
        self.xml.push_str(&sheet_start(columns, header));
        Ok(())
    }

    /// Writes the next row: the text of each cell in order of columns, and what it is. Empty text is
    /// an empty cell. Rows before the first sheet begin a sheet called `Sheet1`. Notes of a workbook
    /// beyond 32 768 are left out.
    ///
    /// # Errors
    /// [`WriteError::Limit`] where a worksheet cannot hold the row, the column or the text; then the
    /// row is not written. [`WriteError::Io`].
    pub fn row<'a, C: Into<OutCell<'a>>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), WriteError> {
        self.write_row(false, cells)
    }

    /// [`row`](Self::row) that is hidden.
    ///
    /// # Errors
    /// As of [`row`](Self::row).
    pub fn hidden_row<'a, C: Into<OutCell<'a>>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), WriteError> {
        self.write_row(true, cells)
    }

    /// Leaves rows empty, so that the next one has this number; nothing where they are written already.
    pub fn skip_to(&mut self, number: u32) {
        self.row = self.row.max(number.saturating_sub(1));
    }

    fn write_row<'a, C: Into<OutCell<'a>>>(
        &mut self,
        hidden: bool,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), WriteError> {
        if self.names.is_empty() {
            self.sheet("Sheet1")?;
        }
        within(Limit::Rows, u64::from(self.row) + 1, u64::from(MOST_ROWS))?;
        self.row += 1;
        let (start, notes) = (self.xml.len(), self.notes.len());
        let mut row =
            Row { xml: &mut self.xml, notes: &mut self.notes, number: self.row, header: self.header };
        if let Err(error) = row.cells(hidden, cells) {
            self.xml.truncate(start);
            self.notes.truncate(notes);
            self.row -= 1;
            return Err(error);
        }
        if self.xml.len() >= PIECE { self.flush() } else { Ok(()) }
    }

    /// Ends the workbook; one without rows has an empty sheet.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        if self.names.is_empty() {
            self.sheet("Sheet1")?;
        }
        self.end_sheet()?;
        let (workbook, relationships, types) = index(&self.names, &self.noted);
        self.part("xl/workbook.xml", &workbook)?;
        self.part("xl/_rels/workbook.xml.rels", &relationships)?;
        self.part("[Content_Types].xml", &types)?;
        Ok(self.zip.finish()?)
    }

    fn end_sheet(&mut self) -> Result<(), WriteError> {
        if self.names.is_empty() {
            return Ok(());
        }
        let number = self.names.len();
        let has_notes = self.notes.len() > 0;
        self.xml.push_str(sheet_end(has_notes));
        self.flush()?;
        if has_notes {
            self.part(&format!("xl/comments{number}.xml"), &self.notes.comments())?;
            self.part(&format!("xl/drawings/vmlDrawing{number}.vml"), &self.notes.drawing())?;
            let relationships = notes::relationships(number);
            self.part(&format!("xl/worksheets/_rels/sheet{number}.xml.rels"), &relationships)?;
            self.noted.push(number);
            self.notes.clear();
        }
        Ok(())
    }

    fn part(&mut self, name: &str, content: &str) -> Result<(), WriteError> {
        self.start(name)?;
        Ok(self.zip.write_all(content.as_bytes())?)
    }

    fn start(&mut self, name: &str) -> Result<(), WriteError> {
        Ok(self.zip.entry(name)?)
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        self.zip.write_all(self.xml.as_bytes())?;
        self.xml.clear();
        Ok(())
    }
}

const fn within(limit: Limit, value: u64, max: u64) -> Result<(), WriteError> {
    if value > max { Err(WriteError::Limit { limit, value, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::CellKind;

    #[test]
    fn what_a_worksheet_cannot_hold_is_not_written() {
        let mut writer = XlsxWriter::new(Vec::new()).unwrap();
        let long = "щ".repeat(MOST_UNITS + 1);
        fn text(text: &str) -> [(&str, CellKind); 1] {
            [(text, CellKind::Text)]
        }
        assert!(matches!(writer.row(text(&long)), Err(WriteError::Limit { limit: Limit::CellBytes, .. })));
        let wide = std::iter::repeat_n(("x", CellKind::Text), MOST_COLUMNS as usize + 1);
        assert!(matches!(writer.row(wide), Err(WriteError::Limit { limit: Limit::Columns, .. })));
        writer.row(text(&long[..MOST_UNITS * 2])).unwrap();
        assert_eq!(writer.row, 1);
        writer.row = MOST_ROWS;
        assert!(matches!(writer.row(text("x")), Err(WriteError::Limit { limit: Limit::Rows, .. })));
    }
}
