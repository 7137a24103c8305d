//! Clients that are known already: read from a file, asked of the backend, or handed in by the page
//! around.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, JSON};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, File};

use super::Importer;
use super::sending::seed;
use crate::engine::{Engine, describe};
use crate::protocol::{Failure, KnownChoices, KnownClients, Overview, Progress, Question, Reply, Request};

/// Known clients on their way in.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Learning {
    /// The file they come from; none where the backend is asked.
    pub(in crate::ui) file: Option<String>,
    pub(in crate::ui) progress: Option<Progress>,
}

/// What the page around handed in.
#[derive(Clone)]
pub(super) enum Handed {
    File(File),
    Rows(String),
}

impl Importer {
    /// Compares with the clients of a file too. A worker of its own reads it, so that giving up is ending
    /// that, and the open file's is not kept from anything.
    pub(in crate::ui) fn learn_file(self, file: File) {
        self.learn_from(file, false);
    }

    fn learn_from(self, file: File, is_handed: bool) {
        if self.learning.get_untracked().is_some() {
            return;
        }
        let engine = Rc::new(self.local.with_value(|local| Engine::start(&local.start)));
        let name = file.name();
        self.learning.set(Some(Learning { file: Some(name.clone()), progress: None }));
        let progress = move |progress| self.tell_learning(Some(name.clone()), Some(progress));
        let config = self.local.with_value(|local| local.config.clone());
        let packed = engine.make_of(&Request::ReadKnown { config }, Some(&file), progress);
        self.local.update_value(|local| local.reader = Some(engine));
        spawn_local(async move {
            let packed = packed.await;
            // It was given up, and somebody may have begun anew since.
            if packed.as_ref().is_err_and(|failure| failure.code == "worker.stopped") {
                return;
            }
            // Ends the worker that read it: its memory goes back whole.
            self.end_reader();
            let answer = match packed.map(|(name, blob)| packed_file(&name, &blob)) {
                Ok(Ok(packed)) => {
                    let progress = move |progress| {
                        self.busy.try_set(Some(progress));
                    };
                    let answer = self.ask_with(&Request::AddKnown, Some(&packed), progress).await;
                    self.is_handed_known(is_handed && answer.is_ok());
                    answer
                }
                Ok(Err(error)) => Err(Failure::new("known.unreadable").with("detail", describe(&error))),
                Err(failure) => Err(failure),
            };
            self.learned(answer.map_err(|failure| failure.with("file", file.name())));
        });
    }

    /// Asks the backend which of the clients it knows. This sends their ids.
    pub(in crate::ui) fn ask_backend(self) {
        self.ask_about(false);
    }

    /// Asks about those of whom the backend, asked before, has said nothing: ids that were changed since.
    pub(in crate::ui) fn ask_rest(self) {
        let unasked =
            self.overview.with_untracked(|overview| Some(overview.as_ref()?.known.as_ref()?.unasked));
        if unasked.is_some_and(|unasked| unasked > 0) {
            self.ask_about(true);
        }
    }

    fn ask_about(self, unasked: bool) {
        if self.learning.get_untracked().is_some() || self.sending.get_untracked().is_some() {
            return;
        }
        let Some(backend) = self.backend_address() else { return };
        let Some(engine) = self.local.with_value(|local| local.engine.clone()) else { return };
        self.learning.set(Some(Learning { file: None, progress: None }));
        spawn_local(async move {
            let token = self.token(false).await;
            // It was given up meanwhile, or the file was.
            let is_wanted = self.learning.try_with_untracked(Option::is_some) == Some(true);
            if !is_wanted || !self.serves(&engine) {
                return;
            }
            let question = Question { backend, token, unasked, seed: seed() };
            let progress = move |progress| self.tell_learning(None, Some(progress));
            let request = Request::AskKnown(question);
            let answer = engine.call_asking(&request, progress, move |ask| self.answer(ask)).await;
            // The file was given up, and the question with it.
            if answer.as_ref().is_err_and(|failure| failure.code == "worker.stopped") {
                self.learning.try_set(None);
                return;
            }
            self.learned(answer);
        });
    }

