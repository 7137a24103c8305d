//! Numbers that stand where there is no id: Leeloo's documentation tells people to write 111, 222,
//! 333, … there. Such clients are imported and cannot be messaged.

use serde::{Deserialize, Serialize};

use crate::config::Messenger;
use crate::form::is_digits;

/// What is taken for a placeholder, and what is given as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Placeholders {
    /// Numbers with fewer digits are placeholders, except where the messenger has such ids.
    pub shorter_than: u32,
    /// One digit so many times at most is a placeholder: 111, 222222.
    pub repeated: u32,
    /// The number that the first client without an id is given; the next ones count up.
    pub first: u32,
    /// Numbers with so many digits that begin with a zero are placeholders, too: no messenger's ids begin
    /// with one. Those given here have fourteen, and are known for placeholders ever after.
    pub digits: u32,
}

impl Default for Placeholders {
    fn default() -> Self {
        Self { shorter_than: 5, repeated: 6, first: 1, digits: 7 }
    }
}

/// Digits of a running number.
const SERIAL: usize = 7;
/// Digits of a number that is given.
const GIVEN: usize = 7 + SERIAL;

impl Placeholders {
    /// Whether the id is one.
    #[must_use]
    pub fn is_one(&self, messenger: Option<&Messenger>, id: &str) -> bool {
        self.likeness(id).is_for(messenger)
    }

    /// How much an id looks like one.
    pub(crate) fn likeness(&self, id: &str) -> Likeness {
        if id.len() == GIVEN && id.starts_with('0') && is_digits(id) {
            return Likeness::Certain;
        }
        let length = u32::try_from(id.len()).unwrap_or(u32::MAX);
        // Nearly every id is longer.
        if length > self.digits.max(self.repeated).max(self.shorter_than) || !is_digits(id) {
            return Likeness::None;
        }
        let first = id.bytes().next().unwrap_or_default();
        let is_repeated = (3..=self.repeated).contains(&length) && id.bytes().all(|digit| digit == first);
        match (is_repeated, length) {
            (true, 3) => Likeness::Certain,
            _ if first == b'0' && length == self.digits => Likeness::Certain,
            (true, _) => Likeness::Repeated,
            (false, length) if length < self.shorter_than => Likeness::Short,
            _ => Likeness::None,
        }
    }

    /// The number that the client at position `at` among those without an id is given: a zero, six digits
    /// of the file's own, and a running number. Cards are found again by their ids, so that a client of
    /// next month's file must not be numbered like somebody of this one's; the same file gives the same
    /// numbers.
    #[must_use]
    pub fn nth(&self, file: u32, at: u32) -> String {
        let file = u64::from(file) % 1_000_000;
        format!("0{file:06}{:0SERIAL$}", u64::from(self.first) + u64::from(at))
    }
}

/// How much an id looks like a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    None,
    /// Few digits: a placeholder where the messenger has no such ids.
    Short,
    /// One digit again and again: nobody's, but for messengers that give short ids.
    Repeated,
    /// Nobody's: 111, and numbers filled up with zeros.
    Certain,
}

impl Likeness {
    /// Whether an id that looks so is a placeholder among ids of this messenger.
    pub(crate) fn is_for(self, messenger: Option<&Messenger>) -> bool {
        match (self, messenger) {
            (Self::None, _) | (Self::Short, None) => false,
            (Self::Short | Self::Repeated, Some(messenger)) => !messenger.short_ids,
            (Self::Repeated, None) | (Self::Certain, _) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn only_what_nobody_has_is_a_placeholder() {
        let config = Config::builtin();
        for (messenger, id, expected) in [
            ("TELEGRAM", "111", true),
            ("TELEGRAM", "4444", true),
            ("TELEGRAM", "555555", true),
            ("TELEGRAM", "77", true),
            ("TELEGRAM", "4242", true),
            ("TELEGRAM", "42424", false),
            ("TELEGRAM", "7777777", false),
            ("TELEGRAM", "208310224", false),
            ("TELEGRAM", "0000001", true),
            ("VKONTAKTE", "77", false),
            ("VKONTAKTE", "4444", false),
            ("VKONTAKTE", "222", true),
            ("FACEBOOK", "123", true),
            ("FACEBOOK", "26203292189261166", false),
            ("VIBER", "11a", false),
            ("VIBER", "", false),
            ("", "333", true),
            ("", "77", false),
            ("", "0042000", true),
            ("", "00123", false),
        ] {
            let found = config.placeholders.is_one(config.messenger(messenger), id);
            assert_eq!(found, expected, "{messenger} {id}");
        }
    }

    #[test]
    fn given_numbers_are_placeholders() {
        let placeholders = Config::builtin().placeholders;
        for (file, at, expected) in
            [(0, 0, "00000000000001"), (42, 41, "00000420000042"), (u32::MAX, 1_048_575, "09672951048576")]
        {
            assert_eq!(placeholders.nth(file, at), expected);
            assert!(placeholders.is_one(None, expected));
        }
    }
}
