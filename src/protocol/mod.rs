//! The messages between the page and its worker: wire types, not the domain's own.
//!
//! The rows live in the worker; what travels is counts and the window the page paints.

#![expect(missing_docs, reason = "fields of requests are told with their request")]

mod change;
mod columns;
mod delivery;
mod known;
mod overview;
mod product;
mod rows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use change::{Action, CellEdit, Fill, History, Preview, RecipePreview, Replace, Rows, Sample, StepView};
pub use columns::{Column, DateOrder, Feed, FieldJoin, Join, Part, ROW_NUMBERS, TargetChoice};
pub use delivery::{
    Ask, Assignment, Bot, Held, HostBatch, HostSilence, Kept, Pickers, SendOptions, Sent, Tag, Tunnel, What,
};
pub use known::{KnownChoices, KnownClients, KnownSource, Question};
pub use overview::{
    Group, HeaderChoice, MessengerName, Overview, ProblemCount, Reason, Repair, Returned, Severity, Shape,
    Sheet,
};
pub use product::Product;
pub use rows::{
    CellStory, CellView, FieldChange, Filter, Found, Hit, MessengerReason, PAINTED, ProblemMap, ProblemView,
    RowView, SentValue, Sort, Span, Stretch, View, Wanted, Window,
};

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
    /// Whether a configuration (JSON) can be taken; answered by `Reply::Done`.
    TryConfig(String),
    /// Read and check a file; answered by `Reply::Opened`.
    Open(OpenOptions),
    /// Pack the open file, if it is an error workbook, for the worker that has the file it was made of;
    /// answered by `Reply::Made` and the package. `returned.not_ours` says that it is none.
    HandBack,
    /// Take over what a corrected error workbook of the open file changes, as another worker packed it
    /// (`HandBack`), as one step of undo;
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
    Rows(Box<Wanted>),
    /// The next cell behind `from` (physical row, column) with what is looked for, or the last before
    /// it if `back`; answered by `Reply::Sought`.
    Seek { view: View, what: Replace, from: Option<(u32, u32)>, back: bool },
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
    /// The language (`ru`, `uk`, `en`) of the files that are made from now on, and its words (Fluent).
    Speak { language: String, words: String },
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
    /// Read a file of known clients; answered by `Reply::Made`, with what `AddKnown` takes as the `Blob`
    /// beside the message. Needs no open file: a worker of its own reads, so that giving up is ending it.
    /// The configuration is that of the open file, JSON; the built-in one by default.
    ReadKnown { config: Option<String> },
    /// Compare with the clients of such a `Blob` too.
    AddKnown,
    /// Compare with the clients of this JSON array, handed in by the page around.
    HandKnown(String),
    /// Ask a backend which of the clients it knows, and compare with those; `Reply::Asked` on the way.
    AskKnown(Question),
    /// Ask no further.
    StopAsking,
    /// Decide about known clients.
    SetKnown(KnownChoices),
    /// Compare with nobody any more.
    ForgetKnown,
    /// SHA-256 of the open file; answered by `Reply::Fingerprint`.
    Fingerprint,
    /// Give up the request with this number, if it is one of rows: it fails with `action.stopped`, and
    /// everything is as before it. Opening is given up by ending the worker, sending by `StopSending`.
    GiveUp(u32),
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
    /// Configuration (JSON) over the built-in one.
    pub config: Option<String>,
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
    /// The cell that was looked for, if there is one.
    Sought(Option<Hit>),
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
    /// Asking a backend about clients: ids of `total`.
    Asking { done: u64, total: u64 },
    /// Sending: clients answered of `total`, and what holds it up.
    Sending { done: u64, total: u64, held: Held },
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
