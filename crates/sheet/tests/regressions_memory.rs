//! What a file asks for is not what it gets: a hostile file of some 10 kB cannot make reading take
//! memory out of proportion to what it really holds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a panic in a test is the report"
)]
#![expect(unsafe_code, reason = "memory is counted by an allocator")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use importer_sheet::{Error, Options, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The system's allocator, with the bytes in use and the most there ever were.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        PEAK.fetch_max(IN_USE.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Windows and buffers, whatever the file.
const BUFFERS: usize = 3 << 20;
/// What OpenDocument may unfold besides, in vectors that grow: a value repeated down a column is what
/// people's files have.
const UNFOLDED: usize = 32 << 20;
/// What 10 kB of xls may claim besides: rows of two cells, 256 columns apart.
const RECTANGLE: usize = 8 << 20;
/// Bytes in memory for one byte the file holds once it is unpacked. A shared string takes 8 where
/// the shortest that is written takes 5, and a vector that grows holds three times what it needs.
const PER_BYTE: usize = 6;

/// Opens the file, reads every sheet, and holds the most memory in use against what is unpacked.
fn check(name: &str, bytes: &[u8], unpacked: usize) {
    let free = match name.split_once(',') {
        Some(("ods", _)) => BUFFERS + UNFOLDED,
        Some(("xls", _)) => BUFFERS + RECTANGLE,
        _ => BUFFERS,
    };
    let before = IN_USE.load(Relaxed);
    PEAK.store(before, Relaxed);
    let outcome = read(bytes).map_or_else(|error| error.to_string(), |cells| format!("{cells} cells"));
    let peak = PEAK.load(Relaxed) - before;
    println!("{name}: {} bytes, {unpacked} unpacked, {peak} in memory: {outcome}", bytes.len());
    let most = free + PER_BYTE * unpacked;
    assert!(peak <= most, "{name}: {peak} bytes in memory, {most} would do ({outcome})");
}

fn read(bytes: &[u8]) -> Result<usize, Error> {
    let mut workbook = Workbook::open(Box::new(Cursor::new(bytes.to_vec())), Options::default())?;
    let mut cells = 0;
    for sheet in 0..workbook.info().sheets.len() {
        let table = workbook.read(sheet, &mut |_| ControlFlow::Continue(()))?;
        cells += table.rows().map(|row| row.cells().count()).sum::<usize>();
    }
    Ok(cells)
}

// One test: others beside it would be counted, too.
#[test]
fn memory_is_in_proportion_to_what_a_file_holds() {
    xlsx();
    ods();
    xls();
    xlsb();
    text();
    damaged_containers();
}

fn xlsx() {
    let one = "<row r='1'><c r='A1'><v>1</v></c></row>";
    let bombs = [
        ("sheet of rows", rows(&"<row><c><v>1</v></c></row>".repeat(60_000)), "<sst/>".to_owned()),
        ("sheet of blank rows", rows(&"<row/>".repeat(200_000)), "<sst/>".to_owned()),
        (
            "sheet of one text",
            rows(&format!("<row><c t='str'><v>{}</v></c></row>", "x".repeat(2 << 20))),
            "<sst/>".to_owned(),
        ),
        ("shared strings", rows(one), format!("<sst>{}</sst>", "<si/>".repeat(400_000))),
        ("one shared string", rows(one), format!("<sst><si><t>{}</t></si></sst>", "x".repeat(2 << 20))),
        ("one comment", rows(&format!("<!--{}-->{one}", "x".repeat(2 << 20))), "<sst/>".to_owned()),
        ("one tag", format!("<worksheet a='{}'/>", "x".repeat(2 << 20)), "<sst/>".to_owned()),
        ("nesting", "<a>".repeat(50_000), "<sst/>".to_owned()),
        (
            "far cells",
            rows(
                "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
            ),
            "<sst/>".to_owned(),
        ),
        (
            "a dimension that lies",
            format!("<worksheet><dimension ref='A1:XFD1048576'/><sheetData>{one}</sheetData></worksheet>"),
            "<sst/>".to_owned(),
        ),
        (
            "a count of strings that lies",
            rows("<row><c t='s'><v>4294967294</v></c></row>"),
            "<sst count='4294967295' uniqueCount='4294967295'><si><t>a</t></si></sst>".to_owned(),
        ),
        (
            "a number with a great exponent",
            rows("<row><c s='1'><v>1E999999999</v></c><c s='1'><v>1E-999999999</v></c></row>"),
            "<sst/>".to_owned(),
        ),
    ];
    for (name, sheet, strings) in bombs {
        let unpacked = sheet.len() + strings.len();
        check(&format!("xlsx, {name}"), &workbook(&sheet, &strings), unpacked);
    }
}

