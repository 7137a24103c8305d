//! Which rows are listed, and what of them travels to be painted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::Replace;
use super::overview::Severity;

/// Which rows are listed, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    /// Which rows.
    pub filter: Filter,
    /// Only rows in which a cell holds this text, letter case aside; empty for all.
    pub text: String,
    /// The order; that of the file by default.
    pub sort: Option<Sort>,
}

/// A window of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The list.
    pub view: View,
    /// Position of the first row.
    pub from: u32,
    /// Rows.
    pub count: u32,
    /// The first column of those whose cells are wanted, from 0, and the first behind them; all by
    /// default. Cells with problems come in any case.
    pub columns: Option<(u32, u32)>,
    /// What is looked for: cells that have it are marked.
    pub mark: Option<Replace>,
}

/// A cell with what was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Position of its row in the list.
    pub position: u32,
    /// Column, from 0.
    pub column: u32,
    /// Which of them it is, from 1.
    pub number: u32,
    /// How many there are.
    pub total: u32,
}

/// An order of rows to look at; nothing is moved in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// Column, from 0.
    pub column: u32,
    /// From the greatest to the least.
    pub descending: bool,
}

/// Which rows a window is cut from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Filter {
    /// Every row.
    #[default]
    All,
    /// Rows with any problem.
    Problems,
    /// Rows that will not be sent.
    Errors,
    /// Rows with this problem.
    Code(String),
    /// Rows the backend did not take.
    Rejected,
    /// Rows that will be sent.
    Ready,
    /// Rows a person left out.
    Excluded,
    /// Rows that are not as the file has them.
    Changed,
    /// Rows of one messenger; `None` for rows whose messenger is not known.
    Messenger(Option<String>),
    /// Rows with a client of whom sending would do this: `new`, `changed`, `same`, `second_card`,
    /// `not_compared`.
    Standing(String),
}

/// A stretch of the rows that are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The list.
    pub view: View,
    /// Position of its first row.
    pub from: u32,
    /// Rows in it.
    pub count: u32,
}

/// A window of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Rows of the filter in all.
    pub total: u32,
    /// Position of the first row here.
    pub from: u32,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row as painted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// Physical number.
    pub number: u32,
    /// Hidden in the file.
    pub hidden: bool,
    /// A person left it out.
    pub excluded: bool,
    /// Cells by column.
    pub cells: Vec<CellView>,
    /// Problems of the row as a whole.
    pub problems: Vec<ProblemView>,
}

/// Characters of a cell's text that travel to be painted; a longer one ends with an ellipsis.
pub const PAINTED: usize = 2_000;

/// A cell as painted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellView {
    /// Column, from 0.
    pub column: u32,
    /// What a person sees, its first [`PAINTED`] characters.
    pub text: String,
    /// Numbers align to the end.
    pub number: bool,
    /// It is not as the file has it.
    pub changed: bool,
    /// What is looked for is in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
    /// It would change a known client.
    pub differs: bool,
    /// Its problems.
    pub problems: Vec<ProblemView>,
}

/// A problem of a cell or row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemView {
    /// `social_id.damaged`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Arguments of the words.
    pub arguments: BTreeMap<String, String>,
    /// Repairs that can be made right here, by kind.
    pub repairs: Vec<String>,
}

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Position in the list.
    pub position: u32,
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0; none where the problem is the row's.
    pub column: Option<u32>,
}

/// Where in the file the problems are: its rows in as many stretches as there are entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemMap {
    /// From the top of the file.
    pub stretches: Vec<Stretch>,
}

/// A stretch of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Physical number of its first row.
    pub row: u32,
    /// Rows in it.
    pub rows: u32,
    /// Rows with errors.
    pub errors: u32,
    /// Rows with warnings and no errors.
    pub warnings: u32,
}

/// All about a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellStory {
    /// What the file stores, unchanged.
    pub source: String,
    /// `text`, `number`, `date`, `bool`, `error`, `empty`: what the file says it is.
    pub kind: String,
    /// What a spreadsheet shows.
    pub shown: String,
    /// What a person changed it to.
    pub changed: Option<String>,
    /// What will be sent, by field; empty where nothing will be.
    pub sent: Vec<SentValue>,
    /// What of a known client it would change.
    pub known: Vec<FieldChange>,
    /// Why the row's clients are of their messengers.
    pub messengers: Vec<MessengerReason>,
    /// What is wrong, and the repairs that can be made right here.
    pub problems: Vec<ProblemView>,
}

/// A value as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentValue {
    /// Field key.
    pub field: String,
    /// The value.
    pub text: String,
}

/// Why a client is of a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessengerReason {
    /// Code; `None` where it is not known.
    pub messenger: Option<String>,
    /// What it was decided by, as in `Group`.
    pub evidence: String,
    /// How sure that is, in percent.
    pub confidence: u8,
}

/// A field of a known client that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Field key.
    pub field: String,
    /// What is known.
    pub old: Option<String>,
    /// What would be sent; `None` where the value is taken away.
    pub new: Option<String>,
}
