//! The whole flow as a plain state machine: a table comes in, header and columns are decided, rows
//! are checked, clients are split by messenger, and what the backend refuses comes back to its
//! cells. A decision can be changed at any time; [`Session::check`] then brings everything up to
//! date.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_contract::{Client, Rejection};
use importer_sheet::Table;

use crate::change::Tell;
use crate::checked::{Checked, Terms};
use crate::config::Config;
use crate::draft::{Draft, DraftRow};
use crate::header::{self, Header, HeaderEvidence};
use crate::history::{Deed, Delta, History, Settings, Step, Touched};
use crate::hits::Hits;
use crate::landed::{Landed, LandedRows};
use crate::listing::{Filter, Place, View};
use crate::mapping::{Column, Mapping, Target};
use crate::piecemeal::at_once;
use crate::plan::{Plan, UNDECIDED};
use crate::problem::{Code, NO_COLUMN, Severity};
use crate::reconcile::Reconciling;
use crate::scan::{self, Record, Scope};
use crate::split::{Choices, list_of};
use crate::tally::Tally;
use crate::window::ProblemView;

/// Rows from the top that are looked at for what a changed column holds.
const SAMPLED: usize = 200;
/// Values that are shown of it.
const SAMPLES: usize = 3;
/// Clients of more moved rows than these are quicker settled all together than read again.
const FEW: usize = 1_000;

/// One sheet on its way to the backend.
pub struct Session {
    pub(crate) config: Arc<Config>,
    /// By code.
    severities: Vec<Severity>,
    pub(crate) draft: Draft,
    pub(crate) settings: Settings,
    pub(crate) history: History,
    checked: Option<Checked>,
    stale: Stale,
    pub(crate) landed: LandedRows,
    pub(crate) reconciling: Reconciling,
    /// Rows of the view looked at last.
    pub(crate) listed: Option<(View, Vec<u32>)>,
    /// How many cells more than in the file are filled, by column; one for every column that was changed.
    pub(crate) filled: BTreeMap<u16, i64>,
    /// What was looked for last.
    pub(crate) hits: Option<Hits>,
    revision: u64,
    /// Changes whenever anything of the checks does.
    touched: u64,
}

/// How far a person had come before a change that may be given up; see [`Session::mark`].
#[derive(Debug)]
pub struct Before {
    done: usize,
    undone: Vec<Step>,
    mark: usize,
    stale: Stale,
    touched: u64,
}

/// What of the checks is not of the present cells and choices.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stale {
    Nothing,
    /// These rows.
    Rows(Touched),
    /// Messengers; cells are as they were.
    Split,
    Everything,
}

impl Stale {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Rows(touched), Self::Rows(others)) => Self::Rows(touched.and(others)),
            (Self::Split, Self::Split) => Self::Split,
            _ => Self::Everything,
        }
    }
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

impl Session {
    /// Decides header and columns; [`check`](Self::check) is still to come.
    #[must_use]
    pub fn new(config: Arc<Config>, table: Table) -> Self {
        let (header, header_index) = header::find(&config, &table);
        let mapping = Mapping::find(&config, &table, header_index);
        let settings = Settings {
            header,
            header_index: header_index.and_then(|index| u32::try_from(index).ok()),
            mapping,
            include_hidden: true,
            choices: Choices::default(),
        };
        Self {
            severities: Code::ALL.iter().map(|&code| config.severity(code)).collect(),
            config,
            draft: Draft::new(table),
            settings,
            history: History::default(),
            checked: None,
            stale: Stale::Everything,
            landed: LandedRows::default(),
            reconciling: Reconciling::default(),
            listed: None,
            filled: BTreeMap::new(),
            hits: None,
            revision: 0,
            touched: 0,
        }
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// The sheet as the file has it.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.draft.table
    }

