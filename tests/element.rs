//! The element in a real browser: mounting, languages, events, and leaving nothing behind.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use leeloo_importer::element::{Element, Spoken};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

wasm_bindgen_test_configure!(run_in_browser);

const ENGLISH: &str = include_str!("../locales/en.ftl");
const UKRAINIAN: &str = include_str!("../locales/uk.ftl");

/// A host element on the page, taken off it when dropped.
struct Host {
    element: HtmlElement,
    root: ShadowRoot,
    speak: js_sys::Function,
}

impl Host {
    fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        element.set_attribute("lang", "en").unwrap();
        document.body().unwrap().append_child(&element).unwrap();
        let root = element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let words = js_sys::Object::new();
        for (tag, text) in [("en", ENGLISH), ("uk", UKRAINIAN)] {
            js_sys::Reflect::set(&words, &tag.into(), &text.into()).unwrap();
        }
        let speak = js_sys::Function::new_with_args("tag", "return Promise.resolve(this[tag])").bind0(&words);
        Self { element, root, speak }
    }

    fn mount(&self) -> Element {
        // No worker ever comes: none of these tests opens a file.
        let start = js_sys::Function::new_no_args("return new Promise(() => {})");
        let spoken = Spoken { speak: self.speak.clone(), language: "en", text: ENGLISH.to_owned() };
        Element::mount(self.element.clone(), &self.root, start, spoken)
    }

    fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    fn find(&self, selector: &str) -> Option<web_sys::Element> {
        self.root.query_selector(selector).unwrap()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.element.remove();
    }
}

#[wasm_bindgen_test]
async fn it_shows_the_drop_zone_in_the_asked_language_and_switches() {
    let host = Host::new();
    let element = host.mount();
    TimeoutFuture::new(20).await;
    assert!(host.text().contains("Drop a file with clients here"), "{}", host.text());
    element.attribute("lang", Some("uk".into()));
    TimeoutFuture::new(20).await;
    assert!(host.text().contains("Перетягніть сюди файл"), "{}", host.text());
}

#[wasm_bindgen_test]
async fn styles_stay_inside_the_shadow_root() {
    let before = web_sys::window().unwrap().document().unwrap().style_sheets().length();
    let host = Host::new();
    let _element = host.mount();
    let adopted = js_sys::Reflect::get(&host.root, &"adoptedStyleSheets".into()).unwrap();
    assert!(js_sys::Array::from(&adopted).length() > 0);
    assert!(host.find("style, link").is_none());
    assert_eq!(web_sys::window().unwrap().document().unwrap().style_sheets().length(), before);
}

#[wasm_bindgen_test]
async fn it_tells_the_page_when_it_is_ready() {
    let host = Host::new();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let log = heard.clone();
    let _listener = EventListener::new(&host.element, "importer-ready", move |event| {
        log.borrow_mut().push((event.bubbles(), event.composed()));
    });
    let element = host.mount();
    assert!(heard.borrow().is_empty());
    element.ready();
    assert_eq!(*heard.borrow(), [(true, true)]);
}

#[wasm_bindgen_test]
async fn dropping_it_empties_the_root_and_it_can_be_mounted_again() {
    let host = Host::new();
    for _ in 0..3 {
        let element = host.mount();
        TimeoutFuture::new(20).await;
        assert_eq!(host.root.query_selector_all(".importer").unwrap().length(), 1);
        assert!(host.find("[data-testid=drop]").is_some());
        drop(element);
        assert!(host.root.first_child().is_none());
        TimeoutFuture::new(80).await;
    }
}
