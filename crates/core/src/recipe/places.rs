//! Columns by header, as a recipe names them.

use std::collections::HashMap;

use super::step::Place;
use crate::mapping::{Column, column_letter};
use crate::memory::keyed;

/// Columns by header.
pub(super) struct Places {
    by_header: HashMap<(String, u32), u32>,
    by_index: HashMap<u32, Place>,
}

impl Places {
    pub(super) fn of(columns: &[Column]) -> Self {
        let (mut by_header, mut by_index) = (HashMap::new(), HashMap::new());
        for ((folded, nth), column) in keyed(columns) {
            let place = if column.header.trim().is_empty() {
                Place { header: String::new(), nth: 0, letter: Some(column.letter.clone()) }
            } else {
                Place { header: column.header.clone(), nth, letter: None }
            };
            by_header.insert((folded, nth), column.index);
            by_index.insert(column.index, place);
        }
        Self { by_header, by_index }
    }

    pub(super) fn find(&self, place: &Place) -> Option<u32> {
        match &place.letter {
            Some(letter) => {
                let named = |(&index, known): (&u32, &Place)| {
                    (known.letter.as_ref() == Some(letter)).then_some(index)
                };
                self.by_index.iter().find_map(named)
            }
            None => self.by_header.get(&(crate::fold(&place.header), place.nth)).copied(),
        }
    }

    pub(super) fn name(&self, column: u32) -> Place {
        let unknown = || Place { header: String::new(), nth: 0, letter: Some(column_letter(column)) };
        self.by_index.get(&column).cloned().unwrap_or_else(unknown)
    }
}
