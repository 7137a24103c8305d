//! The last step: sending, and what became of every client.

use std::sync::Arc;

use leptos::prelude::*;

use super::importer::{Step, use_importer, words};
use super::parts::heading::Heading;
use super::parts::icon::{Glyph, Icon};
use super::parts::progress::ProgressBar;
use crate::protocol::{Filter, Product, Sent};

#[component]
pub(super) fn Done() -> impl IntoView {
    let importer = use_importer();
    let is_sending = Memo::new(move |_| importer.sending.with(Option::is_some));
    view! {
        <section class="step-body" data-testid="step-done" aria-labelledby="done-title">
            <Show when=move || is_sending.get()>
                <Sending />
            </Show>
            {move || importer.sent.get().map(|sent| view! { <Outcome sent /> })}
        </section>
    }
}

#[component]
fn Sending() -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="sending">
            <Heading id="done-title" words=words(move || importer.t("sending-title")) />
            <p class="step-hint">{words(move || importer.t("sending-hint"))}</p>
            <ProgressBar progress=importer.sending />
            <div class="actions">
                <button type="button" class="button" data-testid="stop" on:click=move |_| importer.stop_sending()>
                    {words(move || importer.t("sending-stop"))}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Outcome(sent: Arc<Sent>) -> impl IntoView {
    let importer = use_importer();
    let failure = sent.failure.clone();
    let undelivered = sent.undelivered;
    let whole = failure.is_none() && undelivered == 0;
    view! {
        <div class="outcome" class:outcome--partial=!whole>
            <div class="outcome__title">
                <Icon glyph=if whole { Glyph::Check } else { Glyph::Warning } />
                <Heading
                    id="done-title"
                    words=words(move || importer.t(if whole { "done-title" } else { "done-partial-title" }))
                />
            </div>
            {failure.map(|failure| {
                let code = failure.code.clone();
                view! {
                    <p class="outcome__failure" role="alert" data-testid="send-failed" data-code=code>
                        {words(move || importer.tc("failure", &failure.code, &failure.arguments))}
                    </p>
                }
            })}
            <dl class="results">
                <Result key="created" count=sent.created />
                <Result key="updated" count=sent.updated />
                <Result key="unchanged" count=sent.unchanged />
                <Result key="rejected" count=sent.rejected />
            </dl>
            {(undelivered > 0).then(|| view! {
                <p class="step-hint" data-testid="undelivered">
                    {words(move || importer.tn("done-undelivered", &[("count", undelivered.into())]))}
                </p>
            })}
            <Left rejected=sent.rejected />
            <div class="actions">
                {(sent.rejected > 0).then(|| view! {
                    <button
                        type="button"
                        class="button"
                        data-testid="show-rejected"
                        on:click=move |_| importer.show_rows(Filter::Rejected)
                    >
                        {words(move || importer.t("done-show-rejected"))}
                    </button>
                    <button type="button" class="button" data-testid="save-rejected" on:click=move |_| importer.save(Product::Errors)>
                        {words(move || importer.t("save-errors"))}
                    </button>
                })}
                {(!whole).then(|| view! {
                    <button type="button" class="button button--primary" data-testid="send-again" on:click=move |_| importer.send()>
                        {words(move || importer.t("done-again"))}
                    </button>
                })}
                <button type="button" class="button" data-testid="back-to-split" on:click=move |_| importer.go(Step::Split)>
                    {words(move || importer.t("done-back"))}
                </button>
                <button type="button" class="button" class:button--primary=whole data-testid="start-over" on:click=move |_| importer.reset()>
                    {words(move || importer.t("done-start-over"))}
                </button>
            </div>
        </div>
    }
}

/// Rows with errors that stayed in the file.
#[component]
fn Left(
    /// Those the backend did not take are told apart.
    rejected: u32,
) -> impl IntoView {
    let importer = use_importer();
    let count = Memo::new(move |_| importer.overview().error_rows.saturating_sub(rejected));
    view! {
        <Show when=move || { count.get() > 0 }>
            <p class="outcome__left" data-testid="left-behind">
                {words(move || importer.tn("done-left", &[("count", count.get().into())]))}
                <button type="button" class="link" on:click=move |_| importer.show_rows(Filter::Errors)>
                    {words(move || importer.t("done-show-left"))}
                </button>
                <button type="button" class="link" data-testid="save-left" on:click=move |_| importer.save(Product::Errors)>
                    {words(move || importer.t("save-errors"))}
                </button>
            </p>
        </Show>
    }
}

#[component]
fn Result(key: &'static str, count: u32) -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class=format!("result result--{key}") class:result--none=count == 0>
            <dt class="result__name">{words(move || importer.t(&format!("result-{key}")))}</dt>
            <dd class="result__number" data-testid=key>{words(move || importer.tn("number", &[("count", count.into())]))}</dd>
        </div>
    }
}
