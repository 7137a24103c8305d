//! The browser app's files, and the headers every answer carries. Knows nothing of clients.

use std::path::Path;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use tower_http::services::ServeDir;

use crate::problem::Problem;

/// The app's own files alone: no inline script or style, no foreign address, no frame around it.
/// `wasm-unsafe-eval` is what compiling WebAssembly takes.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const EVERYWHERE: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// The files of a folder (`index.html` at its root; `.br` and `.gz` neighbours where they were built),
/// or nothing at all.
pub(crate) fn files<S: Clone + Send + Sync + 'static>(folder: Option<&Path>) -> MethodRouter<S> {
    match folder {
        Some(folder) => MethodRouter::new()
            .fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip()),
        None => any(|| async { Problem::NotFound.into_response() }),
    }
}

/// Sets the headers of security and caching on an answer.
pub(crate) async fn set_headers(request: Request, next: Next) -> Response {
    let caching = caching(request.uri().path());
    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    let caching = if status.is_success() || status.is_redirection() { caching } else { "no-store" };
    // A page that has its own, stricter ones keeps them.
    for (name, value) in EVERYWHERE.into_iter().chain([(header::CACHE_CONTROL, caching)]) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Answers of the API hold client data and are not kept; a file whose name holds the hash of its
/// content never changes; any other file is asked for again, and answered 304 by its `ETag`.
fn caching(path: &str) -> &'static str {
    if path.starts_with("/api/") {
        "no-store"
    } else if has_hashed_name(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Trunk writes `name-<16 hexadecimal digits>.js` and `…_bg.wasm`.
fn has_hashed_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_kept() {
        #[track_caller]
        fn check(path: &str, expected: &str) {
            assert!(caching(path).contains(expected), "{path}: {}", caching(path));
        }
        check("/", "no-cache");
        check("/leeloo-importer.js", "no-cache");
        check("/worker_bg.wasm", "no-cache");
        check("/app-0123456789abcdef.js", "immutable");
        check("/app-0123456789abcdef_bg.wasm", "immutable");
        check("/leeloo-importer-worker.js", "no-cache");
        check("/api/v1/bots", "no-store");
    }
}
