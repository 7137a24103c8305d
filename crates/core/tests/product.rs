//! Files made of a session, read back, and a corrected one that finds its rows again.

#![allow(clippy::unwrap_used, reason = "a panic is how a test reports")]

mod support;

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::product::{
    Args, Cleaned, Origin, ProductError, ROW_HEADER, ReturnError, cleaned, error_book, example, hand_back,
    handed_back, problem_list, returned,
};
use importer_core::{Action, CellEdit, Code, Config, Evidence, Repair, RepairKind, Rows, Session, at_once};
use importer_sheet::{CellKind, Options, Table, Workbook};

use support::{check_all, go, session, table};

/// The key with the value the message is about.
fn words(key: &str, args: &Args) -> String {
    let value = args.get("value").map_or(String::new(), |value| format!("({value})"));
    format!("{key}{value}")
}

fn sheets(bytes: Vec<u8>) -> Vec<(String, Table)> {
    let mut workbook = Workbook::open(Box::new(Cursor::new(bytes)), Options::default()).unwrap();
    let sheets = workbook.info().sheets.clone();
    let read = |(at, name)| (name, workbook.read(at, &mut |_| ControlFlow::Continue(())).unwrap());
    sheets.into_iter().map(|sheet| sheet.name).enumerate().map(read).collect()
}

/// Rows as lines, `-` before hidden ones, cells with `|` between them, numbers with `#`.
fn lines(table: &Table) -> Vec<String> {
    let line = |row: importer_sheet::Row<'_>| {
        let cell = |column| match row.cell(column) {
            Some(cell) if cell.kind() == CellKind::Number => format!("#{}", cell.text()),
            Some(cell) => cell.text().into_owned(),
            None => String::new(),
        };
        let cells: Vec<String> = (0..table.width()).map(cell).collect();
        format!("{}{}", if row.hidden() { "-" } else { "" }, cells.join("|"))
    };
    table.rows().map(line).collect()
}

const CLIENTS: &str = "social_id|name|email|note\n208310224|Анна|anna@example.com|=1+1\n|Борис|boris@example.com|#5\n\n\
    #12345|Вера|wrong|\n~777000|Глеб|gleb@example.com|x\n208310225||dina@example.com|y";

fn book(session: &Session) -> Vec<u8> {
    let origin = Origin { file: "clients.xlsx", sheet: "Клиенты", date: "2026-09-30" };
    at_once(error_book(session, &origin, &words, Vec::new(), &mut go)).unwrap()
}

#[test]
fn the_error_workbook_holds_the_data_and_where_it_came_from() {
    let mut session = session(CLIENTS);
    let typed = CellEdit { row: 2, column: 1, text: Some("Анна К.".to_owned()) };
    session.act(&Action::Edit(vec![typed]), &mut go).unwrap();
    session.act(&Action::Exclude { rows: Rows::Numbers(vec![7]), exclude: true }, &mut go).unwrap();
    check_all(&mut session);
    let bytes = book(&session);
    let sheets = sheets(bytes);
    let (name, data) = &sheets[0];
    assert_eq!(name, "Клиенты");
    assert_eq!(
        lines(data),
        [
            format!("social_id|name|email|note|{ROW_HEADER}"),
            "208310224|Анна К.|anna@example.com|=1+1|#2".to_owned(),
            "|Борис|boris@example.com|#5|#3".to_owned(),
            // An id leaves as text, whatever it was.
            "12345|Вера|wrong||#5".to_owned(),
            "-777000|Глеб|gleb@example.com|x|#6".to_owned(),
        ]
    );
    let numbers: Vec<u32> = data.rows().map(|row| row.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 5, 6], "rows stay where they were");
    assert_eq!(data.hidden_columns().collect::<Vec<_>>(), [4]);
    let (name, summary) = &sheets[1];
    assert_eq!(name, "product-summary");
    let summary = lines(summary).join("\n");
    for line in
        ["product-file|clients.xlsx", "product-date|2026-09-30", "title-social_id-missing|severity-error|#1"]
    {
        assert!(summary.contains(line), "{line} in {summary}");
    }
}

