//! Announcing an import, bringing its batches, and closing it.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use importer_contract::{
    Batch, BatchAnswer, Client, IDEMPOTENCY_KEY, ImportCreated, ImportStatus, MAX_CLIENTS, NewImport,
    ProblemDetails, Rejection,
};
use importer_core::Config;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::body::{IgnoredBody, JsonBody};
use crate::guard::Owner;
use crate::problem::Problem;
use crate::store::{Applied, Arrival};
use crate::{Catalog, Server, recheck};

/// Announces an import.
#[utoipa::path(
    post,
    path = "/api/v1/imports",
    request_body = NewImport,
    responses(
        (status = 201, description = "Announced", body = ImportCreated),
    ),
)]
pub(crate) async fn announce(
    State(server): State<Server>,
    Extension(Owner(owner)): Extension<Owner>,
    JsonBody { value: new, .. }: JsonBody<NewImport>,
) -> Result<Response, Problem> {
    check_announced(&new)?;
    let import_id = server.store.create_import(&owner, &new).await?;
    Ok((StatusCode::CREATED, Json(ImportCreated { import_id })).into_response())
}

/// Where an import stands: an interrupted importer goes on from here.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{import_id}",
    params(("import_id" = Uuid, Path, description = "As the announcement gave it")),
    responses(
        (status = 200, description = "Done", body = ImportStatus),
        (status = 404, description = "No such import, or somebody else's", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn status(
    State(server): State<Server>,
    Extension(Owner(owner)): Extension<Owner>,
    Path(import_id): Path<String>,
) -> Result<Json<ImportStatus>, Problem> {
    Ok(Json(server.store.import_status(&owner, &name(import_id)?).await?))
}

/// Closes an import; what arrived must be what was announced.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{import_id}/complete",
    params(("import_id" = Uuid, Path, description = "As the announcement gave it")),
    responses(
        (status = 200, description = "Done", body = ImportStatus),
        (status = 404, description = "No such import, or somebody else's", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "Contradicts what came before", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn complete(
    State(server): State<Server>,
    Extension(Owner(owner)): Extension<Owner>,
    Path(import_id): Path<String>,
    _: IgnoredBody,
) -> Result<Json<ImportStatus>, Problem> {
    Ok(Json(server.store.complete_import(&owner, &name(import_id)?).await?))
}

/// Brings a batch of up to 1000 clients. The same request again gives the first answer, byte for byte.
#[utoipa::path(
    put,
    path = "/api/v1/imports/{import_id}/batches/{number}",
    params(
        ("import_id" = Uuid, Path, description = "As the announcement gave it"),
        ("number" = u32, Path, description = "From 0", format = Int64, minimum = 0, maximum = 4294967295_u32),
        ("Idempotency-Key" = String, Header, description = "The batch's own: the same for the same request again", pattern = "^[!-~]{1,255}$"),
    ),
    request_body = Batch,
    responses(
        (status = 200, description = "Done", body = BatchAnswer),
        (status = 502, description = "Leeloo, where this server gets its bots, did not answer as it should", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "No such import, or somebody else's", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "Contradicts what came before", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn put_batch(
    State(server): State<Server>,
    Extension(Owner(owner)): Extension<Owner>,
    Path((import_id, number)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody { value: batch, bytes }: JsonBody<Batch>,
) -> Result<Response, Problem> {
    let number = number.parse().map_err(|_| Problem::BatchNumberMalformed(number))?;
    let (key, body_sha256) = (idempotency_key(&headers)?, sha256(&bytes));
    let arrival = Arrival { import_id: name(import_id)?, owner, number, key, body_sha256 };
    if batch.clients.len() > MAX_CLIENTS {
        return Err(Problem::BatchTooLarge(batch.clients.len()));
    }
    // Before anything that may have changed since the first time, such as the bots.
    if let Some(json) = server.store.recorded_answer(&arrival).await? {
        return Ok(answered(&server, Applied::Before { json }));
    }
    check_text(&batch)?;
    check_places(&server, &batch).await?;
    let (accepted, rejected) = check_clients(&server.config, &batch);
    let applied = server.store.apply_batch(&arrival, &batch, &accepted, &rejected).await?;
    Ok(answered(&server, applied))
}

/// An import is named by a UUID; nothing else can be one's name.
fn name(import_id: String) -> Result<String, Problem> {
    match Uuid::try_parse(&import_id) {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Err(Problem::ImportNotFound(import_id)),
    }
}

fn answered(server: &Server, applied: Applied) -> Response {
    server.metrics.batch(&applied);
    let (Applied::Now { json, .. } | Applied::Before { json }) = applied;
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// Of a file, in characters; file systems allow a quarter of it.
const MAX_NAME: usize = 1000;

/// Of a file, in bytes: JSON readers that know doubles alone hold no larger number exactly.
const MAX_SIZE: u64 = (1 << 53) - 1;

fn check_announced(new: &NewImport) -> Result<(), Problem> {
    if new.file.size > MAX_SIZE {
        return Err(Problem::ImportInvalid("file.size is more than 2^53 - 1"));
    }
    if new.file.name.contains('\0') {
        return Err(Problem::TextHasNul("file.name"));
    }
    check_length("file.name", [new.file.name.as_str()], MAX_NAME)?;
    let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if new.file.sha256.len() != 64 || !new.file.sha256.bytes().all(hexadecimal) {
        return Err(Problem::ImportInvalid("file.sha256 is not 64 lower-case hexadecimal digits"));
    }
    if new.clients == 0 || new.batches == 0 {
        return Err(Problem::ImportInvalid("an import has at least one client in one batch"));
    }
    if new.batches > new.clients {
        return Err(Problem::ImportInvalid("more batches than clients"));
    }
    if usize::try_from(new.clients.div_ceil(new.batches)).is_ok_and(|mean| mean > MAX_CLIENTS) {
        return Err(Problem::ImportInvalid("the clients do not fit the batches: at most 1000 in one"));
    }
    Ok(())
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()).unwrap_or_default();
    let fits = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(key.to_owned()) } else { Err(Problem::IdempotencyKeyMissing) }
}

/// Of all tags of a batch, and of its lead-generation tool, in characters. They are written to each of
/// its cards.
const MAX_TAGS: usize = 8000;
const MAX_LGT: usize = 255;

/// PostgreSQL cannot hold a NUL character, and no bot or tag is called so.
fn check_text(batch: &Batch) -> Result<(), Problem> {
    let options = [("tunnel", &batch.tunnel), ("lgt", &batch.lgt)];
    let options = options.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
    let tags = batch.tags.iter().map(|tag| ("tags", tag.as_str()));
    if let Some((name, _)) = options.chain(tags).find(|(_, text)| text.contains('\0')) {
        return Err(Problem::TextHasNul(name));
    }
    check_length("tags", batch.tags.iter().map(String::as_str), MAX_TAGS)?;
    check_length("lgt", batch.lgt.as_deref(), MAX_LGT)
}

fn check_length<'a>(
    field: &'static str,
    texts: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Result<(), Problem> {
    let length: usize = texts.into_iter().map(|text| text.chars().count()).sum();
    if length > most { Err(Problem::TextTooLong { field, most }) } else { Ok(()) }
}

/// Whether bot and tunnel are there. What is not there is looked for once more: it may be new.
async fn check_places(server: &Server, batch: &Batch) -> Result<(), Problem> {
    let check = |catalog: &Catalog| {
        check_bot(catalog, &server.config, batch)?;
        match &batch.tunnel {
            Some(tunnel) if !catalog.has_tunnel(tunnel) => Err(Problem::TunnelNotFound(tunnel.clone())),
            _ => Ok(()),
        }
    };
    match check(&*server.pickers.at_hand().await?) {
        Err(Problem::BotNotFound(_) | Problem::TunnelNotFound(_)) => check(&*server.pickers.again().await?),
        result => result,
    }
}

fn check_bot(catalog: &Catalog, config: &Config, batch: &Batch) -> Result<(), Problem> {
    let bot = catalog.bot(&batch.bot_id).ok_or_else(|| Problem::BotNotFound(batch.bot_id.clone()))?;
    match &bot.messenger {
        Some(messenger) if *messenger != batch.messenger => Err(Problem::BotMessengerMismatch {
            bot: bot.id.clone(),
            bot_messenger: messenger.clone(),
            messenger: batch.messenger.clone(),
        }),
        None if config.messenger(&batch.messenger).is_none() => {
            Err(Problem::MessengerUnknown(batch.messenger.clone()))
        }
        Some(_) | None => Ok(()),
    }
}

/// Those to store, each id once, and those that are not, in order of rows.
fn check_clients<'a>(config: &Config, batch: &'a Batch) -> (Vec<&'a Client>, Vec<Rejection>) {
    let mut seen = HashSet::new();
    let mut accepted = Vec::with_capacity(batch.clients.len());
    let mut rejected = Vec::new();
    for client in &batch.clients {
        if let Err(rejection) = recheck::client(config, &batch.messenger, client) {
            rejected.push(rejection);
        } else if seen.insert(client.social_id.as_str()) {
            accepted.push(client);
        } else {
            rejected.push(Rejection {
                row: client.row,
                social_id: client.social_id.clone(),
                field: Some("social_id".to_owned()),
                code: "row.duplicate".to_owned(),
                message: "the batch has this client twice".to_owned(),
            });
        }
    }
    (accepted, rejected)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
