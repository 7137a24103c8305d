//! A host's rules and the importer's own, over rows and over single clients as the server sees them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test reports")]

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{Config, Session, check};
use importer_sheet::{CellKind, TableBuilder};

fn session(config: &str, text: &str) -> Session {
    let mut builder = TableBuilder::new();
    for (number, line) in (1..).zip(text.lines()) {
        builder.start_row(number, false);
        for (column, cell) in (0..).zip(line.split('|')) {
            builder.push(column, CellKind::Text, cell);
        }
    }
    let mut session = Session::new(Arc::new(Config::from_json(config).unwrap()), builder.finish());
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    session
}

/// `2C rule.pattern`: problems with their places.
fn problems(session: &Session) -> Vec<String> {
    let letter = |column: Option<u32>| column.map_or_else(|| "-".to_owned(), importer_core::column_letter);
    let problems = session.problems();
    problems
        .map(|(at, problem)| format!("{}{} {}", at.unwrap().row, letter(at.unwrap().column), problem.code))
        .collect()
}

const HEADER: &str = "social_id|Имя|Фамилия|email|phone|tags|note";

/// Checks one row (`social_id|first|last|email|phone|tags|note`) under a host's rules, and the client
/// that comes of it as the server would.
fn check_rule(rules: &str, row: &str, expected: &[&str]) {
    let config = format!(r#"{{"rules": [{rules}]}}"#);
    let mut session = session(&config, &format!("{HEADER}\n{row}"));
    session.set_target(6, Some("custom:Note".parse().unwrap())).unwrap();
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    assert_eq!(problems(&session), expected, "{rules} {row}");
    let is_error = expected.iter().any(|problem| problem.contains("rule."));
    assert_eq!(session.summary().ready, usize::from(!is_error), "{rules} {row}");
    for client in session.clients("TELEGRAM") {
        assert_eq!(check::client(session.config(), "TELEGRAM", &client), [], "{rules} {row}");
    }
}

#[test]
fn rules_hold_for_values_as_they_are_sent() {
    let row = "208310224|Иван|Петров|a@b.co|+38 (067) 123-45-67|vip|7707083893";
    let bare = "208310224|Иван|||||";
    for (rules, row, expected) in [
        (r#"{"rule": "pattern", "field": "phone", "pattern": "^\\+380\\d{9}$"}"#, row, &[][..]),
        (r#"{"rule": "pattern", "field": "phone", "pattern": "^\\+7"}"#, row, &["2E rule.pattern"]),
        (r#"{"rule": "pattern", "field": "phone", "pattern": "^\\+7"}"#, bare, &[]),
        (r#"{"rule": "pattern", "field": "name", "pattern": "^Иван Петров$"}"#, row, &[]),
        (r#"{"rule": "pattern", "field": "name", "pattern": "^Иван$"}"#, row, &["2B rule.pattern"]),
        (r#"{"rule": "length", "field": "name", "max": 5}"#, row, &["2B rule.length"]),
        (r#"{"rule": "pattern", "field": "social_id", "pattern": "^\\d{9}$"}"#, row, &[]),
        (r#"{"rule": "pattern", "field": "social_id", "pattern": "^\\d{5}$"}"#, row, &["2A rule.pattern"]),
        (r#"{"rule": "one_of", "field": "tags", "values": ["vip", "new"]}"#, row, &[]),
        (r#"{"rule": "one_of", "field": "tags", "values": ["new"]}"#, row, &["2F rule.one_of"]),
        (r#"{"rule": "length", "field": "custom:Note", "min": 10, "max": 10}"#, row, &[]),
        (r#"{"rule": "range", "field": "custom:Note", "max": 10}"#, row, &["2G rule.range"]),
        (r#"{"rule": "required", "field": "email"}"#, row, &[]),
        (r#"{"rule": "required", "field": "email"}"#, bare, &["2D rule.required"]),
        (r#"{"rule": "required", "field": "name"}"#, bare, &[]),
        (r#"{"rule": "required", "field": "social_id"}"#, bare, &[]),
        (
            r#"{"rule": "required", "field": "social_id"}"#,
            "|Иван|||||",
            &["2A social_id.missing", "2A rule.required"],
        ),
        (
            r#"{"rule": "required", "field": "email", "when": {"field": "social_id"}}"#,
            bare,
            &["2D rule.required"],
        ),
        (
            r#"{"rule": "required", "field": "email", "when": {"field": "social_id", "in": ["208310224"]}}"#,
            bare,
            &["2D rule.required"],
        ),
        (r#"{"rule": "required", "field": "email", "when": {"field": "social_id", "not": true}}"#, bare, &[]),
        (r#"{"rule": "required", "field": "utm_source"}"#, row, &["2- rule.required"]),
        (r#"{"rule": "required", "field": "email", "when": {"field": "phone"}}"#, bare, &[]),
        (
            r#"{"rule": "required", "field": "email", "when": {"field": "phone", "not": true}}"#,
            bare,
            &["2D rule.required"],
        ),
        (
            r#"{"rule": "required", "field": "utm_source", "when": {"field": "tags", "in": ["vip"]}}"#,
            row,
            &["2- rule.required"],
        ),
        (
            r#"{"rule": "required", "field": "utm_source", "when": {"field": "tags", "in": ["new"]}}"#,
            row,
            &[],
        ),
        (
            r#"{"rule": "required", "field": "utm_source", "when": {"field": "tags", "in": ["new"], "not": true}}"#,
            row,
            &["2- rule.required"],
        ),
    ] {
        check_rule(rules, row, expected);
    }
}

/// Of two columns of one field the first that is filled is sent, and only that is held to rules.
#[test]
fn what_is_not_sent_breaks_no_rule() {
    let rules = r#"{"rules": [{"rule": "pattern", "field": "phone", "pattern": "^\\+380"},
        {"rule": "required", "field": "email", "when": {"field": "phone", "in": ["+79995550102"]}}]}"#;
    let mut session = session(
        rules,
        "social_id|name|email|phone|other\n208310224|Иван||+380671234567|+79995550102\n\
         208310225|Анна|||+79995550102\n208310226|Олег|||+380671234567",
    );
    session.set_target(4, Some("phone".parse().unwrap())).unwrap();
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    assert_eq!(problems(&session), ["3C rule.required", "3E rule.pattern"]);
    for client in session.clients("TELEGRAM") {
        assert_eq!(check::client(session.config(), "TELEGRAM", &client), []);
    }
}

#[test]
fn a_rule_can_be_a_warning() {
    let rules = r#"{"rules": [{"rule": "required", "field": "email", "severity": "warning"},
                              {"rule": "required", "field": "phone", "severity": "error"}]}"#;
    let session =
        session(rules, "social_id|name|email|phone\n208310224|Иван||+380671234567\n208310225|Анна||");
    assert_eq!(problems(&session), ["2C rule.required", "3C rule.required", "3D rule.required"]);
    let summary = session.summary();
    assert_eq!((summary.ready, summary.rows_with_errors), (1, 1));
    let (_, problem) = session.problems().last().unwrap();
    assert_eq!(problem.args["field"], "phone");
}

#[test]
fn what_must_be_unique_is_found_in_all_rows() {
    let rules = r#"{"rules": [{"rule": "unique", "fields": ["email"], "severity": "warning"},
                              {"rule": "unique", "fields": ["name", "phone"]}]}"#;
    let session = session(
        rules,
        "social_id|name|email|phone\n208310224|Иван|a@b.co|+380671234567\n208310225|Анна|A@b.co|+380671234568\n\
         208310226|Иван||+38 (067) 123-45-67\n208310227|Иван||+380671234569\n208310228|Пётр|a@b.co|",
    );
    assert_eq!(
        problems(&session),
        ["2B rule.unique", "2C rule.unique", "3C rule.unique", "4B rule.unique", "6C rule.unique"]
    );
    assert_eq!(session.summary().ready, 3);
    let rows: Vec<_> = session.problems().map(|(_, problem)| problem.args["rows"].clone()).collect();
    assert_eq!(rows, ["2, 4", "2, 3, 6", "2, 3, 6", "2, 4", "2, 3, 6"]);
}

#[test]
fn a_field_of_the_configuration_can_be_required() {
    let config = r#"{"fields": [{"key": "social_id", "kind": "social_id"}, {"key": "name", "kind": "name"},
                                {"key": "phone", "kind": "phone", "required": "error"}]}"#;
    let session = session(config, "social_id|name|phone\n208310224|Иван|+380671234567\n208310225|Анна|");
    assert_eq!(problems(&session), ["3C rule.required"]);
    assert_eq!(session.summary().ready, 1);
}

#[test]
fn the_server_holds_clients_to_the_same_rules() {
    let config = Config::from_json(
        r#"{"rules": [{"rule": "required", "field": "phone"},
                      {"rule": "required", "field": "first_name"},
                      {"rule": "pattern", "field": "custom:Inn", "pattern": "^\\d{10}$"}]}"#,
    )
    .unwrap();
    let client = |fields: &[(&str, &str)], customs: &[(&str, &str)]| {
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
        };
        importer_contract::Client {
            row: 2,
            social_id: "208310224".into(),
            name: Some("Иван".into()),
            fields: map(fields),
            custom_fields: map(customs),
            ..importer_contract::Client::default()
        }
    };
    for (fields, customs, expected) in [
        (&[("phone", "+380671234567")][..], &[][..], &[][..]),
        (&[], &[], &["phone rule.required"]),
        (&[("phone", "+380671234567")], &[("Inn", "77")], &["Inn rule.pattern"]),
        (&[("phone", "12")], &[], &["phone phone.malformed"]),
        (&[("phone", "+380671234567"), ("created_at", "2026-13-01")], &[], &["created_at date.malformed"]),
        (&[("phone", "+380671234567"), ("email", "a@gmial.com")], &[], &["email email.malformed"]),
        (&[("phone", "+380671234567"), ("gender", "MALE"), ("locale", "ru_RU")], &[], &[]),
        (&[("phone", "+380671234567"), ("gender", "да")], &[], &["gender gender.malformed"]),
    ] {
        let problems = check::client(&config, "TELEGRAM", &client(fields, customs));
        let found: Vec<_> =
            problems.iter().map(|problem| format!("{} {}", problem.field, problem.code)).collect();
        assert_eq!(found, expected, "{fields:?} {customs:?}");
    }
}

/// What nobody would call a problem is none.
#[test]
fn clean_rows_raise_no_alarm() {
    let header = "social_id|name|email|phone|gender|locale|created_at|tags|messenger";
    for row in [
        "208310224|Иван Петров|ivan@gmail.com|+380671234567|MALE|ru_RU|2026-09-30T22:37:00Z|vip, new|TELEGRAM",
        "208310225|Zoë O’Neil-Smith|zoe+tag@sub.example.co.uk|+44 20 7946 0958|f|en-GB|30.09.2026|a;b|tg",
        "77|Павел|p@ya.ru|79995550102|м|ru|30 сентября 2026|tag|вк",
        "01234567890A+/01234567==|Їжак Ґалаґан|x@i.ua|380501234567|чол|uk|30.09.26 10:00|тег|viber",
        "26203292189261166|李小龍|bruce@qq.com|+852 2345 6789|OTHER|zh_CN|2026-09-30|NO_DATA|fb",
        "7702626194|=HYPERLINK(\"x\")|NO_DATA|NOT_DEFINED|NO_DATA|NOT_DEFINED|NO_DATA||tg",
        "380671234567|<b>Анна</b>|anna@mail.ua|+1 (212) 555-0100|жен|pt_BR|2026-09-30 22:37||whatsapp",
        "208310227|Й Ё|o'neil@x.io|0044 20 7946 0958|ж|en|1 мая 2026 г.|#vip|telegram",
    ] {
        let session = session("{}", &format!("{header}\n{row}"));
        assert_eq!(problems(&session), Vec::<String>::new(), "{row}");
        for client in session
            .summary()
            .groups
            .iter()
            .flat_map(|group| session.clients(group.messenger.as_deref().unwrap()))
        {
            let messenger = session.summary().groups[0].messenger.clone().unwrap();
            assert_eq!(check::client(session.config(), &messenger, &client), [], "{row}");
        }
    }
}