/// Which cell has which note, and on which colour it stands.
#[test]
fn problems_are_noted_on_their_cells() {
    let bytes = book(&session(CLIENTS));
    let part = |name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    };
    let notes = part("xl/comments1.xml");
    for (place, note) in [
        ("A3", "problem-social_id-missing"),
        ("C5", "problem-email-malformed(wrong)"),
        ("B7", "problem-name-missing"),
    ] {
        let comment =
            notes.split("<comment ").find(|comment| comment.starts_with(&format!("ref=\"{place}\"")));
        assert!(comment.is_some_and(|comment| comment.contains(note)), "{place} {note} in {notes}");
    }
    let rows = part("xl/worksheets/sheet1.xml");
    for cell in
        ["<c r=\"A3\" s=\"6\"/>", "<c r=\"C5\" s=\"11\"", "<c r=\"B7\" s=\"11\"/>", "<c r=\"B2\" s=\"1\""]
    {
        assert!(rows.contains(cell), "{cell} in {rows}");
    }
}

#[test]
fn a_corrected_workbook_finds_its_rows_again() {
    fn corrected(change: impl Fn(&mut Vec<Vec<String>>)) -> Table {
        let data = sheets(book(&session(CLIENTS))).remove(0).1;
        let cells = |row: importer_sheet::Row<'_>| -> Vec<String> {
            (0..data.width())
                .map(|column| row.cell(column).map_or(String::new(), |cell| cell.text().into_owned()))
                .collect()
        };
        let mut rows: Vec<Vec<String>> = data.rows().map(cells).collect();
        change(&mut rows);
        table(&rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("\n"))
    }
    /// `3A=5`: cells changed, then rows gone and added.
    fn check(change: impl Fn(&mut Vec<Vec<String>>), expected: &str) {
        let found = returned(&session(CLIENTS), &corrected(change)).unwrap();
        let letter = importer_core::column_letter;
        let edits: Vec<String> = found
            .edits
            .iter()
            .map(|edit| {
                format!("{}{}={}", edit.row, letter(edit.column), edit.text.as_deref().unwrap_or("?"))
            })
            .collect();
        assert_eq!(
            format!("{} {} {:?} {:?}", found.rows, edits.join(","), found.gone, found.added),
            expected
        );
    }
    check(|_| {}, "5  [] []");
    check(|rows| rows[2][0] = "208310999".to_owned(), "5 3A=208310999 [] []");
    check(|rows| rows[1][2].clear(), "5 2C= [] []");
    // Sorted, one row taken out, one put in, one copied.
    check(|rows| rows[1..].reverse(), "5  [] []");
    check(|rows| drop(rows.remove(3)), "4  [5] []");
    check(|rows| rows.insert(2, vec!["1".to_owned()]), "5  [] [3]");
    check(|rows| rows.push(rows[1].clone()), "5  [] [7]");
    // Columns moved, renamed, and one of the person's own put in between.
    check(|rows| rows.iter_mut().for_each(|row| row.swap(0, 2)), "5  [] []");
    check(|rows| rows.iter_mut().for_each(|row| row.insert(1, "mine".to_owned())), "5  [] []");
    // As a workbook of a workbook: the last column of numbers is the one that counts.
    check(|rows| rows.iter_mut().for_each(|row| row.insert(0, ROW_HEADER.to_owned())), "5  [] []");
}

#[test]
fn rows_above_the_header_stay() {
    let session = session(&format!("Выгрузка\n\n{CLIENTS}"));
    assert_eq!(session.header().row, Some(3));
    let data = sheets(book(&session)).remove(0).1;
    assert_eq!(lines(&data)[0], "Выгрузка||||");
    assert_eq!(data.row(1).unwrap().number(), 3);
    let found = returned(&session, &data).unwrap();
    assert_eq!((found.rows, found.edits.len()), (5, 0));
}

