//! A change shown before it is made: how much it changes, the first cells before and after, and two
//! buttons.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::{Action, Failure, Preview};
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::samples::Samples;

#[component]
pub(super) fn Trial(
    /// The change.
    action: Action,
    /// The change in words, with its count.
    #[prop(into)]
    title: Signal<String>,
    /// What it means, where that is not plain.
    hint: Signal<Option<String>>,
    /// Called when the dialog is to go.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let importer = use_importer();
    let preview = RwSignal::new(None::<Result<Preview, Failure>>);
    {
        let action = action.clone();
        spawn_local(async move {
            preview.try_set(Some(importer.preview(action).await));
        });
    }
    let idle = move || preview.with(|preview| !matches!(preview, Some(Ok(preview)) if moves(preview)));
    let apply = move |_| {
        close.run(());
        importer.act(action.clone());
    };
    view! {
        <Dialog id="repair-dialog" title close>
            {move || hint.get().map(|hint| view! { <p class="dialog__hint">{hint}</p> })}
            <div class="trial" aria-live="polite">
                {move || match preview.get() {
                    None => view! { <p class="muted">{words(move || importer.t("repair-counting"))}</p> }.into_any(),
                    Some(Ok(preview)) => view! { <Outcome preview /> }.into_any(),
                    Some(Err(failure)) => view! { <Refused failure /> }.into_any(),
                }}
            </div>
            <div class="actions">
                <button type="button" class="button" data-testid="repair-cancel" on:click=move |_| close.run(())>
                    {words(move || importer.t("cancel"))}
                </button>
                <button type="button" class="button button--primary" data-testid="repair-apply" disabled=idle on:click=apply>
                    {words(move || importer.t("repair-apply"))}
                </button>
            </div>
        </Dialog>
    }
}

/// What a preview says: the count, the samples, or why not.
#[component]
pub(super) fn Outcome(preview: Preview) -> impl IntoView {
    let importer = use_importer();
    if let Some(failure) = preview.failure {
        return view! { <Refused failure /> }.into_any();
    }
    if preview.cells == 0 && preview.rows == 0 {
        return view! { <p class="muted" data-testid="preview-count">{words(move || importer.t("repair-nothing"))}</p> }
            .into_any();
    }
    let (cells, rows) = (preview.cells, preview.rows);
    let count = move || {
        let rows = importer.tn("count-rows", &[("count", rows.into())]);
        match cells {
            0 => importer.tn("repair-count-rows", &[("rows", rows.into())]),
            cells => importer.tn("repair-count", &[("count", cells.into()), ("rows", rows.into())]),
        }
    };
    let samples = preview.samples;
    view! {
        <p data-testid="preview-count">{words(count)}</p>
        {(!samples.is_empty()).then(|| view! { <Samples samples /> })}
    }
    .into_any()
}

/// Why something cannot be done.
#[component]
pub(super) fn Refused(failure: Failure) -> impl IntoView {
    let importer = use_importer();
    let code = failure.code.clone();
    view! {
        <p class="refused" data-testid="refused" data-code=code>
            {words(move || importer.tc("failure", &failure.code, &failure.arguments))}
        </p>
    }
}

const fn moves(preview: &Preview) -> bool {
    preview.failure.is_none() && (preview.cells > 0 || preview.rows > 0)
}
