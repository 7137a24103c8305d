//! Editing, repairing, undoing, through the public interface only.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use std::ops::ControlFlow;

use importer_core::{
    Action, ActionError, CellEdit, Code, Filter, Repair, RepairKind, Replace, Rows, Session, Sort, View,
};

use support::{act, check_all, edit, go, repair, rows, session};

fn problems(session: &Session) -> Vec<String> {
    let place = |place: Option<importer_core::Place>| {
        place.map_or_else(String::new, |place| {
            let column = place.column.map_or_else(|| "-".to_owned(), importer_core::column_letter);
            format!("{}{column} ", place.row)
        })
    };
    session.problems().map(|(at, problem)| format!("{}{}", place(at), problem.code)).collect()
}

/// Acts, compares, undoes, compares, redoes, compares.
#[track_caller]
fn check(before: &str, action: &Action, expected: &str) {
    let mut session = session(before);
    let start = (rows(&session), problems(&session), session.summary());
    let preview = session.preview(action, &mut go).unwrap();
    assert_eq!((rows(&session), session.summary()), (start.0.clone(), start.2.clone()), "the preview");
    let count = act(&mut session, action);
    assert_eq!(rows(&session), expected, "{action:?}");
    assert!(count == preview.cells || count == preview.rows, "{action:?}: {count} {preview:?}");
    let after = (rows(&session), problems(&session), session.summary());
    assert_eq!(session.undo(), count > 0);
    check_all(&mut session);
    assert_eq!((rows(&session), problems(&session), session.summary()), start, "{action:?}");
    assert_eq!(session.redo(), count > 0);
    check_all(&mut session);
    assert_eq!((rows(&session), problems(&session), session.summary()), after, "{action:?}");
}

#[test]
fn cells_are_typed_and_typed_back() {
    let sheet = "social_id|name|email\n208310224|Иван|\n#208310225|Анна|a@b.co";
    for (edits, expected) in [
        (vec![edit(2, 1, "Пётр")], "208310224|Пётр|\n208310225|Анна|a@b.co"),
        (vec![edit(2, 2, "x@y.zz"), edit(3, 2, "")], "208310224|Иван|x@y.zz\n208310225|Анна|"),
        (vec![edit(2, 1, "Иван")], "208310224|Иван|\n208310225|Анна|a@b.co"),
        (vec![edit(2, 1, "a"), edit(2, 1, "b")], "208310224|b|\n208310225|Анна|a@b.co"),
        (vec![CellEdit { row: 2, column: 1, text: None }], "208310224|Иван|\n208310225|Анна|a@b.co"),
        (vec![edit(3, 1, ""), edit(2, 0, "")], "|Иван|\n208310225||a@b.co"),
        (vec![], "208310224|Иван|\n208310225|Анна|a@b.co"),
    ] {
        check(sheet, &Action::Edit(edits), expected);
    }
}

#[test]
fn a_typed_id_is_text_and_so_never_damaged_by_format() {
    let mut session = session("social_id|name\n#26203292189261100|Иван\n2.62033E+16|Анна");
    assert_eq!(problems(&session), ["2A social_id.damaged", "3A social_id.damaged"]);
    // The same digits, vouched for.
    act(&mut session, &Action::Edit(vec![edit(2, 0, "26203292189261100")]));
    assert_eq!(problems(&session), ["3A social_id.damaged"]);
    assert_eq!(session.summary().changed_cells, 1);
    act(&mut session, &Action::Edit(vec![CellEdit { row: 2, column: 0, text: None }]));
    assert_eq!((problems(&session).len(), session.summary().changed_cells), (2, 0));
}

#[test]
fn texts_of_any_kind_survive() {
    let long = "я".repeat(32_767);
    let zalgo = "Z\u{334}\u{31b}\u{340}a\u{335}\u{322}l\u{336}g\u{337}o";
    for text in [
        "<script>alert(1)</script>",
        "=1+1",
        "\u{202e}evil\u{202c}",
        zalgo,
        "👩\u{200d}💻",
        "a\u{0}b\u{7}c",
        &long,
        "\n",
        "\"",
    ] {
        let sheet = format!("social_id|name\n208310224|{}", if text == "\n" { "x" } else { text });
        let mut session = session(&sheet);
        act(&mut session, &Action::Edit(vec![edit(2, 1, text)]));
        let cell = session.rows(&View::default(), 0, 1).rows[0].cells[1].clone();
        assert_eq!(cell.text, text);
        act(&mut session, &Action::Edit(vec![edit(2, 1, "x")]));
        session.undo();
        check_all(&mut session);
        assert_eq!(session.rows(&View::default(), 0, 1).rows[0].cells[1].text, text);
    }
    let too_long = Action::Edit(vec![edit(2, 1, &"я".repeat(32_768))]);
    assert_eq!(session("social_id|name\n1|x").act(&too_long, &mut go), Err(ActionError::CellTooLong));
}

