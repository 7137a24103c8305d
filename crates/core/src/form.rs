//! The forms messenger ids take, as data: a host adds a messenger without a new build.
//!
//! A form says what an id of a messenger can look like, never whose it is: digits overlap.

use serde::{Deserialize, Serialize};

/// What an id of one messenger can look like. Source of the built-in ones: the messengers' own API
/// documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum IdForm {
    /// A whole number without sign or leading zeros.
    Integer {
        /// Least value.
        min: u64,
        /// Greatest value; Telegram promises at most 52 bits.
        max: u64,
    },
    /// Digits kept as text.
    Digits {
        /// Fewest digits.
        min_len: usize,
        /// Most digits.
        max_len: usize,
    },
    /// Letters and digits of ASCII, and `extra`; not digits alone, which are somebody else's.
    Opaque {
        /// Fewest characters.
        min_len: usize,
        /// Most characters.
        max_len: usize,
        /// Other characters allowed.
        #[serde(default)]
        extra: String,
        /// What every such id ends with.
        #[serde(default)]
        ends_with: String,
    },
    /// A phone number with country code: 7 to 15 digits (ITU-T E.164), `+` before them or not.
    Phone,
    /// WhatsApp's business-scoped id: `US.13491208655302741918`, `US.ENT.…`.
    BusinessScoped,
}

impl IdForm {
    /// Whether an id that looks so has this form.
    pub(crate) fn fits(&self, looks: &Looks<'_>) -> bool {
        let Looks { id, is_digits: is_number, value } = *looks;
        match self {
            Self::Integer { min, max } => value.is_some_and(|value| (*min..=*max).contains(&value)),
            Self::Digits { min_len, max_len } => is_number && (*min_len..=*max_len).contains(&id.len()),
            Self::Opaque { min_len, max_len, extra, ends_with } => {
                !is_number
                    && (*min_len..=*max_len).contains(&id.len())
                    && id.ends_with(ends_with.as_str())
                    && id.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
            }
            Self::Phone => {
                let digits = id.strip_prefix('+').unwrap_or(id);
                (7..=15).contains(&digits.len())
                    && !digits.starts_with('0')
                    && (is_number || is_digits(digits))
            }
            Self::BusinessScoped => !is_number && business_scoped(id),
        }
    }
}

/// What all forms ask of an id, asked once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looks<'i> {
    id: &'i str,
    is_digits: bool,
    /// The number, where it has no leading zeros and fits.
    value: Option<u64>,
}

impl<'i> Looks<'i> {
    pub(crate) fn of(id: &'i str) -> Self {
        let is_digits = is_digits(id);
        let is_number = is_digits && !(id.len() > 1 && id.starts_with('0'));
        Self { id, is_digits, value: is_number.then(|| whole(id)).flatten() }
    }
}

/// The number that digits are. What [`str::parse`] asks of each digit is a multiplication of 128 bits in
/// wasm; so many digits as every id has cannot overflow.
fn whole(digits: &str) -> Option<u64> {
    const SAFE: usize = 19;
    match digits.len() {
        0..=SAFE => Some(digits.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))),
        _ => digits.parse().ok(),
    }
}

fn business_scoped(id: &str) -> bool {
    let Some((country, rest)) = id.split_once('.') else { return false };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=128).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// ASCII digits, at least one.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::Config;

    /// Codes of the built-in messengers whose form the id has.
    fn check(id: &str, expected: &[&str]) {
        let config = Config::builtin();
        let fitting: Vec<_> = config
            .messengers
            .iter()
            .filter(|messenger| messenger.fits(id))
            .map(|messenger| messenger.code.as_str())
            .collect();
        assert_eq!(fitting, expected, "{id}");
    }

    #[test]
    fn ids_fit_the_messengers_they_can_belong_to() {
        for (id, expected) in [
            ("111", &["TELEGRAM", "VKONTAKTE"][..]),
            ("0", &[]),
            ("0123", &[]),
            ("-1001234567890", &[]),
            ("@username", &[]),
            ("12a456", &[]),
            ("1999999999", &["TELEGRAM", "FACEBOOK", "VKONTAKTE", "INSTAGRAM", "WHATSAPP"]),
            ("2000000001", &["TELEGRAM", "FACEBOOK", "INSTAGRAM", "WHATSAPP"]),
            ("4503599627370495", &["TELEGRAM", "FACEBOOK", "INSTAGRAM"]),
            ("4503599627370496", &["FACEBOOK", "INSTAGRAM"]),
            ("01234567890A+/01234567==", &["VIBER"]),
            ("+77026261947", &["WHATSAPP"]),
            ("US.13491208655302741918", &["WHATSAPP"]),
            ("US.ENT.13491208655302741918", &["WHATSAPP"]),
        ] {
            check(id, expected);
        }
    }

    #[test]
    fn numbers_are_read_to_their_last_digit() {
        let form = super::IdForm::Integer { min: 1, max: u64::MAX };
        for (id, expected) in [
            ("9999999999999999999", true),
            ("10000000000000000000", true),
            ("18446744073709551615", true),
            ("18446744073709551616", false),
            ("99999999999999999999", false),
            ("100000000000000000000", false),
        ] {
            assert_eq!(form.fits(&super::Looks::of(id)), expected, "{id}");
        }
    }
}
