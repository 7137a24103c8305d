//! The state of the page and the commands a person can give. What is derived from it is derived
//! where it is shown; what is known of the file is the worker's [`Overview`].

mod delivery;
mod editing;
mod files;
mod host;
mod journal;
mod kept;
mod known;
mod leaving;
mod looking;
mod memory;
mod moving;
mod outward;
mod products;
mod repairing;
mod returned;
mod sending;

pub(super) use delivery::Gone;
use host::Host;
pub(super) use host::Offered;
pub(super) use kept::Left;
pub(super) use known::Learning;
pub(super) use looking::Towards;
pub(super) use moving::Moving;
use outward::Messages;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use gloo::events::EventListener;
use importer_locale::{Language, Value, Words};
use leptos::prelude::*;
use serde::Serialize;
use web_sys::File;

use crate::element::{Checked, Emitter};
use crate::engine::Engine;
use crate::protocol::{
    Assignment, Failure, Filter, History, Overview, Pickers, Progress, Replace, Reply, Request, Returned,
    Sent, Severity, Sort, StepView, View,
};

/// What the element was given by its page.
pub struct Settings {
    /// Gives a worker, or a promise of one.
    pub start: js_sys::Function,
    /// Address of the backend, as the attribute has it.
    pub backend: Option<String>,
    /// Promises the words of a language (Fluent), by its tag.
    pub speak: js_sys::Function,
    /// The words to begin with.
    pub words: Words,
    /// Where events go.
    pub emitter: Emitter,
}

/// A step of the flow. All but the first and the last can be gone to at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    File,
    Columns,
    Review,
    Split,
    Done,
}

impl Step {
    /// A stable name, for events and words.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Columns => "columns",
            Self::Review => "review",
            Self::Split => "split",
            Self::Done => "done",
        }
    }
}

/// A file on its way in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OpeningFile {
    pub(super) name: String,
    pub(super) progress: Option<Progress>,
}

/// Something asked of the backend.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fetched<T> {
    NotAsked,
    Asked,
    Here(T),
    Failed(Failure),
}

/// What stands between the person and the import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Missing {
    Column,
    Clients,
    /// Every client is known to be as they are in the file.
    Changes,
    Backend,
    Messenger(u32),
    Bot(String),
    /// The id of a tunnel or of a lead-generation tool was to be typed.
    Place(String),
}

/// What has just been done, said in passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    /// A step of undo was taken.
    Step(StepView),
    /// An action found nothing to change.
    Nothing,
    /// What was going on was given up; everything is as before it.
    Stopped,
    /// The last step was taken back, or done again.
    Undone(StepView),
    Redone(StepView),
    /// A corrected file came back.
    Returned(Returned),
    /// A file is saved under this name.
    Saved(String),
    /// The work had stopped by itself; the file is read again, with this many changes; some may
    /// be lost.
    Recovered {
        made: usize,
        lost: usize,
    },
    /// The columns are set as they were for these headers before.
    Remembered,
    /// They are set by a file, but for these entries, which have no place here.
    Taken(Vec<String>),
}

/// A file that would take the place of the open one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacing {
    pub(super) file: String,
    /// Not the same, read another way.
    pub(super) is_another: bool,
}

/// A cell the grid is asked to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Aim {
    /// Position among the listed rows; the row a person is on by default.
    pub(super) position: Option<u32>,
    /// Column in the file, from 0; the first by default.
    pub(super) column: Option<u32>,
}

/// A file being made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Making {
    /// Told apart from one that was given up.
    pub(super) number: u32,
    pub(super) progress: Option<Progress>,
}