#[test]
fn texts_are_found_and_replaced() {
    let sheet = "social_id|name|city\n208310224|Иван|киев\n208310225|ИВАН|г. Киев\n208310226||Киев 2";
    let replace = |find: &str, with: &str, regex, whole_cell, column| {
        let (find, with) = (find.to_owned(), with.to_owned());
        Action::Replace(Replace { find, with, regex, match_case: false, whole_cell, column })
    };
    for (action, expected) in [
        (
            replace("киев", "Львов", false, false, None),
            "208310224|Иван|Львов\n208310225|ИВАН|г. Львов\n208310226||Львов 2",
        ),
        (
            replace("киев", "Львов", false, true, None),
            "208310224|Иван|Львов\n208310225|ИВАН|г. Киев\n208310226||Киев 2",
        ),
        (
            replace(r"^г\.\s*(\S+)", "$1 город", true, false, Some(2)),
            "208310224|Иван|киев\n208310225|ИВАН|Киев город\n208310226||Киев 2",
        ),
        (
            replace("иван", "", false, false, Some(1)),
            "208310224||киев\n208310225||г. Киев\n208310226||Киев 2",
        ),
        (
            replace("2083", "7", false, false, Some(0)),
            "710224|Иван|киев\n710225|ИВАН|г. Киев\n710226||Киев 2",
        ),
        (replace("нет такого", "x", false, false, None), sheet.split_once('\n').unwrap().1),
    ] {
        check(sheet, &action, expected);
    }
    let mut session = session(sheet);
    for (action, error) in [
        (replace("", "x", false, false, None), "action.nothing_to_find"),
        (replace("(", "x", true, false, None), "action.bad_expression"),
        (replace("x", "x", false, false, Some(9)), "action.no_such_column"),
        (replace("и", &"x".repeat(40_000), false, false, None), "action.cell_too_long"),
    ] {
        assert_eq!(session.act(&action, &mut go).unwrap_err().code(), error);
        assert_eq!(session.preview(&action, &mut go).unwrap_err().code(), error);
    }
    assert!(!session.undo(), "what failed left no step");
}

#[test]
fn problems_are_repaired_in_bulk() {
    for (code, kind, before, expected) in [
        (
            Code::TextHiddenCharacters,
            RepairKind::Clean,
            "social_id|name\n 208310224|\u{a0}Иван\n'208310225|Анна\u{200b}",
            "208310224|Иван\n208310225|Анна",
        ),
        (
            Code::SocialIdDamaged,
            RepairKind::Digits,
            "social_id|name\n26 203 292|Иван\n123456.0|Анна\n2.62033E+16|Пётр",
            "26203292|Иван\n123456|Анна\n2.62033E+16|Пётр",
        ),
        (
            Code::SocialIdMissing,
            RepairKind::Placeholder,
            "social_id|name\n|Иван\n0000002|Анна\nNO_DATA|Пётр",
            "06459030000001|Иван\n0000002|Анна\n06459030000002|Пётр",
        ),
        (
            Code::TextMojibake,
            RepairKind::Decode,
            "social_id|name\n208310224|РџРµС‚СЂРѕРІ",
            "208310224|Петров",
        ),
        (
            Code::EmailMalformed,
            RepairKind::Clear,
            "social_id|name|email\n208310224|Иван|ivan@\n208310225|Анна|a@b.co",
            "208310224|Иван|\n208310225|Анна|a@b.co",
        ),
        (
            Code::RowDuplicate,
            RepairKind::KeepFirst,
            "social_id|name\n208310224|Иван\n208310225|Анна\n 208310224|Пётр\n208310224|Олег",
            "208310224|Иван\n208310225|Анна\n! 208310224|Пётр\n!208310224|Олег",
        ),
        (
            Code::RowDuplicate,
            RepairKind::KeepLast,
            "social_id|name\n208310224|Иван\n208310225|Анна\n208310224|Пётр",
            "!208310224|Иван\n208310225|Анна\n208310224|Пётр",
        ),
        (
            Code::RowDuplicate,
            RepairKind::Merge,
            "social_id|name|email|city\n208310224|Иван|NO_DATA|\n208310224||a@b.co|\n208310224|Пётр|c@d.co|Рига",
            "208310224|Иван|a@b.co|Рига\n!208310224||a@b.co|\n!208310224|Пётр|c@d.co|Рига",
        ),
        // A row with another client of its own stays, without the id that is there twice.
        (
            Code::RowDuplicate,
            RepairKind::KeepFirst,
            "tg id|vk id|name\n208310224||Иван\n208310224|77|Пётр",
            "208310224||Иван\n|77|Пётр",
        ),
    ] {
        check(before, &repair(code, kind), expected);
    }
    let mut session = session("social_id|name\n208310224|");
    let wrong = repair(Code::NameMissing, RepairKind::Merge);
    assert_eq!(session.act(&wrong, &mut go).unwrap_err().code(), "action.no_such_repair");
}

