//! Delivery from the worker: the core says which call to make, this makes it, by fetch or by asking
//! the page to.

use std::cell::RefCell;

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo::timers::callback::Timeout;
use importer_contract::SourceFile;
use importer_core::delivery::{
    Assignment, Call, CannotGoOn, Checkpoint, Delivery, Failure as Stopped, Fingerprint, Lost, Missing, Next,
    Order, Outcome, Receipt, Refused, Reply as HttpReply, Route, Run, Scope, SendSettings, bearer_token,
    missing,
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, File};

use super::delivered;
use super::open::OpenFile;
use super::pickers::backend;
use super::source::whole;
use super::transport::Backend;
use crate::engine::describe;
use crate::protocol::{
    Ask, Failure, Held, HostBatch, HostSilence, Kept, Progress, Reply, SendOptions, Sent, What,
};

/// Calls under way have this long to be answered after the person stopped.
const GRACE_MS: u32 = 3_000;
/// Bytes hashed at once.
const SLICE: u64 = 8 << 20;

/// What the delivery waits for.
pub(super) enum Event {
    /// A call was answered, or was not.
    Answer(u32, Result<HttpReply, Lost>),
    Tick,
    /// Make no new calls, or go on.
    Pause(bool),
    /// The person wants it to stop.
    Stop,
    /// They have waited long enough for the calls under way.
    Abort,
    /// Another token, or none.
    Token(Option<String>),
    /// The network came or went.
    Online(bool),
}

/// Where a delivery under way can be told something; none is under way without.
#[derive(Default)]
pub(super) struct Control(RefCell<Option<UnboundedSender<Event>>>);

impl Control {
    pub(super) fn set(&self, sender: Option<UnboundedSender<Event>>) {
        *self.0.borrow_mut() = sender;
    }

    pub(super) fn tell(&self, event: Event) {
        if let Some(sender) = self.0.borrow().as_ref() {
            let _ = sender.unbounded_send(event);
        }
    }
}

/// What is known of deliveries of the open file.
#[derive(Default)]
pub(super) struct Sending {
    /// The one that ended early, to go on with when the person presses again.
    unfinished: Option<(Delivery, Option<String>)>,
    /// Clients that stand refused.
    pub(super) refused: Vec<Refused>,
    /// Of the last one.
    pub(super) receipt: Option<Receipt>,
    /// SHA-256 of the file, once it was asked for.
    fingerprint: Option<String>,
}

/// Delivers what the options ask for.
pub(super) async fn deliver(
    open: &RefCell<Option<OpenFile>>,
    options: SendOptions,
    control: &Control,
    say: impl Fn(Reply),
) -> Result<Sent, Failure> {
    let (sender, events) = unbounded();
    // From now on, so that whoever stops it while the file is still being looked at is heard.
    control.set(Some(sender.clone()));
    let sent = carry(open, options, sender, events, say).await;
    control.set(None);
    sent
}

async fn carry(
    open: &RefCell<Option<OpenFile>>,
    options: SendOptions,
    sender: UnboundedSender<Event>,
    mut events: UnboundedReceiver<Event>,
    say: impl Fn(Reply),
) -> Result<Sent, Failure> {
    let started_ms = now();
    let backend = options.backend.clone().map(|base| backend(base, options.token.clone())).transpose()?;
    let mut delivery = begin(open, &options).await?;
    delivery.set_online(options.online);
    let scope = scope(&options.what);
    let keeps = scope == Scope::Everything;
    let driver = Driver {
        open,
        backend,
        sender,
        say: &say,
        file_sha256: fingerprint(open).await?,
        keeps,
        recipe: if keeps { recipe(open)? } else { None },
    };
    while let Ok(event) = events.try_recv() {
        match event {
            Event::Stop => return Err(Failure::new("send.not_begun")),
            Event::Pause(paused) => delivery.pause(paused),
            Event::Online(online) => delivery.set_online(online),
            _ => {}
        }
    }
    let outcome = driver.run(&mut delivery, events).await?;
    let is_whole = outcome.failure.is_none();
    let delivered = if is_whole { delivered::taken(open, &delivery).await? } else { None };
    let mut open = open.borrow_mut();
    let open = open.as_mut().ok_or_else(super::nothing_open)?;
    let run = Run {
        program: concat!("leeloo-importer ", env!("CARGO_PKG_VERSION")).to_owned(),
        sender: Some(options.sender.clone()),
        backend: options.backend.clone(),
        started_ms,
        finished_ms: now(),
        bots: options.bots.clone(),
        tunnels: options.tunnels.clone(),
    };
    open.sending.receipt = Some(delivery.receipt(&open.session, &run));
    open.sending.refused = delivery.refused();
    let failed = outcome.failure.is_some();
    open.sending.unfinished = failed.then_some((delivery, options.backend));
    if let Some(delivered) = delivered {
        // Where there is no room for so many, they are compared with what was known before.
        let _ = open.session.add_known(delivered);
    }
    Ok(sent(outcome, open))
}

