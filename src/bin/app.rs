//! The element's entry: JavaScript calls `mount` for each `<leeloo-importer>` on the page.

use leeloo_importer::element::{Element, Spoken};
use leeloo_importer::protocol::Failure;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// A mounted element; dropping it (`free`) removes everything it started.
#[wasm_bindgen]
pub struct Mounted(Element);

/// Fills the shadow root of `host`. `start` gives a worker, or a promise of one; `speak` promises the words
/// of a language by its tag; `text` is the words of `language`.
#[wasm_bindgen]
#[must_use]
pub fn mount(
    host: web_sys::HtmlElement,
    root: &web_sys::ShadowRoot,
    start: js_sys::Function,
    speak: js_sys::Function,
    language: &str,
    text: String,
) -> Mounted {
    Mounted(Element::mount(host, root, start, Spoken { speak, language, text }))
}

#[wasm_bindgen]
impl Mounted {
    /// An attribute changed.
    pub fn attribute(&self, name: &str, value: Option<String>) {
        self.0.attribute(name, value);
    }

    /// A property was set or, with `undefined`, taken away.
    pub fn property(&self, name: &str, value: JsValue) {
        self.0.property(name, &value);
    }

    /// Opens a file as if it had been dropped.
    pub fn open(&self, file: web_sys::File) {
        self.0.open(file);
    }

    /// Saves a file to start from.
    pub fn example(&self) {
        self.0.example();
    }

    /// Says why what was dropped is not opened.
    pub fn refuse(&self, code: &str, count: Option<u32>) {
        let failure = Failure::new(code);
        self.0.fail(match count {
            Some(count) => failure.with("count", count),
            None => failure,
        });
    }

    /// Drops the open file and starts over.
    pub fn reset(&self) {
        self.0.reset();
    }

    /// The element is whole; its page is told.
    pub fn ready(&self) {
        self.0.ready();
    }

    /// The report of the check, as a promise of an object.
    pub fn report(&self) -> js_sys::Promise {
        self.0.report()
    }

    /// The rows as they are now, as a promise of a file.
    pub fn cleaned(&self, format: &str) -> js_sys::Promise {
        self.0.cleaned(format)
    }

    /// The choices made so far, to keep.
    #[must_use]
    pub fn save(&self) -> JsValue {
        self.0.save()
    }

    /// Takes over choices that were kept.
    ///
    /// # Errors
    /// Where they are none: an exception with `code`.
    pub fn restore(&self, saved: &JsValue) -> Result<(), JsValue> {
        self.0.restore(saved)
    }

    /// Whether clients are being sent.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.0.is_sending()
    }

    /// Says that a property is of the wrong kind.
    pub fn misfit(&self, name: &str) {
        self.0.fail(Failure::new("host.property").with("name", name));
    }

    /// Says that the page took the element away while clients were being sent.
    pub fn interrupted(&self) {
        self.0.fail(Failure::new("host.removed"));
    }
}
