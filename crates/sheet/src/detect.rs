//! What kind of file it is, by content. Names lie: `.xls` is often HTML, xlsx or csv, and the
//! platform's own documentation spells `.хlsx` with a Cyrillic letter.

use std::io::SeekFrom;

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;
use zip::ZipArchive;

use crate::binary::compound::Compound;
use crate::buffered::Buffered;
use crate::workbook::{Limits, Source, exceeded};
use crate::{Error, Limit, NotASpreadsheet};

/// Bytes looked at before anything else.
const HEAD: usize = 1024;

/// Which reader can read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
    /// Delimited text, unless its reader finds that it is no text.
    Text,
    /// A page of HTML or XML, unless its reader finds no table in it.
    Markup,
}

/// Recognises the file, or says what else it is.
pub(crate) fn detect(source: &mut dyn Source, limits: &Limits) -> Result<Kind, Error> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = [0; HEAD];
    let read = crate::delimited::fill(source, &mut head)?;
    let head = head.get(..read).unwrap_or_default();
    if memmem::find(head, b"PK\x03\x04").is_some_and(|at| at > 0)
        && let found @ (Ok(_) | Err(Error::PasswordProtected | Error::Limit { .. })) = in_zip(source, limits)
    {
        // A server put a warning, a line end or a byte order mark before the workbook.
        return found;
    }
    match head {
        [] => Err(Error::Empty),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => in_zip(source, limits),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => in_compound(source),
        // A BOF record of BIFF5 or BIFF8: a workbook stream without its container.
        [0x09, 0x08, 4..=16, 0, ..] => Ok(Kind::Xls),
        [0x09, 0x04, 4..=8, 0, ..] => Err(Error::Unsupported("Excel 4.0 (BIFF4)".to_owned())),
        [0x09, 0x02, 4..=8, 0, ..] => Err(Error::Unsupported("Excel 3.0 (BIFF3)".to_owned())),
        [0x09, 0x00, 4..=8, 0, ..] => Err(Error::Unsupported("Excel 2 (BIFF2)".to_owned())),
        _ if head.to_ascii_lowercase().starts_with(b"mime-version:") => {
            Err(Error::Unsupported("a web archive (MHTML)".to_owned()))
        }
        _ if is_markup(head) => Ok(Kind::Markup),
        _ => foreign(head).map_or(Ok(Kind::Text), |what| Err(Error::NotASpreadsheet(what))),
    }
}

/// Entries of a zip archive tell what it holds.
fn in_zip(source: &mut dyn Source, limits: &Limits) -> Result<Kind, Error> {
    let damaged = |error: zip::result::ZipError| match error {
        zip::result::ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            Error::Io(error)
        }
        error => Error::Damaged(format!("zip: {error}")),
    };
    let mut archive = ZipArchive::new(Buffered::new(Box::new(source))?).map_err(damaged)?;
    if archive.len() > limits.entries as usize {
        return Err(exceeded(Limit::Entries, archive.len() as u64, u64::from(limits.entries)));
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase())
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("xl/workbook.bin") {
        return Ok(Kind::Xlsb);
    }
    if let Some(kind) = open_document(&mut archive)? {
        return Ok(kind);
    }
    if !under("xl/") && (under("word/") || under("ppt/")) {
        return Err(Error::NotASpreadsheet(NotASpreadsheet::Document));
    }
    // Whether there is a workbook, under whatever name, its relationships tell.
    if has("[content_types].xml") || has("_rels/.rels") || under("xl/") {
        return Ok(Kind::Xlsx);
    }
    Err(Error::NotASpreadsheet(NotASpreadsheet::Zip))
}

/// OpenDocument names its kind in the entry `mimetype`, and encrypted parts in the manifest.
fn open_document(archive: &mut ZipArchive<Buffered<'_>>) -> Result<Option<Kind>, Error> {
    let Some(mimetype) = entry(archive, "mimetype", 128) else { return Ok(None) };
    let Some(kind) = mimetype.strip_prefix("application/vnd.oasis.opendocument.") else { return Ok(None) };
    if !kind.starts_with("spreadsheet") {
        return Err(Error::NotASpreadsheet(NotASpreadsheet::Document));
    }
    let manifest = entry(archive, "META-INF/manifest.xml", 1 << 20).unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Error::PasswordProtected);
    }
    Ok(Some(Kind::Ods))
}

/// The first `max` bytes of an entry as text.
fn entry(archive: &mut ZipArchive<Buffered<'_>>, name: &str, max: usize) -> Option<String> {
    let mut bytes = vec![0; max];
    let read = crate::delimited::fill(&mut archive.by_name(name).ok()?, &mut bytes).ok()?;
    bytes.truncate(read);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Streams of a compound file tell what it holds.
fn in_compound(source: &mut dyn Source) -> Result<Kind, Error> {
    let compound = Compound::open(source)?;
    match () {
        // An encrypted xlsx or xlsb.
        () if compound.has("EncryptedPackage") => Err(Error::PasswordProtected),
        () if compound.has("Workbook") || compound.has("Book") => Ok(Kind::Xls),
        () if compound.has("WordDocument") || compound.has("PowerPoint Document") => {
            Err(Error::NotASpreadsheet(NotASpreadsheet::Document))
        }
        () => Err(Error::NotASpreadsheet(NotASpreadsheet::Binary)),
    }
}

/// Files that are certainly neither a workbook nor delimited text.
fn foreign(head: &[u8]) -> Option<NotASpreadsheet> {
    match head {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(NotASpreadsheet::Pdf),
        [0x89, b'P', b'N', b'G', ..]
        | [0xFF, 0xD8, 0xFF, ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'I', b'I', b'*', 0, ..]
        | [b'M', b'M', 0, b'*', ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(NotASpreadsheet::Image),
        [b'R', b'a', b'r', b'!', 0x1A, ..]
        | [b'7', b'z', 0xBC, 0xAF, ..]
        | [0x1F, 0x8B, ..]
        | [b'M', b'Z', _, 0, ..]
        | [0x7F, b'E', b'L', b'F', ..] => Some(NotASpreadsheet::Binary),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some(NotASpreadsheet::Document),
        _ => None,
    }
}

/// Whether the text begins with a tag of HTML or XML, in UTF-8 or UTF-16.
fn is_markup(head: &[u8]) -> bool {
    let encoding = Encoding::for_bom(head).map_or(UTF_8, |(encoding, _)| encoding);
    // What is cut off in the middle of a letter is no tag.
    let text = if encoding == UTF_8 { String::from_utf8_lossy(head) } else { encoding.decode(head).0 };
    let text: String = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .chars()
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    let tags = [
        "<!doctype",
        "<!--",
        "<?xml",
        "<html",
        "<head",
        "<meta",
        "<body",
        "<table",
        "<style",
        "<div",
        "<tr",
        "<thead",
        "<tbody",
        "<center",
        "<font",
        "<workbook",
        "<ss:workbook",
    ];
    tags.iter().any(|tag| text.starts_with(tag))
}
