//! Text that a spreadsheet program would take for a formula, made harmless and made whole again.
//!
//! Excel and LibreOffice run what stands in a csv cell after `=`, `+`, `-` or `@`, whatever the cell
//! was meant to be (OWASP, "CSV Injection"). Our writer puts two apostrophes before such a text, and
//! our reader takes them away: `=1+1` is written `''=1+1`.
//!
//! The two are exact inverses for any text. Call *live* what begins with any number of pairs of
//! apostrophes and then a character that starts a formula. The writer adds a pair to live text and
//! to no other; a pair and live text is live too, so what the reader finds live after a pair was
//! written by adding it. One apostrophe, which amoCRM puts before phone numbers, is no pair: it is
//! text, and stays.

use std::borrow::Cow;

const MARK: &str = "''";
/// Characters a formula may start with: the usual ones, white space that programs skip before them,
/// and their full-width forms, which East Asian systems read alike.
const STARTS: [&str; 11] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];
/// A first line that starts so tells Excel, and our reader, the delimiter.
const SEPARATOR: &[u8] = b"sep=";

/// The text as it is written.
pub(crate) fn neutralise(text: &str) -> Cow<'_, str> {
    if is_live(text.as_bytes()) { Cow::Owned([MARK, text].concat()) } else { Cow::Borrowed(text) }
}

/// The text that was written so, in bytes that ought to be UTF-8.
pub(crate) fn restore(text: &[u8]) -> &[u8] {
    // Nearly every cell goes no further than its first byte.
    if text.first() != Some(&b'\'') {
        return text;
    }
    text.strip_prefix(MARK.as_bytes()).filter(|text| is_live(text)).unwrap_or(text)
}

fn is_live(text: &[u8]) -> bool {
    let mut text = text;
    while let Some(rest) = text.strip_prefix(MARK.as_bytes()) {
        text = rest;
    }
    let head = text.get(..SEPARATOR.len());
    STARTS.iter().any(|start| text.starts_with(start.as_bytes()))
        || head.is_some_and(|head| head.eq_ignore_ascii_case(SEPARATOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_live_text_is_marked() {
        for (text, written) in [
            ("", ""),
            ("text", "text"),
            ("=1+1", "''=1+1"),
            ("+7 900", "''+7 900"),
            ("-100123", "''-100123"),
            ("@anna", "''@anna"),
            ("\t=1", "''\t=1"),
            ("＝1", "''＝1"),
            ("'=1", "'=1"),
            ("''=1", "''''=1"),
            ("'''=1", "'''=1"),
            ("''text", "''text"),
            ("SEP=;", "''SEP=;"),
            ("1=2", "1=2"),
        ] {
            assert_eq!(neutralise(text), written);
            assert_eq!(restore(neutralise(text).as_bytes()), text.as_bytes());
        }
    }

    #[test]
    fn what_others_wrote_stays() {
        for text in ["'+77026261947", "''", "''text", "'", "'''+7", "=1"] {
            assert_eq!(restore(text.as_bytes()), text.as_bytes());
        }
    }
}
