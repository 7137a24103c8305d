//! What the element tells its page: `importer-…` events, bubbling and composed, with plain JSON.

use serde::Serialize;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// Dispatches the element's events.
#[derive(Clone)]
pub struct Emitter {
    host: HtmlElement,
}

impl Emitter {
    /// Events come from `host`.
    #[must_use]
    pub const fn new(host: HtmlElement) -> Self {
        Self { host }
    }

    /// Dispatches `importer-{name}`; false if a listener cancelled it.
    pub fn emit(&self, name: &str, detail: &impl Serialize) -> bool {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(name.starts_with("before-"));
        let detail = detail.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        init.set_detail(&detail.unwrap_or_default());
        CustomEvent::new_with_event_init_dict(&format!("importer-{name}"), &init)
            .and_then(|event| self.host.dispatch_event(&event))
            .unwrap_or(true)
    }
}
