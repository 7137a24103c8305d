//! What a person looks at: a few rows of a long list, and the way to the next problem. The cost of
//! a look does not grow with the sheet, except for the first look through a new filter.

use std::collections::BTreeMap;

use importer_sheet::{Cell, CellKind, Row};
use serde::Serialize;

use crate::check::rule_args;
use crate::plan::Plan;
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::repair;
use crate::scan::{Record, shown};
use crate::session::{Landed, Session};
use crate::split::list_of;
use crate::value::{IdReading, Seen, read_id};

/// Rows of a duplicate group that are named; all of them are marked.
const NAMED: usize = 10;

/// Which rows are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Every non-empty row under the header.
    All,
    /// Rows with any problem.
    Problems,
    /// Rows with an error.
    Errors,
    /// Rows with this problem.
    Code(Code),
    /// Rows the backend did not take, whatever its reason.
    Rejected,
    /// Rows with a client of this messenger, or of none decided.
    Messenger(Option<String>),
}

/// A stretch of the listed rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Rows the filter lists in all.
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
}

/// Where a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Physical number of the row, from 1.
    pub row: u32,
    /// Position of the column; none where the row as a whole has it.
    pub column: Option<u32>,
}

impl Session {
    /// Rows `from..from + count` of those the filter lists.
    pub fn rows(&mut self, filter: &Filter, from: usize, count: usize) -> Window {
        if *filter == Filter::All {
            let first = self.first_row();
            let total = self.table.len().saturating_sub(first);
            let indices = (from..from.saturating_add(count).min(total)).map(|at| first + at);
            return Window { total, rows: indices.filter_map(|index| self.view(index)).collect() };
        }
        let listed = self.listed(filter);
        let total = listed.len();
        let some: Vec<u32> = listed.iter().skip(from).take(count).copied().collect();
        Window { total, rows: some.into_iter().filter_map(|index| self.view(index as usize)).collect() }
    }

    /// Where the row with this physical number, or the next one listed, stands in the filter's list.
    pub fn position(&mut self, filter: &Filter, number: u32) -> usize {
        let table_index = self.first_at_or_after(number);
        if *filter == Filter::All {
            return table_index.saturating_sub(self.first_row());
        }
        self.listed(filter).partition_point(|&index| (index as usize) < table_index)
    }

    /// The first problem below the row with this physical number (0 starts at the top), of one code
    /// or of any.
    #[must_use]
    pub fn next_problem(&self, after: u32, code: Option<Code>) -> Option<Place> {
        let from = self.first_at_or_after(after.checked_add(1)?);
        let from = u32::try_from(from).ok()?;
        let wanted = |found: Code| code.is_none_or(|code| code == found);
        let first_of = |findings: &[Finding]| {
            let start = findings.partition_point(|finding| finding.row < from);
            let found = findings.iter().skip(start).find(|finding| wanted(finding.code));
            found.map(|finding| (finding.row, finding.column))
        };
        let found = self.checked().map(|(scan, split)| [first_of(&scan.findings), first_of(&split.findings)]);
        let landed = self.landed.range(from..).find_map(|(&row, landed)| {
            landed.iter().find(|landed| wanted(landed.code)).map(|landed| (row, landed.column))
        });
        let (row, column) = found.into_iter().flatten().flatten().chain(landed).min()?;
        let row = self.table.row(row as usize)?.number();
        Some(Place { row, column: (column != NO_COLUMN).then_some(u32::from(column)) })
    }

