//! The page's handle on a worker: spawn, wait until it is ready, call, give up, throw away.
//!
//! One worker serves one open file. Opening another file takes another worker, so that cancelling
//! is dropping the handle, at once and whatever the worker is doing, and a file that breaks its
//! worker takes nothing with it that was open before.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures::channel::oneshot;
use gloo::events::EventListener;
use js_sys::{Function, Promise};
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ErrorEvent, File, MessageEvent, Worker};

use crate::protocol::{Ask, Envelope, Failure, Product, Progress, Reply, Request};

/// A worker of our own. Dropping it ends the worker.
pub struct Engine {
    inner: Rc<Inner>,
}

struct Inner {
    /// None until it has come.
    worker: RefCell<Option<Running>>,
    /// Messages posted before the worker listens would be lost: they wait here until it says so.
    waiting: RefCell<Option<Vec<JsValue>>>,
    calls: RefCell<HashMap<u32, Call>>,
    last_id: Cell<u32>,
    broken: RefCell<Option<Failure>>,
    /// Those who wait to hear that it listens, or that it never will.
    curious: RefCell<Vec<oneshot::Sender<()>>>,
}

/// A worker and our ears on it. Dropping it ends the worker.
struct Running {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

struct Call {
    reply: oneshot::Sender<Result<Answer, Failure>>,
    progress: Box<dyn Fn(Progress)>,
    ask: Box<dyn Fn(Ask)>,
}

/// A reply, with the `Blob` of a file that was made.
type Answer = (Reply, Option<Blob>);

impl Engine {
    /// Starts a worker by `start`, which gives a `Worker` or a promise of one. What is asked before it
    /// has come waits for it; where none comes, every call fails with `worker.not_started`.
    #[must_use]
    pub fn start(start: &Function) -> Self {
        let inner = Rc::new(Inner {
            worker: RefCell::default(),
            waiting: RefCell::new(Some(Vec::new())),
            calls: RefCell::default(),
            last_id: Cell::new(0),
            broken: RefCell::default(),
            curious: RefCell::default(),
        });
        let given = start.call0(&JsValue::UNDEFINED);
        let this = Rc::downgrade(&inner);
        spawn_local(async move {
            let worker = match given {
                Ok(given) => JsFuture::from(Promise::resolve(&given)).await,
                Err(error) => Err(error),
            };
            match (worker.map(Worker::from), this.upgrade()) {
                (Ok(worker), Some(inner)) => inner.listen(worker),
                // Given up while it was on its way.
                (Ok(worker), None) => worker.terminate(),
                (Err(error), Some(inner)) => inner.fail_all(not_started(&error)),
                (Err(_), None) => {}
            }
        });
        Self { inner }
    }

    /// Waits until the worker listens.
    ///
    /// # Errors
    /// `worker.not_started` where it never will.
    pub fn ready(&self) -> impl Future<Output = Result<(), Failure>> + 'static {
        let inner = Rc::downgrade(&self.inner);
        let (told, telling) = oneshot::channel();
        if self.inner.waiting.borrow().is_some() && !self.is_broken() {
            self.inner.curious.borrow_mut().push(told);
        }
        async move {
            // Told, or not waiting at all, or dropped: what stands is what counts.
            let _ = telling.await;
            let broken = inner.upgrade().and_then(|inner| inner.broken.borrow().clone());
            broken.map_or(Ok(()), Err)
        }
    }

