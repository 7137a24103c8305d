//! Files made of a checked session: the person's own data with its problems marked and explained, the
//! problems as a list, the cleaned rows, an example to start from; and the way back, what a corrected
//! file changes.
//!
//! Everything is written row by row into whatever takes bytes, so a million rows need no memory; the
//! functions rest every few thousand of them ([`at_once`](crate::at_once) drives them through). Words
//! come from outside: nothing here knows a language, a clock or a browser.

mod cleaned;
mod comparison;
mod error_book;
mod example;
mod handed_back;
mod problem_list;
mod returned;
mod splits;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;

use importer_sheet::write::{OutCell, WriteError};
use importer_sheet::{Cell, CellKind, CellValue};

pub use self::cleaned::{Cleaned, cleaned};
pub use self::comparison::comparison;
pub use self::error_book::{Origin, error_book};
pub use self::example::example;
pub use self::handed_back::{hand_back, handed_back};
pub use self::problem_list::problem_list;
pub use self::returned::{ReturnError, Returned, TakenBack, read_returned, returned, returned_piecemeal};
pub use self::splits::{SplitFormat, rejected, split, split_name, splits};

use crate::change::Tell;
use crate::draft::DraftRow;
use crate::mapping::{Evidence, Target};
use crate::piecemeal::tell_and_rest;
use crate::session::Session;
use crate::value::{IdReading, read_id, whole_number};
use crate::window::ProblemView;

/// The header of the hidden column of physical row numbers. A file with such a column was made here.
pub const ROW_HEADER: &str = "importer:row";

/// Rows between two reports of progress.
const STEP: usize = 4_096;

/// Arguments of a message by name, as problems have them.
pub type Args = BTreeMap<&'static str, String>;

/// Says a message: its key as in `locales/` (`problem-email-malformed`, `product-row`), and its
/// arguments.
pub type Words<'a> = &'a dyn Fn(&str, &Args) -> String;

/// Why a file is not made.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// The format cannot hold it, or the other side does not take it.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The caller asked to stop.
    #[error("broken off")]
    Stopped,
}

impl ProductError {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Write(WriteError::Limit { .. }) => "product.limit",
            Self::Write(_) => "product.write",
            Self::Stopped => "product.stopped",
        }
    }
}

/// Tells how far it has come, every few thousand rows.
async fn step(tell: Tell<'_>, done: usize, total: usize) -> Result<(), ProductError> {
    if done.is_multiple_of(STEP) && tell_and_rest(tell, done, total).await.is_break() {
        return Err(ProductError::Stopped);
    }
    Ok(())
}

/// A message without arguments.
fn plain(words: Words<'_>, key: &str) -> String {
    words(key, &Args::new())
}

/// What is wrong, in a sentence.
fn sentence(session: &Session, words: Words<'_>, problem: &ProblemView) -> String {
    let mut args = problem.args.clone();
    if let Some(messenger) = args.get_mut("messenger")
        && let Some(known) = session.config().messengers.iter().find(|known| known.code == *messenger)
    {
        known.name.clone_into(messenger);
    }
    args.entry("code").or_insert_with(|| problem.code.as_str().to_owned());
    words(&format!("problem-{}", problem.code.as_str().replace('.', "-")), &args)
}

/// What a cell holds when it leaves: a number or date where a program reads the same from it, else the
/// text a person sees. An id is text, as it is sent, unless it is damaged: what tells so is that it is a
/// number, as text it would look like any other, and the file may be all that is kept.
fn leaving<'a>(value: CellValue<'a>, source: &'a str, is_id: bool) -> (Cow<'a, str>, CellKind) {
    let CellValue { kind, text, display } = value;
    match (kind, display) {
        (CellKind::Number, display) if is_id => match read_id(kind, source, display.as_deref()) {
            IdReading::Id { text, .. } => (text, CellKind::Text),
            IdReading::Damaged { .. } | IdReading::Missing => (Cow::Borrowed(source), kind),
        },
        // A number format makes it read otherwise, with zeros in front perhaps.
        (_, Some(display)) => (Cow::Owned(display), CellKind::Text),
        // Some programs write every greater number as `3.80671234567E11`.
        (CellKind::Number, None) => (whole_number(source).unwrap_or(text), kind),
        (kind, None) => (text, if is_id { CellKind::Text } else { kind }),
    }
}

