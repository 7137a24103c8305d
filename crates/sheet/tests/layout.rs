//! What a sheet shows otherwise than it stores, in every format that can say so: merged cells, hidden
//! columns, filters.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::fs::File;
use std::io::{BufReader, Cursor, Write};
use std::ops::ControlFlow;
use std::path::Path;

use importer_sheet::{Area, Options, Source, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The first sheet's merged areas, hidden columns, filter, and hidden rows with those a filter hides.
fn layout(source: Box<dyn Source>) -> String {
    let mut workbook = Workbook::open(source, Options::default()).unwrap();
    let table = workbook.read(0, &mut |_| ControlFlow::Continue(())).unwrap();
    let merged: Vec<String> = table.merged().iter().map(Area::to_string).collect();
    let hidden: Vec<u32> = table.hidden_columns().collect();
    let filter = table.filter().map_or("none".to_owned(), |area| area.to_string());
    let (rows, filtered) = (table.hidden_rows(), table.filtered_rows());
    format!("merged {} hidden {hidden:?} filter {filter} rows {rows}/{filtered}", merged.join(","))
}

fn check(content: &str, expected: &str) {
    assert_eq!(layout(Box::new(Cursor::new(content.as_bytes().to_vec()))), expected, "{content}");
}

#[test]
fn saved_by_libreoffice() {
    for name in ["libreoffice-layout.xlsx", "libreoffice-layout.ods", "libreoffice-layout.xls"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
        let found = layout(Box::new(BufReader::new(File::open(path).unwrap())));
        assert_eq!(found, "merged B3:B5,D7:E8 hidden [2, 3] filter A1:E9 rows 4/3", "{name}");
    }
}

#[test]
fn html() {
    check(
        "<table><col><col span=2 style='display:none;width:1pt'><tr><td colspan=2>a<td rowspan=3>b<td>c\
         <tr><td rowspan=2 colspan=2>d<td>e<tr><td>f</table>",
        "merged A1:B1,C1:C3,A2:B3 hidden [1, 2] filter none rows 0/0",
    );
    check("<table><tr><td colspan=1>a<td rowspan=0>b</table>", "merged  hidden [] filter none rows 0/0");
}

#[test]
fn spreadsheetml() {
    let sheet = |table: &str, after: &str| {
        format!(
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' \
             xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='A'><Table>{table}\
             </Table>{after}</Worksheet></Workbook>"
        )
    };
    let rows = "<Column/><Column ss:Index='3' ss:Hidden='1' ss:Span='1'/><Column ss:Hidden='1'/>\
        <Row><Cell ss:MergeAcross='1'><Data ss:Type='String'>a</Data></Cell>\
        <Cell><Data ss:Type='String'>c</Data></Cell><Cell/><Cell><Data ss:Type='String'>e</Data></Cell></Row>\
        <Row ss:Hidden='1'><Cell ss:MergeDown='2'><Data ss:Type='String'>b</Data></Cell></Row>";
    let filter = "<AutoFilter x:Range='R1C1:R9C3' xmlns='urn:schemas-microsoft-com:office:excel'>";
    check(
        &sheet(rows, &format!("{filter}</AutoFilter>")),
        "merged A1:B1,A2:A4 hidden [2, 3, 4] filter A1:C9 rows 1/0",
    );
    check(
        &sheet(rows, &format!("{filter}<AutoFilterColumn x:Type='NonBlanks'/></AutoFilter>")),
        "merged A1:B1,A2:A4 hidden [2, 3, 4] filter A1:C9 rows 1/1",
    );
}

/// A workbook of these parts.
fn package(parts: &[(&str, Vec<u8>)]) -> Box<dyn Source> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    Box::new(Cursor::new(writer.finish().unwrap().into_inner()))
}

/// An xlsx whose sheet has these elements beside its rows; and the part of a list.
fn xlsx(before: &str, after: &str, list: &str) -> String {
    let row = |number: u32, hidden: &str| {
        format!("<row r='{number}'{hidden}><c r='A{number}'><v>1</v></c><c r='D{number}'><v>1</v></c></row>")
    };
    let rows = [row(1, ""), row(2, " hidden='1'"), row(3, ""), row(9, " hidden='1'")].concat();
    let sheet = format!("<worksheet>{before}<sheetData>{rows}</sheetData>{after}</worksheet>");
    layout(package(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name='A'/></sheets></workbook>".into()),
        ("xl/worksheets/sheet1.xml", sheet.into()),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            "<Relationships><Relationship Id='1' Type='x/table' Target='../tables/t.xml'/></Relationships>"
                .into(),
        ),
        ("xl/tables/t.xml", format!("<table ref='A1:D3'>{list}</table>").into()),
    ]))
}

