//! `importer cells`: lines, exit codes, and what goes to stderr.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic in a test is the report")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use tempfile::NamedTempFile;

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn importer(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_importer")).args(arguments).output().unwrap()
}

fn check(content: &[u8], expected: &[&str]) {
    let file = file(content);
    let output = importer(&["cells", file.path().to_str().unwrap()]);
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]));
}

#[test]
fn one_line_a_row() {
    check(
        "id;имя\n\n00123;\"а\"\"б\"\n;в\n".as_bytes(),
        &[
            r#"{"format":"csv","encoding":"UTF-8","delimiter":";","sheets":[{"name":"","visibility":"visible"}],"sheet":""}"#,
            r#"{"row":1,"hidden":false,"cells":[{"col":0,"kind":"text","text":"id"},{"col":1,"kind":"text","text":"имя"}]}"#,
            r#"{"row":3,"hidden":false,"cells":[{"col":0,"kind":"text","text":"00123"},{"col":1,"kind":"text","text":"а\"б"}]}"#,
            r#"{"row":4,"hidden":false,"cells":[{"col":1,"kind":"text","text":"в"}]}"#,
        ],
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named_on_one_line() {
    let (empty, pdf, csv) = (file(b""), file(b"%PDF-1.4"), file(b"a;b"));
    let path = |file: &NamedTempFile| file.path().to_str().unwrap().to_owned();
    for (arguments, code) in [
        (vec![path(&empty)], "file.empty"),
        (vec![path(&pdf)], "file.not_a_spreadsheet"),
        (vec![path(&csv), "--sheet".to_owned(), "Clients".to_owned()], "file.no_such_sheet"),
        (vec!["/no/such/file".to_owned()], "file.io"),
    ] {
        let arguments: Vec<_> = ["cells"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        let output = importer(&arguments);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), complaint.lines().count()), (Some(2), 1), "{complaint}");
        assert!(complaint.contains(code) && output.stdout.is_empty(), "{complaint}");
    }
}

#[test]
fn wrong_usage_is_64_and_help_is_not() {
    for (arguments, code) in
        [(&[][..], 64), (&["cells"], 64), (&["cells", "a", "--no"], 64), (&["nothing"], 64), (&["--help"], 0)]
    {
        assert_eq!(importer(arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let file = file("1;a;b;c\n".repeat(50_000).as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_importer"))
        .arg("cells")
        .arg(file.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]));
}
