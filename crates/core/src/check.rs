//! The rules, each written once: the scan of a sheet and the server's second look at one client
//! call the same functions.

use std::collections::BTreeMap;

use importer_contract::Client;
use importer_sheet::CellKind;

use crate::config::{Config, FieldKind, Required};
use crate::form::is_digits;
use crate::problem::{Code, Severity};
use crate::value::{IdReading, clean, clean_words, is_email, is_error_value, is_mojibake, read_id};

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

/// Checks one client of a messenger as it arrives in a batch. An id must come as the importer sends
/// it, so one that still has invisible characters around it is malformed here.
#[must_use]
pub fn client(config: &Config, messenger: &str, client: &Client) -> Vec<ClientProblem> {
    let mut problems = Vec::new();
    let mut add = |code: Code, field: &str, args: BTreeMap<&'static str, String>| {
        problems.push(ClientProblem { code, severity: config.severity(code), field: field.to_owned(), args });
    };
    let none = BTreeMap::new;
    match read_id(CellKind::Text, &client.social_id, None) {
        IdReading::Missing => add(Code::SocialIdMissing, "social_id", none()),
        IdReading::Damaged { damage, .. } => {
            add(Code::SocialIdDamaged, "social_id", BTreeMap::from([("kind", damage.as_str().to_owned())]));
        }
        IdReading::Id { text, hidden } => {
            let fits = fitting(config, &text);
            if config.is_empty_value(&text) {
                add(Code::SocialIdMissing, "social_id", none());
            } else if hidden || is_malformed(&text, fits) {
                add(Code::SocialIdMalformed, "social_id", none());
            } else if config.messenger(messenger).is_none_or(|messenger| !messenger.fits(&text)) {
                let args = BTreeMap::from([("messenger", messenger.to_owned())]);
                add(Code::SocialIdMessengerMismatch, "social_id", args);
            }
        }
    }
    let name = client.name.as_deref().unwrap_or("");
    if is_name_missing(config, name) {
        add(Code::NameMissing, "name", none());
    }
    value(FieldKind::Name, CellKind::Text, name, &mut |code| add(code, "name", none()));
    for (key, text) in &client.fields {
        let kind = config.field(key).map_or(FieldKind::Text, |field| field.kind);
        value(kind, CellKind::Text, text, &mut |code| add(code, key, none()));
    }
    for (key, text) in &client.custom_fields {
        value(FieldKind::Text, CellKind::Text, text, &mut |code| add(code, key, none()));
    }
    problems
}

/// The messengers whose id this can be, one bit each by position in the configuration.
pub(crate) fn fitting(config: &Config, id: &str) -> u32 {
    let bits = (0..32).zip(&config.messengers);
    bits.filter(|(_, messenger)| messenger.fits(id)).fold(0, |set, (bit, _)| set | 1 << bit)
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
pub(crate) fn value(field: FieldKind, kind: CellKind, text: &str, problem: &mut dyn FnMut(Code)) {
    if text.is_empty() {
        return;
    }
    if is_error_value(kind, text) {
        return problem(Code::CellErrorValue);
    }
    let (cleaned, hidden) = clean_value(field, text);
    if hidden {
        problem(Code::TextHiddenCharacters);
    }
    if field == FieldKind::Email && !cleaned.is_empty() && !is_email(&cleaned) {
        problem(Code::EmailMalformed);
    }
    if kind == CellKind::Text && is_mojibake(&cleaned) {
        problem(Code::TextMojibake);
    }
}

/// A value as it is sent, and whether anything invisible was taken away for that.
pub(crate) fn clean_value(field: FieldKind, text: &str) -> (std::borrow::Cow<'_, str>, bool) {
    match field {
        FieldKind::Email | FieldKind::Phone | FieldKind::SocialId => clean(text),
        _ => {
            let (words, hidden) = clean_words(text);
            (words.into(), hidden)
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
            ("TELEGRAM", "0", "Иван", "", &[("social_id", SocialIdMessengerMismatch)]),
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
