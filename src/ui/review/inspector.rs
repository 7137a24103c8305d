//! The cell a person is on: its whole text, what is wrong with it and its row in words, the repair as
//! a button right there, and on demand the whole story of the cell.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;

use super::story::Story;
use crate::protocol::{Action, ProblemView, RowView, Rows};
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::focus::rescue;
use crate::ui::parts::grid::Place;
use crate::ui::parts::problems::ProblemText;

#[component]
pub(super) fn Inspector(place: RwSignal<Option<Place>>) -> impl IntoView {
    let importer = use_importer();
    let story = RwSignal::new(false);
    let frame = NodeRef::<html::Section>::new();
    // The button a person pressed may be gone with its problem.
    Effect::new(move |_| {
        place.track();
        if let Some(frame) = frame.get_untracked() {
            rescue(&frame);
        }
    });
    view! {
        <section class="inspector" node_ref=frame data-testid="inspector" aria-label=words(move || importer.t("inspector-title"))>
            {move || match place.get() {
                None => view! { <p class="muted">{words(move || importer.t("inspector-empty"))}</p> }.into_any(),
                Some(place) => view! { <CellOf place story /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn CellOf(place: Place, story: RwSignal<bool>) -> impl IntoView {
    let importer = use_importer();
    let Place { row, column, letter, .. } = place;
    let header = importer.overview.with_untracked(|overview| {
        let columns = overview.iter().flat_map(|overview| &overview.columns);
        columns
            .clone()
            .find(|known| known.index == column)
            .map(|known| known.header.clone())
            .unwrap_or_default()
    });
    let text = cell_text(&row, column);
    let number = row.number;
    let problems = found(&row, column)
        .into_iter()
        .map(|(at, problem)| view! { <Problem problem column=at row=number /> })
        .collect_view();
    view! {
        <div class="inspector__cell">
            <span class="inspector__address">{format!("{letter}{number}")}</span>
            <span class="inspector__header">{header}</span>
            <bdi class="inspector__text" data-testid="inspector-text">{text}</bdi>
        </div>
        <ul class="inspector__problems" aria-live="polite">{problems}</ul>
        <div class="inspector__actions">
            <Leave row=number excluded=row.excluded />
            <button
                type="button"
                class="link"
                data-testid="story-toggle"
                aria-expanded=move || story.get().to_string()
                on:click=move |_| story.update(|open| *open = !*open)
            >
                {words(move || importer.t(if story.get() { "story-hide" } else { "story-show" }))}
            </button>
        </div>
        <Show when=move || story.get()>
            <Story row=number column />
        </Show>
    }
}

/// A problem as a sentence, and its repairs in this very place.
#[component]
fn Problem(
    problem: ProblemView,
    /// Where it is; none where it is the row's.
    column: Option<u32>,
    row: u32,
) -> impl IntoView {
    let importer = use_importer();
    let code = problem.code.clone();
    let repairs = problem
        .repairs
        .iter()
        // Leaving the row out is offered for every row, below.
        .filter(|kind| *kind != "exclude")
        .map(|kind| {
            let action = Action::Repair { code: code.clone(), kind: kind.clone(), column, row: Some(row) };
            let (kind, testid) = (kind.clone(), format!("fix-{kind}"));
            view! {
                <button
                    type="button"
                    class="button button--small"
                    data-testid=testid
                    on:click=move |_| importer.act(action.clone())
                >
                    {words(move || importer.tc("repair-here", &kind, &BTreeMap::new()))}
                </button>
            }
        })
        .collect_view();
    view! {
        <li class="found">
            <ProblemText problem />
            <span class="found__repairs">{repairs}</span>
        </li>
    }
}

/// Leaves the row out, or takes it in again.
#[component]
fn Leave(row: u32, excluded: bool) -> impl IntoView {
    let importer = use_importer();
    let key = if excluded { "repair-row-include" } else { "repair-row-exclude" };
    view! {
        <button
            type="button"
            class="link"
            data-testid="row-exclude"
            on:click=move |_| importer.act(Action::Exclude { rows: Rows::Numbers(vec![row]), exclude: !excluded })
        >
            {words(move || importer.t(key))}
        </button>
    }
}

/// The cell's own problems first, then those of its row.
fn found(row: &RowView, column: u32) -> Vec<(Option<u32>, ProblemView)> {
    let of_cells = |here: bool| {
        row.cells
            .iter()
            .filter(move |cell| (cell.column == column) == here)
            .flat_map(|cell| cell.problems.iter().map(|problem| (Some(cell.column), problem.clone())))
    };
    let of_row = row.problems.iter().map(|problem| (None, problem.clone()));
    of_cells(true).chain(of_cells(false)).chain(of_row).collect()
}

fn cell_text(row: &RowView, column: u32) -> String {
    row.cells.iter().find(|cell| cell.column == column).map(|cell| cell.text.clone()).unwrap_or_default()
}
