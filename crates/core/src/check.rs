//! The rules, each written once: the scan of a sheet and the server's second look at one client
//! call the same functions.

use std::collections::BTreeMap;

use importer_contract::Client;
use importer_sheet::CellKind;

use crate::config::{Config, FieldKind, Required};
use crate::date::is_date;
use crate::email::FineDomains;
use crate::form::{Looks, is_digits};
use crate::garbled::is_garbled;
use crate::mapping::Part;
use crate::phone::{Home, PhoneReading, read_phone};
use crate::plan::{OF_FIELD, Plan, Slot};
use crate::problem::{Code, Severity};
use crate::rules::{Condition, Rule};
use crate::sent;
use crate::value::{IdReading, Seen, clean, clean_words, is_error_value, read_id};
use crate::vocabulary;

/// What is wrong with one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientProblem {
    /// What it is.
    pub code: Code,
    /// How bad it is; clients with errors must not be taken.
    pub severity: Severity,
    /// The field at fault: `social_id`, `name`, `email`, ….
    pub field: String,
    /// What words about it need, such as `kind`. The value itself is not repeated.
    pub args: BTreeMap<&'static str, String>,
}

/// A problem of one value, before it has a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    /// Position of the rule, for a host's; see [`Finding::argument`](crate::problem::Finding).
    pub(crate) argument: u32,
}

impl Trouble {
    /// A problem of the importer's own.
    pub(crate) fn of(config: &Config, code: Code) -> Self {
        Self { code, severity: config.severity(code), argument: 0 }
    }
}

/// What is known of one row while its cells go by.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowFacts {
    /// A cell holds the name or a part of it.
    pub(crate) has_name: bool,
    /// Fields of [`Plan::watched`] that hold something, one bit each.
    filled: u64,
    /// Rules whose condition on a value was met, one bit each.
    met: u64,
    /// Fields of which a cell was already met that is sent, one bit each: see [`Slot::rivalry`].
    sent: u64,
}

impl Plan<'_> {
    /// Checks one cell in one of its roles; several roles of a cell can tell the same problem.
    pub(crate) fn check(
        &self,
        slot: &Slot<'_>,
        seen: &Seen<'_>,
        facts: &mut RowFacts,
        fine: &mut FineDomains,
        trouble: &mut dyn FnMut(Trouble),
    ) {
        let config = self.config;
        value(config, slot, self.home, seen, fine, &mut |code| trouble(Trouble::of(config, code)));
        if slot.kind.is_name() {
            facts.has_name = facts.has_name || sent::is_present(config, slot.kind, seen);
        }
        if slot.watch.is_none() && !slot.has_rules {
            return;
        }
        let Some(value) = sent::value(config, slot, self.home, seen) else { return };
        if slot.rivalry.is_some_and(|bit| facts.is_sent_already(bit)) {
            return;
        }
        facts.note(config, slot, &value);
        if slot.has_rules && !self.is_composed(slot) {
            rules(config, slot, &value, trouble);
        }
    }

    /// Checks what only the whole row tells: which fields are empty. Gives the column to show it at.
    pub(crate) fn check_row(&self, facts: &RowFacts, trouble: &mut dyn FnMut(Option<u16>, Trouble)) {
        if !facts.has_name && is_name_missing(self.config, "") {
            trouble(self.name_column, Trouble::of(self.config, Code::NameMissing));
        }
        for (at, watched) in self.watched.iter().enumerate() {
            for &(severity, argument, condition) in &watched.demands {
                let applies = condition.is_none_or(|condition| facts.satisfy(self, condition, argument));
                if applies && !facts.has(self, at) {
                    trouble(watched.column, Trouble { code: Code::RuleRequired, severity, argument });
                }
            }
        }
    }
}

