//! Opening files: each with a worker of its own, and nothing of the open one given up before the
//! new one is read.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::{Done, Fetched, Importer, OpeningFile, Replacing, Step};
use crate::engine::Engine;
use crate::protocol::{Failure, Filter, History, OpenOptions, Overview, Progress, Reply, Request};

/// The step a person finds themselves at when a file has been read.
#[derive(Clone, Copy)]
pub(super) enum Landing {
    /// The first one with something to do.
    WhereNeeded,
    /// The one they were at: the same file, read another way.
    WhereItWas,
    /// The same, with all that was changed in it: its worker fell over.
    Recovered,
}

/// A file on its way in: being read, or read and about to be the open one. Cancelling ends its worker.
#[derive(Clone)]
pub(super) struct Incoming {
    engine: Rc<Engine>,
    file: File,
    options: OpenOptions,
    landing: Landing,
}

/// A file that has been read and waits for leave to be the open one.
pub(super) struct Held {
    incoming: Incoming,
    overview: Overview,
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
    pub(super) fn reopen(self, landing: Landing) {
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

    /// Begins to read again what is on its way in, or the open file where that loses nothing: no change
    /// made in it, and no import of it. Whether there was one.
    pub(super) fn read_anew(self) -> bool {
        let on_its_way = self.incoming().or_else(|| {
            self.local.try_update_value(|local| local.held.take()).flatten().map(|held| held.incoming)
        });
        if let Some(Incoming { file, options, landing, .. }) = on_its_way {
            let landing = match landing {
                // Its changes rest on how it was read before.
                Landing::Recovered if self.has_journal() => return false,
                Landing::Recovered => Landing::WhereItWas,
                landing => landing,
            };
            self.read(file, options, landing);
            return true;
        }
        let is_open = self.overview.with_untracked(Option::is_some);
        let is_sent =
            self.sent.with_untracked(Option::is_some) || self.sending.with_untracked(Option::is_some);
        let is_as_read = is_open && !is_sent && untrack(|| self.undoable()).is_none();
        if is_as_read {
            self.reopen(Landing::WhereItWas);
        }
        is_as_read
    }

    /// Gives up the file that is on its way in.
    pub(in crate::ui) fn cancel_opening(self) {
        if let Some(incoming) = self.put_aside() {
            incoming.engine.end();
            self.go_back(incoming.landing);
        }
        self.warm_up();
    }

    /// Forgets the open file.
    pub fn reset(self) {
        self.drop_wishes();
        self.forget_journal();
        self.local.update_value(|local| {
            let incoming = local.incoming.take().map(|incoming| incoming.engine);
            let ended = [local.engine.take(), incoming, local.reader.take()];
            ended.iter().flatten().for_each(|engine| engine.end());
            local.file = None;
            local.held = None;
            local.turn += 1;
        });
        self.safe.set(History::default());
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
            local.turn += 1;
            local.watching.clear();
            local.guard = None;
        });
    }

    fn read(self, file: File, mut options: OpenOptions, landing: Landing) {
        if self.sending.get_untracked().is_some() {
            self.fail(Failure::new("send.in_progress"));
            return;
        }
        let is_recovered = matches!(landing, Landing::Recovered);
        self.notice.set(None);
        self.replacing.set(None);
        self.local.update_value(|local| {
            let config = if is_recovered { &local.read_with } else { &local.config };
            options.config.clone_from(config);
            // One that waits for leave waits on while the open file is recovered.
            if !is_recovered {
                local.held = None;
            }
        });
        let engine = match self.take_worker() {
            Ok(engine) => engine,
            Err(failure) => return self.fail(failure),
        };
        let name = file.name();
        let progress = move |progress| self.tell_opening(progress);
        let call = engine.call(&Request::Open(options.clone()), Some(&file), progress);
        let turn = self.take_turn(Incoming { engine, file, options, landing });
        self.opening.set(Some(OpeningFile { name: name.clone(), progress: None }));
        spawn_local(async move {
            let answer = call.await;
            let Some(incoming) = self.incoming().filter(|_| self.is_turn(turn)) else { return };
            let failure = match answer {
                Ok(Reply::Opened(overview)) => {
                    return self.settle(turn, Held { incoming, overview: *overview }).await;
                }
                Ok(_) => Failure::new("worker.crashed"),
                Err(failure) => failure,
            };
            self.put_aside();
            // Where none can be started, another attempt would only say so again.
            if failure.code != "worker.not_started" {
                self.warm_up();
            }
            self.go_back(landing);
            self.fail(failure.with("file", name));
        });
    }

    pub(super) fn tell_opening(self, progress: Progress) {
        self.opening.try_update(|opening| {
            if let Some(opening) = opening {
                opening.progress = Some(progress);
            }
        });
    }

    /// Lets a file be on its way in, and gives up one that was: what was begun in an earlier turn stops
    /// when it comes to see that there is another.
    fn take_turn(self, incoming: Incoming) -> u32 {
        let taken = self.local.try_update_value(|local| {
            let engine = incoming.engine.clone();
            let before = local.incoming.replace(incoming);
            if let Some(before) = before.filter(|before| !Rc::ptr_eq(&before.engine, &engine)) {
                before.engine.end();
            }
            local.turn += 1;
            local.turn
        });
        taken.unwrap_or_default()
    }

    fn is_turn(self, turn: u32) -> bool {
        self.local.try_with_value(|local| local.turn == turn).unwrap_or(false)
    }

    fn incoming(self) -> Option<Incoming> {
        self.local.try_with_value(|local| local.incoming.clone()).flatten()
    }

    /// Whether a file is on its way in.
    pub(super) fn is_reading(self) -> bool {
        self.incoming().is_some()
    }

    /// Whether that is the open one, whose worker fell over.
    pub(super) fn is_recovering(self) -> bool {
        self.incoming().is_some_and(|incoming| matches!(incoming.landing, Landing::Recovered))
    }

    /// Lets no file be on its way in any more; the one that was.
    fn put_aside(self) -> Option<Incoming> {
        self.opening.set(None);
        let taken = self.local.try_update_value(|local| {
            local.turn += 1;
            local.incoming.take()
        });
        taken.flatten()
    }

    /// The open file stays, as no other came in: the page shows what is open, not what was chosen instead.
    fn go_back(self, landing: Landing) {
        self.ask_for_leave();
        if matches!(landing, Landing::Recovered) {
            return self.has_taken_over();
        }
        self.overview.update(|_| {});
        if self.has_fallen() {
            self.recover();
        }
    }

    /// A file has been read: it goes back to the open one, or takes its place; where that one has work
    /// in it that is nowhere else, once the person says so.
    async fn settle(self, turn: u32, read: Held) {
        let Incoming { engine, file, landing, .. } = &read.incoming;
        if matches!(landing, Landing::Recovered) {
            return self.resume(turn, read).await;
        }
        if matches!(landing, Landing::WhereNeeded) && self.may_be_returned(&read.overview) {
            self.opening.set(None);
            if self.take_back(engine, file).await {
                if self.is_turn(turn) {
                    self.put_aside();
                    // It came for the open file, whose worker may have fallen over at it.
                    if self.has_fallen() {
                        self.recover();
                    }
                }
                engine.end();
                return self.warm_up();
            }
        }
        let has_work = self.is_turn(turn) && self.has_work_to_lose().await;
        if !self.is_turn(turn) {
            return engine.end();
        }
        if !has_work {
            return self.install(turn, read).await;
        }
        self.put_aside();
        self.local.update_value(|local| local.held = Some(read));
        // What it would take the place of is to be there for being saved.
        if self.has_fallen() {
            self.recover();
        }
        if !self.is_recovering() {
            self.ask_for_leave();
        }
    }

    /// Asks whether the file that waits may take the place of the open one; lets it where nothing is lost.
    fn ask_for_leave(self) {
        let waits = self.local.try_with_value(|local| {
            let Incoming { file, landing, .. } = &local.held.as_ref()?.incoming;
            Some(Replacing { file: file.name(), is_another: matches!(landing, Landing::WhereNeeded) })
        });
        match waits.flatten() {
            Some(_) if !untrack(|| self.has_unsaved_work()) => self.replace(),
            waits => self.replacing.set(waits),
        }
    }

    /// Lets the file that waits take the place of the open one.
    pub(in crate::ui) fn replace(self) {
        self.replacing.set(None);
        if let Some(held) = self.local.try_update_value(|local| local.held.take()).flatten() {
            let turn = self.take_turn(held.incoming.clone());
            spawn_local(self.install(turn, held));
        }
    }

    /// Keeps the open file, and gives up the one that waits.
    pub(in crate::ui) fn stay(self) {
        self.replacing.set(None);
        if let Some(held) = self.local.try_update_value(|local| local.held.take()).flatten() {
            self.go_back(held.incoming.landing);
        }
        self.warm_up();
    }

    async fn install(self, turn: u32, read: Held) {
        let Held { incoming, overview } = read;
        let (overview, decided) = self.recalled(&incoming.engine, overview).await;
        if !self.is_turn(turn) {
            return incoming.engine.end();
        }
        self.forget_journal();
        let is_recalled = decided.is_some();
        if is_recalled {
            self.note_change(&Request::SetMapping(overview.mapping.clone()), None);
        }
        self.local.update_value(|local| local.decided = decided);
        self.safe.set(History::default());
        self.opened(incoming, overview);
        if is_recalled {
            self.say_recalled();
        }
    }

    /// Makes the changes of the open file again, which another worker has read now.
    async fn resume(self, turn: u32, read: Held) {
        let Held { incoming, overview } = read;
        let engine = incoming.engine.clone();
        let made = self.make_again(&engine, overview).await;
        if !self.is_turn(turn) {
            return engine.end();
        }
        let Some((overview, lost)) = made else { return self.reopen(Landing::Recovered) };
        self.opened(incoming, overview);
        if self.serves(&engine) {
            self.is_made_again();
            let made = untrack(|| self.steps_of_work());
            self.say(Done::Recovered { made, lost });
            self.ask_for_leave();
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

    fn opened(self, incoming: Incoming, overview: Overview) {
        let Incoming { engine, file, options, landing } = incoming;
        self.drop_wishes();
        self.put_aside();
        let before = self.local.try_update_value(|local| {
            local.file = Some(file);
            local.read_with = options.config;
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
        let is_recovered = matches!(landing, Landing::Recovered);
        if !is_recovered {
            self.local.update_value(|local| local.knows_handed = false);
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
        if !(is_recovered && self.knows_handed()) {
            self.take_handed();
        }
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
