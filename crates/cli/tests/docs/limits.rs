//! `docs/limits.md`: the table of reading is written from the code, the other numbers are held against it.

use std::collections::BTreeMap;

use importer_locale::{Language, Words};

const PATH: &str = "docs/limits.md";
const FROM: &str = "<!-- made by cargo xtask docs -->\n";
const TO: &str = "<!-- until here -->\n";

#[test]
fn the_limits_of_reading_are_those_of_the_code() {
    let page = super::read(PATH);
    let (before, rest) = page.split_once(FROM).unwrap();
    let (_, after) = rest.split_once(TO).unwrap();
    let fresh = format!("{before}{FROM}{}{TO}{after}", reading());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(super::repo(PATH), &fresh).unwrap();
    }
    assert!(
        page == fresh || std::env::var_os("UPDATE_DOCS").is_some(),
        "{PATH} is stale: run `cargo xtask docs`"
    );
}

/// Each limit of reading, its default, and what a person is told beyond it.
fn reading() -> String {
    let words = Words::new(Language::English);
    let limits = serde_json::to_value(importer_sheet::Limits::default()).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(&super::read("crates/core/importer.schema.json")).unwrap();
    let mut rows = vec!["| `limits` | default | what | beyond it |\n|---|--:|---|---|\n".to_owned()];
    for (name, most) in limits.as_object().unwrap() {
        let most = most.as_u64().unwrap();
        let arguments =
            [("file", "base.xlsx".to_owned()), ("limit", name.clone()), ("found", (most + 1).to_string())];
        let mut arguments = BTreeMap::from(arguments);
        arguments.insert("max", most.to_string());
        let said = words.say("failure-file-limit", &arguments);
        let about = schema["$defs"]["limits"]["properties"][name]["description"].as_str().unwrap();
        rows.push(format!("| `{name}` | {} | {about} | {said} |\n", grouped(most)));
    }
    rows.concat()
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let apart = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8(group.to_vec()).unwrap());
    apart.collect::<Vec<_>>().join(" ")
}

/// Where a number of the page is in the code: file, line, and the beginning of its row.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "crates/contract/src/lib.rs",
        "pub const MAX_CLIENTS: usize = 1000;",
        "| clients in a batch, ids in a lookup | 1000 |",
    ),
    (
        "crates/core/src/config/mod.rs",
        "batch_size: 500, in_flight: 3, attempts: 6",
        "| `delivery.batch_size` | 500 |",
    ),
    (
        "crates/core/src/config/mod.rs",
        "batch_size: 500, in_flight: 3, attempts: 6",
        "| `delivery.in_flight` | 3 |",
    ),
    (
        "crates/core/src/config/mod.rs",
        "batch_size: 500, in_flight: 3, attempts: 6",
        "| `delivery.attempts` | 6 |",
    ),
    (
        "crates/core/src/delivery/backoff.rs",
        "const LONGEST_MS: u64 = 30_000;",
        "| wait between attempts | 30 s |",
    ),
    ("crates/core/src/delivery/backoff.rs", "const LONGEST_ASKED_S: u64 = 300;", "| `Retry-After` | 300 s |"),
    ("src/worker/transport.rs", "const PATIENCE_S: u32 = 60;", "| wait for an answer | 60 s |"),
    ("src/ui/importer/host.rs", "const PATIENCE_S: u32 = 60;", "| wait for `deliver` | 60 s |"),
    (
        "crates/core/src/delivery/wire.rs",
        "const MOST_JSON: u64 = 8 << 20;",
        "| bytes of an answer | 8 388 608 |",
    ),
    ("crates/core/src/config/messenger.rs", "pub const MAX_MESSENGERS: usize = 32;", "| messengers | 32 |"),
    ("crates/core/src/lookup.rs", "pub(crate) const MAX_RULES: usize = 64;", "| rules of the host | 64 |"),
    ("crates/core/src/config/mod.rs", "Self { max: 20 }", "| custom fields | 20 |"),
    (
        "crates/core/src/find.rs",
        "pub(crate) const MAX_CELL: usize = 32_767;",
        "| characters of a changed cell | 32 767 |",
    ),
    ("src/ui/parts/grid/clipboard.rs", "const MOST: u64 = 500_000;", "| cells copied at once | 500 000 |"),
    (
        "crates/core/src/edits.rs",
        "const MAX_TEXT: usize = 1 << 30;",
        "| text of all changes | 1 073 741 824 bytes |",
    ),
    (
        "crates/core/src/product/error_book.rs",
        "const MOST_NOTES: usize = 1 << 15;",
        "| notes in the error workbook | 32 768 |",
    ),
    ("src/ui/importer/memory.rs", "const KEPT: usize = 50;", "| column settings remembered | 50 |"),
    ("src/ui/importer/kept.rs", "const MOST: usize = 10;", "| unfinished imports remembered | 10 |"),
    (
        "crates/server/src/body.rs",
        "const BODY_LIMIT: usize = 2 * 1024 * 1024;",
        "| bytes of a body | 2 097 152 |",
    ),
    (
        "crates/server/src/lib.rs",
        "const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);",
        "| time of a request | 30 s |",
    ),
    ("crates/server/src/connections.rs", "const CONNECTIONS: usize = 1024;", "| connections | 1024 |"),
    (
        "crates/server/src/limits.rs",
        "NonZeroU32::new(100), under_way: 128",
        "| requests a second from one address | 100 |",
    ),
    ("crates/server/src/limits.rs", "NonZeroU32::new(100), under_way: 128", "| requests under way | 128 |"),
    (
        "crates/server/src/limits.rs",
        "at_once: NonZeroUsize::new(32)",
        "| requests under way from one address | 32 |",
    ),
    (
        "crates/server/src/connections.rs",
        "saturating_add(CONNECTIONS / 4 - 1);",
        "| connections from one address | 256 |",
    ),
    (
        "crates/server/src/connections.rs",
        "const HEAD_TIMEOUT: Duration = Duration::from_secs(10);",
        "| time of a request's head | 10 s |",
    ),
    (
        "crates/server/src/connections.rs",
        "const WRITE_TIMEOUT: Duration = Duration::from_secs(30);",
        "| wait for the other side to take an answer | 30 s |",
    ),
    (
        "crates/server/src/routes/imports.rs",
        "const MAX_TAGS: usize = 8000;\nconst MAX_LGT: usize = 255;",
        "| characters of all tags of a batch | 8000 | 422; of its LGT 255, ",
    ),
    ("crates/server/src/routes/imports.rs", "const MAX_NAME: usize = 1000;", "of a file's name 1000 |"),
    (
        "crates/server/src/store/card.rs",
        "const ANSWER_LIMIT: usize = 4 * 1024 * 1024;",
        "| bytes of the cards a lookup answers with | 4 194 304 |",
    ),
    (
        "crates/server/src/body.rs",
        "const DRAIN_TIME: Duration = Duration::from_secs(2);",
        "| reading on of a refused request | 2 s |",
    ),
];

#[test]
fn the_other_numbers_are_those_of_the_code() {
    let page = super::read(PATH);
    for (file, line, row) in ELSEWHERE {
        assert!(super::read(file).contains(line), "{file} has no `{line}` any more: what of {PATH} changes?");
        assert!(page.contains(row), "{PATH} has no `{row}`");
    }
}
