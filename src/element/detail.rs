//! Details of events: plain values that stay the same when the page's own messages change.

use serde::Serialize;

use crate::protocol::{Overview, ProblemCount, Severity};

/// Detail of `importer-checked`: counts, and no cell of the file. The names are those of the report.
#[derive(Debug, Serialize)]
pub struct Checked<'a> {
    file: File<'a>,
    sheet: Option<&'a str>,
    header: Option<u32>,
    preset: Option<&'a str>,
    counts: Counts<'a>,
    split: Vec<Group<'a>>,
}

#[derive(Debug, Serialize)]
struct File<'a> {
    name: &'a str,
    size: u64,
    format: &'a str,
    encoding: Option<&'a str>,
    delimiter: Option<char>,
}

#[derive(Debug, Serialize)]
struct Counts<'a> {
    rows: u32,
    blank_rows: u32,
    hidden_rows: u32,
    clients: u32,
    ready: u32,
    rows_with_errors: u32,
    rows_with_warnings: u32,
    problems: Vec<Problem<'a>>,
}

#[derive(Debug, Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: &'static str,
    count: u32,
}

#[derive(Debug, Serialize)]
struct Group<'a> {
    messenger: Option<&'a str>,
    clients: u32,
    ready: u32,
}

impl<'a> Checked<'a> {
    /// What of an overview the page around is told.
    #[must_use]
    pub fn of(overview: &'a Overview) -> Self {
        let sheet = overview.sheets.get(overview.sheet).map(|sheet| sheet.name.as_str());
        Self {
            file: File {
                name: &overview.file,
                size: overview.size,
                format: &overview.format,
                encoding: overview.encoding.as_deref(),
                delimiter: overview.delimiter,
            },
            sheet,
            header: overview.header,
            preset: overview.preset.as_deref(),
            counts: Counts {
                rows: overview.rows,
                blank_rows: overview.blank_rows,
                hidden_rows: overview.hidden_rows,
                clients: overview.clients,
                ready: overview.ready,
                rows_with_errors: overview.error_rows,
                rows_with_warnings: overview.warning_rows,
                problems: overview.problems.iter().map(Problem::of).collect(),
            },
            split: overview
                .groups
                .iter()
                .map(|group| Group {
                    messenger: group.messenger.as_deref(),
                    clients: group.clients,
                    ready: group.ready,
                })
                .collect(),
        }
    }
}

impl<'a> Problem<'a> {
    fn of(problem: &'a ProblemCount) -> Self {
        let severity = match problem.severity {
            Severity::Blocks => "blocks",
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        Self { code: &problem.code, severity, count: problem.count }
    }
}
