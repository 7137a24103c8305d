//! Which clients are lined up to be delivered: those the checks let pass, but for those who are known to
//! be as they are in the file. What the backend refused is among them and is passed over.

use importer_contract::{Action, Client};

use super::compare::Standing;
use crate::checked::Checked;
use crate::scan::{self, Record};
use crate::session::Session;
use crate::split::list_of;

impl Session {
    /// How many clients of a messenger will be sent; for `""`, of none. Not those the backend refused as
    /// they are.
    #[must_use]
    pub fn to_send(&self, messenger: &str) -> usize {
        match self.list_named(messenger).filter(|_| self.leaves_same_out()) {
            None => self.ready(messenger),
            Some(list) => self.lined_up(messenger).saturating_sub(self.refused_of(Some(list)).count()),
        }
    }

    /// How many clients of a messenger there are to deliver. Those the backend refused are among them, so
    /// that positions stay what they are while refusals land; a delivery passes over them by
    /// [`refused_positions`](Self::refused_positions).
    pub(crate) fn lined_up(&self, messenger: &str) -> usize {
        match self.list_named(messenger).filter(|_| self.leaves_same_out()) {
            None => self.passed_and_ready(messenger).0,
            Some(list) => sent_of(self.reconciling.outcomes.counts(Some(list))) as usize,
        }
    }

    /// Clients `from..to` of those lined up, with what is expected to become of each.
    pub(crate) fn to_send_between(&self, messenger: &str, from: usize, to: usize) -> Vec<Client> {
        let Some(list) = self.list_named(messenger) else { return Vec::new() };
        let records: Vec<&Record> = self.lined_up_records(list, from).take(to.saturating_sub(from)).collect();
        self.sent_clients(&records).into_iter().flatten().collect()
    }

    /// Positions among the clients lined up of those that the backend refused as they are, ascending.
    pub(crate) fn refused_positions(&self, messenger: &str) -> Vec<u32> {
        let refused = self.landed.clients(0..u32::MAX);
        let Some(list) = self.list_named(messenger).filter(|_| !refused.is_empty()) else {
            return Vec::new();
        };
        let all = (0..).zip(self.lined_up_records(list, 0));
        let of = all.filter(|(_, record)| refused.binary_search(&(record.row, record.column)).is_ok());
        of.map(|(position, _)| position).collect()
    }

    /// The clients of a row (physical number) that are lined up, with their messengers, and whether the
    /// backend refused them as they are.
    pub(crate) fn lined_up_at(&self, number: u32) -> Vec<(&str, &Record, bool)> {
        let (Some(checked), Some(index)) = (self.checked(), self.draft.index_of(number)) else {
            return Vec::new();
        };
        let refused = self.landed.clients(index..index + 1);
        let of_row = checked.records_at(index).map(|(_, record)| record);
        let lined_up = of_row.filter(|record| self.is_lined_up(record)).filter_map(|record| {
            let stands = refused.binary_search(&(record.row, record.column)).is_ok();
            Some((self.messenger_code(checked.rules.messenger(record))?, record, stands))
        });
        lined_up.collect()
    }

    /// The client with its id in this cell, by index of row.
    pub(crate) fn record_at(&self, row: u32, column: u16) -> Option<&Record> {
        let mut of_row = self.checked()?.records_at(row).map(|(_, record)| record);
        of_row.find(|record| record.column == column)
    }

    /// The clients of records as they are sent, with what is expected to become of each.
    pub(crate) fn sent_clients(&self, records: &[&Record]) -> Vec<Option<Client>> {
        let plan = self.plan();
        let compared = self.compared().filter(|_| self.known().is_some());
        let Some((checked, mut comparer)) = compared.zip(self.comparer(&plan)) else {
            return records.iter().map(|record| self.client(&plan, record)).collect();
        };
        let clients = records.iter().map(|record| {
            let row = self.draft.row(record.row)?;
            let client = scan::client(&plan, row.number(), row.cells(), record.column);
            let standing = self.reconciling.outcomes.standing(record.row, record.column)?;
            let action = match standing {
                Standing::New | Standing::SecondCard => Action::Create,
                Standing::Changed => Action::Update,
                Standing::Same | Standing::NotCompared => Action::Upsert,
            };
            let clear = if self.reconciling.choices.clears && standing == Standing::Changed {
                let changes = comparer.changes(&row, record.column, checked.rules.messenger(record));
                changes.into_iter().filter(|change| change.new.is_none()).map(|change| change.field).collect()
            } else {
                Vec::new()
            };
            Some(Client { action, clear, ..client })
        });
        clients.collect()
    }

    fn is_lined_up(&self, record: &Record) -> bool {
        let standing = || self.reconciling.outcomes.standing(record.row, record.column);
        record.is_ready() && !(self.leaves_same_out() && standing() == Some(Standing::Same))
    }

    /// Clients lined up that the backend refused as they are: of one list, or of all.
    pub(super) fn refused_of(&self, list: Option<usize>) -> impl Iterator<Item = &Record> {
        let refused = self.landed.clients(0..u32::MAX).into_iter();
        let records = refused.filter_map(|(row, column)| self.record_at(row, column));
        records.filter(move |record| {
            let of = self.checked().map(|checked| list_of(&self.config, checked.rules.messenger(record)));
            self.is_lined_up(record) && (list.is_none() || of == list)
        })
    }

    /// Records of a list that are lined up, but for the first `skip`, which cost next to nothing.
    fn lined_up_records(&self, list: usize, skip: usize) -> impl Iterator<Item = &Record> {
        let compared = self.compared().filter(|_| self.known().is_some());
        let passed = compared.is_none().then(|| self.passed_in(list, skip));
        let sent = compared.map(|checked| self.sent_records(checked, list, skip));
        passed.into_iter().flatten().chain(sent.into_iter().flatten())
    }

    /// Records of a list that will be sent, but for the first `skip`, which cost next to nothing.
    fn sent_records<'a>(
        &'a self,
        checked: &'a Checked,
        list: usize,
        skip: usize,
    ) -> impl Iterator<Item = &'a Record> {
        let outcomes = &self.reconciling.outcomes;
        let sends_same = !self.leaves_same_out();
        let mut left = skip;
        checked.chunks.iter().enumerate().flat_map(move |(number, chunk)| {
            let counts = outcomes.counts_in(number, list);
            let here = if sends_same { counts.iter().sum() } else { sent_of(counts) } as usize;
            let skipped = left.min(here);
            left -= skipped;
            let records: &[Record] = if skipped == here { &[] } else { &chunk.records };
            let of_list = records.iter().filter(move |record| {
                record.is_ready()
                    && list_of(&self.config, checked.rules.messenger(record)) == list
                    && (sends_same || outcomes.standing(record.row, record.column) != Some(Standing::Same))
            });
            of_list.skip(skipped)
        })
    }
}

/// How many of these are sent where what is the same is not.
fn sent_of([new, changed, _, second_card, not_compared]: [u32; 5]) -> u32 {
    new + changed + second_card + not_compared
}
