//! Who may ask. A server on loopback is within reach of every page the same person has open, so the
//! name it is asked under and the origin that asks are checked; anywhere else a token is.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::body::refuse;
use crate::problem::Problem;

/// The tokens callers may bring, each with the name of whom it stands for. Kept as hashes: comparing
/// takes the same time whatever is sent, and none can be printed by accident.
#[derive(Debug, Clone, Default)]
pub struct Tokens(Vec<(String, [u8; 32])>);

/// Who asks, by the name of the token; empty on a server without named tokens. Imports answer to the
/// one who announced them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Owner(pub(crate) String);

/// Why a list of tokens cannot be used. The tokens themselves are not repeated.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// Not JSON of the shape.
    #[error("[{{\"name\", \"token\"}}] is expected: {0}")]
    Shape(#[from] serde_json::Error),
    /// Nobody could call.
    #[error("the list is empty")]
    Empty,
    /// A space in it would be lost on the way, and an empty one would let anybody in.
    #[error("the token of `{0}` is empty or has characters other than visible ASCII")]
    Unusable(String),
    /// Two people would be one.
    #[error("the same token stands twice, last for `{0}`")]
    Repeated(String),
}

#[derive(serde::Deserialize)]
struct NamedToken {
    name: String,
    token: String,
}

impl Tokens {
    /// One token for everybody. Spaces around it come along when it is copied, and are not part of it.
    ///
    /// # Errors
    /// An empty token, or one that cannot be sent.
    pub fn one(token: &str) -> Result<Self, TokensError> {
        let mut tokens = Self::default();
        tokens.add(String::new(), token)?;
        Ok(tokens)
    }

    /// Reads `[{"name": "crm", "token": "…"}]`. A name may have two tokens, for as long as one
    /// replaces the other.
    ///
    /// # Errors
    /// As [`TokensError`] says.
    pub fn from_json(json: &str) -> Result<Self, TokensError> {
        let mut tokens = Self::default();
        for NamedToken { name, token } in serde_json::from_str::<Vec<NamedToken>>(json)? {
            tokens.add(name, &token)?;
        }
        if tokens.0.is_empty() { Err(TokensError::Empty) } else { Ok(tokens) }
    }

    /// Whether anybody may call.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, name: String, token: &str) -> Result<(), TokensError> {
        let token = token.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokensError::Unusable(name));
        }
        if self.owner(token).is_some() {
            return Err(TokensError::Repeated(name));
        }
        self.0.push((name, Sha256::digest(token).into()));
        Ok(())
    }

    /// Whose token this is. All are compared, so that the time says nothing of which one it is.
    fn owner(&self, sent: &str) -> Option<Owner> {
        let sent: [u8; 32] = Sha256::digest(sent).into();
        let mut found = None;
        for (name, token) in &self.0 {
            if token.ct_eq(&sent).into() {
                found = Some(Owner(name.clone()));
            }
        }
        found
    }

    fn admit(&self, sent: Option<String>) -> Option<Owner> {
        if self.is_empty() { Some(Owner::default()) } else { self.owner(&sent?) }
    }
}

/// Refuses calls without a token of the server's, where it has any, and notes whose it is.
pub(crate) async fn check_token(
    State(tokens): State<Arc<Tokens>>,
    mut request: Request,
    next: Next,
) -> Response {
    match tokens.admit(credentials(request.headers(), "bearer").map(str::to_owned)) {
        Some(owner) => {
            request.extensions_mut().insert(owner);
            next.run(request).await
        }
        None => refuse(request, Problem::Unauthorized).await.into_response(),
    }
}

/// The same for pages a person opens: a browser sends the token as the password it has asked for.
pub(crate) async fn check_password(
    State(tokens): State<Arc<Tokens>>,
    mut request: Request,
    next: Next,
) -> Response {
    let bearer = credentials(request.headers(), "bearer").map(str::to_owned);
    match tokens.admit(bearer.or_else(|| password(request.headers()))) {
        Some(owner) => {
            request.extensions_mut().insert(owner);
            next.run(request).await
        }
        None => refuse(request, Problem::PasswordNeeded).await.into_response(),
    }
}

/// From where requests are taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    /// Under loopback's names alone.
    pub(crate) loopback_only: bool,
    /// Origins of other pages that may ask, as a browser sends them.
    pub(crate) origins: Arc<[HeaderValue]>,
}

/// Refuses names that are not loopback's and foreign origins that would change something. Without a
/// browser there is no origin, and nothing to refuse.
pub(crate) async fn check_source(State(source): State<Source>, request: Request, next: Next) -> Response {
    let host = host(&request);
    if source.loopback_only && !host.as_ref().is_some_and(is_loopback) {
        return refuse(request, Problem::HostRefused).await.into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_allowed =
        request.headers().get(header::ORIGIN).is_some_and(|origin| source.origins.contains(origin));
    if !reads && !is_allowed && is_foreign(request.headers(), host.as_ref()) {
        return refuse(request, Problem::OriginRefused).await.into_response();
    }
    next.run(request).await
}

/// What the header `Authorization` holds of a scheme.
fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (sent, credentials) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    sent.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// The password of the scheme Basic (RFC 7617); the user's name is anything.
fn password(headers: &HeaderMap) -> Option<String> {
    let pair = BASE64_STANDARD.decode(credentials(headers, "basic")?).ok()?;
    Some(String::from_utf8(pair).ok()?.split_once(':')?.1.to_owned())
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
    fn lists_of_tokens() {
        let tokens = Tokens::from_json(
            r#"[{"name": "crm", "token": " a1 "}, {"name": "crm", "token": "a2"}, {"name": "shop", "token": "b"}]"#,
        )
        .unwrap();
        for (sent, owner) in [("a1", Some("crm")), ("a2", Some("crm")), ("b", Some("shop")), ("", None)] {
            assert_eq!(tokens.owner(sent).map(|owner| owner.0).as_deref(), owner, "{sent}");
        }
        for (json, reason) in [
            ("{}", "expected"),
            ("[]", "empty"),
            (r#"[{"name": "crm", "token": "  "}]"#, "the token of `crm` is empty"),
            (r#"[{"name": "crm", "token": "a b"}]"#, "visible ASCII"),
            (r#"[{"name": "crm", "token": "a"}, {"name": "shop", "token": "a"}]"#, "twice, last for `shop`"),
        ] {
            let error = Tokens::from_json(json).unwrap_err().to_string();
            assert!(error.contains(reason), "{json}: {error}");
        }
    }

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
