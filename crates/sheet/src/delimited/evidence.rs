//! One pass over the whole file: what its bytes say of encoding and delimiter.

use std::io::SeekFrom;
use std::ops::ControlFlow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::WINDOW;
use super::letters::Letters;
use super::shape::Shape;
use super::text::fill;
use crate::workbook::{Progress, Source};
use crate::{Error, NotASpreadsheet};

/// Windows with bytes beyond ASCII shown to chardetng; it costs a hundred times what the rest does,
/// and its opinion counts only for text that is not Cyrillic.
const DETECTOR_WINDOWS: u32 = 4;

/// How bytes make characters, as far as delimiters are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// ASCII is one byte.
    Byte,
    /// ASCII is two bytes, the low one first.
    Utf16Le,
    /// ASCII is two bytes, the high one first.
    Utf16Be,
}

/// What the bytes say. Holds counters alone, whatever the size of the file.
pub(super) struct Evidence {
    bytes: u64,
    /// Whether the encoding is to be told at all.
    wanted: bool,
    unit: Unit,
    bom: bool,
    utf8: Utf8,
    legacy: Legacy,
    /// Bytes from the start on that `legacy` has not been told of, because they are good UTF-8.
    untold: u64,
    shape: Shape,
}

/// What tells the encodings before UTF-8 apart. Costs far more than all the rest, so it is told
/// nothing before the text turns out not to be UTF-8.
struct Legacy {
    letters: Letters,
    detector: EncodingDetector,
    windows: u32,
    told: bool,
}

impl Evidence {
    /// Reads the source from start to end. `chosen` is an encoding that needs no evidence;
    /// `progress` is called every window, and breaking from it stops with [`Error::Cancelled`].
    pub(super) fn gather(
        source: &mut dyn Source,
        chosen: Option<&'static Encoding>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Self, Error> {
        let total = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let mut window = vec![0; WINDOW];
        let mut evidence = Self {
            bytes: 0,
            wanted: chosen.is_none(),
            unit: Unit::Byte,
            bom: false,
            utf8: Utf8::default(),
            legacy: Legacy::default(),
            untold: 0,
            shape: Shape::default(),
        };
        loop {
            let read = fill(source, &mut window)?;
            let bytes = window.get(..read).unwrap_or_default();
            if evidence.bytes == 0 {
                evidence.begin(bytes, chosen)?;
            }
            evidence.bytes += read as u64;
            evidence.feed(bytes);
            if progress(Progress { done: evidence.bytes, total, rows: 0 }).is_break() {
                return Err(Error::Cancelled);
            }
            if read < window.len() {
                break;
            }
        }
        evidence.shape.end();
        if evidence.wanted && evidence.is_legacy() {
            evidence.tell(source, &mut window)?;
        }
        Ok(evidence)
    }

    /// Bytes in the file.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The delimiter, none when every line is one cell.
    pub(super) fn delimiter(&self) -> Option<char> {
        self.shape.delimiter()
    }

