//! One client of the import beside the card that is known of them.

use serde::Serialize;

use super::Knowledge;
use super::cards::{Card, CardField, Found};
use super::fed::{Fed, FedField, Filled};
use super::sameness::{is_same, speaks_for_itself};
use crate::draft::DraftRow;
use crate::plan::{IdColumn, UNDECIDED};
use crate::sent;
use crate::value::{IdReading, Seen};

/// What sending a client would do, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Create a card.
    New,
    /// Change a card.
    Changed,
    /// Nothing.
    Same,
    /// Create a card, while the same id is known under another messenger.
    SecondCard,
    /// It was not compared: nobody decided its messenger, or its id was not asked about.
    NotCompared,
}

impl Standing {
    /// Every one, in the order they are shown.
    pub const ALL: [Self; 5] = [Self::New, Self::Changed, Self::Same, Self::SecondCard, Self::NotCompared];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::SecondCard => "second_card",
            Self::NotCompared => "not_compared",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == name)
    }
}

/// What would become of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// `name`, a field key, or `custom:` and the name of a field of the company's own.
    pub field: String,
    /// What is known; none where the card has nothing.
    pub old: Option<String>,
    /// What would be sent; none where the value is cleared.
    pub new: Option<String>,
}

/// Compares rows; kept while many are compared.
pub(super) struct Comparer<'a> {
    fed: Fed<'a>,
    knowledge: Knowledge<'a>,
    /// By number of a card's field: the position of the sheet's. For cards of files, and of the backend.
    own: [Vec<Option<usize>>; 2],
    /// What a card of no decided messenger counts as.
    assumed: u8,
    /// An empty cell takes the known value away.
    clears: bool,
    known: Vec<Option<&'a [u8]>>,
    filled: Filled,
}

/// How to compare.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) assumed: u8,
    pub(super) clears: bool,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(fed: Fed<'a>, knowledge: Knowledge<'a>, manner: Manner) -> Self {
        let place = |of_card: &CardField| {
            let is_it =
                |field: &FedField<'_>| field.is_custom == of_card.is_custom && field.key == of_card.key;
            fed.fields.iter().position(is_it)
        };
        let own = [knowledge.told, knowledge.asked]
            .map(|known| known.map_or(&[][..], |known| known.cards.fields()).iter().map(place).collect());
        let Manner { assumed, clears } = manner;
        let (known, filled) = (Vec::new(), Filled::default());
        Self { fed, knowledge, own, assumed, clears, known, filled }
    }

    /// What sending the client whose id is in `column` would do.
    pub(super) fn standing(&mut self, row: &DraftRow<'_>, column: u16, messenger: u8) -> Standing {
        if messenger == UNDECIDED {
            return Standing::NotCompared;
        }
        match self.find(row, column, messenger) {
            None => Standing::NotCompared,
            Some(Found { own: Some(card), .. }) if !card.head.is_absent => {
                if self.differs(row, (column, messenger), &card) { Standing::Changed } else { Standing::Same }
            }
            Some(Found { others: 1.., .. }) => Standing::SecondCard,
            Some(Found { own: None, .. }) if self.knowledge.is_asked() => Standing::NotCompared,
            Some(_) => Standing::New,
        }
    }

    /// Which fields of a known card the client whose id is in `column` would change.
    pub(super) fn changes(&mut self, row: &DraftRow<'_>, column: u16, messenger: u8) -> Vec<FieldChange> {
        let card = self.find(row, column, messenger).and_then(|found| found.own);
        let Some(card) = card.filter(|card| !card.head.is_absent && messenger != UNDECIDED) else {
            return Vec::new();
        };
        self.lay_out(&card);
        let values = self.fed.values(row, column);
        let mut changes = Vec::new();
        for (at, field) in self.fed.fields.iter().enumerate() {
            let new = values.iter().find(|(of, _)| *of == at).map(|(_, value)| value.as_str());
            let old = self.known.get(at).copied().flatten().map(String::from_utf8_lossy);
            let is_change = match (&old, new) {
                (None, None) => false,
                (Some(_), None) => self.clears,
                (None, Some(_)) => true,
                (Some(old), Some(new)) => !is_same(field.kind, field.key, old, new),
            };
            if is_change {
                let custom = if field.is_custom { "custom:" } else { "" };
                changes.push(FieldChange {
                    field: format!("{custom}{}", field.key),
                    old: old.map(std::borrow::Cow::into_owned),
                    new: new.map(str::to_owned),
                });
            }
        }
        changes
    }

    /// Messengers under which there is a card with the client's id, apart from their own.
    pub(super) fn others(&self, row: &DraftRow<'_>, column: u16, messenger: u8) -> u32 {
        self.find(row, column, messenger).map_or(0, |found| found.others)
    }

    fn find(&self, row: &DraftRow<'_>, column: u16, messenger: u8) -> Option<Found<'a>> {
        let id_column: &IdColumn = self.fed.plan.id_column(column)?;
        let cell = row.cell(u32::from(column))?;
        let value = cell.value();
        let seen = Seen::of(&value);
        match sent::id(id_column, self.fed.plan.home, &seen) {
            IdReading::Id { text, .. } => Some(self.knowledge.find(messenger, text.as_bytes(), self.assumed)),
            _ => None,
        }
    }

    /// Puts a card's values where the sheet's fields are.
    fn lay_out(&mut self, card: &Card<'a>) {
        self.known.clear();
        self.known.resize(self.fed.fields.len(), None);
        let [told, asked] = &self.own;
        let is_asked = self.knowledge.asked.is_some_and(|known| card.is_of(&known.cards));
        let own = if is_asked { asked } else { told };
        for (field, value) in card.values() {
            let at = own.get(field as usize).copied().flatten();
            if let Some(known) = at.and_then(|at| self.known.get_mut(at)) {
                *known = Some(value);
            }
        }
    }

    /// Whether any field is not as the card has it; the first that is not ends the look.
    fn differs(&mut self, row: &DraftRow<'_>, (column, messenger): (u16, u8), card: &Card<'a>) -> bool {
        self.lay_out(card);
        let Self { fed, known, filled, clears, .. } = self;
        let (config, home) = (fed.plan.config, fed.plan.home);
        let told = fed.each(row, filled, |fed_by, seen| {
            let slot = &fed_by.slot;
            let old = known.get(fed_by.field).copied().flatten();
            if let (Some(old), None) = (old, seen.display)
                && old == seen.text.as_bytes()
                && speaks_for_itself(slot.kind, old)
            {
                return Some(true);
            }
            let Some(value) = sent::value(config, slot, home, seen) else { return Some(false) };
            let old = old.and_then(|old| std::str::from_utf8(old).ok());
            let is_same = old.is_some_and(|old| is_same(slot.kind, slot.key, old, &value));
            is_same.then_some(true)
        });
        match told {
            // A cell that differs; it may not count where the whole client tells otherwise, but then no
            // field is joined or cut, and a name of parts takes no whole name's place.
            None => true,
            Some(true) => {
                *clears && known.iter().enumerate().any(|(at, old)| old.is_some() && !filled.has(at))
            }
            Some(false) => !self.changes(row, column, messenger).is_empty(),
        }
    }
}
