//! What is left of a delivery to show and to keep: who sent which file where, what became of it, and
//! the name of every batch. Nothing of a client is in it. The words come from whoever asks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use importer_contract::SourceFile;
use serde::Serialize;

use super::ledger::{Counts, Entry};
use super::{Delivery, wire};
use crate::session::Session;

/// Gives the words of a key with arguments; `count` is a number.
pub type Word<'a> = dyn Fn(&str, &[(&str, String)]) -> String + 'a;

/// What only the program around knows.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Name and version of the program.
    pub program: String,
    /// Who sent: a user's name, a page's address.
    pub sender: Option<String>,
    /// Where to.
    pub backend: Option<String>,
    /// Milliseconds since 1970 when sending began.
    pub started_ms: u64,
    /// Milliseconds since 1970 when it ended.
    pub finished_ms: u64,
    /// Names of bots by id, where they are known.
    pub bots: BTreeMap<String, String>,
    /// Names of tunnels by id, where they are known.
    pub tunnels: BTreeMap<String, String>,
}

/// A receipt, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Name and version of the program.
    pub program: String,
    /// Who sent.
    pub sender: Option<String>,
    /// Where to.
    pub backend: Option<String>,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// RFC 3339, UTC.
    pub finished_at: String,
    /// Whether everything arrived.
    pub complete: bool,
    /// The file the clients come from.
    pub file: SourceFile,
    /// The import's name at the backend, announced last.
    pub import_id: Option<String>,
    /// Clients to send.
    pub clients: u32,
    /// Clients in batches that arrived, and those that are too large for any batch.
    pub arrived: u32,
    /// What became of those.
    #[serde(flatten)]
    pub counts: Counts,
    /// Rows that stayed in the file because of errors; what the backend refused is not among them.
    pub rows_with_errors: usize,
    /// By messenger.
    pub splits: Vec<ReceiptSplit>,
    /// Batches that arrived, in the order they were announced.
    pub batches: Vec<ReceiptBatch>,
}

/// Where the clients of one messenger went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptSplit {
    /// Messenger code.
    pub messenger: String,
    /// What a person calls it.
    pub messenger_name: String,
    /// The bot.
    pub bot_id: String,
    /// What a person calls it, where it is known.
    pub bot_name: Option<String>,
    /// The tunnel; none is the platform's default tunnel, unless there is a lead-generation tool.
    pub tunnel: Option<String>,
    /// What a person calls it, where it is known.
    pub tunnel_name: Option<String>,
    /// The lead-generation tool, instead of a tunnel.
    pub lgt: Option<String>,
    /// Tags for all of them.
    pub tags: Vec<String>,
    /// Clients in batches that arrived.
    pub arrived: u32,
    /// What became of those.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A batch that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptBatch {
    /// The import it is of.
    pub import_id: String,
    /// Its number there, from 0.
    pub number: u32,
    /// Its idempotency key.
    pub key: String,
    /// Messenger code.
    pub messenger: String,
    /// The bot it was sent for.
    pub bot_id: String,
    /// Physical row of its first client.
    pub first_row: u32,
    /// Physical row of its last client.
    pub last_row: u32,
    /// Clients in it.
    pub clients: u32,
    /// What became of them.
    #[serde(flatten)]
    pub counts: Counts,
}

impl Delivery {
    /// The receipt as things stand.
    #[must_use]
    pub fn receipt(&self, session: &Session, run: &Run) -> Receipt {
        let progress = self.progress();
        let batches = self.receipt_batches();
        Receipt {
            program: run.program.clone(),
            sender: run.sender.clone(),
            backend: run.backend.clone(),
            started_at: rfc3339(run.started_ms),
            finished_at: rfc3339(run.finished_ms),
            complete: self.completed,
            file: self.order.file.clone(),
            import_id: self.import_id.clone(),
            clients: progress.clients,
            arrived: progress.answered,
            counts: progress.counts,
            rows_with_errors: session.rows_held_back(),
            splits: self.receipt_splits(session, run, &batches),
            batches,
        }
    }

