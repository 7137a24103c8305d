//! Moving clients to another messenger: which rows are meant, until the person says where they go.

use leptos::prelude::*;

use super::Importer;
use crate::protocol::{Filter, Rows};

/// Rows whose clients are to be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Moving {
    pub(in crate::ui) rows: Rows,
    /// Only those of this messenger (empty: of none), where the person looks at those alone.
    pub(in crate::ui) from: Option<String>,
}

impl Importer {
    /// Asks where the clients of these rows go. Of a row with ids of two messengers only the client
    /// goes that the rows are listed for.
    pub(in crate::ui) fn ask_to_move(self, rows: Rows) {
        let from = self.filter.with_untracked(|filter| match filter {
            Filter::Messenger(messenger) => Some(messenger.clone().unwrap_or_default()),
            _ => None,
        });
        self.moving.set(Some(Moving { rows, from }));
    }
}
