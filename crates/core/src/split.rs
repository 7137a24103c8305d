//! Whose client each one is. Messengers are settled by the person's choice, the messenger column,
//! the id column and the form of the id, in this order. What one record says, and what the ids of a
//! column say together, is all that goes into it; keeping counts is `tally`'s affair.

use serde::Serialize;

use crate::config::Config;
use crate::moves::Moves;
use crate::placeholder::Likeness;
use crate::plan::UNDECIDED;
use crate::problem::Code;
use crate::scan::Record;

/// Why clients are in a group, from the strongest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitEvidence {
    /// The person said so.
    Chosen,
    /// A messenger column says so.
    MessengerColumn,
    /// The column holds ids of one messenger.
    IdColumn,
    /// The ids look like it.
    Form,
    /// Nothing tells.
    None,
}

impl SplitEvidence {
    pub(crate) const ALL: [Self; 5] =
        [Self::Chosen, Self::MessengerColumn, Self::IdColumn, Self::Form, Self::None];
}

/// Clients of one messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Messenger code; none where a person has to choose.
    pub messenger: Option<String>,
    /// The groups as detected that are in here: the names by which
    /// [`Session::set_messenger`](crate::Session::set_messenger) moves them.
    pub detected: Vec<Option<String>>,
    /// Clients with an id.
    pub clients: usize,
    /// Those that can be sent.
    pub ready: usize,
    /// Ready clients with a placeholder for an id: they get no messages.
    pub placeholders: u32,
    /// Ready clients whose id has not the form of the messenger: they may get no messages.
    pub mismatches: u32,
    /// What speaks for the messenger, for most clients here.
    pub evidence: SplitEvidence,
    /// How sure that is on average, in percent.
    pub confidence: u8,
    /// All that speaks for the messenger, from the strongest to the weakest.
    pub reasons: Vec<Reason>,
}

/// Clients that are in a group for the same reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The reason.
    pub evidence: SplitEvidence,
    /// How many clients.
    pub clients: u32,
    /// How sure that is on average, in percent.
    pub confidence: u8,
}

/// Where the person moved the detected groups, and single clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choices {
    /// Everything to one messenger.
    pub(crate) all: Option<u8>,
    /// Detected messenger (or [`UNDECIDED`]) and where its clients go.
    pub(crate) moved: Vec<(u8, u8)>,
    /// Clients that stay where they were put, whatever becomes of their group.
    pub(crate) clients: Moves,
}

impl Choices {
    /// Whether the two choose alike but for single clients.
    pub(crate) fn is_alike_for_groups(&self, other: &Self) -> bool {
        self.all == other.all && self.moved == other.moved
    }

    pub(crate) fn of(&self, detected: u8) -> Option<u8> {
        let moved = self.moved.iter().find(|&&(from, _)| from == detected).map(|&(_, to)| to);
        moved.or(self.all)
    }
}

/// Messenger of a record and what it was decided by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detected {
    pub(crate) messenger: u8,
    pub(crate) evidence: SplitEvidence,
    pub(crate) confidence: u8,
}

/// What settles the messenger of every record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Columns in which only the form of the ids speaks, and for which messenger it does. Ids of a
    /// column are judged together: a base of ten-digit Telegram ids has some of six digits too.
    pub(crate) winners: Vec<(u16, Option<u8>)>,
    pub(crate) choices: Choices,
}

impl Rules {
    /// Where the person put this very client.
    pub(crate) fn moved(&self, record: &Record) -> Option<u8> {
        self.choices.clients.of(record.row, record.column)
    }

    /// What holds of a record after all choices.
    pub(crate) fn settled(&self, record: &Record) -> Detected {
        let detected = self.detected(record);
        match self.moved(record).or_else(|| self.choices.of(detected.messenger)) {
            Some(messenger) => Detected { messenger, evidence: SplitEvidence::Chosen, confidence: 100 },
            None => detected,
        }
    }

