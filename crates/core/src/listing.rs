//! Which rows are listed, and in which order. A list is made once for a view and kept while single
//! cells are typed, so that rows do not jump away under a person's hands; whatever changes many rows
//! makes it anew. Nothing is moved in the file.

use std::ops::ControlFlow;

use importer_sheet::Row;
use serde::Serialize;

use crate::change::Tell;
use crate::checked::derived;
use crate::draft::DraftRow;
use crate::find::Finder;
use crate::order;
use crate::piecemeal::{at_once, tell_and_rest};
use crate::problem::{Code, NO_COLUMN};
use crate::reconcile::Standing;
use crate::scan::Record;
use crate::session::Session;
use crate::split::list_of;
use crate::tally::{ERROR, READY, REFUSED, WARNING};

/// Which rows are listed, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// Which rows.
    pub filter: Filter,
    /// Only rows in which a cell holds this text, letter case aside; empty for all.
    pub text: String,
    /// The order; that of the file by default.
    pub sort: Option<Sort>,
}

impl From<Filter> for View {
    fn from(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }
}

/// An order of rows to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Column, from 0.
    pub column: u32,
    /// From the greatest to the least; empty cells stay last.
    pub descending: bool,
}

/// Which rows are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Filter {
    /// Every non-empty row under the header.
    #[default]
    All,
    /// Rows with any problem.
    Problems,
    /// Rows with an error.
    Errors,
    /// Rows with this problem.
    Code(Code),
    /// Rows the backend did not take, whatever its reason.
    Rejected,
    /// Rows with a client that can be sent.
    Ready,
    /// Rows a person left out.
    Excluded,
    /// Rows with a cell that is not as the file has it.
    Changed,
    /// Rows with a client of this messenger, or of none decided.
    Messenger(Option<String>),
    /// Rows with a client of whom sending would do this.
    Standing(Standing),
}

/// Where a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Physical number of the row, from 1.
    pub row: u32,
    /// Position of the column; none where the row as a whole has it.
    pub column: Option<u32>,
}

/// A stretch of rows and how many of them have problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Physical number of its first row.
    pub row: u32,
    /// Rows in it.
    pub rows: u32,
    /// Rows with errors.
    pub errors: u32,
    /// Rows with warnings and no errors.
    pub warnings: u32,
}

impl Session {
    /// Where the row with this physical number, or the next one in the file, stands in the view's
    /// list.
    pub fn position(&mut self, view: &View, number: u32) -> usize {
        let index = self.first_at_or_after(number);
        if *view == View::default() {
            return (index.saturating_sub(self.settings.first_row())) as usize;
        }
        let sorted = view.sort.is_some();
        let listed = self.listed(view);
        if sorted {
            return listed.iter().position(|&row| row == index).unwrap_or(0);
        }
        listed.partition_point(|&row| row < index)
    }

