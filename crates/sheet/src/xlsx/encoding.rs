//! Parts written in UTF-16 read as UTF-8. Office Open XML allows these two encodings (ECMA-376
//! part 2, 8.1.4).

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use super::scan::Feed;
use crate::Error;

/// Raw bytes decoded at a time.
const PIECE: usize = 16 << 10;

/// A feed in UTF-8 over one in UTF-8 or UTF-16, told apart by the first bytes.
pub(super) struct Utf8<F> {
    inner: F,
    state: State,
}

enum State {
    Unknown,
    /// UTF-8 passes through; a byte order mark is white space before the root.
    Same,
    Utf16(Box<Utf16>),
}

struct Utf16 {
    decoder: Decoder,
    raw: Vec<u8>,
    at: usize,
    end: usize,
    finished: bool,
}

impl<F: Feed> Utf8<F> {
    pub(super) const fn new(inner: F) -> Self {
        Self { inner, state: State::Unknown }
    }

    /// Reads the first bytes; what they are decides the rest.
    fn begin(&mut self, window: &mut [u8]) -> Result<usize, Error> {
        let mut head = 0;
        while head < 4 {
            match self.inner.read(&mut window[head..])? {
                0 => break,
                read => head += read,
            }
        }
        let encoding = match window[..head.min(4)] {
            [0xFF, 0xFE, ..] | [b'<', 0, _, 0] => UTF_16LE,
            [0xFE, 0xFF, ..] | [0, b'<', 0, _] => UTF_16BE,
            _ => {
                self.state = State::Same;
                return Ok(head);
            }
        };
        let mut raw = window[..head].to_vec();
        raw.resize(PIECE.max(head), 0);
        let decoder = encoding.new_decoder();
        let state = Utf16 { decoder, raw, at: 0, end: head, finished: false };
        self.state = State::Utf16(Box::new(state));
        self.read(window)
    }
}

impl<F: Feed> Feed for Utf8<F> {
    fn read(&mut self, window: &mut [u8]) -> Result<usize, Error> {
        match &mut self.state {
            State::Same => self.inner.read(window),
            State::Unknown => self.begin(window),
            State::Utf16(state) => state.read(&mut self.inner, window),
        }
    }
}

impl Utf16 {
    fn read(&mut self, inner: &mut impl Feed, window: &mut [u8]) -> Result<usize, Error> {
        loop {
            if self.finished {
                return Ok(0);
            }
            if self.at == self.end {
                self.at = 0;
                self.end = inner.read(&mut self.raw)?;
            }
            let last = self.end == 0;
            let raw = &self.raw[self.at..self.end];
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, window, last);
            self.at += read;
            self.finished = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes<'a>(&'a [u8], usize);

    impl Feed for Bytes<'_> {
        fn read(&mut self, window: &mut [u8]) -> Result<usize, Error> {
            let (piece, rest) = self.0.split_at(self.1.min(self.0.len()).min(window.len()));
            window[..piece.len()].copy_from_slice(piece);
            self.0 = rest;
            Ok(piece.len())
        }
    }

    fn check(raw: &[u8], expected: &str) {
        for size in [1, 3, 1000] {
            let mut feed = Utf8::new(Bytes(raw, size));
            let (mut out, mut window) = (Vec::new(), [0; 16]);
            loop {
                match feed.read(&mut window).unwrap() {
                    0 => break,
                    read => out.extend_from_slice(&window[..read]),
                }
            }
            assert_eq!(String::from_utf8(out).unwrap(), expected, "by {size}");
        }
    }

    #[test]
    fn utf_16_is_told_by_mark_or_first_bytes() {
        let text = "<a>Жанна \u{1F600}</a>";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        check(text.as_bytes(), text);
        check(&little, text);
        check(&big, text);
        check(&[&[0xFF, 0xFE], little.as_slice()].concat(), text);
        check(&[&[0xFE, 0xFF], big.as_slice()].concat(), text);
        check(b"<a", "<a");
        check(b"", "");
    }
}
