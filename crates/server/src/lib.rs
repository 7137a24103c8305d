//! Reference backend of the importer: the contract of `importer-contract` over an SQL database.
//!
//! | module | what |
//! |---|---|
//! | `routes` | the calls, one file an area; their OpenAPI description |
//! | `recheck` | the second look at every client that arrives |
//! | `store` | the database; the only SQL |
//! | `problem` | every refusal and its RFC 9457 answer |
//! | `body` | request bodies |
//! | `guard` | who may ask: host, origin, token |
//! | `app` | the browser app's files, and the headers every answer carries |
//! | `demo` | bots, tunnels and tags to choose from |
//!
//! It holds no state outside the database, and writes no client data to its log.

mod app;
mod body;
mod demo;
mod guard;
mod problem;
mod recheck;
mod routes;
mod store;

use std::future::{Future, IntoFuture, pending};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use importer_core::Config;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

pub use crate::demo::Catalog;
pub use crate::guard::Token;
pub use crate::store::{Store, StoreError};

use crate::problem::Problem;

/// Longest time from a request's head to the answer's.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests under way may go on after the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// What the server works with.
#[derive(Debug, Clone)]
pub struct Server {
    /// The database.
    pub store: Store,
    /// What a person can choose from.
    pub catalog: Arc<Catalog>,
    /// The rules clients are checked by, the same as the importer's.
    pub config: Arc<Config>,
    /// What `/api` calls must bring as bearer token; none: anyone who can connect may call.
    pub token: Option<Token>,
    /// Whether requests are taken under loopback names alone. Set it when listening on loopback: a
    /// page of another site can otherwise reach the server by a name it points there.
    pub loopback_only: bool,
    /// Folder of the built browser app.
    pub app: Option<PathBuf>,
}

/// Every call the server answers, with everything around it.
pub fn router(server: Server) -> Router {
    let loopback_only = server.loopback_only;
    let calls = Router::new()
        .nest("/api", routes::api(&server))
        .merge(routes::health())
        .fallback_service(app::files(server.app.as_deref()))
        .with_state(server);
    guarded(calls, loopback_only)
}

/// What goes around every call, the last layer outermost.
fn guarded(calls: Router, loopback_only: bool) -> Router {
    calls
        .layer(middleware::from_fn(problem::shape_refusals))
        .layer(middleware::from_fn_with_state(loopback_only, guard::check_source))
        .layer(middleware::from_fn(limit_time))
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .layer(middleware::from_fn(app::set_headers))
}

/// Serves until `shutdown` ends, lets the requests under way finish, and closes the database.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    server: Server,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let store = server.store.clone();
    let (told, stopping) = oneshot::channel();
    let serving = axum::serve(listener, router(server)).with_graceful_shutdown(async move {
        shutdown.await;
        // Nobody listens only when serving has ended by itself.
        let _ = told.send(());
    });
    let out_of_patience = async {
        match stopping.await {
            Ok(()) => tokio::time::sleep(GRACE).await,
            Err(_) => pending().await,
        }
    };
    let result = tokio::select! {
        result = serving.into_future() => result,
        () = out_of_patience => {
            tracing::warn!("stopped with requests under way");
            Ok(())
        }
    };
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
        let calls = Router::new().route("/", get(async || -> &'static str { panic!("client data") }));
        let request = Request::builder().uri("/").body(Body::empty()).unwrap();
        let response = guarded(calls, false).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("client data"));
    }
}