    fn receipt_batches(&self) -> Vec<ReceiptBatch> {
        let present = self.import_id.as_deref().unwrap_or_default();
        let assignments = &self.order.settings.assignments;
        let past = self.ledger.past.iter().flat_map(|past| {
            past.entries
                .iter()
                .map(|(number, entry)| (past.import_id.as_str(), &past.assignments, *number, entry))
        });
        let now = self.ledger.entries().map(|(number, entry)| (present, assignments, number, entry));
        let batch = |(import_id, assignments, number, entry): (&str, &BTreeMap<String, _>, u32, &Entry)| {
            let assignment: Option<&super::Assignment> = assignments.get(&entry.messenger);
            let stamp = entry.stamp?;
            Some(ReceiptBatch {
                import_id: import_id.to_owned(),
                number,
                key: wire::hex(&stamp.key),
                messenger: entry.messenger.clone(),
                bot_id: assignment.map(|assignment| assignment.bot_id.clone()).unwrap_or_default(),
                first_row: stamp.rows.0,
                last_row: stamp.rows.1,
                clients: entry.clients(),
                counts: entry.counts()?,
            })
        };
        past.chain(now).filter_map(batch).collect()
    }

    fn receipt_splits(&self, session: &Session, run: &Run, batches: &[ReceiptBatch]) -> Vec<ReceiptSplit> {
        let mut splits: Vec<ReceiptSplit> = Vec::new();
        let arrived = batches.iter().map(|batch| (&batch.messenger, batch.clients, batch.counts));
        let too_large = Counts { rejected: 1, ..Counts::default() };
        let refused = self.ledger.too_large().iter().map(|client| (&client.messenger, 1, too_large));
        for (code, clients, counts) in arrived.chain(refused) {
            let known = splits.iter_mut().find(|split| split.messenger == *code);
            if let Some(split) = known {
                split.arrived += clients;
                split.counts.add(counts);
                continue;
            }
            let assignment = self.order.settings.assignments.get(code).cloned().unwrap_or_default();
            let named = session.config().messengers.iter().find(|messenger| messenger.code == *code);
            splits.push(ReceiptSplit {
                messenger: code.clone(),
                messenger_name: named.map_or_else(|| code.clone(), |messenger| messenger.name.clone()),
                bot_name: run.bots.get(&assignment.bot_id).cloned(),
                bot_id: assignment.bot_id,
                tunnel_name: assignment.tunnel.as_ref().and_then(|tunnel| run.tunnels.get(tunnel).cloned()),
                tunnel: assignment.tunnel,
                lgt: assignment.lgt,
                tags: assignment.tags,
                arrived: clients,
                counts,
            });
        }
        splits
    }
}

