//! Why the database failed, and what that means for the one who asked.

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Neither an SQLite file nor PostgreSQL. The rest of the URL may hold a password and is not
    /// repeated.
    #[error("cannot use this `{0}:` address: sqlite://FILE or postgres://USER@HOST/DATABASE is expected")]
    UnknownDatabase(String),
    /// No such folder or server, no database, or no right to write it.
    #[error("cannot open {database}: {source}")]
    Unusable {
        /// The file, or server and database.
        database: String,
        /// What the database says.
        source: Box<sqlx::Error>,
    },
    /// A newer server has changed the tables; this one would damage what it does not know.
    #[error(
        "{database} was written by a newer version of importer-server (migration {migration}); use that one"
    )]
    Newer {
        /// The file, or server and database.
        database: String,
        /// The first migration this server does not know.
        migration: i64,
    },
    /// The tables could not be created or brought up to date.
    #[error("cannot bring the tables of {database} up to date: {source}")]
    Migration {
        /// The file, or server and database.
        database: String,
        /// What went wrong.
        source: Box<sqlx::migrate::MigrateError>,
    },
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

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Another transaction got in between; the same one again will see what it did.
    Conflict,
    /// Locked, overloaded, restarting or out of reach: later it may work.
    Busy,
    /// No room to write.
    Full,
    /// Nothing the one who asked can do about it.
    Failed,
}

impl StoreError {
    pub(crate) fn trouble(&self) -> Trouble {
        match self {
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => {
                Trouble::Busy
            }
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().map_or(Trouble::Failed, |code| of_code(&code))
            }
            _ => Trouble::Failed,
        }
    }
}

/// A failure as it may be logged: what a database says of values, and what triggers say, may quote
/// client data, so there its code has to do.
pub(crate) struct Logged<'a>(pub(crate) &'a StoreError);

impl std::fmt::Display for Logged<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // SQLITE_CONSTRAINT_TRIGGER; PostgreSQL's data exceptions, integrity violations, PL/pgSQL errors
        const QUOTING: [&str; 4] = ["1811", "22", "23", "P0"];
        match self.0 {
            StoreError::Database(sqlx::Error::Database(error)) => {
                let code = error.code().unwrap_or_default();
                write!(f, "code {code}")?;
                let place = [error.table(), error.constraint()];
                place.into_iter().flatten().try_for_each(|name| write!(f, " {name}"))?;
                let quotes = code.len() >= 4 && QUOTING.iter().any(|class| code.starts_with(class));
                if quotes { Ok(()) } else { write!(f, ": {}", error.message()) }
            }
            other => other.fmt(f),
        }
    }
}

/// SQLite's codes are decimal numbers, PostgreSQL's five characters.
fn of_code(code: &str) -> Trouble {
    if code.len() == 5 {
        return of_sqlstate(code);
    }
    let Ok(code) = code.parse::<i32>() else { return Trouble::Failed };
    match (code, code & 0xff) {
        // SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
        (1555 | 2067, _) => Trouble::Conflict,
        // SQLITE_BUSY and SQLITE_LOCKED, with their extended codes
        (_, 5 | 6) => Trouble::Busy,
        // SQLITE_FULL; SQLITE_IOERR_SHMSIZE is what a full disk is where the shared index should grow
        (_, 13) | (4874, _) => Trouble::Full,
        _ => Trouble::Failed,
    }
}

/// PostgreSQL, appendix A of its manual.
fn of_sqlstate(code: &str) -> Trouble {
    match code {
        // serialization_failure, deadlock_detected, unique_violation (a twin of the batch)
        "40001" | "40P01" | "23505" => Trouble::Conflict,
        // disk_full
        "53100" => Trouble::Full,
        // query_canceled (its time is over), lock_not_available, read_only_sql_transaction (a standby
        // after a failover)
        "57014" | "55P03" | "25006" => Trouble::Busy,
        // connection exceptions, insufficient resources, operator intervention
        _ if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => Trouble::Busy,
        _ => Trouble::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases() {
        for (code, expected) in [
            ("5", Trouble::Busy),
            ("261", Trouble::Busy),
            ("517", Trouble::Busy),
            ("13", Trouble::Full),
            ("2067", Trouble::Conflict),
            ("11", Trouble::Failed),
            ("778", Trouble::Failed),
            ("40001", Trouble::Conflict),
            ("40P01", Trouble::Conflict),
            ("53100", Trouble::Full),
            ("53300", Trouble::Busy),
            ("57P01", Trouble::Busy),
            ("08006", Trouble::Busy),
            ("42P01", Trouble::Failed),
            ("", Trouble::Failed),
        ] {
            assert_eq!(of_code(code), expected, "{code}");
        }
    }
}
