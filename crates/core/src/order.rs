//! Sorting rows by a column, to look at: numbers by value, however many digits they have, then texts
//! as a dictionary has them, letter case aside, then rows where the cell is empty. Equal ones stay in
//! the order of the file.

use std::borrow::Cow;
use std::collections::HashMap;

use importer_sheet::CellKind;

use crate::draft::Draft;
use crate::find::lower;
use crate::listing::Sort;

/// Rows looked at in one go.
const STEP: usize = 4096;
/// Characters of a text that its key holds.
const CHARS: usize = 5;
/// Digits of a number that its key holds.
const DIGITS: usize = 28;

/// Pieces of so many characters by which texts are compared before they are compared whole.
const DEEP: usize = 12;

/// The beginning of a value, so that nearly every comparison is one of two integers.
type Key = u128;

const KIND: u32 = 126;
const NUMBER: Key = 0;
const TEXT: Key = 1 << KIND;
const EMPTY: Key = 2 << KIND;
const KINDS: Key = 3 << KIND;
/// The value goes on behind its key.
const LONGER: Key = 1;

/// Rows on their way into order: they are looked at a few thousand at a time, and sorted in one go.
pub(crate) struct Sorting {
    sort: Sort,
    keyed: Vec<(Key, u32)>,
}

impl Sorting {
    pub(crate) fn new(sort: Sort, rows: usize) -> Self {
        Self { sort, keyed: Vec::with_capacity(rows) }
    }

    /// Looks at further rows.
    pub(crate) fn add(&mut self, draft: &Draft, rows: &[u32]) {
        add_keys(draft, rows, self.sort, &mut self.keyed);
    }

    /// The rows in order.
    pub(crate) fn finish(mut self, draft: &Draft) -> Vec<u32> {
        sort_run(draft, &mut self.keyed, self.sort, 1);
        self.keyed.into_iter().map(|(_, row)| row).collect()
    }
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
    for alike in run.chunk_by_mut(|one, other| one.0 | LONGER == other.0 | LONGER) {
        // What is longer stands behind what is not: the last one tells.
        let Some(&(key, _)) = alike.last().filter(|&&(key, _)| key & LONGER != 0) else { continue };
        if alike.len() == 1 {
            continue;
        }
        let is_text = (key & KINDS == TEXT) != sort.descending;
        if is_text && depth < DEEP {
            for some in alike.chunks_mut(STEP) {
                set_keys(draft, some, sort, depth);
            }
            sort_run(draft, alike, sort, depth + 1);
        } else {
            sort_whole(draft, alike, sort);
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
fn sort_whole(draft: &Draft, run: &mut [(Key, u32)], sort: Sort) {
    let mut places: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let mut of_rows: Vec<(usize, u32)> = Vec::with_capacity(run.len());
    for &(_, row) in &*run {
        let next = places.len();
        let text = text_of(draft, row, sort.column).unwrap_or_default();
        of_rows.push((*places.entry(text).or_insert(next), row));
    }
    let mut texts: Vec<(Whole, usize)> = places.iter().map(|(text, &at)| (Whole::of(text), at)).collect();
    texts.sort_by(|one, other| {
        let order = one.0.cmp(&other.0);
        if sort.descending { order.reverse() } else { order }
    });
    // Texts that are alike but for letter case share a rank.
    let mut ranks = vec![0_usize; texts.len()];
    for (rank, alike) in texts.chunk_by(|one, other| one.0 == other.0).enumerate() {
        for &(_, place) in alike {
            if let Some(slot) = ranks.get_mut(place) {
                *slot = rank;
            }
        }
    }
    of_rows.sort_by_key(|&(place, row)| (ranks.get(place).copied(), row));
    for (slot, (_, row)) in run.iter_mut().zip(of_rows) {
        slot.1 = row;
    }
}

fn text_of(draft: &Draft, row: u32, column: u32) -> Option<Cow<'_, str>> {
    let cell = draft.row(row)?.cell(column)?;
    Some(match cell.kind() {
        // Formats hide digits of numbers, and put days before years.
        CellKind::Number => Cow::Borrowed(cell.source()),
        CellKind::Date => cell.text(),
        _ => cell.shown(),
    })
}

/// The key for the direction: everything turns round but what is empty and the mark of what is longer.
fn turned(key: Key, sort: Sort) -> Key {
    if sort.descending && key < EMPTY { (EMPTY - 1 - key) & !LONGER | key & LONGER } else { key }
}

fn key_of(text: &str) -> Key {
    match Decimal::of(text) {
        Some(number) => number.key(),
        None => text_key(text, 0),
    }
}

/// The key of a text but for its first characters.
fn text_key(text: &str, skip: usize) -> Key {
    let mut weights = text.trim_start().chars().flat_map(lower).map(weight).skip(skip);
    let mut key: Key = 0;
    for _ in 0..CHARS {
        key = key << 24 | Key::from(weights.next().unwrap_or(0));
    }
    TEXT | key << 1 | if weights.next().is_some() { LONGER } else { 0 }
}

/// Places of letters in the alphabet, where that is not the order of their codes: ё behind е, є
/// behind that, ґ behind г, і and ї behind и.
fn weight(c: char) -> u32 {
    let (c, behind) = match c {
        'ґ' => ('г', 1),
        'ё' => ('е', 1),
        'є' => ('е', 2),
        'і' => ('и', 1),
        'ї' => ('и', 2),
        c => (c, 0),
    };
    // No weight is 0: that is the end of a text.
    u32::from(c) * 4 + behind + 1
}

/// A whole value, in order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    Number(Signed),
    Text(Vec<u32>),
}

impl Whole {
    fn of(text: &str) -> Self {
        match Decimal::of(text) {
            Some(number) => Self::Number(number.signed()),
            None => Self::Text(text.trim_start().chars().flat_map(lower).map(weight).collect()),
        }
    }
}

/// A whole number with its sign: exponent and digits, which turn round below zero.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Signed {
    Negative(std::cmp::Reverse<(i32, Vec<u8>)>),
    Positive((i32, Vec<u8>)),
}

