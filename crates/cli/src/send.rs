//! `importer send`: the whole import without a browser.

mod state;
pub(crate) mod tell;
pub(crate) mod transport;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use importer_contract::SourceFile;
use importer_core::delivery::{
    Assignment, CannotGoOn, Delivery, Failure as DeliveryFailure, Fingerprint, Missing, Next, Order, Outcome,
    Receipt, Route, Run, Scope, SendSettings, bearer_token,
};
use importer_core::{Code, Config, Session};
use importer_locale::{Language, Words};

use self::state::State;
use self::tell::{Teller, words};
use self::transport::Transport;
use crate::check::{self, Failure, Input};
use crate::known;
use crate::lookup;
use crate::output;

/// An answer is waited for at most so long at a time.
const PATIENCE: Duration = Duration::from_secs(1);

/// Checks a file and sends its clients to a backend. An import that was interrupted goes on where it
/// stopped.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,
    /// Address of the backend, with or without /api/v1.
    #[arg(long, value_name = "URL")]
    backend: String,
    /// The bot for clients of a messenger; once for each.
    #[arg(long = "bot", value_name = "MESSENGER=ID")]
    bots: Vec<String>,
    /// Tunnel for all of them, or for those of one messenger; the platform's default tunnel without it.
    #[arg(long = "tunnel", value_name = "[MESSENGER=]ID")]
    tunnels: Vec<String>,
    /// Lead-generation tool instead of a tunnel.
    #[arg(long = "lgt", value_name = "[MESSENGER=]ID")]
    lgts: Vec<String>,
    /// Tag for all of them, or for those of one messenger; may be given more than once.
    #[arg(long = "tag", value_name = "[MESSENGER=]TAG")]
    tags: Vec<String>,
    /// Bearer token of the backend. Default: IMPORTER_TOKEN, which other users of the machine cannot
    /// see in the list of processes.
    #[arg(long)]
    token: Option<String>,
    /// Where an unfinished import is kept to go on from; by default FILE.importing.json beside FILE.
    #[arg(long, value_name = "STATE")]
    resume: Option<PathBuf>,
    /// Begin anew, whatever an interrupted import left.
    #[arg(long)]
    anew: bool,
    /// Ask the backend first which clients it knows: who is new, who changes, and who stays as they are,
    /// and is not sent. Its answers count more than those of --known.
    #[arg(long)]
    lookup: bool,
    #[command(flatten)]
    known: known::Earlier,
    /// Write a receipt: JSON, HTML or text by the name's ending.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, out: &mut impl Write, progress: &mut impl Write) -> Result<ExitCode, Failure> {
    let base = base(&args.backend)?;
    let token = token(args.token.as_deref())?;
    let mut opened = check::open(&args.input)?;
    let transport = Transport::new(base.clone(), token.as_deref());
    let mut teller = Teller::new(progress, io::stderr().is_terminal());
    let asked = if args.lookup { Some(lookup::ask(&transport, &opened.session, &mut teller)?) } else { None };
    args.known.compare(&mut opened.session, asked)?;
    let settings = settings(opened.session.config(), args)?;
    if opened.session.comparison().is_some_and(|known| known.to_send == 0 && known.same > 0) {
        writeln!(out, "nothing to send: everybody is known as they are in the file")?;
        known::print(&opened.session, out)?;
        return Ok(ExitCode::from(u8::from(check::has_errors(&opened.session.summary()))));
    }
    let order = Order {
        settings: settings.clone(),
        file: source_file(&args.input, &opened.name)?,
        route: Route::Contract,
        refused: Vec::new(),
        scope: Scope::Everything,
    };
    let state = State::of(args.input.file(), args.resume.as_deref(), &base);
    let mut delivery = begin(args, &opened.session, order, &state, &mut teller)?;
    let checked = check::has_errors(&opened.session.summary());
    let started_ms = now_ms();
    let outcome = carry(&transport, &mut delivery, &mut opened.session, &settings, &state, &mut teller)?;
    let said = report(&outcome, &opened.session, out).map_err(Failure::from);
    let said = said.and_then(|()| Ok(known::print(&opened.session, out)?));
    // Last, so that what became of the clients is said wherever the receipt cannot be written; and written
    // where nobody listens any more.
    let mut written = Ok(());
    if let Some(path) = &args.receipt {
        let run = Run {
            program: concat!("importer ", env!("CARGO_PKG_VERSION")).to_owned(),
            sender: ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()),
            backend: Some(base),
            started_ms,
            finished_ms: now_ms(),
            bots: BTreeMap::new(),
            tunnels: BTreeMap::new(),
        };
        written = write_receipt(path, &delivery.receipt(&opened.session, &run));
    }
    if let Some(failure) = &outcome.failure {
        let again =
            if outcome.import_id.is_some() { "; the same command goes on where it stopped" } else { "" };
        let unwritten = written.err().map(|of| format!("; {}", of.message)).unwrap_or_default();
        let message = format!("not everything was sent: {}{again}{unwritten}", words(failure));
        return Err(Failure { exit: 3, message });
    }
    written?;
    said?;
    Ok(ExitCode::from(u8::from(checked || outcome.progress.counts.rejected > 0)))
}

