//! Which of day and month comes first, and what a column's values say of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::parts::Parts;

/// What comes first in a date of numbers. A year of four digits in front is read as such always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Day, month, year.
    #[default]
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }
}

/// The text is no [`DateOrder`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such order of dates: {0}")]
pub struct UnknownOrder(pub String);

impl FromStr for DateOrder {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, UnknownOrder> {
        let found = Self::ALL.into_iter().find(|order| order.as_str() == text);
        found.ok_or_else(|| UnknownOrder(text.to_owned()))
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many values of a column can be read in which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DateTally {
    /// Dates in all, those a person reads in one way only included.
    pub(crate) values: u32,
    /// By order (as in [`DateOrder::ALL`]), values of three numbers that can be read in that order
    /// only.
    proofs: [u32; 3],
    /// By order, values of three numbers that can be read so at all.
    fits: [u32; 3],
}

impl DateTally {
    /// Counts a value; false for what is no date.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        self.count(text, u32::saturating_add)
    }

    /// Takes back that a value was counted.
    pub(crate) fn remove(&mut self, text: &str) {
        self.count(text, u32::saturating_sub);
    }

    fn count(&mut self, text: &str, step: fn(u32, u32) -> u32) -> bool {
        let text = text.trim();
        let Some(parts) = Parts::of(text) else { return false };
        let fits = DateOrder::ALL.map(|order| parts.can_be(order));
        if !fits.contains(&true) {
            return false;
        }
        self.values = step(self.values, 1);
        if parts.is_open() {
            let alone = fits.iter().filter(|&&fits| fits).count() == 1;
            for ((is_fit, proof), fit) in fits.into_iter().zip(&mut self.proofs).zip(&mut self.fits) {
                *proof = step(*proof, u32::from(is_fit && alone));
                *fit = step(*fit, u32::from(is_fit));
            }
        }
        true
    }

    /// Whether any value leaves the order open.
    pub(crate) fn needs_order(&self) -> bool {
        self.fits.iter().any(|&fits| fits > 0)
    }

    /// The order with most proofs; without any, day first, as all over Europe and Asia.
    pub(crate) fn order(&self) -> DateOrder {
        let [dmy, mdy, ymd] = self.proofs;
        if ymd > dmy && ymd > mdy {
            DateOrder::Ymd
        } else if mdy > dmy {
            DateOrder::Mdy
        } else if dmy == 0 && self.fits == [0, 0, self.fits[2]] && self.fits[2] > 0 {
            DateOrder::Ymd
        } else {
            DateOrder::Dmy
        }
    }

    /// Values that can be read in this order only, and those that can be read in another only.
    pub(crate) fn evidence(&self, order: DateOrder) -> (u32, u32) {
        let all: u32 = self.proofs.iter().sum();
        let own = DateOrder::ALL.into_iter().zip(self.proofs).find(|&(known, _)| known == order);
        let own = own.map_or(0, |(_, proofs)| proofs);
        (own, all - own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_proved_by_the_column() {
        use DateOrder::*;
        for (values, order, proofs, against) in [
            (&["01.02.2026", "30.09.2026", "03.04.2026"][..], Dmy, 1, 0),
            (&["1/2/26", "9/30/26", "12/31/26"], Mdy, 2, 0),
            (&["01/02/2026", "03/04/2026"], Dmy, 0, 0),
            (&["30/09/2026", "31/12/2026", "12/31/2026"], Dmy, 2, 1),
            (&["2026-09-30", "2026-10-01"], Dmy, 0, 0),
        ] {
            let mut tally = DateTally::default();
            assert!(values.iter().all(|value| tally.add(value)));
            assert_eq!(
                (tally.order(), tally.evidence(tally.order())),
                (order, (proofs, against)),
                "{values:?}"
            );
        }
        let mut tally = DateTally::default();
        assert!(!tally.add("208310224") && !tally.add("Иван") && !tally.add(""));
        assert!(tally.add("30 сентября 2026") && !tally.needs_order());
    }
}
