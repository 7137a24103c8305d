//! Comparing with clients who are there already: where they come from, what would become of whom, and
//! what is sent.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, File};

use crate::protocol::{Filter, KnownClients, KnownSource, Product};
use crate::ui::drop::allow;
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::parts::menu::{Item, Menu};
use crate::ui::parts::progress::ProgressBar;
use crate::ui::parts::select::Select;

#[component]
pub(super) fn KnownPanel() -> impl IntoView {
    let importer = use_importer();
    let over = RwSignal::new(false);
    let known = Memo::new(move |_| importer.overview().known.clone());
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.item(0)) {
            importer.learn_file(file.unchecked_into());
        }
    };
    view! {
        <section
            class="known"
            class:known--over=move || over.get()
            data-testid="known"
            aria-labelledby="known-title"
            on:dragover=move |event: DragEvent| {
                allow(&event);
                event.stop_propagation();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <h3 class="known__title" id="known-title">{words(move || importer.t("known-title"))}</h3>
            {move || match known.get() {
                None => view! { <p class="step-hint">{words(move || importer.t("known-hint"))}</p> }.into_any(),
                Some(known) => view! { <Told known /> }.into_any(),
            }}
            <Ways />
        </section>
    }
}

/// Where known clients can come from; while they do, how far that is.
#[component]
fn Ways() -> impl IntoView {
    let importer = use_importer();
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(file) = input.files().and_then(|files| files.item(0)) {
            importer.learn_file(file.unchecked_into::<File>());
        }
        input.set_value("");
    };
    let choose = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let is_learning = move || importer.learning.with(Option::is_some);
    let host = move || {
        let address = importer.backend.get().unwrap_or_default();
        let base = document().base_uri().ok().flatten().unwrap_or_default();
        web_sys::Url::new_with_base(&address, &base).map_or(address, |url| url.host())
    };
    view! {
        <input
            class="visually-hidden"
            type="file"
            tabindex="-1"
            aria-hidden="true"
            data-testid="known-input"
            node_ref=input
            on:change=chosen
        />
        <Show when=is_learning>
            <div class="known__learning" data-testid="known-learning">
                <ProgressBar progress=Signal::derive(move || importer.learning.get().and_then(|learning| learning.progress)) />
                <button type="button" class="button" data-testid="known-cancel" on:click=move |_| importer.cancel_learning()>
                    {words(move || importer.t("cancel"))}
                </button>
            </div>
        </Show>
        <Show when=move || !is_learning()>
            <div class="known__ways">
                <button type="button" class="button" data-testid="known-choose" on:click=choose>
                    <Icon glyph=Glyph::Upload />
                    {words(move || importer.t("known-choose"))}
                </button>
                <Show when=move || importer.backend.with(Option::is_some)>
                    <button type="button" class="button" data-testid="known-ask" on:click=move |_| importer.ask_backend()>
                        {words(move || importer.t("known-ask"))}
                    </button>
                    <p class="known__note">
                        {words(move || importer.tn("known-ask-hint", &[("host", host().into())]))}
                    </p>
                </Show>
            </div>
        </Show>
    }
}

/// Who is known, and what would become of the file's clients.
#[component]
fn Told(known: KnownClients) -> impl IntoView {
    let importer = use_importer();
    let standings = known.standings();
    let (undecided, assumed) = (known.undecided, known.assumed.clone());
    let (outranked, unasked) = (known.outranked, known.unasked);
    let save = move |format: &str| importer.save(Product::Comparison { format: format.to_owned() });
    view! {
        <ul class="known__sources">
            {known.sources.into_iter().map(|source| view! { <FromSource source /> }).collect_view()}
        </ul>
        {(outranked > 0).then(|| view! {
            <p class="step-hint" data-testid="known-outranked">
                {words(move || importer.tn("known-outranked", &[("count", outranked.into())]))}
            </p>
        })}
        {(undecided > 0).then(|| view! { <Whose count=undecided assumed /> })}
        {(unasked > 0).then(|| view! { <Unasked count=unasked /> })}
        <ul class="known__counts">
            {standings
                .into_iter()
                .filter(|(name, count)| *count > 0 || matches!(*name, "new" | "changed" | "same"))
                .map(|(name, count)| view! { <Count name count /> })
                .collect_view()}
        </ul>
        <Choice
            testid="known-clears"
            label="known-clears"
            checked=known.clears
            choose=Callback::new(move |on| importer.decide_known(|choices| choices.clears = on))
        />
        <Choice
            testid="known-sends-same"
            label="known-sends-same"
            checked=known.sends_same
            choose=Callback::new(move |on| importer.decide_known(|choices| choices.sends_same = on))
        />
        <div class="known__ways">
            <Menu testid="known-save" label=words(move || importer.t("known-save")) glyph=Glyph::Save>
                <Item
                    testid="known-save-xlsx"
                    label=words(move || importer.t("known-save-xlsx"))
                    choose=Callback::new(move |()| save("xlsx"))
                />
                <Item
                    testid="known-save-csv"
                    label=words(move || importer.t("known-save-csv"))
                    choose=Callback::new(move |()| save("csv"))
                />
            </Menu>
            <button type="button" class="link" data-testid="known-forget" on:click=move |_| importer.forget_known()>
                {words(move || importer.t("known-forget"))}
            </button>
        </div>
    }
}

