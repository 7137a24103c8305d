//! Counts over the whole sheet, from the counts of its chunks: whatever the sheet's size, they cost
//! next to nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::problem::{Code, Severity};
use crate::session::Session;
use crate::split::Group;
use crate::tally::Tally;

/// How often a problem occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProblemCount {
    /// Which.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Cells (or rows, where it is the row's) that have it.
    pub count: usize,
}

/// Counts over the whole sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Whether the counts are of the present cells and choices; otherwise clients, rows with problems,
    /// problems and groups wait for [`Session::check`].
    pub checked: bool,
    /// Non-empty rows under the header; hidden ones count if they are included.
    pub rows: usize,
    /// Empty rows between the header and the last row.
    pub blank_rows: u32,
    /// Hidden rows under the header, included or not.
    pub hidden_rows: usize,
    /// Whether hidden rows are included.
    pub include_hidden: bool,
    /// Rows under the header that a person left out; they are among `rows` all the same.
    pub excluded_rows: usize,
    /// Cells under the header that are not as the file has them.
    pub changed_cells: usize,
    /// Clients with an id; a row with ids of two messengers is two.
    pub clients: usize,
    /// Clients that can be sent once their messenger is decided.
    pub ready: usize,
    /// Rows that hold a problem because of which a client is not sent.
    pub rows_with_errors: usize,
    /// Rows that hold a warning and no error.
    pub rows_with_warnings: usize,
    /// All problems, the worst first.
    pub problems: Vec<ProblemCount>,
    /// Clients by messenger.
    pub groups: Vec<Group>,
}

impl Session {
    /// Counts over the whole sheet.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let first = self.settings.first_row();
        let under_header = self.draft.len().saturating_sub(first) as usize;
        let include_hidden = self.settings.include_hidden;
        let mut summary = Summary {
            rows: under_header,
            blank_rows: self.blank_rows(),
            include_hidden,
            excluded_rows: self.draft.excluded.len(),
            changed_cells: self.draft.edits.len(),
            ..Summary::default()
        };
        let Some(checked) = self.checked() else { return summary };
        let tally = self.tally();
        summary.checked = true;
        summary.hidden_rows = checked.chunks.iter().map(|chunk| chunk.hidden as usize).sum();
        if !include_hidden {
            summary.rows = under_header.saturating_sub(summary.hidden_rows);
        }
        summary.clients = tally.clients as usize;
        summary.groups = tally.groups(&self.config, &checked.rules);
        summary.ready = summary.groups.iter().map(|group| group.ready).sum();
        summary.rows_with_errors = tally.error_rows as usize;
        summary.rows_with_warnings = tally.warning_rows as usize;
        summary.problems = self.problem_counts(&tally);
        summary
    }

    /// The counts of all chunks together.
    pub(crate) fn tally(&self) -> Tally {
        let chunks = self.checked().map_or(&[][..], |checked| &checked.chunks);
        Tally::sum(chunks.iter().map(|chunk| &chunk.tally))
    }

    fn problem_counts(&self, tally: &Tally) -> Vec<ProblemCount> {
        let mut counts: BTreeMap<(Reverse<Severity>, Code), usize> = BTreeMap::new();
        if !self.has_id_column() {
            counts.insert((Reverse(Severity::Blocks), Code::SocialIdColumnMissing), 1);
        }
        for (_, problem) in self.column_problems() {
            *counts.entry((Reverse(problem.severity), problem.code)).or_default() += 1;
        }
        for (kind, severity, count) in tally.kinds() {
            *counts.entry((Reverse(severity), kind.0)).or_default() += count as usize;
        }
        let count = |((severity, code), count): ((Reverse<Severity>, Code), usize)| ProblemCount {
            code,
            severity: severity.0,
            count,
        };
        counts.into_iter().map(count).collect()
    }

    fn blank_rows(&self) -> u32 {
        let number = |index: u32| self.draft.table.row(index as usize).map(|row| row.number());
        let last = self.draft.len().checked_sub(1).and_then(number).unwrap_or_default();
        let rows = self.draft.len().saturating_sub(self.settings.first_row());
        last.saturating_sub(self.header().row.unwrap_or(0)).saturating_sub(rows)
    }
}
