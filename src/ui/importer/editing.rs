//! Changing cells of the open file.

use std::collections::VecDeque;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Importer, Local};
use crate::protocol::{Action, Failure, Reply, Request, Span};

/// What a person wishes for before what they wished for earlier has come about.
pub(super) enum Wish {
    /// A change of cells; the function hears whether it came about.
    Edit(Action, Box<dyn FnOnce(bool)>),
    /// The last step taken back.
    Undo,
}

/// Changes of cells on their way. They go to the worker at once, which makes them in their order; but what
/// is to be taken back has to come about first, and what is wished after that waits for it.
#[derive(Default)]
pub(super) struct Wishes {
    /// Changes that the worker has been asked for.
    asked: u32,
    /// Of those, the ones that have not come about.
    failed: u32,
    waiting: VecDeque<Wish>,
    /// Somebody is taking the first of them.
    taking: bool,
}

impl Importer {
    /// Changes cells as one step of undo, without anything in the way of typing on. Whether it came about
    /// is told to `then`; why it did not is said here.
    pub(in crate::ui) fn edit(self, action: Action, then: impl FnOnce(bool) + 'static) {
        self.wish(Wish::Edit(action, Box::new(then)));
    }

    /// Takes the last step back, once it has come about.
    pub(in crate::ui) fn undo(self) {
        self.wish(Wish::Undo);
    }

    /// Whether changes are on their way.
    pub(super) fn is_changing(self) -> bool {
        let is_changing =
            |Wishes { asked, waiting, taking, .. }: &Wishes| *asked > 0 || *taking || !waiting.is_empty();
        self.local
            .try_with_value(|local| local.underway > 0 || is_changing(&local.wishes))
            .unwrap_or_default()
    }

    /// Does something by which `is_changing` as long as it takes.
    pub(super) async fn underway<T>(self, work: impl Future<Output = T>) -> T {
        let _ = self.local.try_update_value(|local| local.underway += 1);
        let outcome = work.await;
        let _ = self.local.try_update_value(|local| local.underway -= 1);
        outcome
    }

    /// What waits is of a file that is open no more.
    pub(super) fn drop_wishes(self) {
        let dropped = self.local.try_update_value(|local| std::mem::take(&mut local.wishes.waiting));
        for wish in dropped.into_iter().flatten() {
            if let Wish::Edit(_, then) = wish {
                then(false);
            }
        }
    }

    fn wish(self, wish: Wish) {
        let _ = self.local.try_update_value(|local| local.wishes.waiting.push_back(wish));
        spawn_local(self.take_wishes());
    }

    async fn take_wishes(self) {
        let is_taken = self.local.try_update_value(|local| std::mem::replace(&mut local.wishes.taking, true));
        if is_taken != Some(false) {
            return;
        }
        while let Some(wish) = self.local.try_update_value(|local| local.wishes.next()).flatten() {
            match wish {
                Wish::Edit(action, then) => spawn_local(async move {
                    let has_come = self.edited(action).await;
                    let _ = self.local.try_update_value(|Local { wishes, .. }| wishes.answered(has_come));
                    then(has_come);
                    self.take_wishes().await;
                }),
                Wish::Undo => self.take_step_back().await,
            }
        }
        let _ = self.local.try_update_value(|local| local.wishes.taking = false);
    }

    async fn edited(self, action: Action) -> bool {
        let answer = self.ask(&Request::Act(action), move |progress| self.busy.set(Some(progress))).await;
        self.busy.try_set(None);
        match answer {
            Ok(Reply::Opened(overview)) => self.take_in(Arc::new(*overview)),
            Ok(_) => {}
            Err(failure) => {
                self.lost(failure);
                return false;
            }
        }
        true
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

impl Wishes {
    /// What can be done now.
    fn next(&mut self) -> Option<Wish> {
        match self.waiting.front()? {
            Wish::Undo if self.asked > 0 => return None,
            Wish::Undo => {}
            Wish::Edit(..) => self.asked += 1,
        }
        self.waiting.pop_front()
    }

    /// The worker has answered the first change that it was asked for.
    fn answered(&mut self, has_come: bool) {
        self.asked = self.asked.saturating_sub(1);
        self.failed += u32::from(!has_come);
        if self.asked > 0 {
            return;
        }
        // What has not come about is not taken back, nor is the step before it.
        for _ in 0..std::mem::take(&mut self.failed) {
            if matches!(self.waiting.front(), Some(Wish::Undo)) {
                self.waiting.pop_front();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Wish, Wishes};
    use crate::protocol::Action;

    /// Changes (`c`) and steps back (`u`) are wished for, the changes come about (`+`) or do not (`-`): how
    /// many steps are taken back.
    fn taken_back(wishes: &str) -> usize {
        let mut made = Wishes::default();
        let mut taken = 0;
        for wish in wishes.chars() {
            let action = || Action::Edit(Vec::new());
            match wish {
                'c' => made.waiting.push_back(Wish::Edit(action(), Box::new(|_| {}))),
                'u' => made.waiting.push_back(Wish::Undo),
                answer => made.answered(answer == '+'),
            }
            while let Some(wish) = made.next() {
                taken += usize::from(matches!(wish, Wish::Undo));
            }
        }
        taken
    }

    #[wasm_bindgen_test]
    fn what_has_not_come_about_is_not_taken_back() {
        for (wishes, expected) in [
            ("u", 1),
            ("c+u", 1),
            ("cu", 0),
            ("cu+", 1),
            ("cu-", 0),
            ("ccuu++", 2),
            ("ccuu-+", 1),
            ("ccuu--", 0),
            ("ccuuu--", 1),
            ("ccu--cu+", 1),
        ] {
            assert_eq!(taken_back(wishes), expected, "{wishes}");
        }
    }
}
