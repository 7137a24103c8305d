//! The styles part, as far as it says how numbers read.

use std::collections::HashMap;

use super::scan::{Feed, Scanner};
use crate::Error;
use crate::number_format::NumberFormat;
use crate::table::MAX_FORMATS;

/// The number formats in use, and which one each cell style has.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Distinct formats; 0 is General.
    pub(super) formats: Vec<NumberFormat>,
    /// The format of each cell style (`s` of a cell).
    of_style: Vec<u16>,
}

impl Styles {
    /// The format of a cell with this style; General for a style that is not there.
    pub(super) fn format(&self, style: usize) -> u16 {
        self.of_style.get(style).copied().unwrap_or(0)
    }

    pub(super) fn read<F: Feed>(scanner: &mut Scanner<F>) -> Result<Self, Error> {
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
        Ok(Self::new(&codes, &ids))
    }

    fn new(codes: &HashMap<u32, String>, ids: &[u32]) -> Self {
        let mut formats = vec![NumberFormat::default()];
        let mut known: HashMap<u32, u16> = HashMap::new();
        let mut format_of = |id: u32| {
            // The file's own code wins over the built-in one of the same number.
            let format = match codes.get(&id) {
                Some(code) => NumberFormat::parse(code),
                None => NumberFormat::built_in(id),
            };
            if format.is_general() || formats.len() >= MAX_FORMATS {
                return 0;
            }
            formats.push(format);
            u16::try_from(formats.len() - 1).unwrap_or(0)
        };
        let of_style = ids.iter().map(|&id| *known.entry(id).or_insert_with(|| format_of(id))).collect();
        Self { formats, of_style }
    }
}

fn parse(text: String) -> Option<u32> {
    text.trim().parse().ok()
}
