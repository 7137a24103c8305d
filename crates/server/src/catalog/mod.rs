//! What a person can choose from: bots, tunnels and tags. From a file, built in, or from Leeloo.

mod demo;
mod kept;
mod leeloo;

use std::sync::Arc;

use importer_contract::{Bot, Tag, Tunnel};
use serde::Deserialize;

use self::kept::Kept;
use crate::problem::Problem;

pub use leeloo::{Leeloo, LeelooError};

/// Bots, tunnels and tags on offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Catalog {
    /// Bots; a batch names one of them.
    pub bots: Vec<Bot>,
    /// Tunnels.
    #[serde(default)]
    pub tunnels: Vec<Tunnel>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<Tag>,
}

/// Where the catalog comes from.
#[derive(Debug)]
pub struct Pickers(Source);

#[derive(Debug)]
enum Source {
    /// It never changes.
    Fixed(Arc<Catalog>),
    Leeloo(Kept),
}

impl Pickers {
    /// A catalog that never changes.
    #[must_use]
    pub fn fixed(catalog: Catalog) -> Self {
        Self(Source::Fixed(Arc::new(catalog)))
    }

    /// The catalog of a Leeloo account.
    #[must_use]
    pub fn leeloo(leeloo: Leeloo) -> Self {
        Self(Source::Leeloo(Kept::new(move || leeloo.catalog())))
    }

    /// The catalog for a batch, a few minutes old; older while a new one is on its way.
    pub(crate) async fn at_hand(&self) -> Result<Arc<Catalog>, Problem> {
        match &self.0 {
            Source::Fixed(catalog) => Ok(Arc::clone(catalog)),
            Source::Leeloo(kept) => kept.at_hand().await.map_err(Problem::Leeloo),
        }
    }

    /// The catalog for a person, a few minutes old; older where a new one takes longer than a moment.
    pub(crate) async fn get(&self) -> Result<Arc<Catalog>, Problem> {
        match &self.0 {
            Source::Fixed(catalog) => Ok(Arc::clone(catalog)),
            Source::Leeloo(kept) => kept.get().await.map_err(Problem::Leeloo),
        }
    }

    /// The catalog in which a bot or tunnel was not found, again: it may have been created just now.
    pub(crate) async fn again(&self) -> Result<Arc<Catalog>, Problem> {
        match &self.0 {
            Source::Fixed(catalog) => Ok(Arc::clone(catalog)),
            Source::Leeloo(kept) => kept.again().await.map_err(Problem::Leeloo),
        }
    }
}

impl Catalog {
    /// Reads a catalog: `{"bots": […], "tunnels": […], "tags": […]}`, or an array of bots alone.
    ///
    /// # Errors
    /// Where the text is not JSON of either shape.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        if json.trim_start().starts_with('[') {
            let bots = serde_json::from_str(json)?;
            return Ok(Self { bots, ..Self::default() });
        }
        serde_json::from_str(json)
    }

    /// The bot with this id.
    pub(crate) fn bot(&self, id: &str) -> Option<&Bot> {
        self.bots.iter().find(|bot| bot.id == id)
    }

    /// Whether there is a tunnel with this id.
    pub(crate) fn has_tunnel(&self, id: &str) -> bool {
        self.tunnels.iter().any(|tunnel| tunnel.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_the_bots() {
        let bot = r#"{"id": "7", "name": "Ours", "messenger": "VIBER"}"#;
        for json in [format!(" [{bot}]"), format!(r#"{{"bots": [{bot}]}}"#)] {
            let catalog = Catalog::from_json(&json).unwrap();
            assert_eq!(catalog.bots.len(), 1, "{json}");
            assert_eq!(catalog.bot("7").and_then(|bot| bot.messenger.as_deref()), Some("VIBER"), "{json}");
            assert_eq!((catalog.tunnels.len(), catalog.tags.len()), (0, 0), "{json}");
        }
        assert!(Catalog::from_json(r#"{"tags": []}"#).is_err());
    }
}
