//! Bots, tunnels and tags of an account at Leeloo, by its public API, version 2: `GET /connections`,
//! `/tunnels` and `/tags`, in pages, with the header `X-Leeloo-AuthToken`. Knows nothing of clients:
//! that API takes none.
//!
//! A handful of calls every few minutes, so they are made by a small blocking client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use importer_contract::{Bot, Tag, Tunnel};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Catalog;

/// Items asked for in one call.
const PAGE: usize = 100;
/// Most items taken of one list.
const MOST: usize = 10_000;
/// Largest answer that is read.
const ANSWER_LIMIT: u64 = 4 * 1024 * 1024;
/// One call may take so long.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// All of them together, waits included. Three lists of [`MOST`] items are 300 calls.
const DEADLINE: Duration = Duration::from_secs(300);
/// First wait when Leeloo has too many requests; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Longest wait; who is asked for a longer one has to try again.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// Why Leeloo's lists cannot be had. Its own words are kept out but for its error code: they may
/// hold anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeelooError {
    /// No connection, or no answer in time.
    #[error("Leeloo cannot be reached")]
    Unreachable,
    /// Its answers are on their way and take longer than a request may wait.
    #[error("Leeloo's lists are still being loaded; try again in a few seconds")]
    Loading,
    /// It does not know the token.
    #[error("Leeloo refuses the server's token (LEELOO_API_TOKEN)")]
    TokenRefused,
    /// It has had too many requests, and still had after several waits.
    #[error("Leeloo has too many requests; wait {seconds} seconds")]
    TooManyRequests {
        /// How long.
        seconds: u64,
    },
    /// It answered with an error.
    #[error("Leeloo answered {status} {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Its code, such as `FORMAT_ERROR`; empty where it gave none.
        code: String,
    },
    /// What answered is not its API.
    #[error("the answer ({status}) to GET {path} is not of Leeloo's API")]
    Foreign {
        /// HTTP status.
        status: u16,
        /// What was asked for.
        path: &'static str,
    },
}

/// An account at Leeloo.
#[derive(Debug, Clone)]
pub struct Leeloo {
    base: String,
    token: Arc<Secret>,
    agent: ureq::Agent,
}

/// Cannot be printed by accident.
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Leeloo {
    /// Where the API is.
    pub const BASE: &str = "https://api.leeloo.ai/api/v2";

    /// An account by its token; `base` is the API's address without a trailing slash. Spaces around
    /// the token come along when it is copied, and are not part of it.
    #[must_use]
    pub fn new(base: &str, token: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(CALL_TIMEOUT))
            .user_agent(concat!("importer-server/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        let base = base.trim_end_matches('/').to_owned();
        Self { base, token: Arc::new(Secret(token.trim().to_owned())), agent }
    }

    /// All three lists. Blocks for as long as that takes, minutes where they are long.
    ///
    /// # Errors
    /// As [`LeelooError`] says.
    pub(super) fn catalog(&self) -> Result<Catalog, LeelooError> {
        let until = Instant::now() + DEADLINE;
        let connections: Vec<Connection> = self.list("/connections", until)?;
        let tunnels: Vec<Named> = self.list("/tunnels", until)?;
        let tags: Vec<Named> = self.list("/tags", until)?;
        Ok(Catalog {
            bots: connections.into_iter().map(Connection::into_bot).collect(),
            tunnels: tunnels.into_iter().map(|Named { id, name }| Tunnel { id, name }).collect(),
            tags: tags.into_iter().map(|Named { id, name }| Tag { id, name }).collect(),
        })
    }

    fn list<T: DeserializeOwned>(&self, path: &'static str, until: Instant) -> Result<Vec<T>, LeelooError> {
        let mut items: Vec<T> = Vec::new();
        while items.len() < MOST {
            let page: Page<T> = self.page(path, items.len(), until)?;
            let found = page.data.into_items();
            let last = found.is_empty() || (page.meta.is_none() && found.len() < PAGE);
            items.extend(found);
            let total = page.meta.and_then(|meta| meta.filtered_count.or(meta.total_count));
            if last || total.is_some_and(|total| items.len() >= total) {
                break;
            }
        }
        Ok(items)
    }

    /// One page; asks again after a wait while Leeloo has too many requests.
    fn page<T: DeserializeOwned>(
        &self,
        path: &'static str,
        offset: usize,
        until: Instant,
    ) -> Result<Page<T>, LeelooError> {
        let mut wait = FIRST_WAIT;
        loop {
            if Instant::now() > until {
                tracing::warn!(path, offset, "Leeloo's lists take too long");
                return Err(LeelooError::Unreachable);
            }
            let answer = self.ask(path, offset)?;
            match read(path, &answer) {
                Err(LeelooError::TooManyRequests { .. }) => {
                    std::thread::sleep(pause(answer.retry_after, wait)?);
                    wait *= 2;
                }
                result => return result,
            }
        }
    }

    fn ask(&self, path: &str, offset: usize) -> Result<Answer, LeelooError> {
        let unreachable = |error: ureq::Error| {
            tracing::warn!(%error, path, "Leeloo cannot be reached");
            LeelooError::Unreachable
        };
        let mut response = self
            .agent
            .get(format!("{}{path}?limit={PAGE}&offset={offset}", self.base))
            .header("X-Leeloo-AuthToken", &self.token.0)
            .header("Accept", "application/json")
            .call()
            .map_err(unreachable)?;
        let retry_after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            retry_after: retry_after.and_then(|value| value.trim().parse().ok()).map(asked_for),
            body: response.body_mut().with_config().limit(ANSWER_LIMIT).read_to_vec().map_err(unreachable)?,
        })
    }
}

