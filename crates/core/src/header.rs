//! Which row is the header. Titles may stand above it, and there may be none at all.

use std::collections::HashSet;

use importer_sheet::{CellKind, Row, Table};
use serde::Serialize;

use crate::config::Config;
use crate::email::is_email;
use crate::fold::{fold, words};

/// Rows from the top among which the header is looked for.
const LOOKED_AT: usize = 25;

/// The header row and why it is taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Physical number, from 1; none where all rows are clients.
    pub row: Option<u32>,
    /// Why.
    pub evidence: HeaderEvidence,
}

/// Why a row is the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HeaderEvidence {
    /// The person said so.
    Chosen,
    /// Its cells are names of fields.
    Names {
        /// Cells that are.
        known: u32,
        /// Cells in all.
        cells: u32,
    },
    /// Its cells are different texts, and what follows is not like them.
    Shape,
    /// No row looks like a header.
    None,
}

/// Decides the header among the first rows; also the index of its stored row.
pub(crate) fn find(config: &Config, table: &Table) -> (Header, Option<usize>) {
    let known = known_names(config);
    let mut best: Option<(u32, usize, Header)> = None;
    for (index, row) in table.rows().take(LOOKED_AT).enumerate() {
        let Some(traits) = Traits::of(&row, &known) else { continue };
        let names = traits.known;
        // One known word in a long row of others is chance; two, or half of them, is not.
        if names == 0 || (names == 1 && traits.cells > 6) || traits.values * 2 > names {
            continue;
        }
        if best.as_ref().is_none_or(|&(most, _, _)| names > most) {
            let evidence = HeaderEvidence::Names { known: names, cells: traits.cells };
            best = Some((names, index, Header { row: Some(row.number()), evidence }));
        }
    }
    if let Some((_, index, header)) = best {
        return (header, Some(index));
    }
    by_shape(table, &known).unwrap_or((Header { row: None, evidence: HeaderEvidence::None }, None))
}

/// The first full row of different texts, if values follow where it has none.
fn by_shape(table: &Table, known: &HashSet<String>) -> Option<(Header, Option<usize>)> {
    let typical = table.rows().take(LOOKED_AT).map(|row| row.cells().count()).max()?;
    let (index, row) =
        table.rows().take(LOOKED_AT).enumerate().find(|(_, row)| row.cells().count() * 2 >= typical)?;
    let traits = Traits::of(&row, known)?;
    let values_follow = (index + 1..table.len().min(index + 1 + LOOKED_AT))
        .filter_map(|below| table.row(below))
        .any(|below| below.cells().any(|cell| is_value(cell.kind(), &cell.text())));
    let is_header = traits.values == 0 && values_follow;
    is_header.then(|| (Header { row: Some(row.number()), evidence: HeaderEvidence::Shape }, Some(index)))
}

struct Traits {
    cells: u32,
    known: u32,
    /// Cells that look like values rather than names.
    values: u32,
}

impl Traits {
    fn of(row: &Row<'_>, known: &HashSet<String>) -> Option<Self> {
        let mut traits = Self { cells: 0, known: 0, values: 0 };
        for cell in row.cells() {
            let text = cell.text();
            traits.cells += 1;
            if is_value(cell.kind(), &text) {
                traits.values += 1;
            } else if is_known(known, &text) {
                traits.known += 1;
            }
        }
        (traits.cells > 0).then_some(traits)
    }
}

fn is_known(known: &HashSet<String>, text: &str) -> bool {
    // Headers are short; a note of a thousand characters is not worth folding.
    text.len() <= 120
        && (known.contains(&fold(text)) || {
            let words = words(text);
            words.len() > 1 && words.iter().all(|word| known.contains(word))
        })
}

/// A number, a date, an address, an id: what stands under headers, not in them.
fn is_value(kind: CellKind, text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    kind != CellKind::Text
        || digits >= 3
        || (digits > 0 && digits == text.trim().len())
        || is_email(text.trim())
}

fn known_names(config: &Config) -> HashSet<String> {
    let fields = config.fields.iter().flat_map(|field| std::iter::once(&field.key).chain(&field.aliases));
    let messengers = config.messengers.iter().flat_map(|m| [&m.code, &m.name].into_iter().chain(&m.aliases));
    fields
        .chain(messengers)
        .chain(&config.id_words)
        .chain(&config.foreign_ids)
        .map(|name| fold(name))
        .collect()
}