    /// What holds of a record before anybody chooses.
    pub(crate) fn detected(&self, record: &Record) -> Detected {
        let own = Detected {
            messenger: record.messenger,
            evidence: record.evidence,
            confidence: record.confidence,
        };
        if !is_by_form(record) {
            return own;
        }
        let of_column = self.winners.iter().find(|(column, _)| *column == record.column);
        let Some(winner) = of_column.and_then(|&(_, winner)| winner) else { return own };
        // An id that cannot be sent goes where its neighbours are.
        let fits = !record.sound || record.fits_messenger(winner);
        if fits && record.messenger != winner {
            Detected { messenger: winner, evidence: SplitEvidence::Form, confidence: 40 }
        } else {
            own
        }
    }

    /// The messenger of a record, or [`UNDECIDED`].
    pub(crate) fn messenger(&self, record: &Record) -> u8 {
        self.moved(record).unwrap_or_else(|| {
            let detected = self.detected(record).messenger;
            self.choices.of(detected).unwrap_or(detected)
        })
    }

    /// What two records of one client have in common.
    pub(crate) fn key(&self, record: &Record) -> u64 {
        record.hash ^ u64::from(self.messenger(record)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    /// What the messenger makes of the id: a placeholder among its ids, or one that it does not use.
    /// Damaged and malformed ids say so by themselves.
    pub(crate) fn doubt(&self, config: &Config, record: &Record) -> Option<Code> {
        if !record.sound {
            return None;
        }
        let messenger = self.messenger(record);
        let known = config.messengers.get(usize::from(messenger));
        if record.placeholder != Likeness::None && record.placeholder.is_for(known) {
            return Some(Code::SocialIdPlaceholder);
        }
        let fits = messenger == UNDECIDED || record.fits_messenger(messenger);
        (!fits).then_some(Code::SocialIdMessengerMismatch)
    }
}

impl Record {
    fn fits_messenger(&self, messenger: u8) -> bool {
        self.fits & 1_u32.checked_shl(messenger.into()).unwrap_or(0) != 0
    }
}

/// Whether nothing but the form of the id speaks for its messenger.
pub(crate) const fn is_by_form(record: &Record) -> bool {
    matches!(record.evidence, SplitEvidence::Form | SplitEvidence::None)
}

/// What the forms of one column's ids say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Poll {
    pub(crate) column: u16,
    /// By messenger.
    pub(crate) votes: Vec<u32>,
    pub(crate) asked: u32,
}

impl Poll {
    /// Nine of ten votes, and a vote from every second id: a column of placeholders (111, 222) does
    /// not become Telegram's by a few long ones.
    pub(crate) fn winner(&self) -> Option<u8> {
        let total: u64 = self.votes.iter().copied().map(u64::from).sum();
        let (at, &most) = (0_u8..).zip(&self.votes).max_by_key(|&(_, count)| count)?;
        (u64::from(most) * 10 >= total * 9 && total * 2 >= u64::from(self.asked)).then_some(at)
    }
}

/// Asks the records of some rows; `polls` may hold answers of others.
pub(crate) fn poll(config: &Config, records: &[Record], polls: &mut Vec<Poll>) {
    for record in records.iter().filter(|record| is_by_form(record) && record.sound) {
        let at = polls.iter().position(|poll| poll.column == record.column).unwrap_or_else(|| {
            polls.push(Poll { column: record.column, votes: vec![0; config.messengers.len()], asked: 0 });
            polls.len() - 1
        });
        let Some(poll) = polls.get_mut(at) else { continue };
        poll.asked += 1;
        if let Some(count) = poll.votes.get_mut(usize::from(record.messenger)) {
            *count += 1;
        }
    }
}

/// The list of a messenger: the last one is of those who have none.
pub(crate) fn list_of(config: &Config, messenger: u8) -> usize {
    usize::from(messenger).min(config.messengers.len())
}
