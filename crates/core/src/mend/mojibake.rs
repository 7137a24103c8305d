//! Text that went through a wrong encoding, read again. Only what comes back whole is offered.

use crate::value::is_mojibake;

/// The characters of bytes 0x80 to 0xBF in windows-1251 (`\0` where there is none); from 0xC0 on
/// follow А to я.
const WINDOWS_1251: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї";
/// The characters of bytes 0x80 to 0x9F in windows-1252; from 0xA0 on a byte is its character.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// What the text was before its UTF-8 was taken for windows-1251 or windows-1252; none where that
/// cannot be told.
pub(super) fn decoded(text: &str) -> Option<String> {
    [byte_1251 as fn(char) -> Option<u8>, byte_1252].into_iter().find_map(|byte| {
        let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
        let decoded = String::from_utf8(bytes?).ok()?;
        (decoded != text && !decoded.is_empty() && !is_mojibake(&decoded)).then_some(decoded)
    })
}

fn byte_1251(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' => u8::try_from(c).ok(),
        'А'..='я' => u8::try_from(u32::from(c) - u32::from('А') + 0xC0).ok(),
        _ => byte_in(WINDOWS_1251, c),
    }
}

fn byte_1252(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ => byte_in(WINDOWS_1252, c),
    }
}

fn byte_in(table: &str, c: char) -> Option<u8> {
    let at = table.chars().position(|known| known == c)?;
    u8::try_from(at + 0x80).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_again_is() {
        for (text, expected) in [
            ("РџРµС‚СЂРѕРІ", Some("Петров")),
            ("РРІР°РЅ", None),
            ("Р\u{98}РІР°РЅ", Some("Иван")),
            ("Ð˜Ð²Ð°Ð½", Some("Иван")),
            ("ZoÃ«", Some("Zoë")),
            ("Иван", None),
            ("Ива\u{fffd}", None),
            ("??? ???", None),
            ("", None),
        ] {
            assert_eq!(decoded(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(WINDOWS_1251.chars().count(), 0x40);
        assert_eq!(WINDOWS_1252.chars().count(), 0x20);
    }
}
