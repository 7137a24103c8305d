//! Rules a host adds to the importer's own (`rules` in `importer.json`): what they say and how one
//! value is held to them. Knows neither columns nor rows.

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Severity};

/// A rule of the host's for the value of a field as it is sent. Fields are named by key; a field of
/// the company's own is `custom:Name`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// The field holds something; with `when`, only in rows where that holds.
    Required {
        /// Field key.
        field: String,
        /// In which rows; in all by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Condition>,
        /// How bad it is otherwise.
        #[serde(default)]
        severity: RuleSeverity,
    },
    /// The value matches a regular expression (anywhere, unless `^` and `$` say otherwise).
    Pattern {
        /// Field key.
        field: String,
        /// The expression; matching takes time linear in the value.
        pattern: String,
        /// How bad it is otherwise.
        #[serde(default)]
        severity: RuleSeverity,
    },
    /// The value is one of these.
    OneOf {
        /// Field key.
        field: String,
        /// The values, letter case matters.
        values: Vec<String>,
        /// How bad it is otherwise.
        #[serde(default)]
        severity: RuleSeverity,
    },
    /// The value has so many characters.
    Length {
        /// Field key.
        field: String,
        /// Fewest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        /// Most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
        /// How bad it is otherwise.
        #[serde(default)]
        severity: RuleSeverity,
    },
    /// The value is a number in these bounds.
    Range {
        /// Field key.
        field: String,
        /// Least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// Greatest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
        /// How bad it is otherwise.
        #[serde(default)]
        severity: RuleSeverity,
    },
    /// No two rows have the same values in all of these fields. Rows where all of them are empty do
    /// not count.
    Unique {
        /// Field keys.
        fields: Vec<String>,
        /// How bad it is otherwise.
        #[serde(default)]
        severity: RuleSeverity,
    },
}

/// When a rule holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Field key.
    pub field: String,
    /// The field holds one of these; anything at all by default.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// The other way round: it holds nothing, or none of these.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// How bad it is to break a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleSeverity {
    /// The client is sent all the same.
    Warning,
    /// The client is not sent.
    #[default]
    Error,
}

impl From<RuleSeverity> for Severity {
    fn from(severity: RuleSeverity) -> Self {
        match severity {
            RuleSeverity::Warning => Self::Warning,
            RuleSeverity::Error => Self::Error,
        }
    }
}

impl Rule {
    /// How bad it is to break it.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Required { severity, .. }
            | Self::Pattern { severity, .. }
            | Self::OneOf { severity, .. }
            | Self::Length { severity, .. }
            | Self::Range { severity, .. }
            | Self::Unique { severity, .. } => (*severity).into(),
        }
    }

    /// The problem of a value that breaks it.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Required { .. } => Code::RuleRequired,
            Self::Pattern { .. } => Code::RulePattern,
            Self::OneOf { .. } => Code::RuleOneOf,
            Self::Length { .. } => Code::RuleLength,
            Self::Range { .. } => Code::RuleRange,
            Self::Unique { .. } => Code::RuleUnique,
        }
    }

    /// The fields it is about.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Self::Required { field, .. }
            | Self::Pattern { field, .. }
            | Self::OneOf { field, .. }
            | Self::Length { field, .. }
            | Self::Range { field, .. } => (Some(field), &[][..]),
            Self::Unique { fields, .. } => (None, fields.as_slice()),
        };
        one.into_iter().chain(many).map(String::as_str)
    }

    /// Whether it looks at one value by itself.
    pub(crate) const fn is_of_value(&self) -> bool {
        !matches!(self, Self::Required { .. } | Self::Unique { .. })
    }

    /// Whether a value that is not empty satisfies it. `pattern` is the expression, compiled.
    pub(crate) fn holds(&self, pattern: Option<&Regex>, value: &str) -> bool {
        match self {
            Self::Pattern { .. } => pattern.is_none_or(|pattern| pattern.is_match(value)),
            Self::OneOf { values, .. } => values.iter().any(|one| one == value),
            Self::Length { min, max, .. } => {
                let length = value.chars().count();
                let bound = |bound: u32| usize::try_from(bound).unwrap_or(usize::MAX);
                min.is_none_or(|min| length >= bound(min)) && max.is_none_or(|max| length <= bound(max))
            }
            Self::Range { min, max, .. } => number(value).is_some_and(|value| {
                min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
            }),
            Self::Required { .. } | Self::Unique { .. } => true,
        }
    }

    /// What words about it need: `field` and `when`; `pattern`; `values`; `min`, `max` and which of them
    /// there are as `kind`; `fields`.
    pub(crate) fn arguments(&self) -> Vec<(&'static str, String)> {
        let mut arguments = Vec::new();
        let mut add = |name, value: Option<String>| arguments.extend(value.map(|value| (name, value)));
        match self {
            Self::Required { field, when, .. } => {
                add("field", Some(field.clone()));
                add("when", when.as_ref().map(|when| when.field.clone()));
            }
            Self::Pattern { pattern, .. } => add("pattern", Some(pattern.clone())),
            Self::OneOf { values, .. } => add("values", Some(values.join(", "))),
            Self::Length { min, max, .. } => {
                add("kind", Some(bounds(min.is_some(), max.is_some()).to_owned()));
                add("min", min.map(|min| min.to_string()));
                add("max", max.map(|max| max.to_string()));
            }
            Self::Range { min, max, .. } => {
                add("kind", Some(bounds(min.is_some(), max.is_some()).to_owned()));
                add("min", min.map(|min| min.to_string()));
                add("max", max.map(|max| max.to_string()));
            }
            Self::Unique { fields, .. } => add("fields", Some(fields.join(", "))),
        }
        arguments
    }
}

