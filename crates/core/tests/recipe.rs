//! The steps taken, as a recipe for the next file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use importer_core::{Action, CellEdit, Code, Fill, Filter, Repair, RepairKind, Replace, Rows};

use support::{act, check_all, edit, go, repair, rows, session};

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
