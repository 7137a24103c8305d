//! Delimited text read, written by the plainest writer there can be, and read again.

use std::fmt::Write as _;

use importer_sheet::{Options, Table};

use crate::reading::{self, open, small_limits};

/// Encodings to force on an input, one picked by it: what a person may choose must be safe, too.
const ENCODINGS: [&str; 8] =
    ["utf-8", "windows-1251", "utf-16le", "utf-16be", "ibm866", "koi8-u", "gb18030", "iso-2022-jp"];
const DELIMITERS: [Option<char>; 5] = [None, Some(','), Some(';'), Some('\t'), Some('x')];

/// Reads `bytes` by detection and by a choice; the cells survive being written and read again.
pub(crate) fn holds(bytes: &[u8]) {
    reading::holds(bytes, &Options::default());
    let pick = bytes.iter().fold(bytes.len(), |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let chosen = Options {
        encoding: Some(ENCODINGS[pick % ENCODINGS.len()].to_owned()),
        delimiter: DELIMITERS[pick / 8 % DELIMITERS.len()],
        ..Options::default()
    };
    reading::holds(bytes, &chosen);
    for options in [Options::default(), chosen] {
        let table = table_of(bytes, &Options { limits: small_limits(), ..options });
        // A file without a byte is refused, so a table without a cell cannot come back.
        if let Some(table) = table.filter(|table| !table.is_empty() && !begins_with_mark(table)) {
            check(&table);
        }
    }
}

/// Whether a text begins with the pair of apostrophes by which formulas are made harmless: the writer
/// here does not know that mark, and the one in the product has tests of its own.
fn begins_with_mark(table: &Table) -> bool {
    table.rows().any(|row| row.cells().any(|cell| cell.source().starts_with("''")))
}

fn table_of(bytes: &[u8], options: &Options) -> Option<Table> {
    let mut workbook = open(bytes, options).ok()?;
    workbook.info().encoding?;
    reading::read(&mut workbook, 0).0.ok()
}

fn check(table: &Table) {
    let text = written(table);
    // Doubled quotes count as what they are in the text: twice.
    let mut limits = small_limits();
    limits.cell_bytes = limits.cell_bytes * 2 + 2;
    limits.columns += 1;
    limits.unpacked_bytes = u64::MAX;
    let options = Options { limits, encoding: Some("utf-8".to_owned()), delimiter: Some(',') };
    let mut workbook = open(text.as_bytes(), &options)
        .unwrap_or_else(|error| panic!("written text is refused: {error}\n{text:?}"));
    let again = reading::read(&mut workbook, 0)
        .0
        .unwrap_or_else(|error| panic!("written text cannot be read: {error}\n{text:?}"));
    assert!(
        reading::cells(table).eq(reading::cells(&again)),
        "other cells after writing: {text:?}\n{table:?}\n{again:?}"
    );
}

/// The table as RFC 4180 has it, every cell in quotes, blank rows as empty lines.
fn written(table: &Table) -> String {
    let mut text = String::new();
    let mut next = 1;
    for row in table.rows() {
        while next < row.number() {
            text.push_str("\r\n");
            next += 1;
        }
        let mut column = 0;
        for cell in row.cells() {
            while column < cell.column() {
                text.push(',');
                column += 1;
            }
            let _ = write!(text, "\"{}\"", cell.text().replace('"', "\"\""));
        }
        // A first line `"sep=;"` is read as a mark; with an empty cell after it, it is none.
        text.push_str(if next == 1 { ",\r\n" } else { "\r\n" });
        next += 1;
    }
    text
}
