//! Sorting rows by a column, to look at: numbers by value, however many digits they have, then texts
//! as a dictionary has them, letter case aside, then rows where the cell is empty. Equal ones stay in
//! the order of the file.

mod keys;
mod pieces;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use importer_sheet::CellKind;

use self::keys::{CHARS, EMPTY, INEXACT, KINDS, Key, LONGER, TEXT, Whole, key_of, text_key, turned};
use crate::change::Tell;
use crate::draft::Draft;
use crate::listing::Sort;
use crate::piecemeal::{at_once, tell_and_rest};

/// Rows looked at in one go.
const STEP: usize = if cfg!(test) { 4 } else { 4096 };
/// Different values up to which a column is sorted by its values.
const MANY_VALUES: usize = 1 << 16;
/// Keys by which texts are compared before they are compared whole.
const DEEP: usize = 12;

/// Rows on their way into order: they are looked at a few thousand at a time, and sorted in pieces.
pub(crate) struct Sorting<'d> {
    draft: &'d Draft,
    sort: Sort,
    rows: Vec<u32>,
    /// As long as the column holds few values.
    few: Option<Few<'d>>,
    keyed: Vec<(Key, u32)>,
}

impl<'d> Sorting<'d> {
    /// For `rows` of them.
    pub(crate) fn new(draft: &'d Draft, sort: Sort, rows: usize) -> Self {
        let few = Some(Few::new(draft, sort.column, rows));
        Self { draft, sort, rows: Vec::with_capacity(rows), few, keyed: Vec::new() }
    }

    /// Looks at further rows.
    pub(crate) fn add(&mut self, rows: &[u32]) {
        self.rows.extend_from_slice(rows);
        if let Some(few) = &mut self.few {
            if few.add(rows) {
                return;
            }
            self.few = None;
            self.keyed.reserve_exact(self.rows.capacity());
            for some in self.rows.chunks(STEP) {
                add_keys(self.draft, some, self.sort, &mut self.keyed);
            }
        } else {
            add_keys(self.draft, rows, self.sort, &mut self.keyed);
        }
    }

    /// The rows in order, resting every few thousand rows; `told` is said at each rest.
    pub(crate) async fn finish(mut self, told: (usize, usize), tell: Tell<'_>) -> ControlFlow<(), Vec<u32>> {
        if let Some(sorted) = self.few.and_then(|few| few.sorted(&self.rows, self.sort)) {
            return ControlFlow::Continue(sorted);
        }
        let (draft, sort) = (self.draft, self.sort);
        let mut left: Vec<(Range<usize>, usize)> = vec![(0..self.keyed.len(), 1)];
        while let Some((range, depth)) = left.pop() {
            let Some(run) = self.keyed.get_mut(range.clone()) else { continue };
            pieces::sort(run, told, tell).await?;
            let (mut start, mut rested) = (range.start, range.start);
            for alike in run.chunk_by_mut(is_alike) {
                let from = start;
                start += alike.len();
                let Some(rest) = Rest::of(alike, sort, depth) else { continue };
                if alike.len() <= STEP {
                    rest.sort(draft, alike, sort, depth);
                } else if rest == Rest::Text {
                    for some in alike.chunks_mut(STEP) {
                        tell_and_rest(tell, told.0, told.1).await?;
                        set_keys(draft, some, sort, depth);
                    }
                    left.push((from..start, depth + 1));
                } else {
                    sort_whole(draft, alike, sort, told, tell).await?;
                }
                if start - rested > STEP {
                    rested = start;
                    tell_and_rest(tell, told.0, told.1).await?;
                }
            }
        }
        ControlFlow::Continue(self.keyed.into_iter().map(|(_, row)| row).collect())
    }
}

/// Whether two keys are equal as far as they go.
fn is_alike(one: &(Key, u32), other: &(Key, u32)) -> bool {
    one.0 | LONGER == other.0 | LONGER
}

/// What tells values apart whose keys are alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// What of the texts follows.
    Text,
    /// The values as they are.
    Whole,
}

impl Rest {
    /// None where the keys were the whole values.
    fn of(alike: &[(Key, u32)], sort: Sort, depth: usize) -> Option<Self> {
        // What is longer stands behind what is not: the last one tells.
        let &(key, _) = alike.last().filter(|&&(key, _)| key & LONGER != 0)?;
        let is_text = (key & KINDS == TEXT) != sort.descending && key & INEXACT == 0 && depth < DEEP;
        (alike.len() > 1).then_some(if is_text { Self::Text } else { Self::Whole })
    }

    /// Sorts rows that are few.
    fn sort(self, draft: &Draft, alike: &mut [(Key, u32)], sort: Sort, depth: usize) {
        match self {
            Self::Text => {
                set_keys(draft, alike, sort, depth);
                sort_run(draft, alike, sort, depth + 1);
            }
            Self::Whole => {
                let _ =
                    at_once(sort_whole(draft, alike, sort, (0, 0), &mut |_, _| ControlFlow::Continue(())));
            }
        }
    }
}

