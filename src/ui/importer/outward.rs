//! What the page around can ask and set: the report, the cleaned file, settings to keep, a configuration
//! and words of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use importer_locale::{Language, Words};
use js_sys::{Array, Error, JSON, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, File, FilePropertyBag};

use super::Importer;
use crate::engine::describe;
use crate::protocol::{Assignment, Failure, Product, Request};
use crate::ui::Browser;

/// Words by language code and message key.
pub(super) type Messages = BTreeMap<String, BTreeMap<String, String>>;

/// The version of what `save` gives.
const SAVED: u32 = 1;

/// What `save` gives and `restore` takes: choices, and nothing of a client.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    version: u32,
    language: String,
    /// Header names and fields; none where no file was open.
    mapping: Option<serde_json::Value>,
    /// Bot, tunnel and tags by messenger.
    assignments: BTreeMap<String, Assignment>,
}

impl Importer {
    /// The report of the check, as a promise of an object.
    pub fn report(self) -> Promise {
        self.promise(Product::Report, async |_, blob| {
            let text = JsFuture::from(blob.text()).await?;
            JSON::parse(&text.as_string().unwrap_or_default())
        })
    }

    /// The rows as they are now, as a promise of a file; `format` is `xlsx` or `csv`.
    pub fn cleaned(self, format: &str) -> Promise {
        self.promise(Product::Cleaned { format: format.to_owned() }, async |name, blob| {
            let options = FilePropertyBag::new();
            options.set_type(&blob.type_());
            let file = File::new_with_blob_sequence_and_options(&Array::of1(&blob), &name, &options)?;
            Ok(file.into())
        })
    }

    /// The choices made so far, to keep.
    pub fn save_choices(self) -> JsValue {
        let mapping = self.overview.with_untracked(|overview| {
            overview.as_ref().and_then(|overview| serde_json::from_str(&overview.mapping).ok())
        });
        let saved = Saved {
            version: SAVED,
            language: self.words.with_untracked(|words| words.language().code().to_owned()),
            mapping,
            assignments: self.assignments.get_untracked(),
        };
        saved.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
    }

    /// Takes over choices that were kept: at once, or with the next file where none is open.
    ///
    /// # Errors
    /// `host.saved` where they were not made by `save`, or by a newer version.
    pub fn restore_choices(self, saved: &JsValue) -> Result<(), JsValue> {
        let refused = |detail: String| thrown(&Failure::new("host.saved").with("detail", detail));
        let json = JSON::stringify(saved).ok().and_then(|json| json.as_string()).unwrap_or_default();
        let saved: Saved = serde_json::from_str(&json).map_err(|error| refused(error.to_string()))?;
        if saved.version > SAVED {
            return Err(refused(format!("version {}", saved.version)));
        }
        self.set_language(Some(&saved.language));
        self.assignments.set(saved.assignments);
        self.drop_gone();
        if let Some(mapping) = saved.mapping.map(|mapping| mapping.to_string()) {
            if self.overview.with_untracked(Option::is_some) {
                self.map(Request::SetMapping(mapping));
            } else {
                self.local.update_value(|local| local.restored = Some(mapping));
            }
        }
        Ok(())
    }

    /// Reads files with this configuration from now on; the open one too, until it is changed or sent.
    pub fn set_config(self, config: &JsValue) {
        let json = match config.as_string() {
            Some(json) => Some(json),
            None if config.is_null() || config.is_undefined() => None,
            None => JSON::stringify(config).ok().and_then(|json| json.as_string()),
        };
        self.local.update_value(|local| local.config.clone_from(&json));
        if !self.read_anew()
            && let Some(json) = json
        {
            self.try_config(json);
        }
    }

    /// Has a worker look at a configuration, so that a mistake is told before there is a file.
    fn try_config(self, json: String) {
        let Ok(engine) = self.take_worker() else { return };
        self.local.update_value(|local| {
            local.spare.get_or_insert_with(|| engine.clone());
        });
        let answer = engine.call(&Request::TryConfig(json), None, |_| {});
        drop(engine);
        spawn_local(async move {
            if let Err(failure) = answer.await
                && failure.code != "worker.stopped"
            {
                self.fail(failure);
            }
        });
    }

