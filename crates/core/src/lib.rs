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
mod config;
mod content;
pub mod delivery;
mod draft;
mod edits;
mod find;
mod fold;
mod form;
mod header;
mod history;
mod landed;
mod listing;
mod mapping;
mod mend;
mod order;
mod plan;
mod problem;
pub mod product;
pub mod report;
mod row_set;
mod scan;
mod session;
mod sheets;
mod split;
mod story;
mod summary;
mod tally;
mod twins;
mod value;
mod window;

pub use action::{Action, ActionError, CellEdit, Repair, Replace, Rows};
pub use change::{Preview, Sample, Tell};
pub use config::{
    Config, ConfigError, DeliveryLimits, Field, FieldKind, MAX_MESSENGERS, Messenger, Required, Usual,
};
pub use delivery::Delivery;
pub use draft::{DraftCell, DraftRow};
pub use fold::fold;
pub use form::IdForm;
pub use header::{Header, HeaderEvidence};
pub use history::Deed;
pub use listing::{Filter, Place, Sort, Stretch, View};
pub use mapping::{Column, Evidence, Target, UnknownTarget, column_letter};
pub use mend::{RepairKind, Repairable, UnknownRepair};
pub use problem::{Code, Severity, UnknownCode};
pub use session::{Refused, Session};
pub use split::{Group, SplitEvidence};
pub use story::{CellStory, MessengerReason};
pub use summary::{ProblemCount, Summary};
pub use value::Damage;
pub use window::{CellView, ProblemView, RowView, Window};
