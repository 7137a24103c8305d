//! Which single-byte encoding a text is in, by its letters and their neighbours.
//!
//! Client bases are mostly names: a few letters to a cell, capitals first, digits between. General
//! detectors need sentences, so this one asks narrower questions of the whole file. Do bytes beyond
//! ASCII stand beside each other (Cyrillic words) or beside ASCII letters (`José`)? And which
//! Cyrillic encoding turns them into frequent letters, vowels and consonants in turn, with capitals
//! only where words begin?

use encoding_rs::{Encoding, IBM866, KOI8_R, KOI8_U, WINDOWS_1251, WINDOWS_1252};

/// Letters of Russian and Ukrainian, the most frequent first.
const BY_FREQUENCY: &str = "оаеинтрсвлкмдпуяьыгзбчйіхжшюцїєщэфъёґ";
/// What windows-1251 is ahead by: single letters prove nothing, and hardly a program of today writes
/// the others.
const HEAD_START: i64 = 12;
const VOWELS: &str = "оаеиуяыіюїєэё";

/// Counts of bytes from 0x80 up, alone and in pairs.
pub(super) struct Letters {
    singles: [u64; 128],
    /// Pairs of neighbours, the first one's index times 128 plus the second's.
    pairs: Vec<u32>,
    /// Neighbours that are both beyond ASCII.
    joined: u64,
    /// A byte beyond ASCII beside an ASCII letter.
    mixed: u64,
    last: u8,
}

impl Default for Letters {
    fn default() -> Self {
        Self { singles: [0; 128], pairs: vec![0; 128 * 128], joined: 0, mixed: 0, last: 0 }
    }
}

impl Letters {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let last = std::mem::replace(&mut self.last, byte);
            match (index(last), index(byte)) {
                (None, None) => {}
                (Some(first), Some(second)) => {
                    self.singles[second] += 1;
                    self.joined += 1;
                    let pair = &mut self.pairs[first * 128 + second];
                    *pair = pair.saturating_add(1);
                }
                (_, second) => {
                    self.mixed += u64::from(last.is_ascii_alphabetic() || byte.is_ascii_alphabetic());
                    if let Some(second) = second {
                        self.singles[second] += 1;
                    }
                }
            }
        }
    }

    /// The encoding, `opinion` being what a general detector says.
    pub(super) fn encoding(&self, opinion: &'static Encoding) -> &'static Encoding {
        let candidates = [(WINDOWS_1251, HEAD_START), (KOI8_U, 0), (IBM866, 0)]
            .map(|(encoding, start)| (self.score(encoding) + start, encoding));
        let best = candidates.into_iter().max_by_key(|&(score, _)| score);
        match best {
            Some((score, encoding)) if score > HEAD_START && self.joined >= self.mixed => {
                if encoding == KOI8_U && !self.has_ukrainian_koi8() { KOI8_R } else { encoding }
            }
            // A detector that sees Cyrillic where letters stand alone among Latin ones is mistaken.
            _ if candidates.iter().any(|&(_, encoding)| encoding == opinion) => WINDOWS_1252,
            _ => opinion,
        }
    }

    /// How much the text looks like Russian or Ukrainian in this encoding; below 0 it does not.
    fn score(&self, encoding: &'static Encoding) -> i64 {
        let classes = classes(encoding);
        let singles = self.singles.iter().zip(&classes).map(|(&count, class)| {
            let count = i64::try_from(count).unwrap_or(i64::MAX / 64);
            count.saturating_mul(class.weight())
        });
        let pairs = self
            .pairs
            .iter()
            .enumerate()
            .map(|(at, &count)| i64::from(count) * Class::beside(classes[at / 128], classes[at % 128]));
        singles.chain(pairs).fold(0, i64::saturating_add)
    }

    /// KOI8-R and KOI8-U differ in eight letters alone.
    fn has_ukrainian_koi8(&self) -> bool {
        [0xA4, 0xA6, 0xA7, 0xAD, 0xB4, 0xB6, 0xB7, 0xBD].iter().any(|byte| self.singles[byte - 0x80] > 0)
    }
}

/// What a byte is in some encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter {
        upper: bool,
        sound: Sound,
        /// How much it speaks for the encoding.
        weight: i8,
    },
    /// Quotes, dashes, spaces, the number sign: usual around words.
    Mark,
    /// Box drawing, letters of other languages, controls.
    Odd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sound {
    Vowel,
    Consonant,
    /// `ь` and `ъ`, which follow consonants alone.
    Sign,
}

