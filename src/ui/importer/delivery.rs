//! Choosing where clients go: bots, tunnels and tags, and what is still missing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fetched, Importer, Missing};
use crate::protocol::{Assignment, Bot, Failure, Group, Pickers, Reply, Request};

impl Importer {
    /// Asks the backend for bots, tunnels and tags. This sends nothing about the file.
    pub(in crate::ui) fn fetch_pickers(self) {
        let asked = matches!(self.pickers.get_untracked(), Fetched::Asked | Fetched::Here(_));
        if asked || !self.overview.with_untracked(Option::is_some) {
            return;
        }
        let Some(backend) = self.backend_address() else { return };
        self.pickers.set(Fetched::Asked);
        spawn_local(async move {
            let mut token = self.token(false).await;
            let ask =
                async |token| self.ask(&Request::Pickers { backend: backend.clone(), token }, |_| {}).await;
            let mut answer = ask(token.clone()).await;
            if answer.as_ref().is_err_and(|failure| failure.code == "send.unauthorized") && token.is_some() {
                token = self.token(true).await;
                answer = ask(token).await;
            }
            self.pickers.try_set(match answer {
                Ok(Reply::Pickers(pickers)) => Fetched::Here(pickers),
                Ok(_) => Fetched::NotAsked,
                Err(failure) => Fetched::Failed(failure),
            });
            if matches!(self.pickers.try_get_untracked(), Some(Fetched::Here(_))) {
                self.drop_gone();
            }
        });
    }

    pub(in crate::ui) fn retry_pickers(self) {
        self.pickers.set(Fetched::NotAsked);
        self.fetch_pickers();
    }

    /// What there is to choose from: what the page around offers, else the backend.
    pub(in crate::ui) fn pickers(self) -> Pickers {
        let mut pickers = self.pickers.with(|pickers| match pickers {
            Fetched::Here(pickers) => pickers.clone(),
            _ => Pickers::default(),
        });
        let offered = self.offered.get();
        pickers.bots = offered.bots.unwrap_or(pickers.bots);
        pickers.tunnels = offered.tunnels.unwrap_or(pickers.tunnels);
        pickers.tags = offered.tags.unwrap_or(pickers.tags);
        pickers
    }

    /// The bot with this id, where it is one of those to choose from.
    pub(in crate::ui) fn bot(self, id: &str) -> Option<Bot> {
        self.pickers().bots.into_iter().find(|bot| bot.id == id)
    }

    /// Takes bots and tunnels away that are not there any more.
    pub(super) fn drop_gone(self) {
        let Pickers { bots, tunnels, .. } = untrack(|| self.pickers());
        self.assignments.update(|all| {
            for assignment in all.values_mut() {
                assignment.bot.take_if(|id| !bots.is_empty() && !bots.iter().any(|bot| bot.id == *id));
                assignment.tunnel.take_if(|id| !tunnels.iter().any(|tunnel| tunnel.id == *id));
            }
        });
    }

    pub(in crate::ui) fn assignment(self, messenger: &str) -> Assignment {
        self.assignments.with(|all| all.get(messenger).cloned().unwrap_or_default())
    }

    pub(in crate::ui) fn assign(self, messenger: &str, change: impl FnOnce(&mut Assignment)) {
        self.assignments.update(|all| change(all.entry(messenger.to_owned()).or_default()));
    }

    /// What is missing before clients can be imported, in the order a person would mend it.
    pub(in crate::ui) fn missing(self) -> Vec<Missing> {
        let overview = self.overview();
        if self.is_blocked() {
            return vec![Missing::Column];
        }
        if overview.ready == 0 && overview.groups.iter().all(|group| group.ready == 0) {
            return vec![Missing::Clients];
        }
        let mut missing = Vec::new();
        if self.backend.with(Option::is_none) && !self.delivers.get() {
            missing.push(Missing::Backend);
        }
        for group in sendable(&overview.groups) {
            match &group.messenger {
                None => missing.push(Missing::Messenger(group.clients)),
                Some(code) if self.assignment(code).bot.is_none() => {
                    missing.push(Missing::Bot(self.messenger_name(code)));
                }
                Some(_) => {}
            }
        }
        missing
    }

    pub(in crate::ui) fn messenger_name(self, code: &str) -> String {
        self.overview.with(|overview| {
            overview
                .iter()
                .flat_map(|overview| &overview.messengers)
                .find(|messenger| messenger.code == code)
                .map_or_else(|| code.to_owned(), |messenger| messenger.name.clone())
        })
    }

    /// Says it where the backend's address is none.
    pub fn look_at_backend(self) {
        let _ = self.backend_address();
    }

    /// The backend's address as an absolute one, since a worker resolves relative ones differently.
    pub(super) fn backend_address(self) -> Option<String> {
        let backend = self.backend.get_untracked()?;
        let base = document().base_uri().ok().flatten().unwrap_or_default();
        match web_sys::Url::new_with_base(&backend, &base) {
            Ok(url) if matches!(url.protocol().as_str(), "http:" | "https:") => {
                Some(url.href().trim_end_matches('/').to_owned())
            }
            _ => {
                self.fail(Failure::new("send.bad_backend").with("backend", backend));
                None
            }
        }
    }
}

/// Groups with clients that could be sent.
fn sendable(groups: &[Group]) -> impl Iterator<Item = &Group> {
    groups.iter().filter(|group| group.ready > 0 || (group.messenger.is_none() && group.clients > 0))
}
