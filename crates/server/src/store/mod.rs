//! Cards, imports and batches in an SQL database: the only module that holds SQL. Knows the contract's
//! types and nothing of HTTP beyond the name of a problem.
//!
//! | module | what |
//! |---|---|
//! | `dialect` | what SQLite and PostgreSQL do differently: connections, transactions, bulk statements |
//! | `error` | why the database failed, and whether trying again helps |
//! | `batch` | a batch, applied once |
//! | `card` | cards in and out, in bulk |
//! | `merge` | what a client changes on a card; no SQL |
//! | `import` | imports announced, followed, closed, listed |
//!
//! Every column that is read is text or a 64-bit integer, so sqlx's `Any` driver carries both
//! databases and a statement that both understand is written once.

mod batch;
mod card;
mod dialect;
mod error;
mod import;
mod merge;

use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::migrate::MigrateError;
use sqlx::{AnyConnection, AnyPool};

pub(crate) use batch::{Applied, Arrival};
pub use error::StoreError;
pub(crate) use error::{Logged, Trouble};
pub(crate) use import::ListedImport;

use crate::store::dialect::Dialect;

/// A transaction of either database.
type Transaction = sqlx::Transaction<'static, sqlx::Any>;

/// The database. Cheap to clone; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Store {
    dialect: Dialect,
    read: AnyPool,
    /// On SQLite one connection: writers queue here in order instead of polling the file's lock.
    write: AnyPool,
}

impl Store {
    /// Opens `sqlite://FILE` (created where it is missing) or `postgres://…`, and creates the tables
    /// or brings them up to date.
    ///
    /// # Errors
    /// Another kind of database, one that cannot be used, or one a newer server has written.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let target = dialect::Target::parse(url)?;
        let unusable =
            |source| StoreError::Unusable { database: target.shown.clone(), source: Box::new(source) };
        let write = target.writers().await.map_err(unusable)?;
        let read = target.readers(&write);
        target.dialect.migrations().run(&write).await.map_err(|error| match error {
            MigrateError::VersionMissing(migration) => {
                StoreError::Newer { database: target.shown.clone(), migration }
            }
            other => StoreError::Migration { database: target.shown.clone(), source: Box::new(other) },
        })?;
        Ok(Self { dialect: target.dialect, read, write })
    }

    /// Answers when the database does, and has its tables.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT id FROM import LIMIT 1").fetch_optional(&self.read).await?;
        Ok(())
    }

    /// Closes every connection. On SQLite the last one to go folds the log into the file, which is
    /// then complete by itself.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// A transaction in which nothing that was read for writing changes before it commits.
    async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(self.write.begin_with(self.dialect.begin()).await?)
    }
}

/// Milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
