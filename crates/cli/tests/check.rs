//! `importer check` as a person or a pipeline calls it.
#![allow(clippy::unwrap_used, reason = "a panic in a test is the report")]

use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs `importer check` on a csv of this content, with further arguments.
fn check(csv: &str, arguments: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let file: PathBuf = directory.path().join("base.csv");
    std::fs::write(&file, csv).unwrap();
    Command::new(env!("CARGO_BIN_EXE_importer")).arg("check").arg(&file).args(arguments).output().unwrap()
}

#[test]
fn exit_codes_say_how_it_went() {
    for (csv, arguments, exit) in [
        ("social_id;name\n208310224;Иван\n", &[][..], 0),
        ("social_id;name\n208310224;\n", &[], 0),
        ("social_id;name\n;Иван\n", &[], 1),
        ("city;name\nКиев;Иван\n", &[], 1),
        ("", &[], 2),
        ("social_id;name\n208310224;Иван\n", &["--sheet", "Нет такого"], 2),
        ("social_id;name\n208310224;Иван\n", &["--messenger", "pigeon"], 64),
        ("social_id;name\n208310224;Иван\n", &["--config", "/nowhere/importer.json"], 64),
        ("social_id;name\n208310224;Иван\n", &["--colour"], 64),
        ("", &["--help"], 0),
    ] {
        let output = check(csv, arguments);
        assert_eq!(output.status.code(), Some(exit), "{csv} {arguments:?}");
        let complains = String::from_utf8(output.stderr).unwrap();
        if exit == 2 {
            assert_eq!(complains.lines().count(), 1, "{complains}");
            assert!(complains.starts_with("importer: file."), "{complains}");
        }
        assert_eq!(complains.is_empty(), exit < 2, "{complains}");
    }
}

#[test]
fn the_report_is_json_with_digits_kept() {
    let csv = "social_id;name\n26203292189261166;Иван\n2.62033E+16;Анна\n";
    let output = check(csv, &["--json", "--messenger", "fb"]);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["file"]["name"], "base.csv");
    assert_eq!(report["columns"][0]["samples"][0], "26203292189261166");
    assert_eq!(report["split"][0]["messenger"], "FACEBOOK");
    assert_eq!(report["split"][0]["ready"], 1);
    let problem = &report["problems"][0];
    assert_eq!((&problem["row"], &problem["column"]), (&3.into(), &"A".into()));
    assert_eq!((&problem["value"], &problem["args"]["kind"]), (&"2.62033E+16".into(), &"scientific".into()));
}

