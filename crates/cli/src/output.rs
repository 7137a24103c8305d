//! Files the program writes: there whole or not at all. A new file is filled beside the one it replaces
//! and takes its place when all of it is on the disk, so that a full disk, an error or an end in the
//! middle leaves what was there. Knows nothing of what is in them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::check::Failure;

/// Fills a file, or writes to what is no file (a pipe, a terminal) as it is.
///
/// # Errors
/// It cannot be written. What was there is as it was, where it is a file.
pub(crate) fn write<E: std::error::Error + Send + Sync + 'static>(
    path: &Path,
    fill: impl FnOnce(BufWriter<File>) -> Result<BufWriter<File>, E>,
) -> Result<(), Failure> {
    stage(path, fill)?.settle()
}

/// The same of a text that is there.
pub(crate) fn text(path: &Path, text: &str) -> Result<(), Failure> {
    write(path, |mut out| out.write_all(text.as_bytes()).map(|()| out))
}

/// Fills a file that does not take its place yet.
pub(crate) fn stage<E: std::error::Error + Send + Sync + 'static>(
    path: &Path,
    fill: impl FnOnce(BufWriter<File>) -> Result<BufWriter<File>, E>,
) -> Result<Staged, Failure> {
    let filled = || -> io::Result<Option<(TempPath, PathBuf)>> {
        let full = |file| -> io::Result<File> {
            let mut out = fill(BufWriter::new(file)).map_err(io::Error::other)?;
            out.flush()?;
            out.into_inner().map_err(io::IntoInnerError::into_error)
        };
        let (target, earlier) = match Target::of(path)? {
            Target::Stream(stream) => return full(stream).map(|_| None),
            Target::File { path, earlier } => (path, earlier),
        };
        let (file, beside) = beside(&target)?.into_parts();
        let file = full(file)?;
        if let Some(earlier) = earlier {
            take_after(&file, &earlier)?;
        }
        file.sync_all()?;
        Ok(Some((beside, target)))
    };
    let filled = filled().map_err(|error| unwritable(path, &error))?;
    Ok(Staged { path: path.to_owned(), filled })
}

/// A file that is on the disk and not in its place yet. Dropped, it is gone.
pub(crate) struct Staged {
    path: PathBuf,
    /// Where it is and where it belongs; `None`: a stream, and done.
    filled: Option<(TempPath, PathBuf)>,
}

impl Staged {
    /// Puts it in its place.
    pub(crate) fn settle(self) -> Result<(), Failure> {
        let Some((beside, target)) = self.filled else { return Ok(()) };
        beside.persist(&target).map_err(|error| unwritable(&self.path, &error.error))?;
        // That it has this name now reaches the disk with its folder; where folders cannot be opened
        // (Windows) it does by itself.
        let _ = File::open(folder(&target)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

pub(crate) fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure { exit: 74, message: format!("cannot write {}: {error}", path.display()) }
}

enum Target {
    /// Written to as it is.
    Stream(File),
    /// A file that is replaced, at the end of all links; `earlier` is what is there.
    File { path: PathBuf, earlier: Option<fs::Metadata> },
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        if let Some(stream) = standard_stream(path)? {
            return Ok(Self::Stream(stream));
        }
        match fs::metadata(path) {
            // Opened for writing though it is not written to: what is protected is not replaced.
            Ok(earlier) => match OpenOptions::new().write(true).open(path)? {
                _ if earlier.is_file() => {
                    Ok(Self::File { path: fs::canonicalize(path)?, earlier: Some(earlier) })
                }
                stream => Ok(Self::Stream(stream)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self::File { path: end_of_links(path), earlier: None })
            }
            Err(error) => Err(error),
        }
    }
}

/// Standard output or error by their names in the file system. Opened by that name, a file behind them
/// would be written from its start again, over what is said there besides.
#[cfg(unix)]
fn standard_stream(path: &Path) -> io::Result<Option<File>> {
    use std::os::fd::AsFd as _;
    let stream = match path.to_str() {
        Some("/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1") => io::stdout().as_fd().try_clone_to_owned(),
        Some("/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2") => io::stderr().as_fd().try_clone_to_owned(),
        _ => return Ok(None),
    };
    stream.map(|stream| Some(File::from(stream)))
}

#[cfg(not(unix))]
fn standard_stream(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// Where links lead whose end is not there yet.
fn end_of_links(path: &Path) -> PathBuf {
    /// As many as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&path) else { break };
        path = folder(&path).join(next);
    }
    path
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// An empty file in the same folder, so that it can take the other's place in one step.
fn beside(target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".importer-").suffix(".new");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Less what the umask takes: as any new file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder(target))
}

/// Gives a file the owner, as far as that is allowed, and the permissions of the one it replaces.
fn take_after(file: &File, earlier: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let (uid, gid) = (earlier.uid(), earlier.gid());
        // Only root gives files away; a group one is in can be given.
        let _ = fchown(file, Some(uid), Some(gid)).or_else(|_| fchown(file, None, Some(gid)));
    }
    file.set_permissions(earlier.permissions())
}
