//! The second step: which column is which field, decided for the person and theirs to change.

use leptos::prelude::*;

use super::importer::{Importer, Step, use_importer, words};
use super::parts::heading::Heading;
use super::parts::select::Select;
use crate::protocol::{Column, OpenOptions, Request, TargetChoice};

/// Columns shown before the person asks for the rest.
const FIRST_COLUMNS: usize = 100;

#[component]
pub(super) fn Columns() -> impl IntoView {
    let importer = use_importer();
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| importer.overview().columns.len());
    let columns = Memo::new(move |_| {
        let shown = if all.get() { usize::MAX } else { FIRST_COLUMNS };
        importer.overview().columns.iter().take(shown).cloned().collect::<Vec<_>>()
    });
    view! {
        <section class="step-body" data-testid="step-columns" aria-labelledby="columns-title">
            <div class="step-head">
                <Heading id="columns-title" words=words(move || importer.t("columns-title")) />
                <p class="step-hint">{words(move || importer.t("columns-hint"))}</p>
            </div>
            <div class="reading">
                <HeaderRow />
                <TextOptions />
            </div>
            <div class="table-frame">
                <table class="columns">
                    <thead>
                        <tr>
                            <th scope="col" class="columns__letter"><span class="visually-hidden">{words(move || importer.t("columns-letter"))}</span></th>
                            <th scope="col">{words(move || importer.t("columns-header"))}</th>
                            <th scope="col">{words(move || importer.t("columns-samples"))}</th>
                            <th scope="col">{words(move || importer.t("columns-target"))}</th>
                            <th scope="col">{words(move || importer.t("columns-confidence"))}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || columns.get() key=|column| column.clone() let:column>
                            <ColumnRow column />
                        </For>
                    </tbody>
                </table>
            </div>
            <Show when=move || { count.get() > FIRST_COLUMNS && !all.get() }>
                <button type="button" class="button" on:click=move |_| all.set(true)>
                    {words(move || importer.tn("columns-more", &[("count", (count.get() - FIRST_COLUMNS).into())]))}
                </button>
            </Show>
            <div class="actions">
                <button type="button" class="button button--primary" data-testid="next" on:click=move |_| importer.go(Step::Review)>
                    {words(move || importer.t("next-review"))}
                </button>
            </div>
        </section>
    }
}

#[component]
fn ColumnRow(column: Column) -> impl IntoView {
    let importer = use_importer();
    let Column { index, letter, header, samples, filled, target, confidence, evidence, .. } = column;
    let mapped = target.is_some();
    let unnamed = header.is_empty();
    let label = if unnamed { letter.clone() } else { header.clone() };
    let value = target.unwrap_or_default();
    let confidence_class = format!("confidence confidence--{evidence}");
    let change = move |choice: String| {
        let target = (!choice.is_empty()).then_some(choice);
        importer.change(Request::SetTarget { column: index, target });
    };
    view! {
        <tr class:columns__row--unmapped=!mapped>
            <td class="columns__letter">{letter.clone()}</td>
            <th scope="row" class="columns__header">
                {if unnamed {
                    view! { <span class="muted">{words(move || importer.t("columns-unnamed"))}</span> }.into_any()
                } else {
                    header.into_any()
                }}
                <span class="columns__filled">{words(move || importer.tn("columns-filled", &[("count", filled.into())]))}</span>
            </th>
            <td class="columns__samples">
                {samples.into_iter().map(|sample| view! { <span class="sample">{sample}</span> }).collect_view()}
            </td>
            <td>
                <Select
                    quiet=true
                    testid=format!("target-{letter}")
                    label=words(move || importer.tn("columns-target-of", &[("column", label.clone().into())]))
                    value=Signal::derive(move || value.clone())
                    options=Signal::derive(move || targets(importer))
                    choose=Callback::new(change)
                />
            </td>
            <td class=confidence_class>
                {move || match confidence {
                    0 => importer.t(&format!("evidence-{evidence}")),
                    _ => format!("{} · {confidence} %", importer.t(&format!("evidence-{evidence}"))),
                }}
            </td>
        </tr>
    }
}

/// Fields to choose from, in words.
fn targets(importer: Importer) -> Vec<(String, String)> {
    let none = (String::new(), importer.t("target-none"));
    let choices = importer.overview();
    std::iter::once(none)
        .chain(choices.targets.iter().map(|choice| (choice.target.clone(), target_name(importer, choice))))
        .collect()
}

fn target_name(importer: Importer, choice: &TargetChoice) -> String {
    let field = importer.t(&format!("field-{}", choice.field));
    match &choice.messenger {
        Some(messenger) => format!("{field} · {messenger}"),
        None => field,
    }
}

#[component]
fn HeaderRow() -> impl IntoView {
    let importer = use_importer();
    let options = move || {
        let overview = importer.overview();
        let rows = overview.header_choices.iter().map(|choice| {
            let words = importer.tn(
                "header-choice",
                &[("row", choice.row.to_string().into()), ("preview", choice.preview.clone().into())],
            );
            (choice.row.to_string(), words)
        });
        std::iter::once((String::new(), importer.t("header-none"))).chain(rows).collect::<Vec<_>>()
    };
    view! {
        <Select
            testid="header-row"
            label=words(move || importer.t("header-label"))
            value=Signal::derive(move || importer.overview().header.map(|row| row.to_string()).unwrap_or_default())
            options=Signal::derive(options)
            choose=Callback::new(move |row: String| importer.change(Request::SetHeader(row.parse().ok())))
        />
    }
}

/// Encoding and delimiter of delimited text: reading the same file again takes no new upload.
#[component]
fn TextOptions() -> impl IntoView {
    const ENCODINGS: [&str; 8] =
        ["UTF-8", "windows-1251", "UTF-16LE", "UTF-16BE", "KOI8-U", "KOI8-R", "IBM866", "windows-1252"];
    const DELIMITERS: [(char, &str); 4] = [
        (',', "delimiter-comma"),
        (';', "delimiter-semicolon"),
        ('\t', "delimiter-tab"),
        ('|', "delimiter-bar"),
    ];
    let importer = use_importer();
    let is_text = Memo::new(move |_| importer.overview().encoding.is_some());
    let encoding = move || importer.overview().encoding.clone().unwrap_or_default();
    let delimiter = move || importer.overview().delimiter;
    let reopen = move |encoding: Option<String>, delimiter: Option<char>| {
        importer.reopen_as(OpenOptions { sheet: None, encoding, delimiter });
    };
    view! {
        <Show when=move || is_text.get()>
            <Select
                testid="encoding"
                label=words(move || importer.t("encoding-label"))
                value=Signal::derive(encoding)
                options=Signal::derive(|| ENCODINGS.map(|name| (name.to_owned(), name.to_owned())).to_vec())
                choose=Callback::new(move |choice| reopen(Some(choice), delimiter()))
            />
            <Select
                testid="delimiter"
                label=words(move || importer.t("delimiter-label"))
                value=Signal::derive(move || delimiter().map(String::from).unwrap_or_default())
                options=Signal::derive(move || {
                    DELIMITERS.map(|(sign, key)| (sign.to_string(), importer.t(key))).to_vec()
                })
                choose=Callback::new(move |choice: String| reopen(Some(encoding()), choice.chars().next()))
            />
        </Show>
    }
}
