//! Files of real CRMs, from bytes to clients: what `tests/fixtures/*.expected.json` says comes out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test reports")]

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use importer_core::{Config, Session, Target, column_letter};
use importer_sheet::{Options, Workbook};
use serde_json::{Map, Value, json};

/// Opens a fixture and what is expected of it. `id` takes a column for an id, where the file has none.
fn open(name: &str, id: Option<(u32, &str)>) -> (Session, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let file = File::open(folder.join(name)).unwrap();
    let mut workbook = Workbook::open(Box::new(BufReader::new(file)), Options::default()).unwrap();
    let config = Arc::new(Config::builtin());
    let (_, mut session) =
        Session::open(&config, &mut workbook, None, &mut |_| ControlFlow::Continue(())).unwrap();
    if let Some((column, target)) = id {
        session.set_target(column, Some(target.parse::<Target>().unwrap())).unwrap();
    }
    assert!(session.check(&mut |_, _| ControlFlow::Continue(())).is_continue());
    let stem = name.rsplit_once('.').unwrap().0;
    let expected = std::fs::read_to_string(folder.join(format!("{stem}.expected.json"))).unwrap();
    (session, serde_json::from_str(&expected).unwrap())
}

fn problems(session: &Session) -> Value {
    let all = session.problems().filter_map(|(place, problem)| {
        let place = place?;
        let column = place.column.map(column_letter);
        Some(json!({
            "row": place.row, "column": column, "code": problem.code.as_str(),
            "repair": problem.args.get("repair"),
        }))
    });
    all.collect()
}

/// Clients as in the expectation, in order of rows.
fn clients(session: &Session) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for messenger in session.summary().groups.into_iter().filter_map(|group| group.messenger) {
        all.extend(session.clients(&messenger).map(|client| {
            json!({
                "row": client.row, "messenger": messenger, "social_id": client.social_id,
                "name": client.name, "fields": client.fields,
            })
        }));
    }
    all.sort_by_key(|client| client["row"].as_u64());
    all
}

#[test]
fn presets_come_out_as_expected() {
    for (name, id) in [
        ("amocrm-contacts.csv", Some((0, "social_id:TELEGRAM"))),
        ("amocrm-deals.csv", Some((0, "social_id:TELEGRAM"))),
        ("zoho-contacts.csv", Some((0, "social_id:FACEBOOK"))),
        ("bitrix24-contacts-windows-1251.csv", None),
        ("leeloo-reimport.xlsx", None),
    ] {
        let (session, expected) = open(name, id);
        assert_eq!(session.mapping().preset(), expected["preset"].as_str(), "{name}");
        assert_eq!(session.home().country.map(|c| c.to_string()).as_deref(), expected["country"].as_str());
        let mut columns = Map::new();
        let mut dates = Map::new();
        for column in session.columns() {
            if let Some(target) =
                column.target.as_ref().filter(|_| id.is_none_or(|(at, _)| at != column.index))
            {
                columns.insert(column.letter.clone(), target.to_string().into());
            }
            if let Some(found) = column.dates {
                let found = json!([found.order.as_str(), found.proofs, found.against]);
                dates.insert(column.letter.clone(), found);
            }
        }
        assert_eq!(Value::Object(columns), expected["columns"], "{name}");
        assert_eq!(Value::Object(dates), expected["dates"], "{name}");
        assert_eq!(problems(&session), expected["problems"], "{name}");
        let mut wanted = expected["clients"].as_array().unwrap().clone();
        // Duplicates are sent by nobody.
        wanted.sort_by_key(|client| client["row"].as_u64());
        assert_eq!(clients(&session), wanted, "{name}");
    }
}

#[test]
fn a_crm_without_ids_waits_for_them() {
    for name in ["amocrm-contacts.csv", "amocrm-deals.csv", "zoho-contacts.csv"] {
        let (session, _) = open(name, None);
        let codes: Vec<_> = session.problems().map(|(_, problem)| problem.code.to_string()).collect();
        assert_eq!(codes[0], "social_id.column_missing", "{name}");
        assert_eq!(session.summary().ready, 0);
    }
}
