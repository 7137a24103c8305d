//! Messengers and the forms of their ids.

use serde::{Deserialize, Serialize};

use crate::form::{IdForm, Looks};

/// Messengers a configuration can hold: which ones an id fits is kept as one 32-bit set a client.
pub const MAX_MESSENGERS: usize = 32;

/// A messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messenger {
    /// Stable code: `TELEGRAM`.
    pub code: String,
    /// What a person calls it.
    pub name: String,
    /// Other names, in messenger columns and in headers.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Forms its ids can have; one of them is enough.
    pub id: Vec<IdForm>,
    /// Forms that speak for this messenger where nothing else does.
    #[serde(default)]
    pub usual: Vec<Usual>,
    /// People with ids of a few digits exist, so a short id is not taken for a placeholder.
    #[serde(default)]
    pub short_ids: bool,
}

/// A form that speaks for a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// The form.
    pub form: IdForm,
    /// How much it says, in percent.
    pub confidence: u8,
}

impl Messenger {
    /// Whether an id can be one of this messenger.
    #[must_use]
    pub fn fits(&self, id: &str) -> bool {
        self.takes(&Looks::of(id))
    }

    /// Whether an id that looks so can be one of this messenger.
    pub(crate) fn takes(&self, looks: &Looks<'_>) -> bool {
        self.id.iter().any(|form| form.fits(looks))
    }

    /// How much an id that looks so speaks for this messenger, in percent.
    pub(crate) fn confidence(&self, looks: &Looks<'_>) -> u8 {
        let fitting = self.usual.iter().filter(|usual| usual.form.fits(looks));
        fitting.map(|usual| usual.confidence).max().unwrap_or(0)
    }
}
