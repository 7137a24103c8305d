//! What was delivered, to compare with from then on.

use std::cell::RefCell;

use futures::channel::oneshot;
use gloo::timers::callback::Timeout;
use importer_core::delivery::Delivery;
use importer_core::{Delivered, Known, Session};

use super::open::OpenFile;
use crate::protocol::Failure;

/// The clients that the backend took; a thousand at a time, so that the page is heard meanwhile. None
/// where nobody compares.
///
/// # Errors
/// Where the file was given up meanwhile.
pub(super) async fn taken(
    open: &RefCell<Option<OpenFile>>,
    delivery: &Delivery,
) -> Result<Option<Known>, Failure> {
    let Some(mut delivered) = with(open, Delivered::new)? else { return Ok(None) };
    while with(open, |session| delivered.step(session, delivery))? {
        rest().await;
    }
    Ok(Some(delivered.finish()))
}

fn with<T>(open: &RefCell<Option<OpenFile>>, look: impl FnOnce(&Session) -> T) -> Result<T, Failure> {
    open.borrow().as_ref().map(|open| look(&open.session)).ok_or_else(super::nothing_open)
}

async fn rest() {
    let (done, waited) = oneshot::channel();
    let _alarm = Timeout::new(0, move || {
        let _ = done.send(());
    });
    let _ = waited.await;
}
