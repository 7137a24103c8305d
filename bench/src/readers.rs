//! One function a reader. Each answers with JSON: how many rows it found, and what it made of the
//! ids in the first column of three of them.

use std::fmt::Display;
use std::io::{BufReader, Read as _};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, Xlsx};
use importer_sheet::{Options, Workbook};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};
use zip::ZipArchive;

use crate::source::FileSource;

/// Bytes unpacked at a time, as the importer does.
const WINDOW: usize = 128 << 10;

/// Unpacks every part of the archive and looks at nothing: the floor for every reader that uses
/// the same zip and inflate.
#[wasm_bindgen]
pub fn inflate(file: &web_sys::File) -> Result<String, JsError> {
    let mut archive = ZipArchive::new(BufReader::with_capacity(WINDOW, FileSource::new(file)?))?;
    let mut window = vec![0; WINDOW];
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        loop {
            match part.read(&mut window)? {
                0 => break,
                read => unpacked += read as u64,
            }
        }
    }
    Ok(answer(None, &[], &format!("{} MB of XML", unpacked >> 20)))
}

/// The importer: opens the file and stores every cell of its first sheet. `progress` hears of it as
/// the page does in the app.
#[wasm_bindgen]
pub fn importer(
    file: &web_sys::File,
    sample: &[u32],
    progress: &js_sys::Function,
) -> Result<String, JsError> {
    let mut workbook = Workbook::open(Box::new(FileSource::new(file)?), Options::default())?;
    let table = workbook.read(0, &mut |made| {
        let _ = progress.call1(&wasm_bindgen::JsValue::NULL, &made.rows.into());
        ControlFlow::Continue(())
    })?;
    let ids: Vec<String> = sample
        .iter()
        .map(|&row| {
            let row = table.index_of(row).and_then(|index| table.row(index));
            row.and_then(|row| row.cell(0)).map_or_else(String::new, |cell| cell.text().into_owned())
        })
        .collect();
    let (bytes, cells) = table.stored();
    let tenths = bytes * 10 / cells.max(1);
    let note = format!("{}.{} bytes a cell stored", tenths / 10, tenths % 10);
    Ok(answer(Some(table.len()), &ids, &note))
}

/// calamine's streaming reader: every cell is made and none is stored.
#[wasm_bindgen]
pub fn calamine(file: &web_sys::File, sample: &[u32]) -> Result<String, JsError> {
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::with_capacity(WINDOW, FileSource::new(file)?))?;
    let name = workbook.sheet_names().first().cloned().unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(&name)?;
    let mut ids = Vec::new();
    let (mut rows, mut last) = (0, None);
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if last != Some(row) {
            last = Some(row);
            rows += 1;
        }
        if column == 0 && sample.contains(&(row + 1)) {
            ids.push(match cell.get_value() {
                DataRef::Float(number) => number.to_string(),
                other => format!("{other:?}"),
            });
        }
    }
    Ok(answer(Some(rows), &ids, "stores nothing"))
}

fn answer(rows: Option<usize>, ids: &[String], note: &str) -> String {
    let rows: &dyn Display = match &rows {
        Some(rows) => rows,
        None => &"null",
    };
    let memory = core::arch::wasm32::memory_size(0) >> 4;
    format!("{{\"rows\":{rows},\"ids\":{ids:?},\"note\":\"{note}; wasm memory {memory} MB\"}}")
}
