//! Copy, cut and paste, to and from spreadsheets.
//!
//! A browser takes cells for the clipboard while it asks for them, which it does when the keys are
//! pressed. What the page has it gives at once. For more it asks the worker, and then asks the browser
//! to ask again; where the browser will not, so long after the keys, the cells wait for the same keys to
//! be pressed once more. The newer clipboard of browsers is not used for giving: it would wash the
//! HTML of what tells a spreadsheet that an id is text.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, HtmlDocument};

use super::selection::Area;
use super::state::Grid;
use crate::clip::{Block, Writer, read};

/// Cells that are copied at once at most: some 50 MB of text and HTML.
const MOST: u64 = 500_000;

impl Grid {
    /// The keys for copying were pressed, or those for cutting.
    pub(super) fn copy(self, event: &ClipboardEvent, cut: bool) {
        let area = self.area_now();
        if self.editing.with_untracked(Option::is_some) || area.count() == 0 {
            return;
        }
        event.prevent_default();
        let ready = self.ready.try_update_value(Option::take).flatten();
        let here = ready.filter(|(of, _)| *of == area).map(|(_, cells)| cells).or_else(|| {
            let texts = self.texts_here(&area)?;
            let mut writer = Writer::default();
            for line in texts {
                writer.row();
                line.iter().for_each(|text| writer.cell(text));
            }
            Some(writer.finish())
        });
        match here {
            Some((text, html)) => {
                if let Some(clipboard) = event.clipboard_data() {
                    let _ = clipboard.set_data("text/plain", &text);
                    let _ = clipboard.set_data("text/html", &html);
                }
                self.is_copied(area, cut);
            }
            None if area.count() > MOST => {
                self.say(self.tn("grid-copy-most", &[("count", MOST.into())]));
            }
            None => spawn_local(self.copy_from_worker(area, cut)),
        }
    }

    async fn copy_from_worker(self, area: Area, cut: bool) {
        self.say(self.t("grid-copying"));
        match self.importer.copied(self.span(&area.rows), self.column_indices(&area.columns)).await {
            Ok(cells) => {
                self.ready.try_set_value(Some((self.area_now(), cells)));
                command(cut);
                // Still there: the browser did not ask.
                if self.ready.try_with_value(Option::is_some) == Some(true) {
                    self.say(self.t("grid-copy-again"));
                }
            }
            Err(failure) => self.importer.lost(failure),
        }
    }

    fn is_copied(self, area: Area, cut: bool) {
        let count = area.count();
        if cut {
            self.clear();
        } else {
            self.copied.set(Some(area));
            self.say(self.tn("grid-copied", &[("count", count.into())]));
        }
    }

    /// The keys for pasting were pressed.
    pub(super) fn pasted(self, event: &ClipboardEvent) {
        if self.editing.with_untracked(Option::is_some) {
            return;
        }
        event.prevent_default();
        let text = event.clipboard_data().and_then(|clipboard| clipboard.get_data("text/plain").ok());
        self.paste_text(&text.unwrap_or_default());
    }

    fn paste_text(self, text: &str) {
        if text.is_empty() {
            return self.say(self.t("grid-paste-nothing"));
        }
        self.paste(Block::new(read(text)));
    }

    /// Copies or cuts by a button: as if the keys had been pressed.
    pub(super) fn copy_by_button(self, cut: bool) {
        self.focus();
        command(cut);
    }

    /// Pastes by a button, which browsers ask the person about or refuse.
    pub(super) fn paste_by_button(self) {
        spawn_local(async move {
            match take().await {
                Some(text) => self.paste_text(&text),
                None => self.say(self.t("grid-paste-keys")),
            }
        });
    }
}

/// Makes the browser ask for cells, where the person's keys or press are recent enough for it.
fn command(cut: bool) {
    if let Some(document) = document().dyn_ref::<HtmlDocument>() {
        let _ = document.exec_command(if cut { "cut" } else { "copy" });
    }
}

async fn take() -> Option<String> {
    wasm_bindgen_futures::JsFuture::from(clipboard()?.read_text()).await.ok()?.as_string()
}

/// The clipboard; pages that are not secure have none.
fn clipboard() -> Option<web_sys::Clipboard> {
    js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).ok()?.dyn_into().ok()
}
