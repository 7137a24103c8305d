//! The network between importer and server is bad.

use crate::base::Base;
use crate::delivery::deliver;
use crate::harness::database::Database;
use crate::harness::server::TestServer;
use crate::intensity;
use crate::proxy::Proxy;

#[test]
fn a_bad_network_loses_and_repeats_nothing() {
    for round in 0..u64::from(intensity()) {
        for database in Database::each() {
            let server = TestServer::start_over(database.clone(), &["--rate", "0"]);
            let proxy = Proxy::before(server.url.strip_prefix("http://").unwrap(), round);
            let base = Base::new(round, 1200);
            let outcome = deliver(&base, &proxy.url(), &[], round);
            let troubled = proxy.settle();
            eprintln!("{troubled} requests met with trouble");
            assert!(troubled >= 5, "the network was good");
            assert_eq!(outcome.progress.answered, base.clients());
            base.is_in(&database);
            // One whose answer was lost is announced again.
            Base::totals_agree_in(&database, 1);
        }
    }
}