    /// The index of the first stored row with this physical number or a greater one.
    fn first_at_or_after(&self, number: u32) -> usize {
        let (mut low, mut high) = (0, self.table.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.table.row(middle).is_some_and(|row| row.number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn listed(&mut self, filter: &Filter) -> &[u32] {
        if self.listed.as_ref().is_none_or(|(of, _)| of != filter) {
            let rows = self.list(filter);
            self.listed = Some((filter.clone(), rows));
        }
        self.listed.as_ref().map_or(&[], |(_, rows)| rows)
    }

    /// Indices of the rows a filter other than [`Filter::All`] lists, ascending.
    pub(crate) fn list(&self, filter: &Filter) -> Vec<u32> {
        let mut rows = self.matching(filter);
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn matching(&self, filter: &Filter) -> Vec<u32> {
        let Some((scan, split)) = self.checked() else { return Vec::new() };
        let found = scan.findings.iter().chain(&split.findings).map(|f| (f.row, f.code, f.severity));
        let landed = self
            .landed
            .iter()
            .flat_map(|(&row, landed)| landed.iter().map(move |landed| (row, landed.code, Severity::Error)));
        let all = found.chain(landed);
        match filter {
            Filter::All => Vec::new(),
            Filter::Problems => all.map(|(row, ..)| row).collect(),
            Filter::Errors => all.filter(|f| f.2 != Severity::Warning).map(|(row, ..)| row).collect(),
            Filter::Code(code) => all.filter(|f| f.1 == *code).map(|(row, ..)| row).collect(),
            Filter::Rejected => self.landed.keys().copied().collect(),
            Filter::Messenger(wanted) => {
                let code = |&messenger: &u8| {
                    self.config.messengers.get(list_of(&self.config, messenger)).map(|m| &m.code)
                };
                let of = |(record, messenger): (&Record, &u8)| {
                    (code(messenger) == wanted.as_ref()).then_some(record.row)
                };
                scan.records.iter().zip(&split.messengers).filter_map(of).collect()
            }
        }
    }

    fn view(&self, index: usize) -> Option<RowView> {
        let row = self.table.row(index)?;
        let mut view =
            RowView { number: row.number(), hidden: row.hidden(), cells: Vec::new(), problems: Vec::new() };
        view.cells = row
            .cells()
            .map(|cell| CellView {
                column: cell.column(),
                text: shown(&cell).into_owned(),
                kind: cell.kind().code(),
                problems: Vec::new(),
            })
            .collect();
        let index = u32::try_from(index).ok()?;
        for (column, problem) in self.problems_of(index, &row) {
            view.add(column, problem);
        }
        Some(view)
    }

    /// Problems of a stored row with their columns ([`NO_COLUMN`] for the row's own).
    pub(crate) fn problems_of(&self, index: u32, row: &Row<'_>) -> Vec<(u16, ProblemView)> {
        let mut problems = Vec::new();
        if let Some((scan, split)) = self.checked() {
            for findings in [&scan.findings, &split.findings] {
                let start = findings.partition_point(|finding| finding.row < index);
                let of_row = findings.iter().skip(start).take_while(|finding| finding.row == index);
                problems.extend(of_row.map(|finding| (finding.column, self.explain(finding, row))));
            }
        }
        let landed = self.landed.get(&index).into_iter().flatten();
        problems.extend(landed.map(|landed| (landed.column, landed.explain())));
        problems
    }

    fn explain(&self, finding: &Finding, row: &Row<'_>) -> ProblemView {
        let mut args = BTreeMap::new();
        let cell = (finding.column != NO_COLUMN).then(|| row.cell(u32::from(finding.column))).flatten();
        if let Some(cell) = &cell {
            args.insert("value", shown(cell).into_owned());
        }
        match finding.code {
            Code::SocialIdDamaged => damage_args(cell.as_ref(), &mut args),
            Code::SocialIdMessengerMismatch => {
                let at = usize::try_from(finding.argument).unwrap_or(usize::MAX);
                if let Some(messenger) = self.config.messengers.get(at) {
                    args.insert("messenger", messenger.code.clone());
                }
            }
            Code::RowDuplicate => self.duplicate_args(finding, &mut args),
            _ => {}
        }
        if let Some(cell) = &cell {
            let (text, display) = (cell.text(), cell.display());
            let seen = Seen { kind: cell.kind(), text: &text, display: display.as_deref() };
            let plan = Plan::of(&self.config, &self.mapping);
            args.extend(repair::arguments(&plan, cell.column(), finding.code, &seen));
        }
        if finding.code.is_rule() {
            args.extend(rule_args(&self.config, finding.argument));
        }
        ProblemView { code: finding.code, severity: finding.severity, args }
    }

    fn duplicate_args(&self, finding: &Finding, args: &mut BTreeMap<&'static str, String>) {
        let Some((scan, split)) = self.checked() else { return };
        let members = split.duplicates_of(finding);
        let number = |&at: &u32| Some(self.table.row(scan.records.get(at as usize)?.row as usize)?.number());
        let mut rows: Vec<u32> = members.iter().take(NAMED).filter_map(number).collect();
        rows.dedup();
        let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
        args.insert("rows", rows.join(", "));
        args.insert("count", members.len().to_string());
    }
}

fn damage_args(cell: Option<&Cell<'_>>, args: &mut BTreeMap<&'static str, String>) {
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
        let args = BTreeMap::from([("message", self.message.clone()), ("code", self.server_code.clone())]);
        ProblemView { code: self.code, severity: Severity::Error, args }
    }
}

impl RowView {
    fn add(&mut self, column: u16, problem: ProblemView) {
        if column == NO_COLUMN {
            self.problems.push(problem);
            return;
        }
        let column = u32::from(column);
        let at = match self.cells.binary_search_by_key(&column, |cell| cell.column) {
            Ok(at) => at,
            Err(at) => {
                let empty = CellView { column, text: String::new(), kind: "empty", problems: Vec::new() };
                self.cells.insert(at, empty);
                at
            }
        };
        if let Some(cell) = self.cells.get_mut(at) {
            cell.problems.push(problem);
        }
    }
}
