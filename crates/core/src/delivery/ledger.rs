//! Which clients are in which batch, and what became of each batch. Knows no calls.

use std::collections::BTreeMap;

use importer_contract::ArrivedBatch;
use serde::{Deserialize, Serialize};

use super::Progress;
use super::settings::Assignment;

/// Clients `from..to` of those a messenger has to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Messenger code.
    pub messenger: String,
    /// Position of the first.
    pub from: u32,
    /// Position after the last.
    pub to: u32,
    /// Whether it comes of a batch that was too large.
    #[serde(default, skip_serializing_if = "Cut::is_none")]
    pub cut: Cut,
}

/// What a stretch is of a batch that was too large.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// One client that the batch may have been too large for. It goes before all others.
    Heavy,
    /// Others of it, and no more: nothing is joined to them.
    Piece,
    /// It comes of none.
    #[default]
    None,
}

impl Cut {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// What became of clients, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New cards.
    pub created: u32,
    /// Changed cards.
    pub updated: u32,
    /// Cards that already were as sent.
    pub unchanged: u32,
    /// Clients not taken.
    pub rejected: u32,
}

/// Batches that arrived under announcements before the present one, in sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Batches.
    pub batches: u32,
    /// Clients in them.
    pub clients: u32,
    /// What became of these.
    pub counts: Counts,
}

/// Batches of the import as announced last, and what arrived before that.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) batch_size: u32,
    /// What the batches are cut from.
    stretches: Vec<Stretch>,
    entries: Vec<Entry>,
    /// Batches that arrived under an earlier announcement of this delivery.
    pub(super) past: Vec<Past>,
    /// Batches that arrived before the program was started anew; nothing but their sums is known.
    before: Before,
    /// Clients that are too large for the backend, each by itself: in no batch, and refused.
    too_large: Vec<Stretch>,
}

/// An announcement that was replaced by another, and its batches that arrived.
#[derive(Debug)]
pub(super) struct Past {
    pub(super) import_id: String,
    pub(super) assignments: BTreeMap<String, Assignment>,
    /// By number.
    pub(super) entries: Vec<(u32, Entry)>,
}

/// A batch.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) messenger: String,
    pub(super) from: u32,
    pub(super) to: u32,
    /// As in [`Stretch`].
    pub(super) cut: Cut,
    pub(super) state: State,
    /// What was sent, once it was.
    pub(super) stamp: Option<Stamp>,
    /// Failed attempts in a row.
    failures: u32,
}

/// What a batch was like when it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The idempotency key.
    pub(super) key: [u8; 32],
    /// Physical rows of its first and last client.
    pub(super) rows: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Waiting { not_before: u64 },
    UnderWay,
    Answered(Counts),
}

impl Entry {
    pub(super) const fn clients(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }

    pub(super) fn stretch(&self) -> Stretch {
        Stretch { messenger: self.messenger.clone(), from: self.from, to: self.to, cut: self.cut }
    }

    pub(super) const fn counts(&self) -> Option<Counts> {
        match self.state {
            State::Answered(counts) => Some(counts),
            _ => None,
        }
    }
}

impl Ledger {
    pub(super) fn of(stretches: Vec<Stretch>, batch_size: u32, before: Before) -> Self {
        let (batch_size, past) = (batch_size.max(1), Vec::new());
        let (stretches_now, entries, too_large) = (Vec::new(), Vec::new(), Vec::new());
        let mut ledger = Self { batch_size, stretches: stretches_now, entries, past, before, too_large };
        ledger.cut(stretches);
        ledger
    }

