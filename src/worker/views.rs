//! The domain's answers as wire types.

use std::collections::BTreeSet;

use importer_core::{
    self as core, Config, Deed, Evidence, RepairKind, Session, SplitEvidence, TakenStep, Target,
};
use importer_sheet::{Info, Visibility};

use super::repair;
use crate::protocol::{
    CellView, Column, Group, HeaderChoice, History, MessengerName, Overview, PAINTED, ProblemCount,
    ProblemView, ROW_NUMBERS, Reason, Repair, RowView, Severity, Shape, Sheet, StepView, TargetChoice,
    Wanted, Window,
};

/// Rows offered as the header.
const HEADER_CHOICES: usize = 20;
/// Rows in a window at most, whatever was asked.
const WINDOW: u32 = 500;
/// Steps told before and behind the present one.
const STEPS: usize = 100;

pub(super) fn overview(session: &Session) -> Overview {
    let summary = session.summary();
    Overview {
        header: session.header().row,
        header_choices: header_choices(session),
        columns: session.columns_now().iter().map(column).collect(),
        targets: targets(session.config()),
        messengers: messengers(session.config()),
        rows: small(summary.rows),
        blank_rows: summary.blank_rows,
        hidden_rows: small(summary.hidden_rows),
        include_hidden: summary.include_hidden,
        clients: small(summary.clients),
        ready: small(summary.ready),
        error_rows: small(summary.rows_with_errors),
        held_back: small(session.rows_held_back()),
        warning_rows: small(summary.rows_with_warnings),
        problems: summary.problems.iter().map(problem_count).collect(),
        groups: summary.groups.into_iter().map(|of| group(session, of)).collect(),
        shape: shape(session),
        excluded_rows: small(summary.excluded_rows),
        changed_cells: small(summary.changed_cells),
        repairs: session.repairs().iter().map(repair).collect(),
        history: history(session),
        known: super::known::overview(session),
        ..Overview::default()
    }
}

pub(super) fn sheets(info: &Info) -> Vec<Sheet> {
    let hidden = |visibility| visibility != Visibility::Visible;
    info.sheets
        .iter()
        .map(|sheet| Sheet { name: sheet.name.clone(), hidden: hidden(sheet.visibility) })
        .collect()
}

pub(super) fn window(session: &mut Session, wanted: Wanted) -> Window {
    let Wanted { view, from, count, columns, mark } = wanted;
    let columns = columns.map_or(0..u32::MAX, |(from, to)| from..to);
    let window =
        session.rows_between(&repair::view(&view), from as usize, count.min(WINDOW) as usize, &columns);
    let mut rows: Vec<RowView> = window.rows.into_iter().map(row).collect();
    if let Some(mark) = mark {
        let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
        // Where it is no expression yet, nothing is marked; what counts the cells says so.
        let found = session.hits_in(&repair::replace(mark), &numbers).unwrap_or_default();
        for (row, found) in rows.iter_mut().zip(found) {
            row.cells.iter_mut().for_each(|cell| cell.found = found.contains(&cell.column));
        }
    }
    Window { total: small(window.total), from, rows }
}

fn shape(session: &Session) -> Shape {
    let table = session.table();
    let hidden: BTreeSet<u32> = table.hidden_columns().collect();
    // A hidden column without cells is none of anybody's business, nor is one of the importer's own.
    let columns = session.columns().iter().filter(|column| column.evidence != Evidence::RowNumbers);
    let columns = columns.filter(|column| hidden.contains(&column.index));
    Shape {
        merged: small(table.merged().len()),
        hidden_columns: columns.map(|column| column.letter.clone()).collect(),
        filter: table.filter().map(|area| area.to_string()),
    }
}

/// Rows of a sheet fit: there are at most 1 048 576.
pub(super) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn header_choices(session: &Session) -> Vec<HeaderChoice> {
    let preview = |row: importer_sheet::Row<'_>| {
        let cells: Vec<String> =
            row.cells().take(4).map(|cell| shortened(cell.text().into_owned(), 40)).collect();
        HeaderChoice { row: row.number(), preview: cells.join(" · ") }
    };
    session.table().rows().take(HEADER_CHOICES).map(preview).collect()
}

fn column(column: &core::Column) -> Column {
    let evidence = match column.evidence {
        Evidence::Chosen => "chosen",
        Evidence::HeaderExact => "header_exact",
        Evidence::HeaderAlias => "header_alias",
        Evidence::Preset => "preset",
        Evidence::Content => "content",
        Evidence::RowNumbers => ROW_NUMBERS,
        Evidence::None => "none",
    };
    Column {
        index: column.index,
        letter: column.letter.clone(),
        header: shortened(column.header.clone(), 200),
        samples: column.samples.iter().map(|sample| shortened(sample.clone(), 100)).collect(),
        filled: column.filled,
        target: column.target.as_ref().map(Target::to_string),
        confidence: column.confidence,
        evidence: evidence.to_owned(),
        feeds: Vec::new(),
        dates: None,
    }
}

