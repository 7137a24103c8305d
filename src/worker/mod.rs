//! The worker's side: holds the file's rows, answers the page's requests, sends batches.

mod open;
mod pickers;
mod send;
mod source;
mod transport;
mod views;

use std::cell::RefCell;
use std::rc::Rc;

use importer_core::{Code, Filter as Listed, Session, Target};
use serde::Serialize as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::engine::{FILE, READY};
use crate::protocol::{Envelope, Failure, Filter, Progress, Reply, Request};

pub use open::OpenFile;

/// Listens from now on, and says so.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let worker =
        Rc::new(Worker { scope: scope.clone(), open: RefCell::default(), control: send::Control::default() });
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let worker = worker.clone();
        spawn_local(async move { worker.receive(event.data()).await });
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The listener lives as long as the worker.
    listener.forget();
    let _ = scope.post_message(&READY.into());
}

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    open: RefCell<Option<OpenFile>>,
    /// Where the delivery that is going on is told something.
    control: send::Control,
}

impl Worker {
    async fn receive(&self, message: JsValue) {
        let file =
            js_sys::Reflect::get(&message, &FILE.into()).ok().and_then(|file| file.dyn_into::<File>().ok());
        let Ok(Envelope { id, body }) = serde_wasm_bindgen::from_value::<Envelope<Request>>(message) else {
            return;
        };
        let reply = self.handle(id, body, file).await.unwrap_or_else(Reply::Failed);
        self.post(id, reply);
    }

    fn post(&self, id: u32, body: Reply) {
        let message = Envelope { id, body }.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        if let Ok(message) = message {
            let _ = self.scope.post_message(&message);
        }
    }

    async fn handle(&self, id: u32, request: Request, file: Option<File>) -> Result<Reply, Failure> {
        let mut clock = Clock::new();
        let mut tell = |progress| {
            if clock.is_time() {
                self.post(id, Reply::Progress(progress));
            }
        };
        match request {
            Request::Open(options) => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                let open = OpenFile::read(&file, &options, &mut tell)?;
                let overview = open.overview();
                *self.open.borrow_mut() = Some(open);
                Ok(Reply::Opened(Box::new(overview)))
            }
            Request::SetHeader(row) => {
                self.change(&mut tell, |session| session.set_header_row(row).map_err(refused))
            }
            Request::SetTarget { column, target } => self.change(&mut tell, |session| {
                let target = target.map(|target| target.parse::<Target>()).transpose();
                session.set_target(column, target.map_err(refused)?).map_err(refused)
            }),
            Request::SetMessenger { from, to } => {
                self.change(&mut tell, |session| open::move_group(session, from.as_deref(), to.as_deref()))
            }
            Request::SetIncludeHidden(include) => self.change(&mut tell, |session| {
                session.set_include_hidden(include);
                Ok(())
            }),
            Request::Rows { view, from, count } => self.with(|open| {
                Reply::Rows(views::window(&mut open.session, &listed(&view.filter), from, count))
            }),
            Request::Pickers { backend, token } => pickers::pickers(backend, token).await.map(Reply::Pickers),
            Request::Send(options) => {
                let say = |reply| self.post(id, reply);
                let sent = send::deliver(&self.open, *options, &self.control, say).await?;
                Ok(Reply::Sent(Box::new(sent)))
            }
            Request::PauseSending(paused) => self.direct(send::Event::Pause(paused)),
            Request::StopSending => self.direct(send::Event::Stop),
            Request::Token(token) => self.direct(send::Event::Token(token)),
            Request::HostAnswer { call, answer } => {
                self.direct(send::Event::Answer(call, send::host_answer(answer)))
            }
            Request::Fingerprint => send::fingerprint(&self.open).await.map(Reply::Fingerprint),
            _ => Err(Failure::new("request.unknown")),
        }
    }

    /// Tells the delivery that is going on.
    fn direct(&self, event: send::Event) -> Result<Reply, Failure> {
        self.control.tell(event);
        Ok(Reply::Done)
    }

    fn with(&self, answer: impl FnOnce(&mut OpenFile) -> Reply) -> Result<Reply, Failure> {
        self.open.borrow_mut().as_mut().map(answer).ok_or_else(nothing_open)
    }

    /// Applies a change and checks everything again.
    fn change(
        &self,
        tell: &mut dyn FnMut(Progress),
        change: impl FnOnce(&mut Session) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        if self.control.is_sending() {
            return Err(Failure::new("send.in_progress"));
        }
        let mut open = self.open.borrow_mut();
        let open = open.as_mut().ok_or_else(nothing_open)?;
        change(&mut open.session)?;
        open.check(tell);
        Ok(Reply::Opened(Box::new(open.overview())))
    }
}

fn nothing_open() -> Failure {
    Failure::new("worker.stopped")
}

fn refused(error: impl ToString) -> Failure {
    Failure::new("choice.refused").with("detail", error)
}

/// The domain's filter of a wire filter; a code nobody knows lists nothing that exists.
fn listed(filter: &Filter) -> Listed {
    match filter {
        Filter::All => Listed::All,
        Filter::Problems => Listed::Problems,
        Filter::Errors => Listed::Errors,
        Filter::Code(code) => code.parse::<Code>().map_or(Listed::Problems, Listed::Code),
        Filter::Rejected => Listed::Rejected,
        Filter::Ready | Filter::Excluded | Filter::Changed => Listed::All,
        Filter::Messenger(code) => Listed::Messenger(code.clone()),
    }
}

/// Keeps progress to some twenty messages a second.
struct Clock {
    last: f64,
}

impl Clock {
    const fn new() -> Self {
        Self { last: f64::MIN }
    }

    fn is_time(&mut self) -> bool {
        let now = js_sys::Date::now();
        let is_time = now - self.last >= 50.0;
        if is_time {
            self.last = now;
        }
        is_time
    }
}
