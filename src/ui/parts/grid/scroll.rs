//! From the scrollbar to the rows. Knows numbers only.
//!
//! Browsers lay out some 16 million pixels at most, a million rows are more. Up to [`MAX_HEIGHT`] a
//! pixel of the scrollbar is a pixel of rows. Beyond it the scrollbar is scaled: a long way (the thumb
//! dragged) goes to the place the scrollbar shows, a short one (the wheel, a finger) moves the rows by
//! just as many pixels, and the scrollbar is put right once it rests. Near either end it is not
//! scaled, so that the wheel comes to the end when the rows do.

use std::ops::Range;

/// Height of a row in pixels.
pub(super) const ROW: f64 = 30.0;
/// Height that is laid out at most.
const MAX_HEIGHT: f64 = 8_000_000.0;
/// Pixels at either end that are not scaled.
const MARGIN: f64 = 10_000.0;

/// Where the rows are scrolled to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Scroll {
    /// Rows in all.
    rows: u32,
    /// Pixels of rows that show at once.
    view: f64,
    /// Pixels of rows above those that show.
    offset: f64,
    /// The scrollbar's position as it was last heard of.
    top: f64,
}

impl Scroll {
    /// Pixels of rows above those that show.
    pub(super) const fn offset(self) -> f64 {
        self.offset
    }

    /// Height to be laid out for the rows.
    pub(super) fn height(self) -> f64 {
        (ROW * f64::from(self.rows)).min(MAX_HEIGHT)
    }

    /// Another number of rows, or another room for them.
    #[must_use]
    pub(super) fn resized(self, rows: u32, view: f64) -> Self {
        let next = Self { rows, view, ..self };
        Self { offset: self.offset.clamp(0.0, next.far()), ..next }
    }

    /// The scrollbar has moved.
    #[must_use]
    pub(super) fn scrolled(self, top: f64) -> Self {
        let way = top - self.top;
        let is_short = way.abs() <= self.view.max(400.0);
        let offset = if self.is_scaled() && is_short { self.offset + way } else { self.offset_at(top) };
        Self { offset: offset.clamp(0.0, self.far()), top, ..self }
    }

    /// Moved so that `offset` pixels of rows are above; the scrollbar has to follow to
    /// [`Self::rest`].
    #[must_use]
    pub(super) fn moved(self, offset: f64) -> Self {
        let next = Self { offset: offset.clamp(0.0, self.far()), ..self };
        Self { top: next.rest(), ..next }
    }

    /// Where the scrollbar belongs.
    pub(super) fn rest(self) -> f64 {
        self.top_at(self.offset).round()
    }

    /// Whether the scrollbar is where it belongs.
    pub(super) fn is_at_rest(self) -> bool {
        (self.top - self.rest()).abs() < 1.0
    }

    /// Whether the scrollbar has come to an end and the rows have not.
    pub(super) fn is_stuck(self) -> bool {
        let last = self.height() - self.view;
        self.is_scaled()
            && ((self.top <= 0.0 && self.offset > 0.5)
                || (self.top >= last && self.offset < self.far() - 0.5))
    }

    /// The rows that show, in part too.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the rows")]
    pub(super) fn seen(self) -> Range<u32> {
        let first = (self.offset / ROW).floor() as u32;
        let last = ((self.offset + self.view) / ROW).ceil() as u32;
        first.min(self.rows)..last.min(self.rows)
    }

    /// The offset at which `row` shows whole, as near to the present one as can be.
    pub(super) fn reveal(self, row: u32) -> f64 {
        let y = ROW * f64::from(row);
        self.offset.min(y).max((y + ROW - self.view).min(y))
    }

    /// The greatest offset.
    fn far(self) -> f64 {
        (ROW * f64::from(self.rows) - self.view).max(0.0)
    }

    fn is_scaled(self) -> bool {
        ROW * f64::from(self.rows) > MAX_HEIGHT
    }

    /// Where the scrollbar is when `offset` pixels of rows are above.
    fn top_at(self, offset: f64) -> f64 {
        let (far, last) = (self.far(), self.last());
        if !self.is_scaled() || offset <= MARGIN {
            offset
        } else if offset >= far - MARGIN {
            last - (far - offset)
        } else {
            MARGIN + (offset - MARGIN) * (last - 2.0 * MARGIN) / (far - 2.0 * MARGIN)
        }
    }

