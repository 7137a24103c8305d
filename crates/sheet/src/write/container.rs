//! The zip container files are written into: deflated entries in one pass, never a step back.
//!
//! The zip crate, which reads them, would write them too, at 100 KB of a browser's download: it brings
//! another compressor along, encryption and formats nobody here asks for.

use std::io::{self, Write};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// What a reader has to know of (PKWARE's APPNOTE.TXT, 4.4.3): deflate.
const VERSION: u16 = 20;
/// Sizes come after the bytes (bit 3), names are UTF-8 (bit 11).
const FLAGS: u16 = 1 << 3 | 1 << 11;
const DEFLATED: u16 = 8;
/// 1 January 1980, the first there is: nothing written here knows what day it is.
const DATE: u16 = 1 << 5 | 1;
/// Bytes packed before they go out.
const PIECE: usize = 32 << 10;

/// Writes entries one after another; the bytes of the one begun last come by [`Write`].
pub(super) struct Container<W: Write> {
    out: W,
    /// Bytes that are out.
    at: u64,
    deflate: Compress,
    packed: Vec<u8>,
    /// Entries so far; the last one is still open.
    entries: Vec<Entry>,
    crc: Crc,
}

struct Entry {
    name: String,
    /// Where its header stands.
    start: u32,
    crc: u32,
    packed: u32,
    size: u32,
}

impl<W: Write> Container<W> {
    /// Begins a container, which is written into `out` from start to end. `level` is of deflate, 0 to 9.
    pub(super) fn new(out: W, level: u32) -> Self {
        Self {
            out,
            at: 0,
            deflate: Compress::new(Compression::new(level), false),
            packed: Vec::with_capacity(PIECE),
            entries: Vec::new(),
            crc: Crc::new(),
        }
    }

    /// Begins an entry; the one before it ends.
    pub(super) fn entry(&mut self, name: &str) -> io::Result<()> {
        self.end_entry()?;
        let entry = Entry { name: name.to_owned(), start: short(self.at)?, crc: 0, packed: 0, size: 0 };
        let mut header = Fields::default();
        header.four(0x0403_4b50);
        entry.common(&mut header)?;
        header.two(0);
        header.0.extend(name.as_bytes());
        self.entries.push(entry);
        self.put(&header.0)
    }

    /// Ends the container.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_entry()?;
        let (start, count) = (self.at, u16::try_from(self.entries.len()).map_err(|_| too_large())?);
        for entry in std::mem::take(&mut self.entries) {
            let mut header = Fields::default();
            header.four(0x0201_4b50);
            header.two(VERSION);
            entry.common(&mut header)?;
            // No extra fields, no comment, the first disk; no attributes.
            header.0.extend([0; 12]);
            header.four(entry.start);
            header.0.extend(entry.name.as_bytes());
            self.put(&header.0)?;
        }
        let mut end = Fields::default();
        end.four(0x0605_4b50);
        end.four(0);
        end.two(count);
        end.two(count);
        end.four(short(self.at - start)?);
        end.four(short(start)?);
        end.two(0);
        self.put(&end.0)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn end_entry(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        while self.pack(&[], FlushCompress::Finish)?.1 != Status::StreamEnd {}
        self.flush_packed()?;
        let (size, packed) = (self.deflate.total_in(), self.deflate.total_out());
        let mut descriptor = Fields::default();
        if let Some(entry) = self.entries.last_mut() {
            (entry.crc, entry.packed, entry.size) = (self.crc.sum(), short(packed)?, short(size)?);
            descriptor.four(0x0807_4b50);
            entry.sizes(&mut descriptor);
        }
        self.deflate.reset();
        self.crc.reset();
        self.put(&descriptor.0)
    }

    /// Packs some of the bytes; says how many.
    fn pack(&mut self, bytes: &[u8], flush: FlushCompress) -> io::Result<(usize, Status)> {
        if self.packed.len() == self.packed.capacity() {
            self.flush_packed()?;
        }
        let before = self.deflate.total_in();
        let status = self.deflate.compress_vec(bytes, &mut self.packed, flush).map_err(io::Error::other)?;
        let taken = usize::try_from(self.deflate.total_in() - before).unwrap_or(bytes.len());
        Ok((taken, status))
    }

    fn flush_packed(&mut self) -> io::Result<()> {
        self.at += self.packed.len() as u64;
        self.out.write_all(&self.packed)?;
        self.packed.clear();
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

impl<W: Write> Write for Container<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.entries.is_empty() {
            return Err(io::Error::other("no entry was begun"));
        }
        let mut taken = 0;
        while taken < bytes.len() {
            let rest = bytes.get(taken..).unwrap_or_default();
            taken += self.pack(rest, FlushCompress::None)?.0;
        }
        self.crc.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flush_packed()?;
        self.out.flush()
    }
}

impl Entry {
    /// What stands in the entry's own header and in that of the directory. Before its bytes the sizes are
    /// zero, and come after them.
    fn common(&self, header: &mut Fields) -> io::Result<()> {
        for field in [VERSION, FLAGS, DEFLATED, 0, DATE] {
            header.two(field);
        }
        self.sizes(header);
        header.two(u16::try_from(self.name.len()).map_err(|_| too_large())?);
        Ok(())
    }

    fn sizes(&self, header: &mut Fields) {
        for field in [self.crc, self.packed, self.size] {
            header.four(field);
        }
    }
}

/// Numbers as zip has them: the low byte first.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn two(&mut self, number: u16) {
        self.0.extend(number.to_le_bytes());
    }

    fn four(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }
}

/// A size or a place as the format without its 64-bit extension has it: below 4 GB.
fn short(number: u64) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::ErrorKind::FileTooLarge.into()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use zip::ZipArchive;

    use super::*;

    fn check(entries: &[(&str, &[u8])]) {
        let mut container = Container::new(Vec::new(), 3);
        for (name, bytes) in entries {
            container.entry(name).unwrap();
            for piece in bytes.chunks(70_000) {
                container.write_all(piece).unwrap();
            }
        }
        let bytes = container.finish().unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), entries.len());
        for (at, (name, expected)) in entries.iter().enumerate() {
            let mut entry = archive.by_index(at).unwrap();
            assert_eq!(entry.name().unwrap(), *name);
            let mut read = Vec::new();
            // Fails where the checksum or a size is another.
            entry.read_to_end(&mut read).unwrap();
            assert!(read == *expected, "{name}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let repeated = "щука;1234567890\n".repeat(40_000);
        let noise: Vec<u8> =
            (0..300_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
        check(&[]);
        check(&[("empty", b"")]);
        check(&[("a/щ.csv", repeated.as_bytes()), ("noise", &noise), ("", b""), ("last", b"x")]);
    }

    #[test]
    fn bytes_of_no_entry_are_refused() {
        assert!(Container::new(Vec::new(), 3).write_all(b"x").is_err());
    }
}
