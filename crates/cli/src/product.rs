//! Files made of a checked file: errors, problems, cleaned rows, an example to start from.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use importer_core::product::{self, Args, Cleaned, Origin};
use importer_core::{Config, at_once};
use importer_locale::{Language, Words};

use crate::check::{Failure, Opened};
use crate::output;

/// What to make beside the report.
#[derive(clap::Args)]
pub(crate) struct Files {
    /// Write the data back as a workbook with the problems marked and explained.
    #[arg(long, value_name = "OUT.xlsx")]
    errors: Option<PathBuf>,
    /// Write all problems as csv.
    #[arg(long, value_name = "OUT.csv")]
    problems: Option<PathBuf>,
    /// Write the rows of the import, as xlsx or csv by the name's ending.
    #[arg(long, value_name = "OUT")]
    cleaned: Option<PathBuf>,
    #[command(flatten)]
    language: Spoken,
}

/// The language of what people read in the files.
#[derive(clap::Args)]
pub(crate) struct Spoken {
    /// Language of the files: ru, uk, en.
    #[arg(long, value_name = "LANG", default_value = "ru", value_parser = language)]
    lang: Language,
}

/// Writes the example to start from.
#[derive(clap::Args)]
pub(crate) struct Example {
    /// Where to.
    out: PathBuf,
    #[command(flatten)]
    language: Spoken,
}

impl Files {
    /// Makes what is asked for.
    pub(crate) fn make(&self, opened: &Opened) -> Result<(), Failure> {
        let words = Words::new(self.language.lang);
        let words = |key: &str, args: &Args| words.say(key, args);
        let (session, mut go_on) = (&opened.session, |_: usize, _: usize| ControlFlow::Continue(()));
        if let Some(path) = &self.errors {
            let date = today();
            let origin = Origin { file: &opened.name, sheet: &opened.sheet, date: &date };
            output::write(path, |out| {
                at_once(product::error_book(session, &origin, &words, out, &mut go_on))
            })?;
        }
        if let Some(path) = &self.problems {
            output::write(path, |out| at_once(product::problem_list(session, &words, out, &mut go_on)))?;
        }
        if let Some(path) = &self.cleaned {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let format = Cleaned::named(&ending.to_lowercase());
            let format = format.ok_or_else(|| Failure::usage(format!("{}: xlsx or csv?", path.display())))?;
            output::write(path, |out| {
                at_once(product::cleaned(session, format, &opened.sheet, out, &mut go_on))
            })?;
        }
        Ok(())
    }
}

/// `importer example`.
pub(crate) fn example(args: &Example) -> Result<std::process::ExitCode, Failure> {
    let words = Words::new(args.language.lang);
    let words = |key: &str, args: &Args| words.say(key, args);
    output::write(&args.out, |out| product::example(&Config::builtin(), &words, out))?;
    Ok(std::process::ExitCode::SUCCESS)
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "ru, uk or en".to_owned())
}

/// The day in UTC as ISO 8601 (Howard Hinnant, `civil_from_days`).
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + u64::from(month <= 2))
}
