//! Reading single columns of many rows again, as after a replacement in one: where what a cell holds
//! can change nothing but the problems of that cell, the rest of its row is not looked at.

use std::ops::ControlFlow;

use crate::change::Tell;
use crate::checked::{CHUNK, Checked, Chunk, Collision, Terms, span};
use crate::piecemeal::tell_and_rest;
use crate::problem::{Finding, Severity};
use crate::scan::Scanner;

impl Checked {
    /// Brings everything up to date after cells of these rows changed in `columns` only, each of which
    /// [stands alone](crate::plan::Plan::stands_alone), until `tell` breaks off.
    pub(super) async fn update_cells(
        &mut self,
        terms: Terms<'_>,
        rows: &[u32],
        columns: &[u16],
        tell: Tell<'_>,
    ) -> ControlFlow<(), Result<(), Collision>> {
        let mut scanner = Scanner::new(terms, self.seed);
        let mut done = 0;
        for run in rows.chunk_by(|one, other| one / CHUNK == other / CHUNK) {
            tell_and_rest(tell, done, rows.len()).await?;
            done += run.len();
            let Some(number) = run.first().map(|row| row / CHUNK) else { continue };
            let Some(chunk) = self.chunks.get_mut(number as usize) else { continue };
            if chunk.exchange(run, columns, &scanner.cells(run, columns).findings) {
                // A client that was sound may no longer be, or is again.
                let rows = span(number, terms.draft.len());
                chunk.take(scanner.rows(rows.clone()));
                self.uniques.note(terms, rows, chunk);
                chunk.ask(terms.config);
                self.unsettled = true;
            } else {
                chunk.count(terms, &self.rules, number);
            }
        }
        tell(rows.len(), rows.len())?;
        ControlFlow::Continue(if self.unsettled { self.settle_all(terms) } else { Ok(()) })
    }
}

impl Chunk {
    /// Puts what was found in the cells of these rows and columns in the place of what was there; true
    /// where an error went or came, which is of the row as a whole.
    fn exchange(&mut self, rows: &[u32], columns: &[u16], found: &[Finding]) -> bool {
        let is_error = |finding: &Finding| finding.severity != Severity::Warning;
        let mut touched = rows.iter().copied().peekable();
        let mut is_theirs = |finding: &Finding| {
            while touched.next_if(|&row| row < finding.row).is_some() {}
            touched.peek() == Some(&finding.row) && columns.contains(&finding.column)
        };
        let mut errors = found.iter().any(is_error);
        let mut known = std::mem::take(&mut self.findings);
        known.retain(|finding| {
            let goes = is_theirs(finding);
            errors |= goes && is_error(finding);
            !goes
        });
        let place = |finding: &Finding| (finding.row, finding.column, finding.code as usize);
        self.findings = Vec::with_capacity(known.len() + found.len());
        let mut found = found.iter().copied().peekable();
        for finding in known {
            while let Some(before) = found.next_if(|new| place(new) < place(&finding)) {
                self.findings.push(before);
            }
            self.findings.push(finding);
        }
        self.findings.extend(found);
        errors
    }
}
