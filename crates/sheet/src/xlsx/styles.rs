//! The styles part, as far as it says how numbers read.

use std::collections::HashMap;

use super::scan::{Feed, Scanner};
use crate::Error;
use crate::number_format::CellFormats;

/// Reads the number formats of the workbook's cells.
pub(super) fn read<F: Feed>(scanner: &mut Scanner<F>) -> Result<CellFormats, Error> {
    let mut codes = HashMap::new();
    let mut ids = Vec::new();
    scanner.child()?;
    while let Some(tag) = scanner.child()? {
        match tag.name() {
            b"numFmts" => {
                while let Some(tag) = scanner.child()? {
                    if let (Some(id), Some(code)) =
                        (tag.text(b"numFmtId").and_then(parse), tag.text(b"formatCode"))
                    {
                        codes.insert(id, code);
                    }
                    scanner.skip()?;
                }
            }
            b"cellXfs" => {
                while let Some(tag) = scanner.child()? {
                    if tag.name() == b"xf" {
                        ids.push(tag.text(b"numFmtId").and_then(parse).unwrap_or(0));
                    }
                    scanner.skip()?;
                }
            }
            _ => scanner.skip()?,
        }
    }
    scanner.drain()?;
    Ok(CellFormats::new(&codes, &ids))
}

fn parse(text: String) -> Option<u32> {
    text.trim().parse().ok()
}
