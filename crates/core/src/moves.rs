//! Clients that a person moved to a messenger one by one, or by a filter. A step of undo keeps the
//! moves as they were before it, so what did not change between two steps is shared by both. Knows
//! rows by index, columns and messengers by number.

use std::sync::Arc;

/// Rows that are copied together when one of them is moved.
const CHUNK: usize = 4096;

type Chunk = [u8; CHUNK];

/// A client by the row and column of its id, and the messenger it goes to; none for back to where it
/// was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) row: u32,
    pub(crate) column: u16,
    pub(crate) to: Option<u8>,
}

/// Where a person moved clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Moves {
    /// By column of the id: a byte a row, 0 for rows nobody moved, else the messenger and one.
    columns: Vec<(u16, Vec<Option<Arc<Chunk>>>)>,
}

impl Moves {
    /// Where a person moved the client. Asked of every record: nearly always nobody moved anything.
    #[inline]
    pub(crate) fn of(&self, row: u32, column: u16) -> Option<u8> {
        if self.columns.is_empty() { None } else { self.found(row, column) }
    }

    /// Where the clients of a row were moved, by column of the id.
    pub(crate) fn of_row(&self, row: u32) -> impl Iterator<Item = (u16, u8)> {
        self.columns.iter().filter_map(move |&(column, _)| Some((column, self.found(row, column)?)))
    }

    fn found(&self, row: u32, column: u16) -> Option<u8> {
        let (_, chunks) = self.columns.iter().find(|(of, _)| *of == column)?;
        let row = row as usize;
        let chunk = chunks.get(row / CHUNK)?.as_ref()?;
        chunk.get(row % CHUNK)?.checked_sub(1)
    }

    pub(crate) fn make(&mut self, moves: &[Move]) {
        for &Move { row, column, to } in moves {
            let row = row as usize;
            let chunks = self.column(column);
            if chunks.len() <= row / CHUNK {
                chunks.resize(row / CHUNK + 1, None);
            }
            let Some(chunk) = chunks.get_mut(row / CHUNK) else { continue };
            let chunk = Arc::make_mut(chunk.get_or_insert_with(|| Arc::new([0; CHUNK])));
            if let Some(byte) = chunk.get_mut(row % CHUNK) {
                *byte = to.map_or(0, |to| to.saturating_add(1));
            }
        }
    }

    /// Bytes of memory they take: about one a row. What a step of undo shares counts here too.
    pub(crate) fn bytes(&self) -> usize {
        let of = |chunks: &Vec<Option<Arc<Chunk>>>| {
            chunks.capacity() * size_of::<Option<Arc<Chunk>>>() + chunks.iter().flatten().count() * CHUNK
        };
        self.columns.iter().map(|(_, chunks)| of(chunks)).sum()
    }

    /// Moves on, or back, those who were moved to `from`.
    pub(crate) fn reassign(&mut self, from: u8, to: Option<u8>) {
        let (from, to) = (from.saturating_add(1), to.map_or(0, |to| to.saturating_add(1)));
        let chunks = self.columns.iter_mut().flat_map(|(_, chunks)| chunks).flatten();
        for chunk in chunks.filter(|chunk| chunk.contains(&from)) {
            Arc::make_mut(chunk).iter_mut().filter(|byte| **byte == from).for_each(|byte| *byte = to);
        }
    }

    /// Rows in which the two differ, ascending. What both share is not looked at.
    pub(crate) fn differing(&self, other: &Self) -> Vec<u32> {
        let mut rows = Vec::new();
        let columns = self.columns.iter().chain(&other.columns).map(|(column, _)| *column);
        for column in columns {
            let (own, others) = (self.chunks(column), other.chunks(column));
            for at in 0..own.len().max(others.len()) {
                let (own, others) = (chunk(own, at), chunk(others, at));
                if own.zip(others).is_some_and(|(own, others)| std::ptr::eq(own, others)) {
                    continue;
                }
                let byte = |chunk: Option<&Chunk>, at: usize| {
                    chunk.and_then(|chunk| chunk.get(at)).copied().unwrap_or_default()
                };
                let differing = (0..CHUNK).filter(|&row| byte(own, row) != byte(others, row));
                rows.extend(differing.filter_map(|row| u32::try_from(at * CHUNK + row).ok()));
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn column(&mut self, column: u16) -> &mut Vec<Option<Arc<Chunk>>> {
        let at = self.columns.iter().position(|(of, _)| *of == column).unwrap_or_else(|| {
            self.columns.push((column, Vec::new()));
            self.columns.len() - 1
        });
        &mut self.columns[at].1
    }

    fn chunks(&self, column: u16) -> &[Option<Arc<Chunk>>] {
        self.columns.iter().find(|(of, _)| *of == column).map_or(&[], |(_, chunks)| chunks)
    }
}

fn chunk(chunks: &[Option<Arc<Chunk>>], at: usize) -> Option<&Chunk> {
    chunks.get(at)?.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(moved: &[(u32, u16, Option<u8>)]) -> Moves {
        let mut moves = Moves::default();
        let moved: Vec<Move> = moved.iter().map(|&(row, column, to)| Move { row, column, to }).collect();
        moves.make(&moved);
        moves
    }

    #[test]
    fn a_million_clients_move_in_little_room() {
        let all: Vec<_> = (0..1_000_000).map(|row| (row, 3, Some(2))).collect();
        let before = moves(&all);
        assert!(before.bytes() < 1_100_000, "{}", before.bytes());
        // A step of undo keeps what was; a move of one client copies the rows around it alone.
        let mut after = before.clone();
        after.make(&[Move { row: 500_000, column: 3, to: None }]);
        let pairs = before.chunks(3).iter().flatten().zip(after.chunks(3).iter().flatten());
        assert_eq!(pairs.filter(|(one, other)| !Arc::ptr_eq(one, other)).count(), 1);
    }

    #[test]
    fn clients_are_where_they_were_moved() {
        let mut made =
            moves(&[(3, 0, Some(0)), (9_000, 0, Some(2)), (3, 5, Some(1)), (4, 0, Some(2)), (4, 0, None)]);
        for (row, column, expected) in [
            (3, 0, Some(0)),
            (9_000, 0, Some(2)),
            (3, 5, Some(1)),
            (4, 0, None),
            (5, 0, None),
            (3, 1, None),
            (u32::MAX, 0, None),
        ] {
            assert_eq!(made.of(row, column), expected, "{row} {column}");
        }
        made.reassign(2, Some(1));
        made.reassign(0, None);
        assert_eq!([made.of(9_000, 0), made.of(3, 5), made.of(3, 0)], [Some(1), Some(1), None]);
    }

    #[test]
    fn what_differs_is_found_from_both_sides() {
        for (one, other, expected) in [
            (&[][..], &[][..], &[][..]),
            (&[(7, 0, Some(1))], &[], &[7]),
            (&[(7, 0, Some(1))], &[(7, 0, Some(2)), (9_000, 3, Some(0))], &[7, 9_000]),
            (&[(7, 0, Some(1)), (8, 0, Some(1))], &[(7, 0, Some(1)), (7, 4, Some(1))], &[7, 8]),
        ] {
            let (one, other) = (moves(one), moves(other));
            assert_eq!(one.differing(&other), expected);
            assert_eq!(other.differing(&one), expected);
            assert_eq!(one.differing(&one.clone()), Vec::<u32>::new());
        }
    }
}
