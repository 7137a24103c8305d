//! A corrected error workbook that comes back to the file it was made of.

use importer_core::product::{ReturnError, read_returned};
use web_sys::File;

use super::open::{self, OpenFile};
use super::repair;
use super::views::small;
use crate::protocol::{Failure, OpenOptions, Overview, Progress, Returned};

/// Takes over what `file` changes, as one step of undo.
///
/// # Errors
/// The codes of [`ReturnError`] and of actions; nothing changes.
pub(super) fn take_back(
    open: &mut OpenFile,
    file: &File,
    tell: &mut dyn FnMut(Progress),
) -> Result<Overview, Failure> {
    let mut workbook = open::workbook(file, &OpenOptions::default(), open.session.config(), tell)?;
    let returned = read_returned(&open.session, &mut workbook, &mut open::reading(tell));
    let returned = returned.map_err(|error| failure(&error))?;
    let taken = open.session.take_back(returned, &mut repair::working(tell));
    let taken = taken.map_err(|error| repair::failure(&error))?;
    open.check(tell);
    let returned = Returned {
        cells: small(taken.cells),
        kept: small(taken.kept),
        gone: small(taken.gone),
        added: small(taken.added),
    };
    Ok(Overview { returned: Some(returned), ..open.overview() })
}

fn failure(error: &ReturnError) -> Failure {
    match error {
        ReturnError::Read(error) => open::failure(error),
        error => Failure::new(error.code()),
    }
}
