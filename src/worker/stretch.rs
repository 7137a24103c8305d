//! Stretches of the list: what the page copies, fills and leaves out without having their rows.

use importer_core::{CellEdit, Session};

use super::repair::view;
use crate::clip::{Block, Writer, read};
use crate::protocol::{Failure, Fill, Reply, Span};

/// Cells that are filled at once at most: a whole column of the longest sheet.
const MOST: u64 = 1_048_576;

/// Cells for the clipboard.
pub(super) fn copied(session: &mut Session, span: &Span, columns: &[u32]) -> Reply {
    let mut writer = Writer::default();
    for row in rows(session, span) {
        writer.row();
        for &column in columns {
            let cell = row.cell(column);
            writer.cell(&cell.as_ref().map(importer_core::DraftCell::shown).unwrap_or_default());
        }
    }
    let (text, html) = writer.finish();
    Reply::Copied { text, html }
}

/// Physical numbers of a stretch's rows.
pub(super) fn numbers(session: &mut Session, span: &Span) -> Vec<u32> {
    rows(session, span).map(|row| row.number()).collect()
}

/// A fill, cell by cell; those that are so already are left out.
///
/// # Errors
/// `action.too_much` where it is about more cells than can be kept for undoing.
pub(super) fn edits(session: &mut Session, fill: &Fill) -> Result<Vec<CellEdit>, Failure> {
    let Fill { span, columns, text } = fill;
    if u64::from(span.count) * columns.len() as u64 > MOST {
        return Err(Failure::new("action.too_much"));
    }
    let block = text.as_deref().map(|text| Block::new(read(text)));
    let mut edits = Vec::new();
    for (down, row) in rows(session, span).enumerate() {
        for (across, &column) in columns.iter().enumerate() {
            let cell = row.cell(column);
            let text = match &block {
                None => None,
                Some(block) => match block.at(down, across) {
                    None => continue,
                    Some(text) if cell.is_none() && text.is_empty() => continue,
                    Some(text) if cell.is_some_and(|cell| cell.shown() == text) => continue,
                    Some(text) => Some(text.to_owned()),
                },
            };
            edits.push(CellEdit { row: row.number(), column, text });
        }
    }
    Ok(edits)
}

fn rows<'a>(
    session: &'a mut Session,
    span: &Span,
) -> impl Iterator<Item = importer_core::DraftRow<'a>> + use<'a> {
    session.stretch(&view(&span.view), span.from as usize, span.count as usize)
}
