//! Changing rows, and taking changes back.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Done, Importer};
use crate::protocol::{
    Action, Failure, Filter, History, Overview, Preview, RecipePreview, Reply, Request, StepView,
};

impl Importer {
    /// Changes rows as one step, and says what was done.
    pub(in crate::ui) fn act(self, action: Action) {
        self.step(Request::Act(action));
    }

    /// Takes a column for the ids and gives every client without one a number of their own.
    pub(in crate::ui) fn number_clients(self, column: u32) {
        let target = Request::SetTarget { column, target: Some("social_id".to_owned()) };
        let (code, kind) = ("social_id.missing".to_owned(), "placeholder".to_owned());
        spawn_local(async move {
            if self.changed(target).await.is_some() {
                self.act(Action::Repair { code, kind, column: None, row: None });
            }
        });
    }

    /// Applies a recipe (JSON), as one step.
    pub(in crate::ui) fn apply_recipe(self, recipe: String) {
        self.step(Request::ApplyRecipe(recipe));
    }

    /// What an action would change.
    pub(in crate::ui) async fn preview(self, action: Action) -> Result<Preview, Failure> {
        match self.ask(&Request::Preview(action), |_| {}).await? {
            Reply::Preview(preview) => Ok(preview),
            _ => Ok(Preview::default()),
        }
    }

    /// What a recipe would change.
    pub(in crate::ui) async fn try_recipe(self, recipe: String) -> Result<RecipePreview, Failure> {
        match self.ask(&Request::TryRecipe(recipe), |_| {}).await? {
            Reply::Recipe(preview) => Ok(preview),
            _ => Ok(RecipePreview::default()),
        }
    }

    /// Takes the last step back, now.
    pub(super) async fn take_step_back(self) {
        if let Some(step) = untrack(|| self.undoable()) {
            self.turned(Request::Undo, Done::Undone(step)).await;
        }
    }

    /// Does the step again that was taken back last.
    pub(in crate::ui) fn redo(self) {
        if let Some(step) = self.redoable() {
            spawn_local(self.turned(Request::Redo, Done::Redone(step)));
        }
    }

    /// The step that would be taken back.
    pub(in crate::ui) fn undoable(self) -> Option<StepView> {
        self.overview.with(|overview| overview.as_ref().and_then(|overview| last(overview)).cloned())
    }

    /// The step that would be done again.
    pub(in crate::ui) fn redoable(self) -> Option<StepView> {
        let history = self.history();
        history.steps.into_iter().nth(usize::try_from(history.done).ok()?)
    }

    /// Goes back or forward until `done` of the steps listed are in force.
    pub(in crate::ui) fn travel(self, done: u32) {
        let now = self.steps();
        let request = if done < now { Request::Undo } else { Request::Redo };
        spawn_local(async move {
            for _ in 0..now.abs_diff(done) {
                if self.changed(request.clone()).await.is_none() {
                    break;
                }
            }
            self.done.try_set(None);
        });
    }

    /// The step in words, with its count.
    pub(in crate::ui) fn step_words(self, step: &StepView) -> String {
        let mut arguments = step.arguments.clone();
        arguments.insert("count".to_owned(), step.count.to_string());
        for name in ["from", "to"] {
            if let Some(messenger) = arguments.get_mut(name) {
                *messenger = self.messenger_name(messenger);
            }
        }
        if let Some(target) = arguments.get_mut("target") {
            *target = self.target_words(target);
        }
        match arguments.get("repair").cloned() {
            Some(repair) => self.tc("repair", &repair, &arguments),
            None => self.tc("history", &step.kind, &arguments),
        }
    }

    /// A step in words, within a sentence.
    pub(in crate::ui) fn inner_step_words(self, step: &StepView) -> String {
        inner(&self.step_words(step))
    }

