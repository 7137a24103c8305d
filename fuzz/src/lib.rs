//! What must hold when any bytes at all are read, one function a target.
//!
//! Every target goes through the public door, `Workbook::open` and `Workbook::read`. Those for one
//! part of a format put the input into an otherwise sound file first, so that a fuzzer is not held
//! up by checksums and containers. A broken promise is a panic: that is what a fuzzer looks for.
//!
//! [`seeds`] gives inputs to start from, [`mutation`] changes them without a fuzzer.

pub mod mutation;
mod package;
mod reading;
mod round_trip;
pub mod seeds;

use importer_sheet::Options;

use crate::package::{Xlsx, ods_of, xlsb_of};

/// A target: its name, which is also its binary's, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 11] = [
    ("workbook", workbook),
    ("package", package),
    ("sheet", sheet),
    ("shared_strings", shared_strings),
    ("styles", styles),
    ("number_format", number_format),
    ("xls", xls),
    ("xlsb", xlsb),
    ("ods", ods),
    ("csv", csv),
    ("markup", markup),
];

/// What separates the pieces of an input that stands for several: a form feed, which neither XML nor
/// a number format can hold.
pub const SEPARATOR: u8 = 0x0C;

/// A file of any kind, whole: recognition, zip and compound containers, everything behind them.
pub fn workbook(bytes: &[u8]) {
    reading::holds(bytes, &Options::default());
}

/// The parts of an xlsx, one after another, in a sound archive: workbook, its relationships, sheet,
/// shared strings, styles, relationships of the package.
pub fn package(bytes: &[u8]) {
    let mut xlsx = Xlsx::default();
    for (name, part) in Xlsx::PARTS.into_iter().zip(bytes.split(|&byte| byte == SEPARATOR)) {
        xlsx.set(name, part);
    }
    reading::holds(&xlsx.bytes(), &Options::default());
}

/// The XML of a worksheet.
pub fn sheet(bytes: &[u8]) {
    reading::holds(&Xlsx::default().set(Xlsx::SHEET, bytes).bytes(), &Options::default());
}

/// The XML of shared strings, under a sheet that shows the first of them.
pub fn shared_strings(bytes: &[u8]) {
    reading::holds(&Xlsx::default().set(Xlsx::STRINGS, bytes).bytes(), &Options::default());
}

/// The XML of styles, under a sheet with numbers in many of them.
pub fn styles(bytes: &[u8]) {
    reading::holds(&Xlsx::default().set(Xlsx::STYLES, bytes).bytes(), &Options::default());
}

/// A number format code and the numbers it is put to.
pub fn number_format(bytes: &[u8]) {
    let mut pieces = bytes.split(|&byte| byte == SEPARATOR).map(String::from_utf8_lossy);
    let code = pieces.next().unwrap_or_default();
    let numbers: Vec<_> = pieces.take(64).collect();
    reading::holds(&Xlsx::with_number_format(&code, &numbers).bytes(), &Options::default());
}

/// The record stream of an xls without its container.
pub fn xls(bytes: &[u8]) {
    reading::holds(bytes, &Options::default());
}

/// The record streams of an xlsb, in a sound archive: sheet, shared strings, workbook.
pub fn xlsb(bytes: &[u8]) {
    reading::holds(&xlsb_of(bytes), &Options::default());
}

/// The `content.xml` of an OpenDocument spreadsheet.
pub fn ods(bytes: &[u8]) {
    reading::holds(&ods_of(bytes), &Options::default());
}

/// Delimited text: detection, reading in any encoding, and the cells written and read again.
pub fn csv(bytes: &[u8]) {
    round_trip::holds(bytes);
}

/// Markup that calls itself a spreadsheet: HTML tables, XML of 2003.
pub fn markup(bytes: &[u8]) {
    reading::holds(bytes, &Options::default());
}