    /// Asks the worker. `file` travels beside the request, as a handle: its bytes are not copied.
    ///
    /// # Errors
    /// What the worker reports, or `worker.crashed` if it is gone.
    pub fn call(
        &self,
        request: &Request,
        file: Option<&File>,
        progress: impl Fn(Progress) + 'static,
    ) -> impl Future<Output = Result<Reply, Failure>> + 'static {
        let answer = self.answer(request, file, progress);
        async move { answer.await.map(|(reply, _)| reply) }
    }

    /// Asks the worker for a file: its name and its bytes, which stay where the browser keeps them.
    ///
    /// # Errors
    /// As [`Engine::call`], and `make.failed` where no file came.
    pub fn make(
        &self,
        product: Product,
        progress: impl Fn(Progress) + 'static,
    ) -> impl Future<Output = Result<(String, Blob), Failure>> + 'static {
        self.make_of(&Request::Make(product), None, progress)
    }

    /// Asks the worker for what it makes of `file`.
    ///
    /// # Errors
    /// As [`Engine::make`].
    pub fn make_of<P: Fn(Progress) + 'static>(
        &self,
        request: &Request,
        file: Option<&File>,
        progress: P,
    ) -> impl Future<Output = Result<(String, Blob), Failure>> + use<P> {
        let answer = self.answer(request, file, progress);
        async move {
            match answer.await? {
                (Reply::Made { name }, Some(blob)) => Ok((name, blob)),
                _ => Err(Failure::new("make.failed")),
            }
        }
    }

    fn answer<P: Fn(Progress) + 'static>(
        &self,
        request: &Request,
        file: Option<&File>,
        progress: P,
    ) -> impl Future<Output = Result<Answer, Failure>> + use<P> {
        let (sender, receiver) = oneshot::channel();
        self.inner.post(
            request,
            file,
            Call { reply: sender, progress: Box::new(progress), ask: Box::new(|_| {}) },
        );
        async move { receiver.await.unwrap_or_else(|_| Err(Failure::new("worker.stopped"))) }
    }

    /// Asks the worker for something that it needs the page for on the way: `ask` is told what.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub fn call_asking(
        &self,
        request: &Request,
        progress: impl Fn(Progress) + 'static,
        ask: impl Fn(Ask) + 'static,
    ) -> impl Future<Output = Result<Reply, Failure>> + 'static {
        let (sender, receiver) = oneshot::channel();
        let call = Call { reply: sender, progress: Box::new(progress), ask: Box::new(ask) };
        self.inner.post(request, None, call);
        async move {
            let answer: Result<Answer, Failure> =
                receiver.await.unwrap_or_else(|_| Err(Failure::new("worker.stopped")));
            answer.map(|(reply, _)| reply)
        }
    }

    /// Has the worker give up everything that is asked of it and has no answer yet; what was asked fails
    /// with `action.stopped`, unless it is done before that is heard.
    pub fn give_up(&self) {
        let asked: Vec<u32> = self.inner.calls.borrow().keys().copied().collect();
        for id in asked {
            let (reply, _) = oneshot::channel();
            let call = Call { reply, progress: Box::new(|_| {}), ask: Box::new(|_| {}) };
            self.inner.post(&Request::GiveUp(id), None, call);
        }
    }

    /// Ends the worker, whoever else still holds this handle: what waits for an answer may wait for
    /// something of the page that never comes.
    pub fn end(&self) {
        self.inner.fail_all(Failure::new("worker.stopped"));
    }

    /// Whether the worker has trapped and answers nothing any more.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.inner.broken.borrow().is_some()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.end();
    }
}

impl Inner {
    fn post(&self, request: &Request, file: Option<&File>, call: Call) {
        if let Some(failure) = self.broken.borrow().clone() {
            let _ = call.reply.send(Err(failure));
            return;
        }
        let id = self.last_id.get().wrapping_add(1);
        self.last_id.set(id);
        let message = match encode(id, request, file) {
            Ok(message) => message,
            Err(failure) => {
                let _ = call.reply.send(Err(failure));
                return;
            }
        };
        self.calls.borrow_mut().insert(id, call);
        if let Some(waiting) = self.waiting.borrow_mut().as_mut() {
            waiting.push(message);
        } else {
            self.send(&message);
        }
    }

