//! Compound files (MS-CFB): the container of xls and of encrypted workbooks.
//!
//! Reads streams by name, and packs one stream into a new, sound container for calamine, which
//! follows damaged sector chains round in circles.

use std::io::SeekFrom;

use crate::Error;
use crate::delimited::fill;
use crate::workbook::Source;

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
/// Sector numbers from here up have a meaning of their own.
const RESERVED: u32 = 0xFFFF_FFFA;
const MINI_SECTOR: u64 = 64;
/// Streams below this size lie in mini sectors.
const MINI_STREAM_BELOW: u64 = 4096;
/// Bytes of directory, or of mini allocation table, beyond which the rest is not read.
const MOST_INDEX: u64 = 16 << 20;
const HEADER: usize = 512;
/// Allocation table sectors listed in the header itself.
const HEADER_TABLES: usize = 109;

/// A stream or storage.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    start: u32,
    length: u64,
}

/// The directory and allocation tables of a compound file.
pub(crate) struct Compound {
    sector: u64,
    bytes: u64,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    entries: Vec<Entry>,
}

impl Compound {
    /// Reads header, allocation table and directory.
    pub(crate) fn open(source: &mut dyn Source) -> Result<Self, Error> {
        let bytes = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let mut header = [0; HEADER];
        if fill(source, &mut header)? < HEADER {
            return Err(damaged("it ends within its header"));
        }
        let sector = match u16_at(&header, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(damaged("its sector size is unknown")),
        };
        let mut compound =
            Self { sector, bytes, table: Vec::new(), mini_table: Vec::new(), entries: Vec::new() };
        compound.read_table(source, &header)?;
        let directory = compound.read_chain(source, u32_at(&header, 48), MOST_INDEX)?;
        compound.entries = directory.chunks_exact(128).filter_map(|raw| entry(raw, sector)).collect();
        let mini = compound.read_chain(source, u32_at(&header, 60), MOST_INDEX)?;
        compound.mini_table = numbers(&mini).collect();
        Ok(compound)
    }

    /// Whether there is a stream or storage of this name, in whatever case.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The stream of this name. A file that breaks off gives as much as it has.
    pub(crate) fn stream(&self, source: &mut dyn Source, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(entry) = self.find(name) else { return Ok(None) };
        if entry.length >= MINI_STREAM_BELOW {
            return self.read_chain(source, entry.start, entry.length).map(Some);
        }
        let Some(root) = self.entries.first() else { return Ok(None) };
        let container = self.read_chain(source, root.start, root.length)?;
        let mut stream = Vec::new();
        for sector in chain(&self.mini_table, entry.start)? {
            let start = usize::try_from(u64::from(sector) * MINI_SECTOR).unwrap_or(usize::MAX);
            let end = start.saturating_add(64).min(container.len());
            stream.extend_from_slice(container.get(start..end).unwrap_or_default());
        }
        stream.truncate(usize::try_from(entry.length).unwrap_or(usize::MAX));
        Ok(Some(stream))
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The table of which sector follows which, from the sectors the header lists and the chain of
    /// further lists.
    fn read_table(&mut self, source: &mut dyn Source, header: &[u8]) -> Result<(), Error> {
        let mut listed: Vec<u32> = numbers(header.get(76..).unwrap_or_default()).collect();
        let mut next = u32_at(header, 68);
        let mut lists = 0;
        while next < RESERVED {
            lists += 1;
            if lists > self.bytes / self.sector {
                return Err(damaged("its allocation table goes round in circles"));
            }
            let mut list: Vec<u32> = numbers(&self.read_sectors(source, next, 1)?).collect();
            next = list.pop().unwrap_or(END_OF_CHAIN);
            listed.extend(list);
        }
        for sector in listed.into_iter().filter(|&sector| sector < RESERVED) {
            if self.table.len() as u64 > self.bytes / self.sector + 1024 {
                break;
            }
            let table = self.read_sectors(source, sector, 1)?;
            self.table.extend(numbers(&table));
        }
        Ok(())
    }

    /// The first `length` bytes of a chain; neighbouring sectors are read at once.
    fn read_chain(&self, source: &mut dyn Source, start: u32, length: u64) -> Result<Vec<u8>, Error> {
        let sectors = chain(&self.table, start)?;
        let wanted = usize::try_from(length.div_ceil(self.sector)).unwrap_or(usize::MAX);
        let sectors = sectors.get(..wanted.min(sectors.len())).unwrap_or_default();
        let mut bytes = Vec::new();
        for run in sectors.chunk_by(|before, after| before.checked_add(1) == Some(*after)) {
            let Some(&first) = run.first() else { continue };
            bytes.extend(self.read_sectors(source, first, run.len() as u64)?);
        }
        bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(bytes)
    }

    /// Neighbouring sectors, as far as the file goes.
    fn read_sectors(&self, source: &mut dyn Source, first: u32, count: u64) -> Result<Vec<u8>, Error> {
        let start = (u64::from(first) + 1) * self.sector;
        let length = (count * self.sector).min(self.bytes.saturating_sub(start));
        if length == 0 {
            return Err(damaged("it breaks off"));
        }
        source.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| damaged("it is too long"))?];
        let read = fill(source, &mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }
}

