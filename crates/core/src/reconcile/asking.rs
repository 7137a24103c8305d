//! Asking a backend which clients it knows, without a network: a state machine like
//! [`Delivery`](crate::delivery::Delivery) that says which call to make next and is told what became of
//! it. First every client is asked about under their own messenger; then those who are not known, under
//! the other messengers their id could be of. Nothing is taken over before all is answered.

mod turns;

use importer_contract::{ClientLookup, MAX_CLIENTS};

use self::turns::Turns;
use super::Known;
use super::cards::{Head, Put};
use super::source::{Origin, Source};
use crate::delivery::{Call, Failure, Lost, Reply, known_clients};
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

/// Whom to ask about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whom {
    /// Everybody who can be sent; what the backend said before is forgotten.
    #[default]
    Everybody,
    /// Those it has said nothing of: whose ids were changed, or who can be sent only now.
    Others,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskNext {
    /// Make this call, now; others may be under way.
    Send(Call),
    /// The backend wants another token: ask for one, and say so by [`Asking::authorize`].
    Authorize,
    /// Nothing to do before this time, unless an answer comes.
    WaitUntil(u64),
    /// Nothing to do before an answer comes.
    AwaitAnswer,
    /// It is over: everything was answered, or it stopped for this.
    Finished(Option<Failure>),
}

/// Questions about the clients of a session that can be sent, up to a thousand ids each.
#[derive(Debug)]
pub struct Asking {
    known: Known,
    source: Source,
    asked: Asked,
    whom: Whom,
    /// Messenger asked under, and the one the clients are of: the same at first.
    pairs: Vec<(u8, u8)>,
    /// Position among the clients of the present pair.
    position: usize,
    /// Ids in a question; fewer once the backend found one too large.
    size: usize,
    turns: Turns,
}

/// Ids to ask about together.
#[derive(Debug, Clone)]
struct Question {
    under: u8,
    of: u8,
    lookup: ClientLookup,
}

impl Asking {
    /// Questions about the clients of a session. `seed` spreads retries, as that of a delivery.
    #[must_use]
    pub fn new(session: &Session, whom: Whom, seed: u64) -> Self {
        let messengers = 0..u8::try_from(session.config().messengers.len()).unwrap_or(u8::MAX);
        // Taken from the end.
        let others = messengers.clone().rev().flat_map(|of| {
            let others = messengers.clone().rev().filter(move |&under| under != of);
            others.map(move |under| (under, of))
        });
        let own = messengers.clone().rev().map(|of| (of, of));
        let ready = || {
            session
                .config()
                .messengers
                .iter()
                .map(|messenger| session.passed_and_ready(&messenger.code).0)
                .sum()
        };
        let total = match (whom, session.comparison()) {
            (Whom::Others, Some(comparison)) => comparison.unasked as usize,
            _ => ready(),
        };
        let known = Known { is_part: whom == Whom::Others, ..Known::default() };
        Self {
            known,
            source: Source::new(Origin::Backend),
            asked: Asked { done: 0, total },
            whom,
            pairs: others.chain(own).collect(),
            position: 0,
            size: MAX_CLIENTS,
            turns: Turns::new(&session.config().delivery, seed),
        }
    }

    /// What to do next. Call it until it says to wait, and again after every answer.
    pub fn next(&mut self, session: &Session, now_ms: u64) -> AskNext {
        loop {
            if let Some(next) = self.turns.next(now_ms) {
                return next;
            }
            // Whom to ask about under other messengers depends on every answer about their own.
            let is_of_own = self.pairs.last().is_some_and(|(under, of)| under == of);
            if !is_of_own && self.turns.is_waited_for() {
                return AskNext::AwaitAnswer;
            }
            match self.question(session) {
                Some(question) => self.turns.add(question),
                None if self.turns.is_waited_for() => return AskNext::AwaitAnswer,
                None => return AskNext::Finished(None),
            }
        }
    }

    /// Takes the answer to a call. Of an answer that is not believed nothing is taken. Answers to calls
    /// that are not under way are ignored.
    pub fn answer(&mut self, session: &Session, id: u32, now_ms: u64, reply: &Reply) {
        let Some(flight) = self.turns.land(id) else { return };
        match reply.status {
            413 if flight.question.lookup.social_ids.len() > 1 => {
                self.size = (flight.question.lookup.social_ids.len() / 2).clamp(1, self.size);
                self.turns.add_halves(flight.question);
            }
            401 => self.turns.unauthorized(flight, Failure::refused(reply)),
            _ => match known_clients(&flight.question.lookup, reply) {
                Ok(cards) => {
                    self.turns.succeeded(flight.token);
                    self.take(session, &flight.question, &cards);
                }
                Err(failure) if reply.is_passing() => {
                    self.turns.try_again(flight, now_ms, reply.retry_after_s, failure);
                }
                Err(failure) => self.turns.stop(failure),
            },
        }
    }

