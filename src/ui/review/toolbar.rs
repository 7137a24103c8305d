//! What can be done with the rows, in one line above them.

use leptos::prelude::*;

use super::filter::{FilterPicker, TextFilter};
use super::{Desk, Panel};
use crate::protocol::{Product, Rows, StepView, View};
use crate::ui::importer::{Importer, Towards, use_importer, words};
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::parts::menu::{Item, Menu};

#[component]
pub(super) fn Toolbar(desk: Desk) -> impl IntoView {
    let importer = use_importer();
    view! {
        <div class="toolbar" role="toolbar" aria-label=words(move || importer.t("find-toolbar")) data-testid="toolbar">
            <Turn testid="undo" glyph=Glyph::Undo key="history-undo" named="history-undo-step" step=|importer| importer.undoable() turn=|importer| importer.undo() />
            <Turn testid="redo" glyph=Glyph::Redo key="history-redo" named="history-redo-step" step=|importer| importer.redoable() turn=|importer| importer.redo() />
            <span class={"toolbar__rule"} />
            <FilterPicker />
            <TextFilter />
            <Seek testid="previous-problem" glyph=Glyph::Previous key="find-previous-problem" towards=Towards::Previous desk />
            <Seek testid="next-problem" glyph=Glyph::Next key="find-next-problem" towards=Towards::Next desk />
            <span class={"toolbar__rule"} />
            <MoveListed />
            <Opener testid="open-find" glyph=Glyph::Replace key="find-title" panel=Panel::Find desk />
            <Opener testid="open-history" glyph=Glyph::History key="history-title" panel=Panel::History desk />
            <SaveMenu />
        </div>
    }
}

/// Undo or redo; its words say of what.
#[component]
fn Turn(
    testid: &'static str,
    glyph: Glyph,
    key: &'static str,
    named: &'static str,
    step: fn(Importer) -> Option<StepView>,
    turn: fn(Importer),
) -> impl IntoView {
    let importer = use_importer();
    let words = words(move || match step(importer) {
        Some(step) => importer.tn(named, &[("step", importer.inner_step_words(&step).into())]),
        None => importer.t(key),
    });
    view! {
        <button
            type="button"
            class="button button--tool"
            data-testid=testid
            title=words
            aria-label=words
            aria-disabled=move || step(importer).is_none().to_string()
            on:click=move |_| turn(importer)
        >
            <Icon glyph />
        </button>
    }
}

#[component]
fn Seek(
    testid: &'static str,
    glyph: Glyph,
    key: &'static str,
    towards: Towards,
    desk: Desk,
) -> impl IntoView {
    let importer = use_importer();
    let words = words(move || importer.t(key));
    let seek = move |_| {
        let place = desk.place.get_untracked();
        importer.seek(place.as_ref().map(|place| (&place.row, place.column)), towards);
    };
    view! {
        <button type="button" class="button button--tool" data-testid=testid title=words aria-label=words on:click=seek>
            <Icon glyph />
        </button>
    }
}

#[component]
fn Opener(testid: &'static str, glyph: Glyph, key: &'static str, panel: Panel, desk: Desk) -> impl IntoView {
    let importer = use_importer();
    let words = words(move || importer.t(key));
    let node = match panel {
        Panel::Find => desk.find_opener,
        Panel::History => desk.history_opener,
    };
    view! {
        <button
            type="button"
            class="button"
            node_ref=node
            data-testid=testid
            title=words
            aria-expanded=move || (desk.panel.get() == Some(panel)).to_string()
            on:click=move |_| desk.toggle(panel)
        >
            <Icon glyph />
            <span class="button__words">{words}</span>
        </button>
    }
}

/// Moves the clients of all rows that are listed.
#[component]
fn MoveListed() -> impl IntoView {
    let importer = use_importer();
    let (words, short) =
        (words(move || importer.t("move-listed")), words(move || importer.t("move-listed-short")));
    let ask = move |_| importer.ask_to_move(Rows::Listed(View { sort: None, ..untrack(|| importer.view()) }));
    view! {
        <button type="button" class="button" data-testid="move-listed" title=words aria-label=words on:click=ask>
            <Icon glyph=Glyph::Move />
            <span class="button__words">{short}</span>
        </button>
    }
}

/// Files to take away.
#[component]
fn SaveMenu() -> impl IntoView {
    let importer = use_importer();
    let save = move |product: Product| Callback::new(move |()| importer.save(product.clone()));
    let cleaned = |format: &str| Product::Cleaned { format: format.to_owned() };
    let (xlsx, csv) = (save(cleaned("xlsx")), save(cleaned("csv")));
    let (errors, problems, recipe) = (save(Product::Errors), save(Product::Problems), save(Product::Recipe));
    view! {
        <Menu testid="save" glyph=Glyph::Save label=words(move || importer.t("save-title"))>
            <Item testid="save-errors" label=words(move || importer.t("save-errors")) hint=words(move || importer.t("save-errors-hint")) choose=errors />
            <Item testid="save-problems" label=words(move || importer.t("save-problems")) hint=words(move || importer.t("save-problems-hint")) choose=problems />
            <Item testid="save-xlsx" label=words(move || importer.t("save-xlsx")) hint=words(move || importer.t("save-cleaned-hint")) choose=xlsx />
            <Item testid="save-csv" label=words(move || importer.t("save-csv")) hint=words(move || importer.t("save-cleaned-hint")) choose=csv />
            <Item testid="save-recipe" label=words(move || importer.t("recipe-save")) hint=words(move || importer.t("recipe-save-hint")) choose=recipe />
        </Menu>
    }
}
