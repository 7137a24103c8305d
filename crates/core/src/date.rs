//! Dates as people and programs write them, brought to ISO 8601. Whether day or month comes first is
//! never guessed from one value: a column is counted as a whole, and what proves the order is told.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What comes first in a date of numbers. A year of four digits in front is read as such always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Day, month, year.
    #[default]
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }
}

/// The text is no [`DateOrder`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such order of dates: {0}")]
pub struct UnknownOrder(pub String);

impl FromStr for DateOrder {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, UnknownOrder> {
        let found = Self::ALL.into_iter().find(|order| order.as_str() == text);
        found.ok_or_else(|| UnknownOrder(text.to_owned()))
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// It can be read in another order only.
    Order,
    /// A spreadsheet's count of days, or a count of seconds since 1970.
    Serial,
    /// There is no such day.
    NoSuchDay,
    /// No date at all.
    Text,
}

impl DateFault {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Serial => "serial",
            Self::NoSuchDay => "no_such_day",
            Self::Text => "text",
        }
    }
}

/// A date as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateReading<'a> {
    /// ISO 8601; the zone only where the text has one.
    Good(Cow<'a, str>),
    /// Not to be changed without asking.
    Bad {
        /// Why.
        fault: DateFault,
        /// What it most likely is.
        repair: Option<String>,
    },
}

/// Reads a date that is not empty, in the column's order.
pub(crate) fn read_date(text: &str, order: DateOrder) -> DateReading<'_> {
    let text = text.trim();
    if is_iso(text) {
        return DateReading::Good(Cow::Borrowed(text));
    }
    let bad = |fault, repair| DateReading::Bad { fault, repair };
    let Some(parts) = Parts::of(text) else {
        let repair = serial(text);
        let fault = if repair.is_some() { DateFault::Serial } else { DateFault::Text };
        return bad(fault, repair);
    };
    if let Some(date) = parts.read(order) {
        return DateReading::Good(Cow::Owned(date));
    }
    let other =
        DateOrder::ALL.into_iter().filter(|&other| other != order).find_map(|other| parts.read(other));
    let fault = if other.is_some() { DateFault::Order } else { DateFault::NoSuchDay };
    bad(fault, other)
}

/// Whether [`read_date`] gives a good date; builds nothing.
pub(crate) fn is_date(text: &str, order: DateOrder) -> bool {
    Parts::of(text.trim()).is_some_and(|parts| parts.can_be(order))
}

/// How many values of a column can be read in which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DateTally {
    /// Dates in all, those a person reads in one way only included.
    pub(crate) values: u32,
    /// By order (as in [`DateOrder::ALL`]), values of three numbers that can be read in that order
    /// only.
    proofs: [u32; 3],
    /// By order, values of three numbers that can be read so at all.
    fits: [u32; 3],
}

impl DateTally {
    /// Counts a value; false for what is no date.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        let text = text.trim();
        let Some(parts) = Parts::of(text) else { return false };
        let fits = DateOrder::ALL.map(|order| parts.can_be(order));
        if !fits.contains(&true) {
            return false;
        }
        self.values = self.values.saturating_add(1);
        if parts.is_open() {
            let alone = fits.iter().filter(|&&fits| fits).count() == 1;
            for ((is_fit, proof), fit) in fits.into_iter().zip(&mut self.proofs).zip(&mut self.fits) {
                *proof = proof.saturating_add(u32::from(is_fit && alone));
                *fit = fit.saturating_add(u32::from(is_fit));
            }
        }
        true
    }

    /// Whether any value leaves the order open.
    pub(crate) fn needs_order(&self) -> bool {
        self.fits.iter().any(|&fits| fits > 0)
    }

    /// The order with most proofs; without any, day first, as all over Europe and Asia.
    pub(crate) fn order(&self) -> DateOrder {
        let [dmy, mdy, ymd] = self.proofs;
        if ymd > dmy && ymd > mdy {
            DateOrder::Ymd
        } else if mdy > dmy {
            DateOrder::Mdy
        } else if dmy == 0 && self.fits == [0, 0, self.fits[2]] && self.fits[2] > 0 {
            DateOrder::Ymd
        } else {
            DateOrder::Dmy
        }
    }

    /// Values that can be read in this order only, and those that can be read in another only.
    pub(crate) fn evidence(&self, order: DateOrder) -> (u32, u32) {
        let all: u32 = self.proofs.iter().sum();
        let own = DateOrder::ALL.into_iter().zip(self.proofs).find(|&(known, _)| known == order);
        let own = own.map_or(0, |(_, proofs)| proofs);
        (own, all - own)
    }
}

