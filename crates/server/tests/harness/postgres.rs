//! A PostgreSQL server for the tests alone: a cluster in a temporary folder on a free port, started by
//! the first test that wants it and ended with the last, also when the test program is killed.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;

const ADVICE: &str = "PostgreSQL is needed for these tests: install it (Debian: apt-get install postgresql), \
                      or put the folder of initdb and postgres on PATH";
/// Runs the server until its own standard input ends, which it does when the test program does. What
/// the folder holds is worth nothing then, so the server need not write it out.
const KEEPER: &str = r#""$0" "$@" & pid=$!; cat >/dev/null; kill -QUIT $pid; wait $pid"#;

/// A running server.
pub(crate) struct Cluster {
    keeper: Child,
    port: u16,
    databases: AtomicU32,
    _folder: TempDir,
}

impl Cluster {
    /// The one that runs now, or a new one. None where PostgreSQL is not installed and this is not CI.
    pub(crate) fn shared() -> Option<Arc<Self>> {
        static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = running.upgrade() {
            return Some(cluster);
        }
        let Some(programs) = programs() else {
            assert!(std::env::var_os("CI").is_none(), "{ADVICE}");
            eprintln!("NOT TESTED over PostgreSQL. {ADVICE}");
            return None;
        };
        let cluster = Arc::new(Self::start(&programs));
        *running = Arc::downgrade(&cluster);
        Some(cluster)
    }

    /// One of a test's own, with what it does to it. None as for [`Cluster::shared`].
    pub(crate) fn own() -> Option<Arc<Self>> {
        // Says what is missing, if anything is.
        drop(Self::shared()?);
        programs().map(|programs| Arc::new(Self::start(&programs)))
    }

    fn start(programs: &Path) -> Self {
        let folder = TempDir::with_prefix("importer-postgres-").unwrap();
        let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        if root {
            run(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let data = folder.path().join("data");
        let options = ["--username=importer", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"];
        run(as_user(root, programs.join("initdb")).args(options).arg("-D").arg(&data));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let keeper = as_user(root, "sh".into())
            .args(["-c", KEEPER])
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .args(["-c", "fsync=off", "-c", "log_min_messages=fatal", "-c", "max_connections=200"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self { keeper, port, databases: AtomicU32::new(0), _folder: folder };
        cluster.wait_until_ready();
        cluster
    }

    /// Makes an empty database and gives its URL.
    pub(crate) fn create_database(&self) -> String {
        let name = format!("importer_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.url(&name)
    }

    /// The same in a folder, which becomes PostgreSQL's; its log of changes stays elsewhere.
    pub(crate) fn create_database_in(&self, folder: &Path) -> String {
        run(Command::new("chown").arg("postgres").arg(folder));
        self.execute(&format!("CREATE TABLESPACE small LOCATION '{}'", folder.display())).unwrap();
        self.execute("CREATE DATABASE importer_small TABLESPACE small").unwrap();
        self.url("importer_small")
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://importer@127.0.0.1:{}/{database}", self.port)
    }

    fn wait_until_ready(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        while let Err(error) = self.execute("SELECT 1") {
            assert!(Instant::now() < until, "PostgreSQL does not answer: {error}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = AnyConnection::connect(&self.url("postgres")).await?;
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await?;
            connection.close().await
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The folder of PostgreSQL's programs: Debian keeps them beside PATH.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    debian.sort_by_key(|folder| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok());
    let mut folders = std::env::split_paths(&path).chain(debian.into_iter().rev());
    folders.find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// PostgreSQL refuses to run as root.
fn as_user(root: bool, program: PathBuf) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
