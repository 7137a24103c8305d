//! The problems of the file by kind: each is a filter, and under the chosen one stands what can be
//! done about all of it at once.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;

use super::trial::Trial;
use crate::protocol::{Action, Filter, Repair, Rows, Severity, View};
use crate::ui::importer::{Importer, Towards, use_importer, words};
use crate::ui::parts::focus::rescue;
use crate::ui::parts::problems::SeverityIcon;
use crate::ui::parts::samples::letter;

/// A repair whose preview is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    action: Action,
    repair: Repair,
}

#[component]
pub(super) fn Problems() -> impl IntoView {
    let importer = use_importer();
    let asked = RwSignal::new(None::<Asked>);
    let kinds = Memo::new(move |_| {
        let problems = &importer.overview().problems;
        problems.iter().map(|problem| (problem.code.clone(), problem.severity)).collect::<Vec<_>>()
    });
    let frame = NodeRef::<html::Section>::new();
    // The kind a person was at may be gone with its last problem.
    Effect::new(move |_| {
        kinds.with(Vec::len);
        if let Some(frame) = frame.get_untracked() {
            rescue(&frame);
        }
    });
    view! {
        <section class="problems" aria-labelledby="problems-title" node_ref=frame>
            <h3 class="problems__title" id="problems-title">{words(move || importer.t("problems-title"))}</h3>
            <Show
                when=move || !kinds.get().is_empty()
                fallback=move || view! { <p class="problems__none" data-testid="no-problems">{words(move || importer.t("problems-none"))}</p> }
            >
                <ul class="problems__list">
                    <For each=move || kinds.get() key=|kind| kind.clone() let:kind>
                        <ProblemKind code=kind.0 severity=kind.1 asked />
                    </For>
                </ul>
            </Show>
            <Unsent />
            {move || asked.get().map(|asked_for| view! { <Asking asked_for asked /> })}
        </section>
    }
}

#[component]
fn ProblemKind(code: String, severity: Severity, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let importer = use_importer();
    let filter = Filter::Code(code.clone());
    let chosen = {
        let filter = filter.clone();
        Memo::new(move |_| importer.filter.get() == filter)
    };
    let count = {
        let code = code.clone();
        Memo::new(move |_| {
            let problems = &importer.overview().problems;
            problems.iter().find(|problem| problem.code == code).map_or(0, |problem| problem.count)
        })
    };
    let name = format!("title-{}", code.replace('.', "-"));
    let testid = format!("problem-{code}");
    let code = StoredValue::new(code);
    view! {
        <li>
            <button
                type="button"
                class="problem-kind"
                class:problem-kind--chosen=move || chosen.get()
                aria-pressed=move || chosen.get().to_string()
                data-testid=testid
                on:click=move |_| {
                    let is_off = chosen.get_untracked();
                    importer.filter.set(if is_off { Filter::All } else { filter.clone() });
                    if !is_off {
                        // To the first of them: its column may be far to the side.
                        importer.seek(None, Towards::Next);
                    }
                }
            >
                <SeverityIcon severity />
                <span class="problem-kind__name">{words(move || importer.t(&name))}</span>
                <span class="problem-kind__count">{words(move || importer.tn("number", &[("count", count.get().into())]))}</span>
            </button>
            <Show when=move || chosen.get()>
                <Repairs code=code.get_value() asked />
            </Show>
        </li>
    }
}

/// What can be done about all problems of a kind.
#[component]
fn Repairs(code: String, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let importer = use_importer();
    let repairs = {
        let code = code.clone();
        Memo::new(move |_| repairs(importer, &code))
    };
    view! {
        <ul class="repairs" data-testid="repairs">
            <For each=move || repairs.get() key=|repair| repair.clone() let:repair>
                <li>
                    <RepairButton repair asked />
                </li>
            </For>
        </ul>
    }
}

#[component]
fn RepairButton(repair: Repair, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let importer = use_importer();
    let testid = format!("repair-{}", repair.kind);
    let shown = repair.clone();
    view! {
        <button
            type="button"
            class="button repair"
            data-testid=testid
            on:click=move |_| asked.set(Some(Asked { action: action(&repair), repair: repair.clone() }))
        >
            {words(move || told(importer, &shown))}
        </button>
    }
}

#[component]
fn Asking(asked_for: Asked, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let importer = use_importer();
    let Asked { action, repair } = asked_for;
    let kind = repair.kind.clone();
    let hint =
        Signal::derive(move || importer.words.with(|words| words.find(&format!("repair-hint-{kind}"), &[])));
    view! {
        <Trial
            action
            title=words(move || told(importer, &repair))
            hint
            close=Callback::new(move |()| asked.set(None))
        />
    }
}

/// Cells changed and rows left out: ways to them.
#[component]
fn Unsent() -> impl IntoView {
    let importer = use_importer();
    let changed = Memo::new(move |_| importer.overview().changed_cells);
    let excluded = Memo::new(move |_| importer.overview().excluded_rows);
    view! {
        <Show when=move || { changed.get() > 0 || excluded.get() > 0 }>
            <p class="problems__facts">
                <Show when=move || { changed.get() > 0 }>
                    <button type="button" class="link" data-testid="show-changed" on:click=move |_| importer.show_rows(Filter::Changed)>
                        {words(move || importer.tn("history-changed-cells", &[("count", changed.get().into())]))}
                    </button>
                </Show>
                <Show when=move || { excluded.get() > 0 }>
                    <button type="button" class="link" data-testid="show-excluded" on:click=move |_| importer.show_rows(Filter::Excluded)>
                        {words(move || importer.tn("history-excluded-rows", &[("count", excluded.get().into())]))}
                    </button>
                </Show>
            </p>
        </Show>
    }
}

/// The repairs of a kind of problem; leaving its rows out is always one where they are not sent as
/// they are.
fn repairs(importer: Importer, code: &str) -> Vec<Repair> {
    let overview = importer.overview();
    let mut repairs: Vec<Repair> =
        overview.repairs.iter().filter(|repair| repair.code == code).cloned().collect();
    let problem = overview.problems.iter().find(|problem| problem.code == code);
    if let Some(problem) = problem.filter(|problem| problem.severity == Severity::Error)
        && !repairs.iter().any(|repair| repair.kind == EXCLUDE)
    {
        repairs.push(Repair {
            code: code.to_owned(),
            kind: EXCLUDE.to_owned(),
            column: None,
            count: problem.count,
        });
    }
    repairs
}

const EXCLUDE: &str = "exclude";

fn action(repair: &Repair) -> Action {
    if repair.kind == EXCLUDE {
        let view = View { filter: Filter::Code(repair.code.clone()), ..View::default() };
        return Action::Exclude { rows: Rows::Listed(view), exclude: true };
    }
    Action::Repair { code: repair.code.clone(), kind: repair.kind.clone(), column: repair.column, row: None }
}

/// A repair in words, with its count, and its column where it is for one.
fn told(importer: Importer, repair: &Repair) -> String {
    let arguments = BTreeMap::from([("count".to_owned(), repair.count.to_string())]);
    let words = importer.tc("repair", &repair.kind, &arguments);
    match repair.column {
        Some(column) => {
            let column = letter(importer, column);
            importer.tn("repair-in-column", &[("repair", words.into()), ("column", column.into())])
        }
        None => words,
    }
}
