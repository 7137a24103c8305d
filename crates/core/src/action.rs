//! What a person does to rows: typing, find and replace, repairs, leaving rows out. An action is
//! first gathered as changes, then made as one step of undo, or only shown.

use crate::change::{Changes, Preview, Tell, TooMuch};
use crate::find::{Finder, TooLong, template};
use crate::history::Deed;
use crate::listing::View;
use crate::moves::Move;
use crate::piecemeal::{at_once, tell_and_rest};
use crate::plan::UNDECIDED;
use crate::problem::Code;
use crate::repair::RepairKind;
use crate::session::Session;

/// Rows between two reports of progress.
const STEP: u32 = 4096;

/// A change of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Cells typed or pasted.
    Edit(Vec<CellEdit>),
    /// Cells filled, pasted or cleared over a stretch of rows.
    Fill(Fill),
    /// Find and replace.
    Replace(Replace),
    /// A repair of a problem.
    Repair(Repair),
    /// Rows left out of the import, or taken in again.
    Exclude {
        /// Which.
        rows: Rows,
        /// Left out, not taken in.
        exclude: bool,
    },
    /// Clients taken for those of another messenger, whatever the file says.
    Move {
        /// In which rows.
        rows: Rows,
        /// Only clients that are of this messenger now; `""` for those of none. A row with ids of two
        /// messengers is two clients.
        from: Option<String>,
        /// The messenger's code; none takes back what a person moved one by one.
        to: Option<String>,
    },
}

/// A new text for a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellEdit {
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// The text; none for what the file holds.
    pub text: Option<String>,
}

/// The same for many cells: it takes no more room however many they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill {
    /// Its rows, in the order of their list.
    pub rows: Rows,
    /// Its columns, from 0.
    pub columns: Vec<u32>,
    /// Lines of cells, laid over the rows and columns again and again from the first; where a line is
    /// shorter than others the cells beside it stay. None for what the file holds.
    pub texts: Option<Vec<Vec<String>>>,
}

impl Fill {
    /// The text for the cell so far down and across; none where it stays as it is.
    fn text(&self, down: usize, across: usize) -> Option<Option<&str>> {
        let Some(lines) = &self.texts else { return Some(None) };
        let wide = lines.iter().map(Vec::len).max()?;
        let line = lines.get(down.checked_rem(lines.len())?)?;
        Some(Some(line.get(across.checked_rem(wide)?)?.as_str()))
    }
}

/// Find and replace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replace {
    /// What to look for.
    pub find: String,
    /// What to put there; `$1` is the first group of a regular expression.
    pub with: String,
    /// `find` is a regular expression.
    pub regex: bool,
    /// Letter case matters.
    pub match_case: bool,
    /// Only cells that are `find` as a whole.
    pub whole_cell: bool,
    /// One column; all of them by default.
    pub column: Option<u32>,
}

/// A repair of a problem, wherever it is or in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The problem.
    pub code: Code,
    /// What is done about it.
    pub kind: RepairKind,
    /// In one column only.
    pub column: Option<u32>,
    /// In one row only, by physical number.
    pub row: Option<u32>,
}

/// Rows an action is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// Physical numbers.
    Numbers(Vec<u32>),
    /// Whatever a view lists.
    Listed(View),
    /// A stretch of what a view lists.
    Stretch {
        /// The list.
        view: View,
        /// Position of its first row.
        from: u32,
        /// Rows in it.
        count: u32,
    },
}

/// Why an action is not possible. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// No such row under the header.
    #[error("row {0} is empty or not under the header")]
    NoSuchRow(u32),
    /// No such column.
    #[error("the sheet has no cells in column {0}")]
    NoSuchColumn(u32),
    /// The regular expression is none.
    #[error("not a regular expression: {0}")]
    BadExpression(String),
    /// Nothing to look for.
    #[error("there is nothing to look for")]
    NothingToFind,
    /// A cell would be longer than cells can be.
    #[error("a cell would have more than 32767 characters")]
    CellTooLong,
    /// The repair is not one of this problem.
    #[error("{kind} is no repair of {code}")]
    NoSuchRepair {
        /// The problem.
        code: Code,
        /// The repair.
        kind: &'static str,
    },
    /// No such messenger.
    #[error("the configuration knows no messenger {0}")]
    NoSuchMessenger(String),
    /// All texts changed so far are more than can be kept.
    #[error("the changes take more memory than there is")]
    TooMuch,
    /// Broken off; it can be made again.
    #[error("broken off")]
    Stopped,
}

