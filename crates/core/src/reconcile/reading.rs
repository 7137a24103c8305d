//! Known clients from a file: its columns are recognised as those of any file, its ids read by the same
//! rules, its values kept as they would be sent. The rules of the import (what must be filled, what a
//! value may be) are no affair of a client that is there already.

use std::ops::Range;
use std::sync::Arc;

use super::Known;
use super::cards::{Head, Put};
use super::fed::{Fed, Filled};
use super::source::{KnownError, Origin, Source};
use crate::change::Tell;
use crate::checked::{CHUNK, Checked, Terms};
use crate::config::{Config, Required};
use crate::draft::Draft;
use crate::landed::LandedRows;
use crate::mapping::Mapping;
use crate::piecemeal::at_once;
use crate::plan::{Plan, UNDECIDED};
use crate::problem::Code;
use crate::reconcile::outcomes::Outcomes;
use crate::scan::{Record, Scope};
use crate::sent;
use crate::session::Session;
use crate::split::Choices;

impl Known {
    /// The clients of a sheet; [`Session::open`] has decided its columns, and nothing need have been
    /// checked. `tell` hears rows done and rows in all; breaking from it gives [`KnownError::Stopped`].
    ///
    /// # Errors
    /// [`KnownError`].
    pub fn of_sheet(sheet: &Session, name: &str, tell: Tell<'_>) -> Result<Self, KnownError> {
        if !sheet.has_id_column() {
            return Err(KnownError::NoIdColumn);
        }
        let config = without_rules(sheet.config());
        let mapping = &sheet.settings.mapping;
        let ids = Plan::of(&config, mapping).only_ids();
        let total = sheet.draft.len() as usize;
        // Finding the ids and taking the values are about half the work each.
        let mut first_half = |done: usize, _: usize| tell(done / 2, total);
        let checked = found(sheet, &config, &ids, &mut first_half).ok_or(KnownError::Stopped)?;
        let plan = Plan::of(&config, mapping);
        let mut reader = Reader::new(sheet, &plan, mapping, &checked, name);
        for number in 0..sheet.draft.len().div_ceil(CHUNK) {
            let rows = number * CHUNK..sheet.draft.len().min((number + 1) * CHUNK);
            if tell((total + rows.start as usize) / 2, total).is_break() {
                return Err(KnownError::Stopped);
            }
            reader.rows(rows)?;
        }
        reader.finish()
    }
}

/// A client that is known need not be as an import wants one.
fn without_rules(config: &Arc<Config>) -> Config {
    let mut config = Config::clone(config);
    config.rules.clear();
    config.fields.iter_mut().for_each(|field| field.required = Required::None);
    config
}

/// The ids of a sheet and whose they are.
fn found(sheet: &Session, config: &Config, ids: &Plan<'_>, tell: Tell<'_>) -> Option<Checked> {
    let terms = Terms {
        config,
        severities: &[],
        draft: &sheet.draft,
        plan: ids,
        scope: Scope { first: sheet.settings.first_row(), include_hidden: true },
        choices: &Choices::default(),
        landed: &LandedRows::default(),
        outcomes: &Outcomes::default(),
    };
    at_once(Checked::run(terms, tell))
}

/// Takes cards out of rows.
struct Reader<'a> {
    draft: &'a Draft,
    config: &'a Config,
    fed: Fed<'a>,
    checked: &'a Checked,
    known: Known,
    source: Source,
    /// By position of a field of the sheet: its number among those of cards.
    numbers: Vec<u32>,
    values: Values,
    filled: Filled,
}

/// The values of a row, one behind the other.
#[derive(Default)]
struct Values {
    bytes: Vec<u8>,
    /// Position of the field among those of the sheet, and where its value lies.
    ranges: Vec<(usize, Range<usize>)>,
}

impl Values {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ranges.clear();
    }

    fn push(&mut self, field: usize, value: &str) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(value.as_bytes());
        self.ranges.push((field, start..self.bytes.len()));
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.ranges.iter().filter_map(|(field, range)| Some((*field, self.bytes.get(range.clone())?)))
    }
}

impl<'a> Reader<'a> {
    fn new(
        sheet: &'a Session,
        plan: &'a Plan<'a>,
        mapping: &Mapping,
        checked: &'a Checked,
        name: &str,
    ) -> Self {
        let fed = Fed::of(plan, mapping);
        let mut known = Known::default();
        let numbers = fed.fields.iter().map(|field| known.cards.field(field.key, field.is_custom)).collect();
        let source = Source::new(Origin::File { name: name.to_owned() });
        let (values, filled) = (Values::default(), Filled::default());
        Self {
            draft: &sheet.draft,
            config: plan.config,
            fed,
            checked,
            known,
            source,
            numbers,
            values,
            filled,
        }
    }

    /// Never a part of its caller: browsers compile a wasm function well only between two calls of it.
    #[inline(never)]
    fn rows(&mut self, rows: Range<u32>) -> Result<(), KnownError> {
        let checked = self.checked;
        let Some(chunk) = checked.chunks.get((rows.start / CHUNK) as usize) else { return Ok(()) };
        let without = chunk.findings.iter().filter(|finding| finding.code == Code::SocialIdMissing);
        self.source.without_id += count(without.count());
        for of_row in chunk.records.chunk_by(|one, other| one.row == other.row) {
            self.source.rows += 1;
            let Some(row) = of_row.first().and_then(|record| self.draft.row(record.row)) else { continue };
            self.values.clear();
            let (values, config, home) = (&mut self.values, self.config, self.fed.plan.home);
            let told = self.fed.each(&row, &mut self.filled, |fed_by, seen| {
                let value = sent::value(config, &fed_by.slot, home, seen);
                if let Some(value) = &value {
                    values.push(fed_by.field, value);
                }
                Some(value.is_some())
            });
            for record in of_row {
                if told == Some(false) {
                    self.values.clear();
                    for (field, value) in self.fed.values(&row, record.column) {
                        self.values.push(field, &value);
                    }
                }
                self.client(record)?;
            }
        }
        Ok(())
    }

    fn client(&mut self, record: &Record) -> Result<(), KnownError> {
        let row = self.draft.row(record.row);
        let id = row.and_then(|row| row.cell(u32::from(record.column)));
        let id = id.and_then(|cell| crate::scan::id_of(self.fed.plan, &cell)).filter(|_| record.sound);
        let Some(id) = id else {
            self.source.damaged += 1;
            return Ok(());
        };
        let messenger = self.checked.rules.messenger(record);
        self.source.undecided += u32::from(messenger == UNDECIDED);
        let head = Head { source: 0, messenger, is_absent: false };
        let numbers = &self.numbers;
        let values = self.values.iter();
        let values = values.filter_map(|(field, value)| Some((*numbers.get(field)?, value)));
        match self.known.cards.put(head, id.as_bytes(), values, UNDECIDED) {
            Put::Twice => self.source.twice += 1,
            Put::New | Put::Replaced => self.source.clients += 1,
            Put::Full => return Err(KnownError::TooMany),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Known, KnownError> {
        if self.source.clients == 0 {
            return Err(KnownError::Nobody);
        }
        self.source.rows += self.source.without_id;
        self.known.sources.push(self.source);
        Ok(self.known)
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
