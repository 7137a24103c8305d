//! Repairs: which problem can be repaired how, and what becomes of a value. Repairs are offered,
//! never made unasked.

mod duplicates;
mod mojibake;
mod placeholder;
mod places;

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::check;
use crate::config::FieldKind;
use crate::draft::DraftCell;
use crate::problem::Code;
use crate::value::{IdReading, read_id};

pub use places::Repairable;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $text:literal,)*) => {
        /// What is done about a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum RepairKind {
            $($(#[$doc])* $variant,)*
        }

        impl RepairKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

kinds! {
    /// Takes away what cannot be seen: spaces around, zero-width and control characters.
    Clean "clean",
    /// Takes separators and a decimal tail out of an id.
    Digits "digits",
    /// Gives clients without a usable id a number of their own; they cannot be messaged.
    Placeholder "placeholder",
    /// Reads text again that was decoded with a wrong encoding.
    Decode "decode",
    /// Empties the cell.
    Clear "clear",
    /// Of each group of duplicates keeps the first and leaves out the others.
    KeepFirst "keep_first",
    /// Of each group of duplicates keeps the last and leaves out the others.
    KeepLast "keep_last",
    /// Fills gaps of the first duplicate from the others, then leaves those out.
    Merge "merge",
}

impl Serialize for RepairKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no [`RepairKind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such repair")]
pub struct UnknownRepair;

impl FromStr for RepairKind {
    type Err = UnknownRepair;

    fn from_str(text: &str) -> Result<Self, UnknownRepair> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(UnknownRepair)
    }
}

/// Repairs that fit every value with the problem.
pub(crate) const fn of_code(code: Code) -> &'static [RepairKind] {
    match code {
        Code::SocialIdMissing | Code::SocialIdDamaged | Code::SocialIdMalformed => &[RepairKind::Placeholder],
        Code::TextHiddenCharacters => &[RepairKind::Clean],
        Code::EmailMalformed | Code::PhoneMalformed | Code::DateMalformed | Code::CellErrorValue => {
            &[RepairKind::Clear]
        }
        Code::RowDuplicate => &[RepairKind::KeepFirst, RepairKind::KeepLast, RepairKind::Merge],
        _ => &[],
    }
}

/// Whether the repair can be one of the problem, for some value at least.
pub(crate) fn belongs_to(kind: RepairKind, code: Code) -> bool {
    of_code(code).contains(&kind)
        || matches!(
            (code, kind),
            (Code::SocialIdDamaged, RepairKind::Digits) | (Code::TextMojibake, RepairKind::Decode)
        )
}

/// The repair that this value of a field other than an id allows.
pub(crate) fn of_value(code: Code, text: &str) -> Option<RepairKind> {
    match code {
        Code::TextMojibake => mojibake::decoded(text).map(|_| RepairKind::Decode),
        _ => None,
    }
}

/// What a repair makes of a cell in a column of this kind; none where it makes nothing of it.
pub(crate) fn repaired(kind: RepairKind, field: FieldKind, cell: &DraftCell<'_>) -> Option<String> {
    match kind {
        RepairKind::Clean => Some(check::clean_value(field, &cell.shown()).0.into_owned()),
        RepairKind::Digits => match read_id(cell.kind(), &cell.text(), cell.display().as_deref()) {
            IdReading::Damaged { repair, .. } => repair,
            _ => None,
        },
        RepairKind::Decode => mojibake::decoded(&cell.shown()),
        RepairKind::Clear => Some(String::new()),
        RepairKind::Placeholder | RepairKind::KeepFirst | RepairKind::KeepLast | RepairKind::Merge => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back() {
        for &kind in RepairKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("x".parse::<RepairKind>(), Err(UnknownRepair));
    }
}
