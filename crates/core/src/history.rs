//! Steps taken and taken back. A step keeps what was there before it (references into the arena of
//! texts, not copies) and exchanges it with what is there, so undo and redo are one operation.

use std::collections::BTreeMap;

use crate::action::{Action, CellEdit};
use crate::draft::Draft;
use crate::edits::Edit;
use crate::header::Header;
use crate::mapping::{Mapping, Target, column_letter};
use crate::split::Choices;

/// What a person decided about the sheet as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) header: Header,
    /// Index of the header's stored row.
    pub(crate) header_index: Option<u32>,
    pub(crate) mapping: Mapping,
    pub(crate) include_hidden: bool,
    pub(crate) choices: Choices,
}

impl Settings {
    /// Index of the first row under the header.
    pub(crate) fn first_row(&self) -> u32 {
        self.header_index.map_or(0, |header| header + 1)
    }

    /// Whether cells mean the same under both; what is found of columns depends on the header alone.
    pub(crate) fn reads_like(&self, other: &Self) -> bool {
        self.header_index == other.header_index
            && self.header == other.header
            && self.include_hidden == other.include_hidden
            && self.mapping.choices() == other.mapping.choices()
    }

    /// The rows with clients that only one of the two moves, where they are alike in all else.
    pub(crate) fn moved_apart(&self, other: &Self) -> Option<Vec<u32>> {
        let alike = self.choices.is_alike_for_groups(&other.choices) && self.reads_like(other);
        alike.then(|| self.choices.clients.differing(&other.choices.clients))
    }
}

/// What a step was.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// A change of rows.
    Action(Action),
    /// Corrections taken over from an error workbook that came back.
    Returned(Vec<CellEdit>),
    /// Another header row, by physical number.
    Header(Option<u32>),
    /// Another target of a column.
    Target {
        /// Column, from 0.
        column: u32,
        /// What it is taken for now.
        target: Option<Target>,
    },
    /// Anything else about columns: further fields, joins, the order of dates, the country of phones;
    /// or a mapping (JSON) taken over.
    Columns(Option<String>),
    /// Clients moved to a messenger.
    Messenger {
        /// Code of the group they were shown in; none for those without messenger.
        from: Option<String>,
        /// Code of where they went; none for back where they were found.
        to: Option<String>,
    },
    /// Every client taken for one of a messenger.
    AllMessengers {
        /// Its code; none for back where they were found.
        to: Option<String>,
    },
    /// Hidden rows taken in or left out.
    HiddenRows(bool),
    /// A recipe, as its own deeds.
    Recipe(Vec<Self>),
}

