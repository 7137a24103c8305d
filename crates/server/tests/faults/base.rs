//! An invented client base, as a file and as what has to be in the database in the end.

use std::fmt::Write as _;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use importer_contract::SourceFile;
use importer_core::delivery::Fingerprint;
use importer_core::{Config, Session};
use importer_sheet::{Options, Workbook};

use crate::chance::Chance;
use crate::harness::database::Database;

/// Clients in a batch: few, so that there is much to go wrong.
const BATCH: u32 = 40;

/// A file of Facebook clients.
pub(crate) struct Base {
    csv: String,
    /// Id, name, e-mail, phone and utm source of each, in order of id.
    expected: Vec<Vec<String>>,
}

impl Base {
    /// `clients` of them; another `seed`, other ids.
    pub(crate) fn new(seed: u64, clients: usize) -> Self {
        let mut chance = Chance::new(seed);
        let mut csv = "social_id;name;email;phone;utm_source\n".to_owned();
        let mut expected = Vec::new();
        for number in 0..clients {
            // 17 digits that no double holds, in no order, each once.
            let id = format!("{}{:06}{number:06}", 10_000 + seed % 90_000, chance.below(1_000_000));
            let name = ["Оксана Дяк", "Ґалаґан Її", "Anna \"Annie\" O'Neil", "Ёлкина, Ева"];
            let name = format!("{} {number}", name[number % name.len()]);
            let email = format!("client{number}@example.org");
            let phone = format!("+38050{:07}", chance.below(10_000_000));
            let source = format!("source-{}", chance.below(10));
            writeln!(csv, "{id};\"{}\";{email};{phone};{source}", name.replace('"', "\"\"")).unwrap();
            expected.push(vec![id, name, email, phone, source]);
        }
        expected.sort_unstable();
        Self { csv, expected }
    }

    /// The file opened and checked, as the importer does.
    pub(crate) fn session(&self) -> Session {
        let delivery = format!(r#"{{"batch_size": {BATCH}, "in_flight": 3, "attempts": 100}}"#);
        let config = Arc::new(Config::from_json(&format!(r#"{{"delivery": {delivery}}}"#)).unwrap());
        let source = Box::new(Cursor::new(self.csv.clone().into_bytes()));
        let mut workbook = Workbook::open(source, Options::default()).unwrap();
        let (_, mut session) =
            Session::open(&config, &mut workbook, None, &mut |_| ControlFlow::Continue(())).unwrap();
        session.set_messenger_for_all(Some("FACEBOOK")).unwrap();
        let _ = session.check(&mut |_, _| ControlFlow::Continue(()));
        session
    }

    pub(crate) fn file(&self) -> SourceFile {
        let mut fingerprint = Fingerprint::default();
        fingerprint.update(self.csv.as_bytes());
        SourceFile { name: "base.csv".into(), size: self.csv.len() as u64, sha256: fingerprint.finish() }
    }

    pub(crate) fn clients(&self) -> u32 {
        self.expected.len().try_into().unwrap()
    }

    /// Every client once, every field as in the file, and nobody else; what the batches say adds up.
    #[track_caller]
    pub(crate) fn is_in(&self, database: &Database) {
        let stored = database.rows(
            "SELECT social_id, name, email, phone, fields->>'utm_source' FROM client \
             WHERE messenger = 'FACEBOOK' AND bot_id = 'bot-facebook' ORDER BY social_id",
        );
        assert_eq!(stored.len(), self.expected.len(), "clients in {database:?}");
        for (stored, expected) in stored.iter().zip(&self.expected) {
            assert_eq!(stored, expected, "in {database:?}");
        }
        assert_eq!(database.count("client"), self.expected.len(), "clients in {database:?}");
        let created = database.rows("SELECT CAST(sum(created) AS BIGINT) FROM batch");
        assert_eq!(created, [[self.clients().to_string()]], "created in {database:?}");
    }

    /// What each complete import announced has arrived.
    #[track_caller]
    pub(crate) fn totals_agree_in(database: &Database, complete: usize) {
        let imports = database.rows(
            "SELECT clients, batches, \
             (SELECT CAST(sum(clients) AS BIGINT) FROM batch WHERE import_id = id), \
             (SELECT count(*) FROM batch WHERE import_id = id), \
             (SELECT CAST(sum(created + updated + unchanged + rejected) AS BIGINT) FROM batch WHERE import_id = id) \
             FROM import WHERE completed_at IS NOT NULL",
        );
        assert_eq!(imports.len(), complete, "complete imports in {database:?}");
        for import in imports {
            assert_eq!(
                [&import[0], &import[1], &import[0]],
                [&import[2], &import[3], &import[4]],
                "in {database:?}"
            );
        }
    }
}
