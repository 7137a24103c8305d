//! What a request is refused with, and the one place where an error becomes RFC 9457 problem
//! details. Handlers and the store return [`Problem`] or errors that turn into one; nothing else
//! chooses a status. What went wrong inside the server is logged here and never sent.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use importer_contract::{MAX_CLIENTS, PROBLEM_JSON, ProblemDetails};

use crate::catalog::LeelooError;
use crate::store::{Logged, StoreError, Trouble};

/// Why a request is refused. The text is the `detail` of the answer: one sentence for a developer,
/// without client data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("the body is not JSON: {0}")]
    BodyMalformed(String),
    #[error("the body is not of the expected shape: {0}")]
    BodyInvalid(String),
    #[error("the body is larger than {limit} bytes")]
    BodyTooLarge { limit: usize },
    #[error("the body did not arrive whole")]
    BodyInterrupted,
    #[error("the body must be application/json")]
    BodyNotJson,
    #[error("`{0}` is not a batch number")]
    BatchNumberMalformed(String),

    #[error("no bot `{0}`")]
    BotNotFound(String),
    #[error("bot `{bot}` messages clients of {bot_messenger}, not of {messenger}")]
    BotMessengerMismatch { bot: String, bot_messenger: String, messenger: String },
    #[error("no tunnel `{0}`")]
    TunnelNotFound(String),
    #[error("no messenger `{0}`")]
    MessengerUnknown(String),
    #[error("{0}")]
    ImportInvalid(&'static str),
    #[error("no import `{0}`")]
    ImportNotFound(String),
    #[error(
        "{arrived} of {announced} batches arrived with {arrived_clients} of {announced_clients} clients; missing batches: {missing}"
    )]
    ImportIncomplete {
        arrived: usize,
        announced: u32,
        arrived_clients: u64,
        announced_clients: u32,
        missing: String,
    },
    #[error("batch {number} of an import that announced {announced}, numbered from 0")]
    BatchOutOfRange { number: u32, announced: u32 },
    #[error("{0} clients in one batch; at most {MAX_CLIENTS}")]
    BatchTooLarge(usize),
    #[error("batch {0} arrived before with another body")]
    BatchConflict(u32),
    #[error("{0} ids in one lookup; at most {MAX_CLIENTS}")]
    LookupTooLarge(usize),
    #[error("the cards of these ids are more than {0} bytes; ask about fewer ids")]
    LookupAnswerTooLarge(usize),
    #[error("{0} must not hold a NUL character")]
    TextHasNul(&'static str),
    #[error("{field} is longer than {most} characters, all together")]
    TextTooLong { field: &'static str, most: usize },
    #[error("the header Idempotency-Key is needed: 1 to 255 visible ASCII characters")]
    IdempotencyKeyMissing,
    #[error("this Idempotency-Key came before with another request")]
    IdempotencyKeyReused,

    #[error("a bearer token is needed")]
    Unauthorized,
    #[error("the token is needed, as the password")]
    PasswordNeeded,
    #[error("this server answers to loopback names alone")]
    HostRefused,
    #[error("requests that change something are taken from this server's own origin and the allowed ones")]
    OriginRefused,

    #[error("nothing is here")]
    NotFound,
    #[error("too many requests from this address; wait {seconds} seconds")]
    TooManyRequests { seconds: u64 },
    #[error("the server has {0} requests under way and takes no more")]
    Overloaded(usize),
    #[error("the request took longer than {seconds} seconds")]
    TimedOut { seconds: u64 },
    /// Said in full to the log alone: the database's words may quote client data.
    #[error("{}", about(.0))]
    Store(StoreError),
    #[error("{0}")]
    Leeloo(LeelooError),
    #[error("the server failed; its log says why")]
    Internal,
    /// A refusal of the framework's own, known by its status alone.
    #[error("the request was refused")]
    Status(StatusCode),
}

/// Seconds a client is asked to wait where trying again helps and nothing better is known.
const RETRY_AFTER: u64 = 1;

/// The same, where long lists are being loaded.
const LOADING: u64 = 5;

/// What the one who asked is told of a failure of the database.
fn about(error: &StoreError) -> &'static str {
    match error.trouble() {
        Trouble::Conflict | Trouble::Busy => "the database is busy",
        Trouble::Full => "there is no room left to store clients; nothing of this request was stored",
        Trouble::Failed => "the server failed; its log says why",
    }
}

