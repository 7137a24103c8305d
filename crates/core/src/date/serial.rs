//! Numbers that are dates in a column of dates only: counts of days and of seconds.

use importer_sheet::civil_date;

/// A spreadsheet's count of days since 1899-12-30 (1954 to 2118), or Unix seconds or milliseconds
/// (2001 to 2033): numbers that are dates in a column of dates only.
pub(super) fn serial(text: &str) -> Option<String> {
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
    let (year, month, day) = civil_date(days);
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
