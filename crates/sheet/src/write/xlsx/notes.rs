//! What pops up beside cells: a part of texts, and a drawing without which Excel does not show them.
//!
//! The parts come after the sheet, so the texts wait for its end. There is a bound to them; Excel
//! itself takes minutes to open a sheet with more.

use std::fmt::Write as _;

use super::row::escape;

/// Notes of a workbook; those beyond are left out.
const MOST: usize = 1 << 15;
/// Characters of a note; nobody reads more in a box of that size.
const LONGEST: usize = 1_000;
/// Shapes in a block of numbers.
const BLOCK: usize = 1_024;

/// The notes of one sheet.
#[derive(Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    /// Notes of the sheets before.
    before: usize,
    /// Blocks of numbers the drawings before have taken.
    blocks: usize,
}

struct Note {
    /// Row from 1, column from 0, and its letters.
    row: u32,
    column: u32,
    letters: Box<str>,
    text: Box<str>,
}

impl Notes {
    pub(super) fn add(&mut self, row: u32, column: u32, letters: &str, text: &str) {
        if self.before + self.notes.len() >= MOST {
            return;
        }
        let text = match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text.to_owned(),
        };
        self.notes.push(Note { row, column, letters: letters.into(), text: text.into() });
    }

    pub(super) fn len(&self) -> usize {
        self.notes.len()
    }

    /// Gives up the notes from the one at `length` on.
    pub(super) fn truncate(&mut self, length: usize) {
        self.notes.truncate(length);
    }

    /// Begins the next sheet's.
    pub(super) fn clear(&mut self) {
        self.before += self.notes.len();
        self.blocks += self.notes.len() / BLOCK + 1;
        self.notes.clear();
    }

    /// The part with the texts.
    pub(super) fn comments(&self) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments \
             xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author></author>\
             </authors><commentList>",
        );
        for Note { row, letters, text, .. } in &self.notes {
            let _ = write!(
                xml,
                "<comment ref=\"{letters}{row}\" authorId=\"0\"><text><t xml:space=\"preserve\">"
            );
            escape(text, &mut xml);
            xml.push_str("</t></text></comment>");
        }
        xml.push_str("</commentList></comments>");
        xml
    }

    /// The drawing: a hidden box for each note, beside its cell (VML as Excel writes it).
    pub(super) fn drawing(&self) -> String {
        let first = self.blocks + 1;
        let blocks: Vec<String> =
            (first..=first + self.notes.len() / BLOCK).map(|block| block.to_string()).collect();
        let mut xml = format!(
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
             xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\">\
             <o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" \
             coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
             <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>",
            blocks.join(",")
        );
        for (at, Note { row, column, .. }) in (1..).zip(&self.notes) {
            let id = first * BLOCK + at;
            let (row, left, right) = (row - 1, column + 1, column + 4);
            let (top, bottom) = (row.saturating_sub(1), row + 4);
            let _ = write!(
                xml,
                "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;\
                 visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
                 <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"/>\
                 <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
                 <x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>\
                 <x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>\
                 </x:ClientData></v:shape>"
            );
        }
        xml.push_str("</xml>");
        xml
    }
}

/// The relationships of the sheet of this number to its notes.
pub(super) fn relationships(number: usize) -> String {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/vmlDrawing\" Target=\"../drawings/vmlDrawing{number}.vml\"/>\
         <Relationship Id=\"rId2\" Type=\"{OFFICE}/comments\" Target=\"../comments{number}.xml\"/></Relationships>"
    )
}
