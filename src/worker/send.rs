//! Delivery from the worker: the core says which call to make, this makes it.

use std::cell::RefCell;

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo::timers::callback::Timeout;
use importer_contract::SourceFile;
use importer_core::delivery::{
    Assignment, Delivery, Failure as Stopped, Fingerprint, Next, Outcome, Reply, SendSettings,
};
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, File};

use super::open::OpenFile;
use super::source::whole;
use super::transport;
use crate::engine::describe;
use crate::protocol::{Failure, Pickers, Progress, SendOptions, Sent};

/// Calls under way have this long to be answered after the person stopped.
const GRACE_MS: u32 = 3_000;
/// Bytes hashed at once.
const SLICE: u64 = 8 << 20;

/// What the delivery waits for.
pub(super) enum Event {
    Answer(u32, Result<Reply, String>),
    Tick,
    /// The person wants it to stop.
    Stop,
    /// They have waited long enough for the calls under way.
    Abort,
}

/// Where a delivery can be stopped.
pub(super) type Stop = RefCell<Option<UnboundedSender<Event>>>;

/// A delivery that ended early, to go on with when the person presses again.
pub(super) struct Unfinished {
    settings: SendSettings,
    backend: String,
    delivery: Delivery,
}

/// Bots, tunnels and tags.
pub(super) async fn pickers(backend: &str) -> Result<Pickers, Failure> {
    Ok(Pickers {
        bots: list(backend, "bots").await?,
        tunnels: list(backend, "tunnels").await?,
        tags: list(backend, "tags").await?,
    })
}

async fn list<T: DeserializeOwned>(backend: &str, what: &str) -> Result<Vec<T>, Failure> {
    let reply = transport::get(&format!("{backend}/{what}"))
        .await
        .map_err(|detail| Failure::new("send.network").with("detail", detail))?;
    match reply.status {
        200 => serde_json::from_str(&reply.body)
            .map_err(|_| Failure::new("send.foreign_answer").with("status", reply.status)),
        status => Err(status_failure(status, None)),
    }
}

/// Delivers everything that is ready.
pub(super) async fn deliver(
    open: &RefCell<Option<OpenFile>>,
    options: SendOptions,
    stop: &Stop,
    tell: impl Fn(Progress),
) -> Result<Sent, Failure> {
    let settings = settings(&options);
    let mut delivery = match resume(open, &settings, &options.backend) {
        Some(delivery) => delivery,
        None => begin(open, &settings, options.seed).await?,
    };
    let (sender, events) = unbounded();
    *stop.borrow_mut() = Some(sender.clone());
    let outcome = run(open, &mut delivery, &options.backend, (sender, events), &tell).await;
    *stop.borrow_mut() = None;
    let outcome = outcome?;
    let mut open = open.borrow_mut();
    let open = open.as_mut().ok_or_else(super::nothing_open)?;
    open.unfinished =
        outcome.failure.is_some().then_some(Unfinished { settings, backend: options.backend, delivery });
    Ok(sent(outcome, open))
}

fn settings(options: &SendOptions) -> SendSettings {
    let assignments = options.assignments.iter().filter_map(|(messenger, to)| {
        let assignment = Assignment {
            bot_id: to.bot.clone()?,
            tunnel: to.tunnel.clone(),
            lgt: None,
            tags: to.tags.clone(),
        };
        Some((messenger.clone(), assignment))
    });
    SendSettings { assignments: assignments.collect() }
}

/// The delivery that ended early, if it was this one.
fn resume(open: &RefCell<Option<OpenFile>>, settings: &SendSettings, backend: &str) -> Option<Delivery> {
    let mut unfinished = open.borrow_mut().as_mut()?.unfinished.take()?;
    let same = unfinished.settings == *settings && unfinished.backend == backend;
    (same && unfinished.delivery.resume()).then_some(unfinished.delivery)
}

async fn begin(
    open: &RefCell<Option<OpenFile>>,
    settings: &SendSettings,
    seed: u32,
) -> Result<Delivery, Failure> {
    let file = open.borrow().as_ref().map(|open| open.file.clone()).ok_or_else(super::nothing_open)?;
    let source = SourceFile { name: file.name(), size: whole(file.size()), sha256: sha256(&file).await? };
    let open = open.borrow();
    let open = open.as_ref().ok_or_else(super::nothing_open)?;
    Delivery::new(&open.session, settings.clone(), source, seed.into())
        .map_err(|missing| Failure::new("send.incomplete").with("detail", format!("{missing:?}")))
}

