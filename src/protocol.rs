//! The messages between the page and its worker: wire types, not the domain's own.
//!
//! The rows live in the worker; what travels is counts and the window the page paints.

#![expect(missing_docs, reason = "fields of requests are told with their request")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use importer_contract::{Bot, Tag, Tunnel};

/// A request with the number its reply carries.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Chosen by the page, counted up.
    pub id: u32,
    /// The request, reply or event.
    pub body: T,
}

/// What the page asks of the worker. The `File` of `Open` travels beside the message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// Read and check a file; answered by `Reply::Opened`.
    Open(OpenOptions),
    /// Take another row (physical number) as the header, or none.
    SetHeader(Option<u32>),
    /// Map a column to a field (`name`, `social_id:VIBER`, …) or to nothing.
    SetTarget { column: u32, target: Option<String> },
    /// Say which messenger a detected group of clients is of.
    SetMessenger { from: Option<String>, to: Option<String> },
    /// Whether hidden rows take part.
    SetIncludeHidden(bool),
    /// A window of rows.
    Rows { filter: Filter, from: u32, count: u32 },
    /// Bots, tunnels and tags of a backend.
    Pickers { backend: String },
    /// Deliver the clean rows.
    Send(SendOptions),
    /// Stop delivering; what has arrived stays.
    StopSending,
}

/// How to open a file; defaults decide everything from the file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOptions {
    /// Sheet by position; by default the first visible one with rows.
    pub sheet: Option<usize>,
    /// Encoding of delimited text.
    pub encoding: Option<String>,
    /// Delimiter of delimited text.
    pub delimiter: Option<char>,
}

/// Which rows a window is cut from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Filter {
    /// Every row.
    #[default]
    All,
    /// Rows with any problem.
    Problems,
    /// Rows that will not be sent.
    Errors,
    /// Rows with this problem.
    Code(String),
    /// Rows the backend did not take.
    Rejected,
    /// Rows of one messenger; `None` for rows whose messenger is not known.
    Messenger(Option<String>),
}

/// Where clients go.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendOptions {
    /// Base address of the backend, absolute: `https://host/api/v1`.
    pub backend: String,
    /// Bot, tunnel and tags for each messenger.
    pub assignments: BTreeMap<String, Assignment>,
    /// Makes the jitter of retries differ between browsers.
    pub seed: u32,
}

/// Bot, tunnel and tags for the clients of one messenger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The bot that will message them.
    pub bot: Option<String>,
    /// Tunnel; none means the platform's default.
    pub tunnel: Option<String>,
    /// Tag names.
    pub tags: Vec<String>,
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// A file is open, or a change has been applied and everything checked again.
    Opened(Box<Overview>),
    /// A window of rows.
    Rows(Window),
    /// What a backend offers.
    Pickers(Pickers),
    /// Delivery ended.
    Sent(Box<Sent>),
    /// Nothing to say.
    Done,
    /// It could not be done.
    Failed(Failure),
    /// Not the end yet: how far a long request has come.
    Progress(Progress),
}

/// How far a long request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Reading: bytes of `total`, rows found.
    Reading { done: u64, total: u64, rows: u32 },
    /// Checking: rows of `total`.
    Checking { done: u64, total: u64 },
    /// Sending: clients answered of `total`, and whether it waits to try again.
    Sending { done: u64, total: u64, waiting: bool },
}

/// Why something failed: a code the words are chosen by, and arguments for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `file.password_protected`, `send.network`, …
    pub code: String,
    /// Arguments of the words.
    pub arguments: BTreeMap<String, String>,
}