impl Class {
    fn of(character: char) -> Self {
        let lower = character.to_lowercase().next().unwrap_or(character);
        let rank = BY_FREQUENCY.chars().position(|letter| letter == lower);
        match rank.and_then(|rank| i8::try_from(rank).ok()) {
            Some(rank) => {
                let sound = match lower {
                    'ь' | 'ъ' => Sound::Sign,
                    _ if VOWELS.contains(lower) => Sound::Vowel,
                    _ => Sound::Consonant,
                };
                Self::Letter { upper: lower != character, sound, weight: 12 - rank / 2 }
            }
            None if "\u{A0}«»№–—“”„‘’…•°·".contains(character) => Self::Mark,
            None => Self::Odd,
        }
    }

    const fn weight(self) -> i64 {
        match self {
            // Capitals are rarer, in most texts.
            Self::Letter { upper, weight, .. } => weight as i64 - if upper { 1 } else { 0 },
            Self::Mark => 0,
            Self::Odd => -16,
        }
    }

    const fn beside(first: Self, second: Self) -> i64 {
        match (first, second) {
            (
                Self::Letter { upper: before, sound: first, .. },
                Self::Letter { upper: after, sound: second, .. },
            ) => {
                // Words do not turn to capitals half-way.
                let case = if !before && after { -20 } else { 0 };
                case + match (first, second) {
                    (Sound::Vowel | Sound::Sign, Sound::Sign) => -20,
                    (Sound::Vowel, Sound::Consonant) | (Sound::Consonant, Sound::Vowel) => 4,
                    (Sound::Vowel, Sound::Vowel) => -3,
                    _ => 0,
                }
            }
            (Self::Odd, Self::Letter { .. }) | (Self::Letter { .. }, Self::Odd) => -8,
            _ => 0,
        }
    }
}

fn classes(encoding: &'static Encoding) -> [Class; 128] {
    let mut classes = [Class::Odd; 128];
    for (byte, class) in (0x80..=0xFF).zip(&mut classes) {
        let byte = [byte];
        let (text, _) = encoding.decode_without_bom_handling(&byte);
        *class = text.chars().next().map_or(Class::Odd, Class::of);
    }
    classes
}

/// The index of a byte beyond ASCII, below 128.
fn index(byte: u8) -> Option<usize> {
    byte.checked_sub(0x80).map(usize::from)
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1250;

    use super::*;

    fn check(encoding: &'static Encoding, text: &str) {
        let bytes = encoding.encode(text).0;
        let mut letters = Letters::default();
        letters.feed(&bytes);
        let found = letters.encoding(WINDOWS_1252);
        assert_eq!(found, encoding, "{text}: read as {}", found.decode(&bytes).0);
    }

    #[test]
    fn cyrillic_names_are_enough() {
        for text in [
            "Имя",
            "имя;телефон",
            "ФИО;ТЕЛЕФОН;ГОРОД",
            "ИВАНОВА МАРИЯ;ЩЕРБАКОВ ЮРИЙ",
            "Цветков;Шухов;Жуков",
            "Хабаровск",
            "да;нет",
            "имя",
            "Новый лид;Первичный контакт;Закрыто и не реализовано",
            "Иван",
            "Анна Щукина;+7 900 000-00-00;ООО «Ромашка»",
            "ID;Тип;Полное имя контакта;Дата создания контакта",
            "да",
        ] {
            for encoding in [WINDOWS_1251, KOI8_R] {
                check(encoding, text);
            }
            if !text.contains('«') {
                check(IBM866, text);
            }
        }
    }

    #[test]
    fn letters_that_prove_nothing_are_windows_1251() {
        for text in ["М;Ж", "№ 1;д", "я"] {
            check(WINDOWS_1251, text);
        }
    }

    #[test]
    fn ukrainian() {
        for text in ["Ім’я;Прізвище;Місто", "Олена Гриценко;Київ", "Ґалаґан Юрій;Їжакевич"]
        {
            check(WINDOWS_1251, text);
            check(KOI8_U, &text.replace('’', "'"));
        }
    }

    #[test]
    fn western_names_are_not_cyrillic() {
        for text in ["José;Müller", "Zoë,Renée,Ångström", "name;city\nJürgen;Köln"] {
            check(WINDOWS_1252, text);
        }
        let mut letters = Letters::default();
        letters.feed(&WINDOWS_1250.encode("Łukasz;Kołodziej;Źrebię").0);
        assert_eq!(letters.encoding(WINDOWS_1250), WINDOWS_1250);
    }
}
