//! The mapping turned into what the scan asks of every cell: which roles its column plays.

use std::collections::BTreeMap;

use crate::config::{Config, FieldKind};
use crate::date::DateOrder;
use crate::form::IdForm;
use crate::mapping::{Column, Evidence, Join, Mapping, Part, Target};
use crate::phone::Home;
use crate::problem::Severity;
use crate::rules::{Condition, Rule};

/// Fields whose presence matters that are told apart in a row by one bit each: see
/// [`RowFacts`](crate::check::RowFacts). A configuration with more is refused.
pub(crate) const MAX_WATCHED: usize = 64;

/// No messenger: the index that no configuration reaches.
pub(crate) const UNDECIDED: u8 = u8::MAX;

/// What a column is to a client. It can be several things at once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role<'a> {
    /// An id column; position in [`Plan::ids`].
    Id(usize),
    /// A field.
    Field(Slot<'a>),
}

/// A field as one column feeds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'a> {
    pub(crate) kind: FieldKind,
    /// Field key, or the name of a field of the company's own.
    pub(crate) key: &'a str,
    pub(crate) is_custom: bool,
    pub(crate) part: Part,
    pub(crate) order: DateOrder,
    /// Position in [`Plan::watched`].
    pub(crate) watch: Option<u8>,
    /// Where only the first of several cells is sent: a bit of the field's own, at most 63.
    pub(crate) rivalry: Option<u8>,
    /// Rules are about the value of this field.
    pub(crate) has_rules: bool,
}

impl<'a> Slot<'a> {
    /// A whole value of a field.
    pub(crate) fn of(config: &Config, kind: FieldKind, key: &'a str, is_custom: bool) -> Self {
        let slot = Self {
            kind,
            key,
            is_custom,
            part: Part::Whole,
            order: DateOrder::default(),
            watch: None,
            rivalry: None,
            has_rules: false,
        };
        let is_about = |rule: &Rule| rule.is_of_value() && rule.fields().any(|field| slot.is_target(field));
        Self { has_rules: config.rules.iter().any(is_about), ..slot }
    }
}

/// A column of ids.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdColumn {
    pub(crate) column: u16,
    /// The one messenger whose ids these are, or [`UNDECIDED`].
    pub(crate) messenger: u8,
    /// The person said so, not the header.
    pub(crate) chosen: bool,
    /// The column holds phones that are ids too: they are read as phones.
    pub(crate) is_phone: bool,
}

/// A field whose presence or value in a row something depends on.
#[derive(Debug, Clone)]
pub(crate) struct Watched<'a> {
    pub(crate) target: String,
    /// The whole name, which parts of it make too.
    pub(crate) is_name: bool,
    /// Problems where it is empty: how bad, the rule's position ([`OF_FIELD`] where the field itself
    /// says so), and in which rows.
    pub(crate) demands: Vec<(Severity, u32, Option<&'a Condition>)>,
    /// The column that a missing value is shown at.
    pub(crate) column: Option<u16>,
}

/// Added to a field's position, the argument of a `rule.required` that is the field's own.
pub(crate) const OF_FIELD: u32 = 1 << 31;

/// Roles of all columns.
pub(crate) struct Plan<'a> {
    pub(crate) config: &'a Config,
    pub(crate) home: Home,
    /// Where each column's roles start in `roles`; one more than there are columns.
    starts: Vec<u32>,
    roles: Vec<Role<'a>>,
    pub(crate) ids: Vec<IdColumn>,
    /// The column that a missing name is shown at.
    pub(crate) name_column: Option<u16>,
    /// At most [`MAX_WATCHED`].
    pub(crate) watched: Vec<Watched<'a>>,
    joins: &'a BTreeMap<String, Join>,
    /// Ids as a field, where rules are about them or ask for them.
    pub(crate) id_slot: Option<Slot<'a>>,
    /// Rules are about a value that comes together from several cells, which only a whole client has.
    pub(crate) has_composed_rules: bool,
}

impl<'a> Plan<'a> {
    pub(crate) fn of(config: &'a Config, mapping: &'a Mapping) -> Self {
        let mut plan = Self {
            config,
            home: mapping.home(config),
            starts: Vec::new(),
            roles: Vec::new(),
            ids: Vec::new(),
            name_column: None,
            watched: watched(config),
            joins: &mapping.choices().joins,
            id_slot: None,
            has_composed_rules: false,
        };
        for column in mapping.columns() {
            plan.starts.resize(column.index as usize + 1, plan.end());
            let feeds = column.feeds.iter().map(|feed| (&feed.target, feed.part));
            let targets = column.target.iter().map(|target| (target, Part::Whole)).chain(feeds);
            for (target, part) in targets {
                if let Some(role) = plan.role_for(column, target, part) {
                    plan.roles.push(role);
                }
            }
        }
        plan.starts.push(plan.end());
        plan.find_phone_ids();
        let id_field = config.fields.iter().find(|field| field.kind == FieldKind::SocialId);
        let id_slot = id_field.map(|field| Slot::of(config, field.kind, &field.key, false));
        plan.id_slot = id_slot.map(|slot| plan.watch_ids(slot));
        plan.id_slot = plan.id_slot.filter(|slot| slot.has_rules || slot.watch.is_some());
        plan.find_rivals();
        let has_composed_rules = plan.composed().next().is_some();
        plan.has_composed_rules = has_composed_rules;
        plan
    }

