//! What the importer knows of the platform: fields and their aliases, messengers and the form of
//! their ids, presets, rules, limits. All of it is data (`importer.json`) that a host can replace; the
//! built-in values are `default.json` beside this crate's manifest, and `importer.schema.json` there
//! describes both.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fold::fold;
use crate::form::IdForm;
use crate::lookup::Lookup;
use crate::phone::Country;
use crate::placeholder::Placeholders;
use crate::preset::Preset;
use crate::problem::{Code, Severity};
use crate::rules::Rule;

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
    pub limits: ReadingLimits,
    /// Limits of delivery.
    pub delivery: DeliveryLimits,
    /// What is looked up often, worked out once.
    #[serde(skip)]
    pub(crate) lookup: Lookup,
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
    /// What an empty value is. Of the parts of a name only the whole name's counts.
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
    /// A language, as `ru_RU`.
    Locale,
    /// Any text.
    Text,
}

impl FieldKind {
    /// Used on the way and not sent as such: parts of a name, the word for a messenger.
    pub(crate) const fn stays(self) -> bool {
        matches!(self, Self::FirstName | Self::MiddleName | Self::LastName | Self::Messenger)
    }

    /// The name or a part of it.
    pub(crate) const fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::FirstName | Self::MiddleName | Self::LastName)
    }
}

impl Field {
    /// Whether an empty value is a `rule.required`; ids and names have problems of their own.
    pub(crate) fn has_own_requirement(&self) -> bool {
        self.required != Required::None && self.kind != FieldKind::SocialId && !self.kind.is_name()
    }
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

impl Required {
    /// How bad an empty value is where it is worth a mention.
    pub(crate) fn severity(self) -> Severity {
        if self == Self::Error { Severity::Error } else { Severity::Warning }
    }
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
    /// People with ids of a few digits exist, so a short id is not taken for a placeholder.
    #[serde(default)]
    pub short_ids: bool,
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

/// Limits of reading, as [`importer_sheet::Limits`] has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each field is the limit of the same name")]
pub struct ReadingLimits {
    pub unpacked_bytes: u64,
    pub ratio: u64,
    pub rows: u32,
    pub columns: u32,
    pub cell_bytes: u32,
    pub shared_strings: u32,
    pub depth: u32,
    pub sheets: u32,
    pub entries: u32,
    pub merged_areas: u32,
}

impl Default for ReadingLimits {
    fn default() -> Self {
        let importer_sheet::Limits {
            unpacked_bytes,
            ratio,
            rows,
            columns,
            cell_bytes,
            shared_strings,
            depth,
            sheets,
            entries,
            merged_areas,
        } = importer_sheet::Limits::default();
        Self {
            unpacked_bytes,
            ratio,
            rows,
            columns,
            cell_bytes,
            shared_strings,
            depth,
            sheets,
            entries,
            merged_areas,
        }
    }
}

impl From<&ReadingLimits> for importer_sheet::Limits {
    fn from(limits: &ReadingLimits) -> Self {
        let &ReadingLimits {
            unpacked_bytes,
            ratio,
            rows,
            columns,
            cell_bytes,
            shared_strings,
            depth,
            sheets,
            entries,
            merged_areas,
        } = limits;
        Self {
            unpacked_bytes,
            ratio,
            rows,
            columns,
            cell_bytes,
            shared_strings,
            depth,
            sheets,
            entries,
            merged_areas,
        }
    }
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
    /// The place: `fields[3].kind`, `messengers[0].code`, `$` for the document.
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

    /// Limits to read files with.
    #[must_use]
    pub fn reading_limits(&self) -> importer_sheet::Limits {
        (&self.limits).into()
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

    fn overlay(mut self, json: &str) -> Result<Self, ConfigError> {
        let document = serde_json::from_str(json).map_err(|error| at("$", &error.to_string()))?;
        let Value::Object(sections) = document else { return Err(at("$", "must be an object")) };
        for (name, section) in sections {
            match name.as_str() {
                "fields" => self.fields = read(&name, section)?,
                "messengers" => self.messengers = read(&name, section)?,
                "id_words" => self.id_words = read(&name, section)?,
                "foreign_ids" => self.foreign_ids = read(&name, section)?,
                "empty_values" => self.empty_values = read(&name, section)?,
                "presets" => self.presets = read(&name, section)?,
                "rules" => self.rules = items(&name, section)?,
                "country" => self.country = read(&name, section)?,
                "placeholders" => self.placeholders = read(&name, section)?,
                "custom_fields" => self.custom_fields = read(&name, section)?,
                "genders" => self.genders = read(&name, section)?,
                "locales" => self.locales = read(&name, section)?,
                "email" => self.email = read(&name, section)?,
                "limits" => self.limits = read(&name, section)?,
                "delivery" => self.delivery = read(&name, section)?,
                "$schema" => {}
                _ => return Err(at(&name, "is not a section of the configuration")),
            }
        }
        self.verify()?;
        self.lookup = Lookup::of(&self)?;
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

pub(crate) fn at(path: &str, message: &str) -> ConfigError {
    ConfigError { path: path.to_owned(), message: message.to_owned() }
}

/// Reads a section; the error names the place inside it.
fn read<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, ConfigError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let inner = error.path().to_string();
        let path = match inner.as_str() {
            "." => path.to_owned(),
            _ if inner.starts_with('[') => format!("{path}{inner}"),
            _ => format!("{path}.{inner}"),
        };
        at(&path, &error.inner().to_string())
    })
}

/// Item by item: what is told apart by one of its keys is read whole before its parts are, and the
/// way to the part is lost.
fn items<T: DeserializeOwned>(path: &str, value: Value) -> Result<Vec<T>, ConfigError> {
    let Value::Array(values) = value else { return Err(at(path, "must be an array")) };
    values.into_iter().enumerate().map(|(index, value)| read(&format!("{path}[{index}]"), value)).collect()
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