    /// Says these words instead of the importer's own: `{ru: {"app-title": "…"}}`.
    pub fn set_messages(self, value: &JsValue) {
        let wrong = |detail: String| Failure::new("host.messages").with("detail", detail);
        let messages: Messages = if value.is_null() || value.is_undefined() {
            Messages::new()
        } else {
            match serde_wasm_bindgen::from_value(value.clone()) {
                Ok(messages) => messages,
                Err(error) => return self.fail(wrong(error.to_string())),
            }
        };
        let unknown: Vec<String> = messages
            .iter()
            .flat_map(|(tag, words)| match Language::from_tag(tag) {
                // The languages have the same messages.
                Some(_) => self.words.with_untracked(|spoken| spoken.plain().overlay(words)),
                None => vec![tag.clone()],
            })
            .collect();
        self.local.update_value(|local| local.messages = messages);
        self.speak(self.words.with_untracked(|words| words.plain()));
        if !unknown.is_empty() {
            self.fail(wrong(unknown.join(", ")));
        }
    }

    /// Speaks another language once its words are there; for an unknown tag the browser's.
    pub fn set_language(self, tag: Option<&str>) {
        let language = choose_language(tag);
        let given = self.local.try_update_value(|local| {
            local.asked = Some(language);
            local.speak.call1(&JsValue::UNDEFINED, &language.code().into())
        });
        let Some(given) = given else { return };
        spawn_local(async move {
            let text = match given {
                Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
                Err(error) => Err(error),
            };
            // Another one was asked for since, or the element is gone.
            if self.local.try_with_value(|local| local.asked) != Some(Some(language)) {
                return;
            }
            match text {
                Ok(text) => self.speak(Words::read(language, text.as_string().unwrap_or_default())),
                Err(error) => {
                    self.fail(Failure::new("language.not_loaded").with("detail", describe(&error)));
                }
            }
        });
    }

    /// Says these words from now on, and the page's where it has some.
    fn speak(self, mut words: Words) {
        words.write_numbers_by::<Browser>();
        let _ = self.local.try_with_value(|local| {
            let language = Some(words.language());
            for (_, own) in local.messages.iter().filter(|(tag, _)| Language::from_tag(tag) == language) {
                words.overlay(own);
            }
        });
        self.words.set(Arc::new(words));
    }

    /// Has a worker make files in the words of the moment.
    pub(super) fn spoken(self) -> Request {
        self.words.with_untracked(|words| Request::Speak {
            language: words.language().code().to_owned(),
            words: words.source(),
        })
    }

    /// A file of the open one, made into what a method of the element promises.
    fn promise(
        self,
        product: Product,
        then: impl AsyncFnOnce(String, Blob) -> Result<JsValue, JsValue> + 'static,
    ) -> Promise {
        let engine = self.local.try_with_value(|local| local.engine.clone()).flatten();
        let speak = self.spoken();
        future_to_promise(async move {
            let engine = engine.ok_or_else(|| thrown(&Failure::new("host.no_file")))?;
            let _ = engine.call(&speak, None, |_| {}).await;
            let made = engine.make(product, |_| {});
            // The handle must not keep a worker alive that its element has given up.
            drop(engine);
            let (name, blob) = made.await.map_err(|failure| thrown(&failure))?;
            then(name, blob).await
        })
    }
}

/// The language asked for, else the browser's, else the first.
fn choose_language(tag: Option<&str>) -> Language {
    tag.and_then(Language::from_tag)
        .or_else(|| window().navigator().language().as_deref().and_then(Language::from_tag))
        .unwrap_or_default()
}

/// A failure as an exception: `code`, `arguments`, and a message for developers.
fn thrown(failure: &Failure) -> JsValue {
    let detail = failure.arguments.get("detail").map(|detail| format!(": {detail}")).unwrap_or_default();
    let error = Error::new(&format!("{}{detail}", failure.code));
    let arguments =
        failure.arguments.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default();
    let _ = Reflect::set(&error, &"code".into(), &JsValue::from_str(&failure.code));
    let _ = Reflect::set(&error, &"arguments".into(), &arguments);
    error.unchecked_into()
}