/// A compound file that holds `stream` as `Workbook` and nothing else.
pub(super) fn pack(mut stream: Vec<u8>) -> Result<Vec<u8>, Error> {
    const SECTOR: usize = 4096;
    stream.resize(stream.len().next_multiple_of(SECTOR).max(SECTOR), 0);
    let content = stream.len() / SECTOR;
    // Each table sector tells of 1024 sectors, its own kind and the directory included.
    let tables = (content + 1).div_ceil(SECTOR / 4 - 1);
    let too_long = || damaged("its workbook stream is too long");
    if tables > HEADER_TABLES {
        return Err(too_long());
    }
    let number = |sector: usize| u32::try_from(sector).map_err(|_| too_long());

    let mut file = Vec::with_capacity((1 + tables + 1 + content) * SECTOR);
    file.extend_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    file.resize(24, 0);
    for half in [0x3E_u16, 4, 0xFFFE, 12, 6] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    file.resize(44, 0);
    let header =
        [number(tables)?, number(tables)?, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0].map(u32::to_le_bytes);
    file.extend(header.concat());
    for table in 0..HEADER_TABLES {
        let sector = if table < tables { number(table)? } else { FREE };
        file.extend_from_slice(&sector.to_le_bytes());
    }
    file.resize(SECTOR, 0);

    let first = tables + 1;
    let last = first + content - 1;
    for sector in 0..tables * (SECTOR / 4) {
        let next = match sector {
            _ if sector < tables => FAT_SECTOR,
            _ if sector == tables || sector == last => END_OF_CHAIN,
            _ if sector < last => number(sector + 1)?,
            _ => FREE,
        };
        file.extend_from_slice(&next.to_le_bytes());
    }
    let directory = file.len();
    for (name, kind, start, length) in
        [("Root Entry", 5, 0, 0), ("Workbook", 2, number(first)?, stream.len() as u64)]
    {
        let entry = file.len();
        file.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        file.resize(entry + 64, 0);
        let bytes = u16::try_from(name.len() * 2 + 2).unwrap_or_default();
        file.extend_from_slice(&bytes.to_le_bytes());
        file.extend_from_slice(&[kind, 1]);
        file.resize(entry + 116, 0);
        file.extend_from_slice(&start.to_le_bytes());
        file.extend_from_slice(&length.to_le_bytes());
    }
    file.resize(directory + SECTOR, 0);
    file.append(&mut stream);
    Ok(file)
}

/// The sectors of a chain. One that leaves the table or returns to itself is damaged.
fn chain(table: &[u32], start: u32) -> Result<Vec<u32>, Error> {
    let mut sectors = Vec::new();
    let mut next = start;
    while next < RESERVED {
        if sectors.len() > table.len() {
            return Err(damaged("its sectors go round in circles"));
        }
        sectors.push(next);
        next = *table.get(next as usize).ok_or_else(|| damaged("its sectors lie outside it"))?;
    }
    Ok(sectors)
}

fn entry(raw: &[u8], sector: u64) -> Option<Entry> {
    let units = raw.get(..64)?.chunks_exact(2).map(|unit| u16_at(unit, 0)).take_while(|&unit| unit != 0);
    let name: String = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect();
    let low = u64::from(u32_at(raw, 120));
    // The high half is defined for big sectors alone; some writers leave rubbish there.
    let high = if sector == 512 { 0 } else { u64::from(u32_at(raw, 124)) };
    Some(Entry { name, start: u32_at(raw, 116), length: low | high << 32 })
}

fn damaged(how: &str) -> Error {
    Error::Damaged(format!("compound file: {how}"))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number))
}

/// The number at `at`; 0 beyond the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |number| u16::from_le_bytes(*number))
}

/// The number at `at`; 0 beyond the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |number| u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_packed_stream_comes_back() {
        for length in [0, 1, 4096, 5000, 5_000_000] {
            let stream: Vec<u8> = (0..length).map(|at: u32| (at % 251) as u8).collect();
            let mut file = Cursor::new(pack(stream.clone()).unwrap());
            let compound = Compound::open(&mut file).unwrap();
            let back = compound.stream(&mut file, "workbook").unwrap().unwrap();
            assert_eq!(back.get(..stream.len()).unwrap(), stream, "{length} bytes");
        }
    }

    #[test]
    fn damage_is_named() {
        let sound = pack(vec![7; 9000]).unwrap();
        let mut circle = sound.clone();
        // The directory's sector (1) follows itself.
        circle[4096 + 4..4096 + 8].copy_from_slice(&1_u32.to_le_bytes());
        for (what, bytes) in [("short", &sound[..300]), ("no directory", &sound[..8192]), ("circle", &circle)]
        {
            let opened = Compound::open(&mut Cursor::new(bytes.to_vec()));
            assert!(matches!(opened, Err(Error::Damaged(_))), "{what}");
        }
    }
}
