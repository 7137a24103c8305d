//! What sending the clients would do, as a list: a line for each field that changes, with the known value
//! beside the new one, and a line for every other client.

use std::io::Write;

use super::table::TableWriter;
use super::{Cleaned, ProductError, Words, plain, step};
use crate::change::Tell;
use crate::reconcile::ClientOutcome;
use crate::session::Session;

const HEADER: [&str; 7] = ["row", "messenger", "id", "standing", "field", "old", "new"];

/// Writes the comparison with the known clients.
///
/// # Errors
/// [`ProductError`].
pub async fn comparison<W: Write>(
    session: &Session,
    format: Cleaned,
    words: Words<'_>,
    out: W,
    tell: Tell<'_>,
) -> Result<W, ProductError> {
    let total = session.summary().ready;
    let mut writer = TableWriter::new(format, &plain(words, "comparison-sheet"), out)?;
    writer.texts(HEADER.map(|name| plain(words, &format!("comparison-{name}"))))?;
    for (done, outcome) in session.outcomes().enumerate() {
        step(tell, done, total).await?;
        lines_of(&outcome, words).iter().try_for_each(|line| writer.texts(line))?;
    }
    writer.finish()
}

fn lines_of(outcome: &ClientOutcome, words: Words<'_>) -> Vec<[String; 7]> {
    let standing = plain(words, &format!("standing-{}", outcome.standing.as_str().replace('_', "-")));
    let line = |field: &str, old: &str, new: &str| {
        let messenger = outcome.messenger.clone().unwrap_or_default();
        let [field, old, new] = [field, old, new].map(str::to_owned);
        [outcome.row.to_string(), messenger, outcome.social_id.clone(), standing.clone(), field, old, new]
    };
    if outcome.changes.is_empty() {
        return vec![line("", "", "")];
    }
    let shown = |value: &Option<String>| value.clone().unwrap_or_default();
    outcome.changes.iter().map(|c| line(&c.field, &shown(&c.old), &shown(&c.new))).collect()
}
