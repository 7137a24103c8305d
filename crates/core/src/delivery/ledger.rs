//! Which clients are in which batch, and what became of each batch. Knows no calls.

use importer_contract::{ArrivedBatch, BatchAnswer};

use super::Progress;

/// Batches of the import as announced last, and the sums of what arrived before that.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) batch_size: u32,
    entries: Vec<Entry>,
    /// Of batches that arrived under an earlier announcement.
    before: Progress,
}

/// A batch: clients `from..to` of those the messenger has ready.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) messenger: String,
    pub(super) from: u32,
    pub(super) to: u32,
    state: State,
    /// Failed attempts in a row.
    failures: u32,
}

#[derive(Debug)]
pub(super) enum State {
    Waiting { not_before: u64 },
    UnderWay,
    Answered(BatchAnswer),
}

impl Ledger {
    pub(super) fn of(counts: impl Iterator<Item = (String, u32)>, batch_size: u32) -> Self {
        let mut ledger =
            Self { batch_size: batch_size.max(1), entries: Vec::new(), before: Progress::default() };
        for (messenger, clients) in counts {
            ledger.add(&messenger, 0, clients);
        }
        ledger
    }

    pub(super) fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)
    }

    pub(super) fn set(&mut self, number: u32, state: State) {
        if let Some(entry) = self.entries.get_mut(number as usize) {
            entry.state = state;
        }
    }

    /// Counts a failed attempt; how many there were in a row.
    pub(super) fn failed(&mut self, number: u32) -> u32 {
        let Some(entry) = self.entries.get_mut(number as usize) else { return 0 };
        entry.failures += 1;
        entry.failures
    }

    pub(super) fn forget_failures(&mut self) {
        for entry in &mut self.entries {
            entry.failures = 0;
            if let State::Waiting { not_before } = &mut entry.state {
                *not_before = 0;
            }
        }
    }

    /// The waiting batch that may go first, and when.
    pub(super) fn next_waiting(&self) -> Option<(u32, u64)> {
        let waiting = (0_u32..).zip(&self.entries).filter_map(|(number, entry)| match entry.state {
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
        let clients = self.entries.iter().map(|entry| entry.to - entry.from).sum();
        (clients, u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }

    /// Puts what was answered aside and cuts the rest into batches of another size.
    pub(super) fn keep_unanswered(&mut self, batch_size: u32) {
        self.before = self.progress();
        let entries = std::mem::take(&mut self.entries);
        self.before.clients = self.before.answered;
        self.before.batches = self.before.batches_answered;
        self.batch_size = batch_size;
        for entry in entries {
            if !matches!(entry.state, State::Answered(_)) {
                self.add(&entry.messenger, entry.from, entry.to);
            }
        }
    }

    pub(super) fn progress(&self) -> Progress {
        let mut progress = self.before.clone();
        for entry in &self.entries {
            let clients = entry.to - entry.from;
            progress.clients += clients;
            progress.batches += 1;
            if let State::Answered(answer) = &entry.state {
                progress.answered += clients;
                progress.batches_answered += 1;
                progress.created += answer.created;
                progress.updated += answer.updated;
                progress.unchanged += answer.unchanged;
                progress.rejected += rejected(answer);
            }
        }
        progress
    }

    pub(super) fn arrived(&self) -> Vec<ArrivedBatch> {
        let arrived = (0_u32..).zip(&self.entries).filter_map(|(number, entry)| match &entry.state {
            State::Answered(answer) => Some(ArrivedBatch {
                number,
                clients: entry.to - entry.from,
                created: answer.created,
                updated: answer.updated,
                unchanged: answer.unchanged,
                rejected: rejected(answer),
            }),
            _ => None,
        });
        arrived.collect()
    }

    fn add(&mut self, messenger: &str, from: u32, to: u32) {
        let mut from = from;
        while from < to {
            let end = from.saturating_add(self.batch_size).min(to);
            let state = State::Waiting { not_before: 0 };
            self.entries.push(Entry { messenger: messenger.to_owned(), from, to: end, state, failures: 0 });
            from = end;
        }
    }
}

/// Clients refused: a client with two faults has two rejections.
fn rejected(answer: &BatchAnswer) -> u32 {
    let mut clients: Vec<_> = answer.rejected.iter().map(|r| (r.row, r.social_id.as_str())).collect();
    clients.sort_unstable();
    clients.dedup();
    u32::try_from(clients.len()).unwrap_or(u32::MAX)
}
