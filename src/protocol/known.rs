//! Clients that are known already, and how the open file compares with them.

use serde::{Deserialize, Serialize};

/// How the open file compares with the clients that are known. Counts are of clients that can be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownClients {
    /// Where they come from.
    pub sources: Vec<KnownSource>,
    /// How many there are.
    pub clients: u32,
    /// Those whose messenger nothing tells.
    pub undecided: u32,
    /// The messenger these are taken for.
    pub assumed: Option<String>,
    /// An empty cell takes the known value away.
    pub clears: bool,
    /// Clients who are the same are sent too.
    pub sends_same: bool,
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub second_card: u32,
    pub not_compared: u32,
    /// Those of them whom the backend, which was asked before, can still be asked about.
    pub unasked: u32,
    /// Clients of whom a file or the page around told something, and the backend too, whose word counts.
    pub outranked: u32,
    /// Clients that will be sent.
    pub to_send: u32,
}

impl KnownClients {
    /// How many clients stand how, in the order they are shown.
    #[must_use]
    pub const fn standings(&self) -> [(&'static str, u32); 5] {
        [
            ("new", self.new),
            ("changed", self.changed),
            ("same", self.same),
            ("second_card", self.second_card),
            ("not_compared", self.not_compared),
        ]
    }
}

/// A source of known clients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KnownSource {
    /// `file`, `host`, `backend`, `delivered`.
    pub kind: String,
    /// Name of a file.
    pub name: String,
    /// Clients taken from it.
    pub clients: u32,
    /// What of it could not be used: `known.twice`, `known.damaged`, …, and how often.
    pub problems: Vec<(String, u32)>,
}

/// Whom to ask a backend about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Base address of the backend, absolute.
    pub backend: String,
    /// Bearer token.
    pub token: Option<String>,
    /// Only about those of whom it has said nothing yet.
    pub unasked: bool,
    /// Makes the jitter of retries differ between browsers.
    pub seed: u32,
}

/// What a person decides about known clients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownChoices {
    /// An empty cell takes the known value away.
    pub clears: bool,
    /// Clients who are the same are sent too.
    pub sends_same: bool,
    /// Messenger of known clients whose source tells none.
    pub assumed: Option<String>,
}
