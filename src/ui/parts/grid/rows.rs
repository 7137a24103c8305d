//! The rows in sight and near it, in blocks fetched from the worker.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::{CellEdit, CellView, Reply, Request, RowView, View, Wanted};
use crate::ui::importer::Importer;

/// Rows fetched at once.
const BLOCK: u32 = 48;
/// Blocks kept; beyond it the farthest go.
const KEPT: usize = 16;
/// Blocks on their way at once: more would only be late when the scrollbar is dragged.
const AT_ONCE: usize = 2;

/// Rows by position.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    blocks: BTreeMap<u32, Block>,
}

#[derive(Debug)]
struct Block {
    /// The state of the file it was fetched in.
    epoch: u32,
    /// Columns whose cells it has; all of them by default.
    columns: Option<(u32, u32)>,
    rows: Vec<RowView>,
}

impl Blocks {
    /// A row, if it is here.
    pub(super) fn row(&self, position: u32) -> Option<&RowView> {
        self.blocks.get(&(position / BLOCK))?.rows.get(usize::try_from(position % BLOCK).ok()?)
    }

    /// Rows, if all of them are here with their cells in these columns.
    pub(super) fn cells(&self, rows: Range<u32>, columns: &[u32]) -> Option<Vec<&RowView>> {
        let has = |block: u32| match self.blocks.get(&block)?.columns {
            Some((from, to)) => columns.iter().all(|column| (from..to).contains(column)).then_some(()),
            None => Some(()),
        };
        (rows.start / BLOCK..rows.end.div_ceil(BLOCK)).take(KEPT + 1).try_for_each(has)?;
        self.rows(rows)
    }

    /// Rows, if all of them are here.
    pub(super) fn rows(&self, rows: Range<u32>) -> Option<Vec<&RowView>> {
        let most = BLOCK * u32::try_from(KEPT).unwrap_or(u32::MAX);
        (rows.len() <= usize::try_from(most).ok()?).then(|| rows.map(|row| self.row(row)).collect())?
    }

    /// Where the row with this physical number is, among the rows that are here.
    pub(super) fn find(&self, number: u32) -> Option<u32> {
        self.blocks.iter().find_map(|(block, Block { rows, .. })| {
            let at = rows.iter().position(|row| row.number == number)?;
            Some(block * BLOCK + u32::try_from(at).ok()?)
        })
    }

    /// Lets go of the blocks farthest from `near`.
    fn thin(&mut self, near: u32) {
        while self.blocks.len() > KEPT {
            let farthest = self.blocks.keys().copied().max_by_key(|block| block.abs_diff(near));
            farthest.map(|block| self.blocks.remove(&block));
        }
    }

    fn edit(&mut self, edit: &CellEdit) {
        let rows = self.blocks.values_mut().flat_map(|block| &mut block.rows);
        let Some(row) = rows.into_iter().find(|row| row.number == edit.row) else { return };
        // What the file holds is not known here.
        let Some(text) = edit.text.clone() else { return };
        match row.cells.iter_mut().find(|cell| cell.column == edit.column) {
            Some(cell) => (cell.text, cell.changed) = (text, true),
            None => row.cells.push(CellView {
                column: edit.column,
                text,
                number: false,
                changed: true,
                found: false,
                differs: false,
                problems: Vec::new(),
            }),
        }
    }
}

/// The blocks, for the list and state of the file they were fetched in.
#[derive(Clone, Copy)]
pub(super) struct RowStore {
    importer: Importer,
    pub(super) blocks: RwSignal<Blocks>,
    total: RwSignal<Option<u32>>,
    asked: StoredValue<BTreeSet<u32>>,
    on_the_way: StoredValue<usize>,
    /// Blocks to be here, the most wanted first.
    wanted: StoredValue<Vec<u32>>,
    /// Columns whose cells are wanted; all of them by default. Only a very wide sheet is cut.
    columns: StoredValue<Option<(u32, u32)>>,
    /// The list that rows came from last: where a person goes back to from one they give up.
    shown: StoredValue<View>,
    /// Counts lists and changes of the file, so that late answers are told from current ones.
    epoch: StoredValue<u32>,
}

impl RowStore {
    pub(super) fn new(importer: Importer) -> Self {
        let store = Self {
            importer,
            blocks: RwSignal::default(),
            total: RwSignal::new(None),
            asked: StoredValue::default(),
            on_the_way: StoredValue::default(),
            wanted: StoredValue::new(vec![0]),
            columns: StoredValue::new(None),
            shown: StoredValue::new(untrack(|| importer.view())),
            epoch: StoredValue::new(0),
        };
        let view = Memo::new(move |_| importer.view());
        Effect::new(move |_| {
            // Read, not only tracked: a memo nobody has read does not know what it depends on.
            view.with(|_| ());
            store.blocks.update(|blocks| blocks.blocks.clear());
            store.refresh();
        });
        Effect::watch(move || importer.overview.track(), move |(), _, _| store.refresh(), false);
        Effect::watch(move || importer.sought.track(), move |(), _, _| store.refresh(), false);
        store
    }

