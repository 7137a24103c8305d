//! The whole flow as a plain state machine: a table comes in, header and columns are decided, rows
//! are checked, clients are split by messenger, and what the backend refuses comes back to its
//! cells. A decision can be changed at any time; [`Session::check`] then brings everything up to
//! date.

mod clients;
mod dates;
mod decisions;
mod steps;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_sheet::Table;

use crate::change::Tell;
use crate::checked::{Checked, Terms};
use crate::config::Config;
use crate::date::DateCounts;
use crate::draft::{Draft, DraftRow};
use crate::header::{self, Header};
use crate::history::{History, Settings, Touched};
use crate::hits::Hits;
use crate::landed::LandedRows;
use crate::listing::{Filter, Place, View};
use crate::mapping::{Column, Mapping};
use crate::piecemeal::at_once;
use crate::plan::Plan;
use crate::problem::{Code, NO_COLUMN, Severity};
use crate::reconcile::Reconciling;
use crate::scan::Scope;
use crate::split::Choices;
use crate::window::ProblemView;

pub use steps::Before;

/// Rows from the top that are looked at for what a changed column holds.
const SAMPLED: usize = 200;
/// Values that are shown of it.
const SAMPLES: usize = 3;

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
    /// Dates written as text, as the cells are now.
    dates: DateCounts,
    /// What was looked for last.
    pub(crate) hits: Option<Hits>,
    revision: u64,
    /// Changes whenever anything of the checks does.
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
        let dates = mapping.dates_found().clone();
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
            dates,
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

    /// The columns that hold anything, by position.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        self.settings.mapping.columns()
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

    /// Forgets all checks, so that the next one starts from scratch.
    #[cfg(test)]
    pub(crate) fn forget_checks(&mut self) {
        self.stale = Stale::Everything;
        self.checked = None;
        self.count_dates_anew();
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
}
