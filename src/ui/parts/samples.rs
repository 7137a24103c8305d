//! What an action would change: how much, and the first changes, before and after.

use leptos::prelude::*;

use crate::protocol::Sample;
use crate::ui::importer::{Importer, use_importer, words};

/// Changes shown; the rest is a number.
const SHOWN: usize = 8;

#[component]
pub(in crate::ui) fn Samples(samples: Vec<Sample>) -> impl IntoView {
    let importer = use_importer();
    let rows = samples
        .into_iter()
        .take(SHOWN)
        .map(|Sample { row, column, before, after }| {
            let letter = letter(importer, column);
            view! {
                <tr>
                    <th scope="row" class="samples__place">{format!("{letter}{row}")}</th>
                    <td><Held text=before class="samples__before" /></td>
                    <td><Held text=after class="samples__after" /></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="samples" data-testid="samples">
            <thead>
                <tr>
                    <th scope="col">{words(move || importer.t("repair-cell"))}</th>
                    <th scope="col">{words(move || importer.t("repair-before"))}</th>
                    <th scope="col">{words(move || importer.t("repair-after"))}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// A cell's text with what cannot be seen made visible.
#[component]
fn Held(text: String, class: &'static str) -> impl IntoView {
    let importer = use_importer();
    if text.is_empty() {
        return view! { <span class="muted">{words(move || importer.t("repair-empty"))}</span> }.into_any();
    }
    view! { <bdi class=class>{visible(&text)}</bdi> }.into_any()
}

/// Spaces at the ends and characters without width as signs; long texts cut.
pub(in crate::ui) fn visible(text: &str) -> String {
    const MOST: usize = 120;
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = text.trim_end_matches(' ').len();
    let mut shown: String = text
        .char_indices()
        .take(MOST)
        .map(|(at, character)| match character {
            ' ' if at < start || at >= end => '·',
            '\u{a0}' | '\u{202f}' => '°',
            '\n' | '\r' => '⏎',
            '\t' => '⇥',
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => '¦',
            character if character.is_control() => '¤',
            character => character,
        })
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// The letter of a column of the open file.
pub(in crate::ui) fn letter(importer: Importer, column: u32) -> String {
    importer.overview.with_untracked(|overview| {
        overview
            .iter()
            .flat_map(|overview| &overview.columns)
            .find(|known| known.index == column)
            .map(|known| known.letter.clone())
            .unwrap_or_default()
    })
}
