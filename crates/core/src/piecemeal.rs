//! Long work in pieces. What goes through all rows is an async function that rests every few thousand
//! of them; whoever drives it may do something else then, such as hearing that it is to break off. It
//! waits for nothing and knows no executor: a caller with time to spare goes on at once.

use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::change::Tell;

/// Does the work without a rest.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}

/// Rests, and tells how far the work has come.
pub(crate) async fn tell_and_rest(tell: Tell<'_>, done: usize, total: usize) -> ControlFlow<()> {
    let mut rested = false;
    poll_fn(|_| if std::mem::replace(&mut rested, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    tell(done, total)
}
