//! What every reading promises, whatever the bytes.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use importer_sheet::{CellKind, Error, Info, Limits, Options, Row, Table, Workbook};

/// Small bounds: an input of a few kilobytes must not need more, and the fuzzer stays fast.
pub(crate) fn small_limits() -> Limits {
    Limits {
        unpacked_bytes: 1 << 20,
        ratio: 1_032,
        rows: 5_000,
        columns: 300,
        cell_bytes: 1 << 14,
        shared_strings: 1_000,
        depth: 24,
        sheets: 8,
        entries: 64,
        merged_areas: 32,
    }
}

/// Opens the file and reads every sheet, several times over; panics where a promise is broken.
pub(crate) fn holds(bytes: &[u8], options: &Options) {
    let options = Options { limits: small_limits(), ..options.clone() };
    let (Ok(mut workbook), Ok(mut dribbled)) = both_open(bytes, &options) else { return };
    let info = workbook.info().clone();
    check_info(&info, &options.limits);
    assert_eq!(&info, dribbled.info(), "what is found depends on the size of reads");

    for sheet in 0..info.sheets.len() {
        let (first, calls) = read(&mut workbook, sheet);
        if let Ok(table) = &first {
            check_table(table, &options.limits);
        }
        same(&first, &read(&mut workbook, sheet).0, "reading twice");
        // Of several faults, the one that is named may depend on how much was read at once.
        let pieces = read(&mut dribbled, sheet).0;
        if first.is_ok() || pieces.is_ok() {
            same(&first, &pieces, "reading in small pieces");
        }
        if calls > 0 {
            let stopped = workbook.read(sheet, &mut |_| ControlFlow::Break(()));
            assert!(matches!(stopped, Err(Error::Cancelled)), "cancelled at once, and read on");
            same(&first, &read(&mut workbook, sheet).0, "reading after cancelling");
        }
    }
    let beyond = workbook.read(info.sheets.len(), &mut |_| ControlFlow::Continue(()));
    assert!(matches!(beyond, Err(Error::NoSuchSheet(_))));
}

/// Opens the file.
pub(crate) fn open(bytes: &[u8], options: &Options) -> Result<Workbook, Error> {
    Workbook::open(Box::new(Cursor::new(bytes.to_vec())), options.clone())
}

/// Opens the file from a source that reads all it is asked for, and from one that does not.
fn both_open(bytes: &[u8], options: &Options) -> (Result<Workbook, Error>, Result<Workbook, Error>) {
    let whole = open(bytes, options);
    let dribbled = Workbook::open(Box::new(Dribble::new(bytes.to_vec())), options.clone());
    assert_eq!(whole.is_ok(), dribbled.is_ok(), "opening in small pieces");
    (whole, dribbled)
}

/// Reads a sheet; returns how many times progress was called, too.
pub(crate) fn read(workbook: &mut Workbook, sheet: usize) -> (Result<Table, Error>, usize) {
    let (mut calls, mut done, mut total, mut rows) = (0, 0, 0, 0);
    let table = workbook.read(sheet, &mut |progress| {
        calls += 1;
        assert!(progress.done <= progress.total, "more done than there is: {progress:?}");
        assert!(progress.done >= done && progress.rows >= rows, "progress goes back: {progress:?}");
        assert!(progress.total >= total, "the total shrinks: {progress:?}");
        (done, total, rows) = (progress.done, progress.total, progress.rows);
        ControlFlow::Continue(())
    });
    (table, calls)
}

fn check_info(info: &Info, limits: &Limits) {
    assert!(!info.sheets.is_empty(), "a workbook without sheets is an error");
    assert!(info.sheets.len() <= limits.sheets as usize, "{} sheets", info.sheets.len());
}

fn check_table(table: &Table, limits: &Limits) {
    let (mut last, mut width, mut hidden) = (0, 0, 0);
    assert_eq!(table.is_empty(), table.rows().next().is_none());
    assert_eq!(table.rows().count(), table.len());
    for (index, row) in table.rows().enumerate() {
        let number = row.number();
        assert!(number > last, "row {number} after row {last}");
        assert!(number <= limits.rows, "row {number}");
        assert_eq!(table.index_of(number), Some(index), "row {number}");
        if number > last + 1 {
            assert_eq!(table.index_of(number - 1), None, "row {}", number - 1);
        }
        last = number;
        hidden += usize::from(row.hidden());
        width = width.max(check_row(&row, limits));
    }
    assert!(table.row(table.len()).is_none());
    assert_eq!(table.index_of(last + 1), None);
    assert_eq!(table.hidden_rows(), hidden);
    assert_eq!(table.width(), width);
    check_layout(table, limits);
}

