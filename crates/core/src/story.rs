//! All about one cell: what the file holds, what is shown, what will be sent, and why the row's
//! clients are of their messengers.

use std::collections::BTreeSet;

use importer_contract::Client;

use crate::checked::Checked;
use crate::draft::DraftRow;
use crate::reconcile::FieldChange;
use crate::scan::{self, Record};
use crate::session::Session;
use crate::split::{Detected, SplitEvidence};
use crate::window::ProblemView;

/// All about one cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellStory {
    /// What the file stores, unchanged; empty for an empty cell.
    pub source: String,
    /// `text`, `number`, `date`, `bool`, `error`, `empty`: what the file says it is.
    pub kind: &'static str,
    /// What a spreadsheet shows of it.
    pub shown: String,
    /// What a person changed it to.
    pub changed: Option<String>,
    /// What of it will be sent, by field; empty where nothing will be.
    pub sent: Vec<(String, String)>,
    /// Why the row's clients are of their messengers.
    pub messengers: Vec<MessengerReason>,
    /// What of a known client it would change.
    pub known: Vec<FieldChange>,
    /// What is wrong with it, and with the row as a whole.
    pub problems: Vec<ProblemView>,
}

/// Why a client is of a messenger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessengerReason {
    /// Code; none where it is not known.
    pub messenger: Option<String>,
    /// What it was decided by.
    pub evidence: SplitEvidence,
    /// How sure that is, in percent.
    pub confidence: u8,
}

impl Session {
    /// All about the cell in a row (physical number) and column (from 0); none where the row is not
    /// there.
    #[must_use]
    pub fn cell_story(&self, number: u32, column: u32) -> Option<CellStory> {
        let index = self.draft.index_of(number)?;
        let row = self.draft.row(index)?;
        let file = row.file().cell(column);
        let edit = self.draft.edits.of(index).iter().find(|edit| u32::from(edit.column) == column);
        let mut story = CellStory { kind: "empty", ..CellStory::default() };
        if let Some(cell) = file {
            cell.source().clone_into(&mut story.source);
            story.kind = cell.kind().code();
            story.shown = cell.display().unwrap_or_else(|| cell.text().into_owned());
        }
        story.changed = edit.map(|edit| self.draft.edits.text(edit.text).to_owned());
        let of_cell = self.problems_of(index, &row).into_iter();
        let here = of_cell.filter(|(at, _)| u32::from(*at) == column || *at == crate::problem::NO_COLUMN);
        story.problems = here.map(|(_, problem)| problem).collect();
        let differing = self.differing_cells(number).into_iter();
        story.known = differing.filter(|(at, _)| *at == column).map(|(_, change)| change).collect();
        if let Some(checked) = self.checked() {
            let records = || checked.records_at(index).map(|(_, record)| record);
            story.messengers = records().map(|record| self.reason(checked, record)).collect();
            let ready = records().filter(|record| record.is_ready());
            story.sent = self.sent_of(&row, column, ready);
        }
        Some(story)
    }

    fn reason(&self, checked: &Checked, record: &Record) -> MessengerReason {
        let Detected { messenger, evidence, confidence } = checked.rules.settled(record);
        let messenger = self.config.messengers.get(usize::from(messenger));
        let messenger = messenger.map(|messenger| messenger.code.clone());
        MessengerReason { messenger, evidence, confidence }
    }

    /// The fields of clients that would be otherwise without the cell.
    fn sent_of<'a>(
        &self,
        row: &DraftRow<'_>,
        column: u32,
        records: impl Iterator<Item = &'a Record>,
    ) -> Vec<(String, String)> {
        let plan = self.plan();
        let mut sent = BTreeSet::new();
        for record in records {
            let with = scan::client(&plan, row.number(), row.cells(), record.column);
            let others = row.cells().filter(|cell| cell.column() != column);
            let without = scan::client(&plan, row.number(), others, record.column);
            let without: BTreeSet<(String, String)> = values(without).collect();
            sent.extend(values(with).filter(|value| !without.contains(value)));
        }
        sent.into_iter().collect()
    }
}

/// The values of a client by field.
fn values(client: Client) -> impl Iterator<Item = (String, String)> {
    let id = ("social_id".to_owned(), client.social_id);
    let name = client.name.map(|name| ("name".to_owned(), name));
    let id = (!id.1.is_empty()).then_some(id);
    id.into_iter().chain(name).chain(client.fields).chain(client.custom_fields)
}