#[test]
fn a_repair_is_told_beside_its_problem_and_made_in_one_place() {
    let mut session = session("social_id|name|email\n26 203 292|Иван|a@\n2.62033E+16|\u{a0}Анна|b@");
    let offered: Vec<String> = session
        .repairs()
        .iter()
        .map(|repair| format!("{} {} {}", repair.code, repair.kind, repair.count))
        .collect();
    assert_eq!(
        offered,
        [
            "social_id.damaged digits 1",
            "social_id.damaged placeholder 2",
            "social_id.damaged exclude 2",
            "email.malformed clear 2",
            "text.hidden_characters clean 1"
        ]
    );
    let listed = session.rows(&View::default(), 0, 2).rows;
    let kinds = |row: usize| -> Vec<&str> {
        let problems = listed[row].cells[0].problems.iter();
        problems.flat_map(|problem| &problem.repairs).map(|kind| kind.as_str()).collect()
    };
    assert_eq!(
        (kinds(0), kinds(1)),
        (vec!["digits", "placeholder", "exclude"], vec!["placeholder", "exclude"])
    );
    let clear = Repair { code: Code::EmailMalformed, kind: RepairKind::Clear, column: None, row: Some(3) };
    assert_eq!(act(&mut session, &Action::Repair(clear)), 1);
    assert_eq!(problems(&session).iter().filter(|problem| problem.contains("email")).count(), 1);
}

#[test]
fn made_up_ids_are_told() {
    let mut session = session("social_id|name\n|Иван\n111|Анна\n|Пётр");
    assert_eq!(act(&mut session, &repair(Code::SocialIdMissing, RepairKind::Placeholder)), 2);
    assert_eq!(rows(&session), "00793060000001|Иван\n111|Анна\n00793060000002|Пётр");
    let warned: Vec<String> =
        problems(&session).into_iter().filter(|problem| problem.contains("placeholder")).collect();
    assert!(warned.contains(&"2A social_id.placeholder".to_owned()), "{warned:?}");
    assert!(warned.contains(&"4A social_id.placeholder".to_owned()), "{warned:?}");
    assert_eq!(session.summary().ready, 3);
}

#[test]
fn rows_are_left_out_and_taken_in() {
    let sheet = "social_id|name\n208310224|Иван\n208310224|Анна\n|Пётр\n208310226|Олег";
    let exclude = |rows, exclude| Action::Exclude { rows, exclude };
    check(
        sheet,
        &exclude(Rows::Numbers(vec![3, 4, 3]), true),
        "208310224|Иван\n!208310224|Анна\n!|Пётр\n208310226|Олег",
    );
    check(
        sheet,
        &exclude(Rows::Listed(Filter::Errors.into()), true),
        "!208310224|Иван\n!208310224|Анна\n!|Пётр\n208310226|Олег",
    );
    check(sheet, &exclude(Rows::Numbers(vec![2]), false), sheet.split_once('\n').unwrap().1);
    let mut session = session(sheet);
    act(&mut session, &exclude(Rows::Numbers(vec![3]), true));
    // The duplicate that is left is none any more, and a row left out has no problems.
    assert_eq!(problems(&session), ["4A social_id.missing"]);
    let summary = session.summary();
    assert_eq!((summary.rows, summary.excluded_rows, summary.clients, summary.ready), (4, 1, 2, 2));
    assert!(session.rows(&View::default(), 1, 1).rows[0].excluded);
    let refused = session.act(&exclude(Rows::Numbers(vec![99]), true), &mut go);
    assert_eq!(refused, Err(ActionError::NoSuchRow(99)));
}

