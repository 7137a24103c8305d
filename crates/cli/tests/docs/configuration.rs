//! `docs/configuration.md` is written from `importer.schema.json` and the built-in values.

use std::fmt::Write as _;

use importer_core::Config;
use serde_json::{Value, json};

const PATH: &str = "docs/configuration.md";
const SCHEMA: &str = "crates/core/importer.schema.json";

#[test]
fn the_reference_is_that_of_the_schema() {
    let fresh = Reference::new().write();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(super::repo(PATH), &fresh).unwrap();
    }
    assert!(super::read(PATH) == fresh, "{PATH} is stale: run `cargo xtask docs`");
}

const INTRODUCTION: &str = "\
# Configuration

`importer.json` says what the importer knows of the platform: fields, messengers, rules, limits. The element
takes it as the property `config`, the command line and the server as `--config FILE`; give all of them the
same. `crates/core/default.json` is the built-in one.

- A section that is absent keeps its built-in value. One that is there replaces it **whole**: to add an alias
  to a field, copy `fields` and change it there. Keys left out of a section have the default below.
- What is not understood is an error that names its place: `importer.json: fields[3].kind: …`. Unknown keys
  are not ignored.
- `crates/core/importer.schema.json` describes the file to editors. This page is made from it by
  `cargo xtask docs`.

Header names, aliases and words are compared folded: case, spaces, punctuation and ё/е do not count.
Texts in `empty_values` and `rules` are compared as they are.

";

struct Reference {
    schema: Value,
    /// Sections with nothing in them but what must be, as the program completes them.
    defaults: Value,
    builtin: Value,
    page: String,
}

impl Reference {
    fn new() -> Self {
        let least = json!({
            "fields": [{"key": "a", "kind": "text"}],
            "messengers": [{"code": "A", "name": "A", "id": []}],
            "presets": [{"key": "a", "requires": ["b"]}],
            "rules": [
                {"rule": "required", "field": "a"},
                {"rule": "pattern", "field": "a", "pattern": "b"},
                {"rule": "one_of", "field": "a", "values": []},
                {"rule": "length", "field": "a"},
                {"rule": "range", "field": "a"},
                {"rule": "unique", "fields": ["a"]},
                {"rule": "required", "field": "a", "when": {"field": "a"}}
            ],
            "placeholders": {}, "custom_fields": {}, "email": {}, "limits": {}, "delivery": {}
        });
        let completed = Config::from_json(&least.to_string()).unwrap();
        Self {
            schema: serde_json::from_str(&super::read(SCHEMA)).unwrap(),
            defaults: serde_json::to_value(completed).unwrap(),
            builtin: serde_json::to_value(Config::builtin()).unwrap(),
            page: INTRODUCTION.to_owned(),
        }
    }

    fn write(mut self) -> String {
        let schema = self.schema.clone();
        let sections = schema["properties"].as_object().unwrap();
        self.page.push_str("| section | type | built in | what |\n|---|---|---|---|\n");
        for (name, section) in sections {
            let built_in = summary(&self.builtin[name]);
            let link =
                if name.starts_with('$') { format!("`{name}`") } else { format!("[`{name}`](#{name})") };
            let about = self.about(section);
            writeln!(self.page, "| {link} | {} | {built_in} | {about} |", kind(self.resolved(section)))
                .unwrap();
        }
        for (name, section) in sections.iter().filter(|(name, _)| !name.starts_with('$')) {
            self.section(name, section);
        }
        let condition = self.defaults["rules"][6]["when"].clone();
        for (name, defaults) in [("form", Value::Null), ("condition", json!([condition]))] {
            writeln!(self.page, "\n## {name}\n\n{}", self.about(&schema["$defs"][name])).unwrap();
            self.table(&schema["$defs"][name], &defaults);
        }
        self.page
    }

    fn section(&mut self, name: &str, section: &Value) {
        writeln!(self.page, "\n## {name}\n\n{}", self.about(section)).unwrap();
        let shape = self.resolved(section).clone();
        let items = self.resolved(&shape["items"]).clone();
        let defaults = self.defaults[name].clone();
        if items["properties"].is_object() || items["oneOf"].is_array() {
            self.table(&items, &defaults);
        } else if shape["properties"].is_object() {
            self.table(&shape, &json!([defaults]));
        }
        let [example] = section["examples"].as_array().map_or(&[][..], Vec::as_slice) else {
            panic!("{name} has not one example in the schema");
        };
        let example = layout(&json!({ name: example }));
        writeln!(self.page, "\n```json\n{example}\n```").unwrap();
    }

    /// The keys of an object, or of each of its forms; `defaults` has a completed object of each.
    fn table(&mut self, shape: &Value, defaults: &Value) {
        let Some(forms) = shape["oneOf"].as_array() else { return self.keys(shape, &defaults[0]) };
        for (form, defaults) in forms.iter().zip((0..).map(|at| &defaults[at])) {
            // The key that tells forms apart stands for the whole form.
            let names = in_order(&form["properties"]);
            let (key, name) = names.iter().find_map(|(key, of)| Some((key, of.get("const")?))).unwrap();
            writeln!(self.page, "\n`\"{key}\": {name}`: {}", self.about(form)).unwrap();
            self.keys(form, defaults);
        }
    }

