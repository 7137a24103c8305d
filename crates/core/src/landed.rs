//! What the backend refused, on the cells it is about. A refusal is of a row as it was sent: it holds
//! while the row is so, goes when the row is changed or its client is moved, and is there again when that
//! is undone.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::date::is_open;
use crate::draft::{Draft, DraftRow};
use crate::history::Settings;
use crate::problem::Code;

/// A client the backend refused.
#[derive(Debug, Clone)]
pub(crate) struct Landed {
    /// Column of the client's id: a row may have several clients. None where the row has none such.
    pub(crate) client: Option<u16>,
    /// Column of the cell it is about.
    pub(crate) column: u16,
    pub(crate) code: Code,
    /// The backend's own code and sentence.
    pub(crate) server_code: String,
    pub(crate) message: String,
}

/// Refusals by index of row.
#[derive(Debug, Default)]
pub(crate) struct LandedRows(BTreeMap<u32, OfRow>);

#[derive(Debug)]
struct OfRow {
    /// Stands for the cells as they were sent.
    sent: u64,
    in_force: bool,
    landed: Vec<Landed>,
}

impl LandedRows {
    /// Adds a refusal; the same again replaces the one before. `manner` is that of the settings.
    pub(crate) fn add(
        &mut self,
        index: u32,
        row: &DraftRow<'_>,
        settings: &Settings,
        manner: u64,
        landed: Landed,
    ) {
        let sent = fingerprint(index, row, settings, manner);
        let of_row =
            self.0.entry(index).or_insert_with(|| OfRow { sent, in_force: true, landed: Vec::new() });
        if of_row.sent != sent {
            *of_row = OfRow { sent, in_force: true, landed: Vec::new() };
        }
        let is_same = |known: &Landed| {
            (known.client, known.column, &known.server_code)
                == (landed.client, landed.column, &landed.server_code)
        };
        of_row.landed.retain(|known| !is_same(known));
        of_row.landed.push(landed);
    }

    /// Looks which refusals of these rows still hold.
    pub(crate) fn look_again(&mut self, draft: &Draft, settings: &Settings, rows: &[u32]) {
        if self.0.is_empty() {
            return;
        }
        let manner = manner(settings);
        for row in rows {
            if let (Some(of_row), Some(now)) = (self.0.get_mut(row), draft.row(*row)) {
                of_row.in_force = of_row.sent == fingerprint(*row, &now, settings, manner);
            }
        }
    }

    /// Looks which refusals hold after a decision about the sheet as a whole.
    pub(crate) fn look_at_all(&mut self, draft: &Draft, settings: &Settings) {
        let rows: Vec<u32> = self.0.keys().copied().collect();
        self.look_again(draft, settings, &rows);
    }

    /// Forgets the refusals that hold; their rows.
    pub(crate) fn lift(&mut self) -> Vec<u32> {
        let lifted = self.0.extract_if(.., |_, of_row| of_row.in_force);
        lifted.map(|(row, _)| row).collect()
    }

    /// Refusals of a row that hold.
    pub(crate) fn at(&self, row: u32) -> &[Landed] {
        self.0.get(&row).filter(|of_row| of_row.in_force).map_or(&[], |of_row| &of_row.landed)
    }

    /// Rows with refusals that hold, and their codes.
    pub(crate) fn in_force(
        &self,
        rows: Range<u32>,
    ) -> impl Iterator<Item = (u32, impl Iterator<Item = Code>)> {
        let of_rows = self.0.range(rows).filter(|(_, of_row)| of_row.in_force);
        of_rows.map(|(&row, of_row)| (row, of_row.landed.iter().map(|landed| landed.code)))
    }

    /// Clients that stand refused: index of row and column of the id, ascending, each once.
    pub(crate) fn clients(&self, rows: Range<u32>) -> Vec<(u32, u16)> {
        let of_rows = self.0.range(rows).filter(|(_, of_row)| of_row.in_force);
        let mut clients: Vec<(u32, u16)> = of_rows
            .flat_map(|(&row, of_row)| of_row.landed.iter().filter_map(move |of| Some((row, of.client?))))
            .collect();
        clients.sort_unstable();
        clients.dedup();
        clients
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Stands for what was decided of the sheet as a whole: with another header, mapping or messenger of a group
/// every client was another one.
pub(crate) fn manner(settings: &Settings) -> u64 {
    let Settings { header_index, mapping, include_hidden, choices, .. } = settings;
    let mut hasher = DefaultHasher::new();
    (header_index, include_hidden, choices.all, &choices.moved).hash(&mut hasher);
    format!("{:?}", mapping.choices()).hash(&mut hasher);
    hasher.finish()
}

/// Of what was sent: the cells, the order in which dates are read that depend on it, and whose client it is.
fn fingerprint(index: u32, row: &DraftRow<'_>, settings: &Settings, manner: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    manner.hash(&mut hasher);
    row.excluded().hash(&mut hasher);
    for cell in row.cells() {
        (cell.column(), cell.source()).hash(&mut hasher);
    }
    for column in settings.mapping.columns() {
        if let (Some(dates), Some(cell)) = (column.dates, row.cell(column.index)) {
            is_open(cell.source()).then_some(dates.order).hash(&mut hasher);
        }
    }
    for moved in settings.choices.clients.of_row(index) {
        moved.hash(&mut hasher);
    }
    hasher.finish()
}
