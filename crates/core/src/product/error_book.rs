//! The person's own data back as a workbook, every row where it was: cells with problems are coloured and say what is wrong, a
//! second sheet sums up, and a hidden column holds the rows' physical numbers, so that the corrected
//! file finds its rows again.

use std::borrow::Cow;
use std::io::Write;

use importer_sheet::CellKind;
use importer_sheet::write::{Mark, OutCell, OutColumn, XlsxWriter};

use super::{Columns, ProductError, ROW_HEADER, Words, leaving, plain, sentence, shown, step};
use crate::change::Tell;
use crate::draft::DraftRow;
use crate::problem::{NO_COLUMN, Severity};
use crate::session::Session;
use crate::window::ProblemView;

/// Where the data came from; the summary says it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The sheet's name; empty where it has none.
    pub sheet: &'a str,
    /// The day, as the reader is to see it.
    pub date: &'a str,
}

/// Widths of columns, in characters.
const NARROWEST: usize = 10;
const WIDEST: usize = 40;

/// Writes all rows under the header but those left out, as they are now.
///
/// # Errors
/// [`ProductError`].
pub async fn error_book<W: Write>(
    session: &Session,
    origin: &Origin<'_>,
    words: Words<'_>,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let columns = Columns::of(session);
    let mut writer = XlsxWriter::new(out)?;
    let name = if origin.sheet.is_empty() { plain(words, "product-data") } else { origin.sheet.to_owned() };
    let mut header = columns.header(session);
    let mut looks: Vec<OutColumn> = session_widths(session, &header);
    looks.push(OutColumn { width: 0, hidden: true });
    header.push(ROW_HEADER.to_owned());
    let header_row = session.header().row.unwrap_or(1);
    writer.sheet_with(&name, &looks, header_row)?;
    above(session, &columns, header_row, &mut writer)?;
    writer.row(header.iter().map(|text| OutCell::text(text)))?;

    let total = session.table().len();
    let mut notes = 0;
    for (done, (index, row)) in session.indexed_rows().enumerate() {
        step(tell, done, total).await?;
        if row.excluded() {
            continue;
        }
        let problems = session.problems_of(index, &row);
        notes += problems.len();
        let cells = cells(session, &row, &problems, &columns, words);
        let number = row.number().to_string();
        let cells = cells.iter().map(Leaving::as_cell);
        let cells = cells.chain([OutCell { kind: CellKind::Number, ..OutCell::text(&number) }]);
        // Notes speak of rows by their numbers.
        writer.skip_to(row.number());
        if row.hidden() { writer.hidden_row(cells)? } else { writer.row(cells)? }
    }
    summary(session, origin, words, notes, &mut writer)?;
    Ok(writer.finish()?)
}

/// The rows above the header, as they are.
fn above<W: Write>(
    session: &Session,
    columns: &Columns,
    header: u32,
    writer: &mut XlsxWriter<W>,
) -> Result<(), ProductError> {
    for row in session.table().rows().take_while(|row| row.number() < header) {
        let text = |column| row.cell(column).map_or(Cow::Borrowed(""), |cell| shown(&cell));
        let cells: Vec<Cow<'_, str>> = (0..columns.width).map(text).collect();
        writer.skip_to(row.number());
        writer.row(cells.iter().map(|text| OutCell::text(text)))?;
    }
    writer.skip_to(header);
    Ok(())
}

/// A cell on its way out, with what it says.
struct Leaving<'a> {
    text: Cow<'a, str>,
    kind: CellKind,
    is_id: bool,
    mark: Mark,
    note: String,
}

impl Leaving<'_> {
    fn as_cell(&self) -> OutCell<'_> {
        OutCell {
            text: &self.text,
            kind: self.kind,
            as_stored: self.is_id,
            mark: self.mark,
            note: &self.note,
        }
    }

    /// Adds what is wrong; the worst problem gives the colour.
    fn add(&mut self, problem: &ProblemView, sentence: &str) {
        if !self.note.is_empty() {
            self.note.push('\n');
        }
        self.note.push_str(sentence);
        self.mark = match (problem.severity, self.mark) {
            (Severity::Warning, Mark::None) => Mark::Warning,
            (Severity::Warning, mark) => mark,
            _ => Mark::Error,
        };
    }
}