/// `http://host` and `http://host/api/v1/` are the same backend.
pub(crate) fn base(url: &str) -> Result<String, Failure> {
    let trimmed = url.trim_end_matches('/');
    if !trimmed.starts_with("http://") && !trimmed.starts_with("https://") {
        return Err(Failure::usage(format!(
            "{url}: the address of a backend must begin with http:// or https://"
        )));
    }
    // It would be kept in the receipt, and beside the file.
    let host = trimmed.split_once("://").map_or("", |(_, rest)| rest).split('/').next();
    if host.is_some_and(|host| host.contains('@')) {
        return Err(Failure::usage(
            "give the token by --token or IMPORTER_TOKEN, not in the address".to_owned(),
        ));
    }
    let api = if trimmed.ends_with("/api/v1") { "" } else { "/api/v1" };
    Ok(format!("{trimmed}{api}"))
}

pub(crate) fn token(given: Option<&str>) -> Result<Option<String>, Failure> {
    let of_environment = || std::env::var("IMPORTER_TOKEN").ok().filter(|token| !token.trim().is_empty());
    let Some(token) = given.map(str::to_owned).or_else(of_environment) else { return Ok(None) };
    let wrong = || {
        Failure::usage(
            "the token must be one word of visible ASCII letters: it is in --token or IMPORTER_TOKEN",
        )
    };
    bearer_token(&token).map(|token| Some(token.to_owned())).ok_or_else(wrong)
}

fn settings(config: &Config, args: &Args) -> Result<SendSettings, Failure> {
    let (tunnels, lgts) =
        (Given::of(config, "--tunnel", &args.tunnels)?, Given::of(config, "--lgt", &args.lgts)?);
    let tags = Given::of(config, "--tag", &args.tags)?;
    let mut assignments = BTreeMap::new();
    for pair in &args.bots {
        let (word, bot) = pair
            .split_once('=')
            .filter(|(_, bot)| !bot.is_empty())
            .ok_or_else(|| Failure::usage(format!("--bot {pair}: must be MESSENGER=ID")))?;
        let messenger = check::messenger(config, word)?;
        let (tunnel, lgt) = place(&tunnels, &lgts, &messenger)?;
        let tags = tags.of_messenger(&messenger).chain(tags.of_all()).map(str::to_owned).collect();
        assignments.insert(messenger, Assignment { bot_id: bot.to_owned(), tunnel, lgt, tags });
    }
    Ok(SendSettings { assignments })
}

/// What an argument gives to clients of one messenger, or to all.
struct Given<'a>(Vec<(Option<String>, &'a str)>);

impl<'a> Given<'a> {
    /// `viber=7` is for one messenger, where `viber` is a messenger's name; all else is for all.
    fn of(config: &Config, argument: &str, values: &'a [String]) -> Result<Self, Failure> {
        let given = values.iter().map(|value| {
            let named = value
                .split_once('=')
                .and_then(|(word, rest)| Some((Some(check::messenger(config, word).ok()?), rest)));
            let (messenger, value) = named.unwrap_or((None, value));
            let value = value.trim();
            let empty = || Failure::usage(format!("{argument}: nothing is named"));
            if value.is_empty() { Err(empty()) } else { Ok((messenger, value)) }
        });
        given.collect::<Result<_, Failure>>().map(Self)
    }

