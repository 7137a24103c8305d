//! Which clients a delivery is of: all that can be sent, or those of rows that the backend refused
//! before and that a person has changed since.

use std::collections::BTreeMap;

use importer_contract::Client;

use super::refusals::Spot;
use crate::scan::Record;
use crate::session::Session;

/// The clients of a delivery.
#[derive(Debug)]
pub(super) enum Selection {
    /// All that are lined up but for those at these positions, ascending by messenger: the backend had
    /// refused them as they are when the delivery was planned.
    AllBut(BTreeMap<String, Vec<u32>>),
    /// By messenger, in order of rows.
    Only(BTreeMap<String, Vec<Spot>>),
}

impl Selection {
    /// All that are ready now.
    pub(super) fn all(session: &Session) -> Self {
        let codes = session.config().messengers.iter().map(|messenger| &messenger.code);
        let left_out = codes.map(|code| (code.clone(), session.refused_positions(code)));
        Self::AllBut(left_out.filter(|(_, positions)| !positions.is_empty()).collect())
    }

    /// All but those at these positions; none where there are no such.
    pub(super) fn but(session: &Session, left_out: &BTreeMap<String, Vec<u32>>) -> Option<Self> {
        let are_there = |(messenger, positions): (&String, &Vec<u32>)| {
            let ascend = positions.is_sorted_by(|one, next| one < next);
            ascend && positions.last().is_none_or(|last| (*last as usize) < session.lined_up(messenger))
        };
        left_out.iter().all(are_there).then(|| Self::AllBut(left_out.clone()))
    }

    /// How many clients of a messenger.
    pub(super) fn count(&self, session: &Session, messenger: &str) -> usize {
        match self {
            Self::AllBut(left_out) => {
                session.lined_up(messenger).saturating_sub(of(left_out, messenger).len())
            }
            Self::Only(spots) => of(spots, messenger).len(),
        }
    }

    /// Clients `from..to` of a messenger.
    pub(super) fn clients(&self, session: &Session, messenger: &str, from: u32, to: u32) -> Vec<Client> {
        match self {
            Self::AllBut(left_out) => {
                let left_out = of(left_out, messenger);
                let Some(last) = to.checked_sub(1).filter(|last| *last >= from) else { return Vec::new() };
                let (first, last) = (lined_up_at(left_out, from), lined_up_at(left_out, last));
                let clients = session.to_send_between(messenger, first as usize, last as usize + 1);
                let kept = (first..).zip(clients).filter(|(at, _)| left_out.binary_search(at).is_err());
                kept.map(|(_, client)| client).collect()
            }
            Self::Only(spots) => {
                let of_messenger = of(spots, messenger).get(from as usize..to as usize).unwrap_or_default();
                let records = of_messenger.iter().filter_map(|&(row, column)| session.record_at(row, column));
                let records: Vec<&Record> = records.collect();
                session.sent_clients(&records).into_iter().flatten().collect()
            }
        }
    }

    /// Positions that are left out of all; none where only some clients are chosen.
    pub(super) const fn left_out(&self) -> Option<&BTreeMap<String, Vec<u32>>> {
        match self {
            Self::AllBut(left_out) => Some(left_out),
            Self::Only(_) => None,
        }
    }
}

/// The position among all that are lined up of a position among those that are not left out.
fn lined_up_at(left_out: &[u32], position: u32) -> u32 {
    let (mut low, mut high) = (0, left_out.len());
    while low < high {
        let middle = low + (high - low) / 2;
        // So many that are kept come before this one that is not.
        let kept = left_out.get(middle).map_or(0, |&at| at as usize - middle);
        if kept <= position as usize { low = middle + 1 } else { high = middle }
    }
    position + u32::try_from(low).unwrap_or(u32::MAX)
}

fn of<'a, T>(by_messenger: &'a BTreeMap<String, Vec<T>>, messenger: &str) -> &'a [T] {
    by_messenger.get(messenger).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_pass_over_what_is_left_out() {
        for left_out in [&[][..], &[0], &[0, 1, 2], &[3, 4, 9], &[5]] {
            let kept: Vec<u32> = (0..20).filter(|at| !left_out.contains(at)).collect();
            for (position, &at) in (0..).zip(&kept) {
                assert_eq!(lined_up_at(left_out, position), at, "{left_out:?} {position}");
            }
        }
    }
}
