//! What can be done about a problem of one cell: pure functions from a value to a better one. Nothing
//! is ever repaired unasked; which cells are is the caller's business.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::check::clean_value;
use crate::config::FieldKind;
use crate::date::{DateFault, DateReading, read_date};
use crate::garbled::decoded;
use crate::phone::{PhoneReading, read_phone};
use crate::plan::{Plan, Role, Slot};
use crate::problem::Code;
use crate::value::{IdReading, Seen};
use crate::{email, sent, vocabulary};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $text:literal,)*) => {
        /// A way to repair.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Take away what cannot be seen.
    Clean "clean",
    /// Keep the digits of an id only.
    Digits "digits",
    /// Give a client without id a number of its own.
    Placeholder "placeholder",
    /// Bring a phone to the international form.
    International "international",
    /// Take the address that was most likely meant.
    Typo "typo",
    /// Write a date in ISO 8601.
    IsoDate "iso_date",
    /// Take the platform's word for a gender.
    Gender "gender",
    /// Take the platform's form of a locale.
    Locale "locale",
    /// Decode text the right way.
    Decode "decode",
    /// Empty the cell.
    Clear "clear",
    /// Keep the first of a duplicate group.
    KeepFirst "keep_first",
    /// Keep the last of a duplicate group.
    KeepLast "keep_last",
    /// Fill gaps of the first of a duplicate group from the others.
    Merge "merge",
    /// Leave the row out.
    Exclude "exclude",
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no [`RepairKind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such repair: {0}")]
pub struct UnknownRepair(pub String);

impl FromStr for RepairKind {
    type Err = UnknownRepair;

    fn from_str(text: &str) -> Result<Self, UnknownRepair> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| UnknownRepair(text.to_owned()))
    }
}

impl Serialize for RepairKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A repair of one cell: the text it would hold. An empty text empties the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// How.
    pub kind: RepairKind,
    /// The cell's new text.
    pub text: String,
}

impl Suggestion {
    fn new(kind: RepairKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

/// The kinds of [`suggest`] that a problem can have; which of them a cell has, only the cell tells.
/// What needs more than the cell (placeholders, duplicates, leaving out) is not among them.
pub(crate) const fn kinds(code: Code) -> &'static [RepairKind] {
    use RepairKind::{Clean, Clear, Decode, Digits, Gender, International, IsoDate, Locale, Typo};
    match code {
        Code::SocialIdDamaged => &[Digits],
        Code::TextHiddenCharacters => &[Clean],
        Code::EmailMalformed => &[Typo, Clear],
        Code::PhoneMalformed => &[International, Clear],
        Code::DateMalformed => &[IsoDate, Clear],
        Code::GenderMalformed => &[Gender, Clear],
        Code::LocaleMalformed => &[Locale, Clear],
        Code::TextMojibake => &[Decode],
        Code::CellErrorValue | Code::RulePattern | Code::RuleOneOf | Code::RuleLength | Code::RuleRange => {
            &[Clear]
        }
        _ => &[],
    }
}

/// What can be done about a problem of the cell in a column, the best first.
pub(crate) fn suggest(plan: &Plan<'_>, column: u32, code: Code, seen: &Seen<'_>) -> Vec<Suggestion> {
    let roles = plan.roles(column);
    let slots =
        || roles.iter().filter_map(|role| if let Role::Field(slot) = role { Some(slot) } else { None });
    let slot_of = |kind: FieldKind| slots().find(|slot| slot.kind == kind);
    let mut found: Vec<Suggestion> = match code {
        Code::SocialIdDamaged => plan
            .ids
            .iter()
            .filter(|id| u32::from(id.column) == column)
            .find_map(|id| match sent::id(id, plan.home, seen) {
                IdReading::Damaged { repair, .. } => repair,
                _ => None,
            })
            .map(|text| Suggestion::new(RepairKind::Digits, text))
            .into_iter()
            .collect(),
        Code::TextHiddenCharacters => {
            let is_id = roles.iter().any(|role| matches!(role, Role::Id(_)));
            let kind =
                if is_id { FieldKind::SocialId } else { slots().next().map_or(FieldKind::Text, |s| s.kind) };
            vec![Suggestion::new(RepairKind::Clean, clean_value(kind, seen.shown()).0)]
        }
        Code::TextMojibake => {
            decoded(seen.shown()).map(|text| Suggestion::new(RepairKind::Decode, text)).into_iter().collect()
        }
        Code::EmailMalformed => better(slot_of(FieldKind::Email), plan, seen),
        Code::PhoneMalformed => better(slot_of(FieldKind::Phone), plan, seen),
        Code::DateMalformed => better(slot_of(FieldKind::Date), plan, seen),
        Code::GenderMalformed => better(slot_of(FieldKind::Gender), plan, seen),
        Code::LocaleMalformed => better(slot_of(FieldKind::Locale), plan, seen),
        _ => Vec::new(),
    };
    // An id is never cleared: without it there is no client.
    let is_id = roles.iter().any(|role| matches!(role, Role::Id(_)));
    if kinds(code).contains(&RepairKind::Clear) && !is_id {
        found.push(Suggestion::new(RepairKind::Clear, ""));
    }
    found
}

/// The value that was most likely meant.
fn better(slot: Option<&Slot<'_>>, plan: &Plan<'_>, seen: &Seen<'_>) -> Vec<Suggestion> {
    let Some(slot) = slot else { return Vec::new() };
    let (cleaned, _) = clean_value(slot.kind, seen.shown());
    let found = match slot.kind {
        FieldKind::Email => email::fault(plan.config, &cleaned)
            .and_then(|(_, meant)| meant)
            .map(|text| Suggestion::new(RepairKind::Typo, text)),
        FieldKind::Phone => match read_phone(&sent::phone_text(seen, &cleaned), plan.home) {
            PhoneReading::Bad { repair, .. } => {
                repair.map(|text| Suggestion::new(RepairKind::International, text))
            }
            PhoneReading::Good(_) => None,
        },
        FieldKind::Date => match read_date(&cleaned, slot.order) {
            DateReading::Bad { repair, .. } => repair.map(|text| Suggestion::new(RepairKind::IsoDate, text)),
            DateReading::Good(_) => None,
        },
        FieldKind::Gender => {
            vocabulary::gender_of_address(&cleaned).map(|text| Suggestion::new(RepairKind::Gender, text))
        }
        FieldKind::Locale => {
            vocabulary::locale_of_country(&cleaned).map(|text| Suggestion::new(RepairKind::Locale, text))
        }
        _ => None,
    };
    found.into_iter().collect()
}

/// What words about a problem of a cell need: `kind` of what is malformed (of a date that fits another
/// order `order` too), and `repair`, the text the best repair would put there. Those of a host's rule
/// come from [`rule_args`](crate::check::rule_args).
pub(crate) fn arguments(
    plan: &Plan<'_>,
    column: u32,
    code: Code,
    seen: &Seen<'_>,
) -> BTreeMap<&'static str, String> {
    let mut arguments: BTreeMap<_, _> = fault(plan, column, code, seen).into_iter().collect();
    if let Some(best) = suggest(plan, column, code, seen).into_iter().find(|s| s.kind != RepairKind::Clear) {
        arguments.insert("repair", best.text);
    }
    arguments
}

fn fault(plan: &Plan<'_>, column: u32, code: Code, seen: &Seen<'_>) -> Vec<(&'static str, String)> {
    let slots = plan.roles(column).iter();
    let mut slots = slots.filter_map(|role| if let Role::Field(slot) = role { Some(slot) } else { None });
    let Some(slot) = slots.find(|slot| {
        matches!(
            (code, slot.kind),
            (Code::EmailMalformed, FieldKind::Email)
                | (Code::PhoneMalformed, FieldKind::Phone)
                | (Code::DateMalformed, FieldKind::Date)
        )
    }) else {
        return Vec::new();
    };
    let (cleaned, _) = clean_value(slot.kind, seen.shown());
    let kind = match slot.kind {
        FieldKind::Email => email::fault(plan.config, &cleaned).map(|(fault, _)| fault.as_str()),
        FieldKind::Phone => match read_phone(&sent::phone_text(seen, &cleaned), plan.home) {
            PhoneReading::Bad { fault, .. } => Some(fault.as_str()),
            PhoneReading::Good(_) => None,
        },
        FieldKind::Date => match read_date(&cleaned, slot.order) {
            DateReading::Bad { fault, .. } => {
                let order = (fault == DateFault::Order).then(|| ("order", slot.order.to_string()));
                return [("kind", fault.as_str().to_owned())].into_iter().chain(order).collect();
            }
            DateReading::Good(_) => None,
        },
        _ => None,
    };
    kind.map(|kind| ("kind", kind.to_owned())).into_iter().collect()
}
