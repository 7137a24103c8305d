//! What the parts of the grid share: which cell a person is on, what they are typing, and what is
//! listed under it all.

use std::ops::Range;
use std::sync::Arc;

use importer_locale::Value;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::Place;
use super::painter::{Painter, Scene};
use super::rows::RowStore;
use super::selection::{Area, At, Kind, Selection, Size};
use super::viewport::Viewport;
use crate::protocol::{Column, RowView, Span};
use crate::ui::importer::Importer;

/// A cell being typed into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Editing {
    pub(super) at: At,
    /// Physical number of its row.
    pub(super) row: u32,
    /// Its column in the file, from 0.
    pub(super) column: u32,
    /// Its text before.
    pub(super) before: String,
    /// Typing began it, and took the place of the text: arrows still move from cell to cell.
    pub(super) typed: bool,
}

/// What is said under the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said(pub(super) String);

/// Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) importer: Importer,
    pub(super) viewport: Viewport,
    pub(super) store: RowStore,
    pub(super) columns: Memo<Arc<[Column]>>,
    pub(super) selection: RwSignal<Option<Selection>>,
    pub(super) editing: RwSignal<Option<Editing>>,
    /// Where the fill handle has been dragged to.
    pub(super) filling: RwSignal<Option<Area>>,
    /// Cells on the clipboard.
    pub(super) copied: RwSignal<Option<Area>>,
    /// Where the menu is open, by pixels of the window.
    pub(super) menu: RwSignal<Option<(f64, f64)>>,
    pub(super) said: RwSignal<Option<Said>>,
    /// Where keys arrive and text is typed.
    pub(super) input: NodeRef<html::Textarea>,
    pub(super) painter: StoredValue<Option<Painter>, LocalStorage>,
    /// Escape was pressed: the next Tab leaves the grid.
    pub(super) leaving: StoredValue<bool>,
    /// Physical number of the row a person was on when the rows changed under them.
    pub(super) followed: StoredValue<Option<u32>>,
    /// Cells for the clipboard, as text and HTML, that the browser has not asked for yet.
    pub(super) ready: StoredValue<Option<(Area, (String, String))>>,
}

impl Grid {
    pub(super) fn new(importer: Importer) -> Self {
        Self {
            importer,
            viewport: Viewport::observe(),
            store: RowStore::new(importer),
            columns: Memo::new(move |_| importer.overview().columns.as_slice().into()),
            selection: RwSignal::new(None),
            editing: RwSignal::new(None),
            filling: RwSignal::new(None),
            copied: RwSignal::new(None),
            menu: RwSignal::new(None),
            said: RwSignal::new(None),
            input: NodeRef::new(),
            painter: StoredValue::new_local(None),
            leaving: StoredValue::new(false),
            followed: StoredValue::new(None),
            ready: StoredValue::new(None),
        }
    }

    /// How many rows and columns are listed.
    pub(super) fn size(self) -> Size {
        Size { rows: self.store.total(), columns: self.columns.with(|columns| columns.len()) }
    }

    pub(super) fn size_now(self) -> Size {
        untrack(|| self.size())
    }

    /// The selected cells.
    pub(super) fn area(self) -> Area {
        let size = self.size();
        self.selection.get().map(|selection| selection.area(size)).unwrap_or_default()
    }

    pub(super) fn area_now(self) -> Area {
        untrack(|| self.area())
    }

    /// The cell a person is on; none where they are on a header.
    pub(super) fn active(self) -> Option<At> {
        self.selection
            .get()
            .filter(|selection| selection.kind != Kind::Header)
            .map(|selection| selection.active)
    }

    pub(super) fn active_now(self) -> Option<At> {
        untrack(|| self.active())
    }

    /// The column at a position.
    pub(super) fn column(self, at: usize) -> Option<Column> {
        self.columns.with_untracked(|columns| columns.get(at).cloned())
    }

    /// Columns in the file of a stretch of columns.
    pub(super) fn column_indices(self, columns: &Range<usize>) -> Vec<u32> {
        self.columns.with_untracked(|all| {
            all.get(columns.clone()).unwrap_or_default().iter().map(|column| column.index).collect()
        })
    }

    /// A row that is here.
    pub(super) fn row(self, position: u32) -> Option<RowView> {
        self.store.blocks.with(|blocks| blocks.row(position).cloned())
    }

    /// A stretch of the list.
    pub(super) fn span(self, rows: &Range<u32>) -> Span {
        Span { view: untrack(|| self.importer.view()), from: rows.start, count: rows.end - rows.start }
    }

    /// Selects, and shows the corner that moved.
    pub(super) fn select(self, selection: Selection) {
        let selection = selection.within(self.size_now());
        let before = self.selection.get_untracked();
        self.leaving.set_value(false);
        self.followed.set_value(None);
        if before == Some(selection) {
            return;
        }
        self.said.set(None);
        self.selection.set(Some(selection));
        // Of what moved, the part a person looks at.
        let head = selection.head();
        match selection.kind {
            Kind::Header | Kind::Columns => self.viewport.reveal_column(head.column),
            Kind::All => {}
            Kind::Rows => self.viewport.reveal(At { column: selection.active.column, ..head }),
            Kind::Cells if before.is_some_and(|before| before.active == selection.active) => {
                self.viewport.reveal(head);
            }
            Kind::Cells => self.viewport.reveal(selection.active),
        }
    }

    /// Keys arrive here from now on.
    pub(super) fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let input: &HtmlElement = &input;
            let _ = input.focus_with_options(&options);
        }
    }

    /// Words, for the moment.
    pub(super) fn t(self, key: &str) -> String {
        untrack(|| self.importer.t(key))
    }

    /// Words with arguments, for the moment.
    pub(super) fn tn(self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        untrack(|| self.importer.tn(key, arguments))
    }

    /// Says something, to readers and under the rows.
    pub(super) fn say(self, words: String) {
        self.importer.announcement.try_set(words.clone());
        self.said.try_set(Some(Said(words)));
    }

    /// The cell a person is on, for what stands beside the grid.
    pub(super) fn place(self) -> Option<Place> {
        let at = self.active()?;
        let row = self.row(at.row)?;
        let column = self.columns.with(|columns| columns.get(at.column).cloned())?;
        Some(Place { row, column: column.index, letter: column.letter })
    }

    /// Paints what is in sight.
    pub(super) fn paint(self) {
        let rows = self.viewport.rows();
        let shown = self.viewport.columns();
        let selection = self.selection.get();
        let area = self.filling.get().unwrap_or_else(|| self.area());
        let offset = self.viewport.scroll.get().offset();
        self.store.blocks.with(|blocks| {
            self.columns.with(|columns| {
                self.viewport.widths.with(|widths| {
                    let scene = Scene { blocks, columns, widths, rows, shown, selection, area, offset };
                    self.painter.update_value(|painter| {
                        if let Some(painter) = painter {
                            painter.paint(&scene);
                        }
                    });
                });
            });
        });
    }

    /// After a change: the person stays on their row wherever it is now.
    pub(super) fn follow(self) {
        let Some(selection) = self.selection.get_untracked() else { return };
        let Some(number) = self.followed.get_value() else { return };
        if !self.store.is_fresh(selection.active.row) {
            return;
        }
        self.followed.set_value(None);
        let found = self.store.blocks.with_untracked(|blocks| {
            let is_there = blocks.row(selection.active.row).is_some_and(|row| row.number == number);
            if is_there { None } else { blocks.find(number) }
        });
        if let Some(row) = found {
            self.select(Selection::cell(At { row, ..selection.active }));
        }
    }
}
