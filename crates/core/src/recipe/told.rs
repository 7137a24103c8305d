//! A deed as a step: without what belongs to this file alone.

use super::alike::Alike;
use super::places::Places;
use super::step::{Edit, HeaderAt, RowId, Step, Which};
use crate::action::{Action, CellEdit, Fill, Repair, Replace, Rows};
use crate::draft::DraftCell;
use crate::history::{Deed, Delta};
use crate::listing::View;
use crate::scan::id_of;
use crate::session::Session;

impl Session {
    /// A deed without what belongs to this file alone, by what is there before it. `alike` is found when
    /// first asked for.
    pub(super) fn told(&self, deed: &Deed, delta: &Delta, alike: &mut Option<Alike>) -> Option<Step> {
        let columns = Places::of(self.columns());
        let place = |column: &Option<u32>| column.map(|column| columns.name(column));
        Some(match deed {
            Deed::Action(Action::Edit(edits)) | Deed::Returned(edits) => {
                Step::Edit(self.edits_told(&columns, edits, alike))
            }
            Deed::Action(Action::Replace(Replace { find, with, regex, match_case, whole_cell, column })) => {
                Step::Replace {
                    find: find.clone(),
                    with: with.clone(),
                    regex: *regex,
                    match_case: *match_case,
                    whole_cell: *whole_cell,
                    column: place(column),
                }
            }
            Deed::Action(Action::Repair(Repair { code, kind, column, row })) => {
                // A row without id cannot be found again.
                let (id, nth) = match row {
                    Some(row) => self.row_told(*row, alike).map(|row| (Some(row.id), row.nth))?,
                    None => (None, None),
                };
                Step::Repair { code: *code, kind: *kind, column: place(column), id, nth }
            }
            Deed::Action(Action::Fill(Fill { rows: Rows::Listed(view), columns: filled, texts }))
                if texts.as_ref().is_none_or(|lines| lines.len() == 1) =>
            {
                Step::Fill {
                    columns: filled.iter().map(|&column| columns.name(column)).collect(),
                    texts: texts.as_ref().and_then(|lines| lines.first().cloned()),
                    rows: listed(view),
                }
            }
            Deed::Action(Action::Fill(_)) => {
                Step::Edit(self.edits_told(&columns, &self.edits_of(delta), alike))
            }
            Deed::Action(Action::Exclude { rows, exclude }) => {
                let which = self.rows_told(rows, &delta.rows, alike);
                if *exclude { Step::Exclude(which) } else { Step::Include(which) }
            }
            Deed::Action(Action::Move { rows, from, to }) => {
                let after = delta.settings.as_ref().map(|after| &after.choices.clients);
                let moved =
                    after.map(|after| after.differing(&self.settings.choices.clients)).unwrap_or_default();
                Step::Move { rows: self.rows_told(rows, &moved, alike), from: from.clone(), to: to.clone() }
            }
            Deed::Target { column, target } => {
                Step::Target { column: columns.name(*column), target: target.clone() }
            }
            Deed::Messenger { from, to } => Step::Messenger { from: from.clone(), to: to.clone() },
            Deed::AllMessengers { to } => Step::AllMessengers { to: to.clone() },
            Deed::HiddenRows(include) => Step::HiddenRows(*include),
            Deed::Header(_) | Deed::Columns(_) | Deed::Recipe(_) => return None,
        })
    }

    /// `changed` are the indices of the rows a stretch meant, which nobody could find again.
    fn rows_told(&self, rows: &Rows, changed: &[u32], alike: &mut Option<Alike>) -> Which {
        let mut named = |numbers: &mut dyn Iterator<Item = u32>| {
            let mut ids = numbers.filter_map(|row| self.row_told(row, alike)).collect();
            if let Some(alike) = alike.as_ref() {
                alike.shorten(&mut ids);
            }
            Which { ids, ..Which::default() }
        };
        match rows {
            Rows::Numbers(numbers) => named(&mut numbers.iter().copied()),
            Rows::Listed(view) => listed(view),
            Rows::Stretch { .. } => {
                named(&mut changed.iter().filter_map(|&row| Some(self.draft.row(row)?.number())))
            }
        }
    }

    /// A deed that is told by what is there after it.
    pub(super) fn told_after(&self, deed: &Deed) -> Option<Step> {
        match *deed {
            Deed::Header(Some(row)) => {
                Some(Step::Header(HeaderAt::Known { row, key: self.mapping().header_key().to_owned() }))
            }
            Deed::Header(None) => Some(Step::Header(HeaderAt::Row(None))),
            Deed::Columns(_) => serde_json::from_str(&self.mapping().save()).ok().map(Step::Mapping),
            _ => None,
        }
    }

    /// What a step that is taken back would put into cells.
    fn edits_of(&self, delta: &Delta) -> Vec<CellEdit> {
        let edit = |edit: &crate::edits::Edit| {
            let text = self.draft.edits.text_of(edit.text).map(str::to_owned);
            Some(CellEdit { row: self.draft.row(edit.row)?.number(), column: edit.column.into(), text })
        };
        delta.cells.iter().filter_map(edit).collect()
    }

    fn edits_told(&self, columns: &Places, edits: &[CellEdit], alike: &mut Option<Alike>) -> Vec<Edit> {
        let told = edits.iter().filter_map(|edit| {
            let row = self.draft.row(self.draft.index_of(edit.row)?)?;
            let from = row.cell(edit.column).map(|cell| cell.shown().into_owned()).unwrap_or_default();
            let RowId { id, nth } = self.row_told(edit.row, alike)?;
            let of_file =
                || row.file().cell(edit.column).map(|cell| DraftCell::file(cell).shown().into_owned());
            // What the file holds, where that was brought back.
            let to = edit.text.clone().or_else(of_file).unwrap_or_default();
            Some(Edit { column: columns.name(edit.column), id, nth, from, to })
        });
        told.collect()
    }

    fn row_told(&self, number: u32, alike: &mut Option<Alike>) -> Option<RowId> {
        let plan = self.plan();
        let index = self.draft.index_of(number)?;
        let row = self.draft.row(index)?;
        let mut cells = plan.ids.iter().filter_map(|id| row.cell(u32::from(id.column)));
        let id = cells.find_map(|cell| id_of(&plan, &cell))?;
        Some(alike.get_or_insert_with(|| Alike::of(self)).name(id, index))
    }

    /// Whether the step changes which rows have which ids.
    pub(super) fn changes_ids(&self, delta: &Delta) -> bool {
        let plan = self.plan();
        delta.settings.is_some() || delta.cells.iter().any(|edit| plan.id_column(edit.column).is_some())
    }
}

/// The rows a view lists, for the next file.
fn listed(view: &View) -> Which {
    Which { filter: Some(view.filter.clone()), text: view.text.clone(), ids: Vec::new() }
}
