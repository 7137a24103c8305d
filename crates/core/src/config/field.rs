//! Fields of a client, and how their values are read.

use serde::{Deserialize, Serialize};

use crate::problem::Severity;

/// A field of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Stable key; the one the backend is sent: `email`, `utm_source`, ….
    pub key: String,
    /// How values of the field are read and checked.
    pub kind: FieldKind,
    /// Header names that mean this field, compared folded. The key itself is one always.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What an empty value is. Of the parts of a name only the whole name's counts.
    #[serde(default)]
    pub required: Required,
}

/// How values of a field are read and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// The messenger's id of the person.
    SocialId,
    /// The whole name.
    Name,
    /// The first part of a name.
    FirstName,
    /// The middle part of a name.
    MiddleName,
    /// The last part of a name.
    LastName,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A messenger's code or alias.
    Messenger,
    /// A date.
    Date,
    /// A gender.
    Gender,
    /// A language, as `ru_RU`.
    Locale,
    /// Any text.
    Text,
}

impl FieldKind {
    /// Used on the way and not sent as such: parts of a name, the word for a messenger.
    pub(crate) const fn stays(self) -> bool {
        matches!(self, Self::FirstName | Self::MiddleName | Self::LastName | Self::Messenger)
    }

    /// The name or a part of it.
    pub(crate) const fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::FirstName | Self::MiddleName | Self::LastName)
    }
}

impl Field {
    /// Whether an empty value is a `rule.required`; ids and names have problems of their own.
    pub(crate) fn has_own_requirement(&self) -> bool {
        self.required != Required::None && self.kind != FieldKind::SocialId && !self.kind.is_name()
    }
}

/// What an empty value is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// Nothing to mention.
    #[default]
    None,
    /// Worth a warning.
    Warning,
    /// The row is not sent.
    Error,
}

impl Required {
    /// How bad an empty value is where it is worth a mention.
    pub(crate) fn severity(self) -> Severity {
        if self == Self::Error { Severity::Error } else { Severity::Warning }
    }
}
