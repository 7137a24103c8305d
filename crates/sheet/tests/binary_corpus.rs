//! Every xls, xlsb and ods of the corpus is read or refused by a named error; none panics, and none
//! takes long.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use importer_sheet::{Error, Options, Workbook};

/// Longest time for one file, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn every_file_is_read_or_refused_by_name() {
    let Some(corpus) = corpus() else {
        println!("no corpus: set IMPORTER_CORPUS to a folder of workbooks to read them all");
        return;
    };
    let (mut outcomes, mut failures) = (BTreeMap::<String, Vec<String>>::new(), Vec::new());
    for path in files(&corpus) {
        let name = path.strip_prefix(&corpus).unwrap_or(&path).display().to_string();
        let start = Instant::now();
        let outcome = match catch_unwind(AssertUnwindSafe(|| read(&path))) {
            Ok(Ok(cells)) if cells > 0 => "read".to_owned(),
            Ok(Ok(_)) => "read, without cells".to_owned(),
            Ok(Err(error)) => {
                println!("{name}: {error}");
                error.code().to_owned()
            }
            Err(_) => {
                failures.push(format!("{name}: panics"));
                continue;
            }
        };
        if start.elapsed() > PATIENCE {
            failures.push(format!("{name}: takes {:?}", start.elapsed()));
        }
        outcomes.entry(outcome).or_default().push(name);
    }
    for (outcome, names) in &outcomes {
        println!("{outcome}: {}", names.len());
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Reads all sheets; returns the number of cells.
fn read(path: &Path) -> Result<usize, Error> {
    let source = Box::new(BufReader::new(File::open(path)?));
    let mut workbook = Workbook::open(source, Options::default())?;
    let mut cells = 0;
    for sheet in 0..workbook.info().sheets.len() {
        let table = workbook.read(sheet, &mut |_| ControlFlow::Continue(()))?;
        cells += table.rows().map(|row| row.cells().count()).sum::<usize>();
    }
    Ok(cells)
}

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("IMPORTER_CORPUS").map_or(beside, PathBuf::from);
    corpus.is_dir().then_some(corpus)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files.extend(self::files(&entry));
        } else if entry
            .extension()
            .is_some_and(|kind| ["xls", "xlsb", "ods"].iter().any(|ours| kind == *ours))
        {
            files.push(entry);
        }
    }
    files.sort();
    files
}
