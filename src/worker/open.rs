//! A file read, decided and checked.

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{Config, Session, at_once, report};
use importer_sheet::{Error, Info, Options, Workbook};
use web_sys::File;

use super::send::Sending;
use super::source::{FileSource, whole};
use super::views;
use super::{Report, mapping};
use crate::protocol::{Failure, OpenOptions, Overview, Progress};

/// The open file.
pub struct OpenFile {
    pub(super) file: File,
    info: Info,
    sheet: usize,
    pub(super) session: Session,
    /// What is known of its deliveries.
    pub(super) sending: Sending,
}

impl OpenFile {
    /// Reads and checks `file`.
    ///
    /// # Errors
    /// The codes of [`Error`], and `file.no_rows`.
    pub(super) fn read(file: &File, options: &OpenOptions, tell: Report<'_>) -> Result<Self, Failure> {
        let config = Arc::new(config(options.config.as_deref())?);
        let mut workbook = workbook(file, options, &config, tell)?;
        let info = workbook.info().clone();
        let (sheet, session) = Session::open(&config, &mut workbook, options.sheet, &mut reading(tell))
            .map_err(|error| failure(&error))?;
        let mut open = Self { file: file.clone(), info, sheet, session, sending: Sending::default() };
        let _ = at_once(open.check(tell));
        if open.session.summary().rows == 0 {
            return Err(Failure::new("file.no_rows"));
        }
        Ok(open)
    }

    /// Checks what has changed, until `tell` breaks off.
    pub(super) async fn check(&mut self, tell: Report<'_>) -> ControlFlow<()> {
        let mut tell = |done, total| tell(Progress::Checking { done: done as u64, total: total as u64 });
        self.session.check_piecemeal(&mut |done, total| tell(done, total)).await
    }

    /// Checks to the end: the way back to a state that was whole.
    pub(super) async fn check_whatever_is_said(&mut self, tell: Report<'_>) {
        let _ = self
            .check(&mut |progress| {
                let _ = tell(progress);
                ControlFlow::Continue(())
            })
            .await;
    }

    /// The report of the check, JSON.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn report(&self, to: impl std::io::Write) -> std::io::Result<()> {
        let name = self.file.name();
        let report = report::Report::new(&name, &self.info, self.sheet_name(), &self.session);
        Ok(serde_json::to_writer(to, &report)?)
    }

    /// The name of the sheet; empty where it has none.
    pub(super) fn sheet_name(&self) -> &str {
        self.info.sheets.get(self.sheet).map_or("", |sheet| &sheet.name)
    }

    pub(super) fn overview(&self) -> Overview {
        let mut overview = views::overview(&self.session);
        mapping::describe(&self.session, &mut overview);
        overview.file = self.file.name();
        overview.size = whole(self.file.size());
        overview.format = self.info.format.code().to_owned();
        overview.encoding = self.info.encoding.map(str::to_owned);
        overview.delimiter = self.info.delimiter;
        overview.sheet = self.sheet;
        overview.sheets = views::sheets(&self.info);
        let again = importer_core::delivery::again(&self.session, &self.sending.refused);
        overview.repaired = u32::try_from(again.repaired).unwrap_or(u32::MAX);
        overview.refused = u32::try_from(again.refused).unwrap_or(u32::MAX);
        overview
    }
}

/// The built-in configuration with what the page says over it.
///
/// # Errors
/// `host.config`, with the place and the reason.
pub(super) fn config(json: Option<&str>) -> Result<Config, Failure> {
    let Some(json) = json else { return Ok(Config::builtin()) };
    Config::from_json(json)
        .map_err(|error| Failure::new("host.config").with("path", &error.path).with("detail", &error.message))
}

/// Recognises `file`.
///
/// # Errors
/// The codes of [`Error`].
pub(super) fn workbook(
    file: &File,
    options: &OpenOptions,
    config: &Config,
    tell: Report<'_>,
) -> Result<Workbook, Failure> {
    let reading_as = Options {
        limits: config.limits.clone(),
        encoding: options.encoding.clone(),
        delimiter: options.delimiter,
    };
    let source = FileSource::new(file).map_err(|error| failure(&Error::Io(error)))?;
    Workbook::open_with_progress(Box::new(source), reading_as, &mut reading(tell))
        .map_err(|error| failure(&error))
}

/// Tells how far reading is.
pub(super) fn reading(tell: Report<'_>) -> impl FnMut(importer_sheet::Progress) -> ControlFlow<()> {
    |progress| tell(Progress::Reading { done: progress.done, total: progress.total, rows: progress.rows })
}

/// The wire form of a reading error.
pub(super) fn failure(error: &Error) -> Failure {
    let failure = Failure::new(error.code()).with("detail", error);
    match error {
        Error::Limit { limit, value, max } => {
            failure.with("limit", limit.code()).with("found", value).with("max", max)
        }
        _ => failure,
    }
}
