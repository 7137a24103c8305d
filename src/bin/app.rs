//! The element's entry: JavaScript calls `mount` for each `<leeloo-importer>` on the page.

use leeloo_importer::element::Element;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// A mounted element; dropping it (`free`) removes everything it started.
#[wasm_bindgen]
pub struct Mounted(Element);

/// Fills the shadow root of `host`. `base` is the folder the worker's files lie in.
#[wasm_bindgen]
#[must_use]
pub fn mount(host: web_sys::HtmlElement, root: &web_sys::ShadowRoot, base: &str) -> Mounted {
    Mounted(Element::mount(host, root, base))
}

#[wasm_bindgen]
impl Mounted {
    /// An attribute changed.
    pub fn attribute(&self, name: &str, value: Option<String>) {
        self.0.attribute(name, value);
    }

    /// A property was set or, with `undefined`, taken away.
    pub fn property(&self, name: &str, value: wasm_bindgen::JsValue) {
        self.0.property(name, &value);
    }

    /// Opens a file as if it had been dropped.
    pub fn open(&self, file: web_sys::File) {
        self.0.open(file);
    }

    /// Drops the open file and starts over.
    pub fn reset(&self) {
        self.0.reset();
    }
}
