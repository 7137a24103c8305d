//! Everything the page knows of an open file: counts and choices, no rows.

use serde::{Deserialize, Serialize};

use super::change::History;
use super::columns::{Column, FieldJoin, TargetChoice};
use super::known::KnownClients;

/// Everything the page knows of an open file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// File name.
    pub file: String,
    /// Bytes.
    pub size: u64,
    /// `xlsx`, `csv`, …
    pub format: String,
    /// Encoding of delimited text.
    pub encoding: Option<String>,
    /// Delimiter of delimited text.
    pub delimiter: Option<char>,
    /// Worksheets.
    pub sheets: Vec<Sheet>,
    /// The open one.
    pub sheet: usize,
    /// Physical number of the header row.
    pub header: Option<u32>,
    /// Rows that could be the header: the first few with cells.
    pub header_choices: Vec<HeaderChoice>,
    /// Columns that hold cells.
    pub columns: Vec<Column>,
    /// Fields a column can be mapped to.
    pub targets: Vec<TargetChoice>,
    /// Messengers by code and name.
    pub messengers: Vec<MessengerName>,
    /// Rows under the header that hold cells.
    pub rows: u32,
    /// Rows without cells between the header and the last row.
    pub blank_rows: u32,
    /// Hidden rows.
    pub hidden_rows: u32,
    /// Whether they take part.
    pub include_hidden: bool,
    /// Clients found (a row with ids of two messengers is two).
    pub clients: u32,
    /// Clients that can be sent.
    pub ready: u32,
    /// Rows with errors.
    pub error_rows: u32,
    /// Those of them whose errors are their own: the backend refused nothing of them.
    pub held_back: u32,
    /// Rows with warnings and no errors.
    pub warning_rows: u32,
    /// Problems by code, gravest first.
    pub problems: Vec<ProblemCount>,
    /// Clients by messenger.
    pub groups: Vec<Group>,
    /// Rows a person left out.
    pub excluded_rows: u32,
    /// Cells that are not as the file has them.
    pub changed_cells: u32,
    /// What can be repaired in one go.
    pub repairs: Vec<Repair>,
    /// Steps taken and taken back.
    pub history: History,
    /// The preset the headers were recognised by: `amocrm_contacts`, `zoho_contacts`, …
    pub preset: Option<String>,
    /// Stands for the set of headers: a mapping is remembered under it.
    pub header_key: String,
    /// The mapping as JSON: header names and fields, nothing of the rows.
    pub mapping: String,
    /// What of the mapping that was just taken over has no place here: headers, then fields.
    pub unfit: Vec<String>,
    /// What was taken over of the corrected file that has just come back.
    pub returned: Option<Returned>,
    /// How columns that feed one field come together, for the fields that more than one feeds.
    pub joins: Vec<FieldJoin>,
    /// The country of phone numbers without a code.
    pub country: Option<String>,
    /// The person or the configuration said so; otherwise it is what the file's other numbers suggest,
    /// and numbers are not completed by it without asking.
    pub country_chosen: bool,
    /// Countries to choose from, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Clients that the backend refused and that are different now.
    pub repaired: u32,
    /// These and those that are as they were refused.
    pub refused: u32,
    /// Cells that are merged over others, columns the file hides, and rows a filter hides.
    pub shape: Shape,
    /// How it compares with clients that are known, where any are.
    pub known: Option<KnownClients>,
}

/// A worksheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Name on the tab.
    pub name: String,
    /// Hidden by its author.
    pub hidden: bool,
}

/// A row offered as the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderChoice {
    /// Physical number.
    pub row: u32,
    /// Its first cells.
    pub preview: String,
}

/// What a spreadsheet shows otherwise than it stores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Areas of merged cells.
    pub merged: u32,
    /// Letters of hidden columns that hold cells.
    pub hidden_columns: Vec<String>,
    /// The area with a filter: `A1:F200`.
    pub filter: Option<String>,
}

/// A messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessengerName {
    /// `TELEGRAM`.
    pub code: String,
    /// `Telegram`.
    pub name: String,
}

/// How often a problem occurs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProblemCount {
    /// `social_id.missing`.
    pub code: String,
    /// Blocks, error or warning.
    pub severity: Severity,
    /// Occurrences.
    pub count: u32,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing can be sent.
    Blocks,
    /// The row is not sent.
    Error,
    /// The row is sent.
    Warning,
}

/// The clients of one messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Code; `None` where the messenger is not known.
    pub messenger: Option<String>,
    /// Clients.
    pub clients: u32,
    /// Clients that can be sent.
    pub ready: u32,
    /// Clients that will be sent: not those who are known to be as they are in the file.
    pub to_send: u32,
    /// What it was decided by: `chosen`, `column`, `id_column`, `id_form`, `none`.
    pub evidence: String,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// Ready clients with a placeholder for an id: they get no messages.
    pub placeholders: u32,
    /// Ready clients whose id has not the form of the messenger: they may get no messages.
    pub mismatches: u32,
    /// All that speaks for the messenger, from the strongest to the weakest.
    pub reasons: Vec<Reason>,
}

/// Clients that are in a group for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// As in `Group`.
    pub evidence: String,
    /// How many.
    pub clients: u32,
    /// How sure that is, in percent.
    pub confidence: u8,
}

/// What was taken over of a corrected file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Cells changed.
    pub cells: u32,
    /// Cells that a person changed here and the file has as they were: they stay.
    pub kept: u32,
    /// Rows that are not in the file; they stay.
    pub gone: u32,
    /// Rows that only the file has; they are not taken in.
    pub added: u32,
}

/// A repair that can be made in one go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Repair {
    /// The problem.
    pub code: String,
    /// What is done about it: `clean`, `digits`, `placeholder`, `international`, `keep_first`, ….
    pub kind: String,
    /// Where; everywhere by default.
    pub column: Option<u32>,
    /// Cells or rows it would change.
    pub count: u32,
}
