//! The zip archive as a package of parts: names, relationships, unpacking within limits. Knows no
//! spreadsheets.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::encoding::Utf8;
use super::scan::{Feed, Scanner};
use crate::buffered::Buffered;
use crate::{Error, Limit, Limits, Progress, Source};

/// Unpacked bytes between two calls of `progress`: a few milliseconds, some thousand rows.
const REPORT_EVERY: u64 = 1 << 20;
/// Unpacked bytes a part may have before its ratio is looked at.
const RATIO_FROM: u64 = 1 << 20;

/// A part's place in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartId(usize);

/// An opened archive.
pub(super) struct Package {
    archive: ZipArchive<Buffered<'static>>,
    /// Parts by folded name.
    names: HashMap<String, PartId>,
    packed_read: Rc<Cell<u64>>,
}

/// One relationship of a part, its target resolved.
#[derive(Debug)]
pub(super) struct Relationship {
    pub(super) id: String,
    /// The type's last segment (`worksheet`): the same in strict and transitional files.
    pub(super) kind: String,
    /// The target's folded name.
    pub(super) target: String,
}

impl Package {
    pub(super) fn open(source: Box<dyn Source>, limits: &Limits) -> Result<Self, Error> {
        let source = Buffered::new(source)?;
        let packed_read = source.counter();
        let archive = ZipArchive::new(source).map_err(zip_error)?;
        let (value, max) = (archive.len() as u64, u64::from(limits.entries));
        if value > max {
            return Err(Error::Limit { limit: Limit::Entries, value, max });
        }
        let mut names = HashMap::new();
        for (index, raw) in archive.file_names_raw().enumerate() {
            names.entry(fold(&String::from_utf8_lossy(raw))).or_insert(PartId(index));
        }
        Ok(Self { archive, names, packed_read })
    }

    /// The part of this name in any case.
    pub(super) fn find(&self, name: &str) -> Option<PartId> {
        self.names.get(&fold(name)).copied()
    }

    /// Whether any part lies in this folder (`word/`).
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.names.keys().any(|name| name.starts_with(folder))
    }

    /// A part's name as the archive has it.
    pub(super) fn name(&self, part: PartId) -> String {
        let name = self.archive.name_for_index(part.0).and_then(Result::ok);
        name.map_or_else(String::new, std::borrow::Cow::into_owned)
    }

    /// A part's size in the archive.
    pub(super) fn packed_size(&self, part: PartId) -> u64 {
        self.archive.by_index_data(part.0).map_or(0, |entry| entry.compressed_size())
    }

    /// Begins to read a part. `report` hears of every megabyte and may stop it.
    pub(super) fn scan<'a, 'p>(
        &'a mut self,
        part: PartId,
        limits: &Limits,
        report: &'a Report<'p>,
    ) -> Result<Scanner<Utf8<Part<'a, 'p>>>, Error> {
        let name = self.name(part);
        let packed_read = Rc::clone(&self.packed_read);
        let file = self.archive.by_index(part.0).map_err(zip_error)?;
        let feed = Part {
            packed_size: file.compressed_size(),
            packed_start: packed_read.get(),
            packed_read,
            file,
            unpacked: 0,
            next_report: REPORT_EVERY,
            max_unpacked: limits.unpacked_bytes,
            max_ratio: limits.ratio,
            name: name.clone(),
            report,
        };
        Ok(Scanner::new(Utf8::new(feed), &name, limits))
    }

    /// The relationships of the part of this name; none if it has no relationships part. The empty
    /// name means the package itself.
    pub(super) fn relationships(&mut self, of: &str, limits: &Limits) -> Result<Vec<Relationship>, Error> {
        let (folder, file) = of.rsplit_once('/').map_or(("", of), |(folder, file)| (folder, file));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(part) = self.find(&format!("{folder}{slash}_rels/{file}.rels")) else {
            return Ok(Vec::new());
        };
        let report = Report::silent();
        let mut scanner = self.scan(part, limits, &report)?;
        let mut found = Vec::new();
        scanner.child()?;
        while let Some(tag) = scanner.child()? {
            if tag.name() == b"Relationship" && tag.attribute(b"TargetMode") != Some(b"External") {
                let kind = tag.text(b"Type").unwrap_or_default();
                let target = tag.text(b"Target").unwrap_or_default();
                found.push(Relationship {
                    id: tag.text(b"Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolve(folder, &target),
                });
            }
            scanner.skip()?;
        }
        scanner.drain()?;
        Ok(found)
    }
}

