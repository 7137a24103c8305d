//! Problems in words.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::protocol::{ProblemView, Severity};
use crate::ui::importer::{use_importer, words};

/// The sign of a severity; its colour is never alone.
#[component]
pub(in crate::ui) fn SeverityIcon(severity: Severity) -> impl IntoView {
    let importer = use_importer();
    let (glyph, class, key) = match severity {
        Severity::Blocks | Severity::Error => (Glyph::Error, "severity severity--error", "severity-error"),
        Severity::Warning => (Glyph::Warning, "severity severity--warning", "severity-warning"),
    };
    view! {
        <span class=class>
            <Icon glyph />
            <span class="visually-hidden">{words(move || importer.t(key))}</span>
        </span>
    }
}

/// One problem as a sentence.
#[component]
pub(in crate::ui) fn ProblemText(problem: ProblemView) -> impl IntoView {
    let importer = use_importer();
    // What the backend said comes in its own words, whatever its code.
    let from_backend = problem.arguments.contains_key("message");
    let code = if from_backend { "server.rejected".to_owned() } else { problem.code };
    view! {
        <span class="problem-text">
            <SeverityIcon severity=problem.severity />
            <span>{words(move || importer.tc("problem", &code, &problem.arguments))}</span>
        </span>
    }
}
