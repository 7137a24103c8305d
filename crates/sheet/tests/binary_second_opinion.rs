//! Over the corpus, every cell of xls, xlsb and ods is the one calamine alone gives: what the reader
//! of xls does around calamine (packing, cleaning, renumbering, bounds) changes no value, and the
//! readers of xlsb and ods agree with it. Two rules say where they may differ; see [`alike`].

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Cursor};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use calamine::{Data, Ods, Range, Reader, Xls, Xlsb};
use importer_sheet::{CellKind, Options, Table, Workbook};

type Cells = BTreeMap<(u32, u32), String>;
type OurCells = BTreeMap<(u32, u32), (CellKind, String)>;

#[test]
fn cells_are_those_calamine_reads_alone() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("IMPORTER_CORPUS").map_or(beside, PathBuf::from);
    if !corpus.is_dir() {
        println!("no corpus: set IMPORTER_CORPUS to a folder of workbooks to compare them");
        return;
    }
    let (mut compared, mut refused, mut differences) = (0, Vec::new(), Vec::new());
    for folder in std::fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let Some(theirs) = alone(&path) else { continue };
            let source = Box::new(BufReader::new(File::open(&path).unwrap()));
            let mut workbook = match Workbook::open(source, Options::default()) {
                Ok(workbook) => workbook,
                Err(error) => {
                    refused.push(format!("{name}: {error}"));
                    continue;
                }
            };
            for (sheet, info) in workbook.info().sheets.clone().into_iter().enumerate() {
                let Some(theirs) = theirs.get(&info.name) else { continue };
                match workbook.read(sheet, &mut |_| ControlFlow::Continue(())) {
                    Ok(table) if difference(&ours(&table), theirs).is_none() => compared += theirs.len(),
                    Ok(table) => {
                        let difference = difference(&ours(&table), theirs);
                        differences.push(format!("{name}, {}: {difference:?}", info.name));
                    }
                    Err(error) => refused.push(format!("{name}, {}: {error}", info.name)),
                }
            }
        }
    }
    println!("{compared} cells alike; refused here and read by calamine: {refused:#?}");
    assert!(compared > 0, "nothing was compared");
    assert!(differences.is_empty(), "{differences:#?}");
}

/// All worksheets as calamine reads them, where it can.
fn alone(path: &Path) -> Option<BTreeMap<String, Cells>> {
    fn sheets<R: Reader<Cursor<Vec<u8>>>>(bytes: Vec<u8>) -> Option<BTreeMap<String, Cells>> {
        let mut workbook = R::new(Cursor::new(bytes)).ok()?;
        let names = workbook.sheet_names();
        let sheets = names.into_iter().filter_map(|name| {
            let range = workbook.worksheet_range(&name).ok()?;
            Some((name, cells(&range)))
        });
        Some(sheets.collect())
    }
    let kind = path.extension()?.to_str()?;
    let bytes = std::fs::read(path).unwrap();
    catch_unwind(AssertUnwindSafe(|| match kind {
        // calamine alone reads no stream without a container.
        "xls" if bytes.starts_with(&[0xD0, 0xCF]) => sheets::<Xls<_>>(bytes),
        "xlsb" => sheets::<Xlsb<_>>(bytes),
        "ods" => sheets::<Ods<_>>(bytes),
        _ => None,
    }))
    .unwrap_or_default()
}

fn cells(range: &Range<Data>) -> Cells {
    let (row, column) = range.start().unwrap_or_default();
    let cells = range.used_cells().filter_map(|(down, right, value)| {
        let text = match value {
            Data::Empty => return None,
            Data::String(text) if text.is_empty() => return None,
            // Dates are compared by their kind alone: calamine has no ISO 8601 to compare with.
            Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => "date".to_owned(),
            Data::Bool(value) => value.to_string().to_uppercase(),
            Data::Float(number) if *number == 0.0 => "0".to_owned(),
            // Where a double does not tell whole numbers apart, we say so by an exponent.
            Data::Float(number) if number.abs() > 9_007_199_254_740_992.0 => format!("{number:E}"),
            value => value.to_string(),
        };
        Some(((row + down as u32 + 1, column + right as u32), text))
    });
    cells.collect()
}

fn ours(table: &Table) -> OurCells {
    let cells = table.rows().flat_map(|row| {
        row.cells().map(move |cell| ((row.number(), cell.column()), (cell.kind(), cell.source().to_owned())))
    });
    cells.collect()
}

/// The first cell that differs: its place, what is read here, what calamine reads.
fn difference(ours: &OurCells, theirs: &Cells) -> Option<((u32, u32), String)> {
    let all: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let first = all.into_iter().find(|at| !alike(ours.get(at), theirs.get(at)))?;
    Some((*first, format!("{:?}, calamine {:?}", ours.get(first), theirs.get(first))))
}

fn alike(ours: Option<&(CellKind, String)>, theirs: Option<&String>) -> bool {
    match (ours, theirs) {
        // calamine leaves out formulas of xlsb that come to an error.
        (Some((CellKind::Error, _)), None) => true,
        // calamine does not look at the number format of a formula's value: a date is a number then.
        (Some((CellKind::Date, source)), Some(theirs)) => theirs == "date" || theirs == source,
        (Some((CellKind::Number, _)), Some(theirs)) if theirs == "date" => false,
        (Some((_, text)), Some(theirs)) => text == theirs,
        (None, None) => true,
        _ => false,
    }
}
