//! What a change would do, counted by the worker before it is made. A person goes on choosing meanwhile:
//! a late answer to an earlier question is dropped.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::{Action, Failure, Preview};
use crate::ui::importer::{Importer, use_importer};

/// What the worker says; nothing while it counts.
pub(in crate::ui) type Counted = Option<Result<Preview, Failure>>;

/// A question to the worker, and the last answer that counts.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Counting {
    importer: Importer,
    counted: RwSignal<Counted>,
    asked: StoredValue<u32>,
}

impl Counting {
    /// Nothing is asked yet.
    pub(in crate::ui) fn new() -> Self {
        Self { importer: use_importer(), counted: RwSignal::new(None), asked: StoredValue::new(0) }
    }

    /// The answer; tracked.
    pub(in crate::ui) fn get(self) -> Counted {
        self.counted.get()
    }

    /// Whether the change can be made and does anything; tracked.
    pub(in crate::ui) fn is_worth_it(self) -> bool {
        self.counted.with(|counted| match counted {
            Some(Ok(preview)) => preview.failure.is_none() && (preview.cells > 0 || preview.rows > 0),
            _ => false,
        })
    }

    /// Whether it cannot be made as it is asked for; tracked.
    pub(in crate::ui) fn is_refused(self) -> bool {
        self.counted.with(|counted| match counted {
            None => false,
            Some(Ok(preview)) => preview.failure.is_some(),
            Some(Err(_)) => true,
        })
    }

    /// Asks what `action` would do.
    pub(in crate::ui) fn count(self, action: Action) {
        let number = self.supersede();
        spawn_local(async move {
            let answer = self.importer.preview(action).await;
            if self.asked.try_get_value() == Some(number) {
                self.counted.try_set(Some(answer));
            }
        });
    }

    /// An answer on its way is to another question than the one of now; the last one stays in sight.
    pub(in crate::ui) fn supersede(self) -> u32 {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        number
    }

    /// Nothing is asked any more.
    pub(in crate::ui) fn forget(self) {
        self.supersede();
        // The signal is this type's own, and no question depends on it.
        self.counted.set(None);
    }
}