impl Plan<'_> {
    /// Holds an id, as it is sent, to the host's rules.
    pub(crate) fn check_id(&self, id: &str, trouble: &mut dyn FnMut(Trouble)) {
        if let Some(slot) = &self.id_slot {
            rules(self.config, slot, id, trouble);
        }
    }

    /// Notes the id in a cell of the id column at a position of [`Plan::ids`], where a rule asks for it. A
    /// damaged one is there too: it has a problem of its own.
    pub(crate) fn note_id(&self, at: usize, seen: &Seen<'_>, facts: &mut RowFacts) {
        let Some(slot) = self.id_slot.as_ref().filter(|slot| slot.watch.is_some()) else { return };
        let Some(column) = self.ids.get(at) else { return };
        match sent::id(column, self.home, seen) {
            IdReading::Missing => {}
            IdReading::Damaged { .. } => facts.note(self.config, slot, seen.shown()),
            IdReading::Id { text, .. } if self.config.is_empty_value(&text) => {}
            IdReading::Id { text, .. } => facts.note(self.config, slot, &text),
        }
    }

    /// Holds values that come together from several cells (see [`Plan::has_composed_rules`]) to the
    /// host's rules. Gives the column to show it at.
    pub(crate) fn check_composed(&self, client: &Client, trouble: &mut dyn FnMut(Option<u16>, Trouble)) {
        for (column, slot) in self.composed() {
            let values = if slot.is_custom { &client.custom_fields } else { &client.fields };
            let value = if slot.kind.is_name() { client.name.as_ref() } else { values.get(slot.key) };
            if let Some(value) = value {
                rules(self.config, &slot, value, &mut |found| trouble(Some(column), found));
            }
        }
    }
}

/// What rows must not have alike by a rule of uniqueness: the values of its fields, by `value_of`.
/// None for other rules, and where all of the fields are empty.
pub(crate) fn unique_key<'v>(rule: &Rule, value_of: impl Fn(&str) -> &'v str) -> Option<String> {
    let Rule::Unique { fields, .. } = rule else { return None };
    let values: Vec<&str> = fields.iter().map(|field| value_of(field)).collect();
    (!values.iter().all(|value| value.is_empty())).then(|| values.join("\u{1f}").to_lowercase())
}

/// The value of a client for a field named as rules name it.
pub(crate) fn value_of<'c>(config: &Config, client: &'c Client, field: &str) -> &'c str {
    let value = match (field.strip_prefix("custom:"), config.field(field).map(|field| field.kind)) {
        (Some(name), _) => client.custom_fields.get(name),
        (None, Some(FieldKind::SocialId)) => Some(&client.social_id),
        (None, Some(FieldKind::Name)) => client.name.as_ref(),
        (None, _) => client.fields.get(field),
    };
    value.map_or("", String::as_str)
}

impl RowFacts {
    /// Whether the row has a value for the field at this position of [`Plan::watched`].
    fn has(&self, plan: &Plan<'_>, at: usize) -> bool {
        let is_name = plan.watched.get(at).is_some_and(|watched| watched.is_name);
        (is_name && self.has_name) || self.filled & 1 << at != 0
    }

    /// Whether the condition of the rule at `argument` holds in the row.
    fn satisfy(&self, plan: &Plan<'_>, condition: &Condition, argument: u32) -> bool {
        let is = match condition.one_of {
            None => {
                let at = plan.watched.iter().position(|other| other.target == condition.field);
                at.is_some_and(|at| self.has(plan, at))
            }
            Some(_) => self.met & 1_u64.checked_shl(argument).unwrap_or(0) != 0,
        };
        is != condition.not
    }

    /// Whether an earlier cell of the field is sent; from now on one is.
    fn is_sent_already(&mut self, rivalry: u8) -> bool {
        let bit = 1_u64.checked_shl(rivalry.into()).unwrap_or(0);
        let is = self.sent & bit != 0;
        self.sent |= bit;
        is
    }

    /// The field holds this value, which is not empty.
    fn note(&mut self, config: &Config, slot: &Slot<'_>, value: &str) {
        let Some(watch) = slot.watch else { return };
        self.filled |= 1_u64.checked_shl(watch.into()).unwrap_or(0);
        for (index, rule) in (0..).zip(&config.rules) {
            if let Rule::Required { when: Some(when), .. } = rule
                && when.one_of.as_ref().is_some_and(|values| values.iter().any(|one| one == value))
                && slot.is_target(&when.field)
            {
                self.met |= 1_u64.checked_shl(index).unwrap_or(0);
            }
        }
    }
}

