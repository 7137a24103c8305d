//! The record stream of an xls workbook (MS-XLS), made safe for calamine to read.
//!
//! calamine reads every sheet when it opens a workbook, reserves what the DIMENSIONS record claims,
//! builds the whole rectangle around the outermost cells, and panics on short records. So what it
//! gets is a copy of the stream that holds one sheet (or none), only records it needs and that are
//! long enough, formulas as their stored values, and rows renumbered without gaps. What the copy
//! leaves out, the real row numbers and which rows are hidden, is kept beside it in [`Prepared`].

use std::collections::BTreeSet;

use super::biff_formats::{self, Formats};
use super::check_rectangle;
use super::compound::{u16_at, u32_at};
use crate::table::{Area, Layout};
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
const FILE_PASS: u16 = 0x002F;
pub(super) const CODE_PAGE: u16 = 0x0042;
pub(super) const DATE_MODE: u16 = 0x0022;
pub(super) const FORMAT: u16 = 0x041E;
pub(super) const XF: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const SST: u16 = 0x00FC;
const ROW: u16 = 0x0208;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const BOOL_ERR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const LABEL_SST: u16 = 0x00FD;
const COLUMN_INFO: u16 = 0x007D;
const MERGED: u16 = 0x00E5;
const FILTER_MODE: u16 = 0x009B;
const NAME: u16 = 0x0018;
/// Columns of a sheet (MS-XLS 2.5.51). More would let a few cells claim a rectangle of 100 MB.
const MOST_COLUMNS: u16 = 256;
/// A record calamine passes over.
const NOTHING: u16 = 0x0000;

/// A workbook stream and where in it the sheets are named.
pub(super) struct Biff {
    stream: Vec<u8>,
    /// Offsets of the BOUNDSHEET records, in the order of the tabs.
    sheets: Vec<usize>,
    formats: Formats,
    /// Areas with a filter, by the place of their sheet.
    filters: Vec<(usize, Area)>,
}

/// A stream that holds one sheet.
pub(super) struct Prepared {
    pub(super) stream: Vec<u8>,
    /// Real row numbers (from 0) by the renumbered ones.
    pub(super) rows: Vec<u16>,
    /// Real numbers of the hidden rows.
    pub(super) hidden: BTreeSet<u16>,
    /// Number formats other than General by renumbered row and column, in their order.
    formats: Vec<((u16, u16), u16)>,
    pub(super) layout: Layout,
}

impl Prepared {
    /// The number format of the cell in this renumbered row; 0 is General.
    pub(super) fn format(&self, row: u32, column: u32) -> u16 {
        let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) else { return 0 };
        let found = self.formats.binary_search_by_key(&(row, column), |&(place, _)| place);
        found.ok().and_then(|at| self.formats.get(at)).map_or(0, |&(_, format)| format)
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// Where the record's header of 4 bytes starts.
    pub(super) at: usize,
    pub(super) kind: u16,
    pub(super) length: usize,
}

impl Biff {
    /// Finds the sheets.
    pub(super) fn new(stream: Vec<u8>) -> Result<Self, Error> {
        match u16_at(&stream, 0) {
            BOF => {}
            0x0009 | 0x0209 | 0x0409 => {
                return Err(Error::Unsupported("Excel 2 to 4 (BIFF2 to 4)".to_owned()));
            }
            _ => return Err(damaged("does not begin with a BOF record")),
        }
        let (mut sheets, mut filters) = (Vec::new(), Vec::new());
        for record in records(&stream, 0) {
            let record = record?;
            match record.kind {
                FILE_PASS if record.length > 0 => return Err(Error::PasswordProtected),
                BOUND_SHEET if record.length >= 8 => sheets.push(record.at),
                NAME => filters.extend(filter(stream.get(record.at + 4..record.at + 4 + record.length))),
                EOF => break,
                _ => {}
            }
        }
        let formats = biff_formats::read(&stream);
        Ok(Self { stream, sheets, formats, filters })
    }

    /// The number formats of the workbook's cells, and whether its dates count from 1904.
    pub(super) const fn formats(&self) -> &Formats {
        &self.formats
    }

    /// The stream with all sheets named and none to read.
    pub(super) fn without_cells(&self) -> Result<Vec<u8>, Error> {
        let mut stream = self.stream.clone();
        let end = self.clean_globals(&mut stream, |_| true)?;
        for &sheet in &self.sheets {
            put(&mut stream, sheet + 4, &u32::try_from(end).unwrap_or_default().to_le_bytes());
        }
        Ok(stream)
    }

