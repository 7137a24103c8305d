//! Bytes in, cells out. Knows files and cells; knows nothing of clients, messengers or browsers.
//!
//! [`Workbook::open`] recognises a file by its content, [`Workbook::read`] streams one sheet into a
//! [`Table`], and [`mod@write`] makes files of rows. A cell is its source text: kind, number format and
//! display are views of it, and no digit passes through a float on the way.

mod binary;
mod buffered;
mod claim;
mod delimited;
mod detect;
mod error;
mod markup;
mod number_format;
mod table;
mod units;
mod workbook;
pub mod write;
mod xlsx;

pub use error::{Error, Limit, NotASpreadsheet};
pub use number_format::civil_date;
pub use table::{Area, Cell, CellKind, CellValue, Row, Table, TableBuilder};
pub use workbook::{Format, Info, Limits, Options, Progress, SheetInfo, Source, Visibility, Workbook};
