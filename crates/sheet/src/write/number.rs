//! Which texts a workbook may keep as numbers without changing what they say.

use crate::table::CellKind;

/// Digits Excel keeps (ECMA-376 leaves it to doubles; Excel shows and edits fifteen).
const EXACT_DIGITS: usize = 15;
const DAY_MS: u64 = 86_400_000;

/// Whether a program would read this as the very same number: no zeros in front, no more digits than
/// it keeps, no exponent, and none of `1.50`'s zeros lost.
pub(super) fn is_exact(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(integer)
        && all_digits(fraction)
        && (integer == "0" || !integer.starts_with('0'))
        && digits.len() <= EXACT_DIGITS
}

/// Whether this looks like a number to any program, exact or not.
pub(super) fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// What a date shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Date,
    DateTime,
    Time,
}

/// The serial number of an ISO 8601 date, time or both, and which it is; none for text that is none
/// of these, for days before 1900-03-01 (which programs count differently), and for what a
/// millisecond cannot tell.
pub(super) fn serial(kind: CellKind, text: &str) -> Option<(String, Moment)> {
    if kind != CellKind::Date {
        return None;
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (Some(date), Some(time)),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let day = date.map_or(Some(0), days)?;
    let millis = time.map_or(Some(0), millis)?;
    let moment = match (date, time) {
        (Some(_), None) => Moment::Date,
        (Some(_), Some(_)) => Moment::DateTime,
        (None, _) => Moment::Time,
    };
    // Ten digits tell a tenth of a millisecond.
    let fraction = (millis * 10_000_000_000 + DAY_MS / 2) / DAY_MS;
    let serial = match fraction {
        0 => day.to_string(),
        fraction => format!("{day}.{fraction:010}").trim_end_matches('0').to_owned(),
    };
    Some((serial, moment))
}

/// Days since 1899-12-30 (Howard Hinnant, `days_from_civil`).
fn days(date: &str) -> Option<u64> {
    let mut parts = date.split('-');
    let [year, month, day] = [(4, parts.next()?), (2, parts.next()?), (2, parts.next()?)]
        .map(|(length, part)| digits(part, length));
    let (year, month, day) = (year?, month?, day?);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if parts.next().is_some() || !(1..=length).contains(&day) || year < 1900 {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year / 400;
    let of_era = year % 400;
    let of_year = (153 * month + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    // 1899-12-30 is day 693 899 of the era that begins on 0000-03-01; 1900-03-01 is day 61.
    days.checked_sub(693_899).filter(|&days| days > 60)
}

fn millis(time: &str) -> Option<u64> {
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = clock.split(':');
    let [hour, minute, second] = [parts.next()?, parts.next()?, parts.next()?].map(|part| digits(part, 2));
    let (hour, minute, second) = (hour?, minute?, second?);
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 || fraction.len() > 3 {
        return None;
    }
    let fraction = digits(fraction, fraction.len())? * [1, 100, 10, 1].get(fraction.len())?;
    Some((hour * 3600 + minute * 60 + second) * 1000 + fraction)
}

fn digits(text: &str, length: usize) -> Option<u64> {
    let all_digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| all_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_lose_nothing() {
        for exact in ["0", "7", "-7", "1.5", "1.50", "0.25", "123456789012345"] {
            assert!(is_exact(exact), "{exact}");
        }
        for other in
            ["", "-", "007", "1.", ".5", "1e5", "+7", "26203292189261166", "1,5", "NaN", "--1", "1.2.3"]
        {
            assert!(!is_exact(other), "{other}");
        }
        for (text, expected) in [
            ("1e5", true),
            ("-26203292189261166", true),
            ("=1", false),
            ("", false),
            ("-", false),
            ("inf", false),
            ("1e999", false),
        ] {
            assert_eq!(is_number(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_as_serials() {
        for (text, expected) in [
            ("1900-03-01", Some(("61", Moment::Date))),
            ("2023-03-15", Some(("45000", Moment::Date))),
            ("2024-02-29", Some(("45351", Moment::Date))),
            ("2023-03-15T12:00:00", Some(("45000.5", Moment::DateTime))),
            ("2023-03-15T00:00:00", Some(("45000", Moment::DateTime))),
            ("18:00:00", Some(("0.75", Moment::Time))),
            ("00:00:00.500", Some(("0.000005787", Moment::Time))),
            ("1900-02-28", None),
            ("2023-02-29", None),
            ("2023-13-01", None),
            ("30.09.2026", None),
            ("2023-03-15T24:00:00", None),
            ("PT26H30M00S", None),
            ("2023-03-15T12:00:00.1234", None),
            ("", None),
        ] {
            let expected = expected.map(|(serial, moment)| (serial.to_owned(), moment));
            assert_eq!(serial(CellKind::Date, text), expected, "{text}");
        }
        assert_eq!(serial(CellKind::Text, "2023-03-15"), None);
    }
}
