//! The steps of a recipe as they are written: what of a file they may name, and nothing of how they are
//! made.

use serde::{Deserialize, Serialize};

use crate::listing::Filter;
use crate::mapping::Target;
use crate::reconcile::Standing;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Step {
    Edit(Vec<Edit>),
    Replace {
        find: String,
        with: String,
        #[serde(default, skip_serializing_if = "is_false")]
        regex: bool,
        #[serde(default, skip_serializing_if = "is_false")]
        match_case: bool,
        #[serde(default, skip_serializing_if = "is_false")]
        whole_cell: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<Place>,
    },
    Repair {
        #[serde(with = "text")]
        code: crate::Code,
        #[serde(with = "text")]
        kind: crate::RepairKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<Place>,
        /// In the row with this id only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Which of the rows with it, from 0; the first where it is not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nth: Option<u32>,
    },
    /// The same cells again and again; without texts, what the file holds.
    Fill {
        columns: Vec<Place>,
        #[serde(default)]
        texts: Option<Vec<String>>,
        rows: Which,
    },
    Exclude(Which),
    Include(Which),
    Move {
        rows: Which,
        /// Only clients of this messenger; empty for those of none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        to: Option<String>,
    },
    Header(HeaderAt),
    Target {
        column: Place,
        target: Option<Target>,
    },
    /// A mapping, as it is kept for a set of headers.
    Mapping(serde_json::Value),
    Messenger {
        from: Option<String>,
        to: Option<String>,
    },
    AllMessengers {
        to: Option<String>,
    },
    HiddenRows(bool),
}

impl Step {
    pub(super) const fn is_of_no_client(&self) -> bool {
        match self {
            Self::Edit(_) | Self::Fill { .. } | Self::Replace { .. } | Self::Repair { id: Some(_), .. } => {
                false
            }
            Self::Exclude(rows) | Self::Include(rows) | Self::Move { rows, .. } => {
                rows.ids.is_empty() && rows.text.is_empty()
            }
            Self::Repair { .. }
            | Self::Header(_)
            | Self::Target { .. }
            | Self::Mapping(_)
            | Self::Messenger { .. }
            | Self::AllMessengers { .. }
            | Self::HiddenRows(_) => true,
        }
    }
}

/// A header row by physical number, with what stands for its headers: in a file that has others there it
/// is no header. Without the key, as recipes had it before, the row is taken unless the file has another
/// header of which names of fields, or the person, leave no doubt. Null is no header at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum HeaderAt {
    Known { row: u32, key: String },
    Row(Option<u32>),
}

/// A column: by its header and which of equal ones it is, or by letters where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) header: String,
    #[serde(default, skip_serializing_if = "is_first")]
    pub(super) nth: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) letter: Option<String>,
}

/// A cell, found only where the row has the id and the cell the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    pub(super) column: Place,
    pub(super) id: String,
    /// Which of the rows with the id, from 0; all of them where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) nth: Option<u32>,
    pub(super) from: String,
    pub(super) to: String,
}

/// A row: by its id alone where no other has it, otherwise `{"id": "208310224", "nth": 1}`, from 0. An
/// id alone means all rows that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenId", into = "WrittenId")]
pub(super) struct RowId {
    pub(super) id: String,
    pub(super) nth: Option<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenId {
    All(String),
    One(OneOfAlike),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneOfAlike {
    id: String,
    nth: u32,
}

impl From<WrittenId> for RowId {
    fn from(written: WrittenId) -> Self {
        match written {
            WrittenId::All(id) => Self { id, nth: None },
            WrittenId::One(OneOfAlike { id, nth }) => Self { id, nth: Some(nth) },
        }
    }
}

impl From<RowId> for WrittenId {
    fn from(RowId { id, nth }: RowId) -> Self {
        match nth {
            Some(nth) => Self::One(OneOfAlike { id, nth }),
            None => Self::All(id),
        }
    }
}

/// Rows, by id or by what lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ids: Vec<RowId>,
    /// `problems`, `code:row.duplicate`, `messenger:VIBER`, …
    #[serde(default, skip_serializing_if = "Option::is_none", with = "filter_text")]
    pub(super) filter: Option<Filter>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(nth: &u32) -> bool {
    *nth == 0
}

/// Values that go by their text.
mod text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

mod filter_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::listing::Filter;

    pub(super) fn serialize<S: Serializer>(
        filter: &Option<Filter>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match filter {
            Some(filter) => serializer.serialize_str(&super::filter_name(filter)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Filter>, D::Error> {
        let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let unknown = || serde::de::Error::custom(format!("no such filter: {name}"));
        super::filter_named(&name).map(Some).ok_or_else(unknown)
    }
}

fn filter_name(filter: &Filter) -> String {
    match filter {
        Filter::All => "all".to_owned(),
        Filter::Problems => "problems".to_owned(),
        Filter::Errors => "errors".to_owned(),
        Filter::Rejected => "rejected".to_owned(),
        Filter::Ready => "ready".to_owned(),
        Filter::Excluded => "excluded".to_owned(),
        Filter::Changed => "changed".to_owned(),
        Filter::Code(code) => format!("code:{code}"),
        Filter::Messenger(code) => format!("messenger:{}", code.as_deref().unwrap_or_default()),
        Filter::Standing(standing) => format!("standing:{}", standing.as_str()),
    }
}

fn filter_named(name: &str) -> Option<Filter> {
    Some(match name.split_once(':') {
        Some(("code", code)) => Filter::Code(code.parse().ok()?),
        Some(("standing", name)) => Filter::Standing(Standing::named(name)?),
        Some(("messenger", "")) => Filter::Messenger(None),
        Some(("messenger", code)) => Filter::Messenger(Some(code.to_owned())),
        Some(_) => return None,
        None => match name {
            "all" => Filter::All,
            "problems" => Filter::Problems,
            "errors" => Filter::Errors,
            "rejected" => Filter::Rejected,
            "ready" => Filter::Ready,
            "excluded" => Filter::Excluded,
            "changed" => Filter::Changed,
            _ => return None,
        },
    })
}
