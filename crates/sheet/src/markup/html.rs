//! Tables of an HTML page, as CRMs and Excel itself save them under the name `.xls`.
//!
//! A cell is its text as a browser shows it: white space collapses, `<br>` and paragraphs break the
//! line. Tags may be missing or out of order as they may in HTML. Each table is a sheet, unless it
//! only lays out others; a table within a cell of a data table is a part of that cell's text.

use super::entity;
use super::shown::{Shown, is_abbreviated};
use super::token::{Tag, Token, Tokens};
use crate::claim;
use crate::table::{Area, CellKind, TableBuilder};
use crate::workbook::{Limits, Visibility, exceeded};
use crate::{Error, Limit, SheetInfo, Table};

/// The spans HTML allows (4.9.11).
const MOST_COLSPAN: u32 = 1_000;
const MOST_ROWSPAN: u32 = 65_534;
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 12] = ["p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "blockquote"];
/// Elements that hold something else than text to read.
const RAW: [&str; 5] = ["script", "style", "noscript", "template", "textarea"];

/// The tables of a page that are sheets.
#[derive(Debug, Default)]
pub(super) struct Html {
    /// The place of each sheet among all tables of the page.
    tables: Vec<usize>,
}

impl Html {
    /// Finds the sheets of a page. `step` is called now and then and may stop the reading.
    pub(super) fn open(
        tokens: &mut Tokens<'_>,
        limits: &Limits,
        step: &mut dyn FnMut(u64, u32) -> Result<(), Error>,
    ) -> Result<(Self, Vec<SheetInfo>), Error> {
        let mut walk = Walk::new(limits, None);
        walk.all(tokens, step)?;
        let outlines = &walk.outlines;
        let mut layout: Vec<bool> = Vec::with_capacity(outlines.len());
        let mut tables = Vec::new();
        for (at, outline) in outlines.iter().enumerate() {
            // Parents come before their children.
            let within_layout = outline.parent.is_none_or(|parent| layout.get(parent) == Some(&true));
            let lays_out = within_layout && outline.lays_out();
            layout.push(lays_out);
            if within_layout && !lays_out && outline.filled {
                tables.push(at);
            }
        }
        let sheets = names(&tables, &walk);
        Ok((Self { tables }, sheets))
    }

    pub(super) fn read(
        &self,
        sheet: usize,
        tokens: &mut Tokens<'_>,
        limits: &Limits,
        step: &mut dyn FnMut(u64, u32) -> Result<(), Error>,
    ) -> Result<Table, Error> {
        let table = *self.tables.get(sheet).ok_or_else(|| Error::NoSuchSheet(sheet.to_string()))?;
        let mut walk = Walk::new(limits, Some(table));
        walk.all(tokens, step)?;
        Ok(walk.builder.finish())
    }
}

/// Names as Excel keeps them in the page, else captions, else numbers.
fn names(tables: &[usize], walk: &Walk<'_>) -> Vec<SheetInfo> {
    let excel = Some(&walk.names).filter(|names| names.len() == tables.len());
    let name = |sheet: usize, table: usize| {
        let caption = walk.outlines.get(table).map(|outline| outline.caption.trim());
        match (excel.and_then(|names| names.get(sheet)), caption) {
            (Some(name), _) => name.clone(),
            (None, Some(caption)) if !caption.is_empty() => caption.to_owned(),
            (None, _) if tables.len() > 1 => (sheet + 1).to_string(),
            (None, _) => String::new(),
        }
    };
    let names = tables.iter().enumerate().map(|(sheet, &table)| name(sheet, table));
    names.map(|name| SheetInfo { name, visibility: Visibility::Visible }).collect()
}

/// What is known of a table when the page has been walked.
#[derive(Debug, Default)]
struct Outline {
    parent: Option<usize>,
    rows: u32,
    /// Cells of its widest row.
    width: u32,
    /// Whether any cell shows something.
    filled: bool,
    /// Whether tables lie in its cells, and the rows of the longest one that has columns.
    nests: bool,
    inner_rows: u32,
    caption: String,
}

impl Outline {
    /// Whether the table is there for the tables in it: it has one column, or they are longer.
    const fn lays_out(&self) -> bool {
        self.nests && (self.width <= 1 || self.inner_rows > self.rows)
    }
}

/// A table that is open.
#[derive(Debug, Default)]
struct Open {
    table: usize,
    in_row: bool,
    in_cell: bool,
    in_caption: bool,
    cells: u32,
    /// The next column, and for how many more rows each column is taken by a cell above.
    column: u32,
    spans: Vec<u32>,
}

struct Walk<'a> {
    limits: &'a Limits,
    /// The table whose cells go into `builder`.
    target: Option<usize>,
    builder: TableBuilder,
    outlines: Vec<Outline>,
    open: Vec<Open>,
    /// The cell of the target that is open.
    cell: Shown,
    /// Where it stands, and the number it means if the page says so.
    column: u32,
    number: Option<String>,
    /// The next column that a `col` of the target speaks of.
    next_col: u32,
    names: Vec<String>,
    in_name: bool,
}

