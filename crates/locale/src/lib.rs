//! The words of the importer. Everything else speaks in codes; a code becomes a sentence here, from
//! `locales/*.ftl`, with the plural forms each language needs. Programs have the texts in them
//! (`built-in`); the browser brings the one it speaks.

use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue as Value;

/// A language with words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Russian.
    #[default]
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// English.
    English,
}

impl Language {
    /// All of them, in the order a picker shows.
    pub const ALL: [Self; 3] = [Self::Russian, Self::Ukrainian, Self::English];

    /// BCP 47 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
            Self::English => "en",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Russian => "Русский",
            Self::Ukrainian => "Українська",
            Self::English => "English",
        }
    }

    /// The language of a tag such as `uk`, `ru-RU` or `en_US`, by its first part.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// What its words are made from, as Fluent has it.
    #[cfg(feature = "built-in")]
    const fn source(self) -> &'static str {
        match self {
            Self::Russian => include_str!("../../../locales/ru.ftl"),
            Self::Ukrainian => include_str!("../../../locales/uk.ftl"),
            Self::English => include_str!("../../../locales/en.ftl"),
        }
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    /// As they were before anything was said over them.
    own: Arc<FluentResource>,
    /// What was said over them, as Fluent text.
    over: String,
    bundle: FluentBundle<Arc<FluentResource>>,
}

impl Words {
    /// The words of a language that are built into the program.
    #[cfg(feature = "built-in")]
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self::read(language, language.source().to_owned())
    }

    /// Words from Fluent text. A message that does not parse is left out: its key shows instead, and the
    /// tests of this crate keep that from happening.
    #[must_use]
    pub fn read(language: Language, text: String) -> Self {
        let (Ok(own) | Err((own, _))) = FluentResource::try_new(text);
        Self::of(language, Arc::new(own))
    }

    /// The same words as they were before [`Words::overlay`].
    #[must_use]
    pub fn plain(&self) -> Self {
        Self::of(self.language, Arc::clone(&self.own))
    }

    /// Fluent text from which [`Words::read`] makes the same words, with what was said over them.
    #[must_use]
    pub fn source(&self) -> String {
        // Of two messages with one key the later one counts.
        [self.own.source(), &self.over].concat()
    }

    fn of(language: Language, own: Arc<FluentResource>) -> Self {
        let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Marks around arguments would end up in copied text; ids and names carry their own direction.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => |value, _| grouped(value, ','),
            Language::Russian | Language::Ukrainian => |value, _| grouped(value, '\u{a0}'),
        }));
        bundle.add_resource_overriding(Arc::clone(&own));
        Self { language, own, over: String::new(), bundle }
    }

    /// Has numbers written by somebody who knows more of the language than that its thousands are set apart.
    pub fn write_numbers_by<N: Numbers>(&mut self) {
        self.bundle.set_formatter(Some(match self.language {
            Language::Russian => |value, _| written::<N>(value, Language::Russian),
            Language::Ukrainian => |value, _| written::<N>(value, Language::Ukrainian),
            Language::English => |value, _| written::<N>(value, Language::English),
        }));
    }

    /// Says these words (Fluent patterns, by key) instead of its own. Gives back the keys that no
    /// message has, and those whose words are no pattern; they change nothing.
    pub fn overlay(&mut self, words: &BTreeMap<String, String>) -> Vec<String> {
        let mut refused = Vec::new();
        for (key, text) in words {
            // A line that begins at the margin would begin another message.
            let source = format!("{key} =\n    {}\n", text.trim().replace('\n', "\n    "));
            match FluentResource::try_new(source) {
                Ok(resource) if self.bundle.has_message(key) && resource.entries().count() == 1 => {
                    // A text may end within its last line.
                    self.over.push('\n');
                    self.over.push_str(resource.source());
                    self.bundle.add_resource_overriding(Arc::new(resource));
                }
                _ => refused.push(key.clone()),
            }
        }
        refused
    }

    /// The language of these words.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The message of `key`; the key itself where there is none.
    #[must_use]
    pub fn get(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        self.find(key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// The message of `key` with arguments as problems have them: texts, of which `count` is a number. A
    /// problem without words of its own has those of `problem-other`.
    #[must_use]
    pub fn say(&self, key: &str, arguments: &BTreeMap<&'static str, String>) -> String {
        let value = |name: &str, text: &str| match text.parse::<u32>() {
            Ok(count) if name == "count" => Value::from(count),
            _ => Value::from(text.to_owned()),
        };
        let arguments: Vec<(&str, Value<'_>)> =
            arguments.iter().map(|(name, text)| (*name, value(name, text))).collect();
        self.find(key, &arguments).unwrap_or_else(|| match key.split_once('-') {
            Some(("problem", _)) => self.get("problem-other", &arguments),
            _ => key.to_owned(),
        })
    }

    /// The message of `key`, if there is one.
    #[must_use]
    pub fn find(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        let mut ignored = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut ignored).into_owned())
    }
}

