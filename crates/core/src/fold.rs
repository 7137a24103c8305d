//! Header names and aliases brought to one form, so that `Е-Mail` typed with a Cyrillic Е, `e_mail`
//! and `E-mail` are the same name. Knows nothing of fields or messengers.

/// Folds case, space, punctuation, ё/е, й/и and Latin/Cyrillic look-alikes away. The result is for
/// comparing only: both sides go through here, so what a letter becomes does not matter, only that
/// letters a person cannot tell apart become the same one.
#[must_use]
pub fn fold(text: &str) -> String {
    let letters = text.chars().map(narrow).filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).map(look_alike).collect()
}

/// The words of a name, each folded: `viberId` and `Viber ID` are `["viber", "id"]`.
#[must_use]
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (was_lower && c.is_uppercase()) {
            push_word(&mut words, &mut word);
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
        was_lower = c.is_lowercase();
    }
    push_word(&mut words, &mut word);
    words
}

fn push_word(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(fold(word));
        word.clear();
    }
}

/// Letters and digits of full width, as East Asian keyboards type them.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// The pairs look alike as capitals; lower case follows them.
const fn look_alike(c: char) -> char {
    match c {
        'а' => 'a',
        'в' => 'b',
        'е' | 'ё' => 'e',
        'і' | 'ї' => 'i',
        'й' => 'и',
        'к' => 'k',
        'м' => 'm',
        'н' => 'h',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'т' => 't',
        'у' => 'y',
        'х' => 'x',
        'һ' => 'h',
        'ј' => 'j',
        'ѕ' => 's',
        'ґ' => 'г',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_person_reads_alike_fold_alike() {
        for (one, other) in [
            ("E-mail", "email"),
            ("Е-mail", "email"),
            ("sоcial_id", "SOCIAL ID"),
            ("Счёт", "счет"),
            ("еmаil", "email"),
            ("Иmя", "имя"),
            ("ТЕЛEФОH", "телефон"),
            ("Ｅｍａｉｌ", "email"),
            ("По батькові", "побатькові"),
            ("Ім’я", "Ім'я"),
            ("Рабочий\u{a0}телефон", "рабочий телефон "),
            ("и\u{306}од", "йод"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} / {other}");
        }
        assert_ne!(fold("Имя"), fold("Фамилия"));
    }

    #[test]
    fn words_end_at_punctuation_and_capitals() {
        for (text, expected) in [
            ("viber_id", &["viber", "id"][..]),
            ("viberId", &["viber", "id"]),
            ("  Viber  ID ", &["viber", "id"]),
            ("ID", &["id"]),
            ("", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
