//! What stands in a worksheet, in every spelling that occurs.

use super::*;

fn check(rows: &str, expected: &str) {
    assert_eq!(Book::with_rows(rows).outline(), expected, "{rows}");
}

fn check_cell(cell: &str, expected: &str) {
    let expected = if expected.is_empty() { String::new() } else { format!("A1 {expected}") };
    check(&format!("<row r='1'>{cell}</row>"), &expected);
    // The same in double quotes takes the short way where there is one.
    check(&format!("<row r=\"1\">{}</row>", cell.replace('\'', "\"")), &expected);
}

#[test]
fn every_type_of_cell() {
    check_cell("<c r='A1'><v>12</v></c>", "number 12");
    check_cell("<c r='A1' t='n'><v> 12\n</v></c>", "number 12");
    check_cell("<c r='A1' t='s'><v>0</v></c>", "text Анна");
    check_cell("<c r='A1' t='s'><v> 1 </v></c>", "text  Борис ");
    check_cell("<c r='A1' t='str'><f>B1</f><v>ok</v></c>", "text ok");
    check_cell("<c r='A1' t='b'><v>1</v></c>", "bool TRUE");
    check_cell("<c r='A1' t='b'><v>false</v></c>", "bool FALSE");
    check_cell("<c r='A1' t='e'><v>#N/A</v></c>", "error #N/A");
    check_cell("<c r='A1' t='d'><v>2026-09-30T22:37:00</v></c>", "date 2026-09-30T22:37:00");
    check_cell("<c r='A1' t='inlineStr'><is><t>a</t></is></c>", "text a");
    check_cell("<c r='A1' t='unknown'><v>a</v></c>", "text a");
}

#[test]
fn numbers_keep_their_digits() {
    for digits in
        ["26203292189261166", "208310224003697457", "1.50", "2.62033E+16", "00123", "-0", "+7", ".5", "1e-7"]
    {
        check_cell(&format!("<c r='A1'><v>{digits}</v></c>"), &format!("number {digits}"));
    }
    check_cell("<c r='A1' s='1'><v>123</v></c>", "number 123 (00123)");
    check_cell("<c r='A1' s='2'><v>46295</v></c>", "date 2026-09-30");
    check_cell("<c r='A1' s='99'><v>46295</v></c>", "number 46295");
    check_cell("<c r='A1' s='2' t='str'><v>46295</v></c>", "text 46295");
}

#[test]
fn what_is_not_what_it_says_is_kept_as_text() {
    for (kind, value) in [
        ("n", "INF"),
        ("n", "1,5"),
        ("n", "12 a"),
        ("n", "e5"),
        ("n", "1e"),
        ("b", "maybe"),
        ("d", "tomorrow"),
    ] {
        check_cell(&format!("<c r='A1' t='{kind}'><v>{value}</v></c>"), &format!("text {value}"));
    }
}

#[test]
fn empty_cells_and_rows_are_not_stored() {
    check_cell("<c r='A1'/>", "");
    check_cell("<c r='A1' s='1'></c>", "");
    check_cell("<c r='A1'><v/></c>", "");
    check_cell("<c r='A1'><v></v></c>", "");
    check_cell("<c r='A1' t='s'><v></v></c>", "");
    check_cell("<c r='A1' t='str'><f>1</f><v></v></c>", "");
    check_cell("<c r='A1' t='inlineStr'><is><t/></is></c>", "");
    check_cell("<c r='A1'><f>SUM(B1:B9)</f></c>", "");
    check("<row r='1'/><row r='2'><c r='B2'><v>1</v></c></row><row r='9'/>", "B2 number 1");
    check("", "");
}

#[test]
fn text_is_decoded_and_whole() {
    let cell = |inside: &str| format!("<c r='A1' t='inlineStr'><is>{inside}</is></c>");
    check_cell(&cell("<t xml:space='preserve'>  a  </t>"), "text   a  ");
    check_cell(&cell("<t>&lt;&amp;&#1046;&gt;</t>"), "text <&Ж>");
    check_cell(&cell("<t><![CDATA[<b>&amp;]]> c</t>"), "text <b>&amp; c");
    check_cell(&cell("<t>a<!-- no -->b<?no?></t>"), "text ab");
    check_cell(&cell("<t>a_x000D__x005F_x0041_</t>"), "text a\r_x0041_");
    check_cell(&cell("<t>a\r\nb</t>"), "text a\nb");
    check_cell(
        &cell(
            "<r><rPr><b/></rPr><t>Ан</t></r><r><t>на</t></r><rPh sb='0' eb='2'><t>no</t></rPh><phoneticPr/>",
        ),
        "text Анна",
    );
    check_cell("<c r='A1' t='str'><v>_x0041_&amp;</v></c>", "text A&");
    check_cell("<c r='A1' t='inlineStr'><v>old</v><is><t>new</t></is></c>", "text new");
    check_cell("<c r='A1' t='inlineStr'><v>only</v></c>", "text only");
}

#[test]
fn shared_strings_are_rich_text_too() {
    let mut book =
        Book::with_rows("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>");
    book.set(
        "xl/sharedStrings.xml",
        "<?xml version='1.0'?><x:sst xmlns:x='u' count='9'><x:si><x:r><x:t xml:space='preserve'>a </x:t></x:r>\
         <x:r><x:t>b_x000A_</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:si><x:si/></x:sst>",
    );
    // The second one is empty, and so is its cell.
    assert_eq!(book.outline(), "A1 text a b\n");
}

