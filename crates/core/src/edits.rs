//! What a person put over the cells of the file: (row, column) to a text. The table stays as it was
//! read. Texts lie in an arena that only grows, so that undoing is a matter of references. Knows
//! neither fields nor problems.

use std::ops::Range;

use crate::row_set::RowSet;

/// Rows whose edits lie together: an edit moves its neighbours within the chunk only.
const CHUNK: u32 = 4096;
/// Most bytes of text that edits and their history may hold.
const MAX_TEXT: usize = 1 << 30;

/// A text of the arena, or none: what the file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text {
    start: u32,
    len: u32,
}

impl Text {
    /// The cell as the file has it.
    pub(crate) const FILE: Self = Self { start: u32::MAX, len: 0 };

    /// A part of it, in bytes; empty where there is no such part.
    pub(crate) fn part(self, bytes: Range<usize>) -> Self {
        let within = |at: usize| u32::try_from(at).ok().filter(|&at| at <= self.len);
        match (within(bytes.start), within(bytes.end)) {
            (Some(from), Some(to)) if from <= to => Self { start: self.start + from, len: to - from },
            _ => Self { len: 0, ..self },
        }
    }
}

/// A cell and the text for it, in 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Index of the row in the table.
    pub(crate) row: u32,
    pub(crate) column: u16,
    pub(crate) text: Text,
}

impl Edit {
    const fn place(&self) -> (u32, u16) {
        (self.row, self.column)
    }
}

/// The overlay.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    arena: String,
    /// By row, sorted by place; [`Text::FILE`] is never among them.
    chunks: Vec<Vec<Edit>>,
    /// Rows with edits: all others cost one bit test.
    touched: RowSet,
}

impl Edits {
    /// The edits of a row, by column. Asked of every row that is read: nearly all have none.
    #[inline]
    pub(crate) fn of(&self, row: u32) -> &[Edit] {
        if self.touched.len() == 0 || !self.touched.contains(row) { &[] } else { self.found(row) }
    }

    fn found(&self, row: u32) -> &[Edit] {
        let chunk = self.chunks.get((row / CHUNK) as usize).map_or(&[][..], Vec::as_slice);
        let start = chunk.partition_point(|edit| edit.row < row);
        let rest = chunk.get(start..).unwrap_or(&[]);
        rest.get(..rest.partition_point(|edit| edit.row == row)).unwrap_or(&[])
    }

    pub(crate) fn text(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.arena.get(start..start + text.len as usize).unwrap_or_default()
    }

    /// A text, or none where it is the file's own.
    pub(crate) fn text_of(&self, text: Text) -> Option<&str> {
        (text != Text::FILE).then(|| self.text(text))
    }

    /// Keeps a text; none where there is no room left.
    pub(crate) fn keep(&mut self, text: &str) -> Option<Text> {
        if self.arena.len() + text.len() > MAX_TEXT {
            return None;
        }
        let start = u32::try_from(self.arena.len()).ok()?;
        let len = u32::try_from(text.len()).ok()?;
        self.arena.push_str(text);
        Some(Text { start, len })
    }

    /// How much text is kept; [`forget_after`](Self::forget_after) goes back to it.
    pub(crate) const fn mark(&self) -> usize {
        self.arena.len()
    }

    /// Gives back the texts kept since a mark; no edit may refer to them.
    pub(crate) fn forget_after(&mut self, mark: usize) {
        self.arena.truncate(mark);
    }

    /// Exchanges what lies over each cell with what is in `edits`, which is in order of places without
    /// doubles. Doing it again brings everything back.
    pub(crate) fn swap(&mut self, edits: &mut [Edit]) {
        for run in edits.chunk_by_mut(|one, other| one.row / CHUNK == other.row / CHUNK) {
            let Some(chunk) = run.first().map(|edit| (edit.row / CHUNK) as usize) else { continue };
            if self.chunks.len() <= chunk {
                self.chunks.resize_with(chunk + 1, Vec::new);
            }
            if let Some(known) = self.chunks.get_mut(chunk) {
                *known = swapped(std::mem::take(known), run);
                for edit in &*run {
                    // What is left of a row decides; one look a changed row.
                    let at = known.partition_point(|one| one.row < edit.row);
                    if known.get(at).is_some_and(|one| one.row == edit.row) {
                        self.touched.insert(edit.row);
                    } else {
                        self.touched.remove(edit.row);
                    }
                }
            }
        }
    }

    /// All edits in order of places.
    #[cfg(test)]
    pub(crate) fn all(&self) -> impl Iterator<Item = &Edit> {
        self.chunks.iter().flatten()
    }

    /// Cells that are not as the file has them.
    pub(crate) fn len(&self) -> usize {
        self.chunks.iter().map(Vec::len).sum()
    }

    /// Rows that have such cells.
    pub(crate) const fn rows(&self) -> &RowSet {
        &self.touched
    }

    /// Bytes of memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let edits: usize = self.chunks.iter().map(|chunk| chunk.capacity() * size_of::<Edit>()).sum();
        self.arena.capacity() + edits + self.touched.bytes()
    }
}

/// `known` with the places of `edits` exchanged; `edits` gets what was there.
fn swapped(known: Vec<Edit>, edits: &mut [Edit]) -> Vec<Edit> {
    let mut merged = Vec::with_capacity(known.len() + edits.len());
    let mut rest = known.into_iter().peekable();
    for edit in edits {
        while let Some(before) = rest.next_if(|one| one.place() < edit.place()) {
            merged.push(before);
        }
        let was = rest.next_if(|one| one.place() == edit.place()).map_or(Text::FILE, |one| one.text);
        if edit.text != Text::FILE {
            merged.push(*edit);
        }
        edit.text = was;
    }
    merged.extend(rest);
    merged.shrink_to_fit();
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(edits: &Edits) -> Vec<(u32, u16, &str)> {
        edits.all().map(|edit| (edit.row, edit.column, edits.text(edit.text))).collect()
    }

    #[test]
    fn a_swap_twice_is_nothing() {
        let mut edits = Edits::default();
        let texts: Vec<Text> = ["a", "", "c"].into_iter().filter_map(|text| edits.keep(text)).collect();
        let at = |row, column, text| Edit { row, column, text };
        let mut first = [at(1, 0, texts[0]), at(1, 3, texts[1]), at(9000, 2, texts[2])];
        edits.swap(&mut first);
        assert_eq!(shown(&edits), [(1, 0, "a"), (1, 3, ""), (9000, 2, "c")]);
        assert_eq!((edits.of(1).len(), edits.of(2).len(), edits.len()), (2, 0, 3));

        let mut second = [at(1, 0, Text::FILE), at(1, 2, texts[2]), at(9000, 2, texts[0])];
        edits.swap(&mut second);
        assert_eq!(shown(&edits), [(1, 2, "c"), (1, 3, ""), (9000, 2, "a")]);
        edits.swap(&mut second);
        edits.swap(&mut first);
        assert_eq!((shown(&edits), edits.rows().len()), (Vec::new(), 0));
    }
}
