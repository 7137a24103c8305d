//! Cells out: xlsx and csv, row by row into any `Write`.
//!
//! Nothing is kept but the row at hand, so that a million rows go into a browser's `Blob` piece by
//! piece. What is written here reads back equal: text to the last character, numbers to the last
//! digit. Knows nothing of tables, clients or browsers.

mod archive;
mod cell;
mod container;
mod csv;
mod number;
mod xlsx;

pub use self::archive::Archive;
pub use self::cell::{Mark, OutCell, OutColumn};
pub use self::csv::{CsvOptions, CsvWriter, Delimiter};
pub use self::xlsx::XlsxWriter;

use crate::Limit;

/// Why rows cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The format cannot hold that much: 1 048 576 rows, 16 384 columns and 32 767 UTF-16 units a
    /// cell in xlsx.
    #[error("limit exceeded: {} is {value}, the format holds {max}", .limit.code())]
    Limit {
        /// Which bound.
        limit: Limit,
        /// What was asked for.
        value: u64,
        /// What the format holds.
        max: u64,
    },
    /// The other side does not take it.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
}