/// Holds a value, as it is sent, to the host's rules about its field.
fn rules(config: &Config, slot: &Slot<'_>, value: &str, trouble: &mut dyn FnMut(Trouble)) {
    if !slot.has_rules {
        return;
    }
    for ((argument, rule), pattern) in (0..).zip(&config.rules).zip(&config.lookup.patterns) {
        let is_about = rule.is_of_value() && rule.fields().any(|field| slot.is_target(field));
        if is_about && !rule.holds(pattern.as_ref(), value) {
            trouble(Trouble { code: rule.code(), severity: rule.severity(), argument });
        }
    }
}

/// Checks one client of a messenger as it arrives in a batch. An id must come as the importer sends
/// it, so one that still has invisible characters around it is malformed here.
#[must_use]
pub fn client(config: &Config, messenger: &str, client: &Client) -> Vec<ClientProblem> {
    let mut problems = Vec::new();
    let mut add = |trouble: Trouble, field: &str, args: BTreeMap<&'static str, String>| {
        let Trouble { code, severity, .. } = trouble;
        problems.push(ClientProblem { code, severity, field: field.to_owned(), args });
    };
    id(config, messenger, &client.social_id, &mut |code, args| {
        add(Trouble::of(config, code), "social_id", args);
    });
    let name = client.name.as_deref().unwrap_or("");
    if is_name_missing(config, name) {
        add(Trouble::of(config, Code::NameMissing), "name", BTreeMap::new());
    }
    let key_of = |kind, default| {
        config.fields.iter().find(|field| field.kind == kind).map_or(default, |field| field.key.as_str())
    };
    let fields = client.fields.iter().map(|(key, text)| (key.as_str(), text.as_str(), false));
    let customs = client.custom_fields.iter().map(|(key, text)| (key.as_str(), text.as_str(), true));
    let name = (key_of(FieldKind::Name, "name"), name, false);
    for (key, text, is_custom) in [name].into_iter().chain(fields).chain(customs) {
        let slot = Slot::alone(config, key, is_custom);
        value(config, &slot, Home::default(), &Seen::text(text), &mut FineDomains::default(), &mut |code| {
            add(Trouble::of(config, code), key, BTreeMap::new());
        });
        if !config.is_empty_value(text) {
            rules(config, &slot, text, &mut |trouble| add(trouble, key, rule_args(config, trouble.argument)));
        }
    }
    let id_key = key_of(FieldKind::SocialId, "social_id");
    rules(config, &Slot::alone(config, id_key, false), &client.social_id, &mut |trouble| {
        add(trouble, id_key, rule_args(config, trouble.argument));
    });
    missing(config, client, &mut |trouble, field| add(trouble, field, rule_args(config, trouble.argument)));
    problems
}

/// Fields that the configuration or a rule wants filled and that are not.
fn missing(config: &Config, client: &Client, add: &mut dyn FnMut(Trouble, &str)) {
    let is_empty = |field: &str| config.is_empty_value(value_of(config, client, field));
    for (index, field) in
        (0..).zip(&config.fields).filter(|(_, field)| field.has_own_requirement() && !field.kind.stays())
    {
        if is_empty(&field.key) {
            let severity = field.required.severity();
            let argument = OF_FIELD + index;
            add(Trouble { code: Code::RuleRequired, severity, argument }, &field.key);
        }
    }
    // What stays with the importer cannot be asked for here.
    let arrives = |field: &str| config.field(field).is_none_or(|field| !field.kind.stays());
    for (argument, rule) in (0..).zip(&config.rules) {
        let Rule::Required { field, when, .. } = rule else { continue };
        if !arrives(field) || when.as_ref().is_some_and(|when| !arrives(&when.field)) {
            continue;
        }
        let applies = when.as_ref().is_none_or(|when| when.holds(value_of(config, client, &when.field)));
        if applies && is_empty(field) {
            add(Trouble { code: Code::RuleRequired, severity: rule.severity(), argument }, field);
        }
    }
}

