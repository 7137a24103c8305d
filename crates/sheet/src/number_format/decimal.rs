//! Decimal numbers as digits: exact, however long.

use std::cmp::Ordering;

/// Exponents beyond this make numbers no spreadsheet holds.
const MAX_EXPONENT: i32 = 400;

/// A number: `0.digits` times ten to the `point`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    /// ASCII digits without zeros at either end; none for zero.
    digits: Vec<u8>,
    /// How many digits stand before the decimal point; may be negative or beyond the digits.
    point: i32,
}

impl Decimal {
    /// Reads `-12.50`, `1.5E+3`, `.5`; `None` for anything else, and for absurd exponents.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if integer.len() + fraction.len() == 0 || exponent.abs() > MAX_EXPONENT {
            return None;
        }
        let mut digits: Vec<u8> = integer.bytes().chain(fraction.bytes()).collect();
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut point = i32::try_from(integer.len()).ok()?.checked_add(exponent)?;
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        digits.drain(..zeros);
        point = point.checked_sub(i32::try_from(zeros).ok()?)?;
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            point = 0;
        }
        (point.abs() <= 2 * MAX_EXPONENT).then_some(Self { negative, digits, point })
    }

    pub(super) const fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    pub(super) const fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    /// The number times ten to the `power`.
    pub(super) fn scaled(&self, power: i32) -> Self {
        let point = if self.is_zero() { 0 } else { self.point.saturating_add(power) };
        Self { point, ..self.clone() }
    }

    /// The digits of the absolute value if it is an integer; `0` for zero.
    pub(super) fn integer_text(&self) -> Option<String> {
        let point = usize::try_from(self.point).ok()?;
        if self.digits.len() > point {
            return None;
        }
        let (integer, _) = self.split(0);
        Some(if integer.is_empty() {
            "0".to_owned()
        } else {
            integer.iter().copied().map(char::from).collect()
        })
    }

    /// Integer digits (none for zero) and exactly `decimals` digits of the fraction of the absolute
    /// value, half rounded up.
    ///
    /// Files store seventeen digits where the program knows fifteen: `1.0049999999999999` was typed
    /// as 1.005 and shows as 1.01, so a fraction is first cut to fifteen digits in all. Integer
    /// digits are never rounded: they may be an id. `None` for results of absurd length.
    pub(super) fn rounded(&self, decimals: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let keep = self.point.checked_add(i32::try_from(decimals).ok()?)?;
        if keep > 2 * MAX_EXPONENT {
            return None;
        }
        let typed = self.rounded_at(self.point.max(15));
        let rounded = typed.rounded_at(keep);
        Some(rounded.split(decimals))
    }

    /// Keeps this many digits, half rounded up.
    fn rounded_at(&self, keep: i32) -> Self {
        let Ok(length) = usize::try_from(keep) else {
            return Self { negative: self.negative, digits: Vec::new(), point: 0 };
        };
        let Some(&next) = self.digits.get(length) else { return self.clone() };
        let mut digits = self.digits[..length].to_vec();
        let mut point = self.point;
        if next >= b'5' {
            while digits.last() == Some(&b'9') {
                digits.pop();
            }
            match digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    digits.push(b'1');
                    point += 1;
                }
            }
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            point = 0;
        }
        Self { negative: self.negative, digits, point }
    }

    /// Integer digits and `decimals` digits of the fraction, cut.
    fn split(&self, decimals: usize) -> (Vec<u8>, Vec<u8>) {
        let digit = |at: i64| {
            let digit = usize::try_from(at).ok().and_then(|at| self.digits.get(at));
            digit.copied().unwrap_or(b'0')
        };
        let point = i64::from(self.point);
        let integer = (0..point).map(digit).collect();
        let fraction = (point..).take(decimals).map(digit).collect();
        (integer, fraction)
    }

    /// The value times `factor`, rounded to an integer, if it is in range.
    pub(super) fn times(&self, factor: u64) -> Option<u64> {
        if self.is_negative() || self.point > 12 {
            return None;
        }
        // Twenty digits after the point are more than any program writes and all that u128 takes.
        let (integer, fraction) = self.split(18);
        let number =
            |digits: &[u8]| digits.iter().fold(0u128, |value, &digit| value * 10 + u128::from(digit - b'0'));
        const SCALE: u128 = 1_000_000_000_000_000_000;
        let whole = number(&integer).checked_mul(SCALE)?.checked_add(number(&fraction))?;
        let product = whole.checked_mul(u128::from(factor))?.checked_add(SCALE / 2)?;
        u64::try_from(product / SCALE).ok()
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let magnitude = |a: &Self, b: &Self| match (a.is_zero(), b.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => a.point.cmp(&b.point).then_with(|| a.digits.cmp(&b.digits)),
        };
        match (self.is_negative(), other.is_negative()) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => magnitude(self, other),
            (true, true) => magnitude(other, self),
        }
    }
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Comparison {
    /// The comparison a text begins with, and the rest of the text.
    pub(super) fn parse(text: &str) -> Option<(Self, &str)> {
        // Longer ones first: `<=` begins with `<`.
        let known = [
            ("<=", Self::LessOrEqual),
            ("<>", Self::NotEqual),
            (">=", Self::GreaterOrEqual),
            ("<", Self::Less),
            (">", Self::Greater),
            ("=", Self::Equal),
        ];
        known.into_iter().find_map(|(sign, found)| Some((found, text.strip_prefix(sign)?)))
    }

    pub(super) const fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Greater => ordering.is_gt(),
        }
    }
}