    pub(super) fn end_reader(self) {
        if let Some(reader) = self.local.try_update_value(|local| local.reader.take()).flatten() {
            reader.end();
        }
    }

    /// Gives up what is on its way in; what is known stays.
    pub(in crate::ui) fn cancel_learning(self) {
        let Some(learning) = self.learning.get_untracked() else { return };
        if learning.file.is_some() {
            self.end_reader();
            self.learning.set(None);
        } else {
            self.learning.set(None);
            spawn_local(async move {
                let _ = self.ask(&Request::StopAsking, |_| {}).await;
            });
        }
    }

    /// Compares with nobody any more.
    pub(in crate::ui) fn forget_known(self) {
        self.change(Request::ForgetKnown);
    }

    /// Decides about known clients.
    pub(in crate::ui) fn decide_known(self, change: impl FnOnce(&mut KnownChoices)) {
        let Some(known) = self.overview.with_untracked(|overview| overview.as_ref()?.known.clone()) else {
            return;
        };
        let KnownClients { clears, sends_same, assumed, .. } = known;
        let mut choices = KnownChoices { clears, sends_same, assumed };
        change(&mut choices);
        self.change(Request::SetKnown(choices));
    }

    /// Takes the clients that the page around knows: a file, or rows as objects.
    pub fn set_known(self, value: &JsValue) {
        let handed = match (value.dyn_ref::<File>(), value.dyn_ref::<Blob>()) {
            (Some(file), _) => Some(Handed::File(file.clone())),
            (None, Some(blob)) => packed_file("known", blob).ok().map(Handed::File),
            (None, None) if Array::is_array(value) => {
                JSON::stringify(value).ok().and_then(|json| json.as_string()).map(Handed::Rows)
            }
            (None, None) => None,
        };
        // One that is still being read is of the value before.
        self.cancel_learning();
        self.local.update_value(|local| {
            local.known = handed;
            local.knows_handed = false;
        });
        if self.is_open() {
            self.take_handed();
        }
    }

    /// Compares the open file with what the page around handed in.
    pub(super) fn take_handed(self) {
        match self.local.with_value(|local| local.known.clone()) {
            Some(Handed::File(file)) => self.learn_from(file, true),
            Some(Handed::Rows(json)) => spawn_local(async move {
                let answer = self.ask(&Request::HandKnown(json), |_| {}).await;
                self.is_handed_known(answer.is_ok());
                self.learned(answer);
            }),
            None => {}
        }
    }

    /// Whether the open file, read again with its changes, is compared with them already.
    pub(super) fn knows_handed(self) -> bool {
        self.local.try_with_value(|local| local.knows_handed).unwrap_or(false)
    }

    fn is_handed_known(self, is_known: bool) {
        if is_known {
            let _ = self.local.try_update_value(|local| local.knows_handed = true);
        }
    }

    fn tell_learning(self, file: Option<String>, progress: Option<Progress>) {
        self.learning.try_update(|learning| {
            // None where it was given up.
            if let Some(learning) = learning {
                *learning = Learning { file, progress };
            }
        });
    }

    fn learned(self, answer: Result<Reply, Failure>) {
        self.learning.try_set(None);
        self.busy.try_set(None);
        match answer {
            Ok(Reply::Opened(overview)) => {
                let overview: Arc<Overview> = Arc::new(*overview);
                if let Some(known) = &overview.known {
                    let counts = [
                        ("new", known.new.into()),
                        ("changed", known.changed.into()),
                        ("same", known.same.into()),
                    ];
                    self.announcement.try_set(self.tn("known-announcement", &counts));
                }
                self.take_in(overview);
            }
            Ok(_) => {}
            Err(failure) if failure.code == "known.stopped" => {}
            Err(failure) => self.lost(failure),
        }
    }
}

/// What one worker packed, for the other to read.
pub(super) fn packed_file(name: &str, blob: &Blob) -> Result<File, JsValue> {
    File::new_with_blob_sequence(&Array::of1(blob), name)
}
