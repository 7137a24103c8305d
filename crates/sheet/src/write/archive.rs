//! Several files in one zip, streamed.

use std::io::{self, Write};

use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::WriteError;

/// What goes in is mostly packed already.
const COMPRESSION: i64 = 1;

/// Writes files one after another; the bytes of the one begun last come by [`Write`].
pub struct Archive<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
}

impl<W: Write> Archive<W> {
    /// Begins an archive, which is written into `out` from start to end.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new_stream(out) }
    }

    /// Begins a file; the one before it ends.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn file(&mut self, name: &str) -> Result<(), WriteError> {
        let options = SimpleFileOptions::default().compression_level(Some(COMPRESSION));
        Ok(self.zip.start_file(name, options).map_err(io::Error::from)?)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(self) -> Result<W, WriteError> {
        let mut out = self.zip.finish().map_err(io::Error::from)?.into_inner();
        out.flush()?;
        Ok(out)
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
