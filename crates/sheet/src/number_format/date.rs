//! Serial numbers as dates: days since the end of 1899, or since 1904.
//!
//! Every date of a sheet passes through here, some columns of them a million times: plain serials are
//! read in machine words, and texts are put together in place.

/// Milliseconds of a day.
pub(super) const DAY: u64 = 86_400_000;
/// 9999-12-31, the last day programs show.
const LAST_DAY: u64 = 2_958_465;
/// Days from the 1900 to the 1904 epoch.
const EPOCH_1904: u64 = 1_462;

/// A serial number in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Millis {
    pub(super) total: u64,
    /// The number itself is zero, not only what is left of it when rounded.
    pub(super) is_zero: bool,
}

/// Reads serials as nearly all files write them, `45565` or `45565.942361111112`, to the same
/// milliseconds as [`Decimal::times`](super::decimal::Decimal::times); none for everything else.
pub(super) fn millis(source: &str) -> Option<Millis> {
    let (days, fraction) = match source.bytes().position(|byte| byte == b'.') {
        Some(at) => (source.get(..at)?, source.get(at + 1..)?),
        None => (source, ""),
    };
    if days.is_empty() || days.len() > 7 || fraction.len() > 17 {
        return None;
    }
    let (days, parts) = (digits(days)?, digits(fraction)?);
    let whole = days * DAY;
    let rest = match u32::try_from(fraction.len()).ok()? {
        _ if parts == 0 => 0,
        // Ten to the eleventh days of milliseconds are just within 64 bits.
        places @ 0..=11 => (parts * DAY + 10_u64.pow(places) / 2) / 10_u64.pow(places),
        places => {
            let scale = 10_u128.pow(places);
            u64::try_from((u128::from(parts) * u128::from(DAY) + scale / 2) / scale).ok()?
        }
    };
    Some(Millis { total: whole + rest, is_zero: days == 0 && parts == 0 })
}

/// The number of up to 18 digits; none where anything else is among them.
fn digits(text: &str) -> Option<u64> {
    text.bytes()
        .try_fold(0, |number: u64, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

/// ISO 8601 of a serial number in milliseconds. `date` and `time` say what the format shows; a value
/// that has more than the format shows is given whole.
pub(super) fn iso(total: u64, date: bool, time: bool, date_1904: bool) -> Option<String> {
    let (day, millis) = (total / DAY, total % DAY);
    let mut text = Text(*b"0000-00-00T00:00:00.000");
    text.set_clock(millis);
    let end = if millis.is_multiple_of(1000) { 19 } else { 23 };
    if day == 0 && !date {
        return text.part(11, end);
    }
    // The 1900 system counts a 29 February that never was.
    let days_1900 = match (date_1904, day) {
        (true, _) => day.checked_add(EPOCH_1904)?,
        (false, 60) => return None,
        (false, 0..60) => day + 1,
        (false, _) => day,
    };
    if days_1900 > LAST_DAY {
        return None;
    }
    let (year, month, day) = civil(days_1900);
    text.set_pair(0, year / 100);
    text.set_pair(2, year % 100);
    text.set_pair(5, month);
    text.set_pair(8, day);
    text.part(0, if time || millis > 0 { end } else { 10 })
}

/// `2026-09-30T22:37:00.125`, digit by digit.
struct Text([u8; 23]);

impl Text {
    fn set_clock(&mut self, millis: u64) {
        let (seconds, millis) = (millis / 1000, millis % 1000);
        self.set_pair(11, seconds / 3600);
        self.set_pair(14, seconds / 60 % 60);
        self.set_pair(17, seconds % 60);
        self.set_pair(20, millis / 10);
        self.set_digit(22, millis % 10);
    }

    fn set_pair(&mut self, at: usize, number: u64) {
        self.set_digit(at, number / 10 % 10);
        self.set_digit(at + 1, number % 10);
    }

    fn set_digit(&mut self, at: usize, digit: u64) {
        if let (Some(byte), Ok(digit)) = (self.0.get_mut(at), u8::try_from(digit)) {
            *byte = b'0' + digit;
        }
    }

    fn part(&self, from: usize, to: usize) -> Option<String> {
        Some(std::str::from_utf8(self.0.get(from..to)?).ok()?.to_owned())
    }
}

/// Year, month and day of a count of days since 1899-12-30 (Howard Hinnant, `civil_from_days`).
#[must_use]
pub fn civil(days: u64) -> (u64, u64, u64) {
    // 1899-12-30 is day 693 899 of the era that begins on 0000-03-01.
    let days = days + 693_899;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number_format::decimal::Decimal;

    #[test]
    fn plain_serials_are_read_as_all_others() {
        for source in [
            "0",
            "00",
            "0.0",
            "1",
            "60",
            "45565",
            "45565.",
            "45565.5",
            "45565.94236",
            "45565.942361111",
            "45565.9423611111",
            "45565.942361111112",
            "45565.99999999999",
            "45565.999999999999",
            "0.99999999999999999",
            "2958465.9999999",
            "9999999",
            "0.00000000000000001",
            "45565.000000005787",
        ] {
            let expected = Decimal::parse(source).unwrap();
            let found = millis(source).unwrap();
            assert_eq!(Some(found.total), expected.times(DAY), "{source}");
            assert_eq!(found.is_zero, expected.is_zero(), "{source}");
        }
        for other in ["", ".", ".5", "-1", "+1", "1e3", "12345678", "1.2.3", "1,5", "0.123456789012345678"] {
            assert_eq!(millis(other), None, "{other}");
        }
    }
}
