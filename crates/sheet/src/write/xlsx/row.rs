//! A row as XML.

use super::notes::Notes;
use super::parts::{DATE, DATE_TIME, HEADER_STYLE, KINDS, TEXT, TIME};
use super::{MOST_COLUMNS, MOST_UNITS, within};
use crate::Limit;
use crate::table::CellKind;
use crate::write::WriteError;
use crate::write::cell::{Mark, OutCell};
use crate::write::number::{Moment, is_exact, is_number, serial};

/// A row on its way into XML.
pub(super) struct Row<'x> {
    pub(super) xml: &'x mut String,
    pub(super) notes: &'x mut Notes,
    pub(super) number: u32,
    pub(super) header: u32,
}

impl Row<'_> {
    /// Writes the row.
    pub(super) fn cells<'a, C: Into<OutCell<'a>>>(
        &mut self,
        hidden: bool,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), WriteError> {
        let number = self.number;
        let hidden = if hidden { " hidden=\"1\"" } else { "" };
        self.push(format_args!("<row r=\"{number}\"{hidden}>"));
        let mut reference = Reference::default();
        for (column, cell) in (0_u32..).zip(cells) {
            within(Limit::Columns, u64::from(column) + 1, u64::from(MOST_COLUMNS))?;
            reference.next();
            let cell = cell.into();
            if !cell.text.is_empty() {
                self.cell(&reference, &cell)?;
            } else if cell.mark != Mark::None {
                let (column, style) = (reference.letters(), style(TEXT, cell.mark));
                self.push(format_args!("<c r=\"{column}{number}\" s=\"{style}\"/>"));
            }
            if !cell.note.is_empty() {
                self.notes.add(number, column, reference.letters(), cell.note);
            }
        }
        self.xml.push_str("</row>");
        Ok(())
    }

    fn cell(&mut self, reference: &Reference, cell: &OutCell<'_>) -> Result<(), WriteError> {
        let (column, row) = (reference.letters(), self.number);
        let OutCell { text, kind, mark, .. } = *cell;
        if let Some((serial, moment)) = serial(kind, text) {
            let style = style(
                match moment {
                    Moment::Date => DATE,
                    Moment::DateTime => DATE_TIME,
                    Moment::Time => TIME,
                },
                mark,
            );
            self.push(format_args!("<c r=\"{column}{row}\" s=\"{style}\"><v>{serial}</v></c>"));
            return Ok(());
        }
        match (kind, text) {
            (CellKind::Number, number) if is_exact(number) || (cell.as_stored && is_number(number)) => {
                let style = style_attribute(mark);
                self.push(format_args!("<c r=\"{column}{row}\"{style}><v>{number}</v></c>"));
            }
            (CellKind::Bool, "TRUE" | "FALSE") => {
                let bit = u8::from(text == "TRUE");
                let style = style_attribute(mark);
                self.push(format_args!("<c r=\"{column}{row}\"{style} t=\"b\"><v>{bit}</v></c>"));
            }
            _ => {
                if text.len() > MOST_UNITS {
                    within(Limit::CellBytes, text.encode_utf16().count() as u64, MOST_UNITS as u64)?;
                }
                let style = if row == self.header { HEADER_STYLE } else { style(TEXT, mark) };
                self.push(format_args!("<c r=\"{column}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t"));
                let edges = |letter: char| letter.is_ascii_whitespace();
                let keep = text.starts_with(edges) || text.ends_with(edges);
                self.xml.push_str(if keep { " xml:space=\"preserve\">" } else { ">" });
                escape(text, self.xml);
                self.xml.push_str("</t></is></c>");
            }
        }
        Ok(())
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a string does not fail.
        let _ = std::fmt::Write::write_fmt(self.xml, text);
    }
}

/// The style of a kind of cell on a mark's colour.
const fn style(kind: u32, mark: Mark) -> u32 {
    let colour = match mark {
        Mark::None => 0,
        Mark::Error => 1,
        Mark::Warning => 2,
    };
    colour * KINDS + kind
}

/// The style of a number or truth, which nobody need name where nothing is marked.
const fn style_attribute(mark: Mark) -> &'static str {
    match mark {
        Mark::None => "",
        Mark::Error => " s=\"5\"",
        Mark::Warning => " s=\"10\"",
    }
}

/// The letters of a column, counted up.
#[derive(Default)]
struct Reference {
    letters: Vec<u8>,
}

impl Reference {
    fn next(&mut self) {
        for letter in self.letters.iter_mut().rev() {
            if *letter < b'Z' {
                *letter += 1;
                return;
            }
            *letter = b'A';
        }
        self.letters.insert(0, b'A');
    }

    fn letters(&self) -> &str {
        std::str::from_utf8(&self.letters).unwrap_or_default()
    }
}

/// Text as XML and Office Open XML write it: what XML cannot hold, and the carriage return it would
/// change, as `_xHHHH_` (ST_Xstring, ECMA-376 part 1, 22.9.2.19).
pub(super) fn escape(text: &str, xml: &mut String) {
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' => xml.push(letter),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = std::fmt::Write::write_fmt(xml, format_args!("_x{:04X}_", u32::from(letter)));
            }
            // It would read as an escape, perhaps together with the one that follows.
            '_' if is_escape(text.as_bytes().get(at + 1..at + 6)) => xml.push_str("_x005F_"),
            _ => xml.push(letter),
        }
    }
}

fn is_escape(after: Option<&[u8]>) -> bool {
    matches!(after, Some([b'x', digits @ ..]) if digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        for (text, expected) in [
            ("a & b <c>", "a &amp; b &lt;c&gt;"),
            ("a\r\n\tb\u{1}", "a_x000D_\n\tb_x0001_"),
            ("_x000D_ _x_ __x0041", "_x005F_x000D_ _x_ __x005F_x0041"),
            ("\u{FFFF}😀", "_xFFFF_😀"),
        ] {
            let mut xml = String::new();
            escape(text, &mut xml);
            assert_eq!(xml, expected, "{text:?}");
        }
    }

    #[test]
    fn columns_count_up() {
        let mut reference = Reference::default();
        let names: Vec<String> = (0..MOST_COLUMNS)
            .map(|_| {
                reference.next();
                reference.letters().to_owned()
            })
            .collect();
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(names[column], name);
        }
    }
}
