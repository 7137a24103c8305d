//! Clients that are known already: read from a file, handed in, or asked of a backend.

use std::cell::{Cell, RefCell};
use std::io::{self, Write as _};
use std::sync::Arc;

use futures::channel::oneshot;
use gloo::timers::callback::Timeout;
use importer_contract::ClientLookup;
use importer_core::delivery::{Call, Failure as Stopped, Lost, Reply as HttpReply};
use importer_core::product::ProductError;
use importer_core::{self as core, Asking, Known, KnownError, Origin, Session};
use web_sys::{AbortController, File};

use super::make::{Made, Pieces};
use super::open::{self, OpenFile};
use super::pickers::backend;
use super::send;
use super::source::FileSource;
use super::transport::Backend;
use super::views::small;
use crate::protocol::{Failure, KnownChoices, KnownClients, KnownSource, OpenOptions, Progress};

/// A call that fails in passing is made so many times.
const ATTEMPTS: u32 = 5;
/// The first wait between two of them; each further one is twice as long.
const FIRST_WAIT_MS: u32 = 500;

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

/// Asks the backend at `base` about every client that can be sent. Nothing is taken over before all is
/// answered.
///
/// # Errors
/// `send.network` and its like, `known.other_ids`, `known.stopped`.
pub(super) async fn ask(
    open: &RefCell<Option<OpenFile>>,
    base: String,
    token: Option<String>,
    stopped: &Cell<bool>,
    tell: impl Fn(Progress),
) -> Result<(), Failure> {
    stopped.set(false);
    let backend = backend(base, token)?;
    let mut asking = with(open, |open| Asking::new(&open.session))?;
    loop {
        let asked = asking.asked();
        tell(Progress::Asking { done: asked.done as u64, total: asked.total as u64 });
        let Some(question) = with(open, |open| asking.next(&open.session))? else { break };
        let reply = exchange(&backend, &question, stopped).await?;
        with(open, |open| asking.answer(&open.session, &question, &reply))?.map_err(|error| told(&error))?;
    }
    with(open, |open| open.session.add_known(asking.finish()))?.map_err(|error| failure(&error))
}

async fn exchange(
    backend: &Backend,
    question: &ClientLookup,
    stopped: &Cell<bool>,
) -> Result<HttpReply, Failure> {
    let body = serde_json::to_string(question).unwrap_or_default();
    let path = "/clients/lookup".to_owned();
    let call = Call { id: 0, method: "POST", path, idempotency_key: None, body };
    let abort = AbortController::new().map_err(|_| Failure::new("send.network"))?;
    let mut wait = FIRST_WAIT_MS;
    for attempt in 1.. {
        if stopped.get() {
            return Err(Failure::new("known.stopped"));
        }
        let answer = backend.call(&call, &abort.signal()).await;
        let passing = match &answer {
            Ok(reply) => matches!(reply.status, 408 | 425 | 429 | 500 | 502..=599),
            Err(_) => true,
        };
        if !passing || attempt == ATTEMPTS {
            return answer.map_err(|lost| match lost {
                Lost::Unreachable(reason) => Failure::new("send.network").with("detail", reason),
                Lost::Silent(seconds) => Failure::new("send.silent").with("count", seconds),
            });
        }
        let asked = answer.ok().and_then(|reply| reply.retry_after_s).unwrap_or(0).min(60);
        sleep(wait.max(u32::try_from(asked * 1_000).unwrap_or(wait))).await;
        wait *= 2;
    }
    Err(Failure::new("send.network"))
}

async fn sleep(after_ms: u32) {
    let (done, waited) = oneshot::channel();
    let _alarm = Timeout::new(after_ms, move || {
        let _ = done.send(());
    });
    let _ = waited.await;
}

fn with<T>(open: &RefCell<Option<OpenFile>>, answer: impl FnOnce(&mut OpenFile) -> T) -> Result<T, Failure> {
    open.borrow_mut().as_mut().map(answer).ok_or_else(super::nothing_open)
}

fn told(error: &Stopped) -> Failure {
    match error {
        Stopped::Disagrees { .. } => Failure::new("known.other_ids"),
        Stopped::Refused { status: 404, .. } => Failure::new("known.no_lookup"),
        error => send::stopped(error, false),
    }
}

fn failure(error: &KnownError) -> Failure {
    Failure::new(error.code()).with("detail", error)
}

/// How the open file compares; none where nobody is known.
pub(super) fn overview(session: &Session) -> Option<KnownClients> {
    let known = session.known()?;
    let comparison = session.comparison().unwrap_or_default();
    let choices = session.known_choices();
    Some(KnownClients {
        sources: known.sources().iter().map(source).collect(),
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
        to_send: comparison.to_send,
    })
}

fn source(source: &core::Source) -> KnownSource {
    let (kind, name) = match &source.origin {
        Origin::File { name } => ("file", name.as_str()),
        Origin::Host => ("host", ""),
        Origin::Backend => ("backend", ""),
    };
    KnownSource {
        kind: kind.to_owned(),
        name: name.to_owned(),
        clients: source.clients,
        problems: source.problems().map(|(code, count)| (code.to_owned(), count)).collect(),
    }
}
