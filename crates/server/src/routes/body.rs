//! JSON bodies, with a problem for everything that can be wrong with one.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::Problem;

/// Largest body that is read: 1000 clients of 2 KB.
pub(crate) const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Most that is read and thrown away of a body that is too large. A client that is still writing when
/// the connection closes does not see the answer, and it needs this one: it halves its batch by it.
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
            return Err(Problem::BodyNotJson);
        }
        let bytes = collect(request.into_body()).await?;
        let value = serde_json::from_slice(&bytes).map_err(|error| match error.classify() {
            Category::Data => Problem::BodyInvalid(error.to_string()),
            Category::Syntax | Category::Eof | Category::Io => Problem::BodyMalformed(error.to_string()),
        })?;
        Ok(Self { value, bytes })
    }
}

/// A form cannot send this media type, so a foreign page needs leave to, which no one gives it.
fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.and_then(|media| media.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

async fn collect(mut body: Body) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut size = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Problem::BodyInterrupted)?.into_data() else { continue };
        size = size.saturating_add(data.len());
        if size <= BODY_LIMIT {
            bytes.extend_from_slice(&data);
        } else if size > DRAIN_LIMIT {
            break;
        }
    }
    if size > BODY_LIMIT { Err(Problem::BodyTooLarge { limit: BODY_LIMIT }) } else { Ok(bytes) }
}
