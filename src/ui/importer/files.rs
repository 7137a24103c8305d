//! Opening files: each with a worker of its own, and nothing of the open one given up before the
//! new one is read.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::{Done, Fetched, Importer, OpeningFile, Replacing, Step};
use crate::engine::Engine;
use crate::protocol::{Failure, Filter, OpenOptions, Overview, Reply, Request};

/// The step a person finds themselves at when a file has been read.
#[derive(Clone, Copy)]
enum Landing {
    /// The first one with something to do.
    WhereNeeded,
    /// The one they were at: the same file, read another way.
    WhereItWas,
    /// The same, with all that was changed in it: its worker fell over.
    Recovered,
}

/// A file that is being read.
pub(super) struct Incoming {
    engine: Rc<Engine>,
    file: File,
    options: OpenOptions,
    landing: Landing,
}

/// A file that has been read.
pub(super) struct Read {
    engine: Rc<Engine>,
    file: File,
    overview: Overview,
    landing: Landing,
}

impl Importer {
    /// Opens a file; the one that is open stays until this one is read, and keeps its place where this
    /// is its own error workbook, corrected.
    pub fn open(self, file: File) {
        self.read(file, OpenOptions::default(), Landing::WhereNeeded);
    }

    /// Starts a worker ahead of the first file, after the first paint.
    pub fn warm_up(self) {
        gloo::timers::callback::Timeout::new(50, move || {
            let started = self.local.try_update_value(|local| {
                local.spare.is_none().then(|| {
                    let engine = Rc::new(Engine::start(&local.start));
                    local.spare = Some(engine.clone());
                    engine
                })
            });
            if let Some(engine) = started.flatten() {
                self.watch_spare(&engine);
            }
        })
        .forget();
    }

    /// Says that there will be no worker while the person has not chosen a file yet. Where one was
    /// chosen, the answer to that says it.
    fn watch_spare(self, engine: &Rc<Engine>) {
        let ready = engine.ready();
        let engine = Rc::downgrade(engine);
        spawn_local(async move {
            let Err(failure) = ready.await else { return };
            let is_spare = self.local.try_with_value(|local| {
                local.spare.as_ref().is_some_and(|spare| std::ptr::eq(Rc::as_ptr(spare), engine.as_ptr()))
            });
            if is_spare == Some(true) {
                self.fail(failure);
            }
        });
    }

    /// Reads the open file another way: another sheet, encoding or delimiter.
    pub(in crate::ui) fn reopen_as(self, options: OpenOptions) {
        if let Some(file) = self.local.with_value(|local| local.file.clone()) {
            self.read(file, options, Landing::WhereItWas);
        }
    }

    /// Reads the open file again as it was read.
    fn reopen(self, landing: Landing) {
        let overview = self.overview.get_untracked().unwrap_or_default();
        let options = OpenOptions {
            sheet: Some(overview.sheet),
            encoding: overview.encoding.clone(),
            delimiter: overview.delimiter,
            ..OpenOptions::default()
        };
        if let Some(file) = self.local.with_value(|local| local.file.clone()) {
            self.read(file, options, landing);
        }
    }

    /// Reads the open file again, whose worker fell over, and makes its changes again.
    pub(super) fn recover(self) {
        self.reopen(Landing::Recovered);
    }

    /// Begins to read again what is being read, or the open file where that loses nothing: no change made
    /// in it, and no import of it. Whether there was one.
    pub(super) fn read_anew(self) -> bool {
        if let Some(incoming) = self.local.try_update_value(|local| local.incoming.take()).flatten() {
            self.read(incoming.file, incoming.options, incoming.landing);
            return true;
        }
        let is_open = self.overview.with_untracked(Option::is_some);
        let is_sent = self.step.get_untracked() == Step::Done || self.sending.with_untracked(Option::is_some);
        let is_as_read = is_open && !is_sent && untrack(|| self.undoable()).is_none();
        if is_as_read {
            self.reopen(Landing::WhereItWas);
        }
        is_as_read
    }

    /// Gives up the file that is on its way in.
    pub(in crate::ui) fn cancel_opening(self) {
        self.local.update_value(|local| local.incoming = None);
        self.opening.set(None);
        self.warm_up();
    }

