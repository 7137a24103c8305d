//! Inputs to start from: made here, taken from the fixtures, and from a corpus where there is one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::SEPARATOR;
use crate::package::{Xlsx, archive, ods_of, xlsb, xlsb_of};

/// Files bigger than this make a fuzzer slow and find nothing that smaller ones do not.
const MOST_BYTES: u64 = 32 << 10;

/// Inputs for the target of this name.
#[must_use]
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "workbook" => files(),
        "package" => vec![parts(&Xlsx::default()), parts(&awkward_package())],
        "sheet" => sheets(),
        "shared_strings" => shared_strings(),
        "styles" => styles(),
        "number_format" => number_formats(),
        "xls" => xls(),
        "xlsb" => vec![binary_sheet()],
        "ods" => open_documents(),
        "csv" => texts(),
        "markup" => markup(),
        _ => Vec::new(),
    }
}

/// Whole files of every kind.
fn files() -> Vec<Vec<u8>> {
    let mut files = small_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures"));
    if let Some(corpus) = std::env::var_os("IMPORTER_CORPUS") {
        files.extend(small_files(Path::new(&corpus)));
    }
    files.push(Xlsx::default().bytes());
    files.push(awkward_package().bytes());
    files.push(xlsb_of(&binary_sheet()));
    files.extend(open_documents().iter().map(|content| ods_of(content)));
    files.extend(xls());
    files.extend(texts());
    files.extend(markup());
    files.push(archive([("word/document.xml", b"<document/>".as_slice())]));
    files
}

/// Small files of a folder and its folders, in the order of their names.
fn small_files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(small_files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| ["py", "json", "md"].iter().all(|not| extension != *not))
            && fs::metadata(&path).is_ok_and(|metadata| metadata.len() <= MOST_BYTES)
        {
            files.extend(fs::read(&path));
        }
    }
    files
}

fn parts(xlsx: &Xlsx) -> Vec<u8> {
    Xlsx::PARTS.map(|name| xlsx.part(name)).join(&SEPARATOR)
}

