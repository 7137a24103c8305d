//! Inputs that once broke a promise of reading, as small as they can be; the fuzz targets found them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic in a test is the report")]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use importer_sheet::{Options, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The first sheet's cells on one line (`A1 text Anna`), or the error.
fn check(bytes: &[u8], expected: &str) {
    let read = || {
        let mut workbook = Workbook::open(Box::new(Cursor::new(bytes.to_vec())), Options::default())?;
        workbook.read(0, &mut |_| ControlFlow::Continue(()))
    };
    let outcome = match read() {
        Ok(table) => {
            let cells = table.rows().flat_map(|row| {
                row.cells().map(move |cell| {
                    let (column, kind) = (cell.column() + 1, cell.kind().code());
                    format!("R{}C{column} {kind} {}", row.number(), cell.text())
                })
            });
            cells.collect::<Vec<_>>().join("; ")
        }
        Err(error) => format!("! {error}"),
    };
    assert_eq!(outcome, expected, "{}", bytes.escape_ascii());
}

#[test]
fn open_document_values_that_are_not_what_their_type_says_are_text() {
    for (attributes, expected) in [
        ("'boolean' office:boolean-value='true'", "bool TRUE"),
        ("'boolean' office:boolean-value='maybe'", "text MAYBE"),
        ("'float' office:value='-1.50E+3'", "number -1.50E+3"),
        ("'float' office:value='1,5'", "text 1,5"),
        ("'float' office:value='inf'", "text inf"),
        ("'date' office:date-value='2026-09-30'", "date 2026-09-30"),
        ("'date' office:date-value='tomorrow'", "text tomorrow"),
    ] {
        let content = format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name='A'>\
             <table:table-row><table:table-cell office:value-type={attributes}/></table:table-row>\
             </table:table></office:spreadsheet></office:body></office:document-content>"
        );
        let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
        let file = archive(&[("mimetype", mimetype), ("content.xml", content.as_bytes())]);
        check(&file, &format!("R1C1 {expected}"));
    }
}

#[test]
fn values_of_spreadsheetml_that_are_not_what_their_type_says_are_text() {
    for (kind, value, expected) in [
        ("Number", "1E3", "number 1E3"),
        ("Number", "1:3", "text 1:3"),
        ("Number", "12‰", "text 12‰"),
        ("DateTime", "2026-09-30T22:37:00.000", "date 2026-09-30T22:37:00"),
        ("DateTime", "2026П09-30", "text 2026П09-30"),
        ("Boolean", "1", "bool TRUE"),
        ("Boolean", "maybe", "text maybe"),
    ] {
        let file = format!(
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
             xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"A\"><Table><Row><Cell>\
             <Data ss:Type=\"{kind}\">{value}</Data></Cell></Row></Table></Worksheet></Workbook>"
        );
        check(file.as_bytes(), &format!("R1C1 {expected}"));
    }
}

#[test]
fn numbers_that_are_none_are_errors() {
    for (number, expected) in
        [(1.5, "number 1.5"), (f64::NAN, "error #NUM!"), (f64::NEG_INFINITY, "error #NUM!")]
    {
        check(&xls(&[(0, 0, number)]), &format!("R1C1 {expected}"));
        check(&xlsb(number), &format!("R1C1 {expected}"));
    }
}

#[test]
fn an_xls_has_256_columns() {
    check(&xls(&[(0, 0, 1.0), (9, 255, 2.0)]), "R1C1 number 1; R10C256 number 2");
    check(&xls(&[(0, 0, 1.0), (9, 256, 2.0)]), "! limit exceeded: columns is 257, allowed are 256");
}

#[test]
fn padding_after_an_xls_without_an_end_is_no_record() {
    let bof = b"\x09\x08\x10\0\0\x05\x05\0\xFE\xFF\xFF\xFF\0\x18\0\0\0\0\x18\x18";
    let sheet = b"\x85\0\x09\0\0\0\0\0\0\0\x01S\0";
    for padding in [&b""[..], b"\x18", b"\x18\0", b"\x18\0\x0A"] {
        check(&[bof, padding].concat(), "! the workbook has no worksheets");
        check(&[bof, &sheet[..], padding].concat(), "");
    }
}

/// A BIFF8 stream with these numbers at row and column.
fn xls(numbers: &[(u16, u16, f64)]) -> Vec<u8> {
    let record = |kind: u16, content: &[u8]| {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), content].concat()
    };
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let globals = |start: u32| {
        let sheet = [&start.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
        [bof(5), record(0x0085, &sheet), end.clone()].concat()
    };
    let cells = numbers.iter().flat_map(|&(row, column, number)| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[place, number.to_le_bytes().to_vec()].concat())
    });
    let start = u32::try_from(globals(0).len()).unwrap();
    [globals(start), bof(16), cells.collect(), end.clone()].concat()
}

/// An xlsb with this number at A1.
fn xlsb(number: f64) -> Vec<u8> {
    let workbook =
        b"\x83\x01\0\x8F\x01\0\x9C\x01\x14\0\0\0\0\x01\0\0\0\x01\0\0\0r\0\x01\0\0\0S\0\x90\x01\0\x84\x01\0";
    let row = [&[0, 17][..], &[0; 17]].concat();
    let cell = [&[5, 16][..], &[0; 8], &number.to_le_bytes()].concat();
    let sheet = [b"\x81\x01\0\x91\x01\0".as_slice(), &row, &cell, b"\x92\x01\0\x82\x01\0"].concat();
    let relationships = b"<Relationships><Relationship Id='r' Target='sheet.bin' \
        Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'/></Relationships>";
    archive(&[
        ("xl/workbook.bin", workbook),
        ("xl/_rels/workbook.bin.rels", relationships),
        ("xl/sheet.bin", &sheet),
    ])
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
