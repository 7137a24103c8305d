//! Delimited text: csv, tsv and their relatives.
//!
//! Two passes over the source, each in windows of bounded size (a small file is fetched whole and
//! held): the first gathers [`Evidence`] on encoding and delimiter from the whole file, the second
//! reads. Every cell is text, exactly as written but for the mark our own writer puts before formulas
//! ([`neutral`]); whether it is a number or a date is for others to say.

mod encoding;
mod evidence;
mod input;
mod letters;
mod neutral;
mod records;
mod shape;
mod text;

use std::io::{Cursor, SeekFrom};
use std::ops::ControlFlow;

use encoding_rs::{Encoding, UTF_8};

use crate::table::{CellKind, TableBuilder};
use crate::workbook::{Limits, Options, Progress, Source, exceeded};
use crate::{Error, Limit, Table};
use evidence::Evidence;
use input::Input;
use records::{Records, Step};

pub(crate) use neutral::neutralise;
pub(crate) use text::{Text, fill};

/// Bytes read from the source at once. Even, so that a UTF-16 unit never straddles two windows.
const WINDOW: usize = 256 << 10;
/// A file up to this size is fetched once and held: two passes over it are in memory. Fetching by
/// slices of a browser's `File` costs as much as reading them.
const HELD: usize = 32 << 20;
/// Bytes fetched between two calls of `progress`.
const FETCH: usize = 1 << 20;
/// Records between two calls of `progress`.
const PROGRESS_RECORDS: u32 = 4096;
/// Records stored by one call of [`Rows::batch`].
const BATCH: u32 = 256;

/// A file of delimited text: its encoding and delimiter are decided.
pub(crate) struct Delimited {
    source: Box<dyn Source>,
    bytes: u64,
    encoding: &'static Encoding,
    delimiter: Option<char>,
    /// Whether the first line is `sep=;`: it counts as row 1 but holds no cells.
    separator_line: bool,
}

