//! Where the time goes at a million rows: `cargo run --profile native -p importer-core --example
//! million [ROWS [check]]`, or `million FILE` for the rows of a spreadsheet. Prints milliseconds and
//! bytes; asserts nothing.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a report for a person at a terminal")]

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{
    Action, CellEdit, Code, Config, Filter, Repair, RepairKind, Replace, Rows, Session, Sort, Target, View,
};
use importer_sheet::{CellKind, Options, Table, TableBuilder, Workbook};

const CITIES: [&str; 6] = ["Киев", "Львов", "Москва", "Казань", "Алматы", "Рига"];

/// Clients with something wrong on every tenth row or so.
fn table(rows: u32) -> Table {
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    let header = [
        "social_id",
        "name",
        "phone",
        "email",
        "tags",
        "city",
        "created_at",
        "utm_source",
        "utm_medium",
        "note",
        "price",
        "gender",
    ];
    (0..).zip(header).for_each(|(column, name)| builder.push(column, CellKind::Text, name));
    for row in 0..rows {
        builder.start_row(row + 2, false);
        let id = match row % 40 {
            0 => String::new(),
            1 => format!("{} ", 208_310_224_u64 + u64::from(row)),
            2 => format!("{}", 208_310_224_u64 + u64::from(row / 400)),
            _ => format!("{}", 208_310_224_u64 + u64::from(row) * 7),
        };
        let city = CITIES[(row % 6) as usize];
        let email = if row % 25 == 0 { format!("ivan{row}@") } else { format!("ivan{row}@example.org") };
        let cells = [
            id,
            if row % 30 == 0 { String::new() } else { format!("Иван Петров {row}") },
            format!("+38067{:07}", row % 10_000_000),
            email,
            "vip, осень".to_owned(),
            city.to_owned(),
            format!("{:02}.{:02}.2026", row % 12 + 1, row / 12 % 12 + 1),
            "instagram".to_owned(),
            "cpc".to_owned(),
            format!("Позвонить в {} часов", row % 24),
            String::new(),
            "MALE".to_owned(),
        ];
        for (column, cell) in (0..).zip(&cells) {
            builder.push(column, CellKind::Text, cell);
        }
        builder.push(10, CellKind::Number, &(row.wrapping_mul(2_654_435_761) % 100_000).to_string());
    }
    builder.finish()
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = spent();
    let result = work();
    println!("{what:<44} {:>9.2} ms", (spent() - start) / 1e6);
    result
}

/// Nanoseconds this thread has had a processor (Linux): what other programs do meanwhile is not in it.
fn spent() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or_default()
}

fn check(session: &mut Session) {
    let _ = session.check(&mut |_, _| ControlFlow::Continue(()));
}

fn act(session: &mut Session, action: &Action) -> usize {
    let count = session.act(action, &mut |_, _| ControlFlow::Continue(())).unwrap();
    check(session);
    let _ = (session.summary(), session.repairs());
    count
}

fn edit(row: u32, column: u32, text: &str) -> Action {
    Action::Edit(vec![CellEdit { row, column, text: Some(text.to_owned()) }])
}

/// A file's rows read and checked, and a text of its addresses replaced.
fn file(path: &str) {
    let source = Box::new(std::fs::File::open(path).unwrap());
    let mut workbook = Workbook::open(source, Options::default()).unwrap();
    let table = timed("read", || workbook.read(0, &mut |_| ControlFlow::Continue(())).unwrap());
    let mut session = timed("header and columns", || Session::new(Arc::new(Config::builtin()), table));
    timed("full check", || check(&mut session));
    println!("bytes of checks {:>36}", session.overhead());
    let email = Target::Field("email".to_owned());
    let column = session.columns().iter().find(|column| column.target.as_ref() == Some(&email));
    let column = column.map(|column| column.index);
    let replace = Replace { find: "a".to_owned(), with: "o".to_owned(), column, ..Replace::default() };
    for _ in 0..3 {
        timed("full check", || {
            session.set_include_hidden(false);
            session.set_include_hidden(true);
            check(&mut session);
        });
        timed("replace in addresses", || act(&mut session, &Action::Replace(replace.clone())));
        timed("undo it", || {
            session.undo();
            check(&mut session);
        });
    }
    for column in 0..12 {
        let sort = Some(Sort { column, descending: false });
        timed(&format!("sort by {column}"), || session.rows(&View { sort, ..View::default() }, 0, 50).total);
    }
}

