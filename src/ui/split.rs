//! The fourth step: clients by messenger, a bot for each, and the button that sends them.

mod card;
mod destination;
mod downloads;
mod known;
mod left;
mod place;
mod silent;
mod tags;

use leptos::prelude::*;

use self::card::{Card, WholeFile};
use self::downloads::Downloads;
use self::known::KnownPanel;
use self::left::LeftOver;
use super::importer::{Fetched, Importer, Missing, Step, use_importer, words};
use super::parts::heading::Heading;
use super::parts::icon::{Glyph, Icon};

#[component]
pub(super) fn Split() -> impl IntoView {
    let importer = use_importer();
    let messengers = Memo::new(move |_| {
        importer.overview().groups.iter().map(|group| group.messenger.clone()).collect::<Vec<_>>()
    });
    let nothing_tells = Memo::new(move |_| messengers.get() == [None]);
    view! {
        <section class="step-body" data-testid="step-split" aria-labelledby="split-title">
            <div class="step-head">
                <Heading id="split-title" words=words(move || importer.t("split-title")) />
                <p class="step-hint">{words(move || importer.t("split-hint"))}</p>
                <Show when=move || !messengers.get().is_empty()>
                    <Downloads />
                </Show>
            </div>
            <LeftOver />
            <Backend />
            <Show
                when=move || !messengers.get().is_empty()
                fallback=move || view! {
                    <div class="empty">
                        <p>{words(move || importer.t("split-empty"))}</p>
                        <button type="button" class="button button--primary" data-testid="to-columns" on:click=move |_| importer.go(Step::Columns)>
                            {words(move || importer.t("split-to-columns"))}
                        </button>
                    </div>
                }
            >
                <Show when=move || !nothing_tells.get() fallback=|| view! { <WholeFile /> }>
                    <div class="cards">
                        <For each=move || messengers.get() key=|messenger| messenger.clone() let:messenger>
                            <Card messenger />
                        </For>
                    </div>
                </Show>
            </Show>
            <Show when=move || !messengers.get().is_empty()>
                <KnownPanel />
            </Show>
            <Show when=move || !messengers.get().is_empty()>
                <Import />
            </Show>
        </section>
    }
}

/// Whether the backend's pickers are here.
#[component]
fn Backend() -> impl IntoView {
    let importer = use_importer();
    view! {
        {move || match importer.pickers.get() {
            Fetched::Failed(failure) => {
                let code = failure.code.clone();
                view! {
                    <div class="banner" role="alert" data-testid="backend-failed" data-code=code>
                        <Icon glyph=Glyph::Warning />
                        <p>{words(move || importer.tc("failure", &failure.code, &failure.arguments))}</p>
                        <button type="button" class="button" on:click=move |_| importer.retry_pickers()>
                            {words(move || importer.t("retry"))}
                        </button>
                    </div>
                }
                .into_any()
            }
            _ if importer.backend.with(Option::is_none) && !importer.delivers.get() => view! {
                <div class="banner"><Icon glyph=Glyph::Lock /><p>{words(move || importer.t("backend-none"))}</p></div>
            }
            .into_any(),
            _ => ().into_any(),
        }}
    }
}

#[component]
fn Import() -> impl IntoView {
    let importer = use_importer();
    let missing = Memo::new(move |_| importer.missing());
    let held_back = move || importer.overview().error_rows;
    let left_same = move || match &importer.overview().known {
        Some(known) if !known.sends_same => known.same,
        _ => 0,
    };
    let is_sending = move || importer.sending.with(Option::is_some);
    view! {
        <div class="import" part="import-bar" data-testid="import-bar">
            <div class="import__words" aria-live="polite">
                <Show when=move || !missing.get().is_empty()>
                    <p class="import__missing" data-testid="missing">
                        {move || missing.get().first().map(|missing| told(importer, missing))}
                    </p>
                </Show>
                <Show when=move || { missing.get().is_empty() && held_back() > 0 }>
                    <p class="import__held" data-testid="held-back">
                        {words(move || importer.tn("import-held-back", &[("count", held_back().into())]))}
                    </p>
                </Show>
                <Show when=move || { missing.get().is_empty() && left_same() > 0 }>
                    <p class="import__same" data-testid="left-same">
                        {words(move || importer.tn("import-same", &[("count", left_same().into())]))}
                    </p>
                </Show>
            </div>
            <button
                type="button"
                class="button button--primary button--large"
                part="button primary"
                data-testid="import"
                disabled=move || !missing.get().is_empty() || is_sending()
                on:click=move |_| importer.send()
            >
                {move || match importer.to_send() {
                    0 => importer.t("import"),
                    count => importer.tn("import-count", &[("count", count.into())]),
                }}
            </button>
        </div>
    }
}

fn told(importer: Importer, missing: &Missing) -> String {
    match missing {
        Missing::Column => importer.t("missing-column"),
        Missing::Clients => importer.t("missing-clients"),
        Missing::Changes => importer.t("missing-changes"),
        Missing::Backend => importer.t("missing-backend"),
        Missing::Messenger(count) => importer.tn("missing-messenger", &[("count", (*count).into())]),
        Missing::Place(messenger) => importer.tn("missing-place", &[("messenger", messenger.clone().into())]),
        Missing::Bot(messenger) => importer.tn("missing-bot", &[("messenger", messenger.clone().into())]),
    }
}
