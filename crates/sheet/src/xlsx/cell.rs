//! A cell's outer form: its reference and type, and the shapes of it that nearly all writers use.

use super::text;

/// The `t` of a cell (ST_CellType).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellType {
    Number,
    Shared,
    /// `str` and `inlineStr`.
    Text,
    Bool,
    Error,
    Date,
}

impl CellType {
    /// An unknown type reads as text: nothing about its value can be wrong then.
    pub(super) fn from_attribute(raw: &[u8]) -> Self {
        match raw {
            b"n" | b"" => Self::Number,
            b"s" => Self::Shared,
            b"b" => Self::Bool,
            b"e" => Self::Error,
            b"d" => Self::Date,
            _ => Self::Text,
        }
    }
}

/// A cell in one of the usual shapes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plain<'w> {
    pub(super) column: u32,
    pub(super) style: usize,
    pub(super) value: Value<'w>,
}

/// What a cell in one of the usual shapes holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'w> {
    Nothing,
    /// Index of a shared string.
    Shared(u32),
    /// A number as XML Schema writes it.
    Number(&'w [u8]),
    /// Text that stands for itself: nothing in it has to be decoded.
    Text(&'w [u8]),
}

/// Recognises `<c r="A1" s="1" t="s"><v>12</v></c>`, `<c r="A1" s="1"/>` and
/// `<c r="A1" t="inlineStr"><is><t>text</t></is></c>` in one pass, with the attributes in any order,
/// and says how long it is. Everything else (other attributes, formulas, prefixes, text to decode, a
/// cell cut by the end of the window) is `None` and takes the way of tokens, to the same result.
///
/// This is where the time of a large file goes: bytes are looked at once and in order, without calls
/// to searches made for long distances.
pub(super) fn plain_cell(ahead: &[u8]) -> Option<(Plain<'_>, usize)> {
    let mut rest = ahead.strip_prefix(b"<c ")?;
    let (mut column, mut style, mut kind) = (None, 0, CellType::Number);
    loop {
        let (&[name, b'=', b'"'], value) = rest.split_first_chunk()? else { return None };
        let after = match name {
            b'r' => {
                let (found, after) = column_of(value)?;
                column = Some(found);
                after
            }
            b's' => {
                let (found, after) = digits(value)?;
                style = usize::try_from(found).ok()?;
                after
            }
            b't' => {
                let close = value.iter().position(|&byte| byte == b'"')?;
                let (value, after) = value.split_at(close);
                kind = CellType::from_attribute(value);
                after
            }
            _ => return None,
        };
        match *after {
            [b'"', b' ', ref after @ ..] => rest = after,
            [b'"', b'>', ref after @ ..] => {
                rest = after;
                break;
            }
            [b'"', b'/', b'>', ref after @ ..] => {
                let cell = Plain { column: column?, style, value: Value::Nothing };
                return Some((cell, ahead.len() - after.len()));
            }
            _ => return None,
        }
    }
    let (value, rest) = plain_value(rest, kind)?;
    Some((Plain { column: column?, style, value }, ahead.len() - rest.len()))
}

/// The contents of a cell of this type up to its end tag, and what follows that.
fn plain_value(ahead: &[u8], kind: CellType) -> Option<(Value<'_>, &[u8])> {
    let Some(raw) = ahead.strip_prefix(b"<v>") else {
        let rest = ahead.strip_prefix(b"<is><t")?;
        let rest = rest.strip_prefix(b" xml:space=\"preserve\"").unwrap_or(rest).strip_prefix(b">")?;
        let (text, rest) = text::plain_run(rest)?;
        return Some((Value::Text(text), rest.strip_prefix(b"</t></is></c>")?));
    };
    let (value, rest) = match kind {
        CellType::Shared => {
            let (index, rest) = digits(raw)?;
            (Value::Shared(index), rest)
        }
        CellType::Number => {
            let rest = number(raw)?;
            (Value::Number(raw.get(..raw.len() - rest.len())?), rest)
        }
        CellType::Text => {
            let (text, rest) = text::plain_run(raw)?;
            (Value::Text(text), rest)
        }
        CellType::Bool | CellType::Error | CellType::Date => return None,
    };
    Some((value, rest.strip_prefix(b"</v></c>")?))
}

/// Recognises the start tag of a row that shows: its number, and how long the tag is.
pub(super) fn plain_row(ahead: &[u8]) -> Option<(u32, usize)> {
    let (number, mut rest) = digits(ahead.strip_prefix(b"<row r=\"")?)?;
    rest = rest.strip_prefix(b"\"")?;
    loop {
        match *rest {
            [b'>', ref rest @ ..] => return Some((number, ahead.len() - rest.len())),
            [b' ', ref attribute @ ..] => {
                let equals = attribute.iter().position(|byte| matches!(byte, b'=' | b'<' | b'>'))?;
                let (name, value) = attribute.split_at(equals);
                if matches!(name, b"r" | b"hidden" | b"ht" | b"customHeight") {
                    return None;
                }
                let value = value.strip_prefix(b"=\"")?;
                let close = value.iter().position(|byte| matches!(byte, b'"' | b'<'))?;
                rest = value.get(close..)?.strip_prefix(b"\"")?;
            }
            _ => return None,
        }
    }
}

/// The column (from 0) of the reference that `ahead` begins with, and what follows the reference.
fn column_of(ahead: &[u8]) -> Option<(u32, &[u8])> {
    let (mut column, mut rest) = (0u32, ahead);
    while let [letter @ (b'A'..=b'Z' | b'a'..=b'z'), after @ ..] = rest {
        column = column.checked_mul(26)?.checked_add(u32::from((letter & !0x20) - b'A') + 1)?;
        rest = after;
    }
    let (_, rest) = digits(rest)?;
    Some((column.checked_sub(1)?, rest))
}

/// The number of one to nine digits that `ahead` begins with, and what follows it.
fn digits(ahead: &[u8]) -> Option<(u32, &[u8])> {
    let (mut value, mut rest) = (0u32, ahead);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
        rest = after;
    }
    matches!(ahead.len() - rest.len(), 1..=9).then_some((value, rest))
}