/// Checks the id of a client that arrived.
fn id(
    config: &Config,
    messenger: &str,
    social_id: &str,
    add: &mut dyn FnMut(Code, BTreeMap<&'static str, String>),
) {
    let none = BTreeMap::new;
    match read_id(CellKind::Text, social_id, None) {
        IdReading::Missing => add(Code::SocialIdMissing, none()),
        IdReading::Damaged { damage, .. } => {
            add(Code::SocialIdDamaged, BTreeMap::from([("kind", damage.as_str().to_owned())]));
        }
        IdReading::Id { text, hidden } => {
            let looks = Looks::of(&text);
            let fits = fitting(config, &looks);
            let known = config.messenger(messenger);
            if config.is_empty_value(&text) {
                add(Code::SocialIdMissing, none());
            } else if hidden || is_malformed(&text, fits) {
                add(Code::SocialIdMalformed, none());
            } else if known.is_some() && config.placeholders.is_one(known, &text) {
                add(Code::SocialIdPlaceholder, none());
            } else if known.is_none_or(|messenger| !messenger.takes(&looks)) {
                let args = BTreeMap::from([("messenger", messenger.to_owned())]);
                add(Code::SocialIdMessengerMismatch, args);
            }
        }
    }
}

/// What words about a host's rule need.
pub(crate) fn rule_args(config: &Config, argument: u32) -> BTreeMap<&'static str, String> {
    let position = |at: u32| usize::try_from(at).ok();
    if let Some(index) = argument.checked_sub(OF_FIELD) {
        let field = position(index).and_then(|at| config.fields.get(at));
        return field.map(|field| ("field", field.key.clone())).into_iter().collect();
    }
    let rule = position(argument).and_then(|at| config.rules.get(at));
    rule.map(Rule::arguments).unwrap_or_default().into_iter().collect()
}

/// The messengers whose id this can be, one bit each by position in the configuration.
pub(crate) fn fitting(config: &Config, id: &Looks<'_>) -> u32 {
    let bits = (0..32).zip(&config.messengers);
    bits.filter(|(_, messenger)| messenger.takes(id)).fold(0, |set, (bit, _)| set | 1 << bit)
}

/// An id that no messenger uses. Plain numbers pass: Leeloo's documentation tells people to write
/// any number where there is no id (111, 222, …), and those clients simply get no messages.
pub(crate) fn is_malformed(id: &str, fits: u32) -> bool {
    fits == 0 && !(is_digits(id) && id.len() <= 20)
}

pub(crate) fn is_name_missing(config: &Config, name: &str) -> bool {
    config.required_name() != Required::None && config.is_empty_value(clean_words(name).0)
}

/// Problems of one value of a field other than an id.
pub(crate) fn value(
    config: &Config,
    slot: &Slot<'_>,
    home: Home,
    seen: &Seen<'_>,
    fine: &mut FineDomains,
    problem: &mut dyn FnMut(Code),
) {
    let text = seen.shown();
    if text.is_empty() {
        return;
    }
    if is_error_value(seen.kind, text) {
        return problem(Code::CellErrorValue);
    }
    let (cleaned, hidden) = clean_value(slot.kind, text);
    // A number is brought to one form anyway, and amoCRM puts apostrophes around every one.
    if hidden && slot.kind != FieldKind::Phone {
        problem(Code::TextHiddenCharacters);
    }
    if config.is_empty_value(&cleaned) {
        return;
    }
    // A part of a value has no form of its own.
    if slot.part == Part::Whole
        && let Some(code) = malformed(config, slot, home, seen, &cleaned, fine)
    {
        problem(code);
    }
    if seen.kind == CellKind::Text && is_garbled(&cleaned) {
        problem(Code::TextMojibake);
    }
}

