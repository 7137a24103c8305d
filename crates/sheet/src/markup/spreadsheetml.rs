//! SpreadsheetML 2003 ("XML Spreadsheet"), what Excel 2002 and 2003 and many CRMs save as `.xls`.
//!
//! Source of its rules: Microsoft, "XML Spreadsheet Reference" (Office XP). Prefixes differ between
//! writers, so names are compared without them.

use std::collections::HashMap;
use std::sync::Arc;

use super::entity;
use super::token::{Tag, Token, Tokens};
use crate::claim;
use crate::number_format::CellFormats;
use crate::table::{Area, CellKind, TableBuilder};
use crate::workbook::{Limits, Visibility, exceeded};
use crate::{Error, Limit, SheetInfo, Table};

/// Numbers of the workbook's own format codes; those below are built in.
const OWN_CODES: u32 = 1_000;
/// Styles inherit from styles, not deeper than this.
const DEPTH: usize = 16;

/// The styles and sheets of a workbook.
#[derive(Debug, Default)]
pub(super) struct SpreadsheetMl {
    formats: CellFormats,
    /// The place in `formats` of each style.
    styles: HashMap<String, usize>,
    date_1904: bool,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    format: Option<String>,
}

impl SpreadsheetMl {
    /// Reads styles and the list of sheets.
    pub(super) fn open(
        tokens: &mut Tokens<'_>,
        step: &mut dyn FnMut(u64, u32) -> Result<(), Error>,
    ) -> Result<(Self, Vec<SheetInfo>), Error> {
        let (mut styles, mut style) = (HashMap::<String, Style>::new(), None);
        let mut sheets: Vec<SheetInfo> = Vec::new();
        let (mut date_1904, mut visible, mut count) = (false, false, 0_u32);
        loop {
            count = count.wrapping_add(1);
            if count.is_multiple_of(1 << 14) {
                step(tokens.done(), 0)?;
            }
            let Some(token) = tokens.next()? else { break };
            match token {
                Token::Declaration(text)
                    if text.get(..8).is_some_and(|text| text.eq_ignore_ascii_case("!doctype")) =>
                {
                    return Err(Error::Unsupported("XML with a DOCTYPE".to_owned()));
                }
                Token::Start(tag) => match local(tag.name()) {
                    "Style" => {
                        let id = attribute(&tag, "ID").unwrap_or_default();
                        let parent = attribute(&tag, "Parent");
                        styles.insert(id.clone(), Style { parent, format: None });
                        style = (!tag.closed()).then_some(id);
                    }
                    "NumberFormat" => {
                        if let Some(style) = style.as_ref().and_then(|id| styles.get_mut(id)) {
                            style.format = attribute(&tag, "Format");
                        }
                    }
                    "Worksheet" => sheets.push(SheetInfo {
                        name: attribute(&tag, "Name").unwrap_or_default(),
                        visibility: Visibility::Visible,
                    }),
                    "Date1904" => date_1904 = true,
                    "Visible" => visible = !tag.closed(),
                    _ => {}
                },
                Token::Text(text) if visible => {
                    if let Some(sheet) = sheets.last_mut() {
                        sheet.visibility = match text.trim() {
                            "SheetHidden" => Visibility::Hidden,
                            "SheetVeryHidden" => Visibility::VeryHidden,
                            _ => sheet.visibility,
                        };
                    }
                }
                Token::End(name) => match local(name) {
                    "Style" => style = None,
                    "Visible" => visible = false,
                    _ => {}
                },
                _ => {}
            }
        }
        let (formats, styles) = formats(&styles);
        Ok((Self { formats, styles, date_1904 }, sheets))
    }

