//! Sound files around the one part that a target is about.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::SEPARATOR;

const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An xlsx as a list of parts. The default has one sheet, two shared strings, three styles.
pub(crate) struct Xlsx {
    parts: Vec<(&'static str, Vec<u8>)>,
}

impl Xlsx {
    pub(crate) const WORKBOOK: &str = "xl/workbook.xml";
    pub(crate) const WORKBOOK_RELATIONSHIPS: &str = "xl/_rels/workbook.xml.rels";
    pub(crate) const SHEET: &str = "xl/worksheets/sheet1.xml";
    pub(crate) const STRINGS: &str = "xl/sharedStrings.xml";
    pub(crate) const STYLES: &str = "xl/styles.xml";
    pub(crate) const RELATIONSHIPS: &str = "_rels/.rels";
    /// The parts in the order in which an input of several gives them.
    pub(crate) const PARTS: [&str; 6] = [
        Self::WORKBOOK,
        Self::WORKBOOK_RELATIONSHIPS,
        Self::SHEET,
        Self::STRINGS,
        Self::STYLES,
        Self::RELATIONSHIPS,
    ];

    /// Replaces a part.
    pub(crate) fn set(&mut self, name: &'static str, content: &[u8]) -> &mut Self {
        self.parts.retain(|(known, _)| *known != name);
        self.parts.push((name, content.to_vec()));
        self
    }

    /// The content of a part.
    pub(crate) fn part(&self, name: &str) -> &[u8] {
        self.parts.iter().find(|(known, _)| *known == name).map_or(&[], |(_, content)| content)
    }

    /// A sheet whose column A holds `numbers` in the format `code`.
    pub(crate) fn with_number_format(code: &str, numbers: &[Cow<'_, str>]) -> Self {
        let mut xlsx = Self::default();
        let styles = format!(
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='{}'/></numFmts>\
             <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>",
            escaped(code)
        );
        let mut rows = String::new();
        for number in numbers {
            let _ = write!(rows, "<row><c s='1'><v>{}</v></c></row>", escaped(number));
        }
        xlsx.set(Self::STYLES, styles.as_bytes());
        xlsx.set(Self::SHEET, format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes());
        xlsx
    }

    /// The archive.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        archive(self.parts.iter().map(|(name, content)| (*name, content.as_slice())))
    }
}

impl Default for Xlsx {
    fn default() -> Self {
        let relationship = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id='{id}' Type='{RELATIONSHIP}/{kind}' Target='{target}'/>")
        };
        let relationships = |list: &[String]| format!("<Relationships>{}</Relationships>", list.concat());
        let mut xlsx = Self { parts: Vec::new() };
        xlsx.set("[Content_Types].xml", b"<Types/>");
        let root = relationship("rId1", "officeDocument", Self::WORKBOOK);
        xlsx.set(Self::RELATIONSHIPS, relationships(&[root]).as_bytes());
        xlsx.set(
            Self::WORKBOOK,
            b"<workbook><workbookPr/><sheets><sheet name='Clients' sheetId='1' r:id='rId1'/></sheets></workbook>",
        );
        let list = [
            relationship("rId1", "worksheet", "worksheets/sheet1.xml"),
            relationship("rId2", "sharedStrings", "sharedStrings.xml"),
            relationship("rId3", "styles", "styles.xml"),
        ];
        xlsx.set(Self::WORKBOOK_RELATIONSHIPS, relationships(&list).as_bytes());
        xlsx.set(
            Self::STRINGS,
            b"<sst><si><t>Anna</t></si><si><r><t> B</t></r><rPh><t>x</t></rPh></si></sst>",
        );
        xlsx.set(
            Self::STYLES,
            b"<styleSheet><numFmts count='1'><numFmt numFmtId='164' formatCode='00000'/></numFmts>\
              <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='14'/></cellXfs></styleSheet>",
        );
        // Shared strings that may not be there are on a row of their own at the end.
        let mut rows = String::new();
        for style in 0..12 {
            let _ = write!(
                rows,
                "<row r='{}'><c s='{style}'><v>45000.5</v></c><c s='{style}'><v>-0.5</v></c>\
                 <c s='{style}'><v>26203292189261166</v></c><c s='{style}'><v>1E300</v></c></row>",
                style + 1
            );
        }
        rows += "<row r='20'><c r='A20' t='s'><v>0</v></c><c r=\"B20\" t=\"s\"><v>1</v></c></row>";
        xlsx.set(Self::SHEET, format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes());
        xlsx
    }
}

/// An OpenDocument spreadsheet with this `content.xml`.
pub(crate) fn ods_of(content: &[u8]) -> Vec<u8> {
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    archive([("mimetype", mimetype), ("META-INF/manifest.xml", b"<manifest/>"), ("content.xml", content)])
}

/// An xlsb whose sheet, shared strings and workbook are the pieces of `input`; those that are left
/// out are sound.
pub(crate) fn xlsb_of(input: &[u8]) -> Vec<u8> {
    // Record lengths can be any byte, so the separator is three of them.
    let mut pieces = Vec::new();
    let mut rest = input;
    while let Some(at) = rest.windows(3).position(|window| window == [SEPARATOR; 3]) {
        pieces.push(&rest[..at]);
        rest = &rest[at + 3..];
    }
    pieces.push(rest);
    let sound = xlsb::workbook();
    let workbook = pieces.get(2).copied().unwrap_or(&sound);
    let relationships = format!(
        "<Relationships><Relationship Id='rId1' Type='{RELATIONSHIP}/worksheet' Target='worksheets/sheet1.bin'/>\
         <Relationship Id='rId2' Type='{RELATIONSHIP}/sharedStrings' Target='sharedStrings.bin'/></Relationships>"
    );
    archive([
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("xl/workbook.bin", workbook),
        ("xl/_rels/workbook.bin.rels", relationships.as_bytes()),
        ("xl/worksheets/sheet1.bin", pieces.first().copied().unwrap_or_default()),
        ("xl/sharedStrings.bin", pieces.get(1).copied().unwrap_or_default()),
    ])
}

/// Records of binary workbooks (MS-XLSB).
pub(crate) mod xlsb {
    /// A record: its number and length in 7-bit groups, then its content.
    pub(crate) fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let mut record = Vec::new();
        let [low, high] = kind.to_le_bytes();
        record.push(low);
        if low & 0x80 != 0 {
            record.push(high);
        }
        let mut length = content.len();
        loop {
            let group = u8::try_from(length & 0x7F).unwrap_or(0);
            length >>= 7;
            record.push(if length > 0 { group | 0x80 } else { group });
            if length == 0 {
                break;
            }
        }
        record.extend_from_slice(content);
        record
    }

    /// A text: its number of UTF-16 units, then these.
    pub(crate) fn text(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut bytes = u32::try_from(units.len()).unwrap_or(0).to_le_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    /// A workbook of one sheet.
    pub(crate) fn workbook() -> Vec<u8> {
        let sheet = [&[0; 4][..], &1_u32.to_le_bytes(), &text("rId1"), &text("Clients")].concat();
        [
            record(0x0183, &[]),
            record(0x0199, &[0; 12]),
            record(0x018F, &[]),
            record(0x019C, &sheet),
            record(0x0190, &[]),
            record(0x0184, &[]),
        ]
        .concat()
    }
}

/// An archive of stored entries.
pub(crate) fn archive<'a>(entries: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, options).expect("a name that fits");
        writer.write_all(content).expect("memory takes any bytes");
    }
    writer.finish().expect("memory takes any bytes").into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;")
}
