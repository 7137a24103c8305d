//! Where in the file the problems are: a bar of its rows from the first to the last. A stretch is a
//! button; arrows walk from one with problems to the next.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::protocol::{ProblemMap, Reply, Request, Stretch};
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::direction::{is_rtl, onward};

/// Stretches shown: wide enough to be hit.
const SHOWN: usize = 40;

#[component]
pub(super) fn Map() -> impl IntoView {
    let importer = use_importer();
    let stretches = RwSignal::new(Vec::<Stretch>::new());
    // The one that Tab comes to.
    let here = RwSignal::new(0_usize);
    Effect::new(move |_| {
        importer.overview.track();
        spawn_local(async move {
            match importer.ask(&Request::Map, |_| {}).await {
                Ok(Reply::Map(map)) => {
                    stretches.try_set(joined(&map));
                }
                Ok(_) => {}
                Err(failure) => importer.lost(failure),
            }
        });
    });
    let has_problems = Memo::new(move |_| stretches.with(|all| all.iter().any(is_bad)));
    let first = move || stretches.with(|all| all.first().map_or(0, |stretch| stretch.row));
    let last = move || stretches.with(|all| last_row(all, all.len().saturating_sub(1)));
    view! {
        <Show when=move || has_problems.get()>
            <section class="map" data-testid="map" aria-labelledby="map-title">
                <h3 class="problems__title" id="map-title">{words(move || importer.t("map-title"))}</h3>
                <div class="map__bar" role="group" aria-labelledby="map-title" on:keydown=move |event| walk(&event, stretches, here)>
                    {move || {
                        let all = stretches.get();
                        let at_hand = nearest(&all, here.get_untracked());
                        (0..all.len())
                            .filter_map(|at| Some((at, *all.get(at)?, last_row(&all, at))))
                            .map(|(at, stretch, last)| view! { <Part at stretch last tab=at_hand == Some(at) here /> })
                            .collect_view()
                    }}
                </div>
                <p class="map__ends">
                    <span>{words(move || importer.tn("map-row", &[("row", first().to_string().into())]))}</span>
                    <span>{words(move || importer.tn("map-row", &[("row", last().to_string().into())]))}</span>
                </p>
            </section>
        </Show>
    }
}

#[component]
fn Part(at: usize, stretch: Stretch, last: u32, tab: bool, here: RwSignal<usize>) -> impl IntoView {
    let importer = use_importer();
    let words = words(move || told(importer, &stretch, last));
    let height = move |count: u32| format!("{:.1}%", share(count, stretch.rows));
    view! {
        <button
            type="button"
            class="map__part"
            data-at=at.to_string()
            disabled=!is_bad(&stretch)
            tabindex=if tab { "0" } else { "-1" }
            title=words
            aria-label=words
            on:focus=move |_| here.set(at)
            on:click=move |_| importer.seek_from(stretch.row)
        >
            <span class="map__warnings" style:height=height(stretch.warnings) />
            <span class="map__errors" style:height=height(stretch.errors) />
        </button>
    }
}

/// Arrows, Home and End go to stretches with problems.
fn walk(event: &KeyboardEvent, stretches: RwSignal<Vec<Stretch>>, here: RwSignal<usize>) {
    let at = here.get_untracked();
    let bad = |range: std::ops::Range<usize>| {
        stretches
            .with_untracked(|all| range.filter(|&at| all.get(at).is_some_and(is_bad)).collect::<Vec<_>>())
    };
    let count = stretches.with_untracked(Vec::len);
    let bar = event.current_target().and_then(|bar| bar.dyn_into::<HtmlElement>().ok());
    let to = match onward(&event.key(), bar.as_deref().is_some_and(is_rtl)) {
        "ArrowRight" | "ArrowDown" => bad(at + 1..count).first().copied(),
        "ArrowLeft" | "ArrowUp" => bad(0..at).last().copied(),
        "Home" => bad(0..count).first().copied(),
        "End" => bad(0..count).last().copied(),
        _ => return,
    };
    event.prevent_default();
    if let (Some(bar), Some(to)) = (bar, to)
        && let Ok(Some(part)) = bar.query_selector(&format!("[data-at='{to}']"))
        && let Ok(part) = part.dyn_into::<HtmlElement>()
    {
        let _ = part.focus();
    }
}

