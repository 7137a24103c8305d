//! Known clients on their way from one program to another: the worker that read a file hands them to the
//! one that compares. Bytes as they lie in memory, so that packing a million is copying them.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::Known;
use super::cards::Cards;
use super::source::Source;

/// Begins every package; another version of the program packs otherwise.
const MAGIC: &[u8; 8] = b"known\x00\x00\x01";
/// No part of a package is longer: it would be none of ours.
const MOST: u32 = 1 << 30;

#[derive(Serialize, Deserialize)]
struct Label {
    sources: Vec<Source>,
    fields: Vec<(String, bool)>,
    words: Vec<String>,
    used: usize,
    slots: usize,
    chunks: usize,
}

impl Known {
    /// Writes all of it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn pack(&self, out: &mut impl Write) -> io::Result<()> {
        let Cards { chunks, slots, used, .. } = &self.cards;
        let label = Label {
            sources: self.sources.clone(),
            fields: self.cards.fields().iter().map(|field| (field.key.clone(), field.is_custom)).collect(),
            words: self.cards.words().map(|word| String::from_utf8_lossy(word).into_owned()).collect(),
            used: *used,
            slots: slots.len(),
            chunks: chunks.len(),
        };
        out.write_all(MAGIC)?;
        part(out, &serde_json::to_vec(&label)?)?;
        for some in slots.chunks(1 << 12) {
            let bytes: Vec<u8> = some.iter().flat_map(|slot| slot.to_le_bytes()).collect();
            out.write_all(&bytes)?;
        }
        chunks.iter().try_for_each(|chunk| part(out, chunk))
    }

    /// Reads what [`pack`](Self::pack) wrote.
    ///
    /// # Errors
    /// Those of `source`, and `InvalidData` where it is no package.
    pub fn unpack(source: &mut impl Read) -> io::Result<Self> {
        let mut magic = [0; 8];
        source.read_exact(&mut magic)?;
        if magic != *MAGIC {
            return Err(invalid());
        }
        let label: Label = serde_json::from_slice(&read_part(source)?)?;
        if label.slots.checked_mul(8).is_none_or(|bytes| bytes > MOST as usize) {
            return Err(invalid());
        }
        let mut slots = Vec::with_capacity(label.slots);
        let mut bytes = vec![0; 8 << 12];
        while slots.len() < label.slots {
            let count = (label.slots - slots.len()).min(1 << 12);
            let some = bytes.get_mut(..count * 8).ok_or_else(invalid)?;
            source.read_exact(some)?;
            slots.extend(some.as_chunks::<8>().0.iter().map(|slot| u64::from_le_bytes(*slot)));
        }
        let chunks: io::Result<Vec<_>> = (0..label.chunks).map(|_| read_part(source)).collect();
        let mut cards = Cards::default();
        (cards.chunks, cards.slots, cards.used) = (chunks?, slots, label.used);
        for (key, is_custom) in &label.fields {
            cards.field(key, *is_custom);
        }
        cards.set_words(label.words);
        Ok(Self { cards, sources: label.sources, is_part: false })
    }
}

fn part(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| invalid())?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

fn read_part(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    source.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > MOST {
        return Err(invalid());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length as usize).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    source.by_ref().take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() == length as usize { Ok(bytes) } else { Err(invalid()) }
}

fn invalid() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}
