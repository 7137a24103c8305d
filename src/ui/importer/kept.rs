//! What is kept in the browser of an import under way, so that it can go on after the tab was closed:
//! the import's name, the file's hash, numbers, and the bots that were chosen. Nothing of a client.
//! Where the browser keeps nothing, an import begins anew, and nobody is written twice all the same.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::{Importer, Step};
use crate::protocol::{Assignment, Failure, Kept, Reply, Request, What};

const KEY: &str = "leeloo-importer.unfinished";
const PROBE: &str = "leeloo-importer.probe";
/// Stands for the page's own way to its backend, where it has one.
const BY_PAGE: &str = "deliver";
/// Imports kept at most; the oldest goes.
const MOST: usize = 10;

/// An import that was left unfinished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ui) struct Left {
    /// Address of the backend, or [`BY_PAGE`].
    backend: String,
    /// Of the file, in bytes: it need not be hashed to see that it is another one.
    size: u64,
    assignments: BTreeMap<String, Assignment>,
    pub(in crate::ui) kept: Kept,
}

impl Importer {
    /// Keeps where the import stands, or forgets it.
    pub(super) fn keep(self, file_sha256: &str, kept: Option<Kept>) {
        let overview = self.overview.get_untracked().unwrap_or_default();
        let Some(backend) = self.receiver() else { return };
        let mut all = read();
        all.retain(|left| left.kept.file_sha256 != file_sha256 || left.backend != backend);
        if let Some(kept) = kept {
            let assignments = self.assignments.get_untracked();
            all.push(Left { backend, size: overview.size, assignments, kept });
        }
        let surplus = all.len().saturating_sub(MOST);
        write(all.split_off(surplus).as_slice());
    }

    /// Looks whether an import of the file that was just opened was left unfinished.
    pub(super) fn look_for_left(self) {
        self.left.set(None);
        let size = self.overview.with_untracked(|overview| overview.as_ref().map(|overview| overview.size));
        let Some(backend) = self.receiver() else { return };
        let all: Vec<Left> =
            read().into_iter().filter(|left| Some(left.size) == size && left.backend == backend).collect();
        if all.is_empty() {
            return;
        }
        spawn_local(async move {
            let Ok(Reply::Fingerprint(sha256)) = self.ask(&Request::Fingerprint, |_| {}).await else {
                return;
            };
            let left = all.into_iter().rev().find(|left| left.kept.file_sha256 == sha256);
            if left.is_some() && self.sending.get_untracked().is_none() {
                self.left.set(left);
                self.go(Step::Split);
            }
        });
    }

    /// Sees whether the browser keeps anything for this page, and says it where it does not.
    pub fn look_at_storage(self) {
        let is_there = window().local_storage().ok().flatten().is_some_and(|storage| {
            storage.set_item(PROBE, "1").and_then(|()| storage.remove_item(PROBE)).is_ok()
        });
        if !is_there {
            self.forgets.set(true);
            self.emit("error", &Failure::new("host.no_storage"));
        }
    }

    /// Goes on with the import that was left unfinished.
    pub(in crate::ui) fn go_on(self) {
        let Some(left) = self.left.get_untracked() else { return };
        self.assignments.set(left.assignments);
        self.drop_gone();
        let untouched = self.overview.with_untracked(|overview| {
            overview.as_ref().is_none_or(|overview| overview.history.steps.is_empty())
        });
        let recipe = left.kept.recipe.filter(|_| untouched);
        spawn_local(async move {
            // What the person decided about the file then, which the file does not tell.
            if let Some(recipe) = recipe
                && self.changed(Request::ApplyRecipe(recipe)).await.is_none()
            {
                return;
            }
            if untrack(|| self.missing()).is_empty() {
                self.deliver_what(What::Kept(left.kept.checkpoint));
            } else {
                self.not_begun(Failure::new("resume.changed"));
            }
        });
    }

    /// Where clients go: imports to one are none to another.
    fn receiver(self) -> Option<String> {
        if self.delivers.get_untracked() {
            return Some(BY_PAGE.to_owned());
        }
        self.backend.get_untracked().and_then(|_| self.backend_address())
    }

    /// Forgets the import that was left unfinished.
    pub(in crate::ui) fn forget_left(self) {
        if let Some(left) = self.left.get_untracked() {
            self.left.set(None);
            let mut all = read();
            all.retain(|other| other.kept.import_id != left.kept.import_id);
            write(&all);
        }
    }
}

fn read() -> Vec<Left> {
    let text =
        window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok().flatten());
    // Of another version of this program, or of none.
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn write(all: &[Left]) {
    let Some(storage) = window().local_storage().ok().flatten() else { return };
    let kept = match serde_json::to_string(all) {
        Ok(text) if !all.is_empty() => storage.set_item(KEY, &text),
        _ => storage.remove_item(KEY),
    };
    // Full, or not allowed to: then the next page begins anew.
    let _ = kept;
}
