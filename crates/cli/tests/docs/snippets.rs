//! Every fenced block of the documentation is run, or says by its language that it cannot be.
//!
//! | language | what happens to it |
//! |---|---|
//! | `json` | is a configuration, read as `importer.json`; after `<!-- contract: … -->` what a backend reads or gives |
//! | `sh` | each line is a call of `importer`, run in a folder with `tests/fixtures`, against the example backend where it names one; `# exits N` where that is not 0 |
//! | `html`, `js`, `ts`, `tsx`, `vue` | after `<!-- FILE -->`: its lines stand in that file, which a test of its own runs |
//! | `text` | a policy, which tests of hosts try in a browser, or a call of a server or of `cargo xtask`, with no options but those there are |

use std::path::Path;
use std::process::Command;

use importer_contract::{Batch, ImportStatus};
use importer_core::Config;

use super::backend::{Backend, TOKEN};

/// A fenced block.
struct Block {
    /// File and line, for the report.
    at: String,
    language: String,
    text: String,
    /// What the comment before it names.
    file: Option<String>,
}

#[test]
fn every_snippet_runs() {
    let mut run = 0;
    for document in documents() {
        for block in blocks(&document) {
            let outcome = match block.language.as_str() {
                "json" => read(&block),
                "sh" => shell(&block.text),
                "css" | "html" | "js" | "ts" | "tsx" | "vue" => quoted(&block),
                "text" => known_options(&block.text),
                other => Err(format!("`{other}` is no language of snippets: see this test")),
            };
            outcome.unwrap_or_else(|why| panic!("{}: {why}", block.at));
            run += 1;
        }
    }
    assert!(run > 20, "only {run} snippets were found");
}

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let text = super::read(&document);
        let folder = Path::new(&document).parent().unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() {
                document.clone()
            } else {
                folder.join(file).to_string_lossy().into_owned()
            };
            assert!(super::repo(&path).exists(), "{document}: {target} is not there");
            let headings = super::read_if_text(&path);
            let found =
                anchor.is_empty() || headings.lines().any(|line| heading(line).as_deref() == Some(anchor));
            assert!(found, "{document}: {target} has no such heading");
        }
    }
}

/// What a heading is linked by.
fn heading(line: &str) -> Option<String> {
    let text = line.trim_start_matches('#');
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    let lower = text.trim().to_lowercase();
    let anchor = lower.chars().filter(kept).map(|letter| if letter == ' ' { '-' } else { letter });
    line.starts_with('#').then(|| anchor.collect())
}

fn documents() -> Vec<String> {
    let mut documents =
        ["README.md", "packages/npm/README.md", "packages/react/README.md"].map(str::to_owned).to_vec();
    for entry in std::fs::read_dir(super::repo("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        documents.extend(name.ends_with(".md").then(|| format!("docs/{name}")));
    }
    documents.sort();
    documents
}

fn blocks(document: &str) -> Vec<Block> {
    let text = super::read(document);
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(text.lines());
    let mut before = "";
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<_> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            blocks.push(Block {
                at: format!("{document}:{number}"),
                language: language.to_owned(),
                text: inside.iter().map(|line| format!("{line}\n")).collect(),
                file: before
                    .strip_prefix("<!-- ")
                    .and_then(|rest| rest.strip_suffix(" -->"))
                    .map(str::to_owned),
            });
        }
        before = line;
    }
    blocks
}

/// Whether the lines of the block stand in the file it names, in that order; others may be between.
fn quoted(block: &Block) -> Result<(), String> {
    let file = block.file.as_ref().ok_or("no `<!-- FILE -->` before it says where it is run from")?;
    let text = std::fs::read_to_string(super::repo(file)).map_err(|error| format!("{file}: {error}"))?;
    let mut lines = text.lines().map(str::trim);
    match block.text.lines().map(str::trim).find(|wanted| !lines.any(|line| line == *wanted)) {
        None => Ok(()),
        Some(missing) => Err(format!("{file} has no `{missing}` there")),
    }
}