fn ods() {
    let cell = "<table:table-cell table:number-columns-repeated='16384' office:value-type='float' office:value='1'><text:p>1</text:p></table:table-cell>";
    for (name, content) in [
        ("repeated rows of repeated cells", format!("<table:table-row table:number-rows-repeated='1048576'>{cell}</table:table-row>")),
        ("many rows of repeated cells", format!("<table:table-row>{cell}</table:table-row>").repeat(500)),
        (
            "a cell after blank repeated ones",
            "<table:table-row table:number-rows-repeated='1048575'><table:table-cell table:number-columns-repeated='16384'/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated='16383'/><table:table-cell office:value-type='float' office:value='1'/></table:table-row>".to_owned(),
        ),
        (
            "a text of repeated spaces",
            "<table:table-row><table:table-cell office:value-type='string'><text:p>a<text:s text:c='4000000000'/></text:p></table:table-cell></table:table-row>".to_owned(),
        ),
        ("one text", format!("<table:table-row><table:table-cell><text:p>{}", "x".repeat(2 << 20))),
        ("nesting", "<table:table-row>".repeat(50_000)),
    ] {
        let content = format!("<office:document-content><office:body><office:spreadsheet><table:table table:name='A'>{content}</table:table></office:spreadsheet></office:body></office:document-content>");
        let file = archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())]);
        check(&format!("ods, {name}"), &file, content.len());
    }
}

fn xls() {
    let record = |kind: u16, content: &[u8]| {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), content].concat()
    };
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
    let number = |row: u16, column: u16| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[place, 1.0_f64.to_le_bytes().to_vec()].concat())
    };
    let stream = |globals: &[u8], cells: &[u8]| {
        let head = |start: u32| {
            [
                bof(5),
                record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat()),
                globals.to_vec(),
                record(0x000A, &[]),
            ]
            .concat()
        };
        let start = u32::try_from(head(0).len()).unwrap();
        [head(start), bof(16), cells.to_vec(), record(0x000A, &[])].concat()
    };
    let dimensions =
        record(0x0200, &[[0, 0], [0, 0], [0xFF; 2], [0xFF; 2], [0, 0], [0xFF; 2], [0, 0]].concat());
    let strings = record(0x00FC, &[[0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0x7F]].concat());
    for (name, file) in [
        ("a dimension that lies", stream(&[], &[dimensions, number(0, 0)].concat())),
        ("far cells", stream(&[], &[number(0, 0), number(65_535, 255)].concat())),
        ("very far cells", stream(&[], &[number(0, 0), number(65_535, 65_535)].concat())),
        (
            "far cells in many rows",
            stream(&[], &(0..500).flat_map(|row| number(row * 131, row % 256)).collect::<Vec<_>>()),
        ),
        ("a count of strings that lies", stream(&strings, &number(0, 0))),
        (
            "a text whose length lies",
            stream(
                &record(
                    0x00FC,
                    &[1, 0, 0, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0x0C, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
                ),
                &number(0, 0),
            ),
        ),
    ] {
        check(&format!("xls, {name}"), &file, file.len());
    }
}