#[test]
fn missing_references_are_counted() {
    check(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        "A1 number 1; B1 number 2; A2 number 3",
    );
    check(
        "<row r='5'><c r='C5'><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        "C5 number 1; D5 number 2; A6 number 3",
    );
    check(
        "<row><c r='B7'><v>1</v></c></row><row/><row><c r='A9'><v>2</v></c></row>",
        "B7 number 1; A9 number 2",
    );
    check("<row/><row/><row><c><v>1</v></c></row>", "A3 number 1");
    check("<row r='1'><c r='a1'><v>1</v></c><c r='XFD1'><v>2</v></c></row>", "A1 number 1; XFD1 number 2");
    check("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "XFD1048576 number 1");
}

#[test]
fn rows_in_any_order_end_up_in_order() {
    check(
        "<row r='3'><c r='A3'><v>3</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>\
         <row r='3'><c r='B3'><v>4</v></c></row>",
        "A1 number 1; A3 number 3; B3 number 4",
    );
    let twice = "<row r='3'><c r='C3'><v>3</v></c></row><row r='3'><c r='C3'><v>1</v></c></row>";
    let outline = Book::with_rows(twice).outline();
    assert!(outline.starts_with("! the file is damaged: two rows have the cell C3 ("), "{outline}");
}

#[test]
fn hidden_rows_are_marked() {
    let row = |number: u32, attributes: &str| {
        format!("<row r='{number}' {attributes}><c r='A{number}'><v>{number}</v></c></row>")
    };
    let rows = [
        row(1, "hidden='1'"),
        row(2, "hidden='true'"),
        row(3, "hidden='0' ht='15'"),
        row(4, "ht='0' customHeight='1'"),
        row(5, "ht='0'"),
    ];
    check(&rows.concat(), "~A1 number 1; ~A2 number 2; A3 number 3; ~A4 number 4; A5 number 5");
}

#[test]
fn odd_markup_reads_as_the_usual() {
    // Prefixes, other elements before and inside, white space, a dimension that lies.
    let sheet = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!-- c --><x:worksheet xmlns:x='u'>\
        <x:dimension ref='A1:XFD1048576'/><x:cols><x:col min='1' max='3'/></x:cols>\n<x:sheetData>\n\
        <x:row xmlns:r='9' r='2'>\n <x:c r='A2' t='s' >\n <x:v>0</x:v > </x:c>\n\
        <x:extLst><x:c r='Z9'><x:v>9</x:v></x:c></x:extLst><x:c r='B2'><x:v>5</x:v><x:extLst/></x:c></x:row>\n\
        </x:sheetData><x:mergeCells/></x:worksheet>\n<junk";
    assert_eq!(Book::with_sheet(sheet).outline(), "A2 text Анна; B2 number 5");
}

#[test]
fn utf_16_parts_are_read() {
    let mut book = Book::with_rows("");
    let sheet = format!(
        "<?xml version='1.0' encoding='UTF-16'?><worksheet xmlns='{MAIN}'><sheetData><row r='1'>\
         <c r='A1' t='inlineStr'><is><t>Жанна</t></is></c></row></sheetData></worksheet>"
    );
    let little: Vec<u8> =
        [0xFEFF].into_iter().chain(sheet.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    book.set_bytes("xl/worksheets/sheet1.xml", &little);
    assert_eq!(book.outline(), "A1 text Жанна");
}

#[test]
fn dates_of_the_1904_system() {
    let mut book = Book::with_rows("<row r='1'><c r='A1' s='2'><v>44833</v></c></row>");
    assert_eq!(book.outline(), "A1 date 2022-09-29");
    book.edit("xl/workbook.xml", "<sheets>", "<workbookPr date1904='1'/><sheets>");
    assert_eq!(book.outline(), "A1 date 2026-09-30");
}

#[test]
fn broken_sheets_are_refused_with_the_place() {
    fn check(sheet: &str, expected: &str) {
        let outline = Book::with_sheet(sheet).outline();
        assert_eq!(outline, format!("! {expected}"), "{sheet}");
    }
    let part = "xl/worksheets/sheet1.xml";
    check("", &format!("the file is damaged: no markup ({part} at byte 0)"));
    check(
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>",
        &format!("the file is damaged: the markup breaks off ({part} at byte 61)"),
    );
    check(
        "<worksheet><sheetData><row r='0'/></sheetData></worksheet>",
        &format!("the file is damaged: row number \"0\" ({part} at byte 34)"),
    );
    check(
        "<worksheet><sheetData><row r='1'><c r='1A'/></row></sheetData></worksheet>",
        &format!("the file is damaged: cell reference \"1A\" ({part} at byte 44)"),
    );
    check(
        "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>2</v></c></row></sheetData></worksheet>",
        &format!("the file is damaged: shared string \"2\" of 2 ({part} at byte 61)"),
    );
    check("<!DOCTYPE x><worksheet/>", &format!("this kind of file is not supported: a DOCTYPE in {part}"));
}

/// The short way for usual cells and the way of tokens must not differ, wherever a window ends.
#[test]
fn many_cells_read_the_same_by_either_way() {
    let mut rows = String::new();
    for row in 1..=3000 {
        rows += &format!(
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{}</v></c><c r=\"B{row}\" s=\"1\"><v>{row}</v></c>\
             <c r=\"C{row}\" t=\"inlineStr\"><is><t>имя {row} &amp; я</t></is></c><c r=\"D{row}\" s=\"2\"/>\
             <c r=\"E{row}\" t=\"str\"><v>строка {row}</v></c></row>",
            row % 2
        );
    }
    let quick = Book::with_rows(&rows).outline();
    let careful = Book::with_rows(&rows.replace('"', "'")).outline();
    assert!(quick.ends_with("C3000 text имя 3000 & я; E3000 text строка 3000"), "{}", quick.len());
    assert_eq!(quick.matches("; ").count(), 3000 * 4 - 1);
    assert_eq!(quick, careful);
}
