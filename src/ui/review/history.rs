//! All steps taken, to go back to any of them; and the steps as a recipe for another file.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Desk;
use super::recipe::Recipe;
use crate::protocol::StepView;
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};

#[component]
pub(super) fn History(desk: Desk) -> impl IntoView {
    let importer = use_importer();
    let steps = Memo::new(move |_| numbered(&importer.overview().history.steps));
    view! {
        <section
            class="panel"
            data-testid="history"
            aria-labelledby="history-heading"
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    desk.leave();
                }
            }
        >
            <header class="panel__head">
                <h3 class="panel__title" id="history-heading">{words(move || importer.t("history-title"))}</h3>
                <button type="button" class="button button--icon" aria-label=words(move || importer.t("close")) on:click=move |_| desk.leave()>
                    <Icon glyph=Glyph::Cross />
                </button>
            </header>
            <ol class="history">
                <Step number=0 step=None />
                <For each=move || steps.get() key=|step| step.clone() let:step>
                    <Step number=step.0 step=Some(step.1) />
                </For>
            </ol>
            <Show when=move || steps.get().is_empty()>
                <p class="muted">{words(move || importer.t("history-empty"))}</p>
            </Show>
            <Recipe />
        </section>
    }
}

/// The state of the file after a step; the first is as it was opened.
#[component]
fn Step(
    /// How many steps are in force then.
    number: u32,
    step: Option<StepView>,
) -> impl IntoView {
    let importer = use_importer();
    let done = Memo::new(move |_| importer.overview().history.done);
    let is_here = move || done.get() == number;
    view! {
        <li>
            <button
                type="button"
                class="history__step"
                class:history__step--here=is_here
                class:history__step--undone=move || { number > done.get() }
                data-testid=format!("history-{number}")
                aria-current=move || is_here().then_some("step")
                on:click=move |_| importer.travel(number)
            >
                <span class="history__number">{number}</span>
                <span>
                    {words(move || match &step {
                        Some(step) => importer.step_words(step),
                        None => importer.t("history-start"),
                    })}
                </span>
                <Show when=move || { number > done.get() }>
                    <span class="history__note">{words(move || importer.t("history-taken-back"))}</span>
                </Show>
            </button>
        </li>
    }
}

fn numbered(steps: &[StepView]) -> Vec<(u32, StepView)> {
    (1..).zip(steps.iter().cloned()).collect()
}
