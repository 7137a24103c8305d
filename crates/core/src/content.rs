//! What the columns of a sheet hold: counts over all rows, values of the first ones. Decides
//! nothing.

use std::borrow::Cow;

use importer_sheet::{CellKind, Table};

use crate::config::{Config, FieldKind};
use crate::date::DateTally;
use crate::email::is_email;
use crate::phone::{Country, country_of};
use crate::value::{IdReading, read_id};

/// Values of a column that are looked at.
const LOOKED_AT: usize = 200;
/// Values of a column that are shown.
const SHOWN: usize = 3;

/// All columns that hold a cell, by position.
pub(crate) struct Survey {
    pub(crate) columns: Vec<Content>,
}

/// One column's content.
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) index: u32,
    pub(crate) header: String,
    pub(crate) filled: u32,
    pub(crate) samples: Vec<String>,
    /// The first values, as ids would be read.
    values: Vec<String>,
    /// Dates written as text: of all rows where [`holds_dates`](Self::holds_dates), else of the first.
    pub(crate) dates: DateTally,
    /// Cells that the file itself says are dates, among the first ones.
    real_dates: usize,
}

impl Survey {
    /// Counts what lies under the header at stored row `header`.
    pub(crate) fn of(config: &Config, table: &Table, header: Option<usize>) -> Self {
        let width = usize::try_from(table.width()).unwrap_or(0);
        // By column while counting, though a cell at XFD makes most of them empty.
        let mut columns: Vec<Content> = Vec::new();
        columns.resize_with(width, Content::default);
        let first = header.map_or(0, |header| header + 1);
        if let Some(row) = header.and_then(|header| table.row(header)) {
            for cell in row.cells() {
                if let Some(column) = columns.get_mut(cell.column() as usize) {
                    column.header = cell.display().unwrap_or_else(|| cell.text().into_owned());
                }
            }
        }
        for row in table.rows_between(first..table.len()) {
            for cell in row.cells() {
                let Some(column) = columns.get_mut(cell.column() as usize) else { continue };
                column.filled = column.filled.saturating_add(1);
                if column.values.len() < LOOKED_AT {
                    let display = cell.display();
                    column.look_at(config, cell.kind(), &cell.text(), display.as_deref());
                } else if !column.holds_dates() {
                    continue;
                }
                // Numbers are no text dates, and asking for the kind costs more than the text.
                column.dates.add(cell.source());
            }
        }
        for (index, column) in (0..).zip(&mut columns) {
            column.index = index;
        }
        columns.retain(|column| column.filled > 0 || !column.header.is_empty());
        Self { columns }
    }
}

impl Content {
    fn look_at(&mut self, config: &Config, kind: CellKind, text: &str, display: Option<&str>) {
        let shown = display.unwrap_or(text);
        if self.samples.len() < SHOWN && !self.samples.iter().any(|sample| sample == shown) {
            self.samples.push(shown.chars().take(80).collect());
        }
        self.real_dates += usize::from(kind == CellKind::Date);
        let value = match read_id(kind, text, display) {
            IdReading::Id { text, .. } => text,
            IdReading::Damaged { .. } => Cow::Borrowed(shown.trim()),
            IdReading::Missing => return,
        };
        if !config.is_empty_value(&value) {
            self.values.push(value.into_owned());
        }
    }

    /// Whether at least `percent` of the values are so; false without values.
    pub(crate) fn mostly(&self, is_so: impl Fn(&str) -> bool, percent: usize) -> bool {
        let so = self.values.iter().filter(|value| is_so(value)).count();
        so > 0 && so * 100 >= self.values.len() * percent
    }

    /// Whether it holds dates written as text: most of the first values are.
    pub(crate) fn holds_dates(&self) -> bool {
        let looked_at = self.values.len().min(LOOKED_AT);
        self.dates.values > 0 && self.dates.values as usize * 2 >= looked_at
    }

    /// Countries of the first values that are phones in the international form.
    pub(crate) fn countries(&self) -> impl Iterator<Item = Country> {
        self.values.iter().filter_map(|value| country_of(value))
    }

    /// Whether the values speak against the kind that the header promises.
    pub(crate) fn contradicts(&self, kind: FieldKind) -> bool {
        let has_digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 5;
        match kind {
            FieldKind::Email => !self.values.is_empty() && !self.mostly(is_email, 50),
            FieldKind::Phone => !self.values.is_empty() && !self.mostly(has_digits, 50),
            FieldKind::SocialId => self.mostly(|text| text.contains(['@', ' ']), 50),
            FieldKind::Date => !self.values.is_empty() && self.real_dates == 0 && !self.holds_dates(),
            _ => false,
        }
    }
}
