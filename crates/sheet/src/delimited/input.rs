//! The source as bytes that ought to be UTF-8, window by window.
//!
//! What is UTF-8 already is passed on as it is: the table proves it, all the text of a chunk at
//! once, so that decoding it here would be the same work twice. Other encodings are decoded.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8};

use super::WINDOW;
use super::text::{Text, fill};
use crate::workbook::exceeded;
use crate::{Error, Limit};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes at hand and not yet taken, and how to come by more.
pub(super) struct Input<'a> {
    kind: Kind<'a>,
    buffer: Vec<u8>,
    /// Where the bytes not yet taken start in `buffer`.
    start: usize,
    ended: bool,
}

enum Kind<'a> {
    Utf8 { source: &'a mut dyn Read, done: u64, max: u64 },
    Other(Box<Text<'a>>),
}

impl<'a> Input<'a> {
    /// Bytes from where the source stands; a byte order mark is left out. More than `max` of them
    /// are an error.
    pub(super) fn new(source: &'a mut dyn Read, encoding: &'static Encoding, max: u64) -> Self {
        let kind = if encoding == UTF_8 {
            Kind::Utf8 { source, done: 0, max }
        } else {
            Kind::Other(Box::new(Text::new(source, encoding, max)))
        };
        Self { kind, buffer: Vec::new(), start: 0, ended: false }
    }

    /// The bytes at hand.
    pub(super) fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Whether [`rest`](Self::rest) is all there is.
    pub(super) const fn ended(&self) -> bool {
        self.ended
    }

    /// Bytes of the source read so far.
    pub(super) const fn done(&self) -> u64 {
        match &self.kind {
            Kind::Utf8 { done, .. } => *done,
            Kind::Other(text) => text.done(),
        }
    }

    /// Leaves the first `bytes` of the rest behind.
    pub(super) const fn take(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// Adds one more window to the rest.
    pub(super) fn more(&mut self) -> Result<(), Error> {
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        match &mut self.kind {
            Kind::Other(text) => {
                text.more()?;
                self.buffer.extend_from_slice(text.rest().as_bytes());
                text.take(text.rest().len());
                self.ended = text.ended();
            }
            Kind::Utf8 { source, done, max } => {
                let before = self.buffer.len();
                self.buffer.resize(before + WINDOW, 0);
                let read = fill(*source, self.buffer.get_mut(before..).unwrap_or_default())?;
                self.buffer.truncate(before + read);
                self.ended = read < WINDOW;
                if *done == 0 && self.buffer.starts_with(BYTE_ORDER_MARK) {
                    self.start = BYTE_ORDER_MARK.len();
                }
                *done += read as u64;
                if *done > *max {
                    return Err(exceeded(Limit::UnpackedBytes, *done, *max));
                }
            }
        }
        Ok(())
    }
}
