//! Clients on their way: how far, what holds them up, and the buttons to pause and to stop.

use leptos::prelude::*;

use crate::protocol::{Held, Progress};
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::heading::Heading;
use crate::ui::parts::progress::ProgressBar;

#[component]
pub(super) fn Sending() -> impl IntoView {
    let importer = use_importer();
    let held = Memo::new(move |_| match importer.sending.get() {
        Some(Progress::Sending { held, .. }) => held,
        _ => Held::No,
    });
    let paused = Memo::new(move |_| held.get() == Held::Paused);
    let title = move || match held.get() {
        Held::Paused => "send-paused-title",
        Held::Offline => "send-offline-title",
        Held::No | Held::Token | Held::Retrying => "sending-title",
    };
    view! {
        <div class="sending" part="panel">
            <Heading id="done-title" follows=true words=words(move || importer.t(title())) />
            <p class="step-hint">{words(move || importer.t("sending-hint"))}</p>
            <ProgressBar progress=importer.sending />
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    class:button--primary=move || paused.get()
                    data-testid="pause"
                    aria-pressed=move || paused.get().to_string()
                    on:click=move |_| importer.pause_sending(!paused.get_untracked())
                >
                    {words(move || importer.t(if paused.get() { "send-go-on" } else { "send-pause" }))}
                </button>
                <button type="button" class="button" data-testid="stop" on:click=move |_| importer.stop_sending()>
                    {words(move || importer.t("sending-stop"))}
                </button>
            </div>
        </div>
    }
}
