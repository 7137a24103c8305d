//! `importer send`: the whole import without a browser.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use importer_contract::{IDEMPOTENCY_KEY, SourceFile};
use importer_core::delivery::{
    Assignment, Call, Delivery, Failure as DeliveryFailure, Fingerprint, Missing, Next, Outcome, Reply,
    SendSettings,
};
use importer_core::{Config, Session};

use crate::check::{self, Failure, Input};

/// One call may take so long; the backend writes 500 clients in a fraction of it.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Checks a file and sends its clients to a backend.
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
    /// Tunnel for all of them; the platform's default tunnel without it.
    #[arg(long)]
    tunnel: Option<String>,
    /// Tag for all of them; may be given more than once.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
}

pub(crate) fn run(args: &Args, out: &mut impl Write, progress: &mut impl Write) -> Result<ExitCode, Failure> {
    let base = base(&args.backend)?;
    let mut opened = check::open(&args.input)?;
    let settings = settings(opened.session.config(), args)?;
    let file = source_file(&args.input, &opened.name)?;
    let delivery = match Delivery::new(&opened.session, settings, file, seed()) {
        Ok(delivery) => delivery,
        Err(missing) => return Err(cannot_begin(&missing)),
    };
    let checked = check::has_errors(&opened.session.summary());
    let outcome = Transport::new(base).carry(delivery, &mut opened.session, progress)?;
    report(&outcome, &opened.session, out)?;
    let exit = match &outcome.failure {
        Some(failure) => {
            return Err(Failure { exit: 3, message: format!("not everything was sent: {}", words(failure)) });
        }
        None => checked || outcome.progress.rejected > 0,
    };
    Ok(ExitCode::from(u8::from(exit)))
}

/// `http://host` and `http://host/api/v1/` are the same backend.
fn base(url: &str) -> Result<String, Failure> {
    let trimmed = url.trim_end_matches('/');
    if !trimmed.starts_with("http://") && !trimmed.starts_with("https://") {
        return Err(Failure::usage(format!("--backend {url}: must begin with http:// or https://")));
    }
    let api = if trimmed.ends_with("/api/v1") { "" } else { "/api/v1" };
    Ok(format!("{trimmed}{api}"))
}

fn settings(config: &Config, args: &Args) -> Result<SendSettings, Failure> {
    let mut assignments = BTreeMap::new();
    for pair in &args.bots {
        let (word, bot) = pair
            .split_once('=')
            .filter(|(_, bot)| !bot.is_empty())
            .ok_or_else(|| Failure::usage(format!("--bot {pair}: must be MESSENGER=ID")))?;
        let assignment = Assignment {
            bot_id: bot.to_owned(),
            tunnel: args.tunnel.clone(),
            lgt: None,
            tags: args.tags.clone(),
        };
        assignments.insert(check::messenger(config, word)?, assignment);
    }
    Ok(SendSettings { assignments })
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

fn seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() ^ u64::from(since.subsec_nanos()) << 32
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

fn words(failure: &DeliveryFailure) -> String {
    match failure {
        DeliveryFailure::Network { reason } => format!("the backend cannot be reached: {reason}"),
        DeliveryFailure::Refused { status, code, detail } => {
            let parts = [code.as_deref(), detail.as_deref()];
            let said: Vec<&str> = parts.into_iter().flatten().collect();
            format!("the backend answered {status} {}", said.join(": "))
        }
        DeliveryFailure::ForeignAnswer { status, .. } => {
            format!("the answer ({status}) is not of an importer backend; is --backend right?")
        }
        DeliveryFailure::SessionChanged => "the rows changed meanwhile".to_owned(),
        DeliveryFailure::Cancelled => "cancelled".to_owned(),
    }
}

fn report(outcome: &Outcome, session: &Session, out: &mut impl Write) -> io::Result<()> {
    let progress = &outcome.progress;
    if let Some(import) = &outcome.import_id {
        writeln!(out, "import {import}")?;
    }
    writeln!(
        out,
        "created {}, updated {}, unchanged {}, rejected {}",
        progress.created, progress.updated, progress.unchanged, progress.rejected
    )?;
    let not_sent = session.summary().rows_with_errors;
    writeln!(out, "sent {} of {}, rows with errors {not_sent}", progress.answered, progress.clients)?;
    for (place, problem) in session.problems() {
        let (Some(place), Some(message)) = (place, problem.args.get("message")) else { continue };
        writeln!(out, "row {}: {} {message}", place.row, problem.code)?;
    }
    Ok(())
}

/// Makes calls, each in a thread of its own: only a few are under way at once.
struct Transport {
    base: String,
    agent: ureq::Agent,
    started: Instant,
    answers: (Sender<Answer>, Receiver<Answer>),
}

type Answer = (u32, Result<Reply, String>);

impl Transport {
    fn new(base: String) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(CALL_TIMEOUT))
            .build();
        Self { base, agent: config.into(), started: Instant::now(), answers: mpsc::channel() }
    }

    fn carry(
        &self,
        mut delivery: Delivery,
        session: &mut Session,
        progress: &mut impl Write,
    ) -> io::Result<Outcome> {
        let mut said = None;
        loop {
            let now = self.now_ms();
            let patience = match delivery.next(session, now) {
                Next::Send(call) => {
                    self.send(call);
                    continue;
                }
                Next::WaitUntil(at) => Duration::from_millis(at.saturating_sub(now)),
                Next::AwaitAnswer => CALL_TIMEOUT * 2,
                Next::Finished(outcome) => return Ok(outcome),
            };
            if let Ok((id, answer)) = self.answers.1.recv_timeout(patience) {
                match answer {
                    Ok(reply) => delivery.answer(id, self.now_ms(), &reply),
                    Err(reason) => delivery.failed(id, self.now_ms(), &reason),
                }
            }
            for rejected in delivery.take_rejected() {
                session.land(&rejected.messenger, &rejected.rejections);
            }
            let now = delivery.progress();
            let line = (now.answered, now.retrying.clone());
            if said.as_ref() != Some(&line) {
                match &now.retrying {
                    Some(failure) => writeln!(progress, "trying again: {}", words(failure))?,
                    None => writeln!(progress, "sent {} of {}", now.answered, now.clients)?,
                }
                said = Some(line);
            }
        }
    }

    fn send(&self, call: Call) {
        let (agent, url, answers) =
            (self.agent.clone(), format!("{}{}", self.base, call.path), self.answers.0.clone());
        std::thread::spawn(move || {
            let answer = exchange(&agent, &url, &call).map_err(|error| error.to_string());
            // Nobody listens any more when the delivery is over; nothing is lost then.
            let _ = answers.send((call.id, answer));
        });
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

fn exchange(agent: &ureq::Agent, url: &str, call: &Call) -> Result<Reply, ureq::Error> {
    let request = if call.method == "PUT" { agent.put(url) } else { agent.post(url) };
    let mut request = request.header("Content-Type", "application/json");
    if let Some(key) = &call.idempotency_key {
        request = request.header(IDEMPOTENCY_KEY, key);
    }
    let mut response = request.send(call.body.as_str())?;
    let retry_after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
    Ok(Reply {
        status: response.status().as_u16(),
        retry_after_s: retry_after.and_then(|value| value.trim().parse().ok()),
        body: response.body_mut().read_to_string()?,
    })
}
