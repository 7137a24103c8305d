//! Text that many cells share, kept once and named by its index.

/// The shared strings of a workbook.
#[derive(Debug, Default)]
pub(crate) struct SharedStrings {
    text: String,
    ends: Vec<usize>,
    /// Whether any of them is empty: nearly never, and looking each one up costs a cache miss a cell.
    any_empty: bool,
}

impl SharedStrings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether the string of this index is empty.
    pub(super) fn is_empty_at(&self, index: usize) -> bool {
        self.any_empty && self.get(index).is_empty()
    }

    /// Bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}

/// Gathers [`SharedStrings`] from bytes that ought to be UTF-8: they are looked at once, all
/// together, because asking of each short string costs more than reading it.
#[derive(Debug, Default)]
pub(crate) struct SharedStringsBuilder {
    text: Vec<u8>,
    ends: Vec<usize>,
    any_empty: bool,
    /// Whether a string begins within a character.
    torn: bool,
}

impl SharedStringsBuilder {
    pub(crate) fn push(&mut self, text: &[u8]) {
        match text.first() {
            Some(&first) => self.torn |= is_inside_character(first),
            None => self.any_empty = true,
        }
        self.text.extend_from_slice(text);
        self.ends.push(self.text.len());
    }

    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The strings; bytes that are not UTF-8 become U+FFFD.
    pub(crate) fn finish(self) -> SharedStrings {
        let Self { text, mut ends, any_empty, torn } = self;
        let mut text = match String::from_utf8(text) {
            Ok(text) if !torn => text,
            Ok(text) => mended(text.as_bytes(), &mut ends),
            Err(error) => mended(error.as_bytes(), &mut ends),
        };
        text.shrink_to_fit();
        ends.shrink_to_fit();
        SharedStrings { text, ends, any_empty }
    }
}

/// Makes each piece of `text` UTF-8 by itself, and `ends` those of the result.
fn mended(text: &[u8], ends: &mut [usize]) -> String {
    let (mut out, mut start) = (String::with_capacity(text.len()), 0);
    for end in ends {
        out.push_str(&String::from_utf8_lossy(text.get(start..*end).unwrap_or_default()));
        start = std::mem::replace(end, out.len());
    }
    out
}

/// Whether no character of UTF-8 begins with this byte. Texts that each begin with one that does,
/// and are UTF-8 when put together, are UTF-8 each.
pub(super) const fn is_inside_character(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}
