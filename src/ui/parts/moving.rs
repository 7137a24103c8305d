//! Asks to which messenger clients go, and says how many rows that changes before it is done.

use leptos::prelude::*;

use super::counting::{Counted, Counting};
use super::dialog::{Decide, Dialog};
use super::select::Select;
use crate::protocol::{Action, Preview};
use crate::ui::importer::{Importer, Moving, use_importer, words};

/// Back to what the file says; no messenger is called so.
const AS_FOUND: &str = "=";
/// Clients of whatever messenger.
const ANY: &str = "*";

/// The dialog, while there is something to move.
#[component]
pub(in crate::ui) fn MoveDialog() -> impl IntoView {
    let importer = use_importer();
    view! { {move || importer.moving.get().map(|moving| view! { <Asked moving /> })} }
}

#[component]
fn Asked(moving: Moving) -> impl IntoView {
    let importer = use_importer();
    let close = Callback::new(move |()| importer.moving.set(None));
    let from = RwSignal::new(moving.from.unwrap_or_else(|| ANY.to_owned()));
    let to = RwSignal::new(String::new());
    let counting = Counting::new();
    let rows = StoredValue::new(moving.rows);
    let action = move || {
        let to = to.get();
        let from = Some(from.get()).filter(|from| from != ANY);
        (!to.is_empty()).then(|| Action::Move {
            rows: rows.get_value(),
            from,
            to: Some(to).filter(|to| to != AS_FOUND),
        })
    };
    Effect::new(move |_| {
        counting.forget();
        if let Some(action) = action() {
            counting.count(action);
        }
    });
    let apply = move |()| {
        if let Some(action) = untrack(action) {
            close.run(());
            importer.act(action);
        }
    };
    view! {
        <Dialog id="move-dialog" title=words(move || importer.t("move-title")) close>
            <p class="dialog__hint">{words(move || importer.t("move-hint"))}</p>
            <div class="moving">
                <Select
                    testid="move-from"
                    label=words(move || importer.t("move-from"))
                    value=from
                    options=Signal::derive(move || sources(importer))
                    choose=Callback::new(move |code| from.set(code))
                />
                <Select
                    testid="move-to"
                    label=words(move || importer.t("move-to"))
                    value=to
                    options=Signal::derive(move || targets(importer))
                    choose=Callback::new(move |code| to.set(code))
                />
            </div>
            <p class="moving__count" aria-live="polite" data-testid="move-count">
                {words(move || told(importer, to.get().is_empty(), counting.get()))}
            </p>
            <Decide deed="move-apply" able=Signal::derive(move || counting.is_worth_it()) close apply />
        </Dialog>
    }
}

fn sources(importer: Importer) -> Vec<(String, String)> {
    let overview = importer.overview();
    let groups = overview.groups.iter().map(|group| match &group.messenger {
        Some(code) => (code.clone(), importer.messenger_name(code)),
        None => (String::new(), importer.t("messenger-unknown")),
    });
    std::iter::once((ANY.to_owned(), importer.t("move-from-any"))).chain(groups).collect()
}

fn targets(importer: Importer) -> Vec<(String, String)> {
    let overview = importer.overview();
    let all = overview.messengers.iter().map(|messenger| (messenger.code.clone(), messenger.name.clone()));
    let ask = std::iter::once((String::new(), importer.t("messenger-choose")));
    ask.chain(all).chain([(AS_FOUND.to_owned(), importer.t("move-as-found"))]).collect()
}

fn told(importer: Importer, undecided: bool, counted: Counted) -> String {
    match counted {
        None if undecided => String::new(),
        None => importer.t("repair-counting"),
        Some(Err(failure) | Ok(Preview { failure: Some(failure), .. })) => {
            importer.tc("failure", &failure.code, &failure.arguments)
        }
        Some(Ok(Preview { rows: 0, .. })) => importer.t("move-nobody"),
        Some(Ok(Preview { rows, .. })) => importer.tn("move-count", &[("count", rows.into())]),
    }
}
