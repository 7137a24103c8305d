//! One pass over all rows: which clients are there, and what is wrong with each cell by itself.
//! What depends on other rows or on a choice of messenger comes later, in `split`, without reading
//! the cells again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use importer_contract::Client;
use importer_sheet::{Cell, Row, Table};

use crate::check::{self, RowFacts, Trouble};
use crate::config::{Config, FieldKind};
use crate::placeholder::Likeness;
use crate::plan::{IdColumn, Plan, Role, UNDECIDED};
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::sent::{self, Assembly};
use crate::split::SplitEvidence;
use crate::value::{IdReading, Seen, is_error_value};

/// Rows between two reports of progress.
const STEP: usize = 4096;

/// A client in 24 bytes; its values stay in the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    /// Equal for equal ids.
    pub(crate) hash: u64,
    /// Index of the row in the table.
    pub(crate) row: u32,
    /// Messengers whose form the id has, one bit each.
    pub(crate) fits: u32,
    /// Column of the id.
    pub(crate) column: u16,
    /// Messenger by `evidence`, or [`UNDECIDED`].
    pub(crate) messenger: u8,
    pub(crate) evidence: SplitEvidence,
    pub(crate) confidence: u8,
    /// The id can be sent, and nothing on the row forbids it.
    pub(crate) sound: bool,
    /// How much the id looks like a placeholder.
    pub(crate) placeholder: Likeness,
}

/// What the pass found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) records: Vec<Record>,
    /// In order of rows.
    pub(crate) findings: Vec<Finding>,
    /// Rows under the header that count.
    pub(crate) rows: usize,
    pub(crate) hidden_rows: usize,
    pub(crate) blank_rows: u32,
}

/// Which rows are scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    /// Index of the first row under the header.
    pub(crate) first: usize,
    /// Physical number of the header, 0 without one.
    pub(crate) header_number: u32,
    pub(crate) include_hidden: bool,
}

impl Scan {
    /// Scans; `None` when `progress` broke off.
    pub(crate) fn run(
        config: &Config,
        table: &Table,
        plan: &Plan<'_>,
        range: Range,
        progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Option<Self> {
        let total = table.len().saturating_sub(range.first);
        let mut scanner =
            Scanner { config, plan, scan: Self::default(), ids: Vec::new(), messengers: HashMap::new() };
        for first in (range.first..table.len()).step_by(STEP) {
            if progress(first - range.first, total).is_break() {
                return None;
            }
            scanner.batch(table, first..table.len().min(first + STEP), range.include_hidden);
        }
        let last_number = table.len().checked_sub(1).and_then(|last| table.row(last)).map(|row| row.number());
        let span = last_number.unwrap_or_default().saturating_sub(range.header_number);
        scanner.scan.blank_rows = span.saturating_sub(u32::try_from(total).unwrap_or(u32::MAX));
        progress(total, total).is_continue().then_some(scanner.scan)
    }
}

struct Scanner<'a> {
    config: &'a Config,
    plan: &'a Plan<'a>,
    scan: Scan,
    /// Where the open row's records start is known by length; this holds readings while its
    /// messenger column may still follow.
    ids: Vec<Record>,
    /// What words of the messenger column meant so far: folding every alias for every row costs more
    /// than all the rest of the scan.
    messengers: HashMap<String, u8>,
}

