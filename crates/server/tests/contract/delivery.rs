//! A batch counts once, whatever happens to the requests that bring it.

use std::thread;

use importer_contract::{BatchAnswer, ImportState, ImportStatus};
use serde_json::json;

use crate::harness::server::{TestServer, batch, client};

#[test]
fn the_same_request_again_gives_the_first_answer_byte_for_byte() {
    for server in TestServer::each() {
        let import = server.announce(2, 1);
        let sent = batch(vec![client(2, "1001", "Анна"), client(3, "", "nobody")]);
        let first = server.put(&import, 0, "k0", &sent);
        assert_eq!(first.status, 200, "{}", first.body);
        assert_eq!(first.json::<BatchAnswer>().created, 1);
        for key in ["k0", "k0", "another key for the same body"].map(|key| key.replace(' ', "-")) {
            let again = server.put(&import, 0, &key, &sent);
            assert_eq!((again.status, &again.body), (200, &first.body), "{key}");
        }
        assert_eq!((server.count("client"), server.count("batch")), (1, 1));
    }
}

#[test]
fn a_batch_or_key_with_other_content_is_a_conflict() {
    for server in TestServer::each() {
        let import = server.announce(2, 2);
        let sent = batch(vec![client(2, "1001", "Анна")]);
        let other = batch(vec![client(2, "1001", "Ганна")]);
        assert_eq!(server.put(&import, 0, "k0", &sent).status, 200);
        server.put(&import, 0, "k0", &other).is_problem(409, "batch.conflict");
        server.put(&import, 0, "k1", &other).is_problem(409, "batch.conflict");
        server.put(&import, 1, "k0", &other).is_problem(409, "idempotency_key.reused");
        server.put(&import, 1, "k0", &sent).is_problem(409, "idempotency_key.reused");
        assert_eq!(server.rows("SELECT name FROM client"), [["Анна"]]);

        // Keys belong to their import.
        let import = server.announce(1, 1);
        assert_eq!(server.put(&import, 0, "k0", &other).json::<BatchAnswer>().updated, 1);
    }
}

