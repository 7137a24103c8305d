//! Which cell a person is on and which cells they have selected. Knows positions only: rows as they
//! are listed and columns as they stand, both from 0.

use std::ops::Range;

/// A cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct At {
    /// Position of its row among those listed.
    pub(super) row: u32,
    /// Position of its column.
    pub(super) column: usize,
}

/// How many rows and columns there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) rows: u32,
    pub(super) columns: usize,
}

/// A rectangle of cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: Range<u32>,
    pub(super) columns: Range<usize>,
}

impl Area {
    pub(super) fn contains(&self, at: At) -> bool {
        self.rows.contains(&at.row) && self.columns.contains(&at.column)
    }

    /// Cells in it.
    pub(super) fn count(&self) -> u64 {
        u64::from(self.height()) * self.columns.len() as u64
    }

    pub(super) const fn height(&self) -> u32 {
        self.rows.end.saturating_sub(self.rows.start)
    }
}

/// What kind of thing is selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Cells,
    /// Whole rows.
    Rows,
    /// Whole columns.
    Columns,
    /// Everything that is listed.
    All,
    /// A column's header.
    Header,
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Left,
    Right,
    /// Up or down by so many rows.
    PageUp(u32),
    PageDown(u32),
    /// The first row, the last row.
    Top,
    Bottom,
    /// The first column, the last column, any column.
    RowStart,
    RowEnd,
    Column(usize),
    /// The first cell, the last cell.
    Start,
    End,
}

/// The cell a person is on, and the cells around it that are selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Selection {
    /// The cell that keys speak to.
    pub(super) active: At,
    /// Two corners of the selected cells.
    anchor: At,
    head: At,
    pub(super) kind: Kind,
    /// The column at which Tab was first pressed: Enter goes back there.
    entered: Option<usize>,
}

impl Selection {
    /// One cell.
    pub(super) fn cell(at: At) -> Self {
        Self { active: at, anchor: at, head: at, ..Self::default() }
    }

    /// A row as a whole, from the cell at `at`.
    pub(super) fn row(at: At) -> Self {
        Self { kind: Kind::Rows, ..Self::cell(at) }
    }

    /// A column as a whole, from the cell at `at`.
    pub(super) fn column(at: At) -> Self {
        Self { kind: Kind::Columns, ..Self::cell(at) }
    }

    /// Everything, with the person still at `at`.
    pub(super) fn all(at: At) -> Self {
        Self { kind: Kind::All, ..Self::cell(at) }
    }

    /// The header of a column.
    pub(super) fn header(column: usize) -> Self {
        Self { kind: Kind::Header, ..Self::cell(At { row: 0, column }) }
    }

    /// The cells from `anchor` to `head`.
    pub(super) fn between(anchor: At, head: At) -> Self {
        Self { active: anchor, anchor, head, ..Self::default() }
    }

    /// The corner that moves when the selection is extended.
    pub(super) const fn head(&self) -> At {
        self.head
    }

    /// The selected cells; none where a header is.
    pub(super) fn area(&self, size: Size) -> Area {
        let Self { anchor, head, .. } = *self;
        let rows = anchor.row.min(head.row)..(anchor.row.max(head.row) + 1).min(size.rows);
        let columns = anchor.column.min(head.column)..(anchor.column.max(head.column) + 1).min(size.columns);
        match self.kind {
            Kind::Cells => Area { rows, columns },
            Kind::Rows => Area { rows, columns: 0..size.columns },
            Kind::Columns => Area { rows: 0..size.rows, columns },
            Kind::All => Area { rows: 0..size.rows, columns: 0..size.columns },
            Kind::Header => Area { rows: 0..0, columns },
        }
    }

    /// Within the cells there are now.
    #[must_use]
    pub(super) fn within(self, size: Size) -> Self {
        let fit = |at: At| At {
            row: at.row.min(size.rows.saturating_sub(1)),
            column: at.column.min(size.columns.saturating_sub(1)),
        };
        Self { active: fit(self.active), anchor: fit(self.anchor), head: fit(self.head), ..self }
    }

