//! Delimited text as RFC 4180 has it: UTF-8, quotes where needed, CRLF.

use std::io::Write;

use super::WriteError;
use super::number::is_number;
use crate::delimited::neutralise;
use crate::table::CellKind;

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// `;`, what Excel expects where the decimal sign is a comma.
    #[default]
    Semicolon,
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Delimiter {
    /// The character.
    #[must_use]
    pub const fn as_char(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Tab => '\t',
            Self::Bar => '|',
        }
    }
}

/// How csv is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// Whether the file begins with a byte order mark, without which Excel takes UTF-8 for the
    /// system's old encoding.
    pub byte_order_mark: bool,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: Delimiter::default(), byte_order_mark: true }
    }
}

/// Writes csv row by row.
///
/// A text that a spreadsheet program would take for a formula (it begins with `=`, `+`, `-`, `@`, a
/// tab, a line break, or a full-width form of these) is written after two apostrophes. Reading the
/// file here takes them away again, so any text comes back equal; see `neutralise`.
pub struct CsvWriter<W> {
    out: W,
    options: CsvOptions,
    begun: bool,
    line: String,
}

impl<W: Write> CsvWriter<W> {
    /// Writes into `out`, one call for each row: wrap a slow one in a `BufWriter`.
    pub const fn new(out: W, options: CsvOptions) -> Self {
        Self { out, options, begun: false, line: String::new() }
    }

    /// Writes one row: the text of each cell in order of columns, and what it is.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn row<'a>(
        &mut self,
        cells: impl IntoIterator<Item = (&'a str, CellKind)>,
    ) -> Result<(), WriteError> {
        self.line.clear();
        for (column, (text, kind)) in cells.into_iter().enumerate() {
            if column > 0 {
                self.line.push(self.options.delimiter.as_char());
            }
            self.cell(text, kind);
        }
        self.line.push_str("\r\n");
        if !std::mem::replace(&mut self.begun, true) {
            // A reader would take a text's own U+FEFF for the mark, so then there must be one.
            let own = self.line.trim_start_matches('"').starts_with('\u{FEFF}');
            if self.options.byte_order_mark || own {
                self.out.write_all("\u{FEFF}".as_bytes())?;
            }
        }
        Ok(self.out.write_all(self.line.as_bytes())?)
    }

    /// Ends the file; an empty one has its mark all the same.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        if !self.begun && self.options.byte_order_mark {
            self.out.write_all("\u{FEFF}".as_bytes())?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn cell(&mut self, text: &str, kind: CellKind) {
        // `-5` is a number and nothing else, if it is said to be one.
        let harmless = kind == CellKind::Number && is_number(text);
        let text = if harmless { text.into() } else { neutralise(text) };
        let special =
            |letter: char| matches!(letter, '"' | '\r' | '\n') || letter == self.options.delimiter.as_char();
        if text.contains(special) {
            self.line.push('"');
            for piece in text.split_inclusive('"') {
                self.line.push_str(piece);
                if piece.ends_with('"') {
                    self.line.push('"');
                }
            }
            self.line.push('"');
        } else {
            self.line.push_str(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(options: CsvOptions, rows: &[&[(&str, CellKind)]], expected: &str) {
        let mut writer = CsvWriter::new(Vec::new(), options);
        for row in rows {
            writer.row(row.iter().copied()).unwrap();
        }
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }

    #[test]
    fn as_rfc_4180_has_it() {
        use CellKind::{Number, Text};
        let plain = CsvOptions { byte_order_mark: false, ..CsvOptions::default() };
        check(CsvOptions::default(), &[], "\u{FEFF}");
        check(plain, &[], "");
        check(CsvOptions::default(), &[&[("id", Text), ("имя", Text)]], "\u{FEFF}id;имя\r\n");
        check(
            plain,
            &[
                &[("a;b", Text), ("c\"d\"", Text), ("e\nf", Text), (" g ", Text)],
                &[],
                &[("", Text), ("h", Text)],
            ],
            "\"a;b\";\"c\"\"d\"\"\";\"e\nf\"; g \r\n\r\n;h\r\n",
        );
        check(
            plain,
            &[&[("-5", Number), ("-5", Text), ("=A1", Number), ("+7", Text)]],
            "-5;''-5;''=A1;''+7\r\n",
        );
        check(plain, &[&[("\u{FEFF}a", Text)]], "\u{FEFF}\u{FEFF}a\r\n");
        let tab = CsvOptions { delimiter: Delimiter::Tab, ..plain };
        check(tab, &[&[("a;b", Text), ("c\td", Text)]], "a;b\t\"c\td\"\r\n");
    }
}