impl<'a> Walk<'a> {
    fn new(limits: &'a Limits, target: Option<usize>) -> Self {
        Self {
            limits,
            target,
            builder: TableBuilder::new(),
            outlines: Vec::new(),
            open: Vec::new(),
            cell: Shown::default(),
            column: 0,
            number: None,
            next_col: 0,
            names: Vec::new(),
            in_name: false,
        }
    }

    fn all(
        &mut self,
        tokens: &mut Tokens<'_>,
        step: &mut dyn FnMut(u64, u32) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut count = 0_u32;
        loop {
            count = count.wrapping_add(1);
            if count.is_multiple_of(1 << 14) {
                step(tokens.done(), u32::try_from(self.builder.len()).unwrap_or(u32::MAX))?;
            }
            let raw = match tokens.next()? {
                None => break,
                Some(Token::Start(tag)) => self.start(&tag)?,
                Some(Token::End(name)) => {
                    self.end(&name.to_ascii_lowercase())?;
                    None
                }
                Some(Token::Text(text)) => {
                    self.text(&entity::decode(text))?;
                    None
                }
                Some(Token::Comment(text)) => {
                    self.excel_names(text);
                    None
                }
                Some(Token::Literal(_) | Token::Declaration(_)) => None,
            };
            if let Some(raw) = raw {
                tokens.skip_raw(raw)?;
            }
        }
        while !self.open.is_empty() {
            self.end_table()?;
        }
        Ok(())
    }

