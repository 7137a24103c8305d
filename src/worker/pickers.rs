//! Bots, tunnels and tags of a backend. Asking for them sends nothing of the file.

use importer_core::delivery::{Lost, bearer_token};
use serde::de::DeserializeOwned;

use super::send::status_failure;
use super::transport::Backend;
use crate::protocol::{Failure, Pickers};

/// What the backend at `base` offers.
///
/// # Errors
/// `send.network`, `send.silent`, `send.unauthorized`, `send.foreign_answer` and their like.
pub(super) async fn pickers(base: String, token: Option<String>) -> Result<Pickers, Failure> {
    let backend = backend(base, token)?;
    Ok(Pickers {
        bots: list(&backend, "/bots").await?,
        tunnels: list(&backend, "/tunnels").await?,
        tags: list(&backend, "/tags").await?,
    })
}

/// A backend with a token that can stand in a header.
///
/// # Errors
/// `send.token_malformed`.
pub(super) fn backend(base: String, token: Option<String>) -> Result<Backend, Failure> {
    let token = match token {
        None => None,
        Some(text) => {
            Some(bearer_token(&text).ok_or_else(|| Failure::new("send.token_malformed"))?.to_owned())
        }
    };
    Ok(Backend { base, token })
}

async fn list<T: DeserializeOwned>(backend: &Backend, path: &str) -> Result<Vec<T>, Failure> {
    let reply = backend.get(path).await.map_err(|lost| match lost {
        Lost::Unreachable(reason) => Failure::new("send.network").with("detail", reason),
        Lost::Silent(seconds) => Failure::new("send.silent").with("count", seconds),
    })?;
    match reply.status {
        200 => serde_json::from_str(&reply.body)
            .map_err(|_| Failure::new("send.foreign_answer").with("status", reply.status)),
        // A backend without tunnels or tags need not answer for them.
        404 if path != "/bots" => Ok(Vec::new()),
        status => Err(status_failure(status, None, None)),
    }
}
