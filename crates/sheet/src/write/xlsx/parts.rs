//! The parts of a workbook beside its rows: styles, frames, lists.

use std::fmt::Write as _;

use super::row::escape;
use crate::write::cell::OutColumn;

/// Characters of a sheet's name.
const LONGEST_NAME: usize = 31;
/// Characters that fit into a column whose width nobody set.
const USUAL_WIDTH: u16 = 9;
/// Kinds of cells: each has a style without colour, one on red, and one on amber.
pub(super) const KINDS: u32 = 5;
pub(super) const TEXT: u32 = 1;
pub(super) const DATE: u32 = 2;
pub(super) const DATE_TIME: u32 = 3;
pub(super) const TIME: u32 = 4;
pub(super) const HEADER_STYLE: u32 = 3 * KINDS;

pub(super) const ROOT_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Styles by index: General, text, date, date and time, time; the same on red and on amber; text of the
/// header.
pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFEB9C"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="16"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"/><xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="164" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="165" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="166" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="0" fontId="0" fillId="3" borderId="0" xfId="0" applyFill="1"/><xf numFmtId="49" fontId="0" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="164" fontId="0" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="165" fontId="0" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="166" fontId="0" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;
/// The sheet up to its first row.
pub(super) fn sheet_start(columns: &[OutColumn], header: u32) -> String {
    const START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetViews><sheetView workbookViewId="0">"#;
    let below = header.saturating_add(1);
    let pane = format!(
        "<pane ySplit=\"{header}\" topLeftCell=\"A{below}\" activePane=\"bottomLeft\" state=\"frozen\"/>\
         </sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>"
    );
    let mut cols = String::new();
    for (number, column) in (1..).zip(columns) {
        if *column == OutColumn::default() {
            continue;
        }
        let width = if column.width > 0 { column.width } else { USUAL_WIDTH };
        let hidden = if column.hidden { " hidden=\"1\"" } else { "" };
        // Writing into a string does not fail.
        let _ = write!(
            cols,
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"{hidden}/>"
        );
    }
    let (open, close) = if cols.is_empty() { ("", "") } else { ("<cols>", "</cols>") };
    format!("{START}{pane}{open}{cols}{close}<sheetData>")
}

/// The sheet after its last row.
pub(super) const fn sheet_end(notes: bool) -> &'static str {
    if notes { "</sheetData><legacyDrawing r:id=\"rId1\"/></worksheet>" } else { "</sheetData></worksheet>" }
}

/// A name Excel takes for a sheet (at most 31 characters, none of `[]:*?/\`, no apostrophe at either
/// end) that none of the `others` has.
pub(super) fn sheet_name(name: &str, others: &[String]) -> String {
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

/// The parts that list the sheets: workbook, its relationships, content types. `notes` are the numbers
/// of the sheets that have some.
pub(super) fn index(names: &[String], notes: &[usize]) -> (String, String, String) {
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
    for number in notes {
        types +=
            &format!("<Override PartName=\"/xl/comments{number}.xml\" ContentType=\"{TYPE}.comments+xml\"/>");
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
         <Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPE}.styles+xml\"/>{types}</Types>"
    );
    (workbook, relationships, types)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
