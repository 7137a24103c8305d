//! The clients by messenger as files, each ready for the platform's own import dialog, and the rows
//! that stay behind, each with its reason.

use std::collections::BTreeSet;
use std::io::Write;

use importer_contract::Client;
use importer_sheet::CellKind;
use importer_sheet::write::{Archive, XlsxWriter};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::table::TableWriter;
use super::{Args, Cleaned, Columns, Out, ProductError, Words, plain, step};
use crate::change::Tell;
use crate::listing::Filter;
use crate::problem::{Code, Severity};
use crate::session::Session;

/// What the clients of a messenger are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitFormat {
    /// A workbook; every cell is text, so that no id loses a digit.
    Xlsx,
    /// Delimited text.
    Csv,
    /// An array of objects, one a line.
    Json,
}

impl SplitFormat {
    /// The format of this name: `xlsx`, `csv` or `json`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// Writes the clients of a messenger that can be sent; of those of no known one for `""`. Columns are
/// `social_id`, `name` and whatever fields any of them has.
///
/// # Errors
/// [`ProductError`].
pub async fn split<W: Write>(
    session: &Session,
    messenger: &str,
    format: SplitFormat,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let total = session.ready(messenger) * 2;
    let fields = Fields::of(session, messenger, total, tell).await?;
    let half = total / 2;
    let format = match format {
        SplitFormat::Xlsx => Cleaned::Xlsx,
        SplitFormat::Csv => Cleaned::Csv,
        SplitFormat::Json => return json(session, messenger, &fields, out, tell).await,
    };
    let sheet = if messenger.is_empty() { "clients" } else { messenger };
    let mut writer = TableWriter::new(format, sheet, out)?;
    writer.texts(fields.header())?;
    for (done, client) in session.clients(messenger).enumerate() {
        step(tell, half + done, total).await?;
        writer.texts(fields.cells(&client))?;
    }
    writer.finish()
}

/// Writes the split of every messenger and the rows that stay behind as one zip: `telegram.xlsx`, …,
/// `unknown.xlsx`, `rejected.xlsx`.
///
/// # Errors
/// [`ProductError`].
pub async fn splits<W: Write>(
    session: &Session,
    format: SplitFormat,
    words: Words<'_>,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let mut archive = Archive::new(out);
    for messenger in session.messengers_to_send() {
        archive.file(&format!("{}.{}", split_name(&messenger), format.ending()))?;
        split(session, &messenger, format, &mut archive, tell).await?;
    }
    if session.has_rejected() {
        archive.file("rejected.xlsx")?;
        rejected(session, words, &mut archive, tell).await?;
    }
    Ok(archive.finish()?)
}

/// Writes the rows that are not sent, as they are now, behind the number each has in the file and the
/// reasons it is not sent.
///
/// # Errors
/// [`ProductError`].
pub async fn rejected<W: Write>(
    session: &Session,
    words: Words<'_>,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let columns = Columns::of(session);
    let rows = session.matching(&Filter::Errors);
    let mut writer = XlsxWriter::new(out)?;
    writer.sheet(&plain(words, "split-rejected-sheet"))?;
    let mut header = vec![plain(words, "split-rejected-row"), plain(words, "split-rejected-reason")];
    header.extend(columns.without_numbers(columns.header(session)));
    writer.row(header.iter().map(|text| (text.as_str(), CellKind::Text)))?;
    for (done, &index) in rows.iter().enumerate() {
        step(tell, done, rows.len()).await?;
        let Some(row) = session.draft.row(index) else { continue };
        let number = row.number().to_string();
        let reasons = session.reasons(index, &row, words);
        let mut cells = vec![Out { kind: CellKind::Number, ..Out::text(number) }, Out::text(reasons)];
        cells.extend(columns.cells(&row));
        writer.row(cells.iter().map(Out::as_cell))?;
    }
    Ok(writer.finish()?)
}

/// The name of a messenger's file, without its ending; `""` is of none known.
#[must_use]
pub fn split_name(messenger: &str) -> String {
    if messenger.is_empty() { "unknown".to_owned() } else { messenger.to_lowercase() }
}

impl Session {
    /// Messengers with clients that can be sent; `""` for those of no known one.
    #[must_use]
    pub fn messengers_to_send(&self) -> Vec<String> {
        let codes = self.config().messengers.iter().map(|messenger| messenger.code.clone());
        codes.chain([String::new()]).filter(|code| self.ready(code) > 0).collect()
    }

