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
//!
//! Where several rows have an id, `nth` says which of them, from 0, wherever a step names single rows:
//! `{"exclude": {"ids": ["208310226", {"id": "208310224", "nth": 1}]}}`. An id alone means them all.

mod alike;
mod meant;
mod places;
mod step;
mod told;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::action::ActionError;
use crate::change::{Sample, Tell};
use crate::history::Deed;
use crate::json::{self, Misfit};
use crate::piecemeal::at_once;
use crate::session::Session;
use step::Step;

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
        let (mut steps, mut alike) = (Vec::new(), None);
        for step in done {
            let alone = std::slice::from_ref(&step.deed);
            let deeds = if let Deed::Recipe(deeds) = &step.deed { deeds.as_slice() } else { alone };
            for (deed, delta) in deeds.iter().zip(&mut step.deltas) {
                let told = self.told(deed, delta, &mut alike);
                if self.changes_ids(delta) {
                    alike = None;
                }
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
}

fn read(json: &str) -> Result<Recipe, RecipeError> {
    let recipe: Recipe =
        json::read(json).map_err(|Misfit { path, message }| RecipeError::Unreadable { path, message })?;
    if recipe.version > VERSION {
        return Err(RecipeError::Newer(recipe.version));
    }
    Ok(recipe)
}
