//! What SQLite and PostgreSQL do differently: how they are reached, how a writing transaction begins,
//! and the statements that take a whole batch as one JSON parameter.

use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyPool, ConnectOptions, Connection, Executor};

use super::StoreError;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("./migrations/postgres");

/// How long a request waits for a connection; shorter than a request may take.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(20);
/// Readers of SQLite do not block each other nor the writer in WAL mode.
const SQLITE_READERS: u32 = 4;
/// Connections of one server to PostgreSQL, which by default has 100 for all.
const POSTGRES_CONNECTIONS: u32 = 8;

/// Waits ten seconds for another process's lock. The answer to a batch must survive a power cut,
/// because the importer forgets the batch then: every commit reaches the disk (FULL). The log is written
/// back after 64 MB: new ids come in no order and touch the same pages again and again, so writing back
/// after 4 MB, the default, costs a tenth of the whole processor time (100 000 new clients).
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768";
/// Below the time a request may take, so that nothing goes on for nobody. A transaction whose server
/// is gone lets go of its clients.
const POSTGRES_SETTINGS: &str = "SET statement_timeout = '20s'; SET lock_timeout = '15s'; \
     SET idle_in_transaction_session_timeout = '20s'; SET default_transaction_isolation = 'read committed'; \
     SET application_name = 'importer-server'";

/// The databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// The statements that read or write many cards at once.
pub(super) struct CardStatements {
    /// `$1` messenger, `$2` cards, `$3` now. Writes those whose id is free; gives their ids.
    pub(super) create: &'static str,
    /// `$1` messenger, `$2` cards, `$3` now. Writes over what is there.
    pub(super) replace: &'static str,
    /// `$1` messenger, `$2` array of ids. Gives the cards of those that are there.
    pub(super) select: &'static str,
    /// The same, and no one else changes them until the transaction ends.
    pub(super) lock: &'static str,
}

/// The columns of an insertion, and the select that takes them out of the parameter `$2`, an array of
/// `card::Row` objects.
macro_rules! insert {
    (sqlite, $end:literal) => {
        concat!(
            "INSERT INTO client (messenger, social_id, name, email, phone, fields, custom_fields, tags, \
             bot_id, tunnel, lgt, created_at, updated_at) \
             SELECT $1, value->>'social_id', value->>'name', value->>'email', value->>'phone', \
             value->'fields', value->'custom_fields', value->'tags', \
             value->>'bot_id', value->>'tunnel', value->>'lgt', $3, $3 \
             FROM json_each($2) WHERE true ",
            $end
        )
    };
    (postgres, $end:literal) => {
        concat!(
            "INSERT INTO client (messenger, social_id, name, email, phone, fields, custom_fields, tags, \
             bot_id, tunnel, lgt, created_at, updated_at) \
             SELECT $1, social_id, name, email, phone, fields, custom_fields, tags, \
             bot_id, tunnel, lgt, $3, $3 \
             FROM json_to_recordset($2::json) AS card (social_id text, name text, email text, phone text, \
             fields jsonb, custom_fields jsonb, tags jsonb, bot_id text, tunnel text, lgt text) \
             ORDER BY social_id COLLATE \"C\" ",
            $end
        )
    };
    ($dialect:ident create) => {
        insert!($dialect, "ON CONFLICT (messenger, social_id) DO NOTHING RETURNING social_id")
    };
    ($dialect:ident replace) => {
        insert!(
            $dialect,
            "ON CONFLICT (messenger, social_id) DO UPDATE SET \
             name = excluded.name, email = excluded.email, phone = excluded.phone, \
             fields = excluded.fields, custom_fields = excluded.custom_fields, tags = excluded.tags, \
             bot_id = excluded.bot_id, tunnel = excluded.tunnel, lgt = excluded.lgt, \
             updated_at = excluded.updated_at"
        )
    };
}

/// The cards among the ids of the parameter `$2`.
macro_rules! select {
    (sqlite) => {
        "SELECT social_id, name, email, phone, fields, custom_fields, tags, bot_id, tunnel, lgt \
         FROM client WHERE messenger = $1 AND social_id IN (SELECT value FROM json_each($2))"
    };
    (postgres, $end:literal) => {
        concat!(
            "SELECT social_id, name, email, phone, fields::text AS fields, \
             custom_fields::text AS custom_fields, tags::text AS tags, bot_id, tunnel, lgt \
             FROM client WHERE messenger = $1 \
             AND social_id IN (SELECT json_array_elements_text($2::json)) ",
            $end
        )
    };
}

