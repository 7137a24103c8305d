//! Which delimiter a text has, by how evenly each one would cut its records.

/// Candidates. Of two that cut equally well the first wins: a tab is hardly ever typed by chance,
/// and where a comma is the decimal sign the list separator is a semicolon.
const DELIMITERS: [u8; 4] = *b"\t;,|";
/// Records with more fields than this are counted together.
const MOST_FIELDS: usize = 64;
/// A quote open for this many bytes was not meant to open a cell.
const LONGEST_QUOTED: u32 = 64 << 10;

/// What a byte is to the counter: the place of a candidate in [`DELIMITERS`], or one of these.
const ORDINARY: u8 = 0xFF;
const QUOTE: u8 = 0xFE;
const LINE_END: u8 = 0xFD;
const MEANINGS: [u8; 256] = {
    let mut meanings = [ORDINARY; 256];
    let mut at = 0_u8;
    while (at as usize) < DELIMITERS.len() {
        meanings[DELIMITERS[at as usize] as usize] = at;
        at += 1;
    }
    meanings[b'"' as usize] = QUOTE;
    meanings[b'\r' as usize] = LINE_END;
    meanings[b'\n' as usize] = LINE_END;
    meanings
};

/// Counts records by their number of fields, for all candidates at once: one bit for each. Ordinary
/// bytes, which are nearly all, cost a look at a table and nothing else.
#[derive(Debug)]
pub(super) struct Shape {
    candidates: [Candidate; DELIMITERS.len()],
    /// Candidates for which a field starts here.
    start: u8,
    /// Candidates for which this is inside quotes.
    inside: u8,
    /// Candidates for which the last byte was a quote inside quotes.
    closing: u8,
    /// Whether the record, or the line, holds a byte so far.
    filled: u8,
    line_filled: bool,
    /// Bytes since a quote was opened.
    open: u32,
}

const ALL: u8 = (1 << DELIMITERS.len()) - 1;

#[derive(Debug, Default)]
struct Candidate {
    /// Counts with quotes heeded, and with quotes as ordinary characters.
    quoted: Tally,
    plain: Tally,
}

#[derive(Debug)]
struct Tally {
    /// Fields of the record so far, less one.
    delimiters: usize,
    /// Fields of the first record.
    first: usize,
    records: u64,
    by_fields: [u64; MOST_FIELDS + 1],
}

impl Default for Tally {
    fn default() -> Self {
        Self { delimiters: 0, first: 0, records: 0, by_fields: [0; MOST_FIELDS + 1] }
    }
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            candidates: Default::default(),
            start: ALL,
            inside: 0,
            closing: 0,
            filled: 0,
            line_filled: false,
            open: 0,
        }
    }
}

impl Shape {
    /// Takes the next characters; any one beyond ASCII may be given as any bytes from 0x80 up.
    // A function of its own, called once a window: browsers replace baseline code between calls.
    #[inline(never)]
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let found = rest.iter().position(|&byte| MEANINGS[usize::from(byte)] != ORDINARY);
            let (ordinary, from) = rest.split_at(found.unwrap_or(rest.len()));
            if !ordinary.is_empty() {
                self.ordinary();
                self.pass(ordinary.len());
            }
            let Some((&byte, after)) = from.split_first() else { return };
            match MEANINGS[usize::from(byte)] {
                QUOTE => self.quote(),
                LINE_END => self.line_end(),
                candidate => self.delimiter_at(usize::from(candidate)),
            }
            self.pass(1);
            rest = after;
        }
    }

    fn ordinary(&mut self) {
        self.start = 0;
        self.inside &= !self.closing;
        self.closing = 0;
        self.filled = ALL;
        self.line_filled = true;
    }

    /// Counts bytes inside quotes.
    fn pass(&mut self, bytes: usize) {
        if self.inside != 0 {
            self.open = self.open.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
            if self.open > LONGEST_QUOTED {
                self.inside = 0;
                self.closing = 0;
            }
        }
    }

    /// Ends the last record.
    pub(super) fn end(&mut self) {
        self.line_end();
    }

    /// The delimiter that cuts most evenly; none when each would leave one field or cut at random.
    pub(super) fn delimiter(&self) -> Option<char> {
        let mut best = None;
        for (at, (candidate, delimiter)) in self.candidates.iter().zip(DELIMITERS).enumerate() {
            // A quote is open at the end: it never was one, so quotes say nothing here.
            let unclosed = self.inside & !self.closing & (1 << at) != 0;
            let tally = if unclosed { &candidate.plain } else { &candidate.quoted };
            let Some(score) = tally.score() else { continue };
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, char::from(delimiter)));
            }
        }
        best.map(|(_, delimiter)| delimiter)
    }

    fn quote(&mut self) {
        if self.inside == 0 {
            self.open = 0;
        }
        // The second of two quotes inside quotes closes nothing.
        self.closing = self.inside & !self.closing;
        self.inside |= self.start;
        self.start = 0;
        self.filled = ALL;
        self.line_filled = true;
    }

    fn delimiter_at(&mut self, at: usize) {
        self.ordinary();
        let Some(candidate) = self.candidates.get_mut(at) else { return };
        candidate.plain.delimiters += 1;
        let bit = 1 << at;
        if self.inside & bit == 0 {
            candidate.quoted.delimiters += 1;
            self.start |= bit;
        }
    }

    fn line_end(&mut self) {
        self.inside &= !self.closing;
        self.closing = 0;
        for (at, candidate) in self.candidates.iter_mut().enumerate() {
            let bit = 1 << at;
            if self.line_filled {
                candidate.plain.record();
            }
            if self.inside & bit == 0 && self.filled & bit != 0 {
                candidate.quoted.record();
            }
        }
        self.filled &= self.inside;
        self.start = !self.inside & ALL;
        self.line_filled = false;
    }
}

