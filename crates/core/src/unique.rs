//! Values that no two rows may have alike, by a rule of the host's. Which rows are alike follows from
//! their cells alone, so that it is known before any row is read, and single rows are followed without
//! looking at the others.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::change::Tell;
use crate::check::{unique_key, value_of};
use crate::checked::{CHUNK, Chunk, Terms};
use crate::config::Config;
use crate::piecemeal::tell_and_rest;
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::rules::Rule;
use crate::scan::{client, hash, id_of};
use crate::twins::Twins;

/// The rules of uniqueness, each with the rows that break it.
#[derive(Debug, Default)]
pub(crate) struct Uniques(Vec<Unique>);

/// One rule.
#[derive(Debug, Default)]
struct Unique {
    /// Position of the rule.
    rule: u32,
    /// Rows by what their values hash to.
    index: Twins,
    /// Rows that share their values, ascending; empty where there is no such group any more.
    groups: Vec<Group>,
    by_key: HashMap<Box<str>, usize>,
    by_row: HashMap<u32, usize>,
}

#[derive(Debug, Default)]
struct Group {
    key: Box<str>,
    rows: Vec<u32>,
}

/// Whether any rule wants something unique.
pub(crate) fn is_asked(config: &Config) -> bool {
    config.rules.iter().any(|rule| matches!(rule, Rule::Unique { .. }))
}

impl Uniques {
    /// Looks at all rows; none where `tell` breaks off.
    pub(crate) async fn find(terms: Terms<'_>, tell: Tell<'_>) -> Option<Self> {
        let mut found = Self::default();
        if !is_asked(terms.config) {
            return Some(found);
        }
        for (at, rule) in (0_u32..).zip(&terms.config.rules) {
            if matches!(rule, Rule::Unique { .. }) {
                found.0.push(Unique::find(terms, at, rule, tell).await?);
            }
        }
        Some(found)
    }

    /// Follows rows that have changed. Adds the others that this makes alike with them, or no longer.
    pub(crate) fn follow(&mut self, terms: Terms<'_>, rows: &[u32], others: &mut BTreeSet<u32>) {
        for unique in &mut self.0 {
            let Some(rule) = rule_at(terms.config, unique.rule) else { continue };
            unique.follow(terms, rule, rows, others);
        }
    }

    /// Rows that break a rule in one of both and not in the other.
    pub(crate) fn differences(&self, other: &Self) -> BTreeSet<u32> {
        let pairs = self.0.iter().zip(&other.0);
        let only = |one: &Unique, other: &Unique| {
            let rows = one.by_row.keys().filter(|row| !other.by_row.contains_key(row));
            rows.copied().collect::<Vec<u32>>()
        };
        pairs.flat_map(|(one, two)| only(one, two).into_iter().chain(only(two, one))).collect()
    }

    /// Rows followed one by one; many of them are better looked at anew.
    pub(crate) fn added(&self) -> usize {
        self.0.iter().map(|unique| unique.index.added()).sum()
    }

    /// The rows that are alike with this one by a rule, itself included.
    pub(crate) fn alike(&self, rule: u32, row: u32) -> &[u32] {
        let unique = self.0.iter().find(|unique| unique.rule == rule);
        unique.and_then(|unique| unique.group(row)).map_or(&[], |group| &group.rows)
    }

    /// Notes what rows of a chunk break, among what has just been found in them.
    pub(crate) fn note(&self, terms: Terms<'_>, rows: Range<u32>, chunk: &mut Chunk) {
        for unique in &self.0 {
            let Some(rule) = rule_at(terms.config, unique.rule) else { continue };
            let column = rule.fields().find_map(|field| terms.plan.column_of(field)).unwrap_or(NO_COLUMN);
            for row in rows.clone().filter(|&row| unique.group(row).is_some()) {
                let (code, severity) = (Code::RuleUnique, rule.severity());
                chunk.add(Finding { row, argument: unique.rule, column, code, severity, repair: None });
                if severity != Severity::Warning {
                    chunk.forbid(row);
                }
            }
        }
    }

    /// Bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let of_group = |group: &Group| size_of::<Group>() + group.key.len() * 2 + group.rows.capacity() * 4;
        let of = |unique: &Unique| {
            let groups: usize = unique.groups.iter().map(of_group).sum();
            unique.index.bytes() + groups + unique.by_row.capacity() * 13 + unique.by_key.capacity() * 25
        };
        self.0.iter().map(of).sum()
    }
}

