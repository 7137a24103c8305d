//! What the importer knows of the platform: fields and their aliases, messengers and the form of
//! their ids, presets, rules, limits. All of it is data (`importer.json`) that a host can replace; the
//! built-in values are `default.json` beside this crate's manifest, and `importer.schema.json` there
//! describes both.

mod field;
mod messenger;
mod overlay;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fold::fold;
use crate::lookup::Lookup;
use crate::phone::Country;
use crate::placeholder::Placeholders;
use crate::preset::Preset;
use crate::problem::{Code, Severity};
use crate::rules::Rule;

pub use field::{Field, FieldKind, Required};
pub use messenger::{MAX_MESSENGERS, Messenger, Usual};
pub use overlay::ConfigError;
pub(crate) use overlay::at;

/// The configuration shared by the browser, the command line and the server.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Config {
    /// Fields of a client, in the order they are offered.
    pub fields: Vec<Field>,
    /// Messengers, at most [`MAX_MESSENGERS`].
    pub messengers: Vec<Messenger>,
    /// Words that, beside the name of a messenger, make a header an id column: `id`, `контакт`, ….
    pub id_words: Vec<String>,
    /// Headers of ids that belong to a CRM or an office: never taken for a messenger's id.
    pub foreign_ids: Vec<String>,
    /// Cell texts that mean "empty".
    pub empty_values: Vec<String>,
    /// Headers of files that are recognised as a whole; the first that fits best is taken.
    pub presets: Vec<Preset>,
    /// The host's own rules.
    pub rules: Vec<Rule>,
    /// Country of phone numbers without a calling code; by default the file's own, as far as its
    /// other numbers tell.
    pub country: Option<Country>,
    /// Numbers that stand for a missing id.
    pub placeholders: Placeholders,
    /// Fields of the company's own.
    pub custom_fields: CustomFields,
    /// Values of a gender field and the words that mean them.
    pub genders: BTreeMap<String, Vec<String>>,
    /// Locales (`ru_RU`) and the words that mean them.
    pub locales: BTreeMap<String, Vec<String>>,
    /// Mail domains, for mistakes in them.
    pub email: EmailDomains,
    /// Limits of reading.
    pub limits: importer_sheet::Limits,
    /// Limits of delivery.
    pub delivery: DeliveryLimits,
    /// What is looked up often, worked out once.
    #[serde(skip)]
    pub(crate) lookup: Lookup,
}

/// Fields of the company's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CustomFields {
    /// Most a company can have; 20 by Leeloo's documentation.
    pub max: u32,
}

impl Default for CustomFields {
    fn default() -> Self {
        Self { max: 20 }
    }
}

/// Mail domains, for mistakes in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmailDomains {
    /// Domains many people have; one letter off is taken for a mistake.
    pub popular: Vec<String>,
    /// Domains that look like a mistake and are none.
    pub genuine: Vec<String>,
    /// Known mistakes and what is meant.
    pub typos: BTreeMap<String, String>,
    /// Last parts of domains that are mistakes, and what is meant: `con` for `com`.
    pub top_typos: BTreeMap<String, String>,
}

/// Limits of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeliveryLimits {
    /// Clients in one batch.
    pub batch_size: u32,
    /// Batches under way at once.
    pub in_flight: u32,
    /// Times one call is tried before delivery stops.
    pub attempts: u32,
}

impl Default for DeliveryLimits {
    fn default() -> Self {
        Self { batch_size: 500, in_flight: 3, attempts: 6 }
    }
}

impl Config {
    /// The built-in configuration.
    #[must_use]
    pub fn builtin() -> Self {
        // A test reads the same text, so the default of the error case never reaches a person.
        Self::default().overlay(include_str!("../../default.json")).unwrap_or_default()
    }

    /// Reads `importer.json`. A section that is absent keeps its built-in value; one that is there
    /// replaces it whole.
    ///
    /// # Errors
    /// With the place and the reason, where a section is not understood.
    pub fn from_json(json: &str) -> Result<Self, ConfigError> {
        Self::builtin().overlay(json)
    }

    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The messenger with this code.
    #[must_use]
    pub fn messenger(&self, code: &str) -> Option<&Messenger> {
        self.messengers.iter().find(|messenger| messenger.code == code)
    }

    /// The messenger a person or a file means by this word: a code, a name or an alias.
    #[must_use]
    pub fn messenger_named(&self, word: &str) -> Option<&Messenger> {
        self.messengers.get(usize::from(self.messenger_index(word)?))
    }

    /// How bad a problem is under this configuration. Rules (`rule.…`) each have their own.
    #[must_use]
    pub fn severity(&self, code: Code) -> Severity {
        let required = self.required_name();
        if code == Code::NameMissing && required == Required::Error {
            Severity::Error
        } else {
            code.severity()
        }
    }

