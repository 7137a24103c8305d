//! The calls of the contract. A handler reads the request, asks the store, and answers; it holds no
//! rule of its own beyond what the contract says of the call.

mod catalog;
mod clients;
mod description;
mod imports;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use axum::{Json, Router};

use crate::limits::Places;
use crate::problem::Problem;
use crate::store::StoreError;
use crate::{Server, body, guard, limits, metrics, page};

/// How long the database may take to say that it is there.
const PING_TIMEOUT: Duration = Duration::from_secs(3);

/// Everything under `/api`, where the token counts. It is looked at first: who has none takes no place.
pub(crate) fn api(server: &Server, places: &Arc<Places>) -> Router<Server> {
    let description = Json(description::describe(server));
    Router::new()
        .route("/openapi.json", get(async || description))
        .route("/v1/bots", get(catalog::bots))
        .route("/v1/tunnels", get(catalog::tunnels))
        .route("/v1/tags", get(catalog::tags))
        .route("/v1/clients/lookup", post(clients::lookup))
        .route("/v1/imports", post(imports::announce))
        .route("/v1/imports/{import_id}", get(imports::status))
        .route("/v1/imports/{import_id}/batches/{number}", put(imports::put_batch))
        .route("/v1/imports/{import_id}/complete", post(imports::complete))
        .fallback(async |request| body::refuse(request, Problem::NotFound).await)
        .layer(middleware::from_fn_with_state(Arc::clone(places), limits::take_place))
        .layer(middleware::from_fn_with_state(Arc::clone(&server.tokens), guard::check_token))
}

/// What a person looks at, where the token counts as well.
pub(crate) fn pages(server: &Server, places: &Arc<Places>) -> Router<Server> {
    Router::new()
        .route("/imports", get(page::imports))
        .route_layer(middleware::from_fn_with_state(Arc::clone(places), limits::take_place))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&server.tokens), guard::check_password))
        .route("/imports.css", get(page::style))
}

/// What a monitoring system asks: whether the process runs (`/healthz`), whether it can serve
/// (`/readyz`), and what it has done (`/metrics`, where the token counts). They take no place: when all
/// places are taken is when their answers are wanted.
pub(crate) fn monitoring(server: &Server) -> Router<Server> {
    Router::new()
        .route("/metrics", get(metrics::expose))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&server.tokens), guard::check_password))
        .route(limits::HEALTH, get(async || "ok"))
        .route("/readyz", get(ready))
}

async fn ready(State(server): State<Server>) -> Result<impl IntoResponse, Problem> {
    let late = |_| StoreError::from(sqlx::Error::PoolTimedOut);
    tokio::time::timeout(PING_TIMEOUT, server.store.ping()).await.map_err(late)??;
    Ok("ok")
}
