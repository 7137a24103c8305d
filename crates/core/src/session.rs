//! The whole flow as a plain state machine: a table comes in, header and columns are decided, rows
//! are checked, clients are split by messenger, and what the backend refuses comes back to its
//! cells. A decision can be changed at any time; [`Session::check`] then brings everything up to
//! date.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_contract::{Client, Rejection};
use importer_sheet::Table;
use serde::Serialize;

use crate::config::Config;
use crate::header::{self, Header, HeaderEvidence};
use crate::mapping::{self, Column, Evidence, Target};
use crate::plan::{Plan, UNDECIDED};
use crate::problem::{Code, NO_COLUMN, Severity};
use crate::scan::{self, Range, Record, Scan};
use crate::split::{Choices, Group, Split, list_of};
use crate::window::{Filter, Place, ProblemView};

/// One sheet on its way to the backend.
pub struct Session {
    pub(crate) config: Arc<Config>,
    pub(crate) table: Table,
    header: Header,
    /// Index of the header's stored row.
    pub(crate) header_index: Option<usize>,
    pub(crate) columns: Vec<Column>,
    include_hidden: bool,
    choices: Choices,
    scan: Option<Scan>,
    split: Option<Split>,
    pub(crate) landed: BTreeMap<u32, Vec<Landed>>,
    /// Rows of the filter looked at last.
    pub(crate) listed: Option<(Filter, Vec<u32>)>,
    revision: u64,
}

/// A client the backend refused.
#[derive(Debug, Clone)]
pub(crate) struct Landed {
    pub(crate) column: u16,
    pub(crate) code: Code,
    /// The backend's own code and sentence.
    pub(crate) server_code: String,
    pub(crate) message: String,
}

/// A choice that the configuration or the table has no place for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such field or messenger.
    #[error("the configuration knows no {0}")]
    Unknown(String),
    /// No such column.
    #[error("the sheet has no cells in column {0}")]
    NoSuchColumn(u32),
    /// No such row.
    #[error("row {0} is empty or not there")]
    NoSuchRow(u32),
}

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
    /// Whether the counts are of the present choices; otherwise all but `rows` and `hidden_rows`
    /// wait for [`Session::check`].
    pub checked: bool,
    /// Non-empty rows under the header; hidden ones count if they are included.
    pub rows: usize,
    /// Empty rows between the header and the last row.
    pub blank_rows: u32,
    /// Hidden rows under the header, included or not.
    pub hidden_rows: usize,
    /// Whether hidden rows are included.
    pub include_hidden: bool,
    /// Clients with an id; a row with ids of two messengers is two.
    pub clients: usize,
    /// Clients that can be sent once their messenger is decided.
    pub ready: usize,
    /// Rows that hold a problem because of which a client is not sent.
    pub rows_with_errors: usize,
    /// Rows that hold a warning.
    pub rows_with_warnings: usize,
    /// All problems, the worst first.
    pub problems: Vec<ProblemCount>,
    /// Clients by messenger.
    pub groups: Vec<Group>,
}

impl Session {
    /// Decides header and columns; [`check`](Self::check) is still to come.
    #[must_use]
    pub fn new(config: Arc<Config>, table: Table) -> Self {
        let (header, header_index) = header::find(&config, &table);
        let columns = mapping::decide(&config, &table, header_index);
        Self {
            config,
            table,
            header,
            header_index,
            columns,
            include_hidden: true,
            choices: Choices::default(),
            scan: None,
            split: None,
            landed: BTreeMap::new(),
            listed: None,
            revision: 0,
        }
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// The sheet.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// The header row.
    #[must_use]
    pub const fn header(&self) -> Header {
        self.header
    }

    /// Takes the row with this physical number for the header, or none. Columns are decided anew.
    ///
    /// # Errors
    /// [`Refused::NoSuchRow`], and nothing changes.
    pub fn set_header_row(&mut self, number: Option<u32>) -> Result<(), Refused> {
        self.header_index = match number {
            Some(number) => Some(self.table.index_of(number).ok_or(Refused::NoSuchRow(number))?),
            None => None,
        };
        self.header = Header { row: number, evidence: HeaderEvidence::Chosen };
        self.columns = mapping::decide(&self.config, &self.table, self.header_index);
        self.forget_scan();
        Ok(())
    }

    /// The columns that hold anything, by position.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Takes the column at `index` (from 0) for something else, or for nothing.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_target(&mut self, index: u32, target: Option<Target>) -> Result<(), Refused> {
        if let Some(unknown) = target.as_ref().filter(|target| !target.is_known(&self.config)) {
            return Err(Refused::Unknown(unknown.to_string()));
        }
        let column = self.columns.iter_mut().find(|column| column.index == index);
        let column = column.ok_or(Refused::NoSuchColumn(index))?;
        column.target = target;
        column.evidence = Evidence::Chosen;
        column.confidence = 100;
        self.forget_scan();
        Ok(())
    }

