//! The importer without a browser: what the platform calls fields and messengers, which column is
//! which, what is wrong with a row, whose client it is, and how clients get to a backend.
//!
//! No clock, no randomness, no network, no printing: the worker, the command line and the server
//! run the same rules over the same [`Config`]. [`Session`] is the whole flow as a plain state
//! machine; [`Delivery`] is the transport's side of it.

mod action;
mod change;
pub mod check;
mod checked;
mod columns;
mod config;
mod content;
mod custom;
mod date;
mod decide;
pub mod delivery;
mod draft;
mod edits;
mod email;
mod find;
mod fold;
mod form;
mod garbled;
mod header;
mod history;
mod hits;
mod json;
mod landed;
mod listing;
mod lookup;
mod mapping;
mod memory;
mod mend;
mod moves;
mod order;
mod phone;
mod piecemeal;
mod placeholder;
mod plan;
mod preset;
mod problem;
pub mod product;
mod quick;
mod recipe;
mod reconcile;
mod repair;
pub mod report;
mod row_set;
mod rules;
mod scan;
mod sent;
mod session;
mod sheets;
mod split;
mod story;
mod summary;
mod tally;
mod twins;
mod unique;
mod value;
mod vocabulary;
mod window;

pub use action::{Action, ActionError, CellEdit, Fill, Repair, Replace, Rows};
pub use change::{Preview, Sample, Tell};
pub use config::{
    Config, ConfigError, CustomFields, DeliveryLimits, EmailDomains, Field, FieldKind, MAX_MESSENGERS,
    Messenger, Required, Usual,
};
pub use date::{DateOrder, UnknownOrder};
pub use delivery::Delivery;
pub use draft::{DraftCell, DraftRow};
pub use fold::fold;
pub use form::IdForm;
pub use header::{Header, HeaderEvidence};
pub use history::{Deed, TakenStep};
pub use hits::Hit;
pub use listing::{Filter, Place, Sort, Stretch, View};
pub use mapping::{
    Column, ColumnChoices, Dates, Evidence, Feed, Join, Mapping, Part, Target, UnknownTarget, column_letter,
};
pub use memory::{MappingError, Unfit};
pub use mend::Repairable;
pub use phone::{Country, Home, UnknownCountry};
pub use piecemeal::at_once;
pub use placeholder::Placeholders;
pub use preset::Preset;
pub use problem::{Code, Severity, UnknownCode};
pub use recipe::{RecipeError, RecipeOutcome};
pub use reconcile::{
    AskNext, Asked, Asking, ClientOutcome, Comparison, Delivered, FieldChange, Knowledge, Known,
    KnownChoices, KnownError, Origin, Source, Standing, Whom,
};
pub use repair::{RepairKind, Suggestion, UnknownRepair};
pub use rules::{Condition, Rule, RuleSeverity};
pub use session::{Before, Refused, Session};
pub use split::{Group, Reason, SplitEvidence};
pub use story::{CellStory, MessengerReason};
pub use summary::{ProblemCount, Summary};
pub use value::Damage;
pub use window::{CellView, ProblemView, RowView, Window};
