//! How many clients a second the server takes, over each database: `cargo xtask bench`, or
//! `cargo bench -p importer-server`. One JSON object a line: what, who, the time, clients a second, and
//! clients for each second of the server's processor time, which other work on the machine leaves alone.
//!
//! The server is held to one core where the system can (Linux). Batches come as the importer sends
//! them: 500 clients of six fields, three at a time.

#![expect(clippy::print_stdout, reason = "a program for developers: its output is what they read")]

#[path = "../tests/harness/mod.rs"]
mod harness;

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Instant;

use importer_contract::{Batch, BatchAnswer, Client};
use serde_json::json;

use crate::harness::database::Database;
use crate::harness::server::{TestServer, batch, clean, client, program};

const BATCHES: u32 = 200;
const BATCH: u32 = 500;
const IN_FLIGHT: u32 = 3;

fn main() {
    for database in Database::each() {
        let who = if database.is_sqlite() { "sqlite" } else { "postgres" };
        let server = TestServer::spawn(one_core(), database, &["--listen", "127.0.0.1:0", "--rate", "0"]);
        // New cards, the same again (nothing to write), and with another name each.
        measure(&server, who, "new", "");
        measure(&server, who, "unchanged", "");
        measure(&server, who, "changed", " II");
    }
}

fn measure(server: &TestServer, who: &str, case: &str, suffix: &str) {
    let batches: Vec<Batch> = (0..BATCHES).map(|number| a_batch(number, suffix)).collect();
    let clients = BATCHES * BATCH;
    let import = server.announce(clients, BATCHES);
    let (next, cpu, start) = (AtomicU32::new(0), processor_s(server), Instant::now());
    thread::scope(|scope| {
        for _ in 0..IN_FLIGHT {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(number as usize) else { break };
                    let reply = server.put(&import, number, &format!("k{number}"), batch);
                    assert_eq!(reply.status, 200, "{}", reply.body);
                    assert_eq!(reply.json::<BatchAnswer>().rejected, []);
                }
            });
        }
    });
    let (s, cpu) =
        (start.elapsed().as_secs_f64(), processor_s(server).zip(cpu).map(|(now, then)| now - then));
    let per_s = |seconds: f64| (f64::from(clients) / seconds).round();
    let row = json!({
        "what": "upsert",
        "who": who,
        "file": format!("{clients} {case}"),
        "ms": (s * 1000.0).round(),
        "clients_per_s": per_s(s),
        "clients_per_cpu_s": cpu.map(per_s),
        "note": "server on one core",
    });
    println!("{row}");
}

fn a_batch(number: u32, suffix: &str) -> Batch {
    let mut sent = batch((0..BATCH).map(|row| a_client(number * BATCH + row, suffix)).collect());
    sent.messenger = "FACEBOOK".into();
    sent.bot_id = "bot-facebook".into();
    sent.tags = vec!["Imported".into()];
    sent
}

fn a_client(number: u32, suffix: &str) -> Client {
    // Ids in no order, as in a real base: each once, because the factor is odd.
    let id = u64::from(number.wrapping_mul(2_654_435_761)) + 24_000_000_000_000_000;
    let field = |key: &str, value: String| (key.to_owned(), value);
    Client {
        fields: [
            field("email", format!("client{number}@example.org")),
            field("phone", format!("+38050{number:07}")),
            field("utm_source", "instagram".to_owned()),
            field("created_at", "2026-09-30T22:37:00Z".to_owned()),
        ]
        .into(),
        ..client(number + 2, &id.to_string(), &format!("Оксана Дяк {number}{suffix}"))
    }
}

fn one_core() -> Command {
    if !cfg!(target_os = "linux") {
        return program();
    }
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0", env!("CARGO_BIN_EXE_importer-server")]);
    clean(&mut command);
    command
}

/// Seconds of processor time the server has used (Linux: fields 14 and 15 of `stat`, in hundredths).
fn processor_s(server: &TestServer) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.process())).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<f64>().unwrap_or(0.0));
    Some(ticks.sum::<f64>() / 100.0)
}
