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
mod returned;
mod send;
mod source;
mod stretch;
mod transport;
mod turns;
mod views;

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use importer_core::Session;
use importer_locale::{Language, Words};
use serde::Serialize as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::engine::{BLOB, FILE, READY};
use crate::protocol::{Envelope, Failure, Product, Progress, Reply, Request, Returned};

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
        let reply = match request {
            Request::Make(product) => self.make(id, &product).await,
            Request::HandBack => self.hand_back(id).await,
            Request::ReadKnown { config } => self.read_known(id, config.as_deref(), file),
            request => self.handle(id, request, file).await.map(|reply| (reply, None)),
        };
        let (reply, blob) = reply.unwrap_or_else(|failure| (Reply::Failed(failure), None));
        self.post_with(id, reply, blob.as_ref());
    }

    async fn make(&self, id: u32, product: &Product) -> Result<(Reply, Option<Blob>), Failure> {
        let mut clock = Clock::new();
        let mut tell = |done: usize, total: usize| {
            if clock.is_time() {
                self.post(id, Reply::Progress(Progress::Making { done: done as u64, total: total as u64 }));
            }
            self.turns.flow()
        };
        let words = Rc::clone(&self.words.borrow());
        let made = match product {
            Product::Example => make::example(self.open.borrow().as_ref(), &words)?,
            product => self.with(async |open| make::make(open, product, &words, &mut tell).await).await??,
        };
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    async fn hand_back(&self, id: u32) -> Result<(Reply, Option<Blob>), Failure> {
        let mut clock = Clock::new();
        let mut tell = |done: usize, total: usize| {
            if clock.is_time() {
                self.post(id, Reply::Progress(Progress::Working { done: done as u64, total: total as u64 }));
            }
            self.turns.flow()
        };
        let made = self.with(async |open| returned::hand_back(open, &mut tell).await).await??;
        Ok((Reply::Made { name: made.name }, Some(made.blob)))
    }

    fn read_known(
        &self,
        id: u32,
        config: Option<&str>,
        file: Option<File>,
    ) -> Result<(Reply, Option<Blob>), Failure> {
        let file = file.ok_or_else(|| Failure::new("file.io"))?;
        let mut clock = Clock::new();
        let mut tell = |progress| {
            if clock.is_time() {
                self.post(id, Reply::Progress(progress));
            }
            ControlFlow::Continue(())
        };
        let made = known::read(&file, config, &mut tell)?;
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
            self.turns.flow()
        };
        let tell: Report<'_> = &mut tell;
        match request {
            Request::TryConfig(json) => open::config(Some(&json)).map(|_| Reply::Done),
            Request::Open(options) => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                let open = OpenFile::read(&file, &options, tell)?;
                let overview = open.overview();
                *self.open.borrow_mut() = Some(open);
                Ok(Reply::Opened(Box::new(overview)))
            }
            Request::TakeBack => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                let mut taken = Returned::default();
                let mut reply = self
                    .change(tell, async |open, tell| {
                        taken = returned::take_back(open, &file, tell).await?;
                        Ok(())
                    })
                    .await?;
                if let Reply::Opened(overview) = &mut reply {
                    overview.returned = Some(taken);
                }
                Ok(reply)
            }
            Request::Rows(wanted) => {
                self.with(async |open| {
                    repair::listed(&mut open.session, &repair::view(&wanted.view), tell).await?;
                    Ok(Reply::Rows(views::window(&mut open.session, *wanted)))
                })
                .await?
            }
            Request::Seek { view, what, from, back } => {
                self.with(async |open| {
                    repair::seek(&mut open.session, &view, what, from, back, tell).await.map(Reply::Sought)
                })
                .await?
            }
            Request::NextProblem { view, row, code, back } => {
                self.with(async |open| {
                    repair::listed(&mut open.session, &repair::view(&view), tell).await?;
                    let session = &mut open.session;
                    Ok(Reply::Found(repair::next_problem(session, &view, row, code.as_deref(), back)))
                })
                .await?
            }
            Request::Map => self.with(async |open| Reply::Map(repair::map(&open.session))).await,
            Request::Cell { row, column } => {
                self.with(async |open| Reply::Cell(Box::new(repair::story(&open.session, row, column)))).await
            }
            Request::Copy { span, columns } => {
                self.with(async |open| stretch::copied(&mut open.session, &span, &columns)).await
            }
            Request::Act(action) => {
                self.change(tell, async |open, tell| {
                    let action = repair::action(&mut open.session, action)?;
                    let acted = open.session.act_piecemeal(&action, &mut repair::working(tell)).await;
                    acted.map(drop).map_err(|error| repair::failure(&error))
                })
                .await
            }
            Request::Preview(action) => {
                self.with(async |open| Reply::Preview(repair::preview(&mut open.session, action, tell).await))
                    .await
            }
            Request::TryRecipe(json) => {
                self.with(async |open| repair::try_recipe(&mut open.session, &json, tell).await).await?
            }
            Request::ApplyRecipe(json) => {
                self.change(tell, async |open, tell| {
                    let mut tell = repair::working(tell);
                    let applied = open.session.apply_recipe_piecemeal(&json, &mut tell).await;
                    applied.map(drop).map_err(|error| repair::recipe_failure(&error))
                })
                .await
            }
            Request::Undo => self.turn(tell, Session::undo, Session::redo).await,
            Request::Redo => self.turn(tell, Session::redo, Session::undo).await,
            request @ (Request::SetHeader(_)
            | Request::SetTarget { .. }
            | Request::SetMessenger { .. }
            | Request::SetIncludeHidden(_)
            | Request::SetFeeds { .. }
            | Request::SetJoin { .. }
            | Request::SetDateOrder { .. }
            | Request::SetCountry(_)
            | Request::SetMapping(_)) => {
                let mut unfit = importer_core::Unfit::default();
                let mut reply = self
                    .change(tell, async |open, _| {
                        unfit = mapping::decide(&mut open.session, request)?;
                        Ok(())
                    })
                    .await?;
                if let Reply::Opened(overview) = &mut reply {
                    overview.unfit = unfit.headers.into_iter().chain(unfit.targets).collect();
                }
                Ok(reply)
            }
            Request::Pickers { backend, token } => pickers::pickers(backend, token).await.map(Reply::Pickers),
            Request::Send(options) => {
                self.turns.set_sending(true);
                let say = |reply| self.post(id, reply);
                let sent = send::deliver(&self.open, *options, &self.control, say).await;
                self.turns.set_sending(false);
                let mut sent = sent?;
                // What arrived is known now, and is compared with.
                let mut silent = |_| ControlFlow::Continue(());
                if let Reply::Opened(overview) = self.learn(&mut silent, |_| Ok(())).await? {
                    sent.overview = *overview;
                }
                Ok(Reply::Sent(Box::new(sent)))
            }
            Request::AddKnown => {
                let file = file.ok_or_else(|| Failure::new("file.io"))?;
                self.learn(tell, |open| known::add(open, &file)).await
            }
            Request::HandKnown(json) => self.learn(tell, |open| known::hand(open, &json)).await,
            Request::AskKnown(question) => {
                self.refuse_while_sending()?;
                let say = |reply| self.post(id, reply);
                self.turns.set_asking(true);
                let asked = asking::ask(&self.open, question, &self.asking, say).await;
                let compared = match asked {
                    Ok(known) => {
                        let add = |open: &mut OpenFile| open.session.add_known(known);
                        self.learn(tell, |open| add(open).map_err(|error| known::failure(&error))).await
                    }
                    Err(failure) => Err(failure),
                };
                self.turns.set_asking(false);
                compared
            }
            Request::SetKnown(choices) => {
                self.learn(tell, |open| known::decide(&mut open.session, &choices)).await
            }
            Request::ForgetKnown => {
                self.learn(tell, |open| {
                    open.session.set_known(None);
                    Ok(())
                })
                .await
            }
            Request::Fingerprint => send::fingerprint(&self.open).await.map(Reply::Fingerprint),
            Request::Speak { language, words } => {
                if self.words.borrow().source() != words {
                    let language = Language::from_tag(&language).unwrap_or_default();
                    self.words.replace(Rc::new(Words::read(language, words)));
                }
                Ok(Reply::Done)
            }
            _ => Err(Failure::new("request.unknown")),
        }
    }

    /// Works with the open file, which is out meanwhile.
    async fn with<T>(&self, work: impl AsyncFnOnce(&mut OpenFile) -> T) -> Result<T, Failure> {
        let mut open = self.open.take().ok_or_else(nothing_open)?;
        let done = self.turns.work(work(&mut open)).await;
        self.open.replace(Some(open));
        Ok(done)
    }

    /// Decides about known clients, and compares to the end.
    async fn learn(
        &self,
        tell: Report<'_>,
        take: impl FnOnce(&mut OpenFile) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        self.with(async |open| {
            take(open)?;
            open.check_whatever_is_said(tell).await;
            Ok(Reply::Opened(Box::new(open.overview())))
        })
        .await?
    }

    /// Makes a change and checks what has changed. Where it fails or is given up, before it is checked
    /// too, everything is as before.
    async fn change(
        &self,
        tell: Report<'_>,
        change: impl AsyncFnOnce(&mut OpenFile, Report<'_>) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        self.with(async |open| {
            let before = open.session.mark();
            let mut changed = change(open, tell).await;
            if changed.is_ok() && open.check(tell).await.is_break() {
                changed = Err(stopped());
            }
            match changed {
                Ok(()) => open.session.go_on(before),
                Err(_) => {
                    open.session.go_back(before);
                    open.check_whatever_is_said(tell).await;
                }
            }
            changed.map(|()| Reply::Opened(Box::new(open.overview())))
        })
        .await?
    }

    /// Takes a step back or makes it again, and the other way round where that is given up.
    async fn turn(
        &self,
        tell: Report<'_>,
        there: fn(&mut Session) -> bool,
        back: fn(&mut Session) -> bool,
    ) -> Result<Reply, Failure> {
        self.refuse_while_sending()?;
        self.with(async |open| {
            let turned = there(&mut open.session);
            if open.check(tell).await.is_break() {
                if turned {
                    back(&mut open.session);
                }
                open.check_whatever_is_said(tell).await;
                return Err(stopped());
            }
            Ok(Reply::Opened(Box::new(open.overview())))
        })
        .await?
    }

    /// Rows that are on their way stay as they are until they have arrived.
    fn refuse_while_sending(&self) -> Result<(), Failure> {
        if self.turns.is_sending() { Err(Failure::new("send.in_progress")) } else { Ok(()) }
    }
}

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