/// Whether the calls in a text that cannot be run here, of servers that stay, have options that there are.
fn known_options(text: &str) -> Result<(), String> {
    for line in text.replace("\\\n", " ").lines() {
        let words: Vec<&str> = line.split_whitespace().skip_while(|word| word.contains('=')).collect();
        let options = match words.as_slice() {
            ["importer-server", ..] => super::read("crates/server/src/arguments.rs").replace('_', "-"),
            ["cargo", "xtask", ..] => String::new(),
            // `the_policy_is_the_one_that_is_tried` holds it against the tests of hosts.
            _ if text.starts_with("default-src") => return Ok(()),
            _ => return Err(format!("{line}: neither a policy nor a server; `sh` runs calls of `importer`")),
        };
        for option in words.iter().filter_map(|word| word.strip_prefix("--")) {
            if !options.contains(&format!("--{option}")) && !options.contains(&format!("{option}: ")) {
                return Err(format!("{line}: there is no --{option}"));
            }
        }
    }
    Ok(())
}

/// Reads it as what the comment before it says.
fn read(block: &Block) -> Result<(), String> {
    match block.file.as_deref() {
        Some("contract: batch") => {
            serde_json::from_str::<Batch>(&block.text).map(drop).map_err(|e| e.to_string())
        }
        Some("contract: import") => {
            serde_json::from_str::<ImportStatus>(&block.text).map(drop).map_err(|e| e.to_string())
        }
        _ => Config::from_json(&block.text).map(drop).map_err(|e| e.to_string()),
    }
}

/// Runs each line in a folder where the fixtures are, one folder a block. A backend that is named is the
/// example one.
fn shell(text: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let backend = text.contains("http").then(|| Backend::start(&folder.path().join("journal.jsonl")));
    let mut text = text.replace("\\\n", " ").replace("tests/fixtures/", "");
    if let Some(backend) = &backend {
        for named in ["https://crm.example", "http://127.0.0.1:8080"] {
            text = text.replace(named, &backend.url);
        }
    }
    for entry in std::fs::read_dir(super::repo("tests/fixtures")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    std::fs::copy(folder.path().join("wide-two-messengers.xlsx"), folder.path().join("base.xlsx")).unwrap();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (call, comment) = line.split_once('#').unwrap_or((line, ""));
        let exit = comment.split_once("exits ").map_or(Ok(0), |(_, rest)| {
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse()
        });
        let exit: i32 = exit.map_err(|_| format!("{line}: no number after `exits`"))?;
        let mut words = call.split_whitespace().skip_while(|word| word.starts_with("IMPORTER_TOKEN="));
        match words.next() {
            Some("importer") => {}
            // It runs already.
            Some("node") if call.contains("docs/examples/backend.mjs") => continue,
            _ => return Err(format!("{line}: not a call of `importer`")),
        }
        let output = Command::new(env!("CARGO_BIN_EXE_importer"))
            .args(words)
            .current_dir(folder.path())
            .env_remove("IMPORTER_TOKEN")
            .envs(backend.is_some().then_some(("IMPORTER_TOKEN", TOKEN)))
            .output()
            .map_err(|error| error.to_string())?;
        if output.status.code() != Some(exit) {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{line}: exits {:?}: {errors}", output.status.code()));
        }
    }
    Ok(())
}

/// What the guides print in bold is what the interface says.
#[test]
fn the_guides_name_things_as_the_interface_does() {
    for language in ["ru", "en"] {
        let guide = super::read(&format!("docs/guide.{language}.md")).replace('\n', " ");
        let words = super::read(&format!("locales/{language}.ftl"));
        let bold: Vec<_> = guide.split("**").skip(1).step_by(2).collect();
        assert!(bold.len() > 30, "{language}");
        let strange: Vec<_> = bold.iter().filter(|label| !words.contains(**label)).collect();
        assert!(strange.is_empty(), "the interface has no {strange:?} in {language}");
    }
}

/// The policy that the pages recommend is the one that a browser is given in the tests of hosts.
#[test]
fn the_policy_is_the_one_that_is_tried() {
    let tried = super::read("tests/e2e/hosts/pages.spec.ts");
    for document in ["docs/csp-and-privacy.md", "docs/embedding.md"] {
        let policy =
            blocks(document).into_iter().find(|block| block.text.starts_with("default-src")).unwrap();
        for directive in policy.text.replace('\n', " ").split(';') {
            assert!(tried.contains(directive.trim()), "{document}: `{directive}` is not tried");
        }
    }
}

/// Pictures are there for a page, and a page of them opens at once.
#[test]
fn every_picture_is_shown_and_small() {
    let pages: String = documents().iter().map(|document| super::read(document)).collect();
    for entry in std::fs::read_dir(super::repo("docs/images")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert!(pages.contains(&format!("images/{name})")), "{name} is shown nowhere");
        assert!(entry.metadata().unwrap().len() <= 120_000, "{name} is larger than 120 KB");
    }
}
