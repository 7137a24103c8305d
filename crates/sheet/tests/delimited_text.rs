//! Delimited text through the public door: encodings, delimiters, odd files, limits.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a panic in a test is the report"
)]

use std::io::Cursor;
use std::ops::ControlFlow;

use encoding_rs::{Encoding, IBM866, KOI8_R, KOI8_U, WINDOWS_1251, WINDOWS_1252};
use importer_sheet::{CellKind, Error, Format, Limit, Limits, Options, Progress, Table, Workbook};

const RUSSIAN: &str = "ID;Тип;Полное имя контакта;Рабочий телефон\r\n\
    26203292189261166;контакт;Анна Щукина;'+77026261947\r\n\
    00123;контакт;Пётр Ёлкин;+7 900 000-00-00\r\n";
const UKRAINIAN: &str = "ID;Ім'я;Місто\r\n1;Олена Гриценко;Київ\r\n2;Ґалаґан Юрій;Їжаківка\r\n";
const SHORT: &str = "id;имя\n1;Анна\n";
const GERMAN: &str = "id,name\n1,Jürgen Müller\n2,Zoë Größe\n";

fn open(bytes: &[u8], options: Options) -> Result<Workbook, Error> {
    Workbook::open(Box::new(Cursor::new(bytes.to_vec())), options)
}

fn read(workbook: &mut Workbook) -> Result<Table, Error> {
    workbook.read(0, &mut |_| ControlFlow::Continue(()))
}

/// Rows as (number, cells joined by `|`, empty ones shown where a later one follows).
fn rows(table: &Table) -> Vec<(u32, String)> {
    let rows = table.rows().map(|row| {
        let mut cells = Vec::new();
        for cell in row.cells() {
            assert_eq!((cell.kind(), cell.display()), (CellKind::Text, None));
            cells.resize(cell.column() as usize, String::new());
            cells.push(cell.text().into_owned());
        }
        (row.number(), cells.join("|"))
    });
    rows.collect()
}

fn check(bytes: &[u8], encoding: &str, delimiter: Option<char>, expected: &[(u32, &str)]) {
    let shown = String::from_utf8_lossy(bytes);
    let mut workbook = open(bytes, Options::default()).unwrap_or_else(|error| panic!("{shown}: {error}"));
    let info = workbook.info();
    assert_eq!(
        (info.format, info.encoding, info.delimiter),
        (Format::Csv, Some(encoding), delimiter),
        "{shown}"
    );
    let table = read(&mut workbook).unwrap();
    let expected: Vec<_> = expected.iter().map(|&(number, cells)| (number, cells.to_owned())).collect();
    assert_eq!(rows(&table), expected, "{shown}");
}

/// `text` in an encoding, read as what it was.
fn check_encoding(encode: impl Fn(&str) -> Vec<u8>, expected: &str, texts: &[&str]) {
    for text in texts {
        let delimiter = if text.contains(';') { ';' } else { ',' };
        let lines = text.lines().map(|line| line.replace(delimiter, "|")).collect::<Vec<_>>();
        let rows: Vec<_> = (1..).zip(lines.iter().map(String::as_str)).collect();
        check(&encode(text), expected, Some(delimiter), &rows);
    }
}

#[test]
fn encodings_are_found() {
    let single = |encoding: &'static Encoding| move |text: &str| encoding.encode(text).0.into_owned();
    let wide = |unit: fn(u16) -> [u8; 2], bom: bool| {
        move |text: &str| {
            let mark = bom.then_some(0xFEFF);
            mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
        }
    };
    let everything = [RUSSIAN, UKRAINIAN, SHORT, GERMAN, "id,name\n1,plain\n"];
    check_encoding(|text| text.as_bytes().to_vec(), "UTF-8", &everything);
    check_encoding(|text| ["\u{FEFF}", text].concat().into_bytes(), "UTF-8", &everything);
    for bom in [true, false] {
        check_encoding(wide(u16::to_le_bytes, bom), "UTF-16LE", &everything);
        check_encoding(wide(u16::to_be_bytes, bom), "UTF-16BE", &everything);
    }
    check_encoding(single(WINDOWS_1251), "windows-1251", &[RUSSIAN, UKRAINIAN, SHORT]);
    check_encoding(single(KOI8_R), "KOI8-R", &[RUSSIAN, SHORT]);
    check_encoding(single(KOI8_U), "KOI8-U", &[UKRAINIAN]);
    check_encoding(single(IBM866), "IBM866", &[RUSSIAN, SHORT]);
    check_encoding(single(WINDOWS_1252), "windows-1252", &[GERMAN]);
}