impl Deed {
    /// The stable name of what was done.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Action(Action::Edit(_) | Action::Fill(_)) => "edit",
            Self::Action(Action::Replace(_)) => "replace",
            Self::Action(Action::Repair(_)) => "repair",
            Self::Action(Action::Exclude { exclude: true, .. }) => "exclude",
            Self::Action(Action::Exclude { exclude: false, .. }) => "include",
            Self::Action(Action::Move { to: Some(_), .. }) => "move",
            Self::Action(Action::Move { to: None, .. }) => "move_back",
            Self::Returned(_) => "returned",
            Self::Header(_) => "header",
            Self::Target { .. } => "target",
            Self::Columns(_) => "mapping",
            Self::Messenger { .. } | Self::AllMessengers { .. } => "messenger",
            Self::HiddenRows(_) => "hidden_rows",
            Self::Recipe(_) => "recipe",
        }
    }

    /// What words about it need: `row` (physical), `column` (letters), `find`, `with`, `code`,
    /// `repair`, `target`, `from`, `to`, `include`, `steps`.
    #[must_use]
    pub fn arguments(&self) -> BTreeMap<&'static str, String> {
        let mut arguments = BTreeMap::new();
        let mut put = |name, value: Option<String>| {
            if let Some(value) = value {
                arguments.insert(name, value);
            }
        };
        match self {
            Self::Action(Action::Edit(edits)) => {
                if let [edit] = edits.as_slice() {
                    put("row", Some(edit.row.to_string()));
                    put("column", Some(column_letter(edit.column)));
                }
            }
            Self::Action(Action::Replace(replace)) => {
                put("find", Some(replace.find.clone()));
                put("with", Some(replace.with.clone()));
                put("column", replace.column.map(column_letter));
            }
            Self::Action(Action::Repair(repair)) => {
                put("code", Some(repair.code.to_string()));
                put("repair", Some(repair.kind.as_str().to_owned()));
                put("column", repair.column.map(column_letter));
                put("row", repair.row.map(|row| row.to_string()));
            }
            Self::Action(Action::Exclude { .. } | Action::Fill(_)) | Self::Returned(_) | Self::Columns(_) => {
            }
            Self::Action(Action::Move { to, .. }) => put("to", to.clone()),
            Self::Header(row) => put("row", row.map(|row| row.to_string())),
            Self::Target { column, target } => {
                put("column", Some(column_letter(*column)));
                put("target", target.as_ref().map(Target::to_string));
            }
            Self::Messenger { from, to } => {
                put("from", from.clone());
                put("to", to.clone());
            }
            Self::AllMessengers { to } => put("to", to.clone()),
            Self::HiddenRows(include) => put("include", Some(include.to_string())),
            Self::Recipe(deeds) => put("steps", Some(deeds.len().to_string())),
        }
        arguments
    }
}

/// Rows that are no longer as they were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touched {
    /// Ascending, each once.
    pub(crate) rows: Vec<u32>,
    /// The columns whose cells changed; none where the rows changed their place in the import.
    pub(crate) columns: Option<Vec<u16>>,
}

impl Touched {
    /// What either touched.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.rows.extend(other.rows);
        self.rows.sort_unstable();
        self.rows.dedup();
        let columns = self.columns.zip(other.columns).map(|(mut columns, others)| {
            columns.extend(others);
            columns.sort_unstable();
            columns.dedup();
            columns
        });
        Self { rows: self.rows, columns }
    }
}

/// What a step exchanges.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    /// In order of places, without doubles.
    pub(crate) cells: Vec<Edit>,
    /// Rows left out or taken in, ascending.
    pub(crate) rows: Vec<u32>,
    pub(crate) settings: Option<Box<Settings>>,
}

impl Delta {
    /// Exchanges; doing it again brings everything back.
    pub(crate) fn swap(&mut self, draft: &mut Draft, settings: &mut Settings) {
        draft.edits.swap(&mut self.cells);
        self.rows.iter().for_each(|&row| draft.excluded.toggle(row));
        if let Some(own) = &mut self.settings {
            std::mem::swap(&mut **own, settings);
        }
    }

    /// Rows of which it changes a cell in a column that `matters`, or the place in the import.
    pub(crate) fn touched(&self, matters: impl Fn(u16) -> bool) -> Touched {
        let mut columns: Vec<u16> = Vec::new();
        let mut rows: Vec<u32> = Vec::with_capacity(self.cells.len());
        for edit in self.cells.iter().filter(|edit| matters(edit.column)) {
            if !columns.contains(&edit.column) {
                columns.push(edit.column);
            }
            if rows.last() != Some(&edit.row) {
                rows.push(edit.row);
            }
        }
        if !self.rows.is_empty() {
            rows.extend(&self.rows);
            rows.sort_unstable();
            rows.dedup();
        }
        Touched { rows, columns: self.rows.is_empty().then_some(columns) }
    }
}

/// A step as it is told.
#[derive(Debug, Clone, Copy)]
pub struct TakenStep<'a> {
    /// No other step of the session has it.
    pub number: u32,
    /// What was done.
    pub deed: &'a Deed,
    /// Cells or rows changed.
    pub count: usize,
}

