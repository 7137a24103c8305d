//! The session's side of known clients: taking them in, what became of each client, what is sent.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use serde::Serialize;

use super::compare::{Comparer, FieldChange, Manner, Standing};
use super::fed::Fed;
use super::{Comparison, Knowledge, Known, KnownChoices};
use crate::change::Tell;
use crate::checked::{CHUNK, Checked};
use crate::piecemeal::tell_and_rest;
use crate::plan::{Plan, UNDECIDED};
use crate::scan::{self, Record};
use crate::session::{Refused, Session};

/// What sending one client would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientOutcome {
    /// Physical row, from 1.
    pub row: u32,
    /// Column of the id, from 0.
    #[serde(skip)]
    pub column: u32,
    /// Messenger code; none where nobody decided it.
    pub messenger: Option<String>,
    /// The id.
    pub social_id: String,
    /// What it would do.
    pub standing: Standing,
    /// The fields of the known card that would change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// Messengers under which the id is known besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
}

impl Session {
    /// Takes known clients to compare with, in the place of those before, or none any more.
    /// [`check`](Self::check) compares.
    pub fn set_known(&mut self, known: Option<Known>) {
        if known.is_none() {
            self.reconciling.assumed = None;
        }
        self.reconciling.told = known;
        self.reconciling.asked = None;
        self.reconciling.count_both();
        self.compare_anew();
    }

    /// Adds known clients to those that are there. Of files and rows of the page around the later ones
    /// count more; a backend's answers count more than any of them, in whatever order they come. When it
    /// was asked about everybody, its answers take the place of those before.
    ///
    /// # Errors
    /// [`KnownError::TooMany`](super::KnownError::TooMany).
    pub fn add_known(&mut self, known: Known) -> Result<(), super::KnownError> {
        self.reconciling.take(known)?;
        self.compare_anew();
        Ok(())
    }

