//! Several people and several servers at once.

use std::thread;

use importer_contract::BatchAnswer;

use crate::base::Base;
use crate::delivery::deliver;
use crate::harness::database::Database;
use crate::harness::server::{TestServer, batch, client};
use crate::intensity;

/// Two servers over one PostgreSQL; over SQLite one server twice.
fn pairs() -> impl Iterator<Item = (TestServer, Option<TestServer>)> {
    Database::each().map(|database| {
        let start = || TestServer::start_over(database.clone(), &["--rate", "0"]);
        (start(), (!database.is_sqlite()).then(start))
    })
}

#[test]
fn two_people_import_the_same_base_at_once() {
    for round in 0..u64::from(intensity()) {
        for (one, other) in pairs() {
            let base = &Base::new(round, 1200);
            let urls = [&one.url, &other.as_ref().unwrap_or(&one).url];
            let created: u32 = thread::scope(|scope| {
                let importing = [("VIP", urls[0]), ("Lead", urls[1])].map(|(tag, url)| {
                    scope.spawn(move || deliver(base, url, &[tag], round).progress.counts.created)
                });
                importing.into_iter().map(|importing| importing.join().unwrap()).sum()
            });
            assert_eq!(created, base.clients(), "{:?}", one.database);
            // Once more: now the cards are there, and both change them.
            thread::scope(|scope| {
                for (tag, url) in [("Spring", urls[0]), ("Webinar", urls[1])] {
                    scope.spawn(move || {
                        assert_eq!(deliver(base, url, &[tag], round).progress.counts.created, 0)
                    });
                }
            });
            base.is_in(&one.database);
            Base::totals_agree_in(&one.database, 4);
            // Neither has written over what the other did.
            let tags = one.rows("SELECT DISTINCT replace(CAST(tags AS TEXT), ' ', '') FROM client");
            assert_eq!(tags, [[r#"["Lead","Spring","VIP","Webinar"]"#]], "{:?}", one.database);
        }
    }
}

#[test]
fn the_same_batch_through_two_servers_is_applied_once() {
    for (one, other) in pairs() {
        let other = other.as_ref().unwrap_or(&one);
        for round in 0..10 * intensity() {
            let import = one.announce(200, 1);
            let rows =
                (0..200).map(|row| client(row + 2, &format!("{}", 5000 + row + round * 1000), "Олена"));
            let sent = batch(rows.collect());
            let mut bodies = thread::scope(|scope| {
                let calls: Vec<_> = [&one, other, &one, other]
                    .map(|server| scope.spawn(|| server.put(&import, 0, "k0", &sent)))
                    .into_iter()
                    .map(|call| call.join().unwrap())
                    .collect();
                assert!(calls.iter().all(|reply| reply.status == 200), "{}", calls[0].body);
                calls.into_iter().map(|reply| reply.body).collect::<Vec<_>>()
            });
            assert_eq!(serde_json::from_str::<BatchAnswer>(&bodies[0]).unwrap().created, 200);
            bodies.dedup();
            assert_eq!(bodies.len(), 1, "{bodies:?}");
        }
    }
}

#[test]
fn servers_that_start_at_once_agree_on_the_tables() {
    let Some(database) = Database::postgres() else { return };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                assert_eq!(TestServer::start_over(database.clone(), &[]).get("/readyz").status, 200)
            });
        }
    });
}
