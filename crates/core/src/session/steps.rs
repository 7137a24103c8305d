//! Steps of undo: making one, taking it back, giving up what was done since a mark; and what each makes
//! stale.

use crate::history::{Deed, Delta, Settings, Step, TakenStep, Touched};
use crate::session::{Session, Stale};

/// Clients of more moved rows than these are quicker settled all together than read again.
const FEW: usize = 1_000;

/// How far a person had come before a change that may be given up; see [`Session::mark`].
#[derive(Debug)]
pub struct Before {
    done: usize,
    undone: Vec<Step>,
    mark: usize,
    stale: Stale,
    touched: u64,
}

impl Session {
    /// Where [`go_back`](Self::go_back) goes to. Steps taken back wait in it: what follows may be given
    /// up, and they are to be there again then.
    #[must_use]
    pub fn mark(&mut self) -> Before {
        Before {
            done: self.history.done(),
            undone: self.history.take_undone(),
            mark: self.draft.edits.mark(),
            stale: self.stale.clone(),
            touched: self.touched,
        }
    }

    /// Stays with what was done since; where that was nothing, steps taken back are there again.
    pub fn go_on(&mut self, before: Before) {
        if self.history.done() == before.done {
            self.history.give_undone(before.undone);
        }
    }

    /// Gives up what was done since, as if it had never been; [`check`](Self::check) is to follow.
    pub fn go_back(&mut self, before: Before) {
        while self.history.done() > before.done && self.undo() {}
        self.history.forget_undone();
        self.draft.edits.forget_after(before.mark);
        self.history.give_undone(before.undone);
        self.forget_list();
        if self.touched == before.touched {
            self.stale = before.stale;
        }
    }

    /// After an exchange: `delta` holds what was there.
    fn count_filled(&mut self, delta: &Delta) {
        for was in &delta.cells {
            let Some(row) = self.draft.row(was.row) else { continue };
            let before = match self.draft.edits.text_of(was.text) {
                Some(text) => !text.is_empty(),
                None => row.file().cell(was.column.into()).is_some(),
            };
            let now = row.cell(was.column.into()).is_some();
            *self.filled.entry(was.column).or_default() += i64::from(now) - i64::from(before);
        }
    }

    /// Takes the last step back; false where there is none. [`check`](Self::check) is to follow.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.back() else { return false };
        let mut deltas = std::mem::take(&mut step.deltas);
        deltas.iter_mut().rev().for_each(|delta| self.swap(delta));
        self.history.put_back(deltas, 0);
        self.forget_list();
        true
    }

    /// Makes the step again that was taken back last; false where there is none.
    /// [`check`](Self::check) is to follow.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.forth() else { return false };
        let mut deltas = std::mem::take(&mut step.deltas);
        deltas.iter_mut().for_each(|delta| self.swap(delta));
        self.history.put_back(deltas, 1);
        self.forget_list();
        true
    }

    /// The steps, from the first to the last, and how many of them are in force; the others are taken
    /// back.
    pub fn history(&self) -> (impl ExactSizeIterator<Item = TakenStep<'_>>, usize) {
        let steps = self.history.steps().iter().map(Step::told);
        (steps, self.history.done())
    }

    /// Makes a change, as a step of undo.
    pub(crate) fn take(&mut self, deed: Deed, count: usize, mut delta: Delta, mark: usize) {
        self.swap(&mut delta);
        self.history.push(deed, count, vec![delta], mark);
    }

    /// Decides, as a step of undo, where that changes anything.
    pub(crate) fn decide(&mut self, deed: Deed, settings: Settings) {
        if settings.reads_like(&self.settings) && settings.choices == self.settings.choices {
            return;
        }
        self.forget_undone();
        let delta = Delta { settings: Some(Box::new(settings)), ..Delta::default() };
        let mark = self.draft.edits.mark();
        self.take(deed, 1, delta, mark);
        self.forget_list();
    }

    /// Steps taken back are given up, with the texts that only they knew.
    pub(crate) fn forget_undone(&mut self) {
        if let Some(mark) = self.history.forget_undone() {
            self.draft.edits.forget_after(mark);
        }
    }

    pub(crate) fn forget_list(&mut self) {
        self.listed = None;
    }

    /// Exchanges what a delta holds with what is there, and remembers what that makes stale.
    pub(crate) fn swap(&mut self, delta: &mut Delta) {
        let orders = self.date_orders();
        delta.swap(&mut self.draft, &mut self.settings);
        self.count_filled(delta);
        let turned = self.follow_dates(delta, &orders);
        // A column that is nothing to a client changes no check; what the backend said is of the row as
        // a whole.
        let plan = self.plan();
        let matters = |column: u16| !plan.roles(u32::from(column)).is_empty();
        let mut touched = delta.touched(|column| !self.landed.is_empty() || matters(column));
        if let Some(turned) = turned {
            touched = touched.and(turned);
        }
        self.landed.look_again(&self.draft, &self.settings, &touched.rows);
        let mut stale = if touched.rows.is_empty() { Stale::Nothing } else { Stale::Rows(touched) };
        if let Some(before) = &delta.settings {
            // What was sent was another client then.
            stale = stale.and(match before.moved_apart(&self.settings) {
                Some(rows) => {
                    self.landed.look_again(&self.draft, &self.settings, &rows);
                    if rows.len() > FEW { Stale::Split } else { Stale::Rows(Touched { rows, columns: None }) }
                }
                None => {
                    self.landed.look_at_all(&self.draft, &self.settings);
                    if before.reads_like(&self.settings) { Stale::Split } else { Stale::Everything }
                }
            });
        }
        let known = std::mem::replace(&mut self.stale, Stale::Nothing);
        self.stale = known.and(stale);
    }
}
