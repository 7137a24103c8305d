//! Words that stand for a value the platform knows by another name: genders and locales. The words
//! themselves are in the configuration.

use crate::config::Config;
use crate::fold::fold;

/// The platform's word for a gender; none for a word nobody knows.
pub(crate) fn gender<'a>(config: &'a Config, text: &str) -> Option<&'a str> {
    known(&config.genders, text).or_else(|| config.lookup.genders.get(&fold(text)).map(String::as_str))
}

/// A gender that a form of address tells: `Mrs`, `г-жа`. Not certain enough to be taken unasked.
pub(crate) fn gender_of_address(text: &str) -> Option<&'static str> {
    const MALE: [&str; 7] = ["mr", "mister", "гн", "господин", "пан", "герр", "herr"];
    const FEMALE: [&str; 9] = ["mrs", "ms", "miss", "гжа", "госпожа", "пані", "пани", "frau", "madam"];
    let folded = fold(text);
    let is_in = |words: &[&str]| words.iter().any(|word| fold(word) == folded);
    if is_in(&MALE) {
        Some("MALE")
    } else if is_in(&FEMALE) {
        Some("FEMALE")
    } else {
        None
    }
}

/// The platform's form of a locale (`ru_RU`): one it is known by, or a language and a country in
/// their usual form. None for a word nobody knows.
pub(crate) fn locale(config: &Config, text: &str) -> Option<String> {
    if let Some(known) = known(&config.locales, text) {
        return Some(known.to_owned());
    }
    if let Some(known) = config.lookup.locales.get(&fold(text)) {
        return Some(known.clone());
    }
    let mut parts = text.split(['_', '-']);
    let (language, country) = (parts.next()?, parts.next()?);
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_locale = parts.next().is_none() && letters(language) && letters(country);
    is_locale.then(|| format!("{}_{}", language.to_ascii_lowercase(), country.to_ascii_uppercase()))
}

/// The locale of a country's main language: `UA` is no language.
pub(crate) fn locale_of_country(text: &str) -> Option<&'static str> {
    const COUNTRIES: [(&str, &str); 10] = [
        ("ua", "uk_UA"),
        ("rus", "ru_RU"),
        ("by", "be_BY"),
        ("kz", "kk_KZ"),
        ("us", "en_US"),
        ("gb", "en_GB"),
        ("ukr", "uk_UA"),
        ("eng", "en_US"),
        ("украина", "uk_UA"),
        ("россия", "ru_RU"),
    ];
    let folded = fold(text);
    COUNTRIES.iter().find(|(country, _)| fold(country) == folded).map(|&(_, locale)| locale)
}

/// Already the platform's own word: nothing to fold.
fn known<'a>(words: &'a std::collections::BTreeMap<String, Vec<String>>, text: &str) -> Option<&'a str> {
    words.get_key_value(text).map(|(known, _)| known.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genders_go_by_many_words() {
        let config = Config::builtin();
        for (text, expected) in [
            ("MALE", Some("MALE")),
            ("м", Some("MALE")),
            ("Муж.", Some("MALE")),
            ("мужской", Some("MALE")),
            ("чол", Some("MALE")),
            ("Чоловіча", Some("MALE")),
            ("m", Some("MALE")),
            ("Ж", Some("FEMALE")),
            ("жен", Some("FEMALE")),
            ("жіноча", Some("FEMALE")),
            ("f", Some("FEMALE")),
            ("Female", Some("FEMALE")),
            ("other", Some("OTHER")),
            ("да", None),
            ("1", None),
        ] {
            assert_eq!(gender(&config, text), expected, "{text}");
        }
        assert_eq!((gender_of_address("Mrs."), gender_of_address("г-н")), (Some("FEMALE"), Some("MALE")));
    }

    #[test]
    fn locales_have_one_form() {
        let config = Config::builtin();
        for (text, expected) in [
            ("ru_RU", Some("ru_RU")),
            ("ru", Some("ru_RU")),
            ("ru-RU", Some("ru_RU")),
            ("RU_ru", Some("ru_RU")),
            ("Russian", Some("ru_RU")),
            ("русский", Some("ru_RU")),
            ("uk", Some("uk_UA")),
            ("українська", Some("uk_UA")),
            ("en", Some("en_US")),
            ("en-GB", Some("en_GB")),
            ("pt_BR", Some("pt_BR")),
            ("по-нашему", None),
            ("123", None),
        ] {
            assert_eq!(locale(&config, text).as_deref(), expected, "{text}");
        }
    }
}