/// A cell of a row that leaves as it is.
#[derive(Debug, Clone)]
struct Out<'a> {
    text: Cow<'a, str>,
    kind: CellKind,
    /// Only ids that are damaged leave as numbers that a program would not keep; see [`leaving`].
    is_id: bool,
}

impl<'a> Out<'a> {
    fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), kind: CellKind::Text, is_id: false }
    }

    fn as_cell(&self) -> OutCell<'_> {
        OutCell { kind: self.kind, as_stored: self.is_id, ..OutCell::text(&self.text) }
    }
}

/// What a person sees in a cell of the file.
fn shown<'a>(cell: &Cell<'a>) -> Cow<'a, str> {
    cell.display().map_or_else(|| cell.text(), Cow::Owned)
}

/// How many columns leave, and which of them hold ids.
struct Columns {
    width: u32,
    ids: Vec<bool>,
    /// Row numbers of an error workbook that came back: nothing of the person's.
    numbers: Vec<bool>,
}

impl Columns {
    fn of(session: &Session) -> Self {
        // A column behind the file's last is there once it is used.
        let of_file = session.table().width();
        let used =
            session.columns().iter().filter(|column| column.index < of_file || column.target.is_some());
        let width = used.map(|column| column.index + 1).max().unwrap_or(0).max(of_file);
        let mut ids = vec![false; width as usize];
        let mut numbers = ids.clone();
        for column in session.columns() {
            if let Some(is_number) = numbers.get_mut(column.index as usize) {
                *is_number = column.evidence == Evidence::RowNumbers;
            }
            let mut targets = column.target.iter().chain(column.feeds.iter().map(|feed| &feed.target));
            if let Some(is_id) = ids.get_mut(column.index as usize) {
                *is_id = targets.any(|target| matches!(target, Target::SocialId { .. }));
            }
        }
        Self { width, ids, numbers }
    }

    /// The cells of a row, of all columns but those of row numbers.
    fn cells<'a>(&self, row: &DraftRow<'a>) -> Vec<Out<'a>> {
        let mut cells = vec![Out::text(""); self.width as usize];
        for cell in row.cells() {
            if let Some(place) = cells.get_mut(cell.column() as usize) {
                let is_id = self.is_id(cell.column());
                let (text, kind) = leaving(cell.value(), cell.source(), is_id);
                *place = Out { text, kind, is_id };
            }
        }
        self.without_numbers(cells)
    }

    /// Cells of all columns without those of row numbers.
    fn without_numbers<T>(&self, cells: Vec<T>) -> Vec<T> {
        (0..).zip(cells).filter(|(at, _)| !self.is_number(*at)).map(|(_, cell)| cell).collect()
    }

    fn is_number(&self, column: u32) -> bool {
        self.numbers.get(column as usize).copied().unwrap_or(false)
    }

    fn is_id(&self, column: u32) -> bool {
        self.ids.get(column as usize).copied().unwrap_or(false)
    }

    /// The header's texts; letters where the sheet has none.
    fn header(&self, session: &Session) -> Vec<String> {
        let row = session.header().row.and_then(|number| session.table().index_of(number));
        let row = row.and_then(|index| session.table().row(index));
        let text = |column| match &row {
            Some(row) => match row.cell(column) {
                Some(cell) => cell.text().into_owned(),
                // Made here, for clients to be numbered in.
                None if column >= session.table().width() => "social_id".to_owned(),
                None => String::new(),
            },
            None => crate::mapping::column_letter(column),
        };
        (0..self.width).map(text).collect()
    }
}
