//! A corrected error workbook that comes back to the file it was made of.

use importer_core::product::{ReturnError, read_returned};
use web_sys::File;

use super::open::{self, OpenFile};
use super::views::small;
use super::{Report, repair};
use crate::protocol::{Failure, OpenOptions, Returned};

/// Takes over what `file` changes, as one step of undo.
///
/// # Errors
/// The codes of [`ReturnError`] and of actions; nothing changes.
pub(super) async fn take_back(
    open: &mut OpenFile,
    file: &File,
    tell: Report<'_>,
) -> Result<Returned, Failure> {
    let mut workbook = open::workbook(file, &OpenOptions::default(), open.session.config(), tell)?;
    let returned = read_returned(&open.session, &mut workbook, &mut open::reading(tell));
    let returned = returned.map_err(|error| failure(&error))?;
    let taken = open.session.take_back_piecemeal(returned, &mut repair::working(tell)).await;
    let taken = taken.map_err(|error| repair::failure(&error))?;
    Ok(Returned {
        cells: small(taken.cells),
        kept: small(taken.kept),
        gone: small(taken.gone),
        added: small(taken.added),
    })
}

fn failure(error: &ReturnError) -> Failure {
    match error {
        ReturnError::Read(error) => open::failure(error),
        error => Failure::new(error.code()),
    }
}
