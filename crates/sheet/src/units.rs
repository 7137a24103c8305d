//! Characters that files write as numbers, where one may be written as the two halves of a UTF-16
//! pair: some exporters do so with emoji.

/// Appends characters by code, and holds the first half of a pair until the second comes.
#[derive(Debug, Default)]
pub(crate) struct Units {
    high: Option<u32>,
}

impl Units {
    /// Appends a code point or half of one.
    pub(crate) fn push(&mut self, code: u32, out: &mut String) {
        match (self.high.take(), code) {
            (Some(first), 0xDC00..=0xDFFF) => {
                push(0x1_0000 + ((first - 0xD800) << 10) + (code - 0xDC00), out);
            }
            (before, _) => {
                if before.is_some() {
                    out.push(char::REPLACEMENT_CHARACTER);
                }
                if (0xD800..=0xDBFF).contains(&code) {
                    self.high = Some(code);
                } else {
                    push(code, out);
                }
            }
        }
    }

    /// Has to be called before anything else is appended: a half that stays alone becomes U+FFFD.
    pub(crate) fn flush(&mut self, out: &mut String) {
        if self.high.take().is_some() {
            out.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn push(code: u32, out: &mut String) {
    out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
}
