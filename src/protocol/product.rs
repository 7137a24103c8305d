//! Files made from the open one.

use serde::{Deserialize, Serialize};

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
    /// The report of the check, JSON, as `importer check --json` prints it.
    Report,
    /// How the clients compare with those known, xlsx or csv.
    Comparison { format: String },
    /// The receipt of the last delivery: json, html or txt.
    Receipt { format: String },
}
