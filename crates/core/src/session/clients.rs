//! The clients that can be sent, and what a backend said of them.

use importer_contract::{Client, Rejection};

use crate::landed::{Landed, manner};
use crate::mapping::{Column, Target};
use crate::plan::Plan;
use crate::problem::{Code, NO_COLUMN};
use crate::scan::{self, Record};
use crate::session::Session;
use crate::split::list_of;
use crate::tally::{ERROR, REFUSED, Tally};

impl Session {
    /// Clients of a messenger that can be sent, in order of rows: not those the backend refused as they
    /// are.
    pub fn clients(&self, messenger: &str) -> impl Iterator<Item = Client> {
        let plan = Plan::of(&self.config, &self.settings.mapping);
        let list = self.list_named(messenger);
        let refused = self.landed.clients(0..u32::MAX);
        let records = list.into_iter().flat_map(|list| self.passed_in(list, 0));
        let ready = records.filter(move |of| refused.binary_search(&(of.row, of.column)).is_err());
        ready.filter_map(move |record| self.client(&plan, record))
    }

    /// Rows that are not sent because of errors of their own: not those the backend refused.
    #[must_use]
    pub fn rows_held_back(&self) -> usize {
        let chunks = self.checked().into_iter().flat_map(|checked| &checked.chunks);
        let held_back =
            chunks.flat_map(|chunk| &chunk.flags).filter(|flag| **flag & (ERROR | REFUSED) == ERROR);
        held_back.count()
    }

    /// How many clients of a messenger can be sent; for `""`, how many are of none. Not those the backend
    /// refused as they are.
    pub(crate) fn ready(&self, messenger: &str) -> usize {
        self.passed_and_ready(messenger).1
    }

    /// How many clients of a messenger the checks let pass, and how many of them are
    /// [`ready`](Self::ready).
    pub(crate) fn passed_and_ready(&self, messenger: &str) -> (usize, usize) {
        let (Some(checked), Some(list)) = (self.checked(), self.list_named(messenger)) else { return (0, 0) };
        let of = |tally: &Tally| tally.passed_and_ready(&self.config, &checked.rules, list);
        let chunks = checked.chunks.iter().map(|chunk| of(&chunk.tally));
        chunks.fold((0, 0), |(passed, ready), chunk| (passed + chunk.0, ready + chunk.1))
    }

    /// Puts what the backend refused back on its cells. Other rows stay as they are; what landed goes
    /// when its row is changed, or the mapping, and until then the client is not ready to be sent.
    /// Positions among the clients that are lined up for a delivery stay what they are.
    pub fn land(&mut self, messenger: &str, rejections: &[Rejection]) {
        self.forget_list();
        let mut rows = Vec::new();
        let manner = manner(&self.settings);
        for rejection in rejections {
            let Some(index) = self.draft.index_of(rejection.row) else { continue };
            let client = self.record_of(messenger, index, &rejection.social_id).map(|record| record.column);
            let landed = Landed {
                client,
                column: self.column_of(index, client, rejection).unwrap_or(NO_COLUMN),
                code: rejection.code.parse().unwrap_or(Code::ServerRejected),
                server_code: rejection.code.clone(),
                message: rejection.message.clone(),
            };
            if let Some(row) = self.draft.row(index) {
                self.landed.add(index, &row, &self.settings, manner, landed);
                rows.push(index);
            }
        }
        self.recount_refused(rows);
    }

    /// Lets the backend decide anew of the clients that stand refused: they are ready to be sent as they
    /// are. Positions among the clients that are lined up for a delivery stay what they are.
    pub fn lift_refusals(&mut self) {
        self.forget_list();
        let rows = self.landed.lift();
        self.recount_refused(rows);
    }

    fn recount_refused(&mut self, rows: Vec<u32>) {
        if let Some(mut checked) = self.checked.take() {
            let plan = Plan::of(&self.config, &self.settings.mapping);
            checked.recount(self.terms(&plan), rows.into_iter());
            self.checked = Some(checked);
            self.recount_outcomes();
        }
    }

    /// The list of a messenger by code; the last is of those who have none.
    pub(crate) fn list_named(&self, messenger: &str) -> Option<usize> {
        match messenger {
            "" => Some(self.config.messengers.len()),
            code => self.messenger_at(code).ok().map(|at| list_of(&self.config, at)),
        }
    }

    /// Records of a list that the checks let pass, those that the backend refused included, but for the
    /// first `skip`, which cost next to nothing.
    pub(crate) fn passed_in(&self, list: usize, skip: usize) -> impl Iterator<Item = &Record> {
        let mut left = skip;
        self.checked().into_iter().flat_map(move |checked| {
            let rules = &checked.rules;
            checked.chunks.iter().flat_map(move |chunk| {
                let here = chunk.tally.passed_and_ready(&self.config, rules, list).0;
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

    pub(crate) fn client(&self, plan: &Plan<'_>, record: &Record) -> Option<Client> {
        let row = self.draft.row(record.row)?;
        Some(scan::client(plan, row.number(), row.cells(), record.column))
    }

    /// The cell a rejection is about: the field's first filled column on that row.
    fn column_of(&self, index: u32, client: Option<u16>, rejection: &Rejection) -> Option<u16> {
        let field = rejection.field.as_deref()?;
        if field == "social_id" {
            return client;
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

    /// The client of a row with this id, or the first of its messenger where none has it.
    fn record_of(&self, messenger: &str, row: u32, social_id: &str) -> Option<&Record> {
        let checked = self.checked()?;
        let messenger = self.messenger_at(messenger).ok()?;
        let of_row = || {
            let of_row = checked.records_at(row).map(|(_, record)| record);
            of_row.filter(|record| checked.rules.messenger(record) == messenger)
        };
        let hash = checked.hash(social_id);
        of_row().find(|record| record.hash == hash).or_else(|| of_row().next())
    }
}
