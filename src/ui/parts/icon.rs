//! Icons: 16-unit strokes in the text's colour, always beside words or hidden from readers.

use leptos::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Glyph {
    Check,
    Cross,
    Error,
    File,
    Lock,
    Upload,
    Warning,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Error => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 4.8v4M8 11.2v.1",
            Self::File => "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3M6 8h4M6 10.8h4",
            Self::Lock => "M3.5 7h9v6.7h-9zM5.3 7V4.9a2.7 2.7 0 015.4 0V7",
            Self::Upload => "M8 10.5V2.2M4.8 5.2L8 2l3.2 3.2M2.2 10.5v3.3h11.6v-3.3",
            Self::Warning => "M8 2.2l6.3 11.2H1.7zM8 6.4v3.2M8 11.6v.1",
        }
    }
}

#[component]
pub(in crate::ui) fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=glyph.path() />
        </svg>
    }
}