/// One step of undo, however much it changed.
#[derive(Debug)]
pub(crate) struct Step {
    /// One more than the step made before it, of those taken back too: no two have the same.
    pub(crate) number: u32,
    pub(crate) deed: Deed,
    /// Cells or rows changed.
    pub(crate) count: usize,
    /// One after the other; a recipe has several.
    pub(crate) deltas: Vec<Delta>,
    /// Texts kept before it.
    mark: usize,
}

impl Step {
    pub(crate) const fn told(&self) -> TakenStep<'_> {
        TakenStep { number: self.number, deed: &self.deed, count: self.count }
    }
}

/// All steps; those from `done` on are taken back.
#[derive(Debug, Default)]
pub(crate) struct History {
    steps: Vec<Step>,
    done: usize,
    /// How many were ever made.
    made: u32,
}

impl History {
    /// Adds a step that has been made. `mark` is how much text was kept before it. Steps taken back
    /// can no longer be made again.
    pub(crate) fn push(&mut self, deed: Deed, count: usize, deltas: Vec<Delta>, mark: usize) {
        self.steps.truncate(self.done);
        self.made = self.made.wrapping_add(1);
        self.steps.push(Step { number: self.made, deed, count, deltas, mark });
        self.done = self.steps.len();
    }

    /// Forgets the steps taken back, and gives the mark of the texts that only they knew.
    pub(crate) fn forget_undone(&mut self) -> Option<usize> {
        let mark = self.steps.get(self.done).map(|step| step.mark);
        self.steps.truncate(self.done);
        mark
    }

    /// The steps in force.
    pub(crate) fn in_force(&mut self) -> &mut [Step] {
        self.steps.get_mut(..self.done).unwrap_or_default()
    }

    /// Takes the steps out that are taken back.
    pub(crate) fn take_undone(&mut self) -> Vec<Step> {
        self.steps.split_off(self.done)
    }

    /// Puts them in again.
    pub(crate) fn give_undone(&mut self, steps: Vec<Step>) {
        self.steps.truncate(self.done);
        self.steps.extend(steps);
    }

    /// Makes one step, a recipe, of those behind the first `kept`.
    pub(crate) fn join_after(&mut self, kept: usize) {
        let steps = self.steps.split_off(kept.min(self.steps.len()));
        self.done = self.steps.len();
        let Some(mark) = steps.first().map(|step| step.mark) else { return };
        let count = steps.iter().map(|step| step.count).sum();
        let (mut deeds, mut deltas) = (Vec::new(), Vec::new());
        for step in steps {
            deeds.push(step.deed);
            deltas.extend(step.deltas);
        }
        self.push(Deed::Recipe(deeds), count, deltas, mark);
    }

    /// The step to take back, counted as taken back from now on.
    pub(crate) fn back(&mut self) -> Option<&mut Step> {
        let last = self.done.checked_sub(1)?;
        self.done = last;
        self.steps.get_mut(last)
    }

    /// The step to make again, counted as made from now on.
    pub(crate) fn forth(&mut self) -> Option<&mut Step> {
        let step = self.steps.get_mut(self.done)?;
        self.done += 1;
        Some(step)
    }

    /// Gives the step that was handed out last its deltas back; `made` is 1 where it was made again.
    pub(crate) fn put_back(&mut self, deltas: Vec<Delta>, made: usize) {
        if let Some(step) = self.done.checked_sub(made).and_then(|at| self.steps.get_mut(at)) {
            step.deltas = deltas;
        }
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many steps are in force.
    pub(crate) const fn done(&self) -> usize {
        self.done
    }

    /// Bytes of memory the steps take.
    pub(crate) fn bytes(&self) -> usize {
        let of = |delta: &Delta| {
            delta.cells.capacity() * size_of::<Edit>() + delta.rows.capacity() * size_of::<u32>()
        };
        self.steps.iter().flat_map(|step| &step.deltas).map(of).sum()
    }
}
