//! Asking a backend about clients, from the worker: the core says which call to make, this makes it.

use std::cell::RefCell;

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use gloo::timers::callback::Timeout;
use importer_core::delivery::{Call, Failure as Stopped, bearer_token};
use importer_core::{AskNext, Asking, Known, Whom};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::open::OpenFile;
use super::pickers;
use super::send::{self, Control, Event};
use super::transport::Backend;
use crate::engine::describe;
use crate::protocol::{Ask, Failure, Progress, Question, Reply};

/// What the backend knows of the clients that can be sent.
///
/// # Errors
/// `send.network` and its like, `known.other_ids`, `known.no_lookup`, `known.stopped`.
pub(super) async fn ask(
    open: &RefCell<Option<OpenFile>>,
    question: Question,
    control: &Control,
    say: impl Fn(Reply),
) -> Result<Known, Failure> {
    let backend = pickers::backend(question.backend, question.token)?;
    let whom = if question.unasked { Whom::Others } else { Whom::Everybody };
    let asking = with(open, |open| Asking::new(&open.session, whom, question.seed.into()))?;
    let abort = AbortController::new()
        .map_err(|error| Failure::new("send.network").with("detail", describe(&error)))?;
    let (sender, events) = unbounded();
    control.set(Some(sender.clone()));
    let asked = Driver { open, backend, abort: &abort, sender, say: &say }.run(asking, events).await;
    control.set(None);
    abort.abort();
    asked
}

struct Driver<'a, S> {
    open: &'a RefCell<Option<OpenFile>>,
    backend: Backend,
    abort: &'a AbortController,
    sender: UnboundedSender<Event>,
    say: &'a S,
}

impl<S: Fn(Reply)> Driver<'_, S> {
    async fn run(
        mut self,
        mut asking: Asking,
        mut events: futures::channel::mpsc::UnboundedReceiver<Event>,
    ) -> Result<Known, Failure> {
        let mut alarm: Option<Timeout> = None;
        loop {
            let next = with(self.open, |open| asking.next(&open.session, send::now()))?;
            let asked = asking.asked();
            let (done, total) = (asked.done as u64, asked.total as u64);
            (self.say)(Reply::Progress(Progress::Asking { done, total }));
            match next {
                AskNext::Send(call) => {
                    self.send(call);
                    continue;
                }
                AskNext::Authorize => {
                    (self.say)(Reply::Asked(Ask::Token));
                    continue;
                }
                AskNext::WaitUntil(time) => {
                    alarm = Some(send::ring(time.saturating_sub(send::now()), &self.sender, || Event::Tick));
                }
                AskNext::AwaitAnswer => {}
                AskNext::Finished(None) => return Ok(asking.finish()),
                AskNext::Finished(Some(failure)) => return Err(told(&failure)),
            }
            match events.next().await {
                Some(Event::Answer(id, Ok(reply))) => {
                    with(self.open, |open| asking.answer(&open.session, id, send::now(), &reply))?;
                }
                Some(Event::Answer(id, Err(lost))) => asking.failed(id, send::now(), lost),
                Some(Event::Token(token)) => asking.authorize(self.renew(token.as_deref())),
                Some(Event::Stop) | None => asking.cancel(),
                Some(Event::Tick | Event::Pause(_) | Event::Abort | Event::Online(_)) => drop(alarm.take()),
            }
        }
    }

    fn send(&self, call: Call) {
        let (backend, sender, signal) = (self.backend.clone(), self.sender.clone(), self.abort.signal());
        spawn_local(async move {
            let reply = backend.call(&call, &signal).await;
            let _ = sender.unbounded_send(Event::Answer(call.id, reply));
        });
    }

    fn renew(&mut self, token: Option<&str>) -> bool {
        let token = token.and_then(bearer_token).map(str::to_owned);
        let renewed = token.is_some();
        if renewed {
            self.backend.token = token;
        }
        renewed
    }
}

fn with<T>(open: &RefCell<Option<OpenFile>>, answer: impl FnOnce(&mut OpenFile) -> T) -> Result<T, Failure> {
    open.borrow_mut().as_mut().map(answer).ok_or_else(super::nothing_open)
}

fn told(failure: &Stopped) -> Failure {
    match failure {
        Stopped::Cancelled => Failure::new("known.stopped"),
        Stopped::Disagrees { .. } => Failure::new("known.other_ids"),
        Stopped::Refused { status: 404 | 405 | 501, .. }
        | Stopped::ForeignAnswer { status: 404 | 405 | 501, .. } => Failure::new("known.no_lookup"),
        failure => send::stopped(failure, false),
    }
}
