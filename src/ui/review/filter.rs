//! Which rows are listed: by problem, messenger or status, and by a text in them.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use crate::protocol::{Filter, Overview};
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::parts::select::Select;

/// Time after the last key before rows are searched.
const PAUSE_MS: u32 = 250;

#[component]
pub(super) fn FilterPicker() -> impl IntoView {
    let importer = use_importer();
    let list = move || choices(&importer.overview(), importer.has_rejected(), &importer.filter.get());
    let options =
        move || list().iter().map(|filter| (key(filter), name(importer, filter))).collect::<Vec<_>>();
    view! {
        <Select
            testid="filter"
            quiet=true
            label=words(move || importer.t("filter-label"))
            value=Signal::derive(move || key(&importer.filter.get()))
            options=Signal::derive(options)
            choose=Callback::new(move |choice: String| {
                if let Some(filter) = list().into_iter().find(|filter| key(filter) == choice) {
                    importer.filter.set(filter);
                }
            })
        />
    }
}

/// Rows in which a cell holds a text.
#[component]
pub(super) fn TextFilter() -> impl IntoView {
    let importer = use_importer();
    let alarm = StoredValue::new_local(None::<Timeout>);
    let typed = move |text: String| {
        alarm.set_value(Some(Timeout::new(PAUSE_MS, move || {
            importer.text.try_set(text);
        })));
    };
    on_cleanup(move || {
        let _ = alarm.try_update_value(Option::take);
    });
    view! {
        <label class="search">
            <Icon glyph=Glyph::Search />
            <span class="visually-hidden">{words(move || importer.t("find-rows"))}</span>
            <input
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                data-testid="text-filter"
                placeholder=words(move || importer.t("find-rows"))
                prop:value=move || importer.text.get()
                on:input:target=move |event| typed(event.target().value())
            />
        </label>
    }
}

/// The chosen one is among them, even where it lists nothing any more.
fn choices(overview: &Overview, rejected: bool, chosen: &Filter) -> Vec<Filter> {
    let mut choices = vec![Filter::All, Filter::Problems, Filter::Errors, Filter::Ready];
    choices.extend((overview.changed_cells > 0).then_some(Filter::Changed));
    choices.extend((overview.excluded_rows > 0).then_some(Filter::Excluded));
    choices.extend(rejected.then_some(Filter::Rejected));
    choices.extend(overview.problems.iter().map(|problem| Filter::Code(problem.code.clone())));
    choices.extend(overview.groups.iter().map(|group| Filter::Messenger(group.messenger.clone())));
    if let Some(known) = &overview.known {
        let present = known.standings().into_iter().filter(|(_, count)| *count > 0);
        choices.extend(present.map(|(name, _)| Filter::Standing(name.to_owned())));
    }
    if !choices.contains(chosen) {
        choices.push(chosen.clone());
    }
    choices
}

fn name(importer: Importer, filter: &Filter) -> String {
    match filter {
        Filter::All => importer.t("filter-all"),
        Filter::Problems => importer.t("filter-problems"),
        Filter::Errors => importer.t("filter-errors"),
        Filter::Rejected => importer.t("title-server-rejected"),
        Filter::Ready => importer.t("filter-ready"),
        Filter::Excluded => importer.t("filter-excluded"),
        Filter::Changed => importer.t("filter-changed"),
        Filter::Code(code) => importer.t(&format!("title-{}", code.replace('.', "-"))),
        Filter::Standing(name) => importer.t(&format!("standing-{}", name.replace('_', "-"))),
        Filter::Messenger(None) => importer.t("messenger-unknown"),
        Filter::Messenger(Some(code)) => importer.messenger_name(code),
    }
}

/// A stable value for a select's option.
fn key(filter: &Filter) -> String {
    match filter {
        Filter::All => "all".to_owned(),
        Filter::Problems => "problems".to_owned(),
        Filter::Errors => "errors".to_owned(),
        Filter::Rejected => "rejected".to_owned(),
        Filter::Ready => "ready".to_owned(),
        Filter::Excluded => "excluded".to_owned(),
        Filter::Changed => "changed".to_owned(),
        Filter::Code(code) => format!("code:{code}"),
        Filter::Messenger(code) => format!("messenger:{}", code.as_deref().unwrap_or("NONE")),
        Filter::Standing(name) => format!("standing:{name}"),
    }
}
