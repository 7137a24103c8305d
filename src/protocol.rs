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

/// What the page asks of the worker. The `File` of `Open` and `TakeBack` travels beside the message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// Read and check a file; answered by `Reply::Opened`.
    Open(OpenOptions),
    /// Take over what a corrected error workbook of the open file changes, as one step of undo;
    /// answered by `Reply::Opened` with `Overview::returned`. `returned.not_ours` and
    /// `returned.other_file` say that the file is none, and nothing changes.
    TakeBack,
    /// Take another row (physical number) as the header, or none.
    SetHeader(Option<u32>),
    /// Map a column to a field (`name`, `social_id:VIBER`, …) or to nothing.
    SetTarget { column: u32, target: Option<String> },
    /// Say which messenger a detected group of clients is of.
    SetMessenger { from: Option<String>, to: Option<String> },
    /// Whether hidden rows take part.
    SetIncludeHidden(bool),
    /// A window of rows; answered by `Reply::Rows`.
    Rows { view: View, from: u32, count: u32 },
    /// Where the next row with a problem stands below `row` (physical; 0 starts at the top), or above
    /// it if `back` (0 starts at the end), of one code or of any; answered by `Reply::Found`.
    NextProblem { view: View, row: u32, code: Option<String>, back: bool },
    /// Where in the file the problems are; answered by `Reply::Map`.
    Map,
    /// Cells for the clipboard, whole, from any stretch of the list; answered by `Reply::Copied`.
    Copy { span: Span, columns: Vec<u32> },
    /// All about one cell; answered by `Reply::Cell`.
    Cell { row: u32, column: u32 },
    /// Change rows, as one step of undo; answered by `Reply::Opened`.
    Act(Action),
    /// What an action would change; answered by `Reply::Preview`.
    Preview(Action),
    /// Take the last step back.
    Undo,
    /// Do the step again that was taken back last.
    Redo,
    /// What a recipe would change here, without changing it; answered by `Reply::Recipe`.
    TryRecipe(String),
    /// Apply a recipe (JSON), as one step of undo.
    ApplyRecipe(String),
    /// Give a column's values to another field too, or no longer.
    SetFeeds { column: u32, feeds: Vec<Feed> },
    /// How several columns that feed one field come together.
    SetJoin { field: String, join: Join },
    /// The order of day and month in a column of dates; `None` decides from the column.
    SetDateOrder { column: u32, order: Option<String> },
    /// The country whose phone numbers come without a code (`UA`); `None` for none.
    SetCountry(Option<String>),
    /// Take over a mapping (JSON, as `Overview::mapping` has it).
    SetMapping(String),
    /// The language (`ru`, `uk`, `en`) of the files that are made from now on.
    Speak(String),
    /// Make a file; answered by `Reply::Made`, the `Blob` beside the message.
    Make(Product),
    /// Bots, tunnels and tags of a backend.
    Pickers { backend: String, token: Option<String> },
    /// Deliver the clean rows; answered by `Reply::Sent`, with `Reply::Asked` on the way.
    Send(Box<SendOptions>),
    /// Make no new calls until told to go on.
    PauseSending(bool),
    /// Stop delivering; what has arrived stays.
    StopSending,
    /// The network came or went: the page is told, and a worker not always.
    Online(bool),
    /// The answer to `Ask::Token`: another token, or none to be had.
    Token(Option<String>),
    /// The answer to `Ask::Deliver`: what the host says became of a batch, as JSON.
    HostAnswer { call: u32, answer: Result<String, HostSilence> },
    /// SHA-256 of the open file; answered by `Reply::Fingerprint`.
    Fingerprint,
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

/// Which rows are listed, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    /// Which rows.
    pub filter: Filter,
    /// Only rows in which a cell holds this text, letter case aside; empty for all.
    pub text: String,
    /// The order; that of the file by default.
    pub sort: Option<Sort>,
}

/// An order of rows to look at; nothing is moved in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// Column, from 0.
    pub column: u32,
    /// From the greatest to the least.
    pub descending: bool,
}

/// A change of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Cells typed, pasted or filled down.
    Edit(Vec<CellEdit>),
    /// Cells pasted, filled or cleared over any stretch of the list.
    Fill(Fill),
    /// Find and replace.
    Replace(Replace),
    /// The repair `kind` of a problem, in one cell, one column or everywhere; see `Overview::repairs`.
    Repair { code: String, kind: String, column: Option<u32>, row: Option<u32> },
    /// Leave rows out of the import, or take them in again.
    Exclude { rows: Rows, exclude: bool },
}