/// One source, with what of it could not be used.
#[component]
fn FromSource(source: KnownSource) -> impl IntoView {
    let importer = use_importer();
    let KnownSource { kind, name, clients, problems } = source;
    let told = move || {
        importer
            .tn(&format!("known-from-{kind}"), &[("file", name.clone().into()), ("count", clients.into())])
    };
    view! {
        <li data-testid="known-source">
            <bdi>{words(told)}</bdi>
            {problems
                .into_iter()
                .filter(|(code, _)| code != "known.undecided")
                .map(|(code, count)| {
                    let key = code.replace(['.', '_'], "-");
                    view! {
                        <span class="known__problem" data-code=code>
                            {words(move || importer.tn(&key, &[("count", count.into())]))}
                        </span>
                    }
                })
                .collect_view()}
        </li>
    }
}

/// Offers to ask about clients whom the backend was not asked about.
#[component]
fn Unasked(count: u32) -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="known__whose" data-testid="known-unasked">
            <p>{words(move || importer.tn("known-unasked", &[("count", count.into())]))}</p>
            <button
                type="button"
                class="button"
                data-testid="known-ask-rest"
                disabled=move || importer.learning.with(Option::is_some)
                on:click=move |_| importer.ask_rest()
            >
                {words(move || importer.t("known-ask-rest"))}
            </button>
        </div>
    }
}

/// Asks whose the clients are that their file says nothing of.
#[component]
fn Whose(count: u32, assumed: Option<String>) -> impl IntoView {
    let importer = use_importer();
    let options = move || {
        let names = importer.overview().messengers.clone().into_iter();
        let none = (String::new(), importer.t("messenger-choose"));
        std::iter::once(none).chain(names.map(|name| (name.code, name.name))).collect::<Vec<_>>()
    };
    let choose = move |code: String| {
        importer.decide_known(|choices| choices.assumed = (!code.is_empty()).then_some(code));
    };
    view! {
        <div class="known__whose" data-testid="known-whose">
            <p>{words(move || importer.tn("known-undecided", &[("count", count.into())]))}</p>
            <Select
                testid="known-messenger"
                label=words(move || importer.t("card-messenger"))
                value=Signal::derive(move || assumed.clone().unwrap_or_default())
                options=Signal::derive(options)
                choose=Callback::new(choose)
            />
        </div>
    }
}

/// How many clients stand so; pressing shows them.
#[component]
fn Count(name: &'static str, count: u32) -> impl IntoView {
    let importer = use_importer();
    let key = name.replace('_', "-");
    let testid = format!("known-{key}");
    view! {
        <li>
            <button
                type="button"
                class="known__count"
                data-testid=testid
                disabled=count == 0
                on:click=move |_| importer.show_rows(Filter::Standing(name.to_owned()))
            >
                <span class="known__number">{words(move || importer.tn("number", &[("count", count.into())]))}</span>
                <span>{words(move || importer.t(&format!("standing-{key}")))}</span>
            </button>
        </li>
    }
}

#[component]
fn Choice(testid: &'static str, label: &'static str, checked: bool, choose: Callback<bool>) -> impl IntoView {
    let importer = use_importer();
    view! {
        <label class="check">
            <input
                type="checkbox"
                data-testid=testid
                prop:checked=checked
                on:change:target=move |event| choose.run(event.target().checked())
            />
            <span>{words(move || importer.t(label))}</span>
        </label>
    }
}
