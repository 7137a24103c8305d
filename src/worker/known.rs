//! Clients that are known already: read from a file, or handed in; `asking` asks a backend.

use std::io::{self, Write as _};
use std::sync::Arc;

use importer_core::product::ProductError;
use importer_core::{self as core, Known, KnownError, Origin, Session};
use web_sys::File;

use super::make::{Made, Pieces};
use super::open::{self, OpenFile};
use super::source::FileSource;
use super::views::small;
use crate::protocol::{Failure, KnownChoices, KnownClients, KnownSource, OpenOptions, Progress};

/// Reads a file of known clients, and packs them for the worker that has the open file.
///
/// # Errors
/// The codes of reading and of [`KnownError`].
pub(super) fn read(file: &File, config: Option<&str>, tell: super::Report<'_>) -> Result<Made, Failure> {
    let config = Arc::new(open::config(config)?);
    let mut workbook = open::workbook(file, &OpenOptions::default(), &config, tell)?;
    let opened = Session::open(&config, &mut workbook, None, &mut open::reading(tell));
    let (_, sheet) = opened.map_err(|error| open::failure(&error))?;
    let known = Known::of_sheet(&sheet, &file.name(), &mut |done, total| {
        tell(Progress::Checking { done: done as u64, total: total as u64 })
    });
    let known = known.map_err(|error| failure(&error).with("file", file.name()))?;
    // The table is not needed any more, and packing needs room.
    drop(sheet);
    let mut pieces = Pieces::default();
    let full = |error: io::Error| super::make::failure(ProductError::Write(error.into()));
    known.pack(&mut pieces).map_err(full)?;
    pieces.flush().map_err(full)?;
    pieces.made(file.name(), "application/octet-stream")
}

/// Takes in what [`read`] packed.
///
/// # Errors
/// `known.unreadable`, `known.too_many`.
pub(super) fn add(open: &mut OpenFile, packed: &File) -> Result<(), Failure> {
    let unreadable = |error: io::Error| Failure::new("known.unreadable").with("detail", error);
    let mut source = io::BufReader::new(FileSource::new(packed).map_err(unreadable)?);
    let known = Known::unpack(&mut source).map_err(unreadable)?;
    open.session.add_known(known).map_err(|error| failure(&error))
}

/// Takes in what the page around handed over.
///
/// # Errors
/// The codes of [`KnownError`].
pub(super) fn hand(open: &mut OpenFile, json: &str) -> Result<(), Failure> {
    let known = Known::of_rows(open.session.config(), json).map_err(|error| failure(&error))?;
    open.session.add_known(known).map_err(|error| failure(&error))
}

/// Decides about known clients.
///
/// # Errors
/// `choice.refused`.
pub(super) fn decide(session: &mut Session, choices: &KnownChoices) -> Result<(), Failure> {
    if session.assumed_messenger() != choices.assumed.as_deref() {
        session.assume_messenger(choices.assumed.as_deref()).map_err(super::refused)?;
    }
    session.set_known_choices(core::KnownChoices { clears: choices.clears, sends_same: choices.sends_same });
    Ok(())
}

pub(super) fn failure(error: &KnownError) -> Failure {
    Failure::new(error.code()).with("detail", error)
}

/// How the open file compares; none where nobody is known.
pub(super) fn overview(session: &Session) -> Option<KnownClients> {
    let known = session.known()?;
    let comparison = session.comparison().unwrap_or_default();
    let choices = session.known_choices();
    Some(KnownClients {
        sources: known.sources().map(source).collect(),
        clients: small(known.clients()),
        undecided: known.undecided(),
        assumed: session.assumed_messenger().map(str::to_owned),
        clears: choices.clears,
        sends_same: choices.sends_same,
        new: comparison.new,
        changed: comparison.changed,
        same: comparison.same,
        second_card: comparison.second_card,
        not_compared: comparison.not_compared,
        unasked: if known.is_asked() { comparison.unasked } else { 0 },
        outranked: small(known.outranked()),
        to_send: comparison.to_send,
    })
}

fn source(source: &core::Source) -> KnownSource {
    let (kind, name) = match &source.origin {
        Origin::File { name } => ("file", name.as_str()),
        Origin::Host => ("host", ""),
        Origin::Backend => ("backend", ""),
        Origin::Delivered => ("delivered", ""),
    };
    KnownSource {
        kind: kind.to_owned(),
        name: name.to_owned(),
        clients: source.clients,
        problems: source.problems().map(|(code, count)| (code.to_owned(), count)).collect(),
    }
}