    /// A stretch of the rows a view lists, in its order, as they are now.
    pub fn stretch<'a>(
        &'a mut self,
        view: &View,
        from: usize,
        count: usize,
    ) -> impl Iterator<Item = DraftRow<'a>> + use<'a> {
        let rows: Vec<u32> = if *view == View::default() {
            (self.settings.first_row()..self.draft.len()).skip(from).take(count).collect()
        } else {
            self.listed(view).iter().skip(from).take(count).copied().collect()
        };
        let draft = &self.draft;
        rows.into_iter().filter_map(move |index| draft.row(index))
    }

    /// The first problem below the row with this physical number (0 starts at the top), of one code
    /// or of any, in the view's order, and where its row stands in the view's list.
    pub fn next_problem(&mut self, view: &View, after: u32, code: Option<Code>) -> Option<(usize, Place)> {
        let from = match after {
            0 => 0,
            _ if view.sort.is_some() => {
                let index = self.draft.index_of(after)?;
                self.listed(view).iter().position(|&row| row == index)? + 1
            }
            _ => self.position(view, after.checked_add(1)?),
        };
        if *view == View::default() {
            let first = self.settings.first_row();
            let from = first.checked_add(u32::try_from(from).ok()?)?;
            let mut rows = from..self.draft.len();
            return rows.find_map(|row| Some(((row - first) as usize, self.problem_at(row, code)?)));
        }
        self.listed(view);
        let listed = self.listed.as_ref().map_or(&[][..], |(_, rows)| rows);
        let mut rows = listed.iter().enumerate().skip(from);
        rows.find_map(|(at, &row)| Some((at, self.problem_at(row, code)?)))
    }

    /// Where the next row with a problem stands above the row `before` (physical; 0 starts at the
    /// end); otherwise as [`next_problem`](Self::next_problem).
    pub fn previous_problem(
        &mut self,
        view: &View,
        before: u32,
        code: Option<Code>,
    ) -> Option<(usize, Place)> {
        let end = match before {
            0 => usize::MAX,
            _ if view.sort.is_some() => {
                let index = self.draft.index_of(before)?;
                self.listed(view).iter().position(|&row| row == index)?
            }
            _ => self.position(view, before),
        };
        if *view == View::default() {
            let first = self.settings.first_row();
            let end = first.saturating_add(u32::try_from(end).unwrap_or(u32::MAX)).min(self.draft.len());
            let mut rows = (first..end).rev();
            return rows.find_map(|row| Some(((row - first) as usize, self.problem_at(row, code)?)));
        }
        self.listed(view);
        let listed = self.listed.as_ref().map_or(&[][..], |(_, rows)| rows);
        let mut rows = listed.iter().enumerate().take(end).rev();
        rows.find_map(|(at, &row)| Some((at, self.problem_at(row, code)?)))
    }

    /// Where in the file the problems are: its rows in so many stretches at most.
    #[must_use]
    pub fn problem_map(&self, stretches: u32) -> Vec<Stretch> {
        let (first, end) = (self.settings.first_row(), self.draft.len());
        let (Some(checked), Some(rows)) = (self.checked(), end.checked_sub(first)) else { return Vec::new() };
        let count = stretches.clamp(1, rows.max(1));
        // Every stretch has a row at least, the first ones one more than the last where it does not
        // come out even.
        let bound =
            |at: u32| first + u32::try_from(u64::from(at) * u64::from(rows) / u64::from(count)).unwrap_or(0);
        let stretch = |at: u32| {
            let (from, to) = (bound(at), bound(at + 1));
            let row = self.draft.table.row(from as usize).as_ref().map(Row::number)?;
            let flags = (from..to).map(|row| checked.flags_at(row));
            let mut stretch = Stretch { row, rows: to - from, ..Stretch::default() };
            for flag in flags {
                stretch.errors += u32::from(flag & ERROR != 0);
                stretch.warnings += u32::from(flag & (ERROR | WARNING) == WARNING);
            }
            Some(stretch)
        };
        (0..count).filter_map(stretch).collect()
    }

    /// The list of a view: the one kept, or made now.
    pub(crate) fn listed(&mut self, view: &View) -> &[u32] {
        if self.listed.as_ref().is_none_or(|(of, _)| of != view) {
            let made = at_once(self.list(view, &mut |_, _| ControlFlow::Continue(())));
            let rows = made.continue_value().unwrap_or_default();
            self.listed = Some((view.clone(), rows));
        }
        self.listed.as_ref().map_or(&[], |(_, rows)| rows)
    }

    /// Makes the list of a view, resting every few thousand rows, so that looking at its rows costs
    /// nothing after that. Where `tell` breaks off the list kept is as it was.
    pub async fn list_piecemeal(&mut self, view: &View, tell: Tell<'_>) -> ControlFlow<()> {
        let is_kept = self.listed.as_ref().is_some_and(|(of, _)| of == view);
        if *view != View::default() && !is_kept {
            let rows = match self.list(view, tell).await {
                ControlFlow::Continue(rows) => rows,
                ControlFlow::Break(()) => return ControlFlow::Break(()),
            };
            self.listed = Some((view.clone(), rows));
        }
        ControlFlow::Continue(())
    }

    /// Indices of the rows a view lists, in its order.
    async fn list(&self, view: &View, tell: Tell<'_>) -> ControlFlow<(), Vec<u32>> {
        let mut rows = self.matching(&view.filter);
        // Looking at a row, for a text or for what to sort by, counts alike.
        let looks = usize::from(!view.text.is_empty()) + usize::from(view.sort.is_some());
        let (mut done, total) = (0, rows.len() * looks);
        if !view.text.is_empty() {
            let finder = Finder::text(&view.text, false, false);
            let mut held = Vec::new();
            for some in rows.chunks(STEP) {
                tell_and_rest(tell, done, total).await?;
                held.extend(self.holding(&finder, some));
                done += some.len();
            }
            rows = held;
        }
        if let Some(sort) = view.sort {
            let mut sorting = order::Sorting::new(&self.draft, sort, rows.len());
            for some in rows.chunks(STEP) {
                tell_and_rest(tell, done, total).await?;
                sorting.add(some);
                done += some.len();
            }
            rows = sorting.finish((done, total), tell).await?;
        }
        ControlFlow::Continue(rows)
    }

    /// Those of the rows in which a cell holds a text.
    ///
    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    fn holding(&self, finder: &Finder, rows: &[u32]) -> Vec<u32> {
        let holds = |&&row: &&u32| {
            let row = self.draft.row(row);
            row.is_some_and(|row| row.cells().any(|cell| finder.is_in(&cell.shown())))
        };
        rows.iter().filter(holds).copied().collect()
    }

    /// Indices of the rows a filter lists, ascending.
    pub(crate) fn matching(&self, filter: &Filter) -> Vec<u32> {
        let first = self.settings.first_row();
        let under_header = |row: &u32| *row >= first;
        let flagged = |wanted: u8| -> Vec<u32> {
            let Some(checked) = self.checked() else { return Vec::new() };
            let flags = checked.chunks.iter().flat_map(|chunk| &chunk.flags);
            (0..).zip(flags).filter(|(_, flag)| **flag & wanted != 0).map(|(row, _)| row).collect()
        };
        match filter {
            Filter::All => (first..self.draft.len()).collect(),
            Filter::Problems => flagged(ERROR | WARNING),
            Filter::Errors => flagged(ERROR),
            Filter::Rejected => flagged(REFUSED),
            Filter::Ready => flagged(READY),
            Filter::Excluded => self.draft.excluded.iter().filter(under_header).collect(),
            Filter::Changed => self.draft.edits.rows().iter().filter(under_header).collect(),
            Filter::Code(code) => self.with_code(*code),
            Filter::Messenger(messenger) => self.of_messenger(messenger.as_deref()),
            Filter::Standing(standing) => self.rows_standing(*standing),
        }
    }

    fn with_code(&self, code: Code) -> Vec<u32> {
        let Some(checked) = self.checked() else { return Vec::new() };
        let mut rows: Vec<u32> =
            self.landed.in_force(0..u32::MAX).fold(Vec::new(), |mut rows, (row, mut codes)| {
                if codes.any(|of| of == code) {
                    rows.push(row);
                }
                rows
            });
        if code == Code::ClientOtherMessenger {
            rows.extend(self.reconciling.outcomes().seconds(0..u32::MAX).map(|(row, _)| row));
        }
        for chunk in &checked.chunks {
            let own = chunk.findings.iter().filter(|finding| finding.code == code);
            rows.extend(own.map(|finding| finding.row));
            let has = |record: &&Record| derived(&self.config, &checked.rules, record).any(|of| of == code);
            if IS_DERIVED.contains(&code) {
                rows.extend(chunk.records.iter().filter(has).map(|record| record.row));
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn of_messenger(&self, messenger: Option<&str>) -> Vec<u32> {
        let Some(checked) = self.checked() else { return Vec::new() };
        let messengers = &self.config.messengers;
        let list = match messenger {
            None => Some(messengers.len()),
            Some(code) => messengers.iter().position(|known| known.code == code),
        };
        let Some(list) = list else { return Vec::new() };
        let records = checked.chunks.iter().flat_map(|chunk| &chunk.records);
        let of_list = records.filter(|record| list_of(&self.config, checked.rules.messenger(record)) == list);
        let mut rows: Vec<u32> = of_list.map(|record| record.row).collect();
        rows.dedup();
        rows
    }

    /// The first problem of a row, of one code or of any.
    fn problem_at(&self, row: u32, code: Option<Code>) -> Option<Place> {
        let checked = self.checked()?;
        if checked.flags_at(row) & (ERROR | WARNING) == 0 {
            return None;
        }
        let findings =
            checked.findings_at(&self.config, row).into_iter().map(|finding| (finding.column, finding.code));
        let landed = self.landed.at(row).iter().map(|landed| (landed.column, landed.code));
        let seconds = self.reconciling.outcomes().seconds(row..row + 1);
        let seconds = seconds.map(|(_, column)| (column, Code::ClientOtherMessenger));
        let wanted =
            findings.chain(landed).chain(seconds).filter(|&(_, found)| code.is_none_or(|code| code == found));
        let column = wanted.map(|(column, _)| column).min()?;
        let number = self.draft.table.row(row as usize)?.number();
        Some(Place { row: number, column: (column != NO_COLUMN).then_some(u32::from(column)) })
    }

    /// The index of the first stored row with this physical number or a greater one.
    fn first_at_or_after(&self, number: u32) -> u32 {
        let (mut low, mut high) = (0, self.draft.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.draft.table.row(middle as usize).is_some_and(|row| row.number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Problems that records tell.
const IS_DERIVED: [Code; 3] =
    [Code::RowDuplicate, Code::SocialIdMessengerMismatch, Code::SocialIdPlaceholder];
/// Rows looked through in one go.
const STEP: usize = 4096;
