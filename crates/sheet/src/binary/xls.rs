//! Excel 5 to 2003 workbooks.

use std::io::{Cursor, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;

use calamine::{Reader, XlsError};

use super::biff::Biff;
use super::compound::{Compound, pack};
use super::{PROGRESS_ROWS, check_position, value, worksheets};
use crate::table::TableBuilder;
use crate::workbook::{Limits, Progress, SheetInfo, Source, exceeded};
use crate::{Error, Limit, Table};

/// A workbook whose stream is in memory.
pub(crate) struct Xls {
    biff: Biff,
    /// Worksheets by their place among all sheets.
    places: Vec<usize>,
}

impl Xls {
    pub(crate) fn open(
        mut source: Box<dyn Source>,
        limits: &Limits,
    ) -> Result<(Self, Vec<SheetInfo>), Error> {
        let bytes = source.seek(SeekFrom::End(0))?;
        if bytes > limits.unpacked_bytes {
            return Err(exceeded(Limit::UnpackedBytes, bytes, limits.unpacked_bytes));
        }
        let biff = Biff::new(workbook_stream(&mut *source)?)?;
        let calamine = open(biff.without_cells()?)?;
        let (places, sheets) = worksheets(calamine.sheets_metadata());
        Ok((Self { biff, places }, sheets))
    }

    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let place = *self.places.get(sheet).ok_or_else(|| Error::NoSuchSheet(sheet.to_string()))?;
        let mut prepared = self.biff.with_sheet(place, limits)?;
        let mut calamine = open(std::mem::take(&mut prepared.stream))?;
        let range = calamine.worksheet_range_at(0).transpose().map_err(error)?.unwrap_or_default();
        drop(calamine);
        let formats = self.biff.formats();
        let mut builder = TableBuilder::with(Arc::default(), formats.cells.list(), formats.date_1904);
        *builder.layout() = std::mem::take(&mut prepared.layout);
        let Some((first_row, first_column)) = range.start() else { return Ok(builder.finish()) };
        let total = range.height() as u64;
        for ((done, renumbered), cells) in (first_row..).enumerate().zip(range.rows()) {
            let Some(&row) = prepared.rows.get(renumbered as usize) else { continue };
            builder.start_row(u32::from(row) + 1, prepared.hidden.contains(&row));
            for (column, cell) in (first_column..).zip(cells) {
                check_position(u32::from(row), column, limits)?;
                let format = prepared.format(renumbered, column);
                value::push(&mut builder, column, format, cell, limits)?;
            }
            if done % PROGRESS_ROWS == 0 {
                let rows = u32::try_from(builder.len()).unwrap_or(u32::MAX);
                if progress(Progress { done: done as u64, total, rows }).is_break() {
                    return Err(Error::Cancelled);
                }
            }
        }
        Ok(builder.finish())
    }
}

/// The stream of records, out of its container if it has one.
fn workbook_stream(source: &mut dyn Source) -> Result<Vec<u8>, Error> {
    source.seek(SeekFrom::Start(0))?;
    let mut mark = [0; 2];
    let read = crate::delimited::fill(source, &mut mark)?;
    if read == 2 && mark == [0x09, 0x08] {
        source.seek(SeekFrom::Start(0))?;
        let mut stream = Vec::new();
        source.read_to_end(&mut stream)?;
        return Ok(stream);
    }
    let compound = Compound::open(source)?;
    for name in ["Workbook", "Book"] {
        if let Some(stream) = compound.stream(source, name)? {
            return Ok(stream);
        }
    }
    Err(Error::Damaged("there is no workbook stream".to_owned()))
}

fn open(stream: Vec<u8>) -> Result<calamine::Xls<Cursor<Vec<u8>>>, Error> {
    calamine::Xls::new(Cursor::new(pack(stream)?)).map_err(error)
}

fn error(error: XlsError) -> Error {
    match error {
        XlsError::Io(error) => Error::Io(error),
        XlsError::Password => Error::PasswordProtected,
        error => Error::Damaged(format!("xls: {error}")),
    }
}
