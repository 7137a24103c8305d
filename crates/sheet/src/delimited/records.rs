//! Cuts text into records and cells.
//!
//! As RFC 4180 has it, and as leniently as spreadsheet programs read: a record ends at CR, LF or
//! CRLF; a quote at the start of a cell opens a quoted cell, in which a doubled quote is a quote;
//! text between the closing quote and the delimiter is kept as part of the cell.
//!
//! One thing is stricter. A quote that somebody forgot to close would swallow every record up to
//! the next quote, or the rest of the file. So a quote opens a quoted cell only when
//! - its closing quote comes within the limit for one cell, and
//! - where a line break lies between, the closing quote is followed by a delimiter, a line end or
//!   the end of the text.
//!
//! Any other quote is an ordinary character of its cell, and the record ends with its line.
//! csv-core decides byte by byte and cannot look ahead, hence an own cutter.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

/// What came of looking for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A record of this many bytes, its line end counted.
    Record(usize),
    /// The record goes on beyond the text at hand.
    More,
    /// No record is left.
    End,
}

/// A cell's place in the text of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: usize,
    /// Where the text ends; of a quoted cell, where its closing quote stands.
    close: usize,
    /// Where the cell ends. After a closing quote, what stands before the delimiter belongs to it.
    end: usize,
    /// Whether doubled quotes have to be undone.
    doubled: bool,
}

/// What stopped the search for the end of a cell.
enum Cut {
    /// A cell that ends at this offset.
    Cell(Span, usize),
    /// Not enough text to tell.
    More,
}

/// The cutter. Holds the cells of the record found last.
pub(super) struct Records {
    /// Bytes an unquoted cell ends at.
    ends: [bool; 256],
    max_cell: usize,
    max_columns: usize,
    spans: Vec<Span>,
}

impl Records {
    /// Cells are cut at `delimiter`; without one, each record is a cell.
    pub(super) fn new(delimiter: Option<char>, limits: &Limits) -> Self {
        let delimiter = delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
        let is_end = |byte: u8| matches!(byte, b'\r' | b'\n') || Some(byte) == delimiter;
        Self {
            ends: std::array::from_fn(|byte| u8::try_from(byte).is_ok_and(is_end)),
            max_cell: limits.cell_bytes as usize,
            max_columns: limits.columns as usize,
            spans: Vec::new(),
        }
    }

    /// Looks for the record at the start of `bytes`; `ended` says that nothing follows them.
    pub(super) fn next(&mut self, bytes: &[u8], ended: bool) -> Result<Step, Error> {
        self.spans.clear();
        if bytes.is_empty() {
            return Ok(if ended { Step::End } else { Step::More });
        }
        let mut at = 0;
        loop {
            let Cut::Cell(span, end) = self.cell(bytes, at, ended)? else { return Ok(Step::More) };
            if self.spans.len() >= self.max_columns {
                return Err(exceeded(Limit::Columns, self.spans.len() as u64 + 1, self.max_columns as u64));
            }
            self.spans.push(span);
            at = match bytes.get(end) {
                None => return Ok(Step::Record(end)),
                // Whether a line feed belongs to this end shows only when it is there.
                Some(b'\r') if end + 1 == bytes.len() && !ended => return Ok(Step::More),
                Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Ok(Step::Record(end + 2)),
                Some(b'\r' | b'\n') => return Ok(Step::Record(end + 1)),
                Some(_) => end + 1,
            };
        }
    }

    /// The cells of the record [`next`](Self::next) found, out of the same bytes.
    pub(super) fn cells<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Cow<'a, [u8]>> {
        self.spans.iter().map(move |span| {
            let text = bytes.get(span.start..span.close).unwrap_or_default();
            if !span.doubled && span.end <= span.close + 1 {
                return Cow::Borrowed(text);
            }
            let mut cell = Vec::with_capacity(span.end - span.start);
            let mut rest = text;
            while let Some(quote) = memchr(b'"', rest).filter(|_| span.doubled) {
                let (before, after) = rest.split_at((quote + 1).min(rest.len()));
                cell.extend_from_slice(before);
                rest = after.get(1..).unwrap_or_default();
            }
            cell.extend_from_slice(rest);
            cell.extend_from_slice(bytes.get(span.close + 1..span.end).unwrap_or_default());
            Cow::Owned(cell)
        })
    }

    fn cell(&self, bytes: &[u8], start: usize, ended: bool) -> Result<Cut, Error> {
        if bytes.get(start) == Some(&b'"') {
            match self.quoted(bytes, start + 1, ended)? {
                Quoted::Cell(span, end) => return Ok(Cut::Cell(span, end)),
                Quoted::More => return Ok(Cut::More),
                Quoted::Literal => {}
            }
        }
        let Some(end) = self.end(bytes, start, ended) else {
            self.fits(bytes.len() - start)?;
            return Ok(Cut::More);
        };
        self.fits(end - start)?;
        Ok(Cut::Cell(Span { start, close: end, end, doubled: false }, end))
    }

    /// Looks for the closing quote of the cell whose text starts at `start`.
    fn quoted(&self, bytes: &[u8], start: usize, ended: bool) -> Result<Quoted, Error> {
        let mut doubled = false;
        let mut at = start;
        let close = loop {
            let quote = bytes.get(at..).and_then(|rest| memchr(b'"', rest)).map(|found| at + found);
            if quote.unwrap_or(bytes.len()) - start > self.max_cell {
                return Ok(Quoted::Literal);
            }
            let Some(quote) = quote else {
                return Ok(if ended { Quoted::Literal } else { Quoted::More });
            };
            match bytes.get(quote + 1) {
                Some(b'"') => {
                    doubled = true;
                    at = quote + 2;
                }
                None if !ended => return Ok(Quoted::More),
                _ => break quote,
            }
        };
        let Some(end) = self.end(bytes, close + 1, ended) else {
            self.fits(bytes.len() - start)?;
            return Ok(Quoted::More);
        };
        let broken = || bytes.get(start..close).is_some_and(|text| memchr2(b'\r', b'\n', text).is_some());
        if end > close + 1 && broken() {
            return Ok(Quoted::Literal);
        }
        self.fits(end - start)?;
        Ok(Quoted::Cell(Span { start, close, end, doubled }, end))
    }

    /// Where the delimiter or line end after `start` lies; none when the text at hand holds none. A
    /// cell is a few bytes, for which a table is faster than any search by words.
    fn end(&self, bytes: &[u8], start: usize, ended: bool) -> Option<usize> {
        let found = bytes.get(start..)?.iter().position(|&byte| self.ends[usize::from(byte)]);
        found.map(|found| start + found).or_else(|| ended.then_some(bytes.len()))
    }

    fn fits(&self, length: usize) -> Result<(), Error> {
        if length > self.max_cell {
            return Err(exceeded(Limit::CellBytes, length as u64, self.max_cell as u64));
        }
        Ok(())
    }
}

