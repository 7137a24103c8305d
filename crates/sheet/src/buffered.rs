//! The file's bytes, read in large pieces and counted. Knows nothing of zip.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use crate::Source;

/// Bytes of one read. A browser's `File` answers each read with a call across the wasm boundary,
/// and the zip reader asks for a few bytes at a time.
const PIECE: usize = 128 << 10;

/// A buffer over a [`Source`] that keeps its contents over short seeks.
pub(crate) struct Buffered<'a> {
    inner: Box<dyn Source + 'a>,
    piece: Vec<u8>,
    /// Where in the file the piece begins, how much of it is filled, and the next byte in it.
    start: u64,
    filled: usize,
    at: usize,
    /// Where `inner` stands.
    inner_at: u64,
    handed_out: Rc<Cell<u64>>,
}

impl<'a> Buffered<'a> {
    pub(crate) fn new(mut inner: Box<dyn Source + 'a>) -> io::Result<Self> {
        let inner_at = inner.stream_position()?;
        Ok(Self {
            inner,
            piece: vec![0; PIECE],
            start: inner_at,
            filled: 0,
            at: 0,
            inner_at,
            handed_out: Rc::default(),
        })
    }

    /// A running count of the bytes handed out.
    pub(crate) fn counter(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.handed_out)
    }

    fn position(&self) -> u64 {
        self.start + self.at as u64
    }
}

impl Read for Buffered<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.filled {
            let position = self.position();
            if self.inner_at != position {
                self.inner.seek(SeekFrom::Start(position))?;
                self.inner_at = position;
            }
            (self.start, self.at, self.filled) = (position, 0, 0);
            self.filled = self.inner.read(&mut self.piece)?;
            self.inner_at += self.filled as u64;
        }
        let ahead = self.piece.get(self.at..self.filled).unwrap_or_default();
        let length = ahead.len().min(out.len());
        out[..length].copy_from_slice(&ahead[..length]);
        self.at += length;
        self.handed_out.set(self.handed_out.get() + length as u64);
        Ok(length)
    }
}

impl Seek for Buffered<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => position,
            SeekFrom::Current(by) => {
                self.position().checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?
            }
            SeekFrom::End(_) => {
                self.inner_at = self.inner.seek(to)?;
                self.inner_at
            }
        };
        match position.checked_sub(self.start).map(usize::try_from) {
            Some(Ok(at)) if at <= self.filled => self.at = at,
            _ => (self.start, self.at, self.filled) = (position, 0, 0),
        }
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeks_and_reads_as_the_bare_source_does() {
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(3 * PIECE + 17).collect();
        let mut bare = io::Cursor::new(bytes.clone());
        let mut buffered = Buffered::new(Box::new(io::Cursor::new(bytes))).unwrap();
        let piece = i64::try_from(PIECE).unwrap();
        let steps = [
            (SeekFrom::Start(5), 10),
            (SeekFrom::Current(-8), 4),
            (SeekFrom::Current(piece - 4), 100),
            (SeekFrom::End(-9), 50),
            (SeekFrom::End(-2 * piece), 8),
            (SeekFrom::Current(3 * piece), 8),
            (SeekFrom::Start(0), PIECE + 1),
        ];
        for (seek, length) in steps {
            assert_eq!(buffered.seek(seek).unwrap(), bare.seek(seek).unwrap(), "{seek:?}");
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            (&mut buffered).take(length as u64).read_to_end(&mut ours).unwrap();
            (&mut bare).take(length as u64).read_to_end(&mut theirs).unwrap();
            assert_eq!(ours, theirs, "{seek:?}");
        }
        assert!(buffered.seek(SeekFrom::Current(-(piece * 9))).is_err());
    }
}
