//! The field of a column: the fields there are, nothing, a split of full names, or a field of the
//! company's own.

use leptos::prelude::*;

use super::custom::CustomName;
use crate::protocol::{Column, Feed, Part, Request};
use crate::ui::importer::{Importer, use_importer, words};

/// Choices that are no field.
const CUSTOM: &str = "+custom";
const SPLIT: &str = "+split";

#[component]
pub(super) fn Target(
    index: u32,
    letter: String,
    column: Memo<Option<Column>>,
    /// What a person calls the column.
    #[prop(into)]
    named: Signal<String>,
) -> impl IntoView {
    let importer = use_importer();
    let target = Memo::new(move |_| {
        column.with(|column| column.as_ref().and_then(|column| column.target.clone())).unwrap_or_default()
    });
    // A name for a field of the company's own is being typed.
    let naming = RwSignal::new(false);
    let choose = move |choice: String| {
        naming.set(choice == CUSTOM);
        match choice.as_str() {
            CUSTOM => {}
            SPLIT => importer.split_name(index),
            "" => importer.map(Request::SetTarget { column: index, target: None }),
            _ => importer.map(Request::SetTarget { column: index, target: Some(choice) }),
        }
    };
    view! {
        <label class="field">
            <span class="visually-hidden">{words(move || importer.tn("columns-target-of", &[("column", named.get().into())]))}</span>
            <FieldSelect
                testid=format!("target-{letter}")
                value=Signal::derive(move || if naming.get() { CUSTOM.to_owned() } else { target.get() })
                whole=true
                choose=Callback::new(choose)
            />
        </label>
        <Show when=move || naming.get() || target.get().starts_with("custom:")>
            <CustomName index letter=letter.clone() named target naming />
        </Show>
    }
}

/// Fields in groups. One that the list does not have (a custom one) is shown all the same.
#[component]
pub(super) fn FieldSelect(
    #[prop(into)] testid: String,
    #[prop(into)] value: Signal<String>,
    /// Offers what only a whole column can be: nothing, a split, a custom field.
    #[prop(optional)]
    whole: bool,
    #[prop(into)] choose: Callback<String>,
) -> impl IntoView {
    let importer = use_importer();
    let groups = Memo::new(move |_| groups(importer));
    let own = move || Some(value.get()).filter(|value| value.starts_with("custom:"));
    let option = move |target: String, name: String| {
        let is_chosen = target.clone();
        view! { <option value=target selected=move || value.get() == is_chosen>{name}</option> }
    };
    view! {
        <select
            class="select"
            data-testid=testid
            prop:value=move || {
                groups.track();
                value.get()
            }
            on:change:target=move |event| choose.run(event.target().value())
        >
            {move || option(String::new(), importer.t(if whole { "target-none" } else { "columns-choose" }))}
            {move || groups.get().into_iter().map(|(group, fields)| view! {
                <optgroup label=group>{fields.into_iter().map(|(target, name)| option(target, name)).collect_view()}</optgroup>
            }).collect_view()}
            {whole.then(|| view! {
                <optgroup label=words(move || importer.t("columns-group-more"))>
                    {move || option(SPLIT.to_owned(), importer.t("columns-split-name"))}
                    {move || option(CUSTOM.to_owned(), importer.t("columns-custom"))}
                    {move || own().map(|own| {
                        let name = importer.target_words(&own);
                        option(own, name)
                    })}
                </optgroup>
            })}
        </select>
    }
}

/// Groups of fields in words.
fn groups(importer: Importer) -> Vec<(String, Vec<(String, String)>)> {
    const GROUPS: [&str; 5] = [
        "columns-group-client",
        "columns-group-ids",
        "columns-group-dates",
        "columns-group-utm",
        "columns-group-other",
    ];
    let overview = importer.overview();
    GROUPS
        .iter()
        .map(|group| {
            let fields = overview.targets.iter().filter(|choice| group_of(&choice.field) == *group);
            let named = fields.map(|choice| (choice.target.clone(), importer.target_words(&choice.target)));
            (importer.t(group), named.collect::<Vec<_>>())
        })
        .filter(|(_, fields)| !fields.is_empty())
        .collect()
}

fn group_of(field: &str) -> &'static str {
    match field {
        "social_id" | "messenger" => "columns-group-ids",
        "name" | "first_name" | "middle_name" | "last_name" | "email" | "phone" | "gender" | "locale" => {
            "columns-group-client"
        }
        field if field.ends_with("_at") || field.ends_with("_time") => "columns-group-dates",
        field if field.starts_with("utm_") => "columns-group-utm",
        _ => "columns-group-other",
    }
}

impl Importer {
    /// Takes a column for full names: the first word and the rest go to fields of their own.
    fn split_name(self, column: u32) {
        let feed = |target: &str, part| Feed { target: target.to_owned(), part };
        let feeds = vec![feed("first_name", Part::First), feed("last_name", Part::Rest)];
        self.map(Request::SetTarget { column, target: None });
        self.map(Request::SetFeeds { column, feeds });
    }
}
