//! What a number cell holds is not what its format shows, nor how a program writes it down: ids and phones
//! come out of every file as they would be sent, and a file that comes back untouched changes nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::product::{Args, Cleaned, Origin, cleaned, error_book, returned};
use importer_core::{Action, Code, Config, Repair, RepairKind, Replace, Session, at_once};
use importer_sheet::{Options, Table, Workbook};
use rust_xlsxwriter::{Format, Workbook as Written};
use support::{check_all, go, session, table};

fn words(key: &str, _: &Args) -> String {
    key.to_owned()
}

fn read(bytes: Vec<u8>) -> Table {
    let mut workbook = Workbook::open(Box::new(Cursor::new(bytes)), Options::default()).unwrap();
    workbook.read(0, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn open(table: Table) -> Session {
    let mut session = Session::new(Arc::new(Config::builtin()), table);
    check_all(&mut session);
    session
}

/// A workbook of ids in number formats, with a name beside each.
fn formatted(ids: &[(f64, &str)]) -> Session {
    let mut workbook = Written::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "social_id").unwrap();
    sheet.write(0, 1, "name").unwrap();
    for (row, (id, format)) in (1..).zip(ids) {
        sheet.write_with_format(row, 0, *id, &Format::new().set_num_format(*format)).unwrap();
        sheet.write(row, 1, format!("Name {row}")).unwrap();
    }
    open(read(workbook.save_to_buffer().unwrap()))
}

/// Ids and phones of all clients as they would be sent.
fn clients(session: &Session) -> Vec<(String, Option<String>)> {
    let sent = session.clients("TELEGRAM").chain(session.clients("FACEBOOK"));
    sent.map(|client| (client.social_id, client.fields.get("phone").cloned())).collect()
}

fn counts(session: &Session) -> (usize, usize) {
    let summary = session.summary();
    (summary.ready, summary.rows_with_errors)
}

fn error_workbook(session: &Session) -> Table {
    let origin = Origin { file: "clients.xlsx", sheet: "1", date: "2026-11-23" };
    read(at_once(error_book(session, &origin, &words, Vec::new(), &mut go)).unwrap())
}

#[test]
fn cleaned_files_hold_what_would_be_sent() {
    let formats = formatted(&[(208_310_224.0, "0.00"), (208_310_225.0, "#,##0"), (208_310_226.0, "0")]);
    let exponents = session(
        "social_id|name|phone|sum\n#2.08310224E8|Ivan|#3.80671234567E11|#1.2345678E7\n#2.08310225E8|Anna|#3.80671234568E11|#5",
    );
    for before in [formats, exponents] {
        assert_eq!(counts(&before).1, 0);
        for format in [Cleaned::Xlsx, Cleaned::Csv] {
            let file = at_once(cleaned(&before, format, "clients", Vec::new(), &mut go)).unwrap();
            let after = open(read(file));
            assert_eq!((clients(&after), counts(&after)), (clients(&before), counts(&before)));
        }
    }
}

#[test]
fn an_error_workbook_that_comes_back_untouched_changes_nothing() {
    let blank_headers = "social_id|name||\n208310224|Ivan||note 1\n208310225|Anna||note 2";
    for mut session in [
        formatted(&[(26_203_292_189_261_200.0, "0.00"), (208_310_225.0, "0"), (208_310_226.0, "#,##0")]),
        session(blank_headers),
        session("social_id|name|phone\n#2.08310224E8|Ivan|#3.80671234567E11\n#2.08310225E8|Anna|#5"),
    ] {
        let before = counts(&session);
        let back = returned(&session, &error_workbook(&session)).unwrap();
        assert_eq!(back.edits, []);
        session.take_back(back, &mut go).unwrap();
        check_all(&mut session);
        assert_eq!(counts(&session), before);
    }
}

#[test]
fn merging_takes_over_the_number_and_not_its_look() {
    for phone in ["#3.80671234567E11", "#380671234567"] {
        let mut session = session(&format!("social_id|name|phone\n208310224|Ivan|\n208310224|Ivan|{phone}"));
        let repair = Repair { code: Code::RowDuplicate, kind: RepairKind::Merge, column: None, row: None };
        session.act(&Action::Repair(repair), &mut go).unwrap();
        check_all(&mut session);
        assert_eq!(clients(&session), [("208310224".to_owned(), Some("+380671234567".to_owned()))]);
    }
}

#[test]
fn a_refusal_is_there_again_once_the_decision_is_taken_back() {
    let mut session = session("social_id|name\n208310224|Ivan\n208310225|Anna");
    let refusal = r#"{"row":2,"social_id":"208310224","field":"name","code":"x","message":"no"}"#;
    session.land("TELEGRAM", &[serde_json::from_str(refusal).unwrap()]);
    check_all(&mut session);
    assert_eq!(counts(&session).1, 1);
    session.try_recipe(r#"{"version":1,"steps":[{"hidden_rows":false}]}"#, &mut go).unwrap();
    check_all(&mut session);
    assert_eq!((counts(&session).1, session.problems().count()), (1, 1));
    session.move_group(Some("TELEGRAM"), Some("VKONTAKTE")).unwrap();
    check_all(&mut session);
    assert_eq!(counts(&session).1, 0);
    session.undo();
    check_all(&mut session);
    assert_eq!(counts(&session).1, 1);
}

#[test]
fn a_check_that_was_broken_off_forgets_no_duplicate() {
    let rule = r#"{"rules":[{"rule":"pattern","field":"email","pattern":"^[^x]*$"}]}"#;
    let mut text = String::from("social_id|name|email");
    for row in 0..12_000 {
        let id = 208_310_224 + if row == 11_999 { 1 } else { row };
        let letter = if row % 3 != 0 { "a" } else { ["x", "z"][usize::from(row >= 4_000)] };
        text.push_str(&format!("\n{id}|N|{letter}@b.co"));
    }
    let mut session = Session::new(Arc::new(Config::from_json(rule).unwrap()), table(&text));
    check_all(&mut session);
    let replace =
        Replace { find: "[xz]".into(), with: "y".into(), regex: true, column: Some(2), ..Replace::default() };
    session.act(&Action::Replace(replace), &mut go).unwrap();
    let mut calls = 0;
    let broken = session.check(&mut |_, _| {
        calls += 1;
        if calls == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(broken.is_break());
    check_all(&mut session);
    assert_eq!(counts(&session), (11_998, 2));
}