/// Tells the caller how far reading has come, over all the parts of one job.
pub(super) struct Report<'p> {
    progress: RefCell<Option<&'p mut dyn FnMut(Progress) -> ControlFlow<()>>>,
    /// Packed bytes of the parts that are finished.
    before: Cell<u64>,
    total: u64,
    rows: Cell<u32>,
}

impl<'p> Report<'p> {
    pub(super) fn new(total: u64, progress: &'p mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        Self { progress: RefCell::new(Some(progress)), total, ..Self::silent() }
    }

    /// For small parts nobody waits for.
    pub(super) fn silent() -> Self {
        Self { progress: RefCell::new(None), before: Cell::new(0), total: 0, rows: Cell::new(0) }
    }

    /// Says how many rows are stored.
    pub(super) fn set_rows(&self, rows: usize) {
        self.rows.set(u32::try_from(rows).unwrap_or(u32::MAX));
    }

    /// A part of this many packed bytes is finished.
    pub(super) fn finished(&self, packed: u64) -> Result<(), Error> {
        self.before.set(self.before.get() + packed);
        self.call(0)
    }

    fn call(&self, done: u64) -> Result<(), Error> {
        let done = (self.before.get() + done).min(self.total);
        let progress = Progress { done, total: self.total, rows: self.rows.get() };
        match self.progress.borrow_mut().as_mut().map(|call| call(progress)) {
            None | Some(ControlFlow::Continue(())) => Ok(()),
            Some(ControlFlow::Break(())) => Err(Error::Cancelled),
        }
    }
}

/// A part being unpacked.
pub(super) struct Part<'a, 'p> {
    file: ZipFile<'a, Buffered<'static>>,
    packed_size: u64,
    packed_start: u64,
    packed_read: Rc<Cell<u64>>,
    unpacked: u64,
    next_report: u64,
    max_unpacked: u64,
    max_ratio: u64,
    name: String,
    report: &'a Report<'p>,
}

impl Feed for Part<'_, '_> {
    fn read(&mut self, window: &mut [u8]) -> Result<usize, Error> {
        let read = self.file.read(window).map_err(|error| unpack_error(error, &self.name))?;
        self.unpacked += read as u64;
        if self.unpacked > self.max_unpacked {
            let (value, max) = (self.unpacked, self.max_unpacked);
            return Err(Error::Limit { limit: Limit::UnpackedBytes, value, max });
        }
        let packed = self.packed_read.get() - self.packed_start;
        let value = self.unpacked / packed.max(1);
        if self.unpacked > RATIO_FROM && value > self.max_ratio {
            return Err(Error::Limit { limit: Limit::Ratio, value, max: self.max_ratio });
        }
        if self.unpacked >= self.next_report {
            self.next_report = self.unpacked + REPORT_EVERY;
            self.report.call(packed.min(self.packed_size))?;
        }
        Ok(read)
    }
}

/// Names are compared as Excel does: without regard to case, to either slash, or to a leading one.
fn fold(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// The part a relationship of a part in `folder` points at, folded.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let base = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for segment in base.split('/').chain(target.split('/')) {
        match segment {
            "" | "." => {}
            ".." => drop(path.pop()),
            _ => path.push(segment),
        }
    }
    fold(&path.join("/").replace("%20", " "))
}

/// Handles what the zip reader says of the archive itself.
fn zip_error(error: ZipError) -> Error {
    match error {
        ZipError::Io(error) => unpack_error(error, "archive"),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Error::PasswordProtected
        }
        ZipError::UnsupportedArchive(what) => Error::Unsupported(format!("zip: {what}")),
        ZipError::CompressionMethodNotSupported(method) => {
            Error::Unsupported(format!("zip compression method {method}"))
        }
        other => Error::Damaged(format!("zip: {other}")),
    }
}

/// Tells a damaged archive from a source that cannot be read.
fn unpack_error(error: std::io::Error, part: &str) -> Error {
    use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | UnexpectedEof => Error::Damaged(format!("{error} ({part})")),
        _ => Error::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved() {
        fn check(folder: &str, target: &str, expected: &str) {
            assert_eq!(resolve(folder, target), expected, "{folder} {target}");
        }
        check("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml");
        check("xl", "/xl/worksheets/Sheet1.xml", "xl/worksheets/sheet1.xml");
        check("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml");
        check("xl", "\\xl\\sheet1.xml", "xl/sheet1.xml");
        check("xl", "../xl/./sheet1.xml", "xl/sheet1.xml");
        check("xl", "../../../sheet1.xml", "sheet1.xml");
        check("", "xl/workbook.xml", "xl/workbook.xml");
        check("", "./xl//workbook.xml#x", "xl/workbook.xml");
    }
}
