//! Request bodies: read as JSON with a problem for everything that can be wrong with one, and read on
//! for a while even when the answer is known. A client that is still writing when the connection closes
//! does not see the answer, and it needs it: by 413 it halves its batch, by 401 it asks for a token.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::Problem;

/// Largest body that is read: 1000 clients of 2 KB.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Most that is read of a body that is refused.
const DRAIN_LIMIT: usize = 8 * BODY_LIMIT;
/// Longest that is waited for one.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// A body of `T` in JSON, together with its bytes.
pub(crate) struct JsonBody<T> {
    pub(crate) value: T,
    pub(crate) bytes: Vec<u8>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(refuse(request, Problem::BodyNotJson).await);
        }
        let bytes = collect(request.into_body()).await?;
        let value = serde_json::from_slice(&bytes).map_err(|error| match error.classify() {
            Category::Data => Problem::BodyInvalid(error.to_string()),
            Category::Syntax | Category::Eof | Category::Io => Problem::BodyMalformed(error.to_string()),
        })?;
        Ok(Self { value, bytes })
    }
}

/// Whatever body there is, read to its end and forgotten: an answer over an unread body closes the
/// connection, and the client's next request on it is lost.
pub(crate) struct IgnoredBody;

impl<S: Send + Sync> FromRequest<S> for IgnoredBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        collect(request.into_body()).await.map(|_| Self)
    }
}

/// A form cannot send this media type, so a foreign page needs leave to, which no one gives it.
fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.and_then(|media| media.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads what is left of a request, within limits, for an answer that does not depend on it. Who asks
/// first whether to send a body is spared sending it.
pub(crate) async fn refuse(request: Request, problem: Problem) -> Problem {
    if !request.headers().contains_key(header::EXPECT) {
        drain(request.into_body()).await;
    }
    problem
}

async fn collect(mut body: Body) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = next_piece(&mut body).await? {
        if bytes.len().saturating_add(piece.len()) > BODY_LIMIT {
            drain(body).await;
            return Err(Problem::BodyTooLarge { limit: BODY_LIMIT });
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn drain(mut body: Body) {
    let rest = async {
        let mut size = 0_usize;
        // What cannot be read any more cannot be waited for either.
        while size <= DRAIN_LIMIT
            && let Ok(Some(piece)) = next_piece(&mut body).await
        {
            size = size.saturating_add(piece.len());
        }
    };
    let _ = tokio::time::timeout(DRAIN_TIME, rest).await;
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, Problem> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
        let Some(frame) = frame.transpose().map_err(|_| Problem::BodyInterrupted)? else { return Ok(None) };
        // A trailer is no data.
        if let Ok(piece) = frame.into_data() {
            return Ok(Some(piece));
        }
    }
}