    /// The encoding: UTF-16 by mark or zero bytes, UTF-8 when nearly all of it is valid, Cyrillic by
    /// letters and their neighbours, else chardetng's opinion.
    pub(super) fn encoding(&self) -> &'static Encoding {
        match self.unit {
            Unit::Utf16Le => return UTF_16LE,
            Unit::Utf16Be => return UTF_16BE,
            Unit::Byte if !self.is_legacy() => return UTF_8,
            Unit::Byte => {}
        }
        let opinion = self.legacy.detector.guess(None, Utf8Detection::Deny);
        self.legacy.letters.encoding(opinion)
    }

    /// Whether this is neither UTF-8 nor UTF-16.
    const fn is_legacy(&self) -> bool {
        matches!(self.unit, Unit::Byte) && !self.bom && !self.utf8.holds()
    }

    /// Whether the bytes leave no doubt: a mark, UTF-16, or characters of UTF-8, which other encodings
    /// hardly ever form.
    pub(super) const fn is_certain(&self) -> bool {
        !matches!(self.unit, Unit::Byte) || self.bom || (self.utf8.holds() && self.utf8.sequences > 0)
    }

    fn begin(&mut self, head: &[u8], chosen: Option<&'static Encoding>) -> Result<(), Error> {
        self.bom = head.starts_with(b"\xEF\xBB\xBF");
        self.unit = match chosen {
            Some(encoding) if encoding == UTF_16LE => Unit::Utf16Le,
            Some(encoding) if encoding == UTF_16BE => Unit::Utf16Be,
            Some(_) => Unit::Byte,
            None => unit(head),
        };
        if self.unit == Unit::Byte && chosen.is_none() && is_binary(head) {
            return Err(Error::NotASpreadsheet(NotASpreadsheet::Binary));
        }
        Ok(())
    }

    fn feed(&mut self, bytes: &[u8]) {
        let ascii = |pair: &[u8; 2], low: usize| match (pair[low], pair[1 - low]) {
            (ascii, 0) => ascii,
            // Any character that is no delimiter will do.
            _ => b'x',
        };
        let narrow = |low| bytes.as_chunks::<2>().0.iter().map(|pair| ascii(pair, low)).collect::<Vec<_>>();
        match self.unit {
            Unit::Utf16Le => self.shape.feed(&narrow(0)),
            Unit::Utf16Be => self.shape.feed(&narrow(1)),
            Unit::Byte => {
                self.shape.feed(bytes);
                self.utf8.feed(bytes);
                if self.legacy.told || (self.wanted && !self.bom && !self.utf8.holds()) {
                    self.legacy.feed(bytes);
                } else if self.utf8.sequences + self.utf8.broken > 0 {
                    self.untold = self.bytes;
                }
            }
        }
    }

    /// Shows `legacy` the beginning of the source, which looked like UTF-8.
    fn tell(&mut self, source: &mut dyn Source, window: &mut [u8]) -> Result<(), Error> {
        source.seek(SeekFrom::Start(0))?;
        while self.untold > 0 {
            let size = usize::try_from(self.untold).map_or(window.len(), |untold| window.len().min(untold));
            let read = fill(source, window.get_mut(..size).unwrap_or_default())?;
            self.legacy.feed(window.get(..read).unwrap_or_default());
            // A source that has become shorter ends it too.
            self.untold = if read < size { 0 } else { self.untold - read as u64 };
        }
        Ok(())
    }
}

impl Default for Legacy {
    fn default() -> Self {
        let detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        Self { letters: Letters::default(), detector, windows: 0, told: false }
    }
}

impl Legacy {
    fn feed(&mut self, bytes: &[u8]) {
        self.told = true;
        self.letters.feed(bytes);
        if self.windows < DETECTOR_WINDOWS && !bytes.is_ascii() {
            self.windows += 1;
            self.detector.feed(bytes, false);
        }
    }
}

/// The width of characters: by byte order mark, else by the high bytes of UTF-16, which are few
/// different ones (Latin, Greek, Cyrillic, punctuation) and zero for digits, delimiters and line ends.
fn unit(head: &[u8]) -> Unit {
    if head.starts_with(b"\xFF\xFE") {
        return Unit::Utf16Le;
    }
    if head.starts_with(b"\xFE\xFF") {
        return Unit::Utf16Be;
    }
    let pairs = head.as_chunks::<2>().0;
    let is_high_half = |at: usize| {
        let zeros = pairs.iter().filter(|pair| pair[at] == 0 && pair[1 - at] != 0).count();
        let usual = pairs.iter().filter(|pair| matches!(pair[at], 0..=5 | 0x20 | 0x21)).count();
        let foreign = pairs.iter().filter(|pair| pair[1 - at] == 0).count();
        zeros > foreign * 8 && usual * 10 >= pairs.len() * 9
    };
    match () {
        () if is_high_half(1) => Unit::Utf16Le,
        () if is_high_half(0) => Unit::Utf16Be,
        () => Unit::Byte,
    }
}

/// Whether so many bytes are control characters that this is no text. A few stray ones are text
/// somebody mistreated.
fn is_binary(head: &[u8]) -> bool {
    let controls =
        head.iter().filter(|byte| matches!(byte, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)).count();
    controls * 4 > head.len() || (controls > 4 && controls * 20 > head.len())
}

/// Bytes looked at one by one where UTF-8 breaks, before words are looked at again.
const DOUBTFUL: usize = 64;

