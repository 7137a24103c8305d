//! Values that no two rows may have alike, by a rule of the host's. Needs all rows at once, so with such
//! a rule every change of a row checks everything again.

use std::collections::HashMap;

use crate::check::{unique_key, value_of};
use crate::checked::{CHUNK, Checked, Terms};
use crate::config::Config;
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::rules::Rule;
use crate::scan::{client, hash};

/// Rows that share what a rule wants unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Position of the rule.
    pub(crate) rule: u32,
    /// Indices of stored rows, ascending.
    pub(crate) rows: Vec<u32>,
}

/// Whether any rule wants something unique.
pub(crate) fn is_asked(config: &Config) -> bool {
    config.rules.iter().any(|rule| matches!(rule, Rule::Unique { .. }))
}

impl Checked {
    /// Finds the groups of every rule and notes them on each of their rows.
    pub(crate) fn find_unique(&mut self, terms: Terms<'_>) {
        self.alike = (0_u32..)
            .zip(&terms.config.rules)
            .filter(|(_, rule)| matches!(rule, Rule::Unique { .. }))
            .flat_map(|(at, rule)| groups(self, terms, at, rule))
            .collect();
        for group in std::mem::take(&mut self.alike) {
            self.note(terms, &group);
            self.alike.push(group);
        }
    }

    /// The rows that are alike with this one by a rule, itself included.
    pub(crate) fn alike(&self, rule: u32, row: u32) -> &[u32] {
        let group =
            self.alike.iter().find(|group| group.rule == rule && group.rows.binary_search(&row).is_ok());
        group.map_or(&[], |group| &group.rows)
    }

    fn note(&mut self, terms: Terms<'_>, group: &Group) {
        let rule = usize::try_from(group.rule).ok().and_then(|at| terms.config.rules.get(at));
        let Some(rule) = rule else { return };
        let severity = rule.severity();
        let column = rule.fields().find_map(|field| terms.plan.column_of(field)).unwrap_or(NO_COLUMN);
        for &row in &group.rows {
            let Some(chunk) = self.chunks.get_mut((row / CHUNK) as usize) else { continue };
            let code = Code::RuleUnique;
            let finding = Finding { row, argument: group.rule, column, code, severity, repair: None };
            let at = chunk
                .findings
                .partition_point(|known| (known.row, known.column, known.code) <= (row, column, code));
            chunk.findings.insert(at, finding);
            if severity != Severity::Warning {
                let of_row = chunk.records.iter_mut().filter(|record| record.row == row);
                of_row.for_each(|record| record.sound = false);
            }
        }
    }
}

fn groups(checked: &Checked, terms: Terms<'_>, at: u32, rule: &Rule) -> Vec<Group> {
    let key = |row: u32| key_of(checked, terms, rule, row);
    let mut keys: Vec<(u64, u32)> =
        (terms.scope.first..terms.draft.len()).filter_map(|row| Some((hash(0, &key(row)?), row))).collect();
    keys.sort_unstable();
    let mut groups = Vec::new();
    for run in keys.chunk_by(|one, other| one.0 == other.0).filter(|run| run.len() > 1) {
        // Different values that hash alike are rare, not impossible.
        let mut by_key: HashMap<Option<String>, Vec<u32>> = HashMap::new();
        run.iter().for_each(|&(_, row)| by_key.entry(key(row)).or_default().push(row));
        let alike = by_key.into_values().filter(|rows| rows.len() > 1);
        groups.extend(alike.map(|rows| Group { rule: at, rows }));
    }
    groups.sort_unstable_by_key(|group| group.rows.first().copied());
    groups
}

/// What a row must not share; none where it takes no part.
fn key_of(checked: &Checked, terms: Terms<'_>, rule: &Rule, row: u32) -> Option<String> {
    let found = terms.draft.row(row).filter(|found| terms.scope.takes(found))?;
    let id_column = checked.records_at(row).next().map_or(u16::MAX, |(_, record)| record.column);
    let client = client(terms.plan, found.number(), found.cells(), id_column);
    unique_key(rule, |field| value_of(terms.config, &client, field))
}
