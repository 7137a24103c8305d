//! Ids for clients who have none: numbers that are known for placeholders ever after. Such clients are
//! imported and get no messages.

use crate::action::{ActionError, Repair};
use crate::change::{Changes, Tell};
use crate::problem::NO_COLUMN;
use crate::session::Session;

/// Rows that a file is told by.
const LOOKED_AT: usize = 1_000;

impl Session {
    /// Gives every row found a number of its own, in order of rows: one that no id in the import and no
    /// known id is.
    pub(super) async fn gather_placeholders(
        &self,
        repair: &Repair,
        row: Option<u32>,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        let Some(checked) = self.checked() else { return Ok(()) };
        let records = checked.chunks.iter().flat_map(|chunk| &chunk.records).filter(|record| record.sound);
        let mut taken: Vec<u64> = records.map(|record| record.hash).collect();
        taken.sort_unstable();
        let is_free =
            |id: &String| taken.binary_search(&checked.hash(id)).is_err() && !self.reconciling.knows(id);
        let file = self.own_number();
        let mut numbers = (0..).map(|at| self.config.placeholders.nth(file, at)).filter(is_free);
        self.each_found(repair, row, tell, |finding, row| {
            if finding.column != NO_COLUMN
                && let Some(id) = numbers.next()
            {
                changes.set(finding.row, row, u32::from(finding.column), Some(&id));
            }
        })
        .await
    }

    /// A number that the same file always has, and another one hardly ever: of its first rows as they are
    /// in the file, and of how many there are.
    fn own_number(&self) -> u32 {
        /// FNV-1a, which every build counts alike.
        const BASIS: u32 = 0x811c_9dc5;
        const PRIME: u32 = 0x0100_0193;
        let add = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(PRIME);
        let rows = self.draft.table.rows().take(LOOKED_AT);
        let hash = rows.fold(BASIS, |hash, row| {
            row.cells().fold(hash, |hash, cell| cell.source().as_bytes().iter().chain(&[0]).fold(hash, add))
        });
        self.draft.len().to_le_bytes().iter().fold(hash, add)
    }
}
