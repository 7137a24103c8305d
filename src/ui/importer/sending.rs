//! Sending clients: from the press of the button to the counts, with the worker's questions answered
//! on the way.

use std::sync::Arc;

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::{Fetched, Importer, Missing, Step};
use crate::engine::Engine;
use crate::protocol::{
    Ask, Failure, Filter, Held, Overview, Pickers, Product, Progress, Reply, Request, SendOptions, Sent, What,
};

impl Importer {
    /// Sends the clean clients, or what is left of them where sending stopped before. The first call
    /// that lets anything about them leave the browser.
    pub(in crate::ui) fn send(self) {
        self.deliver_what(What::Everything);
    }

    /// Sends rows that were refused and have been changed since, and nothing else.
    pub(in crate::ui) fn send_repaired(self) {
        self.deliver_what(What::Repaired);
    }

    /// Sends all rows that were refused, changed since or not: what kept them out may be over.
    pub(in crate::ui) fn send_refused(self) {
        self.deliver_what(What::Refused);
    }

    pub(super) fn deliver_what(self, what: What) {
        if self.sending.get_untracked().is_some() || self.lacks_something_for(&what) {
            return;
        }
        let delivers = self.delivers.get_untracked();
        let backend = if delivers { None } else { self.backend_address() };
        if backend.is_none() && !delivers {
            return;
        }
        let total = u64::from(self.clients_of(&what));
        self.sending.set(Some(Progress::Sending { done: 0, total, held: Held::No }));
        spawn_local(async move {
            // A bot may be gone since it was chosen: better said now than after half of the clients.
            if backend.is_some() && self.has_lost_choices().await {
                self.sending.try_set(None);
                return;
            }
            self.submit(backend, what).await;
        });
    }

    fn clients_of(self, what: &What) -> u32 {
        let of_overview = |count: fn(&Overview) -> u32| {
            self.overview.with_untracked(|overview| overview.as_ref().map_or(0, |overview| count(overview)))
        };
        match what {
            What::Repaired => of_overview(|overview| overview.repaired),
            What::Refused => of_overview(|overview| overview.refused),
            What::Everything | What::Anew | What::Kept(_) => untrack(|| self.to_send()),
        }
    }

    /// Whether something is missing. Clients need not be ready where those that were refused are sent once
    /// more, nor where an import ended early: those that are left may all have been refused on the way, and
    /// what remains is to close it.
    fn lacks_something_for(self, what: &What) -> bool {
        let ended_early =
            || self.sent.with_untracked(|sent| sent.as_ref().is_some_and(|of| of.failure.is_some()));
        let goes_on = *what == What::Refused || (*what == What::Everything && ended_early());
        let of_clients = |missing: &Missing| matches!(missing, Missing::Clients | Missing::Changes);
        untrack(|| self.missing()).iter().any(|missing| !(goes_on && of_clients(missing)))
    }

    /// Sends, unless the page around forbids it.
    async fn submit(self, backend: Option<String>, what: What) {
        let overview = self.overview.get_untracked().unwrap_or_default();
        let clients = self.clients_of(&what);
        let kind = match &what {
            What::Repaired => "repaired",
            What::Refused => "refused",
            What::Kept(_) => "rest",
            What::Everything | What::Anew => "everything",
        };
        if !self.emit("before-submit", &json!({ "file": overview.file, "clients": clients, "what": kind })) {
            self.sending.try_set(None);
            return;
        }
        self.notice.set(None);
        self.sent.set(None);
        let total = u64::from(clients);
        self.sending.set(Some(Progress::Sending { done: 0, total, held: Held::No }));
        self.watch(true);
        self.go(Step::Done);
        let engine = self.local.with_value(|local| local.engine.clone());
        self.local.update_value(|local| local.stopped = false);
        let options = self.options(backend, what).await;
        // Another file may be open by now, or the person thought better of it.
        let Some(engine) = engine.filter(|engine| self.serves(engine)) else { return };
        let answer = match self.local.try_with_value(|local| local.stopped) {
            Some(false) => self.sending(&engine, options).await,
            _ => Err(Failure::new("send.not_begun")),
        };
        if !self.serves(&engine) {
            return;
        }
        self.sending.try_set(None);
        self.watch(false);
        match answer {
            Ok(Reply::Sent(sent)) => self.delivered(*sent),
            Ok(_) => self.go(Step::Split),
            // The file was given up, and the step with it.
            Err(failure) if failure.code == "worker.stopped" => {}
            Err(failure) if failure.code == "send.not_begun" => self.go(Step::Split),
            Err(failure) => self.not_begun(failure),
        }
    }