    fn listen(self: &Rc<Self>, worker: Worker) {
        let this = Rc::downgrade(self);
        let on_message = EventListener::new(&worker, "message", move |event| {
            if let (Some(inner), Some(event)) = (this.upgrade(), event.dyn_ref::<MessageEvent>()) {
                inner.receive(event.data());
            }
        });
        let this = Rc::downgrade(self);
        let on_error = EventListener::new(&worker, "error", move |event| {
            let Some(inner) = this.upgrade() else { return };
            let detail = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            // Browsers say nothing of a script that does not come.
            let detail = if detail.is_empty() { "engine-worker.js".to_owned() } else { detail };
            let code = if inner.waiting.borrow().is_some() { "worker.not_started" } else { "worker.crashed" };
            inner.fail_all(Failure::new(code).with("detail", detail));
        });
        *self.worker.borrow_mut() = Some(Running { worker, _listeners: [on_message, on_error] });
    }

    fn send(&self, message: &JsValue) {
        let posted = match self.worker.borrow().as_ref() {
            Some(running) => running.worker.post_message(message),
            None => return,
        };
        if let Err(error) = posted {
            self.fail_all(Failure::new("worker.crashed").with("detail", describe(&error)));
        }
    }

    fn receive(&self, message: JsValue) {
        if message.as_string().as_deref() == Some(READY) {
            let waiting = self.waiting.borrow_mut().take().unwrap_or_default();
            waiting.iter().for_each(|message| self.send(message));
            self.curious.borrow_mut().clear();
            return;
        }
        if let Ok(fatal) = js_sys::Reflect::get(&message, &"fatal".into())
            && let Some(detail) = fatal.as_string()
        {
            let code = if self.waiting.borrow().is_some() { "worker.not_started" } else { "worker.crashed" };
            self.fail_all(Failure::new(code).with("detail", detail));
            return;
        }
        let blob = js_sys::Reflect::get(&message, &BLOB.into()).ok().and_then(|blob| blob.dyn_into().ok());
        match serde_wasm_bindgen::from_value::<Envelope<Reply>>(message) {
            Ok(envelope) => self.answer(envelope, blob),
            Err(error) => self.fail_all(Failure::new("worker.crashed").with("detail", error)),
        }
    }

    fn answer(&self, Envelope { id, body }: Envelope<Reply>, blob: Option<Blob>) {
        match body {
            Reply::Progress(progress) => {
                if let Some(call) = self.calls.borrow().get(&id) {
                    (call.progress)(progress);
                }
                return;
            }
            Reply::Asked(ask) => {
                if let Some(call) = self.calls.borrow().get(&id) {
                    (call.ask)(ask);
                }
                return;
            }
            _ => {}
        }
        let Some(call) = self.calls.borrow_mut().remove(&id) else { return };
        let _ = call.reply.send(match body {
            Reply::Failed(failure) => Err(failure),
            reply => Ok((reply, blob)),
        });
    }

    /// The worker is of no use any more: what it holds goes back to the browser.
    fn fail_all(&self, failure: Failure) {
        self.worker.take();
        *self.broken.borrow_mut() = Some(failure.clone());
        let calls: Vec<Call> = self.calls.borrow_mut().drain().map(|(_, call)| call).collect();
        for call in calls {
            let _ = call.reply.send(Err(failure.clone()));
        }
        self.curious.borrow_mut().clear();
    }
}

/// `worker.not_started`, with what the loader says of it.
fn not_started(error: &JsValue) -> Failure {
    Failure::new("worker.not_started").with("detail", describe(error))
}

/// What the worker posts once it listens.
pub(crate) const READY: &str = "ready";
/// The property of a request under which a `File` travels.
pub(crate) const FILE: &str = "file";
/// The property of a reply under which the `Blob` of a file that was made travels.
pub(crate) const BLOB: &str = "blob";

fn encode(id: u32, request: &Request, file: Option<&File>) -> Result<JsValue, Failure> {
    let broken = |detail: String| Failure::new("worker.crashed").with("detail", detail);
    let message = Envelope { id, body: request }
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| broken(error.to_string()))?;
    if let Some(file) = file {
        js_sys::Reflect::set(&message, &FILE.into(), file).map_err(|error| broken(describe(&error)))?;
    }
    Ok(message)
}

/// A JavaScript error in words, for developers.
pub(crate) fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