    /// The same columns for ids and messengers alone.
    pub(crate) fn only_ids(mut self) -> Self {
        let of_ids = |role: &Role<'_>| match role {
            Role::Id(_) => true,
            Role::Field(slot) => slot.kind == FieldKind::Messenger,
        };
        let (starts, roles) = (std::mem::take(&mut self.starts), std::mem::take(&mut self.roles));
        for bounds in starts.windows(2) {
            let &[start, end] = bounds else { continue };
            self.starts.push(self.end());
            let of_column = roles.get(start as usize..end as usize).unwrap_or(&[]);
            self.roles.extend(of_column.iter().filter(|role| of_ids(role)).copied());
        }
        self.starts.push(self.end());
        self
    }

    /// The roles of the column at `index`.
    pub(crate) fn roles(&self, index: u32) -> &[Role<'a>] {
        let at = index as usize;
        let (Some(&start), Some(&end)) = (self.starts.get(at), self.starts.get(at + 1)) else { return &[] };
        self.roles.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Whether a cell of the column at `index` tells nothing of its client but its own value: what it
    /// holds matters to no rule about the row, and its problems follow from it alone.
    pub(crate) fn stands_alone(&self, index: u32) -> bool {
        self.roles(index).iter().all(|role| match role {
            Role::Id(_) => false,
            Role::Field(slot) => {
                let is_of_row = slot.kind.is_name()
                    || matches!(slot.kind, FieldKind::SocialId | FieldKind::Messenger)
                    || slot.watch.is_some()
                    || slot.rivalry.is_some();
                let is_of_others = slot.has_rules && self.is_composed(slot);
                !is_of_row && !is_of_others
            }
        })
    }

    /// The id column at a position of the sheet; of several roles the first.
    pub(crate) fn id_column(&self, column: u16) -> Option<&IdColumn> {
        self.ids.iter().find(|id| id.column == column)
    }

    /// The first column that feeds a field, named as rules name it.
    pub(crate) fn column_of(&self, field: &str) -> Option<u16> {
        let feeds = |role: &Role<'_>| match role {
            Role::Id(_) => self.config.field(field).is_some_and(|field| field.kind == FieldKind::SocialId),
            Role::Field(slot) => slot.is_target(field),
        };
        let mut columns = (0..u16::MAX).take(self.starts.len());
        columns.find(|&column| self.roles(u32::from(column)).iter().any(feeds))
    }

    /// The text between values of several columns that feed a field; none where the first one wins.
    pub(crate) fn join(&self, slot: &Slot<'_>) -> Option<&'a str> {
        if self.joins.is_empty() {
            return None;
        }
        let join = if slot.is_custom {
            self.joins.get(&format!("custom:{}", slot.key))
        } else {
            self.joins.get(slot.key)
        };
        match join {
            Some(Join::With(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the field's value comes together from several cells: rules are about the whole.
    pub(crate) fn is_composed(&self, slot: &Slot<'_>) -> bool {
        (self.join(slot).is_some() || slot.kind.is_name()) && self.feeding(slot) > 1
    }

    /// Fields with rules whose values come together from several cells, each at its first column.
    pub(crate) fn composed(&self) -> impl Iterator<Item = (u16, Slot<'a>)> {
        let mut seen: Vec<(&str, bool)> = Vec::new();
        let columns = (0..=u16::MAX).take(self.starts.len());
        let roles =
            columns.flat_map(|column| self.roles(u32::from(column)).iter().map(move |role| (column, role)));
        roles.filter_map(move |(column, role)| {
            let Role::Field(slot) = role else { return None };
            let slot = if slot.kind.is_name() {
                Slot::of(self.config, FieldKind::Name, self.name_key(), false)
            } else {
                *slot
            };
            let is_new =
                slot.has_rules && self.is_composed(&slot) && !seen.contains(&(slot.key, slot.is_custom));
            seen.push((slot.key, slot.is_custom));
            is_new.then_some((column, slot))
        })
    }

    fn name_key(&self) -> &'a str {
        let name = self.config.fields.iter().find(|field| field.kind == FieldKind::Name);
        name.map_or("name", |field| field.key.as_str())
    }

    fn feeding(&self, slot: &Slot<'_>) -> usize {
        let feeds = |role: &&Role<'_>| match role {
            Role::Field(other) if slot.kind.is_name() => other.kind.is_name(),
            Role::Field(other) => other.is_custom == slot.is_custom && other.key == slot.key,
            Role::Id(_) => false,
        };
        self.roles.iter().filter(feeds).count()
    }

    fn end(&self) -> u32 {
        u32::try_from(self.roles.len()).unwrap_or(u32::MAX)
    }

    fn role_for(&mut self, column: &'a Column, target: &'a Target, part: Part) -> Option<Role<'a>> {
        let index = u16::try_from(column.index).ok()?;
        match target {
            Target::SocialId { messenger } => {
                let code = messenger.as_deref();
                let at = code.and_then(|code| self.config.messengers.iter().position(|m| m.code == code));
                self.ids.push(IdColumn {
                    column: index,
                    messenger: at.and_then(|at| u8::try_from(at).ok()).unwrap_or(UNDECIDED),
                    chosen: column.evidence == Evidence::Chosen,
                    is_phone: false,
                });
                Some(Role::Id(self.ids.len() - 1))
            }
            Target::Custom(name) => Some(Role::Field(self.slot(index, target, FieldKind::Text, name, part))),
            Target::Field(key) => {
                let field = self.config.field(key)?;
                let mut slot = self.slot(index, target, field.kind, &field.key, part);
                if field.kind.is_name() && self.name_column.is_none() {
                    self.name_column = Some(index);
                }
                if let Some(dates) = &column.dates {
                    slot.order = dates.order;
                }
                Some(Role::Field(slot))
            }
        }
    }

    fn slot(&mut self, index: u16, target: &Target, kind: FieldKind, key: &'a str, part: Part) -> Slot<'a> {
        let is_custom = matches!(target, Target::Custom(_));
        let target = target.to_string();
        let watch = self.watched.iter().position(|watched| watched.target == target);
        if let Some(watched) = watch.and_then(|at| self.watched.get_mut(at)) {
            watched.column.get_or_insert(index);
        }
        let watch = watch.and_then(|at| u8::try_from(at).ok());
        Slot { part, watch, ..Slot::of(self.config, kind, key, is_custom) }
    }

    fn watch_ids(&mut self, slot: Slot<'a>) -> Slot<'a> {
        let watch = self.watched.iter().position(|watched| watched.target == slot.key);
        let column = self.ids.first().map(|id| id.column);
        if let Some(watched) = watch.and_then(|at| self.watched.get_mut(at)) {
            watched.column = watched.column.or(column);
        }
        Slot { watch: watch.and_then(|at| u8::try_from(at).ok()), ..slot }
    }

    /// Several columns may feed a field of which only the first that is filled is sent.
    fn find_rivals(&mut self) {
        let mut rivals: Vec<(&str, bool)> = Vec::new();
        for at in 0..self.roles.len() {
            let Some(&Role::Field(slot)) = self.roles.get(at) else { continue };
            let matters = slot.has_rules || slot.watch.is_some();
            if !matters || slot.kind.is_name() || self.join(&slot).is_some() || self.feeding(&slot) < 2 {
                continue;
            }
            let field = (slot.key, slot.is_custom);
            let bit = rivals.iter().position(|&known| known == field).unwrap_or_else(|| {
                rivals.push(field);
                rivals.len() - 1
            });
            if let Some(Role::Field(slot)) = self.roles.get_mut(at) {
                slot.rivalry = u8::try_from(bit).ok().filter(|&bit| bit < 64);
            }
        }
    }

    /// A phone that is an id of a messenger whose ids are phones is read as one.
    fn find_phone_ids(&mut self) {
        for at in 0..self.ids.len() {
            let Some(&IdColumn { column, messenger, .. }) = self.ids.get(at) else { continue };
            let takes_phones = self
                .config
                .messengers
                .get(usize::from(messenger))
                .is_some_and(|messenger| messenger.id.contains(&IdForm::Phone));
            let is_phone =
                |role: &Role<'_>| matches!(role, Role::Field(slot) if slot.kind == FieldKind::Phone);
            let is_phone = takes_phones && self.roles(u32::from(column)).iter().any(is_phone);
            if let Some(id) = self.ids.get_mut(at) {
                id.is_phone = is_phone;
            }
        }
    }
}

/// Fields that must hold something, and those that this depends on.
pub(crate) fn watched(config: &Config) -> Vec<Watched<'_>> {
    let mut all: Vec<Watched<'_>> = Vec::new();
    let mut watch = |target: &str| {
        let known = all.iter().position(|watched| watched.target == target);
        known.unwrap_or_else(|| {
            let is_name = config.field(target).is_some_and(|field| field.kind == FieldKind::Name);
            all.push(Watched { target: target.to_owned(), is_name, demands: Vec::new(), column: None });
            all.len() - 1
        })
    };
    let mut demands = Vec::new();
    for (index, field) in (0..).zip(&config.fields) {
        if !field.has_own_requirement() {
            continue;
        }
        demands.push((watch(&field.key), (field.required.severity(), OF_FIELD + index, None)));
    }
    for (index, rule) in (0..).zip(&config.rules) {
        let Rule::Required { field, when, .. } = rule else { continue };
        if let Some(when) = when {
            watch(&when.field);
        }
        demands.push((watch(field), (rule.severity(), index, when.as_ref())));
    }
    for (at, demand) in demands {
        if let Some(watched) = all.get_mut(at) {
            watched.demands.push(demand);
        }
    }
    all
}
