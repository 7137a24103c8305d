//! How rows and cells look, as plain values: what the painter compares with what it painted last.

use super::selection::{Area, At, Kind, Selection};
use crate::protocol::{CellView, PAINTED, ProblemView, RowView, Severity};

/// Characters of a cell that are painted: no column is wider.
const SHOWN: usize = 300;

/// How a cell is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) number: bool,
    pub(super) severity: Option<Severity>,
    pub(super) changed: bool,
    /// What is looked for is in it.
    pub(super) found: bool,
    /// It would change a known client.
    pub(super) differs: bool,
    /// The cell a person is on.
    pub(super) active: bool,
    pub(super) selected: bool,
}

impl Marks {
    pub(super) fn class(self) -> String {
        let mut class = "grid__cell".to_owned();
        let parts = [
            (self.number, " grid__cell--number"),
            (self.severity.is_some_and(is_error), " grid__cell--error"),
            (self.severity == Some(Severity::Warning), " grid__cell--warning"),
            (self.changed, " grid__cell--changed"),
            (self.found, " grid__cell--found"),
            (self.differs, " grid__cell--differs"),
            (self.selected, " grid__cell--selected"),
            (self.active, " grid__cell--active"),
        ];
        parts.iter().filter(|(is_so, _)| *is_so).for_each(|(_, part)| class.push_str(part));
        class
    }
}

/// How a row is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RowMarks {
    /// On its way from the worker.
    pub(super) loading: bool,
    /// Hidden in the file.
    pub(super) hidden: bool,
    /// Left out by the person.
    pub(super) excluded: bool,
    pub(super) severity: Option<Severity>,
    /// The person is in this row.
    pub(super) current: bool,
}

impl RowMarks {
    pub(super) fn new(row: Option<&RowView>, current: bool) -> Self {
        row.map_or(Self { loading: true, current, ..Self::default() }, |row| Self {
            loading: false,
            hidden: row.hidden,
            excluded: row.excluded,
            severity: worst(row.cells.iter().flat_map(|cell| &cell.problems).chain(&row.problems)),
            current,
        })
    }

    pub(super) fn class(self) -> String {
        let mut class = "grid__row".to_owned();
        let parts = [
            (self.loading, " grid__row--loading"),
            (self.hidden, " grid__row--hidden"),
            (self.excluded, " grid__row--excluded"),
            (self.severity.is_some_and(is_error), " grid__row--error"),
            (self.severity == Some(Severity::Warning), " grid__row--warning"),
            (self.current, " grid__row--current"),
        ];
        parts.iter().filter(|(is_so, _)| *is_so).for_each(|(_, part)| class.push_str(part));
        class
    }
}

/// The marks of a cell at `at`.
pub(super) fn marks(cell: Option<&CellView>, at: At, selection: Option<Selection>, area: &Area) -> Marks {
    Marks {
        number: cell.is_some_and(|cell| cell.number),
        severity: cell.and_then(|cell| worst(&cell.problems)),
        changed: cell.is_some_and(|cell| cell.changed),
        found: cell.is_some_and(|cell| cell.found),
        differs: cell.is_some_and(|cell| cell.differs),
        active: selection.is_some_and(|selection| selection.active == at && selection.kind != Kind::Header),
        selected: area.contains(at),
    }
}

/// The gravest of some problems.
pub(super) fn worst<'a>(problems: impl IntoIterator<Item = &'a ProblemView>) -> Option<Severity> {
    problems.into_iter().map(|problem| problem.severity).max_by_key(|severity| match severity {
        Severity::Blocks => 2,
        Severity::Error => 1,
        Severity::Warning => 0,
    })
}

const fn is_error(severity: Severity) -> bool {
    matches!(severity, Severity::Error | Severity::Blocks)
}

/// Whether the page has only the beginning of a cell's text.
pub(super) fn is_cut(text: &str) -> bool {
    // A character is at most four bytes: short texts need no counting.
    text.len() > PAINTED && text.chars().count() > PAINTED
}

/// A cell's text on one line, with what cannot be seen made visible.
pub(super) fn painted(text: &str) -> std::borrow::Cow<'_, str> {
    let is_plain = |letter: char| !letter.is_control() && !is_invisible(letter);
    if text.len() <= SHOWN && text.chars().all(is_plain) {
        return text.into();
    }
    let shown = text.replace("\r\n", "\n");
    shown.chars().take(SHOWN).map(visible).collect::<String>().into()
}

fn visible(letter: char) -> char {
    match letter {
        '\n' | '\r' => '⏎',
        '\t' => '⇥',
        letter if letter.is_control() || is_invisible(letter) => '␣',
        letter => letter,
    }
}

/// Letters that change how others look and do not show themselves. Joiners are left alone: emoji and
/// several scripts need them.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_made_visible() {
        let check = |text: &str, expected: &str| assert_eq!(painted(text), expected, "{text:?}");
        check("", "");
        check("Анна Ґудзь", "Анна Ґудзь");
        check("one\ntwo\r\nthree", "one⏎two⏎three");
        check("a\tb\0c\u{7f}\u{85}", "a⇥b␣c␣␣");
        check("\u{feff}id\u{200b}", "␣id␣");
        check("\u{202e}gpj.exe", "␣gpj.exe");
        check("👩\u{200d}👧", "👩\u{200d}👧");
        check("<b>&amp;", "<b>&amp;");
        check("שלום", "שלום");
        check(&"я".repeat(400), &"я".repeat(300));
    }

    #[test]
    fn a_long_text_is_known_to_be_cut() {
        let check = |text: String, expected: bool| assert_eq!(is_cut(&text), expected, "{}", text.len());
        check("я".repeat(PAINTED), false);
        check("я".repeat(PAINTED) + "…", true);
    }

    #[test]
    fn the_gravest_problem_marks_the_cell() {
        let problem = |severity| ProblemView {
            code: String::new(),
            severity,
            arguments: std::collections::BTreeMap::new(),
            repairs: Vec::new(),
        };
        let check = |severities: &[Severity], expected: Option<Severity>| {
            let problems: Vec<ProblemView> = severities.iter().copied().map(problem).collect();
            assert_eq!(worst(&problems), expected, "{severities:?}");
        };
        check(&[], None);
        check(&[Severity::Warning, Severity::Error], Some(Severity::Error));
        check(&[Severity::Blocks, Severity::Warning], Some(Severity::Blocks));
    }
}
