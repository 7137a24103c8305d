//! What becomes of a card when a client is sent again. Pure: knows cards and clients, no database.

use std::collections::{BTreeMap, BTreeSet};

use importer_contract::{Batch, Client};
use serde::Serialize;

/// A client's card as it is stored, apart from its messenger and times. Its JSON is what the bulk
/// statements of `dialect` take apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Card {
    pub(super) social_id: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    /// Built-in fields without a column of their own.
    pub(super) fields: BTreeMap<String, String>,
    pub(super) custom_fields: BTreeMap<String, String>,
    pub(super) tags: BTreeSet<String>,
    pub(super) bot_id: String,
    pub(super) tunnel: Option<String>,
    pub(super) lgt: Option<String>,
}

/// What a client did to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// The card after `client` of `batch` was applied to the `known` one.
///
/// What is absent says nothing: it keeps the card's value. `action` is the importer's expectation at
/// the time it read the file; what the store holds decides.
pub(super) fn apply(known: Option<&Card>, batch: &Batch, client: &Client) -> (Card, Outcome) {
    let mut card =
        known.cloned().unwrap_or_else(|| Card { social_id: client.social_id.clone(), ..Card::default() });
    client.clear.iter().for_each(|field| clear(&mut card, field));
    if let Some(name) = &client.name {
        card.name = Some(name.clone());
    }
    for (key, value) in &client.fields {
        match key.as_str() {
            "email" => card.email = Some(value.clone()),
            "phone" => card.phone = Some(value.clone()),
            _ => {
                card.fields.insert(key.clone(), value.clone());
            }
        }
    }
    card.custom_fields.extend(client.custom_fields.iter().map(|(key, value)| (key.clone(), value.clone())));
    card.tags.extend(batch.tags.iter().filter(|tag| !tag.trim().is_empty()).cloned());
    card.bot_id.clone_from(&batch.bot_id);
    // A card is in a tunnel or with a lead-generation tool: naming one ends the other.
    if batch.tunnel.is_some() || batch.lgt.is_some() {
        card.tunnel.clone_from(&batch.tunnel);
        card.lgt.clone_from(&batch.lgt);
    }
    let outcome = match known {
        None => Outcome::Created,
        Some(known) if *known == card => Outcome::Unchanged,
        Some(_) => Outcome::Updated,
    };
    (card, outcome)
}

/// Takes a value off a card; what is not there need not be.
fn clear(card: &mut Card, field: &str) {
    match field {
        "name" => card.name = None,
        "email" => card.email = None,
        "phone" => card.phone = None,
        other => {
            match other.strip_prefix("custom:") {
                Some(name) => card.custom_fields.remove(name),
                None => card.fields.remove(other),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn batch(tags: &[&str], tunnel: Option<&str>) -> Batch {
        Batch {
            messenger: "VIBER".into(),
            bot_id: "bot-viber".into(),
            tunnel: tunnel.map(str::to_owned),
            lgt: None,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            clients: Vec::new(),
        }
    }

    fn client(name: Option<&str>, fields: &[(&str, &str)], custom: &[(&str, &str)]) -> Client {
        Client {
            social_id: "1".into(),
            name: name.map(str::to_owned),
            fields: text_map(fields),
            custom_fields: text_map(custom),
            ..Client::default()
        }
    }

    #[test]
    fn a_card_changes_by_what_is_sent() {
        let first = client(Some("Анна"), &[("email", "a@b.c"), ("gender", "FEMALE")], &[("city", "Київ")]);
        let (known, outcome) = apply(None, &batch(&["VIP"], None), &first);
        assert_eq!(outcome, Outcome::Created);
        assert_eq!(known.email.as_deref(), Some("a@b.c"));
        assert_eq!(known.fields, text_map(&[("gender", "FEMALE")]));

        #[track_caller]
        fn check(known: &Card, batch: &Batch, client: &Client, expected: Outcome) {
            let (card, outcome) = apply(Some(known), batch, client);
            assert_eq!(outcome, expected);
            assert_eq!(outcome == Outcome::Unchanged, card == *known);
        }
        let plain = batch(&[], None);
        check(&known, &plain, &first, Outcome::Unchanged);
        check(&known, &batch(&["VIP", "VIP", " "], None), &first, Outcome::Unchanged);
        check(&known, &plain, &client(None, &[], &[]), Outcome::Unchanged);
        check(&known, &plain, &client(Some("Ганна"), &[], &[]), Outcome::Updated);
        check(&known, &plain, &client(None, &[("phone", "")], &[]), Outcome::Updated);
        check(&known, &plain, &client(None, &[("gender", "OTHER")], &[]), Outcome::Updated);
        check(&known, &plain, &client(None, &[], &[("city", "Львів")]), Outcome::Updated);
        check(&known, &batch(&["Lead"], None), &client(None, &[], &[]), Outcome::Updated);
        check(&known, &batch(&[], Some("t")), &client(None, &[], &[]), Outcome::Updated);
    }

    #[test]
    fn cleared_fields_go() {
        let fields = [("email", "a@b.c"), ("phone", "+380"), ("gender", "FEMALE")];
        let first = client(Some("Анна"), &fields, &[("city", "Київ"), ("note", "x")]);
        let (known, _) = apply(None, &batch(&[], None), &first);
        let cleared = |clear: &[&str], name| Client {
            clear: clear.iter().map(|field| (*field).to_owned()).collect(),
            ..client(name, &[], &[])
        };
        let all = ["name", "email", "phone", "gender", "custom:city", "custom:note", "utm_source"];
        let (card, outcome) = apply(Some(&known), &batch(&[], None), &cleared(&all, None));
        let bare = Card { social_id: "1".into(), bot_id: "bot-viber".into(), ..Card::default() };
        assert_eq!((card, outcome), (bare, Outcome::Updated));
        // What is sent beside it counts more; what is not there is no change.
        let (card, _) = apply(Some(&known), &batch(&[], None), &cleared(&["name"], Some("Ганна")));
        assert_eq!(card.name.as_deref(), Some("Ганна"));
        let (_, outcome) = apply(Some(&known), &batch(&[], None), &cleared(&["city", "custom:email"], None));
        assert_eq!(outcome, Outcome::Unchanged);
    }

    #[test]
    fn absent_fields_stay() {
        let first = client(Some("Анна"), &[("email", "a@b.c")], &[("city", "Київ")]);
        let (known, _) = apply(None, &batch(&["VIP"], Some("t")), &first);
        let (card, _) =
            apply(Some(&known), &batch(&["Lead"], None), &client(None, &[("phone", "+380")], &[]));
        let expected = Card {
            phone: Some("+380".into()),
            tags: BTreeSet::from(["Lead".to_owned(), "VIP".to_owned()]),
            ..known
        };
        assert_eq!(card, expected);
    }
}
