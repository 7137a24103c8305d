//! Office Open XML workbooks, streamed.
//!
//! rust_xlsxwriter keeps a workbook in memory, or in temporary files a browser has not: a million
//! rows do not fit beside the table they come from. What is needed here is little (text, numbers and
//! dates under a frozen header), so the parts are written directly, the sheet as it comes.

use std::io::{self, Write};

use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::WriteError;
use super::number::{Moment, is_exact, serial};
use crate::Limit;
use crate::table::CellKind;

/// What a worksheet holds (Excel specifications and limits).
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;
const MOST_UNITS: usize = 32_767;
/// Characters of a sheet's name.
const LONGEST_NAME: usize = 31;
/// Bytes of XML gathered before they are packed.
const PIECE: usize = 64 << 10;
/// Fast rather than small: a person waits for it.
const COMPRESSION: i64 = 3;

const ROOT_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Styles by index: General, text, date, date and time, time, text of the header.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;
const SHEET_START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>"#;
const SHEET_END: &str = "</sheetData></worksheet>";
const TEXT_STYLE: u32 = 1;
const HEADER_STYLE: u32 = 5;

/// Writes a workbook sheet by sheet and row by row. The first row of a sheet is its header: bold, and
/// in view when the others scroll.
///
/// Text is text, in cells formatted as text, so that Excel keeps the zeros and digits of an id even
/// when somebody edits it. A number stays a number where Excel keeps it exactly, and becomes text
/// where it would not (more than 15 digits, zeros in front). Dates are ISO 8601 and become dates.
pub struct XlsxWriter<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    names: Vec<String>,
    row: u32,
    xml: String,
}

impl<W: Write> XlsxWriter<W> {
    /// Begins a workbook, which is written into `out` from start to end.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn new(out: W) -> Result<Self, WriteError> {
        let zip = ZipWriter::new_stream(out);
        let mut writer = Self { zip, names: Vec::new(), row: 0, xml: String::with_capacity(PIECE * 2) };
        writer.part("_rels/.rels", ROOT_RELATIONSHIPS)?;
        writer.part("xl/styles.xml", STYLES)?;
        Ok(writer)
    }

    /// Begins a sheet; the one before it ends. What a name may not have is replaced, and two sheets
    /// never have the same one.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn sheet(&mut self, name: &str) -> Result<(), WriteError> {
        self.end_sheet()?;
        self.names.push(sheet_name(name, &self.names));
        self.row = 0;
        self.start(&format!("xl/worksheets/sheet{}.xml", self.names.len()))?;
        self.xml.push_str(SHEET_START);
        Ok(())
    }

    /// Writes the next row: the text of each cell in order of columns, and what it is. Empty text is
    /// an empty cell. Rows before the first sheet begin a sheet called `Sheet1`.
    ///
    /// # Errors
    /// [`WriteError::Limit`] where a worksheet cannot hold the row, the column or the text; then the
    /// row is not written. [`WriteError::Io`].
    pub fn row<'a>(
        &mut self,
        cells: impl IntoIterator<Item = (&'a str, CellKind)>,
    ) -> Result<(), WriteError> {
        if self.names.is_empty() {
            self.sheet("Sheet1")?;
        }
        within(Limit::Rows, u64::from(self.row) + 1, u64::from(MOST_ROWS))?;
        self.row += 1;
        let start = self.xml.len();
        let mut row = Row { xml: &mut self.xml, number: self.row };
        if let Err(error) = row.cells(cells) {
            self.xml.truncate(start);
            self.row -= 1;
            return Err(error);
        }
        if self.xml.len() >= PIECE { self.flush() } else { Ok(()) }
    }

    /// Ends the workbook; one without rows has an empty sheet.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        if self.names.is_empty() {
            self.sheet("Sheet1")?;
        }
        self.end_sheet()?;
        let (workbook, relationships, types) = index(&self.names);
        self.part("xl/workbook.xml", &workbook)?;
        self.part("xl/_rels/workbook.xml.rels", &relationships)?;
        self.part("[Content_Types].xml", &types)?;
        let mut out = self.zip.finish().map_err(io::Error::from)?.into_inner();
        out.flush()?;
        Ok(out)
    }

    fn end_sheet(&mut self) -> Result<(), WriteError> {
        if self.names.is_empty() {
            return Ok(());
        }
        self.xml.push_str(SHEET_END);
        self.flush()
    }

    fn part(&mut self, name: &str, content: &str) -> Result<(), WriteError> {
        self.start(name)?;
        Ok(self.zip.write_all(content.as_bytes())?)
    }

    fn start(&mut self, name: &str) -> Result<(), WriteError> {
        let options = SimpleFileOptions::default().compression_level(Some(COMPRESSION));
        Ok(self.zip.start_file(name, options).map_err(io::Error::from)?)
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        self.zip.write_all(self.xml.as_bytes())?;
        self.xml.clear();
        Ok(())
    }
}

