//! Asking a backend which clients it knows, without a network: says which ids to ask about next and is
//! told the answer. First every client is asked about under their own messenger; then those who are not
//! known, under the other messengers their id could be of.

use importer_contract::{ClientLookup, MAX_CLIENTS};

use super::Known;
use super::cards::{Head, Put};
use super::source::{Origin, Source};
use crate::delivery::{Failure, Reply, known_clients};
use crate::plan::UNDECIDED;
use crate::scan::{self, Record};
use crate::session::Session;

/// How far asking has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Clients asked about.
    pub done: usize,
    /// Clients to ask about, as far as is known by now.
    pub total: usize,
}

/// Questions about the clients of a session that can be sent, a thousand ids at a time.
#[derive(Debug)]
pub struct Asking {
    known: Known,
    source: Source,
    asked: Asked,
    /// Messenger asked under, and the one the clients are of: the same at first.
    pairs: Vec<(u8, u8)>,
    /// Position among the clients of the present pair.
    position: usize,
}

impl Asking {
    /// Questions about all clients that can be sent.
    #[must_use]
    pub fn new(session: &Session) -> Self {
        let messengers = 0..u8::try_from(session.config().messengers.len()).unwrap_or(u8::MAX);
        // Taken from the end.
        let others = messengers.clone().rev().flat_map(|of| {
            let others = messengers.clone().rev().filter(move |&under| under != of);
            others.map(move |under| (under, of))
        });
        let own = messengers.clone().rev().map(|of| (of, of));
        let total = session.config().messengers.iter().map(|messenger| session.ready(&messenger.code)).sum();
        Self {
            known: Known::default(),
            source: Source::new(Origin::Backend),
            asked: Asked { done: 0, total },
            pairs: others.chain(own).collect(),
            position: 0,
        }
    }

    /// The next ids to ask about; none where everything was asked. Call it again only after
    /// [`answer`](Self::answer): what is asked depends on what was answered.
    pub fn next(&mut self, session: &Session) -> Option<ClientLookup> {
        while let Some(&(under, of)) = self.pairs.last() {
            let ids = self.ids(session, under, of);
            let messenger = session.config().messengers.get(usize::from(under));
            if let Some(messenger) = messenger.filter(|_| !ids.is_empty()) {
                return Some(ClientLookup { messenger: messenger.code.clone(), social_ids: ids });
            }
            self.pairs.pop();
            self.position = 0;
        }
        None
    }

    /// Takes the answer to a question. Of an answer that is not believed nothing is taken.
    ///
    /// # Errors
    /// Those of [`known_clients`].
    pub fn answer(&mut self, session: &Session, asked: &ClientLookup, reply: &Reply) -> Result<(), Failure> {
        let cards = known_clients(asked, reply)?;
        let Some(&(under, of)) = self.pairs.last() else { return Ok(()) };
        for card in &cards {
            if self.known.take_card(session.config(), under, card) == Put::New {
                self.source.clients += 1;
            }
        }
        if under == of {
            let absent = Head { source: 0, messenger: under, is_absent: true };
            for id in &asked.social_ids {
                // Twice where there is a card.
                self.known.cards.put(absent, id.as_bytes(), std::iter::empty(), UNDECIDED);
            }
            self.source.rows += u32::try_from(asked.social_ids.len()).unwrap_or(u32::MAX);
        }
        self.asked.done += asked.social_ids.len();
        self.asked.total = self.asked.total.max(self.asked.done);
        Ok(())
    }

    /// How far it has come.
    #[must_use]
    pub const fn asked(&self) -> Asked {
        self.asked
    }

    /// What the backend knows.
    #[must_use]
    pub fn finish(mut self) -> Known {
        self.known.sources.push(self.source);
        self.known
    }

    /// Ids of clients of a messenger to ask about under another, or under their own.
    fn ids(&mut self, session: &Session, under: u8, of: u8) -> Vec<String> {
        let plan = session.plan();
        let mut ids = Vec::new();
        let mut seen = 0;
        for record in session.ready_of(of, self.position) {
            seen += 1;
            let id = session.id_of_record(&plan, record);
            let wanted = id.filter(|id| under == of || self.may_be(record, id, under, of));
            ids.extend(wanted);
            if ids.len() == MAX_CLIENTS {
                break;
            }
        }
        self.position += seen;
        ids
    }

    /// Whether a client that is not known under their own messenger may be under another.
    fn may_be(&self, record: &Record, id: &str, under: u8, of: u8) -> bool {
        let fits = record.fits & 1_u32.checked_shl(under.into()).unwrap_or(0) != 0;
        let own = || self.known.cards.find(of, id.as_bytes(), UNDECIDED).own;
        fits && own().is_some_and(|card| card.head.is_absent)
    }
}

impl Session {
    fn ready_of(&self, messenger: u8, skip: usize) -> impl Iterator<Item = &Record> {
        self.ready_in(usize::from(messenger), skip)
    }

    fn id_of_record(&self, plan: &crate::plan::Plan<'_>, record: &Record) -> Option<String> {
        scan::id_of(plan, &self.draft.row(record.row)?.cell(u32::from(record.column))?)
    }
}
