//! Where a repair applies: gathers the changes it makes, and says which repairs there are.

use std::collections::BTreeMap;

use super::{RepairKind, belongs_to, of_code, repaired};
use crate::action::{ActionError, Repair};
use crate::change::{Changes, Tell};
use crate::check;
use crate::checked::Checked;
use crate::config::FieldKind;
use crate::plan::{Plan, Role};
use crate::problem::{Code, Finding, NO_COLUMN};
use crate::session::Session;

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
            for &kind in of_code(code).iter().chain(&own) {
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

    pub(crate) fn gather_repair(
        &mut self,
        repair: &Repair,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        if !belongs_to(repair.kind, repair.code) {
            return Err(ActionError::NoSuchRepair { code: repair.code, kind: repair.kind.as_str() });
        }
        if self.check(tell).is_break() {
            return Err(ActionError::Stopped);
        }
        let row = repair.row.map(|row| self.index_under_header(row)).transpose()?;
        match repair.kind {
            RepairKind::Placeholder => self.gather_placeholders(repair, row, changes),
            RepairKind::KeepFirst | RepairKind::KeepLast | RepairKind::Merge => {
                self.gather_duplicates(repair, row, changes);
            }
            _ => self.gather_values(repair, row, changes),
        }
        Ok(())
    }

    fn gather_values(&self, repair: &Repair, row: Option<u32>, changes: &mut Changes) {
        let Some(checked) = self.checked() else { return };
        let plan = Plan::of(&self.config, self.columns());
        for finding in found(checked, repair, row) {
            let Some(row) = self.draft.row(finding.row) else { continue };
            let column = u32::from(finding.column);
            let Some(cell) = row.cell(column) else { continue };
            let field = match plan.role(column) {
                Role::Id(_) => FieldKind::SocialId,
                Role::Field(kind, _) => kind,
                Role::Custom(_) | Role::Nothing => FieldKind::Text,
            };
            if let Some(text) = repaired(repair.kind, field, &cell) {
                changes.set(finding.row, &row, column, Some(&text));
            }
        }
    }

    /// The repairs of one problem of one cell.
    pub(crate) fn repairs_of(&self, finding: &Finding) -> Vec<RepairKind> {
        of_code(finding.code).iter().copied().chain(finding.repair).collect()
    }

    /// A value as it is sent by a column of this kind.
    pub(crate) fn cleaned(&self, column: u16, text: &str) -> String {
        let plan = Plan::of(&self.config, self.columns());
        let field = match plan.role(u32::from(column)) {
            Role::Id(_) => FieldKind::SocialId,
            Role::Field(kind, _) => kind,
            Role::Custom(_) | Role::Nothing => FieldKind::Text,
        };
        check::clean_value(field, text).0.into_owned()
    }
}

/// Findings that a repair is about, in order of rows.
pub(super) fn found<'a>(
    checked: &'a Checked,
    repair: &'a Repair,
    row: Option<u32>,
) -> impl Iterator<Item = &'a Finding> {
    let everywhere = of_code(repair.code).contains(&repair.kind);
    let findings = checked.chunks.iter().flat_map(|chunk| &chunk.findings);
    findings.filter(move |finding| {
        finding.code == repair.code
            && (everywhere || finding.repair == Some(repair.kind))
            && row.is_none_or(|row| finding.row == row)
            && repair.column.is_none_or(|column| u32::from(finding.column) == column)
    })
}
