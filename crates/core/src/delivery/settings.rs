//! What a person decides before clients are sent, and what is still missing for that.

use std::collections::BTreeMap;

use importer_contract::SourceFile;
use serde::Serialize;

use super::{Fingerprint, Refused, wire};
use crate::session::Session;

/// What to deliver, where to and by what way.
#[derive(Debug, Clone)]
pub struct Order {
    /// Bot, tunnel and tags for each messenger.
    pub settings: SendSettings,
    /// Where the clients come from.
    pub file: SourceFile,
    /// How batches get to the backend.
    pub route: Route,
    /// Clients that earlier deliveries left refused: what [`Delivery::refused`](super::Delivery::refused)
    /// of the last one gave.
    pub refused: Vec<Refused>,
    /// Which clients.
    pub scope: Scope,
}

/// Which clients to deliver.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// All that can be sent.
    #[default]
    Everything,
    /// Of those that were refused, the ones that have been changed since.
    Repaired,
    /// All that were refused, changed since or not: what kept the backend from taking them may be over. To
    /// be preceded by [`Session::lift_refusals`].
    Refused,
}

/// How batches get to the backend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Route {
    /// By the calls of the contract: announce, batches, complete.
    #[default]
    Contract,
    /// The host takes each batch as it is, and there is nothing to announce to. The import's id is
    /// made from the file and the settings, so the same batch has the same key every time.
    Host,
}

/// Where clients of one messenger go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Assignment {
    /// The bot that will message them.
    pub bot_id: String,
    /// Tunnel; none means the platform's default tunnel.
    pub tunnel: Option<String>,
    /// Lead-generation tool, instead of a tunnel.
    pub lgt: Option<String>,
    /// Tag names for all of them.
    pub tags: Vec<String>,
}

/// What the person decided before pressing the button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SendSettings {
    /// By messenger code. Messengers without clients to send may be absent or there.
    pub assignments: BTreeMap<String, Assignment>,
}

impl SendSettings {
    /// Stands for what was decided of a messenger.
    pub(super) fn print(&self, messenger: &str) -> String {
        let mut print = Fingerprint::default();
        print.update(wire::json(&self.assignments.get(messenger)).as_bytes());
        print.finish()
    }
}

/// Why delivery cannot begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Missing {
    /// No column holds ids.
    NoIdColumn,
    /// [`Session::check`] has not run since the last change.
    NotChecked,
    /// No client can be sent.
    NothingToSend,
    /// The messenger's clients have no bot.
    NoBot {
        /// Messenger code.
        messenger: String,
    },
    /// Clients whose messenger nobody decided.
    UndecidedMessenger {
        /// How many.
        clients: usize,
    },
}

/// All that keeps the session's clients from being sent.
#[must_use]
pub fn missing(session: &Session, settings: &SendSettings) -> Vec<Missing> {
    if !session.has_id_column() {
        return vec![Missing::NoIdColumn];
    }
    if !session.is_checked() {
        return vec![Missing::NotChecked];
    }
    let undecided = session.ready("");
    let mut missing = Vec::new();
    let mut clients = undecided;
    for messenger in &session.config().messengers {
        let ready = session.to_send(&messenger.code);
        clients += ready;
        let bot =
            settings.assignments.get(&messenger.code).map_or("", |assignment| assignment.bot_id.as_str());
        if ready > 0 && bot.is_empty() {
            missing.push(Missing::NoBot { messenger: messenger.code.clone() });
        }
    }
    if clients == 0 {
        missing.push(Missing::NothingToSend);
    }
    if undecided > 0 {
        missing.push(Missing::UndecidedMessenger { clients: undecided });
    }
    missing
}
