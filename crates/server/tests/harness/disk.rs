//! A small disk, to be filled.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A file system in memory, mounted over a folder of its own until it is dropped.
pub(crate) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// None, and a line that says so, where this user may not mount.
    pub(crate) fn mount() -> Option<Self> {
        let folder = TempDir::with_prefix("importer-disk-").unwrap();
        if !mount(["-t", "tmpfs", "-o", "size=64m,mode=0755", "tmpfs"], folder.path()) {
            eprintln!("NOT TESTED on a full disk: mounting a small one takes root.");
            return None;
        }
        Some(Self { folder })
    }

    /// An empty folder on it that anybody may write to.
    pub(crate) fn space(&self) -> PathBuf {
        let space = self.folder.path().join("space");
        fs::create_dir(&space).unwrap();
        fs::set_permissions(&space, fs::Permissions::from_mode(0o777)).unwrap();
        space
    }

    /// Leaves so many kilobytes free beside what is there.
    pub(crate) fn leave(&self, kilobytes: u64) {
        let used = Command::new("df").args(["-k", "--output=used"]).arg(self.folder.path()).output().unwrap();
        let used = String::from_utf8(used.stdout).unwrap();
        let used: u64 = used.lines().last().unwrap().trim().parse().unwrap();
        let size = format!("remount,size={}k", used + kilobytes);
        assert!(mount(["-t", "tmpfs", "-o", &size, "tmpfs"], self.folder.path()));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn mount<const N: usize>(options: [&str; N], folder: &Path) -> bool {
    let mount = Command::new("mount").args(options).arg(folder).stderr(Stdio::null()).status();
    mount.is_ok_and(|status| status.success())
}
