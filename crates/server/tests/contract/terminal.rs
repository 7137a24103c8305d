//! `importer send` and `importer check --lookup` against this server. The program is built beside the
//! server's own; where it is not (a build of this package alone) there is nothing to test, but under CI.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::database::Database;
use crate::harness::server::{TestServer, program};

fn terminal() -> Option<PathBuf> {
    let server = Path::new(env!("CARGO_BIN_EXE_importer-server"));
    let importer = server.with_file_name(format!("importer{}", std::env::consts::EXE_SUFFIX));
    let is_there = importer.exists();
    assert!(is_there || std::env::var_os("CI").is_none(), "build importer-cli first");
    is_there.then_some(importer)
}

/// A folder with files, and the program to run in it.
struct Desk {
    importer: PathBuf,
    folder: TempDir,
}

impl Desk {
    fn with(files: &[(&str, &str)]) -> Option<Self> {
        let desk = Self { importer: terminal()?, folder: TempDir::new().unwrap() };
        files.iter().for_each(|(name, content)| desk.write(name, content));
        Some(desk)
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.importer);
        command.args(arguments).current_dir(self.folder.path()).env_remove("IMPORTER_TOKEN");
        command
    }

    fn send(&self, server: &TestServer, arguments: &[&str]) -> Output {
        let to = ["send", "base.csv", "--backend", &server.url, "--bot", "tg=bot-telegram"];
        self.command(&[&to[..], arguments].concat()).output().unwrap()
    }
}

#[track_caller]
fn said(output: &Output, exit: i32) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(exit), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &errors
}

const BEFORE: &str = "tg id;name;email\n208310224;Анна;anna@example.org\n208310225;Иван;ivan@example.org\n";
const NOW: &str = "tg id;name;email\n208310224;Анна;anna@example.org\n208310225;Ваня;\n208310226;Олена;\n";

/// Cards as they are after [`NOW`], where an empty cell says nothing, and where it clears.
const KEPT: [[&str; 3]; 3] = [
    ["208310224", "Анна", "anna@example.org"],
    ["208310225", "Ваня", "ivan@example.org"],
    ["208310226", "Олена", "∅"],
];
const CLEARED: [[&str; 3]; 3] = [KEPT[0], ["208310225", "Ваня", "∅"], KEPT[2]];

const CARDS: &str = "SELECT social_id, name, email FROM client ORDER BY 1";

#[test]
fn those_who_are_the_same_are_not_sent_and_empty_cells_clear_where_that_is_wanted() {
    for (arguments, expected, batched) in [
        (&[][..], KEPT, "3"),
        (&["--known", "before.csv"], KEPT, "2"),
        (&["--known", "before.csv", "--clear-empty"], CLEARED, "2"),
        (&["--lookup"], KEPT, "2"),
        (&["--lookup", "--clear-empty"], CLEARED, "2"),
        (&["--lookup", "--send-same"], KEPT, "3"),
        // An old export says that everybody is there as they are now; the backend knows better.
        (&["--lookup", "--known", "base.csv"], KEPT, "2"),
    ] {
        let Some(desk) = Desk::with(&[("base.csv", BEFORE), ("before.csv", BEFORE)]) else { return };
        for server in TestServer::each() {
            desk.write("base.csv", BEFORE);
            said(&desk.send(&server, &[]), 0);
            desk.write("base.csv", NOW);
            let text = said(&desk.send(&server, arguments), 0);
            assert_eq!(server.rows(CARDS), expected, "{arguments:?}: {text}");
            let clients = server.rows("SELECT clients FROM import ORDER BY created_at DESC LIMIT 1");
            assert_eq!(clients, [[batched]], "{arguments:?}: {text}");
            // Once more there is nothing to send.
            if arguments.contains(&"--lookup") && !arguments.contains(&"--send-same") {
                assert!(said(&desk.send(&server, arguments), 0).contains("nothing to send"));
            }
        }
    }
}

#[test]
fn a_check_asks_the_backend_with_its_token() {
    let Some(desk) = Desk::with(&[("base.csv", NOW)]) else { return };
    let mut with_token = program();
    with_token.env("IMPORTER_TOKEN", "secret");
    let server = TestServer::spawn(with_token, Database::sqlite(), &["--listen", "127.0.0.1:0"]);
    let check = |more: &[&str]| {
        let asking = ["check", "base.csv", "--json", "--lookup", &server.url];
        desk.command(&[&asking[..], more].concat()).output().unwrap()
    };
    assert!(said(&check(&[]), 3).contains("401"));
    assert!(said(&check(&["--token", "other"]), 3).contains("401"));
    assert!(said(&check(&["--token", "two words"]), 64).contains("one word"));
    let report: Value = serde_json::from_slice(&check(&["--token", "secret"]).stdout).unwrap();
    assert_eq!(report["known"]["counts"]["new"], 3, "{report}");
    assert_eq!(report["known"]["sources"][0]["rows"], 3, "{report}");
}

#[test]
fn a_send_that_was_killed_goes_on_and_everybody_is_there_once() {
    const CLIENTS: usize = 3_000;
    let rows: String = (0..CLIENTS).map(|at| format!("{};К{at}\n", 208_310_000 + at)).collect();
    let config = r#"{"delivery": {"batch_size": 10, "in_flight": 2}}"#;
    let files = [("base.csv", &*format!("tg id;name\n{rows}")), ("c.json", config)];
    let Some(desk) = Desk::with(&files) else { return };
    for server in TestServer::each() {
        let to =
            ["send", "base.csv", "--backend", &server.url, "--bot", "tg=bot-telegram", "--config", "c.json"];
        let mut first = desk.command(&to).spawn().unwrap();
        while server.count("batch") < 30 {
            assert!(first.try_wait().unwrap().is_none(), "it was over before it could be killed");
            std::thread::sleep(Duration::from_millis(5));
        }
        first.kill().unwrap();
        first.wait().unwrap();
        let kept = desk.read("base.csv.importing.json");
        assert!(!kept.contains("2083") && !kept.contains('К'), "{kept}");
        let arrived = server.count("batch");
        assert!(arrived < CLIENTS / 10);

        let output = desk.command(&[&to[..], &["--receipt", "receipt.json"]].concat()).output().unwrap();
        let text = said(&output, 0);
        assert!(text.contains("going on with import") && text.contains("sent "), "{text}");
        assert_eq!(
            (server.count("client"), server.count("batch"), server.count("import")),
            (CLIENTS, CLIENTS / 10, 1)
        );
        assert_eq!(server.rows("SELECT count(*) FROM import WHERE completed_at IS NULL"), [["0"]]);
        assert!(!desk.folder.path().join("base.csv.importing.json").exists());
        let receipt: Value = serde_json::from_str(&desk.read("receipt.json")).unwrap();
        assert_eq!((&receipt["created"], &receipt["arrived"]), (&CLIENTS.into(), &CLIENTS.into()));
    }
}
