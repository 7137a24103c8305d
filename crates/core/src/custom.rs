//! Fields of the company's own: what Leeloo's documentation says of their names and number. Problems
//! of a column as a whole, told at its header.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::mapping::{Column, Target};
use crate::problem::Code;

/// A problem of a column: its position, the code, and what words about it need.
pub(crate) type ColumnProblem = (u32, Code, BTreeMap<&'static str, String>);

/// What is wrong with the fields that columns are mapped to.
pub(crate) fn problems(config: &Config, columns: &[Column]) -> Vec<ColumnProblem> {
    let max = usize::try_from(config.custom_fields.max).unwrap_or(usize::MAX);
    let customs = || {
        columns.iter().flat_map(|column| {
            let targets = column.target.iter().chain(column.feeds.iter().map(|feed| &feed.target));
            targets.filter_map(|target| match target {
                Target::Custom(name) => Some((column.index, name)),
                _ => None,
            })
        })
    };
    let count = customs().map(|(_, name)| name).collect::<BTreeSet<_>>().len();
    let mut found = Vec::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for (column, name) in customs() {
        let is_new = named.insert(name);
        if is_new && !is_name(name) {
            found.push((column, Code::CustomFieldName, BTreeMap::from([("value", name.clone())])));
        }
        if is_new && named.len() > max {
            let args = BTreeMap::from([
                ("value", name.clone()),
                ("count", count.to_string()),
                ("max", max.to_string()),
            ]);
            found.push((column, Code::CustomFieldTooMany, args));
        }
    }
    found
}

/// Latin letters first, then digits, spaces and the signs names of fields are written with.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Evidence;

    fn check(targets: &[&str], expected: &[(u32, &str)]) {
        let columns: Vec<Column> = (0..)
            .zip(targets)
            .map(|(index, target)| Column {
                index,
                letter: String::new(),
                header: String::new(),
                samples: Vec::new(),
                filled: 0,
                target: target.parse().ok(),
                confidence: 0,
                evidence: Evidence::Chosen,
                feeds: Vec::new(),
                dates: None,
            })
            .collect();
        let config = Config::from_json(r#"{"custom_fields": {"max": 2}}"#).unwrap();
        let found = problems(&config, &columns);
        let found: Vec<_> = found.iter().map(|(column, code, _)| (*column, code.as_str())).collect();
        assert_eq!(found, expected, "{targets:?}");
    }

    #[test]
    fn custom_fields_are_few_and_latin() {
        check(&["name", "custom:City", "custom:Birth_day 2"], &[]);
        check(&["custom:Город", "custom:2nd"], &[(0, "custom_field.name"), (1, "custom_field.name")]);
        check(&["custom:A", "custom:A", "custom:B"], &[]);
        check(
            &["custom:A", "custom:B", "custom:C", "custom:Г"],
            &[(2, "custom_field.too_many"), (3, "custom_field.name"), (3, "custom_field.too_many")],
        );
    }
}