/// A new text for a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellEdit {
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// The text; `None` for what the file holds.
    pub text: Option<String>,
}

/// A stretch of the rows that are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The list.
    pub view: View,
    /// Position of its first row.
    pub from: u32,
    /// Rows in it.
    pub count: u32,
}

/// The same for many cells, at the cost of a small message however many they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Its rows.
    pub span: Span,
    /// Its columns, from 0.
    pub columns: Vec<u32>,
    /// Cells as [`crate::clip::read`] takes them, laid over the rows and columns again and again from
    /// the first; `None` for what the file holds.
    pub text: Option<String>,
}

/// Find and replace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replace {
    /// What to look for.
    pub find: String,
    /// What to put there; `$1` is the first group of a regular expression.
    pub with: String,
    /// `find` is a regular expression.
    pub regex: bool,
    /// Letter case matters.
    pub match_case: bool,
    /// Only cells that are `find` as a whole.
    pub whole_cell: bool,
    /// One column; all of them by default.
    pub column: Option<u32>,
}

/// Rows an action is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    /// Physical numbers.
    Numbers(Vec<u32>),
    /// A stretch of the list.
    Span(Span),
    /// Whatever is listed.
    Listed(View),
}

/// A further field that a column's values go to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Feed {
    /// `name`, `social_id:WHATSAPP`, …
    pub target: String,
    /// Which part of the value.
    pub part: Part,
}

/// Which part of a value goes to a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The first word.
    First,
    /// Everything after the first word.
    Rest,
}

/// How several columns that feed one field come together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Join {
    /// The first that holds something.
    First,
    /// All of them with this text between.
    With(String),
}

/// A file to make from the open one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Product {
    /// The person's own data with the problems marked and explained, xlsx.
    Errors,
    /// All problems, csv.
    Problems,
    /// The rows as they are now, xlsx or csv.
    Cleaned { format: String },
    /// The steps taken so far, JSON, for next month's file.
    Recipe,
    /// A file to start from, with every field explained, xlsx.
    Example,
    /// The clients of one messenger (`None`: of none known) for the platform's own import: xlsx, csv
    /// or json.
    Split { messenger: Option<String>, format: String },
    /// The clients of every messenger, a file each, and the rows that stay behind, as one zip.
    Splits { format: String },
    /// The rows that are not sent, with the reason beside each, xlsx.
    Rejected,
    /// The receipt of the last delivery: json, html or txt.
    Receipt { format: String },
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
    /// Rows that will be sent.
    Ready,
    /// Rows a person left out.
    Excluded,
    /// Rows that are not as the file has them.
    Changed,
    /// Rows of one messenger; `None` for rows whose messenger is not known.
    Messenger(Option<String>),
}

/// Where clients go.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SendOptions {
    /// Base address of the backend, absolute: `https://host/api/v1`. `None` where the page brings the
    /// batches there itself, by `Ask::Deliver`.
    pub backend: Option<String>,
    /// Bearer token.
    pub token: Option<String>,
    /// Bot, tunnel and tags for each messenger.
    pub assignments: BTreeMap<String, Assignment>,
    /// Names of bots by id, for the receipt.
    pub bots: BTreeMap<String, String>,
    /// Who sends, for the receipt: the page's address.
    pub sender: String,
    /// Whether there is a network, as far as the browser knows.
    pub online: bool,
    /// Makes the jitter of retries differ between browsers.
    pub seed: u32,
    /// What is to be sent.
    pub what: What,
}

/// What is to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Everything that is ready; where sending it stopped before, the rest of it.
    #[default]
    Everything,
    /// Everything that is ready, from the beginning.
    Anew,
    /// Rows that were refused and have been changed since.
    Repaired,
    /// What is left of a delivery that a closed page left behind: what `Ask::Keep` gave.
    Kept(String),
}

/// What the worker asks of the page while it sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// The backend wants another token; answered by `Request::Token`.
    Token,
    /// Bring this batch to the backend; answered by `Request::HostAnswer`.
    Deliver(HostBatch),
    /// Keep this of the file with this SHA-256, to go on after the page was closed; `None` when there
    /// is nothing left to go on with.
    Keep { file_sha256: String, kept: Option<Kept> },
}

/// Where an import stands. Nothing of a client is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The backend's name of it.
    pub import_id: String,
    /// SHA-256 of the file.
    pub file_sha256: String,
    /// Clients in batches that arrived.
    pub arrived: u32,
    /// Clients in all.
    pub clients: u32,
    /// What to go on from, for `What::Kept`.
    pub checkpoint: String,
}

