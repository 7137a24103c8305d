//! What `importer send` says while it works: one line that changes on a terminal, otherwise a line
//! every few seconds. It goes to stderr, so that stdout holds the result alone.

use std::io::Write;
use std::time::{Duration, Instant};

use importer_core::delivery::{Failure, Progress};

/// Between two lines where nobody watches.
const PAUSE: Duration = Duration::from_secs(3);
/// Between two changes of the line on a terminal.
const BLINK: Duration = Duration::from_millis(100);

/// Says how far it has come. Where nobody listens any more (a closed pipe) nothing stops for that.
pub(crate) struct Teller<W> {
    out: W,
    terminal: bool,
    last: Option<Instant>,
    retrying: Option<Failure>,
}

impl<W: Write> Teller<W> {
    pub(crate) const fn new(out: W, terminal: bool) -> Self {
        Self { out, terminal, last: None, retrying: None }
    }

    /// Says it, if it is time; what went wrong is said at once, and once.
    pub(crate) fn progress(&mut self, progress: &Progress) {
        let (answered, clients) = (progress.answered.into(), progress.clients.into());
        self.told("sent", answered, clients, progress.retrying.as_ref());
    }

    /// Says how many of how many clients, and what is being tried again.
    pub(crate) fn told(&mut self, what: &str, done: u64, total: u64, retrying: Option<&Failure>) {
        if self.retrying.as_ref() != retrying {
            self.retrying = retrying.cloned();
            if let Some(failure) = retrying {
                self.line(&format!("trying again: {}", words(failure)));
            }
        }
        let pause = if self.terminal { BLINK } else { PAUSE };
        if self.last.is_some_and(|last| last.elapsed() < pause) {
            return;
        }
        self.last = Some(Instant::now());
        let share = done * 100 / total.max(1);
        let told = format!("{what} {done} of {total} ({share} %)");
        let _ = if self.terminal {
            write!(self.out, "\r\x1b[K{told}").and_then(|()| self.out.flush())
        } else {
            writeln!(self.out, "{told}")
        };
    }

    /// Says a sentence of its own.
    pub(crate) fn line(&mut self, text: &str) {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        let _ = writeln!(self.out, "{clear}{text}");
    }

    /// The changing line ends.
    pub(crate) fn end(&mut self) {
        let said = self.last.take().is_some();
        if self.terminal && said {
            let _ = writeln!(self.out);
        }
    }
}

/// Why it stopped, or tries again.
pub(crate) fn words(failure: &Failure) -> String {
    match failure {
        Failure::Network { reason } => format!("the backend cannot be reached: {reason}"),
        Failure::Silent { seconds } => format!("the backend gave no answer in {seconds} seconds"),
        Failure::Refused { status: 401, .. } => {
            "the backend wants another token: give one by --token or IMPORTER_TOKEN (401)".to_owned()
        }
        Failure::Refused { status, code, detail } => {
            let parts = [code.as_deref(), detail.as_deref()];
            let said: Vec<&str> = parts.into_iter().flatten().collect();
            format!("the backend answered {status} {}", said.join(": "))
        }
        Failure::ForeignAnswer { status, .. } => {
            format!("the answer ({status}) is not of an importer backend; is its address right?")
        }
        Failure::Disagrees { sent, told } => {
            format!("the backend's numbers disagree: {sent} clients were sent, it speaks of {told}")
        }
        Failure::OtherImport => "the backend has another import under this name: use --anew".to_owned(),
        Failure::SessionChanged => "the rows changed meanwhile".to_owned(),
        Failure::Cancelled => "cancelled".to_owned(),
    }
}
