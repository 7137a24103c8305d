//! Changing cells of the open file.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Importer;
use crate::protocol::{Action, Failure, Reply, Request, Span};

impl Importer {
    /// Changes cells as one step of undo, without anything in the way of typing on. What became of it
    /// is told to `then`: how many steps there are in force now, or none where it failed (which is
    /// said).
    pub(in crate::ui) fn edit(self, action: Action, then: impl FnOnce(bool) + 'static) {
        self.local.update_value(|local| local.changing += 1);
        spawn_local(async move {
            let answer = self.ask(&Request::Act(action), move |progress| self.busy.set(Some(progress))).await;
            self.busy.try_set(None);
            match answer {
                Ok(Reply::Opened(overview)) => {
                    self.take_in(Arc::new(*overview));
                    then(true);
                }
                Ok(_) => then(true),
                Err(failure) => {
                    // What has not come about is not taken back, nor is the step before it.
                    let _ = self.local.try_update_value(|local| local.regretted = 0);
                    self.lost(failure);
                    then(false);
                }
            }
            self.regret();
        });
    }

    /// Whether a step is to be taken back that has not come about yet: it is, once it has.
    pub(super) fn is_changing(self) -> bool {
        let later = self.local.try_update_value(|local| {
            local.regretted += u32::from(local.changing > 0);
            local.changing > 0
        });
        later.unwrap_or_default()
    }

    /// A change has come about, or not: takes back what a person wished to meanwhile.
    fn regret(self) {
        let regretted = self.local.try_update_value(|local| {
            local.changing = local.changing.saturating_sub(1);
            if local.changing == 0 { std::mem::take(&mut local.regretted) } else { 0 }
        });
        match regretted.unwrap_or_default() {
            0 => {}
            1 => self.undo(),
            steps => self.travel(self.steps().saturating_sub(steps)),
        }
    }

    /// Cells for the clipboard, as text and HTML.
    ///
    /// # Errors
    /// What the worker reports.
    pub(in crate::ui) async fn copied(
        self,
        span: Span,
        columns: Vec<u32>,
    ) -> Result<(String, String), Failure> {
        match self.ask(&Request::Copy { span, columns }, |_| {}).await? {
            Reply::Copied { text, html } => Ok((text, html)),
            _ => Err(Failure::new("request.unknown")),
        }
    }
}