    /// The rows under the header as they are now.
    pub fn draft_rows(&self) -> impl Iterator<Item = DraftRow<'_>> {
        (self.settings.first_row()..self.draft.len()).filter_map(|index| self.draft.row(index))
    }

    /// The rows under the header with their indices in the table.
    pub(crate) fn indexed_rows(&self) -> impl Iterator<Item = (u32, DraftRow<'_>)> {
        let indices = self.settings.first_row()..self.draft.len();
        indices.filter_map(|index| Some((index, self.draft.row(index)?)))
    }

    /// The row with this physical number as it is now, if it is under the header.
    pub(crate) fn draft_row(&self, number: u32) -> Option<DraftRow<'_>> {
        let index = self.draft.index_of(number).filter(|&index| index >= self.settings.first_row())?;
        self.draft.row(index)
    }

    /// The header row.
    #[must_use]
    pub const fn header(&self) -> Header {
        self.settings.header
    }

    /// Takes the row with this physical number for the header, or none. Columns are decided anew.
    ///
    /// # Errors
    /// [`Refused::NoSuchRow`], and nothing changes.
    pub fn set_header_row(&mut self, number: Option<u32>) -> Result<(), Refused> {
        let mut settings = self.settings.clone();
        settings.header_index = match number {
            Some(number) => Some(self.draft.index_of(number).ok_or(Refused::NoSuchRow(number))?),
            None => None,
        };
        settings.header = Header { row: number, evidence: HeaderEvidence::Chosen };
        let index = settings.header_index.map(|index| index as usize);
        settings.mapping = Mapping::find(&self.config, &self.draft.table, index);
        self.decide(Deed::Header(number), settings);
        Ok(())
    }

    /// The columns that hold anything, by position.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        self.settings.mapping.columns()
    }

    /// Takes the column at `index` (from 0) for something else, or for nothing.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_target(&mut self, index: u32, target: Option<Target>) -> Result<(), Refused> {
        let mut settings = self.settings.clone();
        settings.mapping.set_target(&self.config, index, target.clone())?;
        self.decide(Deed::Target { column: index, target }, settings);
        Ok(())
    }

    /// Whether hidden rows are clients too; they are by default.
    pub fn set_include_hidden(&mut self, include: bool) {
        let settings = Settings { include_hidden: include, ..self.settings.clone() };
        self.decide(Deed::HiddenRows(include), settings);
    }

    /// Moves a group as detected (one of [`Group::detected`](crate::Group::detected)) to the messenger
    /// `to`; `None` leaves it where it was found.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn set_messenger(&mut self, detected: Option<&str>, to: Option<&str>) -> Result<(), Refused> {
        let settings = self.with_detected_moved(&[detected], to)?;
        self.decide_messenger(detected, to, settings);
        Ok(())
    }

    /// Moves the clients shown as a group of `from`, whatever they were detected as and whoever moved
    /// them there, to the messenger `to`; `None` leaves them where they were found.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn move_group(&mut self, from: Option<&str>, to: Option<&str>) -> Result<(), Refused> {
        let groups = self.summary().groups;
        let shown = groups.iter().filter(|group| group.messenger.as_deref() == from);
        let detected: Vec<Option<&str>> =
            shown.flat_map(|group| &group.detected).map(Option::as_deref).collect();
        let mut settings = self.with_detected_moved(&detected, to)?;
        if let Some(from) = from {
            let (from, to) = (self.messenger_at(from)?, to.map(|to| self.messenger_at(to)).transpose()?);
            settings.choices.clients.reassign(from, to);
        }
        self.decide_messenger(from, to, settings);
        Ok(())
    }

    fn decide_messenger(&mut self, from: Option<&str>, to: Option<&str>, settings: Settings) {
        let [from, to] = [from, to].map(|code| code.map(str::to_owned));
        self.decide(Deed::Messenger { from, to }, settings);
    }

    /// The settings with these groups, as detected, moved.
    fn with_detected_moved(&self, detected: &[Option<&str>], to: Option<&str>) -> Result<Settings, Refused> {
        let mut settings = self.settings.clone();
        let at = to.map(|code| self.messenger_at(code)).transpose()?;
        for code in detected {
            let from = code.map_or(Ok(UNDECIDED), |code| self.messenger_at(code))?;
            settings.choices.moved.retain(|&(moved, _)| moved != from);
            settings.choices.moved.extend(at.map(|to| (from, to)));
        }
        Ok(settings)
    }

    /// Takes every client for one of this messenger, whatever the file says; `None` takes it back,
    /// and single moves with it.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn set_messenger_for_all(&mut self, to: Option<&str>) -> Result<(), Refused> {
        let all = to.map(|code| self.messenger_at(code)).transpose()?;
        let choices = Choices { all, ..Choices::default() };
        let settings = Settings { choices, ..self.settings.clone() };
        self.decide(Deed::AllMessengers { to: to.map(str::to_owned) }, settings);
        Ok(())
    }

    /// Brings problems and split up to date with cells and choices; what that costs depends on what
    /// changed. `tell` hears rows done and rows in all every few thousand rows; breaking from it leaves
    /// the session unchecked, and the next check to do what is left.
    pub fn check(&mut self, tell: Tell<'_>) -> ControlFlow<()> {
        at_once(self.check_piecemeal(tell))
    }

    /// [`check`](Self::check), resting every few thousand rows. Whoever drops it before it is done, rather
    /// than breaking off, loses what was known of all rows.
    pub async fn check_piecemeal(&mut self, tell: Tell<'_>) -> ControlFlow<()> {
        let stale = std::mem::replace(&mut self.stale, Stale::Everything);
        if stale == Stale::Nothing {
            self.stale = stale;
            if !self.reconciling.is_stale() {
                return ControlFlow::Continue(());
            }
            self.revision += 1;
            return self.reconcile(None, tell).await;
        }
        let mut checked = self.checked.take();
        let rules = checked.as_ref().map(|checked| checked.rules.clone());
        let rows = match &stale {
            Stale::Rows(touched) => Some(touched.rows.clone()),
            _ => None,
        };
        if rows.is_none() {
            self.reconciling.forget_outcomes();
        }
        let plan = Plan::of(&self.config, &self.settings.mapping);
        let terms = self.terms(&plan);
        let mut touched = false;
        let flow = match (&stale, &mut checked) {
            (Stale::Rows(Touched { rows, columns }), Some(checked)) => {
                touched = true;
                checked.update(terms, rows, columns.as_deref(), tell).await
            }
            (Stale::Split, Some(checked)) => {
                touched = true;
                checked.settle(terms, tell).await
            }
            // What was known stays until there is something better.
            (_, checked) => match Checked::run(terms, tell).await {
                Some(anew) => {
                    touched = true;
                    *checked = Some(anew);
                    ControlFlow::Continue(())
                }
                None => ControlFlow::Break(()),
            },
        };
        if rules != checked.as_ref().map(|checked| checked.rules.clone()) {
            self.reconciling.doubt_outcomes();
        }
        self.checked = checked;
        self.touched += u64::from(touched);
        self.stale = if flow.is_break() { stale } else { Stale::Nothing };
        self.revision += u64::from(flow.is_continue());
        flow?;
        self.reconcile(rows.as_deref(), tell).await
    }

    /// Where [`go_back`](Self::go_back) goes to. Steps taken back wait in it: what follows may be given
    /// up, and they are to be there again then.
    #[must_use]
    pub fn mark(&mut self) -> Before {
        Before {
            done: self.history.done(),
            undone: self.history.take_undone(),
            mark: self.draft.edits.mark(),
            stale: self.stale.clone(),
            touched: self.touched,
        }
    }

    /// Stays with what was done since; where that was nothing, steps taken back are there again.
    pub fn go_on(&mut self, before: Before) {
        if self.history.done() == before.done {
            self.history.give_undone(before.undone);
        }
    }

    /// Gives up what was done since, as if it had never been; [`check`](Self::check) is to follow.
    pub fn go_back(&mut self, before: Before) {
        while self.history.done() > before.done && self.undo() {}
        self.history.forget_undone();
        self.draft.edits.forget_after(before.mark);
        self.history.give_undone(before.undone);
        self.forget_list();
        if self.touched == before.touched {
            self.stale = before.stale;
        }
    }

    /// Forgets all checks, so that the next one starts from scratch.
    #[cfg(test)]
    pub(crate) fn forget_checks(&mut self) {
        self.stale = Stale::Everything;
        self.checked = None;
    }

    /// Whether problems and split are of the present cells and choices.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.checked().is_some() && !self.reconciling.is_stale()
    }

    /// Changes with every check that had something to do: whoever keeps positions of clients, such
    /// as a delivery, knows by it that they are of another time.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) const fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }

    /// Columns with what they hold now, where rows have changed.
    #[must_use]
    pub fn columns_now(&self) -> Vec<Column> {
        let now = |column: &Column| {
            let Some(more) = u16::try_from(column.index).ok().and_then(|at| self.filled.get(&at)) else {
                return column.clone();
            };
            let filled = u32::try_from(i64::from(column.filled) + more).unwrap_or_default();
            Column { filled, samples: self.samples(column), ..column.clone() }
        };
        self.columns().iter().map(now).collect()
    }

    /// The first different values of a column near the top; the file's where there are none.
    fn samples(&self, column: &Column) -> Vec<String> {
        let mut samples: Vec<String> = Vec::new();
        for row in self.draft_rows().take(SAMPLED) {
            let Some(text) = row.cell(column.index).map(|cell| cell.shown().into_owned()) else { continue };
            if samples.len() < SAMPLES && !samples.contains(&text) {
                samples.push(text);
            }
        }
        if samples.is_empty() { column.samples.clone() } else { samples }
    }

    /// After an exchange: `delta` holds what was there.
    fn count_filled(&mut self, delta: &Delta) {
        for was in &delta.cells {
            let Some(row) = self.draft.row(was.row) else { continue };
            let before = match self.draft.edits.text_of(was.text) {
                Some(text) => !text.is_empty(),
                None => row.file().cell(was.column.into()).is_some(),
            };
            let now = row.cell(was.column.into()).is_some();
            *self.filled.entry(was.column).or_default() += i64::from(now) - i64::from(before);
        }
    }

    /// Takes the last step back; false where there is none. [`check`](Self::check) is to follow.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.back() else { return false };
        let mut deltas = std::mem::take(&mut step.deltas);
        deltas.iter_mut().rev().for_each(|delta| self.swap(delta));
        self.history.put_back(deltas, 0);
        self.forget_list();
        true
    }

    /// Makes the step again that was taken back last; false where there is none.
    /// [`check`](Self::check) is to follow.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.forth() else { return false };
        let mut deltas = std::mem::take(&mut step.deltas);
        deltas.iter_mut().for_each(|delta| self.swap(delta));
        self.history.put_back(deltas, 1);
        self.forget_list();
        true
    }

    /// The steps, from the first to the last, and how many of them are in force; the others are taken
    /// back.
    pub fn history(&self) -> (impl ExactSizeIterator<Item = (&Deed, usize)>, usize) {
        let steps = self.history.steps().iter().map(|step| (&step.deed, step.count));
        (steps, self.history.done())
    }

    /// Makes a change, as a step of undo.
    pub(crate) fn take(&mut self, deed: Deed, count: usize, mut delta: Delta, mark: usize) {
        self.swap(&mut delta);
        self.history.push(deed, count, vec![delta], mark);
    }

    /// Decides, as a step of undo, where that changes anything.
    pub(crate) fn decide(&mut self, deed: Deed, settings: Settings) {
        if settings.reads_like(&self.settings) && settings.choices == self.settings.choices {
            return;
        }
        self.forget_undone();
        let delta = Delta { settings: Some(Box::new(settings)), ..Delta::default() };
        let mark = self.draft.edits.mark();
        self.take(deed, 1, delta, mark);
        self.forget_list();
    }

    /// Steps taken back are given up, with the texts that only they knew.
    pub(crate) fn forget_undone(&mut self) {
        if let Some(mark) = self.history.forget_undone() {
            self.draft.edits.forget_after(mark);
        }
    }

    pub(crate) fn forget_list(&mut self) {
        self.listed = None;
    }

    /// Exchanges what a delta holds with what is there, and remembers what that makes stale.
    pub(crate) fn swap(&mut self, delta: &mut Delta) {
        delta.swap(&mut self.draft, &mut self.settings);
        self.count_filled(delta);
        // A column that is nothing to a client changes no check; what the backend said is of the row as
        // a whole.
        let plan = self.plan();
        let matters = |column: u16| !plan.roles(u32::from(column)).is_empty();
        let touched = delta.touched(|column| !self.landed.is_empty() || matters(column));
        self.landed.look_again(&self.draft, &self.settings.choices.clients, &touched.rows);
        let mut stale = if touched.rows.is_empty() { Stale::Nothing } else { Stale::Rows(touched) };
        if let Some(before) = &delta.settings {
            // What was sent was another client then.
            stale = stale.and(match before.moved_apart(&self.settings) {
                Some(rows) => {
                    self.landed.look_again(&self.draft, &self.settings.choices.clients, &rows);
                    if rows.len() > FEW { Stale::Split } else { Stale::Rows(Touched { rows, columns: None }) }
                }
                None => {
                    self.landed.clear();
                    if before.reads_like(&self.settings) { Stale::Split } else { Stale::Everything }
                }
            });
        }
        let known = std::mem::replace(&mut self.stale, Stale::Nothing);
        self.stale = known.and(stale);
    }

    /// Clients of a messenger that can be sent, in order of rows.
    pub fn clients(&self, messenger: &str) -> impl Iterator<Item = Client> {
        let plan = Plan::of(&self.config, &self.settings.mapping);
        let list = self.list_named(messenger);
        let records = list.into_iter().flat_map(|list| self.ready_in(list, 0));
        records.filter_map(move |record| self.client(&plan, record))
    }

    /// Clients `from..to` of those that [`clients`](Self::clients) gives.
    pub(crate) fn clients_between(&self, messenger: &str, from: usize, to: usize) -> Vec<Client> {
        let plan = Plan::of(&self.config, &self.settings.mapping);
        let Some(list) = self.list_named(messenger) else { return Vec::new() };
        let records = self.ready_in(list, from).take(to.saturating_sub(from));
        records.filter_map(|record| self.client(&plan, record)).collect()
    }

    /// How many clients of a messenger can be sent; for `""`, how many are of none.
    pub(crate) fn ready(&self, messenger: &str) -> usize {
        let (Some(checked), Some(list)) = (self.checked(), self.list_named(messenger)) else { return 0 };
        let of = |tally: &Tally| tally.ready_in(&self.config, &checked.rules, list);
        checked.chunks.iter().map(|chunk| of(&chunk.tally)).sum()
    }

    /// Puts what the backend refused back on its cells. Other rows stay as they are; what landed goes
    /// when its row is changed, or the mapping.
    pub fn land(&mut self, messenger: &str, rejections: &[Rejection]) {
        self.forget_list();
        let mut rows = Vec::new();
        for rejection in rejections {
            let Some(index) = self.draft.index_of(rejection.row) else { continue };
            let landed = Landed {
                column: self.column_of(messenger, index, rejection).unwrap_or(NO_COLUMN),
                code: rejection.code.parse().unwrap_or(Code::ServerRejected),
                server_code: rejection.code.clone(),
                message: rejection.message.clone(),
            };
            if let Some(row) = self.draft.row(index) {
                self.landed.add(index, &row, &self.settings.choices.clients, landed);
                rows.push(index);
            }
        }
        if let Some(mut checked) = self.checked.take() {
            let plan = Plan::of(&self.config, &self.settings.mapping);
            checked.recount(self.terms(&plan), rows.into_iter());
            self.checked = Some(checked);
            self.recount_outcomes();
        }
    }

    /// Every problem with its place, in order of rows; the first may be the sheet's own.
    pub fn problems(&self) -> impl Iterator<Item = (Option<Place>, ProblemView)> {
        let sheet = (!self.has_id_column()).then(|| {
            let code = Code::SocialIdColumnMissing;
            (
                None,
                ProblemView {
                    code,
                    severity: code.severity(),
                    args: Default::default(),
                    repairs: Vec::new(),
                },
            )
        });
        let rows = self.matching(&Filter::Problems).into_iter().filter_map(|index| {
            let row = self.draft.row(index)?;
            Some((index, row))
        });
        let cells = rows.flat_map(|(index, row)| {
            self.problems_of(index, &row).into_iter().map(move |(column, problem)| {
                let column = (column != NO_COLUMN).then_some(u32::from(column));
                (Some(Place { row: row.number(), column }), problem)
            })
        });
        sheet.into_iter().chain(self.column_problems()).chain(cells)
    }

    /// Bytes of memory that checks, edits and history take over the table.
    #[must_use]
    pub fn overhead(&self) -> usize {
        let draft = self.draft.edits.bytes() + self.draft.excluded.bytes();
        let hits = self.hits.as_ref().map_or(0, Hits::bytes);
        self.checked.as_ref().map_or(0, Checked::bytes)
            + draft
            + self.history.bytes()
            + hits
            + self.reconciling.bytes()
            + self.settings.choices.clients.bytes()
    }

    pub(crate) fn checked(&self) -> Option<&Checked> {
        self.checked.as_ref().filter(|_| self.stale == Stale::Nothing)
    }

    /// The checks, to be put back after what needs them apart from the session; none where they are of
    /// another time.
    pub(crate) fn take_checked(&mut self) -> Option<Checked> {
        self.checked.take_if(|_| self.stale == Stale::Nothing)
    }

    pub(crate) fn put_checked(&mut self, checked: Checked) {
        self.checked = Some(checked);
    }

    /// Whether there is a column to take ids from.
    pub(crate) fn has_id_column(&self) -> bool {
        self.settings.mapping.has_id_column()
    }

    /// What the mapping makes of each column.
    pub(crate) fn plan(&self) -> Plan<'_> {
        Plan::of(&self.config, &self.settings.mapping)
    }

    /// The list of a messenger by code; the last is of those who have none.
    pub(crate) fn list_named(&self, messenger: &str) -> Option<usize> {
        match messenger {
            "" => Some(self.config.messengers.len()),
            code => self.messenger_at(code).ok().map(|at| list_of(&self.config, at)),
        }
    }

    /// Records of a list that can be sent, but for the first `skip`, which cost next to nothing.
    pub(crate) fn ready_in(&self, list: usize, skip: usize) -> impl Iterator<Item = &Record> {
        let mut left = skip;
        self.checked().into_iter().flat_map(move |checked| {
            let rules = &checked.rules;
            checked.chunks.iter().flat_map(move |chunk| {
                let here = chunk.tally.ready_in(&self.config, rules, list);
                let skipped = left.min(here);
                left -= skipped;
                let records: &[Record] = if skipped == here { &[] } else { &chunk.records };
                let of_list = records.iter().filter(move |record| {
                    record.is_ready() && list_of(&self.config, rules.messenger(record)) == list
                });
                of_list.skip(skipped)
            })
        })
    }

    fn client(&self, plan: &Plan<'_>, record: &Record) -> Option<Client> {
        let row = self.draft.row(record.row)?;
        Some(scan::client(plan, row.number(), row.cells(), record.column))
    }

    pub(crate) fn terms<'a>(&'a self, plan: &'a Plan<'a>) -> Terms<'a> {
        Terms {
            config: &self.config,
            severities: &self.severities,
            draft: &self.draft,
            plan,
            scope: Scope { first: self.settings.first_row(), include_hidden: self.settings.include_hidden },
            choices: &self.settings.choices,
            landed: &self.landed,
            outcomes: self.reconciling.outcomes(),
        }
    }

    pub(crate) fn messenger_at(&self, code: &str) -> Result<u8, Refused> {
        let at = self.config.messengers.iter().position(|messenger| messenger.code == code);
        at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| Refused::Unknown(code.to_owned()))
    }

    /// The cell a rejection is about: the field's first filled column on that row.
    fn column_of(&self, messenger: &str, index: u32, rejection: &Rejection) -> Option<u16> {
        let field = rejection.field.as_deref()?;
        if field == "social_id" {
            return self.record_of(messenger, index).map(|record| record.column);
        }
        let row = self.draft.row(index)?;
        let feeds = |column: &&Column| match &column.target {
            Some(Target::Field(key)) => {
                key == field
                    || (field == "name" && matches!(key.as_str(), "first_name" | "last_name" | "middle_name"))
            }
            Some(Target::Custom(name)) => name == field,
            _ => false,
        };
        let mut columns: Vec<_> = self.columns().iter().filter(feeds).collect();
        columns.sort_by_key(|column| row.cell(column.index).is_none());
        columns.first().and_then(|column| u16::try_from(column.index).ok())
    }

    fn record_of(&self, messenger: &str, row: u32) -> Option<&Record> {
        let checked = self.checked()?;
        let messenger = self.messenger_at(messenger).ok()?;
        let mut of_row = checked.records_at(row).map(|(_, record)| record);
        of_row.find(|record| checked.rules.messenger(record) == messenger)
    }
}
