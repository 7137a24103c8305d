//! What a person looks at: a few rows of a long list, with their problems explained. The cost of a
//! look does not grow with the sheet, except for the first look through a new view.

use std::collections::BTreeMap;
use std::ops::Range;

use importer_sheet::CellKind;
use serde::Serialize;

use crate::check::rule_args;
use crate::draft::{DraftCell, DraftRow};
use crate::landed::Landed;
use crate::listing::View;
use crate::plan::Plan;
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::repair::{self, RepairKind};
use crate::session::Session;
use crate::split::list_of;
use crate::value::{IdReading, Seen, read_id};

/// Rows of a duplicate group that are named; all of them are marked.
const NAMED: usize = 10;

/// A stretch of the listed rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Rows the view lists in all.
    pub total: usize,
    /// The rows asked for.
    pub rows: Vec<RowView>,
}

/// A row as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// Physical number, from 1.
    pub number: u32,
    /// Whether the file hides it.
    pub hidden: bool,
    /// Whether a person left it out.
    pub excluded: bool,
    /// Its cells by column: those with text, and empty ones that have a problem.
    pub cells: Vec<CellView>,
    /// Problems of the row as a whole.
    pub problems: Vec<ProblemView>,
}

/// A cell as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellView {
    /// Position of its column, from 0.
    pub column: u32,
    /// What a person sees in a spreadsheet; empty for an empty cell.
    pub text: String,
    /// `text`, `number`, `date`, `bool`, `error`; `empty` for an empty cell.
    pub kind: &'static str,
    /// Whether it is not as the file has it.
    pub changed: bool,
    /// Whether it would change a known client.
    pub differs: bool,
    /// What is wrong with it.
    pub problems: Vec<ProblemView>,
}

/// A problem with what words about it need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemView {
    /// Which.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// `value`; `kind` and `repair` of damage; `messenger` of a mismatch; `rows` (the first of
    /// them, itself included) and `count` of duplicates; `message` and `code` from the backend.
    pub args: BTreeMap<&'static str, String>,
    /// What can be done about it right here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairKind>,
}

impl Session {
    /// Rows `from..from + count` of those the view lists.
    pub fn rows(&mut self, view: &View, from: usize, count: usize) -> Window {
        self.rows_between(view, from, count, &(0..u32::MAX))
    }

    /// [`rows`](Self::rows) with the cells of some columns (from 0), and those of others that have a
    /// problem.
    pub fn rows_between(&mut self, view: &View, from: usize, count: usize, columns: &Range<u32>) -> Window {
        if *view == View::default() {
            // Whoever comes back to another view wants it as things are then.
            self.forget_list();
            let first = self.settings.first_row();
            let total = self.draft.len().saturating_sub(first) as usize;
            let some = (first..self.draft.len()).skip(from).take(count);
            return Window { total, rows: some.filter_map(|index| self.row_view(index, columns)).collect() };
        }
        let listed = self.listed(view);
        let total = listed.len();
        let some: Vec<u32> = listed.iter().skip(from).take(count).copied().collect();
        Window { total, rows: some.into_iter().filter_map(|index| self.row_view(index, columns)).collect() }
    }

    fn row_view(&self, index: u32, columns: &Range<u32>) -> Option<RowView> {
        let row = self.draft.row(index)?;
        let cells = row.cells().skip_while(|cell| cell.column() < columns.start);
        let mut view = RowView {
            number: row.number(),
            hidden: row.hidden(),
            excluded: row.excluded(),
            cells: cells
                .take_while(|cell| cell.column() < columns.end)
                .map(|cell| CellView::of(&cell))
                .collect(),
            problems: Vec::new(),
        };
        let edits = self.draft.edits.of(index).iter();
        for edit in edits.filter(|edit| columns.contains(&u32::from(edit.column))) {
            // Emptied cells are changed too.
            view.cell_at(edit.column.into()).changed = true;
        }
        for (column, _) in self.differing_cells(row.number()) {
            view.cell_at(column).differs = true;
        }
        for (column, problem) in self.problems_of(index, &row) {
            match column {
                NO_COLUMN => view.problems.push(problem),
                column => {
                    let cell = row.cell(column.into()).filter(|_| !columns.contains(&column.into()));
                    let view = view.cell_at(column.into());
                    if let Some(cell) = cell.filter(|_| view.problems.is_empty()) {
                        *view = CellView::of(&cell);
                    }
                    view.problems.push(problem);
                }
            }
        }
        Some(view)
    }

    /// Problems of a row with their columns ([`NO_COLUMN`] for the row's own).
    pub(crate) fn problems_of(&self, index: u32, row: &DraftRow<'_>) -> Vec<(u16, ProblemView)> {
        let Some(checked) = self.checked() else { return Vec::new() };
        let findings = checked.findings_at(&self.config, index);
        let mut seconds = self.reconciling.outcomes().seconds(index..index + 1).peekable();
        if findings.is_empty() && self.landed.at(index).is_empty() && seconds.peek().is_none() {
            return Vec::new();
        }
        let plan = self.plan();
        let own = findings.iter().map(|finding| (finding.column, self.explain(&plan, finding, row)));
        let landed = self.landed.at(index).iter().map(|landed| (landed.column, landed.explain()));
        let seconds = seconds.map(|(_, column)| (column, self.second_card(index, column, row)));
        own.chain(seconds).chain(landed).collect()
    }

