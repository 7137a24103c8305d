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
fn rows_left_behind_are_those_of_this_file() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(split(folder.path(), BASE, &["--as", "csv"]).status.code(), Some(1));
    let before = std::fs::read(folder.path().join("out/rejected.xlsx")).unwrap();
    let repaired = BASE.replace("\n;tg;Nobody", "");
    let output = split(folder.path(), &repaired, &["--as", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    // It is not taken away, as it may be somebody else's, and holds no row any more.
    assert!(String::from_utf8(output.stdout).unwrap().contains("rejected.xlsx 0\n"));
    assert_ne!(std::fs::read(folder.path().join("out/rejected.xlsx")).unwrap(), before);
    // Where there was none, none is made.
    std::fs::remove_file(folder.path().join("out/rejected.xlsx")).unwrap();
    assert_eq!(split(folder.path(), &repaired, &["--as", "csv"]).status.code(), Some(0));
    assert_eq!(names(folder.path()), ["facebook.csv", "telegram.csv"]);
}

#[test]
fn files_of_another_split_are_not_mixed_with_these() {
    let telegram = "social_id;messenger;name\n00123456;tg;Анна\n";
    for (before, arguments, others) in [
        (vec!["facebook.csv"], &["--as", "csv"][..], "facebook.csv"),
        (
            vec!["facebook.csv", "telegram.json", "unknown.csv"],
            &["--as", "csv"],
            "facebook.csv, telegram.json, unknown.csv",
        ),
        (vec!["telegram.xlsx"], &["--as", "csv"], "telegram.xlsx"),
        // Of its own names, and of names that are nothing to it.
        (vec!["telegram.csv", "facebook.csv.bak", "notes.csv", "facebook.txt"], &["--as", "csv"], ""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        std::fs::create_dir(&out).unwrap();
        before.iter().for_each(|name| std::fs::write(out.join(name), "theirs").unwrap());
        let untouched = |name: &str| std::fs::read_to_string(out.join(name)).unwrap() == "theirs";

        if !others.is_empty() {
            let output = split(folder.path(), telegram, arguments);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(64), "{before:?}: {said}");
            assert!(said.contains(&format!(" {others}.")) && said.contains("--force"), "{before:?}: {said}");
            assert!(output.stdout.is_empty() && names(folder.path()) == *before, "{before:?}");
        }
        let forced = [arguments, if others.is_empty() { &[] } else { &["--force"][..] }].concat();
        let output = split(folder.path(), telegram, &forced);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.contains(others)), (Some(0), true), "{before:?}: {said}");
        assert!(before.iter().all(|name| untouched(name) != (*name == "telegram.csv")), "{before:?}");
        assert!(!untouched("telegram.csv"), "{before:?}");
    }
}

#[test]
fn the_file_itself_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    for (name, out) in [("telegram.csv", "."), ("rejected.xlsx", ".."), ("telegram.csv", "link")] {
        std::fs::write(folder.path().join(name), BASE).unwrap();
        let _ = std::fs::create_dir(folder.path().join("sub"));
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink(".", folder.path().join("link"));
        let at = if out == ".." { folder.path().join("sub") } else { folder.path().to_owned() };
        let output = Command::new(env!("CARGO_BIN_EXE_importer"))
            .arg("split")
            .arg(folder.path().join(name))
            .args(["--as", "csv", "--force", "--out", out])
            .current_dir(at)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(64), "{name}: {said}");
        assert!(said.contains(name), "{said}");
        assert_eq!(std::fs::read_to_string(folder.path().join(name)).unwrap(), BASE, "{name}");
    }
}

#[test]
fn two_files_of_one_name_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let messenger = |code: &str| serde_json::json!({"code": code, "name": code, "id": [{"kind": "digits", "min_len": 1, "max_len": 20}]});
    for (codes, format, named) in [
        (["UNKNOWN", "B"], "csv", "unknown.csv"),
        (["B", "REJECTED"], "xlsx", "rejected.xlsx"),
        (["../A", "B"], "csv", "../A"),
        (["A/B", "B"], "csv", "A/B"),
    ] {
        let config = serde_json::json!({"messengers": codes.map(messenger)}).to_string();
        std::fs::write(folder.path().join("c.json"), config).unwrap();
        let rows = format!("social_id;messenger\n1001;{}\n1002;{}\n1003;\n", codes[0], codes[1]);
        let output = split(folder.path(), &rows, &["--config", "c.json", "--as", format]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(64),
            "{codes:?}: {said}{}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert!(said.contains(named), "{said}");
    }
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
