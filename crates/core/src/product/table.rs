//! Rows as they are written, in either of the formats that people open in a spreadsheet.

use std::io::Write;

use importer_sheet::write::{CsvOptions, CsvWriter, XlsxWriter};

use super::{Cleaned, Out, ProductError};

/// A file of one sheet that grows by rows.
pub(super) enum TableWriter<W: Write> {
    Xlsx(Box<XlsxWriter<W>>),
    Csv(CsvWriter<W>),
}

impl<W: Write> TableWriter<W> {
    /// Begins the file; delimited text has no name for its sheet.
    pub(super) fn new(format: Cleaned, sheet: &str, out: W) -> Result<Self, ProductError> {
        Ok(match format {
            Cleaned::Xlsx => {
                let mut writer = XlsxWriter::new(out)?;
                writer.sheet(sheet)?;
                Self::Xlsx(Box::new(writer))
            }
            Cleaned::Csv => Self::Csv(CsvWriter::new(out, CsvOptions::default())),
        })
    }

    pub(super) fn row(&mut self, cells: &[Out<'_>]) -> Result<(), ProductError> {
        match self {
            Self::Xlsx(writer) => writer.row(cells.iter().map(Out::as_cell))?,
            Self::Csv(writer) => writer.row(cells.iter().map(|cell| (cell.text.as_ref(), cell.kind)))?,
        }
        Ok(())
    }

    /// A row of nothing but texts: no id loses a digit.
    pub(super) fn texts(
        &mut self,
        cells: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<(), ProductError> {
        let texts: Vec<_> = cells.into_iter().collect();
        let cells: Vec<_> = texts.iter().map(|text| Out::text(text.as_ref())).collect();
        self.row(&cells)
    }

    /// Ends the file and gives back what it was written into.
    pub(super) fn finish(self) -> Result<W, ProductError> {
        Ok(match self {
            Self::Xlsx(writer) => writer.finish()?,
            Self::Csv(writer) => writer.finish()?,
        })
    }
}
