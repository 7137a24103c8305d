//! The OpenAPI 3.1 document at `/api/openapi.json`. It describes this server: what only a server with
//! a token answers is left out of the document of one without.

use importer_contract::{PROBLEM_JSON, ProblemDetails};
use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, HeaderBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::openapi::{ObjectBuilder, schema::Type};

use super::{catalog, clients, imports};
use crate::Server;

#[derive(utoipa::OpenApi)]
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
    components(schemas(ProblemDetails))
)]
struct Description;

/// What every call may be refused with, by whatever stands before it.
const EVERYWHERE: [(u16, &str); 6] = [
    (403, "Asked under a foreign name, or by a page of a foreign origin"),
    (413, "More than this server takes at once; send less in one request"),
    (429, "Too many requests from this address"),
    (500, "The server failed; nothing of the request was stored"),
    (503, "Overloaded, or the database is busy; nothing of the request was stored"),
    (507, "No room left; nothing of the request was stored"),
];

/// What a call with a body may be refused with as well.
const WITH_BODY: [(u16, &str); 3] = [
    (400, "The body is not JSON, or did not arrive whole"),
    (415, "The body is not announced as application/json"),
    (422, "The body is not of the expected shape, or breaks a rule"),
];

/// The document of this server.
pub(super) fn describe(server: &Server) -> OpenApi {
    let mut document = Description::openapi();
    let wants_token = !server.tokens.is_empty();
    if wants_token {
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components.get_or_insert_default().add_security_scheme("token", token);
        document.security = Some(vec![SecurityRequirement::new("token", [] as [&str; 0])]);
    }
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post, &mut item.put].into_iter().flatten() {
            let with_body = operation.request_body.is_some().then_some(WITH_BODY);
            for (status, description) in EVERYWHERE.into_iter().chain(with_body.into_iter().flatten()) {
                refuses(operation, status, description);
            }
            if wants_token {
                refuses(operation, 401, "The bearer token is missing or not the server's");
            }
        }
    }
    document
}

fn refuses(operation: &mut Operation, status: u16, description: &str) {
    let key = status.to_string();
    if operation.responses.responses.contains_key(&key) {
        return;
    }
    let details = RefOr::Ref(Ref::from_schema_name("ProblemDetails"));
    let mut response = ResponseBuilder::new()
        .description(description)
        .content(PROBLEM_JSON, ContentBuilder::new().schema(Some(details)).build());
    if matches!(status, 429 | 503) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait")).build();
        response = response.header("Retry-After", header);
    }
    operation.responses.responses.insert(key, RefOr::T(response.build()));
}
