//! Which rows and columns are in sight. A scrolled element may be some 16 million pixels high in
//! browsers, a million rows are more: beyond [`MAX_HEIGHT`] the scrollbar is scaled to the rows.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

pub(super) const ROW_HEIGHT: f64 = 30.0;
pub(super) const HEADER_HEIGHT: f64 = 52.0;
pub(super) const COLUMN_WIDTH: f64 = 184.0;
pub(super) const NUMBER_WIDTH: f64 = 72.0;
const MAX_HEIGHT: f64 = 8_000_000.0;

/// The scrolled frame, as signals.
#[derive(Clone, Copy)]
pub(super) struct Viewport {
    frame: NodeRef<html::Div>,
    top: RwSignal<f64>,
    left: RwSignal<f64>,
    size: RwSignal<(f64, f64)>,
}

/// Height of what is scrolled.
pub(super) fn scroll_height(rows: u32) -> f64 {
    (HEADER_HEIGHT + ROW_HEIGHT * f64::from(rows)).min(MAX_HEIGHT)
}

impl Viewport {
    /// Follows the size of `frame`.
    pub(super) fn observe(frame: NodeRef<html::Div>) -> Self {
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
        Self { frame, top: RwSignal::new(0.0), left: RwSignal::new(0.0), size }
    }

    pub(super) fn width(self) -> f64 {
        self.size.get().0
    }

    pub(super) fn height(self) -> f64 {
        self.size.get().1
    }

    /// The frame was scrolled.
    pub(super) fn scrolled(self) {
        if let Some(frame) = self.frame.get_untracked() {
            self.top.set(f64::from(frame.scroll_top()));
            self.left.set(f64::from(frame.scroll_left()));
        }
    }

    pub(super) fn to_top(self) {
        if let Some(frame) = self.frame.get_untracked() {
            frame.set_scroll_top(0);
        }
        self.top.set(0.0);
    }

    /// Rows a page key moves by.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some 20 rows")]
    pub(super) fn page(self) -> u32 {
        ((self.size.get_untracked().1 - HEADER_HEIGHT) / ROW_HEIGHT).max(1.0) as u32
    }

    /// Positions of the rows in sight, with a few beyond either edge.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by total")]
    pub(super) fn rows(self, total: u32) -> Range<u32> {
        let first = (self.offset(total) / ROW_HEIGHT).floor() as u32;
        let count = (self.height() / ROW_HEIGHT).ceil() as u32;
        let from = first.saturating_sub(4);
        from.min(total)..(first + count + 5).min(total)
    }

    /// Positions of the columns in sight.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by total")]
    pub(super) fn columns(self, total: usize) -> Range<usize> {
        let first = (self.left.get() / COLUMN_WIDTH).floor() as usize;
        let count = (self.width() / COLUMN_WIDTH).ceil() as usize + 1;
        first.min(total)..(first + count).min(total)
    }

    /// Where a column starts, from the window's edge.
    pub(super) fn column_x(self, at: usize) -> f64 {
        NUMBER_WIDTH + COLUMN_WIDTH * super::wide(at) - self.left.get()
    }

    /// Where a row starts, from the window's top.
    pub(super) fn row_y(self, at: u32, total: u32) -> f64 {
        HEADER_HEIGHT + ROW_HEIGHT * f64::from(at) - self.offset(total)
    }

    /// Scrolls so that a cell is in sight.
    pub(super) fn reveal(self, row: u32, column: usize, total: u32) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let (width, height) = self.size.get_untracked();
        let offset = self.offset_of(self.top.get_untracked(), height, total);
        let y = ROW_HEIGHT * f64::from(row);
        let room = height - HEADER_HEIGHT - ROW_HEIGHT;
        let target = if y < offset {
            Some(y)
        } else if y > offset + room {
            Some(y - room)
        } else {
            None
        };
        if let Some(target) = target {
            frame.set_scroll_top(round(target / self.scale(height, total)));
        }
        let x = COLUMN_WIDTH * super::wide(column);
        let left = self.left.get_untracked();
        let room = width - NUMBER_WIDTH - COLUMN_WIDTH;
        if x < left {
            frame.set_scroll_left(round(x));
        } else if x > left + room {
            frame.set_scroll_left(round(x - room.max(0.0)));
        }
        self.scrolled();
    }

    /// Pixels of rows above the window.
    fn offset(self, total: u32) -> f64 {
        self.offset_of(self.top.get(), self.height(), total)
    }

    fn offset_of(self, top: f64, height: f64, total: u32) -> f64 {
        top * self.scale(height, total)
    }

    /// Pixels of rows for a pixel of the scrollbar.
    fn scale(self, height: f64, total: u32) -> f64 {
        let rows = HEADER_HEIGHT + ROW_HEIGHT * f64::from(total);
        let travel = scroll_height(total) - height;
        if travel <= 0.0 { 1.0 } else { ((rows - height) / travel).max(1.0) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "within MAX_HEIGHT")]
fn round(pixels: f64) -> i32 {
    pixels.round() as i32
}
