//! The steps taken, as JSON for next month's file: columns by header, single rows by their id, what was
//! done in bulk as it is. Where a step finds nothing, it changes nothing.
//!
//! ```json
//! { "version": 1, "steps": [
//!   {"replace": {"find": "г\\.", "with": "", "regex": true, "column": {"header": "Город"}}},
//!   {"repair": {"code": "text.hidden_characters", "kind": "clean"}},
//!   {"edit": [{"column": {"header": "Имя"}, "id": "208310224", "from": "Ivan", "to": "Иван"}]},
//!   {"exclude": {"filter": "code:row.duplicate"}} ] }
//! ```

use std::collections::HashMap;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::action::{Action, ActionError, CellEdit, Fill, Repair, Replace, Rows};
use crate::change::{Sample, Tell};
use crate::history::{Deed, Delta};
use crate::json::{self, Misfit};
use crate::listing::{Filter, View};
use crate::mapping::{Column, Target, column_letter};
use crate::memory::keyed;
use crate::piecemeal::at_once;
use crate::reconcile::Standing;
use crate::scan::id_of;
use crate::session::Session;

const VERSION: u32 = 1;
/// Changes that a preview shows.
const SAMPLES: usize = 20;

/// Steps that belong to no file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    version: u32,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Step {
    Edit(Vec<Edit>),
    Replace {
        find: String,
        with: String,
        #[serde(default, skip_serializing_if = "is_false")]
        regex: bool,
        #[serde(default, skip_serializing_if = "is_false")]
        match_case: bool,
        #[serde(default, skip_serializing_if = "is_false")]
        whole_cell: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<Place>,
    },
    Repair {
        #[serde(with = "text")]
        code: crate::Code,
        #[serde(with = "text")]
        kind: crate::RepairKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<Place>,
        /// In the row with this id only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// The same cells again and again; without texts, what the file holds.
    Fill {
        columns: Vec<Place>,
        #[serde(default)]
        texts: Option<Vec<String>>,
        rows: Which,
    },
    Exclude(Which),
    Include(Which),
    Move {
        rows: Which,
        /// Only clients of this messenger; empty for those of none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        to: Option<String>,
    },
    Header(Option<u32>),
    Target {
        column: Place,
        target: Option<Target>,
    },
    /// A mapping, as it is kept for a set of headers.
    Mapping(serde_json::Value),
    Messenger {
        from: Option<String>,
        to: Option<String>,
    },
    AllMessengers {
        to: Option<String>,
    },
    HiddenRows(bool),
}

impl Step {
    const fn is_of_no_client(&self) -> bool {
        match self {
            Self::Edit(_) | Self::Fill { .. } | Self::Replace { .. } | Self::Repair { id: Some(_), .. } => {
                false
            }
            Self::Exclude(rows) | Self::Include(rows) | Self::Move { rows, .. } => {
                rows.ids.is_empty() && rows.text.is_empty()
            }
            Self::Repair { .. }
            | Self::Header(_)
            | Self::Target { .. }
            | Self::Mapping(_)
            | Self::Messenger { .. }
            | Self::AllMessengers { .. }
            | Self::HiddenRows(_) => true,
        }
    }
}

/// A column: by its header and which of equal ones it is, or by letters where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    header: String,
    #[serde(default, skip_serializing_if = "is_first")]
    nth: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
}

/// A cell, found only where the row has the id and the cell the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    column: Place,
    id: String,
    from: String,
    to: String,
}

/// Rows, by id or by what lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
    /// `problems`, `code:row.duplicate`, `messenger:VIBER`, …
    #[serde(default, skip_serializing_if = "Option::is_none", with = "filter_text")]
    filter: Option<Filter>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(nth: &u32) -> bool {
    *nth == 0
}

/// Values that go by their text.
mod text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