    /// The stream with one sheet, `index` counting all sheets of the workbook.
    pub(super) fn with_sheet(&self, index: usize, limits: &Limits) -> Result<Prepared, Error> {
        let wanted = *self.sheets.get(index).ok_or_else(|| Error::NoSuchSheet(index.to_string()))?;
        let mut stream = self.stream.clone();
        self.clean_globals(&mut stream, |sheet| sheet == wanted)?;
        let start = u32_at(&stream, wanted + 4) as usize;
        if u16_at(&stream, start) != BOF {
            return Err(damaged("has no sheet where it says"));
        }
        let mut layout = Layout::default();
        let filter = self.filters.iter().find(|&&(sheet, _)| sheet == index);
        let filtering = read_layout(&stream, start, &mut layout, limits)?;
        if let Some(&(_, area)) = filter {
            layout.filter(area, filtering, limits);
        }
        prepare_sheet(stream, start, &self.formats, layout)
    }

    /// Blanks out all that calamine does not need of the workbook's own records, and the sheets
    /// that are not `wanted`. Returns where the records end.
    fn clean_globals(&self, stream: &mut Vec<u8>, wanted: impl Fn(usize) -> bool) -> Result<usize, Error> {
        let mut strings = false;
        let mut end = 0;
        for record in records(&self.stream, 0) {
            let Record { at, kind, length } = record?;
            end = at + 4 + length;
            let keep = match kind {
                EOF => return Ok(at),
                BOF | XF => length >= 4,
                CODE_PAGE | DATE_MODE => length >= 2,
                FORMAT => length >= 5,
                BOUND_SHEET => length >= 8 && wanted(at),
                SST => self.strings_are_sound(at),
                // A piece of the record before it.
                CONTINUE => strings,
                _ => false,
            };
            strings = keep && matches!(kind, SST | CONTINUE);
            if !keep {
                put(stream, at, &NOTHING.to_le_bytes());
            }
        }
        // Without an end calamine would read on into whatever follows; padding before it would be
        // read as the beginning of a record.
        stream.truncate(end);
        stream.extend_from_slice(&[0x0A, 0, 0, 0]);
        Ok(stream.len() - 4)
    }

    /// Whether each shared string has its header in one piece, as calamine takes for granted.
    fn strings_are_sound(&self, sst: usize) -> bool {
        let mut pieces = records(&self.stream, sst)
            .map_while(Result::ok)
            .enumerate()
            .take_while(|(at, record)| *at == 0 || record.kind == CONTINUE)
            .filter_map(|(_, Record { at, length, .. })| self.stream.get(at + 4..at + 4 + length));
        let Some(mut piece) = pieces.next().and_then(|piece| piece.get(8..)) else { return false };
        loop {
            if piece.is_empty() {
                match pieces.next() {
                    None => return true,
                    Some(next) => piece = next,
                }
                continue;
            }
            let flags = piece.get(2).copied().unwrap_or_default();
            let runs = if flags & 8 == 0 { 0 } else { usize::from(u16_at(piece, 3)) * 4 };
            let fixed = if flags & 8 == 0 { 3 } else { 5 };
            let extra = if flags & 4 == 0 { 0 } else { u32_at(piece, fixed) as usize };
            let fixed = if flags & 4 == 0 { fixed } else { fixed + 4 };
            let mut left = usize::from(u16_at(piece, 0));
            let mut width = 1 + usize::from(flags & 1);
            let Some(text) = piece.get(fixed..) else { return false };
            piece = text;
            while left > 0 {
                let here = left.min(piece.len() / width);
                piece = piece.get(here * width..).unwrap_or_default();
                left -= here;
                if left > 0 {
                    let Some((flags, text)) = pieces.next().and_then(<[u8]>::split_first) else {
                        return false;
                    };
                    width = 1 + usize::from(flags & 1);
                    piece = text;
                }
            }
            let mut skip = runs.saturating_add(extra);
            while skip > piece.len() {
                skip -= piece.len();
                let Some(next) = pieces.next() else { return false };
                piece = next;
            }
            piece = piece.get(skip..).unwrap_or_default();
        }
    }
}