    pub(super) fn read(
        &self,
        sheet: usize,
        tokens: &mut Tokens<'_>,
        limits: &Limits,
        step: &mut dyn FnMut(u64, u32) -> Result<(), Error>,
    ) -> Result<Table, Error> {
        let builder = TableBuilder::with(Arc::default(), self.formats.list(), self.date_1904);
        let mut cells = Cells {
            book: self,
            limits,
            builder,
            row: 0,
            last_row: 0,
            row_format: 0,
            column: 0,
            cell: None,
            comment: false,
            next_column: 0,
            filter: None,
            filtering: false,
        };
        let (mut sheets, mut count) = (0, 0_u32);
        loop {
            count = count.wrapping_add(1);
            if count.is_multiple_of(1 << 14) {
                step(tokens.done(), u32::try_from(cells.builder.len()).unwrap_or(u32::MAX))?;
            }
            let Some(token) = tokens.next()? else { break };
            if let Token::Start(tag) = token {
                sheets += usize::from(local(tag.name()) == "Worksheet");
            }
            if sheets == sheet + 1 {
                cells.token(&token)?;
            } else if sheets > sheet + 1 {
                break;
            }
        }
        if let Some(area) = cells.filter {
            cells.builder.layout().filter(area, cells.filtering, limits);
        }
        Ok(cells.builder.finish())
    }

    fn format(&self, style: Option<String>) -> Option<u16> {
        style.and_then(|style| self.styles.get(&style)).map(|&at| self.formats.of(at))
    }
}

struct Cells<'a> {
    book: &'a SpreadsheetMl,
    limits: &'a Limits,
    builder: TableBuilder,
    /// The number of the row (from 1), and of the last one it stands for.
    row: u32,
    last_row: u32,
    row_format: u16,
    /// The next column, from 0.
    column: u32,
    cell: Option<Cell>,
    comment: bool,
    /// The next column that a `Column` speaks of.
    next_column: u32,
    filter: Option<Area>,
    filtering: bool,
}

struct Cell {
    column: u32,
    format: u16,
    kind: Option<String>,
    in_data: bool,
    text: String,
}

