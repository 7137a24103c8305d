//! Whose client each one is. Messengers are settled by the person's choice, the messenger column,
//! the id column and the form of the id, in this order; then duplicates and mismatches are found.
//! Works on the records of the scan; the table is asked only where two ids hash alike.

use importer_sheet::Table;
use serde::Serialize;

use crate::config::Config;
use crate::placeholder::Likeness;
use crate::plan::{Plan, UNDECIDED};
use crate::problem::{Code, Finding, Severity};
use crate::scan::{Record, Scan, id_of};

/// Why clients are in a group, from the strongest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitEvidence {
    /// The person said so.
    Chosen,
    /// A messenger column says so.
    MessengerColumn,
    /// The column holds ids of one messenger.
    IdColumn,
    /// The ids look like it.
    Form,
    /// Nothing tells.
    None,
}

/// Clients of one messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Messenger code; none where a person has to choose.
    pub messenger: Option<String>,
    /// The groups as detected that are in here: the names by which
    /// [`Session::set_messenger`](crate::Session::set_messenger) moves them.
    pub detected: Vec<Option<String>>,
    /// Clients with an id.
    pub clients: usize,
    /// Those that can be sent.
    pub ready: usize,
    /// What speaks for the messenger, for most clients here.
    pub evidence: SplitEvidence,
    /// How sure that is on average, in percent.
    pub confidence: u8,
}

/// Where the person moved the detected groups.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    /// Everything to one messenger.
    pub(crate) all: Option<u8>,
    /// Detected messenger (or [`UNDECIDED`]) and where its clients go.
    pub(crate) moved: Vec<(u8, u8)>,
}

impl Choices {
    fn of(&self, detected: u8) -> Option<u8> {
        let moved = self.moved.iter().find(|&&(from, _)| from == detected).map(|&(_, to)| to);
        moved.or(self.all)
    }
}

/// The settled split.
#[derive(Debug, Default)]
pub(crate) struct Split {
    /// Messenger of each record.
    pub(crate) messengers: Vec<u8>,
    /// In order of rows.
    pub(crate) findings: Vec<Finding>,
    /// Records that can be sent, by messenger; the last list is the undecided.
    pub(crate) ready: Vec<Vec<u32>>,
    pub(crate) groups: Vec<Group>,
    /// Records with equal keys, group after group.
    members: Vec<u32>,
    /// Start and length of each group in `members`.
    duplicates: Vec<(u32, u32)>,
}

impl Split {
    pub(crate) fn settle(plan: &Plan<'_>, table: &Table, scan: &Scan, choices: &Choices) -> Self {
        let config = plan.config;
        let detected = detect(config, &scan.records);
        let messengers: Vec<u8> =
            detected.iter().map(|d| choices.of(d.messenger).unwrap_or(d.messenger)).collect();
        let mut split = Self { messengers, ..Self::default() };
        let mut duplicate = vec![false; scan.records.len()];
        split.find_duplicates(plan, table, &scan.records, &mut duplicate);
        split.find_mismatches(config, &scan.records);
        split.findings.sort_by_key(|finding| (finding.row, finding.column, finding.code));
        split.ready = vec![Vec::new(); config.messengers.len() + 1];
        for ((at, record), duplicate) in (0_u32..).zip(&scan.records).zip(&duplicate) {
            let messenger = split.messengers.get(at as usize).copied().unwrap_or(UNDECIDED);
            let list = list_of(config, messenger);
            if let Some(list) = split.ready.get_mut(list).filter(|_| record.sound && !duplicate) {
                list.push(at);
            }
        }
        split.count(config, &detected, choices);
        split
    }

    /// The records that share a key with a finding's, itself included.
    pub(crate) fn duplicates_of(&self, finding: &Finding) -> &[u32] {
        let Some(&(start, len)) = self.duplicates.get(finding.argument as usize) else { return &[] };
        self.members.get(start as usize..(start + len) as usize).unwrap_or(&[])
    }

