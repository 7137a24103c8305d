//! Repairs of many cells and rows at once. What becomes of one value is `repair`'s affair; here is
//! where it applies, and what needs more than the cell: duplicates, ids for clients who have none,
//! rows left out.

mod duplicates;
mod placeholder;
mod places;

use crate::problem::Code;
use crate::repair::{self, RepairKind};

pub use places::Repairable;

/// Repairs that need more than the cell, and fit every value with the problem.
pub(crate) const fn of_code(code: Code) -> &'static [RepairKind] {
    use RepairKind::{Exclude, KeepFirst, KeepLast, Merge, Placeholder};
    match code {
        Code::SocialIdMissing | Code::SocialIdDamaged | Code::SocialIdMalformed => &[Placeholder, Exclude],
        Code::RowDuplicate => &[KeepFirst, KeepLast, Merge],
        Code::RuleRequired
        | Code::RulePattern
        | Code::RuleOneOf
        | Code::RuleLength
        | Code::RuleRange
        | Code::RuleUnique => &[Exclude],
        _ => &[],
    }
}

/// Whether the repair can be one of the problem, for some value at least.
pub(crate) fn belongs_to(kind: RepairKind, code: Code) -> bool {
    of_code(code).contains(&kind) || repair::kinds(code).contains(&kind)
}