fn main() {
    if let Some(path) = std::env::args().nth(1).filter(|path| path.parse::<u32>().is_err()) {
        return file(&path);
    }
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let table = timed("make the table", || table(rows));
    println!("stored bytes {:>39}", table.stored().0);
    let mut session = timed("header and columns", || Session::new(Arc::new(Config::builtin()), table));
    timed("full check", || check(&mut session));
    if std::env::args().nth(2).is_some() {
        // Only this, again and again: for a profiler.
        for hidden in [false, true, false, true] {
            session.set_include_hidden(hidden);
            timed("full check", || check(&mut session));
        }
        return;
    }
    println!("bytes of checks {:>36}", session.overhead());
    let summary = timed("overview", || session.summary());
    timed("repairs", || session.repairs());
    println!("clients {} ready {} problems {:?}", summary.clients, summary.ready, summary.problems.len());

    let middle = rows / 2;
    timed("one edit, a name", || act(&mut session, &edit(middle, 1, "Анна")));
    timed("one edit, an id to a duplicate", || act(&mut session, &edit(middle + 1, 0, "208310226")));
    timed("one edit, an id away from it", || act(&mut session, &edit(middle + 1, 0, "999310226")));
    timed("one edit, a big group joined", || act(&mut session, &edit(middle + 5, 0, "208310224")));
    timed("one edit, a date", || act(&mut session, &edit(middle + 7, 6, "02.03.2026")));
    timed("one edit that turns the order of dates", || act(&mut session, &edit(middle + 8, 6, "12/31/2026")));
    timed("undo it", || {
        session.undo();
        check(&mut session);
    });
    timed("100 edits, 100 steps", || {
        for at in 0..100 {
            act(&mut session, &edit(middle + 20 + at, 3, "a@b.co"));
        }
    });
    timed("undo one", || {
        session.undo();
        check(&mut session);
    });
    timed("a window of 50 with errors, first look", || session.rows(&Filter::Errors.into(), 5_000, 50));
    timed("the next window", || session.rows(&Filter::Errors.into(), 5_050, 50));
    timed("map", || session.problem_map(200));
    let replace = |find: &str, with: &str, regex: bool| {
        let (find, with) = (find.to_owned(), with.to_owned());
        Action::Replace(Replace {
            find,
            with,
            regex,
            match_case: false,
            column: Some(9),
            ..Replace::default()
        })
    };
    let names = Action::Replace(Replace {
        find: "Петров".to_owned(),
        with: "Сидоров".to_owned(),
        column: Some(1),
        ..Replace::default()
    });
    timed("replace over a column that is checked", || act(&mut session, &names));
    timed("undo it", || {
        session.undo();
        check(&mut session);
    });
    timed("replace over a column that is not", || {
        act(&mut session, &replace("позвонить", "Написать", false))
    });
    let everybody =
        Action::Move { rows: Rows::Listed(View::default()), from: None, to: Some("VIBER".to_owned()) };
    let before = session.overhead();
    println!(
        "clients moved {:>38}",
        timed("move everybody to another messenger", || act(&mut session, &everybody))
    );
    println!("bytes of the move {:>34}", session.overhead().saturating_sub(before));
    timed("undo it", || {
        session.undo();
        check(&mut session);
    });
    println!("bytes of checks and edits {:>26}", session.overhead());
    timed("undo it", || {
        session.undo();
        check(&mut session);
    });
    timed("replace by expression, all rows", || act(&mut session, &replace(r"(\d+) часов", "$1:00", true)));
    timed("preview of a replacement", || {
        session
            .preview(&replace("написать", "x", false), &mut |_, _| ControlFlow::Continue(()))
            .unwrap()
            .cells
    });
    for (column, name) in [(10, "numbers"), (1, "names"), (5, "cities"), (0, "ids")] {
        let sort = Some(Sort { column, descending: false });
        timed(&format!("sort by {name}"), || session.rows(&View { sort, ..View::default() }, 0, 50).total);
    }
    let text = |text: &str| View { text: text.to_owned(), ..View::default() };
    timed("search", || session.rows(&text("ПЕТРОВ 77"), 0, 50).total);
    let repair = |code, kind| Action::Repair(Repair { code, kind, column: None, row: None });
    for (code, kind) in [
        (Code::TextHiddenCharacters, RepairKind::Clean),
        (Code::SocialIdMissing, RepairKind::Placeholder),
        (Code::RowDuplicate, RepairKind::Merge),
    ] {
        let what = format!("repair {kind}");
        let count = timed(&what, || act(&mut session, &repair(code, kind)));
        println!("  changed {count}");
    }
    let listed = Action::Exclude { rows: Rows::Listed(Filter::Problems.into()), exclude: true };
    timed("exclude all rows with problems", || act(&mut session, &listed));
    let moved = |rows| Action::Move { rows, from: None, to: Some("VIBER".to_owned()) };
    timed("move one row", || act(&mut session, &moved(Rows::Numbers(vec![middle + 30]))));
    timed("move all rows", || act(&mut session, &moved(Rows::Listed(Filter::All.into()))));
    timed("undo everything", || {
        while session.undo() {}
        check(&mut session);
    });
    let again = session.summary();
    println!("as at the start: {}", again == summary);
}