    /// Linear but for the sort of 12-byte keys; every member of a group is reported.
    fn find_duplicates(
        &mut self,
        plan: &Plan<'_>,
        table: &Table,
        records: &[Record],
        duplicate: &mut [bool],
    ) {
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(records.len());
        for ((at, record), &messenger) in (0_u32..).zip(records).zip(&self.messengers) {
            if record.sound {
                keys.push((record.hash ^ u64::from(messenger).wrapping_mul(0x9E37_79B9_7F4A_7C15), at));
            }
        }
        keys.sort_unstable();
        for run in keys.chunk_by(|one, other| one.0 == other.0).filter(|run| run.len() > 1) {
            let mut rest: Vec<u32> = run.iter().map(|&(_, at)| at).collect();
            // Nearly always one turn: different ids with one hash are rare, not impossible.
            while let Some(&first) = rest.first() {
                let key = self.key(plan, table, records, first);
                let (same, others) =
                    rest.into_iter().partition(|&at| self.key(plan, table, records, at) == key);
                rest = others;
                self.add_duplicates(records, same, duplicate);
            }
        }
    }

    fn key(&self, plan: &Plan<'_>, table: &Table, records: &[Record], at: u32) -> Option<(u8, String)> {
        let record = records.get(at as usize)?;
        let cell = table.row(record.row as usize)?.cell(u32::from(record.column))?;
        Some((*self.messengers.get(at as usize)?, id_of(plan, &cell)?))
    }

    fn add_duplicates(&mut self, records: &[Record], same: Vec<u32>, duplicate: &mut [bool]) {
        if same.len() < 2 {
            return;
        }
        let argument = u32::try_from(self.duplicates.len()).unwrap_or(u32::MAX);
        let start = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.duplicates.push((start, u32::try_from(same.len()).unwrap_or(u32::MAX)));
        for &at in &same {
            let Some(record) = records.get(at as usize) else { continue };
            if let Some(flag) = duplicate.get_mut(at as usize) {
                *flag = true;
            }
            let (row, column) = (record.row, record.column);
            self.findings.push(Finding {
                row,
                argument,
                column,
                code: Code::RowDuplicate,
                severity: Severity::Error,
            });
        }
        self.members.extend(same);
    }

    /// Ids that are placeholders, and ids that their messenger does not use.
    fn find_mismatches(&mut self, config: &Config, records: &[Record]) {
        for (record, &messenger) in records.iter().zip(&self.messengers) {
            let fits =
                messenger == UNDECIDED || record.fits & 1_u32.checked_shl(messenger.into()).unwrap_or(0) != 0;
            let is_placeholder = record.placeholder != Likeness::None
                && record.placeholder.is_for(config.messengers.get(usize::from(messenger)));
            // `sound` is false for damaged and malformed ids, which say so by themselves.
            if record.sound && (is_placeholder || !fits) {
                let code =
                    if is_placeholder { Code::SocialIdPlaceholder } else { Code::SocialIdMessengerMismatch };
                let (row, column) = (record.row, record.column);
                let severity = config.severity(code);
                self.findings.push(Finding { row, argument: messenger.into(), column, code, severity });
            }
        }
    }

    fn count(&mut self, config: &Config, detected: &[Detected], choices: &Choices) {
        let mut tallies: Vec<Tally> = Vec::new();
        tallies.resize_with(config.messengers.len() + 1, Tally::default);
        for (d, &messenger) in detected.iter().zip(&self.messengers) {
            if let Some(tally) = tallies.get_mut(list_of(config, messenger)) {
                tally.add(*d, choices.of(d.messenger).is_some());
            }
        }
        let code = |messenger: u8| config.messengers.get(usize::from(messenger)).map(|m| m.code.clone());
        for (at, tally) in tallies.into_iter().enumerate().filter(|(_, tally)| tally.clients > 0) {
            let messenger = config.messengers.get(at).map(|messenger| messenger.code.clone());
            let (evidence, confidence) = tally.verdict(messenger.is_some());
            self.groups.push(Group {
                messenger,
                detected: tally.detected.iter().map(|&messenger| code(messenger)).collect(),
                clients: tally.clients,
                ready: self.ready.get(at).map_or(0, Vec::len),
                evidence,
                confidence,
            });
        }
    }
}