#[test]
fn the_text_is_plain() {
    let output = check("social_id;Имя;Город\n208310224;Иван;Киев\n", &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "  A   social_id -> social_id (100 %)",
        "  C   Город -> not imported",
        "  TELEGRAM 1, ready 1 (60 %)",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn a_recipe_is_applied_before_the_check() {
    let directory = tempfile::tempdir().unwrap();
    let recipe = directory.path().join("recipe.json");
    let run = |json: &str| {
        std::fs::write(&recipe, json).unwrap();
        check("social_id;name\n;Иван\n208310224; Анна\n", &["--recipe", recipe.to_str().unwrap()])
    };
    let steps = r#"{"version": 1, "steps": [{"exclude": {"filter": "errors"}}]}"#;
    assert_eq!(run(steps).status.code(), Some(0));
    for (json, place) in [
        ("{", "$: "),
        (r#"{"version": 9, "steps": []}"#, "$.version"),
        (r#"{"version": 1, "steps": [{"exclude": {"filter": "blue"}}]}"#, "$.steps[0].exclude.filter"),
        (r#"{"version": 1, "steps": [{"replace": {"find": "(", "with": "", "regex": true}}]}"#, "$.steps[0]"),
    ] {
        let output = run(json);
        let complains = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), complains.contains(place)), (Some(64), true), "{complains}");
    }
}

#[test]
fn files_are_made_beside_the_report() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (errors, problems, cleaned) = (path("errors.xlsx"), path("problems.csv"), path("cleaned.csv"));
    let csv = "social_id;name\n208310224;Иван\n;Анна\n";
    let output =
        check(csv, &["--errors", &errors, "--problems", &problems, "--cleaned", &cleaned, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    let problems = std::fs::read_to_string(problems).unwrap();
    assert!(problems.contains("3;A;social_id.missing;Error;;There is no messenger id"), "{problems}");
    assert_eq!(
        std::fs::read_to_string(cleaned).unwrap(),
        "\u{FEFF}social_id;name\r\n208310224;Иван\r\n;Анна\r\n"
    );
    // The workbook is read as any other; its row without id is still where it was.
    let again = Command::new(env!("CARGO_BIN_EXE_importer")).args(["cells", &errors]).output().unwrap();
    let cells = String::from_utf8(again.stdout).unwrap();
    assert!(
        cells.contains("importer:row") && cells.lines().nth(3).unwrap().starts_with("{\"row\":3,"),
        "{cells}"
    );
    assert_eq!(check(csv, &["--cleaned", &path("cleaned.doc")]).status.code(), Some(64));
    assert_eq!(check(csv, &["--lang", "de"]).status.code(), Some(64));
    assert_eq!(check(csv, &["--errors", "/nowhere/errors.xlsx"]).status.code(), Some(74));
}

#[test]
fn corrections_come_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (errors, fixed) = (path("errors.xlsx"), path("fixed.csv"));
    let csv = "social_id;name;born\n208310224;Иван;2001-05-09\n;Анна;\n208310226;Яна;9.5.2001\n";
    assert_eq!(check(csv, &["--errors", &errors]).status.code(), Some(1));
    // As it was made it changes nothing; corrected, in whatever format, it does.
    let returned = |file: &str| {
        let output = check(csv, &["--json", "--returned", file]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let count = |name: &str| report["returned"][name].as_u64();
        (output.status.code(), ["cells", "kept", "gone", "added"].map(count))
    };
    assert_eq!(returned(&errors), (Some(1), [Some(0); 4]));
    let corrected = "name;social_id;importer:row\nАнна;208310225;3\nИван;208310224;2\nНовый;208310227;\n";
    std::fs::write(&fixed, corrected).unwrap();
    assert_eq!(returned(&fixed), (Some(0), [Some(1), Some(0), Some(1), Some(1)]));

    for (content, code) in
        [(csv, "returned.not_ours"), ("a;b;importer:row\n1;2;2\n", "returned.other_file"), ("", "file.empty")]
    {
        std::fs::write(&fixed, content).unwrap();
        let output = check(csv, &["--returned", &fixed]);
        let complains = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{complains}");
        assert!(complains.starts_with(&format!("importer: {code}: ")), "{complains}");
    }
    assert_eq!(check(csv, &["--returned", "/nowhere.xlsx"]).status.code(), Some(2));
}

#[test]
fn known_clients_are_compared() {
    let directory = tempfile::tempdir().unwrap();
    let export = directory.path().join("exported 03.12 13.28.27.csv");
    let known = "tg id;name;phone\n208310224;Анна;+380671234567\n208310225;Иван;\n2.6E+16;x;\n208310225;y;\n";
    std::fs::write(&export, known).unwrap();
    let csv = "tg id;name;phone\n208310224;Анна;380 67 123 45 67\n208310225;Ваня;\n208310226;Пётр;\n";
    let export = export.to_str().unwrap();
    let output = check(csv, &["--known", export, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let counts = &report["known"]["counts"];
    for (name, expected) in [("known", 2), ("new", 1), ("changed", 1), ("same", 1), ("to_send", 2)] {
        assert_eq!(counts[name], expected, "{name}");
    }
    let source = &report["known"]["sources"][0];
    assert_eq!((&source["twice"], &source["damaged"]), (&1.into(), &1.into()));
    let changed = &report["known"]["clients"][1];
    assert_eq!((&changed["row"], &changed["standing"]), (&3.into(), &"changed".into()));
    let expected = serde_json::json!([{"field": "name", "old": "Иван", "new": "Ваня"}]);
    assert_eq!(changed["changes"], expected);

    let text = String::from_utf8(check(csv, &["--known", export, "--send-same"]).stdout).unwrap();
    assert!(text.contains("new 1, changed 1, same 1, second card 0, not compared 0"), "{text}");
    assert!(
        text.contains("13.28.27.csv 2, known.damaged 1, known.twice 1") && text.contains("to send 3"),
        "{text}"
    );
    for (arguments, exit, says) in [
        (&["--known", "/nowhere.csv"][..], 2, "file."),
        (&["--known", export, "--known-messenger", "pigeon"], 64, "pigeon"),
        (&["--clear-empty"], 64, "--known"),
    ] {
        let output = check(csv, arguments);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains(says), "{arguments:?}");
    }
}

#[test]
fn clients_can_be_moved_to_another_messenger() {
    let base = "social_id;messenger\n208310224;tg\n208310224;vk\n555;\n";
    for (moves, expected) in [
        (&[][..], "TELEGRAM 1, VKONTAKTE 1, null 1"),
        (&["--move", "none=vk"], "TELEGRAM 1, VKONTAKTE 2"),
        // The same id twice now.
        (&["--move", "vk=tg", "--move", "none=tg"], "TELEGRAM 3"),
        (&["--move", "none=vk", "--move", "vk=viber"], "TELEGRAM 1, VIBER 2"),
    ] {
        let output = check(base, &[&["--json"], moves].concat());
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let group = |group: &serde_json::Value| {
            format!("{} {}", group["messenger"], group["clients"]).replace('"', "")
        };
        let groups: Vec<String> = report["split"].as_array().unwrap().iter().map(group).collect();
        let mut groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        groups.sort_unstable_by_key(|group| (group.starts_with("null"), *group));
        assert_eq!(groups.join(", "), expected);
    }
    for pair in ["vk", "vk=", "pigeon=tg", "tg=none"] {
        assert_eq!(check(base, &["--move", pair]).status.code(), Some(64), "{pair}");
    }
}
