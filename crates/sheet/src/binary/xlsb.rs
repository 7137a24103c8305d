//! Excel's binary workbooks in a zip archive (MS-XLSB), streamed record by record.
//!
//! Read here and not by calamine, which tells neither number formats nor hidden rows and panics on
//! records and string numbers that are not what they should be.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::compound::{u16_at, u32_at};
use super::parts::Parts;
use super::value::push_number;
use super::xlsb_records::{Records, error_text, f64_at, rk, wide_length, wide_text};
use super::{PROGRESS_ROWS, check_position};
use crate::markup::token::Token;
use crate::number_format::CellFormats;
use crate::table::{CellKind, SharedStrings, SharedStringsBuilder, TableBuilder};
use crate::workbook::{Limits, Progress, SheetInfo, Source, Visibility, exceeded};
use crate::{Error, Limit, Table};

const ROW: u32 = 0;
const FORMAT: u32 = 44;
const XF: u32 = 47;
const STRING: u32 = 19;
const WORKBOOK_PROPERTIES: u32 = 153;
const BUNDLE_SHEET: u32 = 156;
const BEGIN_CELL_STYLES: u32 = 617;
const END_CELL_STYLES: u32 = 618;
const END_ROWS: u32 = 146;
/// A row's flag that says it is hidden, in byte 11.
const HIDDEN: u8 = 0x10;

/// A workbook whose sheets are known. Shared strings and styles are read once, on demand.
pub(crate) struct Xlsb {
    parts: Parts,
    /// The part of each sheet.
    names: Vec<String>,
    date_1904: bool,
    shared: Option<(Arc<SharedStrings>, CellFormats)>,
}

impl Xlsb {
    pub(crate) fn open(source: Box<dyn Source>, limits: &Limits) -> Result<(Self, Vec<SheetInfo>), Error> {
        let mut parts = Parts::open(source, limits)?;
        let targets = relationships(&mut parts, limits)?;
        let (mut sheets, mut names, mut date_1904) = (Vec::new(), Vec::new(), false);
        parts.with("xl/workbook.bin", |part| {
            let mut records = Records::new(part, limits);
            while let Some((kind, body)) = records.next()? {
                match kind {
                    WORKBOOK_PROPERTIES => date_1904 = u32_at(body, 0) & 1 != 0,
                    BUNDLE_SHEET => {
                        let Some(target) = targets.get(&wide_text(body, 8)) else { continue };
                        let name = wide_text(body, wide_length(body, 8).saturating_add(8));
                        let visibility = match u32_at(body, 0) {
                            1 => Visibility::Hidden,
                            2 => Visibility::VeryHidden,
                            _ => Visibility::Visible,
                        };
                        sheets.push(SheetInfo { name, visibility });
                        names.push(target.clone());
                    }
                    _ => {}
                }
            }
            Ok(())
        })?;
        Ok((Self { parts, names, date_1904, shared: None }, sheets))
    }

    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let name = self.names.get(sheet).ok_or_else(|| Error::NoSuchSheet(sheet.to_string()))?;
        if self.shared.is_none() {
            self.shared =
                Some((Arc::new(strings(&mut self.parts, limits)?), formats(&mut self.parts, limits)?));
        }
        let (strings, formats) = self.shared.clone().unwrap_or_default();
        let count = strings.len();
        let builder = TableBuilder::with(strings, formats.list(), self.date_1904);
        let mut cells = Cells { builder, formats: &formats, strings: count, row: None, limits };
        let total = self.parts.size(name).unwrap_or_default();
        self.parts.with(name, |part| {
            let (mut records, mut rows) = (Records::new(part, limits), 0_usize);
            loop {
                let done = records.done();
                let Some((kind, body)) = records.next()? else { return Ok(()) };
                match kind {
                    END_ROWS => return Ok(()),
                    ROW => {
                        cells.start_row(body)?;
                        rows += 1;
                        let stored = u32::try_from(cells.builder.len()).unwrap_or(u32::MAX);
                        let progressed = Progress { done, total: total.max(done), rows: stored };
                        if rows.is_multiple_of(PROGRESS_ROWS) && progress(progressed).is_break() {
                            return Err(Error::Cancelled);
                        }
                    }
                    kind => cells.record(kind, body)?,
                }
            }
        })?;
        Ok(cells.builder.finish())
    }
}

/// The cells of a sheet on their way into a table.
struct Cells<'a> {
    builder: TableBuilder,
    formats: &'a CellFormats,
    /// How many shared strings there are.
    strings: usize,
    row: Option<u32>,
    limits: &'a Limits,
}

