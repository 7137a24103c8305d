//! Every message exists in every language, with the same arguments and the language's plural forms;
//! every message is used; every message the program asks for exists.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use importer_core::{Code, Config};
use importer_locale::{Language, Words};

/// What the loader says, which has no Fluent: `src/element/words.js` is made from these.
const LOADER: [&str; 8] = [
    "again",
    "app-browser",
    "app-integrity",
    "app-not_loaded",
    "app-not_started",
    "app-wasm_blocked",
    "app-wrong_type",
    "host-attribute",
];

/// What a message needs and offers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Message {
    arguments: BTreeSet<String>,
    /// Plural categories of the selections over a count.
    categories: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn messages(language: Language) -> BTreeMap<String, Message> {
    let path = root().join(format!("locales/{}.ftl", language.code()));
    let source = std::fs::read_to_string(path).unwrap();
    let resource =
        fluent_syntax::parser::parse(source.as_str()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut messages = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut found = Message::default();
        collect(message.value.as_ref().unwrap(), &mut found);
        let earlier = messages.insert(message.id.name.to_owned(), found);
        assert!(earlier.is_none(), "{} is twice in {}", message.id.name, language.code());
    }
    messages
}

fn collect(pattern: &Pattern<&str>, found: &mut Message) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => argument(inline, found),
            Expression::Select { selector, variants } => {
                argument(selector, found);
                for variant in variants {
                    if let VariantKey::Identifier { name } = variant.key {
                        found.categories.insert(name.to_owned());
                    }
                    collect(&variant.value, found);
                }
            }
        }
    }
}

fn argument(expression: &InlineExpression<&str>, found: &mut Message) {
    if let InlineExpression::VariableReference { id } = expression {
        found.arguments.insert(id.name.to_owned());
    }
}

/// The sources that ask for messages, in one text.
fn sources() -> String {
    fn read(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, text);
            } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "js") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut text = String::new();
    read(&root().join("src"), &mut text);
    read(&root().join("crates/cli/src"), &mut text);
    read(&root().join("crates/core/src/delivery"), &mut text);
    read(&root().join("crates/server/src"), &mut text);
    read(&root().join("crates/core/src/product"), &mut text);
    text
}

/// String literals after `before`.
fn literals<'a>(sources: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    sources.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

/// Keys that are put together from a prefix and something known.
fn composed(sources: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut add = |prefix: &str, ends: &[&str]| keys.extend(ends.iter().map(|end| format!("{prefix}-{end}")));
    add("step", &["file", "columns", "review", "split", "done"]);
    add("count", &["clients", "ready", "errors", "warnings"]);
    add("evidence", &["header_exact", "header_alias", "preset", "content", "chosen", "row_numbers", "none"]);
    add("split-by", &["chosen", "column", "id-column", "id-form", "none"]);
    add("result", &["created", "updated", "unchanged", "rejected"]);
    add("problem", &["other"]);
    add("loader", &LOADER);
    add("known-from", &["file", "host", "backend", "delivered"]);
    add("known", &["without-id", "damaged", "twice"]);
    let standings = importer_core::Standing::ALL.map(|standing| standing.as_str().replace('_', "-"));
    add("standing", &standings.each_ref().map(String::as_str));
    add("comparison", &["row", "messenger", "id", "standing", "field", "old", "new"]);
    let known = std::fs::read_to_string(root().join("crates/core/src/reconcile/source.rs")).unwrap();
    add("failure-known", &literals(&known, "=> \"known.").collect::<Vec<_>>());
    const REPAIRS: [&str; 15] = [
        "clean",
        "digits",
        "placeholder",
        "international",
        "typo",
        "iso_date",
        "gender",
        "locale",
        "decode",
        "clear",
        "keep_first",
        "keep_last",
        "merge",
        "exclude",
        "other",
    ];
    add("repair", &REPAIRS);
    add("repair-here", &REPAIRS);
    add("repair-hint", &["placeholder", "keep_first", "keep_last", "merge", "exclude"]);
    add(
        "history",
        &["edit", "replace", "exclude", "include", "header", "target", "messenger", "hidden_rows"],
    );
    add("history", &["mapping", "recipe", "returned", "move", "move_back", "other"]);
    add("story-kind", &["text", "number", "date", "bool", "error", "empty"]);
    add("preset", &["other"]);
    add("failure", &["other"]);
    let config = Config::builtin();
    let fields: Vec<&str> = config.fields.iter().map(|field| field.key.as_str()).collect();
    add("field", &fields);
    add("field", &["custom"]);
    add("failure", &["other"]);
    let presets: Vec<&str> = config.presets.iter().map(|preset| preset.key.as_str()).collect();
    add("preset", &presets);
    for code in Code::ALL {
        let end = code.as_str().replace('.', "-");
        keys.extend([format!("problem-{end}"), format!("title-{end}")]);
    }
    let sheet_errors = std::fs::read_to_string(root().join("crates/sheet/src/error.rs")).unwrap();
    let failures = literals(sources, "Failure::new(\"").chain(literals(&sheet_errors, "=> \"file."));
    keys.extend(failures.map(|code| {
        let code = if code.contains('.') { code.to_owned() } else { format!("file.{code}") };
        format!("failure-{}", code.replace('.', "-"))
    }));
    let products = std::fs::read_dir(root().join("crates/core/src/product")).unwrap();
    let products: String =
        products.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    keys.extend(literals(&products, "=> \"product.").map(|code| format!("failure-product-{code}")));
    for prefix in ["product", "example"] {
        let before = format!("\"{prefix}-");
        keys.extend(literals(&products, &before).map(|end| format!("{prefix}-{end}")));
    }
    keys
}

