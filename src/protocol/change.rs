//! Changes of rows, what they would do, and the steps taken so far.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Failure;
use super::rows::{Span, View};

/// A change of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Cells typed, pasted or filled down.
    Edit(Vec<CellEdit>),
    /// Cells pasted, filled or cleared over any stretch of the list.
    Fill(Fill),
    /// Find and replace.
    Replace(Replace),
    /// The repair `kind` of a problem, in one cell, one column or everywhere; see `Overview::repairs`.
    Repair { code: String, kind: String, column: Option<u32>, row: Option<u32> },
    /// Leave rows out of the import, or take them in again.
    Exclude { rows: Rows, exclude: bool },
    /// Take clients for those of the messenger `to`, or (`None`) for those the file says: all of these
    /// rows, or only those of the messenger `from` (empty: of none).
    Move { rows: Rows, from: Option<String>, to: Option<String> },
}

/// A new text for a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellEdit {
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// The text; `None` for what the file holds.
    pub text: Option<String>,
}

/// The same for many cells, at the cost of a small message however many they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Its rows.
    pub span: Span,
    /// Its columns, from 0.
    pub columns: Vec<u32>,
    /// Cells as [`crate::clip::read`] takes them, laid over the rows and columns again and again from
    /// the first; `None` for what the file holds.
    pub text: Option<String>,
}

/// Find and replace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replace {
    /// What to look for.
    pub find: String,
    /// What to put there; `$1` is the first group of a regular expression.
    pub with: String,
    /// `find` is a regular expression.
    pub regex: bool,
    /// Letter case matters.
    pub match_case: bool,
    /// Only cells that are `find` as a whole.
    pub whole_cell: bool,
    /// One column; all of them by default.
    pub column: Option<u32>,
}

/// Rows an action is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    /// Physical numbers.
    Numbers(Vec<u32>),
    /// A stretch of the list.
    Span(Span),
    /// Whatever is listed.
    Listed(View),
}

/// What an action would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Cells.
    pub cells: u32,
    /// Rows.
    pub rows: u32,
    /// The first of them.
    pub samples: Vec<Sample>,
    /// Why it cannot be done: an expression that is none, a column that is not there.
    pub failure: Option<Failure>,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sample {
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// As it is.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// What a recipe would change, step by step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipePreview {
    /// Its steps with what they would change; 0 where they find nothing.
    pub steps: Vec<StepView>,
    /// The first changes.
    pub samples: Vec<Sample>,
}

/// Steps taken and taken back, the nearest hundred of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// From the first to the last; those from `done` on are taken back.
    pub steps: Vec<StepView>,
    /// How many are in force.
    pub done: u32,
}

/// A step in words' terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StepView {
    /// No other step of the file has it; 0 where the step is not made.
    pub number: u32,
    /// `edit`, `replace`, `repair`, `exclude`, `include`, `move`, `returned`, `mapping`, `recipe`, …
    pub kind: String,
    /// Cells or rows changed.
    pub count: u32,
    /// Arguments of the words.
    pub arguments: BTreeMap<String, String>,
}
