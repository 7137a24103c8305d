//! What the backend has taken is known from then on: the cards as they are after a delivery, without
//! asking for them.

use std::collections::BTreeMap;

use importer_contract::{Client, KnownClient};

use super::Known;
use super::fed::NAME;
use super::source::{Origin, Source};
use crate::delivery::Delivery;
use crate::plan::UNDECIDED;
use crate::session::Session;

/// Clients taken over at once.
const STEP: u32 = 1_000;

/// The clients of a delivery that the backend took, on their way to being known.
#[derive(Debug)]
pub struct Delivered {
    known: Known,
    source: Source,
    /// Messenger and how far its clients were taken over.
    at: (usize, u32),
}

impl Delivered {
    /// None where nobody is known before either: then nobody wants to compare.
    #[must_use]
    pub fn new(session: &Session) -> Option<Self> {
        session.known()?;
        let known = Known { is_part: true, ..Known::default() };
        Some(Self { known, source: Source::new(Origin::Delivered), at: (0, 0) })
    }

    /// Takes the next thousand clients over; false where there are none left. The session must be as it
    /// was delivered.
    pub fn step(&mut self, session: &Session, delivery: &Delivery) -> bool {
        let (messenger, from) = self.at;
        let Some(code) = session.config().messengers.get(messenger).map(|messenger| &messenger.code) else {
            return false;
        };
        let Some(clients) = delivery.taken(session, code, from, from + STEP) else {
            self.at = (messenger + 1, 0);
            return true;
        };
        self.at = (messenger, from + STEP);
        let messenger = u8::try_from(messenger).unwrap_or(UNDECIDED);
        for client in clients {
            let card = self.card_after(session, messenger, client);
            self.known.take_card(session.config(), messenger, &card);
            self.source.rows += 1;
            self.source.clients += 1;
        }
        true
    }

    /// All of it, for [`Session::add_known`].
    #[must_use]
    pub fn finish(mut self) -> Known {
        self.known.sources.push(self.source);
        self.known
    }

    /// The card that was known, with what was sent in it and what was cleared out of it.
    fn card_after(&self, session: &Session, messenger: u8, client: Client) -> KnownClient {
        let Client { social_id, name, fields, custom_fields, clear, .. } = client;
        let mut card = KnownClient { social_id, name, fields, custom_fields, tags: Vec::new() };
        let assumed = session.reconciling.assumed.unwrap_or(UNDECIDED);
        let found = session.known().map(|known| known.find(messenger, card.social_id.as_bytes(), assumed));
        let Some(before) = found.and_then(|found| found.own) else { return card };
        let named = before.fields();
        for (field, value) in before.values() {
            let (Some(field), Ok(value)) = (named.get(field as usize), std::str::from_utf8(value)) else {
                continue;
            };
            let keep = |fields: &mut BTreeMap<String, String>| {
                fields.entry(field.key.clone()).or_insert_with(|| value.to_owned());
            };
            let custom = if field.is_custom { "custom:" } else { "" };
            match (field.is_custom, field.key.as_str()) {
                _ if clear.contains(&format!("{custom}{}", field.key)) => {}
                (true, _) => keep(&mut card.custom_fields),
                (false, NAME) => card.name = card.name.or_else(|| Some(value.to_owned())),
                (false, _) => keep(&mut card.fields),
            }
        }
        card
    }
}