mod filter_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::listing::Filter;

    pub(super) fn serialize<S: Serializer>(
        filter: &Option<Filter>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match filter {
            Some(filter) => serializer.serialize_str(&super::filter_name(filter)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Filter>, D::Error> {
        let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let unknown = || serde::de::Error::custom(format!("no such filter: {name}"));
        super::filter_named(&name).map(Some).ok_or_else(unknown)
    }
}

fn filter_name(filter: &Filter) -> String {
    match filter {
        Filter::All => "all".to_owned(),
        Filter::Problems => "problems".to_owned(),
        Filter::Errors => "errors".to_owned(),
        Filter::Rejected => "rejected".to_owned(),
        Filter::Ready => "ready".to_owned(),
        Filter::Excluded => "excluded".to_owned(),
        Filter::Changed => "changed".to_owned(),
        Filter::Code(code) => format!("code:{code}"),
        Filter::Messenger(code) => format!("messenger:{}", code.as_deref().unwrap_or_default()),
        Filter::Standing(standing) => format!("standing:{}", standing.as_str()),
    }
}

fn filter_named(name: &str) -> Option<Filter> {
    Some(match name.split_once(':') {
        Some(("code", code)) => Filter::Code(code.parse().ok()?),
        Some(("standing", name)) => Filter::Standing(Standing::named(name)?),
        Some(("messenger", "")) => Filter::Messenger(None),
        Some(("messenger", code)) => Filter::Messenger(Some(code.to_owned())),
        Some(_) => return None,
        None => match name {
            "all" => Filter::All,
            "problems" => Filter::Problems,
            "errors" => Filter::Errors,
            "rejected" => Filter::Rejected,
            "ready" => Filter::Ready,
            "excluded" => Filter::Excluded,
            "changed" => Filter::Changed,
            _ => return None,
        },
    })
}

/// Why a recipe cannot be applied. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// It is no recipe.
    #[error("{path}: {message}")]
    Unreadable {
        /// The place: `$.steps[3].replace.column`.
        path: String,
        /// What is wrong there.
        message: String,
    },
    /// It was written by a later version.
    #[error("$.version: {0} is newer than this importer")]
    Newer(u32),
    /// A step of it is not possible.
    #[error("{path}: {error}")]
    Step {
        /// The place: `$.steps[3]`.
        path: String,
        /// Why not.
        error: ActionError,
    },
    /// A step chooses what the configuration does not know.
    #[error("{path}: {message}")]
    Choice {
        /// The place.
        path: String,
        /// Why not.
        message: String,
    },
}

/// What a recipe would change, or has changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecipeOutcome {
    /// Its steps with the cells or rows each changes; 0 where it finds nothing.
    pub steps: Vec<(Deed, usize)>,
    /// The first changes of cells.
    pub samples: Vec<Sample>,
}

impl Session {
    /// The steps in force as a recipe.
    pub fn recipe(&mut self) -> String {
        let steps = self.steps();
        serde_json::to_string_pretty(&Recipe { version: VERSION, steps }).unwrap_or_default()
    }

    /// The steps in force as a recipe that holds nothing of any client, so that it may be kept; none
    /// where a step is of single clients, or of what their cells say.
    pub fn recipe_without_clients(&mut self) -> Option<String> {
        let steps = self.steps();
        let recipe = steps.iter().all(Step::is_of_no_client).then_some(Recipe { version: VERSION, steps })?;
        serde_json::to_string(&recipe).ok()
    }

    fn steps(&mut self) -> Vec<Step> {
        let mut history = std::mem::take(&mut self.history);
        let done = history.in_force();
        // Back to the start, without checks, and forth again: a step is told by what was there then.
        for delta in done.iter_mut().rev().flat_map(|step| step.deltas.iter_mut().rev()) {
            delta.swap(&mut self.draft, &mut self.settings);
        }
        let mut steps = Vec::new();
        for step in done {
            let alone = std::slice::from_ref(&step.deed);
            let deeds = if let Deed::Recipe(deeds) = &step.deed { deeds.as_slice() } else { alone };
            for (deed, delta) in deeds.iter().zip(&mut step.deltas) {
                let told = self.told(deed, delta);
                delta.swap(&mut self.draft, &mut self.settings);
                steps.extend(told.or_else(|| self.told_after(deed)));
            }
        }
        self.history = history;
        steps
    }

