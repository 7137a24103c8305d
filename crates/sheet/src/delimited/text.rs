//! The source as text: decoded window by window, never whole in memory.

use std::io::Read;

use encoding_rs::{Decoder, Encoding};

use super::WINDOW;
use crate::workbook::exceeded;
use crate::{Error, Limit};

/// Decoded text with what has been read of it and not yet taken.
pub(crate) struct Text<'a> {
    source: &'a mut dyn Read,
    decoder: Decoder,
    window: Vec<u8>,
    buffer: String,
    /// Where the text not yet taken starts in `buffer`.
    start: usize,
    ended: bool,
    done: u64,
    decoded: u64,
    max: u64,
}

impl<'a> Text<'a> {
    /// Text from where the source stands; a byte order mark is left out. More than `max` bytes of
    /// decoded text are an error.
    pub(crate) fn new(source: &'a mut dyn Read, encoding: &'static Encoding, max: u64) -> Self {
        let mut text = Self::with_window(source, encoding, WINDOW);
        text.max = max;
        text
    }

    /// The same in windows of another size (in bytes), without a bound.
    pub(crate) fn with_window(source: &'a mut dyn Read, encoding: &'static Encoding, window: usize) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            window: vec![0; window],
            buffer: String::new(),
            start: 0,
            ended: false,
            done: 0,
            decoded: 0,
            max: u64::MAX,
        }
    }

    /// Text decoded and not yet taken.
    pub(crate) fn rest(&self) -> &str {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Whether [`rest`](Self::rest) is all there is.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Bytes of the source read so far.
    pub(crate) const fn done(&self) -> u64 {
        self.done
    }

    /// Leaves the first `bytes` of the rest behind.
    pub(crate) const fn take(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// Decodes one more window.
    pub(crate) fn more(&mut self) -> Result<(), Error> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let read = fill(self.source, &mut self.window)?;
        self.ended = read < self.window.len();
        self.done += read as u64;
        let before = self.buffer.len();
        let mut bytes = self.window.get(..read).unwrap_or_default();
        loop {
            let needed = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len());
            self.buffer.reserve(needed);
            let (result, taken, _) = self.decoder.decode_to_string(bytes, &mut self.buffer, self.ended);
            bytes = bytes.get(taken..).unwrap_or_default();
            if result == encoding_rs::CoderResult::InputEmpty {
                break;
            }
        }
        self.decoded += (self.buffer.len() - before) as u64;
        if self.decoded > self.max {
            return Err(exceeded(Limit::UnpackedBytes, self.decoded, self.max));
        }
        Ok(())
    }
}

/// Fills `window` as far as the source goes; fewer bytes than fit mean its end.
pub(crate) fn fill(source: &mut (impl Read + ?Sized), window: &mut [u8]) -> Result<usize, Error> {
    let mut filled = 0;
    while let Some(rest) = window.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}
