//! The mapping turned into what the scan asks of every cell: what role its column plays.

use crate::config::{Config, FieldKind};
use crate::mapping::{Column, Evidence, Target};

/// No messenger: the index that no configuration reaches.
pub(crate) const UNDECIDED: u8 = u8::MAX;

/// What a column is to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role<'a> {
    /// Not sent.
    Nothing,
    /// An id column; position in [`Plan::ids`].
    Id(usize),
    /// A field, by kind and key.
    Field(FieldKind, &'a str),
    /// A field of the company's own.
    Custom(&'a str),
}

/// A column of ids.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdColumn {
    pub(crate) column: u16,
    /// The one messenger whose ids these are, or [`UNDECIDED`].
    pub(crate) messenger: u8,
    /// The person said so, not the header.
    pub(crate) chosen: bool,
}

/// Roles of all columns.
pub(crate) struct Plan<'a> {
    roles: Vec<Role<'a>>,
    pub(crate) ids: Vec<IdColumn>,
    /// The column that a missing name is shown at.
    pub(crate) name_column: Option<u16>,
}

impl<'a> Plan<'a> {
    pub(crate) fn of(config: &'a Config, columns: &'a [Column]) -> Self {
        let width = columns.last().map_or(0, |last| last.index as usize + 1);
        let mut plan = Self { roles: vec![Role::Nothing; width], ids: Vec::new(), name_column: None };
        for column in columns {
            let role = plan.role_for(config, column);
            if let Some(slot) = plan.roles.get_mut(column.index as usize) {
                *slot = role;
            }
        }
        plan
    }

    /// The role of the column at `index`.
    pub(crate) fn role(&self, index: u32) -> Role<'a> {
        self.roles.get(index as usize).copied().unwrap_or(Role::Nothing)
    }

    fn role_for(&mut self, config: &'a Config, column: &'a Column) -> Role<'a> {
        let Ok(index) = u16::try_from(column.index) else { return Role::Nothing };
        match &column.target {
            None => Role::Nothing,
            Some(Target::Custom(name)) => Role::Custom(name),
            Some(Target::SocialId { messenger }) => {
                let code = messenger.as_deref();
                let at = code.and_then(|code| config.messengers.iter().position(|m| m.code == code));
                self.ids.push(IdColumn {
                    column: index,
                    messenger: at.and_then(|at| u8::try_from(at).ok()).unwrap_or(UNDECIDED),
                    chosen: column.evidence == Evidence::Chosen,
                });
                Role::Id(self.ids.len() - 1)
            }
            Some(Target::Field(key)) => {
                let Some(field) = config.field(key) else { return Role::Nothing };
                let is_name = matches!(
                    field.kind,
                    FieldKind::Name | FieldKind::FirstName | FieldKind::MiddleName | FieldKind::LastName
                );
                if is_name && self.name_column.is_none() {
                    self.name_column = Some(index);
                }
                Role::Field(field.kind, &field.key)
            }
        }
    }
}
