//! A cell's outer form: its reference and type, and the shapes of it that nearly all writers use.

use memchr::memchr;

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

/// A cell in one of the usual shapes, its value as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plain<'w> {
    pub(super) column: u32,
    pub(super) style: usize,
    pub(super) kind: CellType,
    pub(super) raw: &'w [u8],
}

/// Recognises `<c r="A1" s="1" t="s"><v>12</v></c>`, `<c r="A1" s="1"/>` and
/// `<c r="A1" t="inlineStr"><is><t>text</t></is></c>` in one pass, with the attributes in any order,
/// and says how long it is. Everything else (other attributes, formulas, prefixes, a cell cut by the
/// end of the window) is `None` and takes the way of tokens, to the same result.
pub(super) fn plain_cell(ahead: &[u8]) -> Option<(Plain<'_>, usize)> {
    let mut rest = ahead.strip_prefix(b"<c ")?;
    let (mut column, mut style, mut kind) = (None, 0, CellType::Number);
    loop {
        let (&[name, equals, quote], tail) = rest.split_first_chunk()?;
        if equals != b'=' || quote != b'"' {
            return None;
        }
        // Attributes are short: a loop beats a call to memchr.
        let close = tail.iter().position(|&byte| byte == b'"')?;
        let (value, tail) = tail.split_at(close);
        match name {
            b'r' => column = Some(reference(value)?.0),
            b's' => style = small(value)?,
            b't' => kind = CellType::from_attribute(value),
            _ => return None,
        }
        match *tail {
            [_, b' ', ref tail @ ..] => rest = tail,
            [_, b'>', ref tail @ ..] => {
                rest = tail;
                break;
            }
            [_, b'/', b'>', ref tail @ ..] => {
                let cell = Plain { column: column?, style, kind: CellType::Text, raw: &[] };
                return Some((cell, ahead.len() - tail.len()));
            }
            _ => return None,
        }
    }
    let (raw, rest) = if let Some(rest) = rest.strip_prefix(b"<v>") {
        let end = memchr(b'<', rest)?;
        (&rest[..end], rest[end..].strip_prefix(b"</v></c>")?)
    } else {
        let rest = rest.strip_prefix(b"<is><t")?;
        let rest = rest.strip_prefix(b" xml:space=\"preserve\"").unwrap_or(rest).strip_prefix(b">")?;
        let end = memchr(b'<', rest)?;
        kind = CellType::Text;
        (&rest[..end], rest[end..].strip_prefix(b"</t></is></c>")?)
    };
    Some((Plain { column: column?, style, kind, raw }, ahead.len() - rest.len()))
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

/// The letters of a column: `A`, `XFD`.
pub(super) fn column_name(column: u32) -> String {
    let mut name = String::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        name.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    name
}

fn small(digits: &[u8]) -> Option<usize> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits
        .iter()
        .try_fold(0, |value, &byte| byte.is_ascii_digit().then(|| value * 10 + usize::from(byte - b'0')))
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
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")] {
            assert_eq!(column_name(column), name);
        }
    }

    #[test]
    fn usual_cells_are_recognised_and_others_left() {
        fn check(xml: &str, expected: Option<(u32, usize, CellType, &str)>) {
            let found = plain_cell(xml.as_bytes());
            let expected = expected.map(|(column, style, kind, raw)| {
                let length = xml.len() - if xml.ends_with('!') { 1 } else { 0 };
                (Plain { column, style, kind, raw: raw.as_bytes() }, length)
            });
            assert_eq!(found, expected, "{xml}");
        }
        use CellType::{Number, Shared, Text};
        check(r#"<c r="B7"><v>12</v></c>!"#, Some((1, 0, Number, "12")));
        check(r#"<c r="B7" s="3" t="s"><v>12</v></c>"#, Some((1, 3, Shared, "12")));
        check(r#"<c t="s" s="3" r="B7"><v>12</v></c>!"#, Some((1, 3, Shared, "12")));
        check(r#"<c r="B7" s="3"/>!"#, Some((1, 3, Text, "")));
        check(r#"<c r="B7" t="inlineStr"><is><t>a &amp; b</t></is></c>"#, Some((1, 0, Text, "a &amp; b")));
        check(r#"<c r="B7" t="x"><is><t xml:space="preserve"> </t></is></c>"#, Some((1, 0, Text, " ")));
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
        ] {
            check(other, None);
        }
    }
}
