//! The rows of one OpenDocument sheet, out of its elements.
//!
//! Rows and cells carry repeat counts. Blank ones cost nothing however many there are; filled ones
//! are written out, as long as that stays in proportion to what the file spells out itself.

#[cfg(test)]
mod tests;

use crate::claim;
use crate::markup::entity;
use crate::markup::token::{Tag, Token};
use crate::table::{Area, CellKind, TableBuilder};
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

use super::check_position;
use super::ods_styles::Formats;

/// Bytes repeated cells may come to whatever the file's size.
const FREE_BYTES: u64 = 24 << 20;
/// Bytes they may come to for each byte spelled out.
const BYTES_PER_BYTE: u64 = 64;
/// What a cell costs beside its text.
const CELL_BYTES: u64 = 16;
/// Elements whose text is not the cell's.
const ASIDE: [&str; 4] = ["office:annotation", "office:annotation-end", "text:note", "text:ruby-text"];

/// Takes the elements of a sheet and fills a table.
pub(super) struct Cells<'a> {
    builder: TableBuilder,
    formats: &'a Formats,
    limits: &'a Limits,
    /// Column styles by the first column after them.
    columns: Vec<(u32, u16)>,
    /// Whether a row says that a filter hides it.
    filtering: bool,
    /// The number of the next row, from 0.
    next_row: u64,
    row: Option<Row>,
    cell: Option<Cell>,
    /// Open elements whose text does not count, by how many of them nest.
    aside: u32,
    spelled: u64,
    unfolded: u64,
}

struct Row {
    repeats: u64,
    hidden: bool,
    format: Option<u16>,
    next_column: u64,
    cells: Vec<(u32, Written)>,
    /// The same cell in neighbouring columns is kept once until the row ends.
    bytes: u64,
}

/// A cell as it will stand in the table.
#[derive(Clone)]
struct Written {
    repeats: u32,
    kind: CellKind,
    format: u16,
    text: String,
}

struct Cell {
    name: String,
    repeats: u64,
    format: Option<u16>,
    value: Option<(CellKind, String)>,
    error: bool,
    text: String,
    paragraphs: u32,
    in_paragraph: u32,
    /// White space that counts only if something follows it.
    blank: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn new(builder: TableBuilder, formats: &'a Formats, limits: &'a Limits) -> Self {
        Self {
            builder,
            formats,
            limits,
            columns: Vec::new(),
            filtering: false,
            next_row: 0,
            row: None,
            cell: None,
            aside: 0,
            spelled: 0,
            unfolded: 0,
        }
    }