impl Cells<'_> {
    fn start_row(&mut self, body: &[u8]) -> Result<(), Error> {
        let row = u32_at(body, 0);
        check_position(row, 0, self.limits)?;
        if self.row.is_some_and(|before| before >= row) {
            return Err(Error::Damaged("xlsb: its rows are out of order".to_owned()));
        }
        self.row = Some(row);
        self.builder.start_row(row + 1, body.get(11).is_some_and(|flags| flags & HIDDEN != 0));
        Ok(())
    }

    /// Takes a record that may hold a cell (MS-XLSB 2.4.30 and after); a formula gives its value.
    fn record(&mut self, kind: u32, body: &[u8]) -> Result<(), Error> {
        // Column, style and flags come first in all of them.
        let (column, style) = (u32_at(body, 0), u32_at(body, 4) & 0xFF_FFFF);
        if self.row.is_none() || !matches!(kind, 2..=11 | 62) || body.len() < 9 {
            return Ok(());
        }
        check_position(0, column, self.limits)?;
        match kind {
            2 => self.number(column, style, rk(u32_at(body, 8))),
            5 | 9 => self.number(column, style, f64_at(body, 8)),
            3 | 11 => self.builder.push(column, CellKind::Error, error_text(body, 8)),
            4 | 10 => {
                let text = if body.get(8) == Some(&0) { "FALSE" } else { "TRUE" };
                self.builder.push(column, CellKind::Bool, text);
            }
            7 => {
                let index = u32_at(body, 8);
                if index as usize >= self.strings {
                    return Err(Error::Damaged(format!("xlsb: there is no shared string {index}")));
                }
                self.builder.push_shared(column, index);
            }
            // Rich text has a byte of flags first.
            _ => {
                let text = wide_text(body, if kind == 62 { 9 } else { 8 });
                fits(&text, self.limits)?;
                self.builder.push(column, CellKind::Text, &text);
            }
        }
        Ok(())
    }

    fn number(&mut self, column: u32, style: u32, number: f64) {
        push_number(&mut self.builder, column, self.formats.of(style as usize), number);
    }
}

/// The parts of worksheets by the relationship that names them.
fn relationships(parts: &mut Parts, limits: &Limits) -> Result<HashMap<String, String>, Error> {
    parts.markup("xl/_rels/workbook.bin.rels", limits, |tokens| {
        let mut targets = HashMap::new();
        while let Some(token) = tokens.next()? {
            let Token::Start(tag) = token else { continue };
            let (Some(id), Some(kind), Some(target)) =
                (tag.attribute("Id"), tag.attribute("Type"), tag.attribute("Target"))
            else {
                continue;
            };
            if kind.ends_with("/worksheet") {
                let path = match (target.strip_prefix('/'), target.strip_prefix("../")) {
                    (Some(absolute), _) => absolute.to_owned(),
                    (None, Some(above)) => above.to_owned(),
                    (None, None) => format!("xl/{target}"),
                };
                targets.insert(id.into_owned(), path);
            }
        }
        Ok(targets)
    })
}

fn strings(parts: &mut Parts, limits: &Limits) -> Result<SharedStrings, Error> {
    let mut strings = SharedStringsBuilder::default();
    if parts.size("xl/sharedStrings.bin").is_none() {
        return Ok(strings.finish());
    }
    parts.with("xl/sharedStrings.bin", |part| {
        let mut records = Records::new(part, limits);
        while let Some((kind, body)) = records.next()? {
            if kind != STRING {
                continue;
            }
            // A byte of flags comes first; rich runs and phonetic text after the text are left out.
            let text = wide_text(body, 1);
            fits(&text, limits)?;
            strings.push(text.as_bytes());
            let (count, max) = (strings.len() as u64, u64::from(limits.shared_strings));
            if count > max {
                return Err(exceeded(Limit::SharedStrings, count, max));
            }
        }
        Ok(strings.finish())
    })
}

fn formats(parts: &mut Parts, limits: &Limits) -> Result<CellFormats, Error> {
    if parts.size("xl/styles.bin").is_none() {
        return Ok(CellFormats::default());
    }
    parts.with("xl/styles.bin", |part| {
        let mut records = Records::new(part, limits);
        let (mut codes, mut styles, mut of_cells) = (HashMap::new(), Vec::new(), false);
        while let Some((kind, body)) = records.next()? {
            match kind {
                FORMAT => drop(codes.insert(u32::from(u16_at(body, 0)), wide_text(body, 2))),
                BEGIN_CELL_STYLES | END_CELL_STYLES => of_cells = kind == BEGIN_CELL_STYLES,
                XF if of_cells => styles.push(u32::from(u16_at(body, 2))),
                _ => {}
            }
        }
        Ok(CellFormats::new(&codes, &styles))
    })
}

fn fits(text: &str, limits: &Limits) -> Result<(), Error> {
    if text.len() > limits.cell_bytes as usize {
        return Err(exceeded(Limit::CellBytes, text.len() as u64, u64::from(limits.cell_bytes)));
    }
    Ok(())
}
