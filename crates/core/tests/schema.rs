//! `importer.schema.json` says what the program understands, no more and no less.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

use std::collections::BTreeSet;

use importer_core::Config;
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../importer.schema.json")).unwrap()
}

/// As much of JSON Schema 2020-12 as the schema uses. Notes every property that was met.
struct Validator {
    root: Value,
    met: BTreeSet<String>,
}

impl Validator {
    fn new() -> Self {
        Self { root: schema(), met: BTreeSet::new() }
    }

    fn check(&mut self, value: &Value) -> Result<(), String> {
        let root = self.root.clone();
        self.walk(&root, "#", value, "$")
    }

    fn walk(&mut self, schema: &Value, at: &str, value: &Value, path: &str) -> Result<(), String> {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.root.pointer(reference.trim_start_matches('#')).unwrap().clone();
            return self.walk(&target, reference, value, path);
        }
        if let Some(options) = schema["oneOf"].as_array() {
            let mut fitting = Vec::new();
            for (index, option) in options.iter().enumerate() {
                let mut attempt = Self { root: self.root.clone(), met: BTreeSet::new() };
                if attempt.walk(option, &format!("{at}/oneOf/{index}"), value, path).is_ok() {
                    fitting.push(attempt.met);
                }
            }
            return match fitting.as_mut_slice() {
                [met] => {
                    self.met.append(met);
                    Ok(())
                }
                _ => Err(format!("{path}: {} alternatives fit", fitting.len())),
            };
        }
        let fits = |name: &str| match name {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_u64() || value.is_i64(),
            "number" => value.is_number(),
            "null" => value.is_null(),
            other => panic!("unknown type {other}"),
        };
        let types = match &schema["type"] {
            Value::String(name) => vec![name.as_str()],
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !types.is_empty() && !types.iter().any(|name| fits(name)) {
            return Err(format!("{path}: not {types:?}"));
        }
        let is_constant = schema.get("const").is_none_or(|constant| constant == value);
        let is_listed = schema["enum"].as_array().is_none_or(|options| options.contains(value));
        let minimum = schema["minimum"].as_f64().unwrap_or(f64::MIN);
        if !is_constant || !is_listed || value.as_f64().is_some_and(|number| number < minimum) {
            return Err(format!("{path}: not allowed: {value}"));
        }
        let shortest = schema["minLength"].as_u64().or(schema["minItems"].as_u64()).unwrap_or(0);
        let length = value.as_str().map(str::len).or(value.as_array().map(Vec::len));
        if length.is_some_and(|length| (length as u64) < shortest) {
            return Err(format!("{path}: too short"));
        }
        if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str()) {
            let fits = match pattern {
                "^[^:]+$" => !text.is_empty() && !text.contains(':'),
                "^[A-Z]{2}$" => text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
                other => panic!("unknown pattern {other}"),
            };
            if !fits {
                return Err(format!("{path}: not {pattern}"));
            }
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.walk(&schema["items"], &format!("{at}/items"), item, &format!("{path}[{index}]"))?;
        }
        let Some(object) = value.as_object() else { return Ok(()) };
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                return Err(format!("{path}: no {name}"));
            }
        }
        for (name, item) in object {
            let path = format!("{path}.{name}");
            if let Some(property) = schema["properties"].get(name) {
                self.met.insert(format!("{at}/properties/{name}"));
                self.walk(property, &format!("{at}/properties/{name}"), item, &path)?;
            } else if schema["additionalProperties"].is_object() {
                self.walk(&schema["additionalProperties"], &format!("{at}/additional"), item, &path)?;
            } else {
                return Err(format!("{path}: not a property"));
            }
        }
        Ok(())
    }
}

