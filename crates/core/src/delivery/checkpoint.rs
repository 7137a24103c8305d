//! What is kept of a delivery under way, so that it can go on after the program ended: names and
//! numbers, and nothing of the clients but a hash that tells whether they are still the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::{Before, Counts, Ledger, Stamp, Stretch};
use super::selection::Selection;
use super::wire;
use super::{Delivery, Missing, Order, Route, missing};
use crate::session::Session;

/// An unfinished delivery. Kept by whoever runs it, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The backend's name of the import.
    pub import_id: String,
    /// SHA-256 of the file the clients come from.
    pub file_sha256: String,
    /// Clients in a batch.
    pub batch_size: u32,
    /// What the batches are cut from, as positions.
    pub stretches: Vec<Stretch>,
    /// Numbers of the batches that arrived: the first and the last of each run.
    pub arrived: Vec<(u32, u32)>,
    /// All the arrived batches in one hash of 64 hexadecimal digits.
    pub digest: String,
    /// What arrived under earlier announcements.
    pub before: Before,
    /// Stands for the bot, tunnel and tags with which clients of a messenger arrived, by its code.
    pub arrived_as: BTreeMap<String, String>,
    /// Clients that are too large for the backend, each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub too_large: Vec<Stretch>,
    /// Positions of clients that had been refused before, ascending by messenger: they are no part of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, Vec<u32>>,
    /// What became of the arrived batches, where the backend cannot be asked: the first and the last
    /// of each run of batches alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<(u32, u32, Counts)>,
}

/// Why a delivery cannot go on from a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotGoOn {
    /// It could not begin either.
    Missing(Vec<Missing>),
    /// The clients or the settings are not those of the checkpoint: another file, a cell changed
    /// since, another bot. What has arrived is safe; a new import recognises it.
    Changed,
}

impl Delivery {
    /// What to keep, so that [`Delivery::go_on`] can go on from here. `None` before the import has a
    /// name, once it is complete, and for deliveries of repaired rows, which are cheaper to begin anew.
    #[must_use]
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        let left_out = self.selection.left_out().filter(|_| !self.completed)?;
        let mut arrived: Vec<(u32, u32)> = Vec::new();
        let mut outcomes: Vec<(u32, u32, Counts)> = Vec::new();
        for (number, entry) in self.ledger.entries() {
            let Some(counts) = entry.counts() else { continue };
            match arrived.last_mut().filter(|(_, last)| last + 1 == number) {
                Some((_, last)) => *last = number,
                None => arrived.push((number, number)),
            }
            let alike = |(_, last, of): &&mut (u32, u32, Counts)| *last + 1 == number && *of == counts;
            match outcomes.last_mut().filter(alike) {
                Some((_, last, _)) => *last = number,
                None => outcomes.push((number, number, counts)),
            }
        }
        match self.order.route {
            Route::Contract => outcomes.clear(),
            // Nobody was told of the import: there is nothing to go on with.
            Route::Host if outcomes.is_empty() => return None,
            Route::Host => {}
        }
        Some(Checkpoint {
            import_id: self.import_id.clone()?,
            file_sha256: self.order.file.sha256.clone(),
            batch_size: self.ledger.batch_size,
            stretches: self.ledger.stretches().to_vec(),
            digest: digest(&self.ledger, &arrived),
            arrived,
            before: self.ledger.before(),
            arrived_as: self.arrived_as.clone(),
            too_large: self.ledger.too_large().to_vec(),
            left_out: left_out.clone(),
            outcomes,
        })
    }

    /// A delivery that goes on where the one of `checkpoint` stopped. The backend is asked first what
    /// it has; a host cannot be, and what it answered before is believed. Costs as much as sending the arrived batches, without the network.
    ///
    /// # Errors
    /// [`CannotGoOn`].
    pub fn go_on(
        session: &Session,
        order: Order,
        seed: u64,
        checkpoint: &Checkpoint,
    ) -> Result<Self, CannotGoOn> {
        let missing = missing(session, &order.settings);
        if !missing.is_empty() {
            return Err(CannotGoOn::Missing(missing));
        }
        let selection = Selection::but(session, &checkpoint.left_out).ok_or(CannotGoOn::Changed)?;
        let mut delivery = Self::of(session, order, seed, selection).map_err(CannotGoOn::Missing)?;
        let alike =
            |(messenger, print): (&String, &String)| delivery.order.settings.print(messenger) == *print;
        let sound = wire::is_plain_id(&checkpoint.import_id)
            && checkpoint.file_sha256 == delivery.order.file.sha256
            && delivery.is_whole(session, checkpoint)
            && checkpoint.arrived_as.iter().all(alike);
        if !sound {
            return Err(CannotGoOn::Changed);
        }
        delivery.ledger = Ledger::of(checkpoint.stretches.clone(), checkpoint.batch_size, checkpoint.before);
        delivery.import_id = Some(checkpoint.import_id.clone());
        delivery.arrived_as.clone_from(&checkpoint.arrived_as);
        delivery.verify = delivery.order.route == Route::Contract;
        let announced = delivery.ledger.announced().1;
        for number in checkpoint.arrived.iter().flat_map(|&(first, last)| first..=last.min(announced)) {
            let stamp = delivery.stamp_of(session, number).ok_or(CannotGoOn::Changed)?;
            delivery.ledger.stamp(number, stamp);
        }
        if digest(&delivery.ledger, &checkpoint.arrived) != checkpoint.digest {
            return Err(CannotGoOn::Changed);
        }
        for one in &checkpoint.too_large {
            let clients = delivery.selection.clients(session, &one.messenger, one.from, one.to);
            clients.iter().for_each(|client| delivery.refuse(one.clone(), client));
        }
        if delivery.order.route == Route::Host {
            for &(first, last, counts) in &checkpoint.outcomes {
                (first..=last.min(announced)).for_each(|number| delivery.ledger.believe(number, counts));
            }
        }
        Ok(delivery)
    }

    /// Whether the checkpoint speaks of as many clients as there are, and of none that is not there.
    fn is_whole(&self, session: &Session, checkpoint: &Checkpoint) -> bool {
        let there = |stretch: &Stretch| {
            let clients = self.selection.count(session, &stretch.messenger);
            stretch.from < stretch.to && stretch.to as usize <= clients
        };
        let all = || checkpoint.stretches.iter().chain(&checkpoint.too_large);
        let stretched: u64 = all().map(|stretch| u64::from(stretch.to.saturating_sub(stretch.from))).sum();
        let (clients, _) = self.ledger.announced();
        all().all(there)
            && checkpoint.too_large.iter().all(|one| one.to - one.from == 1)
            && stretched + u64::from(checkpoint.before.clients) == u64::from(clients)
    }

    fn stamp_of(&self, session: &Session, number: u32) -> Option<Stamp> {
        let batch = self.batch(session, number)?;
        let import = self.import_id.as_deref().unwrap_or_default();
        Some(Stamp::of(import, number, &batch))
    }
}

/// The keys of batches in one, whatever order they arrived in.
fn digest(ledger: &Ledger, arrived: &[(u32, u32)]) -> String {
    let mut sum = [0_u8; 32];
    let stamps = arrived.iter().flat_map(|&(first, last)| {
        ledger.entries().skip(first as usize).take_while(move |(number, _)| *number <= last)
    });
    for stamp in stamps.filter_map(|(_, entry)| entry.stamp) {
        sum.iter_mut().zip(stamp.key).for_each(|(sum, byte)| *sum ^= byte);
    }
    wire::hex(&sum)
}
