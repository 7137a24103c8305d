//! Workbooks made here part by part, read whole.

mod corpus;
mod files;
mod limits;
mod sheets;
mod written;

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::Xlsx;
use crate::table::column_name;
use crate::{CellKind, Error, Limits, Table};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook as a list of parts.
#[derive(Clone)]
struct Book {
    parts: Vec<(String, Vec<u8>)>,
    options: SimpleFileOptions,
}

impl Book {
    /// One sheet with these rows, two shared strings, and styles 0 General, 1 `00000`, 2 a date.
    fn with_rows(rows: &str) -> Self {
        let sheet = format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>");
        Self::with_sheet(&sheet)
    }

    fn with_sheet(sheet: &str) -> Self {
        let relationship = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id='{id}' Type='{OFFICE}/{kind}' Target='{target}'/>")
        };
        let mut book = Self { parts: Vec::new(), options: SimpleFileOptions::default() };
        book.set("[Content_Types].xml", "<Types/>");
        let root = relationship("rId1", "officeDocument", "xl/workbook.xml");
        book.set("_rels/.rels", &format!("<Relationships>{root}</Relationships>"));
        book.set(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>\
                 <sheet name='Клиенты' sheetId='1' r:id='rId1'/></sheets></workbook>"
            ),
        );
        let list = [
            relationship("rId1", "worksheet", "worksheets/sheet1.xml"),
            relationship("rId2", "sharedStrings", "sharedStrings.xml"),
            relationship("rId3", "styles", "styles.xml"),
        ];
        book.set("xl/_rels/workbook.xml.rels", &format!("<Relationships>{}</Relationships>", list.concat()));
        book.set("xl/sharedStrings.xml", "<sst><si><t>Анна</t></si><si><t> Борис </t></si></sst>");
        book.set(
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='00000'/></numFmts>\
             <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
             <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='14'/></cellXfs></styleSheet>",
        );
        book.set("xl/worksheets/sheet1.xml", sheet);
        book
    }

    /// Replaces or adds a part.
    fn set(&mut self, name: &str, text: &str) -> &mut Self {
        self.set_bytes(name, text.as_bytes())
    }

    fn set_bytes(&mut self, name: &str, bytes: &[u8]) -> &mut Self {
        self.parts.retain(|(known, _)| known != name);
        self.parts.push((name.to_owned(), bytes.to_vec()));
        self
    }

    /// Replaces a text inside a part, which must have it.
    fn edit(&mut self, name: &str, from: &str, to: &str) -> &mut Self {
        let (_, bytes) = self.parts.iter().find(|(known, _)| known == name).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        self.set(name, &text.replace(from, to))
    }

    fn rename(&mut self, from: &str, to: &str) -> &mut Self {
        let part = self.parts.iter_mut().find(|(known, _)| known == from).unwrap();
        to.clone_into(&mut part.0);
        self
    }

    fn remove(&mut self, name: &str) -> &mut Self {
        self.parts.retain(|(known, _)| known != name);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            writer.start_file(name.as_str(), self.options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn outline(&self) -> String {
        outline(self.bytes(), &Limits::default())
    }
}

fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Xlsx, Error> {
    Xlsx::open(Box::new(Cursor::new(bytes)), limits)
}

fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Table, Error> {
    open(bytes, limits)?.read(0, limits, &mut |_| ControlFlow::Continue(()))
}

/// The first sheet's cells on one line (`A1 text Анна; B1 number 12 (00012)`), or the error.
fn outline(bytes: Vec<u8>, limits: &Limits) -> String {
    match read(bytes, limits) {
        Ok(table) => cells(&table),
        Err(error) => format!("! {error}"),
    }
}

fn cells(table: &Table) -> String {
    let mut out = Vec::new();
    for row in table.rows() {
        let hidden = if row.hidden() { "~" } else { "" };
        for cell in row.cells() {
            let place = format!("{hidden}{}{}", column_name(cell.column()), row.number());
            let kind = match cell.kind() {
                CellKind::Text => "text",
                CellKind::Number => "number",
                CellKind::Date => "date",
                CellKind::Bool => "bool",
                CellKind::Error => "error",
            };
            let display = cell.display().map_or_else(String::new, |display| format!(" ({display})"));
            out.push(format!("{place} {kind} {}{display}", cell.text()));
        }
    }
    out.join("; ")
}
