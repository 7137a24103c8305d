//! A few thousand rows that lie together: what was found in them, and their counts.

use std::ops::Range;

use super::{CHUNK, Terms};
use crate::config::Config;
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::scan::{Found, Record};
use crate::split::{Poll, Rules, poll};
use crate::tally::{REFUSED, Tally};

/// A few thousand rows that lie together.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// In order of rows.
    pub(crate) records: Vec<Record>,
    /// In order of rows; duplicates and mismatches are not here, the records tell.
    pub(crate) findings: Vec<Finding>,
    /// [`REFUSED`] and its like, by row.
    pub(crate) flags: Vec<u8>,
    pub(crate) tally: Tally,
    /// Rows under the header that the file hides.
    pub(crate) hidden: u32,
    /// Changes whenever the chunk is counted.
    pub(crate) version: u32,
    pub(super) polls: Vec<Poll>,
}

impl Chunk {
    /// Takes what was found in all its rows. Copies are exactly as long as what they hold; the scanner's
    /// own keep their room.
    pub(super) fn take(&mut self, found: &Found) {
        self.records = found.records.as_slice().to_vec();
        self.findings = found.findings.as_slice().to_vec();
        self.hidden = found.hidden;
    }

    /// Puts what was found in a row in the place of what was there.
    pub(super) fn replace(&mut self, row: u32, found: &Found) {
        let from = self.records.partition_point(|record| record.row < row);
        let to = self.records.partition_point(|record| record.row <= row);
        self.records.splice(from..to, found.records.iter().copied());
        let from = self.findings.partition_point(|finding| finding.row < row);
        let to = self.findings.partition_point(|finding| finding.row <= row);
        self.findings.splice(from..to, found.findings.iter().copied());
    }

    /// Adds a finding, where it belongs among the others.
    pub(crate) fn add(&mut self, finding: Finding) {
        let place = (finding.row, finding.column, finding.code);
        let at = self.findings.partition_point(|known| (known.row, known.column, known.code) <= place);
        self.findings.insert(at, finding);
    }

    /// The clients of a row cannot be sent.
    pub(crate) fn forbid(&mut self, row: u32) {
        let from = self.records.partition_point(|record| record.row < row);
        let of_row = self.records.iter_mut().skip(from).take_while(|record| record.row == row);
        of_row.for_each(|record| record.sound = false);
    }

    pub(super) fn ask(&mut self, config: &Config) {
        self.polls.clear();
        poll(config, &self.records, &mut self.polls);
    }

    pub(super) fn forget_twins(&mut self) {
        self.records.iter_mut().for_each(|record| record.twin = false);
    }

    /// Never a part of its caller, for the same reason as [`Scanner::rows`](crate::scan::Scanner::rows).
    #[inline(never)]
    pub(super) fn count(&mut self, terms: Terms<'_>, rules: &Rules, number: u32) {
        self.version = self.version.wrapping_add(1);
        let rows = span(number, terms.draft.len());
        let mut tally = Tally::default();
        self.flags.clear();
        self.flags.resize(rows.len(), 0);
        let severity = |code: Code| terms.severities.get(code as usize).copied().unwrap_or(Severity::Warning);
        let first = rows.start;
        for finding in &self.findings {
            if let Some(flag) = self.flags.get_mut((finding.row - first) as usize) {
                let kind = (finding.code, finding.column, finding.repair);
                tally.problem(kind, finding.severity, flag);
            }
        }
        let refused = terms.landed.clients(rows.clone());
        for record in &self.records {
            let Some(flag) = self.flags.get_mut((record.row - first) as usize) else { continue };
            let is_refused = refused.binary_search(&(record.row, record.column)).is_ok();
            tally.client(terms.config, rules, record, is_refused, flag);
            for code in derived(terms.config, rules, record) {
                tally.problem((code, record.column, None), severity(code), flag);
            }
        }
        for (row, column) in terms.outcomes.seconds(rows.clone()) {
            let Some(flag) = self.flags.get_mut((row - first) as usize) else { continue };
            let code = Code::ClientOtherMessenger;
            tally.problem((code, column, None), severity(code), flag);
        }
        for (row, codes) in terms.landed.in_force(rows) {
            let Some(flag) = self.flags.get_mut((row - first) as usize) else { continue };
            *flag |= REFUSED;
            codes.for_each(|code| tally.problem((code, NO_COLUMN, None), Severity::Error, flag));
        }
        self.flags.iter().for_each(|&flag| tally.row(flag));
        self.tally = tally;
    }
}

/// What a record's neighbours and its messenger make of it.
pub(crate) fn derived(config: &Config, rules: &Rules, record: &Record) -> impl Iterator<Item = Code> {
    let twin = record.twin.then_some(Code::RowDuplicate);
    twin.into_iter().chain(rules.doubt(config, record))
}

/// The rows of a chunk.
pub(super) fn span(number: u32, rows: u32) -> Range<u32> {
    let first = number.saturating_mul(CHUNK);
    first..rows.min(first.saturating_add(CHUNK))
}
