//! `importer split`: the clients by messenger as files for the platform's own import dialog.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use importer_core::at_once;
use importer_core::product::{Args as Arguments, ProductError, SplitFormat, rejected, split, split_name};
use importer_locale::{Language, Words};

use crate::check::{self, Failure, Input};

/// Writes a file for each messenger, and the rows that are not sent with the reason beside each.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// Folder for the files; made where it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What to write the clients as.
    #[arg(long = "as", value_name = "FORMAT", default_value = "xlsx", value_parser = ["xlsx", "csv", "json"])]
    format: String,
}

pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let opened = check::open(&args.input)?;
    let session = &opened.session;
    let format = SplitFormat::named(&args.format).ok_or_else(|| Failure::usage("--as: xlsx, csv or json"))?;
    std::fs::create_dir_all(&args.out).map_err(|error| unwritable(&args.out, &error))?;
    let go_on = &mut |_: usize, _: usize| ControlFlow::Continue(());
    for messenger in session.messengers_to_send() {
        let name = format!("{}.{}", split_name(&messenger), format.ending());
        write(&args.out, &name, |file| at_once(split(session, &messenger, format, file, go_on)))?;
        writeln!(out, "{name} {}", session.clients(&messenger).count())?;
    }
    let words = Words::new(Language::English);
    let word = |key: &str, _: &Arguments| words.get(key, &[]);
    // What an earlier file left behind is not of this one.
    let behind = args.out.join("rejected.xlsx");
    if session.has_rejected() {
        write(&args.out, "rejected.xlsx", |file| at_once(rejected(session, &word, file, go_on)))?;
        writeln!(out, "rejected.xlsx {}", session.summary().rows_with_errors)?;
    } else if behind.exists() {
        std::fs::remove_file(&behind).map_err(|error| unwritable(&behind, &error))?;
    }
    Ok(ExitCode::from(u8::from(check::has_errors(&session.summary()))))
}

/// Writes a file whole or not at all.
fn write(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(BufWriter<File>) -> Result<BufWriter<File>, ProductError>,
) -> Result<(), Failure> {
    let path = folder.join(name);
    let unfinished = folder.join(format!("{name}.new"));
    let file = File::create(&unfinished).map_err(|error| unwritable(&path, &error))?;
    fill(BufWriter::new(file)).map_err(|error| unwritable(&path, &error))?;
    std::fs::rename(&unfinished, &path).map_err(|error: io::Error| unwritable(&path, &error))
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure { exit: 74, message: format!("cannot write {}: {error}", path.display()) }
}
