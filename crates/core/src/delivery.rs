//! Bringing clients to a backend, without a network: a state machine that says which call to make
//! next and is told what became of it. The browser's worker answers with fetch, the command line
//! with a plain HTTP client, tests with a script.
//!
//! Announce the import, put the batches in order of rows with a few under way at once, complete.
//! Bodies are built when they are sent. A batch has one idempotency key for ever, so a call whose
//! answer was lost is simply made again, and no client is written twice.

mod backoff;
mod ledger;
mod settings;
mod wire;

use importer_contract::{ArrivedBatch, Batch, BatchAnswer, NewImport, Rejection, SourceFile};
use serde::Serialize;

use crate::delivery::backoff::Backoff;
use crate::delivery::ledger::{Ledger, State};
use crate::session::Session;

pub use settings::{Assignment, Missing, SendSettings, missing};
pub use wire::{Failure, Fingerprint, Reply};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Make this call, now; others may be under way.
    Send(Call),
    /// Nothing to do before this time, unless an answer comes.
    WaitUntil(u64),
    /// Nothing to do before an answer comes.
    AwaitAnswer,
    /// It is over, well or not.
    Finished(Outcome),
}

/// An HTTP call to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Names the call in [`Delivery::answer`] and [`Delivery::failed`].
    pub id: u32,
    /// `POST` or `PUT`.
    pub method: &'static str,
    /// Path under the backend's base: `/imports/…`; the base ends in `/api/v1`.
    pub path: String,
    /// Value of the header [`importer_contract::IDEMPOTENCY_KEY`].
    pub idempotency_key: Option<String>,
    /// JSON, or empty.
    pub body: String,
}

/// How far delivery has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Clients in all.
    pub clients: u32,
    /// Clients in batches that were answered.
    pub answered: u32,
    /// Batches in all.
    pub batches: u32,
    /// Batches that were answered.
    pub batches_answered: u32,
    /// New cards.
    pub created: u32,
    /// Changed cards.
    pub updated: u32,
    /// Cards that already were as sent.
    pub unchanged: u32,
    /// Clients not taken.
    pub rejected: u32,
    /// Calls under way.
    pub in_flight: u32,
    /// What the last failed attempt ran into, while it is being tried again.
    pub retrying: Option<Failure>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Counts; after a failure they say what had arrived.
    pub progress: Progress,
    /// The name the backend gave the import.
    pub import_id: Option<String>,
    /// Why it stopped; none where everything arrived. [`Delivery::resume`] goes on from here.
    pub failure: Option<Failure>,
}

/// Clients of one messenger that the backend refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Messenger code.
    pub messenger: String,
    /// By row.
    pub rejections: Vec<Rejection>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Announce,
    Batch(u32),
    Complete,
}

#[derive(Debug)]
struct Flight {
    call: u32,
    step: Step,
}

/// A delivery under way.
#[derive(Debug)]
pub struct Delivery {
    settings: SendSettings,
    file: SourceFile,
    limits: crate::config::DeliveryLimits,
    backoff: Backoff,
    /// [`Session::revision`] that the ledger's positions are of.
    revision: u64,
    ledger: Ledger,
    import_id: Option<String>,
    completed: bool,
    /// Times the announcement or the completion failed in a row.
    failures: u32,
    not_before: u64,
    flights: Vec<Flight>,
    calls: u32,
    /// The backend found a batch too large: the rest is announced anew in smaller ones.
    shrink: bool,
    rejected: Vec<Rejected>,
    retrying: Option<Failure>,
    failure: Option<Failure>,
}

impl Delivery {
    /// Plans the delivery of everything in the session that can be sent. `seed` (any number, another
    /// one for another delivery) spreads retries.
    ///
    /// # Errors
    /// All that is missing.
    pub fn new(
        session: &Session,
        settings: SendSettings,
        file: SourceFile,
        seed: u64,
    ) -> Result<Self, Vec<Missing>> {
        let missing = missing(session, &settings);
        if !missing.is_empty() {
            return Err(missing);
        }
        let limits = session.config().delivery.clone();
        let counts = session.config().messengers.iter().map(|messenger| {
            let code = messenger.code.clone();
            let clients = session.ready(&code);
            (code, u32::try_from(clients).unwrap_or(u32::MAX))
        });
        Ok(Self {
            ledger: Ledger::of(counts, limits.batch_size),
            settings,
            file,
            backoff: Backoff::new(seed),
            limits,
            revision: session.revision(),
            import_id: None,
            completed: false,
            failures: 0,
            not_before: 0,
            flights: Vec::new(),
            calls: 0,
            shrink: false,
            rejected: Vec::new(),
            retrying: None,
            failure: None,
        })
    }

