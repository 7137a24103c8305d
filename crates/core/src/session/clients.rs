//! The clients that can be sent, and what a backend said of them.

use importer_contract::{Client, Rejection};

use crate::landed::{Landed, manner};
use crate::mapping::{Column, Target};
use crate::plan::Plan;
use crate::problem::{Code, NO_COLUMN};
use crate::scan::{self, Record};
use crate::session::Session;
use crate::split::list_of;
use crate::tally::Tally;

impl Session {
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
        let manner = manner(&self.settings);
        for rejection in rejections {
            let Some(index) = self.draft.index_of(rejection.row) else { continue };
            let landed = Landed {
                column: self.column_of(messenger, index, rejection).unwrap_or(NO_COLUMN),
                code: rejection.code.parse().unwrap_or(Code::ServerRejected),
                server_code: rejection.code.clone(),
                message: rejection.message.clone(),
            };
            if let Some(row) = self.draft.row(index) {
                self.landed.add(index, &row, &self.settings, manner, landed);
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