/// A column in which the same values come again and again, as names, cities and tags do: values are
/// sorted, and rows dealt out to them.
struct Few<'d> {
    draft: &'d Draft,
    column: u32,
    places: HashMap<Cow<'d, str>, u32>,
    /// For each row the place of its value, or [`NO_VALUE`].
    of_rows: Vec<u32>,
}

/// The cell is empty.
const NO_VALUE: u32 = u32::MAX;

impl<'d> Few<'d> {
    fn new(draft: &'d Draft, column: u32, rows: usize) -> Self {
        Self { draft, column, places: HashMap::new(), of_rows: Vec::with_capacity(rows) }
    }

    /// Whether it is still worth while: a column of different values is known for one by its first rows.
    ///
    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    fn add(&mut self, rows: &[u32]) -> bool {
        for &row in rows {
            let place = match text_of(self.draft, row, self.column) {
                None => NO_VALUE,
                Some(text) => {
                    let next = u32::try_from(self.places.len()).unwrap_or(NO_VALUE);
                    *self.places.entry(text).or_insert(next)
                }
            };
            self.of_rows.push(place);
        }
        self.places.len() <= MANY_VALUES.min(self.of_rows.len() / 4)
    }

    /// The rows in the order of their values.
    fn sorted(self, rows: &[u32], sort: Sort) -> Option<Vec<u32>> {
        let values = self.places.iter().map(|(text, &place)| (text.as_ref(), place as usize));
        let ranks = ranks(values, sort);
        let rank_of = |place: u32| ranks.get(place as usize).copied().unwrap_or(ranks.len());
        // Where the rows of each rank begin; the last rank is of empty cells.
        let mut starts = vec![0; ranks.len() + 2];
        for &place in &self.of_rows {
            *starts.get_mut(rank_of(place) + 1)? += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut sorted = vec![0; rows.len()];
        for (&row, &place) in rows.iter().zip(&self.of_rows) {
            let next = starts.get_mut(rank_of(place))?;
            *sorted.get_mut(*next)? = row;
            *next += 1;
        }
        Some(sorted)
    }
}

/// Where each value stands among all, by its place; values that are alike but for letter case share a
/// rank.
fn ranks<'t>(values: impl Iterator<Item = (&'t str, usize)>, sort: Sort) -> Vec<usize> {
    let mut values: Vec<(Whole, usize)> = values.map(|(text, place)| (Whole::of(text), place)).collect();
    values.sort_unstable_by(|one, other| {
        let order = one.0.cmp(&other.0);
        if sort.descending { order.reverse() } else { order }
    });
    let mut ranks = vec![0; values.len()];
    for (rank, alike) in values.chunk_by(|one, other| one.0 == other.0).enumerate() {
        for &(_, place) in alike {
            if let Some(slot) = ranks.get_mut(place) {
                *slot = rank;
            }
        }
    }
    ranks
}

/// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
#[inline(never)]
fn add_keys(draft: &Draft, rows: &[u32], sort: Sort, keyed: &mut Vec<(Key, u32)>) {
    for &row in rows {
        let mut key = EMPTY;
        if let Some(text) = text_of(draft, row, sort.column) {
            key = turned(key_of(&text), sort);
        }
        keyed.push((key, row));
    }
}

/// Sorts rows by their keys, and those whose values begin alike by what follows.
fn sort_run(draft: &Draft, run: &mut [(Key, u32)], sort: Sort, depth: usize) {
    run.sort_unstable();
    for alike in run.chunk_by_mut(is_alike) {
        if let Some(rest) = Rest::of(alike, sort, depth) {
            rest.sort(draft, alike, sort, depth);
        }
    }
}

/// Keys of what follows in texts that begin alike.
///
/// Never a part of its caller, for the same reason as [`add_keys`].
#[inline(never)]
fn set_keys(draft: &Draft, run: &mut [(Key, u32)], sort: Sort, depth: usize) {
    for (key, row) in run {
        let text = text_of(draft, *row, sort.column).unwrap_or_default();
        *key = turned(text_key(&text, depth * CHARS), sort);
    }
}

/// Sorts rows by whole values, the few that are alike for long. Values that occur often are compared
/// once.
async fn sort_whole(
    draft: &Draft,
    run: &mut [(Key, u32)],
    sort: Sort,
    told: (usize, usize),
    tell: Tell<'_>,
) -> ControlFlow<()> {
    let mut places: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let mut of_rows: Vec<(usize, u32)> = Vec::with_capacity(run.len());
    for some in run.chunks(STEP) {
        tell_and_rest(tell, told.0, told.1).await?;
        for &(_, row) in some {
            let next = places.len();
            let text = text_of(draft, row, sort.column).unwrap_or_default();
            of_rows.push((*places.entry(text).or_insert(next), row));
        }
    }
    let ranks = ranks(places.iter().map(|(text, &at)| (text.as_ref(), at)), sort);
    for (place, _) in &mut of_rows {
        *place = ranks.get(*place).copied().unwrap_or(ranks.len());
    }
    pieces::sort(&mut of_rows, told, tell).await?;
    for (slot, (_, row)) in run.iter_mut().zip(of_rows) {
        slot.1 = row;
    }
    ControlFlow::Continue(())
}

