//! Known cards in little room: a million of them with ten values each in some 180 MB, found by id in
//! one look. Knows bytes, ids and numbers of fields; what a value means is not its affair.

use std::collections::HashMap;

use crate::plan::UNDECIDED;
use crate::scan::hash;

/// Bytes of a chunk; a card lies in one chunk whole, and a longer one has a chunk of its own.
const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNK_BITS: u32 = 20;
/// Values that are told apart as words at most, all fields together.
const WORDS: usize = 1 << 16;
/// A longer value is no word.
const WORD_LENGTH: usize = 64;
/// After so many values of a field it is seen whether they repeat.
const TRIED: u32 = 2_048;
/// Goes into the hashes of ids.
const SEED: u64 = 2;
/// The card says that there is none.
const ABSENT: u8 = 1;

/// A field of cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CardField {
    /// Field key, or the name of a field of the company's own.
    pub(super) key: String,
    pub(super) is_custom: bool,
    /// Values looked at, and how many of them were new words.
    tried: u32,
    new: u32,
}

/// Where a card begins: the chunk, and the place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place(u32);

/// Cards by id.
#[derive(Debug, Default)]
pub(super) struct Cards {
    pub(super) chunks: Vec<Vec<u8>>,
    /// A part of the id's hash above a place that counts from 1; 0 is free. A power of two of them,
    /// half of them free.
    pub(super) slots: Vec<u64>,
    pub(super) used: usize,
    fields: Vec<CardField>,
    words: Vec<Box<[u8]>>,
    numbers: HashMap<Box<[u8]>, u32>,
    scratch: Vec<u8>,
}

/// Whose card it is, and where that is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Position of the source.
    pub(super) source: u8,
    /// Messenger, or [`UNDECIDED`].
    pub(super) messenger: u8,
    /// There is no such card, as somebody who must know says.
    pub(super) is_absent: bool,
}

/// A card.
#[derive(Clone, Copy)]
pub(super) struct Card<'a> {
    cards: &'a Cards,
    pub(super) head: Head,
    pub(super) id: &'a [u8],
    values: &'a [u8],
}

/// What became of a card that was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    New,
    /// It took the place of one from an earlier source.
    Replaced,
    /// The same source has told of it before; that stays.
    Twice,
    /// There is no room: 4 GB are full.
    Full,
}

/// What is known of an id.
#[derive(Clone, Copy, Default)]
pub(super) struct Found<'a> {
    /// The card under the messenger asked for; it may say that there is none.
    pub(super) own: Option<Card<'a>>,
    /// Other messengers under which there is a card, one bit each.
    pub(super) others: u32,
}

