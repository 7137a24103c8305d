//! The file beside the spreadsheet that an interrupted import goes on from: there while it is not
//! complete, and gone after. Nothing of a client is in it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use importer_core::delivery::Checkpoint;
use serde::{Deserialize, Serialize};

/// What the file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    backend: String,
    checkpoint: Checkpoint,
}

/// The file.
pub(super) struct State {
    path: PathBuf,
    backend: String,
}

impl State {
    /// `base.xlsx.importing.json` beside `base.xlsx`, unless another path is given.
    pub(super) fn of(spreadsheet: &Path, path: Option<&Path>, backend: &str) -> Self {
        let beside = || {
            let mut name = OsString::from(spreadsheet);
            name.push(".importing.json");
            PathBuf::from(name)
        };
        Self { path: path.map_or_else(beside, Path::to_owned), backend: backend.to_owned() }
    }

    /// Where an import to this backend stopped. A file of another program, or damaged, is none.
    pub(super) fn read(&self) -> Option<Checkpoint> {
        let kept: Kept = serde_json::from_slice(&fs::read(&self.path).ok()?).ok()?;
        (kept.backend == self.backend).then_some(kept.checkpoint)
    }

    /// Keeps where it stands, whole or not at all.
    pub(super) fn write(&self, checkpoint: Checkpoint) -> io::Result<()> {
        let kept = Kept { backend: self.backend.clone(), checkpoint };
        let mut name = OsString::from(&self.path);
        name.push(".new");
        let mut file = File::create(&name)?;
        file.write_all(&serde_json::to_vec(&kept)?)?;
        // The name must not be there before the content, whatever happens to the machine.
        file.sync_all()?;
        fs::rename(&name, &self.path)
    }

    /// Nothing is left to go on with.
    pub(super) fn remove(&self) {
        // It was never written where it is not there.
        let _ = fs::remove_file(&self.path);
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
