//! Reconciling with clients who are known already: for each client of the import, whether sending them
//! creates a card, changes one and how, or changes nothing. The key of a card is (messenger, id), never
//! an address or a phone.
//!
//! Known clients come from an earlier export (`reading`), from the backend's answers (`asking`) or from
//! the page around (`handed`), and lie in `cards`. `fed` says what a row holds for each field, `sameness`
//! when two values are the same, `compare` puts both side by side, `outcomes` keeps what came of it and
//! follows edits. What was imported is known from then on: `delivered`. Nothing here writes a cell or
//! knows a network.
//!
//! Exports and rows of the page around are one pile, where the later one counts more; what the backend
//! answered or took is another, and counts more than that: it is the backend that has the cards.

mod asking;
mod cards;
mod compare;
mod delivered;
mod fed;
mod handed;
mod lined_up;
pub(crate) mod outcomes;
mod packed;
mod reading;
mod sameness;
mod session;
mod source;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use asking::{AskNext, Asked, Asking, Whom};
pub use compare::{FieldChange, Standing};
pub use delivered::Delivered;
pub use session::ClientOutcome;
pub use source::{KnownError, Origin, Source};

use self::cards::{Cards, Found, Head, Put};
use self::outcomes::Outcomes;
use crate::plan::UNDECIDED;

/// Clients that are known.
#[derive(Debug, Default)]
pub struct Known {
    cards: Cards,
    sources: Vec<Source>,
    /// It is about some clients only, and what was known of others stays.
    is_part: bool,
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
        let Self { cards, mut sources, .. } = other;
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

    /// Takes what the backend has told or taken since; that counts more.
    fn renew(&mut self, other: Self) -> Result<(), KnownError> {
        let Self { cards, sources, .. } = other;
        let places: Vec<usize> = sources.into_iter().map(|source| self.source_like(source)).collect();
        let fields: Vec<u32> =
            cards.fields().iter().map(|field| self.cards.field(&field.key, field.is_custom)).collect();
        for card in cards.iter() {
            let place = places.get(usize::from(card.head.source)).copied().unwrap_or_default();
            let source = u8::try_from(place).map_err(|_| KnownError::TooMany)?;
            let values =
                card.values().filter_map(|(field, value)| Some((*fields.get(field as usize)?, value)));
            if self.cards.renew(Head { source, ..card.head }, card.id, values) == Put::Full {
                return Err(KnownError::TooMany);
            }
        }
        self.recount();
        Ok(())
    }

    /// The source of the same origin, or this one as a new one.
    fn source_like(&mut self, source: Source) -> usize {
        let at = self.sources.iter().position(|there| there.origin == source.origin);
        if let Some(there) = at.and_then(|at| self.sources.get_mut(at)) {
            there.rows = there.rows.saturating_add(source.rows);
        } else {
            self.sources.push(source);
        }
        at.unwrap_or(self.sources.len() - 1)
    }

    /// Counts the clients of each source by the cards.
    fn recount(&mut self) {
        self.sources.iter_mut().for_each(|source| source.clients = 0);
        for card in self.cards.iter().filter(|card| !card.head.is_absent) {
            if let Some(source) = self.sources.get_mut(usize::from(card.head.source)) {
                source.clients += 1;
            }
        }
    }

    fn has(&self, origin: &Origin) -> bool {
        self.sources.iter().any(|source| source.origin == *origin)
    }

    /// Whether the backend told it, rather than a file or a page.
    fn is_of_backend(&self) -> bool {
        self.has(&Origin::Backend) || self.has(&Origin::Delivered)
    }
}

/// All that is known, whoever told it.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// By files and by the page around.
    told: Option<&'a Known>,
    /// By the backend.
    asked: Option<&'a Known>,
    /// Clients of whom both tell.
    both: usize,
}