/// Which bounds there are.
const fn bounds(min: bool, max: bool) -> &'static str {
    match (min, max) {
        (true, false) => "min",
        (false, true) => "max",
        _ => "both",
    }
}

impl Condition {
    /// Whether it holds for this value; empty where the row has none.
    pub(crate) fn holds(&self, value: &str) -> bool {
        let is = match &self.one_of {
            None => !value.is_empty(),
            Some(values) => values.iter().any(|one| one == value),
        };
        is != self.not
    }
}

/// A number as people write it: spaces between groups, a comma or a point before decimals.
fn number(text: &str) -> Option<f64> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\u{a0}' | '\u{202f}' | '\'' => {}
            ',' => plain.push('.'),
            '\u{2212}' => plain.push('-'),
            c => plain.push(c),
        }
    }
    let is_plain = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    plain.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn values_are_held_to_rules() {
        for (rule, value, expected) in [
            (r#""rule": "pattern", "pattern": "^\\d{10}$""#, "7707083893", true),
            (r#""rule": "pattern", "pattern": "^\\d{10}$""#, "770708389", false),
            (r#""rule": "pattern", "pattern": "(?i)^иван""#, "ИВАНОВ", true),
            (r#""rule": "pattern", "pattern": "(a*)*$""#, &"a".repeat(50_000), true),
            (r#""rule": "one_of", "values": ["да", "нет"]"#, "да", true),
            (r#""rule": "one_of", "values": ["да", "нет"]"#, "Да", false),
            (r#""rule": "length", "min": 2, "max": 4"#, "Яна", true),
            (r#""rule": "length", "min": 2, "max": 4"#, "Я", false),
            (r#""rule": "length", "max": 4"#, "Иванов", false),
            (r#""rule": "range", "min": 18, "max": 99.5"#, "18", true),
            (r#""rule": "range", "min": 18, "max": 99.5"#, "99,5", true),
            (r#""rule": "range", "min": 18, "max": 99.5"#, "17", false),
            (r#""rule": "range", "max": 1000000"#, "1 000 000", true),
            (r#""rule": "range", "min": 0"#, "inf", false),
            (r#""rule": "range", "min": 0"#, "много", false),
        ] {
            let config = format!(r#"{{"rules": [{{{rule}, "field": "name"}}]}}"#);
            let config = Config::from_json(&config).unwrap();
            let holds = config.rules[0].holds(config.lookup.patterns[0].as_ref(), value);
            assert_eq!(holds, expected, "{rule} {}", value.chars().take(20).collect::<String>());
        }
    }

    #[test]
    fn rules_that_cannot_be_read_name_their_place() {
        for (rule, path) in [
            (r#"{"rule": "pattern", "field": "name", "pattern": "("}"#, "rules[0].pattern"),
            (r#"{"rule": "pattern", "field": "name", "pattern": "\\w{1000}{1000}"}"#, "rules[0].pattern"),
            (r#"{"rule": "pattern", "field": "colour", "pattern": "a"}"#, "rules[0].field"),
            (r#"{"rule": "unique", "fields": []}"#, "rules[0].fields"),
            (r#"{"rule": "unique", "fields": ["name", "colour"]}"#, "rules[0].fields"),
            (r#"{"rule": "length", "field": "name", "min": 3, "max": 2}"#, "rules[0].max"),
            (r#"{"rule": "required", "field": "name", "when": {"field": "x"}}"#, "rules[0].when.field"),
            (r#"{"rule": "colour", "field": "name"}"#, "rules[0]"),
            (r#"{"rule": "pattern", "field": "name"}"#, "rules[0]"),
            (r#"{"rule": "required", "field": "name", "severity": "fatal"}"#, "rules[0]"),
        ] {
            let error = Config::from_json(&format!(r#"{{"rules": [{rule}]}}"#)).unwrap_err();
            assert!(error.path.starts_with(path), "{rule}: {error}");
        }
    }
}
