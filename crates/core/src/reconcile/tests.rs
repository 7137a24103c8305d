//! Little tables beside little tables: what is told of each client, that it follows edits, and that
//! sending what it says makes the known clients like the file.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_contract::Client;
use importer_sheet::{CellKind, Table, TableBuilder};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::{Action, CellEdit, Code, Config, Filter, Session};

mod asking;
mod delivered;

fn go(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Rows of cells between bars; the first is the header.
fn table(text: &str) -> Table {
    let mut builder = TableBuilder::new();
    for (number, line) in (1..).zip(text.trim().lines()) {
        builder.start_row(number, false);
        for (column, cell) in (0..).zip(line.split('|')) {
            builder.push(column, CellKind::Text, cell.trim());
        }
    }
    builder.finish()
}

fn sheet(text: &str) -> Session {
    Session::new(Arc::new(Config::builtin()), table(text))
}

fn checked(text: &str) -> Session {
    let mut session = sheet(text);
    assert!(session.check(&mut go).is_continue());
    session
}

fn known(text: &str) -> Known {
    Known::of_sheet(&sheet(text), "export.xlsx", &mut go).unwrap()
}

fn compared(file: &str, export: &str, choices: KnownChoices) -> Session {
    let mut session = checked(file);
    session.set_known_choices(choices);
    session.set_known(Some(known(export)));
    assert!(!session.is_checked());
    assert!(session.check(&mut go).is_continue());
    assert!(session.is_checked());
    session
}

/// `row messenger standing field: old -> new`, a line a client.
fn told(session: &Session) -> Vec<String> {
    let line = |outcome: ClientOutcome| {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let changes = outcome.changes.iter();
        let changes = changes
            .map(|change| format!(" {}: {} -> {}", change.field, shown(&change.old), shown(&change.new)));
        let others = outcome.others.iter().map(|other| format!(" also {other}"));
        let messenger = outcome.messenger.as_deref().unwrap_or("-");
        let tail: String = changes.chain(others).collect();
        format!("{} {messenger} {}{tail}", outcome.row, outcome.standing.as_str())
    };
    session.outcomes().map(line).collect()
}

const CLEARS: KnownChoices = KnownChoices { clears: true, sends_same: false };
const KEEPS: KnownChoices = KnownChoices { clears: false, sends_same: false };

#[track_caller]
fn check(file: &str, export: &str, choices: KnownChoices, expected: &[&str]) {
    let session = compared(file, export, choices);
    assert_eq!(told(&session), expected, "{file}\n{export}");
}

#[test]
fn each_client_is_told_what_sending_does() {
    let export = "social_id | messenger | name | email | phone | created_at | tags
                  208310224 | tg | Анна | Anna@Example.org | +380671234567 | 2026-09-30 | vip, new
                  208310225 | tg | Иван | | |
                  208310226 | vk | Олена | | |";
    let head = "social_id | messenger | name | email | phone | created_at | tags\n";
    for (row, choices, expected) in [
        (
            "208310224 | telegram | Анна | Anna@example.ORG | +38 (067) 123-45-67 | 30.09.2026 | new; vip",
            KEEPS,
            "same",
        ),
        ("208310224 | telegram | Анна | | | |", KEEPS, "same"),
        (
            "208310224 | telegram | Ганна | anna@example.org | | |",
            KEEPS,
            "changed name: Анна -> Ганна email: Anna@Example.org -> anna@example.org",
        ),
        (
            "208310224 | telegram | Анна | NO_DATA | +380671234567 | | vip, new",
            CLEARS,
            "changed email: Anna@Example.org -> - created_at: 2026-09-30 -> -",
        ),
        ("208310225 | telegram | Иван | a@b.co | | |", KEEPS, "changed email: - -> a@b.co"),
        ("208310225 | telegram | Иван | | | |", CLEARS, "same"),
        ("208310227 | telegram | Пётр | | | |", KEEPS, "new"),
    ] {
        check(&format!("{head}{row}"), export, choices, &[&format!("2 TELEGRAM {expected}")]);
    }
    let vk = format!("{head}208310224 | vk | Анна");
    check(&vk, export, KEEPS, &["2 VKONTAKTE second_card also TELEGRAM"]);
    // Who has a card already gets no second one by an update.
    let both = format!("{export}\n208310224 | vk | Анна");
    check(&vk, &both, KEEPS, &["2 VKONTAKTE same also TELEGRAM"]);
}

#[test]
fn a_name_of_parts_and_joined_cells_are_compared_as_sent() {
    let export = "social_id | name | custom\n208310224 | Анна Коваль";
    for (file, expected) in [
        ("tg id | Имя | Фамилия\n208310224 | Анна | Коваль", "same"),
        ("tg id | Имя | Фамилия\n208310224 | Анна |", "changed name: Анна Коваль -> Анна"),
        ("tg id | Полное имя | Имя | Фамилия\n208310224 | Анна Коваль | Аня |", "same"),
        ("tg id | Имя | Полное имя | Фамилия\n208310224 | Анна | | Коваль", "same"),
        (
            "tg id | Полное имя | Имя | Фамилия\n208310224 | Аня | Анна | Коваль",
            "changed name: Анна Коваль -> Аня",
        ),
    ] {
        check(file, export, CLEARS, &[&format!("2 TELEGRAM {expected}")]);
    }
}

#[test]
fn a_row_with_two_ids_is_two_clients_on_both_sides() {
    let export = "telegram id | viber id | name
                  208310224 | 01234567890A+/01234567== | Анна";
    let file = "telegram id | viber id | name
                208310224 | 01234567890A+/01234567== | Ганна
                | 91234567890A+/01234567== | Анна";
    let changed = "changed name: Анна -> Ганна";
    let expected = [format!("2 TELEGRAM {changed}"), format!("2 VIBER {changed}"), "3 VIBER new".to_owned()];
    check(file, export, KEEPS, &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn what_of_a_file_cannot_be_used_is_counted() {
    let known = known(
        "social_id | messenger | name
         208310224 | tg | Анна
         208310224 | tg | Анна Друга
         2.62033E+16 | tg | Ruined
         @ivan | tg | Wrong
         | tg | Nobody
         1234567890 | | Whose",
    );
    let source = known.sources().first().unwrap();
    let problems: Vec<_> = source.problems().collect();
    assert_eq!(problems, [("known.without_id", 1), ("known.damaged", 2), ("known.twice", 1)], "{source:?}");
    assert_eq!((source.rows, source.clients, known.clients()), (6, 2, 2));
}

#[test]
fn an_undecided_messenger_waits_for_somebody_to_say_it() {
    let mut session = checked("instagram id | name\n208310224003697457 | Анна\n208310224003697458 | Ваня");
    let known = known("social_id | name\n208310224003697457 | Анна\n208310224003697458 | Иван");
    assert_eq!(known.undecided(), 2);
    session.set_known(Some(known));
    let _ = session.check(&mut go);
    assert_eq!(told(&session), ["2 INSTAGRAM new", "3 INSTAGRAM new"]);
    session.assume_messenger(Some("INSTAGRAM")).unwrap();
    let _ = session.check(&mut go);
    assert_eq!(told(&session), ["2 INSTAGRAM same", "3 INSTAGRAM changed name: Иван -> Ваня"]);
    assert_eq!(session.assumed_messenger(), Some("INSTAGRAM"));
    session.assume_messenger(Some("FACEBOOK")).unwrap();
    let _ = session.check(&mut go);
    let second = ["2 INSTAGRAM second_card also FACEBOOK", "3 INSTAGRAM second_card also FACEBOOK"];
    assert_eq!(told(&session), second);
    assert!(session.assume_messenger(Some("PIGEON")).is_err());
}

#[test]
fn files_without_ids_or_clients_are_refused() {
    for (text, expected) in
        [("name | email\nАнна | a@b.co", "known.no_id_column"), ("social_id | name\n| Анна", "known.nobody")]
    {
        let error = Known::of_sheet(&sheet(text), "x", &mut go).unwrap_err();
        assert_eq!(error.code(), expected);
    }
    let stopped = Known::of_sheet(&sheet("tg id\n208310224"), "x", &mut |_, _| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap_err().code(), "known.stopped");
}

#[test]
fn rows_of_a_host_are_known_clients() {
    let json = r#"[
        {"social_id": "208310224", "messenger": "tg", "name": "Анна", "email": "a@b.co", "crm": 7},
        {"social_id": 208310225, "messenger": "TELEGRAM", "fields": {"phone": "+380671234567", "email": null},
         "custom_fields": {"city": "Київ"}},
        {"social_id": 26203292189261166, "messenger": "fb"}, {"name": "Nobody"},
        {"social_id": "208310224", "messenger": "telegram"}, {"social_id": "1 000", "messenger": "tg"}]"#;
    let known = Known::of_rows(&Config::builtin(), json).unwrap();
    let source = known.sources().first().unwrap().clone();
    assert_eq!((source.clients, source.twice, source.damaged, source.without_id), (2, 1, 2, 1));
    let mut session =
        checked("tg id | name | email | phone\n208310224 | Анна | | 380\n208310225 | | a@b.co |");
    session.set_known(Some(known));
    let _ = session.check(&mut go);
    assert_eq!(
        told(&session),
        ["2 TELEGRAM changed phone: - -> 380", "3 TELEGRAM changed email: - -> a@b.co"]
    );
    for wrong in ["{}", "[1]", "", "[{\"social_id\": \"1\", \"fields\": 7}]"] {
        assert_eq!(Known::of_rows(&Config::builtin(), wrong).unwrap_err().code(), "known.not_a_list");
    }
}

#[test]
fn a_later_source_counts_more() {
    let mut session = checked("tg id | name\n208310224 | Анна\n208310225 | Иван");
    session.set_known(Some(known("tg id | name\n208310224 | Аня\n208310225 | Иван")));
    session.add_known(known("tg id | name\n208310224 | Анна\n208310226 | Пётр")).unwrap();
    let _ = session.check(&mut go);
    assert_eq!(told(&session), ["2 TELEGRAM same", "3 TELEGRAM same"]);
    let known = session.known().unwrap();
    assert_eq!((known.clients(), known.sources().count()), (3, 2));
    assert_eq!(known.sources().last().unwrap().replaced, 1);
    session.set_known(None);
    assert!(session.is_checked() && session.comparison().is_none());
}

#[test]
fn what_is_the_same_is_not_sent_unless_wanted() {
    let file = "tg id | name | email
                208310224 | Анна | 
                208310225 | Ваня | 
                208310226 | Пётр | 
                208310227 | | ";
    let export = "tg id | name | email
                  208310224 | Анна | a@b.co
                  208310225 | Иван | i@b.co
                  208310227 | Олег |";
    for (choices, expected) in [
        (KEEPS, "3 Update [], 4 Create []"),
        (KnownChoices { sends_same: true, ..KEEPS }, "2 Upsert [], 3 Update [], 4 Create [], 5 Upsert []"),
        (CLEARS, r#"2 Update ["email"], 3 Update ["email"], 4 Create [], 5 Update ["name"]"#),
    ] {
        let session = compared(file, export, choices);
        let sent = session.to_send_between("TELEGRAM", 0, 99);
        let shown =
            sent.iter().map(|client| format!("{} {:?} {:?}", client.row, client.action, client.clear));
        assert_eq!(shown.collect::<Vec<_>>().join(", "), expected);
        assert_eq!(session.to_send("TELEGRAM"), sent.len());
        assert_eq!(session.comparison().unwrap().to_send as usize, sent.len());
        for from in 0..=sent.len() {
            assert_eq!(session.to_send_between("TELEGRAM", from, 99), sent.get(from..).unwrap());
        }
    }
}

#[test]
fn second_cards_are_a_warning_that_follows_edits() {
    let mut session = compared("tg id | name\n208310224 | A\n208310225 | B", "vk id\n208310224", KEEPS);
    let count = |session: &Session| {
        let problems = session.summary().problems;
        problems.iter().find(|p| p.code == Code::ClientOtherMessenger).map_or(0, |p| p.count)
    };
    assert_eq!((count(&session), session.summary().rows_with_warnings), (1, 1));
    let (place, problem) = session.problems().next().unwrap();
    assert_eq!((place.unwrap().row, problem.args.get("messenger").unwrap().as_str()), (2, "VKONTAKTE"));
    assert_eq!(session.matching(&Filter::Code(Code::ClientOtherMessenger)), [1]);
    assert_eq!(session.matching(&Filter::Standing(Standing::SecondCard)), [1]);
    let edit = |row, text: &str| Action::Edit(vec![CellEdit { row, column: 0, text: Some(text.to_owned()) }]);
    for (row, text, expected) in [(2, "208310229", 0), (3, "208310224", 1), (2, "208310224", 2)] {
        session.act(&edit(row, text), &mut go).unwrap();
        let _ = session.check(&mut go);
        assert_eq!(count(&session), expected);
    }
    session.set_known(None);
    assert_eq!(count(&session), 0);
}

#[test]
fn a_made_up_id_is_nobody_s() {
    let given = |known: &str| {
        let mut session = compared("tg id | name\n | A\n208310225 | B", known, KEEPS);
        let (code, kind) = (Code::SocialIdMissing, crate::RepairKind::Placeholder);
        let repair = crate::Repair { code, kind, column: None, row: None };
        session.act(&Action::Repair(repair), &mut go).unwrap();
        let _ = session.check(&mut go);
        session.outcomes().next().unwrap().social_id
    };
    let first = given("vk id\n208310229");
    let next = given(&format!("vk id\n{first}"));
    assert_ne!(next, first);
    assert_eq!(next[..7], first[..7]);
}

#[test]
fn known_clients_travel_between_programs() {
    let file = "tg id | name | tags\n208310224 | Анна | vip\n208310225 | Иван | vip";
    let known = known("tg id | name | tags\n208310224 | Анна | vip\n208310225 | Ваня | vip");
    let mut bytes = Vec::new();
    known.pack(&mut bytes).unwrap();
    let unpacked = Known::unpack(&mut bytes.as_slice()).unwrap();
    assert_eq!(unpacked.sources(), known.sources());
    let mut session = checked(file);
    session.set_known(Some(unpacked));
    let _ = session.check(&mut go);
    assert_eq!(told(&session), ["2 TELEGRAM same", "3 TELEGRAM changed name: Ваня -> Иван"]);
    for length in 0..bytes.len() {
        assert!(Known::unpack(&mut bytes.get(..length).unwrap()).is_err());
    }
}

const HEAD: &str = "social_id | messenger | name | email | phone | created_at | tags";

fn cells() -> impl Strategy<Value = Vec<String>> {
    let ids = &[
        "",
        "208310224",
        "208310225",
        "208310226",
        "77",
        " 208310224",
        "2.6E+16",
        "01234567890A+/01234567==",
    ];
    let messengers = &["tg", "vk", "viber", "", "?"];
    let names = &["Анна", "Иван", "", "NO_DATA", " Анна "];
    let emails = &["", "a@b.co", "a@B.co", "A@b.co", "x@"];
    let phones = &["", "+380671234567", "+38 067 123-45-67", "0671234567", "380671234567"];
    let dates = &["", "2026-09-30", "30.09.2026", "30.09.2026 00:00", "02.03.2026", "когда-то"];
    let tags = &["", "vip", "vip, new", "new;vip"];
    (
        select(&ids[..]),
        select(&messengers[..]),
        select(&names[..]),
        select(&emails[..]),
        select(&phones[..]),
        select(&dates[..]),
        select(&tags[..]),
    )
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].map(str::to_owned).to_vec())
}

fn lines(rows: &[Vec<String>]) -> String {
    let rows = rows.iter().map(|row| row.join("|"));
    std::iter::once(HEAD.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

fn all_of(session: &mut Session) -> String {
    let filters = Standing::ALL.map(|standing| session.matching(&Filter::Standing(standing)));
    format!(
        "{:#?} {:?} {filters:?} {:?} {:?} {:?}",
        told(session),
        session.comparison(),
        session.summary(),
        session.problems().collect::<Vec<_>>(),
        ["", "TELEGRAM", "VKONTAKTE", "VIBER"].map(|messenger| session.to_send_between(messenger, 1, 99)),
    )
}

/// Cards as a backend keeps them.
type Backend = BTreeMap<(String, String), BTreeMap<String, String>>;

/// What a backend does with clients: what is sent counts, what is absent stays, what is cleared goes.
fn send(backend: &mut Backend, messenger: &str, clients: Vec<Client>) {
    for client in clients {
        let card = backend.entry((messenger.to_owned(), client.social_id)).or_default();
        client.clear.iter().for_each(|field| drop(card.remove(field)));
        card.extend(client.fields);
        card.extend(client.name.map(|name| ("name".to_owned(), name)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_are_followed_and_sending_makes_the_known_like_the_file(
        file in prop::collection::vec(cells(), 0..12),
        export in prop::collection::vec(cells(), 0..12),
        edits in prop::collection::vec((2..14_u32, 0..7_u32, cells()), 0..6),
        clears in any::<bool>(),
        sends_same in any::<bool>(),
    ) {
        let known = Known::of_sheet(&sheet(&lines(&export)), "export", &mut go);
        prop_assume!(known.is_ok());
        let mut session = checked(&lines(&file));
        session.set_known_choices(KnownChoices { clears, sends_same });
        session.set_known(known.ok());
        prop_assert!(session.check(&mut go).is_continue());
        for (row, column, cells) in edits {
            let text = cells.get(column as usize).cloned();
            let _ = session.act(&Action::Edit(vec![CellEdit { row, column, text }]), &mut go);
            prop_assert!(session.check(&mut go).is_continue());
            let step_by_step = all_of(&mut session);
            session.forget_checks();
            prop_assert!(session.check(&mut go).is_continue());
            prop_assert_eq!(step_by_step, all_of(&mut session));
        }
        for outcome in session.outcomes() {
            // The quick look and the thorough one say the same.
            prop_assert_eq!(outcome.standing == Standing::Changed, !outcome.changes.is_empty(), "{:?}", outcome);
        }
        // The known clients after sending, as a file of their own, are as the import wants them.
        let mut backend = Backend::new();
        let before = session.reconciling.told.as_ref().unwrap();
        for card in before.cards.iter() {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let code = session.config().messengers.get(usize::from(card.head.messenger));
            let Some(messenger) = code.map(|messenger| messenger.code.clone()) else { continue };
            let values = card.values().map(|(field, value)| {
                (before.cards.fields().get(field as usize).unwrap().key.clone(), text(value))
            });
            backend.insert((messenger, text(card.id)), values.collect());
        }
        prop_assume!(session.comparison().is_some_and(|counts| counts.to_send + counts.same > 0));
        for messenger in ["TELEGRAM", "VKONTAKTE", "VIBER"] {
            send(&mut backend, messenger, session.to_send_between(messenger, 0, usize::MAX));
        }
        let rows: Vec<serde_json::Value> = backend
            .iter()
            .map(|((messenger, id), fields)| serde_json::json!({
                "messenger": messenger, "social_id": id, "name": fields.get("name"), "fields": fields,
            }))
            .collect();
        let json = serde_json::Value::Array(rows).to_string();
        let after = Known::of_rows(session.config(), &json);
        prop_assume!(after.is_ok());
        session.set_known(after.ok());
        prop_assert!(session.check(&mut go).is_continue());
        for outcome in session.outcomes().filter(|outcome| outcome.messenger.is_some()) {
            prop_assert_eq!(outcome.standing, Standing::Same, "{:?}", outcome);
        }
    }
}
