//! A labelled select whose choice is held outside.

use leptos::prelude::*;

#[component]
pub(in crate::ui) fn Select(
    /// The words beside it.
    #[prop(into)]
    label: Signal<String>,
    /// For tests to find it by.
    #[prop(into)]
    testid: String,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Values and their words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The label is for readers only.
    #[prop(optional)]
    quiet: bool,
    /// Called with the value a person chose.
    #[prop(into)]
    choose: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class=if quiet { "visually-hidden" } else { "field__label" }>{label}</span>
            <select
                class="select"
                data-testid=testid
                prop:value=move || {
                    options.track();
                    value.get()
                }
                on:change:target=move |event| choose.run(event.target().value())
            >
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(key, words)| {
                            let chosen = key.clone();
                            view! { <option value=key selected=move || value.get() == chosen>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </label>
    }
}