/// Who writes numbers as a language does: in a browser, its own `Intl`.
pub trait Numbers {
    /// The number in the language.
    fn write(language: Language, number: f64) -> String;
}

fn written<N: Numbers>(value: &FluentValue<'_>, language: Language) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(N::write(language, number.value))
}

/// A whole number with its thousands apart; other values as Fluent has them.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string().into_owned();
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(digits);
    }
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(separator);
        }
        text.push(digit);
    }
    Some(text)
}

#[cfg(all(test, feature = "built-in"))]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        for (language, expected) in
            [(Language::English, "1,048,576"), (Language::Russian, "1\u{a0}048\u{a0}576")]
        {
            let words = Words::new(language);
            let text = words.get("count-rows", &[("count", 1_048_576.into())]);
            assert!(text.starts_with(expected), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_by_whoever_knows() {
        struct Rough;

        impl Numbers for Rough {
            fn write(language: Language, number: f64) -> String {
                format!("{} about {number:.0}", language.code())
            }
        }

        let mut words = Words::new(Language::Ukrainian);
        words.write_numbers_by::<Rough>();
        let text = words.get("count-rows", &[("count", 1_048_576.into())]);
        assert!(text.starts_with("uk about 1048576"), "{text}");
    }

    #[test]
    fn a_page_says_it_in_its_own_words() {
        let mut words = Words::new(Language::English);
        let own = |key: &str, text: &str| (key.to_owned(), text.to_owned());
        let refused = words.overlay(&BTreeMap::from([
            own("app-title", "Guests\nof the hotel"),
            own("count-rows", "{ $count } lines"),
            own("no-such-key", "x"),
            own("step-file", "{ broken"),
        ]));
        assert_eq!(refused, ["no-such-key", "step-file"]);
        assert_eq!(words.get("app-title", &[]), "Guests\nof the hotel");
        assert_eq!(words.get("count-rows", &[("count", 1_000.into())]), "1,000 lines");
        assert_eq!(words.get("step-file", &[]), Words::new(Language::English).get("step-file", &[]));
        assert_eq!(words.plain().get("count-rows", &[("count", 1.into())]), "1 row");
        // Another program that is given the text says the same.
        let told = Words::read(Language::English, words.source());
        for key in ["app-title", "count-rows", "step-file"] {
            let count = [("count", 1_000.into())];
            assert_eq!(told.get(key, &count), words.get(key, &count), "{key}");
        }
    }

    #[test]
    fn problems_are_said_whatever_they_are() {
        let words = Words::new(Language::English);
        let args = BTreeMap::from([("code", "x.y".to_owned()), ("count", "32768".to_owned())]);
        assert_eq!(words.say("problem-name-missing", &args), words.get("problem-name-missing", &[]));
        assert_eq!(words.say("problem-x-y", &args), "Problem x.y");
        assert!(words.say("product-notes-left-out", &args).contains("32,768"));
        assert_eq!(words.say("nothing", &args), "nothing");
    }

    #[test]
    fn tags_are_matched_by_their_first_part() {
        for (tag, expected) in [
            ("uk", Some(Language::Ukrainian)),
            ("ru-RU", Some(Language::Russian)),
            ("EN_us", Some(Language::English)),
            ("de", None),
        ] {
            assert_eq!(Language::from_tag(tag), expected, "{tag}");
        }
    }
}
