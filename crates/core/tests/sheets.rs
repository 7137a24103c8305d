//! Which sheet is opened when nobody says which.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{Config, Session};
use importer_sheet::{Options, Workbook};

const CLIENTS: &[&[&str]] = &[&["social_id", "name"], &["123456", "Анна"]];
const NOTES: &[&[&str]] = &[&["Заметка", "Кто"], &["Позвонить", "Борис"], &["Написать", "Вера"]];
const TITLE: &[&[&str]] = &[&["Выгрузка за сентябрь"]];
const NOTHING: &[&[&str]] = &[];

#[track_caller]
fn check(sheets: &[(&[&[&str]], bool)], wanted: Option<usize>, expected: usize) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (at, (rows, hidden)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("Sheet {at}")).unwrap().set_hidden(*hidden);
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let mut workbook = Workbook::open(Box::new(Cursor::new(bytes)), Options::default()).unwrap();
    let config = Arc::new(Config::builtin());
    let (opened, _) =
        Session::open(&config, &mut workbook, wanted, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(opened, expected);
}

#[test]
fn the_first_sheet_with_ids_is_opened() {
    check(&[(NOTES, false), (CLIENTS, false), (CLIENTS, false)], None, 1);
    check(&[(NOTHING, false), (TITLE, false), (CLIENTS, false)], None, 2);
}

#[test]
fn without_ids_the_first_one_with_rows_is_opened() {
    check(&[(TITLE, false), (NOTES, false)], None, 1);
    check(&[(NOTHING, false), (TITLE, false)], None, 1);
}

#[test]
fn hidden_sheets_are_opened_only_where_no_visible_one_has_rows() {
    check(&[(NOTES, false), (CLIENTS, true), (CLIENTS, false)], None, 2);
    check(&[(NOTES, false), (CLIENTS, true)], None, 0);
    check(&[(NOTHING, false), (CLIENTS, true)], None, 1);
}

#[test]
fn a_wish_is_followed() {
    check(&[(CLIENTS, false), (NOTES, false)], Some(1), 1);
}