impl ActionError {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchRow(_) => "action.no_such_row",
            Self::NoSuchColumn(_) => "action.no_such_column",
            Self::BadExpression(_) => "action.bad_expression",
            Self::NothingToFind => "action.nothing_to_find",
            Self::CellTooLong => "action.cell_too_long",
            Self::NoSuchRepair { .. } => "action.no_such_repair",
            Self::NoSuchMessenger(_) => "action.no_such_messenger",
            Self::TooMuch => "action.too_much",
            Self::Stopped => "action.stopped",
        }
    }
}

impl From<TooMuch> for ActionError {
    fn from(_: TooMuch) -> Self {
        Self::TooMuch
    }
}

impl Action {
    /// Whether it changes what a person has under their hands, so that the rows listed stay where
    /// they are until they look anew.
    pub(crate) const fn is_inline(&self) -> bool {
        match self {
            Self::Edit(_) | Self::Fill(_) => true,
            Self::Repair(repair) => repair.row.is_some(),
            Self::Replace(_) | Self::Exclude { .. } | Self::Move { .. } => false,
        }
    }
}

impl Session {
    /// Does something to rows, as one step of undo. Gives how many cells (or rows, where no cell
    /// changes) it changed; 0 leaves no step. [`check`](Session::check) then brings problems and
    /// split up to date, at a cost that depends on the rows changed.
    ///
    /// # Errors
    /// [`ActionError`], and nothing changes.
    pub fn act(&mut self, action: &Action, tell: Tell<'_>) -> Result<usize, ActionError> {
        at_once(self.act_piecemeal(action, tell))
    }

    /// [`act`](Self::act), resting every few thousand rows.
    ///
    /// # Errors
    /// [`ActionError`], and nothing changes.
    pub async fn act_piecemeal(&mut self, action: &Action, tell: Tell<'_>) -> Result<usize, ActionError> {
        self.make(action, || Deed::Action(action.clone()), tell).await
    }

    /// Does what `action` says, and remembers it as `deed`.
    pub(crate) async fn make(
        &mut self,
        action: &Action,
        deed: impl FnOnce() -> Deed,
        tell: Tell<'_>,
    ) -> Result<usize, ActionError> {
        let mut changes = Changes::to_make();
        self.gather(action, &mut changes, tell).await?;
        let count = changes.count();
        if count == 0 {
            return Ok(0);
        }
        self.forget_undone();
        let mark = self.draft.edits.mark();
        let moves = changes.take_moves();
        let mut delta = changes.into_delta(&mut self.draft)?;
        if !moves.is_empty() {
            let mut settings = self.settings.clone();
            settings.choices.clients.make(&moves);
            delta.settings = Some(Box::new(settings));
        }
        if !action.is_inline() {
            self.forget_list();
        }
        self.take(deed(), count, delta, mark);
        Ok(count)
    }

    /// What an action would change.
    ///
    /// # Errors
    /// [`ActionError`].
    pub fn preview(&mut self, action: &Action, tell: Tell<'_>) -> Result<Preview, ActionError> {
        at_once(self.preview_piecemeal(action, tell))
    }

    /// [`preview`](Self::preview), resting every few thousand rows.
    ///
    /// # Errors
    /// [`ActionError`].
    pub async fn preview_piecemeal(
        &mut self,
        action: &Action,
        tell: Tell<'_>,
    ) -> Result<Preview, ActionError> {
        let mut changes = Changes::to_show();
        self.gather(action, &mut changes, tell).await?;
        Ok(changes.preview())
    }