    /// What a recipe would change here. Everything is as before then, but for the time it takes.
    ///
    /// # Errors
    /// [`RecipeError`].
    pub fn try_recipe(&mut self, json: &str, tell: Tell<'_>) -> Result<RecipeOutcome, RecipeError> {
        at_once(self.try_recipe_piecemeal(json, tell))
    }

    /// [`try_recipe`](Self::try_recipe), resting every few thousand rows.
    ///
    /// # Errors
    /// [`RecipeError`].
    pub async fn try_recipe_piecemeal(
        &mut self,
        json: &str,
        tell: Tell<'_>,
    ) -> Result<RecipeOutcome, RecipeError> {
        let recipe = read(json)?;
        let (before, revision) = (self.mark(), self.revision());
        let outcome = self.follow(recipe, tell).await;
        self.go_back(before);
        // The way back is gone to its end, whatever was said.
        let _ = self
            .check_piecemeal(&mut |done, total| {
                let _ = tell(done, total);
                ControlFlow::Continue(())
            })
            .await;
        self.set_revision(revision);
        outcome
    }

    /// Applies a recipe, as one step of undo.
    ///
    /// # Errors
    /// [`RecipeError`], and nothing changes.
    pub fn apply_recipe(&mut self, json: &str, tell: Tell<'_>) -> Result<RecipeOutcome, RecipeError> {
        at_once(self.apply_recipe_piecemeal(json, tell))
    }

    /// [`apply_recipe`](Self::apply_recipe), resting every few thousand rows.
    ///
    /// # Errors
    /// [`RecipeError`], and nothing changes.
    pub async fn apply_recipe_piecemeal(
        &mut self,
        json: &str,
        tell: Tell<'_>,
    ) -> Result<RecipeOutcome, RecipeError> {
        let recipe = read(json)?;
        let (before, done) = (self.mark(), self.history.done());
        let outcome = self.follow(recipe, tell).await;
        if outcome.is_err() {
            self.go_back(before);
        } else {
            self.history.join_after(done);
            self.go_on(before);
        }
        self.forget_list();
        outcome
    }

    /// Makes the steps one after the other, each its own step of undo.
    async fn follow(&mut self, recipe: Recipe, tell: Tell<'_>) -> Result<RecipeOutcome, RecipeError> {
        let mut outcome = RecipeOutcome::default();
        for (at, step) in recipe.steps.into_iter().enumerate() {
            let path = format!("$.steps[{at}]");
            self.forget_list();
            let deed = self.meant(step);
            let count = match &deed {
                Deed::Action(action) => {
                    let impossible = |error| RecipeError::Step { path: path.clone(), error };
                    if outcome.samples.len() < SAMPLES {
                        let preview = self.preview_piecemeal(action, tell).await.map_err(impossible)?;
                        let room = SAMPLES - outcome.samples.len();
                        outcome.samples.extend(preview.samples.into_iter().take(room));
                    }
                    self.act_piecemeal(action, tell).await.map_err(impossible)?
                }
                choice => {
                    let before = self.history.done();
                    self.choose(choice).map_err(|message| RecipeError::Choice { path, message })?;
                    self.history.done() - before
                }
            };
            outcome.steps.push((deed, count));
        }
        Ok(outcome)
    }

