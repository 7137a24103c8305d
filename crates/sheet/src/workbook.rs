//! A file recognised by its content, and the sheets it offers.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use crate::binary::{Ods, Xls, Xlsb};
use crate::delimited::Delimited;
use crate::detect::{Kind, detect};
use crate::markup::Markup;
use crate::xlsx::Xlsx;
use crate::{Error, Limit, Table};

/// Where the bytes come from: a file, a buffer, slices of a browser `File`.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// What kind of file it is, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML (xlsx, xlsm, xltx).
    Xlsx,
    /// Excel 97–2003 and 5/95 binary.
    Xls,
    /// Excel binary workbook.
    Xlsb,
    /// OpenDocument spreadsheet.
    Ods,
    /// Delimited text: comma, semicolon, tab or bar.
    Csv,
    /// Tables of an HTML page, under whatever name.
    Html,
    /// SpreadsheetML 2003, the XML of Excel 2002 and 2003.
    SpreadsheetMl,
}

impl Format {
    /// A stable lower-case name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::SpreadsheetMl => "spreadsheetml",
        }
    }
}

/// Whether the author hid a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// An ordinary sheet.
    Visible,
    /// Hidden by the menu.
    Hidden,
    /// Hidden by a macro; Excel's menu does not list it.
    VeryHidden,
}

/// A worksheet of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// The name on the tab. An empty string for delimited text; for a table of a page its caption or
    /// number, or an empty string where it is the only one.
    pub name: String,
    /// Whether the author hid it.
    pub visibility: Visibility,
}

/// What is known of a file before any sheet is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// The kind of file, by content.
    pub format: Format,
    /// The encoding of delimited text and of HTML and XML (`UTF-8`, `windows-1251`, …).
    pub encoding: Option<&'static str>,
    /// The delimiter of delimited text; none when every line is one cell.
    pub delimiter: Option<char>,
    /// Worksheets in the order of the tabs.
    pub sheets: Vec<SheetInfo>,
}

/// Bounds; see [`crate::Limit`] for what each one means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[expect(missing_docs, reason = "each field is the limit of the same name")]
pub struct Limits {
    pub unpacked_bytes: u64,
    pub ratio: u64,
    pub rows: u32,
    pub columns: u32,
    pub cell_bytes: u32,
    pub shared_strings: u32,
    pub depth: u32,
    pub sheets: u32,
    pub entries: u32,
    pub merged_areas: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            unpacked_bytes: 4 << 30,
            // Deflate cannot exceed 1032; real sheets of repeated rows come near 200.
            ratio: 1_032,
            rows: 1 << 20,
            columns: 1 << 14,
            cell_bytes: 1 << 20,
            shared_strings: 16 << 20,
            depth: 64,
            sheets: 1_024,
            entries: 16_384,
            // Pairs of cells in every row of the longest sheet.
            merged_areas: 1 << 20,
        }
    }
}

/// How to read; the defaults decide everything from the file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Bounds.
    pub limits: Limits,
    /// Use this encoding (a WHATWG label) for delimited text, HTML and XML instead of the detected one.
    pub encoding: Option<String>,
    /// Use this delimiter for delimited text instead of the detected one.
    pub delimiter: Option<char>,
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of work done, of `total`.
    pub done: u64,
    /// Bytes of work in all; an estimate that does not shrink.
    pub total: u64,
    /// Non-empty rows stored so far.
    pub rows: u32,
}

/// The error for a bound that does not hold.
pub(crate) fn exceeded(limit: Limit, value: u64, max: u64) -> Error {
    Error::Limit { limit, value, max }
}

/// An opened file.
pub struct Workbook {
    info: Info,
    limits: Limits,
    reader: Reader,
}

enum Reader {
    Xlsx(Box<Xlsx>),
    Xls(Xls),
    Xlsb(Box<Xlsb>),
    Ods(Box<Ods>),
    Delimited(Box<Delimited>),
    Markup(Box<Markup>),
}

impl Workbook {
    /// Recognises the file and lists its sheets; reads as little as that takes. Of text and markup
    /// that is all of it once: encoding and delimiter are decided from the whole file.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn open(source: Box<dyn Source>, options: Options) -> Result<Self, Error> {
        Self::open_with_progress(source, options, &mut |_| ControlFlow::Continue(()))
    }

    /// [`open`](Self::open) of a file that may be big: where the whole of it has to be read,
    /// `progress` is called every 256 KB or so, with `rows` 0; breaking from it stops with
    /// [`Error::Cancelled`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn open_with_progress(
        mut source: Box<dyn Source>,
        options: Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Self, Error> {
        let limits = &options.limits;
        let (format, reader, sheets) = match detect(&mut *source, limits)? {
            Kind::Xlsx => {
                let xlsx = Xlsx::open(source, limits)?;
                let sheets = xlsx.sheets().to_vec();
                (Format::Xlsx, Reader::Xlsx(Box::new(xlsx)), sheets)
            }
            Kind::Xls => {
                let (xls, sheets) = Xls::open(source, limits)?;
                (Format::Xls, Reader::Xls(xls), sheets)
            }
            Kind::Xlsb => {
                let (xlsb, sheets) = Xlsb::open(source, limits)?;
                (Format::Xlsb, Reader::Xlsb(Box::new(xlsb)), sheets)
            }
            Kind::Ods => {
                let (ods, sheets) = Ods::open(source, limits)?;
                (Format::Ods, Reader::Ods(Box::new(ods)), sheets)
            }
            Kind::Text => {
                let delimited = Box::new(Delimited::open(source, &options, progress)?);
                let sheet = SheetInfo { name: String::new(), visibility: Visibility::Visible };
                (Format::Csv, Reader::Delimited(delimited), vec![sheet])
            }
            Kind::Markup => {
                let (markup, sheets) = Markup::open(source, &options, progress)?;
                (markup.format(), Reader::Markup(Box::new(markup)), sheets)
            }
        };
        if sheets.is_empty() {
            return Err(Error::NoSheets);
        }
        if sheets.len() > limits.sheets as usize {
            return Err(exceeded(Limit::Sheets, sheets.len() as u64, u64::from(limits.sheets)));
        }
        let (encoding, delimiter) = match &reader {
            Reader::Delimited(delimited) => (Some(delimited.encoding()), delimited.delimiter()),
            Reader::Markup(markup) => (Some(markup.encoding()), None),
            _ => (None, None),
        };
        let info = Info { format, encoding, delimiter, sheets };
        Ok(Self { info, limits: options.limits, reader })
    }

    /// What was found.
    #[must_use]
    pub const fn info(&self) -> &Info {
        &self.info
    }

    /// Reads one sheet whole. `progress` is called every few thousand rows; breaking from it stops
    /// with [`Error::Cancelled`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn read(
        &mut self,
        sheet: usize,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        if sheet >= self.info.sheets.len() {
            return Err(Error::NoSuchSheet(sheet.to_string()));
        }
        match &mut self.reader {
            Reader::Xlsx(xlsx) => xlsx.read(sheet, &self.limits, progress),
            Reader::Xls(xls) => xls.read(sheet, &self.limits, progress),
            Reader::Xlsb(xlsb) => xlsb.read(sheet, &self.limits, progress),
            Reader::Ods(ods) => ods.read(sheet, &self.limits, progress),
            Reader::Delimited(delimited) => delimited.read(&self.limits, progress),
            Reader::Markup(markup) => markup.read(sheet, &self.limits, progress),
        }
    }
}
