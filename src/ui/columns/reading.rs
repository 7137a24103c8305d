//! How the file is read: its header row, encoding and delimiter, and the country of its phones.

use leptos::prelude::*;

use crate::protocol::{OpenOptions, Request};
use crate::ui::importer::{use_importer, words};
use crate::ui::intl;
use crate::ui::parts::select::Select;

#[component]
pub(super) fn Reading() -> impl IntoView {
    view! {
        <div class="reading">
            <HeaderRow />
            <TextOptions />
            <Country />
        </div>
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
        importer.reopen_as(OpenOptions { encoding, delimiter, ..OpenOptions::default() });
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

/// The country of phone numbers that come without a code.
#[component]
fn Country() -> impl IntoView {
    let importer = use_importer();
    let countries = Memo::new(move |_| importer.overview().countries.clone());
    let options = move || {
        let names = intl::countries(importer.language());
        let mut all: Vec<(String, String)> =
            countries.get().into_iter().map(|code| (code.clone(), names(&code))).collect();
        all.sort_by(|(_, one), (_, other)| intl::order(importer.language(), one, other));
        all.insert(0, (String::new(), importer.t("columns-country-none")));
        all
    };
    // What is only suggested completes no number yet.
    let chosen = move || {
        let overview = importer.overview();
        overview.country.clone().filter(|_| overview.country_chosen).unwrap_or_default()
    };
    let suggested = Memo::new(move |_| {
        let overview = importer.overview();
        overview.country.clone().filter(|_| !overview.country_chosen)
    });
    let choose = move |country: String| {
        importer.map(Request::SetCountry((!country.is_empty()).then_some(country)));
    };
    view! {
        <Show when=move || !countries.get().is_empty()>
            <div class="country">
                <Select
                    testid="country"
                    label=words(move || importer.t("columns-country"))
                    value=Signal::derive(chosen)
                    options=Signal::derive(options)
                    choose=Callback::new(choose)
                />
                {move || suggested.get().map(|code| {
                    let name = intl::countries(importer.language())(&code);
                    view! {
                        <p class="country__hint">
                            <span>{importer.tn("columns-country-suggest", &[("country", name.into())])}</span>
                            <button type="button" class="link" data-testid="country-use" on:click=move |_| choose(code.clone())>
                                {importer.t("columns-country-use")}
                            </button>
                        </p>
                    }
                })}
            </div>
        </Show>
    }
}
