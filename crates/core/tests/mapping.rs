//! Which column becomes what: presets, several columns for one field and the other way round, what a
//! person decides, and mappings kept for the next file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use importer_contract::Rejection;
use importer_core::{
    Action, CellEdit, Code, Column, ColumnChoices, DateOrder, Dates, Feed, Join, MappingError, Part, Session,
};

use support::{check_all, go, session};

/// `A=name C=email`: columns with targets.
fn targets(session: &Session) -> String {
    let mapped = |column: &Column| Some(format!("{}={}", column.letter, column.target.as_ref()?));
    session.columns().iter().filter_map(mapped).collect::<Vec<_>>().join(" ")
}

/// The first client of any messenger as JSON, without what is the same for all.
fn first_client(session: &Session) -> String {
    let groups = session.summary().groups;
    let client =
        groups.iter().find_map(|group| session.clients(group.messenger.as_deref().unwrap_or("")).next());
    let json = client.map(|client| serde_json::to_string(&client).unwrap()).unwrap_or_default();
    json.replace(r#""row":2,"action":"upsert","#, "")
}

fn codes(session: &Session) -> Vec<String> {
    session.problems().map(|(_, problem)| problem.code.to_string()).collect()
}

const AMOCRM: &str = "ID|Тип|Полное имя контакта|Имя|Фамилия|Название компании|Ответственный|Дата создания контакта|Теги|Рабочий телефон|Мобильный телефон|Факс|Рабочий телефон|Мобильный телефон|Рабочий email|Личный email|Любимый цвет\n\
    101|контакт|Айгуль Выдуманная|Айгуль|Выдуманная|Пример|Менеджер|30.09.2026 22:37:00|vip|||+7 495 1||'+77026261947'|a@b.co||синий";
const ZOHO: &str = "Record Id|Contact Owner.id|Contact Owner|Lead Source|First Name|Last Name|Account Name|Email|Title|Phone|Mobile|Created Time|Tag\n\
    5725767000000450001|5725767000000100001|Boss|Web|Ann|Lee|Acme|ann@example.com|CEO||+12125550100|2026-09-30 22:37:00|vip";

#[test]
fn presets_are_recognised_by_all_headers_together() {
    for (text, preset, expected) in [
        (
            AMOCRM,
            Some("amocrm_contacts"),
            "C=name D=first_name E=last_name H=created_at I=tags J=phone K=phone M=phone N=phone O=email P=email",
        ),
        (
            "ID|Название сделки|Компания контакта|Ответственный за контакт|Этап сделки|Воронка|Основной контакт|Теги сделки|utm_source|Рабочий телефон\n1|Сделка|ООО|Менеджер|Новая|Основная|Иван Иванов|vip|google|+79995550102",
            Some("amocrm_deals"),
            "G=name H=tags I=utm_source J=phone",
        ),
        (ZOHO, Some("zoho_contacts"), "E=first_name F=last_name H=email J=phone K=phone L=created_at M=tags"),
        (
            "ID|Имя|Фамилия|Отчество|Имя, Фамилия|Рабочий телефон|Рабочий e-mail|Контакт Telegram|Контакт Viber|Комментарий|Ответственный\n1|Иван|Иванов|Иванович||+79995550102|a@b.co|208310224|||Менеджер",
            Some("bitrix24_contacts"),
            "B=first_name C=last_name D=middle_name E=name F=phone G=email H=social_id:TELEGRAM I=social_id:VIBER",
        ),
        ("full_name;platform_id;platform\nИван;208310224;tg", None, ""),
        (
            "full_name|platform_id|platform\nИван|208310224|tg",
            Some("botmother"),
            "A=name B=social_id C=messenger",
        ),
        ("user_id|messenger_username\n208310224|ivan", Some("bothelp"), "A=social_id:TELEGRAM"),
        (
            "social_id|name|messenger|created_at\n208310224|Иван|TELEGRAM|2026-09-30",
            Some("leeloo_export"),
            "A=social_id B=name C=messenger D=created_at",
        ),
        ("social_id|name\n208310224|Иван", None, "A=social_id B=name"),
        ("ID|Имя|Ответственный\n1|Иван|Менеджер", None, "B=name"),
        (
            "ID в Telegram|Viber id клиента|Имя\n208310224||Иван",
            None,
            "A=social_id:TELEGRAM B=social_id:VIBER C=name",
        ),
        ("Был в Telegram|social_id\nда|208310224", None, "B=social_id"),
    ] {
        let session = session(text);
        assert_eq!(session.mapping().preset(), preset, "{text}");
        assert_eq!(targets(&session), expected, "{text}");
    }
}

#[test]
fn several_columns_feed_one_field_and_one_feeds_several() {
    let text = "social_id|Рабочий телефон|Мобильный телефон|Город|Улица|Клиент\n\
        208310224|+380671234567|+380501234567|Киев|Первая|Иван Петров Сидоров";
    let mut session = session(text);
    assert_eq!(
        first_client(&session),
        r#"{"social_id":"208310224","name":"Иван Петров Сидоров","fields":{"phone":"+380671234567"}}"#
    );
    session.set_join("phone", Join::With(", ".into())).unwrap();
    session.set_join("custom:Address", Join::With(", ".into())).unwrap();
    session.set_target(3, Some("custom:Address".parse().unwrap())).unwrap();
    session.set_target(4, Some("custom:Address".parse().unwrap())).unwrap();
    let feed = |target: &str, part| Feed { target: target.parse().unwrap(), part };
    session.set_target(5, Some("custom:Whole".parse().unwrap())).unwrap();
    session.set_feeds(5, vec![feed("first_name", Part::First), feed("last_name", Part::Rest)]).unwrap();
    check_all(&mut session);
    assert_eq!(
        first_client(&session),
        r#"{"social_id":"208310224","name":"Иван Петров Сидоров","fields":{"phone":"+380671234567, +380501234567"},"custom_fields":{"Address":"Киев, Первая","Whole":"Иван Петров Сидоров"}}"#
    );
    let joined: Vec<_> = session.mapping().joined().into_iter().map(|(field, _)| field).collect();
    assert_eq!(joined, ["custom:Address", "phone"]);
    assert!(session.set_feeds(5, vec![feed("social_id", Part::First)]).is_err());
    assert!(session.set_feeds(5, vec![feed("colour", Part::Whole)]).is_err());
    assert!(session.set_join("colour", Join::First).is_err());
    assert!(session.set_feeds(99, Vec::new()).is_err());
}

#[test]
fn a_phone_can_be_an_id_and_one_row_several_clients() {
    let mut session = session("Имя|Телефон|Контакт Telegram\nИван|+38 (067) 123-45-67|208310224");
    session
        .set_feeds(1, vec![Feed { target: "social_id:WHATSAPP".parse().unwrap(), part: Part::Whole }])
        .unwrap();
    check_all(&mut session);
    assert_eq!(codes(&session), Vec::<String>::new());
    let ids = |messenger| session.clients(messenger).map(|client| client.social_id).collect::<Vec<_>>();
    assert_eq!((ids("WHATSAPP"), ids("TELEGRAM")), (vec!["380671234567".into()], vec!["208310224".into()]));
}

#[test]
fn the_order_of_dates_is_decided_from_the_column() {
    for (values, order, proofs, against, sent) in [
        ("03.04.2026 30.09.2026", "dmy", 1, 0, "2026-04-03"),
        ("3/4/26 9/30/26", "mdy", 1, 0, "2026-03-04"),
        ("03/04/2026 05/06/2026", "dmy", 0, 0, "2026-04-03"),
        ("03/04/2026 31/05/2026 30/05/2026 05/31/2026", "dmy", 2, 1, "2026-04-03"),
    ] {
        let rows: String = (0..)
            .zip(values.split(' '))
            .map(|(id, date)| format!("\n{}|Имя|{date}", 208_310_224 + id))
            .collect();
        let mut session = session(&format!("social_id|name|created_at{rows}"));
        let dates = session.columns()[2].dates.unwrap();
        assert_eq!((dates.order.as_str(), dates.proofs, dates.against), (order, proofs, against), "{values}");
        assert!(first_client(&session).contains(&format!(r#""created_at":"{sent}""#)), "{values}");
        assert_eq!(codes(&session).len(), against as usize, "{values}");

        session.set_date_order(2, Some(DateOrder::Mdy)).unwrap();
        check_all(&mut session);
        let dates = session.columns()[2].dates.unwrap();
        assert!(dates.chosen && dates.order == DateOrder::Mdy);
        session.set_date_order(2, None).unwrap();
        assert_eq!(session.columns()[2].dates.unwrap().order.as_str(), order);
    }
    assert_eq!(session("social_id|created_at\n208310224|2026-09-30").columns()[1].dates, None);
    assert_eq!(session("social_id|Адрес\n208310224|дом 3").columns()[1].dates, None);
}

#[test]
fn a_country_completes_national_numbers_once_it_is_decided() {
    let text = "social_id|name|phone\n208310224|Иван|+380671234567\n208310225|Анна|050 123-45-67";
    let mut session = session(text);
    let home = session.home();
    assert_eq!((home.country.map(|c| c.to_string()).as_deref(), home.decided), (Some("UA"), false));
    assert_eq!(codes(&session), ["phone.malformed"]);
    let (_, problem) = session.problems().next().unwrap();
    assert_eq!(problem.args["repair"], "+380501234567");
    assert_eq!(problem.args["kind"], "no_country");

    session.set_country(home.country);
    check_all(&mut session);
    assert_eq!(codes(&session), Vec::<String>::new());
    let phones: Vec<_> = session.clients("TELEGRAM").map(|client| client.fields["phone"].clone()).collect();
    assert_eq!(phones, ["+380671234567", "+380501234567"]);

    session.set_country(None);
    check_all(&mut session);
    assert!(!session.problems().next().unwrap().1.args.contains_key("repair"));
}

#[test]
fn decisions_are_taken_back_without_a_trace() {
    let mut session = session(AMOCRM);
    let (columns, decisions) = (session.columns().to_vec(), session.mapping().choices().clone());
    assert_eq!(decisions, ColumnChoices::default());
    session.set_target(0, Some("social_id".parse().unwrap())).unwrap();
    session.set_feeds(2, vec![Feed { target: "first_name".parse().unwrap(), part: Part::First }]).unwrap();
    session.set_join("phone", Join::With("; ".into())).unwrap();
    session.set_country("KZ".parse().ok());
    session.set_date_order(7, Some(DateOrder::Mdy)).unwrap();
    assert_ne!(session.columns(), columns);
    session.set_choices(decisions.clone());
    assert_eq!((session.columns(), session.mapping().choices()), (columns.as_slice(), &decisions));
}

#[test]
fn a_mapping_is_taken_over_for_the_same_headers() {
    let mut first = session(AMOCRM);
    first.set_target(0, Some("social_id".parse().unwrap())).unwrap();
    first.set_target(16, Some("custom:Colour".parse().unwrap())).unwrap();
    first.set_target(9, None).unwrap();
    first.set_join("phone", Join::With("; ".into())).unwrap();
    first.set_country(None);
    let saved = first.mapping().save();
    assert!(!saved.contains("Айгуль") && !saved.contains("77026261947"), "{saved}");

    // The same headers in another order.
    let moved: Vec<String> =
        AMOCRM.lines().map(|line| line.split('|').rev().collect::<Vec<_>>().join("|")).collect();
    let mut second = session(&moved.join("\n"));
    assert_eq!(second.mapping().header_key(), first.mapping().header_key());
    let unfit = second.take_over_mapping(&saved).unwrap();
    assert!(unfit.headers.is_empty() && unfit.targets.is_empty());
    let of = |session: &Session, header: &str| {
        session
            .columns()
            .iter()
            .find(|c| c.header == header)
            .unwrap()
            .target
            .as_ref()
            .map(ToString::to_string)
    };
    assert_eq!(of(&second, "ID").as_deref(), Some("social_id"));
    assert_eq!(of(&second, "Любимый цвет").as_deref(), Some("custom:Colour"));
    assert_eq!(second.mapping().choices().country, Some(None));
    assert_eq!(second.mapping().join("phone"), &Join::With("; ".into()));

    let mut third = session("Имя|Любимый цвет\nИван|синий");
    assert_ne!(third.mapping().header_key(), first.mapping().header_key());
    let unfit = third.take_over_mapping(&saved).unwrap();
    assert_eq!(of(&third, "Любимый цвет").as_deref(), Some("custom:Colour"));
    assert!(unfit.headers.contains(&"ID".to_owned()), "{unfit:?}");
}

#[test]
fn a_mapping_that_does_not_fit_says_where() {
    let mut session = session("social_id|name\n208310224|Иван");
    let before = session.mapping().choices().clone();
    for (json, path) in [
        ("", "$"),
        ("[]", "$"),
        ("{", "$"),
        (
            r#"{"version": 1, "header_key": "", "columns": [{"header": "name", "target": 5}]}"#,
            "$.columns[0].target",
        ),
        (
            r#"{"version": 1, "header_key": "", "columns": [{"header": "name", "target": "a:b"}]}"#,
            "$.columns[0].target",
        ),
        (r#"{"version": 1, "header_key": "", "columns": [], "colour": 1}"#, "$.colour"),
    ] {
        match session.take_over_mapping(json) {
            Err(MappingError::Unreadable { path: found, .. }) => assert_eq!(found, path, "{json}"),
            other => panic!("{json}: {other:?}"),
        }
    }
    let newer = r#"{"version": 2, "header_key": "", "columns": []}"#;
    assert_eq!(session.take_over_mapping(newer), Err(MappingError::Newer(2)));
    let other = r#"{"version": 1, "header_key": "", "columns": [{"header": "Цвет", "target": "name"}]}"#;
    assert_eq!(session.take_over_mapping(other), Err(MappingError::OtherFile));
    assert_eq!(session.mapping().choices(), &before);
    let unknown = r#"{"version": 1, "header_key": "", "columns": [{"header": "name", "target": "colour"}]}"#;
    assert_eq!(session.take_over_mapping(unknown).unwrap().targets, ["colour"]);
}

#[test]
fn columns_of_custom_fields_are_warned_about_at_their_header() {
    let mut session = session("social_id|name|Город\n208310224|Иван|Киев");
    session.set_target(2, Some("custom:Город".parse().unwrap())).unwrap();
    check_all(&mut session);
    let (place, problem) = session.problems().next().unwrap();
    assert_eq!((place.unwrap().row, place.unwrap().column), (1, Some(2)));
    assert_eq!((problem.code.as_str(), problem.args["value"].as_str()), ("custom_field.name", "Город"));
    assert_eq!(session.summary().ready, 1);
}

/// Edits of the cells below the header, and what the column of dates proves then: as a file with the
/// same cells would.
#[test]
fn the_order_of_dates_follows_the_cells() {
    for (values, edits, proved, sent) in [
        ("03.04.2026 30.09.2026", &[(3, "09.30.2026")][..], "mdy 1:0 of 2", "2026-03-04"),
        ("03.04.2026 30.09.2026", &[(3, "")], "dmy 0:0 of 1", "2026-04-03"),
        ("03.04.2026 30.09.2026", &[(3, "2026-09-30")], "dmy 0:0 of 2", "2026-04-03"),
        ("03.04.2026 30.09.2026", &[(2, "2026-04-03"), (3, "")], "none", "2026-04-03"),
        ("3/4/2026 9/30/2026 9/29/2026", &[(3, "30/9/2026"), (4, "29/9/2026")], "dmy 2:0 of 3", "2026-04-03"),
        ("3/4/2026 9/30/2026 9/29/2026", &[(4, "29/9/2026")], "dmy 1:1 of 3", "2026-04-03"),
        ("when whenever 3/4/26 never", &[(2, "9/30/26")], "mdy 1:0 of 2", "2026-09-30"),
    ] {
        let file = |values: &[&str]| {
            let rows: Vec<_> =
                (0..).zip(values).map(|(id, date)| format!("{}|Имя|{date}", 208_310_224 + id)).collect();
            session(&format!("social_id|name|created_at\n{}", rows.join("\n")))
        };
        let told = |session: &Session| {
            let dates = session.columns_now()[2].dates;
            let tell = |dates: Dates| {
                format!("{} {}:{} of {}", dates.order, dates.proofs, dates.against, dates.values)
            };
            let clients: Vec<_> = session.clients("TELEGRAM").collect();
            (dates.map_or("none".to_owned(), tell), codes(session), clients)
        };
        let mut cells: Vec<&str> = values.split(' ').collect();
        let mut session = file(&cells);
        let before = told(&session);
        let made = edits.iter().map(|&(row, text)| CellEdit { row, column: 2, text: Some(text.to_owned()) });
        session.act(&Action::Edit(made.collect()), &mut go).unwrap();
        check_all(&mut session);
        edits.iter().for_each(|&(row, text)| cells[row as usize - 2] = text);
        assert_eq!(told(&session).0, proved, "{values} {edits:?}");
        assert!(first_client(&session).contains(&format!(r#""created_at":"{sent}""#)), "{values} {edits:?}");
        assert_eq!(told(&session), told(&file(&cells)), "{values} {edits:?}");

        session.undo();
        check_all(&mut session);
        assert_eq!(told(&session), before, "{values} {edits:?}");
    }
}

#[test]
fn what_the_backend_refused_goes_with_the_order_its_date_was_read_in() {
    let mut session =
        session("social_id|name|created_at\n208310224|А|03.04.2026\n208310225|Б|2026-04-03\n208310226|В|");
    let refused = |row| Rejection {
        row,
        social_id: String::new(),
        field: Some("created_at".into()),
        code: "date.in_the_future".into(),
        message: String::new(),
    };
    session.land("TELEGRAM", &[refused(2), refused(3)]);
    let rejected = |session: &Session| {
        session.problems().filter(|(_, problem)| problem.code == Code::ServerRejected).count()
    };
    assert_eq!(rejected(&session), 2);
    session
        .act(&Action::Edit(vec![CellEdit { row: 4, column: 2, text: Some("12.31.2026".into()) }]), &mut go)
        .unwrap();
    check_all(&mut session);
    assert_eq!(rejected(&session), 1);
    session.undo();
    check_all(&mut session);
    assert_eq!(rejected(&session), 2);
}
