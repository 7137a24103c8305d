//! Cards in and out of the table, in bulk: one statement for all of a batch's clients, which travel as
//! one JSON parameter. The text of a statement does not depend on their number, so it is prepared once.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt;
use importer_contract::{KnownClient, LookupAnswer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::merge::Card;
use super::{AnyConnection, Dialect, Store, StoreError, now};
use crate::problem::Problem;

/// A card as the table holds it.
#[derive(sqlx::FromRow)]
struct Row {
    social_id: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    fields: String,
    custom_fields: String,
    tags: String,
    bot_id: String,
    tunnel: Option<String>,
    lgt: Option<String>,
}

/// Most text of the cards in one answer. An importer reads answers up to 8 MB; in JSON a text can be
/// twice as long.
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

impl Store {
    /// The cards of these clients of one messenger, in order of id; at most
    /// [`importer_contract::MAX_CLIENTS`] ids.
    ///
    /// # Errors
    /// The cards of several are too much for one answer.
    pub(crate) async fn lookup(
        &self,
        messenger: &str,
        social_ids: &[String],
    ) -> Result<LookupAnswer, Problem> {
        let mut connection = self.read.acquire().await?;
        let statement = self.dialect.cards().select;
        let ids = social_ids.iter().map(String::as_str);
        let cards = read(&mut connection, statement, messenger, ids, ANSWER_LIMIT).await?;
        let cards = cards.ok_or(Problem::LookupAnswerTooLarge(ANSWER_LIMIT))?;
        let mut clients: Vec<KnownClient> = cards.into_values().map(known_client).collect();
        clients.sort_unstable_by(|a, b| a.social_id.cmp(&b.social_id));
        Ok(LookupAnswer { clients })
    }
}

/// Writes the cards whose id is free, and gives those ids.
pub(super) async fn create(
    dialect: Dialect,
    connection: &mut AnyConnection,
    messenger: &str,
    cards: Vec<Card>,
) -> Result<HashSet<String>, StoreError> {
    if cards.is_empty() {
        return Ok(HashSet::new());
    }
    let created: Vec<String> = sqlx::query_scalar(dialect.cards().create)
        .bind(messenger)
        .bind(in_order(cards)?)
        .bind(now())
        .fetch_all(connection)
        .await?;
    Ok(created.into_iter().collect())
}

/// Writes cards over what is there.
pub(super) async fn replace(
    dialect: Dialect,
    connection: &mut AnyConnection,
    messenger: &str,
    cards: Vec<Card>,
) -> Result<(), StoreError> {
    if cards.is_empty() {
        return Ok(());
    }
    sqlx::query(dialect.cards().replace)
        .bind(messenger)
        .bind(in_order(cards)?)
        .bind(now())
        .execute(connection)
        .await?;
    Ok(())
}

/// The stored cards among these ids, by id; nobody else changes them until the transaction ends.
pub(super) async fn lock(
    dialect: Dialect,
    connection: &mut AnyConnection,
    messenger: &str,
    social_ids: impl Iterator<Item = &str>,
) -> Result<HashMap<String, Card>, StoreError> {
    let cards = read(connection, dialect.cards().lock, messenger, social_ids, usize::MAX).await?;
    Ok(cards.unwrap_or_default())
}

/// Cards by id; none where the text of several of them is longer than `most` bytes.
async fn read(
    connection: &mut AnyConnection,
    statement: &'static str,
    messenger: &str,
    social_ids: impl Iterator<Item = &str>,
    most: usize,
) -> Result<Option<HashMap<String, Card>>, StoreError> {
    // No card has such an id, and PostgreSQL cannot even be asked about it.
    let askable = |text: &str| !text.contains('\0');
    let ids: Vec<&str> = social_ids.filter(|id| askable(id)).collect();
    if ids.is_empty() || !askable(messenger) {
        return Ok(Some(HashMap::new()));
    }
    let ids = print("social_id", &ids)?;
    let mut rows = sqlx::query_as(statement).bind(messenger).bind(ids).fetch(connection);
    let (mut cards, mut length) = (HashMap::new(), 0_usize);
    // One after the other: what is too much is not held.
    while let Some(row) = rows.try_next().await? {
        let row: Row = row;
        length = length.saturating_add(row.length());
        if length > most && !cards.is_empty() {
            return Ok(None);
        }
        let card = card(row)?;
        cards.insert(card.social_id.clone(), card);
    }
    Ok(Some(cards))
}

impl Row {
    /// Bytes of text that come from outside.
    fn length(&self) -> usize {
        let options = [&self.name, &self.email, &self.phone].into_iter().flatten();
        let texts = options.chain([&self.social_id, &self.fields, &self.custom_fields, &self.tags]);
        texts.map(String::len).sum()
    }
}

/// Cards as a JSON array, in order of id: it is the order in which they are locked.
fn in_order(mut cards: Vec<Card>) -> Result<String, StoreError> {
    cards.sort_unstable_by(|a, b| a.social_id.cmp(&b.social_id));
    print("client", &cards)
}

fn card(row: Row) -> Result<Card, StoreError> {
    Ok(Card {
        fields: parse("fields", &row.fields)?,
        custom_fields: parse("custom_fields", &row.custom_fields)?,
        tags: parse("tags", &row.tags)?,
        social_id: row.social_id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        bot_id: row.bot_id,
        tunnel: row.tunnel,
        lgt: row.lgt,
    })
}

fn known_client(card: Card) -> KnownClient {
    let mut fields = card.fields;
    fields.extend(card.email.map(|email| ("email".to_owned(), email)));
    fields.extend(card.phone.map(|phone| ("phone".to_owned(), phone)));
    KnownClient {
        social_id: card.social_id,
        name: card.name,
        fields,
        custom_fields: card.custom_fields,
        tags: card.tags.into_iter().collect(),
    }
}

fn parse<T: DeserializeOwned>(column: &'static str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|source| StoreError::Corrupt { column, source })
}

fn print<T: Serialize>(column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Corrupt { column, source })
}
