//! Requests about rows, between the wire's types and the domain's: actions, views, the way to the
//! next problem, the story of a cell.

use std::ops::ControlFlow;

use importer_core::{self as core, ActionError, Code, RecipeError, RepairKind, Session};

use super::views::{self, shortened, small};
use super::{Report, stopped, stretch};
use crate::protocol::{
    Action, CellStory, Failure, FieldChange, Filter, Found, Hit, MessengerReason, Preview, ProblemMap,
    Progress, RecipePreview, Replace, Reply, Rows, Sample, SentValue, Stretch, View,
};

/// Stretches of a problem map.
const STRETCHES: u32 = 200;
/// Characters of a cell's text that travel to the page for its story: as many as a cell can have.
const STORY: usize = 32_767;
/// Characters of a sample.
const SAMPLE: usize = 500;

/// The domain's view of a wire view.
pub(super) fn view(view: &View) -> core::View {
    core::View {
        filter: filter(&view.filter),
        text: view.text.clone(),
        sort: view.sort.map(|sort| core::Sort { column: sort.column, descending: sort.descending }),
    }
}

/// A code nobody knows lists all problems.
fn filter(filter: &Filter) -> core::Filter {
    match filter {
        Filter::All => core::Filter::All,
        Filter::Problems => core::Filter::Problems,
        Filter::Errors => core::Filter::Errors,
        Filter::Code(code) => code.parse().map_or(core::Filter::Problems, core::Filter::Code),
        Filter::Rejected => core::Filter::Rejected,
        Filter::Ready => core::Filter::Ready,
        Filter::Excluded => core::Filter::Excluded,
        Filter::Changed => core::Filter::Changed,
        Filter::Messenger(code) => core::Filter::Messenger(code.clone()),
        Filter::Standing(name) => {
            core::Standing::named(name).map_or(core::Filter::All, core::Filter::Standing)
        }
    }
}

/// The domain's find and replace of the wire's.
pub(super) fn replace(replace: Replace) -> core::Replace {
    core::Replace {
        find: replace.find,
        with: replace.with,
        regex: replace.regex,
        match_case: replace.match_case,
        whole_cell: replace.whole_cell,
        column: replace.column,
    }
}

/// The next cell with what is looked for.
///
/// # Errors
/// The codes of [`ActionError`].
pub(super) async fn seek(
    session: &mut Session,
    of: &View,
    what: Replace,
    from: Option<(u32, u32)>,
    back: bool,
    tell: Report<'_>,
) -> Result<Option<Hit>, Failure> {
    let found = session.seek_piecemeal(&view(of), &replace(what), from, back, &mut working(tell)).await;
    let wire = |hit: core::Hit| Hit {
        position: small(hit.position),
        column: hit.place.column.unwrap_or_default(),
        number: small(hit.number),
        total: small(hit.total),
    };
    found.map(|hit| hit.map(wire)).map_err(|error| failure(&error))
}

/// The domain's action of a wire action.
pub(super) fn action(session: &mut Session, action: Action) -> Result<core::Action, Failure> {
    Ok(match action {
        Action::Fill(fill) => stretch::fill(session, fill)?,
        Action::Edit(edits) => {
            let edit = |edit: crate::protocol::CellEdit| core::CellEdit {
                row: edit.row,
                column: edit.column,
                text: edit.text,
            };
            core::Action::Edit(edits.into_iter().map(edit).collect())
        }
        Action::Replace(what) => core::Action::Replace(replace(what)),
        Action::Repair { code, kind, column, row } => {
            let unknown = || Failure::new("action.no_such_repair");
            let code: Code = code.parse().map_err(|_| unknown())?;
            let kind: RepairKind = kind.parse().map_err(|_| unknown())?;
            core::Action::Repair(core::Repair { code, kind, column, row })
        }
        Action::Exclude { rows, exclude } => {
            let rows = match rows {
                Rows::Numbers(numbers) => core::Rows::Numbers(numbers),
                Rows::Span(span) => stretch::stretch(session, &span),
                Rows::Listed(listed) => core::Rows::Listed(view(&listed)),
            };
            core::Action::Exclude { rows, exclude }
        }
        Action::Move { rows, from, to } => core::Action::Move { rows: self::rows(session, rows), from, to },
    })
}

/// Rows by what stays true of them once they have left the list.
fn rows(session: &mut Session, rows: Rows) -> core::Rows {
    match rows {
        Rows::Numbers(numbers) => core::Rows::Numbers(numbers),
        Rows::Span(span) => match stretch::stretch(session, &span) {
            core::Rows::Stretch { .. } => core::Rows::Numbers(stretch::numbers(session, &span)),
            whole => whole,
        },
        Rows::Listed(listed) => core::Rows::Listed(view(&listed)),
    }
}

