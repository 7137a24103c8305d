//! What the text of one cell is worth: cleaned of what cannot be seen, read as an id or as plain text.
//! Knows neither rows nor messengers.

use std::borrow::Cow;

use importer_sheet::{CellKind, CellValue};

use crate::form::is_digits;

/// A cell as the rules see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) kind: CellKind,
    /// The value; ISO 8601 for a date.
    pub(crate) text: &'a str,
    /// What a person sees, where that is something else.
    pub(crate) display: Option<&'a str>,
}

impl<'a> Seen<'a> {
    /// A value that is text and nothing else.
    pub(crate) const fn text(text: &'a str) -> Self {
        Self { kind: CellKind::Text, text, display: None }
    }

    /// A cell's value.
    pub(crate) fn of(value: &'a CellValue<'_>) -> Self {
        Self { kind: value.kind, text: &value.text, display: value.display.as_deref() }
    }

    /// What a person sees.
    pub(crate) fn shown(&self) -> &'a str {
        self.display.unwrap_or(self.text)
    }
}

/// How an id was damaged on its way into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Written as `2.62033E+16`: the other digits are gone.
    Scientific,
    /// A number longer than a spreadsheet keeps (15 digits in Excel, 17 in a double): the rest are zeros.
    Precision,
    /// A tail such as `.0`.
    DecimalTail,
    /// Separators between groups of digits.
    Separators,
    /// Shown as a date.
    Date,
}

impl Damage {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scientific => "scientific",
            Self::Precision => "precision",
            Self::DecimalTail => "decimal_tail",
            Self::Separators => "separators",
            Self::Date => "date",
        }
    }
}

/// An id as read from a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IdReading<'a> {
    /// Nothing there.
    Missing,
    /// Something that was an id once. `repair` is what it most likely was, where that is certain
    /// enough to offer; it is never taken by itself.
    Damaged { damage: Damage, repair: Option<String> },
    /// The id; `hidden` tells that invisible characters were taken away.
    Id { text: Cow<'a, str>, hidden: bool },
}

/// Reads an id from a cell's kind, text and, for a number, display.
pub(crate) fn read_id<'a>(kind: CellKind, text: &'a str, display: Option<&str>) -> IdReading<'a> {
    match kind {
        CellKind::Number => read_numeric_id(text, display),
        CellKind::Date => IdReading::Damaged { damage: Damage::Date, repair: None },
        CellKind::Text | CellKind::Bool | CellKind::Error => read_text_id(text),
    }
}

fn read_text_id(text: &str) -> IdReading<'_> {
    let (cleaned, hidden) = clean(text);
    if cleaned.is_empty() {
        return IdReading::Missing;
    }
    if let Some((damage, repair)) = damage(&cleaned) {
        return IdReading::Damaged { damage, repair };
    }
    IdReading::Id { text: cleaned, hidden }
}

/// Digits stored as a number are exact as long as no program kept them as a double on the way;
/// what a double does to them is recognised by its traces.
fn read_numeric_id<'a>(source: &'a str, display: Option<&str>) -> IdReading<'a> {
    let Some(digits) = whole_number(source) else { return read_text_id(source) };
    if lost_precision(&digits) {
        return IdReading::Damaged { damage: Damage::Precision, repair: None };
    }
    let exact_in_a_double = || digits.parse::<u64>().is_ok_and(|value| value <= 1 << 53);
    if source.bytes().any(|byte| matches!(byte, b'e' | b'E')) && !exact_in_a_double() {
        return IdReading::Damaged { damage: Damage::Scientific, repair: None };
    }
    // The format `00000` adds zeros that belong to the id; `#,##0` adds signs that do not.
    let text = match display {
        Some(shown) if is_digits(shown) && shown.trim_start_matches('0') == digits => {
            Cow::Owned(shown.to_owned())
        }
        _ => digits,
    };
    IdReading::Id { text, hidden: false }
}

/// Excel keeps 15 digits and a double at most 17: what follows are zeros.
fn lost_precision(digits: &str) -> bool {
    let zeros_after = |kept: usize| {
        digits.get(kept..).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b == b'0'))
    };
    zeros_after(15) || zeros_after(17)
}

/// The digits of a stored number that is whole and not negative: `208310224`, `2.08310224E8`
/// (Apache POI writes every greater number so) and `208310224.0` are the same. Never through f64.
pub(crate) fn whole_number(source: &str) -> Option<Cow<'_, str>> {
    if is_digits(source) {
        return Some(Cow::Borrowed(source));
    }
    let (mantissa, exponent) = match source.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<usize>().ok()?),
        None => (source, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    if !is_digits(whole) || fraction.len() > exponent || exponent > 40 {
        return None;
    }
    if !fraction.is_empty() && !is_digits(fraction) {
        return None;
    }
    let digits = format!("{whole}{fraction}{}", "0".repeat(exponent - fraction.len()));
    let digits = digits.trim_start_matches('0');
    Some(Cow::Owned(if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }))
}

