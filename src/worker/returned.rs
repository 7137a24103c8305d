//! A corrected error workbook that comes back to the file it was made of.

use std::io::BufReader;

use importer_core::Tell;
use importer_core::product::{self, ReturnError};
use web_sys::File;

use super::make::{Made, Pieces};
use super::open::{self, OpenFile};
use super::source::FileSource;
use super::views::small;
use super::{Report, repair};
use crate::protocol::{Failure, Returned};

/// Packs the open file, if it is an error workbook, for the worker that has the file it was made of.
///
/// # Errors
/// The codes of [`ReturnError`].
pub(super) async fn hand_back(open: &OpenFile, tell: Tell<'_>) -> Result<Made, Failure> {
    let mut pieces = Pieces::default();
    let packed = product::hand_back(open.session.table(), &mut pieces, tell).await;
    packed.map_err(|error| failure(&error))?;
    pieces.made(open.file.name(), "application/octet-stream")
}

/// Takes over what the corrected file changes that [`hand_back`] packed, as one step of undo.
///
/// # Errors
/// The codes of [`ReturnError`] and of actions; nothing changes.
pub(super) async fn take_back(
    open: &mut OpenFile,
    packed: &File,
    tell: Report<'_>,
) -> Result<Returned, Failure> {
    let returned = changes(open, packed, &mut repair::working(tell)).await;
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

async fn changes(open: &OpenFile, packed: &File, tell: Tell<'_>) -> Result<product::Returned, ReturnError> {
    let mut source = BufReader::new(FileSource::new(packed)?);
    let table = product::handed_back(&mut source, tell).await?;
    product::returned_piecemeal(&open.session, &table, tell).await
}

fn failure(error: &ReturnError) -> Failure {
    match error {
        ReturnError::Read(error) => open::failure(error),
        error => Failure::new(error.code()),
    }
}