/// Row numbers alone make no file that came back.
#[test]
fn another_file_is_none_that_came_back() {
    fn check(table: &str, expected: &str) {
        let session = session("social_id|name|phone\n1001|Анна|380501\n1002|Борис|380502\n1003|Вера|380503");
        let answer = returned(&session, &self::table(table));
        assert_eq!(answer.err().map_or("taken", |error| error.code()), expected, "{table}");
    }
    check("social_id|name|phone\n1001|Анна|380501", "returned.not_ours");
    check("social_id|name|phone|importer:row\n1001|Анна|380501|2", "taken");
    // Every id is another one; names and phones are theirs.
    check("social_id|name|importer:row\n7001|Анна|2\n7002|Борис|3\n7003|Вера|4", "taken");
    check("social_id|name|phone|importer:row\n8001|Глеб|67|2\n8002|Дина|68|3", "returned.other_file");
    check("id|title|importer:row\n1001|Анна|2", "returned.other_file");
    check("social_id|name|phone|importer:row\n1001|Анна|380501|2\n|||70\n|||71", "returned.other_file");
    check("social_id|name|phone|importer:row\n1001|Анна|380501|", "returned.other_file");
    check("social_id|name|phone|importer:row", "returned.other_file");
}

#[test]
fn what_came_back_is_one_step_of_undo() {
    let mut session = session(CLIENTS);
    let missing = |session: &Session| {
        session.problems().any(|(_, problem)| problem.code.as_str() == "social_id.missing")
    };
    assert!(missing(&session));
    let corrected = table(&format!(
        "social_id|name|email|note|{ROW_HEADER}\n208310224|Анна|anna@example.com|=1+1|2\n\
         208310999|Борис|boris@example.com|5|3\n12345|Вера|vera@example.com||5\nnew|Ева|||"
    ));
    // Changed here since the workbook was saved: that stays.
    let typed = CellEdit { row: 2, column: 1, text: Some("Анна К.".to_owned()) };
    session.act(&Action::Edit(vec![typed]), &mut go).unwrap();
    let found = returned(&session, &corrected).unwrap();
    let taken = session.take_back(found, &mut go).unwrap();
    assert_eq!((taken.cells, taken.kept, taken.gone, taken.added), (2, 1, 2, 1));
    check_all(&mut session);
    assert!(!missing(&session));
    let steps: Vec<(&str, usize)> = session.history().0.map(|step| (step.deed.kind(), step.count)).collect();
    assert_eq!(steps, [("edit", 1), ("returned", 2)]);
    assert!(session.recipe().contains("vera@example.com"));
    assert!(session.undo());
    check_all(&mut session);
    assert!(missing(&session));
}

/// Opened as a file of its own, its row numbers are nobody's data.
#[test]
fn row_numbers_are_the_importers_own() {
    let plain = session("id|имя\n1|Анна\n2|Борис");
    // Whatever stands there: phones would be recognised anywhere else.
    let numbered = session(&format!("id|имя|{ROW_HEADER}\n1|Анна|+380501234567\n2|Борис|+380501234568"));
    let column = &numbered.columns()[2];
    assert_eq!((&column.target, column.evidence), (&None, Evidence::RowNumbers));
    assert_eq!(numbered.mapping().header_key(), plain.mapping().header_key());
}

#[test]
fn problems_are_listed_as_csv() {
    let csv = at_once(problem_list(&session(CLIENTS), &words, Vec::new(), &mut go)).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<&str> = csv.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(
        lines[0],
        "product-row;product-column;product-code;product-severity;product-value;product-sentence;product-repair"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("3;A;social_id.missing;severity-error;;problem-social_id-missing;")),
        "{csv}"
    );
    assert!(
        lines.contains(&"5;C;email.malformed;severity-warning;wrong;problem-email-malformed(wrong);clear"),
        "{csv}"
    );
}

