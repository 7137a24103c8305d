//! The way back: a corrected error workbook finds its rows by the numbers in its hidden column, and
//! what it changes becomes one step of undo.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use importer_sheet::{Error, Progress, Row, Table, Workbook};
use serde::Serialize;

use super::{Columns, ROW_HEADER, STEP, leaving, shown};
use crate::action::{Action, ActionError, CellEdit};
use crate::change::Tell;
use crate::draft::DraftRow;
use crate::history::Deed;
use crate::mapping::Evidence;
use crate::piecemeal::{at_once, tell_and_rest};
use crate::session::Session;
use crate::value::whole_number;

/// Rows in which the header is looked for.
const HEADER_WITHIN: usize = 100;

/// What a corrected file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// Cells that read otherwise now; [`Session::take_back`] makes it so.
    pub edits: Vec<CellEdit>,
    /// Cells that were changed here and read there as in the file first opened: the workbook is older
    /// than the change, which stays.
    pub kept: usize,
    /// Rows that were found again.
    pub rows: usize,
    /// Physical numbers of rows that are in the session and no longer in the file.
    pub gone: Vec<u32>,
    /// Physical numbers, in the corrected file, of rows the session has not: added by the person, or
    /// with a number that is there twice.
    pub added: Vec<u32>,
}

/// What was taken over of a corrected file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TakenBack {
    /// Cells changed.
    pub cells: usize,
    /// Cells left as they were changed here, see [`Returned::kept`].
    pub kept: usize,
    /// Rows that are not in the corrected file; they stay.
    pub gone: usize,
    /// Rows that are in the corrected file alone; they are not taken in.
    pub added: usize,
}

/// Why a file is no corrected one of the session's.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// It has no column of row numbers.
    #[error("not a workbook with problems saved by the importer: it has no column {ROW_HEADER}")]
    NotOurs,
    /// Its rows and columns are those of another file.
    #[error("a workbook with the problems of another file")]
    OtherFile,
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] Error),
    /// What one worker packed for the other cannot be written, or read.
    #[error(transparent)]
    Write(#[from] std::io::Error),
    /// Broken off.
    #[error("broken off")]
    Stopped,
}

impl ReturnError {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotOurs => "returned.not_ours",
            Self::OtherFile => "returned.other_file",
            Self::Read(error) => error.code(),
            Self::Write(_) => "file.io",
            Self::Stopped => "action.stopped",
        }
    }
}

