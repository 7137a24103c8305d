//! What a sheet shows otherwise than it stores: merged cells, hidden columns, a filter.
//!
//! Sheets say so in few words, and hostile ones in many: what is kept is bounded, and what names no
//! place on the sheet is left out.

use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

/// A rectangle of cells, its ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// The first row, from 1.
    pub first_row: u32,
    /// The first column, from 0.
    pub first_column: u32,
    /// The last row, from 1.
    pub last_row: u32,
    /// The last column, from 0.
    pub last_column: u32,
}

impl Area {
    /// From a corner (row from 1, column from 0) and the one opposite to it.
    pub(crate) fn between(one: (u32, u32), other: (u32, u32)) -> Self {
        Self {
            first_row: one.0.min(other.0),
            first_column: one.1.min(other.1),
            last_row: one.0.max(other.0),
            last_column: one.1.max(other.1),
        }
    }

    /// From a reference as formulas write it: `A1:F20`, `$A$1:$F$20`, `B:D`, `2:9`, `C3`.
    pub(crate) fn parse(reference: &str) -> Option<Self> {
        let (one, other) = reference.split_once(':').unwrap_or((reference, reference));
        let (one, other) = (corner(one)?, corner(other)?);
        let first = (one.0.unwrap_or(1), one.1.unwrap_or(0));
        let last = (other.0.unwrap_or(u32::MAX), other.1.unwrap_or(u32::MAX));
        Some(Self::between(first, last))
    }

    /// Whether the cell in this row (from 1) and column (from 0) is part of it.
    #[must_use]
    pub const fn contains(&self, row: u32, column: u32) -> bool {
        self.first_row <= row
            && row <= self.last_row
            && self.first_column <= column
            && column <= self.last_column
    }

    /// As much of it as a sheet can hold; none where it begins beyond that.
    fn within(self, limits: &Limits) -> Option<Self> {
        let last_row = self.last_row.min(limits.rows);
        let last_column = self.last_column.min(limits.columns.saturating_sub(1));
        let inside = self.first_row > 0 && self.first_row <= last_row && self.first_column <= last_column;
        inside.then_some(Self { last_row, last_column, ..self })
    }
}

/// As formulas write it: `A1:F20`.
impl std::fmt::Display for Area {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = (column_name(self.first_column), column_name(self.last_column));
        write!(out, "{first}{}:{last}{}", self.first_row, self.last_row)
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    pub(super) merged: Vec<Area>,
    /// First and last of neighbouring hidden columns.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    pub(super) filter: Option<Area>,
    /// Whether the filter hides what does not fit it, or only offers to.
    pub(super) filtering: bool,
}

impl Layout {
    /// Adds merged cells; a single cell is none.
    ///
    /// # Errors
    /// [`Limit::MergedAreas`].
    pub(crate) fn merge(&mut self, area: Area, limits: &Limits) -> Result<(), Error> {
        let Some(area) = area.within(limits) else { return Ok(()) };
        if (area.first_row, area.first_column) == (area.last_row, area.last_column) {
            return Ok(());
        }
        let (value, max) = (self.merged.len() as u64 + 1, u64::from(limits.merged_areas));
        if value > max {
            return Err(exceeded(Limit::MergedAreas, value, max));
        }
        self.merged.push(area);
        Ok(())
    }

    /// Adds hidden columns, first and last, from 0.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32, limits: &Limits) {
        let last = last.min(limits.columns.saturating_sub(1));
        // There are no more columns than that; a file that names more of them repeats itself.
        if first <= last && self.hidden_columns.len() < limits.columns as usize {
            self.hidden_columns.push((first, last));
        }
    }

    /// Sets where the filter is, unless it is known; and whether it hides rows.
    pub(crate) fn filter(&mut self, area: Area, filtering: bool, limits: &Limits) {
        if let (None, Some(area)) = (self.filter, area.within(limits)) {
            (self.filter, self.filtering) = (Some(area), filtering);
        }
    }

    /// Takes over the other's filter.
    pub(crate) fn take_filter(&mut self, other: Self) {
        (self.filter, self.filtering) = (other.filter, other.filtering);
    }

    /// Puts everything in order and once.
    pub(super) fn tidy(&mut self) {
        self.merged.sort_unstable();
        self.merged.dedup();
        self.hidden_columns.sort_unstable();
        self.hidden_columns.dedup_by(|next, before| {
            let joins = next.0 <= before.1.saturating_add(1);
            if joins {
                before.1 = before.1.max(next.1);
            }
            joins
        });
    }
}

/// Row and column of a corner as far as it names them; none where it is no reference.
fn corner(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let text = text.trim();
    let text = text.strip_prefix('$').unwrap_or(text);
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at_checked(letters)?;
    let digits = digits.strip_prefix('$').unwrap_or(digits);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = if digits.is_empty() { None } else { Some(digits.parse().ok().filter(|&row| row > 0)?) };
    let found = (row, column.checked_sub(1));
    (found != (None, None)).then_some(found)
}

/// The letters of a column: `A`, `XFD`.
pub(crate) fn column_name(column: u32) -> String {
    let mut name = String::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        name.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        fn check(reference: &str, expected: &str) {
            let found = Area::parse(reference).and_then(|area| area.within(&Limits::default()));
            assert_eq!(found.map_or_else(String::new, |area| area.to_string()), expected, "{reference}");
        }
        check("A1:F20", "A1:F20");
        check("$a$1:$f$20", "A1:F20");
        check("F20:A1", "A1:F20");
        check("C3", "C3:C3");
        check("B:D", "B1:D1048576");
        check("2:9", "A2:XFD9");
        check("XFD1048576", "XFD1048576:XFD1048576");
        check("A1:ZZZZ9999999", "A1:XFD1048576");
        for wrong in
            ["", ":", "$", "A0", "A1:", "A-1", "1A", "XFE1", "A1048577", "ZZZZZZZZZ1", "A1:B2:C3", "ж1"]
        {
            check(wrong, "");
        }
    }

    #[test]
    fn columns_have_letters() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")] {
            assert_eq!(column_name(column), name);
        }
    }

    #[test]
    fn columns_join_and_areas_are_kept_once() {
        let (mut layout, limits) = (Layout::default(), Limits::default());
        for (first, last) in [(7, 9), (2, 3), (4, 4), (8, 30_000), (40_000, 50_000), (6, 5)] {
            layout.hide_columns(first, last, &limits);
        }
        for reference in ["B2:B3", "A1:C1", "B2:B3", "D4", "XFE1:XFF1"] {
            layout.merge(Area::parse(reference).unwrap(), &limits).unwrap();
        }
        layout.tidy();
        assert_eq!(layout.hidden_columns, [(2, 4), (7, 16_383)]);
        assert_eq!(layout.merged.iter().map(Area::to_string).collect::<Vec<_>>(), ["A1:C1", "B2:B3"]);
    }

    #[test]
    fn merged_areas_are_bounded() {
        let (mut layout, limits) = (Layout::default(), Limits { merged_areas: 1, ..Limits::default() });
        layout.merge(Area::parse("A1:B1").unwrap(), &limits).unwrap();
        let error = layout.merge(Area::parse("A2:B2").unwrap(), &limits).unwrap_err();
        assert_eq!(error.to_string(), "limit exceeded: merged_areas is 2, allowed are 1");
    }
}
