//! `<leeloo-importer>` from the inside: what its JavaScript class hands over, and how it is taken
//! down again.

mod detail;
mod events;
mod styles;

use importer_locale::{Language, Words};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{File, HtmlElement, ShadowRoot};

pub use detail::Checked;
pub use events::Emitter;

use crate::protocol::Failure;
use crate::ui::{self, Importer};

/// The words an element begins with, and where others come from.
pub struct Spoken<'a> {
    /// Promises the words of a language (Fluent), by its tag.
    pub speak: Function,
    /// Tag of the language.
    pub language: &'a str,
    /// Its words.
    pub text: String,
}

/// A mounted element. Dropping it unmounts the view and ends the workers.
pub struct Element {
    host: HtmlElement,
    importer: Importer,
    root: ShadowRoot,
    view: Option<Box<dyn std::any::Any>>,
}

impl Element {
    /// Fills the shadow root of `host`, in the place of the first step that is painted there. `start`
    /// gives a worker, or a promise of one.
    #[must_use]
    pub fn mount(host: HtmlElement, root: &ShadowRoot, start: Function, spoken: Spoken<'_>) -> Self {
        styles::adopt(root);
        let owner = Owner::new();
        let language = Language::from_tag(spoken.language).unwrap_or_default();
        let mut words = Words::read(language, spoken.text);
        words.write_numbers_by::<ui::Browser>();
        let settings = ui::Settings {
            start,
            speak: spoken.speak,
            backend: host.get_attribute("backend"),
            words,
            emitter: Emitter::new(host.clone()),
        };
        let importer = owner.with(|| Importer::new(settings));
        let mut view: Option<Box<dyn std::any::Any>> = None;
        if let Some(frame) =
            document().create_element("div").ok().and_then(|div| div.dyn_into::<HtmlElement>().ok())
        {
            let handle = owner.with(|| leptos::mount::mount_to(frame.clone(), move || ui::view(importer)));
            view = Some(Box::new((handle, owner)));
            take_place(root, &frame);
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

    /// Saves a file to start from.
    pub fn example(&self) {
        self.importer.save_example();
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

/// Shows `frame` in the place of what `root` shows, all at once; the focus stays where it is.
fn take_place(root: &ShadowRoot, frame: &HtmlElement) {
    let focused = root.active_element().and_then(|element| element.get_attribute("data-testid"));
    root.replace_children_with_node_1(frame);
    let same = focused.and_then(|id| root.query_selector(&format!("[data-testid=\"{id}\"]")).ok().flatten());
    if let Some(same) = same.and_then(|same| same.dyn_into::<HtmlElement>().ok()) {
        let _ = same.focus();
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        self.importer.close();
        self.view = None;
        self.root.replace_children_with_node_0();
    }
}
