//! What of a configuration is looked up for every cell, worked out once: compiled patterns, folded
//! words. Built when a configuration is read; says what in it cannot be used.

use regex::{Regex, RegexBuilder};

use crate::config::{Config, ConfigError, at};
use crate::fold::fold;
use crate::plan::{self, MAX_WATCHED};
use crate::quick::{QuickMap, QuickSet};
use crate::rules::Rule;

/// Bytes a compiled pattern may take: far more than any rule for one value needs.
const PATTERN_SIZE: usize = 1 << 20;
/// Rules of presence that are told apart in a row by one bit each.
pub(crate) const MAX_RULES: usize = 64;

/// Worked out from a configuration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lookup {
    /// By position of the rule; none where it has no pattern.
    pub(crate) patterns: Vec<Option<Regex>>,
    /// Folded word to gender.
    pub(crate) genders: QuickMap<String, String>,
    /// Folded word to locale.
    pub(crate) locales: QuickMap<String, String>,
    /// Domains that are right.
    pub(crate) domains: QuickSet<String>,
}

/// It follows from the rest of the configuration, so it never makes two of them differ.
impl PartialEq for Lookup {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Lookup {
    pub(crate) fn of(config: &Config) -> Result<Self, ConfigError> {
        let mut lookup = Self::default();
        if config.rules.len() > MAX_RULES {
            return Err(at("rules", &format!("at most {MAX_RULES}")));
        }
        for (index, rule) in config.rules.iter().enumerate() {
            lookup.patterns.push(pattern(config, index, rule)?);
        }
        if plan::watched(config).len() > MAX_WATCHED {
            return Err(at(
                "fields",
                &format!("at most {MAX_WATCHED} may be required or asked for by rules"),
            ));
        }
        for (value, words) in &config.genders {
            lookup.genders.extend(words.iter().chain([value]).map(|word| (fold(word), value.clone())));
        }
        for (value, words) in &config.locales {
            lookup.locales.extend(words.iter().chain([value]).map(|word| (fold(word), value.clone())));
        }
        let domains = config.email.popular.iter().chain(&config.email.genuine);
        lookup.domains = domains.map(|domain| domain.to_lowercase()).collect();
        Ok(lookup)
    }
}

/// Verifies a rule, and compiles what there is to compile.
fn pattern(config: &Config, index: usize, rule: &Rule) -> Result<Option<Regex>, ConfigError> {
    let place = |part: &str| format!("rules[{index}].{part}");
    let is_known = |key: &str| key.starts_with("custom:") || config.field(key).is_some();
    let part = if matches!(rule, Rule::Unique { .. }) { "fields" } else { "field" };
    if rule.fields().next().is_none() {
        return Err(at(&place(part), "names no field"));
    }
    if let Some(unknown) = rule.fields().find(|key| !is_known(key)) {
        return Err(at(&place(part), &format!("there is no field {unknown}")));
    }
    match rule {
        Rule::Required { when: Some(when), .. } if !is_known(&when.field) => {
            Err(at(&place("when.field"), &format!("there is no field {}", when.field)))
        }
        Rule::Length { min: Some(min), max: Some(max), .. } if min > max => {
            Err(at(&place("max"), "is less than min"))
        }
        Rule::Range { min: Some(min), max: Some(max), .. } if min > max => {
            Err(at(&place("max"), "is less than min"))
        }
        Rule::Pattern { pattern, .. } => {
            let compiled = RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build();
            compiled.map(Some).map_err(|error| at(&place("pattern"), &error.to_string()))
        }
        _ => Ok(None),
    }
}
