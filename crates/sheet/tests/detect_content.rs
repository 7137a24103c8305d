//! Files are recognised by content, and what cannot be read says what it is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::io::{Cursor, Write};

use importer_sheet::{Error, Format, NotASpreadsheet, Options, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn open(bytes: &[u8]) -> Result<Workbook, Error> {
    Workbook::open(Box::new(Cursor::new(bytes.to_vec())), Options::default())
}

/// What opening comes to: the format, or the error's code and what the file seems to be.
fn outcome(bytes: &[u8]) -> String {
    match open(bytes) {
        Ok(workbook) => workbook.info().format.code().to_owned(),
        Err(Error::NotASpreadsheet(what)) => format!("file.not_a_spreadsheet {}", what.code()),
        Err(error) => error.code().to_owned(),
    }
}

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn by_first_bytes() {
    let random: Vec<u8> = (0..4000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, expected) in [
        (&b""[..], "file.empty"),
        (b"%PDF-1.7\n", "file.not_a_spreadsheet pdf"),
        (b"\x89PNG\r\n\x1a\n", "file.not_a_spreadsheet image"),
        (b"\xFF\xD8\xFF\xE0\x00\x10JFIF", "file.not_a_spreadsheet image"),
        (b"GIF89a", "file.not_a_spreadsheet image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "file.not_a_spreadsheet image"),
        (b"Rar!\x1A\x07\x00", "file.not_a_spreadsheet binary"),
        (b"7z\xBC\xAF\x27\x1C", "file.not_a_spreadsheet binary"),
        (b"\x1F\x8B\x08\x00", "file.not_a_spreadsheet binary"),
        (b"MZ\x90\x00\x03\x00", "file.not_a_spreadsheet binary"),
        (b"{\\rtf1\\ansi}", "file.not_a_spreadsheet document"),
        (b"<html><table>", "file.not_a_spreadsheet html"),
        (b"<html><table><td>id</table>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "file.unsupported"),
        (b"<?xml version=\"1.0\"?><Workbook><Worksheet/></Workbook>", "spreadsheetml"),
        (b"\xEF\xBB\xBF\r\n<!DOCTYPE html>", "file.not_a_spreadsheet html"),
        (b"<?xml version=\"1.0\"?><Workbook>", "file.not_a_spreadsheet html"),
        (&random, "file.not_a_spreadsheet binary"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "file.unsupported"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00", "file.unsupported"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "file.unsupported"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "file.damaged"),
        (b"PK\x03\x04 cut off", "file.damaged"),
        (b"id;name\n", "csv"),
        (b"MZ;BM;ID;P\n", "csv"),
        (b"<b>;name\n", "csv"),
    ] {
        assert_eq!(outcome(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn by_entries_of_an_archive() {
    let ods = "application/vnd.oasis.opendocument.spreadsheet";
    let content = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"A\">\
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let manifest = "<manifest:manifest></manifest:manifest>";
    let locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    for (entries, expected) in [
        (&[("photo.txt", "x")][..], "file.not_a_spreadsheet zip"),
        (&[("[Content_Types].xml", ""), ("word/document.xml", "")], "file.not_a_spreadsheet document"),
        (&[("ppt/presentation.xml", "")], "file.not_a_spreadsheet document"),
        (&[("mimetype", "application/vnd.oasis.opendocument.text")], "file.not_a_spreadsheet document"),
        (&[("mimetype", ods), ("META-INF/manifest.xml", locked)], "file.password_protected"),
        (&[("mimetype", ods), ("META-INF/manifest.xml", manifest), ("content.xml", content)], "ods"),
        (&[("mimetype", ods), ("META-INF/manifest.xml", manifest)], "file.damaged"),
        (&[("xl/workbook.bin", "nonsense")], "file.damaged"),
    ] {
        assert_eq!(outcome(&archive(entries)), expected, "{entries:?}");
    }
    let whole = archive(&[("xl/workbook.xml", "x")]);
    assert_eq!(outcome(&whole[..whole.len() / 2]), "file.damaged");
}

/// Web servers put line ends, byte order marks and warnings before what they send.
#[test]
fn a_workbook_behind_something_else() {
    let sheet = "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>";
    let book = archive(&[
        ("_rels/.rels", "<Relationships/>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name='A'/></sheets></workbook>"),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    for before in [
        "\r\n",
        "\u{FEFF}",
        "<br />\n<b>Warning</b>: header in <b>export.php</b>",
        "id;name\n1;PK\u{3}\u{4}\n",
    ] {
        let bytes = [before.as_bytes(), &book].concat();
        let table = open(&bytes).unwrap().read(0, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
        assert_eq!(table.row(0).unwrap().cell(0).unwrap().source(), "7", "{before}");
        assert_ne!(outcome(&bytes[..bytes.len() - 30]), "xlsx", "{before}");
    }
    assert_eq!(outcome(b"id;name\n1;PK\x03\x04\n"), "csv");
}

#[test]
fn text_in_utf_16_is_no_binary() {
    let bytes: Vec<u8> = "id;имя\n1;Анна\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(open(&bytes).unwrap().info().format, Format::Csv);
    let binary = Error::NotASpreadsheet(NotASpreadsheet::Binary);
    assert_eq!(open(&[0; 64]).err().map(|error| error.to_string()), Some(binary.to_string()));
}