    /// What a column is taken for, in words: `Name`, `Messenger id · Viber`, a custom field's name.
    pub(in crate::ui) fn target_words(self, target: &str) -> String {
        match target.split_once(':') {
            Some(("custom", name)) => self.tn("columns-custom-name", &[("name", name.to_owned().into())]),
            Some((field, messenger)) => {
                format!("{} · {}", self.t(&format!("field-{field}")), self.messenger_name(messenger))
            }
            None => self.t(&format!("field-{target}")),
        }
    }

    /// What was done, in words.
    pub(in crate::ui) fn done_words(self, done: &Done) -> String {
        match done {
            Done::Step(step) => self.tn("history-done", &[("step", self.inner_step_words(step).into())]),
            Done::Nothing => self.t("repair-nothing"),
            Done::Stopped => self.t("failure-action-stopped"),
            Done::Undone(step) => self.tn("history-undone", &[("step", self.inner_step_words(step).into())]),
            Done::Redone(step) => self.tn("history-redone", &[("step", self.inner_step_words(step).into())]),
            Done::Returned(returned) => self.returned_words(*returned),
            Done::Saved(file) => self.tn("save-done", &[("file", file.clone().into())]),
            Done::Recovered { made, lost } => {
                let recovered = self.tn("recovered", &[("count", (*made).into())]);
                match lost {
                    0 => recovered,
                    lost => {
                        format!("{recovered} {}", self.tn("recovered-lost", &[("count", (*lost).into())]))
                    }
                }
            }
            Done::Remembered => self.t("columns-remembered"),
            Done::Taken(unfit) if unfit.is_empty() => self.t("columns-taken"),
            Done::Taken(unfit) => {
                let names = ("names", unfit.join(", ").into());
                self.tn("columns-unfit", &[("count", unfit.len().into()), names])
            }
        }
    }

    /// Says in passing what was done.
    pub(in crate::ui) fn say(self, done: Done) {
        self.announcement.try_set(untrack(|| self.done_words(&done)));
        self.done.try_set(Some(done));
    }

    fn step(self, request: Request) {
        let before = untrack(|| self.history());
        spawn_local(async move {
            let Some(overview) = self.changed(request).await else { return };
            let step = last(&overview).filter(|_| overview.history != before).cloned();
            self.leave_mended(&overview);
            self.say(step.map_or(Done::Nothing, Done::Step));
        });
    }

    async fn turned(self, request: Request, done: Done) {
        if let Some(overview) = self.changed(request).await {
            self.leave_mended(&overview);
            self.say(done);
        }
    }

    /// Lists what is still wrong, where the problem or the changes that were listed are no more.
    fn leave_mended(self, overview: &Overview) {
        let mended = self.filter.with_untracked(|filter| match filter {
            Filter::Code(code) => overview.problems.iter().all(|problem| problem.code != *code),
            Filter::Changed => overview.changed_cells == 0,
            Filter::Messenger(of) => overview.groups.iter().all(|group| group.messenger != *of),
            _ => false,
        });
        if mended {
            let rest = if overview.problems.is_empty() { Filter::All } else { Filter::Problems };
            self.filter.set(rest);
        }
    }

    /// Steps in force.
    pub(super) fn steps(self) -> u32 {
        untrack(|| self.history()).done
    }

    fn history(self) -> History {
        self.overview
            .with(|overview| overview.as_ref().map(|overview| overview.history.clone()))
            .unwrap_or_default()
    }
}

/// The last step in force.
fn last(overview: &Overview) -> Option<&StepView> {
    let done = usize::try_from(overview.history.done).ok()?;
    overview.history.steps.get(done.checked_sub(1)?)
}

/// Words that begin a sentence, as they stand within one; an abbreviation stays.
fn inner(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(second).chain(chars).collect()
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::inner;

    #[wasm_bindgen_test]
    fn words_within_a_sentence_begin_small() {
        for (words, expected) in [
            ("Дать условные номера", "дать условные номера"),
            ("Use E-mail", "use E-mail"),
            ("ID из файла", "ID из файла"),
            ("I", "i"),
            ("", ""),
        ] {
            assert_eq!(inner(words), expected);
        }
    }
}
