//! What becomes of batches that the backend finds too large (413): a batch of many alike says that all
//! must be smaller; one with a few heavy clients is cut around them, and the others stay as they are. A
//! client that is too large alone is refused here, and the rest goes on.
//!
//! The number of batches was announced, so either takes a new announcement: of the clients that have not
//! arrived.

use std::collections::{BTreeMap, BTreeSet};

use importer_contract::{Client, Rejection};

use super::ledger::{Cut, State, Stretch};
use super::{Delivery, Failure, Flight, Landing, Reply, Step, wire};
use crate::problem::Code;
use crate::session::Session;

/// A batch that the backend found too large.
#[derive(Debug)]
pub(super) struct TooLarge {
    number: u32,
    clients: Vec<Client>,
    /// Bytes of each client's JSON.
    weights: Vec<usize>,
    /// Bytes that the others may come to in a body that may well be taken.
    room: usize,
}

/// What is known of the bodies that the backend takes.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    /// Bytes of the largest that it took.
    taken: usize,
    /// Bytes of the smallest client that it found too large alone.
    alone: Option<usize>,
}

impl Sizes {
    pub(super) fn took(&mut self, bytes: usize) {
        self.taken = self.taken.max(bytes);
    }

    /// Bytes to stay within after a body of this size was too large: what was taken before, or half. Where
    /// as much was taken before, it is not for its bytes, and half is as good as anything.
    fn next_try(&self, bytes: usize) -> usize {
        if self.taken < bytes { self.taken.max(bytes / 2) } else { bytes / 2 }
    }
}

impl TooLarge {
    fn of(number: u32, clients: Vec<Client>, bytes: usize, sizes: &Sizes) -> Self {
        let weights: Vec<usize> = clients.iter().map(weight).collect();
        let around = bytes.saturating_sub(weights.iter().sum());
        let room = sizes.next_try(bytes).saturating_sub(around);
        Self { number, clients, weights, room }
    }

    /// Whether it is large for a few of its clients: as many of the usual ones would fit.
    fn has_heavy(&self) -> bool {
        let mut weights = self.weights.clone();
        weights.sort_unstable();
        let usual = weights.get((weights.len().saturating_sub(1)) / 2).copied().unwrap_or(0);
        usual.saturating_mul(weights.len()) <= self.room
    }

    /// Runs of its clients that stay within the room, as positions in it. One that takes more than half of
    /// the room is by itself: it may be what the batch is too large for.
    fn pieces(&self) -> Vec<(usize, usize, Cut)> {
        let mut pieces: Vec<(usize, usize, Cut)> = Vec::new();
        let mut filled = 0_usize;
        for (at, &weight) in self.weights.iter().enumerate() {
            let cut = if weight > self.room / 2 { Cut::Heavy } else { Cut::Piece };
            filled = filled.saturating_add(weight);
            let fits = cut == Cut::Piece && filled <= self.room;
            match pieces.last_mut().filter(|last| fits && last.2 == cut) {
                Some((_, end, _)) => *end = at + 1,
                None => {
                    pieces.push((at, at + 1, cut));
                    filled = weight;
                }
            }
        }
        pieces
    }
}

impl Delivery {
    /// Takes note of it; what follows waits for the other calls under way. A backend that takes not even
    /// one client, whichever it is, wants nothing at all.
    pub(super) fn too_large(&mut self, number: u32, flight: Flight, reply: &Reply) {
        let is_piece = self.ledger.entry(number).is_some_and(|entry| entry.cut != Cut::None);
        let takes_any = self.sizes.taken > 0 || self.ledger.before().clients > 0;
        if flight.clients.len() <= 1 && !is_piece && !takes_any && self.ledger.announced().0 > 1 {
            return self.stop(Step::Batch(number), Failure::refused(reply));
        }
        self.ledger.set(number, State::Waiting { not_before: 0 });
        self.too_large.push(TooLarge::of(number, flight.clients, flight.bytes, &self.sizes));
    }