/// `2026-09-30`, `2026-09-30T22:37:00`, with fraction and zone or without: sent as it is.
fn is_iso(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| {
        bytes.get(from..to).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
    };
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let date = digits(0, 4) && is(4, b'-') && digits(5, 7) && is(7, b'-') && digits(8, 10);
    if !date || !(bytes.len() == 10 || is(10, b'T')) {
        return false;
    }
    Parts::of(text).is_some_and(|parts| parts.can_be(DateOrder::Ymd))
        && (bytes.len() == 10 || (digits(11, 13) && is(13, b':') && digits(14, 16) && !text.contains(' ')))
}

/// A date taken apart.
struct Parts<'a> {
    /// The three numbers, in the order of the text; a month's name is a number in its place.
    numbers: [u16; 3],
    /// Digits of each, 0 for a name.
    widths: [u8; 3],
    /// `T22:37:00+03:00` as it will stand in the result.
    time: Option<Time<'a>>,
}

struct Time<'a> {
    hour: u8,
    minute: u8,
    second: u8,
    fraction: &'a str,
    zone: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        Self::plain(text).or_else(|| Self::any(text))
    }

    /// What programs write: `30.09.2026`, `2026-09-30`, `9/30/26`, alone or with a time of eight
    /// characters; byte by byte, because columns of a million dates are of these.
    fn plain(text: &'a str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let mut numbers = [0; 3];
        let mut widths = [0; 3];
        for (at, (number, width)) in numbers.iter_mut().zip(&mut widths).enumerate() {
            while let [digit @ b'0'..=b'9', after @ ..] = rest {
                if *width == 4 {
                    return None;
                }
                (*number, *width) = (*number * 10 + u16::from(digit - b'0'), *width + 1);
                rest = after;
            }
            if *width == 0 {
                return None;
            }
            if at < 2 {
                let [b'.' | b'/' | b'-', after @ ..] = rest else { return None };
                rest = after;
            }
        }
        let time = match rest {
            [] => None,
            [b'T' | b' ', clock @ ..] => Some(Time::plain(clock)?),
            _ => return None,
        };
        Some(Self { numbers, widths, time })
    }

    fn any(text: &'a str) -> Option<Self> {
        let mut numbers = [0; 3];
        let mut widths = [0; 3];
        let mut rest = skip_weekday(text);
        for at in 0..3 {
            let (number, width, after) = number_or_month(rest)?;
            *numbers.get_mut(at)? = number;
            *widths.get_mut(at)? = width;
            rest = after;
            if at < 2 {
                let trimmed = rest.trim_start_matches(['.', '/', '-', ' ', '\u{a0}', ',', '‑', '–']);
                if trimmed.len() == rest.len() && widths.iter().all(|&width| width > 0) {
                    return None;
                }
                rest = trimmed;
            }
        }
        for end in ["г.", "г", "р.", "р"] {
            let trimmed = rest.trim_start();
            if let Some(after) = trimmed.strip_prefix(end) {
                rest = after;
                break;
            }
        }
        let time = Time::of(rest)?;
        // One name at most, and it is the month.
        (widths.iter().filter(|&&width| width == 0).count() <= 1).then_some(Self { numbers, widths, time })
    }

    /// Whether the order of day and month is not plain from the value's form.
    fn is_open(&self) -> bool {
        let [first, ..] = self.widths;
        first != 4 && first > 0 && self.widths.iter().all(|&width| width > 0)
    }

    fn can_be(&self, order: DateOrder) -> bool {
        self.date(order).is_some()
    }

    fn date(&self, order: DateOrder) -> Option<(u16, u16, u16)> {
        let [a, b, c] = self.numbers;
        let [first, second, third] = self.widths;
        let (year, month, day, year_width) = match (first, second) {
            // 2026-09-30, 2026 Sep 30
            (4, _) => (a, b, c, first),
            // Sep 30, 2026
            (0, _) => (c, a, b, third),
            // 30 Sep 2026
            (_, 0) => (c, b, a, third),
            _ => match order {
                DateOrder::Dmy => (c, b, a, third),
                DateOrder::Mdy => (c, a, b, third),
                DateOrder::Ymd => (a, b, c, first),
            },
        };
        let year = match year_width {
            4 => year,
            2 if year < 70 => 2000 + year,
            2 => 1900 + year,
            _ => return None,
        };
        let is_day = (1900..2200).contains(&year) && (1..=days_in(year, month)?).contains(&day);
        is_day.then_some((year, month, day))
    }

    fn read(&self, order: DateOrder) -> Option<String> {
        let (year, month, day) = self.date(order)?;
        let mut text = format!("{year:04}-{month:02}-{day:02}");
        if let Some(Time { hour, minute, second, fraction, zone }) = &self.time {
            text.push_str(&format!("T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"));
        }
        Some(text)
    }
}

