//! One workbook saved in several formats by the same program reads the same: values, displays,
//! hidden rows, sheets.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic in a test is the report")]

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use importer_sheet::{Options, Workbook};

/// Every cell of every sheet, as a line.
fn cells(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    let source = Box::new(BufReader::new(File::open(&path).unwrap()));
    let mut workbook = Workbook::open(source, Options::default()).unwrap();
    let mut lines = Vec::new();
    for (at, sheet) in workbook.info().sheets.clone().into_iter().enumerate() {
        let table = workbook.read(at, &mut |_| ControlFlow::Continue(())).unwrap();
        for row in table.rows() {
            for cell in row.cells() {
                lines.push(format!(
                    "{} {:?} {} {} {} {} {:?}",
                    sheet.name,
                    sheet.visibility,
                    row.number(),
                    row.hidden(),
                    cell.column(),
                    cell.text(),
                    cell.display()
                ));
            }
        }
    }
    lines
}

#[test]
fn a_leeloo_export_saved_by_libreoffice() {
    let expected = cells("libreoffice-leeloo-export.xlsx");
    let zeros = expected.iter().filter(|line| line.contains("Some(\"00"));
    assert!(zeros.count() > 0, "the fixture has no number with leading zeros");
    for other in ["libreoffice-leeloo-export.ods", "libreoffice-leeloo-export.xls"] {
        let found = cells(other);
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{other}");
        }
        assert_eq!(found.len(), expected.len(), "{other}");
    }
}
