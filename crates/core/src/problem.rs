//! Problems as data: a code, a place, an argument. Words never live here; every language has its
//! own under `locales/`.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::repair::RepairKind;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The client is sent all the same.
    Warning,
    /// The client is not sent.
    Error,
    /// Nothing can be sent.
    Blocks,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $text:literal $severity:ident,)*) => {
        /// What is wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order they are listed to a person.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name, used in reports, translations and by the backend.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// How bad it is, unless the configuration says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// No column holds the messenger's id.
    SocialIdColumnMissing "social_id.column_missing" Blocks,
    /// The row has no id.
    SocialIdMissing "social_id.missing" Error,
    /// The id lost digits or was reformatted on its way into the file; `kind` says how.
    SocialIdDamaged "social_id.damaged" Error,
    /// The id has the form of no messenger.
    SocialIdMalformed "social_id.malformed" Error,
    /// The same (messenger, id) is in the import more than once.
    RowDuplicate "row.duplicate" Error,
    /// The backend did not take the client.
    ServerRejected "server.rejected" Error,
    /// The client is larger than the backend takes.
    ClientTooLarge "client.too_large" Error,
    /// The row has no name.
    NameMissing "name.missing" Warning,
    /// The id is a placeholder: the client cannot be messaged.
    SocialIdPlaceholder "social_id.placeholder" Warning,
    /// The id has not the form its messenger uses: the client may get no messages.
    SocialIdMessengerMismatch "social_id.messenger_mismatch" Warning,
    /// Not an e-mail address.
    EmailMalformed "email.malformed" Warning,
    /// Not a phone number.
    PhoneMalformed "phone.malformed" Warning,
    /// Not a date.
    DateMalformed "date.malformed" Warning,
    /// Not a word for a gender that the configuration knows.
    GenderMalformed "gender.malformed" Warning,
    /// Not a language.
    LocaleMalformed "locale.malformed" Warning,
    /// The cell holds a spreadsheet error such as `#N/A`.
    CellErrorValue "cell.error_value" Warning,
    /// The text was decoded with a wrong encoding somewhere before.
    TextMojibake "text.mojibake" Warning,
    /// Characters that cannot be seen were taken away.
    TextHiddenCharacters "text.hidden_characters" Warning,
    /// The name of a custom field is not made of Latin letters.
    CustomFieldName "custom_field.name" Warning,
    /// More custom fields than a company can have.
    CustomFieldTooMany "custom_field.too_many" Warning,
    /// The same id is known under another messenger: a second card will appear.
    ClientOtherMessenger "client.other_messenger" Warning,
    /// A rule of the host's: the field must hold something.
    RuleRequired "rule.required" Error,
    /// A rule of the host's: the value must have a form.
    RulePattern "rule.pattern" Error,
    /// A rule of the host's: the value must be one of a list.
    RuleOneOf "rule.one_of" Error,
    /// A rule of the host's: the value must have a length.
    RuleLength "rule.length" Error,
    /// A rule of the host's: the value must be a number between two others.
    RuleRange "rule.range" Error,
    /// A rule of the host's: no two rows may have these values.
    RuleUnique "rule.unique" Error,
}

impl Code {
    /// Whether it is of a host's rule, whose position is the finding's argument.
    pub(crate) const fn is_rule(self) -> bool {
        matches!(
            self,
            Self::RuleRequired
                | Self::RulePattern
                | Self::RuleOneOf
                | Self::RuleLength
                | Self::RuleRange
                | Self::RuleUnique
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no [`Code`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such problem code")]
pub struct UnknownCode;

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or(UnknownCode)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A problem of one cell or row, in 16 bytes: a million of them are little. Values and the arguments
/// of words are derived from the sheet when somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Index of the row in the table.
    pub(crate) row: u32,
    /// What `code` needs to say more: a rule's position.
    pub(crate) argument: u32,
    /// The column, or [`NO_COLUMN`].
    pub(crate) column: u16,
    pub(crate) code: Code,
    /// Of this one: rules of one kind can differ.
    pub(crate) severity: Severity,
    /// The repair that this very value allows, where not every value with the problem does.
    pub(crate) repair: Option<RepairKind>,
}

/// The problem is the row's.
pub(crate) const NO_COLUMN: u16 = u16::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for &code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
        }
        assert_eq!("social_id".parse::<Code>(), Err(UnknownCode));
    }

    #[test]
    fn a_finding_is_small() {
        assert_eq!(size_of::<Finding>(), 16);
    }
}
