//! Bringing clients to a backend, without a network: a state machine that says which call to make
//! next and is told what became of it. The browser's worker answers with fetch, the command line
//! with a plain HTTP client, tests with a script.
//!
//! Announce the import, put the batches in order of rows with a few under way at once, complete.
//! Bodies are built when they are sent. A batch has one idempotency key for ever, so a call whose
//! answer was lost is simply made again, and no client is written twice.
//!
//! `calls` builds what is sent, `answers` says what an answer changes, `attempts` when a call is made
//! again, `ledger` knows the batches, `too_large` cuts them smaller, `refusals` knows who was refused,
//! `checkpoint` is what is kept to go on after the program ended, `receipt` what is left to show.

mod answers;
mod attempts;
pub(crate) mod backoff;
mod calls;
mod checkpoint;
mod ledger;
mod receipt;
mod refusals;
mod retry_after;
mod selection;
mod settings;
mod too_large;
mod wire;

use std::collections::BTreeMap;

use importer_contract::{Client, Rejection};
use serde::Serialize;

use crate::delivery::backoff::Backoff;
use crate::delivery::ledger::Ledger;
use crate::delivery::refusals::Refusals;
use crate::delivery::selection::Selection;
use crate::delivery::too_large::{Sizes, TooLarge};
use crate::session::Session;

pub use checkpoint::{CannotGoOn, Checkpoint};
pub use ledger::{Before, Counts, Cut, Stretch};
pub use receipt::{Receipt, ReceiptBatch, ReceiptSplit, Run, Word};
pub use refusals::{Again, Refused, again};
pub use retry_after::retry_after_s;
pub use settings::{Assignment, Missing, Order, Route, Scope, SendSettings, missing};
pub use wire::{Failure, Fingerprint, Lost, Reply, bearer_token, known_clients, most_read};

/// How long a call that failed without a network waits for it to come back before it is made again
/// all the same: browsers are wrong about it at times.
const OFFLINE_MS: u64 = 15_000;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Make this call, now; others may be under way.
    Send(Call),
    /// The backend wants another token: ask for one, and say so by [`Delivery::authorize`].
    Authorize,
    /// Nothing to do before this time, unless an answer comes.
    WaitUntil(u64),
    /// Nothing to do before an answer comes, or it is told to go on.
    AwaitAnswer,
    /// It is over, well or not.
    Finished(Outcome),
}

/// An HTTP call to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Names the call in [`Delivery::answer`] and [`Delivery::failed`].
    pub id: u32,
    /// `GET`, `POST` or `PUT`.
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
    /// What became of the answered clients.
    #[serde(flatten)]
    pub counts: Counts,
    /// Calls under way.
    pub in_flight: u32,
    /// What the last failed attempt ran into, while it is being tried again.
    pub retrying: Option<Failure>,
    /// The network is gone, as far as the browser knows.
    pub offline: bool,
    /// The person paused it.
    pub paused: bool,
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
pub struct Landing {
    /// Messenger code.
    pub messenger: String,
    /// By row.
    pub rejections: Vec<Rejection>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Announce,
    /// Asks what the backend has of an import that is gone on with.
    Status,
    Batch(u32),
    Complete,
}

#[derive(Debug)]
struct Flight {
    call: u32,
    step: Step,
    /// Which token it brings, by [`Credentials::count`].
    token: u32,
    /// Those of a batch.
    clients: Vec<Client>,
    /// Of the body.
    bytes: usize,
}

/// What is known of the token; the token itself is the transport's.
#[derive(Debug, Default)]
struct Credentials {
    /// Tokens so far.
    count: u32,
    /// The backend does not take the present one; its words.
    wanted: Option<Failure>,
    /// [`Next::Authorize`] was said.
    asked: bool,
    /// The present one is new and has not been taken yet.
    renewed: bool,
}

/// A delivery under way.
#[derive(Debug)]
pub struct Delivery {
    order: Order,
    selection: Selection,
    limits: crate::config::DeliveryLimits,
    /// Another one for another delivery.
    seed: u64,
    backoff: Backoff,
    /// [`Session::revision`] that the ledger's positions are of.
    revision: u64,
    ledger: Ledger,
    import_id: Option<String>,
    /// Ask what the backend has before anything is sent.
    verify: bool,
    completed: bool,
    /// Times a call other than a batch failed in a row, or the backend asked for a rest.
    failures: u32,
    /// Nothing is sent before.
    not_before: u64,
    /// The backend asked for a rest: afterwards one call goes at a time, until one succeeds.
    rests: bool,
    flights: Vec<Flight>,
    calls: u32,
    /// Batches that the backend found too large: what has not arrived is announced anew.
    too_large: Vec<TooLarge>,
    sizes: Sizes,
    /// Stands for the settings with which clients of a messenger arrived, by its code.
    arrived_as: BTreeMap<String, String>,
    paused: bool,
    offline: bool,
    credentials: Credentials,
    landings: Vec<Landing>,
    refusals: Refusals,
    retrying: Option<Failure>,
    failure: Option<Failure>,
}

