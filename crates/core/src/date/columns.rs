//! What the columns of dates prove of their order. Counts go along with the cells: whoever changes one
//! tells what was there and what is there now, and what comes out is what counting from scratch gives.

use std::collections::BTreeMap;

use super::{DateOrder, DateTally};
use crate::mapping::Dates;

/// Counts by column (from 0), of those that are counted at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DateCounts(BTreeMap<u32, DateTally>);

impl DateCounts {
    /// Takes the counts of a whole column.
    pub(crate) fn set(&mut self, column: u32, tally: DateTally) {
        self.0.insert(column, tally);
    }

    /// Whether the column is counted.
    pub(crate) fn has(&self, column: u32) -> bool {
        self.0.contains_key(&column)
    }

    /// Keeps the counts of these columns only.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(u32) -> bool) {
        self.0.retain(|&column, _| is_kept(column));
    }

    /// The columns that are counted.
    pub(crate) fn columns(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }

    /// A cell of a column holds something else now; empty for nothing.
    pub(crate) fn exchange(&mut self, column: u32, before: &str, now: &str) {
        if let Some(tally) = self.0.get_mut(&column) {
            tally.remove(before);
            tally.add(now);
        }
    }

    /// How a column's dates are read: as a person said, else as its values prove; none where they leave
    /// nothing open.
    pub(crate) fn read_as(&self, column: u32, chosen: Option<DateOrder>) -> Option<Dates> {
        let tally = self.0.get(&column);
        let order = chosen.or_else(|| Some(tally.filter(|tally| tally.needs_order())?.order()))?;
        let tally = tally.copied().unwrap_or_default();
        let (proofs, against) = tally.evidence(order);
        Some(Dates { order, proofs, against, values: tally.values, chosen: chosen.is_some() })
    }
}
