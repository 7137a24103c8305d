//! All problems as csv, one a line.

use std::io::Write;

use importer_sheet::CellKind;
use importer_sheet::write::{CsvOptions, CsvWriter};

use super::{ProductError, Words, plain, sentence, step};
use crate::change::Tell;
use crate::mapping::column_letter;
use crate::problem::Severity;
use crate::session::Session;

const COLUMNS: [&str; 7] = [
    "product-row",
    "product-column",
    "product-code",
    "product-severity",
    "product-value",
    "product-sentence",
    "product-repair",
];

/// Writes row, column letter, code, severity, value, sentence and the value a repair would put there
/// (or the name of one that puts none) of every problem, in order of rows.
///
/// # Errors
/// [`ProductError`].
pub async fn problem_list<W: Write>(
    session: &Session,
    words: Words<'_>,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let mut writer = CsvWriter::new(out, CsvOptions::default());
    let header = COLUMNS.map(|key| plain(words, key));
    writer.row(header.iter().map(|text| (text.as_str(), CellKind::Text)))?;
    let total: usize = session.summary().problems.iter().map(|problem| problem.count).sum();
    for (done, (place, problem)) in session.problems().enumerate() {
        step(tell, done.min(total), total).await?;
        let row = place.map_or_else(String::new, |place| place.row.to_string());
        let column = place.and_then(|place| place.column).map_or_else(String::new, column_letter);
        let severity =
            if problem.severity == Severity::Warning { "severity-warning" } else { "severity-error" };
        let value = problem.args.get("value").map_or("", String::as_str);
        let repair = problem.args.get("repair").map(String::as_str);
        let repair = repair.or_else(|| problem.repairs.first().map(|kind| kind.as_str())).unwrap_or_default();
        let (severity, sentence) = (plain(words, severity), sentence(session, words, &problem));
        writer.row([
            (row.as_str(), CellKind::Number),
            (&column, CellKind::Text),
            (problem.code.as_str(), CellKind::Text),
            (&severity, CellKind::Text),
            (value, CellKind::Text),
            (&sentence, CellKind::Text),
            (repair, CellKind::Text),
        ])?;
    }
    Ok(writer.finish()?)
}