/// The damage that the text of an id shows by itself.
fn damage(id: &str) -> Option<(Damage, Option<String>)> {
    // Nearly every id is digits: nothing to look for.
    if is_digits(id) {
        return None;
    }
    if is_scientific(id) {
        return Some((Damage::Scientific, None));
    }
    if let Some(digits) = grouped_digits(id) {
        return Some((Damage::Separators, Some(digits)));
    }
    let (whole, tail) = id.split_once(['.', ','])?;
    if is_digits(whole) && !tail.is_empty() && tail.bytes().all(|b| b == b'0') {
        return Some((Damage::DecimalTail, Some(whole.to_owned())));
    }
    None
}

/// `2.62033E+16`. An opaque id can look so by chance only at its usual length, which is longer.
fn is_scientific(id: &str) -> bool {
    let Some((mantissa, exponent)) = id.split_once(['e', 'E']) else { return false };
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    id.len() < 24 && is_digits(whole) && is_digits(fraction) && is_digits(exponent) && exponent.len() <= 3
}

/// `26 203 292`, `26,203,292`, `26'203'292`, `+38 (067) 123-45-67`: digits a person grouped.
fn grouped_digits(id: &str) -> Option<String> {
    let spaced = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_');
    let phone_like = |c: char| matches!(c, '(' | ')' | '-');
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    let rest = id.strip_prefix('+').unwrap_or(id);
    if digits.is_empty() || rest.starts_with('-') {
        return None;
    }
    let plus = if rest.len() < id.len() { "+" } else { "" };
    if rest.chars().all(|c| c.is_ascii_digit() || spaced(c) || phone_like(c)) {
        return (rest != digits).then(|| format!("{plus}{digits}"));
    }
    ['.', ','].into_iter().find_map(|separator| {
        let mut groups = rest.split(separator);
        let first = groups.next()?;
        let mut others = groups.peekable();
        others.peek()?;
        let grouped =
            is_digits(first) && first.len() <= 3 && others.all(|group| group.len() == 3 && is_digits(group));
        grouped.then(|| format!("{plus}{digits}"))
    })
}

/// Takes away what a person cannot see: spaces of any kind around, zero-width and control
/// characters anywhere, and the apostrophe that spreadsheets put before text. The flag tells
/// whether anything was.
pub(crate) fn clean(text: &str) -> (Cow<'_, str>, bool) {
    if is_plainly_clean(text) {
        return (Cow::Borrowed(text), false);
    }
    let mut cleaned: Cow<'_, str> = Cow::Borrowed(text);
    if text.chars().any(is_invisible) {
        cleaned = Cow::Owned(text.chars().filter(|&c| !is_invisible(c)).collect());
    }
    let trimmed = trim_id(&cleaned);
    if trimmed.len() == text.len() {
        return (cleaned, false);
    }
    let cleaned = match &cleaned {
        Cow::Borrowed(whole) => Cow::Borrowed(trim_id(whole)),
        Cow::Owned(_) => Cow::Owned(trimmed.to_owned()),
    };
    (cleaned, true)
}

/// Nearly every value: printable ASCII with nothing at its edges.
fn is_plainly_clean(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_none_or(|byte| !matches!(byte, b' ' | b'\''));
    let bytes = text.as_bytes();
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|byte| (0x20..0x7f).contains(byte))
}

fn trim_id(text: &str) -> &str {
    let text = text.trim();
    // A phone in amoCRM's csv has an apostrophe on both sides.
    match text.strip_prefix(['\'', '’']) {
        Some(rest) => rest.strip_suffix(['\'', '’']).unwrap_or(rest).trim(),
        None => text,
    }
}

/// Text of a name, a note, a tag: trimmed. The flag tells whether anything but plain spaces and
/// line ends was taken away; zero-width joiners inside stay, emoji are made of them.
pub(crate) fn clean_words(text: &str) -> (&str, bool) {
    if has_plain_edges(text.as_bytes()) {
        return (text, false);
    }
    let edge = |c: char| c.is_whitespace() || is_invisible(c);
    let cleaned = text.trim_matches(edge);
    let plain = text.trim_matches([' ', '\n', '\r', '\t']);
    (cleaned, cleaned.len() != plain.len())
}