const SQLITE_CARDS: CardStatements = CardStatements {
    create: insert!(sqlite create),
    replace: insert!(sqlite replace),
    select: select!(sqlite),
    // The transaction has had the whole database locked since it began.
    lock: select!(sqlite),
};

const POSTGRES_CARDS: CardStatements = CardStatements {
    create: insert!(postgres create),
    replace: insert!(postgres replace),
    select: select!(postgres, ""),
    // In order of id, as in `create`: two transactions never wait for each other in a circle.
    lock: select!(postgres, "ORDER BY social_id FOR UPDATE OF client"),
};

impl Dialect {
    pub(super) const fn cards(self) -> &'static CardStatements {
        match self {
            Self::Sqlite => &SQLITE_CARDS,
            Self::Postgres => &POSTGRES_CARDS,
        }
    }

    /// How a writing transaction begins. SQLite takes its one write lock at once: taken later, what
    /// was read before may have changed.
    pub(super) const fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    pub(super) fn migrations(self) -> &'static Migrator {
        match self {
            Self::Sqlite => &SQLITE_MIGRATIONS,
            Self::Postgres => &POSTGRES_MIGRATIONS,
        }
    }

    const fn settings(self) -> &'static str {
        match self {
            Self::Sqlite => SQLITE_SETTINGS,
            Self::Postgres => POSTGRES_SETTINGS,
        }
    }
}

/// Where a database is.
pub(super) struct Target {
    pub(super) dialect: Dialect,
    /// How it is called in messages: without user and password.
    pub(super) shown: String,
    options: AnyConnectOptions,
}

impl Target {
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);

        let scheme = url.split(':').next().unwrap_or(url);
        let unknown = || StoreError::UnknownDatabase(scheme.to_owned());
        match scheme {
            // In memory every connection would have a database of its own.
            "sqlite" if !url.contains(":memory:") && !url.contains("mode=memory") => {
                let options = SqliteConnectOptions::from_str(url).map_err(|_| unknown())?;
                let shown = options.get_filename().display().to_string();
                let options = any(options.create_if_missing(true).to_url_lossy().as_str())?;
                Ok(Self { dialect: Dialect::Sqlite, shown, options })
            }
            "postgres" | "postgresql" => {
                let options = PgConnectOptions::from_str(url).map_err(|_| unknown())?;
                let database = options.get_database().unwrap_or(options.get_username());
                let shown = format!("{} at {}:{}", database, options.get_host(), options.get_port());
                Ok(Self { dialect: Dialect::Postgres, shown, options: any(url)? })
            }
            _ => Err(unknown()),
        }
    }

    /// Connects at once, so that a wrong address is found at the start.
    pub(super) async fn writers(&self) -> Result<AnyPool, sqlx::Error> {
        let connections = match self.dialect {
            Dialect::Sqlite => 1,
            Dialect::Postgres => POSTGRES_CONNECTIONS,
        };
        self.pool().max_connections(connections).connect_with(self.options.clone()).await
    }

    /// Connections for reading alone, where they are others.
    pub(super) fn readers(&self, writers: &AnyPool) -> AnyPool {
        match self.dialect {
            Dialect::Sqlite => {
                self.pool().max_connections(SQLITE_READERS).connect_lazy_with(self.options.clone())
            }
            Dialect::Postgres => writers.clone(),
        }
    }

    fn pool(&self) -> AnyPoolOptions {
        let settings = self.dialect.settings();
        AnyPoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move { connection.execute(sqlx::raw_sql(settings)).await.map(drop) })
            })
            .after_release(|connection, _| {
                Box::pin(async move {
                    // The answer comes after the rollback of a transaction that was dropped.
                    connection.ping().await?;
                    // SQLite ends a transaction by itself where a write fails; the driver does not
                    // notice and would refuse to begin another one on this connection for ever.
                    Ok(!connection.is_in_transaction())
                })
            })
    }
}

fn any(url: &str) -> Result<AnyConnectOptions, StoreError> {
    Ok(AnyConnectOptions::from_str(url)?.disable_statement_logging())
}
