//! A mapping as JSON: kept for a set of headers, taken over for the next file that has them. Columns
//! are known by header and by which of equal ones they are, never by letter, so a column may move.
//!
//! ```json
//! { "version": 1, "header_key": "4be1a62c39f0d512", "country": "UA",
//!   "columns": [{"header": "Телефон", "target": "phone"},
//!               {"header": "Телефон", "nth": 1, "target": null},
//!               {"header": "Клиент", "target": "name", "feeds": [{"target": "first_name", "part": "first"}]},
//!               {"header": "Создан", "target": "created_at", "dates": "dmy"}],
//!   "joins": {"phone": {"with": ", "}} }
//! ```

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::config::Config;
use crate::date::DateOrder;
use crate::fold::fold;
use crate::json::{self, Misfit};
use crate::mapping::{Column, ColumnChoices, Feed, Join, Mapping, Part, Target};
use crate::phone::Country;

const VERSION: u32 = 1;

/// Header names and fields: nothing of the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    version: u32,
    header_key: String,
    /// Null is the decision that there is none; absent is no decision.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "there")]
    country: Option<Option<Country>>,
    columns: Vec<SavedColumn>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    joins: BTreeMap<String, Join>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedColumn {
    header: String,
    /// How many columns of this header stand before it.
    #[serde(default, skip_serializing_if = "is_first")]
    nth: u32,
    target: Option<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    feeds: Vec<Feed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dates: Option<DateOrder>,
}

fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Country>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(nth: &u32) -> bool {
    *nth == 0
}

/// Why a mapping cannot be taken over at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// It is no mapping.
    #[error("{path}: {message}")]
    Unreadable {
        /// The place: `$.columns[3].target`.
        path: String,
        /// What is wrong there.
        message: String,
    },
    /// It was written by a later version.
    #[error("$.version: {0} is newer than this importer")]
    Newer(u32),
    /// None of its headers is here.
    #[error("none of its headers is in this file")]
    OtherFile,
}

/// What of a mapping had no place here; the rest was taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Unfit {
    /// Headers that are not in this file.
    pub headers: Vec<String>,
    /// Fields and messengers that this configuration does not know.
    pub targets: Vec<String>,
}

impl Mapping {
    /// The mapping as JSON.
    #[must_use]
    pub fn save(&self) -> String {
        let choices = self.choices();
        let columns = keyed(self.columns()).into_iter().map(|((_, nth), column)| SavedColumn {
            header: column.header.clone(),
            nth,
            target: column.target.clone(),
            feeds: column.feeds.clone(),
            dates: choices.dates.get(&column.index).copied(),
        });
        let saved = Saved {
            version: VERSION,
            header_key: self.header_key().to_owned(),
            country: choices.country,
            columns: columns.collect(),
            joins: choices.joins.clone(),
        };
        serde_json::to_string(&saved).unwrap_or_default()
    }

    /// Takes a saved mapping over, in place of all choices so far.
    ///
    /// # Errors
    /// [`MappingError`], and nothing changes.
    pub(crate) fn take_over(&mut self, config: &Config, json: &str) -> Result<Unfit, MappingError> {
        let saved = read(json)?;
        let headers: HashSet<String> = self.columns().iter().map(|column| fold(&column.header)).collect();
        if !saved.columns.iter().any(|column| headers.contains(&fold(&column.header))) {
            return Err(MappingError::OtherFile);
        }
        let (choices, unfit) = fitted(config, self.found(), saved);
        self.set_choices(choices);
        Ok(unfit)
    }
}

fn read(json: &str) -> Result<Saved, MappingError> {
    let saved: Saved =
        json::read(json).map_err(|Misfit { path, message }| MappingError::Unreadable { path, message })?;
    if saved.version > VERSION {
        return Err(MappingError::Newer(saved.version));
    }
    Ok(saved)
}

/// What of a saved mapping has a place among these columns.
fn fitted(config: &Config, columns: &[Column], saved: Saved) -> (ColumnChoices, Unfit) {
    let mut choices = ColumnChoices { country: saved.country, ..ColumnChoices::default() };
    let mut unfit = Unfit::default();
    let places: HashMap<(String, u32), &Column> = keyed(columns).into_iter().collect();
    for saved in saved.columns {
        let Some(column) = places.get(&(fold(&saved.header), saved.nth)) else {
            if saved.target.is_some() || !saved.feeds.is_empty() {
                unfit.headers.push(saved.header);
            }
            continue;
        };
        let mut is_known = |target: &Target| {
            let is_known = target.is_known(config);
            if !is_known {
                unfit.targets.push(target.to_string());
            }
            is_known
        };
        // What was found by itself anyway is no decision, and keeps its reasons.
        if saved.target.as_ref().is_none_or(&mut is_known) && saved.target != column.target {
            choices.targets.insert(column.index, saved.target);
        }
        let is_whole_id =
            |feed: &Feed| !matches!(feed.target, Target::SocialId { .. }) || feed.part == Part::Whole;
        let feeds: Vec<Feed> =
            saved.feeds.into_iter().filter(|feed| is_whole_id(feed) && is_known(&feed.target)).collect();
        if feeds != column.feeds {
            choices.feeds.insert(column.index, feeds);
        }
        if let Some(order) = saved.dates {
            choices.dates.insert(column.index, order);
        }
    }
    for (field, join) in saved.joins {
        match field.parse::<Target>() {
            Ok(target) if target.is_known(config) => {
                choices.joins.insert(field, join);
            }
            _ => unfit.targets.push(field),
        }
    }
    (choices, unfit)
}

/// Columns by folded header and by which of equal ones they are.
pub(crate) fn keyed(columns: &[Column]) -> Vec<((String, u32), &Column)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    columns
        .iter()
        .map(|column| {
            let header = fold(&column.header);
            let nth = seen.entry(header.clone()).or_default();
            let key = (header, *nth);
            *nth += 1;
            (key, column)
        })
        .collect()
}
