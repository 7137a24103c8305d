//! What the importer knows of the platform: fields and their aliases, messengers and the form of
//! their ids, limits of delivery. All of it is data (`importer.json`) that a host can replace; the
//! built-in values are `default.json` beside this crate's manifest.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fold::fold;
use crate::form::IdForm;
use crate::problem::{Code, Severity};

/// The configuration shared by the browser, the command line and the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// Limits of delivery.
    pub delivery: DeliveryLimits,
}

/// Messengers a configuration can hold: which ones an id fits is kept as one 32-bit set a client.
pub const MAX_MESSENGERS: usize = 32;

/// A field of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Stable key; the one the backend is sent: `email`, `utm_source`, ….
    pub key: String,
    /// How values of the field are read and checked.
    pub kind: FieldKind,
    /// Header names that mean this field, compared folded. The key itself is one always.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What an empty value is; honoured for `social_id` (always an error) and `name`.
    #[serde(default)]
    pub required: Required,
}

/// How values of a field are read and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// The messenger's id of the person.
    SocialId,
    /// The whole name.
    Name,
    /// The first part of a name.
    FirstName,
    /// The middle part of a name.
    MiddleName,
    /// The last part of a name.
    LastName,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A messenger's code or alias.
    Messenger,
    /// A date.
    Date,
    /// A gender.
    Gender,
    /// Any text.
    Text,
}

/// What an empty value is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// Nothing to mention.
    #[default]
    None,
    /// Worth a warning.
    Warning,
    /// The row is not sent.
    Error,
}

/// A messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messenger {
    /// Stable code: `TELEGRAM`.
    pub code: String,
    /// What a person calls it.
    pub name: String,
    /// Other names, in messenger columns and in headers.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Forms its ids can have; one of them is enough.
    pub id: Vec<IdForm>,
    /// Forms that speak for this messenger where nothing else does.
    #[serde(default)]
    pub usual: Vec<Usual>,
}

/// A form that speaks for a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// The form.
    pub form: IdForm,
    /// How much it says, in percent.
    pub confidence: u8,
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

/// Where a configuration is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("importer.json: {path}: {message}")]
pub struct ConfigError {
    /// The place: `fields[3]`, `messengers[0]`, `$` for the document.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

impl Config {
    /// The built-in configuration.
    #[must_use]
    pub fn builtin() -> Self {
        // A test reads the same text, so the default of the error case never reaches a person.
        Self::default().overlay(include_str!("../default.json")).unwrap_or_default()
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

    /// How bad a problem is under this configuration.
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

    fn overlay(mut self, json: &str) -> Result<Self, ConfigError> {
        let document = serde_json::from_str(json).map_err(|error| at("$", &error.to_string()))?;
        let Value::Object(sections) = document else { return Err(at("$", "must be an object")) };
        for (name, section) in sections {
            match name.as_str() {
                "fields" => self.fields = items(&name, section)?,
                "messengers" => self.messengers = items(&name, section)?,
                "id_words" => self.id_words = items(&name, section)?,
                "foreign_ids" => self.foreign_ids = items(&name, section)?,
                "empty_values" => self.empty_values = items(&name, section)?,
                "delivery" => self.delivery = one(&name, section)?,
                "$schema" => {}
                _ => return Err(at(&name, "is not a section of the configuration")),
            }
        }
        self.verify()?;
        Ok(self)
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

impl Messenger {
    /// Whether an id can be one of this messenger.
    #[must_use]
    pub fn fits(&self, id: &str) -> bool {
        self.id.iter().any(|form| form.fits(id))
    }

    /// How much the form of the id speaks for this messenger, in percent.
    pub(crate) fn confidence(&self, id: &str) -> u8 {
        self.usual.iter().filter(|usual| usual.form.fits(id)).map(|usual| usual.confidence).max().unwrap_or(0)
    }
}

fn at(path: &str, message: &str) -> ConfigError {
    ConfigError { path: path.to_owned(), message: message.to_owned() }
}

fn one<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, ConfigError> {
    serde_json::from_value(value).map_err(|error| at(path, &error.to_string()))
}

/// Item by item, so that the error names which one.
fn items<T: DeserializeOwned>(path: &str, value: Value) -> Result<Vec<T>, ConfigError> {
    let Value::Array(values) = value else { return Err(at(path, "must be an array")) };
    values.into_iter().enumerate().map(|(index, value)| one(&format!("{path}[{index}]"), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_configuration_reads() {
        let config = Config::default().overlay(include_str!("../default.json")).unwrap();
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
            (r#"{"fields": [{"key": "a", "kind": "text"}, {"key": "b", "kind": "colour"}]}"#, "fields[1]"),
            (r#"{"fields": [{"key": "a", "kind": "text"}, {"key": "a", "kind": "text"}]}"#, "fields[1].key"),
            (r#"{"messengers": [{"code": "", "name": "x", "id": []}]}"#, "messengers[0].code"),
            (r#"{"delivery": {"batch_size": 0}}"#, "delivery"),
        ] {
            assert_eq!(Config::from_json(json).unwrap_err().path, path, "{json}");
        }
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
