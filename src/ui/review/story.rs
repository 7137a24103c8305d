//! All about a cell: what the file stores, what a spreadsheet shows, what a person made of it, what
//! will be sent, and why its client is of its messenger.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::{CellStory, FieldChange, MessengerReason, Reply, Request};
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::progress::percent;
use crate::ui::parts::samples::visible;

#[component]
pub(super) fn Story(
    /// Physical number.
    row: u32,
    /// From 0.
    column: u32,
) -> impl IntoView {
    let importer = use_importer();
    let story = RwSignal::new(None::<CellStory>);
    spawn_local(async move {
        match importer.ask(&Request::Cell { row, column }, |_| {}).await {
            Ok(Reply::Cell(told)) => {
                story.try_set(Some(*told));
            }
            Ok(_) => {}
            Err(failure) => importer.lost(failure),
        }
    });
    view! {
        <dl class="story" data-testid="story">
            {move || story.get().map(|story| view! { <Told story /> })}
        </dl>
    }
}

#[component]
fn Told(story: CellStory) -> impl IntoView {
    let importer = use_importer();
    let CellStory { source, kind, shown, changed, sent, messengers, known, .. } = story;
    let differs = shown != source;
    view! {
        <Line key="story-file">
            <Text text=source />
            <span class="muted">{words(move || importer.t(&format!("story-kind-{kind}")))}</span>
        </Line>
        {differs.then(|| view! { <Line key="story-shown"><Text text=shown /></Line> })}
        {changed.map(|changed| view! { <Line key="story-changed"><Text text=changed /></Line> })}
        <Line key="story-sent">
            {if sent.is_empty() {
                view! { <span class="muted">{words(move || importer.t("story-sent-nothing"))}</span> }.into_any()
            } else {
                sent.into_iter()
                    .map(|value| {
                        view! {
                            <span class="story__sent">
                                <span class="muted">{words(move || importer.target_words(&value.field))}</span>
                                <Text text=value.text.clone() />
                            </span>
                        }
                    })
                    .collect_view()
                    .into_any()
            }}
        </Line>
        {(!known.is_empty()).then(|| view! {
            <Line key="story-known">
                {known.into_iter().map(|change| view! { <Change change /> }).collect_view()}
            </Line>
        })}
        {(!messengers.is_empty()).then(|| view! {
            <Line key="story-messenger">
                {messengers.into_iter().map(|reason| view! {
                    <span class="story__sent">{words(move || why(importer, &reason))}</span>
                }).collect_view()}
            </Line>
        })}
    }
}

/// What is known, and what would be there instead.
#[component]
fn Change(change: FieldChange) -> impl IntoView {
    let importer = use_importer();
    let field = change.field;
    view! {
        <span class="story__sent">
            <span class="muted">{words(move || importer.target_words(&field))}</span>
            <Text text=change.old.unwrap_or_default() />
            <span aria-hidden="true">"→"</span>
            <span class="visually-hidden">{words(move || importer.t("known-becomes"))}</span>
            <Text text=change.new.unwrap_or_default() />
        </span>
    }
}

#[component]
fn Line(key: &'static str, children: Children) -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="story__line">
            <dt class="story__name">{words(move || importer.t(key))}</dt>
            <dd class="story__value" data-testid=key>{children()}</dd>
        </div>
    }
}

#[component]
fn Text(text: String) -> impl IntoView {
    let importer = use_importer();
    if text.is_empty() {
        return view! { <span class="muted">{words(move || importer.t("repair-empty"))}</span> }.into_any();
    }
    view! { <bdi class="story__text">{visible(&text)}</bdi> }.into_any()
}

fn why(importer: Importer, reason: &MessengerReason) -> String {
    let name = match &reason.messenger {
        Some(code) => importer.messenger_name(code),
        None => importer.t("messenger-unknown"),
    };
    let evidence = importer.t(&format!("split-by-{}", reason.evidence.replace('_', "-")));
    match reason.confidence {
        1..=99 => format!("{name}: {evidence} · {}", percent(importer, reason.confidence)),
        _ => format!("{name}: {evidence}"),
    }
}
