//! Applying a batch exactly once: its clients, its record and its answer in one transaction.

use importer_contract::{Batch, BatchAnswer, Client, Rejection};

use super::upsert::{Card, Outcome, apply};
use super::{Connection, Store, StoreError, card, now};
use crate::problem::Problem;

/// A request that brings a batch, apart from the batch itself.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// The import it names.
    pub(crate) import_id: String,
    /// Its number, from 0.
    pub(crate) number: u32,
    /// What the importer calls the request.
    pub(crate) key: String,
    /// SHA-256 of the body, lower-case hexadecimal.
    pub(crate) body_sha256: String,
}

impl Store {
    /// The first answer to this request, where it came before.
    ///
    /// # Errors
    /// No such import or batch number; the batch or the key came before with something else.
    pub(crate) async fn recorded_answer(&self, arrival: &Arrival) -> Result<Option<String>, Problem> {
        let mut connection = self.read.acquire().await?;
        recorded_answer(&mut connection, arrival).await
    }

    /// Upserts the `accepted` clients of a batch and records it: all or nothing. Gives the answer's
    /// JSON, the recorded one if the same request won the race to this point.
    ///
    /// `accepted` holds no id twice; with `rejected` it makes up the whole batch.
    ///
    /// # Errors
    /// As [`Store::recorded_answer`].
    pub(crate) async fn apply_batch(
        &self,
        arrival: &Arrival,
        batch: &Batch,
        accepted: &[&Client],
        rejected: Vec<Rejection>,
    ) -> Result<String, Problem> {
        let mut transaction = self.begin().await?;
        if let Some(answer) = recorded_answer(&mut transaction, arrival).await? {
            return Ok(answer);
        }
        let answer = upsert(&mut transaction, batch, accepted, rejected).await?;
        let json = serde_json::to_string(&answer)
            .map_err(|source| StoreError::Corrupt { column: "answer", source })?;
        record(&mut transaction, arrival, &answer, &json).await?;
        transaction.commit().await?;
        Ok(json)
    }
}

async fn recorded_answer(connection: &mut Connection, arrival: &Arrival) -> Result<Option<String>, Problem> {
    let announced: Option<i64> = sqlx::query_scalar("SELECT batches FROM import WHERE id = $1")
        .bind(&arrival.import_id)
        .fetch_optional(&mut *connection)
        .await?;
    let announced = announced.ok_or_else(|| Problem::ImportNotFound(arrival.import_id.clone()))?;
    let announced = u32::try_from(announced).map_err(StoreError::from)?;
    if arrival.number >= announced {
        return Err(Problem::BatchOutOfRange { number: arrival.number, announced });
    }
    // One statement, one snapshot: between two, the same request could win the race and be taken for
    // another one with its key.
    let same: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT number, body_sha256, answer FROM batch \
         WHERE import_id = $1 AND (number = $2 OR idempotency_key = $3)",
    )
    .bind(&arrival.import_id)
    .bind(i64::from(arrival.number))
    .bind(&arrival.key)
    .fetch_all(&mut *connection)
    .await?;
    let is_new = same.is_empty();
    match same.into_iter().find(|&(number, ..)| number == i64::from(arrival.number)) {
        Some((_, sha256, answer)) if sha256 == arrival.body_sha256 => Ok(Some(answer)),
        Some(_) => Err(Problem::BatchConflict(arrival.number)),
        None if is_new => Ok(None),
        None => Err(Problem::IdempotencyKeyReused),
    }
}

async fn upsert(
    connection: &mut Connection,
    batch: &Batch,
    accepted: &[&Client],
    rejected: Vec<Rejection>,
) -> Result<BatchAnswer, StoreError> {
    let ids = accepted.iter().map(|client| client.social_id.as_str());
    let known = card::load(&mut *connection, &batch.messenger, ids).await?;
    let mut answer = BatchAnswer { rejected, ..BatchAnswer::default() };
    let mut changed: Vec<Card> = Vec::new();
    for client in accepted {
        let (card, outcome) = apply(known.get(&client.social_id), batch, client);
        let count = match outcome {
            Outcome::Created => &mut answer.created,
            Outcome::Updated => &mut answer.updated,
            Outcome::Unchanged => &mut answer.unchanged,
        };
        *count += 1;
        if outcome != Outcome::Unchanged {
            changed.push(card);
        }
    }
    card::save(connection, &batch.messenger, &changed).await?;
    Ok(answer)
}

async fn record(
    connection: &mut Connection,
    arrival: &Arrival,
    answer: &BatchAnswer,
    json: &str,
) -> Result<(), StoreError> {
    let rejected = i64::try_from(answer.rejected.len())?;
    let taken = i64::from(answer.created) + i64::from(answer.updated) + i64::from(answer.unchanged);
    sqlx::query(
        "INSERT INTO batch (import_id, number, idempotency_key, body_sha256, answer, clients, \
         created, updated, unchanged, rejected, applied_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&arrival.import_id)
    .bind(i64::from(arrival.number))
    .bind(&arrival.key)
    .bind(&arrival.body_sha256)
    .bind(json)
    .bind(taken + rejected)
    .bind(i64::from(answer.created))
    .bind(i64::from(answer.updated))
    .bind(i64::from(answer.unchanged))
    .bind(rejected)
    .bind(now())
    .execute(connection)
    .await?;
    Ok(())
}
