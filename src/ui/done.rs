//! The last step: sending, and what became of every client.

mod sending;

use std::sync::Arc;

use leptos::prelude::*;

use self::sending::Sending;
use super::importer::{Step, use_importer, words};
use super::parts::heading::Heading;
use super::parts::icon::{Glyph, Icon};
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
fn Outcome(sent: Arc<Sent>) -> impl IntoView {
    let importer = use_importer();
    let failure = sent.failure.clone();
    let undelivered = sent.undelivered;
    let whole = failure.is_none() && undelivered == 0;
    let rejected = sent.rejected;
    let arrived = sent.created + sent.updated + sent.unchanged;
    let title = move || match (whole, rejected) {
        (true, 0) => importer.t("done-title"),
        (true, _) => importer
            .tn("done-rejected-title", &[("done", arrived.into()), ("total", (arrived + rejected).into())]),
        (false, _) => importer.t("done-partial-title"),
    };
    let all = whole && rejected == 0;
    let code = failure.as_ref().map(|failure| failure.code.clone()).unwrap_or_default();
    view! {
        <div class="outcome" part="panel" class:outcome--partial=!all>
            <div class="outcome__title">
                <Icon glyph=if all { Glyph::Check } else { Glyph::Warning } />
                <Heading
                    id="done-title"
                    follows=true
                    words=words(title)
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
            <Left />
            <Receipt />
            <div class="actions">
                {(sent.rejected > 0).then(|| view! {
                    <button
                        type="button"
                        class="button"
                        class:button--primary=whole
                        data-testid="show-rejected"
                        on:click=move |_| importer.show_rows(Filter::Rejected)
                    >
                        {words(move || importer.t("done-show-rejected"))}
                    </button>
                    <button type="button" class="button" data-testid="save-rejected" on:click=move |_| importer.save(Product::Errors)>
                        {words(move || importer.t("save-errors"))}
                    </button>
                })}
                {(!whole).then(|| view! { <Again code=code.clone() /> })}
                {whole.then(|| view! { <Refused /> })}
            </div>
            <div class="actions">
                <button type="button" class="button" data-testid="back-to-split" on:click=move |_| importer.go(Step::Split)>
                    {words(move || importer.t("done-back"))}
                </button>
                <button type="button" class="button" class:button--primary=all data-testid="start-over" on:click=move |_| importer.reset()>
                    {words(move || importer.t("done-start-over"))}
                </button>
            </div>
        </div>
    }
}

/// What can be done where not everything was sent.
#[component]
fn Again(
    /// Why.
    code: String,
) -> impl IntoView {
    let importer = use_importer();
    let choose = matches!(code.as_str(), "send.bot_gone" | "send.bot_other" | "send.tunnel_gone");
    let anew = matches!(code.as_str(), "resume.gone" | "send.changed");
    if choose {
        return view! {
            <button type="button" class="button button--primary" data-testid="choose-again" on:click=move |_| importer.choose_again()>
                {words(move || importer.t("send-choose-again"))}
            </button>
        }
        .into_any();
    }
    view! {
        <button type="button" class="button button--primary" data-testid="send-again" on:click=move |_| importer.send()>
            {words(move || importer.t(if anew { "resume-anew" } else { "done-again" }))}
        </button>
    }
    .into_any()
}

/// What was refused, to be sent once more.
#[component]
fn Refused() -> impl IntoView {
    let importer = use_importer();
    let count = Memo::new(move |_| importer.overview().repaired);
    let all = Memo::new(move |_| importer.overview().refused);
    view! {
        <Show when=move || { count.get() > 0 }>
            <button
                type="button"
                class="button button--primary"
                data-testid="send-repaired"
                on:click=move |_| importer.send_repaired()
            >
                {words(move || importer.tn("send-repaired", &[("count", count.get().into())]))}
            </button>
        </Show>
        <Show when=move || { all.get() > count.get() }>
            <button type="button" class="button" data-testid="send-refused" on:click=move |_| importer.send_refused()>
                {words(move || importer.tn("send-refused", &[("count", all.get().into())]))}
            </button>
        </Show>
    }
}

/// The receipt, to keep.
#[component]
fn Receipt() -> impl IntoView {
    let importer = use_importer();
    view! {
        <p class="outcome__receipt" data-testid="receipt">
            <span>{words(move || importer.t("receipt-title"))}</span>
            <button type="button" class="link" data-testid="receipt-html" on:click=move |_| importer.save_receipt("html")>
                {words(move || importer.t("receipt-as-page"))}
            </button>
            <button type="button" class="link" data-testid="receipt-txt" on:click=move |_| importer.save_receipt("txt")>
                {words(move || importer.t("receipt-as-text"))}
            </button>
            <button type="button" class="link" data-testid="receipt-json" on:click=move |_| importer.save_receipt("json")>
                "JSON"
            </button>
        </p>
    }
}

/// Rows with errors that stayed in the file.
#[component]
fn Left() -> impl IntoView {
    let importer = use_importer();
    let count = Memo::new(move |_| importer.overview().held_back);
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
