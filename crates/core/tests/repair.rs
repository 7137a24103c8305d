//! Editing, repairing, undoing, through the public interface only.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use std::ops::ControlFlow;

use importer_core::{
    Action, ActionError, CellEdit, Code, Fill, Filter, Repair, RepairKind, Replace, Rows, Session, Sort, View,
};

use support::{check_all, go, session};

fn act(session: &mut Session, action: &Action) -> usize {
    let count = session.act(action, &mut go).unwrap();
    check_all(session);
    count
}

/// The rows as they are now, under the header: `|` between columns, `!` before a row left out.
fn rows(session: &Session) -> String {
    let width = session.columns().iter().map(|column| column.index + 1).max().unwrap_or(0);
    let row = |row: importer_core::DraftRow<'_>| {
        let cell = |at| row.cell(at).map_or_else(String::new, |cell| cell.shown().into_owned());
        let cells: Vec<String> = (0..width).map(cell).collect();
        format!("{}{}", if row.excluded() { "!" } else { "" }, cells.join("|"))
    };
    session.draft_rows().map(row).collect::<Vec<_>>().join("\n")
}

fn problems(session: &Session) -> Vec<String> {
    let place = |place: Option<importer_core::Place>| {
        place.map_or_else(String::new, |place| {
            let column = place.column.map_or_else(|| "-".to_owned(), importer_core::column_letter);
            format!("{}{column} ", place.row)
        })
    };
    session.problems().map(|(at, problem)| format!("{}{}", place(at), problem.code)).collect()
}

fn edit(row: u32, column: u32, text: &str) -> CellEdit {
    CellEdit { row, column, text: Some(text.to_owned()) }
}