enum Quoted {
    Cell(Span, usize),
    /// The quote is an ordinary character.
    Literal,
    More,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `input` both whole and growing by one character at a time.
    fn check(delimiter: Option<char>, input: &str, expected: &[&[&str]]) {
        let limits = Limits { cell_bytes: 40, ..Limits::default() };
        for whole in [true, false] {
            let mut records = Records::new(delimiter, &limits);
            let (mut start, mut end, mut rows) = (0, if whole { input.len() } else { 0 }, Vec::new());
            loop {
                let text = &input.as_bytes()[start..end];
                match records.next(text, end == input.len()).unwrap() {
                    Step::End => break,
                    Step::More => end += input[end..].chars().next().map_or(0, char::len_utf8),
                    Step::Record(taken) => {
                        let cells =
                            records.cells(text).map(|cell| String::from_utf8(cell.into_owned()).unwrap());
                        rows.push(cells.collect::<Vec<_>>());
                        start += taken;
                    }
                }
            }
            assert_eq!(rows, expected, "{input:?}, whole: {whole}");
        }
    }

    #[test]
    fn records_and_cells() {
        let semicolon = Some(';');
        check(semicolon, "", &[]);
        check(semicolon, "a", &[&["a"]]);
        check(semicolon, "a;b\r\nc;d\n", &[&["a", "b"], &["c", "d"]]);
        check(semicolon, "a\rb\r\rc", &[&["a"], &["b"], &[""], &["c"]]);
        check(semicolon, "\n\na;\n", &[&[""], &[""], &["a", ""]]);
        check(semicolon, " a ; b", &[&[" a ", " b"]]);
        check(semicolon, "a;b;c\nd\ne;f", &[&["a", "b", "c"], &["d"], &["e", "f"]]);
        check(None, "a;b,c\td\n\"x;\ny\"", &[&["a;b,c\td"], &["x;\ny"]]);
        check(semicolon, "a\0b;щ", &[&["a\0b", "щ"]]);
    }

    #[test]
    fn quotes() {
        let semicolon = Some(';');
        check(semicolon, "\"a;b\";\"\";\"c\nd\"\ne", &[&["a;b", "", "c\nd"], &["e"]]);
        check(semicolon, "\"say \"\"hi\"\"\"", &[&["say \"hi\""]]);
        check(semicolon, "5\" disk;a\"b\"", &[&["5\" disk", "a\"b\""]]);
        check(semicolon, "\"a\"b;c", &[&["ab", "c"]]);
        check(semicolon, "\"\"\"\"", &[&["\""]]);
    }

    #[test]
    fn a_quote_never_closed_costs_its_own_line() {
        let semicolon = Some(';');
        check(semicolon, "1;\"a\n2;b\n", &[&["1", "\"a"], &["2", "b"]]);
        check(semicolon, "1;\"a\n2;\"b\";c\n3", &[&["1", "\"a"], &["2", "b", "c"], &["3"]]);
        check(semicolon, "1;\"\n2;b", &[&["1", "\""], &["2", "b"]]);
        let far = format!("1;\"a\n{}\n2;\"", "x".repeat(40));
        check(semicolon, &far, &[&["1", "\"a"], &[&"x".repeat(40)], &["2", "\""]]);
    }

    #[test]
    fn limits_are_named() {
        let limits = Limits { cell_bytes: 4, columns: 2, ..Limits::default() };
        for (input, limit) in [("abcde", Limit::CellBytes), ("a;b;c", Limit::Columns)] {
            let error = Records::new(Some(';'), &limits).next(input.as_bytes(), true).unwrap_err();
            assert!(matches!(error, Error::Limit { limit: found, .. } if found == limit), "{input}");
        }
    }
}