    /// Takes note that a call got no answer.
    pub fn failed(&mut self, id: u32, now_ms: u64, lost: Lost) {
        if let Some(flight) = self.turns.land(id) {
            self.turns.try_again(flight, now_ms, None, lost.into());
        }
    }

    /// Answers [`AskNext::Authorize`]: calls from now on bring another token, or there is none to be had.
    pub fn authorize(&mut self, renewed: bool) {
        self.turns.authorize(renewed);
    }

    /// Nobody wants to know any more.
    pub fn cancel(&mut self) {
        self.turns.stop(Failure::Cancelled);
    }

    /// How far it has come.
    #[must_use]
    pub const fn asked(&self) -> Asked {
        self.asked
    }

    /// What the last failed attempt ran into, while it is being tried again.
    #[must_use]
    pub const fn retrying(&self) -> Option<&Failure> {
        self.turns.retrying()
    }

    /// What the backend knows, for [`Session::add_known`].
    #[must_use]
    pub fn finish(mut self) -> Known {
        self.known.sources.push(self.source);
        self.known
    }

    fn take(&mut self, session: &Session, question: &Question, cards: &[importer_contract::KnownClient]) {
        let &Question { under, of, ref lookup } = question;
        for card in cards {
            if self.known.take_card(session.config(), under, card) == Put::New {
                self.source.clients += 1;
            }
        }
        if under == of {
            let absent = Head { source: 0, messenger: under, is_absent: true };
            for id in &lookup.social_ids {
                // Twice where there is a card.
                self.known.cards.put(absent, id.as_bytes(), std::iter::empty(), UNDECIDED);
            }
            self.source.rows += u32::try_from(lookup.social_ids.len()).unwrap_or(u32::MAX);
        }
        self.asked.done += lookup.social_ids.len();
        self.asked.total = self.asked.total.max(self.asked.done);
    }

    /// The next ids nobody has asked about yet.
    fn question(&mut self, session: &Session) -> Option<Question> {
        while let Some(&(under, of)) = self.pairs.last() {
            if under != of && self.turns.is_waited_for() {
                return None;
            }
            let social_ids = self.ids(session, under, of);
            let messenger = session.config().messengers.get(usize::from(under));
            if let Some(messenger) = messenger.filter(|_| !social_ids.is_empty()) {
                let lookup = ClientLookup { messenger: messenger.code.clone(), social_ids };
                return Some(Question { under, of, lookup });
            }
            self.pairs.pop();
            self.position = 0;
        }
        None
    }

    /// Ids of clients of a messenger to ask about under another, or under their own.
    fn ids(&mut self, session: &Session, under: u8, of: u8) -> Vec<String> {
        let plan = session.plan();
        let mut ids = Vec::new();
        let mut seen = 0;
        for record in session.passed_of(of, self.position) {
            seen += 1;
            let id = session.id_of_record(&plan, record);
            let wanted = id.filter(|id| self.is_wanted(session, record, id, (under, of)));
            ids.extend(wanted);
            if ids.len() == self.size {
                break;
            }
        }
        self.position += seen;
        ids
    }

    fn is_wanted(&self, session: &Session, record: &Record, id: &str, (under, of): (u8, u8)) -> bool {
        if under != of {
            return self.may_be(record, id, under, of);
        }
        let asked = session.reconciling.asked.as_ref().filter(|_| self.whom == Whom::Others);
        asked.is_none_or(|asked| asked.cards.find(of, id.as_bytes(), UNDECIDED).own.is_none())
    }

    /// Whether a client that is not known under their own messenger may be under another.
    fn may_be(&self, record: &Record, id: &str, under: u8, of: u8) -> bool {
        let fits = record.fits & 1_u32.checked_shl(under.into()).unwrap_or(0) != 0;
        let own = || self.known.cards.find(of, id.as_bytes(), UNDECIDED).own;
        fits && own().is_some_and(|card| card.head.is_absent)
    }
}

impl Session {
    fn passed_of(&self, messenger: u8, skip: usize) -> impl Iterator<Item = &Record> {
        self.passed_in(usize::from(messenger), skip)
    }

    fn id_of_record(&self, plan: &crate::plan::Plan<'_>, record: &Record) -> Option<String> {
        scan::id_of(plan, &self.draft.row(record.row)?.cell(u32::from(record.column))?)
    }
}