impl Cards {
    /// The number of a field, a new one where it has none yet.
    pub(super) fn field(&mut self, key: &str, is_custom: bool) -> u32 {
        let at = self.field_at(key, is_custom).unwrap_or_else(|| {
            self.fields.push(CardField { key: key.to_owned(), is_custom, tried: 0, new: 0 });
            self.fields.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn field_at(&self, key: &str, is_custom: bool) -> Option<usize> {
        self.fields.iter().position(|field| field.is_custom == is_custom && field.key == key)
    }

    /// The fields by number.
    pub(super) fn fields(&self) -> &[CardField] {
        &self.fields
    }

    /// The words by number.
    pub(super) fn words(&self) -> impl Iterator<Item = &[u8]> {
        self.words.iter().map(|word| &**word)
    }

    /// Takes these for the words.
    pub(super) fn set_words(&mut self, words: Vec<String>) {
        self.words = words.into_iter().map(|word| word.into_bytes().into_boxed_slice()).collect();
        let numbers = self.words.iter().cloned().zip(0..);
        self.numbers = numbers.collect();
    }

    /// Puts a card in; values by number of field. An undecided messenger counts as `assumed`.
    pub(super) fn put<'v>(
        &mut self,
        head: Head,
        id: &[u8],
        values: impl Iterator<Item = (u32, &'v [u8])>,
        assumed: u8,
    ) -> Put {
        let known = self.slot_of(tag_of(id), id, settled(head.messenger, assumed), assumed);
        if known.is_some_and(|(_, card)| card.source == head.source) {
            return Put::Twice;
        }
        self.put_at(known.map(|(slot, _)| slot), head, id, values)
    }

    /// Puts a card in, whoever told of it before.
    pub(super) fn renew<'v>(
        &mut self,
        head: Head,
        id: &[u8],
        values: impl Iterator<Item = (u32, &'v [u8])>,
    ) -> Put {
        let known = self.slot_of(tag_of(id), id, head.messenger, UNDECIDED);
        self.put_at(known.map(|(slot, _)| slot), head, id, values)
    }

    /// In the place of the card in a slot, or as one more.
    fn put_at<'v>(
        &mut self,
        slot: Option<usize>,
        head: Head,
        id: &[u8],
        values: impl Iterator<Item = (u32, &'v [u8])>,
    ) -> Put {
        let Some(place) = self.write(head, id, values) else { return Put::Full };
        let entry = u64::from(tag_of(id)) << 32 | u64::from(place.0);
        if let Some(slot) = slot {
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = entry;
            }
            return Put::Replaced;
        }
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.used += 1;
        insert(&mut self.slots, entry);
        Put::New
    }

    /// What is known of an id; cards of no decided messenger are of the `assumed` one.
    pub(super) fn find(&self, messenger: u8, id: &[u8], assumed: u8) -> Found<'_> {
        let tag = tag_of(id);
        let mut found = Found::default();
        for (_, place) in self.candidates(tag) {
            let Some(card) = self.card(place).filter(|card| card.id == id) else { continue };
            let of = settled(card.head.messenger, assumed);
            if of == messenger {
                // Who says the messenger knows better than who is only taken to mean it.
                let is_surer = card.head.messenger == messenger;
                found.own = found.own.filter(|_| !is_surer).or(Some(card));
            } else if of != UNDECIDED && !card.head.is_absent {
                found.others |= 1_u32.checked_shl(of.into()).unwrap_or(0);
            }
        }
        found
    }

    /// Every card, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Card<'_>> {
        self.slots.iter().filter_map(|&slot| self.card(place_of(slot)?))
    }

