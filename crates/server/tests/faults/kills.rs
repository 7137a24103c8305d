//! The server dies at random moments, and is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use importer_contract::BatchAnswer;

use crate::base::Base;
use crate::chance::Chance;
use crate::delivery::deliver;
use crate::harness::database::Database;
use crate::harness::server::{TestServer, batch, client, program};
use crate::intensity;

/// Deaths in an ordinary run, for each database.
const KILLS: u32 = 10;

#[test]
fn a_server_that_is_killed_loses_and_repeats_nothing_sqlite() {
    survive(KILLS * intensity(), Database::sqlite);
}

#[test]
fn a_server_that_is_killed_loses_and_repeats_nothing_postgres() {
    if Database::postgres().is_some() {
        survive(KILLS * intensity(), || Database::postgres().unwrap());
    }
}

fn survive(kills: u32, database: impl Fn() -> Database) {
    let (mut killed, mut imports) = (0, 0_u32);
    while killed < kills {
        imports += 1;
        killed += one_import(u64::from(imports), kills - killed, database());
    }
    eprintln!("killed {killed} times during {imports} imports");
}

/// Imports a base while its server dies again and again; says how often it did.
fn one_import(seed: u64, most: u32, database: Database) -> u32 {
    let (base, mut chance) = (Base::new(seed, 1200), Chance::new(seed ^ 0xdead));
    let mut server = TestServer::start_over(database.clone(), &["--rate", "0"]);
    let url = server.url.clone();
    let address = url.strip_prefix("http://").unwrap();
    let finished = AtomicBool::new(false);
    let mut killed = 0;
    let outcome = thread::scope(|scope| {
        let importing = scope.spawn(|| {
            let outcome = deliver(&base, &url, &[], seed);
            finished.store(true, Ordering::Relaxed);
            outcome
        });
        while killed < most {
            thread::sleep(chance.ms(5..250));
            if finished.load(Ordering::Relaxed) {
                break;
            }
            let database = server.kill();
            killed += 1;
            server = TestServer::spawn(program(), database, &["--listen", address, "--rate", "0"]);
        }
        importing.join().unwrap()
    });
    assert_eq!(outcome.progress.answered, base.clients());
    base.is_in(&database);
    // An announcement whose answer was lost is announced again: that import stays open and empty.
    Base::totals_agree_in(&database, 1);
    killed
}

#[test]
fn a_server_that_is_asked_to_stop_finishes_what_is_under_way() {
    for server in TestServer::each() {
        let import = server.announce(1, 1);
        let sent = batch(vec![client(2, "1001", "Анна")]);
        let database = server.database.clone();
        thread::scope(|scope| {
            let (locked, lock) = std::sync::mpsc::channel();
            let lock_holder =
                scope.spawn(move || database.hold_clients(&locked, || thread::sleep(Duration::from_secs(2))));
            lock.recv().unwrap();
            let call = scope.spawn(|| server.put(&import, 0, "k0", &sent));
            thread::sleep(Duration::from_millis(500));
            server.ask_to_stop();
            let reply = call.join().unwrap();
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(reply.json::<BatchAnswer>().created, 1);
            lock_holder.join().unwrap();
        });
        let database = server.stop();
        assert_eq!(database.rows("SELECT name FROM client"), [["Анна"]]);
    }
}