    async fn gather(
        &mut self,
        action: &Action,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        match action {
            Action::Edit(edits) => self.gather_edits(edits, changes),
            Action::Fill(fill) => self.gather_fill(fill, changes, tell).await,
            Action::Replace(replace) => self.gather_replace(replace, changes, tell).await,
            Action::Repair(repair) => self.gather_repair(repair, changes, tell).await,
            Action::Exclude { rows, exclude } => {
                for index in self.indices(rows, tell).await? {
                    if self.draft.excluded.contains(index) != *exclude {
                        changes.toggle(index);
                    }
                }
                Ok(())
            }
            Action::Move { rows, from, to } => {
                self.gather_moves(rows, from.as_deref(), to.as_deref(), changes, tell).await
            }
        }
    }

    async fn gather_moves(
        &mut self,
        rows: &Rows,
        from: Option<&str>,
        to: Option<&str>,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        let named = |session: &Self, code: &str| {
            session.messenger_at(code).map_err(|_| ActionError::NoSuchMessenger(code.to_owned()))
        };
        let of = |code: &str| if code.is_empty() { Ok(UNDECIDED) } else { named(self, code) };
        let from = from.map(of).transpose()?;
        let to = to.map(|code| named(self, code)).transpose()?;
        let rows = self.indices(rows, tell).await?;
        if self.check_piecemeal(tell).await.is_break() {
            return Err(ActionError::Stopped);
        }
        let Some(checked) = self.checked() else { return Ok(()) };
        for (done, some) in (0..).step_by(STEP as usize).zip(rows.chunks(STEP as usize)) {
            if tell_and_rest(tell, done, rows.len()).await.is_break() {
                return Err(ActionError::Stopped);
            }
            for record in some.iter().flat_map(|&row| checked.records_at(row)).map(|(_, record)| record) {
                let now = checked.rules.messenger(record);
                let stays = to.map_or(checked.rules.moved(record).is_none(), |to| to == now);
                if !stays && from.is_none_or(|from| from == now) {
                    changes.put(Move { row: record.row, column: record.column, to });
                }
            }
        }
        Ok(())
    }

    fn gather_edits(&self, edits: &[CellEdit], changes: &mut Changes) -> Result<(), ActionError> {
        for edit in edits {
            self.known_column(edit.column)?;
            let index = self.index_under_header(edit.row)?;
            if edit.text.as_ref().is_some_and(|text| is_too_long(text)) {
                return Err(ActionError::CellTooLong);
            }
            if let Some(row) = self.draft.row(index) {
                changes.set(index, &row, edit.column, edit.text.as_deref());
            }
        }
        Ok(())
    }

    async fn gather_fill(
        &mut self,
        fill: &Fill,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        fill.columns.iter().try_for_each(|&column| self.known_column(column))?;
        if fill.texts.iter().flatten().flatten().any(|text| is_too_long(text)) {
            return Err(ActionError::CellTooLong);
        }
        let indices = self.listed_indices(&fill.rows, tell).await?;
        for (at, some) in indices.chunks(STEP as usize).enumerate() {
            let done = at * STEP as usize;
            if tell_and_rest(tell, done, indices.len()).await.is_break() {
                return Err(ActionError::Stopped);
            }
            for (down, &index) in (done..).zip(some) {
                let Some(row) = self.draft.row(index) else { continue };
                for (across, &column) in fill.columns.iter().enumerate() {
                    let Some(text) = fill.text(down, across) else { continue };
                    let cell = row.cell(column);
                    // What reads so already is left as the file has it.
                    let is_so =
                        text.is_some_and(|text| cell.map(|cell| cell.shown()).unwrap_or_default() == text);
                    if !is_so {
                        changes.set(index, &row, column, text);
                    }
                }
            }
        }
        Ok(())
    }

