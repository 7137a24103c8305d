//! The way back: a corrected error workbook finds its rows by the numbers in its hidden column, and
//! what it changes becomes one step of edits.

use std::borrow::Cow;
use std::collections::HashMap;

use importer_sheet::{Row, Table};

use super::{Columns, ROW_HEADER, shown};
use crate::action::CellEdit;
use crate::session::Session;

/// Rows in which the header is looked for.
const HEADER_WITHIN: usize = 100;

/// What a corrected file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// Cells that read otherwise now: an [`Edit`](crate::Action::Edit) makes it so.
    pub edits: Vec<CellEdit>,
    /// Rows that were found again.
    pub rows: usize,
    /// Physical numbers of rows that are in the session and no longer in the file.
    pub gone: Vec<u32>,
    /// Physical numbers, in the corrected file, of rows the session has not: added by the person, or
    /// with a number that is there twice.
    pub added: Vec<u32>,
}

/// What `table` changes, if it is an error workbook: it has the hidden column. Columns are found by
/// their headers, those of the same name in their order; others are the person's own and left aside.
#[must_use]
pub fn returned(session: &Session, table: &Table) -> Option<Returned> {
    let (at, header, number_column) =
        table.rows().take(HEADER_WITHIN).enumerate().find_map(|(at, row)| {
            let column = row.cells().find(|cell| cell.source() == ROW_HEADER)?.column();
            Some((at, row, column))
        })?;
    let columns = columns(session, &header);
    let mut found = Returned::default();
    let mut seen: HashMap<u32, u32> = HashMap::new();
    for row in table.rows().skip(at + 1) {
        let number = row.cell(number_column).and_then(|cell| cell.source().parse::<u32>().ok());
        let known = number.filter(|number| !seen.contains_key(number));
        let Some((number, before)) = known.and_then(|number| Some((number, session.draft_row(number)?)))
        else {
            found.added.push(row.number());
            continue;
        };
        seen.insert(number, row.number());
        found.rows += 1;
        for &(theirs, ours) in &columns {
            let now = row.cell(theirs).map_or(Cow::Borrowed(""), |cell| shown(&cell));
            let was = before.cell(ours).map_or(Cow::Borrowed(""), |cell| cell.shown());
            if now != was {
                found.edits.push(CellEdit { row: number, column: ours, text: Some(now.into_owned()) });
            }
        }
    }
    let rows = session.draft_rows().filter(|row| !row.excluded()).map(|row| row.number());
    found.gone = rows.filter(|number| !seen.contains_key(number)).collect();
    Some(found)
}

/// Columns of the corrected file, each with the session's own.
fn columns(session: &Session, header: &Row<'_>) -> Vec<(u32, u32)> {
    let ours = Columns::of(session).header(session);
    let mut taken = vec![false; ours.len()];
    let mut pairs = Vec::new();
    let last = header.cells().last().map_or(0, |cell| cell.column() + 1);
    for column in 0..last {
        let cell = header.cell(column);
        let text = cell.as_ref().map_or("", |cell| cell.source());
        let mut candidates = ours.iter().enumerate().filter(|&(at, _)| taken.get(at) == Some(&false));
        let Some((at, _)) = candidates.find(|(_, own)| own.as_str() == text) else { continue };
        if let (Some(taken), Ok(ours)) = (taken.get_mut(at), u32::try_from(at)) {
            *taken = true;
            pairs.push((column, ours));
        }
    }
    pairs
}