    pub(super) fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)
    }

    /// All batches by number.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, &Entry)> {
        (0_u32..).zip(&self.entries)
    }

    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    pub(super) fn set(&mut self, number: u32, state: State) {
        if let Some(entry) = self.entries.get_mut(number as usize) {
            entry.state = state;
        }
    }

    pub(super) fn stamp(&mut self, number: u32, stamp: Stamp) {
        if let Some(entry) = self.entries.get_mut(number as usize) {
            entry.stamp = Some(stamp);
        }
    }

    /// Counts a failed attempt; how many there were in a row.
    pub(super) fn failed(&mut self, number: u32) -> u32 {
        let Some(entry) = self.entries.get_mut(number as usize) else { return 0 };
        entry.failures += 1;
        entry.failures
    }

    /// Everything that waits may go at once.
    pub(super) fn forget_failures(&mut self) {
        for entry in &mut self.entries {
            entry.failures = 0;
            if let State::Waiting { not_before } = &mut entry.state {
                *not_before = 0;
            }
        }
    }

    /// Believes no batch to have arrived until [`confirm`](Self::confirm) says so.
    pub(super) fn doubt(&mut self) {
        for entry in &mut self.entries {
            entry.state = State::Waiting { not_before: 0 };
        }
    }

    /// Takes the backend's word that a batch arrived. One with rejected rows is sent again all the
    /// same: the answer is the first one, and only that says which rows.
    pub(super) fn confirm(&mut self, arrived: &ArrivedBatch) {
        let ArrivedBatch { number, clients, created, updated, unchanged, rejected } = *arrived;
        if self.entry(number).is_some_and(|entry| entry.clients() == clients) {
            self.believe(number, Counts { created, updated, unchanged, rejected });
        }
    }

    /// Takes it that a batch arrived, where nothing of it was rejected.
    pub(super) fn believe(&mut self, number: u32, counts: Counts) {
        let Some(entry) = self.entries.get_mut(number as usize) else { return };
        if entry.stamp.is_some() && counts.rejected == 0 {
            entry.state = State::Answered(counts);
        }
    }

    /// The waiting batch that may go first, and when.
    pub(super) fn next_waiting(&self) -> Option<(u32, u64)> {
        let waiting = self.entries().filter_map(|(number, entry)| match entry.state {
            State::Waiting { not_before } => Some((number, not_before)),
            _ => None,
        });
        waiting.min_by_key(|&(number, not_before)| (not_before, number))
    }

    pub(super) fn all_answered(&self) -> bool {
        self.entries.iter().all(|entry| matches!(entry.state, State::Answered(_)))
    }

    /// Clients and batches of the announcement.
    pub(super) fn announced(&self) -> (u32, u32) {
        let clients = self.entries.iter().map(Entry::clients).sum();
        (clients, u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }

    /// Puts what was answered aside and cuts the rest into batches of another size. Clients of the
    /// messengers in `anew` count as not answered, whenever they were; batches in `cuts` become these
    /// stretches. `past` is the name of the import and what was decided for it.
    pub(super) fn keep_unanswered(
        &mut self,
        batch_size: u32,
        past: (String, BTreeMap<String, Assignment>),
        anew: &[String],
        cuts: &BTreeMap<u32, Vec<Stretch>>,
    ) {
        self.batch_size = batch_size.max(1);
        let (import_id, assignments) = past;
        let entries = (0_u32..).zip(std::mem::take(&mut self.entries));
        let entries = entries.filter(|(number, _)| !cuts.contains_key(number)).collect();
        self.past.push(Past { import_id, assignments, entries });
        let mut rest: Vec<Stretch> = cuts.values().flatten().cloned().collect();
        let mut keep = |stretch: Stretch, is_answered: bool| {
            let stays = is_answered && !anew.contains(&stretch.messenger);
            if !stays {
                rest.push(stretch);
            }
            stays
        };
        for past in &mut self.past {
            past.entries
                .retain(|(_, entry)| keep(entry.stretch(), matches!(entry.state, State::Answered(_))));
        }
        self.past.retain(|past| !past.entries.is_empty());
        self.too_large.retain(|client| keep(client.clone(), true));
        self.cut(joined(rest, &self.stretches));
    }

    /// Takes a client out of all batches: it is too large for the backend.
    pub(super) fn leave_out(&mut self, client: Stretch) {
        self.too_large.push(client);
    }

    /// Clients that are too large for the backend.
    pub(super) fn too_large(&self) -> &[Stretch] {
        &self.too_large
    }

    /// What was answered under announcements before the present one.
    pub(super) fn before(&self) -> Before {
        let mut before = self.before;
        for (_, entry) in self.past.iter().flat_map(|past| &past.entries) {
            before.batches += 1;
            before.clients += entry.clients();
            before.counts.add(entry.counts().unwrap_or_default());
        }
        before
    }

    pub(super) fn progress(&self) -> Progress {
        let Before { batches, clients, mut counts } = self.before();
        let (mut answered, mut batches_answered) = (clients, batches);
        for entry in &self.entries {
            if let Some(of_entry) = entry.counts() {
                answered += entry.clients();
                batches_answered += 1;
                counts.add(of_entry);
            }
        }
        let too_large = u32::try_from(self.too_large.len()).unwrap_or(u32::MAX);
        answered += too_large;
        counts.rejected += too_large;
        let announced = self.announced();
        let (clients, batches) = (clients + announced.0 + too_large, batches + announced.1);
        Progress { clients, answered, batches, batches_answered, counts, ..Progress::default() }
    }

    /// Makes batches of the stretches.
    fn cut(&mut self, stretches: Vec<Stretch>) {
        for Stretch { messenger, from, to, cut } in &stretches {
            let mut from = *from;
            while from < *to {
                let end = from.saturating_add(self.batch_size).min(*to);
                self.entries.push(Entry {
                    messenger: messenger.clone(),
                    from,
                    to: end,
                    cut: *cut,
                    state: State::Waiting { not_before: 0 },
                    stamp: None,
                    failures: 0,
                });
                from = end;
            }
        }
        self.stretches = stretches;
    }
}

impl Counts {
    pub(super) const fn add(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
    }

    /// All of them.
    #[must_use]
    pub const fn sum(self) -> u32 {
        self.created.saturating_add(self.updated).saturating_add(self.unchanged).saturating_add(self.rejected)
    }
}

/// Stretches that touch become one, unless they are cut, in the order that messengers had before; heavy
/// clients come first.
fn joined(mut stretches: Vec<Stretch>, before: &[Stretch]) -> Vec<Stretch> {
    let place = |messenger: &str| before.iter().position(|stretch| stretch.messenger == messenger);
    stretches.sort_by_key(|stretch| {
        let is_heavy = stretch.cut == Cut::Heavy;
        (!is_heavy, place(&stretch.messenger), stretch.messenger.clone(), stretch.from)
    });
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        let touches = |last: &&mut Stretch| {
            let are_whole = last.cut.is_none() && stretch.cut.is_none();
            are_whole && last.messenger == stretch.messenger && last.to == stretch.from
        };
        match joined.last_mut().filter(touches) {
            Some(last) => last.to = stretch.to,
            None => joined.push(stretch),
        }
    }
    joined
}
