//! What a person sees: one component a file, by step. Components read signals of [`Importer`] and
//! send it commands; what is known of the file comes from the worker and is never worked out here.

#![allow(unreachable_pub, reason = "the component macro makes each props type pub")]

mod columns;
mod done;
mod drop;
mod header;
mod importer;
mod opening;
mod parts;
mod review;
mod split;
mod summary;

use leptos::prelude::*;

pub use importer::{Importer, Settings};
use importer::{Step, use_importer};

/// The whole view, for a shadow root.
pub fn view(importer: Importer) -> impl IntoView {
    provide_context(importer);
    view! {
        <div class="importer" lang=move || importer.language().code()>
            <header::Header />
            <parts::notice::Notice />
            <Body />
            <opening::Opening />
            <div class="visually-hidden" role="status">{move || importer.announcement.get()}</div>
        </div>
    }
}

#[component]
fn Body() -> impl IntoView {
    let importer = use_importer();
    let step = Memo::new(move |_| importer.step.get());
    view! {
        <main class="body" on:dragover=move |event| drop::allow(&event) on:drop=move |event| drop::take(importer, &event)>
            <Show when=move || importer.is_open()>
                <summary::Summary />
            </Show>
            {move || match step.get() {
                Step::File => view! { <drop::Drop /> }.into_any(),
                Step::Columns => view! { <columns::Columns /> }.into_any(),
                Step::Review => view! { <review::Review /> }.into_any(),
                Step::Split => view! { <split::Split /> }.into_any(),
                Step::Done => view! { <done::Done /> }.into_any(),
            }}
        </main>
    }
}