impl Unique {
    async fn find(terms: Terms<'_>, at: u32, rule: &Rule, tell: Tell<'_>) -> Option<Self> {
        let rows = terms.scope.first..terms.draft.len();
        let total = rows.len();
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(total);
        for some in rows.step_by(CHUNK as usize) {
            if tell_and_rest(tell, (some - terms.scope.first) as usize, total).await.is_break() {
                return None;
            }
            add_keys(terms, rule, some..terms.draft.len().min(some.saturating_add(CHUNK)), &mut keys);
        }
        keys.sort_unstable();
        let index = Twins::of(keys.iter().copied(), keys.len());
        let mut found = Self { rule: at, index, ..Self::default() };
        for run in keys.chunk_by(|one, other| one.0 == other.0).filter(|run| run.len() > 1) {
            // Different values that hash alike are rare, not impossible.
            let mut by_key: HashMap<String, Vec<u32>> = HashMap::new();
            for &(_, row) in run {
                let key = key_of(terms, rule, row).unwrap_or_default();
                by_key.entry(key).or_default().push(row);
            }
            let alike = by_key.into_iter().filter(|(_, rows)| rows.len() > 1);
            alike.for_each(|(key, rows)| found.join(key, rows));
        }
        Some(found)
    }

    /// All of them leave where they were before the first goes elsewhere: it may meet another of them.
    fn follow(&mut self, terms: Terms<'_>, rule: &Rule, rows: &[u32], others: &mut BTreeSet<u32>) {
        let mut moved = Vec::new();
        for &row in rows {
            let key = key_of(terms, rule, row);
            let before = self.group(row).map(|group| &*group.key);
            if before.is_some() && before == key.as_deref() {
                continue;
            }
            self.leave(row, others);
            if let Some(key) = key {
                self.index.add(hash(0, &key), row);
                moved.push((row, key));
            }
        }
        for (row, key) in moved {
            if self.group(row).is_none() {
                self.arrive(terms, rule, row, key, others);
            }
        }
    }

    /// Puts a row among those that are like it, if there are any.
    fn arrive(&mut self, terms: Terms<'_>, rule: &Rule, row: u32, key: String, others: &mut BTreeSet<u32>) {
        let hashed = hash(0, &key);
        if let Some(&at) = self.by_key.get(key.as_str()) {
            if let Some(group) = self.groups.get_mut(at) {
                let place = group.rows.partition_point(|&other| other < row);
                group.rows.insert(place, row);
                self.by_row.insert(row, at);
            }
            return;
        }
        let is_alike = |&other: &u32| other == row || key_of(terms, rule, other).as_ref() == Some(&key);
        let rows: Vec<u32> = self.index.rows(hashed).filter(is_alike).collect();
        if rows.len() > 1 {
            others.extend(&rows);
            self.join(key, rows);
        }
    }

    /// Takes a row out of its group. The last one left is alike with nobody.
    fn leave(&mut self, row: u32, others: &mut BTreeSet<u32>) {
        let Some(group) = self.by_row.remove(&row).and_then(|at| self.groups.get_mut(at)) else { return };
        group.rows.retain(|&other| other != row);
        if let [last] = group.rows[..] {
            group.rows.clear();
            let key = std::mem::take(&mut group.key);
            self.by_key.remove(&key);
            self.by_row.remove(&last);
            others.insert(last);
        }
    }

    fn join(&mut self, key: String, rows: Vec<u32>) {
        let at = self.groups.len();
        let key: Box<str> = key.into();
        self.by_key.insert(key.clone(), at);
        self.by_row.extend(rows.iter().map(|&row| (row, at)));
        self.groups.push(Group { key, rows });
    }

    fn group(&self, row: u32) -> Option<&Group> {
        self.groups.get(*self.by_row.get(&row)?)
    }
}

/// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
#[inline(never)]
fn add_keys(terms: Terms<'_>, rule: &Rule, rows: Range<u32>, keys: &mut Vec<(u64, u32)>) {
    keys.extend(rows.filter_map(|row| Some((hash(0, &key_of(terms, rule, row)?), row))));
}

fn rule_at(config: &Config, at: u32) -> Option<&Rule> {
    config.rules.get(usize::try_from(at).ok()?)
}

/// What a row must not share; none where it takes no part.
fn key_of(terms: Terms<'_>, rule: &Rule, row: u32) -> Option<String> {
    let found = terms.draft.row(row).filter(|found| terms.scope.takes(found))?;
    let has_id = |column: u16| found.cell(column.into()).and_then(|cell| id_of(terms.plan, &cell)).is_some();
    let id_column = terms.plan.ids.iter().map(|id| id.column).find(|&column| has_id(column));
    let client = client(terms.plan, found.number(), found.cells(), id_column.unwrap_or(u16::MAX));
    unique_key(rule, |field| value_of(terms.config, &client, field))
}
