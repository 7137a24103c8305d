//! Further fields that a column's values go to: the whole value, its first word or the rest.

use leptos::prelude::*;

use super::target::FieldSelect;
use crate::protocol::{Column, Feed, Part, Request};
use crate::ui::importer::{use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::parts::select::Select;

#[component]
pub(super) fn Feeds(
    index: u32,
    letter: String,
    column: Memo<Option<Column>>,
    /// What a person calls the column.
    #[prop(into)]
    named: Signal<String>,
) -> impl IntoView {
    let importer = use_importer();
    let feeds = Memo::new(move |_| {
        column.with(|column| column.as_ref().map(|column| column.feeds.clone())).unwrap_or_default()
    });
    // One more that has no field yet.
    let adding = RwSignal::new(false);
    let count = Memo::new(move |_| feeds.with(Vec::len));
    let set = Callback::new(move |(at, feed): (usize, Option<Feed>)| {
        let mut changed = feeds.get_untracked();
        match feed {
            Some(feed) if at < changed.len() => {
                if let Some(place) = changed.get_mut(at) {
                    *place = feed;
                }
            }
            Some(feed) => changed.push(feed),
            None if at < changed.len() => {
                changed.remove(at);
            }
            None => {}
        }
        adding.set(false);
        if changed != feeds.get_untracked() {
            importer.map(Request::SetFeeds { column: index, feeds: changed });
        }
    });
    let letter = StoredValue::new(letter);
    view! {
        <For each=move || 0..count.get() + usize::from(adding.get()) key=|at| *at let:at>
            <FeedRow at letter=letter.get_value() feed=Signal::derive(move || feeds.with(|feeds| feeds.get(at).cloned())) named set />
        </For>
        <Show when=move || !adding.get()>
            <button
                type="button"
                class="link feeds__add"
                data-testid=format!("feed-add-{}", letter.get_value())
                aria-label=words(move || importer.tn("columns-feed-add-of", &[("column", named.get().into())]))
                on:click=move |_| adding.set(true)
            >
                <Icon glyph=Glyph::Plus />
                <span>{words(move || importer.t("columns-feed-add"))}</span>
            </button>
        </Show>
    }
}

#[component]
fn FeedRow(
    /// Position among the feeds.
    at: usize,
    letter: String,
    /// None while it is being added.
    #[prop(into)]
    feed: Signal<Option<Feed>>,
    #[prop(into)] named: Signal<String>,
    /// Sets a feed by position, or takes it away.
    #[prop(into)]
    set: Callback<(usize, Option<Feed>)>,
) -> impl IntoView {
    let importer = use_importer();
    let part = RwSignal::new(feed.get_untracked().map(|feed| feed.part).unwrap_or_default());
    let target = move || feed.get().map(|feed| feed.target).unwrap_or_default();
    let options = move || {
        [Part::Whole, Part::First, Part::Rest]
            .map(|part| (key(part).to_owned(), importer.t(words_of(part))))
            .to_vec()
    };
    view! {
        <div class="feed" role="group" aria-label=words(move || importer.tn("columns-feed-of", &[("column", named.get().into())]))>
            <Select
                quiet=true
                testid=format!("feed-part-{letter}-{at}")
                label=words(move || importer.t("columns-feed-part"))
                value=Signal::derive(move || key(feed.get().map_or_else(|| part.get(), |feed| feed.part)).to_owned())
                options=Signal::derive(options)
                choose=Callback::new(move |choice: String| {
                    let chosen = [Part::First, Part::Rest].into_iter().find(|part| key(*part) == choice).unwrap_or_default();
                    part.set(chosen);
                    if let Some(feed) = feed.get_untracked() {
                        set.run((at, Some(Feed { part: chosen, ..feed })));
                    }
                })
            />
            <label class="field">
                <span class="visually-hidden">{words(move || importer.t("columns-target"))}</span>
                <FieldSelect
                    testid=format!("feed-{letter}-{at}")
                    value=Signal::derive(target)
                    choose=Callback::new(move |target: String| {
                        let feed = (!target.is_empty()).then(|| Feed { target, part: part.get_untracked() });
                        set.run((at, feed));
                    })
                />
            </label>
            <button
                type="button"
                class="button button--icon"
                data-testid=format!("feed-remove-{letter}-{at}")
                aria-label=words(move || importer.t("columns-feed-remove"))
                on:click=move |_| set.run((at, None))
            >
                <Icon glyph=Glyph::Cross />
            </button>
        </div>
    }
}

const fn key(part: Part) -> &'static str {
    match part {
        Part::Whole => "whole",
        Part::First => "first",
        Part::Rest => "rest",
    }
}

const fn words_of(part: Part) -> &'static str {
    match part {
        Part::Whole => "columns-part-whole",
        Part::First => "columns-part-first",
        Part::Rest => "columns-part-rest",
    }
}
