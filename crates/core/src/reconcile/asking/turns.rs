//! When which question goes: a few at once, those that failed in passing again after a while, none while
//! the token is asked for. Knows nothing of what is asked.

use super::{AskNext, Question};
use crate::config::DeliveryLimits;
use crate::delivery::backoff::Backoff;
use crate::delivery::{Call, Failure};

/// A question under way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) question: Question,
    /// Which token it brought.
    pub(super) token: u32,
    call: u32,
    failures: u32,
}

#[derive(Debug)]
struct Waiting {
    question: Question,
    failures: u32,
    not_before: u64,
}

#[derive(Debug)]
pub(super) struct Turns {
    waiting: Vec<Waiting>,
    flights: Vec<Flight>,
    in_flight: usize,
    attempts: u32,
    backoff: Backoff,
    calls: u32,
    /// Tokens so far.
    token: u32,
    /// The backend does not take the present one.
    wanted: Option<Failure>,
    /// [`AskNext::Authorize`] was said.
    told: bool,
    /// The present one is new and has not been taken yet.
    renewed: bool,
    retrying: Option<Failure>,
    failure: Option<Failure>,
}

impl Turns {
    pub(super) const fn new(limits: &DeliveryLimits, seed: u64) -> Self {
        Self {
            waiting: Vec::new(),
            flights: Vec::new(),
            in_flight: limits.in_flight as usize,
            attempts: limits.attempts,
            backoff: Backoff::new(seed),
            calls: 0,
            token: 0,
            wanted: None,
            told: false,
            renewed: false,
            retrying: None,
            failure: None,
        }
    }

    /// What is to be done before another question can be thought of; none where one can.
    pub(super) fn next(&mut self, now_ms: u64) -> Option<AskNext> {
        if let Some(failure) = &self.failure {
            return Some(AskNext::Finished(Some(failure.clone())));
        }
        if self.wanted.is_some() {
            let told = std::mem::replace(&mut self.told, true);
            return Some(if told { AskNext::AwaitAnswer } else { AskNext::Authorize });
        }
        if self.flights.len() >= self.in_flight.max(1) {
            return Some(AskNext::AwaitAnswer);
        }
        let due = self.waiting.iter().position(|waiting| waiting.not_before <= now_ms);
        match due {
            Some(at) => Some(self.send(at)),
            // A backend that asked for a rest is not asked other things meanwhile.
            None => self.waiting.iter().map(|waiting| waiting.not_before).min().map(AskNext::WaitUntil),
        }
    }

    pub(super) fn add(&mut self, question: Question) {
        self.wait(question, 0, 0);
    }

    /// The same question as two smaller ones.
    pub(super) fn add_halves(&mut self, mut question: Question) {
        let half = question.lookup.social_ids.len() / 2;
        let rest = question.lookup.social_ids.split_off(half);
        let mut other = question.clone();
        other.lookup.social_ids = rest;
        self.add(question);
        self.add(other);
    }

    /// Whether answers are to come.
    pub(super) const fn is_waited_for(&self) -> bool {
        !self.flights.is_empty() || !self.waiting.is_empty()
    }

    pub(super) fn land(&mut self, call: u32) -> Option<Flight> {
        let at = self.flights.iter().position(|flight| flight.call == call)?;
        Some(self.flights.swap_remove(at))
    }

    pub(super) fn succeeded(&mut self, token: u32) {
        self.retrying = None;
        if token == self.token {
            self.renewed = false;
        }
    }

    pub(super) fn try_again(&mut self, flight: Flight, now_ms: u64, after_s: Option<u64>, failure: Failure) {
        let failures = flight.failures + 1;
        if failures >= self.attempts {
            return self.stop(failure);
        }
        let wait = self.backoff.wait_ms(failures, after_s);
        self.wait(flight.question, failures, now_ms.saturating_add(wait));
        self.retrying = Some(failure);
    }

    /// A token that does no better than the one before it ends it; calls that were made with an older
    /// one are simply made again.
    pub(super) fn unauthorized(&mut self, flight: Flight, failure: Failure) {
        if flight.token == self.token {
            if self.renewed {
                return self.stop(failure);
            }
            self.wanted.get_or_insert(failure);
        }
        self.wait(flight.question, flight.failures, 0);
    }

    pub(super) fn authorize(&mut self, renewed: bool) {
        let Some(failure) = self.wanted.take() else { return };
        self.told = false;
        if renewed {
            self.token += 1;
            self.renewed = true;
        } else {
            self.stop(failure);
        }
    }

    pub(super) fn stop(&mut self, failure: Failure) {
        // The first failure is the one that says why.
        self.failure.get_or_insert(failure);
        self.flights.clear();
    }

    pub(super) const fn retrying(&self) -> Option<&Failure> {
        self.retrying.as_ref()
    }

    fn wait(&mut self, question: Question, failures: u32, not_before: u64) {
        self.waiting.push(Waiting { question, failures, not_before });
    }

    fn send(&mut self, at: usize) -> AskNext {
        let Waiting { question, failures, .. } = self.waiting.swap_remove(at);
        let id = self.calls;
        self.calls += 1;
        // Texts in a plain struct: writing them cannot fail.
        let body = serde_json::to_string(&question.lookup).unwrap_or_default();
        self.flights.push(Flight { question, token: self.token, call: id, failures });
        let path = "/clients/lookup".to_owned();
        AskNext::Send(Call { id, method: "POST", path, idempotency_key: None, body })
    }
}
