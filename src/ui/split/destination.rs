//! Where the clients of one messenger go: a bot of that messenger, a tunnel or a tool, tags.

use leptos::prelude::*;

use super::place::PlacePicker;
use super::tags::Tags;
use crate::protocol::Bot;
use crate::ui::importer::{Fetched, Gone, Importer, use_importer, words};

#[component]
pub(super) fn Destination(
    /// Messenger code.
    messenger: String,
) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    // Nobody offers a bot: then its id is typed in.
    let typed = Memo::new(move |_| importer.pickers().bots.is_empty() && importer.pickers.with(is_settled));
    view! {
        <GoneNote messenger=messenger.clone() />
        <Show when=move || typed.get() fallback=move || view! { <Bots messenger=of.get_value() /> }>
            <BotId messenger=of.get_value() />
        </Show>
        <PlacePicker messenger=messenger.clone() />
        <Tags messenger />
    }
}

/// What was chosen and is not there any more, until something else is.
#[component]
fn GoneNote(messenger: String) -> impl IntoView {
    let importer = use_importer();
    let open = move || {
        let assignment = importer.assignment(&messenger);
        let is_open = |gone: &Gone| match gone.key {
            "bot-gone" => assignment.bot.is_none(),
            _ => assignment.tunnel.is_none() && assignment.lgt.is_none(),
        };
        let gone = importer.gone.get().into_iter();
        gone.filter(|gone| gone.messenger == messenger && is_open(gone)).collect::<Vec<_>>()
    };
    view! {
        {move || open().into_iter().map(|Gone { key, name, .. }| view! {
            <p class="card__gone" role="alert" data-testid=key>
                {words(move || importer.tn(key, &[("name", name.clone().into())]))}
            </p>
        }).collect_view()}
    }
}

/// Nothing is on its way that could bring a list.
fn is_settled(pickers: &Fetched<crate::protocol::Pickers>) -> bool {
    !matches!(pickers, Fetched::Asked)
}

/// The bots to choose from: those of this messenger, and apart from them the others, which a person
/// has to confirm.
#[component]
fn Bots(messenger: String) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    // A bot of another messenger that was chosen and not confirmed yet.
    let doubtful = RwSignal::new(None::<Bot>);
    let chosen = Memo::new(move |_| importer.assignment(&of.get_value()).bot.unwrap_or_default());
    let assign = move |bot: String| {
        doubtful.set(None);
        importer.assign(&of.get_value(), |to| to.bot = (!bot.is_empty()).then_some(bot));
    };
    let choose = move |id: String| match importer.bot(&id).filter(|bot| !fits(bot, &of.get_value())) {
        Some(bot) => doubtful.set(Some(bot)),
        None => assign(id),
    };
    let shown = move || doubtful.get().map_or_else(|| chosen.get(), |bot| bot.id);
    let option = move |bot: Bot| {
        let id = bot.id.clone();
        view! { <option value=bot.id selected=move || shown() == id>{bot.name}</option> }
    };
    view! {
        <label class="field">
            <span class="field__label">{words(move || importer.t("card-bot"))}</span>
            <select
                class="select"
                data-testid=format!("bot-{messenger}")
                prop:value=move || {
                    importer.pickers.track();
                    importer.offered.track();
                    shown()
                }
                on:change:target=move |event| choose(event.target().value())
            >
                <option value="">{move || first(importer)}</option>
                {move || {
                    let (own, others): (Vec<Bot>, Vec<Bot>) =
                        importer.pickers().bots.into_iter().partition(|bot| fits(bot, &of.get_value()));
                    let others = (!others.is_empty()).then(|| view! {
                        <optgroup label=importer.t("bot-others")>{others.into_iter().map(option).collect_view()}</optgroup>
                    });
                    view! { {own.into_iter().map(option).collect_view()} {others} }
                }}
            </select>
        </label>
        {move || doubtful.get().map(|bot| {
            let id = bot.id.clone();
            view! {
                <div class="doubt" role="alert" data-testid="bot-doubt">
                    <p>{mismatch(importer, &bot, &of.get_value(), "bot-doubt")}</p>
                    <div class="actions">
                        <button type="button" class="button" data-testid="bot-doubt-cancel" on:click=move |_| doubtful.set(None)>
                            {importer.t("cancel")}
                        </button>
                        <button type="button" class="button" data-testid="bot-doubt-confirm" on:click=move |_| assign(id.clone())>
                            {importer.t("bot-doubt-confirm")}
                        </button>
                    </div>
                </div>
            }
        })}
        {move || {
            let bot = importer.bot(&chosen.get()).filter(|bot| !fits(bot, &of.get_value()))?;
            doubtful.with(Option::is_none).then(|| view! {
                <p class="card__silent" data-testid="bot-other">{mismatch(importer, &bot, &of.get_value(), "bot-other")}</p>
            })
        }}
    }
}

/// A bot's id typed by hand.
#[component]
fn BotId(messenger: String) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    view! {
        <label class="field">
            <span class="field__label">{words(move || importer.t("card-bot-id"))}</span>
            <input
                class="input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                data-testid=format!("bot-id-{messenger}")
                placeholder=words(move || importer.t("card-bot-id-hint"))
                prop:value=move || importer.assignment(&of.get_value()).bot.unwrap_or_default()
                on:input:target=move |event| {
                    let id = event.target().value().trim().to_owned();
                    importer.assign(&of.get_value(), |to| to.bot = (!id.is_empty()).then_some(id));
                }
            />
        </label>
    }
}

/// Whether a bot writes to clients of this messenger; one that does not tell is believed to.
fn fits(bot: &Bot, messenger: &str) -> bool {
    bot.messenger.as_deref().is_none_or(|code| code == messenger)
}

fn first(importer: Importer) -> String {
    match importer.pickers.get() {
        Fetched::Asked => importer.t("bots-loading"),
        _ => importer.t("bot-choose"),
    }
}

fn mismatch(importer: Importer, bot: &Bot, messenger: &str, key: &str) -> String {
    let of_bot = bot.messenger.as_deref().unwrap_or_default();
    importer.tn(
        key,
        &[
            ("bot", bot.name.clone().into()),
            ("other", importer.messenger_name(of_bot).into()),
            ("messenger", importer.messenger_name(messenger).into()),
        ],
    )
}
