//! Tags as chips: Enter or a comma makes one of what is typed, Backspace in an empty field takes the
//! last away. Known ones are offered, and any other is new.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};

#[component]
pub(super) fn Tags(
    /// Messenger code.
    messenger: String,
) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    let list = format!("tags-list-{messenger}");
    let field = NodeRef::<html::Input>::new();
    let tags = Memo::new(move |_| importer.assignment(&of.get_value()).tags);
    let take_in = move || {
        let Some(field) = field.get_untracked() else { return };
        let typed = field.value();
        field.set_value("");
        importer.assign(&of.get_value(), |to| add(&mut to.tags, &typed));
    };
    let remove = move |tag: &str| {
        importer.assign(&of.get_value(), |to| to.tags.retain(|known| known != tag));
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let key = move |event: KeyboardEvent| {
        let is_empty = field.get_untracked().is_none_or(|field| field.value().is_empty());
        match event.key().as_str() {
            "Enter" if !is_empty => {
                event.prevent_default();
                take_in();
            }
            "," | ";" => {
                event.prevent_default();
                take_in();
            }
            "Backspace" if is_empty => importer.assign(&of.get_value(), |to| drop(to.tags.pop())),
            _ => {}
        }
    };
    // Where nobody offers tags, nobody knows which are new.
    let is_new = move |tag: &str| {
        let known = importer.pickers().tags;
        !known.is_empty() && known.iter().all(|known| known.name != tag)
    };
    let known = move || {
        let chosen = tags.get();
        importer.pickers().tags.into_iter().filter(move |tag| !chosen.contains(&tag.name))
    };
    view! {
        <div class="field">
            <label class="field__label" for=format!("tags-{messenger}")>{words(move || importer.t("card-tags"))}</label>
            <div class="chips">
                <ul class="chips__list">
                    <For each=move || tags.get() key=|tag| tag.clone() let:tag>
                        <li class="chip" data-testid="tag">
                            <span>{tag.clone()}</span>
                            {
                                let tag = tag.clone();
                                move || is_new(&tag).then(|| view! {
                                    <span class="chip__new">{importer.t("card-tag-new")}</span>
                                })
                            }
                            <button
                                type="button"
                                class="chip__remove"
                                aria-label={
                                    let tag = tag.clone();
                                    words(move || importer.tn("card-tag-remove", &[("tag", tag.clone().into())]))
                                }
                                on:click=move |_| remove(&tag)
                            >
                                <Icon glyph=Glyph::Cross />
                            </button>
                        </li>
                    </For>
                </ul>
                <input
                    class="chips__input"
                    type="text"
                    autocomplete="off"
                    id=format!("tags-{messenger}")
                    list=list.clone()
                    node_ref=field
                    data-testid=format!("tags-{messenger}")
                    placeholder=words(move || importer.t("card-tags-hint"))
                    on:keydown=key
                    on:change=move |_| take_in()
                />
            </div>
            <datalist id=list>
                {move || known().map(|tag| view! { <option value=tag.name /> }).collect_view()}
            </datalist>
        </div>
    }
}

/// Adds tag names as typed: commas between, each once.
fn add(tags: &mut Vec<String>, typed: &str) {
    for tag in typed.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
}
