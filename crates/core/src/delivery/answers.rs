//! What answers do to a delivery: believed only where they are of the contract and their numbers are
//! those of what was sent.

use std::collections::BTreeSet;

use importer_contract::{BatchAnswer, Client, ImportState, ImportStatus};

use super::ledger::{Counts, State};
use super::{Delivery, Failure, Flight, Landing, Lost, Reply, Step};

impl Delivery {
    /// Takes the answer to a call. Answers to calls that are not under way are ignored.
    pub fn answer(&mut self, id: u32, now_ms: u64, reply: &Reply) {
        let Some(flight) = self.land(id) else { return };
        let step = flight.step;
        match (reply.status, step) {
            (413, Step::Batch(number)) => return self.too_large(number, flight, reply),
            (401, _) => return self.unauthorized(step, flight.token, Failure::refused(reply)),
            _ => {}
        }
        if let Some(failure) = reply.failure() {
            return if reply.is_passing() && reply.asks_for_rest() {
                self.rest(step, now_ms, reply.retry_after_s, failure)
            } else if reply.is_passing() {
                self.try_again(step, now_ms, reply.retry_after_s, failure)
            } else {
                self.stop(step, failure)
            };
        }
        match self.believe(&flight, reply) {
            Ok(()) => self.succeeded(flight.token),
            Err(failure) => self.stop(step, failure),
        }
    }

    /// Takes note that a call got no answer.
    pub fn failed(&mut self, id: u32, now_ms: u64, lost: Lost) {
        let Some(flight) = self.land(id) else { return };
        if self.offline {
            // No attempt: the network being back is what will end this.
            self.put_back(flight.step, now_ms.saturating_add(super::OFFLINE_MS));
            self.retrying = Some(lost.into());
        } else {
            self.try_again(flight.step, now_ms, None, lost.into());
        }
    }

    /// Answers [`Next::Authorize`](super::Next::Authorize): calls from now on bring another token, or
    /// there is none to be had.
    pub fn authorize(&mut self, renewed: bool) {
        let Some(failure) = self.credentials.wanted.take() else { return };
        self.credentials.asked = false;
        if renewed {
            self.credentials.count += 1;
            self.credentials.renewed = true;
        } else {
            self.failure.get_or_insert(failure);
        }
    }

    /// A token that does no better than the one before it ends the delivery; calls that were made
    /// with an older one are simply made again.
    fn unauthorized(&mut self, step: Step, token: u32, failure: Failure) {
        if token != self.credentials.count {
            self.put_back(step, 0);
        } else if self.credentials.renewed {
            self.stop(step, failure);
        } else {
            self.put_back(step, 0);
            self.credentials.wanted.get_or_insert(failure);
        }
    }

    fn believe(&mut self, flight: &Flight, reply: &Reply) -> Result<(), Failure> {
        let foreign = || Failure::foreign(reply);
        match flight.step {
            Step::Announce => self.import_id = Some(reply.import_id().ok_or_else(foreign)?),
            Step::Status => self.verified(&reply.parsed().ok_or_else(foreign)?)?,
            Step::Batch(number) => {
                let answer: BatchAnswer = reply.parsed().ok_or_else(foreign)?;
                self.arrived(number, &flight.clients, answer)?;
                self.sizes.took(flight.bytes);
            }
            Step::Complete => {
                let status: ImportStatus = reply.parsed().ok_or_else(foreign)?;
                self.closed(&status)?;
            }
        }
        Ok(())
    }

    fn arrived(&mut self, number: u32, clients: &[Client], answer: BatchAnswer) -> Result<(), Failure> {
        let counts = agreed(clients, &answer)?;
        let Some(messenger) = self.ledger.entry(number).map(|entry| entry.messenger.clone()) else {
            return Ok(());
        };
        let refused: BTreeSet<_> = keys(&answer).collect();
        self.refusals.answered(&messenger, clients, &refused);
        if !answer.rejected.is_empty() {
            self.landings.push(Landing { messenger: messenger.clone(), rejections: answer.rejected });
        }
        self.ledger.set(number, State::Answered(counts));
        let settings = &self.order.settings;
        self.arrived_as.entry(messenger).or_insert_with_key(|messenger| settings.print(messenger));
        Ok(())
    }

    /// What the backend has of the import to go on with.
    fn verified(&mut self, status: &ImportStatus) -> Result<(), Failure> {
        let announced = &status.announced;
        let same = Some(&status.import_id) == self.import_id.as_ref()
            && announced.file.sha256 == self.order.file.sha256
            && (announced.clients, announced.batches) == self.ledger.announced();
        if !same {
            return Err(Failure::OtherImport);
        }
        self.verify = false;
        self.ledger.doubt();
        status.arrived.iter().for_each(|batch| self.ledger.confirm(batch));
        Ok(())
    }

    /// The backend closed the import; what it has must be what was sent.
    fn closed(&mut self, status: &ImportStatus) -> Result<(), Failure> {
        let (sent, _) = self.ledger.announced();
        let told = status.arrived.iter().fold(0, |sum: u32, batch| sum.saturating_add(batch.clients));
        if status.state != ImportState::Complete || told != sent {
            return Err(Failure::Disagrees { sent, told });
        }
        self.completed = true;
        Ok(())
    }
}

/// The numbers of an answer, if they are of this batch: every client in one of them, and nobody
/// refused who was not sent.
fn agreed(clients: &[Client], answer: &BatchAnswer) -> Result<Counts, Failure> {
    let sent: BTreeSet<_> = clients.iter().map(|client| (client.row, client.social_id.as_str())).collect();
    let refused: BTreeSet<_> = keys(answer).collect();
    let counts = Counts {
        created: answer.created,
        updated: answer.updated,
        unchanged: answer.unchanged,
        // A client with two faults has two rejections.
        rejected: small(refused.len()),
    };
    let (sent_count, told) = (small(clients.len()), counts.sum());
    if sent_count != told || !refused.is_subset(&sent) {
        return Err(Failure::Disagrees { sent: sent_count, told });
    }
    Ok(counts)
}

fn keys(answer: &BatchAnswer) -> impl Iterator<Item = (u32, &str)> {
    answer.rejected.iter().map(|rejection| (rejection.row, rejection.social_id.as_str()))
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
