//! HTTP from a terminal: each call in a thread of its own, since only a few are under way at once.

use std::io::Read as _;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use importer_contract::IDEMPOTENCY_KEY;
use importer_core::delivery::{Call, Lost, Reply, most_read, retry_after_s};

/// One call may take so long; the backend writes 500 clients in a fraction of it.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// A call's number, and what became of it.
pub(crate) type Answer = (u32, Result<Reply, Lost>);

/// Makes the calls of one delivery.
pub(crate) struct Transport {
    base: String,
    authorization: Option<String>,
    agent: ureq::Agent,
    started: Instant,
    answers: (Sender<Answer>, Receiver<Answer>),
}

impl Transport {
    /// Calls go to paths under `base`, with this bearer token.
    pub(crate) fn new(base: String, token: Option<&str>) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A redirected PUT would become a GET of another place.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(CALL_TIMEOUT))
            .build();
        let authorization = token.map(|token| format!("Bearer {token}"));
        Self { base, authorization, agent: config.into(), started: Instant::now(), answers: mpsc::channel() }
    }

    /// Milliseconds since this was made.
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Begins a call; [`answer`](Self::answer) gives what comes of it.
    pub(crate) fn send(&self, call: Call) {
        let (agent, authorization) = (self.agent.clone(), self.authorization.clone());
        let (url, answers) = (format!("{}{}", self.base, call.path), self.answers.0.clone());
        std::thread::spawn(move || {
            let answer = exchange(&agent, &url, authorization.as_deref(), &call).map_err(lost);
            // Nobody listens any more when the delivery is over; nothing is lost then.
            let _ = answers.send((call.id, answer));
        });
    }

    /// The next answer, if one comes in time.
    pub(crate) fn answer(&self, patience: Duration) -> Option<Answer> {
        // This holds a sender itself, so nobody is ever disconnected.
        self.answers.1.recv_timeout(patience).ok()
    }
}

fn exchange(
    agent: &ureq::Agent,
    url: &str,
    authorization: Option<&str>,
    call: &Call,
) -> Result<Reply, ureq::Error> {
    let mut response = if call.method == "GET" {
        let request = agent.get(url).header("Accept", "application/json");
        match authorization {
            Some(value) => request.header("Authorization", value).call()?,
            None => request.call()?,
        }
    } else {
        let request = if call.method == "PUT" { agent.put(url) } else { agent.post(url) };
        let mut request =
            request.header("Content-Type", "application/json").header("Accept", "application/json");
        if let Some(value) = authorization {
            request = request.header("Authorization", value);
        }
        if let Some(key) = &call.idempotency_key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        request.send(call.body.as_str())?
    };
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    let status = response.status().as_u16();
    let retry_after_s = retry_after_s(header("Retry-After"), header("Date"), super::now_ms());
    let most = most_read(status, header("Content-Type"));
    let mut body = Vec::new();
    response.body_mut().as_reader().take(most).read_to_end(&mut body)?;
    Ok(Reply { status, retry_after_s, body: String::from_utf8_lossy(&body).into_owned() })
}

fn lost(error: ureq::Error) -> Lost {
    match error {
        ureq::Error::Timeout(_) => Lost::Silent(u32::try_from(CALL_TIMEOUT.as_secs()).unwrap_or(u32::MAX)),
        error => Lost::Unreachable(error.to_string()),
    }
}
