//! A cell as one word.

use std::ops::Range;

/// A cell in 8 bytes: 32 bits offset (or shared string index), 17 bits length, 12 bits number
/// format, 3 bits kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed(u64);

const LENGTH_BITS: u32 = 17;
/// The length that says "the first 8 bytes of the text are its length".
pub(super) const LONG: usize = (1 << LENGTH_BITS) - 1;
/// Number formats beyond this many read as General.
pub(crate) const MAX_FORMATS: usize = 1 << 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Text,
    Shared,
    Number,
    Date,
    Bool,
    Error,
}

impl Packed {
    pub(super) fn new(tag: Tag, format: u16, length: usize, offset: u32) -> Self {
        let length = length.min(LONG) as u64;
        let format = u64::from(format) & (MAX_FORMATS as u64 - 1);
        Self(u64::from(offset) | length << 32 | format << 49 | (tag as u64) << 61)
    }

    pub(super) const fn offset(self) -> usize {
        (self.0 & 0xFFFF_FFFF) as usize
    }

    const fn length(self) -> usize {
        (self.0 >> 32) as usize & LONG
    }

    pub(super) const fn format(self) -> usize {
        (self.0 >> 49) as usize & (MAX_FORMATS - 1)
    }

    pub(super) const fn tag(self) -> Tag {
        match self.0 >> 61 {
            0 => Tag::Text,
            1 => Tag::Shared,
            2 => Tag::Number,
            3 => Tag::Date,
            4 => Tag::Bool,
            _ => Tag::Error,
        }
    }

    /// Where the text lies in its chunk's `arena`; not for shared strings.
    pub(super) fn place(self, arena: &[u8]) -> Range<usize> {
        let (start, length) = (self.offset(), self.length());
        if length < LONG {
            return start..start + length;
        }
        // The arena is text, so the length is written as 8 hexadecimal digits.
        let digits = arena.get(start..start + 8).and_then(|digits| std::str::from_utf8(digits).ok());
        let length = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok()).unwrap_or(0);
        start + 8..start + 8 + length
    }
}
