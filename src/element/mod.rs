//! `<leeloo-importer>` from the inside: what its JavaScript class hands over, and how it is taken
//! down again.

mod events;
mod styles;

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{File, HtmlElement, ShadowRoot};

pub use events::Emitter;

use crate::ui::{self, Importer};

/// A mounted element. Dropping it unmounts the view and ends the workers.
pub struct Element {
    importer: Importer,
    root: ShadowRoot,
    view: Option<Box<dyn std::any::Any>>,
}

impl Element {
    /// Fills the shadow root of `host`. `base` is the folder the worker's files lie in, ending with
    /// a slash.
    #[must_use]
    pub fn mount(host: HtmlElement, root: &ShadowRoot, base: &str) -> Self {
        styles::adopt(root);
        root.set_inner_html("");
        let owner = Owner::new();
        let settings = ui::Settings {
            base: base.to_owned(),
            backend: host.get_attribute("backend"),
            language: host.get_attribute("lang"),
            emitter: Emitter::new(host.clone()),
        };
        let importer = owner.with(|| Importer::new(settings));
        let mut view: Option<Box<dyn std::any::Any>> = None;
        if let Some(frame) =
            document().create_element("div").ok().and_then(|div| div.dyn_into::<HtmlElement>().ok())
            && root.append_child(&frame).is_ok()
        {
            let handle = owner.with(|| leptos::mount::mount_to(frame, move || ui::view(importer)));
            view = Some(Box::new((handle, owner)));
        }
        importer.warm_up();
        importer.emit("ready", &());
        Self { importer, root: root.clone(), view }
    }

    /// An attribute of the element changed.
    pub fn attribute(&self, name: &str, value: Option<String>) {
        match name {
            "backend" => self.importer.set_backend(value),
            "lang" => self.importer.set_language(value.as_deref()),
            _ => {}
        }
    }

    /// A property of the element was set, or taken away.
    pub fn property(&self, name: &str, value: &JsValue) {
        match name {
            "auth" => self.importer.set_auth(value.dyn_ref().cloned()),
            "deliver" => self.importer.set_deliver(value.dyn_ref().cloned()),
            "known" => self.importer.set_known(value),
            "bots" | "tunnels" | "tags" => self.importer.set_choices(name, value),
            _ => {}
        }
    }

    /// Opens a file as if it had been dropped.
    pub fn open(&self, file: File) {
        self.importer.open(file);
    }

    /// Drops the open file and starts over.
    pub fn reset(&self) {
        self.importer.reset();
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        self.importer.close();
        self.view = None;
        self.root.set_inner_html("");
    }
}