/// The page's state; copies share it.
#[derive(Clone, Copy)]
pub struct Importer {
    pub(super) words: RwSignal<Arc<Words>>,
    pub(super) step: RwSignal<Step>,
    pub(super) notice: RwSignal<Option<Failure>>,
    pub(super) announcement: RwSignal<String>,
    pub(super) opening: RwSignal<Option<OpeningFile>>,
    /// A change is being applied by the worker; the last progress of it.
    pub(super) busy: RwSignal<Option<Progress>>,
    pub(super) overview: RwSignal<Option<Arc<Overview>>>,
    pub(super) filter: RwSignal<Filter>,
    /// Only rows in which a cell holds this text.
    pub(super) text: RwSignal<String>,
    pub(super) sort: RwSignal<Option<Sort>>,
    /// What is looked for: the cells that have it are marked.
    pub(super) sought: RwSignal<Option<Replace>>,
    /// A cell the grid is asked to go to.
    pub(super) aim: RwSignal<Option<Aim>>,
    /// What has just been done.
    pub(super) done: RwSignal<Option<Done>>,
    pub(super) making: RwSignal<Option<Making>>,
    pub(super) backend: RwSignal<Option<String>>,
    pub(super) pickers: RwSignal<Fetched<Pickers>>,
    pub(super) assignments: RwSignal<BTreeMap<String, Assignment>>,
    /// What was chosen and is not there any more.
    pub(super) gone: RwSignal<Vec<Gone>>,
    /// Rows whose clients are to be moved to a messenger that is being asked for.
    pub(super) moving: RwSignal<Option<Moving>>,
    /// A file that waits for leave to take the place of the open one, with work in it.
    pub(super) replacing: RwSignal<Option<Replacing>>,
    /// The steps as they were when they were sent or saved last.
    safe: RwSignal<History>,
    pub(super) sending: RwSignal<Option<Progress>>,
    /// What the page around offers to choose from, instead of the backend.
    pub(super) offered: RwSignal<Offered>,
    /// The page around brings the batches to its backend itself.
    pub(super) delivers: RwSignal<bool>,
    /// An import of the open file that another page left unfinished.
    pub(super) left: RwSignal<Option<Left>>,
    pub(super) sent: RwSignal<Option<Arc<Sent>>>,
    /// The browser keeps nothing for this page.
    pub(super) forgets: RwSignal<bool>,
    /// Known clients on their way in; the last progress of it.
    pub(super) learning: RwSignal<Option<Learning>>,
    local: StoredValue<Local, LocalStorage>,
}

/// What belongs to this thread: browser objects.
struct Local {
    start: js_sys::Function,
    speak: js_sys::Function,
    /// The language whose words are on their way.
    asked: Option<Language>,
    /// Configuration (JSON) over the built-in one.
    config: Option<String>,
    /// Words of the page around, by language and key.
    messages: Messages,
    /// A mapping that `restore` brought before there was a file.
    restored: Option<String>,
    emitter: Emitter,
    /// Serves the open file.
    engine: Option<Rc<Engine>>,
    /// The open file, for reading it another way.
    file: Option<File>,
    /// The file that is on its way in; dropping it cancels.
    incoming: Option<files::Incoming>,
    /// A file that has been read and waits for leave to take the place of the open one.
    held: Option<files::Held>,
    /// Counts files that came, and were given up: what is begun for one sees by it that it is over.
    turn: u32,
    /// The configuration that the open file was read with.
    read_with: Option<String>,
    /// The changes of the open file in their order, for a worker that takes over from one that fell over.
    journal: journal::Journal,
    /// Changes on their way that are none of single cells.
    underway: u32,
    /// The person stopped the import that is about to begin.
    stopped: bool,
    wishes: editing::Wishes,
    /// Files made so far, and up to which of them they were given up.
    made: u32,
    given_up: u32,
    /// The person has come to another step and its heading does not know yet.
    arrived: bool,
    /// Functions of the page around, and what they gave.
    host: Host,
    /// Asks before work is lost.
    guard: Option<EventListener>,
    /// Names of bots and tunnels that were offered, by id: some may be gone by the time they are told.
    names: BTreeMap<String, String>,
    /// While clients are being sent: asks before the tab is closed, and watches the network.
    watching: Vec<EventListener>,
    /// Started ahead, so that a dropped file is read at once.
    spare: Option<Rc<Engine>>,
    /// Reads a file of known clients; dropping it cancels.
    reader: Option<Rc<Engine>>,
    /// Has read a corrected workbook and hands it over.
    returning: Option<Rc<Engine>>,
    /// Known clients that the page around hands in with every file.
    known: Option<known::Handed>,
    /// The open file is compared with them.
    knows_handed: bool,
    /// The mapping as it was decided, before a remembered one took its place.
    decided: Option<String>,
}

pub(super) fn use_importer() -> Importer {
    expect_context::<Importer>()
}

/// Text that follows the language and what it speaks of. One type for all of it, so that the browser
/// gets one piece of code for all of it.
pub(super) fn words(text: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(text)
}

