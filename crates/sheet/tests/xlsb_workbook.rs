//! xlsb, record by record: kinds of cells, number formats, hidden rows and sheets, 1904.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use importer_sheet::{Error, Options, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn record(kind: u16, body: &[&[u8]]) -> Vec<u8> {
    let kind = if kind < 128 { vec![kind as u8] } else { vec![(kind & 127) as u8 | 128, (kind >> 7) as u8] };
    let body = body.concat();
    [kind, vec![body.len() as u8], body].concat()
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let count = (units.len() as u32).to_le_bytes().to_vec();
    [count, units.into_iter().flat_map(u16::to_le_bytes).collect()].concat()
}

fn row(number: u32, flags: u8) -> Vec<u8> {
    record(0, &[&number.to_le_bytes(), &[0; 7], &[flags], &[0; 5]])
}

fn cell(kind: u16, column: u32, style: u8, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes(), &[style, 0, 0, 0], value])
}

/// A workbook with the sheet `A`, of this visibility, that holds these records.
fn workbook(visibility: u32, flags: u32, cells: &[Vec<u8>]) -> Result<Workbook, Error> {
    let list = [
        record(153, &[&flags.to_le_bytes(), &[0; 8]]),
        record(156, &[&visibility.to_le_bytes(), &[1, 0, 0, 0], &text("r"), &text("A")]),
    ];
    let strings = [record(19, &[&[0], &text("щука")])];
    let style = |format: u16| record(47, &[&[0xFF, 0xFF], &format.to_le_bytes(), &[0; 12]]);
    let styles = [
        record(44, &[&164_u16.to_le_bytes(), &text("00000")]),
        record(626, &[]),
        // A style of a named style, which no cell refers to.
        style(14),
        record(617, &[&[3, 0, 0, 0]]),
        style(0),
        style(164),
        style(14),
        record(618, &[]),
    ];
    let relationships = "<Relationships><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"worksheets/s.bin\"/></Relationships>";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/workbook.bin", list.concat()),
        ("xl/_rels/workbook.bin.rels", relationships.into()),
        ("xl/worksheets/S.bin", cells.concat()),
        ("xl/sharedStrings.bin", strings.concat()),
        ("xl/styles.bin", styles.concat()),
    ] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&content).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    Workbook::open(Box::new(Cursor::new(bytes)), Options::default())
}

/// Cells as `row column kind text`, with what is displayed after `=`, hidden rows with `-`.
fn check(flags: u32, cells: &[Vec<u8>], expected: &[&str]) {
    let table = workbook(0, flags, cells).unwrap().read(0, &mut |_| ControlFlow::Continue(())).unwrap();
    let found = table.rows().flat_map(|row| {
        row.cells().map(move |cell| {
            let hidden = if row.hidden() { "-" } else { "" };
            let display = cell.display().map_or(String::new(), |display| format!("={display}"));
            let (kind, text) = (cell.kind().code(), cell.text());
            format!("{hidden}{} {} {kind} {text}{display}", row.number(), cell.column())
        })
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn every_kind_of_cell() {
    let number = |number: f64| number.to_le_bytes();
    check(
        0,
        &[
            row(0, 0),
            cell(1, 0, 0, &[]),
            cell(2, 1, 0, &(123_u32 << 2 | 2).to_le_bytes()),
            cell(3, 2, 0, &[0x2A]),
            cell(4, 3, 0, &[1]),
            cell(5, 4, 0, &number(1.5)),
            cell(6, 5, 0, &text("a")),
            cell(7, 6, 0, &[0, 0, 0, 0]),
            row(2, 0),
            cell(8, 0, 0, &text("b")),
            cell(9, 1, 0, &number(26_203_292_189.0)),
            cell(10, 2, 0, &[0]),
            cell(11, 3, 0, &[7]),
            cell(62, 4, 0, &[&[1], &text("rich")[..]].concat()),
        ],
        &[
            "1 1 number 123",
            "1 2 error #N/A",
            "1 3 bool TRUE",
            "1 4 number 1.5",
            "1 5 text a",
            "1 6 text щука",
            "3 0 text b",
            "3 1 number 26203292189",
            "3 2 bool FALSE",
            "3 3 error #DIV/0!",
            "3 4 text rich",
        ],
    );
}

/// Cells that leave out their column stand after the one before, a blank one too.
#[test]
fn short_cells_follow_each_other() {
    let short = |kind: u16, style: u8, value: &[u8]| record(kind, &[&[style, 0, 0, 0], value]);
    let seven = (7_u32 << 2 | 2).to_le_bytes();
    check(
        0,
        &[
            row(0, 0),
            short(13, 1, &seven),
            short(12, 0, &[]),
            short(14, 0, &[0x17]),
            cell(1, 5, 0, &[]),
            short(15, 0, &[1]),
            short(16, 0, &1.5_f64.to_le_bytes()),
            short(17, 0, &text("ж")),
            row(1, 0),
            short(18, 0, &[0, 0, 0, 0]),
        ],
        &[
            "1 0 number 7=00007",
            "1 2 error #REF!",
            "1 6 bool TRUE",
            "1 7 number 1.5",
            "1 8 text ж",
            "2 0 text щука",
        ],
    );
}

#[test]
fn number_formats_and_hidden_rows() {
    let seven = (7_u32 << 2 | 2).to_le_bytes();
    let day = (45_000_u32 << 2 | 2).to_le_bytes();
    let cells =
        [row(0, 0x10), cell(2, 0, 1, &seven), row(1, 0x20), cell(2, 0, 2, &day), cell(2, 1, 9, &seven)];
    check(0, &cells, &["-1 0 number 7=00007", "2 0 date 2023-03-15", "2 1 number 7"]);
    check(1, &cells, &["-1 0 number 7=00007", "2 0 date 2027-03-16", "2 1 number 7"]);
}

#[test]
fn sheets_know_whether_they_are_hidden() {
    for (state, expected) in [(0, "Visible"), (1, "Hidden"), (2, "VeryHidden")] {
        let workbook = workbook(state, 0, &[]).unwrap();
        let sheets: Vec<_> = workbook
            .info()
            .sheets
            .iter()
            .map(|sheet| format!("{} {:?}", sheet.name, sheet.visibility))
            .collect();
        assert_eq!(sheets, [format!("A {expected}")]);
    }
}

#[test]
fn damage_is_named() {
    for cells in [vec![row(0, 0), cell(7, 0, 0, &[1, 0, 0, 0])], vec![row(1, 0), row(0, 0)]] {
        let read = workbook(0, 0, &cells).unwrap().read(0, &mut |_| ControlFlow::Continue(()));
        assert!(matches!(read, Err(Error::Damaged(_))), "{cells:?}");
    }
    let far = workbook(0, 0, &[row(u32::MAX, 0)]).unwrap().read(0, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(far, Err(Error::Limit { .. })));
}