    fn keys(&mut self, shape: &Value, defaults: &Value) {
        let properties = in_order(&shape["properties"]);
        let properties: Vec<_> = properties.into_iter().filter(|(_, of)| of.get("const").is_none()).collect();
        if properties.is_empty() {
            return;
        }
        self.page.push_str("\n| key | type | default | meaning |\n|---|---|---|---|\n");
        for (key, property) in properties {
            let needed = shape["required"].as_array().is_some_and(|keys| keys.contains(&json!(key)));
            let default = if needed { "needed".to_owned() } else { value(&defaults[key]) };
            writeln!(self.page, "| `{key}` | {} | {default} | {} |", kind(property), self.about(property))
                .unwrap();
        }
        if shape["properties"]["usual"].is_object() {
            self.page.push_str("\nAn entry of `usual`:\n");
            self.keys(&shape["properties"]["usual"]["items"], &Value::Null);
        }
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(reference) = schema["$ref"].as_str() else { return schema };
        self.schema.pointer(reference.trim_start_matches('#')).unwrap()
    }

    #[track_caller]
    fn about(&self, schema: &Value) -> String {
        let text = schema["description"].as_str().or_else(|| self.resolved(schema)["description"].as_str());
        text.unwrap_or_else(|| panic!("no description in the schema: {schema}")).replace('|', "\\|")
    }
}

fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        return if name == "severity" {
            one_of(&json!(["warning", "error"]))
        } else {
            format!("[{name}](#{name})")
        };
    }
    if let Some(constant) = schema.get("const") {
        return value(constant);
    }
    if schema["enum"].is_array() {
        return one_of(&schema["enum"]);
    }
    let most = schema["maxItems"].as_u64().map_or_else(String::new, |most| format!(", at most {most}"));
    match schema["type"].as_str() {
        Some("string") => "text".to_owned(),
        Some("integer") => match schema["minimum"].as_u64() {
            Some(1) => "whole number from 1".to_owned(),
            _ => "whole number".to_owned(),
        },
        Some("boolean") => "true, false".to_owned(),
        Some("array") if schema["items"]["type"] == "string" => format!("texts{most}"),
        Some("array") if schema["items"]["$ref"] == "#/$defs/form" => "[form](#form)s".to_owned(),
        Some("array") => format!("objects{most}"),
        Some("object") if schema["additionalProperties"].is_object() => {
            format!("text: {}", kind(&schema["additionalProperties"]))
        }
        Some(other) => other.to_owned(),
        None => "text or null".to_owned(),
    }
}

fn one_of(options: &Value) -> String {
    options.as_array().unwrap().iter().map(value).collect::<Vec<_>>().join(", ")
}

/// A value as it is written in the file, where that is short.
fn value(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => format!("`\"{text}\"`"),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Object(entries) if entries.is_empty() => "none".to_owned(),
        other => format!("`{other}`"),
    }
}

/// A section as the built-in configuration has it.
fn summary(section: &Value) -> String {
    let entries = |count: usize| if count == 0 { "none".to_owned() } else { format!("{count} entries") };
    match section {
        Value::Array(items)
            if !items.is_empty() && items.len() <= 3 && items.iter().all(Value::is_string) =>
        {
            one_of(section)
        }
        Value::Array(items) => entries(items.len()),
        Value::Object(keys) if keys.values().all(Value::is_number) => "below".to_owned(),
        Value::Object(keys) if keys.contains_key("popular") => "`default.json`".to_owned(),
        Value::Object(keys) => entries(keys.len()),
        Value::Null => "none".to_owned(),
        other => value(other),
    }
}

/// The keys of an object as a person writes them: what names it first.
fn in_order(object: &Value) -> Vec<(&String, &Value)> {
    const FIRST: [&str; 13] = [
        "rule", "key", "code", "name", "kind", "field", "form", "pattern", "values", "requires", "any_of",
        "min", "min_len",
    ];
    let rank = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
    let mut keys: Vec<_> = object.as_object().unwrap().iter().collect();
    keys.sort_by_key(|(key, _)| rank(key));
    keys
}

/// JSON with what fits a line on one line.
fn layout(document: &Value) -> String {
    fn inline(value: &Value) -> String {
        match value {
            Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
            Value::Object(_) => {
                let keys = in_order(value).into_iter();
                let keys = keys.map(|(key, value)| format!("\"{key}\": {}", inline(value)));
                format!("{{{}}}", keys.collect::<Vec<_>>().join(", "))
            }
            plain => plain.to_string(),
        }
    }
    fn write(value: &Value, indent: usize) -> String {
        let one_line = inline(value);
        if indent + one_line.chars().count() <= 100 {
            return one_line;
        }
        let (open, items, close) = match value {
            Value::Array(items) => ('[', items.iter().map(|item| write(item, indent + 2)).collect(), ']'),
            Value::Object(_) => {
                let entry =
                    |(key, value): (&String, &Value)| format!("\"{key}\": {}", write(value, indent + 2));
                ('{', in_order(value).into_iter().map(entry).collect::<Vec<_>>(), '}')
            }
            _ => return one_line,
        };
        let space = " ".repeat(indent + 2);
        format!("{open}\n{space}{}\n{}{close}", items.join(&format!(",\n{space}")), " ".repeat(indent))
    }
    write(document, 0)
}
