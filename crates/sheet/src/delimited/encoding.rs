//! Encodings by the label a person or a host gives.

use encoding_rs::{Encoding, IBM866};

use crate::Error;

/// The encoding with this WHATWG label, or a name Russian programs use for one.
pub(super) fn by_label(label: &str) -> Result<&'static Encoding, Error> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .or_else(|| label.trim().eq_ignore_ascii_case("cp-866").then_some(IBM866))
        .ok_or_else(|| Error::Unsupported(format!("encoding {label:?}")))
}