#[test]
fn evidence_beyond_the_first_window_counts() {
    let plain = "1;plain ascii row\n".repeat(40_000);
    let bytes = [plain.as_bytes(), &WINDOWS_1251.encode("2;Щукина Анна\n").0].concat();
    let mut workbook = open(&bytes, Options::default()).unwrap();
    assert_eq!(workbook.info().encoding, Some("windows-1251"));
    let table = read(&mut workbook).unwrap();
    let last = rows(&table).pop().unwrap();
    assert_eq!(last, (40_001, "2|Щукина Анна".to_owned()));
}

#[test]
fn windows_do_not_cut_characters_or_records() {
    // Rows of 7 and 13 bytes shift every boundary through characters, quotes and line ends.
    let text: String =
        (0..60_000).map(|row| if row % 2 == 0 { "щ;\"щ\"\n" } else { "\"щ\nщ\";щщ\r\n" }).collect();
    let mut workbook = open(text.as_bytes(), Options::default()).unwrap();
    let table = read(&mut workbook).unwrap();
    assert_eq!(table.len(), 60_000);
    for row in table.rows() {
        let expected = if row.number() % 2 == 1 { ["щ", "щ"] } else { ["щ\nщ", "щщ"] };
        let cells: Vec<_> = row.cells().map(|cell| cell.text().into_owned()).collect();
        assert_eq!(cells, expected, "row {}", row.number());
    }
}

#[test]
fn odd_files() {
    let utf8 = |text: &str, delimiter, expected: &[(u32, &str)]| {
        check(text.as_bytes(), "UTF-8", delimiter, expected);
    };
    utf8("social_id\n111\n222", None, &[(1, "social_id"), (2, "111"), (3, "222")]);
    utf8("id;name\n\n\n1;a\n;\n2;b", Some(';'), &[(1, "id|name"), (4, "1|a"), (6, "2|b")]);
    utf8("a,b\n\"x\ny\",1\nz,2\n", Some(','), &[(1, "a|b"), (2, "x\ny|1"), (3, "z|2")]);
    utf8("sep=;\nid;a,b,c\n1;d,e,f\n", Some(';'), &[(2, "id|a,b,c"), (3, "1|d,e,f")]);
    // In quotes it is what somebody wrote into a cell.
    utf8("\"sep=,\"\nid;a\n1;d\n", Some(';'), &[(1, "sep=,"), (2, "id|a"), (3, "1|d")]);
    utf8("\u{FEFF}sep=\t\r\na\tb\r\n", Some('\t'), &[(2, "a|b")]);
    utf8("SEP=|\na|b", Some('|'), &[(2, "a|b")]);
    utf8("a;b;c\n1\n2;3\n4;5;6;7\n", Some(';'), &[(1, "a|b|c"), (2, "1"), (3, "2|3"), (4, "4|5|6|7")]);
    utf8(" a ;\u{A0}b\n00123;+5\n", Some(';'), &[(1, " a |\u{A0}b"), (2, "00123|+5")]);
    utf8("id;name\r1;a\r2;b\r", Some(';'), &[(1, "id|name"), (2, "1|a"), (3, "2|b")]);
    utf8("id;name\n1;a\0b\n", Some(';'), &[(1, "id|name"), (2, "1|a\0b")]);
    utf8("id;name\n1;\"Anna\n2;Boris\n", Some(';'), &[(1, "id|name"), (2, "1|\"Anna"), (3, "2|Boris")]);
    utf8("\n", None, &[]);
}