    fn of_messenger(&self, messenger: &str) -> impl Iterator<Item = &'a str> {
        let of = self.0.iter().filter(move |(of, _)| of.as_deref() == Some(messenger));
        of.map(|&(_, value)| value)
    }

    fn of_all(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(|(of, _)| of.is_none()).map(|&(_, value)| value)
    }
}

/// The tunnel or the tool of a messenger's clients: what is said of them outranks what is said of all.
fn place(
    tunnels: &Given<'_>,
    lgts: &Given<'_>,
    messenger: &str,
) -> Result<(Option<String>, Option<String>), Failure> {
    let own = (tunnels.of_messenger(messenger).last(), lgts.of_messenger(messenger).last());
    let all = (tunnels.of_all().last(), lgts.of_all().last());
    match if own == (None, None) { all } else { own } {
        (Some(_), Some(_)) => {
            Err(Failure::usage(format!("{messenger}: give --tunnel or --lgt, clients go to one of them")))
        }
        (tunnel, lgt) => Ok((tunnel.map(str::to_owned), lgt.map(str::to_owned))),
    }
}

fn source_file(input: &Input, name: &str) -> Result<SourceFile, Failure> {
    let unreadable = |error: io::Error| Failure::unreadable(format!("{}: {error}", input.file().display()));
    let mut file = File::open(input.file()).map_err(unreadable)?;
    let mut fingerprint = Fingerprint::default();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let count = file.read(&mut buffer).map_err(unreadable)?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        fingerprint.update(bytes);
        size += bytes.len() as u64;
    }
    Ok(SourceFile { name: name.to_owned(), size, sha256: fingerprint.finish() })
}

/// The delivery that was interrupted, or a new one.
fn begin(
    args: &Args,
    session: &Session,
    order: Order,
    state: &State,
    teller: &mut Teller<impl Write>,
) -> Result<Delivery, Failure> {
    let kept = if args.anew { None } else { state.read() };
    if let Some(checkpoint) = kept.filter(|kept| kept.file_sha256 == order.file.sha256) {
        match Delivery::go_on(session, order.clone(), seed(), &checkpoint) {
            Ok(delivery) => {
                teller.line(&format!("going on with import {}", checkpoint.import_id));
                return Ok(delivery);
            }
            Err(CannotGoOn::Missing(missing)) => return Err(cannot_begin(&missing)),
            Err(CannotGoOn::Changed) => teller.line(&format!(
                "import {} was of other clients or settings: beginning anew, nobody is written twice",
                checkpoint.import_id
            )),
        }
    }
    Delivery::new(session, order, seed()).map_err(|missing| cannot_begin(&missing))
}

fn carry(
    transport: &Transport,
    delivery: &mut Delivery,
    session: &mut Session,
    settings: &SendSettings,
    state: &State,
    teller: &mut Teller<impl Write>,
) -> io::Result<Outcome> {
    let mut kept = None;
    let mut anew = false;
    let outcome = loop {
        let now = transport.now_ms();
        let patience = match delivery.next(session, now) {
            Next::Send(call) => {
                transport.send(call);
                continue;
            }
            // There is one token, and the backend does not take it.
            Next::Authorize => {
                delivery.authorize(false);
                continue;
            }
            Next::WaitUntil(at) => Duration::from_millis(at.saturating_sub(now)).min(PATIENCE),
            Next::AwaitAnswer => PATIENCE,
            // Nobody is there to press again: the rest goes under a new import, once.
            Next::Finished(outcome) if !anew && is_forgotten(&outcome) && delivery.resume(settings) => {
                anew = true;
                teller.line("the backend does not know this import any more: announcing the rest anew");
                continue;
            }
            Next::Finished(outcome) => break outcome,
        };
        match transport.answer(patience) {
            Some((id, Ok(reply))) => delivery.answer(id, transport.now_ms(), &reply),
            Some((id, Err(lost))) => delivery.failed(id, transport.now_ms(), lost),
            None => {}
        }
        for landing in delivery.take_landings() {
            session.land(&landing.messenger, &landing.rejections);
        }
        keep(delivery, state, &mut kept, teller)?;
        teller.progress(&delivery.progress());
    };
    teller.end();
    if outcome.failure.is_none() {
        state.remove();
    }
    Ok(outcome)
}