    /// Rows stored so far.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.builder.len()).unwrap_or(u32::MAX)
    }

    /// The table; `filter` is its area with a filter, and whether that has conditions.
    pub(super) fn finish(mut self, filter: Option<(Area, bool)>) -> Result<crate::Table, Error> {
        self.end_row()?;
        if let Some((area, conditions)) = filter {
            self.builder.layout().filter(area, conditions || self.filtering, self.limits);
        }
        Ok(self.builder.finish())
    }

    /// Takes the next piece of the sheet; true at the end of a row.
    pub(super) fn token(&mut self, token: &Token<'_>) -> Result<bool, Error> {
        match token {
            Token::Start(tag) => self.start(tag),
            Token::End(name) => self.end(name),
            Token::Text(text) => self.text(&entity::decode(text)).map(|()| false),
            Token::Literal(text) => self.text(text).map(|()| false),
            Token::Comment(_) | Token::Declaration(_) => Ok(false),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<bool, Error> {
        let name = tag.name();
        if self.aside > 0 || (self.cell.is_some() && is_aside(name)) {
            self.aside += u32::from(!tag.closed());
            return Ok(false);
        }
        match name {
            "table:table-column" => self.column(tag),
            "table:table-row" => {
                self.end_row()?;
                let style = tag.attribute("table:default-cell-style-name");
                let visibility = tag.attribute("table:visibility");
                self.filtering |= visibility.as_deref() == Some("filter");
                self.row = Some(Row {
                    repeats: repeats(tag, "table:number-rows-repeated"),
                    hidden: is_hidden(visibility.as_deref()),
                    format: style.map(|style| self.formats.of(&style)),
                    next_column: 0,
                    cells: Vec::new(),
                    bytes: 0,
                });
                if tag.closed() {
                    self.end_row()?;
                    return Ok(true);
                }
            }
            "table:table-cell" | "table:covered-table-cell" if self.row.is_some() => {
                self.end_cell()?;
                self.merge(tag)?;
                self.cell = Some(Cell::new(tag, self.formats));
                if tag.closed() {
                    self.end_cell()?;
                }
            }
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.element(tag, self.limits)?;
                }
            }
        }
        Ok(false)
    }

    fn end(&mut self, name: &str) -> Result<bool, Error> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(false);
        }
        if name == "table:table-row" {
            self.end_row()?;
            return Ok(true);
        }
        match &mut self.cell {
            Some(cell) if cell.name == name => self.end_cell()?,
            Some(cell) if is_paragraph(name) => {
                cell.in_paragraph = cell.in_paragraph.saturating_sub(1);
                // The standard drops this space; LibreOffice writes and reads it.
                cell.write_blank();
            }
            _ => {}
        }
        Ok(false)
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        match self.cell.as_mut().filter(|cell| self.aside == 0 && cell.in_paragraph > 0) {
            Some(cell) => cell.flow(text, self.limits),
            None => Ok(()),
        }
    }

    fn column(&mut self, tag: &Tag<'_>) {
        let first = self.columns.last().map_or(0, |&(end, _)| u64::from(end));
        let end = first.saturating_add(repeats(tag, "table:number-columns-repeated"));
        let style = tag.attribute("table:default-cell-style-name");
        let format = style.map_or(0, |style| self.formats.of(&style));
        if is_hidden(tag.attribute("table:visibility").as_deref()) {
            let last = u32::try_from(end - 1).unwrap_or(u32::MAX);
            self.builder.layout().hide_columns(u32::try_from(first).unwrap_or(u32::MAX), last, self.limits);
        }
        // A sheet has few columns; a file that names more means nothing by it.
        if self.columns.len() < self.limits.columns as usize {
            self.columns.push((u32::try_from(end).unwrap_or(u32::MAX), format));
        }
    }

    /// Notes the area of a cell that spans others.
    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        let span = |name| u32::try_from(repeats(tag, name)).unwrap_or(u32::MAX);
        let (rows, columns) = (span("table:number-rows-spanned"), span("table:number-columns-spanned"));
        let Some(row) = self.row.as_ref().filter(|_| rows > 1 || columns > 1) else { return Ok(()) };
        let place = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let first = (place(self.next_row).saturating_add(1), place(row.next_column));
        let last = (first.0.saturating_add(rows - 1), first.1.saturating_add(columns - 1));
        self.builder.layout().merge(Area::between(first, last), self.limits)
    }

    fn end_cell(&mut self) -> Result<(), Error> {
        let (Some(cell), Some(row)) = (self.cell.take(), self.row.as_mut()) else { return Ok(()) };
        let column = row.next_column;
        row.next_column = column.saturating_add(cell.repeats);
        let (repeats, own) = (cell.repeats, cell.format);
        let Some((kind, text)) = cell.value() else { return Ok(()) };
        let last = u32::try_from(row.next_column - 1).unwrap_or(u32::MAX);
        check_position(0, last, self.limits)?;
        fits(text.len(), self.limits)?;
        let first = u32::try_from(column).unwrap_or(u32::MAX);
        let of_column = || {
            let at = self.columns.partition_point(|&(end, _)| end <= first);
            self.columns.get(at).map_or(0, |&(_, format)| format)
        };
        let format = own.or(row.format).unwrap_or_else(of_column);
        let bytes = text.len() as u64 + CELL_BYTES;
        self.spelled += bytes;
        row.bytes = row.bytes.saturating_add(bytes.saturating_mul(repeats));
        let repeats = u32::try_from(repeats).unwrap_or(u32::MAX);
        row.cells.push((first, Written { repeats, kind, format, text }));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Error> {
        self.end_cell()?;
        let Some(row) = self.row.take() else { return Ok(()) };
        let first = self.next_row;
        self.next_row = first.saturating_add(row.repeats);
        if row.cells.is_empty() {
            return Ok(());
        }
        let last = u32::try_from(self.next_row - 1).unwrap_or(u32::MAX);
        check_position(last, 0, self.limits)?;
        self.unfolded = self.unfolded.saturating_add(row.bytes.saturating_mul(row.repeats));
        let most = FREE_BYTES.saturating_add(self.spelled.saturating_mul(BYTES_PER_BYTE));
        if self.unfolded > most {
            return Err(exceeded(Limit::UnpackedBytes, self.unfolded, most));
        }
        for number in first..self.next_row {
            self.builder.start_row(u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1), row.hidden);
            for (first, cell) in &row.cells {
                for column in *first..first.saturating_add(cell.repeats) {
                    match cell.kind {
                        CellKind::Number => {
                            self.builder.push_number(column, cell.format, cell.text.as_bytes())
                        }
                        kind => self.builder.push(column, kind, &cell.text),
                    }
                }
            }
        }
        Ok(())
    }
}

