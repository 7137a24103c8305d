//! The report of a check as JSON: what `importer check --json` prints and a page can hand out.
//!
//! ```json
//! { "file": {"name": "base.xlsx", "format": "xlsx", "encoding": null, "delimiter": null},
//!   "sheet": "Clients", "header": {"row": 1, "evidence": {"kind": "names", "known": 2, "cells": 3}},
//!   "preset": null, "country": "UA",
//!   "columns": [{"index": 0, "letter": "A", "header": "social_id", "target": "social_id", …}],
//!   "counts": {"rows": 3, "ready": 2, "problems": [{"code": "name.missing", …}], …},
//!   "split": [{"messenger": "TELEGRAM", "clients": 3, "ready": 2, …}],
//!   "problems": [{"row": 4, "column": "A", "code": "social_id.missing", "severity": "error", …}] }
//! ```

use std::collections::BTreeMap;

use importer_sheet::Info;
use serde::{Serialize, Serializer};

use crate::header::Header;
use crate::mapping::{Column, column_letter};
use crate::phone::Country;
use crate::problem::{Code, Severity};
use crate::product::TakenBack;
use crate::reconcile::{Comparison, Source};
use crate::session::Session;
use crate::split::Group;
use crate::summary::{ProblemCount, Summary};

/// The report. Problems are written one by one from the session, so a million of them take no
/// memory.
#[derive(Serialize)]
pub struct Report<'a> {
    file: File<'a>,
    sheet: &'a str,
    header: Header,
    /// Key of the export that the headers were recognised as.
    preset: Option<&'a str>,
    /// Country of phone numbers without a calling code.
    country: Option<Country>,
    /// What a corrected workbook brought; only where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<TakenBack>,
    columns: &'a [Column],
    /// How the clients compare with those known; only where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<KnownPart<'a>>,
    counts: Counts,
    split: Vec<Group>,
    #[serde(serialize_with = "problems")]
    problems: &'a Session,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    format: &'static str,
    encoding: Option<&'static str>,
    delimiter: Option<char>,
}

#[derive(Serialize)]
struct Counts {
    rows: usize,
    blank_rows: u32,
    hidden_rows: usize,
    clients: usize,
    ready: usize,
    rows_with_errors: usize,
    rows_with_warnings: usize,
    problems: Vec<ProblemCount>,
}

#[derive(Serialize)]
struct Problem {
    /// Physical number from 1; none where the problem is the sheet's.
    row: Option<u32>,
    /// Letters; none where it is the whole row's.
    column: Option<String>,
    code: Code,
    severity: Severity,
    value: Option<String>,
    args: BTreeMap<&'static str, String>,
}

impl<'a> Report<'a> {
    /// The report of a checked session over the sheet named `sheet`.
    #[must_use]
    pub fn new(name: &'a str, info: &Info, sheet: &'a str, session: &'a Session) -> Self {
        let summary: Summary = session.summary();
        Self {
            file: File {
                name,
                format: info.format.code(),
                encoding: info.encoding,
                delimiter: info.delimiter,
            },
            sheet,
            header: session.header(),
            preset: session.mapping().preset(),
            country: session.home().country,
            returned: None,
            columns: session.columns(),
            known: KnownPart::of(session),
            counts: Counts {
                rows: summary.rows,
                blank_rows: summary.blank_rows,
                hidden_rows: summary.hidden_rows,
                clients: summary.clients,
                ready: summary.ready,
                rows_with_errors: summary.rows_with_errors,
                rows_with_warnings: summary.rows_with_warnings,
                problems: summary.problems,
            },
            split: summary.groups,
            problems: session,
        }
    }

    /// The same, saying what a corrected workbook brought before the check.
    #[must_use]
    pub fn with_returned(self, returned: Option<TakenBack>) -> Self {
        Self { returned, ..self }
    }
}

#[derive(Serialize)]
struct KnownPart<'a> {
    sources: Vec<&'a Source>,
    counts: Comparison,
    /// Every client that can be sent.
    #[serde(serialize_with = "outcomes")]
    clients: &'a Session,
}

impl<'a> KnownPart<'a> {
    fn of(session: &'a Session) -> Option<Self> {
        let sources = session.known()?.sources().collect();
        Some(Self { sources, counts: session.comparison()?, clients: session })
    }
}

fn outcomes<S: Serializer>(session: &&Session, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(session.outcomes())
}

fn problems<S: Serializer>(session: &&Session, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(session.problems().map(|(place, mut problem)| Problem {
        row: place.map(|place| place.row),
        column: place.and_then(|place| place.column).map(column_letter),
        code: problem.code,
        severity: problem.severity,
        value: problem.args.remove("value"),
        args: problem.args,
    }))
}