    fn choose(&mut self, deed: &Deed) -> Result<(), String> {
        let text = |error: crate::session::Refused| error.to_string();
        match deed {
            // A file whose header stands elsewhere keeps its own.
            Deed::Header(row) => {
                let _ = self.set_header_row(*row);
                Ok(())
            }
            Deed::Target { column, target } => self.set_target(*column, target.clone()).map_err(text),
            Deed::Messenger { from, to } => {
                let checked = self.check(&mut |_, _| ControlFlow::Continue(()));
                debug_assert!(checked.is_continue());
                self.move_group(from.as_deref(), to.as_deref()).map_err(text)
            }
            Deed::AllMessengers { to } => self.set_messenger_for_all(to.as_deref()).map_err(text),
            Deed::HiddenRows(include) => {
                self.set_include_hidden(*include);
                Ok(())
            }
            Deed::Columns(Some(mapping)) => match self.take_over_mapping(mapping) {
                Ok(_) | Err(crate::memory::MappingError::OtherFile) => Ok(()),
                Err(error) => Err(error.to_string()),
            },
            Deed::Columns(None) | Deed::Action(_) | Deed::Returned(_) | Deed::Recipe(_) => Ok(()),
        }
    }

    /// What a step means in this file. A column that is not here leaves nothing to do.
    fn meant(&self, step: Step) -> Deed {
        let nothing = || Deed::Action(Action::Edit(Vec::new()));
        let columns = Places::of(self.columns());
        // None: everywhere. Some(None): nowhere.
        let at = |place: Option<Place>| place.map(|place| columns.find(&place));
        match step {
            Step::Edit(edits) => Deed::Action(Action::Edit(self.edits_meant(&columns, edits))),
            Step::Replace { find, with, regex, match_case, whole_cell, column } => {
                let column = match at(column) {
                    Some(None) => return nothing(),
                    column => column.flatten(),
                };
                Deed::Action(Action::Replace(Replace { find, with, regex, match_case, whole_cell, column }))
            }
            Step::Repair { code, kind, column, id } => {
                let (column, row) = match (at(column), id.map(|id| self.rows_with(&[id]))) {
                    (Some(None), _) => return nothing(),
                    (_, Some(rows)) if rows.is_empty() => return nothing(),
                    (column, rows) => (column.flatten(), rows.and_then(|rows| rows.first().copied())),
                };
                Deed::Action(Action::Repair(Repair { code, kind, column, row }))
            }
            Step::Fill { columns: places, texts, rows } => {
                let found: Option<Vec<u32>> = places.iter().map(|place| columns.find(place)).collect();
                let Some(columns) = found else { return nothing() };
                let texts = texts.map(|line| vec![line]);
                Deed::Action(Action::Fill(Fill { rows: self.rows_meant(rows), columns, texts }))
            }
            Step::Exclude(which) => {
                Deed::Action(Action::Exclude { rows: self.rows_meant(which), exclude: true })
            }
            Step::Include(which) => {
                Deed::Action(Action::Exclude { rows: self.rows_meant(which), exclude: false })
            }
            Step::Move { rows, from, to } => {
                Deed::Action(Action::Move { rows: self.rows_meant(rows), from, to })
            }
            Step::Header(row) => Deed::Header(row),
            Step::Target { column, target } => match columns.find(&column) {
                Some(column) => Deed::Target { column, target },
                None => nothing(),
            },
            Step::Mapping(mapping) => Deed::Columns(Some(mapping.to_string())),
            Step::Messenger { from, to } => Deed::Messenger { from, to },
            Step::AllMessengers { to } => Deed::AllMessengers { to },
            Step::HiddenRows(include) => Deed::HiddenRows(include),
        }
    }

    fn edits_meant(&self, columns: &Places, edits: Vec<Edit>) -> Vec<CellEdit> {
        let ids: Vec<String> = edits.iter().map(|edit| edit.id.clone()).collect();
        let rows = self.rows_by_id(&ids);
        let mut meant = Vec::new();
        for edit in edits {
            let Some(column) = columns.find(&edit.column) else { continue };
            for &index in rows.get(edit.id.as_str()).into_iter().flatten() {
                let Some(row) = self.draft.row(index) else { continue };
                let now = row.cell(column).map(|cell| cell.shown().into_owned()).unwrap_or_default();
                if now == edit.from {
                    meant.push(CellEdit { row: row.number(), column, text: Some(edit.to.clone()) });
                }
            }
        }
        meant
    }