impl Receipt {
    /// The receipt as a page of its own: no script, nothing from elsewhere.
    #[must_use]
    pub fn html(&self, language: &str, word: &Word<'_>) -> String {
        let mut page = String::new();
        let title = escaped(&word("receipt-title", &[]));
        let _ =
            write!(page, "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">{STYLE}");
        let _ = writeln!(page, "<title>{title}: {}</title></head><body>", escaped(&self.file.name));
        let _ = writeln!(page, "<h1>{title}</h1>\n<dl>");
        for (name, value) in self.facts(word) {
            let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", escaped(&name), escaped(&value));
        }
        page.push_str("</dl>\n");
        for (title, rows) in self.tables(word) {
            let _ = writeln!(page, "<h2>{}</h2>\n<table>", escaped(&title));
            for (at, row) in rows.iter().enumerate() {
                let tag = if at == 0 { "th" } else { "td" };
                page.push_str("<tr>");
                row.iter().for_each(|cell| {
                    let _ = write!(page, "<{tag}>{}</{tag}>", escaped(cell));
                });
                page.push_str("</tr>\n");
            }
            page.push_str("</table>\n");
        }
        page.push_str("</body></html>\n");
        page
    }

    /// The receipt as plain text, cells set apart by tabs.
    #[must_use]
    pub fn text(&self, word: &Word<'_>) -> String {
        let mut text = format!("{}\n\n", word("receipt-title", &[]));
        for (name, value) in self.facts(word) {
            let _ = writeln!(text, "{name}: {value}");
        }
        for (title, rows) in self.tables(word) {
            let _ = writeln!(text, "\n{title}");
            rows.iter().for_each(|row| {
                let _ = writeln!(text, "{}", row.join("\t"));
            });
        }
        text
    }

    fn facts(&self, word: &Word<'_>) -> Vec<(String, String)> {
        let outcome = if self.complete { "receipt-complete" } else { "receipt-incomplete" };
        let number = |count: u32| word("number", &[("count", count.to_string())]);
        let mut facts = vec![
            ("receipt-outcome", word(outcome, &[])),
            ("receipt-file", self.file.name.clone()),
            ("receipt-size", word("size-bytes", &[("size", self.file.size.to_string())])),
            ("receipt-hash", self.file.sha256.clone()),
            ("receipt-started", self.started_at.clone()),
            ("receipt-finished", self.finished_at.clone()),
        ];
        facts.extend(self.import_id.clone().map(|id| ("receipt-import", id)));
        facts.extend(self.backend.clone().map(|backend| ("receipt-backend", backend)));
        facts.extend(self.sender.clone().map(|sender| ("receipt-sender", sender)));
        facts.push(("receipt-program", self.program.clone()));
        facts.push(("receipt-clients", number(self.clients)));
        facts.push(("receipt-arrived", number(self.arrived)));
        facts.extend(self.counted().map(|(key, count)| (key, number(count))));
        let held_back = u32::try_from(self.rows_with_errors).unwrap_or(u32::MAX);
        facts.push(("receipt-held-back", number(held_back)));
        facts.into_iter().map(|(key, value)| (word(key, &[]), value)).collect()
    }

    fn counted(&self) -> impl Iterator<Item = (&'static str, u32)> {
        RESULTS.into_iter().zip(numbers(self.counts))
    }

    fn tables(&self, word: &Word<'_>) -> [(String, Vec<Vec<String>>); 2] {
        let head = |keys: &[&str]| {
            keys.iter().copied().chain(["receipt-clients"]).chain(RESULTS).map(|key| word(key, &[])).collect()
        };
        let counts = |clients: u32, counts: Counts| {
            std::iter::once(clients).chain(numbers(counts)).map(|count| count.to_string())
        };
        let split = |split: &ReceiptSplit| {
            let named = |name: &Option<String>, id: &String| match name {
                Some(name) => format!("{name} ({id})"),
                None => id.clone(),
            };
            let bot = named(&split.bot_name, &split.bot_id);
            let place = match (&split.tunnel, &split.lgt) {
                (Some(tunnel), _) => named(&split.tunnel_name, tunnel),
                (None, Some(lgt)) => format!("{} {lgt}", word("card-lgt", &[])),
                (None, None) => word("tunnel-default", &[]),
            };
            let words = [split.messenger_name.clone(), bot, place, split.tags.join(", ")];
            words.into_iter().chain(counts(split.arrived, split.counts)).collect()
        };
        let batch = |batch: &ReceiptBatch| {
            let rows = format!("{}–{}", batch.first_row, batch.last_row);
            let words = [
                batch.import_id.clone(),
                batch.number.to_string(),
                batch.key.clone(),
                batch.messenger.clone(),
                rows,
            ];
            words.into_iter().chain(counts(batch.clients, batch.counts)).collect()
        };
        let splits = std::iter::once(head(&["card-messenger", "card-bot", "card-place", "card-tags"]));
        let batches = std::iter::once(head(&[
            "receipt-import",
            "receipt-batch",
            "receipt-key",
            "card-messenger",
            "receipt-rows",
        ]));
        [
            (word("receipt-splits", &[]), splits.chain(self.splits.iter().map(split)).collect()),
            (word("receipt-batches", &[]), batches.chain(self.batches.iter().map(batch)).collect()),
        ]
    }
}

const RESULTS: [&str; 4] = ["result-created", "result-updated", "result-unchanged", "result-rejected"];

const STYLE: &str = "<style>:root{color-scheme:light dark}body{max-width:72rem;margin:2rem auto;\
padding:0 1rem;font:14px/1.5 system-ui,sans-serif}dl{display:grid;grid-template-columns:max-content 1fr;\
gap:.25rem 1rem}dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}table{border-collapse:collapse;\
width:100%}th,td{padding:.25rem .5rem;border:1px solid #8884;text-align:left;overflow-wrap:anywhere;\
vertical-align:top}th{font-weight:600;overflow-wrap:normal}</style>";

const fn numbers(counts: Counts) -> [u32; 4] {
    [counts.created, counts.updated, counts.unchanged, counts.rejected]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Seconds since 1970 as a date (Howard Hinnant, `civil_from_days`).
fn rfc3339(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (days, of_day) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates() {
        for (ms, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399_999, "2000-02-28T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_798_761_599_000, "2026-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(ms), expected);
        }
    }
}