/// Whether a text begins and ends with a letter, digit or sign of ASCII, or a Cyrillic letter, as nearly
/// every text does.
fn has_plain_edges(text: &[u8]) -> bool {
    let is_sign = |byte: u8| (0x21..0x7f).contains(&byte);
    // The first byte of every Cyrillic letter; none of them is a space or cannot be seen.
    let is_cyrillic = |byte: u8| (0xd0..=0xd3).contains(&byte);
    match text {
        [first, .., before, last] => {
            (is_sign(*first) || is_cyrillic(*first)) && (is_sign(*last) || is_cyrillic(*before))
        }
        [first, last] => is_cyrillic(*first) || (is_sign(*first) && is_sign(*last)),
        [one] => is_sign(*one),
        [] => true,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || (c.is_control() && !c.is_whitespace())
}

/// Error values as spreadsheets spell them, in the languages of the people who use this.
pub(crate) fn is_error_value(kind: CellKind, text: &str) -> bool {
    const NAMES: [&str; 16] = [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#Н/Д",
        "#ССЫЛКА!",
        "#ЗНАЧ!",
        "#ИМЯ?",
        "#ДЕЛ/0!",
        "#ПУСТО!",
        "#ЧИСЛО!",
    ];
    kind == CellKind::Error || (text.starts_with('#') && NAMES.contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: CellKind, text: &str, display: Option<&str>, expected: &str) {
        let got = match read_id(kind, text, display) {
            IdReading::Missing => "missing".to_owned(),
            IdReading::Damaged { damage, repair: Some(repair) } => format!("{} -> {repair}", damage.as_str()),
            IdReading::Damaged { damage, repair: None } => damage.as_str().to_owned(),
            IdReading::Id { text, hidden: true } => format!("{text} (hidden)"),
            IdReading::Id { text, hidden: false } => text.into_owned(),
        };
        assert_eq!(got, expected, "{kind:?} {text:?}");
    }

    #[test]
    fn ids_in_text() {
        for (text, expected) in [
            ("26203292189261166", "26203292189261166"),
            ("26203292189261100", "26203292189261100"),
            ("00123", "00123"),
            ("0", "0"),
            ("", "missing"),
            (" \u{a0}\u{200b}", "missing"),
            (" 123 ", "123 (hidden)"),
            ("\u{a0}123\u{feff}", "123 (hidden)"),
            ("12\u{200b}3", "123 (hidden)"),
            ("'123", "123 (hidden)"),
            ("2.62033E+16", "scientific"),
            ("2,62033e16", "scientific"),
            ("123.0", "decimal_tail -> 123"),
            ("123,00", "decimal_tail -> 123"),
            ("26203292.000000", "decimal_tail -> 26203292"),
            ("26 203 292", "separators -> 26203292"),
            ("26\u{a0}203\u{a0}292", "separators -> 26203292"),
            ("26,203,292", "separators -> 26203292"),
            ("26.203.292", "separators -> 26203292"),
            ("+38 (067) 123-45-67", "separators -> +380671234567"),
            ("-100123", "-100123"),
            ("@username", "@username"),
            ("01234567890A+/01234567==", "01234567890A+/01234567=="),
            ("US.13491208655302741918", "US.13491208655302741918"),
        ] {
            check(CellKind::Text, text, None, expected);
        }
    }

    #[test]
    fn ids_in_numbers() {
        for (source, display, expected) in [
            ("26203292189261166", None, "26203292189261166"),
            ("26203292189261160", None, "26203292189261160"),
            ("26203292189261100", None, "precision"),
            ("208310224003697470", None, "precision"),
            ("2620329218926110", None, "precision"),
            ("2.62032921892611E+16", None, "precision"),
            ("2.6203292189261168E16", None, "scientific"),
            ("2.08310224E8", None, "208310224"),
            ("208310224.0", None, "208310224"),
            ("1E10", None, "10000000000"),
            ("123", Some("00123"), "00123"),
            ("1234567", Some("1,234,567"), "1234567"),
            ("208310224", Some("2.08E+08"), "208310224"),
            ("123.5", None, "123.5"),
            ("-1001234", None, "-1001234"),
            ("1E400", None, "scientific"),
            ("1E-5", None, "scientific"),
            ("0", None, "0"),
        ] {
            check(CellKind::Number, source, display, expected);
        }
        check(CellKind::Date, "2026-01-01", None, "date");
    }

    #[test]
    fn names_lose_only_their_edges() {
        for (text, expected) in [
            (" Иван ", ("Иван", false)),
            ("\u{a0}Иван", ("Иван", true)),
            ("Иван\u{200b}", ("Иван", true)),
            ("👩\u{200d}💻", ("👩\u{200d}💻", false)),
            ("", ("", false)),
            (" ", ("", false)),
            ("я", ("я", false)),
            ("я ", ("я", false)),
            ("aя\u{ad}", ("aя", true)),
            ("\u{200b}aя", ("aя", true)),
            ("Ѐӿ", ("Ѐӿ", false)),
            ("x\u{7f}", ("x", true)),
        ] {
            assert_eq!(clean_words(text), expected, "{text:?}");
        }
    }
}
