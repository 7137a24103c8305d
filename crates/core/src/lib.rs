//! The importer without a browser: what the platform calls fields and messengers, which column is
//! which, what is wrong with a row, whose client it is, and how clients get to a backend.
//!
//! No clock, no randomness, no network, no printing: the worker, the command line and the server
//! run the same rules over the same [`Config`]. [`Session`] is the whole flow as a plain state
//! machine; [`Delivery`] is the transport's side of it.

pub mod check;
mod config;
mod content;
pub mod delivery;
mod fold;
mod form;
mod header;
mod mapping;
mod plan;
mod problem;
pub mod report;
mod scan;
mod session;
mod sheets;
mod split;
mod value;
mod window;

pub use config::{
    Config, ConfigError, DeliveryLimits, Field, FieldKind, MAX_MESSENGERS, Messenger, Required, Usual,
};
pub use delivery::Delivery;
pub use fold::fold;
pub use form::IdForm;
pub use header::{Header, HeaderEvidence};
pub use mapping::{Column, Evidence, Target, UnknownTarget, column_letter};
pub use problem::{Code, Severity, UnknownCode};
pub use session::{ProblemCount, Refused, Session, Summary};
pub use split::{Group, SplitEvidence};
pub use value::Damage;
pub use window::{CellView, Filter, Place, ProblemView, RowView, Window};
