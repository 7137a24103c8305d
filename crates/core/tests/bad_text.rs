//! Text that was made to break things, in every field: it is kept as it stands or a problem says what is
//! wrong with it, what is sent is what is shown, and every file made of it reads back the same.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::product::{
    Args, Cleaned, Origin, SplitFormat, cleaned, error_book, problem_list, returned, split,
};
use importer_core::{Config, Session, View, at_once};
use importer_sheet::{CellKind, Options, Table, TableBuilder, Workbook};

use support::{check_all, go};

const ID: &str = "208310224";

/// Names for what goes wrong, and the texts.
fn bad_texts() -> Vec<(&'static str, String)> {
    let text = |name, text: &str| (name, text.to_owned());
    vec![
        text("nul and bell", "a\u{0}b\u{7}c"),
        text("escape", "\u{1b}[31mred\u{1b}[0m"),
        text("delete", "a\u{7f}b\u{9f}c"),
        text("right to left", "\u{202e}evil\u{202c}"),
        text("right to left mark", "\u{200f}שלום 123"),
        text("isolates", "\u{2067}abc\u{2069}"),
        text("zalgo", "Z\u{334}\u{31b}\u{340}\u{335}a\u{322}\u{336}l\u{337}\u{34f}go"),
        text("emoji", "👩\u{200d}👩\u{200d}👧\u{200d}👦 🇺🇦 \u{1f44d}\u{1f3fd}"),
        text("outside the plane", "𝒳\u{10ffff}"),
        text("byte order mark", "\u{feff}Иван"),
        text("zero width", "Ив\u{200b}ан"),
        text("replacement", "\u{fffd}\u{fffd}"),
        text("noncharacter", "a\u{fffe}b\u{ffff}"),
        text("formula", "=1+1"),
        text("formula that calls", "=cmd|'/c calc'!A0"),
        text("formulas by other signs", "@SUM(1)\t+1-1"),
        text("link", "=HYPERLINK(\"http://example.com\";\"x\")"),
        text("escaped character", "_x000D_ _x0041_"),
        text("script", "<script>window.__hit=1</script>"),
        text("image", "<img src=x onerror=\"window.__hit=1\">"),
        text("markup that closes", "\"'--></td></table><svg/onload=window.__hit=1>"),
        text("entities", "&lt;b&gt; &#0; &amp;amp;"),
        text("cdata", "]]><![CDATA["),
        text("line breaks", "a\nb\r\nc\rd"),
        text("separators", "a,b;c\t\"d\"|e"),
        text("line separators", "a\u{2028}b\u{2029}c\u{85}d"),
        text("braces", "{{constructor}} ${x} %s {0}"),
        text("a path", "../../etc/passwd\\..\\x"),
        text("a statement", "'; DROP TABLE clients; --"),
        text("null", "null"),
        text("prototype", "__proto__"),
        ("long", "я".repeat(32_767)),
        ("long without a break", "W".repeat(32_767)),
        ("spaces", format!("a{}b", " ".repeat(300))),
    ]
}

fn table(header: [&str; 2], row: [&str; 2]) -> Table {
    let mut builder = TableBuilder::new();
    for (number, cells) in [(1, header), (2, row)] {
        builder.start_row(number, false);
        (0..).zip(cells).for_each(|(column, text)| builder.push(column, CellKind::Text, text));
    }
    builder.finish()
}

/// The text in a column that is taken for `target`, beside an id unless it is the id itself.
fn session(target: &str, text: &str) -> Session {
    let is_id = target.starts_with("social_id");
    let table =
        if is_id { table(["id", "name"], [text, "Иван"]) } else { table(["id", "it"], [ID, text]) };
    let mut session = Session::new(Arc::new(Config::builtin()), table);
    let id = if is_id { target } else { "social_id:TELEGRAM" };
    session.set_target(0, Some(id.parse().unwrap())).unwrap();
    let other = if is_id { "name" } else { target };
    session.set_target(1, Some(other.parse().unwrap())).unwrap();
    check_all(&mut session);
    session
}

fn targets() -> Vec<String> {
    let config = Config::builtin();
    let messengers = config.messengers.iter().map(|messenger| format!("social_id:{}", messenger.code));
    let fields = config.fields.iter().map(|field| field.key.clone());
    fields.chain(messengers).chain(["custom:City".to_owned()]).collect()
}

