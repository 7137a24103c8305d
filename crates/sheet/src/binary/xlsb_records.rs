//! The records of a binary part (MS-XLSB 2.1.4): a kind, a length, a body. Nothing in a body is
//! trusted to be there.

use std::io::{BufReader, Read};

use encoding_rs::UTF_16LE;

use super::compound::u32_at;
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

/// Bytes of a record's header at most.
const HEADER: u64 = 6;

/// Reads records one by one.
pub(super) struct Records<R> {
    reader: BufReader<R>,
    body: Vec<u8>,
    done: u64,
    most: u64,
    longest: u64,
}

impl<R: Read> Records<R> {
    pub(super) fn new(reader: R, limits: &Limits) -> Self {
        // Text takes two bytes a character, and what follows it is shorter than the text.
        let longest = u64::from(limits.cell_bytes).saturating_mul(4);
        let reader = BufReader::with_capacity(64 << 10, reader);
        Self { reader, body: Vec::new(), done: 0, most: limits.unpacked_bytes, longest }
    }

    /// Unpacked bytes read so far.
    pub(super) const fn done(&self) -> u64 {
        self.done
    }

    /// The next record: its kind and body. A part that breaks off ends.
    pub(super) fn next(&mut self) -> Result<Option<(u32, &[u8])>, Error> {
        let Some(kind) = self.number(2)? else { return Ok(None) };
        let Some(length) = self.number(4)? else { return Ok(None) };
        let length = u64::from(length);
        self.done = self.done.saturating_add(length).saturating_add(HEADER);
        if self.done > self.most {
            return Err(exceeded(Limit::UnpackedBytes, self.done, self.most));
        }
        if length > self.longest {
            return Err(exceeded(Limit::CellBytes, length, self.longest));
        }
        self.body.clear();
        let read = self.reader.by_ref().take(length).read_to_end(&mut self.body)?;
        Ok((read as u64 == length).then_some((kind, &self.body)))
    }

    /// A number in seven bits a byte, the low ones first, at most so many bytes.
    fn number(&mut self, bytes: u32) -> Result<Option<u32>, Error> {
        let mut number = 0;
        for at in 0..bytes {
            let mut byte = [0];
            if self.reader.read(&mut byte)? == 0 {
                return Ok(None);
            }
            let [byte] = byte;
            number |= u32::from(byte & 0x7F) << (7 * at);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(number))
    }
}

/// The text at `at` (XLWideString: a count of UTF-16 units, then the units); what is there of it.
pub(super) fn wide_text(body: &[u8], at: usize) -> String {
    let length = (u32_at(body, at) as usize).saturating_mul(2);
    let text = body.get(at.saturating_add(4)..).unwrap_or_default();
    UTF_16LE.decode_without_bom_handling(text.get(..length).unwrap_or(text)).0.into_owned()
}

/// Bytes the text at `at` takes.
pub(super) fn wide_length(body: &[u8], at: usize) -> usize {
    match u32_at(body, at) {
        // A text that is not there.
        u32::MAX => 4,
        length => (length as usize).saturating_mul(2).saturating_add(4),
    }
}

/// A number in four bytes (MS-XLSB 2.5.122): an integer or the upper half of a float, perhaps of
/// hundredths.
#[expect(clippy::cast_possible_wrap, reason = "the bits are those of a signed number")]
pub(super) fn rk(raw: u32) -> f64 {
    let number =
        if raw & 2 == 0 { f64::from_bits(u64::from(raw & !3) << 32) } else { f64::from(raw as i32 >> 2) };
    if raw & 1 == 0 { number } else { number / 100.0 }
}

/// The float at `at`; 0 beyond the end.
pub(super) fn f64_at(body: &[u8], at: usize) -> f64 {
    body.get(at..).and_then(<[u8]>::first_chunk).map_or(0.0, |number| f64::from_le_bytes(*number))
}

/// What a cell's error code reads as (MS-XLSB 2.5.97.2).
pub(super) fn error_text(body: &[u8], at: usize) -> &'static str {
    match body.get(at).copied().unwrap_or(u8::MAX) {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2B => "#GETTING_DATA",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_the_part_breaks_off() {
        let check = |bytes: &[u8], expected: &[(u32, &[u8])]| {
            let limits = Limits { cell_bytes: 3, ..Limits::default() };
            let mut records = Records::new(bytes, &limits);
            let mut found = Vec::new();
            while let Some((kind, body)) = records.next().unwrap() {
                found.push((kind, body.to_vec()));
            }
            let expected: Vec<_> = expected.iter().map(|&(kind, body)| (kind, body.to_vec())).collect();
            assert_eq!(found, expected, "{bytes:?}");
        };
        check(&[], &[]);
        check(&[0x07, 2, 1, 2, 0x9C, 1, 0], &[(7, &[1, 2]), (156, &[])]);
        check(&[0x07, 0x83, 0x00, 1, 2, 3, 7, 3], &[(7, &[1, 2, 3])]);
        check(&[0x07, 2, 1], &[]);
        check(&[0x07], &[]);
        let error = Records::new(&[7, 0xFF, 0xFF, 0xFF, 0xFF][..], &Limits::default()).next().unwrap_err();
        assert!(matches!(error, Error::Limit { limit: Limit::CellBytes, .. }));
    }

    #[test]
    fn numbers_and_texts() {
        for (raw, expected) in [
            (0x0000_0006, 1.0),
            (0x0000_0007, 0.01),
            (0xFFFF_FFFE, -1.0),
            (0x3FF0_0000, 1.0),
            (0x4059_0001, 1.0),
        ] {
            assert_eq!(rk(raw), expected, "{raw:x}");
        }
        assert_eq!(wide_text(&[2, 0, 0, 0, 0x49, 4, b'x', 0, b'y', 0], 0), "щx");
        assert_eq!(wide_text(&[200, 0, 0, 0, b'x', 0], 0), "x");
        assert_eq!(wide_text(&[0xFF, 0xFF, 0xFF, 0xFF], 0), "");
        assert_eq!(wide_text(&[], 9), "");
    }
}
