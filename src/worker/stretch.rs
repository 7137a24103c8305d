//! Stretches of the list: what the page copies, fills and leaves out without having their rows.

use importer_core::{self as core, Action, Rows, Session};

use super::repair::view;
use crate::clip::{Writer, read};
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

/// The rows of a stretch; a whole list is what the view lists, in the next file too.
pub(super) fn stretch(session: &mut Session, span: &Span) -> Rows {
    let view = view(&span.view);
    let is_whole = span.from == 0 && session.rows(&view, 0, 0).total <= span.count as usize;
    if is_whole { Rows::Listed(view) } else { Rows::Stretch { view, from: span.from, count: span.count } }
}

/// Physical numbers of a stretch's rows.
pub(super) fn numbers(session: &mut Session, span: &Span) -> Vec<u32> {
    rows(session, span).map(|row| row.number()).collect()
}

/// A fill.
///
/// # Errors
/// `action.too_much` where it is about more cells than can be kept for undoing.
pub(super) fn fill(session: &mut Session, fill: Fill) -> Result<Action, Failure> {
    let Fill { span, columns, text } = fill;
    if u64::from(span.count) * columns.len() as u64 > MOST {
        return Err(Failure::new("action.too_much"));
    }
    let texts = text.as_deref().map(read);
    Ok(Action::Fill(core::Fill { rows: stretch(session, &span), columns, texts }))
}

fn rows<'a>(
    session: &'a mut Session,
    span: &Span,
) -> impl Iterator<Item = importer_core::DraftRow<'a>> + use<'a> {
    session.stretch(&view(&span.view), span.from as usize, span.count as usize)
}