impl Delivery {
    /// Plans the delivery of what the order asks for. `seed` (any number, another one for another
    /// delivery) spreads retries.
    ///
    /// # Errors
    /// All that is missing.
    pub fn new(session: &Session, order: Order, seed: u64) -> Result<Self, Vec<Missing>> {
        let missing = missing(session, &order.settings);
        if !missing.is_empty() {
            return Err(missing);
        }
        let selection = match order.scope {
            Scope::Everything => Selection::all(session),
            Scope::Repaired => Selection::Only(refusals::spots(session, &order.refused, false)),
            Scope::Refused => Selection::Only(refusals::spots(session, &order.refused, true)),
        };
        Self::of(session, order, seed, selection)
    }

    fn of(session: &Session, order: Order, seed: u64, selection: Selection) -> Result<Self, Vec<Missing>> {
        let limits = session.config().delivery.clone();
        let stretches: Vec<Stretch> = session
            .config()
            .messengers
            .iter()
            .map(|messenger| {
                let clients = selection.count(session, &messenger.code);
                let to = u32::try_from(clients).unwrap_or(u32::MAX);
                Stretch { messenger: messenger.code.clone(), from: 0, to, cut: Cut::None }
            })
            .filter(|stretch| stretch.to > 0)
            .collect();
        if stretches.is_empty() {
            return Err(vec![Missing::NothingToSend]);
        }
        let import_id = (order.route == Route::Host).then(|| host_import(&order, &stretches, seed));
        Ok(Self {
            ledger: Ledger::of(stretches, limits.batch_size, Before::default()),
            refusals: Refusals::of(session, &order.refused),
            order,
            selection,
            seed,
            backoff: Backoff::new(seed),
            limits,
            revision: session.revision(),
            import_id,
            verify: false,
            completed: false,
            failures: 0,
            not_before: 0,
            rests: false,
            flights: Vec::new(),
            calls: 0,
            too_large: Vec::new(),
            sizes: Sizes::default(),
            arrived_as: BTreeMap::new(),
            paused: false,
            offline: false,
            credentials: Credentials::default(),
            landings: Vec::new(),
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
        if self.credentials.wanted.is_some() {
            let asked = std::mem::replace(&mut self.credentials.asked, true);
            return if asked { Next::AwaitAnswer } else { Next::Authorize };
        }
        if self.paused {
            return Next::AwaitAnswer;
        }
        if !self.too_large.is_empty() {
            if !self.flights.is_empty() {
                return Next::AwaitAnswer;
            }
            self.announce_smaller(session);
            return self.next(session, now_ms);
        }
        let due = self.due();
        if self.order.route == Route::Host && matches!(due, Some((Step::Complete, _))) {
            self.completed = true;
            return self.next(session, now_ms);
        }
        let slots = match due {
            Some((step @ Step::Batch(_), _)) if !self.rests && !self.goes_alone(step) => {
                self.limits.in_flight
            }
            _ => 1,
        };
        match due {
            Some(_) if self.flights.len() >= slots as usize => Next::AwaitAnswer,
            Some((_, not_before)) if not_before > now_ms => Next::WaitUntil(not_before),
            Some((step, _)) => self.send(session, step),
            None => Next::AwaitAnswer,
        }
    }

    /// Makes no new calls until it is told to go on; answers to those under way still count.
    pub const fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// Whether there is a network. Without one a failed call is no attempt; when it is back,
    /// everything that waits goes at once.
    pub fn set_online(&mut self, online: bool) {
        if online && self.offline {
            self.hurry();
        }
        self.offline = !online;
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

    /// Goes on after a failure or a cancel, where it stopped, with these settings: the same import,
    /// the same keys, only what was not answered. Clients of a messenger whose bot, tunnel or tags are
    /// others now are sent again, all of them. False where there is nothing to go on with: it is
    /// complete, the session was checked anew, or not all of those are known any more, and a new delivery
    /// is due.
    pub fn resume(&mut self, settings: &SendSettings) -> bool {
        let over = matches!(self.failure, Some(Failure::SessionChanged | Failure::OtherImport));
        if self.completed || over {
            return false;
        }
        let forgotten = matches!(self.failure, Some(Failure::Refused { status: 404 | 409, .. }));
        let others = self.others(settings);
        if self.ledger.before().clients > 0 && others.iter().any(|of| self.arrived_as.contains_key(of)) {
            // Some of them arrived before the program was started anew, and which is not known.
            return false;
        }
        if !others.is_empty() {
            self.arrived_as.retain(|messenger, _| !others.contains(messenger));
            self.announce_anew(self.ledger.batch_size, &others, &BTreeMap::new());
            self.order.settings = settings.clone();
        } else if forgotten && self.ledger.all_answered() && !self.verify {
            // Everything was answered, and the backend says that something is missing.
            self.verify = true;
        } else if forgotten {
            // It knows of no such import, or has another batch under this number.
            self.announce_anew(self.ledger.batch_size, &[], &BTreeMap::new());
        }
        self.failure = None;
        self.paused = false;
        self.credentials = Credentials { count: self.credentials.count + 1, ..Credentials::default() };
        self.hurry();
        true
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            in_flight: u32::try_from(self.flights.len()).unwrap_or(u32::MAX),
            retrying: self.retrying.clone(),
            offline: self.offline && self.retrying.is_some(),
            paused: self.paused,
            ..self.ledger.progress()
        }
    }

    /// Refusals that came since the last call, for [`Session::land`].
    pub fn take_landings(&mut self) -> Vec<Landing> {
        std::mem::take(&mut self.landings)
    }

    /// Clients that stand refused in order of rows, those of earlier deliveries included: what the next
    /// order is told.
    #[must_use]
    pub fn refused(&self) -> Vec<Refused> {
        self.refusals.all()
    }

    /// Of clients `from..to` that this was to bring of a messenger, those the backend took; none beyond
    /// the last one, and where the session is not as it was delivered.
    pub(crate) fn taken(
        &self,
        session: &Session,
        messenger: &str,
        from: u32,
        to: u32,
    ) -> Option<Vec<Client>> {
        let count = u32::try_from(self.selection.count(session, messenger)).unwrap_or(u32::MAX);
        if session.revision() != self.revision || from >= count {
            return None;
        }
        let open: Vec<(u32, u32)> = self
            .ledger
            .entries()
            .filter(|(_, entry)| entry.messenger == messenger && entry.counts().is_none())
            .map(|(_, entry)| (entry.from, entry.to))
            .collect();
        let clients = self.selection.clients(session, messenger, from, to.min(count));
        let taken = (from..).zip(clients).filter(|(at, client)| {
            !open.iter().any(|&(first, end)| (first..end).contains(at))
                && !self.refusals.has(messenger, client)
        });
        Some(taken.map(|(_, client)| client).collect())
    }

    fn land(&mut self, call: u32) -> Option<Flight> {
        let at = self.flights.iter().position(|flight| flight.call == call)?;
        Some(self.flights.swap_remove(at))
    }

    /// Whether nothing else is under way with a call. A client that may be too large for the backend goes
    /// before all others and alone, so that these can still be announced without it.
    fn goes_alone(&self, next: Step) -> bool {
        let mut steps = self.flights.iter().map(|flight| flight.step).chain([next]);
        steps.any(|step| match step {
            Step::Batch(number) => self.ledger.entry(number).is_some_and(|entry| entry.cut == Cut::Heavy),
            _ => false,
        })
    }

    /// Announces what has not arrived: clients of the messengers in `anew` whether they have or not, and
    /// the batches in `cuts` as stretches of their own.
    fn announce_anew(&mut self, batch_size: u32, anew: &[String], cuts: &BTreeMap<u32, Vec<Stretch>>) {
        let import_id = self.import_id.take().unwrap_or_default();
        let assignments = self.order.settings.assignments.clone();
        self.ledger.keep_unanswered(batch_size, (import_id, assignments), anew, cuts);
        self.verify = false;
        // They are of batches that are numbered otherwise now.
        self.too_large.clear();
        if self.order.route == Route::Host {
            self.import_id = Some(host_import(&self.order, self.ledger.stretches(), self.seed));
        }
    }

    /// Messengers whose clients these settings treat otherwise than the present ones.
    fn others(&self, settings: &SendSettings) -> Vec<String> {
        let of = |settings: &SendSettings, messenger: &str| settings.assignments.get(messenger).cloned();
        let mut messengers: Vec<String> = self.order.settings.assignments.keys().cloned().collect();
        messengers.retain(|messenger| of(settings, messenger) != of(&self.order.settings, messenger));
        messengers
    }

    fn finished(&self) -> Next {
        Next::Finished(Outcome {
            progress: self.progress(),
            import_id: self.import_id.clone(),
            failure: self.failure.clone(),
        })
    }
}

/// The name of an import that nobody is announced: the same for the same clients of the same file. Those
/// that were refused are sent once more on purpose: under a name of its own each time.
fn host_import(order: &Order, stretches: &[Stretch], seed: u64) -> String {
    let mut print = Fingerprint::default();
    print.update(order.file.sha256.as_bytes());
    if order.scope != Scope::Everything {
        print.update(&seed.to_le_bytes());
    }
    print.update(wire::json(&stretches).as_bytes());
    print.finish().chars().take(32).collect()
}

#[cfg(test)]
mod tests;