impl Importer {
    /// A fresh state.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            words: RwSignal::new(Arc::new(settings.words)),
            step: RwSignal::new(Step::File),
            notice: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            opening: RwSignal::new(None),
            busy: RwSignal::new(None),
            overview: RwSignal::new(None),
            filter: RwSignal::new(Filter::All),
            text: RwSignal::new(String::new()),
            sort: RwSignal::new(None),
            sought: RwSignal::new(None),
            aim: RwSignal::new(None),
            done: RwSignal::new(None),
            making: RwSignal::new(None),
            backend: RwSignal::new(named(settings.backend)),
            pickers: RwSignal::new(Fetched::NotAsked),
            assignments: RwSignal::new(BTreeMap::new()),
            gone: RwSignal::new(Vec::new()),
            moving: RwSignal::new(None),
            replacing: RwSignal::new(None),
            safe: RwSignal::default(),
            sending: RwSignal::new(None),
            offered: RwSignal::default(),
            delivers: RwSignal::new(false),
            left: RwSignal::new(None),
            forgets: RwSignal::new(false),
            sent: RwSignal::new(None),
            learning: RwSignal::new(None),
            local: StoredValue::new_local(Local {
                start: settings.start,
                speak: settings.speak,
                asked: None,
                config: None,
                messages: Messages::default(),
                restored: None,
                emitter: settings.emitter,
                engine: None,
                file: None,
                incoming: None,
                held: None,
                turn: 0,
                read_with: None,
                journal: journal::Journal::default(),
                underway: 0,
                arrived: false,
                stopped: false,
                wishes: editing::Wishes::default(),
                made: 0,
                given_up: 0,
                spare: None,
                host: Host::default(),
                guard: None,
                names: BTreeMap::new(),
                watching: Vec::new(),
                reader: None,
                returning: None,
                known: None,
                knows_handed: false,
                decided: None,
            }),
        }
    }

    /// The words of `key`, in the language of the moment.
    pub(super) fn t(self, key: &str) -> String {
        self.words.with(|words| words.get(key, &[]))
    }

    /// The words of `key` with arguments.
    pub(super) fn tn(self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        self.words.with(|words| words.get(key, arguments))
    }

    /// The words of a code with its arguments: `problem-social_id-missing`, `failure-file-empty`.
    /// A code without words of its own gets those of `{prefix}-other`.
    pub(super) fn tc(self, prefix: &str, code: &str, arguments: &BTreeMap<String, String>) -> String {
        let mut values: Vec<(&str, Value<'_>)> = arguments
            .iter()
            .map(|(name, value)| match name.as_str() {
                "messenger" => ("messenger", self.messenger_name(value).into()),
                name => (name, argument(name, value)),
            })
            .collect();
        values.push(("code", code.into()));
        let key = format!("{prefix}-{}", code.replace('.', "-"));
        self.words.with(|words| {
            words.find(&key, &values).unwrap_or_else(|| words.get(&format!("{prefix}-other"), &values))
        })
    }

    pub(super) fn language(self) -> Language {
        self.words.with(|words| words.language())
    }

    /// Talks to another backend from now on.
    pub fn set_backend(self, backend: Option<String>) {
        let backend = named(backend);
        if self.backend.get_untracked() == backend {
            return;
        }
        // What one backend gave a token for is nothing to the other.
        self.local.update_value(|local| local.host.token = None);
        self.backend.set(backend);
        self.pickers.set(Fetched::NotAsked);
        if self.step.get_untracked() == Step::Split {
            self.fetch_pickers();
        }
    }

    /// Dispatches an event of the element.
    pub fn emit(self, name: &str, detail: &impl Serialize) -> bool {
        self.local
            .try_with_value(|local| local.emitter.clone())
            .is_none_or(|emitter| emitter.emit(name, detail))
    }

    /// Takes over what the worker found, and tells the page around: of counts, never of a cell.
    pub(super) fn take_in(self, overview: Arc<Overview>) {
        self.overview.try_set(Some(overview.clone()));
        self.emit("checked", &Checked::of(&overview));
    }

    pub(super) fn is_open(self) -> bool {
        self.overview.with(Option::is_some)
    }

    /// The overview, or an empty one.
    pub(super) fn overview(self) -> Arc<Overview> {
        self.overview.get().unwrap_or_default()
    }

    pub(super) fn go(self, step: Step) {
        if self.step.get_untracked() != step {
            self.local.update_value(|local| local.arrived = true);
            self.step.set(step);
            // What was done was done there, and the note would lie over what stands below here.
            self.done.set(None);
            self.emit("step", &serde_json::json!({ "step": step.key() }));
        }
        if step == Step::Split {
            self.fetch_pickers();
            self.ask_rest();
        }
    }

    /// Whether the person has just come to a step; asked once, by its heading.
    pub(super) fn take_arrival(self) -> bool {
        self.local.try_update_value(|local| std::mem::take(&mut local.arrived)).unwrap_or(false)
    }

    /// Whether clients are being sent.
    #[must_use]
    pub fn is_sending(self) -> bool {
        self.sending.with_untracked(Option::is_some)
    }

    /// Says a failure, to the person and to the page around.
    pub fn fail(self, failure: Failure) {
        self.emit("error", &failure);
        self.notice.set(Some(failure));
    }

    /// The rows a person looks at, in their order.
    pub(super) fn view(self) -> View {
        View { filter: self.filter.get(), text: self.text.get(), sort: self.sort.get() }
    }

    /// Asks the open file's worker for a change and shows the outcome.
    pub(super) fn change(self, request: Request) {
        leptos::task::spawn_local(async move {
            self.changed(request).await;
        });
    }

    /// Asks the open file's worker for a change; the overview after it, unless it failed, which is
    /// said here.
    async fn changed(self, request: Request) -> Option<Arc<Overview>> {
        self.busy.set(Some(Progress::Checking { done: 0, total: 0 }));
        let asking = self.ask(&request, move |progress| self.busy.set(Some(progress)));
        let answer = self.underway(asking).await;
        self.busy.try_set(None);
        match answer {
            Ok(Reply::Opened(overview)) => {
                let overview = Arc::new(*overview);
                self.take_in(overview.clone());
                Some(overview)
            }
            Ok(_) => None,
            Err(failure) => {
                self.lost(failure);
                None
            }
        }
    }

    /// Asks the open file's worker.
    pub(super) async fn ask(
        self,
        request: &Request,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<Reply, Failure> {
        self.ask_with(request, None, progress).await
    }

    /// Asks the open file's worker, with a file beside the request.
    async fn ask_with(
        self,
        request: &Request,
        file: Option<&File>,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<Reply, Failure> {
        let engine = self.local.try_with_value(|local| local.engine.clone()).flatten();
        match engine {
            Some(engine) => {
                let answer = engine.call(request, file, progress).await;
                if matches!(answer, Ok(Reply::Opened(_))) && self.serves(&engine) {
                    self.note_change(request, file);
                }
                answer
            }
            None => Err(Failure::new("worker.stopped")),
        }
    }

    /// Gives up what is being done with the open file.
    pub(super) fn give_up(self) {
        let engines = self.local.try_with_value(|local| [local.engine.clone(), local.returning.clone()]);
        engines.into_iter().flatten().flatten().for_each(|engine| engine.give_up());
    }

    /// A failure of the open file's worker: if it is gone, read the file again with a new one.
    pub(super) fn lost(self, failure: Failure) {
        match failure.code.as_str() {
            "worker.stopped" => return,
            "action.stopped" => return self.say(Done::Stopped),
            _ => {}
        }
        let has_fallen = self.has_fallen();
        // Everything that was asked of it fails at once; one of it is told, and mended.
        if has_fallen && self.is_recovering() {
            return;
        }
        self.fail(failure);
        if has_fallen {
            self.drop_wishes();
            self.recover();
        }
    }

    /// Whether the backend refused rows of the last import.
    pub(super) fn has_rejected(self) -> bool {
        self.sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.rejected > 0))
    }

    /// Whether any problem forbids sending at all.
    pub(super) fn is_blocked(self) -> bool {
        self.overview.with(|overview| {
            overview.as_ref().is_some_and(|overview| {
                overview.problems.iter().any(|problem| problem.severity == Severity::Blocks)
            })
        })
    }
}

/// Counts are numbers to the words (plurals, grouping); everything else, ids above all, is text.
fn argument<'a>(name: &str, value: &'a str) -> Value<'a> {
    match name {
        "count" | "found" | "max" => value.parse::<f64>().map_or_else(|_| value.into(), Value::from),
        _ => value.into(),
    }
}

/// An address; a blank one is none.
fn named(backend: Option<String>) -> Option<String> {
    backend.filter(|backend| !backend.trim().is_empty())
}