    /// What to do next. Call it until it says to wait, and again after every answer.
    pub fn next(&mut self, session: &Session, now_ms: u64) -> Next {
        if session.revision() != self.revision && self.failure.is_none() && !self.completed {
            self.failure = Some(Failure::SessionChanged);
        }
        if self.failure.is_some() || self.completed {
            // Answers under way still count: what arrived must be known.
            return if self.flights.is_empty() { self.finished() } else { Next::AwaitAnswer };
        }
        if self.shrink {
            if !self.flights.is_empty() {
                return Next::AwaitAnswer;
            }
            self.shrink();
        }
        let step = match &self.import_id {
            None => Some((Step::Announce, self.not_before)),
            Some(_) if self.ledger.all_answered() => Some((Step::Complete, self.not_before)),
            Some(_) => self.ledger.next_waiting().map(|(batch, not_before)| (Step::Batch(batch), not_before)),
        };
        let slots = match step {
            Some((Step::Batch(_), _)) => self.limits.in_flight,
            _ => 1,
        };
        match step {
            Some(_) if self.flights.len() >= slots as usize => Next::AwaitAnswer,
            Some((_, not_before)) if not_before > now_ms => Next::WaitUntil(not_before),
            Some((step, _)) => self.send(session, step),
            None => Next::AwaitAnswer,
        }
    }

    /// Takes the answer to a call. Answers to calls that are not under way are ignored.
    pub fn answer(&mut self, id: u32, now_ms: u64, reply: &Reply) {
        let Some(step) = self.land(id) else { return };
        if reply.status == 413 && matches!(step, Step::Batch(_)) {
            return self.too_large(step, reply);
        }
        if let Some(failure) = reply.failure() {
            return if reply.is_passing() {
                self.try_again(step, now_ms, reply.retry_after_s, failure)
            } else {
                self.stop(step, failure)
            };
        }
        match step {
            Step::Announce => match reply.import_id() {
                Some(import_id) => {
                    self.import_id = Some(import_id);
                    self.succeeded();
                }
                None => self.stop(step, Failure::foreign(reply)),
            },
            Step::Batch(batch) => match reply.parsed::<BatchAnswer>() {
                Some(answer) => self.arrived(batch, answer),
                None => self.stop(step, Failure::foreign(reply)),
            },
            Step::Complete => {
                self.completed = true;
                self.succeeded();
            }
        }
    }

    /// Takes note that a call got no answer (no connection, a timeout). `reason` is for developers.
    pub fn failed(&mut self, id: u32, now_ms: u64, reason: &str) {
        if let Some(step) = self.land(id) {
            self.try_again(step, now_ms, None, Failure::Network { reason: reason.to_owned() });
        }
    }

    /// Makes no new calls; those under way are still waited for, so that what arrived is known.
    pub fn stop_sending(&mut self) {
        if !self.completed {
            self.failure.get_or_insert(Failure::Cancelled);
        }
    }

    /// Stops: no new calls. Calls under way are forgotten here; whoever makes them aborts them.
    pub fn cancel(&mut self) {
        if self.completed {
            return;
        }
        for flight in std::mem::take(&mut self.flights) {
            self.put_back(flight.step, 0);
        }
        self.failure.get_or_insert(Failure::Cancelled);
    }