/// Prefixes, absolute targets, a hidden sheet, 1904 dates, UTF-16.
fn awkward_package() -> Xlsx {
    let mut xlsx = Xlsx::default();
    xlsx.set(
        Xlsx::WORKBOOK,
        b"<?xml version='1.0'?><x:workbook xmlns:x='u'><x:workbookPr date1904='1'/><x:sheets>\
          <x:sheet name='A &amp; B' state='hidden' r:id='rId1'/><x:sheet name='C' state='veryHidden' r:id='rId9'/>\
          </x:sheets></x:workbook>",
    );
    xlsx.set(
        Xlsx::WORKBOOK_RELATIONSHIPS,
        b"<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='/xl/worksheets/Sheet1.xml'/>\
          <Relationship Id='rId2' Type='x/chartsheet' Target='../xl/charts/c.xml' TargetMode='External'/></Relationships>",
    );
    let sheet = "\u{FEFF}<worksheet><sheetData><row r='2'><c r='B2' t='inlineStr'><is><t>Анна</t></is></c></row>\
                 </sheetData></worksheet>";
    xlsx.set(Xlsx::SHEET, &sheet.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    xlsx
}

fn sheets() -> Vec<Vec<u8>> {
    let rows = [
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>12</v></c><c r=\"C1\" s=\"2\"/></row>",
        "<row r=\"1\" hidden=\"1\"><c r=\"C1\"><v>1E+3</v></c><c r=\"A1\"><v>-.5</v></c></row><row/>\
         <row><c><v>7</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c></row>",
        "<row r='9' ht='0' customHeight='1'><c r='A9' t='inlineStr'><is><t xml:space='preserve'> a_x000D_b </t>\
         <rPh><t>x</t></rPh></is></c><c r='B9' t='d'><v>2026-09-30T22:37:00</v></c></row>\
         <row r='3'><c r='B3' t='str'><f>A1&amp;B1</f><v>&lt;&#1046;&#x416;</v></c></row>",
        "<x:row r='5'><x:c r='IV5'><x:v><![CDATA[5]]></x:v></x:c></x:row><!-- > --><row r='5'><c r='A5'><v>1</v></c></row>",
    ];
    let mut sheets: Vec<Vec<u8>> = rows
        .iter()
        .map(|rows| {
            format!(
                "<worksheet xmlns=\"m\"><dimension ref=\"A1:XFD1048576\"/><cols><col min=\"1\" max=\"3\" hidden=\"1\"/>\
                 </cols><sheetData>{rows}</sheetData><autoFilter ref=\"A1:B2\"/>\
                 <mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>"
            )
            .into_bytes()
        })
        .collect();
    sheets.push(Xlsx::default().part(Xlsx::SHEET).to_vec());
    sheets
}

fn shared_strings() -> Vec<Vec<u8>> {
    [
        "<sst count=\"4294967295\" uniqueCount=\"2\"><si><t>a</t></si><si><t/></si></sst>",
        "<sst><si><r><rPr><b/></rPr><t xml:space=\"preserve\"> Anna</t></r><r><t>&amp; B_x0041_</t></r>\
         <rPh sb=\"0\" eb=\"1\"><t>x</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>_xD83D__xDE00_&#55357;&#56832;</t></si></sst>",
        "<x:sst xmlns:x='u'><x:si><x:t><![CDATA[<b>]]>\r\n</x:t></x:si></x:sst>",
    ]
    .map(|xml| xml.as_bytes().to_vec())
    .to_vec()
}

fn styles() -> Vec<Vec<u8>> {
    let mut styles = vec![Xlsx::default().part(Xlsx::STYLES).to_vec()];
    for codes in [
        ["dd\\.mm\\.yyyy", "[$-419]d mmm yyyy", "[h]:mm:ss.00"],
        ["0.00E+00", "# ?/?", "#,##0_);[Red](#,##0)"],
    ] {
        let formats: String = (164..)
            .zip(codes)
            .map(|(id, code)| format!("<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>"))
            .collect();
        let cells: String = [0, 14, 22, 46, 164, 165, 166]
            .iter()
            .map(|id| format!("<xf numFmtId=\"{id}\" fontId=\"0\"/>"))
            .collect();
        styles.push(
            format!(
                "<styleSheet><numFmts>{formats}</numFmts><cellXfs count=\"7\">{cells}</cellXfs></styleSheet>"
            )
            .into_bytes(),
        );
    }
    styles
}

fn number_formats() -> Vec<Vec<u8>> {
    let numbers =
        "\u{C}1234\u{C}-0.5\u{C}26203292189261166\u{C}45000.9999999\u{C}1E-9\u{C}60\u{C}0\u{C}9.99E+307";
    [
        "00000",
        "#,##0.00;[Red]-#,##0.00;\"zero\";@",
        "dd.mm.yyyy hh:mm:ss.000",
        "[$-F800]dddd, mmmm dd, yyyy",
        "[h]:mm",
        "[<100]0;[>=1000]#,##0,;General",
        "+0 (000) 000-00-00",
        "0.##%",
        "0.0E+0",
        "_-* # ??/??_-",
        "General\" kg\"",
        "AM/PM h \\a yyyy\"г.\"",
    ]
    .map(|code| format!("{code}{numbers}").into_bytes())
    .to_vec()
}

/// A BIFF8 stream with a sheet of every kind of cell, and one of BIFF5.
fn xls() -> Vec<Vec<u8>> {
    let record = |kind: u16, content: &[u8]| {
        let length = u16::try_from(content.len()).unwrap_or(0);
        [&kind.to_le_bytes(), &length.to_le_bytes(), content].concat()
    };
    let cell = |column: u8, rest: &[u8]| [&[1, 0, column, 0, 0, 0], rest].concat();
    let bof =
        |version: u8, kind: u8| record(0x0809, &[0, version, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
    let stream = |version: u8, name: &[u8], cells: &[Vec<u8>]| {
        let bound = |start: u32| record(0x0085, &[&start.to_le_bytes(), &[0, 0][..], name].concat());
        let globals = |start: u32| {
            [
                bof(version, 5),
                record(0x0042, &[0xE3, 4]),
                record(0x0022, &[0, 0]),
                record(0x041E, &[164, 0, 5, 0, 0, b'0', b'0', b'0', b'0', b'0']),
                record(0x00E0, &[0, 0, 164, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                bound(start),
                record(0x00FC, &[1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, b'A', b'n', b'n', b'a']),
                record(0x000A, &[]),
            ]
            .concat()
        };
        let start = u32::try_from(globals(0).len()).unwrap_or(0);
        let dimensions = record(0x0200, &[0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 9, 0, 0, 0]);
        let row = record(0x0208, &[1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]);
        [globals(start), bof(version, 16), dimensions, row, cells.concat(), record(0x000A, &[])].concat()
    };
    let number = 12.5_f64.to_le_bytes();
    let cells = [
        record(0x00FD, &cell(0, &[0, 0, 0, 0])),
        record(0x0203, &cell(1, &number)),
        record(0x027E, &cell(2, &[2, 0, 0, 4])),
        record(0x0205, &cell(3, &[0x2A, 1])),
        record(0x0006, &cell(4, &[&number[..], &[0; 6]].concat())),
        record(0x0006, &cell(5, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0])),
        record(0x0207, &[2, 0, 0, b'o', b'k']),
        record(0x00BD, &[1, 0, 6, 0, 0, 0, 6, 0, 0, 0, 0, 0, 10, 0, 0, 0, 7, 0]),
        record(0x0204, &cell(8, &[1, 0, 1, 0x16, 4])),
    ];
    let old = [record(0x0204, &cell(0, &[4, 0, 0xC0, 0xED, 0xED, 0xE0])), record(0x0203, &cell(1, &number))];
    vec![stream(6, b"\x01\x00S", &cells), stream(5, b"\x01S", &old)]
}

/// Sheet and shared strings of an xlsb.
fn binary_sheet() -> Vec<u8> {
    let cell = |column: u8, rest: &[u8]| [&[column, 0, 0, 0, 0, 0, 0, 0], rest].concat();
    let number = 12.5_f64.to_le_bytes();
    let sheet = [
        xlsb::record(0x0181, &[]),
        xlsb::record(0x0194, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]),
        xlsb::record(0x0191, &[]),
        xlsb::record(0x0000, &[0; 17]),
        xlsb::record(0x0007, &cell(0, &[0, 0, 0, 0])),
        xlsb::record(0x0005, &cell(1, &number)),
        xlsb::record(0x0002, &cell(2, &[2, 0, 0, 4])),
        xlsb::record(0x0003, &cell(3, &[0x2A])),
        xlsb::record(0x0004, &cell(4, &[1])),
        xlsb::record(0x0006, &cell(5, &xlsb::text("Анна"))),
        xlsb::record(0x0008, &cell(6, &[xlsb::text("f"), vec![0; 10]].concat())),
        xlsb::record(0x0192, &[]),
        xlsb::record(0x0182, &[]),
    ];
    let strings = [
        xlsb::record(0x019F, &[1, 0, 0, 0, 1, 0, 0, 0]),
        xlsb::record(0x0013, &[vec![0], xlsb::text("Boris")].concat()),
        xlsb::record(0x01A0, &[]),
    ];
    [sheet.concat(), strings.concat()].join(&[SEPARATOR; 3][..])
}

fn open_documents() -> Vec<Vec<u8>> {
    [
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Anna<text:s text:c=\"2\"/>B</text:p>\
         <text:p>C<text:line-break/>D</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"3\"/>\
         <table:table-cell office:value-type=\"float\" office:value=\"26203292189261166\"><text:p>2.6E+16</text:p>\
         </table:table-cell></table:table-row>",
        "<table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row><table:table-row table:visibility=\"collapse\"><table:table-cell office:value-type=\"date\" \
         office:date-value=\"2026-09-30T22:37:00\"/><table:covered-table-cell/><table:table-cell \
         office:value-type=\"boolean\" office:boolean-value=\"true\"/><table:table-cell office:value-type=\"time\" \
         office:time-value=\"PT26H30M0S\"/></table:table-row>",
        "<table:table-header-rows><table:table-row table:number-rows-repeated=\"3\"><table:table-cell \
         table:number-columns-repeated=\"2\" office:value-type=\"percentage\" office:value=\"0.5\"><office:annotation>\
         <text:p>no</text:p></office:annotation><text:p>50%</text:p></table:table-cell></table:table-row>\
         </table:table-header-rows>",
    ]
    .map(|rows| {
        format!(
            "<office:document-content><office:automatic-styles/><office:body><office:spreadsheet>\
             <table:table table:name=\"A\" table:style-name=\"ta1\">{rows}</table:table>\
             </office:spreadsheet></office:body></office:document-content>"
        )
        .into_bytes()
    })
    .to_vec()
}

fn texts() -> Vec<Vec<u8>> {
    let utf16 = "id;имя\r\n1;Анна\r\n".encode_utf16();
    vec![
        b"id,name\n1,Anna\n2,\"Boris, \"\"B\"\"\"\n".to_vec(),
        b"sep=;\r\nid;note\r\n00123;\"a\r\nb\"\r\n\r\n;x;\"\"\r\n".to_vec(),
        b"id\tname\n1\t\"Anna\n2\tBoris, Ivan\n".to_vec(),
        b"\xEF\xBB\xBFid|\"a\"b|\"\rx\0|".to_vec(),
        b"\xC8\xEC\xFF;\xD2\xE5\xEB\xE5\xF4\xEE\xED\r\n\xC0\xED\xED\xE0;'+77026261947\r\n".to_vec(),
        "имя;город\nАнна;Київ\nҐалаґан;Їжаківка\n".as_bytes().to_vec(),
        [&b"\xFF\xFE"[..], &utf16.clone().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
        utf16.flat_map(u16::to_be_bytes).collect(),
        b"\"".to_vec(),
        b"social_id\n111\n222\n".to_vec(),
    ]
}

fn markup() -> Vec<Vec<u8>> {
    vec![
        b"<html><meta charset=windows-1251><style>td{}</style><table><tr><th colspan=2>id<th>name<tr><td rowspan=2 \
          x:num=\"1\">1<td>a<br>b&nbsp;&lt;<table><tr><td>in</table></table><script>'<td>'</script></html>"
            .to_vec(),
        b"<table><thead><tr hidden><td style='mso-number-format:\"\\@\"'>00123</td></tr></thead></table><table></table>"
            .to_vec(),
        b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook \
          xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
          <Styles><Style ss:ID=\"s1\"><NumberFormat ss:Format=\"00000\"/></Style></Styles><Worksheet ss:Name=\"A\"><Table>\
          <Row ss:Index=\"3\" ss:Hidden=\"1\"><Cell ss:Index=\"2\" ss:MergeAcross=\"1\" ss:StyleID=\"s1\"><Data \
          ss:Type=\"Number\">123</Data></Cell><Cell><Data ss:Type=\"DateTime\">2026-09-30T22:37:00.000</Data></Cell></Row>\
          </Table></Worksheet></Workbook>"
            .to_vec(),
    ]
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::ControlFlow;

    use importer_sheet::{Options, Workbook};

    use super::*;

    /// How many cells a seed has; seeds that cannot be read explore nothing.
    fn cells(bytes: Vec<u8>) -> usize {
        let mut workbook = Workbook::open(Box::new(Cursor::new(bytes)), Options::default()).unwrap();
        let table = workbook.read(0, &mut |_| ControlFlow::Continue(())).unwrap();
        table.rows().map(|row| row.cells().count()).sum()
    }

    #[test]
    fn seeds_are_read() {
        for (target, wrap) in [
            ("xls", (|seed| seed) as fn(Vec<u8>) -> Vec<u8>),
            ("xlsb", |seed| xlsb_of(&seed)),
            ("ods", |seed| ods_of(&seed)),
            ("csv", |seed| seed),
            ("sheet", |seed| Xlsx::default().set(Xlsx::SHEET, &seed).bytes()),
            ("styles", |seed| Xlsx::default().set(Xlsx::STYLES, &seed).bytes()),
        ] {
            for (index, seed) in of(target).into_iter().enumerate() {
                let shown = String::from_utf8_lossy(&seed).into_owned();
                assert!(cells(wrap(seed)) > 0, "{target} {index}: {shown}");
            }
        }
    }
}