    /// Rows that are listed; 0 until known.
    pub(super) fn total(self) -> u32 {
        self.total.get().unwrap_or(0)
    }

    pub(super) fn is_known(self) -> bool {
        self.total.with(Option::is_some)
    }

    /// Whether the row at `position` is as the file is now.
    pub(super) fn is_fresh(self, position: u32) -> bool {
        let epoch = self.epoch.get_value();
        self.blocks
            .with(|blocks| blocks.blocks.get(&(position / BLOCK)).is_some_and(|block| block.epoch == epoch))
    }

    /// Makes sure that `rows` are here or on their way, and that those around them follow.
    pub(super) fn want(self, rows: &Range<u32>) {
        let (first, last) = (rows.start / BLOCK, rows.end.saturating_sub(1).max(rows.start) / BLOCK);
        let end = self.total.get_untracked().unwrap_or(1).saturating_sub(1) / BLOCK;
        let mut wanted: Vec<u32> = (first..=last).collect();
        wanted
            .extend([last + 1, first.saturating_sub(1), last + 2].into_iter().filter(|&block| block <= end));
        self.wanted.set_value(wanted);
        self.fetch();
    }

    /// These columns are wanted, from now on.
    pub(super) fn want_columns(self, columns: Option<(u32, u32)>) {
        if self.columns.get_value() != columns {
            self.columns.set_value(columns);
            self.refresh();
        }
    }

    /// Shows edits before the worker has answered; its answer takes their place.
    pub(super) fn apply(self, edits: &[CellEdit]) {
        self.blocks.update(|blocks| edits.iter().for_each(|edit| blocks.edit(edit)));
    }

    /// The rows may have changed: those here stay in sight until their successors come.
    pub(super) fn refresh(self) {
        // A change may be answered when the rows are no longer looked at.
        if self.on_the_way.try_get_value().is_none() {
            return;
        }
        self.epoch.update_value(|epoch| *epoch += 1);
        self.asked.update_value(BTreeSet::clear);
        self.fetch();
    }

    /// Asks for wanted blocks that are not here.
    fn fetch(self) {
        while self.on_the_way.get_value() < AT_ONCE {
            let epoch = self.epoch.get_value();
            let next = self.blocks.with_untracked(|blocks| {
                let is_here =
                    |block: &u32| blocks.blocks.get(block).is_some_and(|block| block.epoch == epoch);
                let is_asked = |block: &u32| self.asked.with_value(|asked| asked.contains(block));
                self.wanted.with_value(|wanted| {
                    wanted.iter().copied().find(|block| !is_here(block) && !is_asked(block))
                })
            });
            let Some(block) = next else { return };
            self.asked.update_value(|asked| _ = asked.insert(block));
            self.on_the_way.update_value(|count| *count += 1);
            let view = untrack(|| self.importer.view());
            let columns = self.columns.get_value();
            let request = Request::Rows(Box::new(Wanted {
                view: view.clone(),
                from: block * BLOCK,
                count: BLOCK,
                columns,
                mark: self.importer.sought.get_untracked(),
            }));
            let importer = self.importer;
            // Sorting and searching a long file takes a moment.
            let progress = move |progress| {
                importer.busy.try_set(Some(progress));
            };
            spawn_local(async move {
                let answer = importer.ask(&request, progress).await;
                if importer.busy.try_get_untracked().flatten().is_some() {
                    importer.busy.try_set(None);
                }
                // The grid may be gone by now.
                if self.on_the_way.try_update_value(|count| *count -= 1).is_none() {
                    return;
                }
                // Or show something else.
                if self.epoch.get_value() == epoch {
                    self.take(block, (epoch, columns), view, answer);
                }
                self.fetch();
            });
        }
    }

    fn take(
        self,
        block: u32,
        (epoch, columns): (u32, Option<(u32, u32)>),
        view: View,
        answer: Result<Reply, crate::protocol::Failure>,
    ) {
        match answer {
            Ok(Reply::Rows(window)) => {
                self.shown.set_value(view);
                if self.total.get_untracked() != Some(window.total) {
                    self.total.set(Some(window.total));
                }
                self.blocks.update(|blocks| {
                    blocks.blocks.insert(block, Block { epoch, columns, rows: window.rows });
                    blocks.thin(block);
                });
            }
            Ok(_) => {}
            Err(failure) if failure.code == "action.stopped" => {
                self.asked.update_value(|asked| _ = asked.remove(&block));
                self.importer.look_at(self.shown.get_value());
            }
            Err(failure) => self.importer.lost(failure),
        }
    }
}
