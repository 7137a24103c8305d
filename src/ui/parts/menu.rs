//! A button with a menu: arrows walk it, Esc and leaving it close it.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, Node};

use super::icon::{Glyph, Icon};

#[component]
pub(in crate::ui) fn Menu(
    /// For tests to find the button by.
    testid: &'static str,
    /// The button's words.
    #[prop(into)]
    label: Signal<String>,
    /// Beside the words.
    glyph: Glyph,
    /// [`Item`]s and nothing else.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let children = StoredValue::new(children);
    let button = NodeRef::<html::Button>::new();
    let frame = NodeRef::<html::Div>::new();
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let left = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        // The focus leaves a menu that is taken away, too.
        let frame = frame.try_get_untracked().flatten();
        if !frame.is_some_and(|frame| frame.contains(to.as_ref())) {
            open.try_set(false);
        }
    };
    view! {
        <div class="menu" node_ref=frame on:focusout=left>
            <button
                type="button"
                class="button"
                node_ref=button
                data-testid=testid
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
                on:keydown=move |event: KeyboardEvent| {
                    if event.key() == "ArrowDown" {
                        event.prevent_default();
                        open.set(true);
                    }
                }
            >
                <Icon glyph />
                <span class="button__words">{label}</span>
                <Icon glyph=Glyph::Down />
            </button>
            <Show when=move || open.get()>
                <List label close=Callback::new(move |()| close())>{children.with_value(|children| children())}</List>
            </Show>
        </div>
    }
}

#[component]
fn List(#[prop(into)] label: Signal<String>, close: Callback<()>, children: Children) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    list.on_load(|list| focus(&list, Move::First));
    let key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let to = match event.key().as_str() {
            "ArrowDown" => Move::Next,
            "ArrowUp" => Move::Previous,
            "Home" => Move::First,
            "End" => Move::Last,
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                return close.run(());
            }
            _ => return,
        };
        event.prevent_default();
        focus(&list, to);
    };
    view! {
        <div class="menu__list" role="menu" aria-label=label node_ref=list on:keydown=key on:click=move |_| close.run(())>
            {children()}
        </div>
    }
}

/// A choice of a menu.
#[component]
pub(in crate::ui) fn Item(
    /// For tests to find it by.
    testid: &'static str,
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// What it gives, in smaller words.
    #[prop(into, optional)]
    hint: Option<Signal<String>>,
    /// Called when it is chosen; the menu closes by itself.
    #[prop(into)]
    choose: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="menu__item" role="menuitem" tabindex="-1" data-testid=testid on:click=move |_| choose.run(())>
            <span>{label}</span>
            {hint.map(|hint| view! { <span class="menu__hint">{hint}</span> })}
        </button>
    }
}

#[derive(Clone, Copy)]
enum Move {
    First,
    Last,
    Next,
    Previous,
}

/// Moves the focus within the menu, round its ends.
fn focus(list: &HtmlElement, to: Move) {
    let root = list.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok();
    let active = root.and_then(|root| root.active_element()).filter(|active| list.contains(Some(active)));
    let around = match (to, &active) {
        (Move::Next, Some(active)) => active.next_element_sibling(),
        (Move::Previous, Some(active)) => active.previous_element_sibling(),
        _ => None,
    };
    let item = around.or_else(|| match to {
        Move::First | Move::Next => list.first_element_child(),
        Move::Last | Move::Previous => list.last_element_child(),
    });
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
