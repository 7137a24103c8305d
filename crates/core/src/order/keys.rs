//! The beginning of a value as one integer, so that nearly every comparison is one of two integers; and
//! whole values in the same order, for where the beginnings are alike.

use crate::find::lower;
use crate::listing::Sort;

/// Characters of a text that its key holds.
pub(super) const CHARS: usize = 15;
/// Digits of a number that its key holds.
const DIGITS: usize = 28;

/// From the greatest bits: what the value is, its beginning, two marks.
pub(super) type Key = u128;

const KIND: u32 = 126;
const NUMBER: Key = 0;
pub(super) const TEXT: Key = 1 << KIND;
pub(super) const EMPTY: Key = 2 << KIND;
/// Where keys tell what they are of.
pub(super) const KINDS: Key = 3 << KIND;
/// The value goes on behind its key.
pub(super) const LONGER: Key = 1;
/// A letter in the key stands for others besides: texts that begin so are compared whole.
pub(super) const INEXACT: Key = 2;
const MARKS: u32 = 2;
const MARKED: Key = LONGER | INEXACT;

/// The key for the direction: everything turns round but what is empty and the marks.
pub(super) fn turned(key: Key, sort: Sort) -> Key {
    if sort.descending && key < EMPTY { (EMPTY - 1 - key) & !MARKED | key & MARKED } else { key }
}

pub(super) fn key_of(text: &str) -> Key {
    match Decimal::of(text) {
        Some(number) => number.key(),
        None => text_key(text, 0),
    }
}

/// The key of a text but for its first characters.
pub(super) fn text_key(text: &str, skip: usize) -> Key {
    let text = text.trim_start();
    if text.is_ascii() {
        let rest = text.as_bytes().get(skip..).unwrap_or_default();
        return key_from(rest.iter().map(|byte| code(u32::from(byte.to_ascii_lowercase()) * 4 + 1)));
    }
    key_from(text.chars().flat_map(lower).skip(skip).map(|c| code(weight(c))))
}

/// The key of codes, as many as it holds.
fn key_from(mut codes: impl Iterator<Item = u8>) -> Key {
    let mut key: Key = 0;
    for at in 0..CHARS {
        let Some(code) = codes.next() else { return TEXT | key << (8 * (CHARS - at)) << MARKS };
        key = key << 8 | Key::from(code);
        if code == BEFORE_CYRILLIC || code == BEHIND_CYRILLIC {
            return TEXT | key << (8 * (CHARS - at - 1)) << MARKS | MARKED;
        }
    }
    TEXT | key << MARKS | if codes.next().is_some() { LONGER } else { 0 }
}

/// All letters between ASCII and Cyrillic, and all behind Cyrillic.
const BEFORE_CYRILLIC: u8 = 0x81;
const BEHIND_CYRILLIC: u8 = 0xff;

/// A letter's weight in one byte, in the same order: ASCII and Cyrillic have one of their own each, all
/// others share two. No code is 0: that is the end of a text.
fn code(weight: u32) -> u8 {
    const CYRILLIC: u32 = 'а' as u32;
    // Behind г, е and и stand other letters.
    const EXTRA: [u32; 5] =
        ['г' as u32 * 4 + 2, 'е' as u32 * 4 + 2, 'е' as u32 * 4 + 3, 'и' as u32 * 4 + 2, 'и' as u32 * 4 + 3];
    let c = (weight - 1) / 4;
    let code = match c {
        0..0x80 => c + 1,
        0x80..CYRILLIC => return BEFORE_CYRILLIC,
        CYRILLIC..0x460 => {
            let before = EXTRA.iter().filter(|&&extra| extra <= weight).count();
            0x82 + (c - CYRILLIC) + u32::try_from(before).unwrap_or(0)
        }
        _ => return BEHIND_CYRILLIC,
    };
    u8::try_from(code).unwrap_or(BEHIND_CYRILLIC)
}

