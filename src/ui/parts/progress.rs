//! A progress bar with words beside it.

use leptos::prelude::*;

use crate::protocol::{Held, Progress};
use crate::ui::importer::{Importer, use_importer, words};

#[component]
pub(in crate::ui) fn ProgressBar(
    /// How far it has come; nothing yet shows an indeterminate bar.
    #[prop(into)]
    progress: Signal<Option<Progress>>,
) -> impl IntoView {
    let importer = use_importer();
    let share = Memo::new(move |_| progress.get().and_then(share));
    // A reader is told of quarters and of what holds it up: of every step it could say nothing else.
    let told_of = Memo::new(move |_| (progress.get().and_then(quarter), progress.get().map(held)));
    let aloud = Memo::new(move |_| match told_of.get() {
        (None | Some(0), None | Some(Held::No)) => String::new(),
        // The title tells who sees it that it is paused.
        (_, Some(Held::Paused)) => {
            format!("{} · {}", told(importer, progress.get_untracked()), importer.t("send-paused-title"))
        }
        _ => told(importer, progress.get_untracked()),
    });
    view! {
        <div class="progress" class:progress--held=move || told_of.get().1.is_some_and(waits) data-testid="progress">
            <div
                class="progress__track"
                class:progress__track--unknown=move || share.get().is_none()
                role="progressbar"
                aria-label=words(move || importer.t("progress-label"))
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || share.get().map(|share| format!("{share:.0}"))
                aria-valuetext=move || told(importer, progress.get())
            >
                <div class="progress__bar" style:width=move || format!("{:.1}%", share.get().unwrap_or(0.0)) />
            </div>
            <p class="progress__words">{words(move || told(importer, progress.get()))}</p>
            <p class="visually-hidden" role="status" data-testid="progress-told">{move || aloud.get()}</p>
        </div>
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 4")]
fn quarter(progress: Progress) -> Option<u8> {
    share(progress).map(|share| (share / 25.0) as u8)
}

/// Whether nothing goes on until something or somebody else does.
fn waits(held: Held) -> bool {
    held != Held::No && held != Held::Retrying
}

const fn held(progress: Progress) -> Held {
    match progress {
        Progress::Sending { held, .. } => held,
        _ => Held::No,
    }
}

/// Percent done, where a total is known.
fn share(progress: Progress) -> Option<f64> {
    let (Progress::Reading { done, total, .. }
    | Progress::Checking { done, total }
    | Progress::Working { done, total }
    | Progress::Making { done, total }
    | Progress::Asking { done, total }
    | Progress::Sending { done, total, .. }) = progress;
    #[expect(clippy::cast_precision_loss, reason = "a bar's width")]
    (total > 0).then(|| done.min(total) as f64 * 100.0 / total as f64)
}

fn told(importer: Importer, progress: Option<Progress>) -> String {
    match progress {
        None => importer.t("progress-starting"),
        Some(Progress::Reading { done, total, rows }) => importer.tn(
            "progress-reading",
            &[
                ("done", bytes(importer, done).into()),
                ("total", bytes(importer, total).into()),
                ("rows", rows.into()),
            ],
        ),
        Some(Progress::Checking { done, total }) => {
            importer.tn("progress-checking", &[("done", done.into()), ("total", total.into())])
        }
        Some(Progress::Working { done, total }) => {
            importer.tn("progress-working", &[("done", done.into()), ("total", total.into())])
        }
        Some(Progress::Making { done, total }) => {
            importer.tn("progress-making", &[("done", done.into()), ("total", total.into())])
        }
        Some(Progress::Asking { done, total }) => {
            importer.tn("progress-asking", &[("done", done.into()), ("total", total.into())])
        }
        Some(Progress::Sending { done, total, held }) => {
            let sent = importer.tn("progress-sending", &[("done", done.into()), ("total", total.into())]);
            let held = match held {
                // The title says that it is paused.
                Held::No | Held::Paused => return sent,
                Held::Offline => importer.t("send-offline"),
                Held::Token => importer.t("send-token"),
                Held::Retrying => importer.t("progress-waiting"),
            };
            format!("{sent} · {held}")
        }
    }
}

/// A share as the language writes it.
pub(in crate::ui) fn percent(importer: Importer, percent: u8) -> String {
    importer.tn("percent", &[("value", percent.to_string().into())])
}

/// A size in the unit a person would use.
pub(in crate::ui) fn bytes(importer: Importer, size: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let bytes = size as f64;
    let (key, size) = match size {
        0..1_000 => ("size-bytes", bytes),
        1_000..1_000_000 => ("size-kilobytes", (bytes / 1e3).round()),
        _ => ("size-megabytes", (bytes / 1e5).round() / 10.0),
    };
    importer.tn(key, &[("size", size.into())])
}
