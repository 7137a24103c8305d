//! The calls of the contract. A handler reads the request, asks the store, and answers; it holds no
//! rule of its own beyond what the contract says of the call.

mod catalog;
mod clients;
mod imports;

use axum::extract::State;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::problem::Problem;
use crate::{Server, body, guard};

/// Everything under `/api`, where the token counts.
pub(crate) fn api(server: &Server) -> Router<Server> {
    Router::new()
        .route("/openapi.json", get(async || Json(Description::openapi())))
        .route("/v1/bots", get(catalog::bots))
        .route("/v1/tunnels", get(catalog::tunnels))
        .route("/v1/tags", get(catalog::tags))
        .route("/v1/clients/lookup", post(clients::lookup))
        .route("/v1/imports", post(imports::announce))
        .route("/v1/imports/{import_id}", get(imports::status))
        .route("/v1/imports/{import_id}/batches/{number}", put(imports::put_batch))
        .route("/v1/imports/{import_id}/complete", post(imports::complete))
        .fallback(async |request| body::refuse(request, Problem::NotFound).await)
        .layer(middleware::from_fn_with_state(server.token.clone(), guard::check_token))
}

/// Whether the process runs (`/healthz`), and whether it can serve (`/readyz`).
pub(crate) fn health() -> Router<Server> {
    Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(ready))
}

async fn ready(State(server): State<Server>) -> Result<impl IntoResponse, Problem> {
    server.store.ping().await.map_err(|error| {
        tracing::error!(%error, "not ready");
        Problem::Busy
    })?;
    Ok("ok")
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Importer backend", description = "What an importer and a backend speak with each other."),
    paths(
        catalog::bots,
        catalog::tunnels,
        catalog::tags,
        clients::lookup,
        imports::announce,
        imports::status,
        imports::put_batch,
        imports::complete,
    ),
    components(schemas(importer_contract::ProblemDetails)),
    modifiers(&BearerToken),
    security(("token" = []), ()),
)]
struct Description;

/// Describes the bearer token, which a server may want or not.
struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        openapi.components.get_or_insert_default().add_security_scheme("token", token);
    }
}
