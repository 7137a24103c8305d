//! Where clients go, what is asked on the way, and how it ended.

use std::collections::BTreeMap;

pub use importer_contract::{Bot, Tag, Tunnel};
use serde::{Deserialize, Serialize};

use super::Failure;
use super::overview::Overview;

/// Where clients go.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SendOptions {
    /// Base address of the backend, absolute: `https://host/api/v1`. `None` where the page brings the
    /// batches there itself, by `Ask::Deliver`.
    pub backend: Option<String>,
    /// Bearer token.
    pub token: Option<String>,
    /// Bot, tunnel and tags for each messenger.
    pub assignments: BTreeMap<String, Assignment>,
    /// Names of bots by id, for the receipt.
    pub bots: BTreeMap<String, String>,
    /// Names of tunnels by id, for the receipt.
    pub tunnels: BTreeMap<String, String>,
    /// Who sends, for the receipt: the page's address.
    pub sender: String,
    /// Whether there is a network, as far as the browser knows.
    pub online: bool,
    /// Makes the jitter of retries differ between browsers.
    pub seed: u32,
    /// What is to be sent.
    pub what: What,
}

/// Bot, tunnel and tags for the clients of one messenger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assignment {
    /// The bot that will message them.
    pub bot: Option<String>,
    /// Tunnel; none means the platform's default. Empty while its id is being typed.
    pub tunnel: Option<String>,
    /// Lead-generation tool, instead of a tunnel. Empty while its id is being typed.
    pub lgt: Option<String>,
    /// Tag names.
    pub tags: Vec<String>,
}

/// What is to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Everything that is ready; where sending it stopped before, the rest of it.
    #[default]
    Everything,
    /// Everything that is ready, from the beginning.
    Anew,
    /// Rows that were refused and have been changed since.
    Repaired,
    /// All rows that were refused, changed since or not.
    Refused,
    /// What is left of a delivery that a closed page left behind: what `Ask::Keep` gave.
    Kept(String),
}

/// What the worker asks of the page while it sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// The backend wants another token; answered by `Request::Token`.
    Token,
    /// Bring this batch to the backend; answered by `Request::HostAnswer`.
    Deliver(HostBatch),
    /// Keep this of the file with this SHA-256, to go on after the page was closed; `None` when there
    /// is nothing left to go on with.
    Keep { file_sha256: String, kept: Option<Kept> },
}

/// Where an import stands. Nothing of a client is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The backend's name of it.
    pub import_id: String,
    /// SHA-256 of the file.
    pub file_sha256: String,
    /// Clients in batches that arrived.
    pub arrived: u32,
    /// Clients in all.
    pub clients: u32,
    /// What to go on from, for `What::Kept`.
    pub checkpoint: String,
    /// What a person decided about the file as a whole, as a recipe to apply before going on; `None`
    /// where some of it is about single clients, of whom nothing is kept.
    #[serde(default)]
    pub recipe: Option<String>,
}

/// A batch for the host to bring to its backend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostBatch {
    /// Names the call in the answer.
    pub call: u32,
    /// The import, the same for all its batches.
    pub import_id: String,
    /// From 0.
    pub number: u32,
    /// The same for the same batch with the same content.
    pub key: String,
    /// `Batch` of the contract, as JSON.
    pub batch: String,
}

/// Why a host gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostSilence {
    /// It threw this.
    Threw(String),
    /// Nothing came for so many seconds.
    Waited(u32),
}

/// What holds sending up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Held {
    /// Nothing.
    #[default]
    No,
    /// The person paused it.
    Paused,
    /// There is no network.
    Offline,
    /// The backend wants another token.
    Token,
    /// A call failed and is made again in a moment.
    Retrying,
}

/// How delivery ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// New cards.
    pub created: u32,
    /// Changed cards.
    pub updated: u32,
    /// Cards that were as sent.
    pub unchanged: u32,
    /// Rows the backend did not take.
    pub rejected: u32,
    /// Clients that were not delivered (stopped, or failed).
    pub undelivered: u32,
    /// Why it ended early.
    pub failure: Option<Failure>,
    /// The backend's name of this import.
    pub import_id: Option<String>,
    /// The file and counts, with the rejected rows marked.
    pub overview: Overview,
}

/// What a backend offers to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pickers {
    /// Bots.
    pub bots: Vec<Bot>,
    /// Tunnels.
    pub tunnels: Vec<Tunnel>,
    /// Tags.
    pub tags: Vec<Tag>,
}
