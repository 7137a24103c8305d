//! `seeds FOLDER`: writes the seeds of every target to `FOLDER/<target>/`.
//!
//! An example, as cargo-fuzz links its runtime to programs without saying so to those that are no
//! targets.

use std::{env, fs, io, path::PathBuf};

use importer_fuzz::{TARGETS, seeds};

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return Err(io::Error::other("usage: seeds FOLDER"));
    };
    for (target, _) in TARGETS {
        let folder = folder.join(target);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds::of(target).iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
