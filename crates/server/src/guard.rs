//! Who may ask. A server on loopback is within reach of every page the same person has open, so the
//! name it is asked under and the origin that asks are checked; anywhere else a token is.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::body::refuse;
use crate::problem::Problem;

/// A bearer token, kept as its hash: comparing it takes the same time whatever is sent, and it cannot
/// be printed by accident.
#[derive(Debug, Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// The token a caller must bring.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }

    fn is(&self, sent: &str) -> bool {
        self.0.ct_eq(&Self::new(sent).0).into()
    }
}

/// Refuses calls without the server's token, where it has one.
pub(crate) async fn check_token(
    State(token): State<Option<Token>>,
    request: Request,
    next: Next,
) -> Response {
    let admitted = token.is_none_or(|token| bearer(request.headers()).is_some_and(|sent| token.is(sent)));
    if admitted {
        next.run(request).await
    } else {
        refuse(request, Problem::Unauthorized).await.into_response()
    }
}

/// Refuses names that are not loopback's (`loopback_only`) and foreign origins that would change
/// something. Without a browser there is no origin, and nothing to refuse.
pub(crate) async fn check_source(
    State(loopback_only): State<bool>,
    request: Request,
    next: Next,
) -> Response {
    let host = host(&request);
    if loopback_only && !host.as_ref().is_some_and(is_loopback) {
        return refuse(request, Problem::HostRefused).await.into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && is_foreign(request.headers(), host.as_ref()) {
        return refuse(request, Problem::OriginRefused).await.into_response();
    }
    next.run(request).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn host(request: &Request) -> Option<Authority> {
    match request.headers().get(header::HOST) {
        Some(host) => Authority::try_from(host.as_bytes()).ok(),
        None => request.uri().authority().cloned(),
    }
}

fn is_loopback(host: &Authority) -> bool {
    let name = host.host();
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_foreign(headers: &HeaderMap, host: Option<&Authority>) -> bool {
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = Uri::try_from(origin.as_bytes()).ok();
        let authority = origin.as_ref().and_then(Uri::authority);
        return authority.is_none() || authority != host;
    }
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    !matches!(site, None | Some(b"same-origin" | b"none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names() {
        #[track_caller]
        fn check(host: &str, expected: bool) {
            assert_eq!(host.parse().is_ok_and(|host| is_loopback(&host)), expected, "{host}");
        }
        for host in ["localhost", "LocalHost:8080", "127.0.0.1:1", "127.8.9.1", "[::1]:80"] {
            check(host, true);
        }
        for host in [
            "evil.example",
            "localhost.evil.example:80",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "[::2]",
            "0.0.0.0",
            "",
        ] {
            check(host, false);
        }
    }

    #[test]
    fn foreign_origins() {
        #[track_caller]
        fn check(name: &'static str, value: &str, expected: bool) {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            let host = Authority::from_static("127.0.0.1:8080");
            assert_eq!(is_foreign(&headers, Some(&host)), expected, "{name}: {value}");
        }
        check("accept", "*/*", false);
        check("origin", "http://127.0.0.1:8080", false);
        check("origin", "http://127.0.0.1:8081", true);
        check("origin", "http://localhost:8080", true);
        check("origin", "https://evil.example", true);
        check("origin", "null", true);
        check("sec-fetch-site", "same-origin", false);
        check("sec-fetch-site", "none", false);
        check("sec-fetch-site", "same-site", true);
        check("sec-fetch-site", "cross-site", true);
    }
}