fn text_of(draft: &Draft, row: u32, column: u32) -> Option<Cow<'_, str>> {
    let cell = draft.row(row)?.cell(column)?;
    let value = cell.value();
    Some(match value.kind {
        // Formats hide digits of numbers, and put days before years.
        CellKind::Number => Cow::Borrowed(cell.source()),
        CellKind::Date => value.text,
        _ => value.display.map_or(value.text, Cow::Owned),
    })
}

#[cfg(test)]
mod tests {
    use importer_sheet::TableBuilder;

    use super::*;

    /// Values of their own, and the same ones again and again.
    #[track_caller]
    fn check(cells: &[&str], expected: &[&str]) {
        for times in [1, 5] {
            let again = expected.chunk_by(is_same).flat_map(|alike| alike.repeat(times));
            check_once(&cells.repeat(times), &again.collect::<Vec<_>>());
        }
    }

    fn is_same(one: &&str, other: &&str) -> bool {
        Whole::of(one) == Whole::of(other)
    }

    #[track_caller]
    fn check_once(cells: &[&str], expected: &[&str]) {
        let mut builder = TableBuilder::new();
        for (number, cell) in (1..).zip(cells) {
            builder.start_row(number, false);
            builder.push(0, CellKind::Text, cell);
            builder.push(1, CellKind::Text, "x");
        }
        let draft = Draft::new(builder.finish());
        for descending in [false, true] {
            let rows: Vec<u32> = (0..draft.len()).collect();
            let mut sorting = Sorting::new(&draft, Sort { column: 0, descending }, rows.len());
            rows.chunks(STEP).for_each(|some| sorting.add(some));
            let rows = at_once(sorting.finish((0, 0), &mut |_, _| ControlFlow::Continue(())));
            let rows = rows.continue_value().unwrap();
            let shown = |row: &u32| {
                draft.row(*row).unwrap().cell(0).map_or_else(String::new, |cell| cell.source().to_owned())
            };
            let got: Vec<String> = rows.iter().map(shown).collect();
            if descending {
                // Turned round, but for empty cells, which stay last, and equal ones, which stay so.
                let (full, empty): (Vec<&str>, Vec<&str>) =
                    expected.iter().partition(|text| !text.is_empty());
                let turned = full.chunk_by(is_same).rev().flatten().chain(&empty);
                assert_eq!(got, turned.copied().collect::<Vec<_>>());
            } else {
                assert_eq!(got, expected);
            }
        }
    }

    #[test]
    fn values_come_in_order() {
        check(&["10", "9", "", "-1", "2.5", "абв", "100"], &["-1", "2.5", "9", "10", "100", "абв", ""]);
        check(
            &["26203292189261168", "26203292189261166", "2.6E16", "26203292189261167"],
            &["2.6E16", "26203292189261166", "26203292189261167", "26203292189261168"],
        );
        let long = "1".repeat(40);
        let (less, more) = (format!("{long}1"), format!("{long}2"));
        check(&[&more, &long, &less], &[&long, &less, &more]);
        check(
            &["-0.002", "-0.01", "0", "0.01", "-20", "0.002", "-3", "-0"],
            &["-20", "-3", "-0.01", "-0.002", "0", "-0", "0.002", "0.01"],
        );
        check(&["1.50", "1.5", "01.5", "1,5"], &["1.50", "1.5", "01.5", "1,5"]);
        check(&["яблоко", "Ёлка", "ель", "жук", "Елка", "ё"], &["Елка", "ель", "ё", "Ёлка", "жук", "яблоко"]);
        check(
            &["їжак", "йод", "иск", "імя", "Єва", "ґава", "гора", "ем"],
            &["гора", "ґава", "ем", "Єва", "иск", "імя", "їжак", "йод"],
        );
        check(
            &["Петров Иван", "петров анна", "Петров", "ПЕТРОВ АННА", "Петрова"],
            &["Петров", "петров анна", "ПЕТРОВ АННА", "Петров Иван", "Петрова"],
        );
        check(&["b", "a", "B", "A", ""], &["a", "A", "b", "B", ""]);
        let alike = "я".repeat(CHARS * (DEEP + 1));
        let (less, more, most) = (format!("{alike}а"), format!("{alike}Б"), format!("{alike}бв"));
        check(&[&most, &more, &alike, &less], &[&alike, &less, &more, &most]);
        check(
            &["éa", "éb", "zb", "za", "eé", "ез", "яé", "яa", "世b", "世a", "µ", "ј", "ў", "аé", "ab", "Éc"],
            &["ab", "eé", "za", "zb", "µ", "éa", "éb", "Éc", "аé", "ез", "яa", "яé", "ј", "ў", "世a", "世b"],
        );
        check(&["абвгд", "абвгде", "АБВГД", "абвг"], &["абвг", "абвгд", "АБВГД", "абвгде"]);
    }
}
