//! The pass over rows: which clients are there, and what is wrong with each cell by itself. What
//! depends on other rows or on a choice of messenger comes later, in `checked`, without reading the
//! cells again.

use importer_contract::Client;

use crate::check::{self, RowFacts, Trouble};
use crate::checked::Terms;
use crate::config::{Config, FieldKind};
use crate::draft::{Draft, DraftCell, DraftRow};
use crate::email::FineDomains;
use crate::form::Looks;
use crate::placeholder::Likeness;
use crate::plan::{IdColumn, Plan, Role, UNDECIDED};
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::quick::{self, QuickMap};
use crate::repair;
use crate::sent;
use crate::split::SplitEvidence;
use crate::value::{IdReading, Seen, is_error_value};

/// A client in 24 bytes; its values stay in the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    /// Equal for equal ids, and different for different ones among those checked together.
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
    /// Another record has the same key; kept up to date by `checked`.
    pub(crate) twin: bool,
}

/// What the pass found in some rows, in their order.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) records: Vec<Record>,
    pub(crate) findings: Vec<Finding>,
    /// Rows that the file hides, whether they take part or not.
    pub(crate) hidden: u32,
}

/// Which rows are clients.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    /// Index of the first row under the header.
    pub(crate) first: u32,
    pub(crate) include_hidden: bool,
}

impl Scope {
    /// Whether a row takes part.
    pub(crate) fn takes(self, row: &DraftRow<'_>) -> bool {
        (self.include_hidden || !row.hidden()) && !row.excluded()
    }
}

/// Reads rows; kept while many are read.
pub(crate) struct Scanner<'a> {
    config: &'a Config,
    draft: &'a Draft,
    plan: &'a Plan<'a>,
    scope: Scope,
    seed: u64,
    scan: Found,
    /// Records of the open row, while its messenger column may still follow.
    ids: Vec<Record>,
    /// What words of the messenger column meant so far: folding every alias for every row costs more
    /// than all the rest of the scan.
    messengers: QuickMap<String, u8>,
    /// Domains of addresses met so far.
    fine: FineDomains,
}

impl<'a> Scanner<'a> {
    /// `seed` goes into the hashes of ids.
    pub(crate) fn new(terms: Terms<'a>, seed: u64) -> Self {
        let Terms { config, draft, plan, scope, .. } = terms;
        let (scan, ids, messengers) = (Found::default(), Vec::new(), QuickMap::default());
        let fine = FineDomains::default();
        Self { config, draft, plan, scope, seed, scan, ids, messengers, fine }
    }

    /// Reads some rows; those that take no part find nothing.
    ///
    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    pub(crate) fn rows(&mut self, rows: std::ops::Range<u32>) -> &Found {
        self.scan.records.clear();
        self.scan.findings.clear();
        self.scan.hidden = 0;
        let mut fine = std::mem::take(&mut self.fine);
        for (index, row) in self.draft.rows(rows.start.max(self.scope.first)..rows.end) {
            self.scan.hidden += u32::from(row.hidden());
            if self.scope.takes(&row) {
                self.row(index, &row, &mut fine);
            }
        }
        self.fine = fine;
        &self.scan
    }

    /// Reads the cells of some rows in columns that [stand alone](Plan::stands_alone); finds no records.
    ///
    /// Never a part of its caller, for the same reason as [`rows`](Self::rows).
    #[inline(never)]
    pub(crate) fn cells(&mut self, rows: &[u32], columns: &[u16]) -> &Found {
        self.scan.findings.clear();
        let plan = self.plan;
        let mut fine = std::mem::take(&mut self.fine);
        for &index in rows {
            let Some(row) = self.draft.row(index).filter(|row| self.scope.takes(row)) else { continue };
            let first_finding = self.scan.findings.len();
            for &column in columns {
                let Some(cell) = row.cell(u32::from(column)) else { continue };
                let value = cell.value();
                let seen = Seen::of(&value);
                for role in plan.roles(cell.column()) {
                    let Role::Field(slot) = role else { continue };
                    plan.check(slot, &seen, &mut RowFacts::default(), &mut fine, &mut |trouble| {
                        self.find(first_finding, index, column, trouble);
                    });
                }
                self.suggest(first_finding, column, &seen);
            }
            self.sort_row(first_finding);
        }
        self.fine = fine;
        &self.scan
    }

