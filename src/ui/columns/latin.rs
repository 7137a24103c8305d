//! Names in Latin letters: which are, and one for a header that is not.

/// Characters of a suggested name at most.
const MOST: usize = 40;

/// Whether a field of the company's own can have this name: Latin letters first, then digits and
/// `_`, `-` or spaces too.
pub(super) fn is_field_name(name: &str) -> bool {
    let name = name.trim();
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '))
}

/// A header in Latin letters, as passports have it: `День рождения` is `den_rozhdeniya`.
pub(super) fn spelled(header: &str) -> String {
    let mut name = String::new();
    for character in header.chars().flat_map(char::to_lowercase) {
        match letters(character) {
            Some(letters) => name.push_str(letters),
            None if character.is_ascii_alphanumeric() => name.push(character),
            None if name.is_empty() || name.ends_with('_') => {}
            None => name.push('_'),
        }
        if name.len() >= MOST {
            break;
        }
    }
    let name = name.trim_matches(|c: char| c == '_' || c.is_ascii_digit());
    name.chars().take(MOST).collect()
}

/// The Latin letters of a Cyrillic one; signs that have no sound are nothing.
const fn letters(character: char) -> Option<&'static str> {
    Some(match character {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'є' => "ye",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'ї' => "yi",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'ь' | 'ъ' | '\'' | '’' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn names_are_latin() {
        for (name, expected) in [
            ("city", true),
            (" Birth_date ", true),
            ("utm-2 x", true),
            ("Город", false),
            ("сity", false),
            ("2city", false),
            ("", false),
            ("city!", false),
        ] {
            assert_eq!(is_field_name(name), expected, "{name}");
        }
    }

    #[wasm_bindgen_test]
    fn headers_are_spelled_in_latin() {
        for (header, expected) in [
            ("День рождения", "den_rozhdeniya"),
            ("Ім'я дитини", "imya_ditini"),
            ("  Source / канал!", "source_kanal"),
            ("1. Город", "gorod"),
            ("日付", ""),
        ] {
            assert_eq!(spelled(header), expected, "{header}");
        }
        assert!(spelled(&"щ".repeat(200)).len() <= MOST);
    }
}