/// What follows the number that `ahead` begins with, as XML Schema writes a double: `-1.5E+3`. Not
/// `INF`, not `1,5`.
pub(super) fn number(ahead: &[u8]) -> Option<&[u8]> {
    let whole = past_digits(past_sign(ahead));
    let (mut mantissa, mut rest) = (past_sign(ahead).len() - whole.len(), whole);
    if let [b'.', fraction @ ..] = rest {
        rest = past_digits(fraction);
        mantissa += fraction.len() - rest.len();
    }
    if mantissa == 0 {
        return None;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let digits = past_sign(exponent);
        rest = past_digits(digits);
        if rest.len() == digits.len() {
            return None;
        }
    }
    Some(rest)
}

fn past_sign(raw: &[u8]) -> &[u8] {
    match raw {
        [b'+' | b'-', rest @ ..] => rest,
        _ => raw,
    }
}

fn past_digits(mut raw: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', rest @ ..] = raw {
        raw = rest;
    }
    raw
}

/// Column (from 0) and row (from 1) of a reference such as `XFD1048576`.
pub(super) fn reference(raw: &[u8]) -> Option<(u32, u32)> {
    let (mut column, mut row) = (0u32, 0u32);
    let mut letters = 0;
    for &byte in raw {
        let letter = byte & !0x20;
        if !letter.is_ascii_uppercase() {
            break;
        }
        column = column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
        letters += 1;
    }
    let digits = raw.get(letters..)?;
    if letters == 0 || letters > 6 || digits.is_empty() {
        return None;
    }
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
    }
    Some((column - 1, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        fn check(raw: &str, expected: Option<(u32, u32)>) {
            assert_eq!(reference(raw.as_bytes()), expected, "{raw}");
        }
        check("A1", Some((0, 1)));
        check("aa10", Some((26, 10)));
        check("XFD1048576", Some((16_383, 1_048_576)));
        for wrong in ["", "A", "1", "1A", "A1B", "$A$1", "A-1", "AAAAAAAA1", "A99999999999", "Ж1"] {
            check(wrong, None);
        }
    }

    #[test]
    fn usual_cells_are_recognised_and_others_left() {
        fn check(xml: &str, expected: Option<(u32, usize, Value<'_>)>) {
            let found = plain_cell(xml.as_bytes());
            let expected = expected.map(|(column, style, value)| {
                let length = xml.len() - if xml.ends_with('!') { 1 } else { 0 };
                (Plain { column, style, value }, length)
            });
            assert_eq!(found, expected, "{xml}");
        }
        use Value::{Nothing, Number, Shared, Text};
        check(r#"<c r="B7"><v>12</v></c>!"#, Some((1, 0, Number(b"12"))));
        check(r#"<c r="AB7"><v>-1.5E+30</v></c>"#, Some((27, 0, Number(b"-1.5E+30"))));
        check(r#"<c r="B7" s="3" t="s"><v>12</v></c>"#, Some((1, 3, Shared(12))));
        check(r#"<c t="s" s="3" r="B7"><v>12</v></c>!"#, Some((1, 3, Shared(12))));
        check(r#"<c r="B7" s="3"/>!"#, Some((1, 3, Nothing)));
        check(r#"<c r="B7" t="inlineStr"><is><t>a_b</t></is></c>"#, Some((1, 0, Text(b"a_b"))));
        check(r#"<c r="B7" t="x"><is><t xml:space="preserve"> </t></is></c>"#, Some((1, 0, Text(b" "))));
        check(r#"<c r="B7" t="str"><v>x</v></c>"#, Some((1, 0, Text(b"x"))));
        for other in [
            "",
            "<c",
            "<c>",
            "<cols/>",
            r#"<c r="B7""#,
            r#"<c r="B7"><v>12</v></c"#,
            r#"<c r="B7"><v>12"#,
            r#"<c r="B7"><f>A1</f><v>12</v></c>"#,
            r#"<c r="B7" cm="1"><v>12</v></c>"#,
            r#"<c r="7"><v>12</v></c>"#,
            r#"<c s="7"><v>12</v></c>"#,
            r#"<c r='B7'><v>12</v></c>"#,
            r#"<x:c r="B7"><x:v>12</x:v></x:c>"#,
            r#"<c r="B7" s="-1"><v>12</v></c>"#,
            r#"<c r="B7"><v></v></c>"#,
            r#"<c r="B7"><v>12x</v></c>"#,
            r#"<c r="B7"><v>INF</v></c>"#,
            r#"<c r="B7" t="s"><v>1234567890</v></c>"#,
            r#"<c r="B7" t="b"><v>1</v></c>"#,
            r#"<c r="B7" t="str"><v>a &amp; b</v></c>"#,
            r#"<c r="B7" t="str"><v>_x000D_</v></c>"#,
        ] {
            check(other, None);
        }
    }

    #[test]
    fn usual_rows_are_recognised_and_others_left() {
        fn check(xml: &str, expected: Option<u32>) {
            let expected = expected.map(|number| (number, xml.find('!').unwrap_or(xml.len())));
            assert_eq!(plain_row(xml.as_bytes()), expected, "{xml}");
        }
        check(r#"<row r="7">!<c"#, Some(7));
        check(r#"<row r="1048576" spans="1:12" x14ac:dyDescent="0.25">"#, Some(1_048_576));
        check(r#"<row r="7" s=">">"#, Some(7));
        for other in [
            r#"<row>"#,
            r#"<row r="">"#,
            r#"<row r="x">"#,
            r#"<row r="7"/>"#,
            r#"<row r="7" hidden="1">"#,
            r#"<row r="7" ht="0" customHeight="1">"#,
            r#"<row r="7" r="8">"#,
            r#"<row r="7" spans="1:12"#,
            r#"<row r="7" spans='1:12'>"#,
            r#"<row r="7" spans="<">"#,
            r#"<row spans="1:12" r="7">"#,
        ] {
            check(other, None);
        }
    }

    #[test]
    fn numbers() {
        fn check(raw: &str, rest: Option<&str>) {
            assert_eq!(number(raw.as_bytes()), rest.map(str::as_bytes), "{raw}");
        }
        for whole in ["0", "-1", "+1.", ".5", "1.5E+3", "26203292189261166", "1e9"] {
            check(whole, Some(""));
        }
        check("1,5", Some(",5"));
        check("1.2.3", Some(".3"));
        for wrong in ["", "-", ".", "e5", "1e", "1e+", "INF", "NaN", " 1"] {
            check(wrong, None);
        }
    }
}