    fn row(&mut self, index: u32, row: &DraftRow<'_>, fine: &mut FineDomains) {
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
            let value = cell.value();
            let seen = Seen::of(&value);
            let column = u16::try_from(cell.column()).unwrap_or(NO_COLUMN);
            for role in roles {
                match role {
                    Role::Id(at) => {
                        plan.note_id(*at, &seen, &mut facts);
                        self.id(index, *at, &seen);
                    }
                    Role::Field(slot) => {
                        plan.check(slot, &seen, &mut facts, fine, &mut |trouble| {
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
            self.suggest(first_finding, column, &seen);
        }
        plan.check_row(&facts, &mut |column, trouble| {
            self.find(first_finding, index, column.unwrap_or(NO_COLUMN), trouble);
        });
        if plan.has_composed_rules {
            let client = client(plan, row.number(), row.cells(), u16::MAX);
            plan.check_composed(&client, &mut |column, trouble| {
                self.find(first_finding, index, column.unwrap_or(NO_COLUMN), trouble);
            });
        }
        if let Some(first) = self.plan.ids.first().filter(|_| self.ids.is_empty()) {
            self.find_own(index, first.column, Code::SocialIdMissing);
        }
        self.close_row(first_finding, said);
    }

    /// Notes which repair the value of a cell allows, for the problems just found in it.
    fn suggest(&mut self, first_finding: usize, column: u16, seen: &Seen<'_>) {
        let of_row = self.scan.findings.get_mut(first_finding..).unwrap_or_default();
        for finding in of_row.iter_mut().rev().take_while(|finding| finding.column == column) {
            let found = repair::suggest(self.plan, u32::from(column), finding.code, seen);
            finding.repair = found.first().map(|suggestion| suggestion.kind);
        }
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
            twin: false,
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
                let looks = Looks::of(&text);
                record.fits = check::fitting(self.config, &looks);
                record.sound = !check::is_malformed(&text, record.fits);
                if record.sound {
                    let first = self.scan.findings.len();
                    let plan = self.plan;
                    plan.check_id(&text, &mut |trouble| self.find(first, index, column, trouble));
                    record.hash = hash(self.seed, &text);
                    record.placeholder = self.config.placeholders.likeness(&text);
                } else {
                    self.find_own(index, column, Code::SocialIdMalformed);
                }
                if messenger == UNDECIDED && record.fits != 0 {
                    record.guess(self.config, &looks);
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
        let finding = Finding { row, argument, column, code, severity, repair: None };
        if !self.scan.findings.iter().skip(first).any(|known| *known == finding) {
            self.scan.findings.push(finding);
        }
    }

    fn sort_row(&mut self, first_finding: usize) {
        if let Some(found) = self.scan.findings.get_mut(first_finding..).filter(|found| found.len() > 1) {
            found.sort_by_key(|finding| (finding.column, finding.code));
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
        self.sort_row(first_finding);
    }
}

impl Record {
    /// The one messenger for which the form speaks most; none where two do alike.
    fn guess(&mut self, config: &Config, id: &Looks<'_>) {
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

pub(crate) fn hash(seed: u64, id: &str) -> u64 {
    // In the tests of this crate different ids hash alike at first, as they nearly never do.
    let kept = if cfg!(test) && seed < 2 { 7 } else { u64::MAX };
    quick::hash(seed, id) & kept
}

/// The id in a cell of an id column, as it is sent.
pub(crate) fn id_of(plan: &Plan<'_>, cell: &DraftCell<'_>) -> Option<String> {
    let column = plan.id_column(u16::try_from(cell.column()).ok()?)?;
    let value = cell.value();
    let seen = Seen::of(&value);
    match sent::id(column, plan.home, &seen) {
        IdReading::Id { text, .. } => Some(text.into_owned()),
        _ => None,
    }
}

/// The client of a row's cells whose id is in `id_column`, as it is sent.
pub(crate) fn client<'a>(
    plan: &Plan<'_>,
    row: u32,
    cells: impl Iterator<Item = DraftCell<'a>>,
    id_column: u16,
) -> Client {
    let mut client = sent::Assembly::new(plan, row);
    for cell in cells {
        let value = cell.value();
        let seen = Seen::of(&value);
        if cell.column() == u32::from(id_column) {
            client.identify(id_of(plan, &cell).unwrap_or_default());
        }
        for role in plan.roles(cell.column()) {
            if let Role::Field(slot) = role {
                client.add(slot, &seen);
            }
        }
    }
    client.finish()
}