    /// Bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        let words: usize = self.words.iter().map(|word| word.len() * 2 + 48).sum();
        self.chunks.iter().map(Vec::capacity).sum::<usize>() + self.slots.capacity() * 8 + words
    }

    fn slot_of(&self, tag: u32, id: &[u8], messenger: u8, assumed: u8) -> Option<(usize, Head)> {
        self.candidates(tag).find_map(|(slot, place)| {
            let card = self.card(place)?;
            let is_it = card.id == id && settled(card.head.messenger, assumed) == messenger;
            is_it.then_some((slot, card.head))
        })
    }

    /// Slots whose id may have this tag, and the places they lead to.
    fn candidates(&self, tag: u32) -> impl Iterator<Item = (usize, Place)> {
        let mask = self.slots.len().wrapping_sub(1);
        let start = tag as usize & mask;
        let slots = (0..self.slots.len()).map(move |step| (start + step) & mask);
        let taken = slots.map_while(|slot| Some((slot, *self.slots.get(slot).filter(|&&entry| entry != 0)?)));
        let alike = taken.filter(move |(_, entry)| (entry >> 32) as u32 == tag);
        alike.filter_map(|(slot, entry)| Some((slot, place_of(entry)?)))
    }

    fn card(&self, place: Place) -> Option<Card<'_>> {
        let at = place.0 - 1;
        let chunk = self.chunks.get((at >> CHUNK_BITS) as usize)?;
        let mut bytes = chunk.get((at as usize & (CHUNK - 1))..)?;
        let (&[source, messenger, flags], rest) = bytes.split_first_chunk::<3>()?;
        bytes = rest;
        let id = text(&mut bytes)?;
        let head = Head { source, messenger, is_absent: flags & ABSENT != 0 };
        Some(Card { cards: self, head, id, values: text(&mut bytes)? })
    }

    fn write<'v>(
        &mut self,
        head: Head,
        id: &[u8],
        values: impl Iterator<Item = (u32, &'v [u8])>,
    ) -> Option<Place> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        for (field, value) in values {
            match self.word(field, value) {
                Some(word) => {
                    number(&mut scratch, field << 1 | 1);
                    number(&mut scratch, word);
                }
                None => {
                    number(&mut scratch, field << 1);
                    put_text(&mut scratch, value);
                }
            }
        }
        let room = scratch.len() + id.len() + 3 + 2 * 5;
        if self.chunks.last().is_none_or(|chunk| chunk.len() + room > CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK.max(room)));
        }
        let chunks = u32::try_from(self.chunks.len() - 1).ok().filter(|&at| at < u32::MAX >> CHUNK_BITS);
        let chunk = self.chunks.last_mut()?;
        let at = chunks? << CHUNK_BITS | u32::try_from(chunk.len()).ok()?;
        chunk.extend([head.source, head.messenger, if head.is_absent { ABSENT } else { 0 }]);
        put_text(chunk, id);
        put_text(chunk, &scratch);
        self.scratch = scratch;
        Some(Place(at + 1))
    }

    /// The number of a value that comes again and again; none for a value of a field whose values do
    /// not.
    fn word(&mut self, field: u32, value: &[u8]) -> Option<u32> {
        let of = self.fields.get_mut(field as usize)?;
        if value.len() > WORD_LENGTH || (of.tried >= TRIED && of.new > of.tried / 4) {
            return None;
        }
        of.tried = of.tried.saturating_add(1);
        if let Some(&known) = self.numbers.get(value) {
            return Some(known);
        }
        of.new += 1;
        let word = u32::try_from(self.words.len()).ok().filter(|_| self.words.len() < WORDS)?;
        self.words.push(value.into());
        self.numbers.insert(value.into(), word);
        Some(word)
    }

    fn grow(&mut self) {
        let mut slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        let taken = std::mem::take(&mut self.slots);
        taken.chunks(1 << 12).for_each(|some| move_slots(&mut slots, some));
        self.slots = slots;
    }
}

impl<'a> Card<'a> {
    /// Whether it lies among these.
    pub(super) fn is_of(&self, cards: &Cards) -> bool {
        std::ptr::eq(self.cards, cards)
    }

    /// The fields that the numbers of its values are of.
    pub(super) fn fields(&self) -> &'a [CardField] {
        &self.cards.fields
    }

    /// The values by number of field.
    pub(super) fn values(&self) -> impl Iterator<Item = (u32, &'a [u8])> + use<'a> {
        let (mut bytes, cards) = (self.values, self.cards);
        std::iter::from_fn(move || {
            let field = read_number(&mut bytes)?;
            let value = if field & 1 == 1 {
                cards.words.get(read_number(&mut bytes)? as usize)?
            } else {
                text(&mut bytes)?
            };
            Some((field >> 1, value))
        })
    }
}

/// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
#[inline(never)]
fn move_slots(to: &mut [u64], taken: &[u64]) {
    taken.iter().filter(|&&entry| entry != 0).for_each(|&entry| insert(to, entry));
}

fn insert(slots: &mut [u64], entry: u64) {
    let mask = slots.len().wrapping_sub(1);
    let mut at = (entry >> 32) as usize & mask;
    while let Some(slot) = slots.get_mut(at) {
        if *slot == 0 {
            *slot = entry;
            return;
        }
        at = (at + 1) & mask;
    }
}

fn place_of(entry: u64) -> Option<Place> {
    let place = u32::try_from(entry & u64::from(u32::MAX)).ok()?;
    (place != 0).then_some(Place(place))
}

