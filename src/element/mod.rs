//! `<leeloo-importer>` from the inside: what its JavaScript class hands over, and how it is taken
//! down again.

mod detail;
mod events;
mod styles;

use importer_locale::Language;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{File, HtmlElement, ShadowRoot};

pub use detail::Checked;
pub use events::Emitter;

use crate::protocol::Failure;
use crate::ui::{self, Importer};

/// A mounted element. Dropping it unmounts the view and ends the workers.
pub struct Element {
    host: HtmlElement,
    importer: Importer,
    root: ShadowRoot,
    view: Option<Box<dyn std::any::Any>>,
}

impl Element {
    /// Fills the shadow root of `host`. `start` gives a worker, or a promise of one.
    #[must_use]
    pub fn mount(host: HtmlElement, root: &ShadowRoot, start: Function) -> Self {
        styles::adopt(root);
        root.replace_children_with_node_0();
        let owner = Owner::new();
        let settings = ui::Settings {
            start,
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
        Self { host, importer, root: root.clone(), view }
    }

    /// The element is whole: attributes are looked at, and the page is told.
    pub fn ready(&self) {
        for name in ["backend", "lang", "theme"] {
            self.question(name, self.host.get_attribute(name).as_deref());
        }
        self.importer.look_at_storage();
        self.importer.emit("ready", &serde_json::json!({ "version": env!("CARGO_PKG_VERSION") }));
    }

    /// An attribute of the element changed.
    pub fn attribute(&self, name: &str, value: Option<String>) {
        match name {
            "backend" => self.importer.set_backend(value.clone()),
            "lang" => self.importer.set_language(value.as_deref()),
            _ => {}
        }
        self.question(name, value.as_deref());
    }

    /// Says it where an attribute has a value that means nothing here.
    fn question(&self, name: &str, value: Option<&str>) {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else { return };
        let is_good = match name {
            "theme" => matches!(value, "auto" | "light" | "dark"),
            "lang" => Language::from_tag(value).is_some(),
            // This one says itself what is wrong.
            _ => return self.importer.look_at_backend(),
        };
        if !is_good {
            self.fail(Failure::new("host.attribute").with("name", name).with("value", value));
        }
    }

    /// A property of the element was set, or taken away.
    pub fn property(&self, name: &str, value: &JsValue) {
        match name {
            "auth" => self.importer.set_auth(value.dyn_ref().cloned()),
            "deliver" => self.importer.set_deliver(value.dyn_ref().cloned()),
            "known" => self.importer.set_known(value),
            "bots" | "tunnels" | "tags" => self.importer.set_choices(name, value),
            "config" => self.importer.set_config(value),
            "messages" => self.importer.set_messages(value),
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

    /// The report of the check, as a promise of an object.
    pub fn report(&self) -> Promise {
        self.importer.report()
    }

    /// The rows as they are now, as a promise of a file: `xlsx` or `csv`.
    pub fn cleaned(&self, format: &str) -> Promise {
        self.importer.cleaned(format)
    }

    /// The choices made so far, to keep; nothing of a client is in them.
    #[must_use]
    pub fn save(&self) -> JsValue {
        self.importer.save_choices()
    }

    /// Takes over choices that were kept.
    ///
    /// # Errors
    /// `host.saved` where they are none.
    pub fn restore(&self, saved: &JsValue) -> Result<(), JsValue> {
        self.importer.restore_choices(saved)
    }

    /// Whether clients are being sent.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.importer.is_sending()
    }

    /// Says a failure that the element's JavaScript has found.
    pub fn fail(&self, failure: Failure) {
        self.importer.fail(failure);
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        self.importer.close();
        self.view = None;
        self.root.replace_children_with_node_0();
    }
}
