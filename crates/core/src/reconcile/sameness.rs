//! Whether two values of a field say the same. Formatting is not a difference: a phone is its digits,
//! the domain of an address has no letter case, a date at midnight is the day, tags are a set.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::config::FieldKind;

/// Whether a known value and one to send are the same. Both are as they are sent (see
/// [`sent::value`](crate::sent::value)), so what is left is what formatting alone cannot tell.
pub(super) fn is_same(kind: FieldKind, key: &str, known: &str, value: &str) -> bool {
    if known == value {
        return true;
    }
    match kind {
        FieldKind::Email => email(known) == email(value),
        FieldKind::Phone => {
            let digits = digits(known);
            !digits.is_empty() && digits == self::digits(value)
        }
        FieldKind::Date => date(known) == date(value),
        FieldKind::Text if key == "tags" => tags(known) == tags(value),
        _ => false,
    }
}

/// Whether a cell's text that equals a known value letter for letter says the same, whatever the column
/// is read by: some texts mean another thing elsewhere, such as a day before a month or a phone without
/// a country.
pub(super) fn speaks_for_itself(kind: FieldKind, text: &[u8]) -> bool {
    match kind {
        FieldKind::Phone => text.first() == Some(&b'+'),
        FieldKind::Date => text.get(4) == Some(&b'-'),
        _ => true,
    }
}

fn email(text: &str) -> (&str, String) {
    let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
    (local, domain.to_lowercase())
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Without the zone UTC, a fraction of zeros, seconds and time of zeros.
fn date(text: &str) -> Cow<'_, str> {
    let bare = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00")).unwrap_or(text);
    let whole = match bare.split_once('.') {
        Some((whole, fraction)) if whole.len() > 10 && fraction.bytes().all(|b| b == b'0') => whole,
        _ => bare,
    };
    let whole = if whole.len() == 19 { whole.strip_suffix(":00").unwrap_or(whole) } else { whole };
    let day = whole.strip_suffix("T00:00").or_else(|| whole.strip_suffix(" 00:00")).unwrap_or(whole);
    if day.contains(' ') { Cow::Owned(day.replacen(' ', "T", 1)) } else { Cow::Borrowed(day) }
}

fn tags(text: &str) -> BTreeSet<&str> {
    text.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_is_no_difference() {
        use FieldKind::*;
        for (kind, key, known, value, expected) in [
            (Text, "note", "a", "a", true),
            (Text, "note", "a", "A", false),
            (Text, "note", "b, a", "a, b", false),
            (Text, "tags", "b; a", "a, b,", true),
            (Text, "tags", "b", "a, b", false),
            (Name, "name", "Анна", "анна", false),
            (Email, "email", "Ivan@Example.org", "Ivan@example.ORG", true),
            (Email, "email", "Ivan@example.org", "ivan@example.org", false),
            (Email, "email", "ivan", "Ivan", false),
            (Phone, "phone", "+380671234567", "380 67 123-45-67", true),
            (Phone, "phone", "+380671234567", "+380671234568", false),
            (Phone, "phone", "нет", "да", false),
            (Date, "d", "2026-09-30", "2026-09-30T00:00:00", true),
            (Date, "d", "2026-09-30T10:05:00.000Z", "2026-09-30 10:05", true),
            (Date, "d", "2026-09-30T10:05:01Z", "2026-09-30T10:05:01+00:00", true),
            (Date, "d", "2026-09-30T10:05:01Z", "2026-09-30T10:05:02", false),
            (Date, "d", "2026-09-30T10:05:01+03:00", "2026-09-30T10:05:01", false),
            (Date, "d", "2026-09-30T10:05:01.500", "2026-09-30T10:05:01", false),
            (Gender, "gender", "MALE", "FEMALE", false),
        ] {
            assert_eq!(is_same(kind, key, known, value), expected, "{known} {value}");
            assert_eq!(is_same(kind, key, value, known), expected, "{value} {known}");
        }
    }
}
