//! Find and replace: what it would change is counted while a person types, and made as one step.

use gloo::timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{KeyboardEvent, SubmitEvent};

use super::Desk;
use super::trial::{Outcome, Refused};
use crate::protocol::{Action, Hit, Replace};
use crate::ui::importer::{Importer, Towards, use_importer, words};
use crate::ui::parts::counting::Counting;
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::parts::select::Select;

/// Time after the last key before the change is counted.
const PAUSE_MS: u32 = 250;

#[component]
pub(super) fn Find(desk: Desk) -> impl IntoView {
    let importer = use_importer();
    let replace = RwSignal::new(Replace::default());
    let counting = Counting::new();
    count_while_typing(importer, replace, counting);
    let hit = RwSignal::new(None::<Hit>);
    mark_while_open(importer, replace, hit);
    let seek = move |towards| seek(importer, desk, replace, hit, towards);
    let input = NodeRef::<html::Input>::new();
    input.on_load(|input| {
        let _ = input.focus();
        input.select();
    });
    let ready = Memo::new(move |_| counting.is_worth_it());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready.get_untracked() {
            importer.act(Action::Replace(replace.get_untracked()));
        }
    };
    view! {
        <form
            class="panel find"
            data-testid="find"
            aria-labelledby="find-heading"
            on:submit=submit
            on:keydown=move |event: KeyboardEvent| {
                match (event.key().as_str(), event.shift_key()) {
                    ("Escape", _) => desk.leave(),
                    ("F3", false) => seek(Towards::Next),
                    ("F3", true) => seek(Towards::Previous),
                    _ => return,
                }
                event.prevent_default();
            }
        >
            <header class="panel__head">
                <h3 class="panel__title" id="find-heading">{words(move || importer.t("find-title"))}</h3>
                <button type="button" class="button button--icon" aria-label=words(move || importer.t("close")) on:click=move |_| desk.leave()>
                    <Icon glyph=Glyph::Cross />
                </button>
            </header>
            <div class="find__fields">
                <label class="field">
                    <span class="field__label">{words(move || importer.t("find-what"))}</span>
                    <input
                        class="input"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        data-testid="find-what"
                        on:keydown=move |event: KeyboardEvent| {
                            if event.key() == "Enter" && !event.is_composing() {
                                event.prevent_default();
                                seek(if event.shift_key() { Towards::Previous } else { Towards::Next });
                            }
                        }
                        node_ref=input
                        aria-invalid=move || counting.is_refused().then_some("true")
                        on:input:target=move |event| replace.update(|replace| replace.find = event.target().value())
                    />
                </label>
                <label class="field">
                    <span class="field__label">{words(move || importer.t("find-with"))}</span>
                    <input
                        class="input"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        data-testid="find-with"
                        on:input:target=move |event| replace.update(|replace| replace.with = event.target().value())
                    />
                </label>
                <ColumnPicker replace />
            </div>
            <div class="find__options">
                <Check testid="find-case" key="find-case" set=move |on| replace.update(|replace| replace.match_case = on) />
                <Check testid="find-whole" key="find-whole" set=move |on| replace.update(|replace| replace.whole_cell = on) />
                <Check testid="find-regex" key="find-regex" set=move |on| replace.update(|replace| replace.regex = on) />
            </div>
            <div class="find__outcome" aria-live="polite" data-testid="find-outcome">
                {move || match counting.get() {
                    None => view! { <p class="muted">{words(move || importer.t("find-hint"))}</p> }.into_any(),
                    Some(Ok(preview)) => view! { <Outcome preview /> }.into_any(),
                    Some(Err(failure)) => view! { <Refused failure /> }.into_any(),
                }}
            </div>
            <div class="actions">
                <p class="find__hit" role="status" data-testid="find-hit">{move || hit.get().map(|hit| importer.tn(
                    "find-hit",
                    &[("number", hit.number.into()), ("total", hit.total.into())],
                ))}</p>
                <SeekButton testid="find-previous" key="find-previous" seek=move || seek(Towards::Previous) replace />
                <SeekButton testid="find-next" key="find-next" seek=move || seek(Towards::Next) replace />
                <button type="submit" class="button button--primary" data-testid="replace-all" disabled=move || !ready.get()>
                    {words(move || importer.t("find-replace-all"))}
                </button>
            </div>
        </form>
    }
}