#[test]
fn what_the_caller_chooses_wins() {
    let options = |encoding: Option<&str>, delimiter| Options {
        encoding: encoding.map(str::to_owned),
        delimiter,
        ..Options::default()
    };
    let bytes = WINDOWS_1251.encode("имя;а,б\n").0.into_owned();
    let mut workbook = open(&bytes, options(Some("koi8-r"), Some(','))).unwrap();
    assert_eq!((workbook.info().encoding, workbook.info().delimiter), (Some("KOI8-R"), Some(',')));
    let garbled = KOI8_R.decode(&bytes).0.trim_end().replace(',', "|");
    assert_eq!(rows(&read(&mut workbook).unwrap()), [(1, garbled)]);

    let mut workbook = open(b"sep=;\n1;2,3\n", options(None, Some(','))).unwrap();
    assert_eq!(rows(&read(&mut workbook).unwrap()), [(2, "1;2|3".to_owned())]);

    for options in [options(Some("no such"), None), options(None, Some('щ')), options(None, Some('"'))] {
        assert!(matches!(open(b"a;b", options), Err(Error::Unsupported(_))));
    }
}

#[test]
fn limits_are_named() {
    for (text, limit) in [
        ("1\n2\n3\n4\n", Limit::Rows),
        ("a;b;c;d\n", Limit::Columns),
        ("12345678901\n", Limit::CellBytes),
        ("a;b\n1;2\n\n\n\n\n\n\n\n\n\n\n\n\n", Limit::UnpackedBytes),
    ] {
        let limits = Limits { rows: 3, columns: 3, cell_bytes: 10, unpacked_bytes: 16, ..Limits::default() };
        let mut workbook = open(text.as_bytes(), Options { limits, ..Options::default() }).unwrap();
        let error = read(&mut workbook).err();
        assert!(
            matches!(error, Some(Error::Limit { limit: found, .. }) if found == limit),
            "{text:?}: {error:?}"
        );
    }
}

#[test]
fn reading_can_be_watched_and_cancelled() {
    let text = "1;a\n".repeat(100_000);
    let mut workbook = open(text.as_bytes(), Options::default()).unwrap();
    let mut seen = Vec::new();
    let mut watch = |progress: Progress| {
        seen.push(progress);
        ControlFlow::Continue(())
    };
    workbook.read(0, &mut watch).unwrap();
    assert!(seen.len() > 10 && seen.is_sorted_by_key(|progress| (progress.done, progress.rows)));
    assert!(
        seen.iter().all(|progress| progress.total == text.len() as u64 && progress.done <= progress.total)
    );
    let cancelled = workbook.read(0, &mut |_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(Error::Cancelled)));
}

#[test]
fn deciding_on_a_big_file_reports_progress_and_can_be_stopped() {
    let bytes = "26203292189261166;Анна\r\n".repeat(50_000).into_bytes();
    let total = bytes.len() as u64;
    let mut calls = Vec::new();
    let open = |bytes: Vec<u8>, progress: &mut dyn FnMut(Progress) -> ControlFlow<()>| {
        Workbook::open_with_progress(Box::new(Cursor::new(bytes)), Options::default(), progress)
    };
    open(bytes.clone(), &mut |at| {
        calls.push(at);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(calls.len() > 3 && calls.iter().all(|at| at.total == total && at.rows == 0), "{calls:?}");
    assert_eq!(calls.last().map(|at| at.done), Some(total));
    let mut calls = 0;
    let stopped = open(bytes, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    assert!(matches!(stopped, Err(Error::Cancelled)));
    assert_eq!(calls, 1);
}

#[test]
fn the_mark_our_writer_puts_before_formulas_is_taken_away() {
    let mut workbook = open("a;''=1+1;'+7;''b;''''-1\r\n".as_bytes(), Options::default()).unwrap();
    assert_eq!(rows(&read(&mut workbook).unwrap()), [(1, "a|=1+1|'+7|''b|''-1".to_owned())]);
}
