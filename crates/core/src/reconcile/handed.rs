//! Known clients that come as values: rows the page around hands in, and cards a backend tells of.

use std::collections::BTreeMap;

use importer_contract::KnownClient;
use importer_sheet::CellKind;
use serde::Deserialize;

use super::Known;
use super::cards::{Head, Put};
use super::fed::NAME;
use super::source::{KnownError, Origin, Source};
use crate::check::{fitting, is_malformed};
use crate::config::{Config, FieldKind};
use crate::form::Looks;
use crate::phone::Home;
use crate::plan::{Slot, UNDECIDED};
use crate::sent;
use crate::value::{IdReading, Seen, read_id};

/// A client as a host has it: a card of the contract with its messenger beside. Fields may stand beside
/// it too, without `fields` around them.
#[derive(Debug, Deserialize)]
struct Handed {
    /// A code or another word for it.
    #[serde(default)]
    messenger: Option<String>,
    #[serde(default)]
    social_id: Option<serde_json::Value>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, Option<String>>,
    #[serde(default)]
    custom_fields: BTreeMap<String, Option<String>>,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

impl Known {
    /// The clients of a JSON array: objects with `social_id`, `messenger`, `name`, and other fields by
    /// key beside them or under `fields` and `custom_fields`.
    ///
    /// # Errors
    /// [`KnownError`].
    pub fn of_rows(config: &Config, json: &str) -> Result<Self, KnownError> {
        let rows: Vec<Handed> =
            serde_json::from_str(json).map_err(|error| KnownError::NotAList(error.to_string()))?;
        let mut known = Self::default();
        let mut source = Source::new(Origin::Host);
        for row in rows {
            source.rows += 1;
            known.take_row(config, row, &mut source)?;
        }
        if source.clients == 0 {
            return Err(KnownError::Nobody);
        }
        known.sources.push(source);
        Ok(known)
    }

    fn take_row(&mut self, config: &Config, row: Handed, source: &mut Source) -> Result<(), KnownError> {
        let id = match &row.social_id {
            Some(serde_json::Value::String(id)) => id.trim().to_owned(),
            // JavaScript holds no longer number exactly, so a longer one has lost digits.
            Some(serde_json::Value::Number(id)) if id.as_u64().is_some_and(|id| id < 1 << 53) => {
                id.to_string()
            }
            Some(serde_json::Value::Number(_)) => {
                source.damaged += 1;
                return Ok(());
            }
            _ => String::new(),
        };
        if config.is_empty_value(&id) {
            source.without_id += 1;
            return Ok(());
        }
        let IdReading::Id { text: id, .. } = read_id(CellKind::Text, &id, None) else {
            source.damaged += 1;
            return Ok(());
        };
        if is_malformed(&id, fitting(config, &Looks::of(&id))) {
            source.damaged += 1;
            return Ok(());
        }
        let messenger = row.messenger.as_deref().and_then(|word| config.messenger_index(word));
        let messenger = messenger.unwrap_or(UNDECIDED);
        let mut fields: BTreeMap<String, String> = row.fields.into_iter().filter_map(filled).collect();
        for (key, value) in row.others {
            let is_field = config.field(&key).is_some_and(|field| !field.kind.stays());
            if let (true, serde_json::Value::String(value)) = (is_field, value) {
                fields.entry(key).or_insert(value);
            }
        }
        let custom_fields = row.custom_fields.into_iter().filter_map(filled).collect();
        let card = KnownClient {
            social_id: id.into_owned(),
            name: row.name,
            fields,
            custom_fields,
            tags: Vec::new(),
        };
        match self.take_card(config, messenger, &card) {
            Put::Twice => source.twice += 1,
            Put::Full => return Err(KnownError::TooMany),
            Put::New | Put::Replaced => {
                source.clients += 1;
                source.undecided += u32::from(messenger == UNDECIDED);
            }
        }
        Ok(())
    }

    /// Takes a card of the contract in.
    pub(super) fn take_card(&mut self, config: &Config, messenger: u8, card: &KnownClient) -> Put {
        let name = card.name.as_deref().map(|name| (NAME, name, false));
        let fields = card.fields.iter().map(|(key, value)| (key.as_str(), value.as_str(), false));
        let customs = card.custom_fields.iter().map(|(key, value)| (key.as_str(), value.as_str(), true));
        let mut values: Vec<(u32, String)> = Vec::new();
        for (key, value, is_custom) in name.into_iter().chain(fields).chain(customs) {
            if let Some(value) = as_sent(config, key, is_custom, value) {
                values.push((self.cards.field(key, is_custom), value));
            }
        }
        let head = Head { source: 0, messenger, is_absent: false };
        let values = values.iter().map(|(field, value)| (*field, value.as_bytes()));
        self.cards.put(head, card.social_id.as_bytes(), values, UNDECIDED)
    }
}

fn filled((key, value): (String, Option<String>)) -> Option<(String, String)> {
    Some((key, value?))
}

/// A value as the importer would send it.
fn as_sent(config: &Config, key: &str, is_custom: bool, value: &str) -> Option<String> {
    let kind = match (is_custom, key) {
        (true, _) => FieldKind::Text,
        (false, NAME) => FieldKind::Name,
        (false, key) => config.field(key).map_or(FieldKind::Text, |field| field.kind),
    };
    let slot = Slot::of(config, kind, key, is_custom);
    sent::value(config, &slot, Home::default(), &Seen::text(value)).map(std::borrow::Cow::into_owned)
}
