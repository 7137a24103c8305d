//! A corrected file from the worker that read it to the one with the file it was made of: the cells as a
//! person sees them, packed. So the reading can be given up like that of any file, by ending its worker,
//! and what is left to do here rests every few thousand rows.

use std::io::{self, Read, Write};

use importer_sheet::{CellKind, Table, TableBuilder};

use super::returned::{ReturnError, numbered};
use super::{STEP, shown};
use crate::change::Tell;
use crate::piecemeal::tell_and_rest;

/// Marks a package, and the version of its form.
const MAGIC: &[u8; 8] = b"returned";
/// Bytes a cell can have at most: 32 767 characters of four bytes, with room.
const LONGEST: u32 = 1 << 18;

/// Packs the rows of `table` with their header, if it is an error workbook.
///
/// # Errors
/// [`ReturnError::NotOurs`], [`ReturnError::Stopped`], [`ReturnError::Write`].
pub async fn hand_back(table: &Table, out: &mut impl Write, tell: Tell<'_>) -> Result<(), ReturnError> {
    let (_, _, numbers) = numbered(table).ok_or(ReturnError::NotOurs)?;
    out.write_all(MAGIC)?;
    for (done, row) in table.rows().enumerate() {
        if done.is_multiple_of(STEP) && tell_and_rest(tell, done, table.len()).await.is_break() {
            return Err(ReturnError::Stopped);
        }
        let cells = u32::try_from(row.cells().count()).unwrap_or(0);
        [row.number(), cells].iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))?;
        for cell in row.cells() {
            // Row numbers are read as they are stored, however they are shown.
            let text = if cell.column() == numbers { cell.source().into() } else { shown(&cell) };
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            [cell.column(), length].iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))?;
            out.write_all(text.as_bytes())?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Reads what [`hand_back`] packed; all cells are text.
///
/// # Errors
/// [`ReturnError::Stopped`], and [`ReturnError::Write`] where it is no such package.
pub async fn handed_back(source: &mut impl Read, tell: Tell<'_>) -> Result<Table, ReturnError> {
    let mut magic = [0; 8];
    source.read_exact(&mut magic)?;
    if magic != *MAGIC {
        return Err(invalid().into());
    }
    let mut builder = TableBuilder::new();
    let mut text = Vec::new();
    let mut done = 0_usize;
    while let Some(number) = word(source)? {
        if done.is_multiple_of(STEP) && tell_and_rest(tell, done, done).await.is_break() {
            return Err(ReturnError::Stopped);
        }
        done += 1;
        builder.start_row(number, false);
        for _ in 0..word(source)?.ok_or_else(invalid)? {
            let (column, length) = (word(source)?, word(source)?);
            let (Some(column), Some(length)) = (column, length.filter(|&length| length <= LONGEST)) else {
                return Err(invalid().into());
            };
            text.resize(length as usize, 0);
            source.read_exact(&mut text)?;
            builder.push(column, CellKind::Text, std::str::from_utf8(&text).map_err(|_| invalid())?);
        }
    }
    Ok(builder.finish())
}

/// Four bytes; none at the end.
fn word(source: &mut impl Read) -> io::Result<Option<u32>> {
    let mut bytes = [0; 4];
    let (first, rest) = bytes.split_at_mut(1);
    if source.read(first)? == 0 {
        return Ok(None);
    }
    source.read_exact(rest)?;
    Ok(Some(u32::from_le_bytes(bytes)))
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
