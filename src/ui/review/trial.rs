//! A change shown before it is made: how much it changes, the first cells before and after, and two
//! buttons.

use leptos::prelude::*;

use crate::protocol::{Action, Failure, Preview};
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::counting::Counting;
use crate::ui::parts::dialog::{Decide, Dialog};
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
    let counting = Counting::new();
    counting.count(action.clone());
    let apply = move |()| {
        close.run(());
        importer.act(action.clone());
    };
    view! {
        <Dialog id="repair-dialog" title close>
            {move || hint.get().map(|hint| view! { <p class="dialog__hint">{hint}</p> })}
            <div class="trial" aria-live="polite">
                {move || match counting.get() {
                    None => view! { <p class="muted">{words(move || importer.t("repair-counting"))}</p> }.into_any(),
                    Some(Ok(preview)) => view! { <Outcome preview /> }.into_any(),
                    Some(Err(failure)) => view! { <Refused failure /> }.into_any(),
                }}
            </div>
            <Decide deed="repair-apply" able=Signal::derive(move || counting.is_worth_it()) close apply />
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