#[test]
fn choices_are_steps_too() {
    let mut session = session("social_id|name|x\n208310224|Иван|1\n~77|Анна|2");
    let start = (session.columns().to_vec(), session.summary());
    session.set_target(2, Some("custom:X".parse().unwrap())).unwrap();
    session.set_include_hidden(false);
    session.set_include_hidden(false);
    session.set_messenger_for_all(Some("VKONTAKTE")).unwrap();
    check_all(&mut session);
    assert_eq!(session.history().1, 3, "what changes nothing is no step");
    session.set_header_row(None).unwrap();
    while session.undo() {}
    check_all(&mut session);
    assert_eq!((session.columns().to_vec(), session.summary()), start);
    while session.redo() {}
    check_all(&mut session);
    assert_eq!((session.header().row, session.summary().include_hidden), (None, false));
    let kinds: Vec<&str> = session.history().0.map(|step| step.deed.kind()).collect();
    assert_eq!(kinds, ["target", "hidden_rows", "messenger", "header"]);
    session.undo();
    session.undo();
    session.set_target(2, None).unwrap();
    assert!(!session.redo(), "what was taken back is gone after another step");
}

#[test]
fn what_the_backend_refused_stays_while_others_are_edited() {
    let mut session = session("social_id|name\n208310224|Иван\n208310225|Анна");
    let rejection = |row| importer_contract::Rejection {
        row,
        social_id: String::new(),
        field: Some("name".into()),
        code: "bot.blocked".into(),
        message: "no".into(),
    };
    session.land("TELEGRAM", &[rejection(2), rejection(3)]);
    assert_eq!(session.summary().rows_with_errors, 2);
    act(&mut session, &Action::Edit(vec![edit(3, 1, "Аня")]));
    assert_eq!(problems(&session), ["2B server.rejected"]);
    assert_eq!(session.rows(&Filter::Rejected.into(), 0, 9).total, 1);
    session.undo();
    check_all(&mut session);
    assert_eq!(problems(&session), ["2B server.rejected", "3B server.rejected"]);
}

/// Whatever the moment, what is given up has never been; and there are moments all the way through.
#[test]
fn long_work_is_given_up_at_any_moment() {
    let rows: Vec<String> =
        (0..12_000).map(|at| format!("{}|Имя {at}|{}", 208_310_224 + at / 2, at % 7)).collect();
    let mut session = session(&format!("social_id|name|note\n{}", rows.join("\n")));
    let before = (session.summary(), session.history().1);
    let repair = |kind| repair(Code::RowDuplicate, kind);
    let sort = Some(Sort { column: 1, descending: true });
    let sorted = Rows::Listed(View { sort, ..View::default() });
    for (action, moments) in [
        (repair(RepairKind::KeepFirst), 8),
        (repair(RepairKind::KeepLast), 8),
        (repair(RepairKind::Merge), 12),
        (Action::Exclude { rows: sorted, exclude: true }, 4),
    ] {
        for patience in 0.. {
            let mut left = patience;
            let mut tire = |_: usize, _: usize| match left {
                0 => ControlFlow::Break(()),
                _ => {
                    left -= 1;
                    ControlFlow::Continue(())
                }
            };
            let mark = session.mark();
            let made = session.act(&action, &mut tire);
            session.go_back(mark);
            check_all(&mut session);
            assert_eq!((session.summary(), session.history().1), before, "{action:?} {patience}");
            match made {
                Err(error) => assert_eq!(error, ActionError::Stopped),
                Ok(count) => {
                    assert!(count > 0 && patience >= moments, "{action:?} {patience}");
                    break;
                }
            }
        }
    }
}