    fn explain(&self, plan: &Plan<'_>, finding: &Finding, row: &DraftRow<'_>) -> ProblemView {
        let mut args = BTreeMap::new();
        let cell = (finding.column != NO_COLUMN).then(|| row.cell(u32::from(finding.column))).flatten();
        if let Some(cell) = &cell {
            args.insert("value", cell.shown().into_owned());
        }
        match finding.code {
            Code::SocialIdDamaged => damage_args(cell.as_ref(), &mut args),
            Code::SocialIdMessengerMismatch => {
                let messenger = self.messengers_of(finding.row, finding.column).next();
                let at = messenger.map(|messenger| list_of(&self.config, messenger));
                if let Some(messenger) = at.and_then(|at| self.config.messengers.get(at)) {
                    args.insert("messenger", messenger.code.clone());
                }
            }
            Code::RowDuplicate => self.duplicate_args(finding, &mut args),
            _ => {}
        }
        if let Some(cell) = &cell {
            let value = cell.value();
            let seen = Seen::of(&value);
            args.extend(repair::arguments(plan, cell.column(), finding.code, &seen));
        }
        if finding.code.is_rule() {
            args.extend(rule_args(&self.config, finding.argument));
        }
        if finding.code == Code::RuleUnique {
            let alike = self
                .checked()
                .map_or(&[][..], |checked| checked.uniques.alike(finding.argument, finding.row));
            args.insert("rows", self.numbers(alike));
            args.insert("count", alike.len().to_string());
        }
        let repairs = self.repairs_of(plan, finding, row);
        ProblemView { code: finding.code, severity: finding.severity, args, repairs }
    }

    fn second_card(&self, index: u32, column: u16, row: &DraftRow<'_>) -> ProblemView {
        let code = Code::ClientOtherMessenger;
        let cell = row.cell(u32::from(column));
        let value = cell.map(|cell| ("value", cell.shown().into_owned()));
        let others = self.known_elsewhere(index, column).into_iter().next();
        let args = value.into_iter().chain(others.map(|other| ("messenger", other))).collect();
        ProblemView { code, severity: self.config.severity(code), args, repairs: Vec::new() }
    }

    fn duplicate_args(&self, finding: &Finding, args: &mut BTreeMap<&'static str, String>) {
        let Some(checked) = self.checked() else { return };
        let mut of_row = checked.records_at(finding.row).map(|(_, record)| record);
        let Some(record) = of_row.find(|record| record.column == finding.column) else { return };
        let key = checked.rules.key(record);
        let mut rows: Vec<u32> = checked.members(key).map(|(row, _)| row).take(NAMED).collect();
        rows.dedup();
        args.insert("rows", self.numbers(&rows));
        args.insert("count", checked.twins.count(key).unwrap_or_default().to_string());
    }

    /// Physical numbers of the first of some rows.
    fn numbers(&self, rows: &[u32]) -> String {
        let number = |&row: &u32| Some(self.draft.table.row(row as usize)?.number().to_string());
        rows.iter().take(NAMED).filter_map(number).collect::<Vec<_>>().join(", ")
    }

    /// Messengers of the clients whose id is in a cell.
    fn messengers_of(&self, row: u32, column: u16) -> impl Iterator<Item = u8> {
        self.checked().into_iter().flat_map(move |checked| {
            let of_cell = checked.records_at(row).filter(move |(_, record)| record.column == column);
            of_cell.map(|(_, record)| checked.rules.messenger(record))
        })
    }
}

fn damage_args(cell: Option<&DraftCell<'_>>, args: &mut BTreeMap<&'static str, String>) {
    let Some(cell) = cell else { return };
    let display = cell.display();
    if let IdReading::Damaged { damage, repair } = read_id(cell.kind(), &cell.text(), display.as_deref()) {
        args.insert("kind", damage.as_str().to_owned());
        if let Some(repair) = repair {
            args.insert("repair", repair);
        }
    }
    // The digits that the file still has say more than the format that hides them.
    if cell.kind() == CellKind::Number {
        args.insert("value", cell.source().to_owned());
    }
}

impl Landed {
    fn explain(&self) -> ProblemView {
        let mut args = BTreeMap::from([("code", self.server_code.clone())]);
        // What was refused here has none: the code's own words say it.
        if !self.message.is_empty() || self.code == Code::ServerRejected {
            args.insert("message", self.message.clone());
        }
        ProblemView { code: self.code, severity: Severity::Error, args, repairs: Vec::new() }
    }
}

impl CellView {
    fn of(cell: &DraftCell<'_>) -> Self {
        Self {
            column: cell.column(),
            text: cell.shown().into_owned(),
            kind: cell.kind().code(),
            changed: cell.is_changed(),
            differs: false,
            problems: Vec::new(),
        }
    }

    const fn empty(column: u32) -> Self {
        Self {
            column,
            text: String::new(),
            kind: "empty",
            changed: false,
            differs: false,
            problems: Vec::new(),
        }
    }
}

impl RowView {
    /// The cell in a column, made where it is empty.
    fn cell_at(&mut self, column: u32) -> &mut CellView {
        let at = self.cells.partition_point(|cell| cell.column < column);
        if self.cells.get(at).is_none_or(|cell| cell.column != column) {
            self.cells.insert(at, CellView::empty(column));
        }
        &mut self.cells[at]
    }
}
