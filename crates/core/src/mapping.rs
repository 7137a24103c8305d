//! Which column is which field: what was found by itself (see `decide`), and over it what the person
//! decided. Both stay apart, so a decision can be taken back and leaves no trace.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use importer_sheet::Table;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::Config;
use crate::date::{DateCounts, DateOrder};
use crate::decide::{self, Found};
use crate::phone::{Country, Home};
use crate::session::Refused;

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A field of the configuration, by key.
    Field(String),
    /// The messenger's id of the person; of one messenger, or of whichever the row says.
    SocialId {
        /// Messenger code.
        messenger: Option<String>,
    },
    /// A field of the company's own, by name.
    Custom(String),
}

const SOCIAL_ID: &str = "social_id";

impl fmt::Display for Target {
    /// `email`, `social_id`, `social_id:VIBER`, `custom:City`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => f.write_str(key),
            Self::SocialId { messenger: None } => f.write_str(SOCIAL_ID),
            Self::SocialId { messenger: Some(code) } => write!(f, "{SOCIAL_ID}:{code}"),
            Self::Custom(name) => write!(f, "custom:{name}"),
        }
    }
}

/// The text is no [`Target`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such target: {0}")]
pub struct UnknownTarget(pub String);

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        match text.split_once(':') {
            None if text == SOCIAL_ID => Ok(Self::SocialId { messenger: None }),
            None if !text.is_empty() => Ok(Self::Field(text.to_owned())),
            Some((SOCIAL_ID, code)) if !code.is_empty() => {
                Ok(Self::SocialId { messenger: Some(code.to_owned()) })
            }
            Some(("custom", name)) if !name.is_empty() => Ok(Self::Custom(name.to_owned())),
            _ => Err(UnknownTarget(text.to_owned())),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Target {
    /// Whether the configuration knows what this speaks of.
    pub(crate) fn is_known(&self, config: &Config) -> bool {
        match self {
            Self::Field(key) => config.field(key).is_some(),
            Self::SocialId { messenger: Some(code) } => config.messenger(code).is_some(),
            Self::SocialId { messenger: None } | Self::Custom(_) => true,
        }
    }
}

/// Why a column has its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The person said so.
    Chosen,
    /// The header is the field's key.
    HeaderExact,
    /// The header is another name of the field.
    HeaderAlias,
    /// The headers together are those of a known export.
    Preset,
    /// The values look like it.
    Content,
    /// The column is the importer's own: row numbers in a workbook it made. It has no target.
    RowNumbers,
    /// Nothing: the column has no target.
    None,
}

/// A column of the sheet that holds at least one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Position, from 0.
    pub index: u32,
    /// The letters a spreadsheet shows: `A`, `AB`.
    pub letter: String,
    /// The header's text; empty without one.
    pub header: String,
    /// The first different values, at most three.
    pub samples: Vec<String>,
    /// Cells with a value under the header.
    pub filled: u32,
    /// What the column is taken for.
    pub target: Option<Target>,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// Why.
    pub evidence: Evidence,
    /// Further fields its values go to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<Feed>,
    /// How its dates are read, where it holds dates written as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<Dates>,
}

/// A further field that a column's values go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// The field. Ids take whole values only.
    pub target: Target,
    /// Which part of the value.
    #[serde(default)]
    pub part: Part,
}

/// Which part of a value goes to a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The first word.
    First,
    /// Everything after the first word.
    Rest,
}

impl Part {
    /// The part of a value.
    pub(crate) fn of(self, value: &str) -> &str {
        let cut = || value.trim().split_once(char::is_whitespace);
        match self {
            Self::Whole => value,
            Self::First => cut().map_or(value.trim(), |(first, _)| first),
            Self::Rest => cut().map_or("", |(_, rest)| rest.trim()),
        }
    }
}

/// How several columns that feed one field come together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The first that holds something.
    #[default]
    First,
    /// All of them with this text between.
    With(String),
}

/// How the dates of a column are read, and what speaks for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// The order.
    pub order: DateOrder,
    /// Values that can be read in no other order.
    pub proofs: u32,
    /// Values that can be read in another order only.
    pub against: u32,
    /// Dates in all.
    pub values: u32,
    /// A person said so.
    pub chosen: bool,
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// What the person decided about columns, and nothing else: small, cheap to copy, and whatever is
/// not in here is as it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChoices {
    /// By column: what it is taken for, or that it is not imported.
    pub targets: BTreeMap<u32, Option<Target>>,
    /// By column: further fields.
    pub feeds: BTreeMap<u32, Vec<Feed>>,
    /// By column: the order of its dates.
    pub dates: BTreeMap<u32, DateOrder>,
    /// By field key: how columns that feed it come together.
    pub joins: BTreeMap<String, Join>,
    /// The country of phone numbers without a calling code, or that there is none.
    pub country: Option<Option<Country>>,
}

/// The columns of a sheet as found and as decided.
///
/// Cheap to copy: a step of undo keeps one.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    found: Arc<Found>,
    choices: ColumnChoices,
    /// `found` with `choices` applied.
    columns: Vec<Column>,
}

impl Mapping {
    /// Finds every column below the header at stored row `header`.
    pub(crate) fn find(config: &Config, table: &Table, header: Option<usize>) -> Self {
        let found = Arc::new(decide::decide(config, table, header));
        Self { columns: found.columns.clone(), found, choices: ColumnChoices::default() }
    }

