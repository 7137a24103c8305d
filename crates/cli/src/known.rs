//! Clients that are known already, from earlier exports: `--known`.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use importer_core::{Comparison, Config, Known, KnownChoices, Origin, Session};
use importer_sheet::{Options, Workbook};

use crate::check::{self, Failure};

/// Whom to compare with, and how.
#[derive(clap::Args)]
pub(crate) struct Earlier {
    /// An earlier export to compare with: who is new, who changes, who stays as they are. May be given
    /// more than once; the later one counts more.
    #[arg(long = "known", value_name = "EXPORT")]
    files: Vec<PathBuf>,
    /// Messenger of clients in exports that do not tell it.
    #[arg(long, value_name = "M")]
    known_messenger: Option<String>,
    /// An empty cell takes the known value away; without this it stays.
    #[arg(long)]
    clear_empty: bool,
    /// Send clients too whose cards are as they are in the file.
    #[arg(long)]
    send_same: bool,
}

impl Earlier {
    /// Reads the exports, and compares with them and with what the backend said.
    pub(crate) fn compare(&self, session: &mut Session, asked: Option<Known>) -> Result<(), Failure> {
        let chooses = self.clear_empty || self.send_same || self.known_messenger.is_some();
        if self.files.is_empty() && asked.is_none() {
            let nobody = "nobody to compare with: give --known EXPORT or --lookup";
            return if chooses { Err(Failure::usage(nobody)) } else { Ok(()) };
        }
        if let Some(asked) = asked {
            session
                .add_known(asked)
                .map_err(|error| Failure::unreadable(format!("{}: {error}", error.code())))?;
        }
        for path in &self.files {
            let known = read(session.config(), path)?;
            session.add_known(known).map_err(|error| named(path, error.code(), &error))?;
        }
        session.set_known_choices(KnownChoices { clears: self.clear_empty, sends_same: self.send_same });
        if let Some(word) = &self.known_messenger {
            let code = check::messenger(session.config(), word)?;
            session.assume_messenger(Some(&code)).map_err(Failure::usage)?;
        }
        let _ = session.check(&mut |_, _| ControlFlow::Continue(()));
        Ok(())
    }
}

fn read(config: &Arc<Config>, path: &Path) -> Result<Known, Failure> {
    let unreadable = |error: importer_sheet::Error| named(path, error.code(), &error);
    let file = File::open(path).map_err(|error| unreadable(error.into()))?;
    let options = Options { limits: config.limits.clone(), ..Options::default() };
    let mut workbook = Workbook::open(Box::new(BufReader::new(file)), options).map_err(unreadable)?;
    let mut go_on = |_| ControlFlow::Continue(());
    let (_, sheet) = Session::open(config, &mut workbook, None, &mut go_on).map_err(unreadable)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Known::of_sheet(&sheet, &name, &mut |_, _| ControlFlow::Continue(()))
        .map_err(|error| named(path, error.code(), &error))
}

fn named(path: &Path, code: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::unreadable(format!("{code}: {}: {error}", path.display()))
}

/// Says whom the file was compared with, and what came of it.
pub(crate) fn print(session: &Session, out: &mut impl Write) -> io::Result<()> {
    let (Some(known), Some(comparison)) = (session.known(), session.comparison()) else { return Ok(()) };
    writeln!(out, "\nknown clients")?;
    for source in known.sources() {
        let name = match &source.origin {
            Origin::File { name } => name,
            Origin::Backend => "the backend",
            Origin::Host | Origin::Delivered => "",
        };
        write!(out, "  {name} {}", source.clients)?;
        for (code, count) in source.problems() {
            write!(out, ", {code} {count}")?;
        }
        writeln!(out)?;
    }
    let Comparison { new, changed, same, second_card, not_compared, to_send, .. } = comparison;
    writeln!(
        out,
        "  new {new}, changed {changed}, same {same}, second card {second_card}, not compared {not_compared}"
    )?;
    writeln!(out, "  to send {to_send}")
}
