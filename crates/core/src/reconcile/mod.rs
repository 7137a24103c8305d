//! Reconciling with clients who are known already: for each client of the import, whether sending them
//! creates a card, changes one and how, or changes nothing. The key of a card is (messenger, id), never
//! an address or a phone.
//!
//! Known clients come from an earlier export (`reading`), from the backend's answers (`asking`) or from
//! the page around (`handed`), and lie in `cards`. `fed` says what a row holds for each field, `sameness`
//! when two values are the same, `compare` puts both side by side, `outcomes` keeps what came of it and
//! follows edits. Nothing here writes a cell or knows a network.

mod asking;
mod cards;
mod compare;
mod fed;
mod handed;
pub(crate) mod outcomes;
mod packed;
mod reading;
mod sameness;
mod session;
mod source;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use asking::{Asked, Asking};
pub use compare::{FieldChange, Standing};
pub use session::ClientOutcome;
pub use source::{KnownError, Origin, Source};

use self::cards::{Cards, Head, Put};
use self::outcomes::Outcomes;
use crate::plan::UNDECIDED;

/// Clients that are known.
#[derive(Debug, Default)]
pub struct Known {
    cards: Cards,
    sources: Vec<Source>,
}

impl Known {
    /// Where they come from, the latest last.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// How many there are; a client that several sources tell of is one.
    #[must_use]
    pub fn clients(&self) -> usize {
        let replaced: u64 = self.sources.iter().map(|source| u64::from(source.replaced)).sum();
        let clients: u64 = self.sources.iter().map(|source| u64::from(source.clients)).sum();
        usize::try_from(clients.saturating_sub(replaced)).unwrap_or(usize::MAX)
    }

    /// Clients whose messenger no source tells.
    #[must_use]
    pub fn undecided(&self) -> u32 {
        self.sources.iter().map(|source| source.undecided).sum()
    }

    /// Bytes of memory they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.cards.bytes()
    }

    /// Adds what another source tells; where both tell of a client, the other one counts.
    ///
    /// # Errors
    /// [`KnownError::TooMany`].
    pub fn add(&mut self, other: Self) -> Result<(), KnownError> {
        if self.sources.is_empty() {
            *self = other;
            return Ok(());
        }
        let Self { cards, mut sources } = other;
        let number = u8::try_from(self.sources.len()).map_err(|_| KnownError::TooMany)?;
        let fields: Vec<u32> =
            cards.fields().iter().map(|field| self.cards.field(&field.key, field.is_custom)).collect();
        let mut replaced = 0;
        for card in cards.iter() {
            let head = Head { source: number, ..card.head };
            let values =
                card.values().filter_map(|(field, value)| Some((*fields.get(field as usize)?, value)));
            match self.cards.put(head, card.id, values, UNDECIDED) {
                Put::Replaced => replaced += 1,
                Put::Full => return Err(KnownError::TooMany),
                Put::New | Put::Twice => {}
            }
        }
        if let Some(source) = sources.first_mut() {
            source.replaced = replaced;
        }
        self.sources.append(&mut sources);
        Ok(())
    }

    /// Whether they are a backend's answers about single ids: of any other id nothing is known.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.sources.iter().any(|source| source.origin == Origin::Backend)
    }
}

/// What a person decides about known clients.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct KnownChoices {
    /// An empty cell takes the known value away; otherwise that stays.
    pub clears: bool,
    /// Clients whose cards are as they are in the file are sent too.
    pub sends_same: bool,
}

/// How the import and the known clients compare; counts are of clients that can be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Known clients.
    pub known: usize,
    /// A card is created.
    pub new: u32,
    /// A card changes.
    pub changed: u32,
    /// The card is as the file has it.
    pub same: u32,
    /// A card is created though the id is known under another messenger.
    pub second_card: u32,
    /// The messenger is not decided, or the backend was not asked about the id.
    pub not_compared: u32,
    /// Clients that will be sent.
    pub to_send: u32,
}

/// The session's part.
#[derive(Debug, Default)]
pub(crate) struct Reconciling {
    known: Option<Known>,
    /// Messenger of known clients whose source tells none.
    assumed: Option<u8>,
    choices: KnownChoices,
    outcomes: Outcomes,
    stale: bool,
}

impl Reconciling {
    /// Whether there is anything to bring up to date.
    pub(crate) const fn is_stale(&self) -> bool {
        self.stale
    }

    pub(crate) const fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    /// Everything is to be compared anew.
    pub(crate) fn forget_outcomes(&mut self) {
        self.outcomes.clear();
        self.stale = self.known.is_some();
    }

    /// Everything is to be compared anew; until then the counts of rows are of what was.
    pub(crate) const fn doubt_outcomes(&mut self) {
        self.stale = self.known.is_some();
    }

    /// Whether somebody is known by the id, under any messenger.
    pub(crate) fn knows(&self, id: &str) -> bool {
        let Some(known) = &self.known else { return false };
        let found = known.cards.find(UNDECIDED, id.as_bytes(), UNDECIDED);
        found.own.is_some_and(|card| !card.head.is_absent) || found.others != 0
    }

    pub(crate) fn bytes(&self) -> usize {
        self.known.as_ref().map_or(0, Known::bytes) + self.outcomes.bytes()
    }
}