impl Cell {
    fn new(tag: &Tag<'_>, formats: &Formats) -> Self {
        let text = |name: &str| tag.attribute(name).map(String::from);
        let kind = tag.attribute("office:value-type");
        let value = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => {
                text("office:value").map(|value| (CellKind::Number, value.trim().to_owned()))
            }
            Some("date") => text("office:date-value").map(|value| (CellKind::Date, value)),
            Some("time") => {
                text("office:time-value").map(|value| (CellKind::Date, clock(&value).unwrap_or(value)))
            }
            Some("boolean") => {
                text("office:boolean-value").map(|value| (CellKind::Bool, value.to_ascii_uppercase()))
            }
            _ => text("office:string-value").map(|value| (CellKind::Text, value)),
        };
        Self {
            name: tag.name().to_owned(),
            repeats: repeats(tag, "table:number-columns-repeated"),
            format: tag.attribute("table:style-name").map(|style| formats.of(&style)),
            value: value
                .filter(|(_, text)| !text.is_empty())
                .map(|(kind, text)| (claim::kind(kind, &text), text)),
            error: tag.attribute("calcext:value-type").as_deref() == Some("error"),
            text: String::new(),
            paragraphs: 0,
            in_paragraph: 0,
            blank: false,
        }
    }

    /// What the cell holds: its value, else its text.
    fn value(self) -> Option<(CellKind, String)> {
        if self.error && !self.text.is_empty() {
            return Some((CellKind::Error, self.text));
        }
        self.value.or_else(|| (!self.text.is_empty()).then_some((CellKind::Text, self.text)))
    }

    /// An element within the cell.
    fn element(&mut self, tag: &Tag<'_>, limits: &Limits) -> Result<(), Error> {
        match tag.name() {
            name if is_paragraph(name) => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.in_paragraph += u32::from(!tag.closed());
                self.blank = false;
            }
            "text:s" => {
                let count = tag.attribute("text:c").and_then(|count| count.trim().parse().ok());
                let count: usize = count.unwrap_or(1);
                self.write_blank();
                fits(self.text.len().saturating_add(count), limits)?;
                self.text.extend(std::iter::repeat_n(' ', count));
            }
            "text:tab" => self.character('\t'),
            "text:line-break" => self.character('\n'),
            _ => {}
        }
        Ok(())
    }

    fn character(&mut self, character: char) {
        self.write_blank();
        self.text.push(character);
    }

    fn write_blank(&mut self) {
        if std::mem::take(&mut self.blank) {
            self.text.push(' ');
        }
    }

    /// Text of a paragraph: white space collapses, and counts for nothing at the start
    /// (OpenDocument 1.3 part 3, 6.1.2).
    fn flow(&mut self, text: &str, limits: &Limits) -> Result<(), Error> {
        fits(self.text.len() + text.len(), limits)?;
        for letter in text.chars() {
            if matches!(letter, ' ' | '\t' | '\n' | '\r') {
                self.blank = !self.text.is_empty() && !self.text.ends_with(['\n']);
            } else {
                self.character(letter);
            }
        }
        Ok(())
    }
}

/// Whether a row or column of this visibility is hidden.
fn is_hidden(visibility: Option<&str>) -> bool {
    matches!(visibility, Some("collapse" | "filter"))
}

/// Comments, footnotes and drawings lie in a cell and are no part of it.
fn is_aside(name: &str) -> bool {
    name.starts_with("draw:") || ASIDE.contains(&name)
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "text:p" | "text:h")
}

fn fits(length: usize, limits: &Limits) -> Result<(), Error> {
    if length > limits.cell_bytes as usize {
        return Err(exceeded(Limit::CellBytes, length as u64, u64::from(limits.cell_bytes)));
    }
    Ok(())
}

/// A repeat count; 1 where it is missing or no number.
fn repeats(tag: &Tag<'_>, name: &str) -> u64 {
    tag.attribute(name).and_then(|count| count.trim().parse().ok()).unwrap_or(1).max(1)
}

/// A time of day as ISO 8601 from the duration OpenDocument keeps (`PT22H37M00S`); none for
/// durations of a day and more, which stay what they are.
fn clock(duration: &str) -> Option<String> {
    let (hours, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let hours: u32 = hours.parse().ok().filter(|&hours| hours < 24)?;
    let minutes: u32 = minutes.parse().ok()?;
    let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    let whole: u32 = whole.parse().ok()?;
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{hours:02}:{minutes:02}:{whole:02}{point}{fraction}"))
}