fn targets(config: &Config) -> Vec<TargetChoice> {
    const SOCIAL_ID: &str = "social_id";
    let mut targets = Vec::new();
    for field in &config.fields {
        targets.push(TargetChoice { target: field.key.clone(), field: field.key.clone(), messenger: None });
        if field.key == SOCIAL_ID {
            targets.extend(config.messengers.iter().map(|messenger| TargetChoice {
                target: format!("{SOCIAL_ID}:{}", messenger.code),
                field: SOCIAL_ID.to_owned(),
                messenger: Some(messenger.name.clone()),
            }));
        }
    }
    targets
}

fn messengers(config: &Config) -> Vec<MessengerName> {
    let name = |messenger: &core::Messenger| MessengerName {
        code: messenger.code.clone(),
        name: messenger.name.clone(),
    };
    config.messengers.iter().map(name).collect()
}

const fn severity(severity: core::Severity) -> Severity {
    match severity {
        core::Severity::Blocks => Severity::Blocks,
        core::Severity::Error => Severity::Error,
        core::Severity::Warning => Severity::Warning,
    }
}

fn problem_count(problem: &core::ProblemCount) -> ProblemCount {
    ProblemCount {
        code: problem.code.to_string(),
        severity: severity(problem.severity),
        count: small(problem.count),
    }
}

fn group(session: &Session, group: core::Group) -> Group {
    Group {
        to_send: small(session.to_send(group.messenger.as_deref().unwrap_or_default())),
        messenger: group.messenger,
        clients: small(group.clients),
        ready: small(group.ready),
        evidence: split_evidence(group.evidence).to_owned(),
        confidence: group.confidence,
        placeholders: group.placeholders,
        mismatches: group.mismatches,
        reasons: group.reasons.iter().map(reason).collect(),
    }
}

fn reason(reason: &core::Reason) -> Reason {
    Reason {
        evidence: split_evidence(reason.evidence).to_owned(),
        clients: reason.clients,
        confidence: reason.confidence,
    }
}

pub(super) const fn split_evidence(evidence: SplitEvidence) -> &'static str {
    match evidence {
        SplitEvidence::Chosen => "chosen",
        SplitEvidence::MessengerColumn => "column",
        SplitEvidence::IdColumn => "id_column",
        SplitEvidence::Form => "id_form",
        SplitEvidence::None => "none",
    }
}

fn repair(repair: &core::Repairable) -> Repair {
    Repair {
        code: repair.code.to_string(),
        kind: repair.kind.to_string(),
        column: repair.column,
        count: small(repair.count),
    }
}

fn history(session: &Session) -> History {
    let (steps, done) = session.history();
    let before = done.saturating_sub(STEPS);
    let near = steps.skip(before).take(done - before + STEPS);
    History { steps: near.map(taken).collect(), done: small(done - before) }
}

fn taken(taken: TakenStep<'_>) -> StepView {
    StepView { number: taken.number, ..step(taken.deed, taken.count) }
}

pub(super) fn step(deed: &Deed, count: usize) -> StepView {
    let argument = |(name, value): (&str, String)| (name.to_owned(), shortened(value, 200));
    StepView {
        number: 0,
        kind: deed.kind().to_owned(),
        count: small(count),
        arguments: deed.arguments().into_iter().map(argument).collect(),
    }
}

fn row(row: core::RowView) -> RowView {
    RowView {
        number: row.number,
        hidden: row.hidden,
        excluded: row.excluded,
        cells: row.cells.into_iter().map(cell).collect(),
        problems: row.problems.into_iter().map(problem).collect(),
    }
}

fn cell(cell: core::CellView) -> CellView {
    CellView {
        column: cell.column,
        text: shortened(cell.text, PAINTED),
        number: cell.kind == "number",
        changed: cell.changed,
        found: false,
        differs: cell.differs,
        problems: cell.problems.into_iter().map(problem).collect(),
    }
}

pub(super) fn problem(problem: core::ProblemView) -> ProblemView {
    let argument = |(name, value): (&str, String)| (name.to_owned(), shortened(value, 200));
    ProblemView {
        code: problem.code.to_string(),
        severity: severity(problem.severity),
        arguments: problem.args.into_iter().map(argument).collect(),
        repairs: problem.repairs.iter().map(RepairKind::to_string).collect(),
    }
}

/// At most so many characters, the last an ellipsis where some are left out.
pub(super) fn shortened(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
