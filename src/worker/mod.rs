//! The worker's side: holds the file's rows, answers the page's requests, sends batches.

mod asking;
mod delivered;
mod hand_out;
mod known;
mod make;
mod mapping;
mod open;
mod pickers;
mod repair;
mod requests;
mod returned;
mod secondary;
mod send;
mod source;
mod stretch;
mod transport;
mod turns;
mod views;

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use importer_locale::{Language, Words};
use serde::Serialize as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::engine::{BLOB, FILE, READY};
use crate::protocol::{Envelope, Failure, Progress, Reply, Request};

use self::turns::{Message, Turns};

pub use open::OpenFile;

/// Listens from now on, and says so.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let worker = Rc::new(Worker {
        scope: scope.clone(),
        open: RefCell::default(),
        turns: Turns::default(),
        control: send::Control::default(),
        words: RefCell::new(Rc::new(Words::read(Language::default(), String::new()))),
        asking: send::Control::default(),
    });
    let listener =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| worker.clone().hear(event.data()));
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The listener lives as long as the worker.
    listener.forget();
    let _ = scope.post_message(&READY.into());
}

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    /// Out while it is being worked on.
    open: RefCell<Option<OpenFile>>,
    turns: Turns,
    /// Where the delivery that is going on is told something.
    control: send::Control,
    /// The words of the files that are made; none before the page has said which.
    words: RefCell<Rc<Words>>,
    /// Where asking a backend about clients is told something.
    asking: send::Control,
}

impl Worker {
    /// What is about work that is going on is done at once, everything else in its turn.
    fn hear(self: Rc<Self>, message: JsValue) {
        let file =
            js_sys::Reflect::get(&message, &FILE.into()).ok().and_then(|file| file.dyn_into::<File>().ok());
        let id = js_sys::Reflect::get(&message, &"id".into()).unwrap_or_default();
        let Envelope { id, body } = match serde_wasm_bindgen::from_value::<Envelope<Request>>(message) {
            Ok(envelope) => envelope,
            // Whoever asks is told, or would wait for ever: `engine.js` passes on what a page gave it.
            Err(error) => {
                let failure = Failure::new("worker.bad_request").with("detail", error);
                return self
                    .post(serde_wasm_bindgen::from_value(id).unwrap_or_default(), Reply::Failed(failure));
            }
        };
        let event = match body {
            Request::GiveUp(given_up) => {
                self.turns.give_up(given_up);
                return self.post(id, Reply::Done);
            }
            Request::StopAsking => {
                self.asking.tell(send::Event::Stop);
                return self.post(id, Reply::Done);
            }
            Request::PauseSending(paused) => send::Event::Pause(paused),
            Request::StopSending => send::Event::Stop,
            Request::Online(online) => send::Event::Online(online),
            Request::Token(token) => {
                self.asking.tell(send::Event::Token(token.clone()));
                send::Event::Token(token)
            }
            Request::HostAnswer { call, answer } => send::Event::Answer(call, send::host_answer(answer)),
            request => {
                if self.turns.add(Message { id, request, file }) {
                    spawn_local(async move { self.serve().await });
                }
                return;
            }
        };
        self.control.tell(event);
        self.post(id, Reply::Done);
    }

    /// Serves requests until there are none.
    async fn serve(self: Rc<Self>) {
        while let Some(Message { id, request, file }) = self.turns.next() {
            // What waits for others lets those behind it pass, once it has begun.
            let waits = matches!(
                request,
                Request::Pickers { .. } | Request::Send(_) | Request::AskKnown(_) | Request::Fingerprint
            );
            if waits {
                let worker = self.clone();
                spawn_local(async move { worker.answer(id, request, file).await });
                let begun = js_sys::Promise::resolve(&JsValue::UNDEFINED);
                let _ = wasm_bindgen_futures::JsFuture::from(begun).await;
            } else {
                self.answer(id, request, file).await;
            }
        }
    }

    async fn answer(&self, id: u32, request: Request, file: Option<File>) {
        let answer = self.handle(id, request, file).await;
        let (reply, blob) = answer.unwrap_or_else(|failure| (Reply::Failed(failure), None));
        self.post_with(id, reply, blob.as_ref());
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

    /// What every table is asked for. The rest is a call through a pointer away, so that the build can leave
    /// it to the secondary module.
    async fn handle(&self, id: u32, request: Request, file: Option<File>) -> Answer {
        let tell: Report<'_> = &mut self.report(id);
        let reply = match request {
            Request::Open(options) => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                if secondary::reads(&file.name()) {
                    secondary::has_come().await;
                }
                let open = OpenFile::read(&file, &options, tell)?;
                let overview = open.overview();
                *self.open.borrow_mut() = Some(open);
                Reply::Opened(Box::new(overview))
            }
            Request::Rows(wanted) => {
                self.with(async |open| {
                    repair::listed(&mut open.session, &repair::view(&wanted.view), tell).await?;
                    Ok(Reply::Rows(views::window(&mut open.session, *wanted)))
                })
                .await??
            }
            Request::NextProblem { view, row, code, back } => {
                self.with(async |open| {
                    repair::listed(&mut open.session, &repair::view(&view), tell).await?;
                    let session = &mut open.session;
                    Ok(Reply::Found(repair::next_problem(session, &view, row, code.as_deref(), back)))
                })
                .await??
            }
            Request::Map => self.with(async |open| Reply::Map(repair::map(&open.session))).await?,
            Request::Cell { row, column } => {
                self.with(async |open| Reply::Cell(Box::new(repair::story(&open.session, row, column))))
                    .await?
            }
            Request::Speak { language, words } => {
                if self.words.borrow().source() != words {
                    let language = Language::from_tag(&language).unwrap_or_default();
                    self.words.replace(Rc::new(Words::read(language, words)));
                }
                Reply::Done
            }
            request => {
                secondary::has_come().await;
                return self.work_on(id, request, file).await;
            }
        };
        Ok((reply, None))
    }

    /// Tells the page how far a request has come, some twenty times a second.
    fn report(&self, id: u32) -> impl FnMut(Progress) -> ControlFlow<()> {
        let mut clock = Clock::new();
        move |progress| {
            if clock.is_time() {
                self.post(id, Reply::Progress(progress));
            }
            self.turns.flow()
        }
    }

    /// Works with the open file, which is out meanwhile.
    async fn with<T>(&self, work: impl AsyncFnOnce(&mut OpenFile) -> T) -> Result<T, Failure> {
        let mut open = self.open.take().ok_or_else(nothing_open)?;
        let done = self.turns.work(work(&mut open)).await;
        self.open.replace(Some(open));
        Ok(done)
    }
}

/// The answer to a request, and the file made for it.
type Answer = Result<(Reply, Option<Blob>), Failure>;

/// Told how far a request has come; says whether it is to go on.
type Report<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

fn stopped() -> Failure {
    Failure::new("action.stopped")
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
