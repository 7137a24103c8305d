//! What a person can choose from: bots, tunnels and tags. From a file, built in, or from Leeloo.

mod demo;
mod leeloo;

use std::sync::Arc;
use std::time::{Duration, Instant};

use importer_contract::{Bot, Tag, Tunnel};
use serde::Deserialize;
use tokio::sync::Mutex;

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

/// How long what Leeloo said is taken for true. Bots and tunnels change by hand, a few times a week.
const TTL: Duration = Duration::from_secs(300);
/// How long what it said before is good enough while it cannot be asked.
const STALE_TTL: Duration = Duration::from_secs(3600);
/// Leeloo is not asked more often than this, whatever happens.
const PAUSE: Duration = Duration::from_secs(15);

/// Where the catalog comes from.
#[derive(Debug)]
pub enum Pickers {
    /// It never changes.
    Fixed(Arc<Catalog>),
    /// It is asked for and kept for a while.
    Leeloo {
        /// How to ask.
        leeloo: Leeloo,
        /// What was answered; whoever holds it is asking.
        cached: Mutex<Cached>,
    },
}

/// What is known of a catalog that lies elsewhere.
#[derive(Debug, Default)]
pub struct Cached {
    catalog: Option<(Instant, Arc<Catalog>)>,
    /// When it was asked for last, with or without success.
    asked: Option<Instant>,
}

impl Pickers {
    /// A catalog that never changes.
    #[must_use]
    pub fn fixed(catalog: Catalog) -> Self {
        Self::Fixed(Arc::new(catalog))
    }

    /// The catalog of a Leeloo account.
    #[must_use]
    pub fn leeloo(leeloo: Leeloo) -> Self {
        Self::Leeloo { leeloo, cached: Mutex::default() }
    }

    /// The catalog, at most a few minutes old.
    pub(crate) async fn get(&self) -> Result<Arc<Catalog>, Problem> {
        self.younger_than(TTL).await
    }

    /// The catalog in which a bot or tunnel was not found, again: it may have been created just now.
    pub(crate) async fn again(&self) -> Result<Arc<Catalog>, Problem> {
        self.younger_than(PAUSE).await
    }

    async fn younger_than(&self, age: Duration) -> Result<Arc<Catalog>, Problem> {
        let (leeloo, cached) = match self {
            Self::Fixed(catalog) => return Ok(Arc::clone(catalog)),
            Self::Leeloo { leeloo, cached } => (leeloo, cached),
        };
        let mut cached = cached.lock().await;
        let known = |cached: &Cached, age: Duration| {
            let (at, catalog) = cached.catalog.as_ref()?;
            (at.elapsed() < age).then(|| Arc::clone(catalog))
        };
        if let Some(catalog) = known(&cached, age) {
            return Ok(catalog);
        }
        let too_soon = cached.asked.is_some_and(|asked| asked.elapsed() < PAUSE);
        if let Some(catalog) = known(&cached, STALE_TTL).filter(|_| too_soon) {
            return Ok(catalog);
        }
        cached.asked = Some(Instant::now());
        match leeloo.catalog().await {
            Ok(catalog) => {
                let catalog = Arc::new(catalog);
                cached.catalog = Some((Instant::now(), Arc::clone(&catalog)));
                Ok(catalog)
            }
            Err(error) => {
                let stale = known(&cached, STALE_TTL).ok_or_else(|| Problem::Leeloo(error.clone()))?;
                tracing::warn!(%error, "bots, tunnels and tags are those of a while ago");
                Ok(stale)
            }
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
