//! What is known of all rows: records and problems in chunks of a few thousand rows, each with its
//! own counts. A change of one row reads that row again, counts its chunk again, and looks at those
//! it shares a client with; nothing of the size of the sheet is moved. What comes out is what a check
//! from scratch would find.
mod cells;
mod chunk;
mod groups;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use crate::change::Tell;
use crate::config::Config;
use crate::draft::Draft;
use crate::landed::LandedRows;
use crate::piecemeal::tell_and_rest;
use crate::plan::Plan;
use crate::problem::{Finding, Severity};
use crate::reconcile::outcomes::Outcomes;
use crate::scan::{Record, Scanner, Scope, hash};
use crate::split::{Choices, Rules};
use crate::twins::Twins;
use crate::unique::{self, Uniques};
use chunk::span;
use groups::Moved;

pub(crate) use chunk::{Chunk, derived};

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
    /// Chunks were taken anew and what they share with others is not settled yet: a change of cells may
    /// break off in between.
    unsettled: bool,
    /// Rows to be read again besides those that changed: others have become like them, or no longer are.
    owed: BTreeSet<u32>,
}

/// Different ids have the same hash.
#[derive(Debug)]
struct Collision;

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

    /// [`REFUSED`](crate::tally::REFUSED) and its like of a row.
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
}