    /// To another cell. From the first row the way up leads to the header.
    #[must_use]
    pub(super) fn moved(self, way: Way, size: Size) -> Self {
        let target = target(self.active, way, size);
        match (self.kind, way) {
            (Kind::Header, Way::Up) => self,
            (Kind::Header, Way::Down | Way::PageDown(_)) => {
                Self::cell(At { row: 0, column: self.active.column })
            }
            (Kind::Header, Way::Left | Way::Right | Way::RowStart | Way::RowEnd | Way::Column(_)) => {
                Self::header(target.column)
            }
            (_, Way::Up) if self.active.row == 0 => Self::header(self.active.column),
            _ => Self::cell(target),
        }
    }

    /// The selection reaches further, from the cell the person is on.
    #[must_use]
    pub(super) fn extended(self, way: Way, size: Size) -> Self {
        self.extended_to(target(self.head, way, size))
    }

    /// The selection reaches to `head`.
    #[must_use]
    pub(super) fn extended_to(self, head: At) -> Self {
        let kind = match self.kind {
            Kind::Header => Kind::Columns,
            Kind::All => Kind::Cells,
            kind => kind,
        };
        Self { anchor: self.active, head, kind, entered: None, ..self }
    }

    /// Enter: down, or up with `back`; within the selected cells where there are several, and back to
    /// the column where a row of Tabs began.
    #[must_use]
    pub(super) fn entered(self, back: bool, size: Size) -> Self {
        if self.area(size).count() > 1 {
            return self.cycled(back, false, size);
        }
        let column = self.entered.unwrap_or(self.active.column);
        let way = if back { Way::Up } else { Way::Down };
        let row = target(self.active, way, size).row;
        Self::cell(At { row, column })
    }

    /// Tab: to the right, or left with `back`; within the selected cells where there are several.
    #[must_use]
    pub(super) fn tabbed(self, back: bool, size: Size) -> Self {
        if self.area(size).count() > 1 {
            return self.cycled(back, true, size);
        }
        let way = if back { Way::Left } else { Way::Right };
        let entered = Some(self.entered.unwrap_or(self.active.column));
        Self { entered, ..Self::cell(target(self.active, way, size)) }
    }

    /// The next selected cell, row by row or column by column, round at the ends.
    fn cycled(self, back: bool, by_row: bool, size: Size) -> Self {
        let area = self.area(size);
        let (wide, high) = (area.columns.len() as u64, u64::from(area.height()));
        let column = self.active.column.saturating_sub(area.columns.start) as u64;
        let row = u64::from(self.active.row.saturating_sub(area.rows.start));
        let place = if by_row { row * wide + column } else { column * high + row };
        let next = if back { place + wide * high - 1 } else { place + 1 } % (wide * high);
        let (row, column) = if by_row { (next / wide, next % wide) } else { (next % high, next / high) };
        let active = At {
            row: area.rows.start + u32::try_from(row).unwrap_or(0),
            column: area.columns.start + usize::try_from(column).unwrap_or(0),
        };
        Self { active, ..self }
    }
}

