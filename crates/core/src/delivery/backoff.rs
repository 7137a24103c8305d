//! How long to wait before trying again: longer each time, and not the same for everybody.

/// The first wait; each further one is twice as long.
const FIRST_MS: u64 = 500;
/// No own wait is longer.
const LONGEST_MS: u64 = 30_000;
/// A backend that asks for more than this is believed to be gone for now, but not waited for longer.
const LONGEST_ASKED_S: u64 = 300;

/// Exponential backoff with jitter. The randomness is a sequence from a seed, so that a delivery can
/// be replayed.
#[derive(Debug)]
pub(crate) struct Backoff {
    state: u64,
}

impl Backoff {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Milliseconds to wait after `failures` in a row: what the backend asked for, or between half of
    /// the step and the whole.
    pub(crate) fn wait_ms(&mut self, failures: u32, retry_after_s: Option<u64>) -> u64 {
        let doublings = failures.saturating_sub(1).min(16);
        let step = (FIRST_MS << doublings).min(LONGEST_MS);
        let own = step / 2 + self.next() % (step / 2 + 1);
        match retry_after_s {
            Some(seconds) => own.max(seconds.min(LONGEST_ASKED_S) * 1_000),
            None => own,
        }
    }

    /// `SplitMix64` (Steele, Lea, Flood 2014).
    const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_within_their_bounds() {
        let mut backoff = Backoff::new(7);
        for (failures, least, most) in
            [(1, 250, 500), (2, 500, 1_000), (3, 1_000, 2_000), (60, 15_000, 30_000)]
        {
            for _ in 0..100 {
                let wait = backoff.wait_ms(failures, None);
                assert!((least..=most).contains(&wait), "{failures}: {wait}");
            }
        }
        assert_eq!(backoff.wait_ms(1, Some(7)), 7_000);
        assert_eq!(backoff.wait_ms(1, Some(u64::MAX)), 300_000);
    }
}