#[test]
fn office_open_xml() {
    let cases = [
        ("", "", "", "merged  hidden [] filter none rows 2/0"),
        (
            "<cols><col min='2' max='3' hidden='1'/><col min='4' max='16384' width='0' customWidth='1'/>\
             <col min='1' max='1' width='9'/><col min='0' max='3' hidden='1'/></cols>",
            "<mergeCells count='9'><mergeCell ref='B2:A1'/><mergeCell ref='C1'/><mergeCell ref='?'/>\
             <mergeCell/></mergeCells>",
            "",
            "merged A1:B2 hidden [1, 2, 3] filter none rows 2/0",
        ),
        // Buttons alone hide nothing.
        (
            "",
            "<autoFilter ref='A1:D5'><filterColumn colId='0' hiddenButton='1'/></autoFilter>",
            "",
            "merged  hidden [] filter A1:D5 rows 2/0",
        ),
        (
            "",
            "<x:autoFilter ref='$A$1:$D$5'><x:filterColumn colId='0'><x:filters><x:filter val='1'/></x:filters>\
             </x:filterColumn><x:sortState/></x:autoFilter>",
            "<autoFilter ref='A1:D3'/>",
            "merged  hidden [] filter A1:D5 rows 2/1",
        ),
        (
            "",
            "",
            "<autoFilter ref='A1:D9'><filterColumn><top10/></filterColumn></autoFilter>",
            "merged  hidden [] filter A1:D9 rows 2/2",
        ),
    ];
    for (before, after, list, expected) in cases {
        assert_eq!(xlsx(before, after, list), expected, "{before}{after}{list}");
    }
}

/// Found by fuzzing: a list cut off after its filter said where that is or not, depending on how much
/// was read at once.
#[test]
fn a_damaged_list_says_nothing() {
    for end in ["</wrong>", "<a"] {
        let list = format!("<autoFilter ref='A1:D9'/>{end}");
        assert_eq!(xlsx("", "", &list), "merged  hidden [] filter none rows 2/0", "{end}");
    }
}

#[test]
fn rows_out_of_order_keep_it() {
    let sheet = "<worksheet><sheetData><row r='5'><c r='A5'><v>1</v></c></row><row r='2'><c r='B2'><v>1</v></c>\
        </row></sheetData><mergeCells><mergeCell ref='A5:A6'/></mergeCells></worksheet>";
    let found = layout(package(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name='A'/></sheets></workbook>".into()),
        ("xl/worksheets/sheet1.xml", sheet.into()),
    ]));
    assert_eq!(found, "merged A5:A6 hidden [] filter none rows 0/0");
}

#[test]
fn xlsb() {
    fn record(kind: u16, body: &[u32]) -> Vec<u8> {
        let kind =
            if kind < 128 { vec![kind as u8] } else { vec![(kind & 127) as u8 | 128, (kind >> 7) as u8] };
        let body: Vec<u8> = body.iter().flat_map(|number| number.to_le_bytes()).collect();
        [kind, vec![body.len() as u8], body].concat()
    }
    let text = |letter: u8| vec![1, 0, 0, 0, letter, 0];
    let sheet = [vec![156 & 127 | 128, 1, 20], vec![0; 4], vec![1, 0, 0, 0], text(b'r'), text(b'A')].concat();
    let records = [
        record(60, &[1, 2, 0, 0, 1]),
        record(60, &[3, 3, 0, 0, 0]),
        record(0, &[0, 0, 0, 0]),
        record(2, &[3, 0, 6]),
        record(0, &[4, 0, 0x1000_0000, 0]),
        record(2, &[3, 0, 6]),
        record(146, &[]),
        record(161, &[0, 6, 0, 3]),
        record(163, &[0]),
        record(162, &[]),
        record(176, &[0, 1, 0, 1]),
        record(176, &[0]),
    ];
    let found = layout(package(&[
        ("xl/workbook.bin", sheet),
        (
            "xl/_rels/workbook.bin.rels",
            "<Relationships><Relationship Id='r' Type='x/worksheet' Target='s.bin'/></Relationships>".into(),
        ),
        ("xl/s.bin", records.concat()),
    ]));
    assert_eq!(found, "merged A1:B2 hidden [1, 2] filter A1:D7 rows 1/1");
}