impl<'a> Time<'a> {
    /// `22:37:00`, and nothing behind it but a fraction and `Z`.
    fn plain(clock: &'a [u8]) -> Option<Self> {
        let (clock, rest) = clock.split_at_checked(8)?;
        let &[h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return None };
        let pair = |tens: u8, ones: u8, most: u8| {
            let is_pair = tens.is_ascii_digit() && ones.is_ascii_digit();
            is_pair.then(|| (tens - b'0') * 10 + (ones - b'0')).filter(|&number| number <= most)
        };
        let (fraction, zone) = match rest {
            [before @ .., b'Z'] => (before, "Z"),
            _ => (rest, ""),
        };
        let is_fraction = match fraction {
            [] => true,
            [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        let fraction = std::str::from_utf8(fraction).ok().filter(|_| is_fraction)?;
        Some(Self {
            hour: pair(h1, h2, 23)?,
            minute: pair(m1, m2, 59)?,
            second: pair(s1, s2, 60)?,
            fraction,
            zone,
        })
    }

    /// What follows the date: nothing, or a time. The outer `None` is something else.
    fn of(text: &'a str) -> Option<Option<Self>> {
        let text = text.trim_start_matches(['T', 't', ',', ' ', '\u{a0}', '\u{202f}']).trim_end();
        let text = ["в ", "о ", "at "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
        if text.is_empty() {
            return Some(None);
        }
        let (hour, rest) = number(text, 2)?;
        let (minute, rest) = number(rest.strip_prefix([':', '.'])?, 2)?;
        let (second, rest) = match rest.strip_prefix([':', '.']) {
            Some(rest) => number(rest, 2)?,
            None => (0, rest),
        };
        let digits = rest
            .strip_prefix(['.', ','])
            .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let (fraction, rest) =
            if digits > 0 && rest.starts_with('.') { rest.split_at_checked(digits + 1)? } else { ("", rest) };
        let rest = rest.trim_start();
        let (hour, rest) = match rest.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("am") => (if hour == 12 { 0 } else { hour }, rest.get(2..)?),
            Some("pm") => (if hour < 12 { hour + 12 } else { hour }, rest.get(2..)?),
            _ => (hour, rest),
        };
        let zone = zone(rest.trim())?;
        let small = |number: u16, most: u16| (number <= most).then(|| u8::try_from(number).ok()).flatten();
        Some(Some(Self {
            hour: small(hour, 23)?,
            minute: small(minute, 59)?,
            second: small(second, 60)?,
            fraction,
            zone,
        }))
    }
}

/// `Z`, `+03:00`, `+0300`, `UTC`; nothing.
fn zone(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('(').trim_end_matches(')');
    match text {
        "" => Some(""),
        "Z" | "z" | "UTC" | "GMT" => Some("Z"),
        _ => {
            let digits = text.strip_prefix(['+', '-'])?;
            let is_zone = match digits.len() {
                5 => digits
                    .bytes()
                    .enumerate()
                    .all(|(at, b)| if at == 2 { b == b':' } else { b.is_ascii_digit() }),
                2 | 4 => digits.bytes().all(|b| b.is_ascii_digit()),
                _ => false,
            };
            is_zone.then_some(text)
        }
    }
}

fn number(text: &str, most: usize) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(digits)?;
    (1..=most).contains(&digits.len()).then(|| digits.parse().ok().map(|number| (number, rest))).flatten()
}

/// A number of up to four digits, or a month's name; its value, its digits, and what follows.
fn number_or_month(text: &str) -> Option<(u16, u8, &str)> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let (value, rest) = number(text, 4)?;
        let width = u8::try_from(text.len() - rest.len()).ok()?;
        let rest = ["st", "nd", "rd", "th"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
        return Some((value, width, rest));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    Some((month(name)?, 0, rest))
}

/// Whole names and what people shorten them to, by their first letters.
fn month(name: &str) -> Option<u16> {
    const STARTS: [&[&str]; 12] = [
        &["jan", "янв", "січ"],
        &["feb", "фев", "лют"],
        &["mar", "мар", "бер"],
        &["apr", "апр", "кві"],
        &["may", "май", "мая", "тра"],
        &["jun", "июн", "чер"],
        &["jul", "июл", "лип"],
        &["aug", "авг", "сер"],
        &["sep", "сен", "вер"],
        &["oct", "окт", "жов"],
        &["nov", "ноя", "лис"],
        &["dec", "дек", "гру"],
    ];
    let lower = name.to_lowercase();
    if lower.chars().count() > 9 {
        return None;
    }
    let at = STARTS.iter().position(|starts| starts.iter().any(|start| lower.starts_with(start)))?;
    u16::try_from(at + 1).ok()
}

fn skip_weekday(text: &str) -> &str {
    const DAYS: [&str; 21] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд",
        "пон", "втор", "сред", "четв", "пятн", "суб",
    ];
    let Some((word, rest)) = text.split_once([',', ' ']) else { return text };
    if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) || rest.is_empty() {
        return text;
    }
    let word = word.to_lowercase();
    if DAYS.iter().any(|day| word.starts_with(day)) { rest.trim_start() } else { text }
}

