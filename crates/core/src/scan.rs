//! The pass over rows: which clients are there, and what is wrong with each cell by itself. What
//! depends on other rows or on a choice of messenger comes later, in `checked`, without reading the
//! cells again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use importer_contract::Client;
use importer_sheet::CellKind;

use crate::check;
use crate::checked::Terms;
use crate::config::{Config, FieldKind};
use crate::draft::{Draft, DraftCell, DraftRow};
use crate::mend;
use crate::plan::{IdColumn, Plan, Role, UNDECIDED};
use crate::problem::{Code, Finding, NO_COLUMN, Severity};
use crate::split::SplitEvidence;
use crate::value::{IdReading, is_error_value, read_id, whole_number};

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
    /// The id was made up: the client cannot be messaged, whatever the messenger.
    pub(crate) placeholder: bool,
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
    messengers: HashMap<String, u8>,
}

impl<'a> Scanner<'a> {
    /// `seed` goes into the hashes of ids.
    pub(crate) fn new(terms: Terms<'a>, seed: u64) -> Self {
        let Terms { config, draft, plan, scope, .. } = terms;
        let (scan, ids, messengers) = (Found::default(), Vec::new(), HashMap::new());
        Self { config, draft, plan, scope, seed, scan, ids, messengers }
    }

    /// Reads some rows; those that take no part find nothing.
    ///
    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    pub(crate) fn rows(&mut self, rows: std::ops::Range<u32>) -> &Found {
        self.scan.records.clear();
        self.scan.findings.clear();
        self.scan.hidden = 0;
        for index in rows.start.max(self.scope.first)..rows.end {
            let Some(row) = self.draft.row(index) else { continue };
            self.scan.hidden += u32::from(row.hidden());
            if (self.scope.include_hidden || !row.hidden()) && !row.excluded() {
                self.row(index, &row);
            }
        }
        &self.scan
    }

    fn row(&mut self, index: u32, row: &DraftRow<'_>) {
        self.ids.clear();
        let first_finding = self.scan.findings.len();
        let mut has_name = false;
        let mut said: Option<u8> = None;
        for cell in row.cells() {
            match self.plan.role(cell.column()) {
                Role::Nothing => {}
                Role::Id(at) => self.id(index, at, &cell),
                Role::Field(kind, _) => {
                    let text = cell.shown();
                    self.value(index, kind, &cell, &text);
                    match kind {
                        FieldKind::Messenger
                            if said.is_none() && !self.config.is_empty_value(text.trim()) =>
                        {
                            said = Some(self.messenger(text.trim()));
                        }
                        FieldKind::Name
                        | FieldKind::FirstName
                        | FieldKind::MiddleName
                        | FieldKind::LastName => {
                            has_name = has_name || is_present(self.config, kind, &cell, &text);
                        }
                        _ => {}
                    }
                }
                Role::Custom(_) => self.value(index, FieldKind::Text, &cell, &cell.shown()),
            }
        }
        if !has_name && check::is_name_missing(self.config, "") {
            self.find(index, self.plan.name_column.unwrap_or(NO_COLUMN), Code::NameMissing);
        }
        if let Some(first) = self.plan.ids.first().filter(|_| self.ids.is_empty()) {
            self.find(index, first.column, Code::SocialIdMissing);
        }
        self.close_row(first_finding, said);
    }