    /// Goes on after a failure or a cancel, where it stopped: the same import, the same keys, only
    /// what was not answered. False where there is nothing to go on with: it is complete, or the
    /// session was checked anew and a new delivery is due.
    pub fn resume(&mut self) -> bool {
        if self.completed || self.failure == Some(Failure::SessionChanged) {
            return false;
        }
        if let Some(Failure::Refused { status: 404, .. }) = self.failure {
            // The backend forgot the import: what has not arrived is a new one.
            self.ledger.keep_unanswered(self.ledger.batch_size);
            self.import_id = None;
        }
        self.failure = None;
        self.retrying = None;
        self.failures = 0;
        self.not_before = 0;
        self.ledger.forget_failures();
        true
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            in_flight: u32::try_from(self.flights.len()).unwrap_or(u32::MAX),
            retrying: self.retrying.clone(),
            ..self.ledger.progress()
        }
    }

    /// Refusals that came since the last call, for [`Session::land`].
    pub fn take_rejected(&mut self) -> Vec<Rejected> {
        std::mem::take(&mut self.rejected)
    }

    /// What arrived, batch by batch, of the import as announced last.
    #[must_use]
    pub fn arrived_batches(&self) -> Vec<ArrivedBatch> {
        self.ledger.arrived()
    }

    fn send(&mut self, session: &Session, step: Step) -> Next {
        let import = self.import_id.clone().unwrap_or_default();
        let (method, path, body) = match step {
            Step::Announce => ("POST", "/imports".to_owned(), self.announcement()),
            Step::Batch(number) => match self.batch(session, number) {
                Some(body) => ("PUT", format!("/imports/{import}/batches/{number}"), body),
                None => {
                    self.failure = Some(Failure::SessionChanged);
                    return self.next(session, 0);
                }
            },
            Step::Complete => ("POST", format!("/imports/{import}/complete"), String::new()),
        };
        let idempotency_key = match step {
            Step::Batch(number) => Some(wire::idempotency_key(&import, number, &body)),
            Step::Announce | Step::Complete => None,
        };
        let id = self.calls;
        self.calls += 1;
        self.flights.push(Flight { call: id, step });
        if let Step::Batch(number) = step {
            self.ledger.set(number, State::UnderWay);
        }
        Next::Send(Call { id, method, path, idempotency_key, body })
    }

    fn announcement(&self) -> String {
        let (clients, batches) = self.ledger.announced();
        wire::json(&NewImport { file: self.file.clone(), clients, batches })
    }

    fn batch(&self, session: &Session, number: u32) -> Option<String> {
        let entry = self.ledger.entry(number)?;
        let assignment = self.settings.assignments.get(&entry.messenger)?;
        let clients = session.clients_between(&entry.messenger, entry.from as usize, entry.to as usize);
        // The mapping changed and nothing was checked since: the positions mean nothing now.
        if clients.len() != (entry.to - entry.from) as usize {
            return None;
        }
        Some(wire::json(&Batch {
            messenger: entry.messenger.clone(),
            bot_id: assignment.bot_id.clone(),
            tunnel: assignment.tunnel.clone(),
            lgt: assignment.lgt.clone(),
            tags: assignment.tags.clone(),
            clients,
        }))
    }

    fn land(&mut self, call: u32) -> Option<Step> {
        let at = self.flights.iter().position(|flight| flight.call == call)?;
        Some(self.flights.swap_remove(at).step)
    }

    fn arrived(&mut self, number: u32, answer: BatchAnswer) {
        self.succeeded();
        if let Some(messenger) = self.ledger.entry(number).map(|entry| entry.messenger.clone())
            && !answer.rejected.is_empty()
        {
            self.rejected.push(Rejected { messenger, rejections: answer.rejected.clone() });
        }
        self.ledger.set(number, State::Answered(answer));
    }

    fn succeeded(&mut self) {
        self.failures = 0;
        self.not_before = 0;
        self.retrying = None;
    }

    fn try_again(&mut self, step: Step, now_ms: u64, retry_after_s: Option<u64>, failure: Failure) {
        let failures = match step {
            Step::Batch(number) => self.ledger.failed(number),
            Step::Announce | Step::Complete => {
                self.failures += 1;
                self.failures
            }
        };
        if failures >= self.limits.attempts {
            return self.stop(step, failure);
        }
        let wait = self.backoff.wait_ms(failures, retry_after_s);
        self.put_back(step, now_ms.saturating_add(wait));
        self.retrying = Some(failure);
    }

    fn put_back(&mut self, step: Step, not_before: u64) {
        match step {
            Step::Batch(number) => self.ledger.set(number, State::Waiting { not_before }),
            Step::Announce | Step::Complete => self.not_before = not_before,
        }
    }

    fn stop(&mut self, step: Step, failure: Failure) {
        self.put_back(step, 0);
        // The first failure is the one that says why.
        self.failure.get_or_insert(failure);
        self.retrying = None;
    }

    fn too_large(&mut self, step: Step, reply: &Reply) {
        if self.ledger.batch_size <= 1 {
            return self.stop(step, Failure::refused(reply));
        }
        self.put_back(step, 0);
        self.shrink = true;
    }

    /// The number of batches was announced, so halving them takes a new announcement: of the clients
    /// that have not arrived.
    fn shrink(&mut self) {
        self.shrink = false;
        self.import_id = None;
        self.ledger.keep_unanswered((self.ledger.batch_size / 2).max(1));
    }

    fn finished(&self) -> Next {
        Next::Finished(Outcome {
            progress: self.progress(),
            import_id: self.import_id.clone(),
            failure: self.failure.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
