//! Packages of the person's system.

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
