//! The third step: the file's own rows, with the problems on their cells and beside them.

use leptos::prelude::*;

use super::importer::{Step, use_importer, words};
use super::parts::grid::{Grid, Place};
use super::parts::heading::Heading;
use super::parts::problems::{ProblemText, SeverityIcon};
use super::parts::select::Select;
use crate::protocol::{Filter, ProblemCount, RowView};

#[component]
pub(super) fn Review() -> impl IntoView {
    let importer = use_importer();
    let place = RwSignal::new(None::<Place>);
    view! {
        <section class="step-body step-body--fill" data-testid="step-review" aria-labelledby="review-title">
            <div class="step-head">
                <Heading id="review-title" words=words(move || importer.t("review-title")) />
                <p class="step-hint">{words(move || importer.t("review-hint"))}</p>
            </div>
            <div class="review">
                <Problems />
                <div class="review__rows">
                    <FilterPicker />
                    <Grid place />
                    <Inspector place />
                </div>
            </div>
            <div class="actions">
                <button type="button" class="button button--primary" data-testid="next" on:click=move |_| importer.go(Step::Split)>
                    {words(move || importer.t("next-split"))}
                </button>
            </div>
        </section>
    }
}

/// The problems of the file by kind; each is a filter.
#[component]
fn Problems() -> impl IntoView {
    let importer = use_importer();
    let problems = Memo::new(move |_| importer.overview().problems.clone());
    view! {
        <aside class="problems" aria-labelledby="problems-title">
            <h3 class="problems__title" id="problems-title">{words(move || importer.t("problems-title"))}</h3>
            <Show
                when=move || !problems.get().is_empty()
                fallback=move || view! { <p class="problems__none">{words(move || importer.t("problems-none"))}</p> }
            >
                <ul class="problems__list">
                    <For each=move || problems.get() key=|problem| problem.clone() let:problem>
                        <ProblemKind problem />
                    </For>
                </ul>
            </Show>
        </aside>
    }
}

#[component]
fn ProblemKind(problem: ProblemCount) -> impl IntoView {
    let importer = use_importer();
    let ProblemCount { code, severity, count } = problem;
    let filter = Filter::Code(code.clone());
    let chosen = {
        let filter = filter.clone();
        Memo::new(move |_| importer.filter.get() == filter)
    };
    let name = format!("title-{}", code.replace('.', "-"));
    view! {
        <li>
            <button
                type="button"
                class="problem-kind"
                class:problem-kind--chosen=move || chosen.get()
                aria-pressed=move || chosen.get().to_string()
                data-testid=format!("problem-{code}")
                on:click=move |_| {
                    importer.filter.set(if chosen.get_untracked() { Filter::All } else { filter.clone() });
                }
            >
                <SeverityIcon severity />
                <span class="problem-kind__name">{words(move || importer.t(&name))}</span>
                <span class="problem-kind__count">{words(move || importer.tn("number", &[("count", count.into())]))}</span>
            </button>
        </li>
    }
}

#[component]
fn FilterPicker() -> impl IntoView {
    let importer = use_importer();
    let choices = move || {
        let overview = importer.overview();
        let mut choices = vec![Filter::All, Filter::Problems, Filter::Errors];
        choices.extend(importer.has_rejected().then_some(Filter::Rejected));
        choices.extend(overview.problems.iter().map(|problem| Filter::Code(problem.code.clone())));
        choices.extend(overview.groups.iter().map(|group| Filter::Messenger(group.messenger.clone())));
        choices
    };
    let name = move |filter: &Filter| match filter {
        Filter::All => importer.t("filter-all"),
        Filter::Problems => importer.t("filter-problems"),
        Filter::Errors => importer.t("filter-errors"),
        Filter::Rejected => importer.t("title-server-rejected"),
        Filter::Ready => importer.t("filter-ready"),
        Filter::Excluded => importer.t("filter-excluded"),
        Filter::Changed => importer.t("filter-changed"),
        Filter::Code(code) => importer.t(&format!("title-{}", code.replace('.', "-"))),
        Filter::Messenger(None) => importer.t("messenger-unknown"),
        Filter::Messenger(Some(code)) => importer.messenger_name(code),
    };
    let options = move || choices().iter().map(|filter| (key(filter), name(filter))).collect::<Vec<_>>();
    view! {
        <Select
            testid="filter"
            label=words(move || importer.t("filter-label"))
            value=Signal::derive(move || key(&importer.filter.get()))
            options=Signal::derive(options)
            choose=Callback::new(move |choice: String| {
                if let Some(filter) = choices().into_iter().find(|filter| key(filter) == choice) {
                    importer.filter.set(filter);
                }
            })
        />
    }
}

/// A stable value for a select's option.
fn key(filter: &Filter) -> String {
    match filter {
        Filter::All => "all".to_owned(),
        Filter::Problems => "problems".to_owned(),
        Filter::Errors => "errors".to_owned(),
        Filter::Rejected => "rejected".to_owned(),
        Filter::Ready => "ready".to_owned(),
        Filter::Excluded => "excluded".to_owned(),
        Filter::Changed => "changed".to_owned(),
        Filter::Code(code) => format!("code:{code}"),
        Filter::Messenger(code) => format!("messenger:{}", code.as_deref().unwrap_or("NONE")),
    }
}

/// The cell a person is on: its whole text and its row's problems as sentences.
#[component]
fn Inspector(place: RwSignal<Option<Place>>) -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="inspector" data-testid="inspector" aria-live="polite">
            {move || match place.get() {
                None => view! { <p class="muted">{words(move || importer.t("inspector-empty"))}</p> }.into_any(),
                Some(Place { row, letter, column, .. }) => {
                    let text = cell_text(&row, column);
                    let problems = row
                        .cells
                        .iter()
                        .filter(|cell| cell.column == column)
                        .chain(row.cells.iter().filter(|cell| cell.column != column))
                        .flat_map(|cell| cell.problems.clone())
                        .chain(row.problems.clone())
                        .map(|problem| view! { <ProblemText problem /> })
                        .collect_view();
                    view! {
                        <p class="inspector__cell">
                            <span class="inspector__address">{format!("{letter}{}", row.number)}</span>
                            <span class="inspector__text">{text}</span>
                        </p>
                        <ul class="inspector__problems">{problems}</ul>
                    }
                    .into_any()
                }
            }}
        </div>
    }
}

fn cell_text(row: &RowView, column: u32) -> String {
    row.cells.iter().find(|cell| cell.column == column).map(|cell| cell.text.clone()).unwrap_or_default()
}
