//! A corrected error workbook that comes back: what it changes becomes one step of the open file.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use super::known::packed_file;
use super::{Done, Importer, Step};
use crate::engine::{Engine, describe};
use crate::protocol::{Column, Failure, Filter, Overview, Progress, Reply, Request, Returned};

impl Importer {
    /// Whether a file that has been read may be the open file's error workbook, corrected.
    pub(super) fn may_be_returned(self, overview: &Overview) -> bool {
        self.overview.with_untracked(Option::is_some) && overview.columns.iter().any(Column::is_row_numbers)
    }

    /// Takes over what `file`, which `reader` has read, changes in the open one. False where it belongs
    /// to another file.
    pub(super) async fn take_back(self, reader: &Rc<Engine>, file: &File) -> bool {
        self.busy.set(Some(Progress::Reading { done: 0, total: 0, rows: 0 }));
        let progress = move |progress| {
            self.busy.try_set(Some(progress));
        };
        self.local.update_value(|local| local.returning = Some(reader.clone()));
        let packed = reader.make_of(&Request::HandBack, None, progress).await;
        self.local.try_update_value(|local| local.returning = None);
        let answer = match packed.map(|(name, blob)| packed_file(&name, &blob)) {
            Ok(Ok(packed)) => self.underway(self.ask_with(&Request::TakeBack, Some(&packed), progress)).await,
            Ok(Err(error)) => Err(Failure::new("file.io").with("detail", describe(&error))),
            Err(failure) => Err(failure),
        };
        self.busy.try_set(None);
        match answer {
            Ok(Reply::Opened(overview)) => self.taken_back(Arc::new(*overview)),
            Ok(_) => return false,
            Err(failure) if is_of_another(&failure) => return false,
            Err(failure) => self.lost(failure.with("file", file.name())),
        }
        true
    }

    fn taken_back(self, overview: Arc<Overview>) {
        let returned = overview.returned.unwrap_or_default();
        self.take_in(overview);
        if returned.cells > 0 {
            self.show_rows(Filter::Changed);
        } else {
            self.go(Step::Review);
        }
        self.say(Done::Returned(returned));
    }

    /// What came back, in a sentence for each count.
    pub(super) fn returned_words(self, returned: Returned) -> String {
        let Returned { cells, kept, gone, added } = returned;
        let counts = [
            ("returned-cells", cells),
            ("returned-kept", kept),
            ("returned-gone", gone),
            ("returned-added", added),
        ];
        let told = counts.iter().filter(|&&(key, count)| count > 0 || key == "returned-cells");
        told.map(|&(key, count)| self.tn(key, &[("count", count.into())])).collect::<Vec<_>>().join(" ")
    }
}

fn is_of_another(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "returned.not_ours" | "returned.other_file")
}