impl Problem {
    /// Status and stable code.
    fn kind(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::BodyMalformed(_) => (S::BAD_REQUEST, "body.malformed"),
            Self::BodyInvalid(_) => (S::UNPROCESSABLE_ENTITY, "body.invalid"),
            Self::BodyTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, "body.too_large"),
            Self::BodyInterrupted => (S::BAD_REQUEST, "body.interrupted"),
            Self::BodyNotJson => (S::UNSUPPORTED_MEDIA_TYPE, "body.not_json"),
            Self::BatchNumberMalformed(_) => (S::BAD_REQUEST, "batch.number_malformed"),
            Self::BotNotFound(_) => (S::UNPROCESSABLE_ENTITY, "bot.not_found"),
            Self::BotMessengerMismatch { .. } => (S::UNPROCESSABLE_ENTITY, "bot.messenger_mismatch"),
            Self::TunnelNotFound(_) => (S::UNPROCESSABLE_ENTITY, "tunnel.not_found"),
            Self::MessengerUnknown(_) => (S::UNPROCESSABLE_ENTITY, "messenger.unknown"),
            Self::ImportInvalid(_) => (S::UNPROCESSABLE_ENTITY, "import.invalid"),
            Self::ImportNotFound(_) => (S::NOT_FOUND, "import.not_found"),
            Self::ImportIncomplete { .. } => (S::CONFLICT, "import.incomplete"),
            Self::BatchOutOfRange { .. } => (S::UNPROCESSABLE_ENTITY, "batch.out_of_range"),
            Self::BatchTooLarge(_) => (S::PAYLOAD_TOO_LARGE, "batch.too_large"),
            Self::BatchConflict(_) => (S::CONFLICT, "batch.conflict"),
            Self::LookupTooLarge(_) | Self::LookupAnswerTooLarge(_) => {
                (S::PAYLOAD_TOO_LARGE, "lookup.too_large")
            }
            Self::TextHasNul(_) => (S::UNPROCESSABLE_ENTITY, "text.hidden_characters"),
            Self::TextTooLong { .. } => (S::UNPROCESSABLE_ENTITY, "text.too_long"),
            Self::IdempotencyKeyMissing => (S::BAD_REQUEST, "idempotency_key.missing"),
            Self::IdempotencyKeyReused => (S::CONFLICT, "idempotency_key.reused"),
            Self::Unauthorized | Self::PasswordNeeded => (S::UNAUTHORIZED, "token.missing"),
            Self::HostRefused => (S::FORBIDDEN, "host.refused"),
            Self::OriginRefused => (S::FORBIDDEN, "origin.refused"),
            Self::NotFound => (S::NOT_FOUND, "path.not_found"),
            Self::TooManyRequests { .. } => (S::TOO_MANY_REQUESTS, "request.too_many"),
            Self::Overloaded(_) => (S::SERVICE_UNAVAILABLE, "server.overloaded"),
            Self::TimedOut { .. } => (S::SERVICE_UNAVAILABLE, "request.timed_out"),
            Self::Store(error) => match error.trouble() {
                Trouble::Conflict | Trouble::Busy => (S::SERVICE_UNAVAILABLE, "server.busy"),
                Trouble::Full => (S::INSUFFICIENT_STORAGE, "server.full"),
                Trouble::Failed => (S::INTERNAL_SERVER_ERROR, "server.failed"),
            },
            Self::Leeloo(error) => match error {
                LeelooError::Unreachable => (S::BAD_GATEWAY, "leeloo.unreachable"),
                LeelooError::Loading => (S::SERVICE_UNAVAILABLE, "leeloo.loading"),
                LeelooError::TokenRefused => (S::BAD_GATEWAY, "leeloo.token_refused"),
                LeelooError::TooManyRequests { .. } => (S::SERVICE_UNAVAILABLE, "leeloo.too_many_requests"),
                LeelooError::Refused { .. } => (S::BAD_GATEWAY, "leeloo.refused"),
                LeelooError::Foreign { .. } => (S::BAD_GATEWAY, "leeloo.answer_foreign"),
            },
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "server.failed"),
            Self::Status(status) => (*status, "request.refused"),
        }
    }

    /// Seconds after which trying again may help.
    fn retry_after(&self, status: StatusCode) -> Option<u64> {
        match self {
            Self::TooManyRequests { seconds } => Some(*seconds),
            Self::Leeloo(LeelooError::TooManyRequests { seconds }) => Some(*seconds),
            Self::Leeloo(LeelooError::Loading) => Some(LOADING),
            _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER),
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::Unauthorized => Some("Bearer"),
            // What makes a browser ask for a password.
            Self::PasswordNeeded => Some("Basic realm=\"importer\", charset=\"UTF-8\""),
            _ => None,
        }
    }

    fn log(&self) {
        match self {
            Self::Store(error) if error.trouble() == Trouble::Failed => {
                tracing::error!(error = %Logged(error), "the database failed");
            }
            Self::Store(error) => tracing::warn!(error = %Logged(error), "the database is in trouble"),
            _ => {}
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        let (status, code) = self.kind();
        let details = ProblemDetails {
            // `code` tells the kind; RFC 9457 then wants the status phrase as the title.
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: (!matches!(self, Self::Status(_))).then(|| self.to_string()),
            code: Some(code.to_owned()),
        };
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after(status) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge() {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Gives every error answer that is not ours (no such method, a bad range, a missing file, …) the
/// shape of a problem, keeping its headers (`Allow`, `Content-Range`).
pub(crate) async fn shape_refusals(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|media| media.as_bytes() == PROBLEM_JSON.as_bytes());
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = if status == StatusCode::NOT_FOUND { Problem::NotFound } else { Problem::Status(status) };
    let (shaped, body) = problem.into_response().into_parts();
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.extend(shaped.headers);
    Response::from_parts(parts, Body::new(body))
}

/// The answer to a panic. Its message may quote client data, so it is not read.
pub(crate) fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a request handler panicked");
    Problem::Internal.into_response()
}
