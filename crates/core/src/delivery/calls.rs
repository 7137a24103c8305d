//! The calls a delivery makes: which one is next, and its body, built when it is sent.

use importer_contract::{Batch, Client, NewImport};

use super::ledger::{Stamp, State};
use super::{Call, Delivery, Failure, Flight, Next, Step, wire};
use crate::session::Session;

impl Delivery {
    /// The step that is due, and when.
    pub(super) fn due(&self) -> Option<(Step, u64)> {
        match &self.import_id {
            None => Some((Step::Announce, self.not_before)),
            Some(_) if self.verify => Some((Step::Status, self.not_before)),
            Some(_) if self.ledger.all_answered() => Some((Step::Complete, self.not_before)),
            Some(_) => {
                let waiting = self.ledger.next_waiting();
                waiting.map(|(batch, not_before)| (Step::Batch(batch), not_before.max(self.not_before)))
            }
        }
    }

    pub(super) fn send(&mut self, session: &Session, step: Step) -> Next {
        let import = self.import_id.clone().unwrap_or_default();
        let mut clients = Vec::new();
        let mut idempotency_key = None;
        let (method, path, body) = match step {
            Step::Announce => ("POST", "/imports".to_owned(), self.announcement()),
            Step::Status => ("GET", format!("/imports/{import}"), String::new()),
            Step::Complete => ("POST", format!("/imports/{import}/complete"), String::new()),
            Step::Batch(number) => {
                let Some(batch) = self.batch(session, number) else {
                    self.failure = Some(Failure::SessionChanged);
                    return self.next(session, 0);
                };
                let body = wire::json(&batch);
                let stamp = Stamp::of_body(&import, number, &body, &batch.clients);
                idempotency_key = Some(wire::hex(&stamp.key));
                self.ledger.stamp(number, stamp);
                self.ledger.set(number, State::UnderWay);
                clients = batch.clients;
                ("PUT", format!("/imports/{import}/batches/{number}"), body)
            }
        };
        let id = self.calls;
        self.calls += 1;
        self.flights.push(Flight {
            call: id,
            step,
            token: self.credentials.count,
            clients,
            bytes: body.len(),
        });
        Next::Send(Call { id, method, path, idempotency_key, body })
    }

    fn announcement(&self) -> String {
        let (clients, batches) = self.ledger.announced();
        wire::json(&NewImport { file: self.order.file.clone(), clients, batches })
    }

    /// A batch; `None` where its clients are not there any more: the mapping changed and nothing was
    /// checked since, so that positions mean nothing now.
    pub(super) fn batch(&self, session: &Session, number: u32) -> Option<Batch> {
        let entry = self.ledger.entry(number)?;
        let assignment = self.order.settings.assignments.get(&entry.messenger)?;
        let clients = self.selection.clients(session, &entry.messenger, entry.from, entry.to);
        if clients.len() != entry.clients() as usize {
            return None;
        }
        Some(Batch {
            messenger: entry.messenger.clone(),
            bot_id: assignment.bot_id.clone(),
            tunnel: assignment.tunnel.clone(),
            lgt: assignment.lgt.clone(),
            tags: assignment.tags.clone(),
            clients,
        })
    }
}

impl Stamp {
    pub(super) fn of(import: &str, number: u32, batch: &Batch) -> Self {
        Self::of_body(import, number, &wire::json(batch), &batch.clients)
    }

    fn of_body(import: &str, number: u32, body: &str, clients: &[Client]) -> Self {
        let row = |client: Option<&Client>| client.map_or(0, |client| client.row);
        let rows = (row(clients.first()), row(clients.last()));
        Self { key: wire::idempotency_key(import, number, body), rows }
    }
}