    fn id(&mut self, index: u32, at: usize, cell: &DraftCell<'_>) {
        let Some(&IdColumn { column, messenger, chosen }) = self.plan.ids.get(at) else { return };
        let display = cell.display();
        let text = cell.text();
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
            placeholder: cell.is_placeholder(),
            twin: false,
        };
        match read_id(cell.kind(), &text, display.as_deref()) {
            IdReading::Missing => return,
            IdReading::Damaged { repair, .. } => {
                let kind = repair.map(|_| mend::RepairKind::Digits);
                self.scan.findings.push(Finding::new(index, column, Code::SocialIdDamaged).with(kind));
            }
            IdReading::Id { text, .. } if self.config.is_empty_value(&text) => return,
            IdReading::Id { text, hidden } => {
                if hidden {
                    self.find(index, column, Code::TextHiddenCharacters);
                }
                if record.placeholder {
                    self.find(index, column, Code::SocialIdPlaceholder);
                }
                if is_error_value(cell.kind(), &text) {
                    self.find(index, column, Code::CellErrorValue);
                }
                record.fits = check::fitting(self.config, &text);
                record.sound = !check::is_malformed(&text, record.fits);
                if record.sound {
                    record.hash = hash(self.seed, &text);
                } else {
                    self.find(index, column, Code::SocialIdMalformed);
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

    fn value(&mut self, index: u32, field: FieldKind, cell: &DraftCell<'_>, text: &str) {
        let column = u16::try_from(cell.column()).unwrap_or(NO_COLUMN);
        let findings = &mut self.scan.findings;
        check::value(field, cell.kind(), text, &mut |code| {
            let kind = mend::of_value(code, text);
            findings.push(Finding::new(index, column, code).with(kind));
        });
    }

    fn find(&mut self, row: u32, column: u16, code: Code) {
        self.scan.findings.push(Finding::new(row, column, code));
    }

    /// What the messenger column said holds for the row's id, unless the row has ids of several
    /// messengers or the person chose the column's messenger.
    fn close_row(&mut self, first_finding: usize, said: Option<u8>) {
        let row_is_sound = !self.scan.findings.iter().skip(first_finding).any(|finding| {
            finding.code == Code::NameMissing && self.config.severity(finding.code) == Severity::Error
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

pub(crate) fn hash(seed: u64, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    id.hash(&mut hasher);
    hasher.finish()
}

fn is_present(config: &Config, kind: FieldKind, cell: &DraftCell<'_>, text: &str) -> bool {
    let (cleaned, _) = check::clean_value(kind, text);
    !config.is_empty_value(&cleaned) && !is_error_value(cell.kind(), &cleaned)
}

/// The id in a cell, as it is sent.
pub(crate) fn id_of(cell: &DraftCell<'_>) -> Option<String> {
    let display = cell.display();
    match read_id(cell.kind(), &cell.text(), display.as_deref()) {
        IdReading::Id { text, .. } => Some(text.into_owned()),
        _ => None,
    }
}

/// The client of a row's cells whose id is in `id_column`, as it is sent.
pub(crate) fn client<'a>(
    config: &Config,
    plan: &Plan<'_>,
    row: u32,
    cells: impl Iterator<Item = DraftCell<'a>>,
    id_column: u16,
) -> Client {
    let mut client = Client { row, ..Client::default() };
    let mut parts: [Option<String>; 3] = [None, None, None];
    let [first, middle, last] = &mut parts;
    for cell in cells {
        let (kind, key) = match plan.role(cell.column()) {
            Role::Nothing => continue,
            Role::Id(_) => {
                if cell.column() == u32::from(id_column) {
                    client.social_id = id_of(&cell).unwrap_or_default();
                }
                continue;
            }
            Role::Field(kind, key) => (Some(kind), key),
            Role::Custom(name) => (None, name),
        };
        let field = kind.unwrap_or(FieldKind::Text);
        let Some(value) = sent_value(config, field, &cell) else { continue };
        // Several columns may feed one field; the first that holds something wins.
        match kind {
            Some(FieldKind::Messenger | FieldKind::SocialId) => {}
            Some(FieldKind::Name) => fill(&mut client.name, value),
            Some(FieldKind::FirstName) => fill(first, value),
            Some(FieldKind::MiddleName) => fill(middle, value),
            Some(FieldKind::LastName) => fill(last, value),
            Some(_) => {
                client.fields.entry(key.to_owned()).or_insert(value);
            }
            None => {
                client.custom_fields.entry(key.to_owned()).or_insert(value);
            }
        }
    }
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !joined.is_empty() {
        fill(&mut client.name, joined);
    }
    client
}

fn fill(slot: &mut Option<String>, value: String) {
    if slot.is_none() {
        *slot = Some(value);
    }
}

fn sent_value(config: &Config, kind: FieldKind, cell: &DraftCell<'_>) -> Option<String> {
    let mut text = cell.shown();
    // A phone stored as 3.80671234567E11 is shown, and meant, in full.
    if cell.kind() == CellKind::Number
        && kind == FieldKind::Phone
        && let Some(digits) = whole_number(&text)
    {
        text = Cow::Owned(digits.into_owned());
    }
    if !is_present(config, kind, cell, &text) {
        return None;
    }
    Some(check::clean_value(kind, &text).0.into_owned())
}
