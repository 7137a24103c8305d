//! Text that went through a wrong encoding on its way: how it shows, and the way back where there is
//! one without loss.

/// Text that went through a wrong encoding: UTF-8 read as windows-1251 (`РРІР°РЅ`) or as
/// windows-1252 (`Ð˜Ð²Ð°Ð½`), windows-1251 read as windows-1252 (`Èâàí`), or letters that became
/// question marks.
pub(crate) fn is_garbled(text: &str) -> bool {
    // Nearly every text: Russian letters among ASCII are what nothing misread looks like.
    if text.is_ascii() || is_plain(text.as_bytes()) {
        let is_lost = |byte| matches!(byte, b'?' | b' ');
        return text.bytes().all(is_lost) && text.bytes().filter(|&byte| byte == b'?').count() >= 3;
    }
    if text.contains('\u{fffd}') {
        return true;
    }
    is_utf8_misread(text) || is_cyrillic_misread(text)
}

/// Whether all characters are ASCII or Russian letters but ё: А to п are `D0 90` to `D0 BF`, р to я `D1
/// 80` to `D1 8F`.
fn is_plain(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        let is_plain = match byte {
            0..0x80 => true,
            0xd0 => bytes.next().is_some_and(|&next| next >= 0x90),
            0xd1 => bytes.next().is_some_and(|&next| next <= 0x8f),
            _ => false,
        };
        if !is_plain {
            return false;
        }
    }
    true
}

fn is_utf8_misread(text: &str) -> bool {
    let letters = text.chars().filter(|c| !c.is_ascii()).count();
    let mut pairs = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let lead = matches!(c, 'Р' | 'С' | 'Ð' | 'Ñ');
        // A second byte of Cyrillic UTF-8 is never a Russian letter in either code page.
        let follows = |&next: &char| !next.is_ascii() && !('А'..='я').contains(&next);
        if lead && chars.next_if(follows).is_some() {
            pairs += 1;
        }
    }
    pairs >= 2 && pairs * 2 * 10 >= letters * 8
}

/// Whole words of four and more letters, all of them from the upper half of Latin-1: no language
/// writes so, and every Russian word looks so there.
fn is_cyrillic_misread(text: &str) -> bool {
    if text.chars().any(|c| c > 'ÿ' && c.is_alphabetic()) {
        return false;
    }
    let words = text.split(|c: char| !c.is_alphabetic());
    let mut misread = words.filter(|word| !word.is_empty()).map(|word| {
        let upper = word.chars().filter(|c| ('À'..='ÿ').contains(c)).count();
        (upper == word.chars().count(), upper)
    });
    misread.clone().any(|(all, upper)| all && upper >= 4) && misread.all(|(all, _)| all)
}

/// The text as it was meant, where decoding it the right way loses nothing and gives sense.
pub(crate) fn decoded(text: &str) -> Option<String> {
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};
    let tries = [(WINDOWS_1251, None), (WINDOWS_1252, None), (WINDOWS_1252, Some(WINDOWS_1251))];
    tries.into_iter().find_map(|(misread_as, is)| {
        let bytes = encoded(misread_as, text)?;
        let decoded = match is {
            None => String::from_utf8(bytes).ok()?,
            Some(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(&bytes)?.into_owned()
            }
        };
        let makes_sense = decoded != text && !is_garbled(&decoded) && !decoded.contains(char::is_control);
        (makes_sense && decoded.chars().any(|c| ('А'..='ӿ').contains(&c))).then_some(decoded)
    })
}

/// The bytes of a text in a single-byte encoding; none where it has no byte for a letter. The
/// decoder's own table read backwards: the encoders of the crate would all come along otherwise.
fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Option<Vec<u8>> {
    let upper: Vec<u8> = (0x80..=0xff).collect();
    let (table, _) = encoding.decode_without_bom_handling(&upper);
    let table: Vec<char> = table.chars().collect();
    text.chars()
        .map(|c| match u8::try_from(u32::from(c)) {
            Ok(byte) if byte < 0x80 => Some(byte),
            other => {
                let at = table.iter().position(|&known| known == c && c != '\u{fffd}');
                // Programs let the bytes a code page does not use through as they are.
                at.and_then(|at| upper.get(at).copied()).or(other.ok().filter(|&byte| byte < 0xa0))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_encodings_show() {
        for bad in
            ["РРІР°РЅ", "РџРµС‚СЂРѕРІ", "Ð˜Ð²Ð°Ð½", "????? ???", "Ива\u{fffd}", "Èâàíîâ", "Ïåòðîâ Èâàí"]
        {
            assert!(is_garbled(bad), "{bad}");
        }
        for good in [
            "Иван",
            "РОССИЯ",
            "Сергей",
            "СССР",
            "Zoë",
            "Ñandú",
            "??",
            "what???",
            "Рита Скитер",
            "ССР РР",
            "Été",
            "Öä",
            "naïveté à Orléans",
            "Þórður",
            "Ærø",
        ] {
            assert!(!is_garbled(good), "{good}");
        }
    }

    #[test]
    fn the_way_back_loses_nothing() {
        for (text, expected) in [
            ("РџРµС‚СЂРѕРІ", Some("Петров")),
            ("Ð˜Ð²Ð°Ð½", Some("Иван")),
            ("Èâàíîâ", Some("Иванов")),
            ("Ива\u{fffd}", None),
            ("?????", None),
        ] {
            assert_eq!(decoded(text).as_deref(), expected, "{text}");
        }
    }
}
