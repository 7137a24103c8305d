//! Files other programs wrote: each is read or refused by name, and agrees with calamine's reading.
//!
//! The folder is `../shared/corpus` from the workspace, or `IMPORTER_CORPUS`; without it the test
//! says that it is skipped.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use calamine::{Data, DataRef};

use super::*;
use crate::{Cell, Progress};

fn folder() -> PathBuf {
    std::env::var_os("IMPORTER_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from)
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "xlsx" || extension == "xlsm") {
            found.push(path);
        }
    }
    found.sort();
}

#[test]
fn every_workbook_is_read_or_refused_and_agrees_with_calamine() {
    let mut files = Vec::new();
    workbooks(&folder(), &mut files);
    if files.is_empty() {
        println!("skipped: no corpus in {}", folder().display());
        return;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut compared = 0;
    // Encrypted workbooks are OLE files, which another reader recognises.
    files.retain(|path| !std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])));
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read_all(path) {
            Ok(sheets) => {
                *counts.entry("read").or_default() += 1;
                for (sheet, table) in sheets {
                    match compare(path, &sheet, &table) {
                        Ok(cells) => compared += cells,
                        Err(what) => wrong.push(format!("{name} [{sheet}]: {what}")),
                    }
                }
            }
            Err(error) => {
                let theirs = calamine::open_workbook::<calamine::Xlsx<_>, _>(path).map(drop);
                println!("{name}: {error} (calamine: {theirs:?})");
                *counts.entry(error.code()).or_default() += 1;
            }
        }
    }
    println!("{} files: {counts:?}; {compared} cells agree with calamine", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn read_all(path: &Path) -> Result<Vec<(String, Table)>, Error> {
    let limits = Limits::default();
    let mut xlsx = Xlsx::open(Box::new(std::fs::File::open(path)?), &limits)?;
    let names: Vec<String> = xlsx.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    let mut go_on = |_: Progress| ControlFlow::Continue(());
    let read = |(index, name)| Ok((name, xlsx.read(index, &limits, &mut go_on)?));
    names.into_iter().enumerate().map(read).collect()
}

/// Compares cell by cell what calamine reads; how many agree, or the first few that do not. A
/// workbook or sheet calamine cannot read is no evidence.
fn compare(path: &Path, sheet: &str, table: &Table) -> Result<usize, String> {
    let Ok(mut theirs) = calamine::open_workbook::<calamine::Xlsx<_>, _>(path) else { return Ok(0) };
    let Ok(mut reader) = theirs.worksheet_cells_reader(sheet) else { return Ok(0) };
    let mut expected = BTreeMap::new();
    loop {
        match reader.next_cell() {
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                match cell.get_value() {
                    DataRef::Empty => {}
                    value => drop(expected.insert((row + 1, column), Data::from(value.clone()))),
                }
            }
            Ok(None) => break,
            Err(_) => return Ok(0),
        }
    }
    let mut wrong = Vec::new();
    let mut agree = 0;
    for row in table.rows() {
        for cell in row.cells() {
            match expected.remove(&(row.number(), cell.column())) {
                Some(value) if agrees(&cell, &value) => agree += 1,
                None if is_inline_value(path, row.number(), cell.column()) => {}
                other => wrong.push(format!(
                    "{}{} is {:?} {:?}, calamine has {other:?}",
                    column_name(cell.column()),
                    row.number(),
                    cell.kind(),
                    cell.text()
                )),
            }
        }
    }
    // Empty strings are cells to calamine, and nothing to us.
    expected.retain(|_, value| !matches!(value, Data::String(text) if text.is_empty()));
    wrong.extend(expected.iter().map(|(at, value)| format!("{at:?} is missing, calamine has {value:?}")));
    if wrong.is_empty() {
        return Ok(agree);
    }
    wrong.truncate(5);
    Err(wrong.join("; "))
}

/// Whether the cell is an `inlineStr` with its text in `v` instead of `is`, which calamine leaves out.
fn is_inline_value(path: &Path, row: u32, column: u32) -> bool {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let reference = format!("r=\"{}{row}\"", column_name(column));
    (0..archive.len()).any(|index| {
        let mut part = archive.by_index(index).unwrap();
        let mut xml = String::new();
        if !part.name().unwrap().contains("worksheets/") || part.read_to_string(&mut xml).is_err() {
            return false;
        }
        let cell = xml.split_once(&reference).and_then(|(_, from)| from.split_once("</c>"));
        cell.is_some_and(|(cell, _)| cell.contains("inlineStr") && !cell.contains("<is"))
    })
}

/// The rules by which readings may differ: calamine keeps numbers as f64 and dates as their serial,
/// and trims text that is not marked `xml:space="preserve"`.
fn agrees(cell: &Cell<'_>, theirs: &Data) -> bool {
    let same_number = |value: f64| cell.source().parse::<f64>().is_ok_and(|ours| ours == value);
    match theirs {
        Data::String(text) => {
            let trimmed = cell.source().trim_matches([' ', '\t', '\n', '\r']);
            cell.kind() == CellKind::Text && (cell.source() == text || trimmed == text)
        }
        Data::Float(value) => matches!(cell.kind(), CellKind::Number | CellKind::Date) && same_number(*value),
        Data::Int(value) => cell.source() == value.to_string(),
        Data::Bool(value) => cell.source() == if *value { "TRUE" } else { "FALSE" },
        Data::DateTime(value) => same_number(value.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => cell.source() == text,
        Data::Error(error) => cell.source() == error.to_string(),
        Data::Empty => false,
    }
}
