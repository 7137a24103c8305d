//! Several files in one zip, streamed.

use std::io::{self, Write};

use super::WriteError;
use super::container::Container;

/// What goes in is mostly packed already.
const COMPRESSION: u32 = 1;

/// Writes files one after another; the bytes of the one begun last come by [`Write`].
pub struct Archive<W: Write> {
    zip: Container<W>,
}

impl<W: Write> Archive<W> {
    /// Begins an archive, which is written into `out` from start to end.
    pub fn new(out: W) -> Self {
        Self { zip: Container::new(out, COMPRESSION) }
    }

    /// Begins a file; the one before it ends.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn file(&mut self, name: &str) -> Result<(), WriteError> {
        Ok(self.zip.entry(name)?)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(self) -> Result<W, WriteError> {
        Ok(self.zip.finish()?)
    }
}

impl<W: Write> Write for Archive<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.zip.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}
