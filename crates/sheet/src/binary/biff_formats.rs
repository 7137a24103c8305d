//! Number formats in the records of an xls workbook (MS-XLS 2.4.126 Format, 2.4.353 XF, 2.4.77
//! Date1904; the same in Excel 5 and 95 but for the text of a code).

use std::collections::HashMap;

use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use super::biff::{BOF, CODE_PAGE, DATE_MODE, EOF, FORMAT, XF, records};
use super::compound::u16_at;
use crate::number_format::CellFormats;

/// The version BOF names from Excel 97 on.
const BIFF8: u16 = 0x0600;

/// What numbers of the workbook read as.
#[derive(Debug, Default)]
pub(super) struct Formats {
    pub(super) cells: CellFormats,
    /// Whether dates count from 1904.
    pub(super) date_1904: bool,
}

/// Reads the records before the first sheet. What is damaged reads as General.
pub(super) fn read(stream: &[u8]) -> Formats {
    let (mut codes, mut styles) = (HashMap::new(), Vec::new());
    let (mut unicode, mut encoding, mut date_1904) = (true, WINDOWS_1252, false);
    for record in records(stream, 0).map_while(Result::ok) {
        let body = stream.get(record.at + 4..record.at + 4 + record.length).unwrap_or_default();
        match record.kind {
            EOF => break,
            BOF => unicode = u16_at(body, 0) == BIFF8,
            CODE_PAGE => encoding = code_page(u16_at(body, 0)),
            DATE_MODE => date_1904 = u16_at(body, 0) == 1,
            FORMAT => {
                let code =
                    if unicode { unicode_text(body.get(2..)) } else { byte_text(body.get(2..), encoding) };
                codes.insert(u32::from(u16_at(body, 0)), code);
            }
            XF => styles.push(u32::from(u16_at(body, 2))),
            _ => {}
        }
    }
    Formats { cells: CellFormats::new(&codes, &styles), date_1904 }
}

/// Length in characters, flags, then one or two bytes a character.
fn unicode_text(raw: Option<&[u8]>) -> String {
    let Some((&[low, high, flags], text)) = raw.and_then(<[u8]>::split_first_chunk) else {
        return String::new();
    };
    let length = usize::from(u16::from_le_bytes([low, high]));
    if flags & 1 == 0 {
        // One byte a character is the low half of UTF-16, which is Latin-1.
        text.iter().take(length).copied().map(char::from).collect()
    } else {
        UTF_16LE.decode_without_bom_handling(text.get(..length * 2).unwrap_or(text)).0.into_owned()
    }
}

fn byte_text(raw: Option<&[u8]>, encoding: &'static Encoding) -> String {
    let Some((&length, text)) = raw.and_then(<[u8]>::split_first) else { return String::new() };
    let text = text.get(..usize::from(length)).unwrap_or(text);
    encoding.decode_without_bom_handling(text).0.into_owned()
}

/// The encoding of a code page number; windows-1252 for those nobody writes.
fn code_page(number: u16) -> &'static Encoding {
    let label = match number {
        866 => "ibm866".to_owned(),
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        10_007 => "x-mac-cyrillic".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream of records, each a kind and a body.
    fn stream(records: &[(u16, &[u8])]) -> Vec<u8> {
        let record = |&(kind, body): &(u16, &[u8])| {
            let length = u16::try_from(body.len()).unwrap();
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
        };
        records.iter().flat_map(record).collect()
    }

    #[test]
    fn styles_name_formats() {
        let biff8: &[u8] = &[0, 6, 5, 0];
        let biff5: &[u8] = &[0, 5, 5, 0];
        let wide: Vec<u8> = [164, 0, 7, 0, 1]
            .into_iter()
            .chain("\"№\"0000".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let check = |records: &[(u16, &[u8])], style: usize, expected: Option<&str>| {
            let formats = read(&stream(records));
            let format = formats.cells.list().swap_remove(usize::from(formats.cells.of(style)));
            assert_eq!(format.display("12").as_deref(), expected, "{records:?}");
        };
        let xf: &[u8] = &[0, 0, 164, 0, 0, 0];
        check(&[(BOF, biff8), (FORMAT, b"\xA4\0\x05\0\x0000000"), (XF, &[0; 4]), (XF, xf)], 1, Some("00012"));
        check(&[(BOF, biff8), (FORMAT, b"\xA4\0\x05\0\x0000000"), (XF, &[0; 4]), (XF, xf)], 0, None);
        check(&[(BOF, biff8), (FORMAT, &wide), (XF, xf)], 0, Some("№0012"));
        check(&[(BOF, biff5), (FORMAT, b"\xA4\0\x0300000"), (XF, xf)], 0, Some("012"));
        check(&[(BOF, biff8), (FORMAT, b"\xA4\0\xFF\xFF\x00000"), (XF, xf)], 0, Some("012"));
        check(&[(BOF, biff8), (FORMAT, b"\xA4"), (XF, xf), (EOF, &[]), (XF, xf)], 1, None);
        let cyrillic: (u16, &[u8]) = (CODE_PAGE, &[0xE3, 4]);
        check(&[(BOF, biff5), cyrillic, (FORMAT, b"\xA4\0\x05\"\xB9\"00"), (XF, xf)], 0, Some("№12"));
        assert!(read(&stream(&[(BOF, biff8), (DATE_MODE, &[1, 0])])).date_1904);
    }
}
