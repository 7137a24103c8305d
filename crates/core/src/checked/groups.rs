//! Whose client a record is: messengers settled from the evidence of all rows, and rows that share an id
//! found again.

use std::collections::{BTreeMap, BTreeSet};

use super::chunk::Chunk;
use super::{CHUNK, Checked, Collision, Terms};
use crate::config::Config;
use crate::scan::id_of;
use crate::split::{Poll, Rules};
use crate::twins::{self, Twins};

/// What became of a key.
#[derive(Default)]
pub(super) struct Moved {
    pub(super) lost: u32,
    /// Row and column.
    pub(super) gained: Vec<(u32, u16)>,
}

impl Checked {
    /// Settles messengers, finds all twins and counts everything.
    pub(super) fn settle_all(&mut self, terms: Terms<'_>) -> Result<(), Collision> {
        self.rules = Rules { winners: self.winners(terms.config), choices: terms.choices.clone() };
        self.unsettled = false;
        let rules = &self.rules;
        let sound = self.chunks.iter().flat_map(|chunk| &chunk.records).filter(|record| record.sound);
        let room = self.chunks.iter().map(|chunk| chunk.records.len()).sum();
        let mut twins = Twins::of(sound.map(|record| (rules.key(record), record.row)), room);
        self.chunks.iter_mut().for_each(Chunk::forget_twins);
        let mut groups = Vec::new();
        for run in twins.suspects() {
            self.group(terms, run, &mut groups)?;
        }
        groups.into_iter().for_each(|(key, members)| twins.set_count(key, members));
        self.twins = twins;
        let rules = &self.rules;
        for (number, chunk) in (0..).zip(&mut self.chunks) {
            chunk.count(terms, rules, number);
        }
        Ok(())
    }

    /// Marks the twins among rows that share half a key.
    fn group(
        &mut self,
        terms: Terms<'_>,
        run: &[u64],
        groups: &mut Vec<(u64, u32)>,
    ) -> Result<(), Collision> {
        let mut members: Vec<(u64, u32, usize)> = Vec::with_capacity(run.len());
        for entries in run.chunk_by(|one, other| one == other) {
            let Some(row) = entries.first().map(|&entry| twins::row(entry)) else { continue };
            let of_row = self.records_at(row).filter(|(_, record)| record.sound);
            members.extend(of_row.map(|(at, record)| (self.rules.key(record), row, at)));
        }
        // A row may have another id besides, which is of another run.
        let half = run.first().map_or(0, |entry| entry >> 32);
        members.retain(|(key, ..)| key >> 32 == half);
        members.sort_unstable();
        for group in members.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1) {
            let Some(&(key, row, at)) = group.first() else { continue };
            let id = self.id_at(terms, row, at);
            for &(_, row, at) in group {
                if self.id_at(terms, row, at) != id {
                    return Err(Collision);
                }
                self.set_twin(row, at, true);
            }
            groups.push((key, u32::try_from(group.len()).unwrap_or(u32::MAX)));
        }
        Ok(())
    }

    /// Brings the group of one key up to date.
    pub(super) fn regroup(
        &mut self,
        terms: Terms<'_>,
        key: u64,
        moved: &Moved,
        dirty: &mut BTreeSet<u32>,
    ) -> Result<(), Collision> {
        let first: Vec<(u32, usize)> = self.members(key).take(2).collect();
        let gained = u32::try_from(moved.gained.len()).unwrap_or(u32::MAX);
        let before = self.twins.count(key);
        let count = match before {
            Some(before) => before.saturating_sub(moved.lost).saturating_add(gained),
            None if first.len() < 2 => u32::try_from(first.len()).unwrap_or(0),
            None => u32::try_from(self.members(key).count()).unwrap_or(u32::MAX),
        };
        self.twins.set_count(key, count);
        // A group that was one has marked members but for those that are new to it.
        let marked: Vec<(u32, usize)> = match before {
            _ if count < 2 => first.clone(),
            Some(_) => {
                let new = moved.gained.iter().filter_map(|&(row, column)| {
                    let (at, _) = self.records_at(row).find(|(_, record)| record.column == column)?;
                    Some((row, at))
                });
                new.collect()
            }
            None => self.members(key).collect(),
        };
        // One that was there before, if any: the new ones must be of the same id as those.
        let is_new = |&(row, at): &(u32, usize)| {
            let column = self.record(row, at).map(|record| record.column);
            moved.gained.iter().any(|&(new, of)| new == row && Some(of) == column)
        };
        let known = self.members(key).find(|member| !is_new(member)).or(first.first().copied());
        let id = known.and_then(|(row, at)| self.id_at(terms, row, at));
        for (row, at) in marked {
            if self.id_at(terms, row, at) != id {
                return Err(Collision);
            }
            self.set_twin(row, at, count >= 2);
            dirty.insert(row / CHUNK);
        }
        Ok(())
    }

    pub(super) fn winners(&self, config: &Config) -> Vec<(u16, Option<u8>)> {
        let mut sum: BTreeMap<u16, Poll> = BTreeMap::new();
        for poll in self.chunks.iter().flat_map(|chunk| &chunk.polls) {
            let votes = || vec![0; config.messengers.len()];
            let all = sum.entry(poll.column).or_insert_with(|| Poll {
                column: poll.column,
                votes: votes(),
                asked: 0,
            });
            all.asked += poll.asked;
            all.votes.iter_mut().zip(&poll.votes).for_each(|(all, votes)| *all += votes);
        }
        sum.values().map(|poll| (poll.column, poll.winner())).collect()
    }

    fn id_at(&self, terms: Terms<'_>, row: u32, at: usize) -> Option<String> {
        let record = self.record(row, at)?;
        id_of(terms.plan, &terms.draft.row(row)?.cell(u32::from(record.column))?)
    }

    fn set_twin(&mut self, row: u32, at: usize, twin: bool) {
        let chunk = self.chunks.get_mut((row / CHUNK) as usize);
        if let Some(record) = chunk.and_then(|chunk| chunk.records.get_mut(at)) {
            record.twin = twin;
        }
    }
}
