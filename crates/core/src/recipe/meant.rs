//! What a step means in this file: deeds with its rows and columns.

use std::collections::HashMap;

use super::places::Places;
use super::step::{Edit, HeaderAt, Place, RowId, Step, Which};
use crate::action::{Action, CellEdit, Fill, Repair, Replace, Rows};
use crate::header::HeaderEvidence;
use crate::history::Deed;
use crate::listing::View;
use crate::mapping::Mapping;
use crate::scan::id_of;
use crate::session::Session;

impl Session {
    /// What a step means in this file. A column that is not here leaves nothing to do.
    pub(super) fn meant(&self, step: Step) -> Deed {
        let nothing = || Deed::Action(Action::Edit(Vec::new()));
        let columns = Places::of(self.columns());
        // None: everywhere. Some(None): nowhere.
        let at = |place: Option<Place>| place.map(|place| columns.find(&place));
        match step {
            Step::Edit(edits) => Deed::Action(Action::Edit(self.edits_meant(&columns, edits))),
            Step::Replace { find, with, regex, match_case, whole_cell, column } => {
                let column = match at(column) {
                    Some(None) => return nothing(),
                    column => column.flatten(),
                };
                Deed::Action(Action::Replace(Replace { find, with, regex, match_case, whole_cell, column }))
            }
            Step::Repair { code, kind, column, id, nth } => {
                let rows = id.map(|id| self.rows_with(&[RowId { id, nth }]));
                let (column, row) = match (at(column), rows) {
                    (Some(None), _) => return nothing(),
                    (_, Some(rows)) if rows.is_empty() => return nothing(),
                    (column, rows) => (column.flatten(), rows.and_then(|rows| rows.first().copied())),
                };
                Deed::Action(Action::Repair(Repair { code, kind, column, row }))
            }
            Step::Fill { columns: places, texts, rows } => {
                let found: Option<Vec<u32>> = places.iter().map(|place| columns.find(place)).collect();
                let Some(columns) = found else { return nothing() };
                let texts = texts.map(|line| vec![line]);
                Deed::Action(Action::Fill(Fill { rows: self.rows_meant(rows), columns, texts }))
            }
            Step::Exclude(mut which) => {
                self.spare_lone(&mut which);
                Deed::Action(Action::Exclude { rows: self.rows_meant(which), exclude: true })
            }
            Step::Include(which) => {
                Deed::Action(Action::Exclude { rows: self.rows_meant(which), exclude: false })
            }
            Step::Move { rows, from, to } => {
                Deed::Action(Action::Move { rows: self.rows_meant(rows), from, to })
            }
            Step::Header(at) => match at {
                HeaderAt::Known { row, key } if self.has_headers(row, &key) => Deed::Header(Some(row)),
                HeaderAt::Row(row) if row.is_none() || !self.has_header_but(row) => Deed::Header(row),
                HeaderAt::Known { .. } | HeaderAt::Row(_) => nothing(),
            },
            Step::Target { column, target } => match columns.find(&column) {
                Some(column) => Deed::Target { column, target },
                None => nothing(),
            },
            Step::Mapping(mapping) => Deed::Columns(Some(mapping.to_string())),
            Step::Messenger { from, to } => Deed::Messenger { from, to },
            Step::AllMessengers { to } => Deed::AllMessengers { to },
            Step::HiddenRows(include) => Deed::HiddenRows(include),
        }
    }

    /// Whether the row is the header of the columns that `key` stands for.
    fn has_headers(&self, row: u32, key: &str) -> bool {
        let index = self.draft.index_of(row).map(|index| index as usize);
        index.is_some() && Mapping::find(&self.config, &self.draft.table, index).header_key() == key
    }

    /// Whether another row is the header without doubt.
    fn has_header_but(&self, row: Option<u32>) -> bool {
        let header = self.settings.header;
        let is_sure = matches!(header.evidence, HeaderEvidence::Chosen | HeaderEvidence::Names { .. });
        is_sure && header.row != row
    }

    fn edits_meant(&self, columns: &Places, edits: Vec<Edit>) -> Vec<CellEdit> {
        let ids: Vec<String> = edits.iter().map(|edit| edit.id.clone()).collect();
        let rows = self.rows_by_id(ids.iter());
        let mut meant = Vec::new();
        for edit in edits {
            let Some(column) = columns.find(&edit.column) else { continue };
            for &index in chosen(&rows, &edit.id, edit.nth) {
                let Some(row) = self.draft.row(index) else { continue };
                let now = row.cell(column).map(|cell| cell.shown().into_owned()).unwrap_or_default();
                if now == edit.from {
                    meant.push(CellEdit { row: row.number(), column, text: Some(edit.to.clone()) });
                }
            }
        }
        meant
    }

    fn rows_meant(&self, which: Which) -> Rows {
        match which.filter {
            Some(filter) => Rows::Listed(View { filter, text: which.text, sort: None }),
            None => Rows::Numbers(self.rows_with(&which.ids)),
        }
    }

    /// A row left out beside another of its client is not when it comes alone: nothing of the client
    /// would be left.
    fn spare_lone(&self, which: &mut Which) {
        let named = which.ids.iter().filter(|row| row.nth.is_some()).map(|row| row.id.clone());
        let named: Vec<String> = named.collect();
        let rows = self.rows_by_id(named.iter());
        which.ids.retain(|row| rows.get(row.id.as_str()).is_none_or(|rows| rows.len() > 1));
    }

    /// Physical numbers of the rows with these ids, ascending.
    fn rows_with(&self, ids: &[RowId]) -> Vec<u32> {
        let rows = self.rows_by_id(ids.iter().map(|row| &row.id));
        let indices = ids.iter().flat_map(|row| chosen(&rows, &row.id, row.nth));
        let mut numbers: Vec<u32> =
            indices.filter_map(|&index| Some(self.draft.row(index)?.number())).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Indices of the rows with these ids; all rows are looked at once.
    fn rows_by_id<'a>(&self, ids: impl Iterator<Item = &'a String>) -> HashMap<&'a str, Vec<u32>> {
        let mut rows: HashMap<&str, Vec<u32>> = ids.map(|id| (id.as_str(), Vec::new())).collect();
        if !rows.is_empty() {
            let plan = self.plan();
            for index in self.settings.first_row()..self.draft.len() {
                let Some(row) = self.draft.row(index) else { continue };
                for column in &plan.ids {
                    let cell = row.cell(u32::from(column.column));
                    if let Some(known) =
                        cell.and_then(|cell| id_of(&plan, &cell)).and_then(|id| rows.get_mut(id.as_str()))
                        && known.last() != Some(&index)
                    {
                        known.push(index);
                    }
                }
            }
        }
        rows
    }
}

/// Of the rows with an id the one that is meant, or all. One that has no like here is the one.
fn chosen<'r>(rows: &'r HashMap<&str, Vec<u32>>, id: &str, nth: Option<u32>) -> &'r [u32] {
    let rows = rows.get(id).map_or(&[][..], Vec::as_slice);
    let Some(nth) = nth.filter(|_| rows.len() > 1) else { return rows };
    rows.get(usize::try_from(nth).unwrap_or(usize::MAX)).map_or(&[], std::slice::from_ref)
}
