//! `importer split`: the clients by messenger as files for the platform's own import dialog.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use importer_core::product::{Args as Arguments, SplitFormat, rejected, split, split_name};
use importer_core::{Session, at_once};
use importer_locale::{Language, Words};

use crate::check::{self, Failure, Input};
use crate::output::{self, unwritable};

/// Writes a file for each messenger, and the rows that are not sent with the reason beside each. A
/// folder that holds files of another split is left alone.
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
    /// Write beside files of another split; they stay as they are.
    #[arg(long)]
    force: bool,
}

/// Where the rows that are not sent go.
const REJECTED: &str = "rejected.xlsx";

pub(crate) fn run(args: &Args, out: &mut impl Write, remarks: &mut impl Write) -> Result<ExitCode, Failure> {
    let opened = check::open(&args.input)?;
    let session = &opened.session;
    let format = SplitFormat::named(&args.format).ok_or_else(|| Failure::usage("--as: xlsx, csv or json"))?;
    let words = Words::new(Language::English);
    let plan = plan(session, format)?;
    spare_input(args, &plan)?;
    std::fs::create_dir_all(&args.out).map_err(|error| unwritable(&args.out, &error))?;
    let others = others(&args.out, session, &plan).map_err(|error| unwritable(&args.out, &error))?;
    if !others.is_empty() {
        let key = if args.force { "split-others-stay" } else { "split-others" };
        let folder = args.out.display().to_string();
        let said = words.get(key, &[("folder", folder.into()), ("files", others.join(", ").into())]);
        if !args.force {
            return Err(Failure::usage(said));
        }
        let _ = writeln!(remarks, "{said}");
    }

    let go_on = &mut |_: usize, _: usize| ControlFlow::Continue(());
    let word = |key: &str, _: &Arguments| words.get(key, &[]);
    // All of them are on the disk before the first takes its place.
    let mut staged = Vec::new();
    for (messenger, name) in &plan {
        let file = output::stage(&args.out.join(name), |file| {
            at_once(split(session, messenger, format, file, &mut *go_on))
        })?;
        staged.push((file, name.as_str(), session.clients(messenger).count()));
    }
    let behind = args.out.join(REJECTED);
    // Rows of an earlier file must not be taken for this one's. Written over as the others are, without
    // rows: nothing is deleted here.
    if session.has_rejected() || behind.exists() {
        let file = output::stage(&behind, |file| at_once(rejected(session, &word, file, go_on)))?;
        staged.push((file, REJECTED, session.summary().rows_with_errors));
    }
    let mut told = String::new();
    for (file, name, count) in staged {
        file.settle()?;
        told += &format!("{name} {count}\n");
    }
    // Last: whoever closes the pipe gets all files none the less.
    out.write_all(told.as_bytes())?;
    Ok(ExitCode::from(u8::from(check::has_errors(&session.summary()))))
}

/// Messengers and the names of their files. Each can be a file's name, and none is there twice: what a
/// configuration calls its messengers is up to it.
fn plan(session: &Session, format: SplitFormat) -> Result<Vec<(String, String)>, Failure> {
    let mut taken = BTreeSet::from([REJECTED.to_owned()]);
    let name = |messenger: String| {
        let name = file_name(&messenger, format);
        if name.contains(['/', '\\']) {
            return Err(Failure::usage(format!(
                "the code {messenger} of a messenger cannot be a file's name"
            )));
        }
        if !taken.insert(name.clone()) {
            return Err(Failure::usage(format!(
                "two files would be called {name}: change the code of a messenger in the configuration"
            )));
        }
        Ok((messenger, name))
    };
    session.messengers_to_send().into_iter().map(name).collect()
}

fn file_name(messenger: &str, format: SplitFormat) -> String {
    format!("{}.{}", split_name(messenger), format.ending())
}

/// The file that is split may be called as one it is split into.
fn spare_input(args: &Args, plan: &[(String, String)]) -> Result<(), Failure> {
    let Ok(input) = args.input.file().canonicalize() else { return Ok(()) };
    let names = plan.iter().map(|(_, name)| name.as_str()).chain([REJECTED]);
    match names
        .map(|name| args.out.join(name))
        .find(|path| path.canonicalize().is_ok_and(|path| path == input))
    {
        Some(path) => Err(Failure::usage(format!(
            "{} is the file to split, and would be written over: give another --out",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// Files in the folder that look as if a split had made them, and that this one will not write: they are
/// of an earlier file, and whoever imports all that is in the folder would import them too.
fn others(folder: &Path, session: &Session, plan: &[(String, String)]) -> io::Result<Vec<String>> {
    let messengers = session.config().messengers.iter().map(|messenger| messenger.code.as_str()).chain([""]);
    let formats = [SplitFormat::Xlsx, SplitFormat::Csv, SplitFormat::Json];
    let mut made: BTreeSet<String> =
        messengers.flat_map(|messenger| formats.map(|format| file_name(messenger, format))).collect();
    for (_, name) in plan {
        made.remove(name);
    }
    let mut others = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        others.extend(name.to_str().filter(|name| made.contains(*name)).map(str::to_owned));
    }
    others.sort();
    Ok(others)
}
