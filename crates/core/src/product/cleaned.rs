//! The rows as they are now, without those left out.

use std::io::Write;

use super::table::TableWriter;
use super::{Columns, ProductError, step};
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
    let columns = Columns::of(session);
    let header = columns.without_numbers(columns.header(session));
    let mut writer = TableWriter::new(format, sheet, out)?;
    writer.texts(header)?;
    let include_hidden = session.summary().include_hidden;
    let total = session.table().len();
    for (done, row) in session.draft_rows().enumerate() {
        step(tell, done, total).await?;
        if row.excluded() || (row.hidden() && !include_hidden) {
            continue;
        }
        writer.row(&columns.cells(&row))?;
    }
    writer.finish()
}