#[test]
fn the_same_batch_many_times_at_once_is_applied_once() {
    for server in TestServer::each() {
        let import = server.announce(300, 1);
        let sent = batch((0..300).map(|row| client(row + 2, &format!("{}", 5000 + row), "Олена")).collect());
        let bodies: Vec<String> = thread::scope(|scope| {
            let call = || {
                let reply = server.put(&import, 0, "k0", &sent);
                assert_eq!(reply.status, 200, "{}", reply.body);
                reply.body
            };
            let calls: Vec<_> = (0..8).map(|_| scope.spawn(call)).collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
        assert_eq!(serde_json::from_str::<BatchAnswer>(&bodies[0]).unwrap().created, 300);
        assert_eq!((server.count("client"), server.count("batch")), (300, 1));
    }
}

#[test]
fn the_same_clients_in_batches_at_once_are_created_once() {
    for server in TestServer::each() {
        let import = server.announce(800, 4);
        let sent = batch((0..200).map(|row| client(row + 2, &format!("{}", 5000 + row), "Олена")).collect());
        let created: u32 = thread::scope(|scope| {
            let call =
                |number: u32| server.put(&import, number, &format!("k{number}"), &sent).json::<BatchAnswer>();
            let calls: Vec<_> = (0..4).map(|number| scope.spawn(move || call(number))).collect();
            calls.into_iter().map(|call| call.join().unwrap().created).sum()
        });
        assert_eq!((created, server.count("client")), (200, 200));
    }
}

#[test]
fn a_killed_server_goes_on_where_it_was() {
    for server in TestServer::each() {
        let import = server.announce(2, 2);
        let first = server.put(&import, 0, "k0", &batch(vec![client(2, "1001", "Анна")]));
        let database = server.kill();

        let server = TestServer::start_over(database, &[]);
        let status: ImportStatus = server.get(&format!("/api/v1/imports/{import}")).json();
        assert_eq!(status.state, ImportState::Open);
        assert_eq!(status.announced.clients, 2);
        assert_eq!(
            status.arrived.iter().map(|batch| (batch.number, batch.created)).collect::<Vec<_>>(),
            [(0, 1)]
        );
        assert_eq!(server.put(&import, 0, "k0", &batch(vec![client(2, "1001", "Анна")])).body, first.body);
        assert_eq!(server.put(&import, 1, "k1", &batch(vec![client(3, "1002", "Bohdan")])).status, 200);
        let status: ImportStatus =
            server.post(&format!("/api/v1/imports/{import}/complete"), &json!({})).json();
        assert_eq!(status.state, ImportState::Complete);
    }
}

#[test]
fn a_batch_that_fails_half_way_leaves_nothing() {
    for server in TestServer::each() {
        let import = server.announce(1, 1);
        let broken = if server.database.is_sqlite() {
            "CREATE TRIGGER broken BEFORE INSERT ON batch BEGIN SELECT RAISE(ABORT, 'Анна is secret'); END"
        } else {
            "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'Анна is secret'; END $$; \
         CREATE TRIGGER broken BEFORE INSERT ON batch EXECUTE FUNCTION break()"
        };
        server.database.execute(broken);
        let sent = batch(vec![client(2, "1001", "Анна")]);
        let detail = server.put(&import, 0, "k0", &sent).is_problem(500, "server.failed");
        assert!(!detail.contains("secret"), "{detail}");
        assert_eq!(server.count("client"), 0);
        let whole =
            if server.database.is_sqlite() { "DROP TRIGGER broken" } else { "DROP TRIGGER broken ON batch" };
        server.database.execute(whole);
        assert_eq!(server.put(&import, 0, "k0", &sent).json::<BatchAnswer>().created, 1);
    }
}

#[test]
fn an_import_is_complete_when_the_totals_agree() {
    for server in TestServer::each() {
        let import = server.announce(3, 2);
        let complete = || server.post(&format!("/api/v1/imports/{import}/complete"), &json!({}));
        let detail = complete().is_problem(409, "import.incomplete");
        assert!(detail.contains("0 of 2 batches") && detail.ends_with("missing batches: 0, 1"), "{detail}");
        server.put(&import, 1, "k1", &batch(vec![client(3, "1002", "Bohdan")]));
        let detail = complete().is_problem(409, "import.incomplete");
        assert!(detail.ends_with("missing batches: 0"), "{detail}");
        // A rejected row has arrived as well.
        server.put(&import, 0, "k0", &batch(vec![client(2, "1001", "Анна"), client(4, "", "nobody")]));
        let first = complete();
        assert_eq!(first.status, 200, "{}", first.body);
        let status: ImportStatus = first.json();
        assert_eq!(status.state, ImportState::Complete);
        assert_eq!(
            status.arrived.iter().map(|batch| (batch.number, batch.clients)).collect::<Vec<_>>(),
            [(0, 2), (1, 1)]
        );
        assert_eq!(complete().body, first.body);
        assert_eq!(server.get(&format!("/api/v1/imports/{import}")).body, first.body);
    }
}

#[test]
fn an_import_with_other_totals_stays_open() {
    for server in TestServer::each() {
        let import = server.announce(5, 1);
        server.put(&import, 0, "k0", &batch(vec![client(2, "1001", "Анна")]));
        let reply = server.post(&format!("/api/v1/imports/{import}/complete"), &json!({}));
        let detail = reply.is_problem(409, "import.incomplete");
        assert!(detail.contains("1 of 1 batches") && detail.contains("1 of 5 clients"), "{detail}");
    }
}

#[cfg(unix)]
#[test]
fn a_stopped_server_leaves_one_whole_file() {
    let server = TestServer::start();
    server.import(&batch(vec![client(2, "1001", "Анна")]));
    let database = server.stop();
    let files: Vec<_> =
        std::fs::read_dir(database.folder()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files, [database.file()]);
    assert_eq!(database.rows("SELECT social_id, name FROM client"), [["1001", "Анна"]]);
}
