//! Tables written as text, for the tests of the session.

#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test reports")]

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_core::{Action, CellEdit, Code, Config, Repair, RepairKind, Session};
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

pub(crate) fn act(session: &mut Session, action: &Action) -> usize {
    let count = session.act(action, &mut go).unwrap();
    check_all(session);
    count
}

/// The rows as they are now, under the header: `|` between columns, `!` before a row left out.
pub(crate) fn rows(session: &Session) -> String {
    let width = session.columns().iter().map(|column| column.index + 1).max().unwrap_or(0);
    let row = |row: importer_core::DraftRow<'_>| {
        let cell = |at| row.cell(at).map_or_else(String::new, |cell| cell.shown().into_owned());
        let cells: Vec<String> = (0..width).map(cell).collect();
        format!("{}{}", if row.excluded() { "!" } else { "" }, cells.join("|"))
    };
    session.draft_rows().map(row).collect::<Vec<_>>().join("\n")
}

pub(crate) fn edit(row: u32, column: u32, text: &str) -> CellEdit {
    CellEdit { row, column, text: Some(text.to_owned()) }
}

pub(crate) fn repair(code: Code, kind: RepairKind) -> Action {
    Action::Repair(Repair { code, kind, column: None, row: None })
}
