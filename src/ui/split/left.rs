//! An import of this very file that another page left unfinished: go on, or begin anew.

use leptos::prelude::*;

use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};

#[component]
pub(super) fn LeftOver() -> impl IntoView {
    let importer = use_importer();
    view! {
        {move || importer.left.get().map(|left| {
            let (arrived, clients) = (left.kept.arrived, left.kept.clients);
            let told = move || {
                importer.tn("resume-found", &[("done", arrived.into()), ("total", clients.into())])
            };
            // What is kept holds nothing of a client: not even what was corrected in one.
            let by_hand = left.kept.recipe.is_none();
            let untouched = move || importer.overview().history.steps.is_empty();
            view! {
                <div class="banner banner--question" role="alert" data-testid="resume">
                    <Icon glyph=Glyph::Warning />
                    <p>{words(told)}</p>
                    <Show when=move || by_hand && untouched()>
                        <p data-testid="resume-by-hand">{words(move || importer.t("resume-by-hand"))}</p>
                    </Show>
                    <button type="button" class="button button--primary" data-testid="resume-go-on" on:click=move |_| importer.go_on()>
                        {words(move || importer.t("resume-go-on"))}
                    </button>
                    <button type="button" class="button" data-testid="resume-anew" on:click=move |_| importer.forget_left()>
                        {words(move || importer.t("resume-anew"))}
                    </button>
                </div>
            }
        })}
    }
}