    /// Forgets the open file.
    pub fn reset(self) {
        self.drop_wishes();
        self.local.update_value(|local| {
            let incoming = local.incoming.take().map(|incoming| incoming.engine);
            let ended = [local.engine.take(), incoming, local.reader.take()];
            ended.iter().flatten().for_each(|engine| engine.end());
            local.file = None;
            local.held = None;
            local.journal.clear();
        });
        self.replacing.set(None);
        self.learning.set(None);
        self.opening.set(None);
        self.overview.set(None);
        self.sending.set(None);
        self.sent.set(None);
        self.notice.set(None);
        self.filter.set(Filter::All);
        self.text.set(String::new());
        self.sort.set(None);
        self.sought.set(None);
        self.done.set(None);
        self.making.set(None);
        self.assignments.update(std::collections::BTreeMap::clear);
        self.gone.set(Vec::new());
        self.moving.set(None);
        self.left.set(None);
        self.go(Step::File);
        self.warm_up();
    }

    /// Ends all workers; the element is being taken down.
    pub fn close(self) {
        let _ = self.local.try_update_value(|local| {
            let incoming = local.incoming.take().map(|incoming| incoming.engine);
            let ended = [local.engine.take(), incoming, local.spare.take(), local.reader.take()];
            ended.iter().flatten().for_each(|engine| engine.end());
            local.file = None;
            local.held = None;
            local.watching.clear();
            local.guard = None;
        });
    }

    fn read(self, file: File, mut options: OpenOptions, landing: Landing) {
        if self.sending.get_untracked().is_some() {
            self.fail(Failure::new("send.in_progress"));
            return;
        }
        self.notice.set(None);
        self.replacing.set(None);
        self.local.update_value(|local| local.held = None);
        options.config = self.local.try_with_value(|local| local.config.clone()).flatten();
        let engine = match self.take_worker() {
            Ok(engine) => engine,
            Err(failure) => return self.fail(failure),
        };
        let incoming =
            Incoming { engine: engine.clone(), file: file.clone(), options: options.clone(), landing };
        self.local.update_value(|local| local.incoming = Some(incoming));
        self.opening.set(Some(OpeningFile { name: file.name(), progress: None }));
        spawn_local(async move {
            let progress = move |progress| {
                self.opening.try_update(|opening| {
                    if let Some(opening) = opening {
                        opening.progress = Some(progress);
                    }
                });
            };
            let call = engine.call(&Request::Open(options), Some(&file), progress);
            // Only the handle in `incoming` keeps the worker alive, so that dropping it cancels.
            let this = Rc::downgrade(&engine);
            drop(engine);
            let answer = call.await;
            let current = self
                .local
                .try_with_value(|local| {
                    local
                        .incoming
                        .as_ref()
                        .is_some_and(|incoming| std::ptr::eq(Rc::as_ptr(&incoming.engine), this.as_ptr()))
                })
                .unwrap_or(false);
            if !current {
                return;
            }
            self.opening.set(None);
            let incoming = self.local.try_update_value(|local| local.incoming.take()).flatten();
            match (answer, incoming) {
                (Ok(Reply::Opened(overview)), Some(Incoming { engine, .. })) => {
                    self.settle(Read { engine, file, overview: *overview, landing }).await;
                }
                (Err(failure), _) => {
                    let name = file.name();
                    // Where none can be started, another attempt would only say so again.
                    if failure.code != "worker.not_started" {
                        self.warm_up();
                    }
                    self.fail(failure.with("file", name));
                }
                _ => self.fail(Failure::new("worker.crashed")),
            }
        });
    }

    /// A file has been read: it goes back to the open one, or takes its place; where that one has work
    /// in it that is nowhere else, once the person says so.
    async fn settle(self, read: Read) {
        if matches!(read.landing, Landing::Recovered) {
            return self.resume(read).await;
        }
        let is_new = matches!(read.landing, Landing::WhereNeeded);
        if is_new && self.may_be_returned(&read.overview) && self.take_back(&read.engine, &read.file).await {
            drop(read);
            return self.warm_up();
        }
        if self.has_work_to_lose().await {
            let replacing = Replacing { file: read.file.name(), is_another: is_new };
            self.local.update_value(|local| local.held = Some(read));
            return self.replacing.set(Some(replacing));
        }
        self.install(read).await;
    }

    /// Lets the file that waits take the place of the open one.
    pub(in crate::ui) fn replace(self) {
        self.replacing.set(None);
        if let Some(read) = self.local.try_update_value(|local| local.held.take()).flatten() {
            spawn_local(self.install(read));
        }
    }

