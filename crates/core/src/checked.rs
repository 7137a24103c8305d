//! What is known of all rows: records and problems in chunks of a few thousand rows, each with its
//! own counts. A change of one row reads that row again, counts its chunk again, and looks at those
//! it shares a client with; nothing of the size of the sheet is moved. What comes out is what a check
//! from scratch would find.

mod cells;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};

use crate::change::Tell;
use crate::config::Config;
use crate::draft::Draft;
use crate::landed::LandedRows;
use crate::piecemeal::tell_and_rest;
use crate::plan::Plan;
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::reconcile::outcomes::Outcomes;
use crate::scan::{Found, Record, Scanner, Scope, hash, id_of};
use crate::split::{Choices, Poll, Rules, poll};
use crate::tally::{REFUSED, Tally};
use crate::twins::{self, Twins};
use crate::unique::{self, Uniques};

/// Rows of a chunk, and between two reports of progress.
pub(crate) const CHUNK: u32 = if SMALL { 4 } else { 4096 };
/// More changed rows than these are quicker read chunk by chunk.
const MANY: usize = if SMALL { 3 } else { 1_000 };
/// Entries added to the index of twins one by one before it is sorted anew.
const MANY_ADDED: usize = if SMALL { 8 } else { 50_000 };
/// In the tests of this crate a few rows are many, so that little tables cross every border.
const SMALL: bool = cfg!(test);

/// What the checks go by.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) config: &'a Config,
    /// By code.
    pub(crate) severities: &'a [Severity],
    pub(crate) draft: &'a Draft,
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) scope: Scope,
    pub(crate) choices: &'a Choices,
    pub(crate) landed: &'a LandedRows,
    pub(crate) outcomes: &'a Outcomes,
}

/// A few thousand rows that lie together.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// In order of rows.
    pub(crate) records: Vec<Record>,
    /// In order of rows; duplicates and mismatches are not here, the records tell.
    pub(crate) findings: Vec<Finding>,
    /// [`REFUSED`] and its like, by row.
    pub(crate) flags: Vec<u8>,
    pub(crate) tally: Tally,
    /// Rows under the header that the file hides.
    pub(crate) hidden: u32,
    /// Changes whenever the chunk is counted.
    pub(crate) version: u32,
    polls: Vec<Poll>,
}

/// The state of all rows.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// By index of row in the table.
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) rules: Rules,
    pub(crate) twins: Twins,
    /// Goes into the hashes of ids. Where different ids hash alike, all are hashed anew with another
    /// one, so that among the ids at hand equal hashes are equal ids.
    seed: u64,
    /// Rows alike that a host's rule wants different.
    pub(crate) uniques: Uniques,
    /// Rows to be read again besides those that changed: others have become like them, or no longer are.
    owed: BTreeSet<u32>,
}

/// Different ids have the same hash.
#[derive(Debug)]
struct Collision;

/// What became of a key.
#[derive(Default)]
struct Moved {
    lost: u32,
    /// Row and column.
    gained: Vec<(u32, u16)>,
}

impl Checked {
    /// Checks everything. `tell` hears rows done; none where it breaks off.
    pub(crate) async fn run(terms: Terms<'_>, tell: Tell<'_>) -> Option<Self> {
        Self::run_from(terms, 0, tell).await
    }

    /// Brings everything up to date after these rows changed (ascending, each once). `columns` are those
    /// whose cells changed; none where the rows themselves did. Where `tell` breaks off it has to be told
    /// of the same rows again.
    pub(crate) async fn update(
        &mut self,
        terms: Terms<'_>,
        rows: &[u32],
        columns: Option<&[u16]>,
        tell: Tell<'_>,
    ) -> ControlFlow<()> {
        let settled = self.follow(terms, rows, columns, tell).await?;
        self.owed.clear();
        match settled {
            Ok(()) => ControlFlow::Continue(()),
            Err(Collision) => self.start_anew(terms, self.seed + 1, tell).await,
        }
    }