/// A row on its way into XML.
struct Row<'x> {
    xml: &'x mut String,
    number: u32,
}

impl Row<'_> {
    fn cells<'a>(&mut self, cells: impl IntoIterator<Item = (&'a str, CellKind)>) -> Result<(), WriteError> {
        let number = self.number;
        self.push(format_args!("<row r=\"{number}\">"));
        let mut reference = Reference::default();
        for (column, (text, kind)) in (0_u32..).zip(cells) {
            within(Limit::Columns, u64::from(column) + 1, u64::from(MOST_COLUMNS))?;
            reference.next();
            if !text.is_empty() {
                self.cell(&reference, text, kind)?;
            }
        }
        self.xml.push_str("</row>");
        Ok(())
    }

    fn cell(&mut self, reference: &Reference, text: &str, kind: CellKind) -> Result<(), WriteError> {
        let (column, row) = (reference.letters(), self.number);
        if let Some((serial, moment)) = serial(kind, text) {
            let style = match moment {
                Moment::Date => 2,
                Moment::DateTime => 3,
                Moment::Time => 4,
            };
            self.push(format_args!("<c r=\"{column}{row}\" s=\"{style}\"><v>{serial}</v></c>"));
            return Ok(());
        }
        match (kind, text) {
            (CellKind::Number, number) if is_exact(number) => {
                self.push(format_args!("<c r=\"{column}{row}\"><v>{number}</v></c>"));
            }
            (CellKind::Bool, "TRUE" | "FALSE") => {
                let bit = u8::from(text == "TRUE");
                self.push(format_args!("<c r=\"{column}{row}\" t=\"b\"><v>{bit}</v></c>"));
            }
            _ => {
                if text.len() > MOST_UNITS {
                    within(Limit::CellBytes, text.encode_utf16().count() as u64, MOST_UNITS as u64)?;
                }
                let style = if row == 1 { HEADER_STYLE } else { TEXT_STYLE };
                self.push(format_args!("<c r=\"{column}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t"));
                let edges = |letter: char| letter.is_ascii_whitespace();
                let keep = text.starts_with(edges) || text.ends_with(edges);
                self.xml.push_str(if keep { " xml:space=\"preserve\">" } else { ">" });
                escape(text, self.xml);
                self.xml.push_str("</t></is></c>");
            }
        }
        Ok(())
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a string does not fail.
        let _ = std::fmt::Write::write_fmt(self.xml, text);
    }
}

/// The letters of a column, counted up.
#[derive(Default)]
struct Reference {
    letters: Vec<u8>,
}

impl Reference {
    fn next(&mut self) {
        for letter in self.letters.iter_mut().rev() {
            if *letter < b'Z' {
                *letter += 1;
                return;
            }
            *letter = b'A';
        }
        self.letters.insert(0, b'A');
    }

    fn letters(&self) -> &str {
        std::str::from_utf8(&self.letters).unwrap_or_default()
    }
}

/// Text as XML and Office Open XML write it: what XML cannot hold, and the carriage return it would
/// change, as `_xHHHH_` (ST_Xstring, ECMA-376 part 1, 22.9.2.19).
fn escape(text: &str, xml: &mut String) {
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' => xml.push(letter),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = std::fmt::Write::write_fmt(xml, format_args!("_x{:04X}_", u32::from(letter)));
            }
            // It would read as an escape, perhaps together with the one that follows.
            '_' if is_escape(text.as_bytes().get(at + 1..at + 6)) => xml.push_str("_x005F_"),
            _ => xml.push(letter),
        }
    }
}

fn is_escape(after: Option<&[u8]>) -> bool {
    matches!(after, Some([b'x', digits @ ..]) if digits.iter().all(u8::is_ascii_hexdigit))
}