/// Reads what a sheet says beside its cells (MS-XLS 2.4.53 ColInfo, 2.4.168 MergeCells, 2.4.119
/// FilterMode); true if a filter is in force.
fn read_layout(stream: &[u8], start: usize, layout: &mut Layout, limits: &Limits) -> Result<bool, Error> {
    let (mut depth, mut filtering) = (0_u32, false);
    for record in records(stream, start).map_while(Result::ok) {
        let body = stream.get(record.at + 4..record.at + 4 + record.length).unwrap_or_default();
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // Charts within the sheet have records of these kinds too.
            _ if depth > 1 => {}
            FILTER_MODE => filtering = true,
            COLUMN_INFO if u16_at(body, 8) & 1 != 0 => {
                layout.hide_columns(u32::from(u16_at(body, 0)), u32::from(u16_at(body, 2)), limits);
            }
            MERGED => {
                let areas = body.get(2..).unwrap_or_default().chunks_exact(8);
                for area in areas.take(usize::from(u16_at(body, 0))) {
                    layout.merge(self::area(area), limits)?;
                }
            }
            _ => {}
        }
    }
    Ok(filtering)
}

/// Rows, then columns, first and last, from 0 (MS-XLS 2.5.210 Ref8).
fn area(body: &[u8]) -> Area {
    // Formulas say in the upper two bits of a column whether it moves along.
    let corner = |row, column| (u32::from(u16_at(body, row)) + 1, u32::from(u16_at(body, column) & 0x3FFF));
    Area::between(corner(0, 4), corner(2, 6))
}

/// The sheet and area of the hidden name a filter has (MS-XLS 2.4.150 Lbl: built in, 13, one area).
fn filter(body: Option<&[u8]>) -> Option<(usize, Area)> {
    let body = body?;
    let built_in = u16_at(body, 0) & 0x20 != 0;
    // One letter of one byte, then tokens: PtgArea3d with its sheet, rows and columns.
    let (name, tokens) = body.get(14..)?.split_first_chunk::<2>()?;
    if !built_in
        || body.get(3) != Some(&1)
        || *name != [0, 13]
        || !matches!(tokens.first(), Some(0x3B | 0x5B | 0x7B))
    {
        return None;
    }
    Some((usize::from(u16_at(body, 8)).checked_sub(1)?, area(tokens.get(3..11)?)))
}

fn prepare_sheet(
    mut stream: Vec<u8>,
    start: usize,
    formats: &Formats,
    layout: Layout,
) -> Result<Prepared, Error> {
    let (cells, hidden) = clean_sheet(&mut stream, start)?;
    let row = |stream: &[u8], at: usize| u16_at(stream, at + 4);
    let rows: BTreeSet<u16> = cells.iter().map(|&(at, _)| row(&stream, at)).collect();
    let rows: Vec<u16> = rows.into_iter().collect();
    let columns = cells.iter().map(|&(at, last)| (u16_at(&stream, at + 6), last));
    let (first, last) =
        columns.fold((u16::MAX, 0), |(first, last), cell| (first.min(cell.0), last.max(cell.1)));
    if last >= MOST_COLUMNS {
        return Err(exceeded(Limit::Columns, u64::from(last) + 1, u64::from(MOST_COLUMNS)));
    }
    let width = u64::from(last.saturating_sub(first)) + 1;
    check_rectangle(rows.len() as u64, width, cells.len() as u64)?;
    let mut of_cell = Vec::new();
    for &(at, last) in &cells {
        let new = rows.binary_search(&row(&stream, at)).unwrap_or_default();
        let new = u16::try_from(new).unwrap_or_default();
        put(&mut stream, at + 4, &new.to_le_bytes());
        let styles =
            styles(&stream, at, last).map(|(column, style)| ((new, column), formats.cells.of(style)));
        of_cell.extend(styles.filter(|&(_, format)| format != 0));
    }
    // A cell written twice reads as its last record does.
    of_cell.reverse();
    of_cell.sort_by_key(|&(place, _)| place);
    of_cell.dedup_by_key(|&mut (place, _)| place);
    Ok(Prepared { stream, rows, hidden, formats: of_cell, layout })
}

/// The columns of a cell record that ends in column `last`, each with its style.
fn styles(stream: &[u8], at: usize, last: u16) -> impl Iterator<Item = (u16, usize)> {
    let first = u16_at(stream, at + 6);
    // Row and column of the first cell, then style and value of each.
    (first..=last).zip((at + 8..).step_by(6)).map(|(column, at)| (column, usize::from(u16_at(stream, at))))
}

/// Offsets of the records that hold cells, each with its last column; and the hidden rows.
type Cells = (Vec<(usize, u16)>, BTreeSet<u16>);