    async fn follow(
        &mut self,
        terms: Terms<'_>,
        rows: &[u32],
        columns: Option<&[u16]>,
        tell: Tell<'_>,
    ) -> ControlFlow<(), Result<(), Collision>> {
        let added = self.twins.added().max(self.uniques.added());
        let are_few = rows.len() <= MANY && added < MANY_ADDED;
        let stands_alone = |&column: &u16| terms.plan.stands_alone(u32::from(column));
        let alone = columns.filter(|columns| self.owed.is_empty() && columns.iter().all(stands_alone));
        if are_few {
            self.uniques.follow(terms, rows, &mut self.owed);
        } else if let Some(columns) = alone.filter(|_| !unique::is_asked(terms.config)) {
            return self.update_cells(terms, rows, columns, tell).await;
        } else if let Some(uniques) = Uniques::find(terms, tell).await {
            self.owed.append(&mut self.uniques.differences(&uniques));
            self.uniques = uniques;
        } else {
            return ControlFlow::Break(());
        }
        let mut with_owed = Vec::new();
        let rows = if self.owed.is_empty() {
            rows
        } else {
            with_owed.extend(self.owed.iter().copied().chain(rows.iter().copied()));
            with_owed.sort_unstable();
            with_owed.dedup();
            &with_owed
        };
        ControlFlow::Continue(if are_few {
            self.update_rows(terms, rows)
        } else {
            self.read_rows(terms, rows, tell).await?;
            self.settle_all(terms)
        })
    }

    /// Brings the split up to date after a choice of messengers; cells are not read.
    pub(crate) async fn settle(&mut self, terms: Terms<'_>, tell: Tell<'_>) -> ControlFlow<()> {
        match self.settle_all(terms) {
            Ok(()) => ControlFlow::Continue(()),
            Err(Collision) => self.start_anew(terms, self.seed + 1, tell).await,
        }
    }

