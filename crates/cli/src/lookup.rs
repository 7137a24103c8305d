//! Asking a backend which of the clients it knows: `check --lookup URL`, `send --lookup`.

use std::io::Write;
use std::time::Duration;

use importer_core::{AskNext, Asking, Known, Session, Whom};

use crate::check::Failure;
use crate::send::seed;
use crate::send::tell::{Teller, words};
use crate::send::transport::Transport;

/// An answer is waited for at most so long at a time.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the backend knows of the clients that can be sent. Nothing is taken over before all is answered.
pub(crate) fn ask(
    transport: &Transport,
    session: &Session,
    teller: &mut Teller<impl Write>,
) -> Result<Known, Failure> {
    let mut asking = Asking::new(session, Whom::Everybody, seed());
    loop {
        let now = transport.now_ms();
        let patience = match asking.next(session, now) {
            AskNext::Send(call) => {
                transport.send(call);
                continue;
            }
            // There is one token, and the backend does not take it.
            AskNext::Authorize => {
                asking.authorize(false);
                continue;
            }
            AskNext::WaitUntil(at) => Duration::from_millis(at.saturating_sub(now)).min(PATIENCE),
            AskNext::AwaitAnswer => PATIENCE,
            AskNext::Finished(None) => break,
            AskNext::Finished(Some(failure)) => {
                teller.end();
                let message = format!("the backend could not be asked whom it knows: {}", words(&failure));
                return Err(Failure { exit: 3, message });
            }
        };
        match transport.answer(patience) {
            Some((id, Ok(reply))) => asking.answer(session, id, transport.now_ms(), &reply),
            Some((id, Err(lost))) => asking.failed(id, transport.now_ms(), lost),
            None => {}
        }
        let asked = asking.asked();
        teller.told("asked about", asked.done as u64, asked.total as u64, asking.retrying());
    }
    teller.end();
    Ok(asking.finish())
}
