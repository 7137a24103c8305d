//! Dates as people and programs write them, brought to ISO 8601. Whether day or month comes first is
//! never guessed from one value: a column is counted as a whole, and what proves the order is told.

mod columns;
mod order;
mod parts;
mod serial;

use std::borrow::Cow;

pub(crate) use columns::DateCounts;
pub(crate) use order::DateTally;
pub use order::{DateOrder, UnknownOrder};
use parts::Parts;
use serial::serial;

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

/// Whether the value is three numbers that could stand in another order: what it says depends on it.
pub(crate) fn is_open(text: &str) -> bool {
    Parts::of(text.trim()).is_some_and(|parts| parts.is_open())
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
}
