//! What a person chooses from.

use axum::Json;
use axum::extract::State;
use importer_contract::{Bot, Tag, Tunnel};

use crate::Server;

/// Bots a batch can be sent through.
#[utoipa::path(get, path = "/api/v1/bots", responses((status = 200, body = Vec<Bot>)))]
pub(crate) async fn bots(State(server): State<Server>) -> Json<Vec<Bot>> {
    Json(server.catalog.bots.clone())
}

/// Tunnels new clients can be put into.
#[utoipa::path(get, path = "/api/v1/tunnels", responses((status = 200, body = Vec<Tunnel>)))]
pub(crate) async fn tunnels(State(server): State<Server>) -> Json<Vec<Tunnel>> {
    Json(server.catalog.tunnels.clone())
}

/// Tags in use.
#[utoipa::path(get, path = "/api/v1/tags", responses((status = 200, body = Vec<Tag>)))]
pub(crate) async fn tags(State(server): State<Server>) -> Json<Vec<Tag>> {
    Json(server.catalog.tags.clone())
}
