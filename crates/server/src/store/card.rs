//! Cards in and out of the table, in bulk: one statement for all of a batch's clients.

use std::collections::HashMap;

use importer_contract::{KnownClient, LookupAnswer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::QueryBuilder;

use super::upsert::Card;
use super::{Connection, Database, Store, StoreError, now};
use crate::problem::Problem;

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

impl Store {
    /// The cards of these clients of one messenger, in order of id; at most
    /// [`importer_contract::MAX_CLIENTS`] ids.
    pub(crate) async fn lookup(
        &self,
        messenger: &str,
        social_ids: &[String],
    ) -> Result<LookupAnswer, Problem> {
        let mut connection = self.read.acquire().await?;
        let ids = social_ids.iter().map(String::as_str);
        let cards = load(&mut connection, messenger, ids).await?;
        let mut clients: Vec<KnownClient> = cards.into_values().map(known_client).collect();
        clients.sort_unstable_by(|a, b| a.social_id.cmp(&b.social_id));
        Ok(LookupAnswer { clients })
    }
}

/// The stored cards among these ids, by id.
pub(super) async fn load(
    connection: &mut Connection,
    messenger: &str,
    social_ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Card>, StoreError> {
    let mut query = QueryBuilder::<Database>::new(
        "SELECT social_id, name, email, phone, fields, custom_fields, tags, bot_id, tunnel, lgt \
         FROM client WHERE messenger = ",
    );
    query.push_bind(messenger).push(" AND social_id IN (");
    let mut list = query.separated(", ");
    for social_id in social_ids {
        list.push_bind(social_id);
    }
    query.push(")");
    // Not kept prepared: the text differs by the number of clients, and each holds megabytes.
    let rows: Vec<Row> = query.build_query_as().persistent(false).fetch_all(connection).await?;
    rows.into_iter().map(|row| card(row).map(|card| (card.social_id.clone(), card))).collect()
}

/// Writes cards: a new one with both times, a known one over what was there.
pub(super) async fn save(
    connection: &mut Connection,
    messenger: &str,
    cards: &[Card],
) -> Result<(), StoreError> {
    if cards.is_empty() {
        return Ok(());
    }
    let now = now();
    let rows = cards.iter().map(row).collect::<Result<Vec<Row>, StoreError>>()?;
    let mut query = QueryBuilder::<Database>::new(
        "INSERT INTO client (messenger, social_id, name, email, phone, fields, custom_fields, tags, \
         bot_id, tunnel, lgt, created_at, updated_at) ",
    );
    // 13 parameters a row: 1 000 rows stay below SQLite's 32 766 and PostgreSQL's 65 535.
    query.push_values(rows, |mut values, row| {
        values
            .push_bind(messenger)
            .push_bind(row.social_id)
            .push_bind(row.name)
            .push_bind(row.email)
            .push_bind(row.phone)
            .push_bind(row.fields)
            .push_bind(row.custom_fields)
            .push_bind(row.tags)
            .push_bind(row.bot_id)
            .push_bind(row.tunnel)
            .push_bind(row.lgt)
            .push_bind(now)
            .push_bind(now);
    });
    query.push(
        " ON CONFLICT (messenger, social_id) DO UPDATE SET \
         name = excluded.name, email = excluded.email, phone = excluded.phone, \
         fields = excluded.fields, custom_fields = excluded.custom_fields, tags = excluded.tags, \
         bot_id = excluded.bot_id, tunnel = excluded.tunnel, lgt = excluded.lgt, \
         updated_at = excluded.updated_at",
    );
    query.build().persistent(false).execute(connection).await?;
    Ok(())
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

fn row(card: &Card) -> Result<Row, StoreError> {
    Ok(Row {
        fields: print("fields", &card.fields)?,
        custom_fields: print("custom_fields", &card.custom_fields)?,
        tags: print("tags", &card.tags)?,
        social_id: card.social_id.clone(),
        name: card.name.clone(),
        email: card.email.clone(),
        phone: card.phone.clone(),
        bot_id: card.bot_id.clone(),
        tunnel: card.tunnel.clone(),
        lgt: card.lgt.clone(),
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
