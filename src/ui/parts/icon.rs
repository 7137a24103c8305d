//! Icons: 16-unit strokes in the text's colour, always beside words or hidden from readers.

use leptos::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Glyph {
    Check,
    Cross,
    Down,
    Error,
    File,
    History,
    Lock,
    Move,
    Next,
    Plus,
    Previous,
    Redo,
    Replace,
    Save,
    Search,
    Undo,
    Upload,
    Warning,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Down => "M4.5 6.5L8 10l3.5-3.5",
            Self::Error => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 4.8v4M8 11.2v.1",
            Self::File => "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3M6 8h4M6 10.8h4",
            Self::History => "M2.5 8a5.5 5.5 0 101.7-4M2.4 2.6v3h3M8 5v3.2l2.2 1.4",
            Self::Lock => "M3.5 7h9v6.7h-9zM5.3 7V4.9a2.7 2.7 0 015.4 0V7",
            Self::Move => "M2 5.2h4.5M2 10.8h4.5M8 8h5.6M10.9 5.2L13.7 8l-2.8 2.8",
            Self::Next => "M8 2.5v10M3.8 8.7L8 13l4.2-4.3",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Previous => "M8 13.5v-10M3.8 7.3L8 3l4.2 4.3",
            Self::Redo => "M10.5 2.8l3 3-3 3M13.2 5.8H6.3a3.7 3.7 0 000 7.4h4",
            Self::Replace => "M2.5 5h8.8M9 2.5L11.5 5 9 7.5M13.5 11H4.7M7 8.5L4.5 11 7 13.5",
            Self::Save => "M8 2v8.3M4.8 7.3L8 10.5l3.2-3.2M2.2 10.5v3.3h11.6v-3.3",
            Self::Search => "M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.4 10.4l3.4 3.4",
            Self::Undo => "M5.5 2.8l-3 3 3 3M2.8 5.8h6.9a3.7 3.7 0 010 7.4h-4",
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