/// A batch for the host to bring to its backend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostBatch {
    /// Names the call in the answer.
    pub call: u32,
    /// The import, the same for all its batches.
    pub import_id: String,
    /// From 0.
    pub number: u32,
    /// The same for the same batch with the same content.
    pub key: String,
    /// `Batch` of the contract, as JSON.
    pub batch: String,
}

/// Why a host gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostSilence {
    /// It threw this.
    Threw(String),
    /// Nothing came for so many seconds.
    Waited(u32),
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
    /// The next problem, if there is one.
    Found(Option<Found>),
    /// Where the problems are.
    Map(ProblemMap),
    /// Cells for the clipboard, as text and as HTML.
    Copied { text: String, html: String },
    /// All about a cell.
    Cell(Box<CellStory>),
    /// What an action would change.
    Preview(Preview),
    /// What a recipe would change.
    Recipe(RecipePreview),
    /// A file is made; its `Blob` travels beside the message.
    Made { name: String },
    /// What a backend offers.
    Pickers(Pickers),
    /// SHA-256 of the open file, 64 hexadecimal digits.
    Fingerprint(String),
    /// Not the end yet: the worker wants something of the page.
    Asked(Ask),
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
    /// Changing, sorting or searching: rows of `total`.
    Working { done: u64, total: u64 },
    /// Making a file: rows of `total`.
    Making { done: u64, total: u64 },
    /// Sending: clients answered of `total`, and what holds it up.
    Sending { done: u64, total: u64, held: Held },
}

/// What holds sending up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Held {
    /// Nothing.
    #[default]
    No,
    /// The person paused it.
    Paused,
    /// There is no network.
    Offline,
    /// The backend wants another token.
    Token,
    /// A call failed and is made again in a moment.
    Retrying,
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
    /// Rows a person left out.
    pub excluded_rows: u32,
    /// Cells that are not as the file has them.
    pub changed_cells: u32,
    /// What can be repaired in one go.
    pub repairs: Vec<Repair>,
    /// Steps taken and taken back.
    pub history: History,
    /// The preset the headers were recognised by: `amocrm_contacts`, `zoho_contacts`, …
    pub preset: Option<String>,
    /// Stands for the set of headers: a mapping is remembered under it.
    pub header_key: String,
    /// The mapping as JSON: header names and fields, nothing of the rows.
    pub mapping: String,
    /// What of the mapping that was just taken over has no place here: headers, then fields.
    pub unfit: Vec<String>,
    /// What was taken over of the corrected file that has just come back.
    pub returned: Option<Returned>,
    /// How columns that feed one field come together, for the fields that more than one feeds.
    pub joins: Vec<FieldJoin>,
    /// The country of phone numbers without a code.
    pub country: Option<String>,
    /// The person or the configuration said so; otherwise it is what the file's other numbers suggest,
    /// and numbers are not completed by it without asking.
    pub country_chosen: bool,
    /// Countries to choose from, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Clients that the backend refused and that are different now.
    pub repaired: u32,
    /// Cells that are merged over others, columns the file hides, and rows a filter hides.
    pub shape: Shape,
}

/// What was taken over of a corrected file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Cells changed.
    pub cells: u32,
    /// Cells that a person changed here and the file has as they were: they stay.
    pub kept: u32,
    /// Rows that are not in the file; they stay.
    pub gone: u32,
    /// Rows that only the file has; they are not taken in.
    pub added: u32,
}

/// How columns that feed one field come together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldJoin {
    /// Field key.
    pub field: String,
    /// How.
    pub join: Join,
}

/// What a spreadsheet shows otherwise than it stores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Areas of merged cells.
    pub merged: u32,
    /// Letters of hidden columns that hold cells.
    pub hidden_columns: Vec<String>,
    /// The area with a filter: `A1:F200`.
    pub filter: Option<String>,
}

/// A repair that can be made in one go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Repair {
    /// The problem.
    pub code: String,
    /// What is done about it: `clean`, `digits`, `placeholder`, `international`, `keep_first`, ….
    pub kind: String,
    /// Where; everywhere by default.
    pub column: Option<u32>,
    /// Cells or rows it would change.
    pub count: u32,
}

/// Steps taken and taken back, the nearest hundred of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// From the first to the last; those from `done` on are taken back.
    pub steps: Vec<StepView>,
    /// How many are in force.
    pub done: u32,
}

/// A step in words' terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StepView {
    /// `edit`, `replace`, `repair`, `exclude`, `include`, `returned`, `mapping`, `recipe`, …
    pub kind: String,
    /// Cells or rows changed.
    pub count: u32,
    /// Arguments of the words.
    pub arguments: BTreeMap<String, String>,
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