    /// Keeps the open file, and gives up the one that waits.
    pub(in crate::ui) fn stay(self) {
        self.replacing.set(None);
        self.local.update_value(|local| local.held = None);
        // The page shows what is open: the sheet that was chosen instead is none of it.
        self.overview.update(|_| {});
        self.warm_up();
    }

    async fn install(self, read: Read) {
        let Read { engine, file, overview, landing } = read;
        self.local.update_value(|local| local.decided = None);
        let (overview, recalled) = self.recalled(&engine, overview).await;
        if self.step.try_get_untracked().is_none() {
            // The page has taken the element away meanwhile.
            return engine.end();
        }
        self.local.update_value(|local| local.journal.clear());
        if recalled {
            self.note_change(&Request::SetMapping(overview.mapping.clone()), None);
        }
        self.opened(engine, file, overview, landing);
        if recalled {
            self.say_recalled();
        }
    }

    /// Makes the changes of the open file again, which another worker has read now.
    async fn resume(self, read: Read) {
        let Read { engine, file, overview, landing } = read;
        self.opening.set(Some(OpeningFile { name: file.name(), progress: None }));
        let made = self.make_again(&engine, overview).await;
        // The person gave it up: the next change begins anew.
        if self.opening.try_update(Option::take).flatten().is_none() {
            return engine.end();
        }
        match made {
            Some((overview, changes)) => {
                self.opened(engine, file, overview, landing);
                self.say(Done::Recovered(changes));
            }
            None => self.recover(),
        }
    }

    /// Whether the open file is the one that this worker holds.
    pub(super) fn serves(self, engine: &Rc<Engine>) -> bool {
        let is_it = |local: &super::Local| local.engine.as_ref().is_some_and(|open| Rc::ptr_eq(open, engine));
        self.local.try_with_value(is_it).unwrap_or(false)
    }

    pub(super) fn take_worker(self) -> Result<Rc<Engine>, Failure> {
        let taken = self.local.try_update_value(|local| match local.spare.take() {
            Some(spare) if !spare.is_broken() => spare,
            _ => Rc::new(Engine::start(&local.start)),
        });
        taken.ok_or_else(|| Failure::new("worker.stopped"))
    }

    fn opened(self, engine: Rc<Engine>, file: File, overview: Overview, landing: Landing) {
        self.drop_wishes();
        let before = self.local.try_update_value(|local| {
            local.file = Some(file);
            local.engine.replace(engine.clone())
        });
        // Nothing of the file before reaches the page any more.
        if let Some(before) = before.flatten().filter(|before| !Rc::ptr_eq(before, &engine)) {
            before.end();
        }
        self.busy.set(None);
        let blocked = overview.problems.iter().any(|problem| problem.code == "social_id.column_missing");
        let step = match (landing, self.step.get_untracked()) {
            (
                Landing::WhereItWas | Landing::Recovered,
                step @ (Step::Columns | Step::Review | Step::Split),
            ) => step,
            _ if blocked => Step::Columns,
            _ if overview.error_rows > 0 => Step::Review,
            _ => Step::Split,
        };
        if !matches!(landing, Landing::Recovered) {
            self.filter.set(if overview.error_rows > 0 && !blocked { Filter::Problems } else { Filter::All });
            self.text.set(String::new());
            self.sort.set(None);
        }
        self.done.set(None);
        self.announcement.set(self.told_of(&overview));
        self.sent.set(None);
        self.end_reader();
        self.learning.set(None);
        if matches!(self.pickers.get_untracked(), Fetched::Failed(_)) {
            self.pickers.set(Fetched::NotAsked);
        }
        self.take_in(Arc::new(overview));
        // The page around may have given it up on hearing of it.
        if !self.serves(&engine) {
            return;
        }
        self.go(step);
        self.look_for_left();
        self.take_handed();
    }

    /// What a screen reader is told of a file that has been opened: whose it is, and what is wrong in it.
    fn told_of(self, overview: &Overview) -> String {
        let opened = self.tn(
            "opened-announcement",
            &[("file", overview.file.clone().into()), ("count", overview.clients.into())],
        );
        let found = [("count-errors", overview.error_rows), ("count-warnings", overview.warning_rows)];
        let found: Vec<String> = found
            .into_iter()
            .filter(|&(_, count)| count > 0)
            .map(|(key, count)| {
                let number = self.tn("number", &[("count", count.into())]);
                format!("{number} {}", self.tn(key, &[("count", count.into())]))
            })
            .collect();
        if found.is_empty() { opened } else { format!("{opened}. {}", found.join(", ")) }
    }
}
