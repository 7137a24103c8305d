//! The columns of the file and the fields they go to.

use serde::{Deserialize, Serialize};

/// The evidence of a column that is the importer's own: row numbers in a workbook it made.
pub const ROW_NUMBERS: &str = "row_numbers";

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Column {
    /// Position, from 0.
    pub index: u32,
    /// `A`, `B`, … `XFD`.
    pub letter: String,
    /// Text of the header cell.
    pub header: String,
    /// First values.
    pub samples: Vec<String>,
    /// Rows in which it is filled.
    pub filled: u32,
    /// Field it is mapped to.
    pub target: Option<String>,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// What it was decided by: `header_exact`, `header_alias`, `preset`, `content`, `chosen`,
    /// `none`; or [`ROW_NUMBERS`].
    pub evidence: String,
    /// Further fields its values go to.
    pub feeds: Vec<Feed>,
    /// How dates are read, where the column holds dates written as text.
    pub dates: Option<DateOrder>,
}

impl Column {
    /// Whether it is the importer's own, and nothing to map.
    #[must_use]
    pub fn is_row_numbers(&self) -> bool {
        self.evidence == ROW_NUMBERS
    }

    /// Whether its values go to a field of the platform's own: ids, phones and dates, no quantities.
    #[must_use]
    pub fn is_of_a_field(&self) -> bool {
        self.target.as_deref().is_some_and(|target| !target.starts_with("custom:"))
    }

    /// Whether it feeds no field, though it could.
    #[must_use]
    pub fn is_unmapped(&self) -> bool {
        self.target.is_none() && self.feeds.is_empty() && !self.is_row_numbers()
    }
}

/// How the dates of a column are read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateOrder {
    /// `dmy`, `mdy`, `ymd`.
    pub order: String,
    /// Values that can be read in no other order.
    pub proofs: u32,
    /// Values that say something else.
    pub against: u32,
    /// Dates in all.
    pub values: u32,
    /// A person said so.
    pub chosen: bool,
}

/// A field a column can be mapped to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetChoice {
    /// `name`, `social_id`, `social_id:VIBER`, …
    pub target: String,
    /// Field key, for the words.
    pub field: String,
    /// Messenger name of an id column.
    pub messenger: Option<String>,
}

/// A further field that a column's values go to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Feed {
    /// `name`, `social_id:WHATSAPP`, …
    pub target: String,
    /// Which part of the value.
    pub part: Part,
}

/// Which part of a value goes to a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The first word.
    First,
    /// Everything after the first word.
    Rest,
}

/// How several columns that feed one field come together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Join {
    /// The first that holds something.
    First,
    /// All of them with this text between.
    With(String),
}

/// How columns that feed one field come together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldJoin {
    /// Field key.
    pub field: String,
    /// How.
    pub join: Join,
}
