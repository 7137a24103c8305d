//! Why a file cannot be read at all. Bad cells are data, not errors.

/// What a file that is no spreadsheet seems to be, as far as its first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotASpreadsheet {
    /// A PDF document.
    Pdf,
    /// A picture (PNG, JPEG, GIF, WebP).
    Image,
    /// A zip archive without a workbook inside.
    Zip,
    /// A Word or PowerPoint document.
    Document,
    /// An HTML page or other markup.
    Html,
    /// Another archive or program (rar, 7z, gzip, executable).
    Binary,
}

impl NotASpreadsheet {
    /// A stable lower-case name, used in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Image => "image",
            Self::Zip => "zip",
            Self::Document => "document",
            Self::Html => "html",
            Self::Binary => "binary",
        }
    }
}

/// A bound that keeps a hostile file from taking the machine with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Bytes of one part after unpacking.
    UnpackedBytes,
    /// Unpacked bytes for one packed byte.
    Ratio,
    /// Physical rows of a sheet.
    Rows,
    /// Columns of a sheet.
    Columns,
    /// Bytes of one cell.
    CellBytes,
    /// Distinct shared strings.
    SharedStrings,
    /// Nesting of XML elements.
    Depth,
    /// Sheets of a workbook.
    Sheets,
    /// Entries of a zip archive.
    Entries,
    /// Merged areas of a sheet.
    MergedAreas,
}

impl Limit {
    /// A stable lower-case name, used in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnpackedBytes => "unpacked_bytes",
            Self::Ratio => "ratio",
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::CellBytes => "cell_bytes",
            Self::SharedStrings => "shared_strings",
            Self::Depth => "depth",
            Self::Sheets => "sheets",
            Self::Entries => "entries",
            Self::MergedAreas => "merged_areas",
        }
    }
}

/// Why a file cannot be read. Each variant has a stable [`code`](Error::code); the words a person
/// reads are chosen elsewhere.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file holds no bytes.
    #[error("the file is empty (0 bytes)")]
    Empty,
    /// The content is not a spreadsheet of any kind read here.
    #[error("not a spreadsheet: looks like {}", .0.code())]
    NotASpreadsheet(NotASpreadsheet),
    /// The workbook is encrypted with a password.
    #[error("the workbook is protected with a password")]
    PasswordProtected,
    /// The file breaks off or contradicts itself. The text says where; it is for developers.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// The workbook is of a kind or version that is not read (a DOCTYPE, BIFF2, a legacy program's file).
    #[error("this kind of file is not supported: {0}")]
    Unsupported(String),
    /// The workbook has no sheet with cells (charts and macros only).
    #[error("the workbook has no worksheets")]
    NoSheets,
    /// No sheet has that name or number.
    #[error("there is no sheet {0}")]
    NoSuchSheet(String),
    /// A bound was exceeded.
    #[error("limit exceeded: {} is {value}, allowed are {max}", .limit.code())]
    Limit {
        /// Which bound.
        limit: Limit,
        /// What the file asks for (at least).
        value: u64,
        /// What is allowed.
        max: u64,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The source could not be read (a file moved or changed under the browser, a broken disk).
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

impl Error {
    /// A stable name for reports and translations: `file.empty`, `file.password_protected`, …
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file.empty",
            Self::NotASpreadsheet(_) => "file.not_a_spreadsheet",
            Self::PasswordProtected => "file.password_protected",
            Self::Damaged(_) => "file.damaged",
            Self::Unsupported(_) => "file.unsupported",
            Self::NoSheets => "file.no_sheets",
            Self::NoSuchSheet(_) => "file.no_such_sheet",
            Self::Limit { .. } => "file.limit",
            Self::Cancelled => "file.cancelled",
            Self::Io(_) => "file.io",
        }
    }
}
