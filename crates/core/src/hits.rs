//! Cells in which what is looked for is: which of those in a window, how many there are in a list, and
//! the way from one to the next. Counted once for a list and what is looked for, and again when
//! anything has changed.

use std::ops::Range;

use crate::action::{ActionError, Replace};
use crate::change::Tell;
use crate::draft::DraftRow;
use crate::find::Finder;
use crate::listing::{Place, View};
use crate::piecemeal::tell_and_rest;
use crate::session::Session;

/// Rows that are counted together.
const STEP: usize = 4096;

/// One of the cells found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Position of its row in the view's list.
    pub position: usize,
    /// The cell.
    pub place: Place,
    /// Which of them it is in the order of the list, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
}

/// How many cells are found, by [`STEP`] rows of a list.
#[derive(Debug)]
pub(crate) struct Hits {
    view: View,
    what: Replace,
    revision: u64,
    counts: Vec<u32>,
}

/// What is looked for and where: the columns of a window, or one of the sheet's.
pub(crate) struct Search {
    finder: Finder,
    column: Option<u32>,
}

impl Search {
    /// # Errors
    /// [`ActionError::NothingToFind`], [`ActionError::BadExpression`].
    pub(crate) fn new(what: &Replace) -> Result<Self, ActionError> {
        Ok(Self { finder: Finder::of(what)?, column: what.column })
    }

    /// Columns of a row in which it is, ascending.
    pub(crate) fn columns<'a>(&'a self, row: &DraftRow<'a>) -> impl Iterator<Item = u32> + use<'a> {
        let cells = row.cells().filter(|cell| self.column.is_none_or(|column| cell.column() == column));
        cells.filter(|cell| self.finder.is_in(&cell.shown())).map(|cell| cell.column())
    }
}

impl Session {
    /// The next cell with what `what` looks for behind a cell (physical row and column) of the view's
    /// list, or the last before it; round to the other end where there is none on this side. Without a
    /// cell it begins at an end of the list.
    ///
    /// # Errors
    /// [`ActionError::NothingToFind`], [`ActionError::BadExpression`], [`ActionError::Stopped`].
    pub async fn seek_piecemeal(
        &mut self,
        view: &View,
        what: &Replace,
        from: Option<(u32, u32)>,
        back: bool,
        tell: Tell<'_>,
    ) -> Result<Option<Hit>, ActionError> {
        let search = Search::new(what)?;
        if self.list_piecemeal(view, tell).await.is_break() {
            return Err(ActionError::Stopped);
        }
        let here = from.map(|(row, column)| (self.position_of(view, row), column));
        self.count_hits(view, what, &search, tell).await?;
        let Some(hits) = &self.hits else { return Ok(None) };
        let total: usize = hits.counts.iter().map(|&count| count as usize).sum();
        // Which one it is: the first behind `here`, or the last before it.
        let before = |at: (usize, u32)| self.hits_before(view, &search, &hits.counts, at);
        let number = match (here, back) {
            _ if total == 0 => return Ok(None),
            (None, false) => 0,
            (None, true) => total - 1,
            (Some((position, column)), false) => before((position, column.saturating_add(1))) % total,
            (Some(at), true) => before(at).checked_sub(1).unwrap_or(total - 1),
        };
        let found = self.hit_at(view, &search, &hits.counts, number);
        Ok(found.map(|(position, place)| Hit { position, place, number: number + 1, total }))
    }

    /// Index of the row at a position of a list that is made.
    fn row_listed(&self, view: &View, position: usize) -> Option<u32> {
        if *view == View::default() {
            let row = self.settings.first_row().checked_add(u32::try_from(position).ok()?)?;
            return (row < self.draft.len()).then_some(row);
        }
        self.listed.as_ref().and_then(|(_, rows)| rows.get(position).copied())
    }

    fn rows_listed(&self, view: &View) -> usize {
        if *view == View::default() {
            return self.draft.len().saturating_sub(self.settings.first_row()) as usize;
        }
        self.listed.as_ref().map_or(0, |(_, rows)| rows.len())
    }

    /// Where a row stands in a list; past all of it where it is not there.
    fn position_of(&mut self, view: &View, number: u32) -> usize {
        match view.sort {
            None => self.position(view, number),
            Some(_) => {
                let index = self.draft.index_of(number);
                self.listed(view).iter().position(|&row| Some(row) == index).unwrap_or(usize::MAX)
            }
        }
    }

