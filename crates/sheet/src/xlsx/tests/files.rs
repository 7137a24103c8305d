//! What can be odd about the file around the sheet: names, relationships, the archive itself.

use zip::CompressionMethod;
use zip::unstable::write::FileOptionsExt as _;

use super::*;
use crate::{Progress, Visibility};

fn one_cell() -> Book {
    Book::with_rows("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='2'><v>46295</v></c></row>")
}

fn check(change: impl FnOnce(&mut Book)) {
    let mut book = one_cell();
    change(&mut book);
    assert_eq!(book.outline(), "A1 text Анна; B1 date 2026-09-30");
}

fn check_refused(change: impl FnOnce(&mut Book), expected: &str) {
    let mut book = one_cell();
    change(&mut book);
    let outline = book.outline();
    assert_eq!(outline, format!("! {expected}"));
}

const RELATIONSHIPS: &str = "xl/_rels/workbook.xml.rels";

#[test]
fn targets_and_names_in_every_spelling() {
    check(|_| {});
    check(|book| _ = book.edit(RELATIONSHIPS, "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"));
    check(|book| _ = book.edit(RELATIONSHIPS, "worksheets/sheet1.xml", "..\\xl\\worksheets\\sheet1.xml"));
    check(|book| _ = book.edit(RELATIONSHIPS, "worksheets/sheet1.xml", "Worksheets/SHEET1.xml"));
    check(|book| _ = book.rename("xl/worksheets/sheet1.xml", "XL\\Worksheets\\Sheet1.XML"));
    check(|book| _ = book.rename("xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"));
    check(|book| _ = book.rename("xl/sharedStrings.xml", "xl/SharedStrings.xml"));
    check(|book| _ = book.edit("_rels/.rels", "xl/workbook.xml", "/xl/workbook.xml"));
    check(|book| _ = book.remove("_rels/.rels"));
    check(|book| _ = book.remove(RELATIONSHIPS));
    check(|book| _ = book.remove("[Content_Types].xml"));
    check(|book| {
        let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
        book.edit(RELATIONSHIPS, OFFICE, strict).edit("_rels/.rels", OFFICE, strict);
        book.edit("xl/workbook.xml", OFFICE, strict);
    });
    check(|book| {
        book.rename("xl/workbook.xml", "office/book.xml").rename(RELATIONSHIPS, "office/_rels/book.xml.rels");
        book.edit("_rels/.rels", "xl/workbook.xml", "office/book.xml");
        book.edit("office/_rels/book.xml.rels", "Target='", "Target='../xl/");
    });
}

#[test]
fn archives_of_every_kind() {
    check(|book| book.options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored));
    check(|book| book.options = SimpleFileOptions::default().large_file(true));
    check(|book| {
        let mut sheet = String::from("<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c>");
        sheet += "<c r='B1' s='2'><v>46295</v></c></row></sheetData>";
        sheet += &" ".repeat(1 << 20);
        book.set("xl/worksheets/sheet1.xml", &(sheet + "</worksheet>"));
    });
    let expected = one_cell().outline();
    let bytes = one_cell().bytes();
    assert_eq!(outline([&bytes, "junk".as_bytes()].concat(), &Limits::default()), expected);
    assert_eq!(outline(["junk".as_bytes(), &bytes].concat(), &Limits::default()), expected);
}