    async fn options(self, backend: Option<String>, what: What) -> SendOptions {
        let Pickers { bots, tunnels, .. } = untrack(|| self.pickers());
        let assignments = self.assignments.get_untracked();
        let token = if backend.is_some() { self.token(false).await } else { None };
        SendOptions {
            backend,
            token,
            assignments,
            bots: bots.into_iter().map(|bot| (bot.id, bot.name)).collect(),
            tunnels: tunnels.into_iter().map(|tunnel| (tunnel.id, tunnel.name)).collect(),
            sender: window().location().origin().unwrap_or_default(),
            online: window().navigator().on_line(),
            seed: seed(),
            what,
        }
    }

    async fn sending(self, engine: &Engine, options: SendOptions) -> Result<Reply, Failure> {
        let progress = move |progress| {
            self.sending.try_set(Some(progress));
            self.emit("progress", &progress);
        };
        let request = Request::Send(Box::new(options));
        engine.call_asking(&request, progress, move |ask| self.answer(ask)).await
    }

    /// Answers what the worker asks while it sends.
    pub(super) fn answer(self, ask: Ask) {
        match ask {
            Ask::Keep { file_sha256, kept } => self.keep(&file_sha256, kept),
            Ask::Token => spawn_local(async move {
                let token = self.token(true).await;
                let _ = self.ask(&Request::Token(token), |_| {}).await;
            }),
            Ask::Deliver(batch) => spawn_local(async move {
                let answer = self.deliver(&batch).await;
                let _ = self.ask(&Request::HostAnswer { call: batch.call, answer }, |_| {}).await;
            }),
        }
    }

    /// Makes no new calls, or goes on.
    pub(in crate::ui) fn pause_sending(self, paused: bool) {
        spawn_local(async move {
            let _ = self.ask(&Request::PauseSending(paused), |_| {}).await;
        });
    }

    /// Stops after the batches that are on their way.
    pub(in crate::ui) fn stop_sending(self) {
        self.local.update_value(|local| local.stopped = true);
        spawn_local(async move {
            let _ = self.ask(&Request::StopSending, |_| {}).await;
        });
    }

    /// Goes to where another bot is chosen, for one that is gone.
    pub(in crate::ui) fn choose_again(self) {
        self.pickers.set(Fetched::NotAsked);
        self.go(Step::Split);
    }

    /// Saves the receipt of the last import.
    pub(in crate::ui) fn save_receipt(self, format: &str) {
        self.save(Product::Receipt { format: format.to_owned() });
    }

    /// It did not begin: nothing was sent.
    pub(super) fn not_begun(self, failure: Failure) {
        if failure.code == "resume.changed" {
            self.forget_left();
        }
        self.go(Step::Split);
        self.lost(failure);
    }

    fn delivered(self, sent: Sent) {
        self.take_in(Arc::new(sent.overview.clone()));
        self.left.set(None);
        self.gone.set(Vec::new());
        if let Some(failure) = &sent.failure {
            self.emit("error", failure);
            if matches!(failure.code.as_str(), "send.bot_gone" | "send.tunnel_gone") {
                self.pickers.set(Fetched::NotAsked);
            }
        } else {
            self.is_safe(untrack(|| self.work()));
            let detail = json!({
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

    /// Has the browser ask before the tab is closed, and tells the worker of the network.
    fn watch(self, on: bool) {
        let options = EventListenerOptions::enable_prevent_default();
        let network = |event: &'static str, online| {
            EventListener::new(&window(), event, move |_| {
                spawn_local(async move {
                    let _ = self.ask(&Request::Online(online), |_| {}).await;
                });
            })
        };
        let listeners = on.then(|| {
            let leaving = EventListener::new_with_options(&window(), "beforeunload", options, |event| {
                event.prevent_default();
            });
            vec![leaving, network("online", true), network("offline", false)]
        });
        let _ = self.local.try_update_value(|local| local.watching = listeners.unwrap_or_default());
    }
}

/// Differs between browsers, so that retries of many do not come at one moment.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the whole range")]
pub(super) fn seed() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}
