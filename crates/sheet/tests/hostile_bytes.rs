//! Whatever the bytes, a file is read or refused: nothing panics.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use importer_sheet::{Limits, Options, Workbook};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Opens and reads all sheets; what comes of it does not matter.
fn read(bytes: Vec<u8>) {
    let limits = Limits { unpacked_bytes: 16 << 20, rows: 1 << 16, ..Limits::default() };
    let Ok(mut workbook) =
        Workbook::open(Box::new(Cursor::new(bytes)), Options { limits, ..Options::default() })
    else {
        return;
    };
    for sheet in 0..workbook.info().sheets.len() {
        if let Ok(table) = workbook.read(sheet, &mut |_| ControlFlow::Continue(())) {
            for row in table.rows() {
                row.cells().for_each(|cell| drop((cell.kind(), cell.text().into_owned(), cell.display())));
            }
        }
    }
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Text of the words a format is made of, in any order.
fn shuffled(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop_oneof![8 => proptest::sample::select(words).prop_map(str::to_owned), 1 => ".{0,4}"];
    proptest::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

const HTML: &[&str] = &[
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<tr hidden",
    "<td>",
    "</td>",
    "<td colspan=1000>",
    "<td rowspan=3>",
    "<td x:num='1'>",
    "<th",
    ">",
    "<br>",
    "<p>",
    "<script>",
    "</script>",
    "<caption>",
    "<!--",
    "-->",
    "&nbsp;",
    "&#x",
    "<x:Name>",
    "a",
    "щ",
    "\"",
    "'",
    "<",
    "=",
];
const SPREADSHEETML: &[&str] = &[
    "<Worksheet ss:Name='A'>",
    "<Table>",
    "<Row>",
    "<Row ss:Index='4294967295' ss:Span='9'>",
    "</Row>",
    "<Cell>",
    "<Cell ss:Index='4294967295'>",
    "<Cell ss:Index='0' ss:MergeAcross='4294967295'>",
    "</Cell>",
    "<Data ss:Type='Number'>",
    "<Data ss:Type='DateTime'>",
    "</Data>",
    "<Comment>",
    "</Comment>",
    "1",
    "T00:00:00",
    "<Style ss:ID='a' ss:Parent='a'>",
    "<NumberFormat ss:Format='00000'/>",
    "<Visible>SheetHidden</Visible>",
    "<![CDATA[",
];
const ODS: &[&str] = &[
    "<table:table table:name='A'>",
    "</table:table>",
    "<table:table-row>",
    "</table:table-row>",
    "<table:table-column/>",
    "<table:table-row table:number-rows-repeated='99999999999999999999'>",
    "<table:table-cell office:value-type='float' office:value='1'>",
    "<table:table-cell table:number-columns-repeated='18446744073709551615' office:value-type='string'>",
    "</table:table-cell>",
    "<table:covered-table-cell/>",
    "<text:p>",
    "</text:p>",
    "<text:s text:c='18446744073709551615'/>",
    "<text:tab/>",
    "a",
    "<office:annotation>",
    "</office:annotation>",
    "<number:number-style style:name='N1'>",
    "</number:number-style>",
    "<number:number number:min-integer-digits='5' number:decimal-places='18446744073709551615'/>",
    "<style:style style:name='a' style:family='table-cell' style:data-style-name='N1'>",
    "</style:style>",
    "&#",
    "<!--",
];

/// Records of a binary part, their bodies of any length.
fn records() -> impl Strategy<Value = Vec<u8>> {
    let kinds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 19, 44, 47, 62, 145, 146, 153, 156, 617, 618_u16];
    let kind = proptest::sample::select(kinds.to_vec());
    let record = (kind, proptest::collection::vec(prop_oneof![3 => 0..4_u8, 1 => any::<u8>()], 0..24))
        .prop_map(|(kind, body)| {
            let mut record =
                if kind < 128 { vec![kind as u8] } else { vec![(kind & 127) as u8 | 128, (kind >> 7) as u8] };
            record.push(body.len() as u8);
            record.extend(body);
            record
        });
    proptest::collection::vec(record, 0..20).prop_map(|records| records.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages(words in shuffled(HTML)) {
        read(format!("<html>{words}").into_bytes());
    }

    #[test]
    fn spreadsheetml(words in shuffled(SPREADSHEETML)) {
        read(format!("<?xml version='1.0'?><Workbook>{words}").into_bytes());
    }

    #[test]
    fn ods(words in shuffled(ODS)) {
        let mimetype = b"application/vnd.oasis.opendocument.spreadsheet";
        read(archive(&[("mimetype", mimetype), ("content.xml", words.as_bytes()), ("styles.xml", words.as_bytes())]));
    }

    #[test]
    fn xlsb(cells in records(), strings in records(), styles in records()) {
        let relationships = b"<Relationships><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"s.bin\"/></Relationships>";
        // One sheet: visible, number 1, relationship `r`, name `A`.
        let workbook = [156, 1, 20, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, b'r', 0, 1, 0, 0, 0, b'A', 0];
        read(archive(&[
            ("xl/workbook.bin", &workbook), ("xl/_rels/workbook.bin.rels", relationships), ("xl/s.bin", &cells),
            ("xl/sharedStrings.bin", &strings), ("xl/styles.bin", &styles),
        ]));
    }

    #[test]
    fn text(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(bytes);
    }
}

/// Workbooks of the corpus with a few bytes changed, the same ones in each run.
#[test]
fn damaged_workbooks() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("IMPORTER_CORPUS").map_or(beside, PathBuf::from);
    if !corpus.is_dir() {
        println!("no corpus: set IMPORTER_CORPUS to a folder of workbooks to damage them");
        return;
    }
    let (mut random, mut read_in_all, mut failures) = (1_u64, 0, Vec::new());
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below.max(1)
    };
    for folder in ["calamine", "poi"] {
        let mut paths: Vec<_> = std::fs::read_dir(corpus.join(folder))
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|kind| kind == "xls")) {
            let sound = std::fs::read(path).unwrap();
            if sound.len() > 64 << 10 {
                continue;
            }
            for _ in 0..8 {
                let mut bytes = sound.clone();
                for _ in 0..=next(8) {
                    let at = next(bytes.len());
                    bytes[at] = [0, 1, 0x7F, 0xFF, bytes[at] ^ 0x10][next(5)];
                }
                read_in_all += 1;
                if catch_unwind(AssertUnwindSafe(|| read(bytes))).is_err() {
                    failures.push(path.file_name().unwrap().to_string_lossy().into_owned());
                }
            }
        }
    }
    println!("{read_in_all} damaged workbooks read or refused");
    assert!(failures.is_empty(), "{failures:#?}");
}