fn malformed(
    config: &Config,
    slot: &Slot<'_>,
    home: Home,
    seen: &Seen<'_>,
    cleaned: &str,
    fine: &mut FineDomains,
) -> Option<Code> {
    match slot.kind {
        FieldKind::Email => fine.is_faulty(config, cleaned).then_some(Code::EmailMalformed),
        FieldKind::Phone => {
            let number = sent::phone_text(seen, cleaned);
            let is_bad = matches!(read_phone(&number, home), PhoneReading::Bad { .. });
            is_bad.then_some(Code::PhoneMalformed)
        }
        FieldKind::Date if seen.kind != CellKind::Date => {
            (!is_date(cleaned, slot.order)).then_some(Code::DateMalformed)
        }
        FieldKind::Gender => vocabulary::gender(config, cleaned).is_none().then_some(Code::GenderMalformed),
        FieldKind::Locale => vocabulary::locale(config, cleaned).is_none().then_some(Code::LocaleMalformed),
        _ => None,
    }
}

/// A value as it is cleaned for sending, and whether anything invisible was taken away for that.
pub(crate) fn clean_value(field: FieldKind, text: &str) -> (std::borrow::Cow<'_, str>, bool) {
    match field {
        FieldKind::Email | FieldKind::Phone | FieldKind::SocialId => clean(text),
        _ => {
            let (words, hidden) = clean_words(text);
            (words.into(), hidden)
        }
    }
}

impl<'a> Slot<'a> {
    /// A field by itself, as the server sees it: dates come in ISO 8601, whatever the order was.
    fn alone(config: &Config, key: &'a str, is_custom: bool) -> Self {
        let field = if is_custom { None } else { config.field(key) };
        Self::of(config, field.map_or(FieldKind::Text, |field| field.kind), key, is_custom)
    }

    /// Whether a rule that names `field` speaks of this.
    pub(crate) fn is_target(&self, field: &str) -> bool {
        match field.strip_prefix("custom:") {
            Some(name) => self.is_custom && name == self.key,
            None => !self.is_custom && field == self.key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(messenger: &str, social_id: &str, name: &str, email: &str, expected: &[(&str, Code)]) {
        let client_sent = Client {
            row: 2,
            social_id: social_id.into(),
            name: (!name.is_empty()).then(|| name.into()),
            fields: BTreeMap::from([("email".to_owned(), email.to_owned())]),
            ..Client::default()
        };
        let problems = client(&Config::builtin(), messenger, &client_sent);
        let got: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.code)).collect();
        assert_eq!(got, expected, "{messenger} {social_id} {name} {email}");
    }

    #[test]
    fn one_client_is_held_to_the_same_rules() {
        use Code::*;
        for (messenger, id, name, email, expected) in [
            ("TELEGRAM", "208310224", "Иван", "ivan@example.org", &[][..]),
            ("FACEBOOK", "26203292189261166", "Иван", "", &[]),
            ("TELEGRAM", "", "Иван", "", &[("social_id", SocialIdMissing)]),
            ("TELEGRAM", "NO_DATA", "Иван", "", &[("social_id", SocialIdMissing)]),
            ("TELEGRAM", "0", "Иван", "", &[("social_id", SocialIdPlaceholder)]),
            ("TELEGRAM", "111", "Иван", "", &[("social_id", SocialIdPlaceholder)]),
            ("VKONTAKTE", "77", "Иван", "", &[]),
            ("TELEGRAM", "2.62033E+16", "Иван", "", &[("social_id", SocialIdDamaged)]),
            ("TELEGRAM", " 208310224", "Иван", "", &[("social_id", SocialIdMalformed)]),
            ("TELEGRAM", "@ivan", "Иван", "", &[("social_id", SocialIdMalformed)]),
            ("TELEGRAM", "26203292189261166", "Иван", "", &[("social_id", SocialIdMessengerMismatch)]),
            ("PIGEON", "208310224", "Иван", "", &[("social_id", SocialIdMessengerMismatch)]),
            ("TELEGRAM", "208310224", "", "", &[("name", NameMissing)]),
            ("TELEGRAM", "208310224", "Иван", "ivan@", &[("email", EmailMalformed)]),
            ("TELEGRAM", "208310224", "РџРµС‚СЂРѕРІ", "", &[("name", TextMojibake)]),
        ] {
            check(messenger, id, name, email, expected);
        }
    }
}
