//! Counts over some rows: kept for each chunk, added up when somebody looks, so that no count is ever
//! moved by one. Knows records and findings, not cells.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::plan::UNDECIDED;
use crate::problem::{Code, Severity};
use crate::repair::RepairKind;
use crate::scan::Record;
use crate::split::{Detected, Group, Reason, Rules, SplitEvidence, list_of};

/// A problem, the column it is in and the repair its values allow.
pub(crate) type Kind = (Code, u16, Option<RepairKind>);

/// The row has an error.
pub(crate) const ERROR: u8 = 1;
/// The row has a warning.
pub(crate) const WARNING: u8 = 2;
/// A client of the row can be sent.
pub(crate) const READY: u8 = 4;
/// The backend refused a client of the row.
pub(crate) const REFUSED: u8 = 8;

/// Counts over some rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Problems and how bad they are, in the order they were met first.
    kinds: Vec<((Kind, Severity), u32)>,
    pub(crate) clients: u32,
    /// Clients by the messenger they were detected as; the last list is the undecided.
    detected: Vec<Clients>,
    /// Clients that a person moved one by one, by the messenger they were moved to.
    moved: Vec<Clients>,
    pub(crate) error_rows: u32,
    /// Rows with warnings and no errors.
    pub(crate) warning_rows: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Clients {
    all: u32,
    /// Those that the checks let pass.
    passed: u32,
    /// Of these, those that the backend refused as they are.
    refused: u32,
    /// Ready ones that get no messages, and those that may get none.
    placeholders: u32,
    mismatches: u32,
    by_evidence: [Weight; 5],
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Weight {
    clients: u32,
    /// In sum.
    confidence: u64,
}

impl Tally {
    /// Counts a problem, and marks its row.
    pub(crate) fn problem(&mut self, kind: Kind, severity: Severity, flag: &mut u8) {
        *flag |= if severity == Severity::Warning { WARNING } else { ERROR };
        // Few kinds, and the same ones again and again.
        match self.kinds.iter_mut().find(|(known, _)| *known == (kind, severity)) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push(((kind, severity), 1)),
        }
    }

    /// Counts a client, and marks its row. One that the backend refused as it is passed the checks and is
    /// not ready: sent again it would be refused again.
    pub(crate) fn client(
        &mut self,
        config: &Config,
        rules: &Rules,
        record: &Record,
        is_refused: bool,
        flag: &mut u8,
    ) {
        self.clients += 1;
        self.detected.resize_with(config.messengers.len() + 1, Clients::default);
        let Detected { evidence, confidence, .. } = rules.settled(record);
        let clients = match rules.moved(record) {
            None => self.detected.get_mut(list_of(config, rules.detected(record).messenger)),
            Some(messenger) => {
                self.moved.resize_with(config.messengers.len(), Clients::default);
                self.moved.get_mut(usize::from(messenger))
            }
        };
        let Some(clients) = clients else { return };
        clients.all += 1;
        if let Some(weight) = clients.by_evidence.get_mut(evidence as usize) {
            weight.clients += 1;
            weight.confidence += u64::from(confidence);
        }
        if record.is_ready() {
            clients.passed += 1;
            if is_refused {
                clients.refused += 1;
                return;
            }
            match rules.doubt(config, record) {
                Some(Code::SocialIdPlaceholder) => clients.placeholders += 1,
                Some(_) => clients.mismatches += 1,
                None => {}
            }
            *flag |= READY;
        }
    }

    pub(crate) fn row(&mut self, flag: u8) {
        if flag & ERROR != 0 {
            self.error_rows += 1;
        } else if flag & WARNING != 0 {
            self.warning_rows += 1;
        }
    }

    /// Problems, how bad they are, and how often they occur.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (Kind, Severity, u32)> {
        self.kinds.iter().map(|&((kind, severity), count)| (kind, severity, count))
    }

    /// Clients of one list as settled that the checks let pass, and how many of them are ready to be sent.
    pub(crate) fn passed_and_ready(&self, config: &Config, rules: &Rules, list: usize) -> (usize, usize) {
        let of_list = self.lists(config, rules).filter(|&(at, ..)| at == list);
        of_list.fold((0, 0), |(passed, ready), (.., clients)| {
            (passed + clients.passed as usize, ready + clients.ready() as usize)
        })
    }

    /// The counts of all of them together.
    pub(crate) fn sum<'a>(tallies: impl Iterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        let mut kinds: BTreeMap<(Kind, Severity), u32> = BTreeMap::new();
        for tally in tallies {
            for &(kind, count) in &tally.kinds {
                *kinds.entry(kind).or_default() += count;
            }
            sum.clients += tally.clients;
            sum.error_rows += tally.error_rows;
            sum.warning_rows += tally.warning_rows;
            add(&mut sum.detected, &tally.detected);
            add(&mut sum.moved, &tally.moved);
        }
        sum.kinds = kinds.into_iter().collect();
        sum
    }

    /// The groups, by messenger; undecided clients last.
    pub(crate) fn groups(&self, config: &Config, rules: &Rules) -> Vec<Group> {
        let mut groups = vec![(Clients::default(), Vec::new()); config.messengers.len() + 1];
        for (list, detected, clients) in self.lists(config, rules).filter(|(.., clients)| clients.all > 0) {
            if let Some((sum, members)) = groups.get_mut(list) {
                sum.add(clients);
                let code = |at: usize| config.messengers.get(at).map(|messenger| messenger.code.clone());
                members.extend(detected.map(code));
            }
        }
        let used = groups.into_iter().enumerate().filter(|(_, (clients, _))| clients.all > 0);
        used.map(|(list, (clients, detected))| {
            let messenger = config.messengers.get(list).map(|messenger| messenger.code.clone());
            let (evidence, confidence) = clients.verdict(messenger.is_some());
            let reasons = clients.reasons();
            let Clients { placeholders, mismatches, .. } = clients;
            let (clients, ready) = (clients.all as usize, clients.ready() as usize);
            Group {
                messenger,
                detected,
                clients,
                ready,
                placeholders,
                mismatches,
                evidence,
                confidence,
                reasons,
            }
        })
        .collect()
    }

    /// Lists as settled, the list they were detected in (none where a person moved them one by one),
    /// and the clients.
    fn lists(
        &self,
        config: &Config,
        rules: &Rules,
    ) -> impl Iterator<Item = (usize, Option<usize>, &Clients)> {
        let detected = self.detected.iter().enumerate().map(move |(at, clients)| {
            let undecided = at >= config.messengers.len();
            let detected = if undecided { UNDECIDED } else { u8::try_from(at).unwrap_or(UNDECIDED) };
            (list_of(config, rules.choices.of(detected).unwrap_or(detected)), Some(at), clients)
        });
        let moved = self.moved.iter().enumerate().map(|(at, clients)| (at, None, clients));
        detected.chain(moved)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.kinds.capacity() * size_of::<((Kind, Severity), u32)>()
            + (self.detected.capacity() + self.moved.capacity()) * size_of::<Clients>()
    }
}

