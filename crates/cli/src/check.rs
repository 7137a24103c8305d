//! `importer check`: what is in a file and what is wrong with it.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use importer_core::product::{self, TakenBack};
use importer_core::report::Report;
use importer_core::{Config, Dates, Evidence, Known, Session, Severity, Summary};
use importer_sheet::{Info, Options, Workbook};

use crate::send::tell::Teller;
use crate::send::transport::Transport;
use crate::{known, lookup, send};

/// Checks a file and reports columns, problems and the split by messenger.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Print the whole report as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    files: crate::product::Files,
    /// Apply the steps of a recipe (JSON) before checking.
    #[arg(long, value_name = "R")]
    recipe: Option<PathBuf>,
    /// Take over the corrections of a workbook that `--errors` (or the page) made of this file,
    /// after the recipe and before checking.
    #[arg(long, value_name = "FIXED.xlsx")]
    returned: Option<PathBuf>,
    /// Ask this backend which clients it knows; it gets their ids and nothing else. Its answers count more
    /// than those of --known.
    #[arg(long, value_name = "URL")]
    lookup: Option<String>,
    /// Bearer token for --lookup. Default: IMPORTER_TOKEN.
    #[arg(long, requires = "lookup")]
    token: Option<String>,
    #[command(flatten)]
    known: known::Earlier,
}

/// What to read, and how.
#[derive(clap::Args)]
pub(crate) struct Input {
    /// The spreadsheet: xlsx, xls, xlsb, ods, csv.
    file: PathBuf,
    /// Configuration instead of the built-in one (importer.json).
    #[arg(long, value_name = "C")]
    config: Option<PathBuf>,
    /// Take every client for one of this messenger (TELEGRAM, viber, tg, …).
    #[arg(long, value_name = "M")]
    messenger: Option<String>,
    /// Take clients of one messenger for those of another (viber=telegram), or those of no known one
    /// (none=telegram); may be given more than once, and each holds for what the one before left.
    #[arg(long = "move", value_name = "FROM=TO")]
    moves: Vec<String>,
    /// Name of the sheet; without it the first visible one that has clients.
    #[arg(long, value_name = "S")]
    sheet: Option<String>,
}

/// Why the program ends early: one line for stderr and the exit code.
pub(crate) struct Failure {
    pub(crate) exit: u8,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn usage(message: impl ToString) -> Self {
        Self { exit: 64, message: message.to_string() }
    }

    pub(crate) fn unreadable(message: impl ToString) -> Self {
        Self { exit: 2, message: message.to_string() }
    }
}

/// The reader of a pipe may close it early; that is no failure of ours to report in words.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self { exit: 74, message: format!("cannot write: {error}") }
    }
}

/// A file read and checked.
pub(crate) struct Opened {
    pub(crate) name: String,
    pub(crate) info: Info,
    pub(crate) sheet: String,
    pub(crate) session: Session,
}

pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut opened = open(&args.input)?;
    if let Some(path) = &args.recipe {
        follow(path, &mut opened.session)?;
    }
    let returned = args.returned.as_deref().map(|path| take_back(path, &mut opened.session)).transpose()?;
    let asked = match &args.lookup {
        Some(url) => Some(ask(url, args.token.as_deref(), &opened.session)?),
        None => None,
    };
    args.known.compare(&mut opened.session, asked)?;
    args.files.make(&opened)?;
    let summary = opened.session.summary();
    if args.json {
        let report = Report::new(&opened.name, &opened.info, &opened.sheet, &opened.session);
        let report = report.with_returned(returned);
        serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        print(&opened, &summary, out)?;
        known::print(&opened.session, out)?;
        if let Some(TakenBack { cells, kept, gone, added }) = returned {
            writeln!(out, "\nreturned\n  cells {cells}, kept {kept}, rows gone {gone}, rows added {added}")?;
        }
    }
    Ok(ExitCode::from(u8::from(has_errors(&summary))))
}

/// What the backend at this address knows of the clients.
fn ask(url: &str, token: Option<&str>, session: &Session) -> Result<Known, Failure> {
    let transport = Transport::new(send::base(url)?, send::token(token)?.as_deref());
    let mut teller = Teller::new(io::stderr(), io::stderr().is_terminal());
    lookup::ask(&transport, session, &mut teller)
}

/// Applies the recipe at `path`, and checks what it changed.
fn follow(path: &Path, session: &mut Session) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::usage(format!("{}: {error}", path.display()));
    let json = std::fs::read_to_string(path).map_err(|error| named(&error))?;
    let mut go = |_, _| ControlFlow::Continue(());
    session.apply_recipe(&json, &mut go).map_err(|error| named(&error))?;
    let _ = session.check(&mut go);
    Ok(())
}

/// Takes over the corrections in the workbook at `path`, and checks what they changed.
fn take_back(path: &Path, session: &mut Session) -> Result<TakenBack, Failure> {
    let named =
        |code, error: &dyn Display| Failure::unreadable(format!("{code}: {}: {error}", path.display()));
    let unreadable = |error: importer_sheet::Error| named(error.code(), &error);
    let mut go = |_, _| ControlFlow::Continue(());
    let file = File::open(path).map_err(|error| unreadable(error.into()))?;
    let options = Options { limits: session.config().limits.clone(), ..Options::default() };
    let mut workbook = Workbook::open(Box::new(BufReader::new(file)), options).map_err(unreadable)?;
    let returned = product::read_returned(session, &mut workbook, &mut |_| ControlFlow::Continue(()));
    let returned = returned.map_err(|error| named(error.code(), &error))?;
    let taken = session.take_back(returned, &mut go).map_err(|error| named(error.code(), &error))?;
    let _ = session.check(&mut go);
    Ok(taken)
}