    /// Takes a start tag; returns the element's name if it holds no markup.
    fn start(&mut self, tag: &Tag<'_>) -> Result<Option<&'static str>, Error> {
        let name = tag.name().to_ascii_lowercase();
        if let Some(raw) = RAW.iter().find(|raw| **raw == name).filter(|_| !tag.closed()) {
            return Ok(Some(raw));
        }
        match name.as_str() {
            "table" => self.start_table()?,
            "tr" => self.start_row(tag)?,
            "td" | "th" => self.start_cell(tag)?,
            "col" => self.column(tag),
            "caption" => {
                if let Some(open) = self.open.last_mut() {
                    open.in_caption = true;
                }
            }
            "x:name" => {
                self.in_name = true;
                self.names.push(String::new());
            }
            "br" => self.cell.break_line(),
            block if BLOCKS.contains(&block) => self.cell.new_line(),
            _ => {}
        }
        Ok(None)
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "table" => self.end_table()?,
            "tr" => self.end_row()?,
            "td" | "th" => self.end_cell()?,
            "caption" => {
                if let Some(open) = self.open.last_mut() {
                    open.in_caption = false;
                }
            }
            "x:name" => self.in_name = false,
            block if BLOCKS.contains(&block) => self.cell.new_line(),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        if self.in_name {
            if let Some(name) = self.names.last_mut() {
                name.push_str(text);
            }
            return Ok(());
        }
        let Some(open) = self.open.last() else { return Ok(()) };
        if open.in_caption && !open.in_cell {
            if let Some(outline) = self.outlines.get_mut(open.table) {
                outline.caption.push_str(text);
            }
            return Ok(());
        }
        if !text.chars().all(char::is_whitespace) {
            for open in self.open.iter().filter(|open| open.in_cell) {
                if let Some(outline) = self.outlines.get_mut(open.table) {
                    outline.filled = true;
                }
            }
        }
        if self.in_target() {
            self.cell.flow(text, self.limits)?;
        }
        Ok(())
    }

    /// Whether a cell of the table to read is open, perhaps with a table inside.
    fn in_target(&self) -> bool {
        self.open.iter().any(|open| Some(open.table) == self.target && open.in_cell)
    }

    fn start_table(&mut self) -> Result<(), Error> {
        let (depth, max) = (self.open.len() as u64 + 1, u64::from(self.limits.depth));
        if depth > max {
            return Err(exceeded(Limit::Depth, depth, max));
        }
        let parent = self.open.last().map(|open| open.table);
        self.open.push(Open { table: self.outlines.len(), ..Open::default() });
        self.outlines.push(Outline { parent, ..Outline::default() });
        self.cell.new_line();
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Error> {
        self.end_row()?;
        self.cell.new_line();
        let ended = self.open.pop().and_then(|open| self.outlines.get(open.table));
        let Some((parent, rows, width)) =
            ended.and_then(|ended| Some((ended.parent?, ended.rows, ended.width)))
        else {
            return Ok(());
        };
        if let Some(parent) = self.outlines.get_mut(parent) {
            parent.nests = true;
            parent.inner_rows = parent.inner_rows.max(if width > 1 { rows } else { 0 });
        }
        Ok(())
    }

    fn start_row(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        self.end_row()?;
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.in_row = true;
        let Some(outline) = self.outlines.get_mut(open.table) else { return Ok(()) };
        outline.rows += 1;
        if Some(open.table) == self.target {
            if outline.rows > self.limits.rows {
                return Err(exceeded(Limit::Rows, u64::from(outline.rows), u64::from(self.limits.rows)));
            }
            self.builder.start_row(outline.rows, is_hidden(tag));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Error> {
        self.end_cell()?;
        let Some(open) = self.open.last_mut().filter(|open| open.in_row) else { return Ok(()) };
        open.in_row = false;
        if let Some(outline) = self.outlines.get_mut(open.table) {
            outline.width = outline.width.max(open.cells);
        }
        let passed = usize::try_from(open.column).unwrap_or(usize::MAX);
        // Cells before `column` have counted this row already.
        open.spans.iter_mut().skip(passed).for_each(|rows| *rows = rows.saturating_sub(1));
        (open.cells, open.column) = (0, 0);
        self.cell.new_line();
        Ok(())
    }

    fn start_cell(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        self.end_cell()?;
        if self.open.last().is_some_and(|open| !open.in_row) {
            self.start_row(tag)?;
        }
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let (columns, rows) = (span(tag, "colspan", MOST_COLSPAN), span(tag, "rowspan", MOST_ROWSPAN));
        let column = open.place(columns, rows, self.limits)?;
        let table = open.table;
        (open.in_cell, open.in_caption) = (true, false);
        open.cells += 1;
        if Some(table) == self.target {
            let row = self.outlines.get(table).map_or(0, |outline| outline.rows);
            let last = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
            self.builder.layout().merge(Area::between((row, column), last), self.limits)?;
            self.cell = Shown::default();
            self.column = column;
            self.number = tag.attribute("x:num").map(|number| number.trim().to_owned());
        }
        Ok(())
    }

    /// Takes a `col`, whose style Excel hides columns by.
    fn column(&mut self, tag: &Tag<'_>) {
        if self.open.last().is_none_or(|open| Some(open.table) != self.target || open.in_row) {
            return;
        }
        let first = self.next_col;
        self.next_col = first.saturating_add(span(tag, "span", MOST_COLSPAN));
        if is_hidden(tag) {
            self.builder.layout().hide_columns(first, self.next_col - 1, self.limits);
        }
    }

    fn end_cell(&mut self) -> Result<(), Error> {
        let Some(open) = self.open.last_mut().filter(|open| open.in_cell) else { return Ok(()) };
        open.in_cell = false;
        if Some(open.table) != self.target {
            self.cell.space();
            return Ok(());
        }
        let text = std::mem::take(&mut self.cell).finish();
        let is_number = |number: &String| claim::kind(CellKind::Number, number) == CellKind::Number;
        match self.number.take().filter(|number| is_number(number) && is_abbreviated(&text)) {
            Some(number) => self.builder.push(self.column, CellKind::Number, &number),
            None => self.builder.push(self.column, CellKind::Text, &text),
        }
        Ok(())
    }

    /// The names of worksheets that Excel puts into a comment of the page.
    fn excel_names(&mut self, comment: &str) {
        let names = comment.split("<x:Name>").skip(1).filter_map(|rest| rest.split_once("</x:Name>"));
        self.names.extend(names.map(|(name, _)| entity::decode(name).into_owned()));
    }
}

impl Open {
    /// The column of the next cell, which takes so many columns and rows.
    fn place(&mut self, columns: u32, rows: u32, limits: &Limits) -> Result<u32, Error> {
        let at = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
        while let Some(taken) = self.spans.get_mut(at(self.column)).filter(|rows| **rows > 0) {
            *taken -= 1;
            self.column += 1;
        }
        let first = self.column;
        let end = first.saturating_add(columns);
        if end > limits.columns {
            return Err(exceeded(Limit::Columns, u64::from(end), u64::from(limits.columns)));
        }
        if rows > 1 || self.spans.len() > at(first) {
            self.spans.resize(self.spans.len().max(at(end)), 0);
            self.spans.iter_mut().take(at(end)).skip(at(first)).for_each(|taken| *taken = rows - 1);
        }
        self.column = end;
        Ok(first)
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    let style = tag.attribute("style").unwrap_or_default().to_ascii_lowercase();
    ["tr", "col"].iter().any(|name| tag.name().eq_ignore_ascii_case(name))
        && (tag.attribute("hidden").is_some()
            || style.split(';').any(|rule| {
                rule.split_once(':')
                    .is_some_and(|(name, value)| (name.trim(), value.trim()) == ("display", "none"))
            }))
}

fn span(tag: &Tag<'_>, name: &str, max: u32) -> u32 {
    tag.attribute(name).and_then(|count| count.trim().parse().ok()).unwrap_or(1).clamp(1, max)
}