/// The evidence of a column that is the importer's own: row numbers in a workbook it made.
pub const ROW_NUMBERS: &str = "row_numbers";

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
    /// What it was decided by: `header_exact`, `header_alias`, `preset`, `content`, `chosen`,
    /// `none`; or [`ROW_NUMBERS`].
    pub evidence: String,
    /// Further fields its values go to.
    pub feeds: Vec<Feed>,
    /// How dates are read, where the column holds dates written as text.
    pub dates: Option<DateOrder>,
}

impl Column {
    /// Whether it is the importer's own, and nothing to map.
    #[must_use]
    pub fn is_row_numbers(&self) -> bool {
        self.evidence == ROW_NUMBERS
    }

    /// Whether it feeds no field, though it could.
    #[must_use]
    pub fn is_unmapped(&self) -> bool {
        self.target.is_none() && self.feeds.is_empty() && !self.is_row_numbers()
    }
}

/// How the dates of a column are read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateOrder {
    /// `dmy`, `mdy`, `ymd`.
    pub order: String,
    /// Values that can be read in no other order.
    pub proofs: u32,
    /// Values that say something else.
    pub against: u32,
    /// Dates in all.
    pub values: u32,
    /// A person said so.
    pub chosen: bool,
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
    /// Ready clients with a placeholder for an id: they get no messages.
    pub placeholders: u32,
    /// Ready clients whose id has not the form of the messenger: they may get no messages.
    pub mismatches: u32,
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
    /// A person left it out.
    pub excluded: bool,
    /// Cells by column.
    pub cells: Vec<CellView>,
    /// Problems of the row as a whole.
    pub problems: Vec<ProblemView>,
}

/// Characters of a cell's text that travel to be painted; a longer one ends with an ellipsis.
pub const PAINTED: usize = 2_000;

/// A cell as painted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellView {
    /// Column, from 0.
    pub column: u32,
    /// What a person sees, its first [`PAINTED`] characters.
    pub text: String,
    /// Numbers align to the end.
    pub number: bool,
    /// It is not as the file has it.
    pub changed: bool,
    /// Its problems.
    pub problems: Vec<ProblemView>,
}

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Position in the list.
    pub position: u32,
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0; none where the problem is the row's.
    pub column: Option<u32>,
}

/// Where in the file the problems are: its rows in as many stretches as there are entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemMap {
    /// From the top of the file.
    pub stretches: Vec<Stretch>,
}

/// A stretch of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Physical number of its first row.
    pub row: u32,
    /// Rows in it.
    pub rows: u32,
    /// Rows with errors.
    pub errors: u32,
    /// Rows with warnings and no errors.
    pub warnings: u32,
}

/// All about a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellStory {
    /// What the file stores, unchanged.
    pub source: String,
    /// `text`, `number`, `date`, `bool`, `error`, `empty`: what the file says it is.
    pub kind: String,
    /// What a spreadsheet shows.
    pub shown: String,
    /// What a person changed it to.
    pub changed: Option<String>,
    /// What will be sent, by field; empty where nothing will be.
    pub sent: Vec<SentValue>,
    /// Why the row's clients are of their messengers.
    pub messengers: Vec<MessengerReason>,
    /// What is wrong, and the repairs that can be made right here.
    pub problems: Vec<ProblemView>,
}

/// A value as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentValue {
    /// Field key.
    pub field: String,
    /// The value.
    pub text: String,
}

/// Why a client is of a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessengerReason {
    /// Code; `None` where it is not known.
    pub messenger: Option<String>,
    /// What it was decided by, as in `Group`.
    pub evidence: String,
    /// How sure that is, in percent.
    pub confidence: u8,
}

/// What an action would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Cells.
    pub cells: u32,
    /// Rows.
    pub rows: u32,
    /// The first of them.
    pub samples: Vec<Sample>,
    /// Why it cannot be done: an expression that is none, a column that is not there.
    pub failure: Option<Failure>,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sample {
    /// Physical number of the row.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// As it is.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// What a recipe would change, step by step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipePreview {
    /// Its steps with what they would change; 0 where they find nothing.
    pub steps: Vec<StepView>,
    /// The first changes.
    pub samples: Vec<Sample>,
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
    /// Repairs that can be made right here, by kind.
    pub repairs: Vec<String>,
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
    /// What was sent were repaired rows alone.
    pub repaired: bool,
    /// The file and counts, with the rejected rows marked.
    pub overview: Overview,
}