fn repair(code: Code, kind: RepairKind) -> Action {
    Action::Repair(Repair { code, kind, column: None, row: None })
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
    let kinds: Vec<&str> = session.history().0.map(|(deed, _)| deed.kind()).collect();
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

#[test]
fn lists_are_filtered_searched_and_sorted() {
    let mut session = session(
        "social_id|name|city\n208310224|Иван|#10\n|Анна|#9\n208310226|борис|Киев\n208310227|Вера|\n208310228|Аня|#100",
    );
    act(&mut session, &Action::Edit(vec![edit(4, 2, "Рига")]));
    act(&mut session, &Action::Exclude { rows: Rows::Numbers(vec![5]), exclude: true });
    let view = |filter, text: &str, sort: Option<(u32, bool)>| View {
        filter,
        text: text.to_owned(),
        sort: sort.map(|(column, descending)| Sort { column, descending }),
    };
    for (view, expected) in [
        (view(Filter::All, "", None), vec![2, 3, 4, 5, 6]),
        (view(Filter::Ready, "", None), vec![2, 4, 6]),
        (view(Filter::Excluded, "", None), vec![5]),
        (view(Filter::Changed, "", None), vec![4]),
        (view(Filter::Errors, "", None), vec![3]),
        (view(Filter::All, "АНН", None), vec![3]),
        (view(Filter::All, "рига", None), vec![4]),
        (view(Filter::Ready, "иван", None), vec![2]),
        (view(Filter::All, "", Some((2, false))), vec![3, 2, 6, 4, 5]),
        (view(Filter::All, "", Some((2, true))), vec![4, 6, 2, 3, 5]),
        (view(Filter::All, "", Some((1, false))), vec![3, 6, 4, 5, 2]),
    ] {
        let got: Vec<u32> = session.rows(&view, 0, 9).rows.iter().map(|row| row.number).collect();
        assert_eq!(got, expected, "{view:?}");
    }
}

#[test]
fn rows_do_not_jump_away_while_they_are_typed() {
    let mut session = session("social_id|name\n|Иван\n|Анна\n208310224|");
    let errors = View::from(Filter::Errors);
    let numbers = |session: &mut Session| -> Vec<u32> {
        session.rows(&View::from(Filter::Errors), 0, 9).rows.iter().map(|row| row.number).collect()
    };
    assert_eq!(numbers(&mut session), [2, 3]);
    act(&mut session, &Action::Edit(vec![edit(2, 0, "208310225")]));
    assert_eq!(numbers(&mut session), [2, 3]);
    assert_eq!(session.rows(&Filter::All.into(), 0, 9).total, 3);
    assert_eq!(session.rows(&errors, 0, 9).total, 1, "a new look makes the list anew");
    session.undo();
    check_all(&mut session);
    assert_eq!(numbers(&mut session), [2, 3]);
}

#[test]
fn the_next_problem_follows_the_view() {
    let mut session = session("social_id|name\n208310224|Иван\n|Анна\n208310225|\n|Пётр");
    let sorted = View { sort: Some(Sort { column: 1, descending: true }), ..View::default() };
    for (view, after, expected) in [
        (View::default(), 0, Some((1, 3))),
        (View::default(), 3, Some((2, 4))),
        (View::from(Filter::Errors), 3, Some((1, 5))),
        (View::from(Filter::Errors), 5, None),
        (sorted.clone(), 0, Some((0, 5))),
        (sorted.clone(), 5, Some((2, 3))),
        (sorted, 3, Some((3, 4))),
    ] {
        let found = session.next_problem(&view, after, None).map(|(at, place)| (at, place.row));
        assert_eq!(found, expected, "{view:?} {after}");
    }
}

#[test]
fn the_map_covers_every_row() {
    let sheet = format!("social_id|name\n{}", "|Иван\n208310224|\n\n".repeat(100));
    let session = session(&sheet);
    for stretches in [1, 7, 200, 1_000] {
        let map = session.problem_map(stretches);
        assert_eq!(map.len(), usize::try_from(stretches).unwrap().min(200));
        assert_eq!(map.iter().map(|stretch| stretch.rows).sum::<u32>(), 200);
        // Equal ids all: every row has an error.
        assert_eq!(map.iter().map(|stretch| stretch.errors).sum::<u32>(), 200);
    }
}

#[test]
fn a_cell_tells_its_story() {
    let mut session = session("Имя|Фамилия|tg id|email\nИван|Петров|#208310224|a@b.co\nАнна||#2.6E16|");
    let story = session.cell_story(2, 1).unwrap();
    assert_eq!((story.source.as_str(), story.kind, story.changed), ("Петров", "text", None));
    assert_eq!(story.sent, [("name".to_owned(), "Иван Петров".to_owned())]);
    assert_eq!(story.messengers[0].messenger.as_deref(), Some("TELEGRAM"));
    act(&mut session, &Action::Edit(vec![edit(2, 2, "77")]));
    let story = session.cell_story(2, 2).unwrap();
    assert_eq!((story.source.as_str(), story.changed.as_deref()), ("208310224", Some("77")));
    assert_eq!(story.sent, [("social_id".to_owned(), "77".to_owned())]);
    let damaged = session.cell_story(3, 2).unwrap();
    assert_eq!((damaged.sent.len(), damaged.problems.len()), (0, 1));
    assert_eq!(session.cell_story(3, 3).unwrap().kind, "empty");
    assert!(session.cell_story(99, 0).is_none());
}

#[test]
fn a_recipe_does_next_month_what_was_done_this_month() {
    let this = "social_id|Имя|Город\n208310224|Ivan|г. Киев\n208310225| Анна\u{200b}|г. Рига\n208310226|Олег|\n|Без|";
    let next =
        "Город|Имя|social_id\nг. Львов|Ivan|208310224\nг. Рига|Ivan|208310999\n|\u{a0}Пётр|208310226\n||";
    let mut first = session(this);
    act(&mut first, &Action::Edit(vec![edit(2, 1, "Иван")]));
    let replace = Replace { find: r"^г\.\s*".into(), regex: true, column: Some(2), ..Replace::default() };
    act(&mut first, &Action::Replace(replace));
    act(&mut first, &repair(Code::TextHiddenCharacters, RepairKind::Clean));
    act(&mut first, &Action::Exclude { rows: Rows::Numbers(vec![4]), exclude: true });
    act(&mut first, &Action::Exclude { rows: Rows::Listed(Filter::Errors.into()), exclude: true });
    first.set_target(2, Some("custom:City".parse().unwrap())).unwrap();
    act(&mut first, &Action::Edit(vec![edit(2, 1, "не вошло")]));
    first.undo();
    check_all(&mut first);
    let before = (rows(&first), first.history().1);
    let recipe = first.recipe();
    assert_eq!((rows(&first), first.history().1), before, "telling changes nothing");

    let mut second = session(next);
    let start = (rows(&second), second.summary());
    let tried = second.try_recipe(&recipe, &mut go).unwrap();
    assert_eq!((rows(&second), second.summary()), start);
    let counts: Vec<(&str, usize)> = tried.steps.iter().map(|(deed, count)| (deed.kind(), *count)).collect();
    let expected =
        [("edit", 1), ("replace", 2), ("repair", 1), ("exclude", 1), ("exclude", 0), ("target", 1)];
    assert_eq!(counts, expected);
    second.apply_recipe(&recipe, &mut go).unwrap();
    check_all(&mut second);
    assert_eq!(rows(&second), "Львов|Иван|208310224\nРига|Ivan|208310999\n!|Пётр|208310226");
    assert_eq!(second.history().1, 1);
    let again = second.recipe();
    second.undo();
    check_all(&mut second);
    assert_eq!((rows(&second), second.summary()), start);
    // The recipe of a recipe is the same recipe, but for what found nothing.
    let mut third = session(next);
    third.apply_recipe(&again, &mut go).unwrap();
    second.redo();
    assert_eq!(rows(&third), rows(&second));
}

/// What a recipe makes of the next file, and what it says.
fn check_recipe(this: &str, done: &[Action], next: &str, told: &str, expected: &str) {
    let mut first = session(this);
    for action in done {
        act(&mut first, action);
    }
    let recipe = first.recipe();
    let steps = recipe.split_whitespace().collect::<String>();
    assert!(steps.contains(told), "{told}: {steps}");
    let mut second = session(next);
    second.apply_recipe(&recipe, &mut go).unwrap();
    assert_eq!(rows(&second), expected, "{recipe}");
}

#[test]
fn a_recipe_knows_which_of_rows_with_one_id_was_meant() {
    let this = "social_id|Имя\n208310224|Иван\u{200b}\n208310225|Анна\n208310224|Иван\u{200b}";
    let clean = |row| {
        let of_row = Repair {
            code: Code::TextHiddenCharacters,
            kind: RepairKind::Clean,
            column: None,
            row: Some(row),
        };
        Action::Repair(of_row)
    };
    let exclude = |rows: &[u32]| Action::Exclude { rows: Rows::Numbers(rows.to_vec()), exclude: true };
    for (action, told, expected) in [
        (
            exclude(&[4]),
            r#"{"exclude":{"ids":[{"id":"208310224","nth":1}]}}"#,
            "208310224|Иван\u{200b}\n208310225|Анна\n!208310224|Иван\u{200b}",
        ),
        (
            exclude(&[2, 3]),
            r#"{"ids":[{"id":"208310224","nth":0},"208310225"]}"#,
            "!208310224|Иван\u{200b}\n!208310225|Анна\n208310224|Иван\u{200b}",
        ),
        (
            exclude(&[4, 2]),
            r#"{"exclude":{"ids":["208310224"]}}"#,
            "!208310224|Иван\u{200b}\n208310225|Анна\n!208310224|Иван\u{200b}",
        ),
        (clean(4), r#""nth":1"#, "208310224|Иван\u{200b}\n208310225|Анна\n208310224|Иван"),
        (
            Action::Edit(vec![edit(4, 1, "Олег")]),
            r#""nth":1"#,
            "208310224|Иван\u{200b}\n208310225|Анна\n208310224|Олег",
        ),
    ] {
        check_recipe(this, &[action], this, told, expected);
    }
    // Who comes once is left out only where nothing of the client was to stay.
    let once = "social_id|Имя\n208310224|Иван";
    check_recipe(this, &[exclude(&[4])], once, "nth", "208310224|Иван");
    check_recipe(this, &[exclude(&[2, 4])], once, "ids", "!208310224|Иван");
    // The id alone, as recipes had it before, means them all.
    let mut old = session(this);
    let recipe = r#"{"version": 1, "steps": [{"exclude": {"ids": ["208310224"]}}]}"#;
    old.apply_recipe(recipe, &mut go).unwrap();
    assert_eq!(rows(&old), "!208310224|Иван\u{200b}\n208310225|Анна\n!208310224|Иван\u{200b}");
}

#[test]
fn a_recipe_brings_back_what_the_file_held() {
    let this = "social_id|Имя\n208310224|Ivan\n208310225|Анна";
    let back = |row| CellEdit { row, column: 1, text: None };
    let wrong = Action::Edit(vec![edit(2, 1, "Олег")]);
    let told = r#""from":"Олег","to":"Ivan""#;
    check_recipe(
        this,
        &[wrong.clone(), Action::Edit(vec![back(2)])],
        this,
        told,
        "208310224|Ivan\n208310225|Анна",
    );
    let rows = Rows::Numbers(vec![2]);
    let fill = Action::Fill(Fill { rows, columns: vec![1], texts: None });
    check_recipe(this, &[wrong, fill], this, told, "208310224|Ivan\n208310225|Анна");
}

#[test]
fn a_recipe_takes_a_header_row_only_where_its_headers_are() {
    let titled = "Клиенты|\nсентябрь|\nsocial_id|Имя\n208310224|Иван";
    let plain = "social_id|Имя\n208310224|Иван\n208310225|Анна\n208310226|Олег";
    let odd = "Клиенты|\nсентябрь|\nКто|Где\n208310224|Иван";
    let mut first = session(titled);
    first.set_header_row(Some(3)).unwrap();
    let recipe = first.recipe();
    let old = r#"{"version": 1, "steps": [{"header": 3}]}"#;
    let none = r#"{"version": 1, "steps": [{"header": null}]}"#;
    for (recipe, next, row) in [
        (recipe.as_str(), titled, Some(3)),
        (&recipe, plain, Some(1)),
        (old, titled, Some(3)),
        (old, plain, Some(1)),
        (old, odd, Some(3)),
        (none, plain, None),
    ] {
        let mut next = session(next);
        next.apply_recipe(recipe, &mut go).unwrap();
        assert_eq!(next.header().row, row, "{recipe}");
    }
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