const fn scope(what: &What) -> Scope {
    match what {
        What::Everything | What::Anew | What::Kept(_) => Scope::Everything,
        What::Repaired => Scope::Repaired,
        What::Refused => Scope::Refused,
    }
}

/// What the person decided about the file as a whole, where that is all they did.
fn recipe(open: &RefCell<Option<OpenFile>>) -> Result<Option<String>, Failure> {
    let mut open = open.borrow_mut();
    let open = open.as_mut().ok_or_else(super::nothing_open)?;
    Ok(open.session.recipe_without_clients())
}

/// SHA-256 of the open file: by it an interrupted import is recognised.
pub(super) async fn fingerprint(open: &RefCell<Option<OpenFile>>) -> Result<String, Failure> {
    let (file, known) = {
        let open = open.borrow();
        let open = open.as_ref().ok_or_else(super::nothing_open)?;
        (open.file.clone(), open.sending.fingerprint.clone())
    };
    if let Some(known) = known {
        return Ok(known);
    }
    let print = sha256(&file).await?;
    if let Some(open) = open.borrow_mut().as_mut() {
        open.sending.fingerprint = Some(print.clone());
    }
    Ok(print)
}

/// The delivery that ended early, the one another page left behind, or a new one.
async fn begin(open: &RefCell<Option<OpenFile>>, options: &SendOptions) -> Result<Delivery, Failure> {
    let settings = settings(options);
    let sha256 = fingerprint(open).await?;
    let mut open = open.borrow_mut();
    let open = open.as_mut().ok_or_else(super::nothing_open)?;
    if let Some((mut delivery, backend)) = open.sending.unfinished.take()
        && options.what == What::Everything
        && backend == options.backend
        // Rows refused on the way are not ready any more: what is left may be to say that all has arrived.
        && missing(&open.session, &settings).iter().all(|of| *of == Missing::NothingToSend)
        && delivery.resume(&settings)
    {
        return Ok(delivery);
    }
    if options.what == What::Refused {
        open.session.lift_refusals();
    }
    let order = Order {
        settings,
        file: SourceFile { name: open.file.name(), size: whole(open.file.size()), sha256 },
        route: if options.backend.is_some() { Route::Contract } else { Route::Host },
        refused: open.sending.refused.clone(),
        scope: scope(&options.what),
    };
    let seed = options.seed.into();
    match &options.what {
        What::Kept(kept) => {
            let changed = || Failure::new("resume.changed");
            let checkpoint: Checkpoint = serde_json::from_str(kept).map_err(|_| changed())?;
            Delivery::go_on(&open.session, order, seed, &checkpoint).map_err(|error| match error {
                CannotGoOn::Missing(missing) => incomplete(&missing),
                CannotGoOn::Changed => changed(),
            })
        }
        _ => Delivery::new(&open.session, order, seed).map_err(|missing| incomplete(&missing)),
    }
}

fn incomplete(missing: &[Missing]) -> Failure {
    Failure::new("send.incomplete").with("detail", format!("{missing:?}"))
}

fn settings(options: &SendOptions) -> SendSettings {
    let assignments = options.assignments.iter().filter_map(|(messenger, to)| {
        let assignment = Assignment {
            bot_id: to.bot.clone()?,
            tunnel: to.tunnel.clone().filter(|tunnel| !tunnel.is_empty()),
            lgt: to.lgt.clone().filter(|lgt| !lgt.is_empty()),
            tags: to.tags.clone(),
        };
        Some((messenger.clone(), assignment))
    });
    SendSettings { assignments: assignments.collect() }
}

/// Carries one delivery to its end.
struct Driver<'a, S> {
    open: &'a RefCell<Option<OpenFile>>,
    /// None where the page brings the batches there.
    backend: Option<Backend>,
    sender: UnboundedSender<Event>,
    say: &'a S,
    file_sha256: String,
    /// It is one that the page keeps to go on with.
    keeps: bool,
    /// What goes with what is kept.
    recipe: Option<String>,
}

