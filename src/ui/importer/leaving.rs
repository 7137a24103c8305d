//! Work that would be lost with the page: cells a person mended and has neither sent nor saved. The
//! browser asks before it is left.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;

use super::Importer;
use crate::protocol::{History, Product, StepView};

/// Steps about rows. What was decided about columns is remembered, and choosing a messenger again is
/// no work.
const WORK: [&str; 8] = ["edit", "replace", "repair", "exclude", "include", "move", "returned", "recipe"];

impl Importer {
    /// Has the browser ask from now on, whenever there is work to lose. A page that always asked would
    /// be kept by no browser for the way back.
    pub(in crate::ui) fn guard_work(self) {
        let unsaved = Memo::new(move |_| self.has_unsaved_work());
        Effect::new(move |_| {
            let guard = unsaved.get().then(|| {
                let options = EventListenerOptions::enable_prevent_default();
                EventListener::new_with_options(&window(), "beforeunload", options, |event| {
                    event.prevent_default();
                })
            });
            let _ = self.local.try_update_value(|local| local.guard = guard);
        });
    }

    /// The work done by then is somewhere else too.
    pub(super) fn is_safe(self, work: History) {
        self.safe.try_set(work);
    }

    /// A worker has made the work again: the steps it makes from now on may be numbered as others are
    /// that were saved.
    pub(super) fn is_made_again(self) {
        if untrack(|| self.work() != self.safe.get()) {
            self.safe.set(History::default());
        }
    }

    /// How many steps in force are work.
    pub(super) fn steps_of_work(self) -> usize {
        let History { steps, done } = self.work();
        let done = usize::try_from(done).unwrap_or(usize::MAX);
        steps.iter().take(done).filter(|step| is_work(step)).count()
    }

    /// Whether the file holds the rows as they are now, or how they came to be so.
    pub(super) const fn holds_work(product: &Product) -> bool {
        match product {
            Product::Cleaned { .. } | Product::Splits { .. } | Product::Errors | Product::Recipe => true,
            Product::Split { .. }
            | Product::Rejected
            | Product::Receipt { .. }
            | Product::Problems
            | Product::Report
            | Product::Comparison { .. }
            | Product::Example => false,
        }
    }

    /// Whether another file in place of this one would lose work, once all of it has come about.
    pub(super) async fn has_work_to_lose(self) -> bool {
        /// A change of a cell takes less.
        const SOON: std::time::Duration = std::time::Duration::from_millis(20);
        while self.is_changing() {
            gloo::timers::future::sleep(SOON).await;
        }
        // The page may have taken the element away meanwhile.
        self.step.try_get_untracked().is_some() && untrack(|| self.has_unsaved_work())
    }

    pub(in crate::ui) fn has_unsaved_work(self) -> bool {
        self.steps_of_work() > 0 && self.safe.get() != self.work()
    }

    pub(super) fn work(self) -> History {
        self.overview
            .with(|overview| overview.as_ref().map(|overview| overview.history.clone()))
            .unwrap_or_default()
    }
}

fn is_work(step: &StepView) -> bool {
    WORK.contains(&step.kind.as_str())
}
