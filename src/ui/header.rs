//! The title, the steps, and the language.

use leptos::prelude::*;

use super::importer::{Importer, Step, use_importer, words};
use super::parts::icon::{Glyph, Icon};

#[component]
pub(super) fn Header() -> impl IntoView {
    let importer = use_importer();
    view! {
        <header class="header" part="header">
            <h1 class="header__title" part="name">{words(move || importer.t("app-title"))}</h1>
            <Steps />
            <Language />
        </header>
    }
}

#[component]
fn Steps() -> impl IntoView {
    let importer = use_importer();
    let steps = [Step::File, Step::Columns, Step::Review, Step::Split, Step::Done];
    view! {
        <nav class="steps" part="steps" aria-label=words(move || importer.t("steps-label"))>
            <ol class="steps__list">
                {steps.into_iter().enumerate().map(|(at, step)| view! { <Stage at=at + 1 step /> }).collect_view()}
            </ol>
        </nav>
    }
}

#[component]
fn Stage(at: usize, step: Step) -> impl IntoView {
    let importer = use_importer();
    let current = move || importer.step.get() == step;
    // What is well further on is no news before one gets there.
    let status = Memo::new(move |_| match status(importer, step) {
        Status::Settled if step > importer.step.get() => Status::Open,
        status => status,
    });
    view! {
        <li class="steps__item">
            <button
                type="button"
                class="step"
                class:step--current=current
                class:step--attention=move || status.get() == Status::Attention
                class:step--settled=move || status.get() == Status::Settled
                data-testid=format!("nav-{}", step.key())
                aria-current=move || current().then_some("step")
                disabled=move || status.get() == Status::Closed
                on:click=move |_| importer.go(step)
            >
                <span class="step__mark" aria-hidden="true">
                    {move || match status.get() {
                        _ if current() => at.to_string().into_any(),
                        Status::Settled => view! { <Icon glyph=Glyph::Check /> }.into_any(),
                        Status::Attention => "!".into_any(),
                        _ => at.to_string().into_any(),
                    }}
                </span>
                <span class="step__name">{words(move || importer.t(&format!("step-{}", step.key())))}</span>
            </button>
        </li>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Cannot be gone to yet.
    Closed,
    Open,
    Attention,
    Settled,
}

fn status(importer: Importer, step: Step) -> Status {
    if step == Step::File {
        return if importer.is_open() { Status::Settled } else { Status::Open };
    }
    if !importer.is_open() {
        return Status::Closed;
    }
    let overview = importer.overview();
    match step {
        Step::Columns if importer.is_blocked() => Status::Attention,
        Step::Review if overview.error_rows > 0 => Status::Attention,
        Step::Review if importer.is_blocked() => Status::Open,
        Step::Split if !importer.missing().is_empty() => Status::Open,
        Step::Done => match (importer.sent.with(Option::is_some), importer.sending.with(Option::is_some)) {
            (true, _) => Status::Settled,
            (_, true) => Status::Open,
            _ => Status::Closed,
        },
        _ => Status::Settled,
    }
}

#[component]
fn Language() -> impl IntoView {
    let importer = use_importer();
    view! {
        <label class="language">
            <span class="visually-hidden">{words(move || importer.t("language-label"))}</span>
            <select
                class="select select--quiet"
                data-testid="language"
                on:change:target=move |event| {
                    let wanted = event.target().value();
                    // It shows what is spoken: the words of another language may not come.
                    event.target().set_value(importer.language().code());
                    importer.set_language(Some(&wanted));
                }
            >
                {importer_locale::Language::ALL
                    .into_iter()
                    .map(|language| view! {
                        <option value=language.code() lang=language.code() prop:selected=move || importer.language() == language>
                            {language.name()}
                        </option>
                    })
                    .collect_view()}
            </select>
        </label>
    }
}
