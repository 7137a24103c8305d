//! Which clients the backend knows, for an importer that wants to show what will change.

use axum::Json;
use axum::extract::State;
use importer_contract::{ClientLookup, LookupAnswer, MAX_CLIENTS};

use crate::Server;
use crate::body::JsonBody;
use crate::problem::Problem;

/// The known cards among up to 1000 ids of one messenger.
#[utoipa::path(
    post,
    path = "/api/v1/clients/lookup",
    request_body = ClientLookup,
    responses(
        (status = 200, description = "Done", body = LookupAnswer),
    ),
)]
pub(crate) async fn lookup(
    State(server): State<Server>,
    JsonBody { value: asked, .. }: JsonBody<ClientLookup>,
) -> Result<Json<LookupAnswer>, Problem> {
    if asked.social_ids.len() > MAX_CLIENTS {
        return Err(Problem::LookupTooLarge(asked.social_ids.len()));
    }
    Ok(Json(server.store.lookup(&asked.messenger, &asked.social_ids).await?))
}