/// Checks what the sheet shows otherwise than it stores.
fn check_layout(table: &Table, limits: &Limits) {
    assert!(table.merged().len() <= limits.merged_areas as usize);
    assert!(table.merged().is_sorted_by(|one, other| one < other), "an area twice");
    for area in table.merged().iter().chain(&table.filter()) {
        assert!(area.first_row > 0 && area.first_row <= area.last_row, "{area}");
        assert!(area.first_column <= area.last_column, "{area}");
        assert!(area.last_row <= limits.rows && area.last_column < limits.columns, "{area}");
    }
    assert!(table.hidden_columns().is_sorted_by(|one, other| one < other), "a column twice");
    assert!(table.hidden_columns().all(|column| column < table.width()));
    assert!(table.filtered_rows() <= table.hidden_rows());
}

/// Checks the cells of a row; returns the row's width.
fn check_row(row: &Row<'_>, limits: &Limits) -> u32 {
    let mut width = 0;
    for cell in row.cells() {
        let column = cell.column();
        assert!(column >= width, "column {column} after column {width}");
        assert!(column < limits.columns, "column {column}");
        if column > width {
            assert!(row.cell(column - 1).is_none(), "column {}", column - 1);
        }
        width = column + 1;
        let found = row.cell(column).map(|found| (found.source(), found.kind()));
        assert_eq!(found, Some((cell.source(), cell.kind())), "column {column}");

        let (source, text) = (cell.source(), cell.text());
        assert!(!source.is_empty() && !text.is_empty(), "an empty cell is stored");
        assert!(source.len() <= limits.cell_bytes as usize, "a cell of {} bytes", source.len());
        match cell.kind() {
            CellKind::Date => assert!(is_date(&text), "{text} is no date"),
            CellKind::Bool => assert!(text == "TRUE" || text == "FALSE", "{text} is no truth"),
            CellKind::Number => {
                assert_eq!(text, source);
                assert!(is_number(&text), "{text} is no number");
            }
            CellKind::Text | CellKind::Error => {
                assert_eq!(text, source);
                assert_eq!(cell.display(), None);
            }
        }
        assert_ne!(cell.display().as_deref(), Some(&*text), "a display that says nothing new");
    }
    assert!(width > 0, "row {} is blank and stored", row.number());
    width
}

/// Digits with a point, a sign and an exponent as they may be; not `inf`, not `1,5`.
fn is_number(text: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphabetic() && !matches!(letter, 'e' | 'E');
    text.parse::<f64>().is_ok() && !text.contains(letters)
}

/// The letters of ISO 8601 and at least one digit.
fn is_date(text: &str) -> bool {
    text.contains(|letter: char| letter.is_ascii_digit())
        && text.chars().all(|letter| letter.is_ascii_digit() || "-+:.,PYMDTHSZ".contains(letter))
}

/// Two readings of one sheet come to the same.
fn same(one: &Result<Table, Error>, other: &Result<Table, Error>, what: &str) {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            assert!(cells(one).eq(cells(other)), "{what}: other cells");
            assert_eq!((one.merged(), one.filter()), (other.merged(), other.filter()), "{what}");
            assert!(one.hidden_columns().eq(other.hidden_columns()), "{what}: other columns");
        }
        (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string(), "{what}"),
        (one, other) => panic!("{what}: {:?}, then {:?}", one.as_ref().err(), other.as_ref().err()),
    }
}

type Cell = (u32, bool, u32, CellKind, String, Option<String>);

/// All cells of a table, each with its row's number and visibility.
pub(crate) fn cells(table: &Table) -> impl Iterator<Item = Cell> {
    table.rows().flat_map(|row| {
        row.cells().map(move |cell| {
            let text = cell.text().into_owned();
            (row.number(), row.hidden(), cell.column(), cell.kind(), text, cell.display())
        })
    })
}

/// A source that answers a read with fewer bytes than it was asked for, as sources may.
struct Dribble {
    bytes: Cursor<Vec<u8>>,
    turn: usize,
}

impl Dribble {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: Cursor::new(bytes), turn: 0 }
    }
}

impl Read for Dribble {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        const SIZES: [usize; 5] = [1, 7, 64, 3, 300];
        self.turn += 1;
        let size = SIZES[self.turn % SIZES.len()].min(out.len());
        self.bytes.read(&mut out[..size])
    }
}

impl Seek for Dribble {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
