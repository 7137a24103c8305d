//! Values that come as floats, as cells.

use calamine::Data;

use crate::table::{CellKind, TableBuilder};
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

/// Adds a cell calamine read. Whether a number is a date is for its `format` to say: calamine's own
/// opinion is not asked.
pub(super) fn push(
    builder: &mut TableBuilder,
    column: u32,
    format: u16,
    value: &Data,
    limits: &Limits,
) -> Result<(), Error> {
    match value {
        Data::Empty => {}
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            let (length, max) = (text.len() as u64, u64::from(limits.cell_bytes));
            if length > max {
                return Err(exceeded(Limit::CellBytes, length, max));
            }
            builder.push(column, CellKind::Text, text);
        }
        Data::Int(number) => builder.push_number(column, format, number.to_string().as_bytes()),
        Data::Float(number) => push_number(builder, column, format, *number),
        Data::DateTime(serial) => push_number(builder, column, format, serial.as_f64()),
        Data::Bool(value) => builder.push(column, CellKind::Bool, if *value { "TRUE" } else { "FALSE" }),
        Data::Error(error) => builder.push(column, CellKind::Error, &error.to_string()),
    }
    Ok(())
}

/// Adds a number. What no cell may hold (infinities, MS-XLS 2.5.342) is the error Excel would show.
pub(super) fn push_number(builder: &mut TableBuilder, column: u32, format: u16, number: f64) {
    if number.is_finite() {
        builder.push_number(column, format, number_text(number).as_bytes());
    } else {
        builder.push(column, CellKind::Error, "#NUM!");
    }
}

/// The shortest decimal that means this number, without a needless `.0`; with an exponent where a double
/// does not tell whole numbers apart, so that nobody takes the digits for those that were stored.
fn number_text(number: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number {
        // Excel shows no negative zero.
        0.0 => "0".to_owned(),
        _ if number.abs() > EXACT => format!("{number:E}"),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortest_decimals() {
        for (number, expected) in [
            (1.0, "1"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1.5e-7, "0.00000015"),
            (1e21, "1E21"),
            (26_203_292_189_261_166.0, "2.620329218926117E16"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (26_203_292_189.0, "26203292189"),
        ] {
            assert_eq!(number_text(number), expected);
        }
    }
}
