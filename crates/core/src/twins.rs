//! Which clients are there more than once. Finds all members of a group in time that depends on the
//! group alone, and follows single rows without looking at the others. Knows keys and rows; what a
//! key is made of is `checked`'s affair.

use std::collections::{BTreeSet, HashMap};

/// Rows by key. Rows that have lost a key since are still in: whoever looks asks the row itself.
#[derive(Debug, Default)]
pub(crate) struct Twins {
    /// The upper half of the key and the row, sorted: all of a key's rows lie together, and with them
    /// those of some other key once in four thousand million.
    known: Vec<u64>,
    /// What came after `known` was sorted.
    added: BTreeSet<u64>,
    /// Members of each key that has two or more.
    groups: HashMap<u64, u32>,
}

impl Twins {
    /// The index of these keys and rows.
    pub(crate) fn of(keys: impl Iterator<Item = (u64, u32)>, room: usize) -> Self {
        let mut known = Vec::with_capacity(room);
        known.extend(keys.map(|(key, row)| packed(key, row)));
        known.sort_unstable();
        Self { known, ..Self::default() }
    }

    /// Adds a row under a key.
    pub(crate) fn add(&mut self, key: u64, row: u32) {
        self.added.insert(packed(key, row));
    }

    /// Rows that may have the key, ascending.
    pub(crate) fn rows(&self, key: u64) -> impl Iterator<Item = u32> {
        let (from, to) = (packed(key, 0), packed(key, u32::MAX));
        let start = self.known.partition_point(|&entry| entry < from);
        let mut known =
            self.known.iter().skip(start).take_while(move |&&entry| entry <= to).copied().peekable();
        let mut added = self.added.range(from..=to).copied().peekable();
        let mut last = None;
        std::iter::from_fn(move || {
            loop {
                let next = match (known.peek(), added.peek()) {
                    (Some(one), Some(other)) if one > other => added.next(),
                    (None, _) => added.next(),
                    _ => known.next(),
                }?;
                if last.replace(next) != Some(next) {
                    return Some(row(next));
                }
            }
        })
    }

    /// Runs of entries that share the upper half of their key, two at least; a row with two ids may be
    /// in twice.
    pub(crate) fn suspects(&self) -> impl Iterator<Item = &[u64]> {
        self.known.chunk_by(|one, other| one >> 32 == other >> 32).filter(|run| run.len() > 1)
    }

    /// How many members the key's group has; none where it is no group.
    pub(crate) fn count(&self, key: u64) -> Option<u32> {
        self.groups.get(&key).copied()
    }

    /// Says how many members a key has.
    pub(crate) fn set_count(&mut self, key: u64, members: u32) {
        if members >= 2 {
            self.groups.insert(key, members);
        } else {
            self.groups.remove(&key);
        }
    }

    /// Groups of two or more.
    pub(crate) fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Entries added one by one; many of them are better sorted in.
    pub(crate) fn added(&self) -> usize {
        self.added.len()
    }

    /// Bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        self.known.capacity() * 8 + self.added.len() * 16 + self.groups.capacity() * 17
    }
}

const fn packed(key: u64, row: u32) -> u64 {
    (key >> 32) << 32 | row as u64
}

/// The row of an entry.
pub(crate) const fn row(entry: u64) -> u32 {
    (entry & 0xFFFF_FFFF) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_key_are_found_in_order() {
        let key = |upper: u64| upper << 32 | 7;
        let mut twins = Twins::of([(key(2), 9), (key(1), 5), (key(2), 3), (key(2), 3)].into_iter(), 4);
        twins.add(key(2), 4);
        twins.add(key(2), 9);
        twins.add(key(3), 1);
        for (upper, expected) in [(1, &[5][..]), (2, &[3, 4, 9]), (3, &[1]), (4, &[])] {
            assert_eq!(twins.rows(key(upper)).collect::<Vec<_>>(), expected);
        }
        let suspects: Vec<Vec<u32>> =
            twins.suspects().map(|run| run.iter().map(|&entry| row(entry)).collect()).collect();
        assert_eq!(suspects, [vec![3, 3, 9]]);
    }
}
