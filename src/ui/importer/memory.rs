//! Mappings a person made, kept in the browser under the set of headers they are for: header names
//! and fields, never anything of the rows. Where the browser keeps nothing, nothing is remembered,
//! and nobody is bothered with that.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Storage;

use super::{Done, Importer};
use crate::engine::Engine;
use crate::protocol::{Overview, Reply, Request};

const PREFIX: &str = "leeloo-importer.mapping.";
/// Sets of headers remembered at most; beyond it one goes for each that comes.
const KEPT: usize = 50;

impl Importer {
    /// Asks for a change of the mapping, and remembers the outcome for these headers.
    pub(in crate::ui) fn map(self, request: Request) {
        spawn_local(async move {
            if let Some(overview) = self.changed(request).await {
                remember(&overview);
            }
        });
    }

    /// Takes over a mapping that was saved as a file, and says what of it has no place here.
    pub(in crate::ui) fn take_mapping(self, mapping: String) {
        spawn_local(async move {
            if let Some(overview) = self.changed(Request::SetMapping(mapping)).await {
                remember(&overview);
                self.say(Done::Taken(overview.unfit.clone()));
            }
        });
    }

    /// The overview with the mapping that a person made for these headers before, if there is one
    /// and it says something else.
    pub(super) async fn recalled(self, engine: &Engine, overview: Overview) -> (Overview, Option<String>) {
        let restored = self.local.try_update_value(|local| local.restored.take()).flatten();
        let Some(mapping) =
            restored.or_else(|| recall(&overview.header_key)).filter(|mapping| *mapping != overview.mapping)
        else {
            return (overview, None);
        };
        match engine.call(&Request::SetMapping(mapping), None, |_| {}).await {
            Ok(Reply::Opened(changed)) => {
                let decided = Some(overview.mapping).filter(|decided| *decided != changed.mapping);
                (*changed, decided)
            }
            // It was made for another version of this program, say.
            _ => (overview, None),
        }
    }

    /// Forgets the mapping for these headers and goes back to the one that was decided.
    pub(in crate::ui) fn forget_mapping(self) {
        let decided = self.local.try_update_value(|local| local.decided.take()).flatten();
        forget(&self.overview.with_untracked(|overview| header_key(overview.as_ref())));
        self.done.set(None);
        if let Some(decided) = decided {
            self.change(Request::SetMapping(decided));
        }
    }

    /// Whether the mapping is one that was remembered and could be dropped.
    pub(in crate::ui) fn is_recalled(self) -> bool {
        self.overview.track();
        self.local.try_with_value(|local| local.decided.is_some()).unwrap_or(false)
    }

    pub(super) fn say_recalled(self) {
        self.say(Done::Remembered);
    }
}

fn header_key(overview: Option<&Arc<Overview>>) -> String {
    overview.map(|overview| overview.header_key.clone()).unwrap_or_default()
}

/// The browser's storage; none where it is switched off.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn remember(overview: &Overview) {
    let Some(storage) = storage().filter(|_| !overview.header_key.is_empty()) else { return };
    thin(&storage);
    let _ = storage.set_item(&format!("{PREFIX}{}", overview.header_key), &overview.mapping);
}

fn recall(key: &str) -> Option<String> {
    if key.is_empty() {
        return None;
    }
    storage()?.get_item(&format!("{PREFIX}{key}")).ok().flatten()
}

fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// Makes room for one more.
fn thin(storage: &Storage) {
    let count = storage.length().unwrap_or(0);
    let ours: Vec<String> = (0..count)
        .filter_map(|at| storage.key(at).ok().flatten())
        .filter(|key| key.starts_with(PREFIX))
        .collect();
    for key in ours.iter().take((ours.len() + 1).saturating_sub(KEPT)) {
        let _ = storage.remove_item(key);
    }
}
