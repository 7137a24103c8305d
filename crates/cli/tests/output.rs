//! Files the program writes, and what was there before: it is whole until the new one is.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a panic in a test is the report")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = "social_id;messenger;name\n00123456;tg;Анна\n26203292189261166;fb;Іван\n;tg;Nobody\n";

/// Runs a line of shell in a folder with `base.csv`; `$importer` is the program.
fn shell(folder: &Path, line: &str) -> Output {
    if !folder.join("base.csv").exists() {
        fs::write(folder.join("base.csv"), BASE).unwrap();
    }
    let mut command = Command::new("sh");
    command.env("importer", env!("CARGO_BIN_EXE_importer")).current_dir(folder);
    command.args(["-c", line]).output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// No file may grow beyond half a kilobyte, which is what a full disk is like.
const FULL: &str = "trap '' XFSZ; ulimit -f 1;";

#[test]
fn a_full_disk_leaves_what_was_there() {
    for (line, file) in [
        ("check base.csv --errors out.xlsx", "out.xlsx"),
        ("check base.csv --cleaned out.xlsx", "out.xlsx"),
        ("example out.xlsx", "out.xlsx"),
        ("split base.csv --out .", "telegram.xlsx"),
        ("split base.csv --out .", "rejected.xlsx"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(file), "what was there").unwrap();
        let output = shell(folder.path(), &format!("{FULL} \"$importer\" {line}"));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(74), "{line}: {said}");
        assert!(said.contains("cannot write ") && said.contains("too large"), "{line}: {said}");
        assert_eq!(fs::read_to_string(folder.path().join(file)).unwrap(), "what was there", "{line}");
        assert_eq!(names(folder.path()), ["base.csv", file], "{line}");
    }
}

#[test]
fn a_file_keeps_its_permissions_and_its_links() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
    let check = |line: &str| {
        let output = shell(folder.path(), &format!("umask 027; \"$importer\" {line}"));
        assert_eq!(output.status.code(), Some(1), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    };
    check("check base.csv --problems new.csv");
    assert_eq!(mode("new.csv"), 0o640);

    fs::write(at("old.csv"), "").unwrap();
    fs::set_permissions(at("old.csv"), fs::Permissions::from_mode(0o604)).unwrap();
    check("check base.csv --problems old.csv");
    assert_eq!(
        (mode("old.csv"), fs::read(at("old.csv")).unwrap()),
        (0o604, fs::read(at("new.csv")).unwrap())
    );

    // A link stays one, also where nothing is at its other end yet.
    fs::create_dir(at("elsewhere")).unwrap();
    for name in ["there.csv", "not-yet.csv"] {
        fs::write(at("elsewhere/there.csv"), "").unwrap();
        symlink(Path::new("elsewhere").join(name), at(&format!("link-{name}"))).unwrap();
        check(&format!("check base.csv --problems link-{name}"));
        assert!(fs::symlink_metadata(at(&format!("link-{name}"))).unwrap().is_symlink());
        assert_eq!(fs::read(at("elsewhere").join(name)).unwrap(), fs::read(at("new.csv")).unwrap());
    }
    assert_eq!(names(&at("elsewhere")), ["not-yet.csv", "there.csv"]);
}

#[test]
fn what_is_no_file_is_written_to_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let expected = {
        shell(folder.path(), "\"$importer\" check base.csv --problems problems.csv");
        fs::read_to_string(folder.path().join("problems.csv")).unwrap()
    };
    for line in [
        "\"$importer\" check base.csv --problems /dev/stdout | cat",
        "\"$importer\" check base.csv --problems /dev/stdout > all.txt; cat all.txt",
        "mkfifo pipe; cat pipe & \"$importer\" check base.csv --problems pipe > /dev/null; wait",
        "\"$importer\" check base.csv --problems /dev/null; cat problems.csv",
    ] {
        let output = shell(folder.path(), line);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains(&expected), "{line}: {said}{}", String::from_utf8_lossy(&output.stderr));
    }
    // What is said beside it is there too.
    let all = fs::read_to_string(folder.path().join("all.txt")).unwrap();
    assert!(all.starts_with(&expected) && all.contains("social_id -> social_id"), "{all}");
    assert_eq!(names(folder.path()), ["all.txt", "base.csv", "pipe", "problems.csv"]);
}

#[test]
#[cfg(target_os = "linux")]
fn all_splits_are_there_though_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    shell(folder.path(), "\"$importer\" split base.csv --out out --as csv > /dev/full");
    assert_eq!(names(&folder.path().join("out")), ["facebook.csv", "rejected.xlsx", "telegram.csv"]);
}

#[test]
fn what_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    for (target, named) in [("folder", "folder"), ("nowhere/out.csv", "nowhere/out.csv"), ("''", "")] {
        let output = shell(folder.path(), &format!("\"$importer\" check base.csv --problems {target}"));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(matches!(output.status.code(), Some(64 | 74)) && said.contains(named), "{target}: {said}");
    }
    assert_eq!(names(folder.path()), ["base.csv", "folder"]);
}
