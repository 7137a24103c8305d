//! Reading documents that people keep and edit: an error names its place inside them.

use serde::de::DeserializeOwned;

/// Where a document is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// The place: `$` for the document, `$.steps[2].kind` inside it.
    pub(crate) path: String,
    /// What is wrong there.
    pub(crate) message: String,
}

/// Reads a document.
///
/// # Errors
/// With the place and the reason, where it does not fit.
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, Misfit> {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // The path ends in `?` where the text breaks off.
        let inner = error.path().to_string();
        let inner = inner.trim_end_matches(['?', '.']);
        let path = if inner.is_empty() { "$".to_owned() } else { format!("$.{inner}") };
        Misfit { path, message: error.inner().to_string() }
    })
}
