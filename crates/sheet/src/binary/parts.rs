//! Parts of a zip archive that holds a workbook.

use std::io::{ErrorKind, Read};

use encoding_rs::UTF_8;
use zip::ZipArchive;

use super::check_archive;
use crate::Error;
use crate::buffered::Buffered;
use crate::delimited::Text;
use crate::markup::token::Tokens;
use crate::workbook::{Limits, Source};

/// An archive within its limits.
pub(super) struct Parts {
    archive: ZipArchive<Buffered<'static>>,
}

impl Parts {
    pub(super) fn open(source: Box<dyn Source>, limits: &Limits) -> Result<Self, Error> {
        let mut archive = ZipArchive::new(Buffered::new(source)?).map_err(damaged)?;
        check_archive(&mut archive, limits)?;
        Ok(Self { archive })
    }

    /// Unpacked bytes of the part, as the archive states them; none where there is no such part.
    /// Names are compared as programs do, without regard to case.
    pub(super) fn size(&mut self, name: &str) -> Option<u64> {
        let at = self.find(name)?;
        self.archive.by_index_raw(at).ok().map(|entry| entry.size())
    }

    /// Reads the part by `read`.
    pub(super) fn with<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut dyn Read) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let at = self.find(name).ok_or_else(|| Error::Damaged(format!("the part {name} is missing")))?;
        let mut entry = self.archive.by_index(at).map_err(damaged)?;
        read(&mut entry).map_err(|error| match error {
            // What is wrong with packed bytes comes as an error of reading.
            Error::Io(error) if is_damage(error.kind()) => Error::Damaged(format!("{name}: {error}")),
            error => error,
        })
    }

    /// Reads a part of markup by `walk`.
    pub(super) fn markup<T>(
        &mut self,
        name: &str,
        limits: &Limits,
        walk: impl FnOnce(&mut Tokens<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.with(name, |mut part| {
            let text = Text::new(&mut part, UTF_8, limits.unpacked_bytes);
            walk(&mut Tokens::new(text, limits))
        })
    }

    fn find(&self, name: &str) -> Option<usize> {
        let exact = self.archive.index_for_name(name);
        exact.or_else(|| {
            let mut names = self.archive.file_names();
            names.position(|found| found.is_ok_and(|found| found.eq_ignore_ascii_case(name)))
        })
    }
}

fn damaged(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(error) if !is_damage(error.kind()) => Error::Io(error),
        error => Error::Damaged(format!("zip: {error}")),
    }
}

const fn is_damage(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof)
}
