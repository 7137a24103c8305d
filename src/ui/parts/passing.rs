//! What lies over the lower edge and moves nothing: what has just been done, with the way back, and
//! how far a long piece of work has come.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::progress::ProgressBar;
use crate::ui::importer::{Done, Importer, use_importer, words};

/// How long a note stays when nobody is at it.
const STAYS_MS: u32 = 12_000;

#[component]
pub(in crate::ui) fn Passing() -> impl IntoView {
    let importer = use_importer();
    let is_busy = Memo::new(move |_| importer.busy.with(Option::is_some));
    let is_making = Memo::new(move |_| importer.making.with(Option::is_some));
    view! {
        <div class="passing">
            <div class="passing__stack">
                <Show when=move || is_busy.get()>
                    <div class="note note--late">
                        <ProgressBar progress=importer.busy />
                        <button type="button" class="button" data-testid="cancel-busy" on:click=move |_| importer.give_up()>
                            {words(move || importer.t("cancel"))}
                        </button>
                    </div>
                </Show>
                <Show when=move || is_making.get()>
                    <Making />
                </Show>
                {move || importer.done.get().map(|done| view! { <Note done /> })}
            </div>
        </div>
    }
}

#[component]
fn Making() -> impl IntoView {
    let importer = use_importer();
    let progress = Signal::derive(move || importer.making.get().and_then(|making| making.progress));
    view! {
        <div class="note" data-testid="making">
            <ProgressBar progress />
            <button type="button" class="button" data-testid="cancel-making" on:click=move |_| importer.cancel_making()>
                {words(move || importer.t("cancel"))}
            </button>
        </div>
    }
}

/// What was done. The same words are told to readers by the status region.
#[component]
fn Note(done: Done) -> impl IntoView {
    let importer = use_importer();
    let held = StoredValue::new(false);
    let alarm = Timeout::new(STAYS_MS, move || {
        if held.try_get_value() == Some(false) {
            importer.done.try_set(None);
        }
    });
    let alarm = StoredValue::new_local(Some(alarm));
    on_cleanup(move || {
        // Dropping it calls it off.
        let _ = alarm.try_update_value(Option::take);
    });
    let hold = move || held.set_value(true);
    let way_back = way_back(importer, &done);
    view! {
        <div class="note" data-testid="note" on:pointerenter=move |_| hold() on:focusin=move |_| hold()>
            <Icon glyph=Glyph::Check />
            <p class="note__words">{words(move || importer.done_words(&done))}</p>
            {way_back.map(|(key, back)| view! {
                <button type="button" class="button" data-testid="note-undo" on:click=move |_| back.run(())>
                    {words(move || importer.t(key))}
                </button>
            })}
            <button
                type="button"
                class="button button--icon"
                aria-label=words(move || importer.t("close"))
                on:click=move |_| importer.done.set(None)
            >
                <Icon glyph=Glyph::Cross />
            </button>
        </div>
    }
}

fn way_back(importer: Importer, done: &Done) -> Option<(&'static str, Callback<()>)> {
    match done {
        Done::Step(_) | Done::Redone(_) => Some(("history-undo", Callback::new(move |()| importer.undo()))),
        Done::Undone(_) => Some(("history-redo", Callback::new(move |()| importer.redo()))),
        Done::Remembered => Some(("columns-forget", Callback::new(move |()| importer.forget_mapping()))),
        Done::Taken(_) => Some(("history-undo", Callback::new(move |()| importer.undo()))),
        Done::Returned(returned) if returned.cells > 0 => {
            Some(("history-undo", Callback::new(move |()| importer.undo())))
        }
        Done::Nothing | Done::Stopped | Done::Saved(_) | Done::Returned(_) | Done::Recovered { .. } => None,
    }
}