impl Clients {
    const fn ready(&self) -> u32 {
        self.passed.saturating_sub(self.refused)
    }

    fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.passed += other.passed;
        self.refused += other.refused;
        self.placeholders += other.placeholders;
        self.mismatches += other.mismatches;
        for (own, others) in self.by_evidence.iter_mut().zip(other.by_evidence) {
            own.clients += others.clients;
            own.confidence += others.confidence;
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        let weights = SplitEvidence::ALL.into_iter().zip(self.by_evidence);
        let weights = weights.filter(|(_, weight)| weight.clients > 0);
        weights
            .map(|(evidence, Weight { clients, confidence })| Reason {
                evidence,
                clients,
                confidence: percent(confidence, clients),
            })
            .collect()
    }

    fn verdict(&self, decided: bool) -> (SplitEvidence, u8) {
        if !decided {
            return (SplitEvidence::None, 0);
        }
        let weights = SplitEvidence::ALL.into_iter().zip(self.by_evidence);
        let most = weights.max_by_key(|(_, weight)| weight.clients);
        let confidence = self.by_evidence.iter().map(|weight| weight.confidence).sum();
        (most.map_or(SplitEvidence::None, |(evidence, _)| evidence), percent(confidence, self.all))
    }
}

/// What confidences come to on average.
fn percent(sum: u64, clients: u32) -> u8 {
    u8::try_from(sum / u64::from(clients.max(1))).unwrap_or(100)
}

fn add(sums: &mut Vec<Clients>, lists: &[Clients]) {
    if sums.len() < lists.len() {
        sums.resize_with(lists.len(), Clients::default);
    }
    sums.iter_mut().zip(lists).for_each(|(sum, list)| sum.add(list));
}

impl Record {
    /// Whether the client can be sent once its messenger is known, whatever the backend said of it.
    pub(crate) const fn is_ready(&self) -> bool {
        self.sound && !self.twin
    }
}
