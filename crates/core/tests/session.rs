//! The flow from a table to clients that can be sent, through the public interface only.

mod support;

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{
    Code, Column, Config, Filter, HeaderEvidence, Place, Session, Severity, SplitEvidence, Target, View,
};
use importer_sheet::{CellKind, TableBuilder};

use support::{check_all, session, table};

/// `A=name C=email`: columns with targets.
fn mapping(session: &Session) -> String {
    let mapped = |column: &Column| Some(format!("{}={}", column.letter, column.target.as_ref()?));
    session.columns().iter().filter_map(mapped).collect::<Vec<_>>().join(" ")
}

/// `2A social_id.missing`: every problem with its place.
fn problems(session: &Session) -> Vec<String> {
    let place = |place: Option<Place>| match place {
        None => "-".to_owned(),
        Some(Place { row, column }) => {
            format!("{row}{}", column.map_or_else(|| "-".to_owned(), importer_core::column_letter))
        }
    };
    session.problems().map(|(at, problem)| format!("{} {}", place(at), problem.code)).collect()
}

/// `TELEGRAM 3/2`: clients and ready ones by messenger.
fn split(session: &Session) -> String {
    let group = |group: &importer_core::Group| {
        format!("{} {}/{}", group.messenger.as_deref().unwrap_or("?"), group.clients, group.ready)
    };
    session.summary().groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

#[test]
fn columns_are_found_by_their_headers() {
    for (header, row, expected) in [
        ("social_id|name", "208310224|Иван", "A=social_id B=name"),
        ("sоcial_id|Имя", "208310224|Иван", "A=social_id B=name"),
        (
            "Имя|Фамилия|viber_id",
            "Иван|Иванов|01234567890A+/01234567==",
            "A=first_name B=last_name C=social_id:VIBER",
        ),
        ("full_name|platform_id|platform", "Иван|208310224|tg", "A=name B=social_id C=messenger"),
        ("user_id|messenger_username", "208310224|ivan", "A=social_id:TELEGRAM"),
        (
            "ID|Имя|Контакт Telegram|Контакт ВКонтакте",
            "1|Иван|208310224|77",
            "B=name C=social_id:TELEGRAM D=social_id:VKONTAKTE",
        ),
        (
            "Record Id|First Name|Last Name|Email|Account Name",
            "5725767000000450001|Ann|Lee|a@b.co|Acme",
            "B=first_name C=last_name D=email",
        ),
        (
            "Рабочий телефон|Мобильный телефон|Рабочий email|Теги|Факс",
            "||a@b.co||",
            "A=phone B=phone C=email D=tags",
        ),
        (
            "Ім'я|Прізвище|Електронна пошта|telegramId",
            "Іван|Франко|a@b.co|208310224",
            "A=first_name B=last_name C=email D=social_id:TELEGRAM",
        ),
        ("Имя|Telegram", "Иван|208310224", "A=name B=social_id:TELEGRAM"),
        ("Имя|Telegram", "Иван|@ivan", "A=name"),
        ("Имя|ИНН|Цена", "Иван|7707083893|2083102240", "A=name"),
        ("Имя|Чей-то код", "Иван|01234567890A+/01234567==", "A=name B=social_id"),
        ("social_id|social_id|name", "|208310224|Иван", "B=social_id C=name"),
    ] {
        assert_eq!(mapping(&session(&format!("{header}\n{row}"))), expected, "{header}");
    }
}

#[test]
fn the_header_may_stand_lower_or_be_absent() {
    for (text, row, expected) in [
        ("social_id|name\n208310224|Иван", Some(1), "A=social_id B=name"),
        ("Экспорт контактов\n\nsocial_id|name\n208310224|Иван", Some(3), "A=social_id B=name"),
        ("208310224|Иван|ivan@example.org\n208310225|Пётр|petr@example.org", None, "A=social_id C=email"),
        ("Кто|Сколько\nИван|300\nПётр|400", Some(1), ""),
        ("social_id|name", Some(1), "A=social_id B=name"),
        ("Иван|208310224|tg\nПётр|208310225|vb", None, "B=social_id C=messenger"),
    ] {
        let session = session(text);
        assert_eq!(session.header().row, row, "{text}");
        assert_eq!(mapping(&session), expected, "{text}");
    }
    assert_eq!(session("").header().evidence, HeaderEvidence::None);
}

#[test]
fn every_problem_is_on_its_cell() {
    for (rows, expected) in [
        ("208310224|Иван|", &[][..]),
        ("|Иван|", &["2A social_id.missing"]),
        ("NO_DATA|Иван|", &["2A social_id.missing"]),
        ("0|Иван|", &[]),
        ("#0|Иван|", &[]),
        ("2.62033E+16|Иван|", &["2A social_id.damaged"]),
        ("#26203292189261100|Иван|", &["2A social_id.damaged"]),
        ("26203292189261100|Иван|", &[]),
        ("#26203292189261166|Иван|", &[]),
        ("26 203 292|Иван|", &["2A social_id.damaged"]),
        (" 208310224|Иван|", &["2A text.hidden_characters"]),
        ("'208310224|Иван|", &["2A text.hidden_characters"]),
        ("@ivan|Иван|", &["2A social_id.malformed"]),
        ("#N/A|Иван|", &["2A social_id.malformed", "2A cell.error_value"]),
        ("208310224||", &["2B name.missing"]),
        ("208310224|NOT_DEFINED|", &["2B name.missing"]),
        ("208310224|#REF!|", &["2B name.missing", "2B cell.error_value"]),
        ("208310224|Иван|ivan@", &["2C email.malformed"]),
        ("208310224|Иван|ivan@example.org", &[]),
        ("208310224|РџРµС‚СЂРѕРІ|", &["2B text.mojibake"]),
        (
            "208310224|Иван|\n208310225|Пётр|\n 208310224|Анна|",
            &["2A row.duplicate", "4A text.hidden_characters", "4A row.duplicate"],
        ),
        (
            "208310224|Иван|\n208310224|Иван|\n208310224|Иван|",
            &["2A row.duplicate", "3A row.duplicate", "4A row.duplicate"],
        ),
        ("2.62033E+16|Иван|\n2.62033E+16|Пётр|", &["2A social_id.damaged", "3A social_id.damaged"]),
    ] {
        assert_eq!(problems(&session(&format!("social_id|name|email\n{rows}"))), expected, "{rows}");
    }
}

#[test]
fn a_sheet_without_ids_is_blocked_until_a_column_is_chosen() {
    let mut session = session("Record Id|Name\n5725767000000450001|Ann\n5725767000000450002|Bob");
    let summary = session.summary();
    assert_eq!(problems(&session), ["- social_id.column_missing"]);
    assert_eq!((summary.problems[0].severity, summary.ready), (Severity::Blocks, 0));

    session.set_target(0, Some("social_id:TELEGRAM".parse().unwrap())).unwrap();
    assert!(!session.summary().checked);
    check_all(&mut session);
    assert_eq!(problems(&session), ["2A social_id.messenger_mismatch", "3A social_id.messenger_mismatch"]);
    assert_eq!(split(&session), "TELEGRAM 2/2");
    assert_eq!(session.summary().groups[0].evidence, SplitEvidence::Chosen);

    assert!(session.set_target(0, Some(Target::Field("colour".into()))).is_err());
    assert!(session.set_target(9, None).is_err());
}

#[test]
fn messengers_are_settled_by_the_strongest_evidence() {
    for (text, expected) in [
        (
            "social_id|messenger\n208310224|tg\n208310224|ВКонтакте\n77|Viber",
            "TELEGRAM 1/1, VKONTAKTE 1/1, VIBER 1/1",
        ),
        ("social_id|messenger\n208310224|ok\n208310225|", "TELEGRAM 1/1, ? 1/1"),
        ("viber_id|tg id\n01234567890A+/01234567==|208310224\n|208310225", "TELEGRAM 2/2, VIBER 1/1"),
        ("social_id\n2083102240\n2083102241\n123456", "TELEGRAM 3/3"),
        ("social_id\n26203292189261166\n26203292189261167", "FACEBOOK 2/2"),
        ("social_id\n01234567890A+/01234567==", "VIBER 1/1"),
        ("social_id\n111\n222\n333", "? 3/3"),
        ("social_id\n111\n222\n333\n208310224", "TELEGRAM 1/1, ? 3/3"),
        ("social_id\n208310224\n2.62033E+16", "TELEGRAM 2/1"),
    ] {
        assert_eq!(split(&session(text)), expected, "{text}");
    }
}

#[test]
fn the_persons_choice_moves_whole_groups_and_back() {
    let mut session = session("social_id|messenger\n208310224|tg\n208310224|vk\n555|");
    assert_eq!(split(&session), "TELEGRAM 1/1, VKONTAKTE 1/1, ? 1/1");

    session.set_messenger(None, Some("VKONTAKTE")).unwrap();
    check_all(&mut session);
    assert_eq!(split(&session), "TELEGRAM 1/1, VKONTAKTE 2/2");
    assert_eq!(session.summary().groups[1].detected, [Some("VKONTAKTE".to_owned()), None]);

    // The same id under one messenger now: a duplicate that was none before.
    session.set_messenger(Some("TELEGRAM"), Some("VKONTAKTE")).unwrap();
    check_all(&mut session);
    assert_eq!(split(&session), "VKONTAKTE 3/1");
    let duplicates: Vec<_> = problems(&session).into_iter().filter(|p| p.ends_with("duplicate")).collect();
    assert_eq!(duplicates, ["2A row.duplicate", "3A row.duplicate"]);

    session.set_messenger(Some("TELEGRAM"), None).unwrap();
    session.set_messenger(None, None).unwrap();
    check_all(&mut session);
    assert_eq!(split(&session), "TELEGRAM 1/1, VKONTAKTE 1/1, ? 1/1");

    session.set_messenger_for_all(Some("TELEGRAM")).unwrap();
    check_all(&mut session);
    assert_eq!(split(&session), "TELEGRAM 3/1");
    assert!(session.set_messenger(None, Some("PIGEON")).is_err());
}

#[test]
fn clients_are_sent_as_a_person_sees_them() {
    let text = "Имя|Отчество|Фамилия|Рабочий телефон|Мобильный телефон|Email|Теги|Город|tg id\n\
                Иван||Петров||'+77026261947'| a@b.co |vip|Киев|208310224\n\
                \u{a0}Анна|Павловна||||NO_DATA||Львов|#2.08310225E8\n\
                Пропуск|||||||||\n\
                Олег|||#380671234567||||Рига|00123";
    let mut session = session(text);
    session.set_target(7, Some("custom:City".parse().unwrap())).unwrap();
    check_all(&mut session);
    let clients: Vec<_> =
        session.clients("TELEGRAM").map(|client| serde_json::to_string(&client).unwrap()).collect();
    assert_eq!(
        clients,
        [
            r#"{"row":2,"action":"upsert","social_id":"208310224","name":"Иван Петров","fields":{"email":"a@b.co","phone":"+77026261947","tags":"vip"},"custom_fields":{"City":"Киев"}}"#,
            r#"{"row":3,"action":"upsert","social_id":"208310225","name":"Анна Павловна","custom_fields":{"City":"Львов"}}"#,
            r#"{"row":5,"action":"upsert","social_id":"00123","name":"Олег","fields":{"phone":"+380671234567"},"custom_fields":{"City":"Рига"}}"#,
        ]
    );
    assert_eq!(session.clients("VIBER").count(), 0);
}

#[test]
fn hidden_and_blank_rows_are_counted_and_a_choice() {
    let mut session = session("social_id|name\n208310224|Иван\n\n~208310225|Пётр\n\n208310226|Анна");
    let summary = session.summary();
    assert_eq!((summary.rows, summary.blank_rows, summary.hidden_rows, summary.ready), (3, 2, 1, 3));

    session.set_include_hidden(false);
    check_all(&mut session);
    let summary = session.summary();
    assert_eq!((summary.rows, summary.hidden_rows, summary.ready), (2, 1, 2));
}

#[test]
fn the_window_shows_rows_with_their_problems() {
    let mut session = session("social_id|name\n208310224|Иван\n208310224|Пётр\n|Анна\n123.0|Олег");
    let all = session.rows(&Filter::All.into(), 0, 2);
    assert_eq!((all.total, all.rows.len(), all.rows[0].number), (4, 2, 2));

    let duplicate = &all.rows[1].cells[0].problems[0];
    assert_eq!(duplicate.code, Code::RowDuplicate);
    assert_eq!((duplicate.args["rows"].as_str(), duplicate.args["count"].as_str()), ("2, 3", "2"));

    let errors = session.rows(&Filter::Errors.into(), 2, 10);
    assert_eq!((errors.total, errors.rows.len()), (4, 2));
    assert_eq!(errors.rows[0].cells[0].kind, "empty");
    let damaged = &errors.rows[1].cells[0].problems[0];
    assert_eq!((damaged.args["kind"].as_str(), damaged.args["repair"].as_str()), ("decimal_tail", "123"));

    for (filter, total) in [
        (Filter::Problems, 4),
        (Filter::Code(Code::RowDuplicate), 2),
        (Filter::Code(Code::EmailMalformed), 0),
        (Filter::Messenger(Some("TELEGRAM".into())), 3),
        (Filter::Messenger(None), 0),
    ] {
        assert_eq!(session.rows(&filter.clone().into(), 0, 0).total, total, "{filter:?}");
    }
    assert_eq!(session.rows(&Filter::All.into(), 100, 10).rows, []);
    assert_eq!(session.position(&Filter::Code(Code::SocialIdMissing).into(), 4), 0);
    assert_eq!(session.position(&View::default(), 4), 2);
}

#[test]
fn the_next_problem_is_found_from_anywhere() {
    let mut session = session("social_id|name\n208310224|Иван\n|Анна\n208310225|\n|Пётр");
    for (after, code, expected) in [
        (0, None, Some((3, Some(0)))),
        (3, None, Some((4, Some(1)))),
        (3, Some(Code::SocialIdMissing), Some((5, Some(0)))),
        (5, None, None),
        (u32::MAX, None, None),
    ] {
        let found =
            session.next_problem(&View::default(), after, code).map(|(_, place)| (place.row, place.column));
        assert_eq!(found, expected, "{after} {code:?}");
    }
    for (before, code, expected) in [
        (0, None, Some((5, Some(0)))),
        (5, None, Some((4, Some(1)))),
        (5, Some(Code::SocialIdMissing), Some((3, Some(0)))),
        (3, None, None),
        (1, None, None),
    ] {
        let found = session
            .previous_problem(&View::default(), before, code)
            .map(|(_, place)| (place.row, place.column));
        assert_eq!(found, expected, "above {before} {code:?}");
    }
    let view = View { text: "а".into(), ..View::default() };
    let found = session.previous_problem(&view, 0, None).map(|(position, place)| (position, place.row));
    assert_eq!(found, Some((1, 3)), "among the listed rows only");
}

#[test]
fn what_the_backend_refuses_comes_back_to_its_cell() {
    let mut session = session("social_id|name|email\n208310224|Иван|a@b.co\n208310225|Анна|c@d.co");
    let rejection = |row, field: &str, code: &str| importer_contract::Rejection {
        row,
        social_id: "208310225".into(),
        field: Some(field.into()),
        code: code.into(),
        message: "no".into(),
    };
    let sent = [
        rejection(3, "email", "email.malformed"),
        rejection(3, "social_id", "bot.blocked"),
        rejection(99, "", "x"),
    ];
    session.land("TELEGRAM", &sent);
    session.land("TELEGRAM", &sent);
    assert_eq!(problems(&session), ["3C email.malformed", "3A server.rejected"]);
    assert_eq!(session.summary().rows_with_errors, 1);
    let row = &session.rows(&Filter::Errors.into(), 0, 1).rows[0];
    assert_eq!(row.cells[2].problems[0].severity, Severity::Error);
    assert_eq!(row.cells[0].problems[0].args["message"], "no");

    session.set_target(1, None).unwrap();
    check_all(&mut session);
    assert!(problems(&session).iter().all(|problem| !problem.contains("server")));
}

#[test]
fn a_check_can_be_broken_off_and_made_again() {
    let mut session = Session::new(Arc::new(Config::builtin()), table("social_id\n208310224"));
    assert!(session.check(&mut |_, _| ControlFlow::Break(())).is_break());
    assert!(!session.is_checked());
    let mut last = (0, 0);
    let _ = session.check(&mut |done, total| {
        last = (done, total);
        ControlFlow::Continue(())
    });
    assert_eq!(last, (1, 1));
    assert!(session.is_checked());
}

#[test]
fn the_report_names_every_place() {
    let session = session("social_id|name\n|Иван");
    let info = importer_sheet::Info {
        format: importer_sheet::Format::Csv,
        encoding: Some("UTF-8"),
        delimiter: Some(';'),
        sheets: Vec::new(),
    };
    let report = importer_core::report::Report::new("base.csv", &info, "", &session);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["file"]["delimiter"], ";");
    assert_eq!(json["columns"][0]["target"], "social_id");
    assert_eq!(json["counts"]["problems"][0]["code"], "social_id.missing");
    let expected = serde_json::json!([{
        "row": 2, "column": "A", "code": "social_id.missing", "severity": "error", "value": null, "args": {}
    }]);
    assert_eq!(json["problems"], expected);
}

#[test]
fn odd_sheets_do_no_harm() {
    for text in ["", "\n\n", "x", "|||", "social_id", "social_id\n\n\n"] {
        let mut session = session(text);
        let _ = session.rows(&Filter::All.into(), 0, 50);
        let _ = session.rows(&Filter::Problems.into(), 0, 50);
        assert_eq!(session.summary().ready, 0, "{text:?}");
    }
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    builder.push(0, CellKind::Text, "social_id");
    builder.start_row(1_048_576, false);
    builder.push(16_383, CellKind::Text, "x");
    let mut session = Session::new(Arc::new(Config::builtin()), builder.finish());
    check_all(&mut session);
    assert_eq!(problems(&session), ["1048576A social_id.missing", "1048576- name.missing"]);
    assert_eq!(session.columns().len(), 2);
}
