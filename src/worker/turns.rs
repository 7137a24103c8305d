//! Requests one after the other. A long one rests now and then, so that the worker hears what is said
//! to it meanwhile; the others wait, for nobody may see rows that are half changed.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::pin;
use std::task::Poll;

use futures::channel::oneshot;
use gloo::timers::callback::Timeout;
use web_sys::File;

use crate::protocol::Request;

/// How long work goes on before it rests. Browsers make a rest 4 ms long at least.
const STINT_MS: f64 = 100.0;

/// A request as it came.
pub(super) struct Message {
    pub(super) id: u32,
    pub(super) request: Request,
    pub(super) file: Option<File>,
}

/// Requests that wait, and the one that is being served.
#[derive(Default)]
pub(super) struct Turns {
    waiting: RefCell<VecDeque<Message>>,
    served: Cell<Option<u32>>,
    given_up: RefCell<Vec<u32>>,
    is_going: Cell<bool>,
    is_sending: Cell<bool>,
    is_asking: Cell<bool>,
}

impl Turns {
    /// Puts a request behind the others. True where nobody serves them, and the caller is to.
    pub(super) fn add(&self, message: Message) -> bool {
        self.waiting.borrow_mut().push_back(message);
        !self.is_going.replace(true)
    }

    /// The next request; none ends the serving.
    pub(super) fn next(&self) -> Option<Message> {
        let next = self.waiting.borrow_mut().pop_front();
        self.served.set(next.as_ref().map(|message| message.id));
        self.given_up.borrow_mut().retain(|id| self.is_known(*id));
        self.is_going.set(next.is_some());
        next
    }

    /// Gives a request up. One that has been answered meanwhile is nobody's.
    pub(super) fn give_up(&self, id: u32) {
        if self.is_known(id) {
            self.given_up.borrow_mut().push(id);
        }
    }

    /// Whether the request that is being served is to go on.
    pub(super) fn flow(&self) -> ControlFlow<()> {
        let is_given_up = self.served.get().is_some_and(|id| self.given_up.borrow().contains(&id));
        if is_given_up { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// While clients are sent, which has its own turns, nothing rests: the rows are in use by both.
    pub(super) fn set_sending(&self, is_sending: bool) {
        self.is_sending.set(is_sending);
    }

    /// While a backend is asked about clients nothing rests either.
    pub(super) fn set_asking(&self, is_asking: bool) {
        self.is_asking.set(is_asking);
    }

    pub(super) fn is_sending(&self) -> bool {
        self.is_sending.get()
    }

    /// Does work of the domain's, which is never pending but for a rest.
    pub(super) async fn work<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut rested = js_sys::Date::now();
        loop {
            let polled = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await;
            if let Poll::Ready(done) = polled {
                return done;
            }
            if !self.is_sending() && !self.is_asking.get() && js_sys::Date::now() - rested >= STINT_MS {
                let (sender, rest) = oneshot::channel::<()>();
                let _alarm = Timeout::new(0, move || drop(sender));
                let _ = rest.await;
                rested = js_sys::Date::now();
            }
        }
    }

    fn is_known(&self, id: u32) -> bool {
        self.served.get() == Some(id) || self.waiting.borrow().iter().any(|message| message.id == id)
    }
}