impl Cells<'_> {
    fn token(&mut self, token: &Token<'_>) -> Result<(), Error> {
        match token {
            Token::Start(tag) => self.start(tag),
            Token::End(name) => {
                self.end(local(name));
                Ok(())
            }
            Token::Text(text) => self.text(&entity::decode(text)),
            Token::Literal(text) => self.text(text),
            Token::Comment(_) | Token::Declaration(_) => Ok(()),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        match local(tag.name()) {
            "Row" => self.start_row(tag)?,
            "Column" => self.start_column(tag),
            "AutoFilter" => self.filter = attribute(tag, "Range").and_then(|range| range_of(&range)),
            "AutoFilterColumn" => self.filtering = true,
            "Cell" if self.row > 0 => self.start_cell(tag)?,
            "Comment" => self.comment = !tag.closed(),
            "Data" if !self.comment => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(tag, "Type");
                    cell.in_data = !tag.closed();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start_row(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        let number = number(tag, "Index").unwrap_or(self.last_row.saturating_add(1));
        let span = number_or(tag, "Span", 0);
        if number <= self.last_row {
            return Err(Error::Damaged("SpreadsheetML: its rows are out of order".to_owned()));
        }
        if number > self.limits.rows {
            return Err(exceeded(Limit::Rows, u64::from(number), u64::from(self.limits.rows)));
        }
        self.row = number;
        self.last_row = number.saturating_add(span);
        self.row_format = self.book.format(attribute(tag, "StyleID")).unwrap_or_default();
        self.column = 0;
        self.cell = None;
        self.builder.start_row(number, attribute(tag, "Hidden").as_deref() == Some("1"));
        Ok(())
    }

    fn start_column(&mut self, tag: &Tag<'_>) {
        let first = number(tag, "Index").map_or(self.next_column, |index| index - 1);
        let last = first.saturating_add(number_or(tag, "Span", 0));
        self.next_column = last.saturating_add(1);
        if attribute(tag, "Hidden").as_deref() == Some("1") {
            self.builder.layout().hide_columns(first, last, self.limits);
        }
    }

    fn start_cell(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        let column = number(tag, "Index").map_or(self.column, |index| index.saturating_sub(1));
        let last = column.saturating_add(number_or(tag, "MergeAcross", 0));
        if last >= self.limits.columns {
            return Err(exceeded(Limit::Columns, u64::from(last) + 1, u64::from(self.limits.columns)));
        }
        self.column = last + 1;
        let below = self.row.saturating_add(number_or(tag, "MergeDown", 0));
        self.builder.layout().merge(Area::between((self.row, column), (below, last)), self.limits)?;
        let format = self.book.format(attribute(tag, "StyleID")).unwrap_or(self.row_format);
        let cell = Cell { column, format, kind: None, in_data: false, text: String::new() };
        self.cell = (!tag.closed()).then_some(cell);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_data) else { return Ok(()) };
        let (length, max) = ((cell.text.len() + text.len()) as u64, u64::from(self.limits.cell_bytes));
        if length > max {
            return Err(exceeded(Limit::CellBytes, length, max));
        }
        cell.text.push_str(text);
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "Comment" => self.comment = false,
            "Data" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| !self.comment) {
                    cell.in_data = false;
                }
            }
            "Cell" => {
                if let Some(cell) = self.cell.take() {
                    self.push(&cell);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, cell: &Cell) {
        let text = cell.text.trim();
        let (claimed, value) = match cell.kind.as_deref() {
            Some("Number") => (CellKind::Number, text),
            Some("DateTime") => (CellKind::Date, iso(text)),
            Some("Boolean") => (CellKind::Bool, truth(text)),
            Some("Error") => (CellKind::Error, text),
            _ => (CellKind::Text, cell.text.as_str()),
        };
        match claim::kind(claimed, value) {
            CellKind::Number => self.builder.push_number(cell.column, cell.format, value.as_bytes()),
            CellKind::Text => self.builder.push(cell.column, CellKind::Text, &cell.text),
            kind => self.builder.push(cell.column, kind, value),
        }
    }
}

/// An area as `R1C1:R200C6`.
fn range_of(range: &str) -> Option<Area> {
    let corner = |text: &str| {
        let (row, column) = text.trim().strip_prefix('R')?.split_once('C')?;
        Some((row.parse().ok()?, column.parse::<u32>().ok()?.checked_sub(1)?))
    };
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    Some(Area::between(corner(first)?, corner(last)?))
}

fn truth(text: &str) -> &str {
    match text {
        "1" | "true" | "True" => "TRUE",
        "0" | "false" | "False" => "FALSE",
        other => other,
    }
}

/// A date without its time where that is midnight, a time without the day Excel counts from.
fn iso(text: &str) -> &str {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let text = text.strip_suffix(".000").unwrap_or(text);
    let text = text.strip_suffix("T00:00:00").unwrap_or(text);
    text.strip_prefix("1899-12-31T").or_else(|| text.strip_prefix("1899-12-30T")).unwrap_or(text)
}

fn formats(styles: &HashMap<String, Style>) -> (CellFormats, HashMap<String, usize>) {
    let (mut codes, mut numbers, mut places) = (HashMap::new(), Vec::new(), HashMap::new());
    for (number, id) in (OWN_CODES..).zip(styles.keys()) {
        if let Some(format) = format_of(styles, id) {
            codes.insert(number, code(format).to_owned());
        }
        places.insert(id.clone(), numbers.len());
        numbers.push(number);
    }
    (CellFormats::new(&codes, &numbers), places)
}

fn format_of<'a>(styles: &'a HashMap<String, Style>, id: &str) -> Option<&'a str> {
    let mut style = styles.get(id)?;
    for _ in 0..DEPTH {
        if style.format.is_some() {
            break;
        }
        style = styles.get(style.parent.as_ref()?)?;
    }
    style.format.as_deref()
}

/// The code of a format that has a name.
fn code(format: &str) -> &str {
    match format {
        "General Number" => "General",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "General Date" => "yyyy-mm-dd h:mm",
        "Long Date" | "Medium Date" | "Short Date" => "yyyy-mm-dd",
        "Long Time" | "Medium Time" | "Short Time" => "h:mm:ss",
        code => code,
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().find(|(found, _)| local(found) == name);
    found.map(|(_, raw)| entity::decode(raw).into_owned())
}

fn number(tag: &Tag<'_>, name: &str) -> Option<u32> {
    attribute(tag, name).and_then(|text| text.trim().parse().ok()).filter(|&number| number > 0)
}

fn number_or(tag: &Tag<'_>, name: &str, missing: u32) -> u32 {
    number(tag, name).unwrap_or(missing)
}