    async fn gather_replace(
        &self,
        replace: &Replace,
        changes: &mut Changes,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        let Replace { with, regex, column, .. } = replace;
        let finder = Finder::of(replace)?;
        column.map_or(Ok(()), |column| self.known_column(column))?;
        let with = if *regex { template(with) } else { with.clone() };
        self.in_batches(tell, |session, rows| {
            session
                .replace_batch(&finder, &with, *column, rows, changes)
                .map_err(|TooLong| ActionError::CellTooLong)
        })
        .await
    }

    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    fn replace_batch(
        &self,
        finder: &Finder,
        with: &str,
        column: Option<u32>,
        rows: std::ops::Range<u32>,
        changes: &mut Changes,
    ) -> Result<(), TooLong> {
        for (index, row) in self.draft.rows(rows) {
            let one = column.and_then(|column| row.cell(column));
            let all = column.is_none().then(|| row.cells());
            for cell in one.into_iter().chain(all.into_iter().flatten()) {
                if let Some(replaced) = finder.replace(&cell.shown(), with) {
                    changes.set(index, &row, cell.column(), Some(&replaced?));
                }
            }
        }
        Ok(())
    }

    /// Goes through all rows under the header, a few thousand at a time.
    pub(crate) async fn in_batches(
        &self,
        tell: Tell<'_>,
        mut batch: impl FnMut(&Self, std::ops::Range<u32>) -> Result<(), ActionError>,
    ) -> Result<(), ActionError> {
        let (first, end) = (self.settings.first_row(), self.draft.len());
        let total = end.saturating_sub(first) as usize;
        let mut from = first;
        while from < end {
            if tell_and_rest(tell, (from - first) as usize, total).await.is_break() {
                return Err(ActionError::Stopped);
            }
            let to = end.min(from + STEP);
            batch(self, from..to)?;
            from = to;
        }
        if tell(total, total).is_break() { Err(ActionError::Stopped) } else { Ok(()) }
    }

    /// Indices of the rows meant, ascending.
    async fn indices(&mut self, rows: &Rows, tell: Tell<'_>) -> Result<Vec<u32>, ActionError> {
        let mut indices = self.listed_indices(rows, tell).await?;
        indices.sort_unstable();
        indices.dedup();
        Ok(indices)
    }

    /// Indices of the rows meant, in the order of their list.
    async fn listed_indices(&mut self, rows: &Rows, tell: Tell<'_>) -> Result<Vec<u32>, ActionError> {
        let (view, from, count) = match rows {
            Rows::Numbers(numbers) => {
                let indices = numbers.iter().map(|&number| self.index_under_header(number));
                return indices.collect();
            }
            Rows::Listed(view) => (view, 0, u32::MAX),
            Rows::Stretch { view, from, count } => (view, *from, *count),
        };
        if *view == View::default() {
            let first = self.settings.first_row().saturating_add(from);
            return Ok((first..self.draft.len()).take(count as usize).collect());
        }
        // A list that is there is the one the person looks at, whatever has changed since it was made.
        let is_kept = self.listed.as_ref().is_some_and(|(of, _)| of == view);
        let is_ready =
            is_kept && matches!(rows, Rows::Stretch { .. }) || self.check_piecemeal(tell).await.is_continue();
        if !is_ready || self.list_piecemeal(view, tell).await.is_break() {
            return Err(ActionError::Stopped);
        }
        Ok(self.listed(view).iter().skip(from as usize).take(count as usize).copied().collect())
    }

    pub(crate) fn index_under_header(&self, number: u32) -> Result<u32, ActionError> {
        let index = self.draft.index_of(number).filter(|&index| index >= self.settings.first_row());
        index.ok_or(ActionError::NoSuchRow(number))
    }

    fn known_column(&self, column: u32) -> Result<(), ActionError> {
        let known = self.columns().iter().any(|known| known.index == column);
        if known { Ok(()) } else { Err(ActionError::NoSuchColumn(column)) }
    }
}

/// What a person types or pastes, held to the limit of a spreadsheet's cell.
fn is_too_long(text: &str) -> bool {
    text.len() > crate::find::MAX_CELL && text.chars().count() > crate::find::MAX_CELL
}