/// Pointers of all properties the schema knows.
fn properties(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (name, inner) in object {
                let inner_at = format!("{at}/{name}");
                if at.ends_with("/properties") {
                    found.insert(inner_at.clone());
                }
                properties(inner, &inner_at, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                properties(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// A configuration that uses everything there is.
fn everything() -> Value {
    json!({
        "$schema": "./importer.schema.json",
        "fields": [
            {"key": "social_id", "kind": "social_id", "required": "error", "aliases": ["id"]},
            {"key": "name", "kind": "name", "required": "warning"},
            {"key": "first_name", "kind": "first_name"},
            {"key": "middle_name", "kind": "middle_name"},
            {"key": "last_name", "kind": "last_name"},
            {"key": "email", "kind": "email", "required": "none"},
            {"key": "phone", "kind": "phone"},
            {"key": "messenger", "kind": "messenger"},
            {"key": "created_at", "kind": "date"},
            {"key": "gender", "kind": "gender"},
            {"key": "locale", "kind": "locale"},
            {"key": "note", "kind": "text"}
        ],
        "messengers": [{
            "code": "PIGEON", "name": "Pigeon", "aliases": ["bird"], "short_ids": true,
            "id": [
                {"kind": "integer", "min": 1, "max": 2},
                {"kind": "digits", "min_len": 1, "max_len": 2},
                {"kind": "opaque", "min_len": 1, "max_len": 2, "extra": "+", "ends_with": "="},
                {"kind": "phone"},
                {"kind": "business_scoped"}
            ],
            "usual": [{"form": {"kind": "phone"}, "confidence": 50}]
        }],
        "id_words": ["id"],
        "foreign_ids": ["inn"],
        "empty_values": ["-"],
        "presets": [{
            "key": "nest", "requires": ["a"], "any_of": ["b"], "least": 1,
            "columns": {"a": "name", "b": null, "c": "social_id:PIGEON", "d": "custom:City"}
        }],
        "rules": [
            {"rule": "required", "field": "phone", "severity": "warning",
             "when": {"field": "email", "in": ["x"], "not": true}},
            {"rule": "pattern", "field": "custom:Inn", "pattern": "^\\d+$", "severity": "error"},
            {"rule": "one_of", "field": "note", "values": ["a"], "severity": "error"},
            {"rule": "length", "field": "note", "min": 1, "max": 2, "severity": "error"},
            {"rule": "range", "field": "note", "min": -1.5, "max": 2, "severity": "error"},
            {"rule": "unique", "fields": ["email", "phone"], "severity": "error"}
        ],
        "country": "UA",
        "placeholders": {"shorter_than": 5, "repeated": 6, "first": 1, "digits": 7},
        "custom_fields": {"max": 20},
        "genders": {"MALE": ["m"]},
        "locales": {"ru_RU": ["ru"]},
        "email": {"popular": ["gmail.com"], "genuine": [], "typos": {"a": "b"}, "top_typos": {"con": "com"}},
        "limits": {"unpacked_bytes": 1, "ratio": 1, "rows": 1, "columns": 1, "cell_bytes": 1,
                   "shared_strings": 1, "depth": 1, "sheets": 1, "entries": 1,
                   "merged_areas": 1},
        "delivery": {"batch_size": 1, "in_flight": 1, "attempts": 1}
    })
}

#[test]
fn the_built_in_configuration_satisfies_the_schema() {
    let built_in: Value = serde_json::from_str(include_str!("../default.json")).unwrap();
    Validator::new().check(&built_in).unwrap();
    // What the program writes of it, too: nothing it knows is unknown to the schema.
    Validator::new().check(&serde_json::to_value(Config::builtin()).unwrap()).unwrap();
}

#[test]
fn everything_the_schema_knows_is_understood() {
    let everything = everything();
    let mut validator = Validator::new();
    validator.check(&everything).unwrap();
    let mut known = BTreeSet::new();
    properties(&schema(), "#", &mut known);
    let unused: Vec<_> = known.difference(&validator.met).collect();
    assert!(unused.is_empty(), "in the schema, but not in the sample: {unused:?}");
    let config = Config::from_json(&everything.to_string()).unwrap();
    // And nothing that was read is lost on the way.
    let mut written = serde_json::to_value(&config).unwrap();
    written["$schema"] = everything["$schema"].clone();
    for (section, value) in everything.as_object().unwrap() {
        assert!(contains(&written[section], value), "{section}: {}", written[section]);
    }
}

/// Whether `whole` has all that `part` has; defaults may be added.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|whole| contains(whole, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (Value::Number(whole), Value::Number(part)) => whole.as_f64() == part.as_f64(),
        (whole, part) => whole == part,
    }
}

#[test]
fn schema_and_program_refuse_the_same() {
    for (json, path) in [
        (r#"{"colour": 1}"#, "colour"),
        (r#"{"fields": [{"key": "a:b", "kind": "text"}]}"#, "fields[0].key"),
        (r#"{"fields": [{"key": "a", "kind": "colour"}]}"#, "fields[0].kind"),
        (r#"{"fields": [{"key": "a", "kind": "text", "colour": 1}]}"#, "fields[0].colour"),
        (r#"{"fields": [{"kind": "text"}]}"#, "fields[0]"),
        (
            r#"{"messengers": [{"code": "A", "name": "A", "id": [{"kind": "colour"}]}]}"#,
            "messengers[0].id[0]",
        ),
        (r#"{"country": "ua"}"#, "country"),
        (r#"{"country": 380}"#, "country"),
        (r#"{"presets": [{"key": "a", "requires": ["b"], "columns": {"c": 1}}]}"#, "presets[0].columns.c"),
        (r#"{"rules": [{"rule": "length", "field": "name", "min": -1}]}"#, "rules[0]"),
        (r#"{"rules": [{"rule": "unique", "fields": []}]}"#, "rules[0].fields"),
        (r#"{"limits": {"rows": "many"}}"#, "limits.rows"),
        (r#"{"limits": {"width": 1}}"#, "limits.width"),
        (r#"{"delivery": {"batch_size": 0}}"#, "delivery"),
        (r#"{"genders": {"MALE": "m"}}"#, "genders.MALE"),
        (r#"{"placeholders": {"first": -1}}"#, "placeholders.first"),
    ] {
        let document: Value = serde_json::from_str(json).unwrap();
        assert!(Validator::new().check(&document).is_err(), "the schema allows {json}");
        let error = Config::from_json(json).unwrap_err();
        assert!(error.path.starts_with(path), "{json}: {error}");
    }
}