    /// The clients compared with.
    #[must_use]
    pub fn known(&self) -> Option<Knowledge<'_>> {
        self.reconciling.knowledge()
    }

    /// The messenger of known clients whose source tells none.
    ///
    /// # Errors
    /// [`Refused::Unknown`], and nothing changes.
    pub fn assume_messenger(&mut self, code: Option<&str>) -> Result<(), Refused> {
        self.reconciling.assumed = code.map(|code| self.messenger_at(code)).transpose()?;
        self.reconciling.count_both();
        self.compare_anew();
        Ok(())
    }

    /// The code of that messenger.
    #[must_use]
    pub fn assumed_messenger(&self) -> Option<&str> {
        self.messenger_code(self.reconciling.assumed?)
    }

    /// What was decided about known clients.
    #[must_use]
    pub const fn known_choices(&self) -> KnownChoices {
        self.reconciling.choices
    }

    /// Decides about known clients. [`check`](Self::check) compares again where that is needed.
    pub fn set_known_choices(&mut self, choices: KnownChoices) {
        let before = std::mem::replace(&mut self.reconciling.choices, choices);
        if before.clears != choices.clears {
            self.compare_anew();
        } else if before != choices {
            // Positions among what is sent are others now.
            self.set_revision(self.revision() + 1);
        }
    }

    /// How the import compares; none where nobody is known or the comparison waits for
    /// [`check`](Self::check).
    #[must_use]
    pub fn comparison(&self) -> Option<Comparison> {
        let known = self.known()?;
        self.compared()?;
        let undecided = self.config.messengers.len();
        let [.., waiting] = self.reconciling.outcomes.counts(Some(undecided));
        let [new, changed, same, second_card, not_compared] = self.reconciling.outcomes.counts(None);
        let to_send = new + changed + second_card + not_compared;
        let to_send = if self.reconciling.choices.sends_same { to_send + same } else { to_send };
        let refused = u32::try_from(self.refused_of(None).count()).unwrap_or(u32::MAX);
        let to_send = to_send.saturating_sub(refused);
        let (known, unasked) = (known.clients(), not_compared.saturating_sub(waiting));
        Some(Comparison { known, new, changed, same, second_card, not_compared, unasked, to_send })
    }

    /// What sending each client would do, in order of rows; of clients that can be sent.
    pub fn outcomes(&self) -> impl Iterator<Item = ClientOutcome> {
        let rows = self.compared().map(|checked| 0..checked.chunks.len());
        rows.into_iter().flatten().flat_map(|number| self.outcomes_in(number))
    }

    /// What sending the clients of a row (physical number) would do.
    #[must_use]
    pub fn outcomes_of(&self, number: u32) -> Vec<ClientOutcome> {
        let (Some(checked), Some(index)) = (self.compared(), self.draft.index_of(number)) else {
            return Vec::new();
        };
        let records: Vec<Record> = checked.records_at(index).map(|(_, record)| *record).collect();
        self.outcomes_told(checked, &records)
    }

    fn outcomes_in(&self, number: usize) -> Vec<ClientOutcome> {
        let Some(checked) = self.compared() else { return Vec::new() };
        let records = checked.chunks.get(number).map_or(&[][..], |chunk| &chunk.records);
        self.outcomes_told(checked, records)
    }

    fn outcomes_told(&self, checked: &Checked, records: &[Record]) -> Vec<ClientOutcome> {
        let plan = self.plan();
        let Some(mut comparer) = self.comparer(&plan) else { return Vec::new() };
        let tell = |record: &Record| {
            let row = self.draft.row(record.row)?;
            let column = u32::from(record.column);
            let standing = self.reconciling.outcomes.standing(record.row, record.column)?;
            let messenger = checked.rules.messenger(record);
            let changed = standing == Standing::Changed;
            let changes = changed.then(|| comparer.changes(&row, record.column, messenger));
            let others = comparer.others(&row, record.column, messenger);
            Some(ClientOutcome {
                row: row.number(),
                column,
                messenger: self.messenger_code(messenger).map(str::to_owned),
                social_id: scan::id_of(&plan, &row.cell(column)?)?,
                standing,
                changes: changes.unwrap_or_default(),
                others: self.messenger_codes(others),
            })
        };
        records.iter().filter(|record| record.is_ready()).filter_map(tell).collect()
    }

    /// Columns of a row whose values would change a known card, with what is known: a name of two
    /// columns is told at both.
    #[must_use]
    pub fn differing_cells(&self, number: u32) -> Vec<(u32, FieldChange)> {
        let mut cells = Vec::new();
        if self.known().is_none() {
            return cells;
        }
        for change in self.outcomes_of(number).into_iter().flat_map(|outcome| outcome.changes) {
            for column in self.columns_feeding(&change.field) {
                if !cells.iter().any(|(at, known)| *at == column && *known == change) {
                    cells.push((column, change.clone()));
                }
            }
        }
        cells
    }

    fn columns_feeding(&self, field: &str) -> Vec<u32> {
        let plan = self.plan();
        let feeds = |index: u32| {
            plan.roles(index).iter().any(|role| match role {
                crate::plan::Role::Id(_) => false,
                crate::plan::Role::Field(slot) => {
                    slot.is_target(field) || (field == super::fed::NAME && slot.kind.is_name())
                }
            })
        };
        self.columns().iter().map(|column| column.index).filter(|&index| feeds(index)).collect()
    }

    /// Brings the comparison up to date: these rows, or all of them. Breaks where `tell` does.
    pub(crate) async fn reconcile(&mut self, rows: Option<&[u32]>, tell: Tell<'_>) -> ControlFlow<()> {
        if self.known().is_none() {
            return ControlFlow::Continue(());
        }
        let Some(mut checked) = self.take_checked() else { return ControlFlow::Continue(()) };
        let mut outcomes = std::mem::take(&mut self.reconciling.outcomes);
        let is_part = !self.reconciling.stale && !outcomes.is_empty();
        // Most of them are quicker compared chunk by chunk.
        let few = |rows: &&[u32]| rows.len() < (self.draft.len() / 4).max(1_000) as usize;
        let rows = rows.filter(few).filter(|_| is_part);
        let mut touched: BTreeSet<u32> = BTreeSet::new();
        let mut flow = ControlFlow::Continue(());
        {
            let plan = self.plan();
            let Some(mut comparer) = self.comparer(&plan) else { return ControlFlow::Continue(()) };
            if let Some(rows) = rows {
                touched.extend(outcomes.compare_rows(rows, &self.draft, &checked, &mut comparer));
            } else {
                let chunks = outcomes.resize(&checked);
                let total = self.draft.len() as usize;
                for number in 0..chunks {
                    flow = tell_and_rest(tell, (number * CHUNK) as usize, total).await;
                    if flow.is_break() {
                        break;
                    }
                    if outcomes.compare_chunk(number, &self.draft, &checked, &mut comparer) {
                        touched.insert(number);
                    }
                }
            }
        }
        self.reconciling.outcomes = outcomes;
        if flow.is_break() {
            self.reconciling.forget_outcomes();
        } else {
            self.reconciling.stale = false;
            let plan = Plan::of(&self.config, &self.settings.mapping);
            checked.recount(self.terms(&plan), touched.into_iter().map(|number| number * CHUNK));
            self.reconciling.outcomes.count(&self.config, &checked, rows.is_none());
        }
        self.put_checked(checked);
        flow
    }

    /// Counts what was counted anew since.
    pub(crate) fn recount_outcomes(&mut self) {
        if let Some(checked) = self.take_checked() {
            self.reconciling.outcomes.count(&self.config, &checked, false);
            self.put_checked(checked);
        }
    }

    /// Indices of rows with a client of this standing.
    pub(crate) fn rows_standing(&self, standing: Standing) -> Vec<u32> {
        self.compared().map_or_else(Vec::new, |checked| self.reconciling.outcomes.rows_of(standing, checked))
    }

    /// Other messengers under which the client of a cell is known, by code.
    pub(crate) fn known_elsewhere(&self, row: u32, column: u16) -> Vec<String> {
        let (Some(checked), Some(of_row)) = (self.checked(), self.draft.row(row)) else { return Vec::new() };
        let plan = self.plan();
        let mut records = checked.records_at(row).map(|(_, record)| record);
        let record = records.find(|record| record.column == column);
        let (Some(record), Some(comparer)) = (record, self.comparer(&plan)) else { return Vec::new() };
        self.messenger_codes(comparer.others(&of_row, column, checked.rules.messenger(record)))
    }

    pub(super) fn leaves_same_out(&self) -> bool {
        self.known().is_some() && !self.reconciling.choices.sends_same
    }

    fn compare_anew(&mut self) {
        self.forget_list();
        let had_seconds = self.reconciling.outcomes.seconds(0..u32::MAX).next().is_some();
        self.reconciling.forget_outcomes();
        if had_seconds && let Some(mut checked) = self.take_checked() {
            let plan = Plan::of(&self.config, &self.settings.mapping);
            checked.recount(self.terms(&plan), 0..self.draft.len());
            self.put_checked(checked);
        }
        self.set_revision(self.revision() + 1);
    }

    pub(super) fn comparer<'a>(&'a self, plan: &'a Plan<'a>) -> Option<Comparer<'a>> {
        let manner = Manner {
            assumed: self.reconciling.assumed.unwrap_or(UNDECIDED),
            clears: self.reconciling.choices.clears,
        };
        Some(Comparer::new(Fed::of(plan, &self.settings.mapping), self.known()?, manner))
    }

    /// The checks, where the comparison is of them.
    pub(super) fn compared(&self) -> Option<&Checked> {
        self.checked().filter(|_| !self.reconciling.stale)
    }

    pub(super) fn messenger_code(&self, at: u8) -> Option<&str> {
        self.config.messengers.get(usize::from(at)).map(|messenger| messenger.code.as_str())
    }

    fn messenger_codes(&self, bits: u32) -> Vec<String> {
        let all = (0..32).zip(&self.config.messengers);
        all.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, messenger)| messenger.code.clone()).collect()
    }
}
