//! What is done about clients that are there more than once.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use importer_sheet::CellKind;

use crate::action::{ActionError, Repair};
use crate::change::{Changes, Tell};
use crate::checked::{CHUNK, Checked};
use crate::config::FieldKind;
use crate::draft::DraftCell;
use crate::piecemeal::tell_and_rest;
use crate::plan::{Plan, Role};
use crate::repair::RepairKind;
use crate::scan::Record;
use crate::session::Session;
use crate::value::{IdReading, read_id};

/// Rows between two reports of progress.
const STEP: usize = 1_024;

/// A record by row and column.
type Place = (u32, u16);

impl Session {
    /// Keeps one record of each group. A row that has no other client is left out; where it has, only
    /// the id that is there twice is taken out of it.
    pub(super) async fn gather_duplicates(
        &self,
        repair: &Repair,
        row: Option<u32>,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        match self.drop_duplicates(repair, row, changes, tell).await {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ActionError::Stopped),
        }
    }

    async fn drop_duplicates(
        &self,
        repair: &Repair,
        row: Option<u32>,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> ControlFlow<()> {
        let Some(checked) = self.checked() else { return ControlFlow::Continue(()) };
        let all = self.draft.len() as usize;
        // Rows are gone through twice, to see which record of a group stays and which rows lose one.
        let total = all * 3;
        let kept = kept(checked, repair, row, (0, total), tell).await?;
        let is_lost = |record: &Record| {
            let winner = record.twin.then(|| kept.get(&checked.rules.key(record))).flatten();
            winner.is_some_and(|&place| place != (record.row, record.column))
        };
        let mut lossy: Vec<u32> = Vec::new();
        for (done, chunk) in (all..).step_by(CHUNK as usize).zip(&checked.chunks) {
            tell_and_rest(tell, done, total).await?;
            lossy.extend(chunk.records.iter().filter(|record| is_lost(record)).map(|record| record.row));
        }
        lossy.dedup();
        // Who fills the gaps of which row, in order of rows.
        let mut fillers: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
        for (at, index) in lossy.into_iter().enumerate() {
            if at.is_multiple_of(STEP) {
                tell_and_rest(tell, all * 2 + index as usize, total).await?;
            }
            let (lost, others): (Vec<_>, Vec<_>) =
                checked.records_at(index).map(|(_, record)| record).partition(|record| is_lost(record));
            let goes = others.is_empty();
            for record in &lost {
                if let Some(&(keeper, _)) = kept.get(&checked.rules.key(record)).filter(|at| at.0 != index) {
                    fillers.entry(keeper).or_default().push((index, goes));
                }
            }
            if goes {
                changes.toggle(index);
            } else if let Some(row) = self.draft.row(index) {
                lost.iter().for_each(|record| changes.set(index, &row, u32::from(record.column), Some("")));
            }
        }
        if repair.kind == RepairKind::Merge {
            for (at, (&keeper, rows)) in fillers.iter().enumerate() {
                if at.is_multiple_of(STEP) {
                    tell_and_rest(tell, total, total).await?;
                }
                self.fill_gaps(keeper, rows, changes);
            }
        }
        ControlFlow::Continue(())
    }

    /// Fills what `keeper` has not from the rows that follow it, the first that has it. Ids of a row
    /// that stays are its own.
    fn fill_gaps(&self, keeper: u32, fillers: &[(u32, bool)], changes: &mut Changes) {
        let Some(row) = self.draft.row(keeper) else { return };
        let plan = self.plan();
        let is_id = |column: u32| plan.ids.iter().any(|id| u32::from(id.column) == column);
        let is_gap = |text: &str| self.config.is_empty_value(text.trim());
        let mut filled: HashSet<u32> = HashSet::new();
        for &(filler, goes) in fillers {
            let Some(from) = self.draft.row(filler) else { continue };
            for cell in from.cells().filter(|cell| goes || !is_id(cell.column())) {
                let column = cell.column();
                let has = row.cell(column).is_some_and(|own| !is_gap(&own.shown()));
                if !has && !is_gap(&cell.shown()) && filled.insert(column) {
                    changes.set(keeper, &row, column, Some(&copied(&plan, &cell)));
                }
            }
        }
    }
}

/// The text that means in another row what the cell means in its own: digits of an id and of a phone
/// whatever their format shows, of everything else what is shown.
fn copied<'a>(plan: &Plan<'_>, cell: &DraftCell<'a>) -> Cow<'a, str> {
    let roles = plan.roles(cell.column());
    let is_digits = |role: &Role<'_>| match role {
        Role::Id(_) => true,
        Role::Field(slot) => slot.kind == FieldKind::Phone,
    };
    let value = cell.value();
    if cell.kind() == CellKind::Number
        && roles.iter().any(is_digits)
        && let IdReading::Id { text, .. } = read_id(value.kind, cell.source(), value.display.as_deref())
    {
        return text;
    }
    cell.shown()
}

/// The record that stays of each group the repair is about.
async fn kept(
    checked: &Checked,
    repair: &Repair,
    row: Option<u32>,
    (mut done, total): (usize, usize),
    tell: Tell<'_>,
) -> ControlFlow<(), HashMap<u64, Place>> {
    let mut kept = HashMap::new();
    let mut keep = |record: &Record, key: u64| {
        let place = (record.row, record.column);
        if repair.kind == RepairKind::KeepLast {
            kept.insert(key, place);
        } else {
            kept.entry(key).or_insert(place);
        }
    };
    let wanted = |record: &&Record| {
        record.twin && repair.column.is_none_or(|column| u32::from(record.column) == column)
    };
    match row {
        None => {
            for chunk in &checked.chunks {
                tell_and_rest(tell, done, total).await?;
                done += CHUNK as usize;
                let of_chunk = chunk.records.iter().filter(wanted);
                of_chunk.for_each(|record| keep(record, checked.rules.key(record)));
            }
        }
        Some(row) => {
            let of_row = checked.records_at(row).map(|(_, record)| record).filter(wanted);
            let keys: Vec<u64> = of_row.map(|record| checked.rules.key(record)).collect();
            for key in keys {
                let members = checked.members(key).filter_map(|(row, at)| checked.record(row, at));
                members.for_each(|record| keep(record, key));
            }
        }
    }
    ControlFlow::Continue(kept)
}
