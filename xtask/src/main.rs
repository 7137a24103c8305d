//! Everything a developer runs: `cargo xtask serve`, `test`, `build`, `dist`, `docs`, `bench`, `fuzz`.
//!
//! Plain programs started one after another; it knows how the pieces are built and checked and
//! nothing of what they do.

#![allow(clippy::print_stdout, reason = "a terminal program: its output is what a person reads")]

mod app;
mod bench;
mod browser;
mod dist;
mod docs;
mod fuzz;
mod modules;
mod node;
mod precache;
mod program;
mod repo;
mod report;
mod seal;
mod serve;
mod shots;
mod size;
mod soak;
mod split;
mod steps;
mod system;
mod test;
mod tools;

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::repo::Repo;

/// Builds, runs and checks the importer. Tools it needs are installed on first use.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the app and the server, and serve them on this machine until Ctrl-C.
    Serve {
        /// Where to listen; without it the first free port of this machine from 8080 on.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Where the clients go; without it an SQLite file under the target directory.
        #[arg(long)]
        database: Option<String>,
    },
    /// Run every check; what fails is listed at the end.
    Test {
        /// Only this piece; may be given more than once.
        #[arg(long, value_enum)]
        only: Vec<test::Piece>,
    },
    /// Measure readers of spreadsheets in a browser and the server over its databases, and weigh the app; the tables go to target/bench/report.json too.
    Bench {
        /// Rows of the files to read.
        #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
        rows: Vec<u32>,
        /// Only these: open/importer, inflate/wasm, open/sheetjs, …, upsert
        #[arg(long, value_name = "WHAT/WHO")]
        only: Option<String>,
    },
    /// Run the fault tests of the server at full length: it is killed 100 times over each database.
    Soak {
        /// How many times an ordinary test run.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
        times: u32,
    },
    /// Build the app into dist/.
    Build,
    /// Complete the folder that Trunk has built; Trunk runs this.
    #[command(hide = true)]
    Finish {
        /// The folder; by default the one that Trunk is about to put in place.
        #[arg(env = "TRUNK_STAGING_DIR")]
        folder: std::path::PathBuf,
    },
    /// Print what the built app weighs against its budgets, and add it to target/bench/report.json.
    Size,
    /// Build what is given away, into target/dist: npm packages, a zip to host, checksums.
    Dist {
        /// Only one folder with the whole app, that any server of files serves.
        #[arg(long)]
        offline: bool,
    },
    /// Write what of docs/ is made from the code: the reference of the configuration, the limits of reading.
    Docs {
        /// The pictures of the guide too, of the app in dist/.
        #[arg(long)]
        pictures: bool,
    },
    /// Picture every step and state in every look, into target/shots.
    Shots {
        /// Keep them too, for the tests to compare with.
        #[arg(long)]
        keep: bool,
    },
    /// Run the fuzz targets under libFuzzer; needs a nightly toolchain.
    Fuzz {
        /// Only these targets.
        targets: Vec<String>,
        /// How long each one runs.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
        minutes: u32,
    },
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            println!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<ExitCode> {
    let repo = Repo::find()?;
    match &args.task {
        Task::Serve { listen, database } => serve::serve(&repo, *listen, database.as_deref()),
        Task::Test { only } => test::test(&repo, only),
        Task::Bench { rows, only } => bench::bench(&repo, rows, only.as_deref()),
        Task::Soak { times } => soak::soak(&repo, *times),
        Task::Build => app::task(&repo),
        Task::Finish { folder } => app::finish(&repo, folder).map(|()| ExitCode::SUCCESS),
        Task::Size => size::size(&repo),
        Task::Dist { offline } => dist::task(&repo, *offline),
        Task::Docs { pictures } => docs::docs(&repo, *pictures),
        Task::Shots { keep } => shots::task(&repo, *keep),
        Task::Fuzz { targets, minutes } => fuzz::task(&repo, targets, *minutes),
    }
}
