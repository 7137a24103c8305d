//! Markup: what CRMs call `.xls` and is an HTML page or SpreadsheetML 2003; and the tokens that
//! OpenDocument is read by.

pub(crate) mod entity;
pub(crate) mod token;