    /// Whether any row stays behind because of an error.
    #[must_use]
    pub fn has_rejected(&self) -> bool {
        self.summary().rows_with_errors > 0
    }

    fn reasons(&self, index: u32, row: &crate::draft::DraftRow<'_>, words: Words<'_>) -> String {
        let mut reasons: Vec<String> = Vec::new();
        for (_, problem) in self.problems_of(index, row) {
            if problem.severity == Severity::Warning {
                continue;
            }
            let title = format!("title-{}", problem.code.as_str().replace('.', "-"));
            let mut reason = words(&title, &Args::new());
            if let (Code::ServerRejected, Some(message)) = (problem.code, problem.args.get("message")) {
                reason = format!("{reason}: {message}");
            }
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons.join("; ")
    }
}

/// The fields that any client of a messenger has, in the order of the configuration.
struct Fields {
    has_name: bool,
    fields: Vec<String>,
    custom: BTreeSet<String>,
}

impl Fields {
    async fn of(
        session: &Session,
        messenger: &str,
        total: usize,
        tell: Tell<'_>,
    ) -> Result<Self, ProductError> {
        let (mut has_name, mut found, mut custom) = (false, BTreeSet::new(), BTreeSet::new());
        for (done, client) in session.clients(messenger).enumerate() {
            step(tell, done, total).await?;
            has_name |= client.name.is_some();
            for key in client.fields.into_keys() {
                found.insert(key);
            }
            for name in client.custom_fields.into_keys() {
                custom.insert(name);
            }
        }
        let known = session.config().fields.iter().map(|field| field.key.clone());
        let fields: Vec<String> = known.filter(|key| found.remove(key)).collect();
        Ok(Self { has_name, fields: fields.into_iter().chain(found).collect(), custom })
    }

    fn header(&self) -> impl Iterator<Item = &str> {
        let name = self.has_name.then_some("name");
        let fields = self.fields.iter().chain(&self.custom).map(String::as_str);
        ["social_id"].into_iter().chain(name).chain(fields)
    }

    fn cells<'a>(&'a self, client: &'a Client) -> impl Iterator<Item = &'a str> {
        let name = self.has_name.then(|| client.name.as_deref().unwrap_or_default());
        let text = |value: Option<&'a String>| value.map_or("", String::as_str);
        let fields = self.fields.iter().map(move |key| text(client.fields.get(key)));
        let custom = self.custom.iter().map(move |name| text(client.custom_fields.get(name)));
        [client.social_id.as_str()].into_iter().chain(name).chain(fields).chain(custom)
    }
}

/// A client as an object of its fields; those it has not are not there.
struct Flat<'a>(&'a Fields, &'a Client);

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(fields, client) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("row", &client.row)?;
        for (name, value) in fields.header().zip(fields.cells(client)).filter(|(_, value)| !value.is_empty())
        {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

async fn json<W: Write>(
    session: &Session,
    messenger: &str,
    fields: &Fields,
    mut out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let half = session.ready(messenger);
    let mut line = Vec::new();
    for (done, client) in session.clients(messenger).enumerate() {
        step(tell, half + done, half * 2).await?;
        line.clear();
        line.extend_from_slice(if done == 0 { b"[\n" } else { b",\n" });
        serde_json::to_writer(&mut line, &Flat(fields, &client))
            .map_err(std::io::Error::from)
            .map_err(write)?;
        out.write_all(&line).map_err(write)?;
    }
    out.write_all(if line.is_empty() { b"[]\n" } else { b"\n]\n" }).map_err(write)?;
    out.flush().map_err(write)?;
    Ok(out)
}

fn write(error: std::io::Error) -> ProductError {
    ProductError::Write(error.into())
}
