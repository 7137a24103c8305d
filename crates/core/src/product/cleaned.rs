//! The rows as they are now, without those left out.

use std::io::Write;

use importer_sheet::write::{CsvOptions, CsvWriter, XlsxWriter};

use super::{Columns, Out, ProductError, step};
use crate::change::Tell;
use crate::session::Session;

/// What the cleaned rows are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleaned {
    /// A workbook; ids are text cells.
    Xlsx,
    /// Delimited text; what a program would take for a formula is neutralised.
    Csv,
}

impl Cleaned {
    /// The format of this name, `xlsx` or `csv`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Writes the header and the rows that are part of the import: not those a person left out, nor hidden
/// ones if they are not included.
///
/// # Errors
/// [`ProductError`].
pub async fn cleaned<W: Write>(
    session: &Session,
    format: Cleaned,
    sheet: &str,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    match format {
        Cleaned::Xlsx => {
            let mut writer = XlsxWriter::new(out)?;
            writer.sheet(sheet)?;
            rows(session, tell, |cells| Ok(writer.row(cells.iter().map(Out::as_cell))?)).await?;
            Ok(writer.finish()?)
        }
        Cleaned::Csv => {
            let mut writer = CsvWriter::new(out, CsvOptions::default());
            rows(session, tell, |cells| {
                Ok(writer.row(cells.iter().map(|cell| (cell.text.as_ref(), cell.kind)))?)
            })
            .await?;
            Ok(writer.finish()?)
        }
    }
}

async fn rows(
    session: &Session,
    tell: Tell<'_>,
    mut write: impl FnMut(&[Out<'_>]) -> Result<(), ProductError>,
) -> Result<(), ProductError> {
    let columns = Columns::of(session);
    let header = columns.without_numbers(columns.header(session));
    write(&header.into_iter().map(Out::text).collect::<Vec<_>>())?;
    let include_hidden = session.summary().include_hidden;
    let total = session.table().len();
    for (done, row) in session.draft_rows().enumerate() {
        step(tell, done, total).await?;
        if row.excluded() || (row.hidden() && !include_hidden) {
            continue;
        }
        write(&columns.cells(&row))?;
    }
    Ok(())
}