/// Places of letters in the alphabet, where that is not the order of their codes: ё behind е, є
/// behind that, ґ behind г, і and ї behind и.
fn weight(c: char) -> u32 {
    let (c, behind) = match c {
        'ґ' => ('г', 1),
        'ё' => ('е', 1),
        'є' => ('е', 2),
        'і' => ('и', 1),
        'ї' => ('и', 2),
        c => (c, 0),
    };
    // No weight is 0: that is the end of a text.
    u32::from(c) * 4 + behind + 1
}

/// A whole value, in order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whole {
    Number(Signed),
    Text(Vec<u32>),
}

impl Whole {
    pub(super) fn of(text: &str) -> Self {
        match Decimal::of(text) {
            Some(number) => Self::Number(number.signed()),
            None => Self::Text(text.trim_start().chars().flat_map(lower).map(weight).collect()),
        }
    }
}

/// A whole number with its sign: exponent and digits, which turn round below zero.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signed {
    Negative(std::cmp::Reverse<(i32, Vec<u8>)>),
    Positive((i32, Vec<u8>)),
}

/// A decimal number by its digits: `-12.50`, `2.5E+3`.
struct Decimal<'t> {
    negative: bool,
    /// Digits before the point, leading zeros aside; less than 0 where zeros follow the point.
    exponent: i32,
    whole: &'t str,
    fraction: &'t str,
}

impl<'t> Decimal<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            b'0'..=b'9' | b'.' => (false, text),
            _ => return None,
        };
        let (mantissa, exponent) = match digits.find(['e', 'E']) {
            Some(at) => (digits.get(..at)?, digits.get(at + 1..)?.parse::<i16>().ok()?),
            None => (digits, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let significant = whole.trim_start_matches('0');
        let mut point = i32::try_from(significant.len()).ok()?;
        let mut fraction = fraction;
        if significant.is_empty() {
            let trimmed = fraction.trim_start_matches('0');
            point = -i32::try_from(fraction.len() - trimmed.len()).ok()?;
            fraction = trimmed;
        }
        let number = Self { negative, exponent: point + i32::from(exponent), whole: significant, fraction };
        Some(if number.is_zero() {
            Self { negative: false, exponent: i32::MIN, whole: "", fraction: "" }
        } else {
            number
        })
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.bytes().all(|b| b == b'0')
    }

    /// Significant digits, zeros at the end aside.
    fn digits(&self) -> impl Iterator<Item = u8> {
        let fraction = self.fraction.trim_end_matches('0');
        let whole = if fraction.is_empty() { self.whole.trim_end_matches('0') } else { self.whole };
        whole.bytes().chain(fraction.bytes()).map(|b| b - b'0')
    }

    /// Sign, exponent and the first digits, in this order of weight.
    fn key(&self) -> Key {
        let mut digits = self.digits();
        let mut mantissa: Key = 0;
        for _ in 0..DIGITS {
            mantissa = mantissa * 10 + Key::from(digits.next().unwrap_or(0));
        }
        let longer = if digits.next().is_some() { LONGER } else { 0 };
        const BIAS: i32 = 1 << 17;
        let exponent = Key::from(self.exponent.saturating_add(BIAS).clamp(0, 2 * BIAS - 1).unsigned_abs());
        let size = exponent << 96 | mantissa << MARKS;
        // The sign's bit, then the size, which turns round below zero.
        const SIGN: Key = 1 << 120;
        let value = if self.negative { SIGN - (1 << MARKS) - size } else { SIGN | size };
        NUMBER | value & !MARKED | longer
    }

    fn signed(&self) -> Signed {
        let size = (self.exponent, self.digits().collect());
        if self.negative { Signed::Negative(std::cmp::Reverse(size)) } else { Signed::Positive(size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_the_order_of_weights() {
        let mut all: Vec<char> = ('\0'..='\u{2000}').flat_map(lower).collect();
        all.sort_unstable_by_key(|&c| weight(c));
        all.dedup();
        for pair in all.windows(2) {
            let [one, other] = [pair[0], pair[1]].map(|c| code(weight(c)));
            let is_exact = other != BEFORE_CYRILLIC && other != BEHIND_CYRILLIC;
            assert!(one < other || (one == other && !is_exact), "{pair:?}");
        }
    }
}
