//! Where known clients come from, and what of it could not be used. Nothing is left out silently.

use serde::{Deserialize, Serialize};

/// What told of clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// A file with a client a row, such as an earlier export.
    File {
        /// Its name.
        name: String,
    },
    /// The page around the importer.
    Host,
    /// The backend, asked about the ids at hand.
    Backend,
    /// An import of this file, as the backend took it.
    Delivered,
}

/// What one source told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub origin: Origin,
    /// Rows or answers it gave.
    pub rows: u32,
    /// Clients taken from it; a row with ids of two messengers is two.
    pub clients: u32,
    /// Clients it tells of more than once: the first counts.
    pub twice: u32,
    /// Rows without an id.
    pub without_id: u32,
    /// Ids that lost digits or have the form of no messenger: nobody can be recognised by them.
    pub damaged: u32,
    /// Clients whose messenger nothing tells; they are compared once somebody says it.
    pub undecided: u32,
    /// Clients that an earlier source told of too: this one counts.
    pub replaced: u32,
}

impl Source {
    pub(super) const fn new(origin: Origin) -> Self {
        Self { origin, rows: 0, clients: 0, twice: 0, without_id: 0, damaged: 0, undecided: 0, replaced: 0 }
    }

    /// What of it could not be used, by stable code; only what there is.
    pub fn problems(&self) -> impl Iterator<Item = (&'static str, u32)> + use<> {
        let all = [
            ("known.without_id", self.without_id),
            ("known.damaged", self.damaged),
            ("known.twice", self.twice),
            ("known.undecided", self.undecided),
        ];
        all.into_iter().filter(|&(_, count)| count > 0)
    }
}

/// Why a source cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum KnownError {
    /// No column of the file holds ids.
    #[error("no column holds messenger ids (social_id)")]
    NoIdColumn,
    /// It tells of nobody.
    #[error("no client with an id is there")]
    Nobody,
    /// What the host handed in is not a list of clients.
    #[error("not a list of clients: {0}")]
    NotAList(String),
    /// There is no room for so many.
    #[error("more clients than there is room for")]
    TooMany,
    /// The caller asked to stop.
    #[error("broken off")]
    Stopped,
}

impl KnownError {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoIdColumn => "known.no_id_column",
            Self::Nobody => "known.nobody",
            Self::NotAList(_) => "known.not_a_list",
            Self::TooMany => "known.too_many",
            Self::Stopped => "known.stopped",
        }
    }
}
