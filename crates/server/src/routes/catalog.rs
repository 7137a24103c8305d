//! What a person chooses from.

use axum::Json;
use axum::extract::State;
use importer_contract::{Bot, ProblemDetails, Tag, Tunnel};

use crate::Server;
use crate::problem::Problem;

/// Bots a batch can be sent through.
#[utoipa::path(
    get,
    path = "/api/v1/bots",
    responses(
        (status = 200, description = "All of them", body = Vec<Bot>),
        (status = 502, description = "Leeloo, where this server gets them, did not answer as it should", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn bots(State(server): State<Server>) -> Result<Json<Vec<Bot>>, Problem> {
    Ok(Json(server.pickers.get().await?.bots.clone()))
}

/// Tunnels new clients can be put into.
#[utoipa::path(
    get,
    path = "/api/v1/tunnels",
    responses(
        (status = 200, description = "All of them", body = Vec<Tunnel>),
        (status = 502, description = "Leeloo, where this server gets them, did not answer as it should", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn tunnels(State(server): State<Server>) -> Result<Json<Vec<Tunnel>>, Problem> {
    Ok(Json(server.pickers.get().await?.tunnels.clone()))
}

/// Tags in use.
#[utoipa::path(
    get,
    path = "/api/v1/tags",
    responses(
        (status = 200, description = "All of them", body = Vec<Tag>),
        (status = 502, description = "Leeloo, where this server gets them, did not answer as it should", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn tags(State(server): State<Server>) -> Result<Json<Vec<Tag>>, Problem> {
    Ok(Json(server.pickers.get().await?.tags.clone()))
}
