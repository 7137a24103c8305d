//! The number formats of a workbook by cell style, as binary and XML workbooks alike keep them: a
//! list of codes under numbers, and a list of styles that name one each.

use std::collections::HashMap;

use super::NumberFormat;
use crate::table::MAX_FORMATS;

/// Distinct formats, and which one each cell style has.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellFormats {
    /// Distinct formats; 0 is General. Empty stands for General alone.
    formats: Vec<NumberFormat>,
    of_style: Vec<u16>,
}

impl CellFormats {
    /// `codes` are the workbook's own, by number; `styles` are the numbers each style names.
    pub(crate) fn new(codes: &HashMap<u32, String>, styles: &[u32]) -> Self {
        let mut formats = vec![NumberFormat::default()];
        let mut known: HashMap<u32, u16> = HashMap::new();
        let mut format_of = |id: u32| {
            // The file's own code wins over the built-in one of the same number.
            let format =
                codes.get(&id).map_or_else(|| NumberFormat::built_in(id), |code| NumberFormat::parse(code));
            if format.is_general() || formats.len() >= MAX_FORMATS {
                return 0;
            }
            formats.push(format);
            u16::try_from(formats.len() - 1).unwrap_or(0)
        };
        let of_style = styles.iter().map(|&id| *known.entry(id).or_insert_with(|| format_of(id))).collect();
        Self { formats, of_style }
    }

    /// The format of a cell with this style; General for a style that is not there.
    pub(crate) fn of(&self, style: usize) -> u16 {
        self.of_style.get(style).copied().unwrap_or(0)
    }

    /// The distinct formats, as a table wants them.
    pub(crate) fn list(&self) -> Vec<NumberFormat> {
        self.formats.clone()
    }
}