/// A name Excel takes for a sheet (at most 31 characters, none of `[]:*?/\`, no apostrophe at either
/// end) that none of the `others` has.
fn sheet_name(name: &str, others: &[String]) -> String {
    let cut = |name: &str, length: usize| name.chars().take(length).collect::<String>();
    let name: String = name
        .chars()
        .map(|letter| if "[]:*?/\\".contains(letter) || letter.is_control() { '_' } else { letter })
        .collect();
    let name = cut(name.trim().trim_matches('\''), LONGEST_NAME);
    let name = if name.is_empty() { format!("Sheet{}", others.len() + 1) } else { name };
    let taken = |name: &str| others.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let mut unique = name.clone();
    let mut count = 2_u32;
    while taken(&unique) {
        let suffix = format!(" ({count})");
        unique = cut(&name, LONGEST_NAME - suffix.len()) + &suffix;
        count += 1;
    }
    unique
}

/// The parts that list the sheets: workbook, its relationships, content types.
fn index(names: &[String]) -> (String, String, String) {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let (mut sheets, mut relationships, mut types) = (String::new(), String::new(), String::new());
    for (number, name) in (1..).zip(names) {
        let mut escaped = String::new();
        escape(name, &mut escaped);
        let escaped = escaped.replace('"', "&quot;");
        sheets += &format!("<sheet name=\"{escaped}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        relationships += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        types += &format!(
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPE}.worksheet+xml\"/>"
        );
    }
    let styles = names.len() + 1;
    let workbook = format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><bookViews><workbookView/></bookViews>\
         <sheets>{sheets}</sheets></workbook>"
    );
    let relationships = format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{relationships}\
         <Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let types = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPE}.styles+xml\"/>{types}</Types>"
    );
    (workbook, relationships, types)
}

const fn within(limit: Limit, value: u64, max: u64) -> Result<(), WriteError> {
    if value > max { Err(WriteError::Limit { limit, value, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        for (text, expected) in [
            ("a & b <c>", "a &amp; b &lt;c&gt;"),
            ("a\r\n\tb\u{1}", "a_x000D_\n\tb_x0001_"),
            ("_x000D_ _x_ __x0041", "_x005F_x000D_ _x_ __x005F_x0041"),
            ("\u{FFFF}😀", "_xFFFF_😀"),
        ] {
            let mut xml = String::new();
            escape(text, &mut xml);
            assert_eq!(xml, expected, "{text:?}");
        }
    }

    #[test]
    fn names_are_such_as_excel_takes() {
        let mut names = Vec::new();
        for (name, expected) in [
            ("Telegram", "Telegram"),
            ("telegram", "telegram (2)"),
            ("a/b:c", "a_b_c"),
            ("", "Sheet4"),
            ("'x'", "x"),
            (&"щ".repeat(40), &"щ".repeat(31)),
            (&"щ".repeat(35), &format!("{} (2)", "щ".repeat(27))),
        ] {
            let unique = sheet_name(name, &names);
            assert_eq!(unique, expected);
            names.push(unique);
        }
    }

    #[test]
    fn columns_count_up() {
        let mut reference = Reference::default();
        let names: Vec<String> = (0..MOST_COLUMNS)
            .map(|_| {
                reference.next();
                reference.letters().to_owned()
            })
            .collect();
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(names[column], name);
        }
    }

    #[test]
    fn what_a_worksheet_cannot_hold_is_not_written() {
        let mut writer = XlsxWriter::new(Vec::new()).unwrap();
        let long = "щ".repeat(MOST_UNITS + 1);
        fn text(text: &str) -> [(&str, CellKind); 1] {
            [(text, CellKind::Text)]
        }
        assert!(matches!(writer.row(text(&long)), Err(WriteError::Limit { limit: Limit::CellBytes, .. })));
        let wide = std::iter::repeat_n(("x", CellKind::Text), MOST_COLUMNS as usize + 1);
        assert!(matches!(writer.row(wide), Err(WriteError::Limit { limit: Limit::Columns, .. })));
        writer.row(text(&long[..MOST_UNITS * 2])).unwrap();
        assert_eq!(writer.row, 1);
        writer.row = MOST_ROWS;
        assert!(matches!(writer.row(text("x")), Err(WriteError::Limit { limit: Limit::Rows, .. })));
    }
}
