//! What `importer send` says while it works: one line that changes on a terminal, otherwise a line
//! every few seconds. It goes to stderr, so that stdout holds the result alone.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use importer_core::delivery::{Failure, Progress};

/// Between two lines where nobody watches.
const PAUSE: Duration = Duration::from_secs(3);
/// Between two changes of the line on a terminal.
const BLINK: Duration = Duration::from_millis(100);

/// Says how far it has come.
pub(super) struct Teller<W> {
    out: W,
    terminal: bool,
    last: Option<Instant>,
    retrying: Option<Failure>,
}

impl<W: Write> Teller<W> {
    pub(super) const fn new(out: W, terminal: bool) -> Self {
        Self { out, terminal, last: None, retrying: None }
    }

    /// Says it, if it is time; what went wrong is said at once, and once.
    pub(super) fn progress(&mut self, progress: &Progress) -> io::Result<()> {
        if self.retrying != progress.retrying {
            self.retrying.clone_from(&progress.retrying);
            if let Some(failure) = &progress.retrying {
                self.line(&format!("trying again: {}", words(failure)))?;
            }
        }
        let pause = if self.terminal { BLINK } else { PAUSE };
        if self.last.is_some_and(|last| last.elapsed() < pause) {
            return Ok(());
        }
        self.last = Some(Instant::now());
        let share = u64::from(progress.answered) * 100 / u64::from(progress.clients.max(1));
        let told = format!("sent {} of {} ({share} %)", progress.answered, progress.clients);
        if self.terminal {
            write!(self.out, "\r\x1b[K{told}")?;
            self.out.flush()
        } else {
            writeln!(self.out, "{told}")
        }
    }

    /// Says a sentence of its own.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        writeln!(self.out, "{clear}{text}")
    }

    /// The changing line ends.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if self.terminal && self.last.is_some() { writeln!(self.out) } else { Ok(()) }
    }
}

/// Why it stopped, or tries again.
pub(super) fn words(failure: &Failure) -> String {
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
            format!("the answer ({status}) is not of an importer backend; is --backend right?")
        }
        Failure::Disagrees { sent, told } => {
            format!("the backend's numbers disagree: {sent} clients were sent, it speaks of {told}")
        }
        Failure::OtherImport => "the backend has another import under this name: use --anew".to_owned(),
        Failure::SessionChanged => "the rows changed meanwhile".to_owned(),
        Failure::Cancelled => "cancelled".to_owned(),
    }
}