#[component]
fn SeekButton(
    testid: &'static str,
    key: &'static str,
    seek: impl Fn() + Send + 'static,
    replace: RwSignal<Replace>,
) -> impl IntoView {
    let importer = use_importer();
    view! {
        <button
            type="button"
            class="button"
            data-testid=testid
            disabled=move || replace.with(|replace| replace.find.is_empty())
            on:click=move |_| seek()
        >
            {words(move || importer.t(key))}
        </button>
    }
}

/// Has the cells marked that have what is looked for, as long as the panel is open.
fn mark_while_open(importer: Importer, replace: RwSignal<Replace>, hit: RwSignal<Option<Hit>>) {
    let what = Memo::new(move |_| Replace { with: String::new(), ..replace.get() });
    Effect::new(move |_| {
        let what = what.get();
        hit.set(None);
        importer.sought.set((!what.find.is_empty()).then_some(what));
    });
    // What has changed is counted anew when it is next gone to.
    Effect::watch(move || importer.overview.track(), move |(), _, _| hit.set(None), false);
    on_cleanup(move || {
        importer.sought.try_set(None);
    });
}

/// Goes to the next cell with what is looked for, from the one a person is on.
fn seek(
    importer: Importer,
    desk: Desk,
    replace: RwSignal<Replace>,
    hit: RwSignal<Option<Hit>>,
    towards: Towards,
) {
    let what = Replace { with: String::new(), ..replace.get_untracked() };
    if what.find.is_empty() {
        return;
    }
    let from =
        desk.place.with_untracked(|place| place.as_ref().map(|place| (place.row.number, place.column)));
    spawn_local(async move {
        match importer.seek_text(what, from, towards).await {
            Ok(found) => {
                hit.try_set(found);
                if found.is_none() {
                    importer.announcement.try_set(untrack(|| importer.t("find-none")));
                }
            }
            // Why an expression is none stands below it already.
            Err(failure) if failure.code.starts_with("action.") => {}
            Err(failure) => importer.lost(failure),
        }
    });
}

#[component]
fn ColumnPicker(replace: RwSignal<Replace>) -> impl IntoView {
    let importer = use_importer();
    let options = move || {
        let all = (String::new(), importer.t("find-all-columns"));
        let columns = importer.overview().columns.clone();
        let named = columns.into_iter().map(|column| {
            let name = if column.header.is_empty() {
                column.letter
            } else {
                format!("{} · {}", column.letter, column.header)
            };
            (column.index.to_string(), name)
        });
        std::iter::once(all).chain(named).collect::<Vec<_>>()
    };
    view! {
        <Select
            testid="find-column"
            label=words(move || importer.t("find-column"))
            value=Signal::derive(move || replace.with(|replace| replace.column.map(|at| at.to_string()).unwrap_or_default()))
            options=Signal::derive(options)
            choose=Callback::new(move |column: String| replace.update(|replace| replace.column = column.parse().ok()))
        />
    }
}

#[component]
fn Check(testid: &'static str, key: &'static str, set: impl Fn(bool) + Send + 'static) -> impl IntoView {
    let importer = use_importer();
    view! {
        <label class="check">
            <input type="checkbox" data-testid=testid on:change:target=move |event| set(event.target().checked()) />
            <span>{words(move || importer.t(key))}</span>
        </label>
    }
}

/// Counts what would change a moment after the last key, and again when the file has changed.
fn count_while_typing(importer: Importer, replace: RwSignal<Replace>, counting: Counting) {
    let alarm = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        importer.overview.track();
        let replace = replace.get();
        if replace.find.is_empty() {
            alarm.set_value(None);
            counting.forget();
            return;
        }
        counting.supersede();
        alarm.set_value(Some(Timeout::new(PAUSE_MS, move || counting.count(Action::Replace(replace)))));
    });
    on_cleanup(move || {
        let _ = alarm.try_update_value(Option::take);
    });
}
