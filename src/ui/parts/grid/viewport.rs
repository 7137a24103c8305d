//! What of the rows and columns is in sight, as signals that follow the scrolled frame.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::scroll::{ROW, Scroll};
use super::selection::At;
use super::widths::Widths;
use crate::ui::parts::direction::is_rtl;

/// Height of the header in pixels.
pub(super) const HEADER: f64 = 58.0;
/// Columns that are fetched at once, whether they are in sight or not.
const ALL: usize = 256;
/// Of more, so many on either side of those in sight.
const NEAR: usize = 64;
/// Width of the row numbers.
pub(super) const NUMBERS: f64 = 64.0;

/// The scrolled frame, as signals.
#[derive(Clone, Copy)]
pub(super) struct Viewport {
    pub(super) frame: NodeRef<html::Div>,
    pub(super) scroll: RwSignal<Scroll>,
    /// Pixels of columns before those in sight.
    pub(super) left: RwSignal<f64>,
    /// Inner width and height of the frame.
    pub(super) size: RwSignal<(f64, f64)>,
    pub(super) widths: RwSignal<Widths>,
}

impl Viewport {
    /// Follows the size of the frame.
    pub(super) fn observe() -> Self {
        let frame = NodeRef::<html::Div>::new();
        let size = RwSignal::new((0.0, 0.0));
        let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
        frame.on_load(move |element| {
            let element: HtmlElement = element.unchecked_into();
            let watched = element.clone();
            let measure = move || {
                let _ = size.try_set((f64::from(watched.client_width()), f64::from(watched.client_height())));
            };
            measure();
            let callback = Closure::<dyn FnMut()>::new(measure);
            if let Ok(created) = ResizeObserver::new(callback.as_ref().unchecked_ref()) {
                created.observe(&element);
                observer.set_value(Some((created, callback)));
            }
        });
        on_cleanup(move || {
            if let Some(Some((observer, _))) = observer.try_update_value(Option::take) {
                observer.disconnect();
            }
        });
        Self {
            frame,
            scroll: RwSignal::default(),
            left: RwSignal::new(0.0),
            size,
            widths: RwSignal::new(Widths::new(0)),
        }
    }

    /// The frame was scrolled, by whatever means.
    pub(super) fn scrolled(self) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let before = self.scroll.get_untracked();
        let after = before.scrolled(f64::from(frame.scroll_top()));
        if after != before {
            self.scroll.set(after);
        }
        if after.is_stuck() {
            self.settle();
        }
        // In a page that reads from right to left the way is counted in negative pixels.
        let left = f64::from(frame.scroll_left()).abs();
        if (left - self.left.get_untracked()).abs() > f64::EPSILON {
            self.left.set(left);
        }
    }

    /// The scrollbar rests: it goes to where the rows are.
    pub(super) fn settle(self) {
        let scroll = self.scroll.get_untracked();
        if !scroll.is_at_rest() {
            self.move_to(scroll.offset());
        }
    }

    /// There are so many rows now, in the room there is now.
    pub(super) fn resize(self, rows: u32) {
        let view = (self.size.get().1 - HEADER).max(0.0);
        let before = self.scroll.get_untracked();
        let after = before.resized(rows, view);
        if after != before {
            self.scroll.set(after);
        }
    }

    /// Puts `offset` pixels of rows above those in sight.
    pub(super) fn move_to(self, offset: f64) {
        let scroll = self.scroll.get_untracked().moved(offset);
        self.scroll.set(scroll);
        if let Some(frame) = self.frame.get_untracked() {
            frame.set_scroll_top(whole(scroll.rest()));
        }
    }

    /// Scrolls by so many pixels.
    pub(super) fn move_by(self, x: f64, y: f64) {
        if y != 0.0 {
            self.move_to(self.scroll.get_untracked().offset() + y);
        }
        if let Some(frame) = self.frame.get_untracked().filter(|_| x != 0.0) {
            frame.set_scroll_left(frame.scroll_left() + whole(x));
            self.scrolled();
        }
    }

    /// Scrolls so that a cell is in sight.
    pub(super) fn reveal(self, at: At) {
        let scroll = self.scroll.get_untracked();
        let offset = scroll.reveal(at.row);
        if (offset - scroll.offset()).abs() > f64::EPSILON {
            self.move_to(offset);
        }
        self.reveal_column(at.column);
    }

    /// Scrolls so that a column is in sight.
    pub(super) fn reveal_column(self, column: usize) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let (start, width) =
            self.widths.with_untracked(|widths| (widths.start(column), widths.width(column)));
        let left = self.left.get_untracked();
        let room = self.size.get_untracked().0 - NUMBERS;
        let wanted = left.min(start).max((start + width - room).min(start));
        if (wanted - left).abs() > f64::EPSILON {
            let sign = if f64::from(frame.scroll_left()) < 0.0 || self.is_rtl() { -1.0 } else { 1.0 };
            frame.set_scroll_left(whole(sign * wanted));
            self.scrolled();
        }
    }

    /// Whether the page reads from right to left.
    pub(super) fn is_rtl(self) -> bool {
        self.frame.get_untracked().is_some_and(|frame| is_rtl(&frame))
    }

    /// Whole rows that show at once: what a page key moves by.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some 20 rows")]
    pub(super) fn page(self) -> u32 {
        ((self.size.get_untracked().1 - HEADER) / ROW).max(1.0) as u32
    }

    /// The rows in sight.
    pub(super) fn rows(self) -> Range<u32> {
        self.scroll.get().seen()
    }

    /// Columns in sight and around them, by position, where there are so many that not all cells of a
    /// row are to be fetched at once.
    pub(super) fn columns_near(self, all: usize) -> Option<Range<usize>> {
        let seen = self.columns();
        let start = (seen.start / NEAR * NEAR).saturating_sub(NEAR);
        (all > ALL).then(|| start..all.min((seen.end / NEAR + 2) * NEAR))
    }

    /// The columns in sight.
    pub(super) fn columns(self) -> Range<usize> {
        let room = self.size.get().0 - NUMBERS;
        let left = self.left.get();
        self.widths.with(|widths| widths.between(left, room))
    }

    /// Where the cells of some rows and columns are in the window: left, top, width, height.
    pub(super) fn place(self, rows: &Range<u32>, columns: &Range<usize>) -> (f64, f64, f64, f64) {
        let (start, end) =
            self.widths.with(|widths| (widths.start(columns.start), widths.start(columns.end)));
        let top = HEADER + ROW * f64::from(rows.start) - self.scroll.get().offset();
        let height = ROW * f64::from(rows.end.saturating_sub(rows.start));
        (NUMBERS + start - self.left.get(), top, end - start, height)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "browsers lay out 16 million pixels at most")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}
