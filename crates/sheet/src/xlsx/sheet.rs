//! A worksheet part: rows and cells into the table. Knows no zip, no workbook.

use super::cell::{CellType, Value, number, plain_cell, plain_row, reference};
use super::layout;
use super::package::Report;
use super::scan::{Feed, Scanner};
use super::strings::{check_length, plain_text, rich_text};
use super::tag::is_true;
use crate::number_format::CellFormats;
use crate::table::{TableBuilder, column_name};
use crate::{CellKind, Error, Limit, Limits, Table};

const ROW: &[u8] = b"row";

/// What cells refer to.
pub(super) struct Context<'a, 'p> {
    pub(super) limits: &'a Limits,
    pub(super) styles: &'a CellFormats,
    pub(super) shared_strings: usize,
    pub(super) report: &'a Report<'p>,
}

/// Reads the sheet's cells into `builder`.
pub(super) fn read<F: Feed>(
    scanner: &mut Scanner<F>,
    builder: TableBuilder,
    context: &Context<'_, '_>,
) -> Result<Table, Error> {
    let mut sheet = Sheet {
        context,
        builder,
        row: 0,
        numbered: false,
        hidden: false,
        next_column: 0,
        ascending: true,
        scratch: String::new(),
    };
    scanner.child()?;
    while let Some(tag) = scanner.child()? {
        match tag.name() {
            b"sheetData" => sheet.rows(scanner)?,
            b"cols" => layout::columns(scanner, sheet.builder.layout(), context.limits)?,
            b"mergeCells" => layout::merged(scanner, sheet.builder.layout(), context.limits)?,
            b"autoFilter" => {
                let area = layout::area(&tag);
                layout::filter(scanner, area, sheet.builder.layout(), context.limits)?;
            }
            _ => scanner.skip()?,
        }
    }
    scanner.drain()?;
    if sheet.ascending {
        return Ok(sheet.builder.finish());
    }
    sheet.builder.finish_sorted().map_err(|(row, column)| {
        let name = column_name(column);
        scanner.damaged(format_args!("two rows have the cell {name}{row}"))
    })
}

struct Sheet<'a, 'p> {
    context: &'a Context<'a, 'p>,
    builder: TableBuilder,
    /// The open row's number, or the last one's while the open row's is not known yet.
    row: u32,
    numbered: bool,
    hidden: bool,
    next_column: u32,
    /// Whether row numbers have only grown so far.
    ascending: bool,
    scratch: String,
}

impl Sheet<'_, '_> {
    fn rows<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Result<(), Error> {
        while self.row(scanner)? {}
        Ok(())
    }

    /// Reads the next row, or passes over what is none; false at the end of the rows.
    ///
    /// Never a part of its caller, because browsers compile a wasm function well only between two
    /// calls of it: one that loops over the whole sheet would run as it was first, several times
    /// slower.
    #[inline(never)]
    fn row<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Result<bool, Error> {
        scanner.pass_space();
        if let Some((number, length)) = plain_row(scanner.ahead()).filter(|&(number, _)| number > 0) {
            scanner.enter(length, ROW)?;
            self.hidden = false;
            self.start_row(number)?;
        } else {
            let Some(tag) = scanner.child()? else { return Ok(false) };
            if tag.name() != ROW {
                scanner.skip()?;
                return Ok(true);
            }
            let (mut number, mut flat, mut custom) = (None, false, false);
            self.hidden = false;
            for (name, value) in tag.attributes() {
                match name {
                    b"r" => number = Some(value),
                    b"hidden" => self.hidden = is_true(value),
                    b"ht" => flat = is_zero(value),
                    b"customHeight" => custom = is_true(value),
                    _ => {}
                }
            }
            // Some writers say `ht="0"` for "not measured"; with customHeight it is meant.
            self.hidden |= flat && custom;
            let number = number.map(|raw| match decimal(raw) {
                Some(number) if number > 0 => Ok(number),
                _ => Err(format!("row number {:?}", String::from_utf8_lossy(raw))),
            });
            self.numbered = false;
            match number {
                Some(Ok(number)) => self.start_row(number)?,
                Some(Err(what)) => return Err(scanner.damaged(what)),
                None => {}
            }
        }
        self.next_column = 0;
        self.cells(scanner)?;
        if !self.numbered {
            // An empty row without a number still takes its place.
            self.row = self.row.saturating_add(1);
        }
        self.context.report.set_rows(self.builder.len());
        Ok(true)
    }

    fn start_row(&mut self, number: u32) -> Result<(), Error> {
        let (value, max) = (u64::from(number), u64::from(self.context.limits.rows));
        if value > max {
            return Err(Error::Limit { limit: Limit::Rows, value, max });
        }
        self.ascending &= number > self.row;
        self.row = number;
        self.numbered = true;
        self.builder.start_row(number, self.hidden);
        Ok(())
    }

