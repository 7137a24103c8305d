//! OpenDocument spreadsheets, streamed: numbers keep the digits the file has, and blank rows and
//! columns cost nothing however many a file asks for.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::PROGRESS_ROWS;
use super::ods_cells::Cells;
use super::ods_styles::{Formats, Styles};
use super::parts::Parts;
use crate::markup::token::{Tag, Token};
use crate::table::{Area, TableBuilder};
use crate::workbook::{Limits, Progress, SheetInfo, Source, Visibility};
use crate::{Error, Table};

const CONTENT: &str = "content.xml";

/// A workbook whose sheets and styles are known.
pub(crate) struct Ods {
    parts: Parts,
    formats: Formats,
    /// The names of the sheets, and filters by the name of their sheet.
    names: Vec<String>,
    filters: Vec<Filter>,
}

/// A database range with a filter.
#[derive(Debug, Default)]
struct Filter {
    sheet: String,
    area: Option<Area>,
    buttons: bool,
    conditions: bool,
}

impl Ods {
    pub(crate) fn open(source: Box<dyn Source>, limits: &Limits) -> Result<(Self, Vec<SheetInfo>), Error> {
        let mut parts = Parts::open(source, limits)?;
        let mut styles = Styles::default();
        if parts.size("styles.xml").is_some() {
            parts.markup("styles.xml", limits, |tokens| styles.read(tokens))?;
        }
        let (mut sheets, mut filters) = (Vec::new(), Vec::new());
        parts.markup(CONTENT, limits, |tokens| {
            let mut depth = 0;
            while let Some(token) = tokens.next()? {
                styles.token(&token);
                if let Some(tag) = top_table(&token, &mut depth) {
                    sheets.push(sheet(&tag, &styles));
                }
                if let (0, Token::Start(tag)) = (depth, token) {
                    read_filter(&tag, &mut filters, limits);
                }
            }
            Ok(())
        })?;
        let names = sheets.iter().map(|sheet: &SheetInfo| sheet.name.clone()).collect();
        Ok((Self { parts, formats: styles.formats(), names, filters }, sheets))
    }

    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let total = self.parts.size(CONTENT).unwrap_or_default();
        let builder = TableBuilder::with(Arc::default(), self.formats.cells.list(), false);
        let mut cells = Cells::new(builder, &self.formats, limits);
        let mut rows = 0_usize;
        self.parts.markup(CONTENT, limits, |tokens| {
            let (mut depth, mut tables) = (0, 0);
            loop {
                let done = tokens.done();
                let Some(token) = tokens.next()? else { return Ok(()) };
                tables += usize::from(top_table(&token, &mut depth).is_some());
                if tables == sheet + 1 && depth <= 1 && cells.token(&token)? {
                    rows += 1;
                    let progressed = Progress { done, total: total.max(done), rows: cells.len() };
                    if rows.is_multiple_of(PROGRESS_ROWS) && progress(progressed).is_break() {
                        return Err(Error::Cancelled);
                    }
                }
                if tables > sheet + 1 {
                    return Ok(());
                }
            }
        })?;
        cells.finish(self.filter(sheet))
    }

    /// The filter of a sheet: its area, and whether it has conditions.
    fn filter(&self, sheet: usize) -> Option<(Area, bool)> {
        let name = self.names.get(sheet)?;
        let mut filters = self.filters.iter().filter(|filter| filter.buttons || filter.conditions);
        let filter = filters.find(|filter| filter.sheet == *name)?;
        Some((filter.area?, filter.conditions))
    }
}

/// Takes a database range, or the conditions of the one before.
fn read_filter(tag: &Tag<'_>, filters: &mut Vec<Filter>, limits: &Limits) {
    match tag.name() {
        // One a sheet is of use.
        "table:database-range" if filters.len() < limits.sheets as usize => {
            let address = tag.attribute("table:target-range-address").unwrap_or_default();
            let (sheet, area) = range(&address).unzip();
            let buttons = tag.attribute("table:display-filter-buttons").as_deref() == Some("true");
            filters.push(Filter { sheet: sheet.unwrap_or_default(), area, buttons, conditions: false });
        }
        "table:filter" => {
            if let Some(filter) = filters.last_mut() {
                filter.conditions = true;
            }
        }
        _ => {}
    }
}

/// Sheet and area of `'My sheet'.A1:'My sheet'.C10` (OpenDocument 1.3 part 3, 18.3.5).
fn range(address: &str) -> Option<(String, Area)> {
    let (first, last) = address.rsplit_once(':').unwrap_or((address, address));
    let (sheet, first) = first.rsplit_once('.')?;
    let last = last.rsplit_once('.').map_or(last, |(_, last)| last);
    let sheet = sheet.strip_prefix('$').unwrap_or(sheet);
    let quoted = sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\''));
    let sheet = quoted.map_or_else(|| sheet.to_owned(), |sheet| sheet.replace("''", "'"));
    Some((sheet, Area::parse(&format!("{first}:{last}"))?))
}

/// The start of a table that is a sheet: tables within tables are parts of its cells.
fn top_table<'t>(token: &Token<'t>, depth: &mut u32) -> Option<Tag<'t>> {
    match token {
        Token::Start(tag) if tag.name() == "table:table" => {
            let top = *depth == 0;
            *depth += u32::from(!tag.closed());
            top.then_some(*tag)
        }
        Token::End("table:table") => {
            *depth = depth.saturating_sub(1);
            None
        }
        _ => None,
    }
}

fn sheet(tag: &Tag<'_>, styles: &Styles) -> SheetInfo {
    let hidden = tag.attribute("table:style-name").is_some_and(|style| styles.hides_table(&style));
    let visibility = if hidden { Visibility::Hidden } else { Visibility::Visible };
    SheetInfo { name: tag.attribute("table:name").unwrap_or_default().into_owned(), visibility }
}
