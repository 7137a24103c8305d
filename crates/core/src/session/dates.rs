//! The order of day and month follows the cells: what the columns of dates prove is counted along with
//! every exchange, and where that turns the order of one, its cells are to be read again.

use crate::date::{DateOrder, DateTally};
use crate::history::{Delta, Touched};
use crate::mapping::Column;
use crate::session::Session;

/// Columns of dates by position, and the order each is read in.
pub(super) type Orders = Vec<(u32, DateOrder)>;

impl Session {
    /// In what order the columns that feed fields of dates are read.
    pub(super) fn date_orders(&self) -> Orders {
        let takes_dates = self.columns().iter().filter(|column| column.takes_dates(&self.config));
        let order = |column: &Column| column.dates.map(|dates| dates.order).unwrap_or_default();
        takes_dates.map(|column| (column.index, order(column))).collect()
    }

    /// After an exchange (`delta` holds what was there, `before` how dates were read): counts, and tells
    /// the cells that another order now makes other dates of; none where no order has turned.
    pub(super) fn follow_dates(&mut self, delta: &Delta, before: &Orders) -> Option<Touched> {
        let header = delta.settings.as_ref().map(|before| before.header_index);
        if header.is_some_and(|before| before != self.settings.header_index) {
            self.count_dates_anew();
        } else {
            self.count_dates(delta);
            self.count_new_dates();
        }
        let orders = self.date_orders();
        let turned = orders.iter().filter(|order| !before.contains(order));
        let columns: Vec<u16> = turned.filter_map(|&(column, _)| u16::try_from(column).ok()).collect();
        let rows = || (self.settings.first_row()..self.draft.len()).collect();
        (!columns.is_empty()).then(|| Touched { rows: rows(), columns: Some(columns) })
    }

    /// Counts from scratch.
    pub(super) fn count_dates_anew(&mut self) {
        self.dates = self.settings.mapping.dates_found().clone();
        if self.draft.edits.len() > 0 {
            let columns: Vec<u32> = self.dates.columns().collect();
            columns.into_iter().for_each(|column| self.count_column(column));
        }
        self.count_new_dates();
    }

    fn count_dates(&mut self, delta: &Delta) {
        let first = self.settings.first_row();
        for was in delta.cells.iter().filter(|was| was.row >= first) {
            let column = u32::from(was.column);
            if !self.dates.has(column) {
                continue;
            }
            let Some(row) = self.draft.row(was.row) else { continue };
            let before = match self.draft.edits.text_of(was.text) {
                Some(text) => text,
                None => row.file().cell(column).map_or("", |cell| cell.source()),
            };
            let now = row.cell(column).map_or("", |cell| cell.source());
            self.dates.exchange(column, before, now);
        }
    }

    /// Counts the columns that are taken for dates only since the last exchange, and no more those that
    /// were till then.
    fn count_new_dates(&mut self) {
        let mapping = &self.settings.mapping;
        let is_asked = |column: &&Column| {
            mapping.choices().dates.contains_key(&column.index) || column.takes_dates(&self.config)
        };
        let asked: Vec<u32> = mapping.columns().iter().filter(is_asked).map(|column| column.index).collect();
        self.dates.retain(|column| mapping.dates_found().has(column) || asked.contains(&column));
        let new: Vec<u32> = asked.into_iter().filter(|&column| !self.dates.has(column)).collect();
        new.into_iter().for_each(|column| self.count_column(column));
        self.settings.mapping.follow_dates(Some(&self.dates));
    }

    fn count_column(&mut self, column: u32) {
        let mut tally = DateTally::default();
        for cell in self.draft_rows().filter_map(|row| row.cell(column)) {
            tally.add(cell.source());
        }
        self.dates.set(column, tally);
    }
}
