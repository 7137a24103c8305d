//! The worker's side: holds the file's rows, answers the page's requests, sends batches.

mod hand_out;
mod known;
mod make;
mod mapping;
mod open;
mod pickers;
mod repair;
mod returned;
mod send;
mod source;
mod stretch;
mod transport;
mod views;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use importer_core::{Session, Target};
use importer_locale::Language;
use serde::Serialize as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::engine::{BLOB, FILE, READY};
use crate::protocol::{Envelope, Failure, Product, Progress, Reply, Request};

pub use open::OpenFile;

/// Listens from now on, and says so.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let worker = Rc::new(Worker {
        scope: scope.clone(),
        open: RefCell::default(),
        control: send::Control::default(),
        language: Cell::default(),
        asking_stopped: Cell::default(),
    });
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
    /// The language of the files that are made.
    language: Cell<Language>,
    /// Nobody wants the answers of the backend any more.
    asking_stopped: Cell<bool>,
}

impl Worker {
    async fn receive(&self, message: JsValue) {
        let file =
            js_sys::Reflect::get(&message, &FILE.into()).ok().and_then(|file| file.dyn_into::<File>().ok());
        let Ok(Envelope { id, body }) = serde_wasm_bindgen::from_value::<Envelope<Request>>(message) else {
            return;
        };
        let reply = match body {
            Request::Make(product) => self.make(id, &product),
            Request::ReadKnown => self.read_known(id, file),
            body => self.handle(id, body, file).await.map(|reply| (reply, None)),
        };
        let (reply, blob) = reply.unwrap_or_else(|failure| (Reply::Failed(failure), None));
        self.post_with(id, reply, blob.as_ref());
    }

