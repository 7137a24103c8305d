//! Copy, cut and paste, to and from spreadsheets.
//!
//! A browser takes text for the clipboard while the keys are down. What the page has it gives at once;
//! for more it asks the worker and gives it later, which browsers allow in a secure page; where they
//! do not, the text waits for the same keys to be pressed again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, ClipboardEvent, HtmlDocument};

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
        let here = self.ready.try_update_value(Option::take).flatten().or_else(|| {
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
            Ok((text, html)) => {
                if give(&text, &html).await.is_ok() {
                    self.is_copied(area, cut);
                } else {
                    self.ready.try_set_value(Some((text, html)));
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
        if let Some(document) = document().dyn_ref::<HtmlDocument>() {
            let _ = document.exec_command(if cut { "cut" } else { "copy" });
        }
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

/// Gives text to the clipboard outside of an event.
async fn give(text: &str, html: &str) -> Result<(), JsValue> {
    let blob = |text: &str, kind: &str| {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)
    };
    let clipboard = clipboard().ok_or(JsValue::UNDEFINED)?;
    let forms = js_sys::Object::new();
    js_sys::Reflect::set(&forms, &"text/plain".into(), &blob(text, "text/plain")?.into())?;
    js_sys::Reflect::set(&forms, &"text/html".into(), &blob(html, "text/html")?.into())?;
    let class = js_sys::Reflect::get(&window(), &"ClipboardItem".into())?.dyn_into::<js_sys::Function>()?;
    let item = js_sys::Reflect::construct(&class, &js_sys::Array::of1(&forms))?;
    wasm_bindgen_futures::JsFuture::from(clipboard.write(&js_sys::Array::of1(&item))).await.map(|_| ())
}

async fn take() -> Option<String> {
    wasm_bindgen_futures::JsFuture::from(clipboard()?.read_text()).await.ok()?.as_string()
}

/// The clipboard; pages that are not secure have none.
fn clipboard() -> Option<web_sys::Clipboard> {
    js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).ok()?.dyn_into().ok()
}
