//! Cards, imports and batches in an SQL database: the only module that holds SQL. Knows the contract's
//! types and nothing of HTTP beyond the name of a [`Problem`].
//!
//! What is SQLite's own sits in this file: the pools, [`Database`], how a writing transaction begins.
//! The statements of the modules below are written for PostgreSQL as well: `$1` parameters,
//! `ON CONFLICT`, no functions of one dialect.

mod batch;
mod card;
mod import;
mod upsert;

use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Pool, Transaction};

pub(crate) use batch::Arrival;

use crate::problem::Problem;

/// The dialect in use.
type Database = sqlx::Sqlite;
/// One connection of it, inside a transaction or not.
type Connection = <Database as sqlx::Database>::Connection;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a connection waits for another process's lock on the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(20);
/// Readers do not block each other nor the writer in WAL mode.
const READERS: u32 = 4;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL is not of an SQLite file. The rest of it may hold a password and is not repeated.
    #[error("cannot use this `{0}:` address: sqlite://FILE is expected")]
    UnknownDatabase(String),
    /// Its folder is missing, it is no SQLite file, or it may not be written.
    #[error("cannot open {file}: {source}", file = .file.display())]
    Unusable {
        /// The database file.
        file: PathBuf,
        /// What the database says.
        source: sqlx::Error,
    },
    /// A newer server has changed the tables; this one would damage what it does not know.
    #[error("{file} was written by a newer version of importer-server (migration {migration}); use that one", file = .file.display())]
    Newer {
        /// The database file.
        file: PathBuf,
        /// The first migration this server does not know.
        migration: i64,
    },
    /// The tables could not be created or brought up to date.
    #[error("cannot bring the tables up to date: {0}")]
    Migration(MigrateError),
    /// A statement failed.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// A stored value is not what this server writes.
    #[error("column `{column}` holds something unexpected: {source}")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// What its text is not.
        source: serde_json::Error,
    },
    /// A stored number does not fit its place in the contract.
    #[error("a stored count is out of range: {0}")]
    Count(#[from] std::num::TryFromIntError),
}

impl StoreError {
    /// Whether trying again in a moment may help.
    pub(crate) fn is_busy(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::PoolTimedOut) => true,
            // SQLITE_BUSY and its extended codes have 5 in their low byte.
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == 5)
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// The database. Cheap to clone; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Store {
    read: Pool<Database>,
    /// One connection: writers queue here in order instead of polling SQLite's lock.
    write: Pool<Database>,
}

impl Store {
    /// Opens `sqlite://FILE`, creating the file and its tables where they are missing.
    ///
    /// # Errors
    /// Another kind of database, an unusable file, or one a newer server has written.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let unknown = || StoreError::UnknownDatabase(url.split(':').next().unwrap_or(url).to_owned());
        // In memory every connection would have a database of its own.
        if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
            return Err(unknown());
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| unknown())?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An importer forgets a batch once it is answered: the answer must survive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();
        let file = options.get_filename().to_owned();
        let pool = SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT);
        let write = pool
            .clone()
            .max_connections(1)
            .connect_with(options.clone())
            .await
            .map_err(|source| StoreError::Unusable { file: file.clone(), source })?;
        MIGRATIONS.run(&write).await.map_err(|error| match error {
            MigrateError::VersionMissing(migration) => StoreError::Newer { file, migration },
            other => StoreError::Migration(other),
        })?;
        let read = pool.max_connections(READERS).connect_lazy_with(options);
        Ok(Self { read, write })
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Closes every connection. The last one to go folds SQLite's log into the file, which is then
    /// complete by itself.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// A transaction that holds the write lock from its start, so that nothing it has read changes
    /// before it commits.
    async fn begin(&self) -> Result<Transaction<'static, Database>, sqlx::Error> {
        self.write.begin_with("BEGIN IMMEDIATE").await
    }
}

/// Milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
