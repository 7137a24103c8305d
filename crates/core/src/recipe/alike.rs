//! Rows that share an id with others, so that one of them can be named.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::step::RowId;
use crate::scan::id_of;
use crate::session::Session;

/// Indices of the rows of every id that several rows have, by the id's hash: a million ids of their own
/// need no room for their texts.
pub(super) struct Alike {
    hasher: RandomState,
    rows: HashMap<u64, Vec<u32>>,
}

impl Alike {
    pub(super) fn of(session: &Session) -> Self {
        let (hasher, plan) = (RandomState::new(), session.plan());
        let mut first: HashMap<u64, u32> = HashMap::new();
        let mut rows: HashMap<u64, Vec<u32>> = HashMap::new();
        for index in session.settings.first_row()..session.draft.len() {
            let Some(row) = session.draft.row(index) else { continue };
            let cells = plan.ids.iter().filter_map(|id| row.cell(u32::from(id.column)));
            for id in cells.filter_map(|cell| id_of(&plan, &cell)) {
                let hash = hasher.hash_one(&id);
                let first = *first.entry(hash).or_insert(index);
                if first != index {
                    let known = rows.entry(hash).or_insert_with(|| vec![first]);
                    if known.last() != Some(&index) {
                        known.push(index);
                    }
                }
            }
        }
        Self { hasher, rows }
    }

    /// How the row at `index` with this id is told from all others.
    pub(super) fn name(&self, id: String, index: u32) -> RowId {
        let rows = self.rows.get(&self.hasher.hash_one(&id));
        let nth = rows.and_then(|rows| rows.iter().position(|&row| row == index));
        RowId { id, nth: nth.and_then(|nth| u32::try_from(nth).ok()) }
    }

    /// Takes ids all of whose rows are named for the ids alone.
    pub(super) fn shorten(&self, ids: &mut Vec<RowId>) {
        let mut named: HashMap<String, usize> = HashMap::new();
        for row in ids.iter().filter(|row| row.nth.is_some()) {
            *named.entry(row.id.clone()).or_default() += 1;
        }
        named.retain(|id, count| {
            self.rows.get(&self.hasher.hash_one(id)).is_some_and(|rows| rows.len() == *count)
        });
        ids.retain_mut(|row| match row.nth {
            Some(nth) if named.contains_key(&row.id) => {
                row.nth = None;
                nth == 0
            }
            _ => true,
        });
    }
}
