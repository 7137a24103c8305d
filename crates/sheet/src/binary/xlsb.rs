//! Excel's binary workbooks in a zip archive.
//!
//! Cells are streamed. What cannot be bounded from outside: calamine unpacks all shared strings
//! when it opens a workbook, indexes into records and into the strings without checks (it panics on
//! a damaged file), and reserves up to 256 MB for one record that claims to be so long.

use std::ops::ControlFlow;

use calamine::{DataRef, Reader, XlsbError};
use zip::ZipArchive;

use super::{PROGRESS_ROWS, check_archive, check_position, value, worksheets};
use crate::table::TableBuilder;
use crate::workbook::{Limits, Progress, SheetInfo, Source};
use crate::{Error, Table};

/// A workbook with its shared strings in memory.
pub(crate) struct Xlsb {
    calamine: calamine::Xlsb<Box<dyn Source>>,
    names: Vec<String>,
}

impl Xlsb {
    pub(crate) fn open(
        mut source: Box<dyn Source>,
        limits: &Limits,
    ) -> Result<(Self, Vec<SheetInfo>), Error> {
        let mut archive = ZipArchive::new(&mut *source as &mut dyn Source)
            .map_err(|error| Error::Damaged(format!("zip: {error}")))?;
        check_archive(&mut archive, limits)?;
        source.rewind()?;
        let calamine = calamine::Xlsb::new(source).map_err(error)?;
        let (_, sheets) = worksheets(calamine.sheets_metadata());
        let names = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        Ok((Self { calamine, names }, sheets))
    }

    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let name = self.names.get(sheet).ok_or_else(|| Error::NoSuchSheet(sheet.to_string()))?;
        let mut cells = self.calamine.worksheet_cells_reader(name).map_err(error)?;
        let total = u64::from(cells.dimensions().end.0).saturating_add(1);
        let mut builder = TableBuilder::new();
        let mut open = None;
        while let Some(cell) = cells.next_cell().map_err(error)? {
            let (row, column) = cell.get_position();
            if matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            check_position(row, column, limits)?;
            if open != Some(row) {
                if open.is_some_and(|before| before > row) {
                    return Err(Error::Damaged("xlsb: its rows are out of order".to_owned()));
                }
                open = Some(row);
                builder.start_row(row + 1, false);
                let rows = builder.len();
                if rows.is_multiple_of(PROGRESS_ROWS) {
                    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
                    let done = u64::from(row);
                    if progress(Progress { done, total: total.max(done), rows }).is_break() {
                        return Err(Error::Cancelled);
                    }
                }
            }
            value::push(&mut builder, column, cell.get_value(), limits)?;
        }
        Ok(builder.finish())
    }
}

fn error(error: XlsbError) -> Error {
    match error {
        XlsbError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Error::Io(error),
        XlsbError::Password => Error::PasswordProtected,
        error => Error::Damaged(format!("xlsb: {error}")),
    }
}