/// Blanks out all records of a sheet but sound ones that hold cells.
fn clean_sheet(stream: &mut Vec<u8>, start: usize) -> Result<Cells, Error> {
    let (mut cells, mut hidden) = (Vec::new(), BTreeSet::new());
    let mut at = start;
    let mut depth = 0_u32;
    loop {
        let Some(record) = records(stream, at).next().transpose()? else {
            stream.truncate(at);
            stream.extend_from_slice(&[0x0A, 0, 0, 0]);
            return Ok((cells, hidden));
        };
        at = record.at + 4 + record.length;
        match record.kind {
            BOF => {
                depth += 1;
                // calamine minds charts within a sheet; it needs their BOF and EOF for that.
                continue;
            }
            EOF if depth <= 1 => return Ok((cells, hidden)),
            EOF => {
                depth -= 1;
                continue;
            }
            _ if depth > 1 => continue,
            ROW if record.length >= 14 && u16_at(stream, record.at + 16) & 0x20 != 0 => {
                hidden.insert(u16_at(stream, record.at + 4));
            }
            _ => {}
        }
        match clean_cell(stream, record) {
            Cleaned::Cells(last) => cells.push((record.at, last)),
            Cleaned::Text => {}
            Cleaned::Nothing => put(stream, record.at, &NOTHING.to_le_bytes()),
        }
    }
}

enum Cleaned {
    /// Cells up to this column.
    Cells(u16),
    /// The text of the formula before.
    Text,
    Nothing,
}

/// Checks a record that holds cells, and turns a formula into its value.
fn clean_cell(stream: &mut [u8], Record { at, kind, length }: Record) -> Cleaned {
    let column = u16_at(stream, at + 6);
    let sound = match kind {
        NUMBER => length >= 14,
        RK | LABEL_SST => length >= 10,
        LABEL | RICH_LABEL => length >= 9,
        BOOL_ERR if length >= 8 => {
            clean_error(stream, at + 4);
            true
        }
        STRING => return if length >= 3 { Cleaned::Text } else { Cleaned::Nothing },
        MUL_RK if length >= 12 => {
            let last = u16_at(stream, at + 4 + length - 2);
            let count = usize::from(last.wrapping_sub(column)) + 1;
            return if last >= column && length == 6 + 6 * count {
                Cleaned::Cells(last)
            } else {
                Cleaned::Nothing
            };
        }
        FORMULA if length >= 22 => clean_formula(stream, at),
        _ => false,
    };
    if sound { Cleaned::Cells(column) } else { Cleaned::Nothing }
}

/// Turns a formula into a record of its value; one whose text follows keeps its kind and loses its
/// tokens. The first bytes of NUMBER, BOOLERR and FORMULA are alike: row, column, format, value.
fn clean_formula(stream: &mut [u8], at: usize) -> bool {
    let value = at + 4 + 6;
    let (tag, byte) = (u16_at(stream, value) & 0xFF, u16_at(stream, value + 2) & 0xFF);
    let bool_err = |is_error: u8| [u8::try_from(byte).unwrap_or_default(), is_error];
    match (u16_at(stream, value + 6), tag) {
        (0xFFFF, 0) => put(stream, at + 4 + 20, &[0, 0]),
        (0xFFFF, 1 | 2) => {
            put(stream, at, &BOOL_ERR.to_le_bytes());
            put(stream, value, &bool_err(u8::from(tag == 2)));
            clean_error(stream, at + 4);
        }
        (0xFFFF, _) => return false,
        _ => put(stream, at, &NUMBER.to_le_bytes()),
    }
    true
}

/// An error value calamine has no name for reads as `#N/A`; refusing the file would lose the rest.
fn clean_error(stream: &mut [u8], cell: usize) {
    let [code, is_error] = u16_at(stream, cell + 6).to_le_bytes();
    match (is_error, code) {
        (0, _) | (1, 0x00 | 0x07 | 0x0F | 0x17 | 0x1D | 0x24 | 0x2A | 0x2B) => {}
        _ => put(stream, cell + 6, &[0x2A, 1]),
    }
}

/// The records from `start`, up to the end of the stream.
pub(super) fn records(stream: &[u8], start: usize) -> impl Iterator<Item = Result<Record, Error>> {
    let mut at = start;
    std::iter::from_fn(move || {
        if at >= stream.len() {
            return None;
        }
        let record = Record { at, kind: u16_at(stream, at), length: usize::from(u16_at(stream, at + 2)) };
        at += 4 + record.length;
        // Padding after the last record is shorter than a record's header.
        if at > stream.len() {
            let padding = stream.len() - record.at < 4;
            at = usize::MAX / 2;
            return if padding { None } else { Some(Err(damaged("breaks off within a record"))) };
        }
        Some(Ok(record))
    })
}

fn put(stream: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = stream.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

fn damaged(how: &str) -> Error {
    Error::Damaged(format!("the workbook stream {how}"))
}
