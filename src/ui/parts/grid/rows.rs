//! The rows in sight and near it, in blocks fetched from the worker.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::{Reply, Request, RowView, View};
use crate::ui::importer::Importer;

/// Rows fetched at once.
const BLOCK: u32 = 64;
/// Blocks kept; beyond it the farthest go.
const KEPT: usize = 12;

/// Rows by position, for the filter and state of the file they were fetched in.
#[derive(Clone, Copy)]
pub(super) struct RowStore {
    importer: Importer,
    blocks: RwSignal<BTreeMap<u32, Arc<Vec<RowView>>>>,
    total: RwSignal<Option<u32>>,
    asked: StoredValue<BTreeMap<u32, u32>>,
    /// Counts filters and changes of the file, so that late answers are told from current ones.
    epoch: StoredValue<u32>,
}

impl RowStore {
    pub(super) fn new(importer: Importer) -> Self {
        let store = Self {
            importer,
            blocks: RwSignal::default(),
            total: RwSignal::new(None),
            asked: StoredValue::default(),
            epoch: StoredValue::new(0),
        };
        Effect::new(move |_| {
            importer.filter.track();
            store.forget();
        });
        Effect::watch(move || importer.overview.track(), move |(), _, _| store.refresh(), false);
        store
    }

    /// Rows of the filter; 0 until known.
    pub(super) fn total(self) -> u32 {
        self.total.get().unwrap_or(0)
    }

    pub(super) fn is_known(self) -> bool {
        self.total.with(Option::is_some)
    }

    pub(super) fn row(self, position: u32) -> Option<RowView> {
        let at = usize::try_from(position % BLOCK).ok()?;
        self.blocks.with(|blocks| blocks.get(&(position / BLOCK))?.get(at).cloned())
    }

    /// Makes sure that `rows` are here or on their way.
    pub(super) fn want(self, rows: Range<u32>) {
        for block in rows.start / BLOCK..=rows.end.saturating_sub(1).max(rows.start) / BLOCK {
            let is_here = self.blocks.with_untracked(|blocks| blocks.contains_key(&block));
            if !is_here {
                self.fetch(block);
            }
        }
    }

    /// Other rows are listed now.
    fn forget(self) {
        self.blocks.update(BTreeMap::clear);
        self.refresh();
    }

    /// The rows may have changed: those here stay in sight until their successors come.
    fn refresh(self) {
        self.epoch.update_value(|epoch| *epoch += 1);
        self.asked.update_value(BTreeMap::clear);
        let here: Vec<u32> = self.blocks.with_untracked(|blocks| blocks.keys().copied().collect());
        self.fetch(0);
        here.into_iter().for_each(|block| self.fetch(block));
    }

    fn fetch(self, block: u32) {
        let epoch = self.epoch.get_value();
        let asked = self.asked.try_update_value(|asked| asked.insert(block, epoch));
        if asked.flatten() == Some(epoch) {
            return;
        }
        let view = View { filter: self.importer.filter.get_untracked(), ..View::default() };
        let request = Request::Rows { view, from: block * BLOCK, count: BLOCK };
        spawn_local(async move {
            let answer = self.importer.ask(&request, |_| {}).await;
            // The grid may be gone, or show something else by now.
            if self.epoch.try_get_value() != Some(epoch) {
                return;
            }
            match answer {
                Ok(Reply::Rows(window)) => {
                    self.total.try_set(Some(window.total));
                    self.blocks.try_update(|blocks| {
                        blocks.insert(block, Arc::new(window.rows));
                        thin(blocks, block);
                    });
                    let _ = self.asked.try_update_value(|asked| asked.remove(&block));
                }
                Ok(_) => {}
                Err(failure) => self.importer.lost(failure),
            }
        });
    }
}

/// Lets go of the blocks farthest from `near`.
fn thin(blocks: &mut BTreeMap<u32, Arc<Vec<RowView>>>, near: u32) {
    while blocks.len() > KEPT {
        let farthest = blocks.keys().copied().max_by_key(|block| block.abs_diff(near));
        if let Some(block) = farthest {
            blocks.remove(&block);
        }
    }
}
