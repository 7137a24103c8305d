//! Files made for the person: by the worker, or here where nothing of the rows is in them.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::{Done, Importer, Making};
use crate::engine::{Engine, describe};
use crate::protocol::{Failure, Product, Progress};

/// How long the browser has to take a file before its address is given back.
const TAKEN_MS: u32 = 30_000;

impl Importer {
    /// Makes a file from the open one and saves it.
    pub(in crate::ui) fn save(self, product: Product) {
        let engine = self.local.try_with_value(|local| local.engine.clone()).flatten();
        match engine {
            Some(engine) => self.make(engine, product),
            None => self.fail(Failure::new("worker.stopped")),
        }
    }

    /// Saves a file to start from. No file need be open: the worker that waits for one makes it.
    pub fn save_example(self) {
        let open = self.local.try_with_value(|local| local.engine.clone()).flatten();
        if let Some(engine) = open {
            return self.make(engine, Product::Example);
        }
        match self.take_worker() {
            Ok(engine) => {
                self.local.update_value(|local| {
                    local.spare.get_or_insert_with(|| engine.clone());
                });
                self.make(engine, Product::Example);
            }
            Err(failure) => self.fail(failure),
        }
    }

    /// Saves text that the page holds.
    pub(in crate::ui) fn save_text(self, name: &str, text: &str) {
        let parts = js_sys::Array::of1(&JsValue::from_str(text));
        let options = BlobPropertyBag::new();
        options.set_type("application/json");
        let made = Blob::new_with_str_sequence_and_options(&parts, &options);
        match made.and_then(|blob| hand_over(name, &blob)) {
            Ok(()) => self.say(Done::Saved(name.to_owned())),
            Err(error) => self.fail(Failure::new("make.failed").with("detail", describe(&error))),
        }
    }

    /// Gives up the file that is being made.
    pub(in crate::ui) fn cancel_making(self) {
        self.making.set(None);
        self.local.update_value(|local| local.given_up = local.made);
        self.give_up();
    }

    /// Reads a small text file that a person chose: a recipe, a mapping.
    pub(in crate::ui) fn read_text(self, file: File, then: impl FnOnce(String) + 'static) {
        /// Far more than any recipe holds; a workbook chosen by mistake is not read for nothing.
        const MOST: f64 = 32e6;
        if file.size() > MOST {
            return self.fail(Failure::new("recipe.too_large").with("file", file.name()));
        }
        spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(file.text()).await {
                Ok(text) => then(text.as_string().unwrap_or_default()),
                Err(_) => self.fail(Failure::new("file.io").with("file", file.name())),
            }
        });
    }

    fn make(self, engine: Rc<Engine>, product: Product) {
        let counted = self.local.try_update_value(|local| {
            local.made += 1;
            local.made
        });
        let Some(number) = counted else { return };
        self.making.set(Some(Making { number, progress: None }));
        let is_shown = move || {
            let number_now =
                self.making.try_with_untracked(|making| making.as_ref().map(|making| making.number));
            number_now.flatten() == Some(number)
        };
        let speak = self.spoken();
        spawn_local(async move {
            let _ = engine.call(&speak, None, |_| {}).await;
            let progress = move |progress: Progress| {
                if is_shown() {
                    self.making.set(Some(Making { number, progress: Some(progress) }));
                }
            };
            let work = Self::holds_work(&product).then(|| untrack(|| self.work()));
            let answer = engine.make(product, progress).await;
            // Several may be made one after the other; each is wanted until it is given up.
            if self.local.try_with_value(|local| local.given_up >= number).unwrap_or(true) {
                return;
            }
            if is_shown() {
                self.making.set(None);
            }
            match answer {
                Ok((name, blob)) => match hand_over(&name, &blob) {
                    Ok(()) => {
                        self.say(Done::Saved(name));
                        if let Some(work) = work {
                            self.is_safe(work);
                        }
                    }
                    Err(error) => self.fail(Failure::new("make.failed").with("detail", describe(&error))),
                },
                Err(failure) => self.lost(failure),
            }
        });
    }
}

/// Has the browser save `blob` under `name`.
fn hand_over(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Timeout::new(TAKEN_MS, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
