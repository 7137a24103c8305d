//! Clients that the backend refused: which of them are different now, and what answers make of it. A
//! refusal is of one client; a row of a file may have several. Knows no batches.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use importer_contract::{Action, Client};

use super::wire;
use crate::scan::Record;
use crate::session::Session;

/// Rows whose clients are put together at once.
const STEP: usize = 1_000;

/// A client that the backend refused, and what it was like then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Physical row.
    pub row: u32,
    messenger: String,
    /// Equal for equal ids, in one run of the program.
    id: u64,
    /// Equal for the same content, in one run of the program.
    print: u64,
}

impl Refused {
    fn new(messenger: &str, client: &Client) -> Self {
        Self {
            row: client.row,
            messenger: messenger.to_owned(),
            id: hash(&client.social_id),
            print: print(client),
        }
    }

    #[cfg(test)]
    pub(super) fn messenger(&self) -> &str {
        &self.messenger
    }

    fn is_of(&self, messenger: &str, id: u64) -> bool {
        self.messenger == messenger && self.id == id
    }
}

/// Of what the row says. What is expected to become of the client changes with who is known.
fn print(client: &Client) -> u64 {
    let content = Client { action: Action::default(), clear: Vec::new(), ..client.clone() };
    hash(&wire::json(&content))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// How many clients sending again would send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Again {
    /// Those that were refused and are different now.
    pub repaired: usize,
    /// These and those that are as they were.
    pub refused: usize,
}

/// Counts what there is to send again.
#[must_use]
pub fn again(session: &Session, refused: &[Refused]) -> Again {
    let mut again = Again::default();
    each_row(session, refused, |of_row, present| {
        let repaired = mended(of_row, present).count();
        again.repaired += repaired;
        again.refused += repaired + unchanged(of_row, present).count();
    });
    again
}

/// Where the id of a client is: index of row, and column.
pub(super) type Spot = (u32, u16);

/// Where the clients are that were refused, by messenger in order of rows: those that are different now,
/// and with `all` those that are not.
pub(super) fn spots(session: &Session, refused: &[Refused], all: bool) -> BTreeMap<String, Vec<Spot>> {
    let mut spots: BTreeMap<String, Vec<Spot>> = BTreeMap::new();
    each_row(session, refused, |of_row, present| {
        for client in unchanged(of_row, present).filter(|_| all).chain(mended(of_row, present)) {
            let of = spots.entry(client.messenger.to_owned()).or_default();
            of.push((client.record.row, client.record.column));
        }
    });
    spots.values_mut().for_each(|of| of.sort_unstable());
    spots
}

/// A client as it is now.
struct Present<'a> {
    messenger: &'a str,
    record: &'a Record,
    /// Its id and its content. None where the row is as it was refused: nothing more need be known.
    now: Option<(u64, u64)>,
}

impl Present<'_> {
    fn is_as_refused(&self, refused: &Refused) -> bool {
        match self.now {
            None => self.messenger == refused.messenger,
            Some((_, print)) => self.messenger == refused.messenger && print == refused.print,
        }
    }
}

/// Clients that are there instead of those that were refused: the id, or what goes with it, was mended,
/// or the client was moved to another messenger.
fn mended<'a>(of_row: &'a [&Refused], present: &'a [Present<'a>]) -> impl Iterator<Item = &'a Present<'a>> {
    let gone = |refused: &&&Refused| !present.iter().any(|client| client.is_as_refused(refused));
    let gone: Vec<&&Refused> = of_row.iter().filter(gone).collect();
    present.iter().filter(move |client| {
        let Some((id, _)) = client.now else { return false };
        let is_new = !of_row.iter().any(|refused| client.is_as_refused(refused));
        is_new && gone.iter().any(|refused| refused.messenger == client.messenger || refused.id == id)
    })
}

/// Clients that are as they were refused.
fn unchanged<'a>(
    of_row: &'a [&Refused],
    present: &'a [Present<'a>],
) -> impl Iterator<Item = &'a Present<'a>> {
    present.iter().filter(|client| of_row.iter().any(|refused| client.is_as_refused(refused)))
}