    fn make(&self, id: u32, product: &Product) -> Result<(Reply, Option<Blob>), Failure> {
        let mut clock = Clock::new();
        let mut tell = |progress| {
            if clock.is_time() {
                self.post(id, Reply::Progress(progress));
            }
        };
        let made = match (product, self.open.borrow_mut().as_mut()) {
            (Product::Recipe, Some(open)) => make::recipe(open)?,
            (_, open) => make::make(open.as_deref(), product, self.language.get(), &mut tell)?,
        };
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    fn read_known(&self, id: u32, file: Option<File>) -> Result<(Reply, Option<Blob>), Failure> {
        let file = file.ok_or_else(|| Failure::new("file.io"))?;
        let mut clock = Clock::new();
        let mut tell = |progress| {
            if clock.is_time() {
                self.post(id, Reply::Progress(progress));
            }
        };
        let made = known::read(&file, &mut tell)?;
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    fn post(&self, id: u32, body: Reply) {
        self.post_with(id, body, None);
    }

    /// Posts a reply, and beside it a file that was made.
    fn post_with(&self, id: u32, body: Reply, blob: Option<&Blob>) {
        let message = Envelope { id, body }.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        let Ok(message) = message else { return };
        if let Some(blob) = blob {
            let _ = js_sys::Reflect::set(&message, &BLOB.into(), blob);
        }
        let _ = self.scope.post_message(&message);
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
            Request::TakeBack => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                let overview = self.with(|open| returned::take_back(open, &file, &mut tell))??;
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
                let moved = |session: &mut Session| session.move_group(from.as_deref(), to.as_deref());
                self.change(&mut tell, |session| moved(session).map_err(refused))
            }
            Request::SetIncludeHidden(include) => self.change(&mut tell, |session| {
                session.set_include_hidden(include);
                Ok(())
            }),
            Request::Rows { view, from, count } => self.with(|open| {
                Reply::Rows(views::window(&mut open.session, &repair::view(&view), from, count))
            }),
            Request::NextProblem { view, row, code, back } => self.with(|open| {
                Reply::Found(repair::next_problem(&mut open.session, &view, row, code.as_deref(), back))
            }),
            Request::Map => self.with(|open| Reply::Map(repair::map(&open.session))),
            Request::Cell { row, column } => {
                self.with(|open| Reply::Cell(Box::new(repair::story(&open.session, row, column))))
            }
            Request::Copy { span, columns } => {
                self.with(|open| stretch::copied(&mut open.session, &span, &columns))
            }
            Request::Act(action) => self.work(&mut tell, |session, tell| {
                let action = repair::action(session, action)?;
                session.act(&action, tell).map(drop).map_err(|error| repair::failure(&error))
            }),
            Request::Preview(action) => {
                self.with(|open| Reply::Preview(repair::preview(&mut open.session, action, &mut tell)))
            }
            Request::TryRecipe(json) => {
                self.with(|open| repair::try_recipe(&mut open.session, &json, &mut tell))?
            }
            Request::ApplyRecipe(json) => self.work(&mut tell, |session, tell| {
                session.apply_recipe(&json, tell).map(drop).map_err(|error| repair::recipe_failure(&error))
            }),
            Request::Undo => self.change(&mut tell, |session| {
                session.undo();
                Ok(())
            }),
            Request::Redo => self.change(&mut tell, |session| {
                session.redo();
                Ok(())
            }),
            request @ (Request::SetFeeds { .. }
            | Request::SetJoin { .. }
            | Request::SetDateOrder { .. }
            | Request::SetCountry(_)
            | Request::SetMapping(_)) => {
                let mut unfit = importer_core::Unfit::default();
                let mut reply = self.change(&mut tell, |session| {
                    unfit = mapping::decide(session, request)?;
                    Ok(())
                })?;
                if let Reply::Opened(overview) = &mut reply {
                    overview.unfit = unfit.headers.into_iter().chain(unfit.targets).collect();
                }
                Ok(reply)
            }
            Request::Pickers { backend, token } => pickers::pickers(backend, token).await.map(Reply::Pickers),
            Request::Send(options) => {
                let say = |reply| self.post(id, reply);
                let sent = send::deliver(&self.open, *options, &self.control, say).await?;
                Ok(Reply::Sent(Box::new(sent)))
            }
            Request::PauseSending(paused) => self.direct(send::Event::Pause(paused)),
            Request::StopSending => self.direct(send::Event::Stop),
            Request::Online(online) => self.direct(send::Event::Online(online)),
            Request::Token(token) => self.direct(send::Event::Token(token)),
            Request::HostAnswer { call, answer } => {
                self.direct(send::Event::Answer(call, send::host_answer(answer)))
            }
            Request::AddKnown => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                self.learn(&mut tell, |open| known::add(open, &file))
            }
            Request::HandKnown(json) => self.learn(&mut tell, |open| known::hand(open, &json)),
            Request::AskKnown { backend, token } => {
                self.refuse_while_sending()?;
                let say = |progress| self.post(id, Reply::Progress(progress));
                known::ask(&self.open, backend, token, &self.asking_stopped, say).await?;
                self.learn(&mut tell, |_| Ok(()))
            }
            Request::StopAsking => {
                self.asking_stopped.set(true);
                Ok(Reply::Done)
            }
            Request::SetKnown(choices) => self.change(&mut tell, |session| known::decide(session, &choices)),
            Request::ForgetKnown => self.change(&mut tell, |session| {
                session.set_known(None);
                Ok(())
            }),
            Request::Fingerprint => send::fingerprint(&self.open).await.map(Reply::Fingerprint),
            Request::Speak(tag) => {
                self.language.set(Language::from_tag(&tag).unwrap_or_default());
                Ok(Reply::Done)
            }
            _ => Err(Failure::new("request.unknown")),
        }
    }

    /// Rows that are on their way stay as they are until they have arrived.
    fn refuse_while_sending(&self) -> Result<(), Failure> {
        if self.control.is_sending() { Err(Failure::new("send.in_progress")) } else { Ok(()) }
    }

    /// Tells the delivery that is going on.
    fn direct(&self, event: send::Event) -> Result<Reply, Failure> {
        self.control.tell(event);
        Ok(Reply::Done)
    }

    fn with<T>(&self, answer: impl FnOnce(&mut OpenFile) -> T) -> Result<T, Failure> {
        self.open.borrow_mut().as_mut().map(answer).ok_or_else(nothing_open)
    }

    /// Takes known clients in, and compares.
    fn learn(
        &self,
        tell: &mut dyn FnMut(Progress),
        take: impl FnOnce(&mut OpenFile) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        let mut open = self.open.borrow_mut();
        let open = open.as_mut().ok_or_else(nothing_open)?;
        take(open)?;
        open.check(tell);
        Ok(Reply::Opened(Box::new(open.overview())))
    }

    /// Applies a change and checks everything again.
    fn change(
        &self,
        tell: &mut dyn FnMut(Progress),
        change: impl FnOnce(&mut Session) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        let mut open = self.open.borrow_mut();
        let open = open.as_mut().ok_or_else(nothing_open)?;
        change(&mut open.session)?;
        open.check(tell);
        Ok(Reply::Opened(Box::new(open.overview())))
    }
}

impl Worker {
    /// Changes rows, telling how far that is, and checks what has changed.
    fn work(
        &self,
        tell: &mut dyn FnMut(Progress),
        change: impl FnOnce(&mut Session, importer_core::Tell<'_>) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        let mut open = self.open.borrow_mut();
        let open = open.as_mut().ok_or_else(nothing_open)?;
        change(&mut open.session, &mut repair::working(tell))?;
        open.check(tell);
        Ok(Reply::Opened(Box::new(open.overview())))
    }
}

fn nothing_open() -> Failure {
    Failure::new("worker.stopped")
}

fn refused<E: ToString>(error: E) -> Failure {
    Failure::new("choice.refused").with("detail", error)
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