impl<S: Fn(Reply)> Driver<'_, S> {
    async fn run(
        mut self,
        delivery: &mut Delivery,
        mut events: UnboundedReceiver<Event>,
    ) -> Result<Outcome, Failure> {
        let abort = AbortController::new()
            .map_err(|error| Failure::new("send.network").with("detail", describe(&error)))?;
        let mut alarm: Option<Timeout> = None;
        let mut kept = None;
        let mut wants_token = false;
        loop {
            let next = self.next(delivery)?;
            self.tell(delivery, wants_token);
            self.keep(delivery, &mut kept);
            match next {
                Next::Finished(outcome) => {
                    if outcome.failure.is_none() && self.keeps {
                        let file_sha256 = self.file_sha256.clone();
                        (self.say)(Reply::Asked(Ask::Keep { file_sha256, kept: None }));
                    }
                    return Ok(outcome);
                }
                Next::Send(call) => {
                    self.send(call, &abort);
                    continue;
                }
                Next::Authorize => {
                    wants_token = true;
                    (self.say)(Reply::Asked(Ask::Token));
                    continue;
                }
                Next::WaitUntil(time) => {
                    alarm = Some(ring(time.saturating_sub(now()), &self.sender, || Event::Tick));
                }
                Next::AwaitAnswer => {}
            }
            match events.next().await {
                Some(Event::Answer(id, Ok(reply))) => delivery.answer(id, now(), &reply),
                Some(Event::Answer(id, Err(lost))) => delivery.failed(id, now(), lost),
                Some(Event::Token(token)) => {
                    wants_token = false;
                    delivery.authorize(self.renew(token.as_deref()));
                }
                Some(Event::Online(online)) => delivery.set_online(online),
                Some(Event::Pause(paused)) => delivery.pause(paused),
                Some(Event::Stop) => {
                    delivery.stop_sending();
                    alarm = Some(ring(GRACE_MS.into(), &self.sender, || Event::Abort));
                }
                Some(Event::Abort) | None => {
                    delivery.cancel();
                    abort.abort();
                }
                Some(Event::Tick) => drop(alarm.take()),
            }
        }
    }

    fn next(&self, delivery: &mut Delivery) -> Result<Next, Failure> {
        let mut open = self.open.borrow_mut();
        let session = &mut open.as_mut().ok_or_else(super::nothing_open)?.session;
        for landing in delivery.take_landings() {
            session.land(&landing.messenger, &landing.rejections);
        }
        Ok(delivery.next(session, now()))
    }

    fn tell(&self, delivery: &Delivery, wants_token: bool) {
        let progress = delivery.progress();
        let held = match () {
            () if wants_token => Held::Token,
            () if progress.paused => Held::Paused,
            () if progress.offline => Held::Offline,
            () if progress.retrying.is_some() => Held::Retrying,
            () => Held::No,
        };
        let (done, total) = (progress.answered.into(), progress.clients.into());
        (self.say)(Reply::Progress(Progress::Sending { done, total, held }));
    }

    /// Has the page keep where the delivery stands, whenever a batch arrived.
    fn keep(&self, delivery: &Delivery, kept: &mut Option<(String, u32)>) {
        let Some(checkpoint) = delivery.checkpoint() else { return };
        let progress = delivery.progress();
        let stands = (checkpoint.import_id.clone(), progress.batches_answered);
        if kept.as_ref() == Some(&stands) {
            return;
        }
        *kept = Some(stands);
        let Ok(json) = serde_json::to_string(&checkpoint) else { return };
        let kept = Kept {
            import_id: checkpoint.import_id,
            file_sha256: checkpoint.file_sha256.clone(),
            arrived: progress.answered,
            clients: progress.clients,
            checkpoint: json,
            recipe: self.recipe.clone(),
        };
        (self.say)(Reply::Asked(Ask::Keep { file_sha256: checkpoint.file_sha256, kept: Some(kept) }));
    }

    fn send(&self, call: Call, abort: &AbortController) {
        if let Some(backend) = self.backend.clone() {
            let (sender, signal) = (self.sender.clone(), abort.signal());
            return spawn_local(async move {
                let reply = backend.call(&call, &signal).await;
                let _ = sender.unbounded_send(Event::Answer(call.id, reply));
            });
        }
        let mut names = call.path.split('/').filter(|name| !name.is_empty());
        (self.say)(Reply::Asked(Ask::Deliver(HostBatch {
            call: call.id,
            import_id: names.nth(1).unwrap_or_default().to_owned(),
            number: names.nth(1).and_then(|number| number.parse().ok()).unwrap_or_default(),
            key: call.idempotency_key.unwrap_or_default(),
            batch: call.body,
        })));
    }

    fn renew(&mut self, token: Option<&str>) -> bool {
        let token = token.and_then(bearer_token).map(str::to_owned);
        let renewed = token.is_some();
        if let (Some(backend), true) = (&mut self.backend, renewed) {
            backend.token = token;
        }
        renewed
    }
}

