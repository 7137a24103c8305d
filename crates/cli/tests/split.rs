//! `importer split`: one file a messenger, and the rows that stay behind.
#![allow(clippy::unwrap_used, reason = "a panic in a test is the report")]

use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = "social_id;messenger;name\n\
    26203292189261166;facebook;Иван\n00123456;tg;Анна\n;tg;Nobody\n";

fn split(folder: &Path, csv: &str, arguments: &[&str]) -> Output {
    std::fs::write(folder.join("base.csv"), csv).unwrap();
    Command::new(env!("CARGO_BIN_EXE_importer"))
        .args(["split", "base.csv", "--out", "out"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join("out")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_for_each_messenger_and_one_for_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, ending) in [(&[][..], "xlsx"), (&["--as", "csv"], "csv"), (&["--as", "json"], "json")] {
        let _ = std::fs::remove_dir_all(folder.path().join("out"));
        let output = split(folder.path(), BASE, arguments);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let mut expected =
            [format!("facebook.{ending}"), "rejected.xlsx".into(), format!("telegram.{ending}")];
        expected.sort();
        assert_eq!(names(folder.path()), expected);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains(&format!("telegram.{ending} 1")) && said.contains("rejected.xlsx 1"), "{said}");
    }
    let json = std::fs::read_to_string(folder.path().join("out/facebook.json")).unwrap();
    assert!(json.contains("\"26203292189261166\""), "{json}");
}

#[test]
fn what_is_of_an_earlier_file_does_not_stay() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(split(folder.path(), BASE, &[]).status.code(), Some(1));
    let clean = "social_id;messenger;name\n00123456;tg;Анна\n";
    assert_eq!(split(folder.path(), clean, &[]).status.code(), Some(0));
    assert!(!names(folder.path()).contains(&"rejected.xlsx".to_owned()));
}

#[test]
fn wrong_usage_and_unreadable_files_have_their_codes() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(split(folder.path(), BASE, &["--as", "pdf"]).status.code(), Some(64));
    assert_eq!(split(folder.path(), "", &[]).status.code(), Some(2));
    std::fs::write(folder.path().join("taken"), "").unwrap();
    let output = split(folder.path(), BASE, &["--out", "taken"]);
    assert_ne!(output.status.code(), Some(0));
}
