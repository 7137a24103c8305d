//! Who of a messenger's clients is not imported, or gets no messages, and why; with the way to their
//! rows, and to another messenger.

use leptos::prelude::*;

use crate::protocol::{Filter, Group, Rows, View};
use crate::ui::importer::{Moving, use_importer, words};

#[component]
pub(super) fn Silent(group: Group) -> impl IntoView {
    let Group { messenger, clients, ready, placeholders, mismatches, .. } = group;
    let held_back = clients.saturating_sub(ready);
    let of = messenger.clone().unwrap_or_default();
    let known = messenger.is_some();
    let code = |code: &str| Filter::Code(code.to_owned());
    let lines = [
        // Whose messenger nobody knows is not sent whatever the id is like.
        ("card-held-back", held_back, Filter::Errors, false),
        ("card-placeholders", placeholders, code("social_id.placeholder"), false),
        ("card-mismatches", if known { mismatches } else { 0 }, code("social_id.messenger_mismatch"), true),
    ];
    let lines = lines.into_iter().filter(|(_, count, ..)| *count > 0);
    let lines = lines.map(|(key, count, filter, movable)| {
        view! { <Line key count filter from=movable.then(|| of.clone()) /> }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| view! { <ul class="silent">{lines}</ul> })
}

/// How many, why, and what to do about it.
#[component]
fn Line(
    /// Its words, and the name tests find it by.
    key: &'static str,
    count: u32,
    /// Lists their rows, and alike ones of other messengers.
    filter: Filter,
    /// The messenger they can be moved from.
    from: Option<String>,
) -> impl IntoView {
    let importer = use_importer();
    let rows = Rows::Listed(View { filter: filter.clone(), ..View::default() });
    view! {
        <li class="silent__line" data-testid=key>
            <span>{words(move || importer.tn(key, &[("count", count.into())]))}</span>
            <span class="silent__ways">
                <button type="button" class="link" on:click=move |_| importer.show_rows(filter.clone())>
                    {words(move || importer.t("card-show"))}
                </button>
                {from.map(|from| {
                    let ask = move |_| {
                        importer.moving.set(Some(Moving { rows: rows.clone(), from: Some(from.clone()) }));
                    };
                    view! {
                        <button type="button" class="link" data-testid="card-move" on:click=ask>
                            {words(move || importer.t("move-open"))}
                        </button>
                    }
                })}
            </span>
        </li>
    }
}