const fn days_in(year: u16, month: u16) -> Option<u16> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => Some(29),
        2 => Some(28),
        _ => None,
    }
}

/// A spreadsheet's count of days since 1899-12-30 (1954 to 2118), or Unix seconds or milliseconds
/// (2001 to 2033): numbers that are dates in a column of dates only.
fn serial(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > 12 {
        return None;
    }
    let value: u64 = whole.parse().ok()?;
    let (days, seconds) = match (whole.len(), value) {
        (5, 20_000..80_000) => {
            let of_day: f64 = format!("0.{fraction}0").parse().ok()?;
            (value, f64::round(of_day * 86_400.0))
        }
        (10, 1_000_000_000..2_000_000_000) => (25_569 + value / 86_400, f64_of(value % 86_400)),
        (13, 1_000_000_000_000..2_000_000_000_000) => {
            (25_569 + value / 86_400_000, f64_of(value / 1000 % 86_400))
        }
        _ => return None,
    };
    let (year, month, day) = civil(days);
    let date = format!("{year:04}-{month:02}-{day:02}");
    if whole.len() == 5 && fraction.is_empty() {
        return Some(date);
    }
    // Whole seconds of a day: exact in a double, and below 86 401.
    let (hour, minute, second) = (seconds / 3600.0, seconds / 60.0 % 60.0, seconds % 60.0);
    let zone = if whole.len() == 5 { "" } else { "Z" };
    Some(format!("{date}T{:02}:{:02}:{:02}{zone}", hour.floor(), minute.floor(), second.floor()))
}

fn f64_of(seconds: u64) -> f64 {
    u32::try_from(seconds).map_or(0.0, f64::from)
}