/// The wire form of an action's error.
pub(super) fn failure(error: &ActionError) -> Failure {
    match error {
        ActionError::NoSuchRow(row) => Failure::new("action.no_such_row").with("row", row),
        ActionError::NoSuchColumn(column) => {
            Failure::new("action.no_such_column").with("column", core::column_letter(*column))
        }
        ActionError::BadExpression(detail) => {
            // Only what is wrong, without the drawing of where.
            let wrong = detail.rsplit("error: ").next().unwrap_or_default();
            Failure::new("action.bad_expression").with("detail", wrong)
        }
        ActionError::NothingToFind => Failure::new("action.nothing_to_find"),
        ActionError::CellTooLong => Failure::new("action.cell_too_long"),
        ActionError::NoSuchRepair { .. } => Failure::new("action.no_such_repair"),
        ActionError::NoSuchMessenger(code) => Failure::new("action.no_such_messenger").with("name", code),
        ActionError::TooMuch => Failure::new("action.too_much"),
        ActionError::Stopped => stopped(),
    }
}

/// Tells how far an action is.
pub(super) fn working(tell: Report<'_>) -> impl FnMut(usize, usize) -> ControlFlow<()> {
    |done, total| tell(Progress::Working { done: done as u64, total: total as u64 })
}

/// Makes the list of a view, unless it is there.
///
/// # Errors
/// `action.stopped`.
pub(super) async fn listed(
    session: &mut Session,
    view: &core::View,
    tell: Report<'_>,
) -> Result<(), Failure> {
    let flow = session.list_piecemeal(view, &mut working(tell)).await;
    if flow.is_break() { Err(stopped()) } else { Ok(()) }
}

pub(super) async fn preview(session: &mut Session, wanted: Action, tell: Report<'_>) -> Preview {
    let preview = match action(session, wanted) {
        Ok(action) => {
            session.preview_piecemeal(&action, &mut working(tell)).await.map_err(|error| failure(&error))
        }
        Err(failure) => Err(failure),
    };
    match preview {
        Ok(preview) => Preview {
            cells: small(preview.cells),
            rows: small(preview.rows),
            samples: preview.samples.into_iter().map(sample).collect(),
            failure: None,
        },
        Err(failure) => Preview { failure: Some(failure), ..Preview::default() },
    }
}

pub(super) async fn try_recipe(
    session: &mut Session,
    json: &str,
    tell: Report<'_>,
) -> Result<Reply, Failure> {
    let outcome = session.try_recipe_piecemeal(json, &mut working(tell)).await;
    let outcome = outcome.map_err(|error| recipe_failure(&error))?;
    Ok(Reply::Recipe(RecipePreview {
        steps: outcome.steps.iter().map(|(deed, count)| views::step(deed, *count)).collect(),
        samples: outcome.samples.into_iter().map(sample).collect(),
    }))
}

/// The wire form of a recipe's error.
pub(super) fn recipe_failure(error: &RecipeError) -> Failure {
    match error {
        RecipeError::Unreadable { path, message } => {
            Failure::new("recipe.unreadable").with("path", path).with("detail", message)
        }
        RecipeError::Newer(version) => Failure::new("recipe.newer").with("version", version),
        RecipeError::Step { error: ActionError::Stopped, .. } => stopped(),
        RecipeError::Step { path, error } => {
            Failure::new("recipe.step").with("path", path).with("detail", error)
        }
        RecipeError::Choice { path, message } => {
            Failure::new("recipe.step").with("path", path).with("detail", message)
        }
    }
}

fn sample(sample: core::Sample) -> Sample {
    let core::Sample { row, column, before, after } = sample;
    Sample { row, column, before: shortened(before, SAMPLE), after: shortened(after, SAMPLE) }
}

/// The next problem below `row`, or above it if `back`.
pub(super) fn next_problem(
    session: &mut Session,
    of: &View,
    row: u32,
    code: Option<&str>,
    back: bool,
) -> Option<Found> {
    let code = code.and_then(|code| code.parse().ok());
    let found = if back {
        session.previous_problem(&view(of), row, code)
    } else {
        session.next_problem(&view(of), row, code)
    };
    let (position, place) = found?;
    Some(Found { position: small(position), row: place.row, column: place.column })
}

pub(super) fn map(session: &Session) -> ProblemMap {
    let stretch = |stretch: core::Stretch| Stretch {
        row: stretch.row,
        rows: stretch.rows,
        errors: stretch.errors,
        warnings: stretch.warnings,
    };
    ProblemMap { stretches: session.problem_map(STRETCHES).into_iter().map(stretch).collect() }
}

/// The story of a cell; an empty one where there is no such row.
pub(super) fn story(session: &Session, row: u32, column: u32) -> CellStory {
    let Some(story) = session.cell_story(row, column) else { return CellStory::default() };
    let reason = |reason: core::MessengerReason| MessengerReason {
        messenger: reason.messenger,
        evidence: views::split_evidence(reason.evidence).to_owned(),
        confidence: reason.confidence,
    };
    CellStory {
        source: shortened(story.source, STORY),
        kind: story.kind.to_owned(),
        shown: shortened(story.shown, STORY),
        changed: story.changed.map(|text| shortened(text, STORY)),
        known: story.known.into_iter().map(known).collect(),
        sent: story.sent.into_iter().map(|(field, text)| SentValue { field, text }).collect(),
        messengers: story.messengers.into_iter().map(reason).collect(),
        problems: story.problems.into_iter().map(views::problem).collect(),
    }
}

fn known(change: core::FieldChange) -> FieldChange {
    let short = |text: Option<String>| text.map(|text| shortened(text, STORY));
    FieldChange { field: change.field, old: short(change.old), new: short(change.new) }
}