impl<'a> Knowledge<'a> {
    /// Where it comes from; what counts more is further behind.
    pub fn sources(self) -> impl Iterator<Item = &'a Source> {
        [self.told, self.asked].into_iter().flatten().flat_map(Known::sources)
    }

    /// How many clients are known; one that several sources tell of is one.
    #[must_use]
    pub fn clients(self) -> usize {
        let all: usize = [self.told, self.asked].into_iter().flatten().map(Known::clients).sum();
        all.saturating_sub(self.both)
    }

    /// Clients of whom files tell and the backend too, whose word counts.
    #[must_use]
    pub const fn outranked(self) -> usize {
        self.both
    }

    /// Clients whose messenger no source tells.
    #[must_use]
    pub fn undecided(self) -> u32 {
        self.told.map_or(0, Known::undecided)
    }

    /// Whether the backend was asked about single ids: of any other it has said nothing.
    #[must_use]
    pub fn is_asked(self) -> bool {
        self.asked.is_some_and(|asked| asked.has(&Origin::Backend))
    }

    /// What is known of an id; cards of no decided messenger are of the `assumed` one.
    fn find(self, messenger: u8, id: &[u8], assumed: u8) -> Found<'a> {
        let of = |known: Option<&'a Known>| {
            known.map(|known| known.cards.find(messenger, id, assumed)).unwrap_or_default()
        };
        let asked = of(self.asked);
        if asked.own.is_some() {
            return asked;
        }
        let told = of(self.told);
        Found { others: told.others | asked.others, ..told }
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
    /// Those of them whose messenger is decided: the backend can be asked about them.
    pub unasked: u32,
    /// Clients that will be sent.
    pub to_send: u32,
}

/// The session's part.
#[derive(Debug, Default)]
pub(crate) struct Reconciling {
    /// From files, and from the page around.
    told: Option<Known>,
    /// From the backend.
    asked: Option<Known>,
    /// Clients of whom both tell.
    both: usize,
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
        self.stale = self.knowledge().is_some();
    }

    /// Everything is to be compared anew; until then the counts of rows are of what was.
    pub(crate) fn doubt_outcomes(&mut self) {
        self.stale = self.knowledge().is_some();
    }

    /// Whether somebody is known by the id, under any messenger.
    pub(crate) fn knows(&self, id: &str) -> bool {
        [&self.told, &self.asked].into_iter().flatten().any(|known| {
            let found = known.cards.find(UNDECIDED, id.as_bytes(), UNDECIDED);
            found.own.is_some_and(|card| !card.head.is_absent) || found.others != 0
        })
    }

    pub(crate) fn bytes(&self) -> usize {
        let known = [&self.told, &self.asked].into_iter().flatten().map(Known::bytes);
        known.sum::<usize>() + self.outcomes.bytes()
    }

    fn knowledge(&self) -> Option<Knowledge<'_>> {
        let (told, asked) = (self.told.as_ref(), self.asked.as_ref());
        let both = self.both;
        (told.is_some() || asked.is_some()).then_some(Knowledge { told, asked, both })
    }

    /// Takes more in.
    fn take(&mut self, known: Known) -> Result<(), KnownError> {
        if known.is_of_backend() {
            match &mut self.asked {
                Some(there) if known.is_part => there.renew(known)?,
                there => *there = Some(known),
            }
        } else {
            match &mut self.told {
                Some(there) => there.add(known)?,
                there => *there = Some(known),
            }
        }
        self.count_both();
        Ok(())
    }

    fn count_both(&mut self) {
        let assumed = self.assumed.unwrap_or(UNDECIDED);
        let both = self.told.as_ref().zip(self.asked.as_ref()).map(|(told, asked)| {
            let is_told = |messenger, id| {
                told.cards.find(messenger, id, assumed).own.is_some_and(|card| !card.head.is_absent)
            };
            let cards = asked.cards.iter().filter(|card| !card.head.is_absent);
            cards.filter(|card| is_told(card.head.messenger, card.id)).count()
        });
        self.both = both.unwrap_or(0);
    }
}