fn xlsb() {
    const TEXT_OF_ANY_LENGTH: [u8; 4] = [0xFF, 0xFF, 0xFF, 0x7F];
    let part = |records: &[(&[u8], &[u8])]| {
        records.iter().map(|(head, content)| [*head, content].concat()).collect::<Vec<_>>().concat()
    };
    let bundle = [&[0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, b'r', 0, 1, 0, 0, 0, b'S', 0][..]].concat();
    let book = part(&[
        (&[0x83, 1, 0], &[]),
        (&[0x8F, 1, 0], &[]),
        (&[0x9C, 1, 20], &bundle),
        (&[0x90, 1, 0], &[]),
        (&[0x84, 1, 0], &[]),
    ]);
    let row: (&[u8], &[u8]) = (&[0, 17], &[0; 17]);
    let begin: [(&[u8], &[u8]); 2] = [(&[0x81, 1, 0], &[]), (&[0x91, 1, 0], &[])];
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relationships = format!(
        "<Relationships><Relationship Id='r' Type='{kind}/worksheet' Target='s.bin'/><Relationship Id='t' Type='{kind}/sharedStrings' Target='t.bin'/></Relationships>"
    );
    for (name, sheet, strings) in [
        (
            "a record whose length lies",
            part(&[begin[0], begin[1], (&[6, 0xFF, 0xFF, 0xFF, 0x7F], &[])]),
            Vec::new(),
        ),
        (
            "a text whose length lies",
            part(&[begin[0], begin[1], row, (&[6, 12], &[[0; 8].as_slice(), &TEXT_OF_ANY_LENGTH].concat())]),
            Vec::new(),
        ),
        (
            "a count of strings that lies",
            part(&begin),
            part(&[
                (&[0x9F, 1, 8], &[TEXT_OF_ANY_LENGTH, TEXT_OF_ANY_LENGTH].concat()),
                (&[0x13, 5], &[0, 0, 0, 0, 0]),
            ]),
        ),
        (
            "a dimension that lies",
            part(&[
                begin[0],
                (&[0x94, 1, 16], &[[0; 4], [0xFF, 0xFF, 0x0F, 0], [0; 4], [0xFF, 0x3F, 0, 0]].concat()),
                begin[1],
                row,
                (&[2, 12], &[0; 12]),
            ]),
            Vec::new(),
        ),
    ] {
        let unpacked = sheet.len() + strings.len();
        let file = archive(&[
            ("xl/workbook.bin", &book),
            ("xl/_rels/workbook.bin.rels", relationships.as_bytes()),
            ("xl/s.bin", &sheet),
            ("xl/t.bin", &strings),
        ]);
        check(&format!("xlsb, {name}"), &file, unpacked);
    }
}

fn text() {
    for (name, text) in [
        ("one quote", format!("\"{}", "x,\n".repeat(4_000))),
        ("quotes alone", "\"".repeat(10_000)),
        ("delimiters alone", ",".repeat(10_000)),
        ("line ends alone", "\n".repeat(10_000)),
        ("UTF-16 that breaks off", format!("\u{FEFF}{}", "a;\n".repeat(3_000))),
        ("spans of a table", "<table><tr><td colspan=99999999 rowspan=99999999>x</td></tr><tr><td>y</table>".to_owned()),
        ("many spans", format!("<table>{}</table>", "<tr><td colspan=60 rowspan=65534>x".repeat(250))),
        ("nested tables", "<table><tr><td>".repeat(700)),
        (
            "far cells of XML of 2003",
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='A'><Table ss:ExpandedRowCount='4294967295'><Row ss:Index='1048576'><Cell ss:Index='16384' ss:MergeAcross='99999999'><Data ss:Type='String'>x</Data></Cell></Row></Table></Worksheet></Workbook>".to_owned(),
        ),
    ] {
        check(&format!("text, {name}"), text.as_bytes(), text.len());
    }
}

fn damaged_containers() {
    let mut compound = vec![0; 10_240];
    compound[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    compound[30] = 9;
    // Every count and every list of sectors: as many as can be said, all of them the first sector.
    for (at, value) in [(44, u32::MAX), (64, u32::MAX), (72, u32::MAX)] {
        compound[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    check("compound file, counts that lie", &compound, compound.len());
    // The end of a zip64 archive that claims 2^60 entries.
    let mut zip = b"PK\x06\x06\x2C\0\0\0\0\0\0\0\x2D\0\x2D\0\0\0\0\0\0\0\0\0".to_vec();
    for _ in 0..2 {
        zip.extend((1_u64 << 60).to_le_bytes());
    }
    zip.extend([0_u64, 0].iter().flat_map(|number| number.to_le_bytes()));
    zip.extend(b"PK\x06\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0PK\x05\x06\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0");
    let zip = [b"PK\x03\x04".as_slice(), &zip].concat();
    check("zip, entries that lie", &zip, zip.len());
}

fn rows(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// An xlsx with this sheet and these shared strings; style 1 is `00000`.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    archive(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet name='A' r:id='r'/></sheets></workbook>"),
        ("xl/styles.xml", b"<styleSheet><numFmts><numFmt numFmtId='164' formatCode='00000.00000%%%,'/></numFmts><cellXfs><xf/><xf numFmtId='164'/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
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