#[test]
fn it_is_kept_or_a_problem_says_why_not() {
    for target in targets() {
        for (name, text) in bad_texts() {
            let mut session = session(&target, &text);
            let column = u32::from(!target.starts_with("social_id"));
            let what = format!("{name} in {target}");
            let shown = session.rows(&View::default(), 0, 1).rows.remove(0);
            let cell = shown.cells.iter().find(|cell| cell.column == column).unwrap();
            assert_eq!(cell.text, text, "{what}");
            let story = session.cell_story(2, column).unwrap();
            assert_eq!(story.shown, text, "{what}");
            // One client at most, whose values are what the cell says is sent.
            let groups = session.summary().groups;
            let clients =
                groups.iter().flat_map(|group| session.clients(group.messenger.as_deref().unwrap_or("")));
            let clients: Vec<_> = clients.collect();
            assert!(clients.len() <= 1, "{what}");
            for client in clients {
                let mut values: BTreeMap<String, String> = client.fields.clone().into_iter().collect();
                values.extend(client.custom_fields.clone());
                values.extend(client.name.clone().map(|name| ("name".to_owned(), name)));
                values.insert("social_id".to_owned(), client.social_id.clone());
                for (field, sent) in &story.sent {
                    assert_eq!(values.get(field), Some(sent), "{what}: {field}");
                }
                let is_told = !cell.problems.is_empty();
                let is_same = story.sent.iter().all(|(_, sent)| *sent == text.trim() || *sent == text);
                // Who has a messenger is no value of the client's.
                let is_silent = story.sent.is_empty() && target != "messenger";
                assert!(is_told || (is_same && !is_silent), "{what}: {:?}", story.sent);
            }
        }
    }
}

fn words(key: &str, args: &Args) -> String {
    format!("{key} {args:?}")
}

fn read(bytes: Vec<u8>) -> Table {
    let mut workbook = Workbook::open(Box::new(Cursor::new(bytes)), Options::default()).unwrap();
    workbook.read(0, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn holds(table: &Table, text: &str) -> bool {
    table.rows().any(|row| row.cells().any(|cell| cell.text() == text))
}

#[test]
fn files_made_of_it_read_back_the_same() {
    for (name, text) in bad_texts() {
        let session = session("utm_source", &text);
        for format in [Cleaned::Xlsx, Cleaned::Csv] {
            let file = at_once(cleaned(&session, format, "Лист", Vec::new(), &mut go)).unwrap();
            assert!(holds(&read(file), &text), "{name} {format:?}");
        }
        let sent = session.clients("TELEGRAM").next().map(|client| client.fields["utm_source"].clone());
        for format in [SplitFormat::Xlsx, SplitFormat::Csv] {
            let file = at_once(split(&session, "TELEGRAM", format, Vec::new(), &mut go)).unwrap();
            assert!(sent.as_ref().is_none_or(|sent| holds(&read(file), sent)), "{name} {format:?}");
        }
        let origin = Origin { file: &text, sheet: &text, date: "2026-09-30" };
        let book = at_once(error_book(&session, &origin, &words, Vec::new(), &mut go)).unwrap();
        let book = read(book);
        assert!(holds(&book, &text), "{name}");
        // It comes back unchanged, and so changes nothing.
        let found = returned(&session, &book).unwrap();
        assert_eq!((found.rows, found.edits), (1, Vec::new()), "{name}");
        let list = at_once(problem_list(&session, &words, Vec::new(), &mut go)).unwrap();
        assert!(!list.is_empty(), "{name}");
    }
}

#[test]
fn headers_and_ids_of_it_are_kept_too() {
    for (name, text) in bad_texts() {
        let mut session = Session::new(Arc::new(Config::builtin()), table(["social_id", &text], [ID, "x"]));
        session.set_header_row(Some(1)).unwrap();
        check_all(&mut session);
        assert_eq!(session.columns()[1].header, text, "{name}");
        let book = at_once(error_book(
            &session,
            &Origin { file: "f", sheet: "s", date: "d" },
            &words,
            Vec::new(),
            &mut go,
        ));
        let found = returned(&session, &read(book.unwrap())).unwrap();
        assert_eq!((found.rows, found.edits), (1, Vec::new()), "{name}");
        assert!(session.recipe().len() > 2, "{name}");
    }
}