/// The stretch with problems that is `at`, or the first after it, or the first of all.
fn nearest(all: &[Stretch], at: usize) -> Option<usize> {
    let bad = |&at: &usize| all.get(at).is_some_and(is_bad);
    (at..all.len()).find(bad).or_else(|| (0..all.len()).find(bad))
}

/// Fewer, wider stretches.
fn joined(map: &ProblemMap) -> Vec<Stretch> {
    let together = map.stretches.len().div_ceil(SHOWN).max(1);
    map.stretches
        .chunks(together)
        .filter_map(|chunk| {
            let first = chunk.first()?;
            let sum = |count: fn(&Stretch) -> u32| chunk.iter().map(count).fold(0, u32::saturating_add);
            Some(Stretch {
                row: first.row,
                rows: sum(|stretch| stretch.rows),
                errors: sum(|stretch| stretch.errors),
                warnings: sum(|stretch| stretch.warnings),
            })
        })
        .collect()
}

const fn is_bad(stretch: &Stretch) -> bool {
    stretch.errors > 0 || stretch.warnings > 0
}

/// Physical number of the last row of a stretch: blank rows between it and the next are of none.
fn last_row(all: &[Stretch], at: usize) -> u32 {
    let own = |stretch: &Stretch| stretch.row.saturating_add(stretch.rows).saturating_sub(1);
    let next = all.get(at + 1).map(|next| next.row.saturating_sub(1));
    next.or_else(|| all.get(at).map(own)).unwrap_or(0)
}

/// Percent of the bar's height; a single row among thousands is seen too.
fn share(count: u32, rows: u32) -> f64 {
    const LEAST: f64 = 14.0;
    if count == 0 {
        return 0.0;
    }
    (f64::from(count) * 100.0 / f64::from(rows.max(1))).clamp(LEAST, 100.0)
}

fn told(importer: Importer, stretch: &Stretch, last: u32) -> String {
    let key = if stretch.row == last { "map-single" } else { "map-stretch" };
    importer.tn(
        key,
        &[
            ("first", stretch.row.to_string().into()),
            ("last", last.to_string().into()),
            ("errors", importer.tn("map-errors", &[("count", stretch.errors.into())]).into()),
            ("warnings", importer.tn("map-warnings", &[("count", stretch.warnings.into())]).into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn map(stretches: &[(u32, u32, u32)]) -> ProblemMap {
        let stretch =
            |&(row, errors, warnings): &(u32, u32, u32)| Stretch { row, rows: 10, errors, warnings };
        ProblemMap { stretches: stretches.iter().map(stretch).collect() }
    }

    #[wasm_bindgen_test]
    fn stretches_are_joined_without_losing_a_row() {
        let stretches: Vec<_> = (0..200).map(|at| (at * 10 + 2, at % 3, at % 2)).collect();
        let joined = joined(&map(&stretches));
        assert_eq!(joined.len(), SHOWN);
        assert_eq!(joined.iter().map(|stretch| stretch.rows).sum::<u32>(), 2_000);
        assert_eq!(joined.iter().map(|stretch| stretch.errors).sum::<u32>(), 199);
        assert_eq!(last_row(&joined, SHOWN - 1), 2_001);
        assert_eq!(last_row(&joined, 0), 51);
    }

    #[wasm_bindgen_test]
    fn the_nearest_stretch_with_problems_is_at_hand() {
        let all = map(&[(2, 0, 0), (12, 1, 0), (22, 0, 0), (32, 0, 1)]).stretches;
        for (at, expected) in [(0, Some(1)), (1, Some(1)), (2, Some(3)), (9, Some(1))] {
            assert_eq!(nearest(&all, at), expected, "{at}");
        }
        assert_eq!(nearest(&map(&[(2, 0, 0)]).stretches, 0), None);
    }
}
