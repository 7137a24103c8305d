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
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::protocol::{Ask, Envelope, Failure, Product, Progress, Reply, Request};

/// A worker of our own. Dropping it ends the worker.
pub struct Engine {
    inner: Rc<Inner>,
    _listeners: [EventListener; 2],
}

struct Inner {
    worker: Worker,
    /// Messages posted before the worker listens would be lost: they wait here until it says so.
    waiting: RefCell<Option<Vec<JsValue>>>,
    calls: RefCell<HashMap<u32, Call>>,
    last_id: Cell<u32>,
    broken: RefCell<Option<Failure>>,
}

struct Call {
    reply: oneshot::Sender<Result<Answer, Failure>>,
    progress: Box<dyn Fn(Progress)>,
    ask: Box<dyn Fn(Ask)>,
}

/// A reply, with the `Blob` of a file that was made.
type Answer = (Reply, Option<Blob>);

impl Engine {
    /// Starts a worker from `base`, the folder of the element's files (ending with a slash).
    ///
    /// # Errors
    /// `worker.not_started` where the browser refuses to make one (CSP, another origin).
    pub fn start(base: &str) -> Result<Self, Failure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&format!("{base}engine-worker.js"), &options)
            .map_err(|error| Failure::new("worker.not_started").with("detail", describe(&error)))?;
        let inner = Rc::new(Inner {
            worker: worker.clone(),
            waiting: RefCell::new(Some(Vec::new())),
            calls: RefCell::default(),
            last_id: Cell::new(0),
            broken: RefCell::default(),
        });
        let on_message = {
            let inner = Rc::downgrade(&inner);
            EventListener::new(&worker, "message", move |event| {
                if let (Some(inner), Some(event)) = (inner.upgrade(), event.dyn_ref::<MessageEvent>()) {
                    inner.receive(event.data());
                }
            })
        };
        let on_error = {
            let inner = Rc::downgrade(&inner);
            EventListener::new(&worker, "error", move |event| {
                let Some(inner) = inner.upgrade() else { return };
                let detail = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
                let code =
                    if inner.waiting.borrow().is_some() { "worker.not_started" } else { "worker.crashed" };
                inner.fail_all(Failure::new(code).with("detail", detail));
            })
        };
        Ok(Self { inner, _listeners: [on_message, on_error] })
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
        let request = Request::Make(product);
        let answer = self.answer(&request, None, progress);
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

    /// Whether the worker has trapped and answers nothing any more.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.inner.broken.borrow().is_some()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.inner.worker.terminate();
        // Dropping the senders answers every open call with `worker.stopped`.
        self.inner.calls.borrow_mut().clear();
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

    fn send(&self, message: &JsValue) {
        if let Err(error) = self.worker.post_message(message) {
            self.fail_all(Failure::new("worker.crashed").with("detail", describe(&error)));
        }
    }

    fn receive(&self, message: JsValue) {
        if message.as_string().as_deref() == Some(READY) {
            let waiting = self.waiting.borrow_mut().take().unwrap_or_default();
            waiting.iter().for_each(|message| self.send(message));
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

    fn fail_all(&self, failure: Failure) {
        *self.broken.borrow_mut() = Some(failure.clone());
        let calls: Vec<Call> = self.calls.borrow_mut().drain().map(|(_, call)| call).collect();
        for call in calls {
            let _ = call.reply.send(Err(failure.clone()));
        }
    }
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
