//! A cell on its way out: what it holds, and how it is to look.

use crate::table::CellKind;

/// How a cell catches the eye. The colours are those of Excel's own styles "Bad" and "Neutral".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// Not at all.
    #[default]
    None,
    /// On amber.
    Warning,
    /// On red.
    Error,
}

/// A cell to write.
#[derive(Debug, Clone, Copy)]
pub struct OutCell<'a> {
    /// Its text; none for an empty cell.
    pub text: &'a str,
    /// What it is.
    pub kind: CellKind,
    /// A number goes out as it stands, even one of more digits than programs keep: it has lost some
    /// already, and as text nobody could tell. Others are text then, so that they lose nothing.
    pub as_stored: bool,
    /// How it looks.
    pub mark: Mark,
    /// What pops up beside it; empty for nothing.
    pub note: &'a str,
}

impl<'a> OutCell<'a> {
    /// Plain text.
    #[must_use]
    pub const fn text(text: &'a str) -> Self {
        Self { text, kind: CellKind::Text, as_stored: false, mark: Mark::None, note: "" }
    }
}

impl<'a> From<(&'a str, CellKind)> for OutCell<'a> {
    fn from((text, kind): (&'a str, CellKind)) -> Self {
        Self { kind, ..Self::text(text) }
    }
}

/// A column of a sheet to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutColumn {
    /// Its width in characters; 0 for the program's own.
    pub width: u16,
    /// Whether it is hidden.
    pub hidden: bool,
}
