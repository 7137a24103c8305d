//! What follows a call that failed: when it is made again, and when no more.

use super::ledger::State;
use super::{Delivery, Failure, Step};

impl Delivery {
    pub(super) fn succeeded(&mut self, token: u32) {
        self.failures = 0;
        self.not_before = 0;
        self.rests = false;
        self.retrying = None;
        if token == self.credentials.count {
            self.credentials.renewed = false;
        }
    }

    /// The backend asks for a rest: that is about all calls, and no failure of the one it was said to.
    pub(super) fn rest(&mut self, step: Step, now_ms: u64, retry_after_s: Option<u64>, failure: Failure) {
        // Calls that were under way with the first are told the same; that counts once.
        if now_ms >= self.not_before {
            self.failures += 1;
        }
        if self.failures >= self.limits.attempts {
            return self.stop(step, failure);
        }
        let wait = self.backoff.wait_ms(self.failures, retry_after_s);
        self.rests = true;
        self.not_before = self.not_before.max(now_ms.saturating_add(wait));
        self.put_back(step, self.not_before);
        self.retrying = Some(failure);
    }

    pub(super) fn try_again(
        &mut self,
        step: Step,
        now_ms: u64,
        retry_after_s: Option<u64>,
        failure: Failure,
    ) {
        let failures = match step {
            Step::Batch(number) => self.ledger.failed(number),
            Step::Announce | Step::Status | Step::Complete => {
                self.failures += 1;
                self.failures
            }
        };
        if failures >= self.limits.attempts {
            return self.stop(step, failure);
        }
        let wait = self.backoff.wait_ms(failures, retry_after_s);
        self.put_back(step, now_ms.saturating_add(wait));
        self.retrying = Some(failure);
    }

    pub(super) fn put_back(&mut self, step: Step, not_before: u64) {
        match step {
            Step::Batch(number) => self.ledger.set(number, State::Waiting { not_before }),
            Step::Announce | Step::Status | Step::Complete => self.not_before = not_before,
        }
    }

    pub(super) fn stop(&mut self, step: Step, failure: Failure) {
        self.put_back(step, 0);
        // The first failure is the one that says why.
        self.failure.get_or_insert(failure);
        self.retrying = None;
    }

    /// Nothing has failed yet, and nothing waits.
    pub(super) fn hurry(&mut self) {
        self.retrying = None;
        self.failures = 0;
        self.not_before = 0;
        self.rests = false;
        self.ledger.forget_failures();
    }
}