#[test]
fn cleaned_rows_are_those_of_the_import() {
    let mut session = session(CLIENTS);
    session.act(&Action::Exclude { rows: Rows::Numbers(vec![3]), exclude: true }, &mut go).unwrap();
    session.set_include_hidden(false);
    check_all(&mut session);
    let csv = at_once(cleaned(&session, Cleaned::Csv, "A", Vec::new(), &mut go)).unwrap();
    assert_eq!(
        String::from_utf8(csv).unwrap(),
        "\u{FEFF}social_id;name;email;note\r\n208310224;Анна;anna@example.com;''=1+1\r\n12345;Вера;wrong;\r\n\
         208310225;;dina@example.com;y\r\n"
    );
    let xlsx = at_once(cleaned(&session, Cleaned::Xlsx, "A", Vec::new(), &mut go)).unwrap();
    let expected = [
        "social_id|name|email|note",
        "208310224|Анна|anna@example.com|=1+1",
        "12345|Вера|wrong|",
        "208310225||dina@example.com|y",
    ];
    assert_eq!(lines(&sheets(xlsx).remove(0).1), expected);
}

/// The example is taken as a whole, without anything to map or to fix.
#[test]
fn the_example_is_ready_to_send() {
    let config = Config::builtin();
    let bytes = example(&config, &words, Vec::new()).unwrap();
    let sheets = sheets(bytes);
    assert_eq!(
        sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["product-clients", "product-fields"]
    );
    assert_eq!(sheets[1].1.len(), config.fields.len() + 1);
    let table = sheets.into_iter().next().unwrap().1;
    let mut session = Session::new(Arc::new(config), table);
    check_all(&mut session);
    assert!(session.columns().iter().all(|column| column.target.is_some()));
    assert_eq!(session.summary().ready, 2);
    assert_eq!(session.problems().map(|(_, problem)| problem.code).collect::<Vec<_>>(), []);
}

#[test]
fn making_can_be_stopped() {
    let mut stop = |_: usize, _: usize| ControlFlow::Break(());
    let session = session(CLIENTS);
    let made = at_once(error_book(&session, &Origin::default(), &words, Vec::new(), &mut stop));
    assert!(matches!(made, Err(ProductError::Stopped)));
    let made = at_once(cleaned(&session, Cleaned::Csv, "A", Vec::new(), &mut stop));
    assert!(matches!(made, Err(ProductError::Stopped)));
    assert!(matches!(
        at_once(problem_list(&session, &words, Vec::new(), &mut stop)),
        Err(ProductError::Stopped)
    ));
}

#[test]
fn clients_are_numbered_in_a_column_of_their_own_where_the_file_has_none() {
    let mut session = session("name|city\nАнна|Київ\nВера|Львів");
    let names = |session: &Session| -> Vec<String> {
        session.columns().iter().map(|column| format!("{} {}", column.letter, column.header)).collect()
    };
    assert_eq!(names(&session), ["A name", "B city", "C "]);
    let csv = |session: &Session| {
        let csv = at_once(cleaned(session, Cleaned::Csv, "A", Vec::new(), &mut go)).unwrap();
        String::from_utf8(csv).unwrap().trim_start_matches('\u{FEFF}').replace("\r\n", "\n")
    };
    assert_eq!(csv(&session), "name;city\nАнна;Київ\nВера;Львів\n");

    session.set_target(2, Some("social_id:VIBER".parse().unwrap())).unwrap();
    check_all(&mut session);
    let (code, kind) = (Code::SocialIdMissing, RepairKind::Placeholder);
    let number = Action::Repair(Repair { code, kind, column: None, row: None });
    assert_eq!(session.act(&number, &mut go), Ok(2));
    check_all(&mut session);
    assert_eq!(session.summary().ready, 2);
    let cleaned = csv(&session);
    let lines: Vec<&str> = cleaned.lines().collect();
    assert_eq!(lines[0], "name;city;social_id");
    let id = lines[1].rsplit(';').next().unwrap();
    assert!(id.len() == 14 && id.starts_with('0'), "{id}");

    while session.undo() {}
    check_all(&mut session);
    assert_eq!(csv(&session).lines().next(), Some("name;city"));
}

