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
                    self.lost(failure);
                    then(false);
                }
            }
        });
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
