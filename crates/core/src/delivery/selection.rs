//! Which clients a delivery is of: all that can be sent, or those of rows that the backend refused
//! before and that a person has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use importer_contract::Client;

use super::wire;
use crate::listing::Filter;
use crate::session::Session;

/// A client that the backend refused, and what it was like then.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Refused {
    /// Physical row.
    pub row: u32,
    /// Equal for the same client of the same messenger with the same content, in one run of the
    /// program.
    print: u64,
}

impl Refused {
    pub(super) fn new(messenger: &str, client: &Client) -> Self {
        let mut hasher = DefaultHasher::new();
        messenger.hash(&mut hasher);
        wire::json(client).hash(&mut hasher);
        Self { row: client.row, print: hasher.finish() }
    }
}

/// Clients that were refused and are different now: as many as sending them again would send.
#[must_use]
pub fn repaired(session: &Session, refused: &[Refused]) -> usize {
    match Selection::repaired(session, refused) {
        Selection::All => 0,
        Selection::Only(records) => records.values().map(Vec::len).sum(),
    }
}

/// The clients of a delivery.
#[derive(Debug)]
pub(super) enum Selection {
    All,
    /// By messenger: positions among those it has ready, ascending.
    Only(BTreeMap<String, Vec<u32>>),
}

impl Selection {
    pub(super) fn of(session: &Session, repaired: Option<&[Refused]>) -> Self {
        repaired.map_or(Self::All, |refused| Self::repaired(session, refused))
    }

    /// Clients of the rows in `refused` where what was refused is not there any more as it was.
    fn repaired(session: &Session, refused: &[Refused]) -> Self {
        let rows: BTreeSet<u32> = refused.iter().map(|refused| refused.row).collect();
        let mut positions: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in rows {
            let were: Vec<u64> = refused.iter().filter(|r| r.row == row).map(|r| r.print).collect();
            let are = present(session, row);
            if were.iter().all(|print| are.iter().any(|client| client.print == *print)) {
                continue;
            }
            for client in are.into_iter().filter(|client| !were.contains(&client.print)) {
                positions.entry(client.messenger).or_default().push(client.position);
            }
        }
        Self::Only(positions)
    }

    /// How many clients of a messenger.
    pub(super) fn count(&self, session: &Session, messenger: &str) -> usize {
        match self {
            Self::All => session.to_send(messenger),
            Self::Only(positions) => positions.get(messenger).map_or(0, Vec::len),
        }
    }

    /// Clients `from..to` of a messenger.
    pub(super) fn clients(&self, session: &Session, messenger: &str, from: u32, to: u32) -> Vec<Client> {
        let (from, to) = (from as usize, to as usize);
        match self {
            Self::All => session.to_send_between(messenger, from, to),
            Self::Only(positions) => {
                let of_messenger = positions.get(messenger).and_then(|all| all.get(from..to)).unwrap_or(&[]);
                of_messenger.iter().filter_map(|&position| at(session, messenger, position)).collect()
            }
        }
    }

    pub(super) const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }
}

struct Present {
    messenger: String,
    position: u32,
    print: u64,
}

/// The clients of a row that can be sent.
fn present(session: &Session, row: u32) -> Vec<Present> {
    let mut present = Vec::new();
    for messenger in &session.config().messengers {
        let code = &messenger.code;
        let (mut low, mut high) = (0, u32::try_from(session.to_send(code)).unwrap_or(u32::MAX));
        while low < high {
            let middle = low + (high - low) / 2;
            if at(session, code, middle).is_some_and(|client| client.row < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let of_row = (low..).map_while(|position| {
            let client = at(session, code, position).filter(|client| client.row == row)?;
            Some((position, client))
        });
        present.extend(of_row.map(|(position, client)| Present {
            messenger: code.clone(),
            position,
            print: Refused::new(code, &client).print,
        }));
    }
    present
}

fn at(session: &Session, messenger: &str, position: u32) -> Option<Client> {
    let position = position as usize;
    session.to_send_between(messenger, position, position + 1).pop()
}

impl Session {
    /// Rows that are not sent because of errors of their own: not those the backend refused.
    pub(super) fn rows_held_back(&self) -> usize {
        let errors = self.matching(&Filter::Errors);
        let refused = self.matching(&Filter::Rejected);
        errors.len().saturating_sub(refused.len())
    }
}