/// Counts well-formed and broken UTF-8 sequences.
#[derive(Debug, Default)]
struct Utf8 {
    /// Continuation bytes still to come.
    missing: u8,
    sequences: u64,
    broken: u64,
}

impl Utf8 {
    // A function of its own, called once a window: browsers replace baseline code between calls.
    #[inline(never)]
    fn feed(&mut self, bytes: &[u8]) {
        let mut rest = self.examine(bytes, 0);
        while !rest.is_empty() {
            let valid = match std::str::from_utf8(rest) {
                Ok(text) => text.len(),
                Err(error) => error.valid_up_to(),
            };
            let (text, doubtful) = rest.split_at(valid);
            self.sequences += sequences(text);
            rest = self.examine(doubtful, DOUBTFUL);
        }
    }

    /// Takes `least` bytes one by one, and those that end the last sequence; gives the others.
    fn examine<'a>(&mut self, bytes: &'a [u8], least: usize) -> &'a [u8] {
        for (at, &byte) in bytes.iter().enumerate() {
            if at >= least && self.missing == 0 {
                return bytes.get(at..).unwrap_or_default();
            }
            self.byte(byte);
        }
        &[]
    }

    fn byte(&mut self, byte: u8) {
        match (self.missing, byte) {
            (0, 0..=0x7F) => {}
            (1, 0x80..=0xBF) => {
                self.missing = 0;
                self.sequences += 1;
            }
            (2.., 0x80..=0xBF) => self.missing -= 1,
            (missing, _) => {
                self.broken += u64::from(missing > 0);
                self.missing = match byte {
                    0..=0x7F => 0,
                    0xC2..=0xDF => 1,
                    0xE0..=0xEF => 2,
                    0xF0..=0xF4 => 3,
                    _ => {
                        self.broken += 1;
                        0
                    }
                };
            }
        }
    }

    /// Text in another encoding hardly ever forms valid sequences, so a file full of them is UTF-8
    /// even where a program cut one in half.
    const fn holds(&self) -> bool {
        self.broken == 0 || self.sequences > self.broken * 16
    }
}

/// Characters beyond ASCII in good UTF-8: bytes whose two high bits are set, counted by words.
fn sequences(text: &[u8]) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let high = |word: u64| word & word << 1 & 0x8080_8080_8080_8080;
    let words = words.iter().map(|word| u64::from(high(u64::from_le_bytes(*word)).count_ones()));
    words.sum::<u64>() + rest.iter().map(|&byte| u64::from(byte >= 0xC0)).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use encoding_rs::KOI8_U;

    use super::*;

    #[test]
    fn broken_sequences_are_forgiven_when_they_are_rare() {
        for (text, expected) in [
            (&b"plain"[..], true),
            ("щука".as_bytes(), true),
            (b"\xD0", true),
            (b"\xF9\xF3\xEA\xE0", false),
            (b"caf\xE9,1", false),
        ] {
            let mut utf8 = Utf8::default();
            utf8.feed(text);
            assert_eq!(utf8.holds(), expected, "{text:?}");
        }
        let mut utf8 = Utf8::default();
        utf8.feed(&[&[0x80][..], "щука ".repeat(9).as_bytes()].concat());
        assert!(utf8.holds());
    }

    #[test]
    fn a_beginning_that_might_be_utf8_counts_too() {
        // In KOI8-U this begins with "тє", in UTF-8 with one letter; the є alone tells it from KOI8-R.
        let mut bytes = b"\xD4\xA4;".to_vec();
        bytes.resize(WINDOW, b'1');
        bytes.extend(KOI8_U.encode(&"Щукина Анна;Иванов\n".repeat(40)).0.iter());
        let mut source = std::io::Cursor::new(bytes);
        let evidence = Evidence::gather(&mut source, None, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(evidence.encoding(), KOI8_U);
    }

    #[test]
    fn controls_make_it_binary() {
        for (bytes, expected) in [
            (&b"id;name\r\n1;a\0b\r\n"[..], false),
            (b"a\0,b", false),
            (b"\x00\x01\x02\x03", true),
            (b"", false),
        ] {
            assert_eq!(is_binary(bytes), expected, "{bytes:?}");
        }
    }
}