    fn cells<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Result<(), Error> {
        loop {
            if self.numbered {
                self.plain_cells(scanner)?;
            }
            if scanner.leave(ROW) {
                return Ok(());
            }
            let Some(tag) = scanner.child()? else { return Ok(()) };
            if tag.name() != b"c" {
                scanner.skip()?;
                continue;
            }
            let (mut at, mut style, mut kind) = (None, 0, CellType::Number);
            let mut wrong = None;
            for (name, value) in tag.attributes() {
                match name {
                    b"r" => match reference(value.trim_ascii()) {
                        Some(found) => at = Some(found),
                        None => wrong = Some(String::from_utf8_lossy(value).into_owned()),
                    },
                    b"s" => style = decimal(value).map_or(0, |style| style as usize),
                    b"t" => kind = CellType::from_attribute(value),
                    _ => {}
                }
            }
            if let Some(wrong) = wrong {
                return Err(scanner.damaged(format_args!("cell reference {wrong:?}")));
            }
            if !self.numbered {
                let counted = self.row.saturating_add(1);
                self.start_row(at.map_or(counted, |(_, row)| row.max(counted)))?;
            }
            let column = self.place(at.map(|(column, _)| column))?;
            self.value(scanner, column, style, kind)?;
        }
    }

    /// The cell's column, checked; cells without one follow the cell before.
    fn place(&mut self, column: Option<u32>) -> Result<u32, Error> {
        let column = column.unwrap_or(self.next_column);
        self.next_column = column + 1;
        // The table has 16 bits for a column.
        let (value, max) = (u64::from(column) + 1, u64::from(self.context.limits.columns.min(1 << 16)));
        if value > max {
            return Err(Error::Limit { limit: Limit::Columns, value, max });
        }
        Ok(column)
    }

    /// Takes the cells ahead that are written in one of the usual ways.
    fn plain_cells<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Result<(), Error> {
        let limits = self.context.limits;
        scanner.pass_space();
        let ahead = scanner.ahead();
        let mut rest = ahead;
        while let Some((cell, length)) = plain_cell(rest) {
            // An index beyond the strings is an error, with its place.
            if matches!(cell.value, Value::Shared(index) if index as usize >= self.context.shared_strings) {
                break;
            }
            let column = self.place(Some(cell.column))?;
            match cell.value {
                Value::Nothing => {}
                Value::Shared(index) => self.builder.push_shared(column, index),
                Value::Number(digits) => {
                    self.builder.push_number(column, self.context.styles.of(cell.style), digits);
                }
                Value::Text(text) => {
                    check_length(text, limits)?;
                    self.builder.push_raw(column, CellKind::Text, text);
                }
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        let taken = ahead.len() - rest.len();
        scanner.pass(taken);
        Ok(())
    }

    /// Reads the contents of a `c` just started, and stores them.
    fn value<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        column: u32,
        style: usize,
        kind: CellType,
    ) -> Result<(), Error> {
        self.scratch.clear();
        let mut inline = false;
        while let Some(tag) = scanner.child()? {
            match tag.name() {
                b"v" if !inline => {
                    self.scratch.clear();
                    plain_text(scanner, &mut self.scratch)?;
                }
                b"is" => {
                    self.scratch.clear();
                    rich_text(scanner, &mut self.scratch)?;
                    inline = true;
                }
                _ => scanner.skip()?,
            }
        }
        check_length(self.scratch.as_bytes(), self.context.limits)?;
        let text = self.scratch.as_str();
        let trimmed = text.trim_ascii();
        let kind = if inline { CellType::Text } else { kind };
        match kind {
            CellType::Number if is_number(trimmed.as_bytes()) => {
                self.builder.push_number(column, self.context.styles.of(style), trimmed.as_bytes());
            }
            CellType::Shared if !trimmed.is_empty() => {
                match decimal(trimmed.as_bytes()) {
                    Some(index) if (index as usize) < self.context.shared_strings => {
                        self.builder.push_shared(column, index);
                    }
                    _ => {
                        return Err(scanner.damaged(format_args!(
                            "shared string {trimmed:?} of {}",
                            self.context.shared_strings
                        )));
                    }
                };
            }
            CellType::Bool => match trimmed {
                "1" | "true" | "TRUE" => self.builder.push(column, CellKind::Bool, "TRUE"),
                "0" | "false" | "FALSE" => self.builder.push(column, CellKind::Bool, "FALSE"),
                _ => self.builder.push(column, CellKind::Text, text),
            },
            CellType::Error => self.builder.push(column, CellKind::Error, trimmed),
            CellType::Date if is_iso(trimmed.as_bytes()) => {
                self.builder.push(column, CellKind::Date, trimmed);
            }
            // What is no number, date or index is kept as the text it is.
            _ => self.builder.push(column, CellKind::Text, text),
        }
        Ok(())
    }
}

fn is_number(raw: &[u8]) -> bool {
    number(raw).is_some_and(<[u8]>::is_empty)
}

/// Whether the text has the letters of an ISO 8601 date or time and begins as one.
fn is_iso(raw: &[u8]) -> bool {
    raw.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'T')
        && raw.iter().any(|byte| matches!(byte, b'-' | b':'))
        && raw.iter().all(|byte| byte.is_ascii_digit() || b"-:.,TZ+".contains(byte))
}

pub(super) fn is_zero(raw: &[u8]) -> bool {
    is_number(raw) && raw.iter().all(|byte| matches!(byte, b'0' | b'.'))
}

pub(super) fn decimal(raw: &[u8]) -> Option<u32> {
    let raw = raw.trim_ascii();
    if raw.is_empty() || raw.len() > 10 {
        return None;
    }
    let mut value = 0u64;
    for &byte in raw {
        value = value * 10 + u64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    u32::try_from(value).ok()
}