/// Year, month and day of a count of days since 1899-12-30 (Howard Hinnant, `civil_from_days`).
const fn civil(days: u64) -> (u64, u64, u64) {
    // Days since 0000-03-01.
    let shifted = days + 693_899;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, order: DateOrder, expected: &str) {
        let is_good = matches!(read_date(text, order), DateReading::Good(_));
        assert_eq!(is_date(text, order), is_good, "{text}");
        let got = match read_date(text, order) {
            DateReading::Good(date) => date.into_owned(),
            DateReading::Bad { fault, repair: None } => fault.as_str().to_owned(),
            DateReading::Bad { fault, repair: Some(repair) } => format!("{} -> {repair}", fault.as_str()),
        };
        assert_eq!(got, expected, "{text} {order}");
    }

    #[test]
    fn dates_are_read_in_the_columns_order() {
        use DateOrder::*;
        for (text, order, expected) in [
            ("30.09.2026 22:37:00", Dmy, "2026-09-30T22:37:00"),
            ("30.09.2026", Dmy, "2026-09-30"),
            ("30.09.26", Dmy, "2026-09-30"),
            ("01.02.85", Dmy, "1985-02-01"),
            ("9/30/26", Mdy, "2026-09-30"),
            ("9/30/2026 10:37 PM", Mdy, "2026-09-30T22:37:00"),
            ("9/30/2026 12:05 am", Mdy, "2026-09-30T00:05:00"),
            ("03/04/2026", Dmy, "2026-04-03"),
            ("03/04/2026", Mdy, "2026-03-04"),
            ("2026-09-30", Mdy, "2026-09-30"),
            ("2026-09-30 22:37", Dmy, "2026-09-30T22:37:00"),
            ("2026-09-30T22:37:00Z", Dmy, "2026-09-30T22:37:00Z"),
            ("2026-09-30T22:37:00.123+03:00", Dmy, "2026-09-30T22:37:00.123+03:00"),
            ("2026-09-30 22:37:00 +0300", Dmy, "2026-09-30T22:37:00+0300"),
            ("2026/09/30", Dmy, "2026-09-30"),
            ("26.09.30", Ymd, "2026-09-30"),
            ("30 сентября 2026 г.", Mdy, "2026-09-30"),
            ("30 вересня 2026 р., 22:37", Dmy, "2026-09-30T22:37:00"),
            ("Sep 30, 2026", Dmy, "2026-09-30"),
            ("30-Sep-2026", Dmy, "2026-09-30"),
            ("September 1st, 2026", Dmy, "2026-09-01"),
            ("1 мая 2026", Dmy, "2026-05-01"),
            ("Wed, 30 Sep 2026 22:37:00 GMT", Dmy, "2026-09-30T22:37:00Z"),
            ("29.02.2024", Dmy, "2024-02-29"),
            ("09/30/2026", Dmy, "order -> 2026-09-30"),
            ("30/09/2026", Mdy, "order -> 2026-09-30"),
            ("29.02.2026", Dmy, "no_such_day"),
            ("31.04.2026", Dmy, "no_such_day"),
            ("00.00.0000", Dmy, "no_such_day"),
            ("0000-00-00", Dmy, "no_such_day"),
            ("2026-13-01", Dmy, "no_such_day"),
            ("46295", Dmy, "serial -> 2026-09-30"),
            ("46295.94236", Dmy, "serial -> 2026-09-30T22:37:00"),
            ("1790807820", Dmy, "serial -> 2026-09-30T22:37:00Z"),
            ("вчера", Dmy, "text"),
            ("30.09", Dmy, "text"),
            ("30.09.2026 25:00", Dmy, "text"),
            ("1.5", Dmy, "text"),
            ("+380671234567", Dmy, "text"),
        ] {
            check(text, order, expected);
        }
    }

    #[test]
    fn the_order_is_proved_by_the_column() {
        use DateOrder::*;
        for (values, order, proofs, against) in [
            (&["01.02.2026", "30.09.2026", "03.04.2026"][..], Dmy, 1, 0),
            (&["1/2/26", "9/30/26", "12/31/26"], Mdy, 2, 0),
            (&["01/02/2026", "03/04/2026"], Dmy, 0, 0),
            (&["30/09/2026", "31/12/2026", "12/31/2026"], Dmy, 2, 1),
            (&["2026-09-30", "2026-10-01"], Dmy, 0, 0),
        ] {
            let mut tally = DateTally::default();
            assert!(values.iter().all(|value| tally.add(value)));
            assert_eq!(
                (tally.order(), tally.evidence(tally.order())),
                (order, (proofs, against)),
                "{values:?}"
            );
        }
        let mut tally = DateTally::default();
        assert!(!tally.add("208310224") && !tally.add("Иван") && !tally.add(""));
        assert!(tally.add("30 сентября 2026") && !tally.needs_order());
    }
}