fn is_forgotten(outcome: &Outcome) -> bool {
    matches!(outcome.failure, Some(DeliveryFailure::Refused { status: 404 | 409, .. }))
}

/// Keeps where it stands whenever a batch arrived. A place that cannot be written to is told of once,
/// and keeps nobody from importing.
fn keep(
    delivery: &Delivery,
    state: &State,
    kept: &mut Option<(Option<String>, u32)>,
    teller: &mut Teller<impl Write>,
) -> io::Result<()> {
    let Some(checkpoint) = delivery.checkpoint() else { return Ok(()) };
    let stand = (Some(checkpoint.import_id.clone()), delivery.progress().batches_answered);
    if kept.as_ref().is_some_and(|kept| *kept == stand || kept.0.is_none()) {
        return Ok(());
    }
    *kept = Some(stand);
    if let Err(error) = state.write(checkpoint) {
        *kept = Some((None, 0));
        let path = state.path().display();
        teller.line(&format!("{path}: {error}; an interruption would begin anew"));
    }
    Ok(())
}

pub(crate) fn seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() ^ u64::from(since.subsec_nanos()) << 32
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn write_receipt(path: &Path, receipt: &Receipt) -> Result<(), Failure> {
    let words = Words::new(Language::English);
    let word = |key: &str, arguments: &[(&str, String)]| {
        let values: Vec<_> = arguments
            .iter()
            .map(|(name, value)| match value.parse::<f64>() {
                Ok(number) => (*name, number.into()),
                Err(_) => (*name, value.as_str().into()),
            })
            .collect();
        words.get(key, &values)
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let text = match ending.to_ascii_lowercase().as_str() {
        "json" => serde_json::to_string_pretty(receipt).map_err(io::Error::from)? + "\n",
        "html" | "htm" => receipt.html(Language::English.code(), &word),
        _ => receipt.text(&word),
    };
    output::text(path, &text)
}

fn cannot_begin(missing: &[Missing]) -> Failure {
    let words: Vec<String> = missing
        .iter()
        .map(|missing| match missing {
            Missing::NoIdColumn => "no column holds messenger ids (social_id)".to_owned(),
            Missing::NotChecked => "the file was not checked".to_owned(),
            Missing::NothingToSend => "there is no client that can be sent".to_owned(),
            Missing::NoBot { messenger } => format!("--bot {messenger}=ID is missing"),
            Missing::UndecidedMessenger { clients } => {
                format!("{clients} clients are of no known messenger: give --messenger")
            }
        })
        .collect();
    let of_arguments = missing
        .iter()
        .any(|missing| matches!(missing, Missing::NoBot { .. } | Missing::UndecidedMessenger { .. }));
    Failure { exit: if of_arguments { 64 } else { 1 }, message: words.join("; ") }
}

fn report(outcome: &Outcome, session: &Session, out: &mut impl Write) -> io::Result<()> {
    let progress = &outcome.progress;
    if let Some(import) = &outcome.import_id {
        writeln!(out, "import {import}")?;
    }
    let counts = progress.counts;
    writeln!(
        out,
        "created {}, updated {}, unchanged {}, rejected {}",
        counts.created, counts.updated, counts.unchanged, counts.rejected
    )?;
    let not_sent = session.summary().rows_with_errors;
    writeln!(out, "sent {} of {}, rows with errors {not_sent}", progress.answered, progress.clients)?;
    for (place, problem) in session.problems() {
        let message = match (problem.args.get("message"), problem.code) {
            (Some(message), _) => message.as_str(),
            (None, Code::ClientTooLarge) => "one client alone is larger than the backend takes",
            (None, _) => continue,
        };
        let Some(place) = place else { continue };
        writeln!(out, "row {}: {} {message}", place.row, problem.code)?;
    }
    Ok(())
}