#[test]
fn all_languages_have_the_same_messages_and_arguments() {
    let russian = messages(Language::Russian);
    for language in [Language::Ukrainian, Language::English] {
        let other = messages(language);
        let missing: Vec<_> = russian.keys().filter(|key| !other.contains_key(*key)).collect();
        let extra: Vec<_> = other.keys().filter(|key| !russian.contains_key(*key)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{language:?}: missing {missing:?}, extra {extra:?}");
        for (key, message) in &russian {
            assert_eq!(message.arguments, other[key].arguments, "{key} in {language:?}");
        }
    }
}

#[test]
fn plurals_have_the_forms_of_their_language() {
    let plural = ["zero", "one", "two", "few", "many", "other"];
    for language in Language::ALL {
        for (key, message) in messages(language) {
            if !message.categories.contains("one") {
                continue;
            }
            for category in &message.categories {
                assert!(plural.contains(&category.as_str()), "{key} in {language:?}: {category}");
            }
            // `many` is what a Slavic five takes, `other` is left to fractions.
            let rest = if language == Language::English { "other" } else { "many" };
            assert!(message.categories.contains(rest), "{key} in {language:?} has no [{rest}]");
        }
    }
}

#[test]
fn every_message_asked_for_exists_and_every_message_is_asked_for() {
    let sources = sources();
    let known: BTreeSet<String> = messages(Language::English).into_keys().collect();
    let composed = composed(&sources);
    let asked: BTreeSet<String> =
        ["importer.t(\"", "self.t(\"", "importer.tn(\"", "self.tn(\"", "tn(\n            \""]
            .iter()
            .flat_map(|before| literals(&sources, before))
            .filter(|key| !key.is_empty() && !key.contains('{'))
            .map(str::to_owned)
            .collect();
    let missing: Vec<_> = composed.iter().chain(&asked).filter(|key| !known.contains(*key)).collect();
    assert!(missing.is_empty(), "asked for but not there: {missing:?}");
    let unused: Vec<_> = known
        .iter()
        .filter(|key| !composed.contains(*key) && !sources.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "there but not asked for: {unused:?}");
}

#[test]
fn counts_take_the_right_form() {
    for (language, count, expected) in [
        (Language::Russian, 1, "1 строка"),
        (Language::Russian, 3, "3 строки"),
        (Language::Russian, 5, "5 строк"),
        (Language::Russian, 21, "21 строка"),
        (Language::Ukrainian, 2, "2 рядки"),
        (Language::Ukrainian, 11, "11 рядків"),
        (Language::English, 1, "1 row"),
        (Language::English, 2, "2 rows"),
    ] {
        assert_eq!(Words::new(language).get("count-rows", &[("count", count.into())]), expected);
    }
}

/// `UPDATE=1 cargo test -p importer-locale` writes the file anew.
#[test]
fn the_loader_says_what_the_locales_say() {
    let arguments: Vec<(&str, importer_locale::Value<'_>)> =
        ["detail", "file", "missing", "name", "type", "value"]
            .map(|name| (name, format!("{{{name}}}").into()))
            .into();
    let languages: BTreeMap<&str, BTreeMap<String, String>> = Language::ALL
        .into_iter()
        .map(|language| {
            let words = Words::new(language);
            let say = |end: &&str| {
                let code = end.replacen('-', ".", 1);
                (code, words.get(&format!("loader-{end}"), &arguments))
            };
            (language.code(), LOADER.iter().map(say).collect())
        })
        .collect();
    let json = serde_json::to_string_pretty(&languages).unwrap();
    let expected = format!(
        "// Made from locales/*.ftl by the tests of crates/locale: what is said before the application,\n\
         // which has the other words, is there.\nexport const WORDS = {json};\n"
    );
    let path = root().join("src/element/words.js");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), expected, "run with UPDATE=1");
}