    pub(crate) fn required_name(&self) -> Required {
        self.fields
            .iter()
            .find(|field| field.kind == FieldKind::Name)
            .map_or(Required::None, |field| field.required)
    }

    pub(crate) fn is_empty_value(&self, text: &str) -> bool {
        text.is_empty() || self.empty_values.iter().any(|empty| empty == text)
    }

    pub(crate) fn messenger_index(&self, word: &str) -> Option<u8> {
        let folded = fold(word);
        let at = self.messengers.iter().position(|messenger| {
            std::iter::once(&messenger.code)
                .chain([&messenger.name])
                .chain(&messenger.aliases)
                .any(|alias| fold(alias) == folded)
        })?;
        u8::try_from(at).ok()
    }

    fn verify(&self) -> Result<(), ConfigError> {
        for (index, field) in self.fields.iter().enumerate() {
            let place = format!("fields[{index}].key");
            if field.key.is_empty() || field.key.contains(':') {
                return Err(at(&place, "must be a word without a colon"));
            }
            if self.fields.iter().take(index).any(|earlier| earlier.key == field.key) {
                return Err(at(&place, &format!("{} is there twice", field.key)));
            }
        }
        if self.messengers.len() > MAX_MESSENGERS {
            return Err(at("messengers", &format!("at most {MAX_MESSENGERS}")));
        }
        for (index, messenger) in self.messengers.iter().enumerate() {
            let place = format!("messengers[{index}].code");
            if messenger.code.is_empty() {
                return Err(at(&place, "must not be empty"));
            }
            if self.messengers.iter().take(index).any(|earlier| earlier.code == messenger.code) {
                return Err(at(&place, &format!("{} is there twice", messenger.code)));
            }
        }
        let DeliveryLimits { batch_size, in_flight, attempts } = self.delivery;
        if batch_size == 0 || in_flight == 0 || attempts == 0 {
            return Err(at("delivery", "batch_size, in_flight and attempts must be 1 or more"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_configuration_reads() {
        let config = Config::default().overlay(include_str!("../../default.json")).unwrap();
        assert_eq!(config, Config::builtin());
        assert!(config.field("social_id").is_some());
        assert_eq!(config.messengers.len(), 6);
    }

    #[test]
    fn what_a_host_writes_replaces_its_section_only() {
        let config = Config::from_json(r#"{"empty_values": ["-"], "delivery": {"batch_size": 7}}"#).unwrap();
        assert_eq!(config.empty_values, ["-"]);
        assert_eq!(config.delivery.batch_size, 7);
        assert_eq!(config.delivery.in_flight, 3);
        assert_eq!(config.fields, Config::builtin().fields);
    }

    #[test]
    fn errors_name_their_place() {
        for (json, path) in [
            ("", "$"),
            ("[]", "$"),
            (r#"{"field": []}"#, "field"),
            (r#"{"fields": {}}"#, "fields"),
            (
                r#"{"fields": [{"key": "a", "kind": "text"}, {"key": "b", "kind": "colour"}]}"#,
                "fields[1].kind",
            ),
            (r#"{"fields": [{"key": "a", "kind": "text"}, {"key": "a", "kind": "text"}]}"#, "fields[1].key"),
            (r#"{"messengers": [{"code": "", "name": "x", "id": []}]}"#, "messengers[0].code"),
            (r#"{"delivery": {"batch_size": 0}}"#, "delivery"),
        ] {
            assert_eq!(Config::from_json(json).unwrap_err().path, path, "{json}");
        }
    }

    #[test]
    fn no_more_fields_are_required_than_are_told_apart() {
        let with = |count: usize| {
            let field = |at| format!(r#"{{"key": "f{at}", "kind": "text", "required": "error"}}"#);
            let fields: Vec<String> = (0..count).map(field).collect();
            Config::from_json(&format!(r#"{{"fields": [{}]}}"#, fields.join(", ")))
        };
        assert!(with(64).is_ok());
        assert_eq!(with(65).unwrap_err().path, "fields");
    }

    #[test]
    fn messengers_go_by_many_names() {
        let config = Config::builtin();
        for (word, code) in [
            ("tg", Some("TELEGRAM")),
            ("TELEGRAM", Some("TELEGRAM")),
            ("ВКонтакте", Some("VKONTAKTE")),
            ("fb", Some("FACEBOOK")),
            ("WhatsApp", Some("WHATSAPP")),
            ("ok", None),
            ("", None),
        ] {
            assert_eq!(config.messenger_named(word).map(|m| m.code.as_str()), code, "{word}");
        }
    }
}