async fn run(
    open: &RefCell<Option<OpenFile>>,
    delivery: &mut Delivery,
    backend: &str,
    (sender, mut events): (UnboundedSender<Event>, UnboundedReceiver<Event>),
    tell: &impl Fn(Progress),
) -> Result<Outcome, Failure> {
    let abort = AbortController::new()
        .map_err(|error| Failure::new("send.network").with("detail", describe(&error)))?;
    let mut alarm: Option<Timeout> = None;
    loop {
        let next = {
            let mut open = open.borrow_mut();
            let session = &mut open.as_mut().ok_or_else(super::nothing_open)?.session;
            for rejected in delivery.take_rejected() {
                session.land(&rejected.messenger, &rejected.rejections);
            }
            delivery.next(session, now())
        };
        let progress = delivery.progress();
        tell(Progress::Sending {
            done: progress.answered.into(),
            total: progress.clients.into(),
            waiting: progress.retrying.is_some(),
        });
        match next {
            Next::Finished(outcome) => return Ok(outcome),
            Next::Send(call) => {
                let (sender, backend, signal) = (sender.clone(), backend.to_owned(), abort.signal());
                spawn_local(async move {
                    let reply = transport::call(&backend, &call, &signal).await;
                    let _ = sender.unbounded_send(Event::Answer(call.id, reply));
                });
                continue;
            }
            Next::WaitUntil(time) => alarm = Some(ring(time.saturating_sub(now()), &sender, || Event::Tick)),
            Next::AwaitAnswer => {}
        }
        match events.next().await {
            Some(Event::Answer(id, Ok(reply))) => delivery.answer(id, now(), &reply),
            Some(Event::Answer(id, Err(reason))) => delivery.failed(id, now(), &reason),
            Some(Event::Stop) => {
                delivery.stop_sending();
                alarm = Some(ring(GRACE_MS.into(), &sender, || Event::Abort));
            }
            Some(Event::Abort) | None => {
                delivery.cancel();
                abort.abort();
            }
            Some(Event::Tick) => drop(alarm.take()),
        }
    }
}

fn ring(after_ms: u64, sender: &UnboundedSender<Event>, event: impl FnOnce() -> Event + 'static) -> Timeout {
    let sender = sender.clone();
    Timeout::new(u32::try_from(after_ms).unwrap_or(u32::MAX), move || {
        let _ = sender.unbounded_send(event());
    })
}

fn sent(outcome: Outcome, open: &OpenFile) -> Sent {
    let progress = outcome.progress;
    Sent {
        created: progress.created,
        updated: progress.updated,
        unchanged: progress.unchanged,
        rejected: progress.rejected,
        undelivered: progress.clients.saturating_sub(progress.answered),
        failure: outcome.failure.as_ref().map(stopped),
        import_id: outcome.import_id,
        overview: open.overview(),
    }
}

fn stopped(failure: &Stopped) -> Failure {
    match failure {
        Stopped::Network { reason } => Failure::new("send.network").with("detail", reason),
        Stopped::Refused { status, detail, .. } => status_failure(*status, detail.as_deref()),
        Stopped::ForeignAnswer { status, .. } => Failure::new("send.foreign_answer").with("status", status),
        Stopped::SessionChanged => Failure::new("send.changed"),
        Stopped::Cancelled => Failure::new("send.stopped"),
    }
}

fn status_failure(status: u16, detail: Option<&str>) -> Failure {
    match (status, detail) {
        (401 | 403, _) => Failure::new("send.unauthorized"),
        (408 | 429 | 500.., _) => Failure::new("send.unavailable").with("status", status),
        (_, Some(detail)) => Failure::new("send.refused").with("detail", detail),
        _ => Failure::new("send.foreign_answer").with("status", status),
    }
}

/// The file's hash: by it an interrupted import is recognised.
async fn sha256(file: &File) -> Result<String, Failure> {
    let size = whole(file.size());
    let mut hasher = Fingerprint::default();
    let mut from = 0;
    while from < size {
        let to = (from + SLICE).min(size);
        #[expect(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
        let slice = file.slice_with_f64_and_f64(from as f64, to as f64);
        let gone = |error| Failure::new("file.io").with("file", file.name()).with("detail", describe(&error));
        let bytes = JsFuture::from(slice.map_err(gone)?.array_buffer()).await.map_err(gone)?;
        hasher.update(&js_sys::Uint8Array::new(&bytes).to_vec());
        from = to;
    }
    Ok(hasher.finish())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
fn now() -> u64 {
    js_sys::Date::now() as u64
}