/// From one worker to the other and back into a table, which changes what the workbook itself would.
#[test]
fn a_corrected_workbook_is_handed_from_worker_to_worker() {
    let session = session(CLIENTS);
    let book = sheets(book(&session)).remove(0).1;
    let corrected = table(&format!(
        "social_id|name|email|note|{ROW_HEADER}\n208310224|Анна\u{202e}|anna@example.com|=1+1|#2\n|Борис||5|#3"
    ));
    for table in [&book, &corrected] {
        let mut packed = Vec::new();
        at_once(hand_back(table, &mut packed, &mut go)).unwrap();
        let unpacked = at_once(handed_back(&mut packed.as_slice(), &mut go)).unwrap();
        assert_eq!(returned(&session, &unpacked).unwrap(), returned(&session, table).unwrap());

        let stop = |_: usize, _: usize| ControlFlow::Break(());
        assert!(matches!(
            at_once(hand_back(table, &mut Vec::new(), &mut { stop })),
            Err(ReturnError::Stopped)
        ));
        let stopped = at_once(handed_back(&mut packed.as_slice(), &mut { stop }));
        assert!(matches!(stopped, Err(ReturnError::Stopped)));
        // Cut off anywhere it is a shorter table or none, and never a panic.
        for end in 0..packed.len() {
            let _ = at_once(handed_back(&mut &packed[..end], &mut go));
        }
    }
    let ours = at_once(hand_back(&self::table("a|b\n1|2"), &mut Vec::new(), &mut go));
    assert!(matches!(ours, Err(ReturnError::NotOurs)));
    let noise = at_once(handed_back(&mut &b"returned\xff\xff\xff\xff\xff\xff\xff\xff"[..], &mut go));
    assert!(noise.is_err());
}

/// What a spreadsheet made of ids comes back damaged from the workbook with problems, however often it
/// is saved: nobody takes the rounded number for the person's.
#[test]
fn damaged_ids_stay_damaged_on_the_way_there_and_back() {
    fn damaged(session: &Session) -> Vec<u32> {
        let all = session.problems().filter(|(_, problem)| problem.code == Code::SocialIdDamaged);
        all.filter_map(|(place, _)| Some(place?.row)).collect()
    }
    let text = "social_id|name\n#2.62033E+16|Анна\n2,62033E+16|Борис\n#26203292189261200|Вера\n#1234567890123456700|Глеб\n208310224|Дина";
    let mut session = session(text);
    let rows = damaged(&session);
    assert_eq!(rows, [2, 3, 4, 5]);
    for _ in 0..3 {
        let table = sheets(book(&session)).remove(0).1;
        assert_eq!(returned(&session, &table).unwrap().edits, []);
        // As a file of its own, and as the one that came back to the file it was made of.
        let mut packed = Vec::new();
        at_once(hand_back(&table, &mut packed, &mut go)).unwrap();
        let unpacked = at_once(handed_back(&mut packed.as_slice(), &mut go)).unwrap();
        let found = returned(&session, &unpacked).unwrap();
        assert_eq!(session.take_back(found, &mut go).unwrap().cells, 0);
        check_all(&mut session);
        assert_eq!(damaged(&session), rows);
        session = Session::new(Arc::new(Config::builtin()), table);
        check_all(&mut session);
        assert_eq!(damaged(&session), rows);
        assert_eq!(session.summary().ready, 1);
        let cleaned = at_once(cleaned(&session, Cleaned::Xlsx, "A", Vec::new(), &mut go)).unwrap();
        let mut cleaned = Session::new(Arc::new(Config::builtin()), sheets(cleaned).remove(0).1);
        check_all(&mut cleaned);
        assert_eq!(damaged(&cleaned), rows);
    }
    // As Excel saves it again.
    let table = table(&format!(
        "{}\n",
        text.replace("name", "name|importer:row")
            .replace("#26203292189261200|Вера", "#2.62032921892612E+16|Вера|#4")
    ));
    assert_eq!(returned(&self::session(text), &table).unwrap().edits, []);
}
