//! Excel's binary formats and OpenDocument.
//!
//! xls goes through calamine, which trusts what files say of their size and indexes into records
//! without checks: its reader here cleans and bounds the records before calamine sees them. xlsb and
//! ods are streamed by readers of our own. Binary formats store floats: their text is the shortest
//! decimal that means the same float; ods keeps the digits of its file. Number formats say what is a
//! date and how a number reads, by the same rule as in xlsx.

pub(crate) mod compound;

mod biff;
mod biff_formats;
mod ods;
mod ods_cells;
mod ods_styles;
mod parts;
mod value;
mod xls;
mod xlsb;
mod xlsb_records;

pub(crate) use ods::Ods;
pub(crate) use xls::Xls;
pub(crate) use xlsb::Xlsb;

use calamine::{Sheet, SheetType, SheetVisible};
use zip::ZipArchive;

use crate::buffered::Buffered;
use crate::workbook::{Limits, SheetInfo, Visibility, exceeded};
use crate::{Error, Limit};

/// Cells of a rectangle calamine may build whatever the file's size: 24 bytes each.
const FREE_CELLS: u64 = 4 << 20;
/// Cells of a rectangle for one cell the file holds.
const CELLS_PER_CELL: u64 = 16;
/// Rows between two calls of `progress`.
const PROGRESS_ROWS: usize = 4096;

/// Sheets that are worksheets, each with its place among all sheets.
fn worksheets(sheets: &[Sheet]) -> (Vec<usize>, Vec<SheetInfo>) {
    let worksheets = sheets.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet);
    worksheets
        .map(|(at, sheet)| {
            let visibility = match sheet.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden => Visibility::Hidden,
                SheetVisible::VeryHidden => Visibility::VeryHidden,
            };
            (at, SheetInfo { name: sheet.name.clone(), visibility })
        })
        .unzip()
}

/// Refuses a rectangle out of proportion to the cells in it. What it costs is memory, so the limit
/// named is that of unpacked bytes.
fn check_rectangle(rows: u64, columns: u64, cells: u64) -> Result<(), Error> {
    const CELL: u64 = size_of::<calamine::Data>() as u64;
    let area = rows.saturating_mul(columns);
    let max = FREE_CELLS.saturating_add(cells.saturating_mul(CELLS_PER_CELL));
    if area > max {
        return Err(exceeded(Limit::UnpackedBytes, area.saturating_mul(CELL), max.saturating_mul(CELL)));
    }
    Ok(())
}

/// Refuses an archive with too many entries, or entries that would unpack to too much. The sizes
/// are those the archive states; an entry that lies is cut off by its checksum, after unpacking.
fn check_archive(archive: &mut ZipArchive<Buffered<'_>>, limits: &Limits) -> Result<(), Error> {
    let entries = archive.len();
    if entries > limits.entries as usize {
        return Err(exceeded(Limit::Entries, entries as u64, u64::from(limits.entries)));
    }
    for index in 0..entries {
        let Ok(entry) = archive.by_index_raw(index) else { continue };
        if entry.size() > limits.unpacked_bytes {
            return Err(exceeded(Limit::UnpackedBytes, entry.size(), limits.unpacked_bytes));
        }
        let ratio = entry.size() / entry.compressed_size().max(1);
        if ratio > limits.ratio {
            return Err(exceeded(Limit::Ratio, ratio, limits.ratio));
        }
    }
    Ok(())
}

fn check_position(row: u32, column: u32, limits: &Limits) -> Result<(), Error> {
    if row >= limits.rows {
        return Err(exceeded(Limit::Rows, u64::from(row) + 1, u64::from(limits.rows)));
    }
    if column >= limits.columns {
        return Err(exceeded(Limit::Columns, u64::from(column) + 1, u64::from(limits.columns)));
    }
    Ok(())
}
