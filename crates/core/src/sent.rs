//! What is sent: the value of a cell for a field, and a client put together from a row's values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use importer_contract::Client;
use importer_sheet::CellKind;

use crate::check::clean_value;
use crate::config::{Config, FieldKind};
use crate::date::{DateReading, read_date};
use crate::mapping::Part;
use crate::phone::{Home, PhoneReading, read_phone};
use crate::plan::{IdColumn, Plan, Slot};
use crate::value::{IdReading, Seen, is_error_value, read_id, whole_number};
use crate::vocabulary;

/// The value of a cell as it is sent for a field; none where the cell holds nothing. What is
/// malformed goes as it is: it has a warning, not a guess.
pub(crate) fn value<'a>(
    config: &Config,
    slot: &Slot<'_>,
    home: Home,
    seen: &Seen<'a>,
) -> Option<Cow<'a, str>> {
    if !is_present(config, slot.kind, seen) {
        return None;
    }
    if slot.kind == FieldKind::Date && seen.kind == CellKind::Date {
        return Some(Cow::Borrowed(seen.text));
    }
    let (cleaned, _) = clean_value(slot.kind, seen.shown());
    if slot.part != Part::Whole {
        let part = slot.part.of(&cleaned);
        return (!part.is_empty()).then(|| Cow::Owned(part.to_owned()));
    }
    let other = match slot.kind {
        FieldKind::Phone => match read_phone(&phone_text(seen, &cleaned), home) {
            PhoneReading::Good(number) if number != cleaned => Some(number.into_owned()),
            PhoneReading::Good(_) => None,
            // A phone stored as 3.80671234567E11 is meant in full.
            PhoneReading::Bad { .. } => whole_phone(seen).map(Cow::into_owned),
        },
        FieldKind::Date => match read_date(&cleaned, slot.order) {
            DateReading::Good(date) if date != cleaned => Some(date.into_owned()),
            _ => None,
        },
        FieldKind::Gender => vocabulary::gender(config, &cleaned).map(str::to_owned),
        FieldKind::Locale => vocabulary::locale(config, &cleaned),
        _ => None,
    };
    Some(other.map_or(cleaned, Cow::Owned))
}

/// Whether a cell holds a value for a field.
pub(crate) fn is_present(config: &Config, kind: FieldKind, seen: &Seen<'_>) -> bool {
    let text = seen.shown();
    if text.is_empty() || is_error_value(seen.kind, text) {
        return false;
    }
    let (cleaned, _) = clean_value(kind, text);
    !config.is_empty_value(&cleaned)
}

/// The text a phone is read from: the digits of a number cell, whatever its format shows.
pub(crate) fn phone_text<'a>(seen: &Seen<'a>, cleaned: &'a str) -> Cow<'a, str> {
    whole_phone(seen).unwrap_or(Cow::Borrowed(cleaned))
}

fn whole_phone<'a>(seen: &Seen<'a>) -> Option<Cow<'a, str>> {
    let number = (seen.kind == CellKind::Number).then(|| whole_number(seen.text)).flatten()?;
    // A format such as `00000` adds zeros that are dialled.
    let has_zeros = seen.display.is_some_and(|shown| shown.starts_with('0'));
    (!has_zeros).then_some(number)
}

/// Reads the id in a cell of an id column.
pub(crate) fn id<'a>(column: &IdColumn, home: Home, seen: &Seen<'a>) -> IdReading<'a> {
    if !column.is_phone {
        return read_id(seen.kind, seen.text, seen.display);
    }
    let (cleaned, hidden) = clean_value(FieldKind::Phone, seen.shown());
    if cleaned.is_empty() {
        return IdReading::Missing;
    }
    match read_phone(&phone_text(seen, &cleaned), home) {
        PhoneReading::Good(number) => {
            let digits = number.strip_prefix('+').unwrap_or(&number).to_owned();
            IdReading::Id { text: Cow::Owned(digits), hidden: false }
        }
        // Not a whole number: an id of this messenger it cannot be.
        PhoneReading::Bad { .. } => IdReading::Id { text: Cow::Owned(cleaned.into_owned()), hidden },
    }
}

/// A client on its way together.
pub(crate) struct Assembly<'p> {
    plan: &'p Plan<'p>,
    client: Client,
    name: Option<String>,
    /// First, middle and last name.
    parts: [Option<String>; 3],
}

impl<'p> Assembly<'p> {
    pub(crate) fn new(plan: &'p Plan<'p>, row: u32) -> Self {
        let client = Client { row, ..Client::default() };
        Self { plan, client, name: None, parts: [None, None, None] }
    }

    /// Says whose client it is.
    pub(crate) fn identify(&mut self, social_id: String) {
        self.client.social_id = social_id;
    }

    /// Adds what a cell holds for one of its roles; cells come in order of columns.
    pub(crate) fn add(&mut self, slot: &Slot<'_>, seen: &Seen<'_>) {
        let Some(value) = value(self.plan.config, slot, self.plan.home, seen) else { return };
        let value = value.into_owned();
        let join = self.plan.join(slot);
        let [first, middle, last] = &mut self.parts;
        match slot.kind {
            _ if slot.is_custom => add_to_map(&mut self.client.custom_fields, slot.key, value, join),
            FieldKind::Messenger | FieldKind::SocialId => {}
            FieldKind::Name => add_to(&mut self.name, value, join),
            FieldKind::FirstName => add_to(first, value, join),
            FieldKind::MiddleName => add_to(middle, value, join),
            FieldKind::LastName => add_to(last, value, join),
            _ => add_to_map(&mut self.client.fields, slot.key, value, join),
        }
    }

    pub(crate) fn finish(mut self) -> Client {
        let joined = self.parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        self.client.name = self.name.or(Some(joined).filter(|joined| !joined.is_empty()));
        self.client
    }
}

/// Several columns may feed one field; the first that holds something wins, or all are joined.
fn add_to(slot: &mut Option<String>, value: String, join: Option<&str>) {
    match (slot, join) {
        (slot @ None, _) => *slot = Some(value),
        (Some(earlier), Some(join)) => {
            earlier.push_str(join);
            earlier.push_str(&value);
        }
        (Some(_), None) => {}
    }
}

fn add_to_map(map: &mut BTreeMap<String, String>, key: &str, value: String, join: Option<&str>) {
    let mut slot = map.remove(key);
    add_to(&mut slot, value, join);
    if let Some(value) = slot {
        map.insert(key.to_owned(), value);
    }
}
