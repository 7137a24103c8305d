//! A button that asks for files.

use leptos::html;
use leptos::prelude::*;
use web_sys::FileList;

/// `button` and `input` name the two parts for tests; `accept` is what the dialog offers first.
#[component]
pub(in crate::ui) fn FileButton(
    #[prop(into)] label: Signal<String>,
    class: &'static str,
    accept: &'static str,
    button: &'static str,
    input: &'static str,
    #[prop(into)] take: Callback<FileList>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(field) = field.get_untracked() {
            field.click();
        }
    };
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else { return };
        if let Some(files) = field.files() {
            take.run(files);
        }
        // The same file again is a change too.
        field.set_value("");
    };
    view! {
        <button type="button" class=class part="button" data-testid=button on:click=choose>
            {label}
        </button>
        <input
            class="visually-hidden"
            type="file"
            tabindex="-1"
            aria-hidden="true"
            accept=accept
            data-testid=input
            node_ref=field
            on:change=chosen
        />
    }
}