impl Delimited {
    /// Decides encoding and delimiter, from `options` where they say so, else from the whole file.
    /// `progress` is called every window.
    pub(crate) fn open(
        mut source: Box<dyn Source>,
        options: &Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Self, Error> {
        let chosen = options.encoding.as_deref().map(encoding::by_label).transpose()?;
        if let Some(delimiter) = options.delimiter.filter(|delimiter| !is_delimiter(*delimiter)) {
            return Err(Error::Unsupported(format!("delimiter {delimiter:?}")));
        }
        if let Some(bytes) = held(&mut *source, progress)? {
            source = Box::new(Cursor::new(bytes));
        }
        let evidence = Evidence::gather(&mut *source, chosen, progress)?;
        let encoding = chosen.unwrap_or_else(|| evidence.encoding());
        let separator = separator_line(&mut *source, encoding)?;
        Ok(Self {
            source,
            bytes: evidence.bytes(),
            encoding,
            delimiter: options.delimiter.or(separator).or_else(|| evidence.delimiter()),
            separator_line: separator.is_some(),
        })
    }

    /// The name of the encoding by the WHATWG standard.
    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// The delimiter; none when every line is one cell.
    pub(crate) const fn delimiter(&self) -> Option<char> {
        self.delimiter
    }

    /// Reads the whole text.
    ///
    /// A row's number is the number of its record, blank records counted: what a spreadsheet
    /// program shows beside it, also when cells before it hold line breaks.
    pub(crate) fn read(
        &mut self,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        self.source.seek(SeekFrom::Start(0))?;
        let mut input = Input::new(&mut *self.source, self.encoding, limits.unpacked_bytes);
        let mut rows = Rows {
            records: Records::new(self.delimiter, limits),
            builder: TableBuilder::new(),
            number: 0,
            max: limits.rows,
            skip: self.separator_line,
        };
        let mut told = 0;
        loop {
            let (taken, step) = rows.batch(input.rest(), input.ended())?;
            input.take(taken);
            match step {
                Step::End => break,
                Step::More => input.more()?,
                Step::Record(_) => {}
            }
            if rows.number - told >= PROGRESS_RECORDS {
                told = rows.number;
                let stored = u32::try_from(rows.builder.len()).unwrap_or(u32::MAX);
                if progress(Progress { done: input.done(), total: self.bytes, rows: stored }).is_break() {
                    return Err(Error::Cancelled);
                }
            }
        }
        Ok(rows.builder.finish())
    }
}

/// Records on their way into a table.
struct Rows {
    records: Records,
    builder: TableBuilder,
    /// Records read so far.
    number: u32,
    max: u32,
    /// Whether the next record counts but holds no cells.
    skip: bool,
}

impl Rows {
    /// Stores the next records of `bytes`, [`BATCH`] at most. Gives how many bytes they are, and what
    /// came of looking for the last one.
    // A function of its own: browsers replace baseline code between calls, never inside one.
    #[inline(never)]
    fn batch(&mut self, bytes: &[u8], ended: bool) -> Result<(usize, Step), Error> {
        let mut taken = 0;
        let mut step = Step::More;
        for _ in 0..BATCH {
            let rest = bytes.get(taken..).unwrap_or_default();
            step = self.records.next(rest, ended)?;
            let Step::Record(length) = step else { break };
            taken += length;
            self.number += 1;
            if self.number > self.max {
                return Err(exceeded(Limit::Rows, u64::from(self.number), u64::from(self.max)));
            }
            if std::mem::take(&mut self.skip) {
                continue;
            }
            self.builder.start_row(self.number, false);
            for (column, cell) in (0..).zip(self.records.cells(rest)) {
                self.builder.push_raw(column, CellKind::Text, neutral::restore(&cell));
            }
        }
        Ok((taken, step))
    }
}

/// The encoding of a page of markup: the one asked for, else what its bytes leave no doubt of, else
/// the one it declares, else the likeliest.
pub(crate) fn encoding_of_markup(
    source: &mut dyn Source,
    options: &Options,
    declared: Option<&'static Encoding>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<&'static Encoding, Error> {
    if let Some(label) = options.encoding.as_deref() {
        return encoding::by_label(label);
    }
    let evidence = Evidence::gather(source, None, progress)?;
    Ok(declared.filter(|_| !evidence.is_certain()).unwrap_or_else(|| evidence.encoding()))
}

/// All bytes of a source that is small enough to hold. `progress` hears of nothing done yet, but may
/// break.
fn held(
    source: &mut dyn Source,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Option<Vec<u8>>, Error> {
    let total = source.seek(SeekFrom::End(0))?;
    let Some(size) = usize::try_from(total).ok().filter(|size| *size <= HELD) else { return Ok(None) };
    source.seek(SeekFrom::Start(0))?;
    let mut bytes = vec![0; size];
    let mut filled = 0;
    for piece in bytes.chunks_mut(FETCH) {
        filled += fill(source, piece)?;
        if progress(Progress { done: 0, total, rows: 0 }).is_break() {
            return Err(Error::Cancelled);
        }
    }
    bytes.truncate(filled);
    Ok(Some(bytes))
}

/// Whether a file can be cut at this character: ASCII, and not one that has a meaning of its own.
const fn is_delimiter(delimiter: char) -> bool {
    delimiter.is_ascii() && !matches!(delimiter, '"' | '\r' | '\n' | '\0')
}

/// The delimiter named by a first line `sep=;`, which Excel honours and does not show. In quotes it is
/// a cell as any other.
fn separator_line(source: &mut dyn Source, encoding: &'static Encoding) -> Result<Option<char>, Error> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = [0; 64];
    let read = fill(source, &mut head)?;
    let head = head.get(..read).unwrap_or_default();
    let text = if encoding == UTF_8 { String::from_utf8_lossy(head) } else { encoding.decode(head).0 };
    let line = text.trim_start_matches('\u{feff}').split(['\r', '\n']).next().unwrap_or_default();
    let Some((key, value)) = line.split_at_checked(4) else { return Ok(None) };
    let mut value = value.chars();
    let delimiter = value.next().filter(|delimiter| is_delimiter(*delimiter));
    Ok(delimiter.filter(|_| value.next().is_none() && key.eq_ignore_ascii_case("sep=")))
}
