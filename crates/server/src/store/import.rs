//! Imports: announced, followed, closed.

use importer_contract::{ArrivedBatch, ImportState, ImportStatus, NewImport, SourceFile};
use sqlx::Row;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{AnyConnection, Store, StoreError, now};
use crate::problem::Problem;

impl Store {
    /// Records an announced import and gives its id.
    pub(crate) async fn create_import(&self, owner: &str, new: &NewImport) -> Result<String, Problem> {
        let size = i64::try_from(new.file.size).map_err(StoreError::from)?;
        let id = Uuid::now_v7().to_string();
        sqlx::query(
            "INSERT INTO import (id, owner, file_name, file_size, file_sha256, clients, batches, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&id)
        .bind(owner)
        .bind(&new.file.name)
        .bind(size)
        .bind(&new.file.sha256)
        .bind(i64::from(new.clients))
        .bind(i64::from(new.batches))
        .bind(now())
        .execute(&self.write)
        .await?;
        Ok(id)
    }

    /// Where an import stands.
    ///
    /// # Errors
    /// No such import, or somebody else's.
    pub(crate) async fn import_status(&self, owner: &str, id: &str) -> Result<ImportStatus, Problem> {
        let mut connection = self.read.acquire().await?;
        status(&mut connection, owner, id).await
    }

    /// Closes an import all of whose clients arrived; closing it again changes nothing.
    ///
    /// # Errors
    /// No such import, or somebody else's; batches or clients are missing.
    pub(crate) async fn complete_import(&self, owner: &str, id: &str) -> Result<ImportStatus, Problem> {
        let mut transaction = self.begin().await?;
        let mut status = status(&mut transaction, owner, id).await?;
        if status.state == ImportState::Complete {
            return Ok(status);
        }
        agree(&status)?;
        sqlx::query("UPDATE import SET completed_at = $1 WHERE id = $2")
            .bind(now())
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        status.state = ImportState::Complete;
        Ok(status)
    }
}

/// An import as the page of imports shows it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ListedImport {
    pub(crate) id: String,
    pub(crate) file_name: String,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) created_at: i64,
    /// `None`: open.
    pub(crate) completed_at: Option<i64>,
    /// Announced.
    pub(crate) clients: i64,
    /// Arrived.
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) unchanged: i64,
    pub(crate) rejected: i64,
}

impl Store {
    /// The latest imports of an owner, the last one first.
    pub(crate) async fn latest_imports(&self, owner: &str, most: u32) -> Result<Vec<ListedImport>, Problem> {
        let sum = sqlx::query_as(
            "SELECT id, file_name, created_at, completed_at, clients, \
             (SELECT CAST(coalesce(sum(created), 0) AS BIGINT) FROM batch WHERE import_id = id) AS created, \
             (SELECT CAST(coalesce(sum(updated), 0) AS BIGINT) FROM batch WHERE import_id = id) AS updated, \
             (SELECT CAST(coalesce(sum(unchanged), 0) AS BIGINT) FROM batch WHERE import_id = id) AS unchanged, \
             (SELECT CAST(coalesce(sum(rejected), 0) AS BIGINT) FROM batch WHERE import_id = id) AS rejected \
             FROM import WHERE owner = $1 ORDER BY id DESC LIMIT $2",
        );
        Ok(sum.bind(owner).bind(i64::from(most)).fetch_all(&self.read).await?)
    }
}

/// Most missing batches named in a refusal.
const NAMED: usize = 10;

/// Whether what arrived is what was announced.
fn agree(status: &ImportStatus) -> Result<(), Problem> {
    let NewImport { clients, batches, .. } = status.announced;
    let arrived_clients: u64 = status.arrived.iter().map(|batch| u64::from(batch.clients)).sum();
    let has = |number: &u32| status.arrived.binary_search_by_key(number, |batch| batch.number).is_ok();
    let mut missing: Vec<String> =
        (0..batches).filter(|number| !has(number)).take(NAMED + 1).map(|number| number.to_string()).collect();
    if missing.is_empty() && arrived_clients == u64::from(clients) {
        return Ok(());
    }
    if missing.len() > NAMED {
        missing.truncate(NAMED);
        missing.push("…".to_owned());
    }
    Err(Problem::ImportIncomplete {
        arrived: status.arrived.len(),
        announced: batches,
        arrived_clients,
        announced_clients: clients,
        missing: if missing.is_empty() { "none".to_owned() } else { missing.join(", ") },
    })
}

async fn status(connection: &mut AnyConnection, owner: &str, id: &str) -> Result<ImportStatus, Problem> {
    let import = sqlx::query(
        "SELECT file_name, file_size, file_sha256, clients, batches, completed_at FROM import \
         WHERE id = $1 AND owner = $2",
    )
    .bind(id)
    .bind(owner)
    .fetch_optional(&mut *connection)
    .await?
    .ok_or_else(|| Problem::ImportNotFound(id.to_owned()))?;
    let size: i64 = import.try_get("file_size")?;
    let completed: Option<i64> = import.try_get("completed_at")?;
    let announced = NewImport {
        file: SourceFile {
            name: import.try_get("file_name")?,
            size: u64::try_from(size).map_err(StoreError::from)?,
            sha256: import.try_get("file_sha256")?,
        },
        clients: count(&import, "clients")?,
        batches: count(&import, "batches")?,
    };
    let rows = sqlx::query(
        "SELECT number, clients, created, updated, unchanged, rejected FROM batch \
         WHERE import_id = $1 ORDER BY number",
    )
    .bind(id)
    .fetch_all(connection)
    .await?;
    let arrived = rows
        .iter()
        .map(|row| {
            Ok(ArrivedBatch {
                number: count(row, "number")?,
                clients: count(row, "clients")?,
                created: count(row, "created")?,
                updated: count(row, "updated")?,
                unchanged: count(row, "unchanged")?,
                rejected: count(row, "rejected")?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    let state = if completed.is_some() { ImportState::Complete } else { ImportState::Open };
    Ok(ImportStatus { import_id: id.to_owned(), state, announced, arrived })
}

/// A count of the contract, from a column of either dialect's 64-bit integers.
fn count(row: &AnyRow, column: &str) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?)?)
}
