//! Serial numbers as dates: days since the end of 1899, or since 1904.

use super::decimal::Decimal;

const DAY: u64 = 86_400_000;
/// 9999-12-31, the last day programs show.
const LAST_DAY: u64 = 2_958_465;
/// Days from the 1900 to the 1904 epoch.
const EPOCH_1904: u64 = 1_462;

/// ISO 8601 of a serial number, to the millisecond. `date` and `time` say what the format shows; a
/// value that has more than the format shows is given whole.
pub(super) fn iso(serial: &Decimal, date: bool, time: bool, date_1904: bool) -> Option<String> {
    let total = serial.times(DAY)?;
    let (day, millis) = (total / DAY, total % DAY);
    if day == 0 && !date {
        return Some(clock(millis));
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
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if time || millis > 0 { format!("{date}T{}", clock(millis)) } else { date })
}

/// `22:37:00`, with milliseconds where there are any.
fn clock(millis: u64) -> String {
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = if millis > 0 { format!(".{millis:03}") } else { String::new() };
    format!("{hour:02}:{minute:02}:{second:02}{fraction}")
}

/// Year, month and day of a count of days since 1899-12-30 (Howard Hinnant, `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
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
