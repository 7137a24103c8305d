//! OpenDocument spreadsheets.

use std::ops::ControlFlow;

use calamine::{Data, OdsError, Range, Reader};
use zip::ZipArchive;

use super::{
    PROGRESS_ROWS, check_archive, check_position,
    ods_outline::{self, HiddenRows},
    value, worksheets,
};
use crate::table::TableBuilder;
use crate::workbook::{Limits, Progress, SheetInfo, Source};
use crate::{Error, Table};

/// A workbook that calamine has read whole.
///
/// calamine reads all sheets when it opens a workbook and repeats rows and cells as the file asks
/// for, so [`ods_outline`] counts first what that would come to. What cannot be bounded from outside:
/// the length of one text (calamine expands `text:s` by the count the file gives).
pub(crate) struct Ods {
    ranges: Vec<Range<Data>>,
    hidden: Vec<HiddenRows>,
}

impl Ods {
    pub(crate) fn open(
        mut source: Box<dyn Source>,
        limits: &Limits,
    ) -> Result<(Self, Vec<SheetInfo>), Error> {
        let damaged = |error: zip::result::ZipError| Error::Damaged(format!("zip: {error}"));
        let mut archive = ZipArchive::new(&mut *source as &mut dyn Source).map_err(damaged)?;
        check_archive(&mut archive, limits)?;
        let hidden = ods_outline::outline(&mut archive.by_name("content.xml").map_err(damaged)?, limits)?;
        source.rewind()?;
        let mut calamine = calamine::Ods::new(source).map_err(error)?;
        let (_, sheets) = worksheets(calamine.sheets_metadata());
        let ranges = sheets.iter().map(|sheet| calamine.worksheet_range(&sheet.name).map_err(error));
        Ok((Self { ranges: ranges.collect::<Result<_, _>>()?, hidden }, sheets))
    }

    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let range = self.ranges.get(sheet).ok_or_else(|| Error::NoSuchSheet(sheet.to_string()))?;
        let mut builder = TableBuilder::new();
        let hidden = self.hidden.get(sheet).map_or(&[][..], Vec::as_slice);
        let is_hidden = |row: u32| {
            let run = hidden.partition_point(|run| run.end <= u64::from(row));
            hidden.get(run).is_some_and(|run| run.contains(&u64::from(row)))
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let total = range.height() as u64;
        for ((done, row), cells) in (first_row..).enumerate().zip(range.rows()) {
            builder.start_row(row + 1, is_hidden(row));
            for (column, cell) in (first_column..).zip(cells).filter(|(_, cell)| **cell != Data::Empty) {
                check_position(row, column, limits)?;
                value::push(&mut builder, column, &value::borrow(cell), limits)?;
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

fn error(error: OdsError) -> Error {
    match error {
        OdsError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Error::Io(error),
        OdsError::Password => Error::PasswordProtected,
        error => Error::Damaged(format!("ods: {error}")),
    }
}
