//! The third step: the file's own rows, with the problems on their cells and beside them, and what
//! can be done about them.

mod filter;
mod find;
mod history;
mod inspector;
mod map;
mod problems;
mod recipe;
mod story;
mod toolbar;
mod trial;

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::importer::{Step, use_importer, words};
use super::parts::grid::{Grid, Place};
use super::parts::heading::Heading;

/// What is open between the toolbar and the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Panel {
    Find,
    History,
}

/// What the parts of this step share.
#[derive(Clone, Copy)]
struct Desk {
    /// The cell a person is on.
    place: RwSignal<Option<Place>>,
    panel: RwSignal<Option<Panel>>,
    find_opener: NodeRef<html::Button>,
    history_opener: NodeRef<html::Button>,
}

impl Desk {
    fn toggle(self, panel: Panel) {
        self.panel.update(|open| *open = if *open == Some(panel) { None } else { Some(panel) });
    }

    /// Closes what is open; the focus goes back to the button that opens it.
    fn leave(self) {
        let panel = self.panel.try_update(Option::take).flatten();
        let opener = match panel {
            Some(Panel::Find) => self.find_opener,
            Some(Panel::History) => self.history_opener,
            None => return,
        };
        if let Some(opener) = opener.get_untracked() {
            let _ = opener.focus();
        }
    }
}

#[component]
pub(super) fn Review() -> impl IntoView {
    let importer = use_importer();
    let desk = Desk {
        place: RwSignal::new(None),
        panel: RwSignal::new(None),
        find_opener: NodeRef::new(),
        history_opener: NodeRef::new(),
    };
    let key = move |event: KeyboardEvent| {
        let with_control = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        if !event.default_prevented() && with_control && matches!(event.code().as_str(), "KeyF" | "KeyH") {
            event.prevent_default();
            desk.panel.set(Some(Panel::Find));
        }
    };
    view! {
        <section
            class="step-body step-body--fill"
            data-testid="step-review"
            aria-labelledby="review-title"
            on:keydown=key
        >
            <div class="step-head" data-focus-home tabindex="-1">
                <Heading id="review-title" words=words(move || importer.t("review-title")) />
                <p class="step-hint">{words(move || importer.t("review-hint"))}</p>
            </div>
            <toolbar::Toolbar desk />
            <div class="review">
                <aside class="review__side">
                    <map::Map />
                    <problems::Problems />
                </aside>
                <div class="review__rows">
                    {move || match desk.panel.get() {
                        Some(Panel::Find) => view! { <find::Find desk /> }.into_any(),
                        Some(Panel::History) => view! { <history::History desk /> }.into_any(),
                        None => ().into_any(),
                    }}
                    <Grid place=desk.place />
                </div>
                <inspector::Inspector place=desk.place />
            </div>
            <div class="actions">
                <button type="button" class="button button--primary" part="button primary" data-testid="next" on:click=move |_| importer.go(Step::Split)>
                    {words(move || importer.t("next-split"))}
                </button>
            </div>
        </section>
    }
}
