//! What was changed in the open file, as it was asked for: a worker that falls over, for lack of memory
//! say, takes the changes with it, and another makes them again.

use leptos::prelude::*;
use web_sys::File;

use super::Importer;
use crate::engine::Engine;
use crate::protocol::{Overview, Reply, Request};

/// One change that came about.
#[derive(Clone)]
pub(super) struct Change {
    request: Request,
    /// What travelled beside it.
    file: Option<File>,
}

impl Importer {
    /// A change has come about.
    pub(super) fn note_change(self, request: &Request, file: Option<&File>) {
        let change = Change { request: request.clone(), file: file.cloned() };
        let _ = self.local.try_update_value(|local| local.journal.push(change));
    }

    /// Makes the changes again, on the same file read by another worker: what that comes to, and how many
    /// they are. None where that worker falls over too: the change it fell over is struck out then.
    pub(super) async fn make_again(self, engine: &Engine, read: Overview) -> Option<(Overview, usize)> {
        let journal = self.local.try_with_value(|local| local.journal.clone()).unwrap_or_default();
        let (mut overview, mut made) = (read, 0);
        for (at, Change { request, file }) in journal.iter().enumerate() {
            let progress = move |progress| {
                self.opening.try_update(|opening| {
                    if let Some(opening) = opening {
                        opening.progress = Some(progress);
                    }
                });
            };
            match engine.call(request, file.as_ref(), progress).await {
                Ok(Reply::Opened(next)) => {
                    overview = *next;
                    made += 1;
                }
                _ if engine.is_broken() => {
                    let _ = self.local.try_update_value(|local| local.journal.truncate(at));
                    return None;
                }
                // It could be made once; whatever it rests on now, the others do not.
                _ => {}
            }
        }
        Some((overview, made))
    }
}