impl Tally {
    fn record(&mut self) {
        let fields = std::mem::take(&mut self.delimiters) + 1;
        if self.records == 0 {
            self.first = fields;
        }
        self.records += 1;
        self.by_fields[fields.min(MOST_FIELDS)] += 1;
    }

    /// How evenly the records are cut, in thousandths, with a bonus when the first record (the
    /// header, as a rule) is cut like most; none when most records and the first are not cut.
    fn score(&self) -> Option<u64> {
        let cut = self.by_fields.iter().enumerate().skip(2);
        let (fields, most) = cut.max_by_key(|&(fields, count)| (*count, fields))?;
        let single = self.by_fields[1];
        let header = self.first >= 2;
        if *most == 0 || (!header && single >= *most) {
            return None;
        }
        let even = most.saturating_mul(1000) / self.records.max(1);
        let like_header = if self.first.min(MOST_FIELDS) == fields { 250 } else { 0 };
        let cut_at_all = (self.records - single).saturating_mul(250) / self.records.max(1);
        Some(even + like_header + cut_at_all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<char>) {
        for window in [1, 3, usize::MAX] {
            let mut shape = Shape::default();
            text.as_bytes().chunks(window).for_each(|bytes| shape.feed(bytes));
            shape.end();
            assert_eq!(shape.delimiter(), expected, "{text:?} by {window}");
        }
    }

    #[test]
    fn each_delimiter() {
        for delimiter in [',', ';', '\t', '|'] {
            check(&format!("id{delimiter}name\n1{delimiter}Anna\n"), Some(delimiter));
            check(&format!("id{delimiter}name"), Some(delimiter));
        }
    }

    #[test]
    fn one_column_has_none() {
        check("social_id\n111\n222\n", None);
        check("name\nIvanov, Ivan\nPetrov\nSidorov\n", None);
        check("", None);
        check("\n\n", None);
    }

    #[test]
    fn the_whole_text_counts() {
        check("id;note\n1;a, b, c\n2;d\n3;e, f\n", Some(';'));
        check("a;b;c\n1,5;2,5;3,5\n1,7;2,7;3,7\n", Some(';'));
        check("id,tags\n1,\"a;b;c\"\n2,\"d;e\"\n3,\"f\"\n", Some(','));
        check(
            "\"ID\",\"Имя, Фамилия\",\"Note\"\n\"1\",\"a\",\"x;y;z;w\"\n\"2\",\"b\",\"x\ny;z\"\n",
            Some(','),
        );
        check("id;name;phone\n111\n222\n333;Ivan;7\n", Some(';'));
        let late = format!("title line, odd\n{}", "1;a;b\n".repeat(30));
        check(&late, Some(';'));
    }

    #[test]
    fn quotes_that_never_close_do_not_hide_the_rest() {
        check("id;name\n1;\"Anna\n2;Boris\n3;Vera\n", Some(';'));
        check("id\tname\n1\t\"Anna\n2\tBoris, Ivan\n", Some('\t'));
    }
}