/// What the first sheet of `workbook` with row numbers changes.
///
/// # Errors
/// [`ReturnError`].
pub fn read_returned(
    session: &Session,
    workbook: &mut Workbook,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Returned, ReturnError> {
    for sheet in 0..workbook.info().sheets.len() {
        match returned(session, &workbook.read(sheet, progress)?) {
            Err(ReturnError::NotOurs) => {}
            answer => return answer,
        }
    }
    Err(ReturnError::NotOurs)
}

/// What `table` changes, if it is an error workbook of this session: it has the hidden column, and its
/// rows and columns are there. Columns are found by their headers, those of the same name in their
/// order; others are the person's own and left aside.
///
/// # Errors
/// [`ReturnError::NotOurs`], [`ReturnError::OtherFile`].
pub fn returned(session: &Session, table: &Table) -> Result<Returned, ReturnError> {
    at_once(returned_piecemeal(session, table, &mut |_, _| ControlFlow::Continue(())))
}

/// [`returned`], resting every few thousand rows.
///
/// # Errors
/// Those of [`returned`], and [`ReturnError::Stopped`].
pub async fn returned_piecemeal(
    session: &Session,
    table: &Table,
    tell: Tell<'_>,
) -> Result<Returned, ReturnError> {
    let (at, header, numbers) = numbered(table).ok_or(ReturnError::NotOurs)?;
    let columns = Pairs::find(session, &header);
    let mut found = Returned::default();
    let mut likeness = Likeness::default();
    let mut seen: HashSet<u32> = HashSet::new();
    for (done, row) in table.rows().enumerate().skip(at + 1) {
        if done.is_multiple_of(STEP) && tell_and_rest(tell, done, table.len()).await.is_break() {
            return Err(ReturnError::Stopped);
        }
        let number = row.cell(numbers).and_then(|cell| cell.source().parse::<u32>().ok());
        likeness.numbered += usize::from(number.is_some());
        let known = number.filter(|number| !seen.contains(number));
        let Some((number, before)) = known.and_then(|number| Some((number, session.draft_row(number)?)))
        else {
            found.added.push(row.number());
            continue;
        };
        seen.insert(number);
        found.rows += 1;
        compare(&columns, &row, &before, &mut found, &mut likeness);
    }
    if !likeness.is_enough(&columns, &found) {
        return Err(ReturnError::OtherFile);
    }
    let rows = session.draft_rows().filter(|row| !row.excluded()).map(|row| row.number());
    found.gone = rows.filter(|number| !seen.contains(number)).collect();
    Ok(found)
}

/// Finds the header with its position and the column of row numbers: the last of that name, because a
/// workbook that was made of one with such a column has two.
pub(super) fn numbered(table: &Table) -> Option<(usize, Row<'_>, u32)> {
    table.rows().take(HEADER_WITHIN).enumerate().find_map(|(at, row)| {
        let column = row.cells().filter(|cell| cell.source() == ROW_HEADER).last()?.column();
        Some((at, row, column))
    })
}

/// Adds what one row changes.
fn compare(
    columns: &Pairs,
    row: &Row<'_>,
    before: &DraftRow<'_>,
    found: &mut Returned,
    likeness: &mut Likeness,
) {
    let empty = Cow::Borrowed("");
    for &Pair { theirs, ours, is_id } in &columns.pairs {
        let now = row.cell(theirs).map_or(empty.clone(), |cell| shown(&cell));
        // As the cell left, which is not always as it is shown.
        let left = |value, source| leaving(value, source, is_id).0;
        let was = before.cell(ours).map_or(empty.clone(), |cell| left(cell.value(), cell.source()));
        let of_file = before.file().cell(ours);
        if now == was || is_rewritten(&now, &was) {
            likeness.same += usize::from(!now.is_empty());
        } else if of_file.map_or(empty.clone(), |cell| left(cell.value(), cell.source())) == now {
            found.kept += 1;
        } else {
            found.edits.push(CellEdit { row: before.number(), column: ours, text: Some(now.into_owned()) });
        }
    }
}

/// Whether a program has written the same number its own way, `2.62032921892612E+16` for
/// `26203292189261200`: nobody has changed it.
fn is_rewritten(now: &str, was: &str) -> bool {
    let is_scientific = now.bytes().any(|byte| matches!(byte, b'e' | b'E'));
    is_scientific
        && was.bytes().all(|byte| byte.is_ascii_digit())
        && whole_number(now).as_deref() == Some(was)
}

/// How much of the session a file shows. Row numbers fit any file that is long enough, and exports of
/// one program have the same headers, so the cells are asked too.
#[derive(Debug, Default)]
struct Likeness {
    /// Rows with a number.
    numbered: usize,
    /// Cells that hold something and read the same.
    same: usize,
}

impl Likeness {
    /// Half of the rows and columns, and a third of the cells: whoever corrects the ids of all clients
    /// leaves names and phones alone. A lone column may be corrected from top to bottom.
    const fn is_enough(&self, columns: &Pairs, found: &Returned) -> bool {
        let compared = self.same + found.edits.len();
        found.rows > 0
            && found.rows * 2 >= self.numbered
            && columns.pairs.len() * 2 >= columns.own
            && (columns.own == 1 || self.same * 3 >= compared)
    }
}

/// Columns of the corrected file, each with the session's own.
struct Pairs {
    pairs: Vec<Pair>,
    /// Columns of the session.
    own: usize,
}

#[derive(Debug, Clone, Copy)]
struct Pair {
    theirs: u32,
    ours: u32,
    is_id: bool,
}

impl Pairs {
    fn find(session: &Session, header: &Row<'_>) -> Self {
        let columns = Columns::of(session);
        let names = columns.header(session);
        let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
        // All that left, those without a cell too: what has the same name is told apart by its place alone.
        // From the last, so that the first is taken first.
        for index in (0..columns.width).rev().filter(|&index| !columns.is_number(index)) {
            let name = names.get(index as usize).map_or("", String::as_str);
            places.entry(name).or_default().push(index);
        }
        // Columns without a cell cannot be changed, and row numbers are nobody's to correct.
        let own: HashSet<u32> = session
            .columns()
            .iter()
            .filter(|column| column.evidence != Evidence::RowNumbers)
            .map(|column| column.index)
            .collect();
        let last = header.cells().last().map_or(0, |cell| cell.column() + 1);
        let pair = |theirs| {
            let cell = header.cell(theirs);
            let name = cell.as_ref().map_or("", |cell| cell.source());
            let ours = places.get_mut(name)?.pop()?;
            Some(Pair { theirs, ours, is_id: columns.is_id(ours) })
        };
        let pairs = (0..last).filter_map(pair).filter(|pair| own.contains(&pair.ours)).collect();
        Self { pairs, own: own.len() }
    }
}

impl Session {
    /// Takes over what a corrected file changes, as one step of undo.
    /// [`check`](Self::check) is to follow.
    ///
    /// # Errors
    /// [`ActionError`], and nothing changes.
    pub fn take_back(&mut self, returned: Returned, tell: Tell<'_>) -> Result<TakenBack, ActionError> {
        at_once(self.take_back_piecemeal(returned, tell))
    }

    /// [`take_back`](Self::take_back), resting every few thousand rows.
    ///
    /// # Errors
    /// [`ActionError`], and nothing changes.
    pub async fn take_back_piecemeal(
        &mut self,
        returned: Returned,
        tell: Tell<'_>,
    ) -> Result<TakenBack, ActionError> {
        let Returned { edits, kept, gone, added, .. } = returned;
        let deed = Deed::Returned(edits.clone());
        let cells = self.make(&Action::Edit(edits), || deed, tell).await?;
        self.forget_list();
        Ok(TakenBack { cells, kept, gone: gone.len(), added: added.len() })
    }
}
