//! The clients by messenger as files: what is written is what would be sent, and reads back so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic in a test is the report")]

use std::io::{Cursor, Read as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::product::{SplitFormat, rejected, split, splits};
use importer_core::{Config, Session, at_once};
use importer_sheet::{CellKind, Options, TableBuilder, Workbook};

fn session(rows: &[[&str; 4]]) -> Session {
    let mut builder = TableBuilder::new();
    for (number, row) in (1..).zip(rows) {
        builder.start_row(number, false);
        for (column, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
            builder.push(column, CellKind::Text, text);
        }
    }
    let mut session = Session::new(Arc::new(Config::builtin()), builder.finish());
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    session
}

fn base() -> Session {
    session(&[
        ["social_id", "messenger", "name", "email"],
        ["26203292189261166", "facebook", "=Иван", ""],
        ["00123456", "tg", "", "a@example.org"],
        ["208310224", "tg", "Анна", ""],
        ["", "tg", "Nobody", ""],
        ["208310225", "tg", "Twice", ""],
        ["208310225", "tg", "Twice", ""],
    ])
}

fn go_on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn cells(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut workbook = Workbook::open(Box::new(Cursor::new(bytes)), Options::default()).unwrap();
    let table = workbook.read(0, &mut |_| ControlFlow::Continue(())).unwrap();
    let text = |row: &importer_sheet::Row<'_>, column| {
        row.cell(column).map_or_else(String::new, |cell| cell.text().into_owned())
    };
    table.rows().map(|row| (0..table.width()).map(|column| text(&row, column)).collect()).collect()
}

#[test]
fn a_split_holds_what_would_be_sent_in_columns_that_are_filled() {
    let session = base();
    for format in [SplitFormat::Xlsx, SplitFormat::Csv] {
        let telegram = at_once(split(&session, "TELEGRAM", format, Vec::new(), &mut go_on)).unwrap();
        let expected =
            [["social_id", "name", "email"], ["00123456", "", "a@example.org"], ["208310224", "Анна", ""]];
        assert_eq!(cells(telegram), expected, "{format:?}");
        let facebook = at_once(split(&session, "FACEBOOK", format, Vec::new(), &mut go_on)).unwrap();
        assert_eq!(cells(facebook), [["social_id", "name"], ["26203292189261166", "=Иван"]], "{format:?}");
    }
    let json = at_once(split(&session, "TELEGRAM", SplitFormat::Json, Vec::new(), &mut go_on)).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        json,
        serde_json::json!([
            {"row": 3, "social_id": "00123456", "email": "a@example.org"},
            {"row": 4, "social_id": "208310224", "name": "Анна"},
        ])
    );
    let none = at_once(split(&session, "VIBER", SplitFormat::Json, Vec::new(), &mut go_on)).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&none).unwrap(), serde_json::json!([]));
}

#[test]
fn rows_that_stay_behind_say_why() {
    let word = |key: &str, _: &importer_core::product::Args| key.to_owned();
    let rows = cells(at_once(rejected(&base(), &word, Vec::new(), &mut go_on)).unwrap());
    let expected = [
        ["split-rejected-row", "split-rejected-reason", "social_id", "messenger", "name", "email"],
        ["5", "title-social_id-missing", "", "tg", "Nobody", ""],
        ["6", "title-row-duplicate", "208310225", "tg", "Twice", ""],
        ["7", "title-row-duplicate", "208310225", "tg", "Twice", ""],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn all_of_them_come_in_one_archive() {
    let word = |key: &str, _: &importer_core::product::Args| key.to_owned();
    let bytes = at_once(splits(&base(), SplitFormat::Xlsx, &word, Vec::new(), &mut go_on)).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["facebook.xlsx", "rejected.xlsx", "telegram.xlsx"]);
    let mut inner = Vec::new();
    archive.by_name("telegram.xlsx").unwrap().read_to_end(&mut inner).unwrap();
    assert_eq!(cells(inner).len(), 3);
}

#[test]
fn breaking_off_leaves_nothing_said_to_be_done() {
    let stop = &mut |_: usize, _: usize| ControlFlow::Break(());
    assert!(at_once(split(&base(), "TELEGRAM", SplitFormat::Xlsx, Vec::new(), stop)).is_err());
}