/// Reads and checks what the arguments name.
pub(crate) fn open(input: &Input) -> Result<Opened, Failure> {
    let config = Arc::new(config(input.config.as_deref())?);
    let messenger = input.messenger.as_deref().map(|word| messenger(&config, word)).transpose()?;
    // One line, with the stable code first for scripts.
    let unreadable = |error: &importer_sheet::Error| {
        Failure::unreadable(format!("{}: {}: {error}", error.code(), input.file.display()))
    };
    let file = File::open(&input.file).map_err(|error| unreadable(&error.into()))?;
    let options = Options { limits: config.limits.clone(), ..Options::default() };
    let mut workbook =
        Workbook::open(Box::new(BufReader::new(file)), options).map_err(|error| unreadable(&error))?;
    let info = workbook.info().clone();
    let wanted = input.sheet.as_deref().map(|name| position(&info, name)).transpose();
    let (sheet, mut session) = wanted
        .and_then(|wanted| Session::open(&config, &mut workbook, wanted, &mut |_| ControlFlow::Continue(())))
        .map_err(|error| unreadable(&error))?;
    let sheet = info.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default();
    if let Some(code) = &messenger {
        session.set_messenger_for_all(Some(code)).map_err(Failure::usage)?;
    }
    let _ = session.check(&mut |_, _| ControlFlow::Continue(()));
    for pair in &input.moves {
        let (from, to) = moved(&config, pair)?;
        session.move_group(from.as_deref(), Some(&to)).map_err(Failure::usage)?;
        let _ = session.check(&mut |_, _| ControlFlow::Continue(()));
    }
    let name = input.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(Opened { name, info, sheet, session })
}

impl Input {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }
}

/// From which messenger, or from none known, to which.
fn moved(config: &Config, pair: &str) -> Result<(Option<String>, String), Failure> {
    let shape = || Failure::usage(format!("--move {pair}: must be FROM=TO"));
    let (from, to) = pair.split_once('=').ok_or_else(shape)?;
    let from = if from == "none" { None } else { Some(messenger(config, from)?) };
    Ok((from, messenger(config, to)?))
}

/// The code of the messenger that `word` names.
pub(crate) fn messenger(config: &Config, word: &str) -> Result<String, Failure> {
    config
        .messenger_named(word)
        .map(|messenger| messenger.code.clone())
        .ok_or_else(|| Failure::usage(format!("the configuration knows no messenger {word}")))
}

pub(crate) fn has_errors(summary: &Summary) -> bool {
    summary.problems.iter().any(|problem| problem.severity != Severity::Warning)
}

fn config(path: Option<&Path>) -> Result<Config, Failure> {
    let Some(path) = path else { return Ok(Config::builtin()) };
    let named = |error: &dyn std::fmt::Display| Failure::usage(format!("{}: {error}", path.display()));
    let json = std::fs::read_to_string(path).map_err(|error| named(&error))?;
    Config::from_json(&json).map_err(|error| named(&error))
}

fn position(info: &Info, name: &str) -> Result<usize, importer_sheet::Error> {
    let found = info.sheets.iter().position(|sheet| sheet.name == name);
    found.ok_or_else(|| importer_sheet::Error::NoSuchSheet(name.to_owned()))
}

fn print(opened: &Opened, summary: &Summary, out: &mut impl Write) -> io::Result<()> {
    let Opened { name, info, sheet, session } = opened;
    write!(out, "{name}: {}", info.format.code())?;
    if !sheet.is_empty() {
        write!(out, ", sheet {sheet}")?;
    }
    if let Some(encoding) = info.encoding {
        write!(out, ", {encoding}")?;
    }
    match session.header().row {
        Some(row) => writeln!(out, ", header in row {row}")?,
        None => writeln!(out, ", no header")?,
    }
    writeln!(
        out,
        "rows {} (blank {}, hidden {}), clients {}, ready {}",
        summary.rows, summary.blank_rows, summary.hidden_rows, summary.clients, summary.ready
    )?;
    if let Some(preset) = session.mapping().preset() {
        writeln!(out, "recognised as {preset}")?;
    }
    let home = session.home();
    if let Some(country) = home.country {
        let why = if home.decided { "chosen" } else { "suggested by the file" };
        writeln!(out, "phones without a country code: {country} ({why})")?;
    }
    writeln!(out, "\ncolumns")?;
    for column in session.columns() {
        let header = if column.header.is_empty() { "(no header)" } else { &column.header };
        match &column.target {
            Some(target) if column.evidence != Evidence::None => {
                writeln!(out, "  {:<3} {header} -> {target} ({} %)", column.letter, column.confidence)?;
            }
            _ => writeln!(out, "  {:<3} {header} -> not imported", column.letter)?,
        }
        if let Some(dates) = column.dates.filter(|_| column.target.is_some()) {
            let Dates { order, proofs, against, values, .. } = dates;
            writeln!(
                out,
                "      dates are {order}: {proofs} of {values} prove it, {against} speak against it"
            )?;
        }
    }
    if !summary.problems.is_empty() {
        writeln!(out, "\nproblems")?;
    }
    for problem in &summary.problems {
        let severity = match problem.severity {
            Severity::Blocks => "blocks",
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(out, "  {severity:<7} {} {}", problem.code, problem.count)?;
    }
    if !summary.groups.is_empty() {
        writeln!(out, "\nsplit")?;
    }
    for group in &summary.groups {
        let messenger = group.messenger.as_deref().unwrap_or("(messenger unknown)");
        writeln!(out, "  {messenger} {}, ready {} ({} %)", group.clients, group.ready, group.confidence)?;
    }
    Ok(())
}