    async fn count_hits(
        &mut self,
        view: &View,
        what: &Replace,
        search: &Search,
        tell: Tell<'_>,
    ) -> Result<(), ActionError> {
        let revision = self.revision();
        let is_counted = |hits: &Hits| hits.view == *view && hits.what == *what && hits.revision == revision;
        if self.hits.as_ref().is_some_and(is_counted) {
            return Ok(());
        }
        let total = self.rows_listed(view);
        let mut counts = Vec::with_capacity(total.div_ceil(STEP));
        for from in (0..total).step_by(STEP) {
            if tell_and_rest(tell, from, total).await.is_break() {
                return Err(ActionError::Stopped);
            }
            let count = self.hits_between(view, search, from..total.min(from + STEP));
            counts.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        self.hits = Some(Hits { view: view.clone(), what: what.clone(), revision, counts });
        Ok(())
    }

    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    fn hits_between(&self, view: &View, search: &Search, rows: Range<usize>) -> usize {
        let rows = rows.filter_map(|position| self.draft.row(self.row_listed(view, position)?));
        rows.map(|row| search.columns(&row).count()).sum()
    }

    /// How many stand before a cell of the list.
    fn hits_before(&self, view: &View, search: &Search, counts: &[u32], at: (usize, u32)) -> usize {
        let (position, column) = at;
        let full: usize = counts.iter().take(position / STEP).map(|&count| count as usize).sum();
        let Some(row) = self.row_listed(view, position).and_then(|index| self.draft.row(index)) else {
            return counts.iter().map(|&count| count as usize).sum();
        };
        let above = self.hits_between(view, search, position / STEP * STEP..position);
        full + above + search.columns(&row).filter(|&other| other < column).count()
    }

    /// The one with this number, from 0.
    fn hit_at(&self, view: &View, search: &Search, counts: &[u32], number: usize) -> Option<(usize, Place)> {
        let mut left = number;
        let step = counts.iter().position(|&count| match left.checked_sub(count as usize) {
            Some(less) => {
                left = less;
                false
            }
            None => true,
        })?;
        for position in step * STEP..(step + 1) * STEP {
            let row = self.draft.row(self.row_listed(view, position)?)?;
            let columns: Vec<u32> = search.columns(&row).collect();
            match columns.get(left) {
                Some(&column) => return Some((position, Place { row: row.number(), column: Some(column) })),
                None => left -= columns.len(),
            }
        }
        None
    }

    /// Columns of the rows of a window in which something is, by physical row.
    ///
    /// # Errors
    /// As [`seek_piecemeal`](Self::seek_piecemeal).
    pub fn hits_in(&self, what: &Replace, rows: &[u32]) -> Result<Vec<Vec<u32>>, ActionError> {
        let search = Search::new(what)?;
        let columns = |&number: &u32| {
            let row = self.draft_row(number);
            row.map(|row| search.columns(&row).collect()).unwrap_or_default()
        };
        Ok(rows.iter().map(columns).collect())
    }
}

impl Hits {
    /// Bytes of memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.counts.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use importer_sheet::{CellKind, TableBuilder};

    use super::*;
    use crate::{Action, CellEdit, Config, Sort, at_once};

    fn session() -> Session {
        let mut builder = TableBuilder::new();
        for (number, line) in (1..).zip([
            "social_id|name|email",
            "208310224|Иван|a@b.co",
            "208310225|Анна|",
            "208310226|Иванна|ива@b.co",
        ]) {
            builder.start_row(number * 2, false);
            (0..).zip(line.split('|')).for_each(|(column, cell)| builder.push(column, CellKind::Text, cell));
        }
        let mut session = Session::new(Arc::new(Config::builtin()), builder.finish());
        assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
        session
    }

    #[track_caller]
    fn check(session: &mut Session, view: &View, from: Option<(u32, u32)>, back: bool, expected: &str) {
        let what = Replace { find: "ива".to_owned(), ..Replace::default() };
        let tell = &mut |_: usize, _: usize| ControlFlow::Continue(());
        let hit = at_once(session.seek_piecemeal(view, &what, from, back, tell)).unwrap();
        let told = hit.map_or_else(String::new, |hit| {
            let column = hit.place.column.unwrap_or_default();
            format!("{}@{}:{} {}/{}", hit.position, hit.place.row, column, hit.number, hit.total)
        });
        assert_eq!(told, expected, "from {from:?}");
    }

    #[test]
    fn what_is_looked_for_is_gone_to_from_one_to_the_next() {
        let (mut session, all) = (session(), View::default());
        check(&mut session, &all, None, false, "0@4:1 1/3");
        check(&mut session, &all, Some((4, 0)), false, "0@4:1 1/3");
        check(&mut session, &all, Some((4, 1)), false, "2@8:1 2/3");
        check(&mut session, &all, Some((8, 1)), false, "2@8:2 3/3");
        check(&mut session, &all, Some((8, 2)), false, "0@4:1 1/3");
        check(&mut session, &all, Some((4, 1)), true, "2@8:2 3/3");
        check(&mut session, &all, Some((6, 2)), true, "0@4:1 1/3");
        check(&mut session, &all, None, true, "2@8:2 3/3");
        let sorted = View { sort: Some(Sort { column: 0, descending: true }), ..View::default() };
        check(&mut session, &sorted, Some((8, 2)), false, "2@4:1 3/3");
    }

    #[test]
    fn they_are_counted_again_when_something_has_changed() {
        let (mut session, all) = (session(), View::default());
        check(&mut session, &all, None, false, "0@4:1 1/3");
        let edit = CellEdit { row: 4, column: 1, text: Some("Пётр".to_owned()) };
        let go_on = &mut |_: usize, _: usize| ControlFlow::Continue(());
        session.act(&Action::Edit(vec![edit]), go_on).unwrap();
        assert!(session.check(go_on).is_continue());
        check(&mut session, &all, None, false, "2@8:1 1/2");
        let what = Replace { find: "ива".to_owned(), ..Replace::default() };
        assert_eq!(session.hits_in(&what, &[4, 8]).unwrap(), [vec![], vec![1, 2]]);
    }
}
