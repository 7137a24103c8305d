//! The box that says what went wrong and what to do.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::ui::importer::{use_importer, words};

#[component]
pub(in crate::ui) fn Notice() -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="notice-place" role="alert">
            {move || importer.notice.get().map(|failure| {
                let code = failure.code.clone();
                view! {
                    <div class="notice" part="notice" data-testid="message" data-code=code>
                        <Icon glyph=Glyph::Error />
                        <p class="notice__text">
                            {words(move || importer.tc("failure", &failure.code, &failure.arguments))}
                        </p>
                        <button
                            type="button"
                            class="button button--icon"
                            aria-label=words(move || importer.t("close"))
                            on:click=move |_| importer.notice.set(None)
                        >
                            <Icon glyph=Glyph::Cross />
                        </button>
                    </div>
                }
            })}
        </div>
    }
}