    /// Whether hidden rows are clients too; they are by default.
    pub fn set_include_hidden(&mut self, include: bool) {
        self.include_hidden = include;
        self.forget_scan();
    }

    /// Moves a group as detected (one of [`Group::detected`]) to the messenger `to`; `None` leaves it
    /// where it was found.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn set_messenger(&mut self, detected: Option<&str>, to: Option<&str>) -> Result<(), Refused> {
        let from = detected.map_or(Ok(UNDECIDED), |code| self.messenger_at(code))?;
        let to = to.map(|code| self.messenger_at(code)).transpose()?;
        self.choices.moved.retain(|&(moved, _)| moved != from);
        self.choices.moved.extend(to.map(|to| (from, to)));
        self.forget_split();
        Ok(())
    }

    /// Takes every client for one of this messenger, whatever the file says; `None` takes it back,
    /// and single moves with it.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn set_messenger_for_all(&mut self, to: Option<&str>) -> Result<(), Refused> {
        let all = to.map(|code| self.messenger_at(code)).transpose()?;
        self.choices = Choices { all, moved: Vec::new() };
        self.forget_split();
        Ok(())
    }

    /// Brings problems and split up to date with the choices. `progress` is told rows done and rows
    /// in all every few thousand rows; breaking from it leaves the session unchecked.
    pub fn check(&mut self, progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>) -> ControlFlow<()> {
        if self.scan.is_none() {
            let range = self.range();
            let plan = Plan::of(&self.config, &self.columns);
            let Some(scan) = Scan::run(&self.config, &self.table, &plan, range, progress) else {
                return ControlFlow::Break(());
            };
            self.scan = Some(scan);
        }
        if let (Some(scan), None) = (&self.scan, &self.split) {
            self.split = Some(Split::settle(&self.config, &self.table, scan, &self.choices));
            self.revision += 1;
            self.listed = None;
        }
        ControlFlow::Continue(())
    }

    /// Whether problems and split are of the present choices.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        self.split.is_some()
    }

    /// Changes with every check that had something to do: whoever keeps positions of clients, such
    /// as a delivery, knows by it that they are of another time.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Counts over the whole sheet; linear in rows with problems.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let under_header = self.table.len().saturating_sub(self.first_row());
        let Some((scan, split)) = self.checked() else {
            return Summary { rows: under_header, include_hidden: self.include_hidden, ..Summary::default() };
        };
        let mut summary = Summary {
            checked: true,
            rows: scan.rows,
            blank_rows: scan.blank_rows,
            hidden_rows: scan.hidden_rows,
            include_hidden: self.include_hidden,
            clients: scan.records.len(),
            ready: split.ready.iter().map(Vec::len).sum(),
            groups: split.groups.clone(),
            ..Summary::default()
        };
        self.count_problems(&mut summary);
        summary
    }

    /// Clients of a messenger that can be sent, in order of rows.
    pub fn clients(&self, messenger: &str) -> impl Iterator<Item = Client> {
        let ready = self.ready(messenger);
        let plan = Plan::of(&self.config, &self.columns);
        ready.iter().filter_map(move |&at| self.client(&plan, at))
    }

    /// Clients by the positions that [`ready`](Self::ready) gives.
    pub(crate) fn clients_at(&self, records: &[u32]) -> Vec<Client> {
        let plan = Plan::of(&self.config, &self.columns);
        records.iter().filter_map(|&at| self.client(&plan, at)).collect()
    }

    /// Puts what the backend refused back on its cells. Rows of other clients stay as they are; what
    /// landed goes away when the mapping changes.
    pub fn land(&mut self, messenger: &str, rejections: &[Rejection]) {
        self.listed = None;
        for rejection in rejections {
            let Some(row) = self.table.index_of(rejection.row).and_then(|row| u32::try_from(row).ok()) else {
                continue;
            };
            let landed = Landed {
                column: self.column_of(messenger, row, rejection).unwrap_or(NO_COLUMN),
                code: rejection.code.parse().unwrap_or(Code::ServerRejected),
                server_code: rejection.code.clone(),
                message: rejection.message.clone(),
            };
            let of_row = self.landed.entry(row).or_default();
            let is_same =
                |known: &Landed| known.column == landed.column && known.server_code == landed.server_code;
            of_row.retain(|known| !is_same(known));
            of_row.push(landed);
        }
    }

    /// Every problem with its place, in order of rows; the first may be the sheet's own.
    pub fn problems(&self) -> impl Iterator<Item = (Option<Place>, ProblemView)> {
        let sheet = (!self.has_id_column()).then(|| {
            let (code, args) = (Code::SocialIdColumnMissing, BTreeMap::new());
            (None, ProblemView { code, severity: code.severity(), args })
        });
        let rows = self.list(&Filter::Problems).into_iter().filter_map(|index| {
            let row = self.table.row(index as usize)?;
            Some((index, row))
        });
        let cells = rows.flat_map(|(index, row)| {
            self.problems_of(index, &row).into_iter().map(move |(column, problem)| {
                let column = (column != NO_COLUMN).then_some(u32::from(column));
                (Some(Place { row: row.number(), column }), problem)
            })
        });
        sheet.into_iter().chain(cells)
    }

    pub(crate) fn checked(&self) -> Option<(&Scan, &Split)> {
        Some((self.scan.as_ref()?, self.split.as_ref()?))
    }

    /// Index of the first row under the header.
    pub(crate) fn first_row(&self) -> usize {
        self.header_index.map_or(0, |header| header + 1)
    }

    /// Whether there is a column to take ids from.
    pub(crate) fn has_id_column(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.target, Some(Target::SocialId { .. })))
    }

    /// Positions of records that can be sent; for `""`, the undecided ones.
    pub(crate) fn ready(&self, messenger: &str) -> &[u32] {
        let list = match messenger {
            "" => self.config.messengers.len(),
            code => match self.messenger_at(code) {
                Ok(at) => list_of(&self.config, at),
                Err(_) => return &[],
            },
        };
        self.checked().and_then(|(_, split)| split.ready.get(list)).map_or(&[], Vec::as_slice)
    }

    fn client(&self, plan: &Plan<'_>, record: u32) -> Option<Client> {
        let (scan, _) = self.checked()?;
        let record = scan.records.get(record as usize)?;
        let row = self.table.row(record.row as usize)?;
        Some(scan::client(&self.config, plan, &row, record.column))
    }

    fn range(&self) -> Range {
        Range {
            first: self.first_row(),
            header_number: self.header.row.unwrap_or(0),
            include_hidden: self.include_hidden,
        }
    }

    fn messenger_at(&self, code: &str) -> Result<u8, Refused> {
        let at = self.config.messengers.iter().position(|messenger| messenger.code == code);
        at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| Refused::Unknown(code.to_owned()))
    }

    fn forget_scan(&mut self) {
        self.scan = None;
        self.forget_split();
    }

    fn forget_split(&mut self) {
        self.split = None;
        self.listed = None;
        self.landed.clear();
    }

    /// The cell a rejection is about: the field's first filled column on that row.
    fn column_of(&self, messenger: &str, row: u32, rejection: &Rejection) -> Option<u16> {
        let field = rejection.field.as_deref()?;
        if field == "social_id" {
            return self.record_of(messenger, row).map(|record| record.column);
        }
        let row = self.table.row(row as usize)?;
        let feeds = |column: &&Column| match &column.target {
            Some(Target::Field(key)) => {
                key == field
                    || (field == "name" && matches!(key.as_str(), "first_name" | "last_name" | "middle_name"))
            }
            Some(Target::Custom(name)) => name == field,
            _ => false,
        };
        let mut columns: Vec<_> = self.columns.iter().filter(feeds).collect();
        columns.sort_by_key(|column| row.cell(column.index).is_none());
        columns.first().and_then(|column| u16::try_from(column.index).ok())
    }

    fn record_of(&self, messenger: &str, row: u32) -> Option<&Record> {
        let (scan, split) = self.checked()?;
        let messenger = self.messenger_at(messenger).ok()?;
        let first = scan.records.partition_point(|record| record.row < row);
        let of_row = scan.records.iter().zip(&split.messengers).skip(first);
        let mut of_row = of_row.take_while(|(record, _)| record.row == row);
        of_row.find(|&(_, &of)| of == messenger).map(|(record, _)| record)
    }

    fn count_problems(&self, summary: &mut Summary) {
        const ERROR: u8 = 1;
        const WARNING: u8 = 2;
        let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, Code), usize> = BTreeMap::new();
        let mut flags = vec![0_u8; self.table.len()];
        let mut count = |row: u32, code: Code, severity: Severity| {
            *counts.entry((std::cmp::Reverse(severity), code)).or_default() += 1;
            if let Some(flag) = flags.get_mut(row as usize) {
                *flag |= if severity == Severity::Warning { WARNING } else { ERROR };
            }
        };
        if !self.has_id_column() {
            count(u32::MAX, Code::SocialIdColumnMissing, Severity::Blocks);
        }
        let severities: Vec<Severity> = Code::ALL.iter().map(|&code| self.config.severity(code)).collect();
        if let Some((scan, split)) = self.checked() {
            for finding in scan.findings.iter().chain(&split.findings) {
                let severity = severities.get(finding.code as usize).copied();
                count(finding.row, finding.code, severity.unwrap_or(Severity::Warning));
            }
        }
        for (&row, landed) in &self.landed {
            landed.iter().for_each(|landed| count(row, landed.code, Severity::Error));
        }
        summary.rows_with_errors = flags.iter().filter(|&flag| flag & ERROR != 0).count();
        summary.rows_with_warnings = flags.iter().filter(|&flag| flag & WARNING != 0).count();
        summary.problems = counts
            .into_iter()
            .map(|((severity, code), count)| ProblemCount { code, severity: severity.0, count })
            .collect();
    }
}
