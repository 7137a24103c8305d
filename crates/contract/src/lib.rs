//! The JSON an importer and a backend speak with each other: shapes only, no behaviour.
//!
//! | call | request | answer |
//! |---|---|---|
//! | `GET /api/v1/bots` | | [`Bot`]s |
//! | `GET /api/v1/tunnels`, `GET /api/v1/tags` | | [`Tunnel`]s, [`Tag`]s |
//! | `POST /api/v1/clients/lookup` | [`ClientLookup`] | [`LookupAnswer`] |
//! | `POST /api/v1/imports` | [`NewImport`] | [`ImportCreated`] |
//! | `PUT /api/v1/imports/{id}/batches/{n}`, header [`IDEMPOTENCY_KEY`] | [`Batch`] | [`BatchAnswer`] |
//! | `GET /api/v1/imports/{id}` | | [`ImportStatus`] |
//! | `POST /api/v1/imports/{id}/complete` | | [`ImportStatus`] |
//!
//! Errors are RFC 9457 problem details: [`ProblemDetails`], media type [`PROBLEM_JSON`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Header of a batch: the same key with the same body again gives the first answer; with another
/// body 409.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// Media type of [`ProblemDetails`].
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A bot that can message clients of one messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bot {
    /// Stable id.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// Messenger code: `TELEGRAM`, `VIBER`, …; absent where the backend does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messenger: Option<String>,
}

/// A tunnel (message funnel) new clients can be put into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tunnel {
    /// Stable id.
    pub id: String,
    /// What a person calls it.
    pub name: String,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tag {
    /// Stable id.
    pub id: String,
    /// What a person calls it.
    pub name: String,
}

/// The file an import comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceFile {
    /// Name as the person has it.
    pub name: String,
    /// Bytes; what every JSON reader holds exactly, at most 2^53 - 1.
    #[cfg_attr(feature = "openapi", schema(maximum = 9007199254740991_u64))]
    pub size: u64,
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
}

/// Announces an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewImport {
    /// Where the clients come from.
    pub file: SourceFile,
    /// Clients in all batches together.
    #[cfg_attr(feature = "openapi", schema(format = Int64, minimum = 1, maximum = 4294967295_u32))]
    pub clients: u32,
    /// Number of batches; they are numbered from 0.
    #[cfg_attr(feature = "openapi", schema(format = Int64, minimum = 1, maximum = 4294967295_u32))]
    pub batches: u32,
}

/// The answer to [`NewImport`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCreated {
    /// Names the import from now on.
    pub import_id: String,
}

/// What a client row is meant to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Create the card or update the one with the same (messenger, `social_id`).
    #[default]
    Upsert,
    /// The importer knows of no such card.
    Create,
    /// The importer knows the card and its differences.
    Update,
}

/// One client. An absent field says nothing about it: the backend keeps what it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Client {
    /// Physical row in the file, from 1.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4294967295_u32))]
    pub row: u32,
    /// Create, update, or whichever fits.
    #[serde(default)]
    pub action: Action,
    /// The messenger's id of the person: text, digit for digit.
    pub social_id: String,
    /// Name on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other built-in fields by key: `email`, `phone`, `gender`, `utm_source`, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The company's own fields by Latin name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_fields: BTreeMap<String, String>,
    /// What is taken off the card, by name: `name`, a field's key, or `custom:` and the name of a field
    /// of the company's own. A value sent beside it counts more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<String>,
}

/// Clients of one messenger, for one bot; applied in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    /// Messenger code.
    pub messenger: String,
    /// The bot that will message the clients.
    pub bot_id: String,
    /// Tunnel to put them into; absent means the platform's default tunnel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tunnel: Option<String>,
    /// Lead-generation tool, instead of a tunnel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lgt: Option<String>,
    /// Tag names for every client of the batch.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The clients, in order of rows; at most [`MAX_CLIENTS`].
    #[cfg_attr(feature = "openapi", schema(max_items = 1000))]
    pub clients: Vec<Client>,
}

/// A row the backend did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rejection {
    /// Physical row in the file, from 1.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub row: u32,
    /// The id sent, so that a row with clients of several messengers is told apart.
    pub social_id: String,
    /// Field at fault: `social_id`, `email`, …; absent when it is the whole row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Stable code, the importer's own problem codes where one fits.
    pub code: String,
    /// One sentence for a developer.
    pub message: String,
}

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchAnswer {
    /// New cards.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub created: u32,
    /// Cards with at least one changed field.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub updated: u32,
    /// Cards that already were as sent.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub unchanged: u32,
    /// Rows not taken.
    pub rejected: Vec<Rejection>,
}

/// Most clients in one [`Batch`], and most ids in one [`ClientLookup`].
pub const MAX_CLIENTS: usize = 1000;

/// Asks which of these clients the backend knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientLookup {
    /// Messenger code; the same id under another messenger is another client.
    pub messenger: String,
    /// At most [`MAX_CLIENTS`] ids.
    #[cfg_attr(feature = "openapi", schema(max_items = 1000))]
    pub social_ids: Vec<String>,
}

/// A card the backend has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownClient {
    /// The messenger's id of the person.
    pub social_id: String,
    /// Name on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other built-in fields by key, as in [`Client::fields`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The company's own fields by Latin name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_fields: BTreeMap<String, String>,
    /// Tag names on the card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// The answer to [`ClientLookup`]; ids the backend does not know are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookupAnswer {
    /// The known cards, in order of `social_id`.
    pub clients: Vec<KnownClient>,
}

/// State of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Batches may arrive.
    Open,
    /// All announced batches arrived and the totals agree.
    Complete,
}

/// A batch that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrivedBatch {
    /// Its number.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub number: u32,
    /// Clients in it.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub clients: u32,
    /// New cards.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub created: u32,
    /// Changed cards.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub updated: u32,
    /// Unchanged cards.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub unchanged: u32,
    /// Rows not taken.
    #[cfg_attr(feature = "openapi", schema(format = Int64))]
    pub rejected: u32,
}

/// Where an import stands; an interrupted importer resumes from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportStatus {
    /// The import.
    pub import_id: String,
    /// Open or complete.
    pub state: ImportState,
    /// What was announced.
    pub announced: NewImport,
    /// Batches that arrived, in order of number.
    pub arrived: Vec<ArrivedBatch>,
}

/// An error, RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemDetails {
    /// A URI naming the kind of problem; `about:blank` where the status says it all.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// Short, the same for every problem of the kind.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Stable code for programs: `import.not_found`, `batch.conflict`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_without_a_field_says_nothing_about_it() {
        let client = Client { row: 2, social_id: "26203292189261166".into(), ..Client::default() };
        let json = serde_json::to_string(&client).unwrap();
        assert_eq!(json, r#"{"row":2,"action":"upsert","social_id":"26203292189261166"}"#);
        assert_eq!(serde_json::from_str::<Client>(&json).unwrap(), client);
    }
}
