//! Markup: what CRMs call `.xls` and is an HTML page or SpreadsheetML 2003; and the tokens that
//! OpenDocument is read by.
//!
//! Pages are walked twice, once for their sheets and once for a sheet's cells, and never held whole.

pub(crate) mod entity;
pub(crate) mod token;

mod html;
mod shown;
mod spreadsheetml;

#[cfg(test)]
mod tests;

use std::io::SeekFrom;
use std::ops::ControlFlow;

use encoding_rs::Encoding;

use self::html::Html;
use self::spreadsheetml::SpreadsheetMl;
use self::token::{Token, Tokens};
use crate::delimited::{Text, encoding_of_markup, fill};
use crate::workbook::{Format, Limits, Options, Progress, SheetInfo, Source};
use crate::{Error, NotASpreadsheet, Table};

/// Bytes in which a page says its encoding.
const HEAD: usize = 4096;

/// A page whose encoding and sheets are known.
pub(crate) struct Markup {
    source: Box<dyn Source>,
    bytes: u64,
    encoding: &'static Encoding,
    kind: Kind,
}

enum Kind {
    Html(Html),
    SpreadsheetMl(SpreadsheetMl),
}

impl Markup {
    /// Decides the encoding and finds the sheets. Both take the whole file once.
    pub(crate) fn open(
        mut source: Box<dyn Source>,
        options: &Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(Self, Vec<SheetInfo>), Error> {
        let bytes = source.seek(SeekFrom::End(0))?;
        let mut half =
            |done: u64, from: u64| progress(Progress { done: from + done / 2, total: bytes, rows: 0 });
        let declared = declared_encoding(&mut *source)?;
        let encoding = encoding_of_markup(&mut *source, options, declared, &mut |at| half(at.done, 0))?;
        let mut step = |done: u64, _| match half(done, bytes / 2) {
            ControlFlow::Break(()) => Err(Error::Cancelled),
            ControlFlow::Continue(()) => Ok(()),
        };
        let limits = &options.limits;
        let spreadsheet = root(&mut tokens(&mut *source, encoding, limits)?)?;
        let mut tokens = tokens(&mut *source, encoding, limits)?;
        let (kind, sheets) = if spreadsheet {
            let (book, sheets) = SpreadsheetMl::open(&mut tokens, &mut step)?;
            (Kind::SpreadsheetMl(book), sheets)
        } else {
            let (page, sheets) = Html::open(&mut tokens, limits, &mut step)?;
            (Kind::Html(page), sheets)
        };
        if sheets.is_empty() {
            return Err(Error::NotASpreadsheet(NotASpreadsheet::Html));
        }
        Ok((Self { source, bytes, encoding, kind }, sheets))
    }

    /// Which of the two it is.
    pub(crate) const fn format(&self) -> Format {
        match self.kind {
            Kind::Html(_) => Format::Html,
            Kind::SpreadsheetMl(_) => Format::SpreadsheetMl,
        }
    }

    /// The name of the encoding by the WHATWG standard.
    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let total = self.bytes;
        let mut step = |done, rows| match progress(Progress { done, total, rows }) {
            ControlFlow::Break(()) => Err(Error::Cancelled),
            ControlFlow::Continue(()) => Ok(()),
        };
        let mut tokens = tokens(&mut *self.source, self.encoding, limits)?;
        match &self.kind {
            Kind::Html(page) => page.read(sheet, &mut tokens, limits, &mut step),
            Kind::SpreadsheetMl(book) => book.read(sheet, &mut tokens, limits, &mut step),
        }
    }
}

fn tokens<'a>(
    source: &'a mut dyn Source,
    encoding: &'static Encoding,
    limits: &Limits,
) -> Result<Tokens<'a>, Error> {
    source.seek(SeekFrom::Start(0))?;
    Ok(Tokens::new(Text::new(source, encoding, limits.unpacked_bytes), limits))
}

/// Whether the first element is a SpreadsheetML workbook.
fn root(tokens: &mut Tokens<'_>) -> Result<bool, Error> {
    while let Some(token) = tokens.next()? {
        if let Token::Start(tag) = token {
            return Ok(spreadsheetml::local(tag.name()) == "Workbook");
        }
    }
    Ok(false)
}

/// The encoding a page says it has: `<meta charset>`, `<meta content="…; charset=…">` or the XML
/// declaration, whichever comes first.
fn declared_encoding(source: &mut dyn Source) -> Result<Option<&'static Encoding>, Error> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = [0; HEAD];
    let read = fill(source, &mut head)?;
    let head = head.get(..read).unwrap_or_default();
    let head: String = head.iter().map(|&byte| char::from(byte.to_ascii_lowercase())).collect();
    let label = |key: &str| {
        let (before, after) = head.split_once(key)?;
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:.".contains(letter));
        let label = value.get(..end.unwrap_or(value.len()))?;
        Some((before.len(), Encoding::for_label_no_replacement(label.as_bytes())?))
    };
    let found = [label("charset"), label("encoding")].into_iter().flatten();
    Ok(found.min_by_key(|&(at, _)| at).map(|(_, encoding)| encoding))
}
