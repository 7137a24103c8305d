//! The person's system: its packages, and the room on its disk.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program;

/// By apt where it is there and we may use it; otherwise an error with `advice`.
pub(crate) fn install(packages: &[&str], advice: &'static str) -> Result<()> {
    let missing = || format!("{} cannot be installed from here: {advice}", packages.join(" and "));
    let sudo = if program::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        None
    } else if program::succeeds(Command::new("sudo").args(["-n", "true"])) {
        Some("sudo")
    } else {
        bail!(missing());
    };
    if program::on_path("apt-get").is_none() {
        bail!(missing());
    }
    for arguments in [&["update", "-q"], &[&["install", "-y", "-q"], packages].concat()[..]] {
        let mut words = sudo.into_iter().chain(["apt-get"]).chain(arguments.iter().copied());
        let Some(first) = words.next() else { continue };
        let mut command = Command::new(first);
        program::run(command.args(words).env("DEBIAN_FRONTEND", "noninteractive")).context(advice)?;
    }
    Ok(())
}

/// How much of the disk that holds `folder` is free; none where the system does not say.
pub(crate) fn free_gigabytes(folder: &Path) -> Option<u64> {
    // It may not be made yet.
    let folder = folder.ancestors().find(|folder| folder.exists())?;
    let told = program::output(Command::new("df").arg("-Pk").arg(folder))?;
    // Blocks of 1 KiB, in the fourth column of the second line.
    let free: u64 = told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(free >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_on_the_disk_is_known() {
        assert!(free_gigabytes(Path::new(".")).is_some());
        assert!(free_gigabytes(Path::new("./not/made/yet")).is_some());
    }
}
