//! Bots, tunnels and tags that make the importer usable without a platform behind it.

use importer_contract::{Bot, Tag, Tunnel};

use super::Catalog;

const BOTS: [(&str, &str, &str); 6] = [
    ("bot-telegram", "Telegram demo bot", "TELEGRAM"),
    ("bot-facebook", "Facebook demo bot", "FACEBOOK"),
    ("bot-viber", "Viber demo bot", "VIBER"),
    ("bot-instagram", "Instagram demo bot", "INSTAGRAM"),
    ("bot-vk", "VK demo bot", "VKONTAKTE"),
    ("bot-whatsapp", "WhatsApp demo bot", "WHATSAPP"),
];
const TUNNELS: [(&str, &str); 2] = [("tunnel-welcome", "Welcome"), ("tunnel-webinar", "Webinar")];
const TAGS: [(&str, &str); 3] = [("tag-vip", "VIP"), ("tag-lead", "Lead"), ("tag-imported", "Imported")];

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
            bots: BOTS.into_iter().map(bot).collect(),
            tunnels: TUNNELS.into_iter().map(tunnel).collect(),
            tags: TAGS.into_iter().map(tag).collect(),
        }
    }
}
