//! Tables written as text, for the tests of the session.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{Config, Session};
use importer_sheet::{CellKind, Table, TableBuilder};

/// A line is a row, `|` parts its cells, `~` before it hides it, and `#1` is a number.
pub(crate) fn table(text: &str) -> Table {
    let mut builder = TableBuilder::new();
    for (number, line) in (1..).zip(text.lines()) {
        let (line, hidden) = line.strip_prefix('~').map_or((line, false), |line| (line, true));
        builder.start_row(number, hidden);
        for (column, cell) in (0..).zip(line.split('|')) {
            match cell.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
                Some(number) => builder.push(column, CellKind::Number, number),
                None => builder.push(column, CellKind::Text, cell),
            }
        }
    }
    builder.finish()
}

/// The table of `text`, open and checked.
pub(crate) fn session(text: &str) -> Session {
    let mut session = Session::new(Arc::new(Config::builtin()), table(text));
    check_all(&mut session);
    session
}

pub(crate) fn check_all(session: &mut Session) {
    assert!(session.check(&mut go).is_continue());
}

/// Goes on whatever the progress.
pub(crate) fn go(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
