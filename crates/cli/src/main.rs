//! `importer`: the importer from a terminal or a pipeline.
//!
//! Exit codes: 0 clean, 1 rows with errors, 2 file unreadable, 3 delivery failed, 64 usage.

mod check;
mod send;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads, checks and sends client bases from spreadsheets.
#[derive(Parser)]
#[command(name = "importer", version)]
struct Importer {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Send(send::Args),
}

fn main() -> ExitCode {
    let importer = match Importer::try_parse() {
        Ok(importer) => importer,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 64 } else { 0 });
        }
    };
    let done = match importer.command {
        Command::Check(args) => check::run(&args, &mut std::io::stdout().lock()),
        Command::Send(args) => send::run(&args, &mut std::io::stdout().lock(), &mut std::io::stderr()),
    };
    done.unwrap_or_else(|failure| {
        let _ = writeln!(std::io::stderr(), "importer: {}", failure.message);
        ExitCode::from(failure.exit)
    })
}