    fn rows_meant(&self, which: Which) -> Rows {
        match which.filter {
            Some(filter) => Rows::Listed(View { filter, text: which.text, sort: None }),
            None => Rows::Numbers(self.rows_with(&which.ids)),
        }
    }

    /// Physical numbers of the rows with these ids.
    fn rows_with(&self, ids: &[String]) -> Vec<u32> {
        let indices = self.rows_by_id(ids).into_values().flatten();
        indices.filter_map(|index| Some(self.draft.row(index)?.number())).collect()
    }

    /// Indices of the rows with these ids; all rows are looked at once.
    fn rows_by_id<'a>(&self, ids: &'a [String]) -> HashMap<&'a str, Vec<u32>> {
        let mut rows: HashMap<&str, Vec<u32>> = ids.iter().map(|id| (id.as_str(), Vec::new())).collect();
        if !rows.is_empty() {
            let plan = self.plan();
            for index in self.settings.first_row()..self.draft.len() {
                let Some(row) = self.draft.row(index) else { continue };
                for column in &plan.ids {
                    let cell = row.cell(u32::from(column.column));
                    if let Some(known) =
                        cell.and_then(|cell| id_of(&plan, &cell)).and_then(|id| rows.get_mut(id.as_str()))
                    {
                        known.push(index);
                    }
                }
            }
        }
        rows
    }

    /// A deed without what belongs to this file alone, by what is there before it.
    fn told(&self, deed: &Deed, delta: &Delta) -> Option<Step> {
        let columns = Places::of(self.columns());
        let place = |column: &Option<u32>| column.map(|column| columns.name(column));
        Some(match deed {
            Deed::Action(Action::Edit(edits)) | Deed::Returned(edits) => {
                Step::Edit(self.edits_told(&columns, edits))
            }
            Deed::Action(Action::Replace(Replace { find, with, regex, match_case, whole_cell, column })) => {
                Step::Replace {
                    find: find.clone(),
                    with: with.clone(),
                    regex: *regex,
                    match_case: *match_case,
                    whole_cell: *whole_cell,
                    column: place(column),
                }
            }
            Deed::Action(Action::Repair(Repair { code, kind, column, row })) => {
                let id = row.map(|row| self.id_of_row(row));
                // A row without id cannot be found again.
                let id = if let Some(id) = id { Some(id?) } else { None };
                Step::Repair { code: *code, kind: *kind, column: place(column), id }
            }
            Deed::Action(Action::Fill(Fill { rows: Rows::Listed(view), columns: filled, texts }))
                if texts.as_ref().is_none_or(|lines| lines.len() == 1) =>
            {
                Step::Fill {
                    columns: filled.iter().map(|&column| columns.name(column)).collect(),
                    texts: texts.as_ref().and_then(|lines| lines.first().cloned()),
                    rows: listed(view),
                }
            }
            Deed::Action(Action::Fill(_)) => Step::Edit(self.edits_told(&columns, &self.edits_of(delta))),
            Deed::Action(Action::Exclude { rows, exclude }) => {
                let which = self.rows_told(rows, &delta.rows);
                if *exclude { Step::Exclude(which) } else { Step::Include(which) }
            }
            Deed::Action(Action::Move { rows, from, to }) => {
                Step::Move { rows: self.rows_told(rows, &[]), from: from.clone(), to: to.clone() }
            }
            Deed::Header(row) => Step::Header(*row),
            Deed::Target { column, target } => {
                Step::Target { column: columns.name(*column), target: target.clone() }
            }
            Deed::Messenger { from, to } => Step::Messenger { from: from.clone(), to: to.clone() },
            Deed::AllMessengers { to } => Step::AllMessengers { to: to.clone() },
            Deed::HiddenRows(include) => Step::HiddenRows(*include),
            Deed::Columns(_) | Deed::Recipe(_) => return None,
        })
    }

    /// `toggled` are the indices of the rows a stretch meant, which nobody could find again.
    fn rows_told(&self, rows: &Rows, toggled: &[u32]) -> Which {
        let ids = |numbers: &mut dyn Iterator<Item = u32>| Which {
            ids: numbers.filter_map(|row| self.id_of_row(row)).collect(),
            ..Which::default()
        };
        match rows {
            Rows::Numbers(numbers) => ids(&mut numbers.iter().copied()),
            Rows::Listed(view) => listed(view),
            Rows::Stretch { .. } => {
                ids(&mut toggled.iter().filter_map(|&row| Some(self.draft.row(row)?.number())))
            }
        }
    }

    /// A deed that is told by what is there after it.
    fn told_after(&self, deed: &Deed) -> Option<Step> {
        match deed {
            Deed::Columns(_) => serde_json::from_str(&self.mapping().save()).ok().map(Step::Mapping),
            _ => None,
        }
    }

    /// What a step that is taken back would put into cells.
    fn edits_of(&self, delta: &Delta) -> Vec<CellEdit> {
        let edit = |edit: &crate::edits::Edit| {
            let text = self.draft.edits.text_of(edit.text).map(str::to_owned);
            Some(CellEdit { row: self.draft.row(edit.row)?.number(), column: edit.column.into(), text })
        };
        delta.cells.iter().filter_map(edit).collect()
    }

    fn edits_told(&self, columns: &Places, edits: &[CellEdit]) -> Vec<Edit> {
        let told = edits.iter().filter_map(|edit| {
            let row = self.draft.row(self.draft.index_of(edit.row)?)?;
            let from = row.cell(edit.column).map(|cell| cell.shown().into_owned()).unwrap_or_default();
            let (column, id) = (columns.name(edit.column), self.id_of_row(edit.row)?);
            Some(Edit { column, id, from, to: edit.text.clone()? })
        });
        told.collect()
    }

    fn id_of_row(&self, number: u32) -> Option<String> {
        let plan = self.plan();
        let row = self.draft.row(self.draft.index_of(number)?)?;
        let mut cells = plan.ids.iter().filter_map(|id| row.cell(u32::from(id.column)));
        cells.find_map(|cell| id_of(&plan, &cell))
    }
}

