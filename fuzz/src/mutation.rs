//! Changes to an input, the same ones every time: what runs where there is no fuzzer.

/// A source of mutated inputs.
pub struct Mutator {
    state: u64,
}

/// What breaks readers more often than random bytes do.
const TOKENS: [&[u8]; 24] = [
    b"\"",
    b"'",
    b"<",
    b">",
    b"</",
    b"/>",
    b"&",
    b";",
    b",",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b"\0",
    b"-1",
    b"0",
    b"4294967295",
    b"18446744073709551616",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\xFF\xFF\xFF\xFF",
    b"\x00\x00\x00\x80",
    b"<![CDATA[",
    b"<!--",
];

impl Mutator {
    /// Mutations that depend on `seed` alone.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// `input` with one to eight changes; `other` lends pieces.
    #[must_use]
    pub fn mutate(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.below(8) {
            self.change(&mut bytes, other);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + 1 + self.below(32)).min(bytes.len());
        match self.below(9) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
            3 => bytes.splice(at..at, TOKENS[self.below(TOKENS.len())].iter().copied()).for_each(drop),
            4 => {
                let from = self.below(other.len() + 1);
                let to = (from + self.below(64)).min(other.len());
                bytes.splice(at..end.max(at), other[from..to].iter().copied()).for_each(drop);
            }
            5 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            6 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = [0, 1, 0x7F, 0x80, 0xFF][self.below(5)];
                }
            }
            7 => {
                // A digit for another one: numbers that stay numbers get far.
                let digit = bytes.iter().skip(at).position(u8::is_ascii_digit);
                if let Some(byte) = digit.and_then(|from| bytes.get_mut(at + from)) {
                    *byte = b"0123456789"[self.below(10)];
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = byte.wrapping_add(u8::try_from(self.below(17)).unwrap_or(0)).wrapping_sub(8);
                }
            }
        }
    }

    /// A number below `bound`, which is not 0 (xorshift64*).
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap_or(0) % bound
    }
}
