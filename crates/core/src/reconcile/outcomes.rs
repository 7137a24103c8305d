//! What sending each client would do, by chunks of rows as `checked` has them: a change of one row
//! compares that row again and counts its chunk again.

use std::ops::Range;

use super::compare::{Comparer, Standing};
use crate::checked::{CHUNK, Checked, Chunk};
use crate::config::Config;
use crate::draft::Draft;
use crate::scan::Record;
use crate::split::list_of;

/// Kinds of standing.
pub(super) const KINDS: usize = Standing::ALL.len();

/// A client that was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// Index of the row in the table.
    row: u32,
    /// Column of the id.
    column: u16,
    standing: Standing,
}

/// The outcomes of some thousand rows.
#[derive(Debug, Clone, Default)]
struct OfChunk {
    /// In order of rows, of records that can be compared.
    entries: Vec<Entry>,
    /// Clients that can be sent, by list and standing.
    counts: Vec<[u32; KINDS]>,
    /// [`Chunk::version`] that the counts are of.
    version: u32,
}

/// Outcomes of all rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcomes {
    chunks: Vec<OfChunk>,
}

impl Outcomes {
    pub(super) fn clear(&mut self) {
        self.chunks.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Makes room for as many chunks as were checked; gives their number.
    pub(super) fn resize(&mut self, checked: &Checked) -> u32 {
        self.chunks.resize_with(checked.chunks.len(), OfChunk::default);
        u32::try_from(checked.chunks.len()).unwrap_or(u32::MAX)
    }

    /// Compares all rows of a chunk. True where what it says of second cards may have changed.
    ///
    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    pub(super) fn compare_chunk(
        &mut self,
        number: u32,
        draft: &Draft,
        checked: &Checked,
        comparer: &mut Comparer<'_>,
    ) -> bool {
        let at = number as usize;
        let (Some(own), Some(chunk)) = (self.chunks.get_mut(at), checked.chunks.get(at)) else {
            return false;
        };
        let had = own.has_seconds();
        own.entries.clear();
        own.entries.reserve_exact(chunk.records.len());
        let sound = chunk.records.iter().filter(|record| record.sound);
        own.entries.extend(sound.filter_map(|record| entry(record, draft, checked, comparer)));
        had || own.has_seconds()
    }

    /// Compares these rows (ascending) again. Gives chunks in which second cards may have come or gone.
    pub(super) fn compare_rows(
        &mut self,
        rows: &[u32],
        draft: &Draft,
        checked: &Checked,
        comparer: &mut Comparer<'_>,
    ) -> Vec<u32> {
        let mut touched = Vec::new();
        for of_chunk in rows.chunk_by(|one, other| one / CHUNK == other / CHUNK) {
            let Some(number) = of_chunk.first().map(|row| row / CHUNK) else { continue };
            let Some(own) = self.chunks.get_mut(number as usize) else { continue };
            let had = own.has_seconds();
            for &row in of_chunk {
                let records = checked.records_at(row).map(|(_, record)| record);
                let new: Vec<Entry> = records
                    .filter(|record| record.sound)
                    .filter_map(|record| entry(record, draft, checked, comparer))
                    .collect();
                let from = own.entries.partition_point(|entry| entry.row < row);
                let to = own.entries.partition_point(|entry| entry.row <= row);
                own.entries.splice(from..to, new);
            }
            if had || own.has_seconds() {
                touched.push(number);
            }
        }
        touched
    }

    /// Counts the chunks again that were counted anew since; `all` whatever was.
    pub(super) fn count(&mut self, config: &Config, checked: &Checked, all: bool) {
        for (own, chunk) in self.chunks.iter_mut().zip(&checked.chunks) {
            if all || own.version != chunk.version {
                own.count(config, checked, chunk);
            }
        }
    }

    /// Clients that can be sent, by standing: of one list, or of all.
    pub(super) fn counts(&self, list: Option<usize>) -> [u32; KINDS] {
        let mut sum = [0; KINDS];
        for counts in self.chunks.iter().flat_map(|chunk| {
            let of_list = list.map(|list| chunk.counts.get(list..=list).unwrap_or_default());
            of_list.unwrap_or(&chunk.counts)
        }) {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sum
    }

    /// Clients of a chunk that can be sent, by standing.
    pub(super) fn counts_in(&self, number: usize, list: usize) -> [u32; KINDS] {
        let counts = self.chunks.get(number).and_then(|chunk| chunk.counts.get(list));
        counts.copied().unwrap_or_default()
    }

    /// What sending the client whose id is in a cell would do.
    pub(crate) fn standing(&self, row: u32, column: u16) -> Option<Standing> {
        let entries = self.chunks.get((row / CHUNK) as usize).map_or(&[][..], |chunk| &chunk.entries);
        let at = entries.binary_search_by_key(&(row, column), |entry| (entry.row, entry.column)).ok()?;
        entries.get(at).map(|entry| entry.standing)
    }

    /// Rows and id columns of clients of whom a second card would appear.
    pub(crate) fn seconds(&self, rows: Range<u32>) -> impl Iterator<Item = (u32, u16)> {
        let (first, end) = ((rows.start / CHUNK) as usize, rows.end.div_ceil(CHUNK) as usize);
        let chunks = self.chunks.iter().take(end).skip(first);
        let within = chunks.flat_map(move |chunk| {
            let from = chunk.entries.partition_point(|entry| entry.row < rows.start);
            let to = chunk.entries.partition_point(|entry| entry.row < rows.end);
            chunk.entries.get(from..to).unwrap_or_default()
        });
        within.filter(|entry| entry.standing == Standing::SecondCard).map(|entry| (entry.row, entry.column))
    }

    /// Rows with a client of this standing that can be sent, ascending.
    pub(super) fn rows_of(&self, standing: Standing, checked: &Checked) -> Vec<u32> {
        let entries = self.chunks.iter().flat_map(|chunk| &chunk.entries);
        let of = entries.filter(|entry| entry.standing == standing);
        let ready = of.filter(|entry| {
            let mut of_row = checked.records_at(entry.row).map(|(_, record)| record);
            of_row.any(|record| record.column == entry.column && record.is_ready())
        });
        let mut rows: Vec<u32> = ready.map(|entry| entry.row).collect();
        rows.dedup();
        rows
    }

    pub(super) fn bytes(&self) -> usize {
        let of = |chunk: &OfChunk| chunk.entries.capacity() * size_of::<Entry>() + size_of::<OfChunk>();
        self.chunks.iter().map(of).sum()
    }
}

impl OfChunk {
    fn has_seconds(&self) -> bool {
        self.entries.iter().any(|entry| entry.standing == Standing::SecondCard)
    }

    #[inline(never)]
    fn count(&mut self, config: &Config, checked: &Checked, chunk: &Chunk) {
        self.version = chunk.version;
        self.counts.clear();
        self.counts.resize(config.messengers.len() + 1, [0; KINDS]);
        let mut entries = self.entries.iter().peekable();
        for record in chunk.records.iter().filter(|record| record.sound) {
            let is_before = |entry: &&Entry| (entry.row, entry.column) < (record.row, record.column);
            while entries.next_if(is_before).is_some() {}
            let own = entries.next_if(|entry| (entry.row, entry.column) == (record.row, record.column));
            let Some(entry) = own.filter(|_| record.is_ready()) else { continue };
            let list = list_of(config, checked.rules.messenger(record));
            let counts = self.counts.get_mut(list);
            if let Some(count) = counts.and_then(|counts| counts.get_mut(entry.standing as usize)) {
                *count += 1;
            }
        }
    }
}

fn entry(record: &Record, draft: &Draft, checked: &Checked, comparer: &mut Comparer<'_>) -> Option<Entry> {
    let row = draft.row(record.row)?;
    let standing = comparer.standing(&row, record.column, checked.rules.messenger(record));
    Some(Entry { row: record.row, column: record.column, standing })
}
