//! Where a repair applies: gathers the changes it makes, and says which repairs there are.

use std::collections::BTreeMap;

use super::{belongs_to, of_code};
use crate::action::{ActionError, Repair};
use crate::change::{Changes, Tell};
use crate::checked::Checked;
use crate::draft::DraftRow;
use crate::piecemeal::tell_and_rest;
use crate::plan::Plan;
use crate::problem::{Code, Finding, NO_COLUMN};
use crate::repair::{RepairKind, Suggestion, kinds, suggest};
use crate::session::Session;
use crate::value::Seen;

/// Values repaired between two reports of progress.
const STEP: usize = 1_024;

/// A repair that can be made in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repairable {
    /// The problem.
    pub code: Code,
    /// What can be done about it.
    pub kind: RepairKind,
    /// In this column only; everywhere without it.
    pub column: Option<u32>,
    /// Cells it would change, or rows it would leave out.
    pub count: usize,
}

impl Session {
    /// Repairs that can be made in one go, by problem, where it is in several columns also by column.
    /// Costs nothing that grows with the sheet.
    #[must_use]
    pub fn repairs(&self) -> Vec<Repairable> {
        let Some(checked) = self.checked() else { return Vec::new() };
        let mut by_column: BTreeMap<(Code, RepairKind), BTreeMap<u16, usize>> = BTreeMap::new();
        for ((code, column, own), _, count) in self.tally().kinds() {
            for kind in of_code(code).iter().copied().chain(of_value(code, own)) {
                let columns = by_column.entry((code, kind)).or_default();
                *columns.entry(column).or_default() += count as usize;
            }
        }
        let mut repairs = Vec::new();
        for ((code, kind), columns) in by_column {
            let all: usize = columns.values().sum();
            // One of each group stays.
            let stay = if code == Code::RowDuplicate { checked.twins.groups() } else { 0 };
            repairs.push(Repairable { code, kind, column: None, count: all.saturating_sub(stay) });
            if columns.len() > 1 && code != Code::RowDuplicate {
                repairs.extend(
                    columns
                        .into_iter()
                        .filter(|&(column, _)| column != NO_COLUMN)
                        .map(|(column, count)| Repairable { code, kind, column: Some(column.into()), count }),
                );
            }
        }
        repairs
    }

    pub(crate) async fn gather_repair(
        &mut self,
        repair: &Repair,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        if !belongs_to(repair.kind, repair.code) {
            return Err(ActionError::NoSuchRepair { code: repair.code, kind: repair.kind.as_str() });
        }
        if self.check_piecemeal(tell).await.is_break() {
            return Err(ActionError::Stopped);
        }
        let row = repair.row.map(|row| self.index_under_header(row)).transpose()?;
        match repair.kind {
            RepairKind::Placeholder => self.gather_placeholders(repair, row, changes, tell).await,
            RepairKind::KeepFirst | RepairKind::KeepLast | RepairKind::Merge => {
                self.gather_duplicates(repair, row, changes, tell).await
            }
            RepairKind::Exclude => self.gather_exclusions(repair, row, changes, tell).await,
            _ => self.gather_values(repair, row, changes, tell).await,
        }
    }

    async fn gather_values(
        &self,
        repair: &Repair,
        row: Option<u32>,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        let plan = self.plan();
        self.each_found(repair, row, tell, |finding, row| {
            let suggested = self.suggestions(&plan, finding, row);
            if let Some(found) = suggested.into_iter().find(|found| found.kind == repair.kind) {
                changes.set(finding.row, row, u32::from(finding.column), Some(&found.text));
            }
        })
        .await
    }

    async fn gather_exclusions(
        &self,
        repair: &Repair,
        row: Option<u32>,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        let mut last = None;
        self.each_found(repair, row, tell, |finding, _| {
            if last.replace(finding.row) != Some(finding.row) {
                changes.toggle(finding.row);
            }
        })
        .await
    }

    /// Shows every finding that a repair is about with its row, in order of rows.
    pub(super) async fn each_found(
        &self,
        repair: &Repair,
        row: Option<u32>,
        tell: Tell<'_>,
        mut show: impl FnMut(&Finding, &DraftRow<'_>),
    ) -> Result<(), ActionError> {
        let Some(checked) = self.checked() else { return Ok(()) };
        let total = self.draft.len() as usize;
        for (done, finding) in found(checked, repair, row).enumerate() {
            if done.is_multiple_of(STEP) && tell_and_rest(tell, finding.row as usize, total).await.is_break()
            {
                return Err(ActionError::Stopped);
            }
            if let Some(row) = self.draft.row(finding.row) {
                show(finding, &row);
            }
        }
        Ok(())
    }

    /// The repairs of one problem of one row, those of its value first.
    pub(crate) fn repairs_of(
        &self,
        plan: &Plan<'_>,
        finding: &Finding,
        row: &DraftRow<'_>,
    ) -> Vec<RepairKind> {
        let of_value = self.suggestions(plan, finding, row).into_iter().map(|found| found.kind);
        of_value.chain(of_code(finding.code).iter().copied()).collect()
    }

    fn suggestions(&self, plan: &Plan<'_>, finding: &Finding, row: &DraftRow<'_>) -> Vec<Suggestion> {
        let column = u32::from(finding.column);
        let Some(cell) = row.cell(column) else { return Vec::new() };
        let value = cell.value();
        let seen = Seen::of(&value);
        suggest(plan, column, finding.code, &seen)
    }
}

/// The kinds of repair of a finding's value: the one that depends on it, and emptying the cell where
/// that is one too.
fn of_value(code: Code, best: Option<RepairKind>) -> impl Iterator<Item = RepairKind> {
    let clears =
        best.is_some_and(|best| best != RepairKind::Clear && kinds(code).contains(&RepairKind::Clear));
    best.into_iter().chain(clears.then_some(RepairKind::Clear))
}

/// Findings that a repair is about, in order of rows.
fn found<'a>(
    checked: &'a Checked,
    repair: &'a Repair,
    row: Option<u32>,
) -> impl Iterator<Item = &'a Finding> {
    let findings = checked.chunks.iter().flat_map(|chunk| &chunk.findings);
    findings.filter(move |finding| {
        finding.code == repair.code
            && (of_code(repair.code).contains(&repair.kind)
                || of_value(finding.code, finding.repair).any(|kind| kind == repair.kind))
            && row.is_none_or(|row| finding.row == row)
            && repair.column.is_none_or(|column| u32::from(finding.column) == column)
    })
}
