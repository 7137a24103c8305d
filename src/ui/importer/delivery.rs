//! Choosing where clients go: bots, tunnels and tags, and what is still missing.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fetched, Importer, Missing, Step};
use crate::protocol::{Assignment, Bot, Failure, Group, Pickers, Reply, Request};

/// A bot or a tunnel that was chosen for clients of a messenger, and is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Gone {
    /// Messenger code.
    pub(in crate::ui) messenger: String,
    /// Its words: `bot-gone`, `tunnel-gone`.
    pub(in crate::ui) key: &'static str,
    /// What a person calls it, or its id.
    pub(in crate::ui) name: String,
}

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
            let answer = self.ask_pickers(backend).await;
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

    async fn ask_pickers(self, backend: String) -> Result<Reply, Failure> {
        let token = self.token(false).await;
        let ask = async |token| self.ask(&Request::Pickers { backend: backend.clone(), token }, |_| {}).await;
        let answer = ask(token.clone()).await;
        if answer.as_ref().is_err_and(|failure| failure.code == "send.unauthorized") && token.is_some() {
            return ask(self.token(true).await).await;
        }
        answer
    }

    /// Asks once more what there is to choose from; whether something that was chosen is gone, and the
    /// person has to choose again. Where nobody answers, sending is what says so.
    pub(super) async fn has_lost_choices(self) -> bool {
        let is_theirs = matches!(self.pickers.get_untracked(), Fetched::Here(_));
        let Some(backend) = self.backend_address().filter(|_| is_theirs) else { return false };
        let before = self.assignments.get_untracked();
        if let Ok(Reply::Pickers(pickers)) = self.ask_pickers(backend).await {
            self.pickers.try_set(Fetched::Here(pickers));
            self.drop_gone();
        }
        let is_lost = self.assignments.try_get_untracked().is_some_and(|now| now != before);
        if is_lost {
            self.go(Step::Split);
        }
        is_lost
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

    /// Takes bots and tunnels away that are not there any more, and remembers for which clients.
    pub(super) fn drop_gone(self) {
        let Pickers { bots, tunnels, .. } = untrack(|| self.pickers());
        let bots: BTreeMap<String, String> = bots.into_iter().map(|bot| (bot.id, bot.name)).collect();
        let tunnels: BTreeMap<String, String> =
            tunnels.into_iter().map(|tunnel| (tunnel.id, tunnel.name)).collect();
        let mut gone = Vec::new();
        let known = self.local.try_update_value(|local| {
            local.names.extend(bots.clone().into_iter().chain(tunnels.clone()));
            local.names.clone()
        });
        let known = known.unwrap_or_default();
        self.assignments.update(|all| {
            for (messenger, assignment) in all.iter_mut() {
                let mut drop = |chosen: &mut Option<String>, there: &BTreeMap<String, String>, key| {
                    // Where nothing is offered, ids are typed in.
                    let id = chosen.take_if(|id| !there.is_empty() && !there.contains_key(id));
                    gone.extend(id.map(|id| Gone {
                        messenger: messenger.clone(),
                        key,
                        name: known.get(&id).cloned().unwrap_or(id),
                    }));
                };
                drop(&mut assignment.bot, &bots, "bot-gone");
                drop(&mut assignment.tunnel, &tunnels, "tunnel-gone");
            }
        });
        if !gone.is_empty() {
            self.gone.set(gone);
        }
    }

    pub(in crate::ui) fn assignment(self, messenger: &str) -> Assignment {
        self.assignments.with(|all| all.get(messenger).cloned().unwrap_or_default())
    }

    pub(in crate::ui) fn assign(self, messenger: &str, change: impl FnOnce(&mut Assignment)) {
        self.assignments.update(|all| change(all.entry(messenger.to_owned()).or_default()));
    }

    /// Clients that pressing the button would send.
    pub(in crate::ui) fn to_send(self) -> u32 {
        let overview = self.overview();
        overview.known.as_ref().map_or(overview.ready, |known| known.to_send)
    }

    /// What is missing before clients can be imported, in the order a person would mend it.
    pub(in crate::ui) fn missing(self) -> Vec<Missing> {
        let overview = self.overview();
        if self.is_blocked() {
            return vec![Missing::Column];
        }
        if overview.ready > 0 && overview.known.as_ref().is_some_and(|known| known.to_send == 0) {
            return vec![Missing::Changes];
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
                Some(code) if self.assignment(code).is_being_typed() => {
                    missing.push(Missing::Place(self.messenger_name(code)));
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

impl Assignment {
    /// The person said that an id would follow, and has not typed it.
    fn is_being_typed(&self) -> bool {
        let is_empty = |id: &Option<String>| id.as_ref().is_some_and(String::is_empty);
        is_empty(&self.tunnel) || is_empty(&self.lgt)
    }
}

/// Groups with clients that could be sent.
fn sendable(groups: &[Group]) -> impl Iterator<Item = &Group> {
    groups.iter().filter(|group| group.to_send > 0 || (group.messenger.is_none() && group.clients > 0))
}