/// Looks at each row with its refusals and the clients it has now; each of them is handed over once.
fn each_row(session: &Session, refused: &[Refused], mut look: impl FnMut(&[&Refused], &[Present<'_>])) {
    let mut refused: Vec<&Refused> = refused.iter().collect();
    refused.sort_by_key(|refused| refused.row);
    let rows: Vec<&[&Refused]> = refused.chunk_by(|one, other| one.row == other.row).collect();
    for some in rows.chunks(STEP) {
        let present = some.iter().map(|of_row| of_row.first().map_or(0, |refused| refused.row));
        let present: Vec<_> = present.map(|row| session.lined_up_at(row)).collect();
        let changed = present.iter().flatten().filter(|(.., stands)| !stands);
        let changed: Vec<&Record> = changed.map(|&(_, record, _)| record).collect();
        let mut clients = session.sent_clients(&changed).into_iter();
        for (of_row, present) in some.iter().zip(present) {
            let present: Vec<Present<'_>> = present
                .into_iter()
                .filter_map(|(messenger, record, stands)| {
                    let now = if stands {
                        None
                    } else {
                        let client = clients.next().flatten()?;
                        Some((hash(&client.social_id), print(&client)))
                    };
                    Some(Present { messenger, record, now })
                })
                .collect();
            look(of_row, &present);
        }
    }
}

/// What a delivery knows of refusals, by row: those it found, and those it got along and has not
/// ended yet.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    before: BTreeMap<u32, Vec<Before>>,
    now: BTreeMap<u32, Vec<Refused>>,
}

#[derive(Debug)]
struct Before {
    refused: Refused,
    /// The client is not as it was: another one of the same messenger is there in its place.
    is_gone: bool,
}

impl Refusals {
    pub(super) fn of(session: &Session, refused: &[Refused]) -> Self {
        let mut before: BTreeMap<u32, Vec<Before>> = BTreeMap::new();
        each_row(session, refused, |of_row, present| {
            for &refused in of_row {
                let is_gone = !present.iter().any(|client| client.is_as_refused(refused));
                before.entry(refused.row).or_default().push(Before { refused: refused.clone(), is_gone });
            }
        });
        Self { before, now: BTreeMap::new() }
    }

    /// Takes in what an answer says of the clients of a batch: `refused` are rows and ids.
    pub(super) fn answered(&mut self, messenger: &str, clients: &[Client], refused: &BTreeSet<(u32, &str)>) {
        let has_any = !self.before.is_empty() || !self.now.is_empty();
        for client in clients {
            if has_any {
                self.end(client.row, messenger, hash(&client.social_id));
            }
            if refused.contains(&(client.row, &*client.social_id)) {
                self.now.entry(client.row).or_default().push(Refused::new(messenger, client));
            }
        }
    }

    /// Ends what was known of a client: of the same id, or else of the one in whose place it is.
    fn end(&mut self, row: u32, messenger: &str, id: u64) {
        if let Some(now) = self.now.get_mut(&row) {
            now.retain(|refused| !refused.is_of(messenger, id));
        }
        let Some(before) = self.before.get_mut(&row) else { return };
        let has_id = before.iter().any(|of| of.refused.id == id);
        before.retain(|Before { refused, is_gone }| {
            let is_it = if has_id { refused.id == id } else { *is_gone && refused.messenger == messenger };
            !is_it
        });
    }

    /// Whether this delivery found that the backend does not take the client.
    pub(super) fn has(&self, messenger: &str, client: &Client) -> bool {
        let of_row = self.now.get(&client.row);
        of_row.is_some_and(|of_row| of_row.iter().any(|of| of.is_of(messenger, hash(&client.social_id))))
    }

    /// All that stand, in order of rows.
    pub(super) fn all(&self) -> Vec<Refused> {
        let before = self.before.values().flatten().map(|before| &before.refused);
        let mut all: Vec<Refused> = before.chain(self.now.values().flatten()).cloned().collect();
        all.sort_by_key(|refused| refused.row);
        all
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use importer_sheet::{CellKind, TableBuilder};

    use super::*;
    use crate::Config;

    /// Every refusal and every client is looked at once, however many there are.
    #[test]
    fn looking_for_what_was_repaired_grows_with_the_refusals_alone() {
        for count in [1_000, 100_000] {
            let mut builder = TableBuilder::new();
            builder.start_row(1, false);
            builder.push(0, CellKind::Text, "tg id");
            for row in 0..count {
                builder.start_row(row + 2, false);
                builder.push(0, CellKind::Text, &(208_310_000 + row).to_string());
            }
            let mut session = Session::new(Arc::new(Config::builtin()), builder.finish());
            assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
            let clients = session.to_send_between("TELEGRAM", 0, usize::MAX);
            // In no order, and each as it was.
            let mut refused: Vec<Refused> =
                clients.iter().map(|client| Refused::new("TELEGRAM", client)).collect();
            refused.reverse();
            let (mut looks, mut seen, mut present_seen) = (0, 0, 0);
            each_row(&session, &refused, |of_row, present| {
                looks += 1;
                seen += of_row.len();
                present_seen += present.len();
            });
            assert_eq!((looks, seen, present_seen), (count, refused.len(), refused.len()));
            assert_eq!(again(&session, &refused), Again { repaired: 0, refused: refused.len() });
        }
    }
}
