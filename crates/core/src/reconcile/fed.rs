//! The fields that a sheet's columns feed, and what a row holds for each: the same values as would be
//! sent, without putting a client together where single cells tell.

use importer_contract::Client;

use crate::config::FieldKind;
use crate::draft::DraftRow;
use crate::mapping::{Mapping, Part};
use crate::plan::{Plan, Role, Slot};
use crate::scan;
use crate::value::Seen;

/// The field that the name is known by, whatever a configuration calls it.
pub(super) const NAME: &str = "name";

/// A field that columns feed.
#[derive(Debug, Clone, Copy)]
pub(super) struct FedField<'p> {
    pub(super) key: &'p str,
    pub(super) is_custom: bool,
    pub(super) kind: FieldKind,
}

/// What a cell is to a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct FedBy<'p> {
    pub(super) slot: Slot<'p>,
    /// Position among the fields.
    pub(super) field: usize,
}

/// Fields by column.
pub(super) struct Fed<'p> {
    pub(super) plan: &'p Plan<'p>,
    pub(super) fields: Vec<FedField<'p>>,
    columns: Vec<Vec<FedBy<'p>>>,
    /// Values are joined or cut, so that only a whole client has them.
    is_composed: bool,
    name: Option<usize>,
}

/// Which fields a row was seen to fill.
#[derive(Debug, Default)]
pub(super) struct Filled {
    fields: Vec<bool>,
    name_part: bool,
}

impl Filled {
    pub(super) fn has(&self, field: usize) -> bool {
        self.fields.get(field).copied().unwrap_or(false)
    }
}

impl<'p> Fed<'p> {
    pub(super) fn of(plan: &'p Plan<'p>, mapping: &Mapping) -> Self {
        let mut fed = Self { plan, fields: Vec::new(), columns: Vec::new(), is_composed: false, name: None };
        for column in mapping.columns() {
            let roles = plan.roles(column.index).iter().filter_map(|role| match role {
                Role::Field(slot) if !matches!(slot.kind, FieldKind::Messenger | FieldKind::SocialId) => {
                    Some(*slot)
                }
                Role::Field(_) | Role::Id(_) => None,
            });
            let fed_by: Vec<FedBy<'p>> = roles.map(|slot| fed.fed_by(slot)).collect();
            fed.columns.resize_with(column.index as usize + 1, Vec::new);
            if let Some(roles) = fed.columns.last_mut() {
                *roles = fed_by;
            }
        }
        fed
    }

    fn fed_by(&mut self, slot: Slot<'p>) -> FedBy<'p> {
        self.is_composed |= slot.part != Part::Whole || self.plan.join(&slot).is_some();
        let is_name = slot.kind.is_name() && !slot.is_custom;
        let (key, kind) = if is_name { (NAME, FieldKind::Name) } else { (slot.key, slot.kind) };
        let at = self.fields.iter().position(|known| known.key == key && known.is_custom == slot.is_custom);
        let field = at.unwrap_or_else(|| {
            self.fields.push(FedField { key, is_custom: slot.is_custom, kind });
            self.fields.len() - 1
        });
        if is_name {
            self.name = Some(field);
        }
        FedBy { slot, field }
    }

    /// Shows each cell that feeds a field, for the fields that no cell before it filled. `take` says
    /// whether the cell holds a value, or stops by none. False where only the whole client tells,
    /// whatever was taken; none where it was stopped.
    pub(super) fn each(
        &self,
        row: &DraftRow<'_>,
        filled: &mut Filled,
        mut take: impl FnMut(&FedBy<'p>, &Seen<'_>) -> Option<bool>,
    ) -> Option<bool> {
        filled.fields.clear();
        filled.fields.resize(self.fields.len(), false);
        filled.name_part = false;
        if self.is_composed {
            return Some(false);
        }
        for cell in row.cells() {
            let Some(roles) = self.columns.get(cell.column() as usize).filter(|roles| !roles.is_empty())
            else {
                continue;
            };
            let value = cell.value();
            let seen = Seen::of(&value);
            for fed_by in roles {
                if fed_by.slot.kind.is_name() && fed_by.slot.kind != FieldKind::Name {
                    filled.name_part = true;
                    continue;
                }
                let Some(is_filled) = filled.fields.get_mut(fed_by.field).filter(|filled| !**filled) else {
                    continue;
                };
                *is_filled = take(fed_by, &seen)?;
            }
        }
        let wants_parts = filled.name_part && self.name.is_some_and(|name| !filled.has(name));
        Some(!wants_parts)
    }

    /// The values of a row's client, put together as for sending, by position of the field.
    pub(super) fn values(&self, row: &DraftRow<'_>, id_column: u16) -> Vec<(usize, String)> {
        let client = scan::client(self.plan, row.number(), row.cells(), id_column);
        let mut values: Vec<(usize, String)> = self.by_field(client).collect();
        values.sort_unstable_by_key(|&(field, _)| field);
        values
    }

    fn by_field(&self, client: Client) -> impl Iterator<Item = (usize, String)> {
        let at = |key: &str, is_custom: bool| {
            self.fields.iter().position(|field| field.is_custom == is_custom && field.key == key)
        };
        let name = client.name.map(|name| (NAME.to_owned(), name, false));
        let fields = client.fields.into_iter().map(|(key, value)| (key, value, false));
        let customs = client.custom_fields.into_iter().map(|(key, value)| (key, value, true));
        let values = name.into_iter().chain(fields).chain(customs);
        values.filter_map(move |(key, value, is_custom)| Some((at(&key, is_custom)?, value)))
    }
}
