//! The name of a field of the company's own: Latin letters, and at most so many fields in a company.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::latin::{is_field_name, spelled};
use crate::protocol::Request;
use crate::ui::importer::{use_importer, words};

const PREFIX: &str = "custom:";
/// Most a company can have, by the platform's documentation.
const MOST: usize = 20;

#[component]
pub(super) fn CustomName(
    index: u32,
    letter: String,
    /// What a person calls the column.
    #[prop(into)]
    named: Signal<String>,
    /// The field of the column now.
    target: Memo<String>,
    /// The person has just asked for it.
    naming: RwSignal<bool>,
) -> impl IntoView {
    let importer = use_importer();
    let input = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(first(&target.get_untracked(), &named.get_untracked()));
    let fits = Memo::new(move |_| is_field_name(&typed.get()));
    let used = Memo::new(move |_| {
        let overview = importer.overview();
        let targets = overview.columns.iter().filter_map(|column| column.target.as_deref());
        targets.filter(|target| target.starts_with(PREFIX)).count()
    });
    let take = move || {
        if !fits.get_untracked() {
            return;
        }
        naming.set(false);
        let name = format!("{PREFIX}{}", typed.get_untracked().trim());
        if name != target.get_untracked() {
            importer.map(Request::SetTarget { column: index, target: Some(name) });
        }
    };
    input.on_load(move |input| {
        if naming.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let hint = format!("custom-hint-{letter}");
    view! {
        <div class="custom">
            <input
                class="input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                data-testid=format!("custom-{letter}")
                aria-label=words(move || importer.tn("columns-custom-of", &[("column", named.get().into())]))
                aria-describedby=hint.clone()
                aria-invalid=move || (!fits.get()).then_some("true")
                node_ref=input
                prop:value=move || typed.get()
                on:input:target=move |event| typed.set(event.target().value())
                on:change=move |_| take()
                on:keydown=move |event: KeyboardEvent| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        take();
                    }
                }
            />
            <Show when=move || naming.get()>
                <button type="button" class="button button--small" data-testid=format!("custom-take-{letter}") disabled=move || !fits.get() on:click=move |_| take()>
                    {words(move || importer.t("columns-custom-take"))}
                </button>
            </Show>
            <p class="custom__hint" class:custom__hint--bad=move || !fits.get() || { used.get() > MOST } id=hint aria-live="polite">
                {words(move || match (fits.get(), used.get()) {
                    (false, _) => importer.t("columns-custom-latin"),
                    (true, used) => importer.tn("columns-custom-used", &[("count", used.into()), ("max", MOST.into())]),
                })}
            </p>
        </div>
    }
}

/// The name it has, or one from the header in Latin letters.
fn first(target: &str, header: &str) -> String {
    target.strip_prefix(PREFIX).map_or_else(|| spelled(header), str::to_owned)
}