    async fn start_anew(&mut self, terms: Terms<'_>, seed: u64, tell: Tell<'_>) -> ControlFlow<()> {
        let latest = self.chunks.iter().map(|chunk| chunk.version).max().unwrap_or(0);
        match Self::run_from(terms, seed, tell).await {
            Some(mut checked) => {
                // Chunks made anew are not those of before, whose counts somebody may have.
                let anew = |chunk: &mut Chunk| chunk.version = chunk.version.wrapping_add(latest);
                checked.chunks.iter_mut().for_each(anew);
                *self = checked;
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(()),
        }
    }

    async fn run_from(terms: Terms<'_>, mut seed: u64, tell: Tell<'_>) -> Option<Self> {
        loop {
            let uniques = Uniques::find(terms, tell).await?;
            let mut checked = Self { seed, uniques, ..Self::default() };
            let chunks = terms.draft.len().div_ceil(CHUNK);
            checked.chunks.resize_with(chunks as usize, Chunk::default);
            if checked.read_chunks(terms, &(0..chunks).collect::<Vec<_>>(), tell).await.is_break() {
                return None;
            }
            match checked.settle_all(terms) {
                Ok(()) => return Some(checked),
                Err(Collision) => seed += 1,
            }
        }
    }

    /// Reads whole chunks, until `tell` breaks off.
    async fn read_chunks(&mut self, terms: Terms<'_>, chunks: &[u32], tell: Tell<'_>) -> ControlFlow<()> {
        let mut scanner = Scanner::new(terms, self.seed);
        let total = terms.draft.len().saturating_sub(terms.scope.first) as usize;
        let of_all = |at: usize| at * total / chunks.len().max(1);
        for (at, &number) in chunks.iter().enumerate() {
            tell_and_rest(tell, of_all(at), total).await?;
            let Some(chunk) = self.chunks.get_mut(number as usize) else { continue };
            let rows = span(number, terms.draft.len());
            chunk.take(scanner.rows(rows.clone()));
            self.uniques.note(terms, rows, chunk);
            chunk.ask(terms.config);
        }
        tell(total, total)
    }

    /// Reads these rows again, or whole chunks where many of their rows are among them, until `tell`
    /// breaks off.
    async fn read_rows(&mut self, terms: Terms<'_>, rows: &[u32], tell: Tell<'_>) -> ControlFlow<()> {
        let mut scanner = Scanner::new(terms, self.seed);
        let mut done = 0;
        for run in rows.chunk_by(|one, other| one / CHUNK == other / CHUNK) {
            tell_and_rest(tell, done, rows.len()).await?;
            done += run.len();
            let Some(number) = run.first().map(|row| row / CHUNK) else { continue };
            let Some(chunk) = self.chunks.get_mut(number as usize) else { continue };
            if run.len() * 4 > CHUNK as usize {
                let rows = span(number, terms.draft.len());
                chunk.take(scanner.rows(rows.clone()));
                self.uniques.note(terms, rows, chunk);
            } else {
                for &row in run {
                    chunk.replace(row, scanner.rows(row..row + 1));
                    self.uniques.note(terms, row..row + 1, chunk);
                }
            }
            chunk.ask(terms.config);
        }
        tell(rows.len(), rows.len())
    }

    /// Settles messengers, finds all twins and counts everything.
    fn settle_all(&mut self, terms: Terms<'_>) -> Result<(), Collision> {
        self.rules = Rules { winners: self.winners(terms.config), choices: terms.choices.clone() };
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

    fn update_rows(&mut self, terms: Terms<'_>, rows: &[u32]) -> Result<(), Collision> {
        let mut moved: BTreeMap<u64, Moved> = BTreeMap::new();
        let mut dirty: BTreeSet<u32> = BTreeSet::new();
        let mut scanner = Scanner::new(terms, self.seed);
        for &row in rows {
            for (_, record) in self.records_at(row).filter(|(_, record)| record.sound) {
                moved.entry(self.rules.key(record)).or_default().lost += 1;
            }
            if let Some(chunk) = self.chunks.get_mut((row / CHUNK) as usize) {
                chunk.replace(row, scanner.rows(row..row + 1));
                self.uniques.note(terms, row..row + 1, chunk);
                dirty.insert(row / CHUNK);
            }
        }
        for &number in &dirty {
            if let Some(chunk) = self.chunks.get_mut(number as usize) {
                chunk.ask(terms.config);
            }
        }
        if self.winners(terms.config) != self.rules.winners {
            return self.settle_all(terms);
        }
        self.rules.choices.clone_from(terms.choices);
        for &row in rows {
            for (_, record) in self.records_at(row).filter(|(_, record)| record.sound) {
                moved.entry(self.rules.key(record)).or_default().gained.push((row, record.column));
            }
        }
        for (&key, moved) in &moved {
            moved.gained.iter().for_each(|&(row, _)| self.twins.add(key, row));
        }
        for (key, moved) in moved {
            self.regroup(terms, key, &moved, &mut dirty)?;
        }
        let rules = &self.rules;
        for number in dirty {
            if let Some(chunk) = self.chunks.get_mut(number as usize) {
                chunk.count(terms, rules, number);
            }
        }
        Ok(())
    }

    /// Brings the group of one key up to date.
    fn regroup(
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

    /// The records with a key, in order of rows: row and position in its chunk.
    pub(crate) fn members(&self, key: u64) -> impl Iterator<Item = (u32, usize)> {
        self.twins.rows(key).flat_map(move |row| {
            let of_row = self.records_at(row).filter(move |(_, record)| record.sound);
            of_row.filter(move |(_, record)| self.rules.key(record) == key).map(move |(at, _)| (row, at))
        })
    }

    /// Records of a row, with their positions in its chunk.
    pub(crate) fn records_at(&self, row: u32) -> impl Iterator<Item = (usize, &Record)> {
        let records = self.chunks.get((row / CHUNK) as usize).map_or(&[][..], |chunk| &chunk.records);
        let start = records.partition_point(|record| record.row < row);
        records.iter().enumerate().skip(start).take_while(move |(_, record)| record.row == row)
    }

    /// Findings of a row: those of its cells, then those that depend on others.
    pub(crate) fn findings_at(&self, config: &Config, row: u32) -> Vec<Finding> {
        let findings = self.chunks.get((row / CHUNK) as usize).map_or(&[][..], |chunk| &chunk.findings);
        let start = findings.partition_point(|finding| finding.row < row);
        let own = findings.iter().skip(start).take_while(|finding| finding.row == row);
        let mut of_row: Vec<Finding> = own.copied().collect();
        let others = of_row.len();
        for (_, record) in self.records_at(row) {
            let derived = derived(config, &self.rules, record);
            of_row.extend(derived.map(|code| {
                let (column, severity) = (record.column, config.severity(code));
                Finding { row, argument: 0, column, code, severity, repair: None }
            }));
        }
        if let Some(derived) = of_row.get_mut(others..) {
            derived.sort_by_key(|finding| (finding.column, finding.code));
        }
        of_row
    }

    /// [`REFUSED`] and its like of a row.
    pub(crate) fn flags_at(&self, row: u32) -> u8 {
        let chunk = self.chunks.get((row / CHUNK) as usize);
        chunk.and_then(|chunk| chunk.flags.get((row % CHUNK) as usize)).copied().unwrap_or(0)
    }

    /// Counts again the chunks of these rows, where nothing but what the backend said has changed.
    pub(crate) fn recount(&mut self, terms: Terms<'_>, rows: impl Iterator<Item = u32>) {
        let numbers: BTreeSet<u32> = rows.map(|row| row / CHUNK).collect();
        for number in numbers {
            if let Some(chunk) = self.chunks.get_mut(number as usize) {
                chunk.count(terms, &self.rules, number);
            }
        }
    }

    /// What an id hashes to here.
    pub(crate) fn hash(&self, id: &str) -> u64 {
        hash(self.seed, id)
    }

    /// The record at a position of a row's chunk.
    pub(crate) fn record(&self, row: u32, at: usize) -> Option<&Record> {
        self.chunks.get((row / CHUNK) as usize)?.records.get(at)
    }

    /// Bytes of memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let of = |chunk: &Chunk| {
            chunk.records.capacity() * size_of::<Record>()
                + chunk.findings.capacity() * size_of::<Finding>()
                + chunk.flags.capacity()
                + chunk.tally.bytes()
                + size_of::<Chunk>()
        };
        self.chunks.iter().map(of).sum::<usize>() + self.twins.bytes() + self.uniques.bytes()
    }

    fn winners(&self, config: &Config) -> Vec<(u16, Option<u8>)> {
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

impl Chunk {
    /// Takes what was found in all its rows. Copies are exactly as long as what they hold; the scanner's
    /// own keep their room.
    fn take(&mut self, found: &Found) {
        self.records = found.records.as_slice().to_vec();
        self.findings = found.findings.as_slice().to_vec();
        self.hidden = found.hidden;
    }

    /// Puts what was found in a row in the place of what was there.
    fn replace(&mut self, row: u32, found: &Found) {
        let from = self.records.partition_point(|record| record.row < row);
        let to = self.records.partition_point(|record| record.row <= row);
        self.records.splice(from..to, found.records.iter().copied());
        let from = self.findings.partition_point(|finding| finding.row < row);
        let to = self.findings.partition_point(|finding| finding.row <= row);
        self.findings.splice(from..to, found.findings.iter().copied());
    }

    /// Adds a finding, where it belongs among the others.
    pub(crate) fn add(&mut self, finding: Finding) {
        let place = (finding.row, finding.column, finding.code);
        let at = self.findings.partition_point(|known| (known.row, known.column, known.code) <= place);
        self.findings.insert(at, finding);
    }

    /// The clients of a row cannot be sent.
    pub(crate) fn forbid(&mut self, row: u32) {
        let from = self.records.partition_point(|record| record.row < row);
        let of_row = self.records.iter_mut().skip(from).take_while(|record| record.row == row);
        of_row.for_each(|record| record.sound = false);
    }

    fn ask(&mut self, config: &Config) {
        self.polls.clear();
        poll(config, &self.records, &mut self.polls);
    }

    fn forget_twins(&mut self) {
        self.records.iter_mut().for_each(|record| record.twin = false);
    }

    /// Never a part of its caller, for the same reason as [`Scanner::rows`].
    #[inline(never)]
    fn count(&mut self, terms: Terms<'_>, rules: &Rules, number: u32) {
        self.version = self.version.wrapping_add(1);
        let rows = span(number, terms.draft.len());
        let mut tally = Tally::default();
        self.flags.clear();
        self.flags.resize(rows.len(), 0);
        let severity = |code: Code| terms.severities.get(code as usize).copied().unwrap_or(Severity::Warning);
        let first = rows.start;
        for finding in &self.findings {
            if let Some(flag) = self.flags.get_mut((finding.row - first) as usize) {
                let kind = (finding.code, finding.column, finding.repair);
                tally.problem(kind, finding.severity, flag);
            }
        }
        for record in &self.records {
            let Some(flag) = self.flags.get_mut((record.row - first) as usize) else { continue };
            tally.client(terms.config, rules, record, flag);
            for code in derived(terms.config, rules, record) {
                tally.problem((code, record.column, None), severity(code), flag);
            }
        }
        for (row, column) in terms.outcomes.seconds(rows.clone()) {
            let Some(flag) = self.flags.get_mut((row - first) as usize) else { continue };
            let code = Code::ClientOtherMessenger;
            tally.problem((code, column, None), severity(code), flag);
        }
        for (row, codes) in terms.landed.in_force(rows) {
            let Some(flag) = self.flags.get_mut((row - first) as usize) else { continue };
            *flag |= REFUSED;
            codes.for_each(|code| tally.problem((code, NO_COLUMN, None), Severity::Error, flag));
        }
        self.flags.iter().for_each(|&flag| tally.row(flag));
        self.tally = tally;
    }
}

/// What a record's neighbours and its messenger make of it.
pub(crate) fn derived(config: &Config, rules: &Rules, record: &Record) -> impl Iterator<Item = Code> {
    let twin = record.twin.then_some(Code::RowDuplicate);
    twin.into_iter().chain(rules.doubt(config, record))
}

/// The rows of a chunk.
fn span(number: u32, rows: u32) -> Range<u32> {
    let first = number.saturating_mul(CHUNK);
    first..rows.min(first.saturating_add(CHUNK))
}