    /// The pixels of rows above when the scrollbar is at `top`.
    fn offset_at(self, top: f64) -> f64 {
        let (far, last) = (self.far(), self.last());
        if !self.is_scaled() || top <= MARGIN {
            top
        } else if top >= last - MARGIN {
            far - (last - top)
        } else {
            MARGIN + (top - MARGIN) * (far - 2.0 * MARGIN) / (last - 2.0 * MARGIN)
        }
    }

    /// The scrollbar's last position.
    fn last(self) -> f64 {
        (self.height() - self.view).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLION: u32 = 1_048_576;

    fn scroll(rows: u32) -> Scroll {
        Scroll::default().resized(rows, 600.0)
    }

    #[test]
    fn rows_in_sight() {
        let check = |rows: u32, tops: &[f64], expected: Range<u32>| {
            let scroll = tops.iter().fold(scroll(rows), |scroll, &top| scroll.scrolled(top));
            assert_eq!(scroll.seen(), expected, "{rows} rows, scrollbar at {tops:?}");
        };
        check(0, &[], 0..0);
        check(7, &[], 0..7);
        check(1_000, &[], 0..20);
        check(1_000, &[15.0], 0..21);
        check(1_000, &[300.0, 900.0], 30..50);
        check(1_000, &[29_400.0], 980..1_000);
        check(1_000, &[99_999.0], 980..1_000);
        // The wheel moves a million rows as it moves a thousand.
        check(MILLION, &[30.0, 60.0], 2..22);
        // The thumb goes where it points: half way, to the very end, and back to the top.
        check(MILLION, &[(8_000_000.0 - 600.0) / 2.0], 524_278..524_298);
        check(MILLION, &[7_999_400.0], MILLION - 20..MILLION);
        check(MILLION, &[4_000_000.0, 0.0], 0..20);
    }

    #[test]
    fn the_wheel_reaches_both_ends_of_a_million_rows_by_its_own_steps() {
        let check = |offset: f64, step: f64, end: u32, notches: u32| {
            let mut scroll = scroll(MILLION).moved(offset);
            for notch in 0..notches {
                let before = scroll.offset();
                let next = scroll.scrolled((scroll.top + step).clamp(0.0, scroll.last()));
                scroll = if next.is_stuck() { next.moved(next.offset()) } else { next };
                let way = scroll.offset() - before;
                assert!((way - step).abs() < 1.0 || notch + 1 == notches, "notch {notch}: {way}");
            }
            assert_eq!(scroll.seen().start, end);
        };
        check(330.0, -100.0, 0, 4);
        check(3_050.0, -100.0, 0, 31);
        let far = scroll(MILLION).far();
        check(far - 330.0, 100.0, MILLION - 20, 4);
        // A long way without a rest hits the end of the scrollbar first, and goes on from there.
        let mut scroll = scroll(MILLION).moved(90_000.0);
        let mut notches = 0;
        while scroll.offset() > 0.0 {
            let next = scroll.scrolled((scroll.top - 100.0).max(0.0));
            scroll = if next.is_stuck() { next.moved(next.offset()) } else { next };
            notches += 1;
            assert!(notches < 1_000, "stuck at {}", scroll.offset());
        }
    }

    #[test]
    fn the_scrollbar_rests_where_the_rows_are() {
        for row in [0, 1, 500_000, MILLION - 20] {
            let scroll = scroll(MILLION).moved(ROW * f64::from(row));
            assert_eq!(scroll.scrolled(scroll.rest()), scroll, "row {row}");
            assert!(scroll.is_at_rest());
        }
        let scroll = scroll(MILLION).moved(ROW * 500_000.0);
        assert!(!scroll.scrolled(scroll.rest() + 100.0).is_at_rest());
    }

    #[test]
    fn a_row_is_brought_into_sight_by_the_shortest_way() {
        let check = |offset: f64, row: u32, expected: f64| {
            assert_eq!(scroll(1_000).moved(offset).reveal(row), expected, "row {row} from {offset}");
        };
        check(0.0, 5, 0.0);
        check(0.0, 20, 30.0);
        check(300.0, 9, 270.0);
        check(300.0, 10, 300.0);
        check(295.0, 29, 300.0);
    }

    #[test]
    fn fewer_rows_leave_no_void() {
        assert_eq!(scroll(1_000).moved(29_400.0).resized(10, 600.0).seen(), 0..10);
    }
}