/// The messenger of a card, where one is assumed for those of none.
const fn settled(messenger: u8, assumed: u8) -> u8 {
    if messenger == UNDECIDED { assumed } else { messenger }
}

fn tag_of(id: &[u8]) -> u32 {
    let text = std::str::from_utf8(id).unwrap_or_default();
    (hash(SEED, text) >> 32) as u32
}

fn number(to: &mut Vec<u8>, mut value: u32) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return to.push(low & 0x7F);
        }
        to.push(low | 0x80);
    }
}

fn put_text(to: &mut Vec<u8>, text: &[u8]) {
    number(to, u32::try_from(text.len()).unwrap_or(u32::MAX));
    to.extend_from_slice(text);
}

fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn text<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_number(bytes)? as usize;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(source: u8, messenger: u8) -> Head {
        Head { source, messenger, is_absent: false }
    }

    fn put(cards: &mut Cards, head: Head, id: &str, values: &[(u32, &str)]) -> Put {
        let values = values.iter().map(|&(field, value)| (field, value.as_bytes()));
        cards.put(head, id.as_bytes(), values, UNDECIDED)
    }

    fn told(found: &Found<'_>) -> Vec<(u32, String)> {
        let values = found.own.iter().flat_map(Card::values);
        values.map(|(field, value)| (field, String::from_utf8(value.to_vec()).unwrap())).collect()
    }

    #[test]
    fn cards_are_found_by_messenger_and_id() {
        let mut cards = Cards::default();
        let (name, city) = (cards.field("name", false), cards.field("city", true));
        assert_eq!(cards.field("name", false), name);
        let long = "ї".repeat(CHUNK);
        for id in 0..5_000 {
            let id = id.to_string();
            let values = [(name, id.as_str()), (city, "Київ")];
            assert_eq!(put(&mut cards, head(0, 2), &id, &values), Put::New);
        }
        assert_eq!(put(&mut cards, head(0, 2), "77", &[]), Put::Twice);
        assert_eq!(put(&mut cards, head(0, 3), "77", &[(name, &long)]), Put::New);
        assert_eq!(put(&mut cards, head(1, 2), "78", &[(name, "Анна")]), Put::Replaced);
        assert_eq!(put(&mut cards, head(0, UNDECIDED), "99999", &[(name, "Хто")]), Put::New);
        for (messenger, id, assumed, expected, others) in [
            (2, "77", UNDECIDED, &[(name, "77"), (city, "Київ")][..], 1 << 3),
            (3, "77", UNDECIDED, &[(name, long.as_str())], 1 << 2),
            (2, "78", UNDECIDED, &[(name, "Анна")], 0),
            (4, "77", UNDECIDED, &[], 1 << 2 | 1 << 3),
            (2, "5000", UNDECIDED, &[], 0),
            (2, "99999", UNDECIDED, &[], 0),
            (2, "99999", 2, &[(name, "Хто")], 0),
            (2, "99999", 5, &[], 1 << 5),
        ] {
            let found = cards.find(messenger, id.as_bytes(), assumed);
            let expected: Vec<(u32, String)> =
                expected.iter().map(|&(field, text)| (field, text.to_owned())).collect();
            assert_eq!((told(&found), found.others), (expected, others), "{messenger} {id}");
        }
        assert_eq!(cards.iter().count(), 5_002);
    }

    #[test]
    fn values_that_repeat_are_kept_once() {
        let mut cards = Cards::default();
        let city = cards.field("city", true);
        let before = cards.bytes();
        for id in 0..50_000 {
            put(&mut cards, head(0, 2), &id.to_string(), &[(city, "Дніпро (Дніпропетровська область)")]);
        }
        // 58 bytes of the city each would be 2.9 MB of cards alone.
        assert!(cards.bytes() - before < 2_200_000, "{}", cards.bytes());
    }
}
