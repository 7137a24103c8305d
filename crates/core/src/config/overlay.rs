//! Reading `importer.json` over the built-in values, with the place of every mistake.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Config;
use crate::lookup::Lookup;

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
    pub(super) fn overlay(mut self, json: &str) -> Result<Self, ConfigError> {
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
}

pub(crate) fn at(path: &str, message: &str) -> ConfigError {
    ConfigError { path: path.to_owned(), message: message.to_owned() }
}

/// Reads a section; the error names the place inside it.
fn read<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, ConfigError> {
    T::deserialize(&value).map_err(|_| refusal::<T>(path, value))
}

/// Why a section is not read. The way to the mistake is kept the second time only: nearly every section is
/// in order, and keeping it is half of the code of reading one.
fn refusal<T: DeserializeOwned>(path: &str, value: Value) -> ConfigError {
    let read: Result<T, _> = serde_path_to_error::deserialize(value);
    let Err(error) = read else { return at(path, "is not understood") };
    let inner = error.path().to_string();
    let path = match inner.as_str() {
        "." => path.to_owned(),
        _ if inner.starts_with('[') => format!("{path}{inner}"),
        _ => format!("{path}.{inner}"),
    };
    at(&path, &error.inner().to_string())
}

/// Item by item: what is told apart by one of its keys is read whole before its parts are, and the
/// way to the part is lost.
fn items<T: DeserializeOwned>(path: &str, value: Value) -> Result<Vec<T>, ConfigError> {
    let Value::Array(values) = value else { return Err(at(path, "must be an array")) };
    values.into_iter().enumerate().map(|(index, value)| read(&format!("{path}[{index}]"), value)).collect()
}