/// How long to wait before it is asked again: as long as it wants, but longer each time, and not for ever.
fn pause(asked: Option<Duration>, wait: Duration) -> Result<Duration, LeelooError> {
    let pause = asked.unwrap_or_default().max(wait);
    let seconds = pause.as_secs().max(1);
    if pause > LONGEST_WAIT { Err(LeelooError::TooManyRequests { seconds }) } else { Ok(pause) }
}

/// A wait it asks for, as far as one believes it.
fn asked_for(seconds: u64) -> Duration {
    const MOST: u64 = 300;
    Duration::from_secs(seconds.min(MOST))
}

#[derive(Debug)]
struct Answer {
    status: u16,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

/// What an answer says. Too many requests come as plain text, whatever the status; other errors as
/// `{"status": 0, "error": {"code": …}}`, also with status 200.
fn read<T: DeserializeOwned>(path: &'static str, answer: &Answer) -> Result<Page<T>, LeelooError> {
    let status = answer.status;
    if let Ok(Envelope { error: Some(error) }) = serde_json::from_slice(&answer.body) {
        // As much as a code can be, and nothing that could be somebody's data.
        let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let code: String = error.code.unwrap_or_default().chars().filter(plain).take(64).collect();
        let about_token = matches!(status, 401 | 403) || code.contains("TOKEN") || code.contains("AUTH");
        return Err(if about_token {
            LeelooError::TokenRefused
        } else {
            LeelooError::Refused { status, code }
        });
    }
    if (200..300).contains(&status)
        && let Ok(page) = serde_json::from_slice(&answer.body)
    {
        return Ok(page);
    }
    Err(match status {
        401 | 403 => LeelooError::TokenRefused,
        429 => LeelooError::TooManyRequests { seconds: 1 },
        _ if speaks_of_too_many(&answer.body) => LeelooError::TooManyRequests { seconds: 1 },
        500..=599 => LeelooError::Refused { status, code: String::new() },
        _ => LeelooError::Foreign { status, path },
    })
}

/// Whether a short plain text says that there were too many requests.
fn speaks_of_too_many(body: &[u8]) -> bool {
    const LONGEST: usize = 500;
    std::str::from_utf8(body)
        .is_ok_and(|text| text.len() <= LONGEST && text.to_ascii_lowercase().contains("too many"))
}

#[derive(Debug, Deserialize)]
struct Envelope {
    error: Option<ErrorBody>,
}

#[derive(Debug, Deserialize)]
struct ErrorBody {
    code: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Page<T> {
    data: Items<T>,
    meta: Option<Meta>,
}

/// Some of the documented answers have the list itself under `data`, some an object that holds it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Items<T> {
    List(Vec<T>),
    Wrapped(std::collections::BTreeMap<String, Vec<T>>),
}

impl<T> Items<T> {
    fn into_items(self) -> Vec<T> {
        match self {
            Self::List(items) => items,
            Self::Wrapped(lists) => lists.into_values().flatten().collect(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    total_count: Option<usize>,
    filtered_count: Option<usize>,
}

#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    name: String,
}

/// A bot, as Leeloo calls it.
#[derive(Debug, Deserialize)]
struct Connection {
    id: String,
    name: String,
    /// Messenger code: `TELEGRAM`, `FACEBOOK`, ….
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Connection {
    fn into_bot(self) -> Bot {
        Bot { id: self.id, name: self.name, messenger: self.kind.map(|kind| kind.to_ascii_uppercase()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, expected: Result<usize, LeelooError>) {
        let answer = Answer { status, retry_after: None, body: body.as_bytes().to_vec() };
        let read = read::<Named>("/tags", &answer).map(|page| page.data.into_items().len());
        assert_eq!(read, expected, "{status} {body}");
    }

    #[test]
    fn answers() {
        use LeelooError::*;
        let refused = |status, code: &str| Err(Refused { status, code: code.to_owned() });
        check(200, r#"{"data": [{"id": "1", "name": "VIP"}], "meta": {"totalCount": 1}}"#, Ok(1));
        check(200, r#"{"data": {"tags": [{"id": "1", "name": "VIP"}]}, "status": 1}"#, Ok(1));
        check(200, r#"{"data": []}"#, Ok(0));
        check(
            200,
            r#"{"status":0,"error":{"code":"FORMAT_ERROR","fields":{}}}"#,
            refused(200, "FORMAT_ERROR"),
        );
        check(400, r#"{"status":0,"error":{"code":"FORMAT_ERROR"}}"#, refused(400, "FORMAT_ERROR"));
        check(400, r#"{"status":0,"error":{"code":"<b>1</b>"}}"#, refused(400, "b1b"));
        check(401, r#"{"status":0,"error":{"code":"NO"}}"#, Err(TokenRefused));
        check(200, r#"{"status":0,"error":{"code":"WRONG_TOKEN"}}"#, Err(TokenRefused));
        check(403, "Forbidden", Err(TokenRefused));
        check(429, "", Err(TooManyRequests { seconds: 1 }));
        check(200, "Too many requests, please try again later.", Err(TooManyRequests { seconds: 1 }));
        check(503, "<html>", refused(503, ""));
        check(200, "<html>", Err(Foreign { status: 200, path: "/tags" }));
        check(200, r#"{"data": [{"id": 1}]}"#, Err(Foreign { status: 200, path: "/tags" }));
        check(302, "", Err(Foreign { status: 302, path: "/tags" }));
    }

    #[test]
    fn waits_grow_and_end() {
        let seconds = Duration::from_secs;
        for (asked, wait, expected) in [
            (None, seconds(2), Some(2)),
            (Some(5), seconds(2), Some(5)),
            (Some(0), seconds(2), Some(2)),
            (Some(1), LONGEST_WAIT, Some(LONGEST_WAIT.as_secs())),
            (Some(0), LONGEST_WAIT * 2, None),
            (Some(60), seconds(1), None),
        ] {
            let paused = pause(asked.map(seconds), wait);
            assert_eq!(paused.ok().map(|pause| pause.as_secs()), expected, "{asked:?} {wait:?}");
        }
        assert_eq!(pause(Some(seconds(60)), seconds(1)), Err(LeelooError::TooManyRequests { seconds: 60 }));
    }

    #[test]
    fn a_token_is_not_printed() {
        let account = Leeloo::new("http://x/", " s3cret ");
        assert!(!format!("{account:?}").contains("s3cret"));
        assert_eq!((account.base.as_str(), account.token.0.as_str()), ("http://x", "s3cret"));
    }
}
