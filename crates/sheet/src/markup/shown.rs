//! The text of a table's cell as a browser shows it.

use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

/// Text as it is shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    text: String,
    blank: bool,
    line: bool,
}

impl Shown {
    pub(super) fn flow(&mut self, text: &str, limits: &Limits) -> Result<(), Error> {
        let length = self.text.len() + text.len();
        if length > limits.cell_bytes as usize {
            return Err(exceeded(Limit::CellBytes, length as u64, u64::from(limits.cell_bytes)));
        }
        for letter in text.chars() {
            if letter.is_ascii_whitespace() {
                self.blank = true;
                continue;
            }
            let at_start = self.text.is_empty() || self.text.ends_with('\n');
            if std::mem::take(&mut self.line) && !at_start {
                self.text.push('\n');
                self.blank = false;
            }
            if std::mem::take(&mut self.blank) && !at_start {
                self.text.push(' ');
            }
            self.text.push(letter);
        }
        Ok(())
    }

    /// A space, if anything follows.
    pub(super) const fn space(&mut self) {
        self.blank = true;
    }

    /// A new line, if anything follows.
    pub(super) const fn new_line(&mut self) {
        self.line = true;
    }

    /// A line break that is written.
    pub(super) fn break_line(&mut self) {
        if std::mem::take(&mut self.line) && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push('\n');
        self.blank = false;
    }

    /// The text; empty where a no-break space only keeps the cell from collapsing.
    pub(super) fn finish(mut self) -> String {
        if self.text.chars().all(|letter| letter.is_whitespace()) {
            return String::new();
        }
        let end = self.text.trim_end_matches('\n').len();
        self.text.truncate(end);
        let start = self.text.len() - self.text.trim_start_matches('\n').len();
        self.text.split_off(start)
    }
}

/// Whether a number is shown with fewer digits than it has: `2.62033E+16`, `####`.
pub(super) fn is_abbreviated(text: &str) -> bool {
    let exponent = |text: &str| {
        let (mantissa, exponent) = text.split_once(['E', 'e'])?;
        let digits = exponent.strip_prefix(['+', '-'])?;
        let number = mantissa.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-'));
        (number && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
    };
    exponent(text).is_some() || (!text.is_empty() && text.bytes().all(|byte| byte == b'#'))
}
