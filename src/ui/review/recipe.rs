//! The steps as a file for next month's base, and such a file on this one: first what each step
//! would change, then all of them as one step of undo.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::FileList;

use super::trial::Refused;
use crate::protocol::{Failure, Product, RecipePreview};
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::dialog::{Decide, Dialog};
use crate::ui::parts::file_button::FileButton;
use crate::ui::parts::samples::Samples;

/// A recipe that a person chose, and what it would change.
#[derive(Debug, Clone, PartialEq)]
struct Chosen {
    file: String,
    text: String,
    preview: Result<RecipePreview, Failure>,
}

#[component]
pub(super) fn Recipe() -> impl IntoView {
    let importer = use_importer();
    let chosen = RwSignal::new(None::<Chosen>);
    let none = Memo::new(move |_| importer.overview().history.done == 0);
    let take = move |files: FileList| {
        let Some(file) = files.item(0) else { return };
        let name = file.name();
        importer.read_text(file.unchecked_into(), move |text| {
            spawn_local(async move {
                let preview = importer.try_recipe(text.clone()).await;
                chosen.try_set(Some(Chosen { file: name, text, preview }));
            });
        });
    };
    view! {
        <div class="recipe">
            <p class="recipe__hint">{words(move || importer.t("recipe-hint"))}</p>
            <div class="recipe__buttons">
                <button type="button" class="button" data-testid="recipe-save" disabled=move || none.get() on:click=move |_| importer.save(Product::Recipe)>
                    {words(move || importer.t("recipe-save"))}
                </button>
                <FileButton
                    label=words(move || importer.t("recipe-apply-file"))
                    class="button"
                    accept=".json,application/json"
                    button="recipe-choose"
                    input="recipe-input"
                    take
                />
            </div>
            {move || chosen.get().map(|recipe| view! { <Trial recipe chosen /> })}
        </div>
    }
}

/// What the recipe would change, before it does.
#[component]
fn Trial(recipe: Chosen, chosen: RwSignal<Option<Chosen>>) -> impl IntoView {
    let importer = use_importer();
    let Chosen { file, text, preview } = recipe;
    let close = Callback::new(move |()| chosen.set(None));
    let moves = preview.as_ref().is_ok_and(|preview| preview.steps.iter().any(|step| step.count > 0));
    let apply = move |()| {
        close.run(());
        importer.apply_recipe(text.clone());
    };
    let body = match preview {
        Ok(preview) => view! { <Steps preview /> }.into_any(),
        Err(failure) => {
            let failure = failure.with("file", &file);
            view! { <Refused failure /> }.into_any()
        }
    };
    view! {
        <Dialog id="recipe-dialog" title=words(move || importer.tn("recipe-title", &[("file", file.clone().into())])) close>
            <div class="trial">{body}</div>
            <Decide deed="recipe-apply" able=moves close apply />
        </Dialog>
    }
}

#[component]
fn Steps(preview: RecipePreview) -> impl IntoView {
    let importer = use_importer();
    let RecipePreview { steps, samples } = preview;
    let none = steps.iter().all(|step| step.count == 0);
    view! {
        <ol class="recipe__steps" data-testid="recipe-steps">
            {steps
                .into_iter()
                .map(|step| {
                    let idle = step.count == 0;
                    view! {
                        <li class:recipe__step--idle=idle>
                            {words(move || importer.step_words(&step))}
                            {idle.then(|| view! { <span class="recipe__note">{words(move || importer.t("recipe-finds-nothing"))}</span> })}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
        {none.then(|| view! { <p class="muted">{words(move || importer.t("repair-nothing"))}</p> })}
        {(!samples.is_empty()).then(|| view! { <Samples samples /> })}
    }
}
