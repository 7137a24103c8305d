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
use crate::table::{Area, CellKind, SharedStrings, SharedStringsBuilder, TableBuilder};
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
const COLUMNS: u32 = 60;
const BEGIN_FILTER: u32 = 161;
const BEGIN_FILTER_COLUMN: u32 = 163;
const END_FILTER: u32 = 162;
const MERGED: u32 = 176;
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
        let mut cells = Cells {
            builder,
            formats: &formats,
            strings: count,
            row: None,
            next_column: 0,
            filter: None,
            limits,
        };
        let total = self.parts.size(name).unwrap_or_default();
        self.parts.with(name, |part| {
            let (mut records, mut rows) = (Records::new(part, limits), 0_usize);
            loop {
                let done = records.done();
                let Some((kind, body)) = records.next()? else { return Ok(()) };
                match kind {
                    ROW => {
                        cells.start_row(body)?;
                        rows += 1;
                        let stored = u32::try_from(cells.builder.len()).unwrap_or(u32::MAX);
                        let progressed = Progress { done, total: total.max(done), rows: stored };
                        if rows.is_multiple_of(PROGRESS_ROWS) && progress(progressed).is_break() {
                            return Err(Error::Cancelled);
                        }
                    }
                    COLUMNS | BEGIN_FILTER..=BEGIN_FILTER_COLUMN | MERGED => cells.layout(kind, body)?,
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
    /// The column after the last cell's, where a short record has its cell.
    next_column: u32,
    /// The filter that is open, and whether it has conditions.
    filter: Option<(Area, bool)>,
    limits: &'a Limits,
}

impl Cells<'_> {
    /// Takes a record that is about something else than cells (MS-XLSB 2.4.327 BrtColInfo, 2.4.686
    /// BrtMergeCell, 2.4.3 BrtBeginAFilter and those within).
    fn layout(&mut self, kind: u32, body: &[u8]) -> Result<(), Error> {
        match kind {
            COLUMNS if u16_at(body, 16) & 1 != 0 => {
                self.builder.layout().hide_columns(u32_at(body, 0), u32_at(body, 4), self.limits);
            }
            MERGED if body.len() >= 16 => self.builder.layout().merge(area(body), self.limits)?,
            BEGIN_FILTER if body.len() >= 16 => self.filter = Some((area(body), false)),
            BEGIN_FILTER_COLUMN => self.filter = self.filter.map(|(area, _)| (area, true)),
            END_FILTER => {
                if let Some((area, filtering)) = self.filter.take() {
                    self.builder.layout().filter(area, filtering, self.limits);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start_row(&mut self, body: &[u8]) -> Result<(), Error> {
        let row = u32_at(body, 0);
        check_position(row, 0, self.limits)?;
        if self.row.is_some_and(|before| before >= row) {
            return Err(Error::Damaged("xlsb: its rows are out of order".to_owned()));
        }
        (self.row, self.next_column) = (Some(row), 0);
        self.builder.start_row(row + 1, body.get(11).is_some_and(|flags| flags & HIDDEN != 0));
        Ok(())
    }

    /// Takes a record that may hold a cell (MS-XLSB 2.4.30 and after); a formula gives its value.
    /// Kinds 12 to 18 are short: they leave out the column, which is the one after the cell before.
    fn record(&mut self, kind: u32, body: &[u8]) -> Result<(), Error> {
        let short = matches!(kind, 12..=18);
        if self.row.is_none() || !(short || matches!(kind, 1..=11 | 62)) {
            return Ok(());
        }
        // Column, style and flags come first in all of them.
        let head = if short { 4 } else { 8 };
        let column = if short { self.next_column } else { u32_at(body, 0) };
        let style = u32_at(body, head - 4) & 0xFF_FFFF;
        if body.len() < head {
            return Ok(());
        }
        self.next_column = column.saturating_add(1);
        // A blank cell holds its place and nothing else.
        let Some(value) = body.get(head..).filter(|value| !value.is_empty()) else { return Ok(()) };
        check_position(0, column, self.limits)?;
        match kind {
            1 | 12 => {}
            2 | 13 => self.number(column, style, rk(u32_at(value, 0))),
            5 | 9 | 16 => self.number(column, style, f64_at(value, 0)),
            3 | 11 | 14 => self.builder.push(column, CellKind::Error, error_text(value, 0)),
            4 | 10 | 15 => {
                let text = if value.first() == Some(&0) { "FALSE" } else { "TRUE" };
                self.builder.push(column, CellKind::Bool, text);
            }
            7 | 18 => {
                let index = u32_at(value, 0);
                if index as usize >= self.strings {
                    return Err(Error::Damaged(format!("xlsb: there is no shared string {index}")));
                }
                self.builder.push_shared(column, index);
            }
            // Rich text has a byte of flags first.
            _ => {
                let text = wide_text(value, usize::from(kind == 62));
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

/// An area as rows and columns, first and last, from 0 (MS-XLSB 2.5.153 UncheckedRfX).
fn area(body: &[u8]) -> Area {
    let corner = |row: usize, column: usize| (u32_at(body, row).saturating_add(1), u32_at(body, column));
    Area::between(corner(0, 8), corner(4, 12))
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
