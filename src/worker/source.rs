//! A browser `File` as a source of bytes: read by slices, never copied whole into wasm memory.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use web_sys::{File, FileReaderSync};

use crate::engine::describe;

/// Bytes fetched at once. A call costs much more than its bytes: 8 MB read a csv of 17 MB a quarter
/// faster than 1 MB did.
const SLICE: usize = 8 << 20;

/// Reads a `File` where synchronous reading is allowed: in a worker.
pub(super) struct FileSource {
    file: File,
    reader: FileReaderSync,
    size: u64,
    position: u64,
    /// The slice at hand, and where it starts.
    slice: Vec<u8>,
    start: u64,
}

impl FileSource {
    /// # Errors
    /// Outside a worker.
    pub(super) fn new(file: &File) -> Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| Error::other(describe(&error)))?;
        let size = whole(file.size());
        Ok(Self { file: file.clone(), reader, size, position: 0, slice: Vec::new(), start: 0 })
    }

    /// What of the slice at hand lies at the position.
    fn at_hand(&self) -> &[u8] {
        let Some(skip) = self.position.checked_sub(self.start) else { return &[] };
        usize::try_from(skip).ok().and_then(|skip| self.slice.get(skip..)).unwrap_or(&[])
    }

    fn fetch(&mut self) -> Result<()> {
        let end = self.position.saturating_add(SLICE as u64).min(self.size);
        #[expect(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
        let blob = self.file.slice_with_f64_and_f64(self.position as f64, end as f64);
        let buffer = blob.and_then(|blob| self.reader.read_as_array_buffer(&blob));
        let buffer = buffer.map_err(|error| Error::other(describe(&error)))?;
        self.slice = js_sys::Uint8Array::new(&buffer).to_vec();
        self.start = self.position;
        Ok(())
    }
}

impl Read for FileSource {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.position >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        if self.at_hand().is_empty() {
            self.fetch()?;
        }
        let at_hand = self.at_hand();
        let count = at_hand.len().min(buffer.len());
        buffer[..count].copy_from_slice(&at_hand[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for FileSource {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or_else(|| Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

/// A size JavaScript gives as a double.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file's size: whole, not negative"
)]
pub(super) const fn whole(size: f64) -> u64 {
    size as u64
}
