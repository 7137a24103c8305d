//! How wide columns are and where they start. Knows nothing of what is in them.
//!
//! Starts are kept as sums, so that finding the columns in sight is a binary search however many
//! there are; a sheet has at most 16 384.

use std::ops::Range;

/// Width of a column nobody has resized, in pixels.
pub(super) const DEFAULT: f64 = 168.0;
/// Width of a column of ids, which say nothing once they are cut: 17 digits and the marks beside them.
pub(super) const OF_IDS: f64 = 208.0;
/// The narrowest a column gets.
pub(super) const NARROWEST: f64 = 48.0;
/// The widest.
pub(super) const WIDEST: f64 = 900.0;

/// Widths of all columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Widths {
    /// Where each column starts, and where the last one ends: one more than there are columns.
    starts: Vec<f64>,
}

impl Widths {
    /// `columns` columns of the default width.
    pub(super) fn new(columns: usize) -> Self {
        let mut widths = Self { starts: vec![0.0] };
        widths.resize(columns, |_| DEFAULT);
        widths
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// More columns, each as wide as it is said to be, or fewer.
    pub(super) fn resize(&mut self, columns: usize, width: impl Fn(usize) -> f64) {
        self.starts.truncate(columns + 1);
        while self.len() < columns {
            self.starts.push(self.total() + width(self.len()));
        }
    }

    /// Width of all columns together.
    pub(super) fn total(&self) -> f64 {
        self.starts.last().copied().unwrap_or(0.0)
    }

    /// Where a column starts; where the last one ends for a column that is not there.
    pub(super) fn start(&self, column: usize) -> f64 {
        self.starts.get(column).copied().unwrap_or_else(|| self.total())
    }

    /// The width of a column; 0 for one that is not there.
    pub(super) fn width(&self, column: usize) -> f64 {
        self.start(column + 1) - self.start(column)
    }

    /// Makes a column as wide as `width`, within limits.
    pub(super) fn set(&mut self, column: usize, width: f64) {
        let change = width.clamp(NARROWEST, WIDEST) - self.width(column);
        if column < self.len() {
            self.starts.iter_mut().skip(column + 1).for_each(|start| *start += change);
        }
    }

    /// The column at `x`; the last one beyond the end.
    pub(super) fn at(&self, x: f64) -> usize {
        self.starts.partition_point(|&start| start <= x).saturating_sub(1).min(self.len().saturating_sub(1))
    }

    /// The columns that show between `left` and `left + width`.
    pub(super) fn between(&self, left: f64, width: f64) -> Range<usize> {
        if self.len() == 0 || width <= 0.0 {
            return 0..0;
        }
        self.at(left)..(self.at(left + width) + 1).min(self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(list: &[f64]) -> Widths {
        let mut widths = Widths::new(list.len());
        list.iter().enumerate().for_each(|(column, &width)| widths.set(column, width));
        widths
    }

    #[test]
    fn columns_in_sight() {
        let check = |list: &[f64], left: f64, width: f64, expected: Range<usize>| {
            assert_eq!(widths(list).between(left, width), expected, "{list:?} from {left} by {width}");
        };
        check(&[], 0.0, 500.0, 0..0);
        check(&[100.0, 200.0, 300.0], 0.0, 0.0, 0..0);
        check(&[100.0, 200.0, 300.0], 0.0, 99.0, 0..1);
        check(&[100.0, 200.0, 300.0], 0.0, 100.0, 0..2);
        check(&[100.0, 200.0, 300.0], 99.0, 1.0, 0..2);
        check(&[100.0, 200.0, 300.0], 100.0, 150.0, 1..2);
        check(&[100.0, 200.0, 300.0], 250.0, 9_999.0, 1..3);
        check(&[100.0, 200.0, 300.0], 9_999.0, 100.0, 2..3);
    }

    #[test]
    fn a_column_is_resized_within_limits_and_moves_those_after_it() {
        let check = |width: f64, expected: f64| {
            let mut widths = widths(&[100.0, 100.0, 100.0]);
            widths.set(1, width);
            assert_eq!((widths.start(1), widths.width(1), widths.width(2)), (100.0, expected, 100.0));
        };
        check(250.0, 250.0);
        check(1.0, NARROWEST);
        check(1e9, WIDEST);
    }

    #[test]
    fn columns_come_and_go_without_forgetting_the_widths_of_others() {
        let mut widths = widths(&[100.0, 200.0]);
        widths.resize(3, |_| DEFAULT);
        assert_eq!((widths.width(1), widths.width(2)), (200.0, DEFAULT));
        widths.resize(1, |_| DEFAULT);
        assert_eq!((widths.len(), widths.total()), (1, 100.0));
        widths.set(5, 300.0);
        assert_eq!(widths.total(), 100.0);
    }
}
