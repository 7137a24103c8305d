//! Which clients a delivery is of: all that can be sent, or those of rows that the backend refused
//! before and that a person has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use importer_contract::Client;

use super::wire;
use crate::session::Session;
use crate::window::Filter;

/// A client that the backend refused, and what it was like then.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The clients of a delivery, as records of the session.
#[derive(Debug)]
pub(super) enum Selection {
    All,
    /// By messenger, in order of rows.
    Only(BTreeMap<String, Vec<u32>>),
}

impl Selection {
    pub(super) fn of(session: &Session, repaired: Option<&[Refused]>) -> Self {
        repaired.map_or(Self::All, |refused| Self::repaired(session, refused))
    }

    /// Clients of the rows in `refused` where what was refused is not there any more as it was.
    fn repaired(session: &Session, refused: &[Refused]) -> Self {
        let rows: BTreeSet<u32> = refused.iter().map(|refused| refused.row).collect();
        let mut records: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in rows {
            let were: Vec<u64> = refused.iter().filter(|r| r.row == row).map(|r| r.print).collect();
            let are = present(session, row);
            if were.iter().all(|print| are.iter().any(|client| client.print == *print)) {
                continue;
            }
            for client in are.into_iter().filter(|client| !were.contains(&client.print)) {
                records.entry(client.messenger).or_default().push(client.record);
            }
        }
        Self::Only(records)
    }

    /// The messenger's clients.
    pub(super) fn records<'a>(&'a self, session: &'a Session, messenger: &str) -> &'a [u32] {
        match self {
            Self::All => session.ready(messenger),
            Self::Only(records) => records.get(messenger).map_or(&[], Vec::as_slice),
        }
    }

    pub(super) const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }
}

struct Present {
    messenger: String,
    record: u32,
    print: u64,
}

/// The clients of a row that can be sent.
fn present(session: &Session, row: u32) -> Vec<Present> {
    let mut present = Vec::new();
    for messenger in &session.config().messengers {
        let ready = session.ready(&messenger.code);
        let row_of = |record: u32| session.clients_at(&[record]).first().map_or(0, |client| client.row);
        let first = ready.partition_point(|&record| row_of(record) < row);
        for &record in ready.iter().skip(first) {
            let clients = session.clients_at(&[record]);
            let Some(client) = clients.first().filter(|client| client.row == row) else { break };
            let print = Refused::new(&messenger.code, client).print;
            present.push(Present { messenger: messenger.code.clone(), record, print });
        }
    }
    present
}

impl Session {
    /// Rows that are not sent because of errors of their own: not those the backend refused.
    pub(super) fn rows_held_back(&self) -> usize {
        let errors = self.list(&Filter::Errors);
        let refused = self.list(&Filter::Rejected);
        errors.len().saturating_sub(refused.len())
    }
}
