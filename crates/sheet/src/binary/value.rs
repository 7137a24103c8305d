//! calamine's values as cells.

use calamine::{Data, DataRef, ExcelDateTime};

use crate::table::{CellKind, TableBuilder};
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

const DAY_MS: f64 = 86_400_000.0;

/// Adds a cell.
pub(super) fn push(
    builder: &mut TableBuilder,
    column: u32,
    value: &DataRef<'_>,
    limits: &Limits,
) -> Result<(), Error> {
    let max = limits.cell_bytes as usize;
    let mut put = |kind, text: &str| {
        if text.len() > max {
            return Err(exceeded(Limit::CellBytes, text.len() as u64, max as u64));
        }
        builder.push(column, kind, text);
        Ok(())
    };
    match value {
        DataRef::Empty => Ok(()),
        DataRef::String(text) => put(CellKind::Text, text),
        DataRef::SharedString(text) => put(CellKind::Text, text),
        DataRef::Int(number) => put(CellKind::Number, &number.to_string()),
        DataRef::Float(number) => put(CellKind::Number, &decimal(*number)),
        DataRef::Bool(value) => put(CellKind::Bool, if *value { "TRUE" } else { "FALSE" }),
        DataRef::Error(error) => put(CellKind::Error, &error.to_string()),
        DataRef::DateTime(value) => match iso(value) {
            Some(text) => put(CellKind::Date, &text),
            None => put(CellKind::Number, &decimal(value.as_f64())),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => put(CellKind::Date, text),
    }
}

/// The same value without its owner.
pub(super) fn borrow(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::DateTime(value) => DataRef::DateTime(*value),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
    }
}

/// The shortest decimal that means this number, without an exponent or a needless `.0`.
fn decimal(number: f64) -> String {
    // Excel shows no negative zero.
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// ISO 8601: a date without a time where the time is midnight, a time alone where there is no date.
/// None where Excel shows no date either: below 0 and from the year 10 000 on.
fn iso(value: &ExcelDateTime) -> Option<String> {
    let serial = value.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    if value.is_duration() {
        return Some(duration(serial));
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let mut time = format!("{hour:02}:{minute:02}:{second:02}");
    if milli != 0 {
        time = format!("{time}.{milli:03}");
    }
    Some(match (serial < 1.0, time == "00:00:00") {
        (true, _) => time,
        (false, true) => date,
        (false, false) => format!("{date}T{time}"),
    })
}

/// Hours may exceed a day: `[h]:mm:ss` as ISO 8601's `PT26H30M0S`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2^48 milliseconds")]
fn duration(days: f64) -> String {
    let milliseconds = (days * DAY_MS).round() as u64;
    let (seconds, milli) = (milliseconds / 1000, milliseconds % 1000);
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    format!("PT{}H{}M{}{fraction}S", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_are_shortest_decimals() {
        for (number, expected) in [
            (1.0, "1"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1.5e-7, "0.00000015"),
            (1e21, "1000000000000000000000"),
            (26_203_292_189.0, "26203292189"),
        ] {
            assert_eq!(decimal(number), expected);
        }
    }

    #[test]
    fn dates_are_iso() {
        let check = |serial, kind, is_1904, expected: Option<&str>| {
            let value = ExcelDateTime::new(serial, kind, is_1904);
            assert_eq!(iso(&value).as_deref(), expected, "{serial}");
        };
        let date = ExcelDateTimeType::DateTime;
        check(45_000.0, date, false, Some("2023-03-15"));
        check(45_000.5, date, false, Some("2023-03-15T12:00:00"));
        check(43_538.0, date, true, Some("2023-03-15"));
        check(0.75, date, false, Some("18:00:00"));
        check(45_000.000_005_787, date, false, Some("2023-03-15T00:00:00.500"));
        check(-1.0, date, false, None);
        check(f64::NAN, date, false, None);
        check(3e6, date, false, None);
        check(1.104_166_666_666_666_7, ExcelDateTimeType::TimeDelta, false, Some("PT26H30M0S"));
    }
}
