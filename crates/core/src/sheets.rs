//! Which sheet of a workbook holds the clients.

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_sheet::{Error, Progress, Visibility, Workbook};

use crate::config::Config;
use crate::mapping::Target;
use crate::session::Session;

impl Session {
    /// Reads the sheet at `wanted` (from 0). Without a wish: the first visible sheet with a column of
    /// ids, else the first with rows under a header, else the first with any cell; hidden sheets only
    /// where no visible one has rows. Gives its position too. [`check`](Self::check) is still to come.
    ///
    /// # Errors
    /// Those of [`Workbook::read`].
    pub fn open(
        config: &Arc<Config>,
        workbook: &mut Workbook,
        wanted: Option<usize>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(usize, Self), Error> {
        let mut best: Option<(Worth, usize, Self)> = None;
        for (sheet, is_hidden) in candidates(workbook, wanted) {
            if is_hidden && best.as_ref().is_some_and(|(known, ..)| *known >= Worth::Rows) {
                break;
            }
            let session = Self::new(config.clone(), workbook.read(sheet, progress)?);
            let worth = Worth::of(&session);
            if best.as_ref().is_none_or(|(known, ..)| *known < worth) {
                best = Some((worth, sheet, session));
            }
            if worth == Worth::Clients {
                break;
            }
        }
        best.map(|(_, sheet, session)| (sheet, session)).ok_or(Error::NoSheets)
    }
}

/// How much a sheet looks like the one with the clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Empty,
    Cells,
    Rows,
    Clients,
}

impl Worth {
    fn of(session: &Session) -> Self {
        let is_id = |target: &Option<Target>| matches!(target, Some(Target::SocialId { .. }));
        match session.table().len() {
            0 => Self::Empty,
            1 => Self::Cells,
            _ if session.columns().iter().any(|column| is_id(&column.target)) => Self::Clients,
            _ => Self::Rows,
        }
    }
}

/// Positions of the sheets to look at, and whether their author hid them.
fn candidates(workbook: &Workbook, wanted: Option<usize>) -> Vec<(usize, bool)> {
    if let Some(sheet) = wanted {
        return vec![(sheet, false)];
    }
    let is_hidden = |visibility| visibility != Visibility::Visible;
    let sheets = workbook.info().sheets.iter().map(|sheet| is_hidden(sheet.visibility)).enumerate();
    let (hidden, visible): (Vec<_>, Vec<_>) = sheets.partition(|&(_, is_hidden)| is_hidden);
    visible.into_iter().chain(hidden).collect()
}
