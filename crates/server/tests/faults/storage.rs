//! The database is locked, or there is no room left.

use std::process::Command;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::base::Base;
use crate::delivery::deliver;
use crate::harness::database::Database;
use crate::harness::disk::SmallDisk;
use crate::harness::server::{TestServer, batch, clean, client};

#[test]
fn a_locked_database_is_waited_for() {
    for database in Database::each() {
        let server = TestServer::start_over(database.clone(), &[]);
        let base = Base::new(7, 600);
        thread::scope(|scope| {
            let (locked, lock) = mpsc::channel();
            let held = database.clone();
            let holder =
                scope.spawn(move || held.hold_clients(&locked, || thread::sleep(Duration::from_secs(2))));
            lock.recv().unwrap();
            let outcome = deliver(&base, &server.url, &[], 7);
            assert_eq!(outcome.progress.counts.created, base.clients());
            holder.join().unwrap();
        });
        base.is_in(&database);
        Base::totals_agree_in(&database, 1);
    }
}

/// Longer than the server waits for a lock: it says so, and the batch is taken later.
#[test]
fn what_stays_locked_is_told() {
    for database in Database::each() {
        let server = TestServer::start_over(database.clone(), &[]);
        let import = server.announce(1, 1);
        let sent = batch(vec![client(2, "24432758401644931", "Олена")]);
        thread::scope(|scope| {
            let (locked, lock) = mpsc::channel();
            let (free, freed) = mpsc::channel();
            let held = database.clone();
            scope.spawn(move || held.hold_clients(&locked, || freed.recv().unwrap_or(())));
            lock.recv().unwrap();
            let reply = server.put(&import, 0, "k0", &sent);
            reply.is_problem(503, "server.busy");
            assert_ne!(reply.header("retry-after"), "");
            free.send(()).unwrap();
        });
        assert_eq!((server.count("batch"), server.count("client")), (0, 0), "{database:?}");
        assert_eq!(server.put(&import, 0, "k0", &sent).status, 200, "{database:?}");
    }
}

/// A small disk under the clients' table.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_in_postgres() {
    let Some(disk) = SmallDisk::mount() else { return };
    let Some(database) = Database::postgres_in(&disk.space()) else { return };
    lose_nothing(&disk, database);
}

/// A small disk under file and log.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_in_sqlite() {
    let Some(disk) = SmallDisk::mount() else { return };
    let folder = Arc::new(TempDir::new_in(disk.space()).unwrap());
    lose_nothing(&disk, Database::sqlite_in(folder));
}

/// Batches are refused as a whole while the disk is full, and go on arriving once there is room again.
#[cfg(target_os = "linux")]
fn lose_nothing(disk: &SmallDisk, database: Database) {
    let server = TestServer::start_over(database.clone(), &["--rate", "0"]);
    let base = Base::new(11, 6_000);
    disk.leave(512);
    thread::scope(|scope| {
        let importing = scope.spawn(|| deliver(&base, &server.url, &[], 11));
        let arrived = wait_until_it_stops(&database);
        assert!(!importing.is_finished(), "there was room for all");
        let sums = database.rows("SELECT CAST(sum(created) AS BIGINT) FROM batch");
        assert_eq!(sums, [[arrived.1.to_string()]]);
        disk.leave(64 << 10);
        assert_eq!(importing.join().unwrap().progress.answered, base.clients());
    });
    base.is_in(&database);
    Base::totals_agree_in(&database, 1);
}

/// The server may write files of 256 KB at most, and finds out as it would on a full disk: a write
/// that fails. With room again the same server goes on.
#[cfg(target_os = "linux")]
#[test]
fn without_room_nothing_is_half_applied() {
    let database = Database::sqlite();
    let mut command = Command::new("sh");
    // dash counts blocks of 512 bytes.
    command.args([
        "-c",
        r#"trap '' XFSZ; ulimit -S -f 512; exec "$0" "$@""#,
        env!("CARGO_BIN_EXE_importer-server"),
    ]);
    clean(&mut command);
    let server = TestServer::spawn(command, database.clone(), &["--listen", "127.0.0.1:0", "--rate", "0"]);
    let url = server.url.clone();
    let base = Base::new(9, 3000);
    thread::scope(|scope| {
        let importing = scope.spawn(|| deliver(&base, &url, &[], 9));
        let arrived = wait_until_it_stops(&database);
        assert!(!importing.is_finished(), "there was room for all");
        assert!(arrived.0 > 0 && arrived.0 < 75, "{arrived:?}");
        let sums = database.rows("SELECT CAST(sum(created) AS BIGINT) FROM batch");
        assert_eq!(sums, [[database.count("client").to_string()]]);

        server.allow_files_of_any_size();
        assert_eq!(importing.join().unwrap().progress.answered, base.clients());
    });
    base.is_in(&database);
    Base::totals_agree_in(&database, 1);
}

/// Batches and clients that are in, once no more come.
fn wait_until_it_stops(database: &Database) -> (usize, usize) {
    let mut arrived = (0, 0);
    for _ in 0..200 {
        thread::sleep(Duration::from_millis(100));
        let now = (database.count("batch"), database.count("client"));
        if now.0 > 0 && now == arrived {
            break;
        }
        arrived = now;
    }
    arrived
}
