//! Choosing where clients go, and sending them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fetched, Importer, Missing, Step};
use crate::protocol::{
    Assignment, Failure, Filter, Group, Pickers, Progress, Reply, Request, SendOptions, Sent,
};

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
            let answer = self.ask(&Request::Pickers { backend }, |_| {}).await;
            self.pickers.try_set(match answer {
                Ok(Reply::Pickers(pickers)) => Fetched::Here(pickers),
                Ok(_) => Fetched::NotAsked,
                Err(failure) => Fetched::Failed(failure),
            });
        });
    }

    pub(in crate::ui) fn retry_pickers(self) {
        self.pickers.set(Fetched::NotAsked);
        self.fetch_pickers();
    }

    pub(in crate::ui) fn pickers(self) -> Pickers {
        self.pickers.with(|pickers| match pickers {
            Fetched::Here(pickers) => pickers.clone(),
            _ => Pickers::default(),
        })
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
        if self.backend.with(Option::is_none) {
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

    /// Sends the clean clients. The first call that lets anything about them leave the browser.
    pub(in crate::ui) fn send(self) {
        let Some(backend) = self.backend_address() else { return };
        if self.sending.get_untracked().is_some() || !self.missing().is_empty() {
            return;
        }
        let overview = self.overview();
        let total = u64::from(overview.ready);
        let detail = serde_json::json!({ "file": overview.file, "clients": total });
        if !self.emit("before-submit", &detail) {
            return;
        }
        let options = SendOptions { backend, assignments: self.assignments.get_untracked(), seed: seed() };
        self.notice.set(None);
        self.sent.set(None);
        self.sending.set(Some(Progress::Sending { done: 0, total, waiting: false }));
        self.go(Step::Done);
        spawn_local(async move {
            let progress = move |progress| {
                self.sending.try_set(Some(progress));
                self.emit("progress", &progress);
            };
            let answer = self.ask(&Request::Send(options), progress).await;
            self.sending.try_set(None);
            match answer {
                Ok(Reply::Sent(sent)) => self.delivered(*sent),
                Ok(_) => self.go(Step::Split),
                Err(failure) => {
                    self.go(Step::Split);
                    self.lost(failure);
                }
            }
        });
    }

    /// Stops after the batches that are on their way.
    pub(in crate::ui) fn stop_sending(self) {
        spawn_local(async move {
            let _ = self.ask(&Request::StopSending, |_| {}).await;
        });
    }

    fn delivered(self, sent: Sent) {
        self.overview.set(Some(Arc::new(sent.overview.clone())));
        if let Some(failure) = &sent.failure {
            self.emit("error", failure);
        } else {
            let detail = serde_json::json!({
                "import_id": sent.import_id,
                "created": sent.created,
                "updated": sent.updated,
                "unchanged": sent.unchanged,
                "rejected": sent.rejected,
            });
            self.emit("complete", &detail);
        }
        if sent.rejected > 0 {
            self.filter.set(Filter::Rejected);
        }
        self.announcement.set(self.tn(
            "sent-announcement",
            &[
                ("created", sent.created.into()),
                ("updated", sent.updated.into()),
                ("unchanged", sent.unchanged.into()),
                ("rejected", sent.rejected.into()),
            ],
        ));
        self.sent.set(Some(Arc::new(sent)));
    }

    /// The backend's address as an absolute one, since a worker resolves relative ones differently.
    fn backend_address(self) -> Option<String> {
        let backend = self.backend.get_untracked()?;
        let base = document().base_uri().ok().flatten().unwrap_or_default();
        match web_sys::Url::new_with_base(&backend, &base) {
            Ok(url) => Some(url.href().trim_end_matches('/').to_owned()),
            Err(_) => {
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

/// Differs between browsers, so that retries of many do not come at one moment.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the whole range")]
fn seed() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}
