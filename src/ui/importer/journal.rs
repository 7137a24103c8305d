//! What was changed in the open file, as it was asked for: a worker that falls over, for lack of memory
//! say, takes the changes with it, and another makes them again.

use std::rc::Rc;

use js_sys::Date;
use leptos::prelude::*;
use web_sys::File;

use super::Importer;
use super::files::Landing;
use crate::engine::Engine;
use crate::protocol::{Filter, Overview, Reply, Request};

/// The changes of the open file, and how often its worker fell over.
#[derive(Default)]
pub(super) struct Journal {
    changes: Vec<Rc<Change>>,
    /// Changes that could not be made again.
    lost: usize,
    /// Times in a row that a worker fell over soon after it had taken over.
    falls: u32,
    /// When one took over last.
    taken_over: Option<f64>,
}

/// One change that came about.
struct Change {
    request: Request,
    /// What travelled beside it.
    file: Option<File>,
}

/// What becomes of a file whose worker fell over.
enum Remedy {
    Again,
    /// How the rows were listed may be what it fell over.
    AgainPlainly,
    /// Not before something else is asked of it.
    Later,
}

impl Importer {
    /// A change has come about.
    pub(super) fn note_change(self, request: &Request, file: Option<&File>) {
        let change = Rc::new(Change { request: request.clone(), file: file.cloned() });
        let _ = self.local.try_update_value(|local| local.journal.changes.push(change));
    }

    pub(super) fn has_journal(self) -> bool {
        self.local.try_with_value(|local| !local.journal.changes.is_empty()).unwrap_or(false)
    }

    /// Another file takes the place of the one it is about.
    pub(super) fn forget_journal(self) {
        let _ = self.local.try_update_value(|local| local.journal = Journal::default());
    }

    /// Whether the open file's worker fell over.
    pub(super) fn has_fallen(self) -> bool {
        let has_fallen =
            |local: &super::Local| local.engine.as_ref().is_some_and(|engine| engine.is_broken());
        self.local.try_with_value(has_fallen).unwrap_or(false)
    }

    /// Reads the open file again, whose worker fell over, and makes its changes again. Where a file is on
    /// its way in, that comes first.
    pub(super) fn recover(self) {
        if self.is_reading() {
            return;
        }
        match self.local.try_update_value(|local| local.journal.remedy(Date::now())) {
            Some(Remedy::Again) => self.reopen(Landing::Recovered),
            Some(Remedy::AgainPlainly) => {
                self.reopen(Landing::Recovered);
                self.filter.set(Filter::All);
                self.text.set(String::new());
                self.sort.set(None);
                self.sought.set(None);
            }
            Some(Remedy::Later) | None => {}
        }
    }

    /// Makes the changes again, on the same file read by another worker: what that comes to, and how many
    /// changes are lost. None where that worker falls over too: the change it fell over is struck out
    /// then, and those after it.
    pub(super) async fn make_again(self, engine: &Engine, read: Overview) -> Option<(Overview, usize)> {
        let changes = self.local.try_with_value(|local| local.journal.changes.clone()).unwrap_or_default();
        let mut overview = read;
        for (at, change) in changes.iter().enumerate() {
            let progress = move |progress| self.tell_opening(progress);
            match engine.call(&change.request, change.file.as_ref(), progress).await {
                Ok(Reply::Opened(next)) => overview = *next,
                _ if engine.is_broken() => {
                    let _ = self.local.try_update_value(|local| local.journal.strike_out(at));
                    return None;
                }
                // It could be made once; whatever it rests on now, the others do not.
                _ => {
                    let _ = self.local.try_update_value(|local| local.journal.lost += 1);
                }
            }
        }
        self.has_taken_over();
        let lost = self.local.try_update_value(|local| std::mem::take(&mut local.journal.lost));
        Some((overview, lost.unwrap_or_default()))
    }

    /// A worker is to take over the file, whether it came to that or not: the next attempt is counted.
    pub(super) fn has_taken_over(self) {
        let _ = self.local.try_update_value(|local| local.journal.taken_over = Some(Date::now()));
    }
}

impl Journal {
    fn remedy(&mut self, now: f64) -> Remedy {
        /// What a worker falls over by itself, in milliseconds after it took over, it will fall over again.
        const SOON: f64 = 30_000.0;
        let is_soon = self.taken_over.is_some_and(|then| now - then < SOON);
        self.falls = if is_soon { self.falls + 1 } else { 0 };
        match self.falls {
            0 => Remedy::Again,
            1 => Remedy::AgainPlainly,
            _ => Remedy::Later,
        }
    }

    fn strike_out(&mut self, at: usize) {
        let struck_out = self.changes.split_off(at);
        let is_change = |change: &&Rc<Change>| !matches!(change.request, Request::Undo | Request::Redo);
        self.lost += struck_out.iter().filter(is_change).count();
    }
}
