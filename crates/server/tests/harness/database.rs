//! A database of a test's own, and a look into it beside the server.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Connection, Row};
use tempfile::TempDir;

use super::postgres::Cluster;

/// A database; it goes away with its last clone.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) url: String,
    keeper: Keeper,
}

#[derive(Clone)]
enum Keeper {
    Sqlite(Arc<TempDir>),
    Postgres(Arc<Cluster>),
}

/// By the kind alone: it names the database in the message of a test that fails.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.keeper {
            Keeper::Sqlite(_) => "SQLite",
            Keeper::Postgres(_) => "PostgreSQL",
        })
    }
}

impl Database {
    /// `importer.sqlite` in a folder of its own.
    pub(crate) fn sqlite() -> Self {
        Self::sqlite_in(Arc::new(TempDir::new().unwrap()))
    }

    pub(crate) fn sqlite_in(folder: Arc<TempDir>) -> Self {
        let url = format!("sqlite://{}", file_in(folder.path()).display());
        Self { url, keeper: Keeper::Sqlite(folder) }
    }

    /// An empty database on a PostgreSQL server that runs for the tests alone. None where there is no
    /// PostgreSQL on this machine; under CI that is a failure.
    pub(crate) fn postgres() -> Option<Self> {
        let cluster = Cluster::shared()?;
        Some(Self { url: cluster.create_database(), keeper: Keeper::Postgres(cluster) })
    }

    /// The same in a folder.
    pub(crate) fn postgres_in(folder: &Path) -> Option<Self> {
        let cluster = Cluster::own()?;
        Some(Self { url: cluster.create_database_in(folder), keeper: Keeper::Postgres(cluster) })
    }

    /// One of each kind.
    pub(crate) fn each() -> impl Iterator<Item = Self> {
        // Nothing is made before its turn comes.
        [|| Some(Self::sqlite()), Self::postgres]
            .into_iter()
            .filter_map(|make| make().inspect(|database| eprintln!("over {database:?}:")))
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.keeper, Keeper::Sqlite(_))
    }

    /// The SQLite file.
    pub(crate) fn file(&self) -> PathBuf {
        file_in(&self.folder())
    }

    pub(crate) fn folder(&self) -> PathBuf {
        match &self.keeper {
            Keeper::Sqlite(folder) => folder.path().to_owned(),
            Keeper::Postgres(_) => panic!("a PostgreSQL database has no folder of its own"),
        }
    }

    /// Runs statements beside the server.
    pub(crate) fn execute(&self, sql: &str) {
        self.with_connection(async |connection| {
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await.unwrap();
        });
    }

    /// What a query gives, every value as text; NULL as `∅`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.with_connection(async |connection| {
            let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
            rows.iter().map(|row| (0..row.len()).map(|column| text(row, column)).collect()).collect()
        })
    }

    pub(crate) fn count(&self, table: &str) -> usize {
        self.rows(&format!("SELECT count(*) FROM {table}"))[0][0].parse().unwrap()
    }

    /// Keeps everybody else from writing clients until `wait` is over; says when it has begun.
    pub(crate) fn hold_clients(&self, locked: &Sender<()>, wait: impl FnOnce()) {
        let lock =
            if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN; LOCK TABLE client IN EXCLUSIVE MODE" };
        self.with_connection(async |connection| {
            sqlx::raw_sql(lock).execute(&mut *connection).await.unwrap();
            locked.send(()).unwrap();
            wait();
            sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await.unwrap();
        });
    }

    /// Does something with a connection of its own.
    pub(crate) fn with_connection<T>(&self, work: impl AsyncFnOnce(&mut AnyConnection) -> T) -> T {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = AnyConnection::connect(&self.url).await.unwrap();
            let result = work(&mut connection).await;
            connection.close().await.unwrap();
            result
        })
    }
}

fn text(row: &AnyRow, column: usize) -> String {
    match row.try_get::<Option<String>, _>(column) {
        Ok(text) => text.unwrap_or_else(|| "∅".to_owned()),
        Err(_) => row.get::<i64, _>(column).to_string(),
    }
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("importer.sqlite")
}
