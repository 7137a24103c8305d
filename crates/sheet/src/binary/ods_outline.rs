//! How many cells an OpenDocument sheet would unfold to, counted without unfolding it, and which of
//! its rows are hidden.
//!
//! Rows and cells carry repeat counts; a few hundred bytes can ask for a billion cells. calamine
//! unfolds cells within a row as it reads, and rows up to the last one that holds a cell; this
//! counts the same on the raw text of `content.xml`, tag by tag, in bounded memory. Hidden rows are
//! noted on the way, as calamine does not tell of them.

use std::io::Read;
use std::ops::Range;

use memchr::{memchr, memmem};

use super::check_rectangle;
use crate::delimited::fill;
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

const WINDOW: usize = 64 << 10;
/// Excel's and LibreOffice's outline of a sheet; calamine repeats no further.
const MOST_ROWS: u64 = 1 << 20;
const MOST_COLUMNS: u64 = 1 << 14;
/// What a row hidden by hand and one hidden by a filter say of themselves.
const HIDDEN: [&[u8]; 2] = [b"table:visibility=\"collapse\"", b"table:visibility=\"filter\""];

/// Hidden rows of a sheet, numbered from 0, in ascending runs.
pub(super) type HiddenRows = Vec<Range<u64>>;

/// Refuses a document whose sheets are out of proportion to their cells. Returns the hidden rows of
/// each sheet.
pub(super) fn outline(content: &mut dyn Read, limits: &Limits) -> Result<Vec<HiddenRows>, Error> {
    let mut outline = Outline::default();
    let mut buffer = Vec::new();
    let mut window = vec![0; WINDOW];
    let mut unpacked = 0;
    loop {
        let read = fill(content, &mut window)?;
        unpacked += read as u64;
        if unpacked > limits.unpacked_bytes {
            return Err(exceeded(Limit::UnpackedBytes, unpacked, limits.unpacked_bytes));
        }
        buffer.extend_from_slice(window.get(..read).unwrap_or_default());
        let taken = outline.tags(&buffer)?;
        buffer.drain(..taken);
        if buffer.len() > limits.cell_bytes as usize {
            return Err(exceeded(Limit::CellBytes, buffer.len() as u64, u64::from(limits.cell_bytes)));
        }
        if read < window.len() {
            outline.end_sheet()?;
            return Ok(outline.hidden);
        }
    }
}

/// Counts of the sheet being read.
#[derive(Debug, Default)]
struct Outline {
    /// Cells written in the file.
    written: u64,
    /// Cells unfolded within rows, in all sheets.
    unfolded: u64,
    /// Rows down to the last one with a cell, and rows after it.
    height: u64,
    blank: u64,
    /// The greatest column with a cell, plus one.
    width: u64,
    row: Row,
    /// The number of the row being read, and hidden rows by sheet, this one last.
    number: u64,
    hidden: Vec<HiddenRows>,
}

#[derive(Debug, Default)]
struct Row {
    repeats: u64,
    /// Columns so far; those after the last cell with a value.
    columns: u64,
    pending: u64,
    filled: bool,
    hidden: bool,
}

impl Outline {
    /// Counts the whole tags in `text`; returns how much of it is done with.
    fn tags(&mut self, text: &[u8]) -> Result<usize, Error> {
        let mut done = 0;
        loop {
            let rest = text.get(done..).unwrap_or_default();
            let Some(start) = memchr(b'<', rest) else { return Ok(text.len()) };
            let rest = rest.get(start..).unwrap_or_default();
            let Some(end) = tag_end(rest) else { return Ok(done + start) };
            self.tag(rest.get(1..end).unwrap_or_default())?;
            done += start + end + 1;
        }
    }

