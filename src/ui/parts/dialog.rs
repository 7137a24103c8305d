//! A modal dialog of the browser's own: it holds the focus, closes by Esc, and gives the focus back.

use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlDialogElement, KeyboardEvent, MouseEvent};

use super::focus::rescue;
use super::icon::{Glyph, Icon};
use crate::ui::importer::{use_importer, words};

#[component]
pub(in crate::ui) fn Dialog(
    /// Names the dialog; its heading's id.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// Called when the person is done with it: the parent takes it away.
    #[prop(into)]
    close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let importer = use_importer();
    let node = NodeRef::<html::Dialog>::new();
    let shown = StoredValue::new_local(None::<HtmlDialogElement>);
    node.on_load(move |dialog| {
        let _ = dialog.show_modal();
        shown.set_value(Some(dialog));
    });
    on_cleanup(move || {
        if let Some(dialog) = shown.try_update_value(Option::take).flatten() {
            leave(&dialog);
        }
    });
    view! {
        <dialog
            class="dialog"
            part="dialog"
            node_ref=node
            aria-labelledby=id
            data-testid=id
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                close.run(());
            }
            // Keys pressed in here are not for what lies under it.
            on:keydown=|event: KeyboardEvent| event.stop_propagation()
            on:click=move |event: MouseEvent| {
                // The backdrop is the dialog itself; what is in it stands in a box of its own.
                if event.target() == event.current_target() {
                    close.run(());
                }
            }
        >
            <div class="dialog__box">
                <div class="dialog__head">
                    <h2 class="dialog__title" id=id>{title}</h2>
                    <button
                        type="button"
                        class="button button--icon"
                        aria-label=words(move || importer.t("close"))
                        on:click=move |_| close.run(())
                    >
                        <Icon glyph=Glyph::Cross />
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
}

/// The two buttons below what a dialog asks about: leave it, or do it.
#[component]
pub(in crate::ui) fn Decide(
    /// What doing it is called: key of the word, and the button's name for tests.
    deed: &'static str,
    /// Whether there is anything to be done.
    #[prop(into)]
    able: Signal<bool>,
    /// Called to leave it.
    close: Callback<()>,
    /// Called to do it.
    #[prop(into)]
    apply: Callback<()>,
) -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="actions">
            <button type="button" class="button" data-testid="leave" on:click=move |_| close.run(())>
                {words(move || importer.t("cancel"))}
            </button>
            <button
                type="button"
                class="button button--primary"
                data-testid=deed
                disabled=move || !able.get()
                on:click=move |_| apply.run(())
            >
                {words(move || importer.t(deed))}
            </button>
        </div>
    }
}

/// Closes it, by which the browser gives the focus back to what had it; where that is gone by now,
/// to the step.
pub(in crate::ui) fn leave(dialog: &HtmlDialogElement) {
    dialog.close();
    rescue(dialog);
}