fn cells<'a>(
    session: &Session,
    row: &DraftRow<'a>,
    problems: &[(u16, ProblemView)],
    columns: &Columns,
    words: Words<'_>,
) -> Vec<Leaving<'a>> {
    let empty = |column| Leaving {
        text: Cow::Borrowed(""),
        kind: CellKind::Text,
        is_id: columns.is_id(column),
        mark: Mark::None,
        note: String::new(),
    };
    let mut cells: Vec<Leaving<'a>> = (0..columns.width).map(empty).collect();
    for cell in row.cells() {
        if let Some(place) = cells.get_mut(cell.column() as usize) {
            (place.text, place.kind) = leaving(cell.value(), cell.source(), place.is_id);
        }
    }
    // What is the row's own is said where its id is or should be.
    let of_row = columns.ids.iter().position(|is_id| *is_id).unwrap_or(0);
    for (column, problem) in problems {
        let column = if *column == NO_COLUMN { of_row } else { usize::from(*column) };
        if let Some(cell) = cells.get_mut(column) {
            cell.add(problem, &sentence(session, words, problem));
        }
    }
    cells
}

/// As wide as the header and the first values.
fn session_widths(session: &Session, header: &[String]) -> Vec<OutColumn> {
    let width = |(column, header): (u32, &String)| {
        let column = session.columns().iter().find(|known| known.index == column);
        let samples = column.map_or(&[][..], |column| &column.samples);
        let longest = samples.iter().chain([header]).map(|text| text.chars().count()).max().unwrap_or(0);
        let width = u16::try_from(longest.clamp(NARROWEST, WIDEST)).unwrap_or_default() + 2;
        OutColumn { width, hidden: false }
    };
    (0..).zip(header).map(width).collect()
}

/// The second sheet: what was checked, and what was found how often.
fn summary<W: Write>(
    session: &Session,
    origin: &Origin<'_>,
    words: Words<'_>,
    notes: usize,
    writer: &mut XlsxWriter<W>,
) -> Result<(), ProductError> {
    let summary = session.summary();
    let columns = [48, 16, 12, 12].map(|width| OutColumn { width, hidden: false });
    writer.sheet_with(&plain(words, "product-summary"), &columns, 1)?;
    let mut row = |cells: &[&str]| writer.row(cells.iter().map(|text| cell_of(text)));
    row(&[&plain(words, "product-summary")])?;
    for (key, value) in [
        ("product-file", origin.file.to_owned()),
        ("product-sheet", origin.sheet.to_owned()),
        ("product-date", origin.date.to_owned()),
        ("product-rows", summary.rows.to_string()),
        ("product-ready", summary.ready.to_string()),
        ("product-error-rows", summary.rows_with_errors.to_string()),
        ("product-warning-rows", summary.rows_with_warnings.to_string()),
    ] {
        if !value.is_empty() {
            row(&[&plain(words, key), &value])?;
        }
    }
    row(&[])?;
    row(&[
        &plain(words, "product-problem"),
        &plain(words, "product-severity"),
        &plain(words, "product-count"),
    ])?;
    for problem in &summary.problems {
        let title = plain(words, &format!("title-{}", problem.code.as_str().replace('.', "-")));
        let severity =
            if problem.severity == Severity::Warning { "severity-warning" } else { "severity-error" };
        row(&[&title, &plain(words, severity), &problem.count.to_string()])?;
    }
    row(&[])?;
    row(&[
        &plain(words, "product-messenger"),
        &plain(words, "product-clients"),
        &plain(words, "product-ready"),
    ])?;
    for group in &summary.groups {
        let known =
            session.config().messengers.iter().find(|known| Some(&known.code) == group.messenger.as_ref());
        let name = known.map_or_else(|| plain(words, "messenger-unknown"), |known| known.name.clone());
        row(&[&name, &group.clients.to_string(), &group.ready.to_string()])?;
    }
    row(&[])?;
    row(&[&plain(words, "product-how")])?;
    if notes > MOST_NOTES {
        let args = [("count", MOST_NOTES.to_string())].into();
        row(&[&words("product-notes-left-out", &args)])?;
    }
    Ok(())
}

/// Notes that a workbook of [`XlsxWriter`] holds.
const MOST_NOTES: usize = 1 << 15;

/// A count is a number, so that people can sum it up.
fn cell_of(text: &str) -> OutCell<'_> {
    let is_count = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (text, if is_count { CellKind::Number } else { CellKind::Text }).into()
}
