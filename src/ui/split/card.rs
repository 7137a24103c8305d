//! The clients of one messenger: how many, how that was decided, and where they go.

use leptos::prelude::*;

use super::destination::Destination;
use super::silent::Silent;
use crate::protocol::{Filter, Group, Product, Reason, Request};
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::progress::percent;
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
    let own = messenger.clone();
    view! {
        <article class="card" part="card" class:card--unknown=unknown data-testid=format!("split-{code}")>
            <header class="card__head">
                <h3 class="card__name">{name}</h3>
                <span class="card__ways">
                    <button type="button" class="link" on:click=move |_| importer.show_rows(filter.clone())>
                        {words(move || importer.t("card-rows"))}
                    </button>
                    <button
                        type="button"
                        class="link"
                        data-testid=format!("download-{code}")
                        on:click=move |_| {
                            importer.save(Product::Split { messenger: own.clone(), format: "xlsx".to_owned() });
                        }
                    >
                        {words(move || importer.t("card-download"))}
                    </button>
                </span>
            </header>
            <div class="card__told">{move || group.get().map(|group| view! { <Counts group /> })}</div>
            <div class="card__choices">
                <Mover messenger=messenger.clone() code=code.clone() />
                {messenger.map(|messenger| view! { <Destination messenger /> })}
            </div>
        </article>
    }
}

#[component]
fn Counts(group: Group) -> impl IntoView {
    let importer = use_importer();
    let Group { messenger, clients, ready, evidence, confidence, reasons, .. } = group.clone();
    view! {
        <p class="card__count">
            <span class="card__number" data-testid="card-ready">
                {words(move || importer.tn("number", &[("count", ready.into())]))}
            </span>
            <span>{words(move || importer.tn("card-of", &[("ready", ready.into()), ("count", clients.into())]))}</span>
        </p>
        <Why messenger=messenger evidence confidence reasons />
        <Silent group />
    }
}

/// What speaks most for the messenger; on demand all that does, and where it stands in the file.
#[component]
fn Why(messenger: Option<String>, evidence: String, confidence: u8, reasons: Vec<Reason>) -> impl IntoView {
    let importer = use_importer();
    let messenger = StoredValue::new(messenger);
    let reason = move |Reason { evidence, clients, confidence }: Reason| {
        let testid = format!("why-{evidence}");
        let told = move || {
            let because = because(importer, &evidence, confidence);
            match witness(importer, messenger.get_value().as_deref(), &evidence) {
                columns if columns.is_empty() => because,
                columns => format!("{because} · {columns}"),
            }
        };
        view! {
            <li class="why__reason" data-testid=testid>
                <span>{words(told)}</span>
                <span>{words(move || importer.tn("number", &[("count", clients.into())]))}</span>
            </li>
        }
    };
    view! {
        <details class="why" data-testid="card-why">
            <summary class="why__summary">
                <span>{words(move || because(importer, &evidence, confidence))}</span>
            </summary>
            <ul class="why__reasons">{reasons.into_iter().map(reason).collect_view()}</ul>
        </details>
    }
}

/// The columns that a reason is found in: `C messenger`.
fn witness(importer: Importer, messenger: Option<&str>, evidence: &str) -> String {
    let speaks = |target: &str| match evidence {
        "column" => target == "messenger",
        "id_column" => target.split_once(':').is_some_and(|(_, code)| Some(code) == messenger),
        "id_form" | "none" => target == "social_id",
        _ => false,
    };
    let overview = importer.overview();
    let columns = overview.columns.iter().filter(|column| column.target.as_deref().is_some_and(speaks));
    let named = columns.map(|column| format!("{} {}", column.letter, column.header).trim().to_owned());
    named.collect::<Vec<_>>().join(", ")
}

/// What speaks for a messenger, and how sure that is where it is not plain.
fn because(importer: Importer, evidence: &str, confidence: u8) -> String {
    let words = importer.t(&format!("split-by-{}", evidence.replace('_', "-")));
    match confidence {
        1..100 => format!("{words} · {}", percent(importer, confidence)),
        _ => words,
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

/// Nothing in the file tells the messenger: it is asked for once, for all of it.
#[component]
pub(super) fn WholeFile() -> impl IntoView {
    let importer = use_importer();
    let clients = move || importer.overview().clients;
    let choose = move |code: String| {
        importer.change(Request::SetMessenger { from: None, to: Some(code) });
    };
    view! {
        <fieldset class="whole" data-testid="split-whole">
            <legend class="whole__question">{words(move || importer.t("split-whole-question"))}</legend>
            <p class="step-hint">
                {words(move || importer.tn("split-whole-hint", &[("count", clients().into())]))}
            </p>
            <div class="whole__choices">
                {move || {
                    importer
                        .overview()
                        .messengers
                        .iter()
                        .map(|messenger| {
                            let code = messenger.code.clone();
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    data-testid=format!("whole-{code}")
                                    on:click=move |_| choose(code.clone())
                                >
                                    {messenger.name.clone()}
                                </button>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
}
