//! The clients of one messenger: how many, how that was decided, and where they go.

use leptos::prelude::*;

use crate::protocol::{Filter, Group, Request};
use crate::ui::importer::{Fetched, Importer, use_importer, words};
use crate::ui::parts::select::Select;

#[component]
pub(super) fn Card(
    /// Messenger code; `None` for the clients whose messenger is not known.
    messenger: Option<String>,
) -> impl IntoView {
    let importer = use_importer();
    let code = messenger.clone().unwrap_or_else(|| "NONE".to_owned());
    let group = {
        let messenger = messenger.clone();
        Memo::new(move |_| {
            importer.overview().groups.iter().find(|group| group.messenger == messenger).cloned()
        })
    };
    let name = {
        let messenger = messenger.clone();
        move || match &messenger {
            Some(code) => importer.messenger_name(code),
            None => importer.t("messenger-unknown"),
        }
    };
    let filter = Filter::Messenger(messenger.clone());
    let unknown = messenger.is_none();
    view! {
        <article class="card" class:card--unknown=unknown data-testid=format!("split-{code}")>
            <header class="card__head">
                <h3 class="card__name">{name}</h3>
                <button type="button" class="link" on:click=move |_| importer.show_rows(filter.clone())>
                    {words(move || importer.t("card-rows"))}
                </button>
            </header>
            {move || group.get().map(|group| view! { <Counts group /> })}
            <Mover messenger=messenger.clone() code=code.clone() />
            {messenger.map(|messenger| view! { <Destination messenger /> })}
        </article>
    }
}

#[component]
fn Counts(group: Group) -> impl IntoView {
    let importer = use_importer();
    let Group { clients, ready, evidence, confidence, .. } = group;
    view! {
        <p class="card__count">
            <span class="card__number" data-testid="card-ready">
                {words(move || importer.tn("number", &[("count", ready.into())]))}
            </span>
            <span>{words(move || importer.tn("card-of", &[("ready", ready.into()), ("count", clients.into())]))}</span>
        </p>
        <p class="card__evidence">
            {move || {
                let words = importer.t(&format!("split-by-{}", evidence.replace('_', "-")));
                if confidence > 0 && confidence < 100 { format!("{words} · {confidence} %") } else { words }
            }}
        </p>
    }
}

/// Says that these clients are of another messenger.
#[component]
fn Mover(messenger: Option<String>, code: String) -> impl IntoView {
    let importer = use_importer();
    let from = messenger.clone();
    let current = messenger.clone().unwrap_or_default();
    let unknown = messenger.is_none();
    let options = move || {
        let overview = importer.overview();
        let names =
            overview.messengers.iter().map(|messenger| (messenger.code.clone(), messenger.name.clone()));
        let ask = unknown.then(|| (String::new(), importer.t("messenger-choose")));
        ask.into_iter().chain(names).collect::<Vec<_>>()
    };
    let choose = move |to: String| {
        let to = (!to.is_empty()).then_some(to);
        if to != from {
            importer.change(Request::SetMessenger { from: from.clone(), to });
        }
    };
    view! {
        <Select
            testid=format!("messenger-{code}")
            label=words(move || importer.t("card-messenger"))
            value=Signal::derive(move || current.clone())
            options=Signal::derive(options)
            choose=Callback::new(choose)
        />
    }
}

/// Bot, tunnel and tags.
#[component]
fn Destination(messenger: String) -> impl IntoView {
    let importer = use_importer();
    let bots = {
        let messenger = messenger.clone();
        move || bot_choices(importer, &messenger)
    };
    let tunnels = move || {
        let none = (String::new(), importer.t("tunnel-default"));
        let all = importer.pickers().tunnels.into_iter().map(|tunnel| (tunnel.id, tunnel.name));
        std::iter::once(none).chain(all).collect::<Vec<_>>()
    };
    let of = StoredValue::new(messenger.clone());
    view! {
        <Select
            testid=format!("bot-{messenger}")
            label=words(move || importer.t("card-bot"))
            value=Signal::derive(move || importer.assignment(&of.get_value()).bot.unwrap_or_default())
            options=Signal::derive(bots)
            choose=Callback::new(move |bot: String| {
                importer.assign(&of.get_value(), |to| to.bot = (!bot.is_empty()).then_some(bot));
            })
        />
        <Select
            testid=format!("tunnel-{messenger}")
            label=words(move || importer.t("card-tunnel"))
            value=Signal::derive(move || importer.assignment(&of.get_value()).tunnel.unwrap_or_default())
            options=Signal::derive(tunnels)
            choose=Callback::new(move |tunnel: String| {
                importer.assign(&of.get_value(), |to| to.tunnel = (!tunnel.is_empty()).then_some(tunnel));
            })
        />
        <Tags messenger />
    }
}

#[component]
fn Tags(messenger: String) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    let list = format!("tags-list-{messenger}");
    view! {
        <label class="field">
            <span class="field__label">{words(move || importer.t("card-tags"))}</span>
            <input
                class="input"
                type="text"
                autocomplete="off"
                list=list.clone()
                data-testid=format!("tags-{messenger}")
                placeholder=words(move || importer.t("card-tags-hint"))
                prop:value=move || importer.assignment(&of.get_value()).tags.join(", ")
                on:change:target=move |event| {
                    let tags = tags(&event.target().value());
                    importer.assign(&of.get_value(), |to| to.tags = tags);
                }
            />
            <datalist id=list>
                {move || importer.pickers().tags.into_iter().map(|tag| view! { <option value=tag.name /> }).collect_view()}
            </datalist>
        </label>
    }
}

/// Bots of this messenger; those whose messenger the backend does not tell are offered too.
fn bot_choices(importer: Importer, messenger: &str) -> Vec<(String, String)> {
    let first = match importer.pickers.get() {
        Fetched::Asked => importer.t("bots-loading"),
        _ => importer.t("bot-choose"),
    };
    let fits = |of: &Option<String>| of.as_deref().is_none_or(|code| code == messenger);
    let bots = importer.pickers().bots.into_iter().filter(|bot| fits(&bot.messenger));
    std::iter::once((String::new(), first)).chain(bots.map(|bot| (bot.id, bot.name))).collect()
}

/// Tag names as typed: commas between, each once.
fn tags(typed: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}
