//! Bodies, keys and answers: the little of HTTP that delivery has to understand.

use std::collections::HashSet;

use importer_contract::{ClientLookup, ImportCreated, KnownClient, LookupAnswer, ProblemDetails};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Characters of a foreign answer that are kept to show.
const SHOWN: usize = 200;
/// Bytes of an answer in JSON that are read: a status of some ten thousand batches.
const MOST_JSON: u64 = 8 << 20;
/// Bytes of any other answer that are read. It is an error page, and its beginning is enough.
const MOST_OTHER: u64 = 16 << 10;

/// An HTTP answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// What [`retry_after_s`](super::retry_after_s) makes of the header `Retry-After`.
    pub retry_after_s: Option<u64>,
    /// Body as text.
    pub body: String,
}

/// Bytes that are worth reading of an answer with this status and `Content-Type`; what follows does
/// not change what the answer means.
#[must_use]
pub fn most_read(status: u16, content_type: Option<&str>) -> u64 {
    let json = content_type.is_some_and(|media| media.to_ascii_lowercase().contains("json"));
    if json && (200..300).contains(&status) { MOST_JSON } else { MOST_OTHER }
}

/// A bearer token as it can stand in a header: without the space around it. `None` for a text that
/// is no token (RFC 6750): an empty one, or one with spaces, line ends or letters beyond ASCII in it.
#[must_use]
pub fn bearer_token(text: &str) -> Option<&str> {
    let token = text.trim();
    (!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())).then_some(token)
}

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// No connection, or it broke; what the transport said, for developers.
    Unreachable(String),
    /// Nothing came for so many seconds.
    Silent(u32),
}

/// Why delivery stopped, or tries again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// The backend could not be reached.
    Network {
        /// What the transport said, for developers.
        reason: String,
    },
    /// The backend took the call and did not answer.
    Silent {
        /// How long it was waited for.
        seconds: u32,
    },
    /// The backend answered with an error.
    Refused {
        /// HTTP status.
        status: u16,
        /// Its stable code, where it gave one.
        code: Option<String>,
        /// Its own words, where it gave any.
        detail: Option<String>,
    },
    /// The answer is not of this contract: another program listens there, or a proxy answered.
    ForeignAnswer {
        /// HTTP status.
        status: u16,
        /// How the body begins.
        body: String,
    },
    /// The answer is of the contract, and its numbers are not those of what was sent.
    Disagrees {
        /// Clients sent.
        sent: u32,
        /// Clients the answer speaks of.
        told: u32,
    },
    /// The import to go on with is another one: another file, other totals.
    OtherImport,
    /// The rows were checked anew while they were being sent.
    SessionChanged,
    /// The person stopped it.
    Cancelled,
}

impl Reply {
    /// The error this answer is, if it is one.
    pub(super) fn failure(&self) -> Option<Failure> {
        (!(200..300).contains(&self.status)).then(|| Failure::refused(self))
    }

    /// Whether the backend wants to be left alone for a while, whatever the call.
    pub(super) const fn asks_for_rest(&self) -> bool {
        self.status == 429 || self.retry_after_s.is_some()
    }

    /// Whether the same call may well succeed later (RFC 9110: 408, 429, 5xx). An endpoint that is
    /// not implemented will not be by then.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502..=599)
    }

    pub(super) fn parsed<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.body).ok()
    }

    /// The id of a new import; one that would change the path of later calls is none.
    pub(super) fn import_id(&self) -> Option<String> {
        let ImportCreated { import_id } = self.parsed()?;
        is_plain_id(&import_id).then_some(import_id)
    }
}

/// The cards that the answer to a lookup tells of. An answer that speaks of ids nobody asked for, or
/// of one twice, is not believed at all: its cards would be compared with the wrong rows.
///
/// # Errors
/// [`Failure::Refused`], [`Failure::ForeignAnswer`]; [`Failure::Disagrees`] for other ids than asked.
pub fn known_clients(asked: &ClientLookup, reply: &Reply) -> Result<Vec<KnownClient>, Failure> {
    if let Some(failure) = reply.failure() {
        return Err(failure);
    }
    let answer: LookupAnswer = reply.parsed().ok_or_else(|| Failure::foreign(reply))?;
    let mut open: HashSet<&str> = asked.social_ids.iter().map(String::as_str).collect();
    if answer.clients.iter().all(|client| open.remove(client.social_id.as_str())) {
        return Ok(answer.clients);
    }
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Err(Failure::Disagrees { sent: count(asked.social_ids.len()), told: count(answer.clients.len()) })
}

impl From<Lost> for Failure {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Unreachable(reason) => Self::Network { reason },
            Lost::Silent(seconds) => Self::Silent { seconds },
        }
    }
}

/// Whether an import's id can stand in a path.
pub(super) fn is_plain_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

impl Failure {
    pub(crate) fn refused(reply: &Reply) -> Self {
        let status = reply.status;
        match reply.parsed::<ProblemDetails>() {
            Some(problem) => {
                Self::Refused { status, code: problem.code, detail: problem.detail.or(Some(problem.title)) }
            }
            // Overload is often answered by a proxy in its own words; the status says enough.
            None if reply.is_passing() || reply.status == 413 => {
                Self::Refused { status, code: None, detail: None }
            }
            None => Self::foreign(reply),
        }
    }

    pub(super) fn foreign(reply: &Reply) -> Self {
        Self::ForeignAnswer { status: reply.status, body: reply.body.chars().take(SHOWN).collect() }
    }
}

/// The contract's types are plain structs with text keys: writing them cannot fail.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Bytes that are the same for the same batch with the same content, and no other.
pub(super) fn idempotency_key(import: &str, number: u32, body: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(import.as_bytes());
    hash.update(number.to_be_bytes());
    hash.update(body.as_bytes());
    hash.finalize().into()
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

/// SHA-256 of a file read in pieces, for [`importer_contract::SourceFile`].
#[derive(Debug, Clone, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}