impl Failure {
    /// A failure without arguments.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), arguments: BTreeMap::new() }
    }

    /// With one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.arguments.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Everything the page knows of an open file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// File name.
    pub file: String,
    /// Bytes.
    pub size: u64,
    /// `xlsx`, `csv`, …
    pub format: String,
    /// Encoding of delimited text.
    pub encoding: Option<String>,
    /// Delimiter of delimited text.
    pub delimiter: Option<char>,
    /// Worksheets.
    pub sheets: Vec<Sheet>,
    /// The open one.
    pub sheet: usize,
    /// Physical number of the header row.
    pub header: Option<u32>,
    /// Rows that could be the header: the first few with cells.
    pub header_choices: Vec<HeaderChoice>,
    /// Columns that hold cells.
    pub columns: Vec<Column>,
    /// Fields a column can be mapped to.
    pub targets: Vec<TargetChoice>,
    /// Messengers by code and name.
    pub messengers: Vec<MessengerName>,
    /// Rows under the header that hold cells.
    pub rows: u32,
    /// Rows without cells between the header and the last row.
    pub blank_rows: u32,
    /// Hidden rows.
    pub hidden_rows: u32,
    /// Whether they take part.
    pub include_hidden: bool,
    /// Clients found (a row with ids of two messengers is two).
    pub clients: u32,
    /// Clients that can be sent.
    pub ready: u32,
    /// Rows with errors.
    pub error_rows: u32,
    /// Rows with warnings and no errors.
    pub warning_rows: u32,
    /// Problems by code, gravest first.
    pub problems: Vec<ProblemCount>,
    /// Clients by messenger.
    pub groups: Vec<Group>,
}

/// A worksheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Name on the tab.
    pub name: String,
    /// Hidden by its author.
    pub hidden: bool,
}

/// A row offered as the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderChoice {
    /// Physical number.
    pub row: u32,
    /// Its first cells.
    pub preview: String,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Column {
    /// Position, from 0.
    pub index: u32,
    /// `A`, `B`, … `XFD`.
    pub letter: String,
    /// Text of the header cell.
    pub header: String,
    /// First values.
    pub samples: Vec<String>,
    /// Rows in which it is filled.
    pub filled: u32,
    /// Field it is mapped to.
    pub target: Option<String>,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// What it was decided by: `header_exact`, `header_alias`, `content`, `chosen`, `none`.
    pub evidence: String,
}

/// A field a column can be mapped to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetChoice {
    /// `name`, `social_id`, `social_id:VIBER`, …
    pub target: String,
    /// Field key, for the words.
    pub field: String,
    /// Messenger name of an id column.
    pub messenger: Option<String>,
}

/// A messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessengerName {
    /// `TELEGRAM`.
    pub code: String,
    /// `Telegram`.
    pub name: String,
}

/// How often a problem occurs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProblemCount {
    /// `social_id.missing`.
    pub code: String,
    /// Blocks, error or warning.
    pub severity: Severity,
    /// Occurrences.
    pub count: u32,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing can be sent.
    Blocks,
    /// The row is not sent.
    Error,
    /// The row is sent.
    Warning,
}

/// The clients of one messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Code; `None` where the messenger is not known.
    pub messenger: Option<String>,
    /// Clients.
    pub clients: u32,
    /// Clients that can be sent.
    pub ready: u32,
    /// What it was decided by: `chosen`, `column`, `id_column`, `id_form`, `none`.
    pub evidence: String,
    /// How sure that is, in percent.
    pub confidence: u8,
}

/// A window of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Rows of the filter in all.
    pub total: u32,
    /// Position of the first row here.
    pub from: u32,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row as painted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// Physical number.
    pub number: u32,
    /// Hidden in the file.
    pub hidden: bool,
    /// Cells by column.
    pub cells: Vec<CellView>,
    /// Problems of the row as a whole.
    pub problems: Vec<ProblemView>,
}

/// A cell as painted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellView {
    /// Column, from 0.
    pub column: u32,
    /// What a person sees.
    pub text: String,
    /// Numbers align to the end.
    pub number: bool,
    /// Its problems.
    pub problems: Vec<ProblemView>,
}

/// A problem of a cell or row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemView {
    /// `social_id.damaged`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Arguments of the words.
    pub arguments: BTreeMap<String, String>,
}

/// What a backend offers to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pickers {
    /// Bots.
    pub bots: Vec<Bot>,
    /// Tunnels.
    pub tunnels: Vec<Tunnel>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// How delivery ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// New cards.
    pub created: u32,
    /// Changed cards.
    pub updated: u32,
    /// Cards that were as sent.
    pub unchanged: u32,
    /// Rows the backend did not take.
    pub rejected: u32,
    /// Clients that were not delivered (stopped, or failed).
    pub undelivered: u32,
    /// Why it ended early.
    pub failure: Option<Failure>,
    /// The backend's name of this import.
    pub import_id: Option<String>,
    /// The file and counts, with the rejected rows marked.
    pub overview: Overview,
}