/// Where a way leads, within the cells there are.
fn target(from: At, way: Way, size: Size) -> At {
    let At { row, column } = from;
    let to = match way {
        Way::Up => At { row: row.saturating_sub(1), column },
        Way::Down => At { row: row.saturating_add(1), column },
        Way::Left => At { row, column: column.saturating_sub(1) },
        Way::Right => At { row, column: column + 1 },
        Way::PageUp(rows) => At { row: row.saturating_sub(rows), column },
        Way::PageDown(rows) => At { row: row.saturating_add(rows), column },
        Way::Top => At { row: 0, column },
        Way::Bottom => At { row: u32::MAX, column },
        Way::RowStart => At { row, column: 0 },
        Way::RowEnd => At { row, column: usize::MAX },
        Way::Column(column) => At { row, column },
        Way::Start => At::default(),
        Way::End => At { row: u32::MAX, column: usize::MAX },
    };
    Selection::cell(to).within(size).active
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { rows: 10, columns: 4 };

    fn at(row: u32, column: usize) -> At {
        At { row, column }
    }

    #[test]
    fn ways_lead_to_cells() {
        let check = |from: (u32, usize), way: Way, expected: (u32, usize)| {
            let moved = Selection::cell(at(from.0, from.1)).moved(way, SIZE);
            assert_eq!(moved, Selection::cell(at(expected.0, expected.1)), "{way:?} from {from:?}");
        };
        check((3, 1), Way::Up, (2, 1));
        check((3, 1), Way::Down, (4, 1));
        check((3, 1), Way::Left, (3, 0));
        check((3, 1), Way::Right, (3, 2));
        check((9, 3), Way::Down, (9, 3));
        check((9, 3), Way::Right, (9, 3));
        check((0, 0), Way::Left, (0, 0));
        check((3, 1), Way::PageDown(20), (9, 1));
        check((3, 1), Way::PageUp(2), (1, 1));
        check((3, 1), Way::PageUp(20), (0, 1));
        check((3, 1), Way::RowStart, (3, 0));
        check((3, 1), Way::RowEnd, (3, 3));
        check((3, 1), Way::Start, (0, 0));
        check((3, 1), Way::End, (9, 3));
        check((3, 1), Way::Bottom, (9, 1));
        check((3, 1), Way::Column(2), (3, 2));
    }

    #[test]
    fn the_header_is_above_the_first_row() {
        let header = Selection::cell(at(0, 2)).moved(Way::Up, SIZE);
        assert_eq!(header, Selection::header(2));
        assert_eq!(header.area(SIZE).count(), 0);
        assert_eq!(header.moved(Way::Left, SIZE), Selection::header(1));
        assert_eq!(header.moved(Way::Up, SIZE), header);
        assert_eq!(header.moved(Way::Down, SIZE), Selection::cell(at(0, 2)));
    }

    #[test]
    fn a_selection_is_extended_from_where_the_person_is() {
        let check = |selection: Selection, ways: &[Way], rows: Range<u32>, columns: Range<usize>| {
            let extended = ways.iter().fold(selection, |selection, &way| selection.extended(way, SIZE));
            assert_eq!(extended.area(SIZE), Area { rows, columns }, "{selection:?} by {ways:?}");
            assert_eq!(extended.active, selection.active);
        };
        let cell = Selection::cell(at(3, 1));
        check(cell, &[], 3..4, 1..2);
        check(cell, &[Way::Down, Way::Down, Way::Right], 3..6, 1..3);
        check(cell, &[Way::Up, Way::Left], 2..4, 0..2);
        check(cell, &[Way::Down, Way::Up], 3..4, 1..2);
        check(cell, &[Way::End], 3..10, 1..4);
        check(Selection::row(at(3, 1)), &[Way::Down], 3..5, 0..4);
        check(Selection::column(at(3, 1)), &[Way::Right], 0..10, 1..3);
        check(Selection::all(at(3, 1)), &[], 0..10, 0..4);
        check(Selection::all(at(3, 1)), &[Way::Down], 3..5, 1..2);
    }

    #[test]
    fn enter_after_tabs_goes_back_to_where_they_began() {
        let start = Selection::cell(at(3, 1));
        let tabbed = start.tabbed(false, SIZE).tabbed(false, SIZE);
        assert_eq!(tabbed.active, at(3, 3));
        assert_eq!(tabbed.entered(false, SIZE), Selection::cell(at(4, 1)));
        assert_eq!(start.entered(true, SIZE), Selection::cell(at(2, 1)));
        assert_eq!(Selection::cell(at(9, 0)).entered(false, SIZE), Selection::cell(at(9, 0)));
    }

    #[test]
    fn enter_and_tab_stay_in_a_selection() {
        let area = Selection::between(at(2, 1), at(3, 2));
        let walk = |step: &dyn Fn(Selection) -> Selection| {
            let places = std::iter::successors(Some(area), |&selection| Some(step(selection)));
            places
                .skip(1)
                .take(4)
                .map(|selection| (selection.active.row, selection.active.column))
                .collect::<Vec<_>>()
        };
        assert_eq!(walk(&|s| s.tabbed(false, SIZE)), [(2, 2), (3, 1), (3, 2), (2, 1)]);
        assert_eq!(walk(&|s| s.tabbed(true, SIZE)), [(3, 2), (3, 1), (2, 2), (2, 1)]);
        assert_eq!(walk(&|s| s.entered(false, SIZE)), [(3, 1), (2, 2), (3, 2), (2, 1)]);
        assert_eq!(area.tabbed(false, SIZE).area(SIZE), area.area(SIZE));
    }

    #[test]
    fn nothing_listed_is_nothing_selected() {
        let none = Size { rows: 0, columns: 4 };
        let selection = Selection::cell(at(5, 1)).within(none);
        assert_eq!(selection.area(none).count(), 0);
        assert_eq!(selection.entered(false, none).active, at(0, 1));
    }
}
