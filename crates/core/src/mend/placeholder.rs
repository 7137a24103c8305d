//! Ids for clients who have none: numbers that are known for placeholders ever after. Such clients are
//! imported and get no messages.

use super::places::found;
use crate::action::Repair;
use crate::change::Changes;
use crate::problem::NO_COLUMN;
use crate::session::Session;

impl Session {
    /// Ids that other clients are known by: no made-up id will be one of them.
    pub fn set_known_ids(&mut self, ids: impl IntoIterator<Item = String>) {
        self.known_ids = ids.into_iter().collect();
    }

    /// Gives every row found a number of its own, in order of rows: one that no id in the import and no
    /// known id is.
    pub(super) fn gather_placeholders(&self, repair: &Repair, row: Option<u32>, changes: &mut Changes) {
        let Some(checked) = self.checked() else { return };
        let records = checked.chunks.iter().flat_map(|chunk| &chunk.records).filter(|record| record.sound);
        let mut taken: Vec<u64> = records.map(|record| record.hash).collect();
        taken.sort_unstable();
        let is_free = |id: &String| {
            taken.binary_search(&checked.hash(id)).is_err()
                && !self.known_ids.contains(id)
                && !self.reconciling.knows(id)
        };
        let mut numbers = (0..).map(|at| self.config.placeholders.nth(at)).filter(is_free);
        for finding in found(checked, repair, row).filter(|finding| finding.column != NO_COLUMN) {
            if let (Some(row), Some(id)) = (self.draft.row(finding.row), numbers.next()) {
                changes.set(finding.row, &row, u32::from(finding.column), Some(&id));
            }
        }
    }
}
