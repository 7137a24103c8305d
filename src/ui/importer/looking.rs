//! Looking around in the rows: which are listed, and where the next problem stands.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Aim, Importer, Step};
use crate::protocol::{Failure, Filter, Found, Hit, Replace, Reply, Request, RowView, View};

/// Which way to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Towards {
    Next,
    Previous,
}

impl Importer {
    /// Shows the rows of `filter`, whatever text was searched for before.
    pub(in crate::ui) fn show_rows(self, filter: Filter) {
        self.text.set(String::new());
        self.filter.set(filter);
        self.go(Step::Review);
    }

    /// Lists the rows of a view.
    pub(in crate::ui) fn look_at(self, view: View) {
        if self.view_untracked() != view {
            self.filter.set(view.filter);
            self.text.set(view.text);
            self.sort.set(view.sort);
        }
    }

    /// Goes to the next cell with what is looked for, from a cell (row and column) of the list, and says
    /// which one it is.
    ///
    /// # Errors
    /// What the worker reports: an expression that is none, above all.
    pub(in crate::ui) async fn seek_text(
        self,
        what: Replace,
        from: Option<(u32, u32)>,
        towards: Towards,
    ) -> Result<Option<Hit>, Failure> {
        let back = towards == Towards::Previous;
        let request = Request::Seek { view: self.view_untracked(), what, from, back };
        let progress = move |progress| {
            self.busy.try_set(Some(progress));
        };
        let answer = self.ask(&request, progress).await;
        self.busy.try_set(None);
        match answer? {
            Reply::Sought(hit) => {
                if let Some(hit) = hit {
                    self.aim.set(Some(Aim { position: Some(hit.position), column: Some(hit.column) }));
                }
                Ok(hit)
            }
            _ => Ok(None),
        }
    }

    /// Goes to the next problem among the listed rows, from the cell of `place` (a row and a
    /// column); round to the other end where there is none on this side.
    pub(in crate::ui) fn seek(self, place: Option<(&RowView, u32)>, towards: Towards) {
        if let Some((row, column)) = place
            && let Some(column) = beside(row, column, towards)
        {
            return self.aim.set(Some(Aim { position: None, column: Some(column) }));
        }
        let row = place.map_or(0, |(row, _)| row.number);
        spawn_local(async move {
            let found = match self.find(self.view_untracked(), row, towards).await {
                None if row > 0 => self.find(self.view_untracked(), 0, towards).await,
                found => found,
            };
            match found {
                Some(found) => self.go_to(found),
                None => self.announcement.set(self.t("find-no-problems")),
            }
        });
    }

    /// Shows the file's rows from `row` on: the first with a problem there.
    pub(in crate::ui) fn seek_from(self, row: u32) {
        spawn_local(async move {
            let listed = self.find(self.view_untracked(), row.saturating_sub(1), Towards::Next).await;
            if let Some(found) = listed {
                return self.go_to(found);
            }
            // Not among the listed rows: list them all.
            let found = self.find(View::default(), row.saturating_sub(1), Towards::Next).await;
            if let Some(found) = found {
                self.text.set(String::new());
                self.sort.set(None);
                self.filter.set(Filter::All);
                self.go_to(found);
            }
        });
    }

    async fn find(self, view: View, row: u32, towards: Towards) -> Option<Found> {
        let code = match &view.filter {
            Filter::Code(code) => Some(code.clone()),
            _ => None,
        };
        let back = towards == Towards::Previous;
        match self.ask(&Request::NextProblem { view, row, code, back }, |_| {}).await {
            Ok(Reply::Found(found)) => found,
            Ok(_) => None,
            Err(failure) => {
                self.lost(failure);
                None
            }
        }
    }

    fn view_untracked(self) -> View {
        View {
            filter: self.filter.get_untracked(),
            text: self.text.get_untracked(),
            sort: self.sort.get_untracked(),
        }
    }

    fn go_to(self, found: Found) {
        self.aim.set(Some(Aim { position: Some(found.position), column: found.column }));
    }
}

/// The next cell with a problem in the same row.
fn beside(row: &RowView, column: u32, towards: Towards) -> Option<u32> {
    let bad = row.cells.iter().filter(|cell| !cell.problems.is_empty()).map(|cell| cell.column);
    match towards {
        Towards::Next => bad.filter(|&other| other > column).min(),
        Towards::Previous => bad.filter(|&other| other < column).max(),
    }
}
