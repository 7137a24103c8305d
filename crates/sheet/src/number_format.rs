//! Number formats: how a stored number reads to a person, and which numbers are dates.

/// A parsed number format code such as `00000`, `#,##0.00` or `dd\.mm\.yyyy`.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberFormat;

impl NumberFormat {
    /// The value as ISO 8601 if this format shows a date, a time or both.
    pub(crate) fn iso(&self, _source: &str, _date_1904: bool) -> Option<String> {
        None
    }

    /// What a person sees, where that differs from the stored text.
    pub(crate) fn display(&self, _source: &str, _date_1904: bool) -> Option<String> {
        None
    }
}