/// What a host said, as if it had been HTTP.
pub(super) fn host_answer(answer: Result<String, HostSilence>) -> Result<HttpReply, Lost> {
    match answer {
        Ok(body) => Ok(HttpReply { status: 200, retry_after_s: None, body }),
        Err(HostSilence::Threw(reason)) => Err(Lost::Unreachable(reason)),
        Err(HostSilence::Waited(seconds)) => Err(Lost::Silent(seconds)),
    }
}

pub(super) fn ring(
    after_ms: u64,
    sender: &UnboundedSender<Event>,
    event: impl FnOnce() -> Event + 'static,
) -> Timeout {
    let sender = sender.clone();
    Timeout::new(u32::try_from(after_ms).unwrap_or(u32::MAX), move || {
        let _ = sender.unbounded_send(event());
    })
}

fn sent(outcome: Outcome, open: &OpenFile) -> Sent {
    let progress = outcome.progress;
    let host = open.sending.receipt.as_ref().is_some_and(|receipt| receipt.backend.is_none());
    Sent {
        created: progress.counts.created,
        updated: progress.counts.updated,
        unchanged: progress.counts.unchanged,
        rejected: progress.counts.rejected,
        undelivered: progress.clients.saturating_sub(progress.answered),
        failure: outcome.failure.as_ref().map(|failure| stopped(failure, host)),
        import_id: outcome.import_id,
        overview: open.overview(),
    }
}

pub(super) fn stopped(failure: &Stopped, host: bool) -> Failure {
    match failure {
        Stopped::Network { reason } if host => Failure::new("send.host_threw").with("detail", reason),
        Stopped::Network { reason } => Failure::new("send.network").with("detail", reason),
        Stopped::Silent { seconds } if host => Failure::new("send.host_silent").with("count", seconds),
        Stopped::Silent { seconds } => Failure::new("send.silent").with("count", seconds),
        Stopped::Refused { status, code, detail } => {
            status_failure(*status, code.as_deref(), detail.as_deref())
        }
        Stopped::ForeignAnswer { .. } if host => Failure::new("send.host_foreign"),
        Stopped::ForeignAnswer { status, .. } => Failure::new("send.foreign_answer").with("status", status),
        Stopped::Disagrees { sent, told } => {
            Failure::new("send.disagrees").with("count", sent).with("found", told)
        }
        Stopped::OtherImport => Failure::new("resume.gone"),
        Stopped::SessionChanged => Failure::new("send.changed"),
        Stopped::Cancelled => Failure::new("send.stopped"),
    }
}

/// The failure that a status means, with the backend's own code where it gave one.
pub(super) fn status_failure(status: u16, code: Option<&str>, detail: Option<&str>) -> Failure {
    match (status, code, detail) {
        (401, ..) => Failure::new("send.unauthorized"),
        (403, ..) => Failure::new("send.forbidden"),
        (408 | 425 | 429 | 500.., ..) => Failure::new("send.unavailable").with("status", status),
        (_, Some("bot.not_found"), _) => Failure::new("send.bot_gone"),
        (_, Some("bot.messenger_mismatch"), _) => Failure::new("send.bot_other"),
        (_, Some("tunnel.not_found"), _) => Failure::new("send.tunnel_gone"),
        (_, Some("import.not_found"), _) => Failure::new("resume.gone"),
        (409, ..) => Failure::new("send.conflict"),
        (_, _, Some(detail)) => Failure::new("send.refused").with("detail", detail),
        _ => Failure::new("send.foreign_answer").with("status", status),
    }
}

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
pub(super) fn now() -> u64 {
    js_sys::Date::now() as u64
}