impl Scanner<'_> {
    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    fn batch(&mut self, table: &Table, rows: std::ops::Range<usize>, include_hidden: bool) {
        for index in rows {
            let Some(row) = table.row(index) else { continue };
            self.scan.hidden_rows += usize::from(row.hidden());
            if include_hidden || !row.hidden() {
                self.row(u32::try_from(index).unwrap_or(u32::MAX), &row);
            }
        }
    }

    fn row(&mut self, index: u32, row: &Row<'_>) {
        self.scan.rows += 1;
        self.ids.clear();
        let first_finding = self.scan.findings.len();
        let mut facts = RowFacts::default();
        let mut said: Option<u8> = None;
        let plan = self.plan;
        for cell in row.cells() {
            let roles = plan.roles(cell.column());
            if roles.is_empty() {
                continue;
            }
            let (text, display) = (cell.text(), cell.display());
            let seen = Seen { kind: cell.kind(), text: &text, display: display.as_deref() };
            for role in roles {
                match role {
                    Role::Id(at) => self.id(index, *at, &seen),
                    Role::Field(slot) => {
                        let column = u16::try_from(cell.column()).unwrap_or(NO_COLUMN);
                        plan.check(slot, &seen, &mut facts, &mut |trouble| {
                            self.find(first_finding, index, column, trouble);
                        });
                        let word = seen.shown().trim();
                        if slot.kind == FieldKind::Messenger
                            && said.is_none()
                            && !self.config.is_empty_value(word)
                        {
                            said = Some(self.messenger(word));
                        }
                    }
                }
            }
        }
        plan.check_row(&facts, &mut |column, trouble| {
            self.find(first_finding, index, column.unwrap_or(NO_COLUMN), trouble);
        });
        if plan.has_composed_rules {
            let client = client(plan, row, u16::MAX);
            plan.check_composed(&client, &mut |column, trouble| {
                self.find(first_finding, index, column.unwrap_or(NO_COLUMN), trouble);
            });
        }
        if let Some(first) = self.plan.ids.first().filter(|_| self.ids.is_empty()) {
            self.find_own(index, first.column, Code::SocialIdMissing);
        }
        self.close_row(first_finding, said);
    }

    fn id(&mut self, index: u32, at: usize, seen: &Seen<'_>) {
        let Some(id_column @ &IdColumn { column, messenger, chosen, .. }) = self.plan.ids.get(at) else {
            return;
        };
        let evidence = match (messenger, chosen) {
            (UNDECIDED, _) => SplitEvidence::None,
            (_, true) => SplitEvidence::Chosen,
            (_, false) => SplitEvidence::IdColumn,
        };
        let mut record = Record {
            hash: 0,
            row: index,
            fits: 0,
            column,
            messenger,
            evidence,
            confidence: if messenger == UNDECIDED { 0 } else { 95 },
            sound: false,
            placeholder: Likeness::None,
        };
        match sent::id(id_column, self.plan.home, seen) {
            IdReading::Missing => return,
            IdReading::Damaged { .. } => self.find_own(index, column, Code::SocialIdDamaged),
            IdReading::Id { text, .. } if self.config.is_empty_value(&text) => return,
            IdReading::Id { text, hidden } => {
                if hidden {
                    self.find_own(index, column, Code::TextHiddenCharacters);
                }
                if is_error_value(seen.kind, &text) {
                    self.find_own(index, column, Code::CellErrorValue);
                }
                record.fits = check::fitting(self.config, &text);
                record.sound = !check::is_malformed(&text, record.fits);
                if record.sound {
                    let first = self.scan.findings.len();
                    let plan = self.plan;
                    plan.check_id(&text, &mut |trouble| self.find(first, index, column, trouble));
                    record.hash = hash(&text);
                    record.placeholder = self.config.placeholders.likeness(&text);
                } else {
                    self.find_own(index, column, Code::SocialIdMalformed);
                }
                if messenger == UNDECIDED && record.fits != 0 {
                    record.guess(self.config, &text);
                }
            }
        }
        self.ids.push(record);
    }

    fn messenger(&mut self, word: &str) -> u8 {
        if let Some(&known) = self.messengers.get(word) {
            return known;
        }
        let messenger = self.config.messenger_index(word).unwrap_or(UNDECIDED);
        // A column of a thousand different words is no messenger column worth remembering.
        if self.messengers.len() < 1_000 {
            self.messengers.insert(word.to_owned(), messenger);
        }
        messenger
    }

    fn find_own(&mut self, row: u32, column: u16, code: Code) {
        let first = self.scan.findings.len();
        self.find(first, row, column, Trouble::of(self.config, code));
    }

    /// Notes a problem, once where several roles of a cell tell the same.
    fn find(&mut self, first: usize, row: u32, column: u16, trouble: Trouble) {
        let Trouble { code, severity, argument } = trouble;
        let finding = Finding { row, argument, column, code, severity };
        if !self.scan.findings.iter().skip(first).any(|known| *known == finding) {
            self.scan.findings.push(finding);
        }
    }

    /// What the messenger column said holds for the row's id, unless the row has ids of several
    /// messengers or the person chose the column's messenger.
    fn close_row(&mut self, first_finding: usize, said: Option<u8>) {
        // An id's own errors are of one client; all others are of the row.
        let row_is_sound = !self.scan.findings.iter().skip(first_finding).any(|finding| {
            finding.severity != Severity::Warning
                && !matches!(finding.code, Code::SocialIdDamaged | Code::SocialIdMalformed)
        });
        let alone = self.ids.len() == 1;
        for record in &mut self.ids {
            record.sound &= row_is_sound;
            let Some(said) = said else { continue };
            let outranks = match record.evidence {
                SplitEvidence::Chosen => false,
                SplitEvidence::IdColumn => alone && said != UNDECIDED,
                _ => true,
            };
            if outranks {
                record.messenger = said;
                record.evidence = SplitEvidence::MessengerColumn;
                record.confidence = if said == UNDECIDED { 0 } else { 99 };
            }
        }
        self.scan.records.append(&mut self.ids);
        if let Some(found) = self.scan.findings.get_mut(first_finding..) {
            found.sort_by_key(|finding| (finding.column, finding.code));
        }
    }
}

impl Record {
    /// The one messenger for which the form speaks most; none where two do alike.
    fn guess(&mut self, config: &Config, id: &str) {
        self.evidence = SplitEvidence::Form;
        let mut tie = false;
        for (at, messenger) in (0_u8..).zip(&config.messengers) {
            let confidence = messenger.confidence(id);
            if confidence > self.confidence {
                (self.confidence, self.messenger, tie) = (confidence, at, false);
            } else if confidence > 0 && confidence == self.confidence {
                tie = true;
            }
        }
        if tie {
            (self.confidence, self.messenger) = (0, UNDECIDED);
        }
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The text of a cell as a person sees it.
pub(crate) fn shown<'a>(cell: &Cell<'a>) -> Cow<'a, str> {
    cell.display().map_or_else(|| cell.text(), Cow::Owned)
}

/// The id in a cell of an id column, as it is sent.
pub(crate) fn id_of(plan: &Plan<'_>, cell: &Cell<'_>) -> Option<String> {
    let column = plan.id_column(u16::try_from(cell.column()).ok()?)?;
    let (text, display) = (cell.text(), cell.display());
    let seen = Seen { kind: cell.kind(), text: &text, display: display.as_deref() };
    match sent::id(column, plan.home, &seen) {
        IdReading::Id { text, .. } => Some(text.into_owned()),
        _ => None,
    }
}

/// The client of a record, as it is sent.
pub(crate) fn client(plan: &Plan<'_>, row: &Row<'_>, id_column: u16) -> Client {
    let id = row.cell(u32::from(id_column)).and_then(|cell| id_of(plan, &cell)).unwrap_or_default();
    let mut draft = Assembly::new(plan, row.number(), id);
    for cell in row.cells() {
        let (text, display) = (cell.text(), cell.display());
        let seen = Seen { kind: cell.kind(), text: &text, display: display.as_deref() };
        for role in plan.roles(cell.column()) {
            if let Role::Field(slot) = role {
                draft.add(slot, &seen);
            }
        }
    }
    draft.finish()
}
