//! Request bodies: read as JSON with a problem for everything that can be wrong with one, and read to
//! the end even when the answer is known. A client that is still writing when the connection closes
//! does not see the answer, and it needs it: by 413 it halves its batch, by 401 it asks for a token.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::Problem;

/// Largest body that is read: 1000 clients of 2 KB.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Most that is read of a body that is refused.
const DRAIN_LIMIT: usize = 8 * BODY_LIMIT;

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

/// Reads what is left of a request, for an answer that does not depend on it.
pub(crate) async fn refuse(request: Request, problem: Problem) -> Problem {
    // What cannot be read any more cannot be waited for either.
    let _ = read(request.into_body(), |_| {}).await;
    problem
}

async fn collect(body: Body) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let size = read(body, |data| {
        if bytes.len().saturating_add(data.len()) <= BODY_LIMIT {
            bytes.extend_from_slice(data);
        }
    })
    .await?;
    if size > BODY_LIMIT { Err(Problem::BodyTooLarge { limit: BODY_LIMIT }) } else { Ok(bytes) }
}

/// Passes a body's pieces on, up to [`DRAIN_LIMIT`]; gives the size of all of them.
async fn read(mut body: Body, mut piece: impl FnMut(&[u8])) -> Result<usize, Problem> {
    let mut size = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Problem::BodyInterrupted)?.into_data() else { continue };
        size = size.saturating_add(data.len());
        if size > DRAIN_LIMIT {
            break;
        }
        piece(&data);
    }
    Ok(size)
}