/// The list of a messenger: the last one is of those who have none.
pub(crate) fn list_of(config: &Config, messenger: u8) -> usize {
    usize::from(messenger).min(config.messengers.len())
}

#[derive(Debug, Clone, Copy)]
struct Detected {
    messenger: u8,
    evidence: SplitEvidence,
    confidence: u8,
}

#[derive(Default)]
struct Tally {
    clients: usize,
    detected: Vec<u8>,
    by_evidence: [usize; 5],
    confidence: usize,
}

impl Tally {
    fn add(&mut self, detected: Detected, chosen: bool) {
        self.clients += 1;
        if !self.detected.contains(&detected.messenger) {
            self.detected.push(detected.messenger);
        }
        let evidence = if chosen { SplitEvidence::Chosen } else { detected.evidence };
        if let Some(count) = self.by_evidence.get_mut(evidence as usize) {
            *count += 1;
        }
        self.confidence += if chosen { 100 } else { usize::from(detected.confidence) };
    }

    fn verdict(&self, decided: bool) -> (SplitEvidence, u8) {
        const ALL: [SplitEvidence; 5] = [
            SplitEvidence::Chosen,
            SplitEvidence::MessengerColumn,
            SplitEvidence::IdColumn,
            SplitEvidence::Form,
            SplitEvidence::None,
        ];
        if !decided {
            return (SplitEvidence::None, 0);
        }
        let most = ALL.into_iter().zip(self.by_evidence).max_by_key(|&(_, count)| count);
        let confidence = u8::try_from(self.confidence / self.clients.max(1)).unwrap_or(100);
        (most.map_or(SplitEvidence::None, |(evidence, _)| evidence), confidence)
    }
}

/// Messenger of each record before anybody chooses. Where only the form speaks, the ids of a column
/// are judged together: a base of ten-digit Telegram ids has some of six digits too.
fn detect(config: &Config, records: &[Record]) -> Vec<Detected> {
    let by_form = |record: &Record| matches!(record.evidence, SplitEvidence::Form | SplitEvidence::None);
    let mut polls: Vec<Poll> = Vec::new();
    for record in records.iter().filter(|record| by_form(record) && record.sound) {
        if !polls.iter().any(|poll| poll.column == record.column) {
            polls.push(Poll { column: record.column, votes: vec![0; config.messengers.len()], asked: 0 });
        }
        if let Some(poll) = polls.iter_mut().find(|poll| poll.column == record.column) {
            poll.asked += 1;
            if let Some(count) = poll.votes.get_mut(usize::from(record.messenger)) {
                *count += 1;
            }
        }
    }
    let winners: Vec<(u16, Option<u8>)> = polls.iter().map(|poll| (poll.column, poll.winner())).collect();
    records.iter().map(|record| with_winner(record, &winners, by_form(record))).collect()
}

/// What the forms of one column's ids say together.
struct Poll {
    column: u16,
    votes: Vec<usize>,
    asked: usize,
}

impl Poll {
    /// Nine of ten votes, and a vote from every second id: a column of placeholders (111, 222) does
    /// not become Telegram's by a few long ones.
    fn winner(&self) -> Option<u8> {
        let total: usize = self.votes.iter().sum();
        let (at, &most) = (0_u8..).zip(&self.votes).max_by_key(|&(_, count)| count)?;
        (most * 10 >= total * 9 && total * 2 >= self.asked).then_some(at)
    }
}

fn with_winner(record: &Record, winners: &[(u16, Option<u8>)], by_form: bool) -> Detected {
    let own =
        Detected { messenger: record.messenger, evidence: record.evidence, confidence: record.confidence };
    let winner = winners.iter().find(|(column, _)| *column == record.column).and_then(|&(_, winner)| winner);
    let Some(winner) = winner.filter(|_| by_form) else { return own };
    // An id that cannot be sent goes where its neighbours are.
    let fits = !record.sound || record.fits & 1_u32.checked_shl(winner.into()).unwrap_or(0) != 0;
    if fits && record.messenger != winner {
        Detected { messenger: winner, evidence: SplitEvidence::Form, confidence: 40 }
    } else {
        own
    }
}
