//! `importer`: the importer's engine from a terminal or a pipeline.
//!
//! Exit codes: 0 clean, 1 rows with errors, 2 file unreadable, 3 delivery failed, 64 usage,
//! 74 a result cannot be written.

mod cells;
mod check;
mod known;
mod lookup;
mod output;
mod product;
mod send;
mod split;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads, checks and sends client bases from spreadsheets.
#[derive(Parser)]
#[command(name = "importer", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the cells of one sheet as JSON Lines.
    Cells {
        /// The file to read: xlsx, xls, xlsb, ods or delimited text, whatever its name.
        file: PathBuf,
        /// The sheet to read; by default the first visible one that holds cells.
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
    },
    Check(check::Args),
    Split(split::Args),
    Send(send::Args),
    Example(product::Example),
}

/// The command was called wrongly (`EX_USAGE` of sysexits.h).
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come as errors too; a closed pipe is no reason to complain.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS };
        }
    };
    let done = match arguments.command {
        Command::Cells { file, sheet } => return cells::run(&file, sheet.as_deref()),
        Command::Check(args) => check::run(&args, &mut std::io::stdout().lock()),
        Command::Split(args) => split::run(&args, &mut std::io::stdout().lock(), &mut std::io::stderr()),
        Command::Example(args) => product::example(&args),
        Command::Send(args) => send::run(&args, &mut std::io::stdout().lock(), &mut std::io::stderr()),
    };
    done.unwrap_or_else(|failure| {
        let _ = writeln!(std::io::stderr(), "importer: {}", failure.message);
        ExitCode::from(failure.exit)
    })
}