    /// Announces what has not arrived anew, in batches that may be taken.
    pub(super) fn announce_smaller(&mut self, session: &Session) {
        let refused = std::mem::take(&mut self.too_large);
        for batch in refused.iter().filter(|batch| batch.clients.len() <= 1) {
            let smallest = batch.weights.iter().copied().min();
            self.sizes.alone = smallest.into_iter().chain(self.sizes.alone).min();
        }
        let mut batch_size = self.ledger.batch_size;
        let mut cuts = BTreeMap::new();
        for batch in refused {
            let Some(entry) = self.ledger.entry(batch.number).cloned() else { continue };
            let clients = u32::try_from(batch.clients.len()).unwrap_or(u32::MAX);
            let is_usual = entry.cut == Cut::None && clients.saturating_mul(2) > batch_size;
            if is_usual && clients > 1 && !batch.has_heavy() {
                batch_size = batch_size.min((clients / 2).max(1));
                continue;
            }
            let mut stretches = Vec::new();
            for (from, to, cut) in batch.pieces() {
                let at = |position: usize| entry.from + u32::try_from(position).unwrap_or(0);
                let stretch = Stretch { messenger: entry.messenger.clone(), from: at(from), to: at(to), cut };
                let weight = batch.weights.get(from).filter(|_| cut == Cut::Heavy);
                let is_known = weight.zip(self.sizes.alone).is_some_and(|(weight, alone)| *weight >= alone);
                match batch.clients.get(from).filter(|_| is_known) {
                    Some(client) => self.refuse(stretch, client),
                    None => stretches.push(stretch),
                }
            }
            cuts.insert(batch.number, stretches);
        }
        self.refuse_as_heavy(session, &mut cuts);
        let last_import = self.import_id.clone();
        self.announce_anew(batch_size, &[], &cuts);
        if self.ledger.announced().0 == 0 {
            // Nothing is left but clients that are too large.
            self.import_id = last_import;
            self.completed = true;
        }
    }

    /// Refuses those that wait by themselves and are no lighter than what the backend found too large.
    fn refuse_as_heavy(&mut self, session: &Session, cuts: &mut BTreeMap<u32, Vec<Stretch>>) {
        let Some(alone) = self.sizes.alone else { return };
        let waiting = self.ledger.entries().filter(|(number, entry)| {
            entry.cut == Cut::Heavy && entry.counts().is_none() && !cuts.contains_key(number)
        });
        let waiting: Vec<(u32, Stretch)> = waiting.map(|(number, entry)| (number, entry.stretch())).collect();
        for (number, stretch) in waiting {
            let clients = self.selection.clients(session, &stretch.messenger, stretch.from, stretch.to);
            if let Some(client) = clients.first().filter(|client| weight(client) >= alone) {
                self.refuse(stretch, client);
                cuts.insert(number, Vec::new());
            }
        }
    }

    /// Takes it that the backend cannot take this client.
    pub(super) fn refuse(&mut self, stretch: Stretch, client: &Client) {
        let rejection = Rejection {
            row: client.row,
            social_id: client.social_id.clone(),
            field: longest_field(client),
            code: Code::ClientTooLarge.as_str().to_owned(),
            message: String::new(),
        };
        let refused = BTreeSet::from([(client.row, client.social_id.as_str())]);
        self.refusals.answered(&stretch.messenger, std::slice::from_ref(client), &refused);
        self.landings.push(Landing { messenger: stretch.messenger.clone(), rejections: vec![rejection] });
        self.ledger.leave_out(stretch);
    }
}

/// Bytes that a client takes in a body: a comma goes with each.
fn weight(client: &Client) -> usize {
    wire::json(client).len() + 1
}

/// The field that most of a client's size is in.
fn longest_field(client: &Client) -> Option<String> {
    let name = client.name.as_ref().map(|name| ("name", name));
    let others = client.fields.iter().chain(&client.custom_fields).map(|(key, value)| (key.as_str(), value));
    let id = ("social_id", &client.social_id);
    let longest = std::iter::once(id).chain(name).chain(others).max_by_key(|(_, value)| value.len());
    longest.map(|(key, _)| key.to_owned())
}
