//! A set of rows, one bit each. Knows rows by their index in the table only.

/// Rows of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowSet {
    words: Vec<u64>,
    len: usize,
}

impl RowSet {
    pub(crate) fn contains(&self, row: u32) -> bool {
        self.words.get(word(row)).is_some_and(|bits| bits & bit(row) != 0)
    }

    pub(crate) fn insert(&mut self, row: u32) {
        if !self.contains(row) {
            self.toggle(row);
        }
    }

    pub(crate) fn remove(&mut self, row: u32) {
        if self.contains(row) {
            self.toggle(row);
        }
    }

    /// Puts a row in that is not there, and takes one out that is.
    pub(crate) fn toggle(&mut self, row: u32) {
        if self.words.len() <= word(row) {
            self.words.resize(word(row) + 1, 0);
        }
        let was = self.contains(row);
        if let Some(bits) = self.words.get_mut(word(row)) {
            *bits ^= bit(row);
            self.len = if was { self.len - 1 } else { self.len + 1 };
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The rows, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (0_u32..).zip(&self.words).flat_map(|(at, &bits)| {
            let ones = (0..64).filter(move |shift| bits >> shift & 1 != 0);
            ones.map(move |shift| at * 64 + shift)
        })
    }

    /// Bytes of memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}

/// Equal sets may differ in the room behind their last row.
impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

const fn word(row: u32) -> usize {
    (row / 64) as usize
}

const fn bit(row: u32) -> u64 {
    1 << (row % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_and_out() {
        let mut set = RowSet::default();
        for row in [0, 63, 64, 1_048_575, 63] {
            set.insert(row);
        }
        assert_eq!((set.len(), set.iter().collect::<Vec<_>>()), (4, vec![0, 63, 64, 1_048_575]));
        set.toggle(64);
        set.remove(7);
        set.remove(1_048_575);
        assert_eq!((set.len(), set.contains(64), set.contains(63)), (2, false, true));
        let mut same = RowSet::default();
        same.insert(63);
        same.insert(0);
        assert_eq!(set, same);
    }
}
