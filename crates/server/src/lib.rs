//! Reference backend of the importer: the contract of `importer-contract` over an SQL database.
//!
//! | module | what |
//! |---|---|
//! | `routes` | the calls, one file an area; their OpenAPI description |
//! | `recheck` | the second look at every client that arrives |
//! | `store` | the database, SQLite or PostgreSQL; the only SQL |
//! | `catalog` | bots, tunnels and tags to choose from: a file's, the demo's, or Leeloo's |
//! | `problem` | every refusal and its RFC 9457 answer |
//! | `body` | request bodies |
//! | `guard` | who may ask: host, origin, token |
//! | `limits` | how much may be asked at once |
//! | `connections` | accepting, time limits, the end in peace |
//! | `stalled` | an end to answers that nobody reads |
//! | `metrics` | what was done, in numbers |
//! | `page` | the imports, for a person to read |
//! | `app` | the browser app's files, and the headers every answer carries |
//!
//! It holds no state of the imports outside the database, so several servers may share one, and writes
//! no client data to its log.

mod app;
mod body;
mod catalog;
mod connections;
mod guard;
mod limits;
mod metrics;
mod page;
mod problem;
mod recheck;
mod routes;
mod stalled;
mod store;

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use importer_contract::IDEMPOTENCY_KEY;
use importer_core::Config;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

pub use crate::catalog::{Catalog, Leeloo, LeelooError, Pickers};
pub use crate::guard::{Tokens, TokensError};
pub use crate::limits::Limits;
pub use crate::store::{Store, StoreError};

use crate::guard::Source;
use crate::limits::{Limiter, Places};
use crate::metrics::Metrics;
use crate::problem::Problem;

/// Longest time from a request's head to the answer's.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a browser may go by what it was told of another origin's rights.
const CORS_MAX_AGE: Duration = Duration::from_secs(600);

/// What the server works with. Cheap to clone; clones share everything.
#[derive(Debug, Clone)]
pub struct Server {
    /// The database.
    pub store: Store,
    /// What a person can choose from.
    pub pickers: Arc<Pickers>,
    /// The rules clients are checked by, the same as the importer's.
    pub config: Arc<Config>,
    /// What `/api` calls must bring as bearer token; empty: anyone who can connect may call.
    pub tokens: Arc<Tokens>,
    /// Origins of other sites whose pages may call: `https://crm.example`.
    pub origins: Arc<[HeaderValue]>,
    /// How much may be asked at once.
    pub limits: Limits,
    /// Whether requests are taken under loopback names alone. Set it when listening on loopback: a
    /// page of another site can otherwise reach the server by a name it points there.
    pub loopback_only: bool,
    /// Folder of the built browser app.
    pub app: Option<PathBuf>,
    metrics: Arc<Metrics>,
}

impl Server {
    /// A server for loopback over a database: the demo bots, the built-in rules, no token.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            pickers: Arc::new(Pickers::fixed(Catalog::demo())),
            config: Arc::new(Config::builtin()),
            tokens: Arc::default(),
            origins: Arc::default(),
            limits: Limits::default(),
            loopback_only: true,
            app: None,
            metrics: Arc::default(),
        }
    }
}

/// Every call the server answers, with everything around it.
pub fn router(server: Server) -> Router {
    let places = Arc::new(Places::new(server.limits));
    let calls = Router::new()
        .nest("/api", routes::api(&server, &places))
        .merge(routes::pages(&server, &places))
        .merge(routes::monitoring(&server))
        .fallback_service(app::files(server.app.as_deref()))
        .with_state(server.clone());
    guarded(calls, &server)
}

/// What goes around every call, the last layer outermost. None of it reads a body, but for the end of a
/// request it refuses.
fn guarded(calls: Router, server: &Server) -> Router {
    let source = Source { loopback_only: server.loopback_only, origins: Arc::clone(&server.origins) };
    let limiter = Arc::new(Limiter::new(server.limits));
    calls
        .layer(middleware::from_fn(problem::shape_refusals))
        .layer(middleware::from_fn_with_state(limiter, limits::check_rate))
        .layer(middleware::from_fn_with_state(source, guard::check_source))
        .layer(cors(&server.origins))
        .layer(middleware::from_fn(limit_time))
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(app::set_headers))
        .layer(middleware::from_fn_with_state(Arc::clone(&server.metrics), metrics::watch))
}

/// What pages of the allowed origins may do: call with a token, and see when to try again.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    if origins.is_empty() {
        return CorsLayer::new();
    }
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_bytes(IDEMPOTENCY_KEY.as_bytes()).unwrap_or(header::CONTENT_TYPE),
        ])
        .expose_headers([header::RETRY_AFTER])
        .max_age(CORS_MAX_AGE)
}

/// Serves until `shutdown` ends, lets the requests under way finish, and closes the database.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    server: Server,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let store = server.store.clone();
    let (shared, metrics) = (server.limits.at_once.is_some(), Arc::clone(&server.metrics));
    let unreadable = move |status| metrics.unreadable(status);
    let result = connections::serve(listener, router(server), shared, unreadable, shutdown).await;
    store.close().await;
    result
}

async fn limit_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::TimedOut { seconds: REQUEST_TIMEOUT.as_secs() }.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{StatusCode, header};
    use axum::routing::get;
    use importer_contract::PROBLEM_JSON;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_problem_with_all_headers() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("importer.sqlite");
        let store = Store::open(&format!("sqlite://{}", file.display())).await.unwrap();
        let calls = Router::new().route("/", get(async || -> &'static str { panic!("client data") }));
        let request = Request::builder().uri("http://localhost/").body(Body::empty()).unwrap();
        let response = guarded(calls, &Server::new(store)).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("client data"));
    }
}