/// A zip written to a pipe has sizes only behind each entry.
#[test]
fn entries_with_data_descriptors() {
    let mut writer = ZipWriter::new_stream(Vec::new());
    let book = one_cell();
    for (name, bytes) in &book.parts {
        writer.start_file(name.as_str(), book.options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(outline(bytes, &Limits::default()), book.outline());
}

#[test]
fn sheets_are_listed_as_their_tabs() {
    let mut book = one_cell();
    book.edit(
        "xl/workbook.xml",
        "</sheets>",
        "<sheet name='Chart' sheetId='9' r:id='rId9'/><sheet name='A &amp; B' sheetId='4' r:id='rId8' \
         state='hidden'/><sheet name='Very' sheetId='3' r:id='rId7' state='veryHidden'/></sheets>",
    );
    let other = |id: u32, kind: &str, target: &str| {
        format!("<Relationship Id='rId{id}' Type='{OFFICE}/{kind}' Target='{target}'/>")
    };
    let list = [
        other(9, "chartsheet", "chartsheets/sheet1.xml"),
        other(8, "worksheet", "worksheets/b.xml"),
        other(7, "worksheet", "worksheets/gone.xml"),
        "</Relationships>".to_owned(),
    ];
    book.edit(RELATIONSHIPS, "</Relationships>", &list.concat());
    book.set(
        "xl/worksheets/b.xml",
        "<worksheet><sheetData><row><c t='s'><v>1</v></c></row></sheetData></worksheet>",
    );
    let limits = Limits::default();
    let mut xlsx = open(book.bytes(), &limits).unwrap();
    let sheets: Vec<_> = xlsx.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.visibility)).collect();
    assert_eq!(
        sheets,
        [("Клиенты", Visibility::Visible), ("A & B", Visibility::Hidden), ("Very", Visibility::VeryHidden)]
    );
    let mut go_on = |_: Progress| ControlFlow::Continue(());
    assert_eq!(cells(&xlsx.read(1, &limits, &mut go_on).unwrap()), "A1 text  Борис ");
    // The strings read for one sheet serve the next.
    assert_eq!(cells(&xlsx.read(0, &limits, &mut go_on).unwrap()), one_cell().outline());
    let gone = xlsx.read(2, &limits, &mut go_on).unwrap_err();
    assert_eq!(gone.to_string(), "the file is damaged: the part of sheet \"Very\" is missing");
    assert_eq!(xlsx.read(3, &limits, &mut go_on).unwrap_err().code(), "file.no_such_sheet");
}

#[test]
fn other_files_are_told_apart() {
    check_refused(|book| book.parts.clear(), "not a spreadsheet: looks like zip");
    check_refused(|book| _ = book.remove("xl/workbook.xml"), "not a spreadsheet: looks like zip");
    check_refused(
        |book| {
            book.edit("_rels/.rels", "xl/workbook.xml", "word/document.xml");
            book.rename("xl/workbook.xml", "word/document.xml");
        },
        "not a spreadsheet: looks like document",
    );
    check_refused(
        |book| _ = book.set("xl/workbook.xml", "<document/>"),
        "not a spreadsheet: looks like document",
    );
    check_refused(
        |book| _ = book.set("xl/workbook.xml", "<workbook><sheets/></workbook>"),
        "the workbook has no worksheets",
    );
    check_refused(
        |book| {
            book.edit("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin");
            book.rename("xl/workbook.xml", "xl/workbook.bin");
        },
        "this kind of file is not supported: a binary workbook (xlsb) read as xlsx",
    );
    check_refused(
        |book| book.options = SimpleFileOptions::default().with_deprecated_encryption(b"secret").unwrap(),
        "the workbook is protected with a password",
    );
}

/// Whatever is cut off or changed in a file: an answer or a named error, and never other cells.
#[test]
fn damage_anywhere_is_noticed() {
    let bytes = one_cell().bytes();
    let whole = one_cell().outline();
    for length in 0..bytes.len() {
        let outline = outline(bytes[..length].to_vec(), &Limits::default());
        assert!(outline.starts_with("! the file is damaged"), "{length}: {outline}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        let outline = outline(changed, &Limits::default());
        assert!(outline == whole || outline.starts_with("! "), "{at}: {outline}");
    }
}

#[test]
fn progress_ends_at_its_total_and_can_stop_the_reading() {
    let rows: String = (1..=40_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><v>client {row}</v></c></row>"))
        .collect();
    let bytes = Book::with_rows(&rows).bytes();
    let limits = Limits::default();
    let mut calls: Vec<Progress> = Vec::new();
    let mut xlsx = open(bytes, &limits).unwrap();
    let table = xlsx.read(0, &limits, &mut |progress| {
        calls.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(table.unwrap().len(), 40_000);
    assert!(calls.len() >= 3, "{calls:?}");
    assert!(calls.is_sorted_by_key(|call| (call.done, call.rows)), "{calls:?}");
    assert!(calls.iter().all(|call| call.done <= call.total && call.total == calls[0].total));
    let last = calls.last().unwrap();
    assert_eq!((last.done, last.rows), (last.total, 40_000));

    let stopped = xlsx.read(0, &limits, &mut |progress| {
        if progress.rows > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped.unwrap_err().code(), "file.cancelled");
}
