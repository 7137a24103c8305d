//! What a person can choose from: bots, tunnels and tags. The built-in ones make the importer usable
//! without a platform behind it; a host replaces them by a file.

use importer_contract::{Bot, Tag, Tunnel};
use serde::Deserialize;

/// Bots, tunnels and tags on offer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

impl Catalog {
    /// One bot a messenger, two tunnels, three tags.
    #[must_use]
    pub fn demo() -> Self {
        let bot = |(id, name, messenger): (&str, &str, &str)| Bot {
            id: id.to_owned(),
            name: name.to_owned(),
            messenger: Some(messenger.to_owned()),
        };
        let tunnel = |(id, name): (&str, &str)| Tunnel { id: id.to_owned(), name: name.to_owned() };
        let tag = |(id, name): (&str, &str)| Tag { id: id.to_owned(), name: name.to_owned() };
        Self {
            bots: DEMO_BOTS.into_iter().map(bot).collect(),
            tunnels: [("tunnel-welcome", "Welcome"), ("tunnel-webinar", "Webinar")]
                .into_iter()
                .map(tunnel)
                .collect(),
            tags: [("tag-vip", "VIP"), ("tag-lead", "Lead"), ("tag-imported", "Imported")]
                .into_iter()
                .map(tag)
                .collect(),
        }
    }

    /// Reads a catalog: `{"bots": […], "tunnels": […], "tags": […]}`, or an array of bots alone.
    ///
    /// # Errors
    /// Where the text is not JSON of either shape.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        if json.trim_start().starts_with('[') {
            let bots = serde_json::from_str(json)?;
            return Ok(Self { bots, tunnels: Vec::new(), tags: Vec::new() });
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

const DEMO_BOTS: [(&str, &str, &str); 6] = [
    ("bot-telegram", "Telegram demo bot", "TELEGRAM"),
    ("bot-facebook", "Facebook demo bot", "FACEBOOK"),
    ("bot-viber", "Viber demo bot", "VIBER"),
    ("bot-instagram", "Instagram demo bot", "INSTAGRAM"),
    ("bot-vk", "VK demo bot", "VKONTAKTE"),
    ("bot-whatsapp", "WhatsApp demo bot", "WHATSAPP"),
];

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