    /// The columns that hold anything, by position.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns as they were found.
    pub(crate) fn found(&self) -> &[Column] {
        &self.found.columns
    }

    /// What the person decided.
    #[must_use]
    pub const fn choices(&self) -> &ColumnChoices {
        &self.choices
    }

    /// Decides everything anew, as undoing does.
    pub fn set_choices(&mut self, choices: ColumnChoices) {
        self.choices = choices;
        self.columns.clone_from(&self.found.columns);
        for column in &mut self.columns {
            if let Some(target) = self.choices.targets.get(&column.index) {
                column.target.clone_from(target);
                column.evidence = Evidence::Chosen;
                column.confidence = 100;
            }
            if let Some(feeds) = self.choices.feeds.get(&column.index) {
                column.feeds.clone_from(feeds);
            }
        }
        self.follow_dates(None);
    }

    /// Reads dates in the order that the cells prove now, where nobody said one; without counts of now,
    /// by those of the file.
    pub(crate) fn follow_dates(&mut self, counts: Option<&DateCounts>) {
        let counts = counts.unwrap_or(&self.found.dates);
        for column in &mut self.columns {
            let chosen = self.choices.dates.get(&column.index).copied();
            column.dates = counts.read_as(column.index, chosen);
        }
    }

    /// The dates of the file.
    pub(crate) fn dates_found(&self) -> &DateCounts {
        &self.found.dates
    }

    /// The key of the preset that the headers were recognised by.
    #[must_use]
    pub fn preset(&self) -> Option<&str> {
        self.found.preset.as_deref()
    }

    /// Stands for the set of headers, in whatever order: a mapping is remembered under it.
    #[must_use]
    pub fn header_key(&self) -> &str {
        &self.found.header_key
    }

    /// The country of phone numbers without a calling code.
    #[must_use]
    pub fn home(&self, config: &Config) -> Home {
        match (self.choices.country, config.country) {
            (Some(country), _) => Home { country, decided: true },
            (None, Some(country)) => Home { country: Some(country), decided: true },
            (None, None) => Home { country: self.found.country, decided: false },
        }
    }

    /// How the columns that feed a field come together.
    #[must_use]
    pub fn join(&self, field: &str) -> &Join {
        const FIRST: &Join = &Join::First;
        self.choices.joins.get(field).unwrap_or(FIRST)
    }

    /// Fields that more than one column feeds, with how those come together.
    #[must_use]
    pub fn joined(&self) -> Vec<(String, &Join)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for column in &self.columns {
            for target in column.target.iter().chain(column.feeds.iter().map(|feed| &feed.target)) {
                if !matches!(target, Target::SocialId { .. }) {
                    *counts.entry(target.to_string()).or_default() += 1;
                }
            }
        }
        let several = counts.into_iter().filter(|&(_, count)| count > 1);
        several.map(|(field, _)| (field.clone(), self.join(&field))).collect()
    }

    /// Whether there is a column to take ids from.
    #[must_use]
    pub fn has_id_column(&self) -> bool {
        self.columns.iter().any(|column| {
            let feeds = column.feeds.iter().map(|feed| &feed.target);
            column.target.iter().chain(feeds).any(|target| matches!(target, Target::SocialId { .. }))
        })
    }

    pub(crate) fn set_target(
        &mut self,
        config: &Config,
        index: u32,
        target: Option<Target>,
    ) -> Result<(), Refused> {
        known(config, target.as_ref())?;
        self.column(index)?;
        let mut choices = self.choices.clone();
        choices.targets.insert(index, target);
        self.set_choices(choices);
        Ok(())
    }

    pub(crate) fn set_feeds(&mut self, config: &Config, index: u32, feeds: Vec<Feed>) -> Result<(), Refused> {
        for feed in &feeds {
            known(config, Some(&feed.target))?;
            if matches!(feed.target, Target::SocialId { .. }) && feed.part != Part::Whole {
                return Err(Refused::Unknown(format!("part of {}", feed.target)));
            }
        }
        self.column(index)?;
        let mut choices = self.choices.clone();
        choices.feeds.insert(index, feeds);
        self.set_choices(choices);
        Ok(())
    }

    pub(crate) fn set_join(&mut self, config: &Config, field: &str, join: Join) -> Result<(), Refused> {
        let target: Target = field.parse().map_err(|_| Refused::Unknown(field.to_owned()))?;
        known(config, Some(&target))?;
        self.choices.joins.insert(field.to_owned(), join);
        Ok(())
    }

    pub(crate) fn set_dates(&mut self, index: u32, order: Option<DateOrder>) -> Result<(), Refused> {
        self.column(index)?;
        let mut choices = self.choices.clone();
        match order {
            Some(order) => choices.dates.insert(index, order),
            None => choices.dates.remove(&index),
        };
        self.set_choices(choices);
        Ok(())
    }

    pub(crate) fn set_country(&mut self, country: Option<Country>) {
        self.choices.country = Some(country);
    }

    fn column(&self, index: u32) -> Result<&Column, Refused> {
        self.columns.iter().find(|column| column.index == index).ok_or(Refused::NoSuchColumn(index))
    }
}

fn known(config: &Config, target: Option<&Target>) -> Result<(), Refused> {
    match target.filter(|target| !target.is_known(config)) {
        Some(unknown) => Err(Refused::Unknown(unknown.to_string())),
        None => Ok(()),
    }
}