/// A decimal number by its digits: `-12.50`, `2.5E+3`.
struct Decimal<'t> {
    negative: bool,
    /// Digits before the point, leading zeros aside; less than 0 where zeros follow the point.
    exponent: i32,
    whole: &'t str,
    fraction: &'t str,
}

impl<'t> Decimal<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            b'0'..=b'9' | b'.' => (false, text),
            _ => return None,
        };
        let (mantissa, exponent) = match digits.find(['e', 'E']) {
            Some(at) => (digits.get(..at)?, digits.get(at + 1..)?.parse::<i16>().ok()?),
            None => (digits, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let significant = whole.trim_start_matches('0');
        let mut point = i32::try_from(significant.len()).ok()?;
        let mut fraction = fraction;
        if significant.is_empty() {
            let trimmed = fraction.trim_start_matches('0');
            point = -i32::try_from(fraction.len() - trimmed.len()).ok()?;
            fraction = trimmed;
        }
        let number = Self { negative, exponent: point + i32::from(exponent), whole: significant, fraction };
        Some(if number.is_zero() {
            Self { negative: false, exponent: i32::MIN, whole: "", fraction: "" }
        } else {
            number
        })
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.bytes().all(|b| b == b'0')
    }

    /// Significant digits, zeros at the end aside.
    fn digits(&self) -> impl Iterator<Item = u8> {
        let fraction = self.fraction.trim_end_matches('0');
        let whole = if fraction.is_empty() { self.whole.trim_end_matches('0') } else { self.whole };
        whole.bytes().chain(fraction.bytes()).map(|b| b - b'0')
    }

    /// Sign, exponent and the first digits, in this order of weight.
    fn key(&self) -> Key {
        let mut digits = self.digits();
        let mut mantissa: Key = 0;
        for _ in 0..DIGITS {
            mantissa = mantissa * 10 + Key::from(digits.next().unwrap_or(0));
        }
        let longer = if digits.next().is_some() { LONGER } else { 0 };
        const BIAS: i32 = 1 << 17;
        let exponent = Key::from(self.exponent.saturating_add(BIAS).clamp(0, 2 * BIAS - 1).unsigned_abs());
        let size = exponent << 96 | mantissa << 1;
        // The sign's bit, then the size, which turns round below zero.
        const SIGN: Key = 1 << 120;
        let value = if self.negative { SIGN - 2 - size } else { SIGN | size };
        NUMBER | value & !LONGER | longer
    }

    fn signed(&self) -> Signed {
        let size = (self.exponent, self.digits().collect());
        if self.negative { Signed::Negative(std::cmp::Reverse(size)) } else { Signed::Positive(size) }
    }
}

#[cfg(test)]
mod tests {
    use importer_sheet::TableBuilder;

    use super::*;

    #[track_caller]
    fn check(cells: &[&str], expected: &[&str]) {
        let mut builder = TableBuilder::new();
        for (number, cell) in (1..).zip(cells) {
            builder.start_row(number, false);
            builder.push(0, CellKind::Text, cell);
            builder.push(1, CellKind::Text, "x");
        }
        let draft = Draft::new(builder.finish());
        for descending in [false, true] {
            let rows: Vec<u32> = (0..draft.len()).collect();
            let mut sorting = Sorting::new(Sort { column: 0, descending }, rows.len());
            rows.chunks(STEP).for_each(|some| sorting.add(&draft, some));
            let rows = sorting.finish(&draft);
            let shown = |row: &u32| {
                draft.row(*row).unwrap().cell(0).map_or_else(String::new, |cell| cell.source().to_owned())
            };
            let got: Vec<String> = rows.iter().map(shown).collect();
            if descending {
                // Turned round, but for empty cells, which stay last, and equal ones, which stay so.
                let same = |one: &&str, other: &&str| Whole::of(one) == Whole::of(other);
                let (full, empty): (Vec<&str>, Vec<&str>) =
                    expected.iter().partition(|text| !text.is_empty());
                let turned = full.chunk_by(same).rev().flatten().chain(&empty);
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
        check(&["абвгд", "абвгде", "АБВГД", "абвг"], &["абвг", "абвгд", "АБВГД", "абвгде"]);
    }
}
