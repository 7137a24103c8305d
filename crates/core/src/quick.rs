//! Hashing of short texts, ids and words, a million of them at a time: about a fifth of what the
//! standard library's hasher takes in wasm. Whoever uses it must bear different texts that hash alike,
//! which a hostile file can bring about.

use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// A map that hashes quickly; for keys that no file can add many of.
pub(crate) type QuickMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<QuickHasher>>;
/// A set that hashes quickly; for keys that no file can add many of.
pub(crate) type QuickSet<K> = std::collections::HashSet<K, BuildHasherDefault<QuickHasher>>;

/// Seeds from here on are hashed so that nobody can foresee what collides, slowly: whoever gets so far
/// has met a file made for it.
const HARD: u64 = 4;

/// What a text hashes to. Another seed takes collisions apart.
pub(crate) fn hash(seed: u64, text: &str) -> u64 {
    if seed < HARD {
        return mixed(mix(seed), text.as_bytes());
    }
    let mut hasher = DefaultHasher::new();
    (seed, text).hash(&mut hasher);
    hasher.finish()
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = mixed(self.0, bytes);
    }

    /// The end of a text in a key, which `write` marks already.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

fn mixed(state: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let state = words.iter().fold(state, |state, word| mix(state ^ u64::from_le_bytes(*word)));
    let last = rest.iter().fold(0, |last, &byte| last << 8 | u64::from(byte));
    // The length, so that zeros at the end count: the last word has a byte to spare.
    mix(state ^ (last | (bytes.len() as u64) << 56))
}

/// The finalizer of splitmix64 (Stafford's mix 13): every bit of the result depends on every bit.
const fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn alike_ids_hash_apart() {
        let ids =
            (0..50_000_usize).flat_map(|id| [id.to_string(), format!("{:017}", id), "a".repeat(id % 99)]);
        let ids: HashSet<String> = ids.chain(["\0".to_owned(), "\0\0".to_owned()]).collect();
        for seed in [0, 1, HARD] {
            let hashes: HashSet<u64> = ids.iter().map(|id| hash(seed, id)).collect();
            assert_eq!(hashes.len(), ids.len());
            let upper: HashSet<u64> = ids.iter().map(|id| hash(seed, id) >> 32).collect();
            assert!(upper.len() + 10 > ids.len(), "{} of {}", upper.len(), ids.len());
        }
        assert_ne!(hash(0, "208310224"), hash(1, "208310224"));
    }
}
