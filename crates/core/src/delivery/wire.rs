//! Bodies, keys and answers: the little of HTTP that delivery has to understand.

use importer_contract::{ImportCreated, ProblemDetails};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Characters of a foreign answer that are kept to show.
const SHOWN: usize = 200;

/// An HTTP answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Header `Retry-After` in seconds, where it is there and a number.
    pub retry_after_s: Option<u64>,
    /// Body as text.
    pub body: String,
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

    /// Whether the same call may well succeed later (RFC 9110: 408, 429, 5xx). An endpoint that is
    /// not implemented will not be by then.
    pub(super) const fn is_passing(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502..=599)
    }

    pub(super) fn parsed<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.body).ok()
    }

    /// The id of a new import; one that would change the path of later calls is none.
    pub(super) fn import_id(&self) -> Option<String> {
        let ImportCreated { import_id } = self.parsed()?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        (!import_id.is_empty() && import_id.chars().all(plain)).then_some(import_id)
    }
}

impl Failure {
    pub(super) fn refused(reply: &Reply) -> Self {
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

/// 64 hexadecimal digits that are the same for the same batch with the same content, and no other.
pub(super) fn idempotency_key(import: &str, number: u32, body: &str) -> String {
    let mut fingerprint = Fingerprint::default();
    fingerprint.update(import.as_bytes());
    fingerprint.update(&number.to_be_bytes());
    fingerprint.update(body.as_bytes());
    fingerprint.finish()
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
        let nibbles = self.0.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
    }
}
