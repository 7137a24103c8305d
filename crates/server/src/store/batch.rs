//! Applying a batch exactly once: its clients, its record and its answer in one transaction.

use std::time::Duration;

use importer_contract::{Batch, BatchAnswer, Client, Rejection};

use super::merge::{Card, Outcome, apply};
use super::{AnyConnection, Dialect, Logged, Store, StoreError, Trouble, card, now};
use crate::problem::Problem;

/// Times a batch is begun anew when other transactions get in its way.
const ATTEMPTS: u32 = 8;
/// Wait before the second time; it doubles from then on.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// A request that brings a batch, apart from the batch itself.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// The import it names.
    pub(crate) import_id: String,
    /// Who asks: the import must be theirs.
    pub(crate) owner: String,
    /// Its number, from 0.
    pub(crate) number: u32,
    /// What the importer calls the request.
    pub(crate) key: String,
    /// SHA-256 of the body, lower-case hexadecimal.
    pub(crate) body_sha256: String,
}

/// What became of a batch.
#[derive(Debug)]
pub(crate) enum Applied {
    /// It was applied now.
    Now {
        /// What it did.
        answer: BatchAnswer,
        /// The answer as it will be given from now on.
        json: String,
    },
    /// It had been before.
    Before {
        /// The first answer.
        json: String,
    },
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

    /// Upserts the `accepted` clients of a batch and records it: all or nothing. Gives the recorded
    /// answer if the same request won the race to this point.
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
        rejected: &[Rejection],
    ) -> Result<Applied, Problem> {
        let mut wait = FIRST_WAIT;
        for _ in 1..ATTEMPTS {
            match self.try_apply(arrival, batch, accepted, rejected).await {
                Err(Problem::Store(error)) if error.trouble() == Trouble::Conflict => {
                    tracing::debug!(error = %Logged(&error), "a batch is begun anew");
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                result => return result,
            }
        }
        self.try_apply(arrival, batch, accepted, rejected).await
    }

    async fn try_apply(
        &self,
        arrival: &Arrival,
        batch: &Batch,
        accepted: &[&Client],
        rejected: &[Rejection],
    ) -> Result<Applied, Problem> {
        let mut transaction = self.begin().await?;
        if let Some(json) = recorded_answer(&mut transaction, arrival).await? {
            return Ok(Applied::Before { json });
        }
        let mut answer = upsert(self.dialect, &mut transaction, batch, accepted).await?;
        answer.rejected = rejected.to_vec();
        let json = serde_json::to_string(&answer)
            .map_err(|source| StoreError::Corrupt { column: "answer", source })?;
        record(&mut transaction, arrival, &answer, &json).await?;
        transaction.commit().await?;
        Ok(Applied::Now { answer, json })
    }
}

async fn recorded_answer(
    connection: &mut AnyConnection,
    arrival: &Arrival,
) -> Result<Option<String>, Problem> {
    let announced: Option<i64> =
        sqlx::query_scalar("SELECT batches FROM import WHERE id = $1 AND owner = $2")
            .bind(&arrival.import_id)
            .bind(&arrival.owner)
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

/// First the new cards go in, then the others are locked, merged and written. In this order whoever
/// else writes the same clients is waited for and seen: nobody's change is lost, and a card counts as
/// created once, however many servers write at once.
async fn upsert(
    dialect: Dialect,
    connection: &mut AnyConnection,
    batch: &Batch,
    accepted: &[&Client],
) -> Result<BatchAnswer, StoreError> {
    let cards: Vec<Card> = accepted.iter().map(|client| apply(None, batch, client).0).collect();
    let created = card::create(dialect, connection, &batch.messenger, cards).await?;
    let mut answer = BatchAnswer { created: u32::try_from(created.len())?, ..BatchAnswer::default() };

    let others: Vec<&&Client> =
        accepted.iter().filter(|client| !created.contains(&client.social_id)).collect();
    let ids = others.iter().map(|client| client.social_id.as_str());
    let known = card::lock(dialect, connection, &batch.messenger, ids).await?;
    let mut changed: Vec<Card> = Vec::new();
    for client in others {
        match apply(known.get(&client.social_id), batch, client) {
            (_, Outcome::Unchanged) => answer.unchanged += 1,
            (card, Outcome::Created | Outcome::Updated) => {
                answer.updated += 1;
                changed.push(card);
            }
        }
    }
    card::replace(dialect, connection, &batch.messenger, changed).await?;
    Ok(answer)
}

async fn record(
    connection: &mut AnyConnection,
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
