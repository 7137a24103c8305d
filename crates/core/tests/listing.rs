//! Rows as they are looked at: filtered, sorted, mapped, each cell with its story.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use importer_core::{Action, Filter, Rows, Session, Sort, View};

use support::{act, check_all, edit, session};

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