/// The rows a view lists, for the next file.
fn listed(view: &View) -> Which {
    Which { filter: Some(view.filter.clone()), text: view.text.clone(), ids: Vec::new() }
}

/// Columns by header.
struct Places {
    by_header: HashMap<(String, u32), u32>,
    by_index: HashMap<u32, Place>,
}

impl Places {
    fn of(columns: &[Column]) -> Self {
        let (mut by_header, mut by_index) = (HashMap::new(), HashMap::new());
        for ((folded, nth), column) in keyed(columns) {
            let place = if column.header.trim().is_empty() {
                Place { header: String::new(), nth: 0, letter: Some(column.letter.clone()) }
            } else {
                Place { header: column.header.clone(), nth, letter: None }
            };
            by_header.insert((folded, nth), column.index);
            by_index.insert(column.index, place);
        }
        Self { by_header, by_index }
    }

    fn find(&self, place: &Place) -> Option<u32> {
        match &place.letter {
            Some(letter) => {
                let named = |(&index, known): (&u32, &Place)| {
                    (known.letter.as_ref() == Some(letter)).then_some(index)
                };
                self.by_index.iter().find_map(named)
            }
            None => self.by_header.get(&(crate::fold(&place.header), place.nth)).copied(),
        }
    }

    fn name(&self, column: u32) -> Place {
        let unknown = || Place { header: String::new(), nth: 0, letter: Some(column_letter(column)) };
        self.by_index.get(&column).cloned().unwrap_or_else(unknown)
    }
}

fn read(json: &str) -> Result<Recipe, RecipeError> {
    let recipe: Recipe =
        json::read(json).map_err(|Misfit { path, message }| RecipeError::Unreadable { path, message })?;
    if recipe.version > VERSION {
        return Err(RecipeError::Newer(recipe.version));
    }
    Ok(recipe)
}