    fn tag(&mut self, tag: &[u8]) -> Result<(), Error> {
        let closed = tag.ends_with(b"/");
        match name(tag) {
            b"table:table-row" => {
                let hidden = HIDDEN.iter().any(|hidden| memmem::find(tag, hidden).is_some());
                self.row = Row { repeats: repeats(tag, b"rows"), hidden, ..Row::default() };
                if closed {
                    self.end_row();
                }
            }
            b"table:table-cell" | b"table:covered-table-cell" => self.cell(tag)?,
            // calamine passes over tables without a name.
            b"table:table" if memmem::find(tag, b"table:name").is_some() => self.hidden.push(Vec::new()),
            b"/table:table-row" => self.end_row(),
            b"/table:table" => self.end_sheet()?,
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, tag: &[u8]) -> Result<(), Error> {
        let repeats = repeats(tag, b"columns").min(MOST_COLUMNS);
        // calamine unfolds blank cells when another one follows.
        let blank = memmem::find(tag, b"value").is_none() && memmem::find(tag, b"table:formula").is_none();
        let before = self.row.columns;
        self.row.columns = (before + std::mem::take(&mut self.row.pending)).min(MOST_COLUMNS);
        self.written += 1;
        if blank {
            self.row.pending = repeats;
        } else {
            self.row.columns = (self.row.columns + repeats).min(MOST_COLUMNS);
            self.row.filled = true;
            self.width = self.width.max(self.row.columns);
        }
        self.unfolded += self.row.columns - before;
        check_rectangle(1, self.unfolded, self.written)
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        let repeats = row.repeats.min(MOST_ROWS);
        let first = self.number;
        self.number = first.saturating_add(repeats);
        if let Some(runs) = self.hidden.last_mut().filter(|_| row.hidden && row.filled) {
            runs.push(first..self.number);
        }
        if row.filled {
            self.height = self.height.saturating_add(std::mem::take(&mut self.blank)).saturating_add(repeats);
        } else {
            self.blank = self.blank.saturating_add(repeats);
        }
    }

    fn end_sheet(&mut self) -> Result<(), Error> {
        let (height, width) = (std::mem::take(&mut self.height), std::mem::take(&mut self.width));
        (self.blank, self.number) = (0, 0);
        check_rectangle(height.min(MOST_ROWS), width, self.written)
    }
}

/// Where the tag at the start of `text` ends; a `>` within quotes does not end it.
fn tag_end(text: &[u8]) -> Option<usize> {
    if text.starts_with(b"<!--") {
        return memmem::find(text, b"-->").map(|at| at + 2);
    }
    let mut quote = None;
    text.iter().position(|&byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        false
    })
}

fn name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().skip(1).position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
    tag.get(..end.map_or(tag.len(), |end| end + 1)).unwrap_or_default()
}

/// The value of `table:number-…-repeated`; 1 where it is missing, and as much as can be where it
/// is no number.
fn repeats(tag: &[u8], what: &[u8]) -> u64 {
    let key = [b"number-", what, b"-repeated"].concat();
    let Some(at) = memmem::find(tag, &key) else { return 1 };
    let value = tag.get(at + key.len()..).unwrap_or_default();
    let digits =
        value.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::super::{CELLS_PER_CELL, FREE_CELLS};
    use super::*;

    fn check_rows(rows: &str, expected: bool) {
        let content =
            format!("<office:body><table:table table:name=\"a>b\">{rows}</table:table></office:body>");
        let result = outline(&mut content.as_bytes(), &Limits::default());
        assert_eq!(result.is_ok(), expected, "{rows}: {result:?}");
        assert!(matches!(result, Ok(_) | Err(Error::Limit { limit: Limit::UnpackedBytes, .. })));
    }

    #[test]
    fn repeats_are_counted_without_unfolding() {
        let blank = "<table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell \
                     table:number-columns-repeated=\"16384\"/></table:table-row>";
        let cell = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
        let far = "<table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/>\
                   <table:table-cell office:value=\"1\"/></table:table-row>";
        let many = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
                    office:value='1' table:number-columns-repeated='100'/></table:table-row>";
        check_rows("", true);
        check_rows(&[cell, blank].concat(), true);
        check_rows(&[cell, far].concat(), true);
        check_rows(&[cell, blank, cell].concat(), true);
        check_rows(&[cell, blank, far].concat(), false);
        check_rows(many, false);
        check_rows(&far.repeat(300), false);
    }

    #[test]
    fn hidden_rows_are_noted_by_sheet() {
        let cell = "<table:table-cell office:value=\"1\"/></table:table-row>";
        let row = |attributes: &str| format!("<table:table-row {attributes}>{cell}");
        let first = [
            row("table:number-rows-repeated=\"2\""),
            row("table:visibility=\"collapse\" table:number-rows-repeated=\"3\""),
            row(""),
            row("table:visibility=\"filter\""),
        ];
        let sheet = |rows: &str| format!("<table:table table:name=\"a\">{rows}</table:table>");
        let content = [sheet(&first.concat()), sheet("")].concat();
        let hidden = outline(&mut content.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(hidden, [vec![2..5, 6..7], vec![]]);
    }

    #[test]
    fn the_bounds_are_those_of_the_readers() {
        assert!(check_rectangle(1, FREE_CELLS + 2 * CELLS_PER_CELL, 2).is_ok());
        assert!(check_rectangle(1, FREE_CELLS + 2 * CELLS_PER_CELL + 1, 2).is_err());
    }
}
