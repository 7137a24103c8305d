//! What the page around the element brings along: tokens, a way of its own to a backend, and bots,
//! tunnels and tags to choose from.

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, JSON, Promise, Reflect};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Fetched, Importer};
use crate::engine::describe;
use crate::protocol::{Bot, Failure, HostBatch, HostSilence, Tag, Tunnel};

/// A function of the page that has not answered by then does not answer.
const PATIENCE_S: u32 = 60;

/// Functions of the page, and what they gave.
#[derive(Default)]
pub(super) struct Host {
    auth: Option<Function>,
    deliver: Option<Function>,
    pub(super) token: Option<String>,
}

/// Lists to choose from; `None` leaves the choice to the backend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::ui) struct Offered {
    pub(in crate::ui) bots: Option<Vec<Bot>>,
    pub(in crate::ui) tunnels: Option<Vec<Tunnel>>,
    pub(in crate::ui) tags: Option<Vec<Tag>>,
}

impl Importer {
    /// Asks this function for tokens from now on.
    pub fn set_auth(self, auth: Option<Function>) {
        self.local.update_value(|local| {
            local.host.auth = auth;
            local.host.token = None;
        });
        if matches!(self.pickers.get_untracked(), Fetched::Failed(_)) {
            self.retry_pickers();
        }
    }

    /// Gives batches to this function from now on, instead of making calls to a backend.
    pub fn set_deliver(self, deliver: Option<Function>) {
        let delivers = deliver.is_some();
        self.delivers.set(delivers);
        self.local.update_value(|local| local.host.deliver = deliver);
        if delivers && self.overview.with_untracked(Option::is_some) {
            self.look_for_left();
        }
    }

    /// Offers these bots, tunnels or tags (`name`) from now on.
    pub fn set_choices(self, name: &str, value: &JsValue) {
        let taken = match name {
            "bots" => list(value).map(|bots| self.offered.update(|offered| offered.bots = bots)),
            "tunnels" => list(value).map(|tunnels| self.offered.update(|offered| offered.tunnels = tunnels)),
            _ => list(value).map(|tags| self.offered.update(|offered| offered.tags = tags)),
        };
        if taken.is_ok() {
            self.drop_gone();
        }
        if let Err(detail) = taken {
            self.fail(Failure::new("host.choices").with("name", name).with("detail", detail));
        }
    }

    /// The token to go on with: the one that is here, or what the page gives. `None` where the page
    /// has no such function, or it fails.
    pub(super) async fn token(self, another: bool) -> Option<String> {
        let (auth, known) = self
            .local
            .try_with_value(|local| (local.host.auth.clone(), local.host.token.clone()))
            .unwrap_or_default();
        let auth = auth?;
        if let (Some(known), false) = (known, another) {
            return Some(known);
        }
        let token = call(&auth, &JsValue::UNDEFINED).await.ok().and_then(|token| token.as_string());
        let _ = self.local.try_update_value(|local| local.host.token.clone_from(&token));
        token
    }

    /// Has the page bring a batch to its backend; its answer as JSON.
    pub(super) async fn deliver(self, batch: &HostBatch) -> Result<String, HostSilence> {
        let deliver = self.local.try_with_value(|local| local.host.deliver.clone()).flatten();
        let Some(deliver) = deliver else {
            return Err(HostSilence::Threw("the deliver property is gone".to_owned()));
        };
        let argument = argument(batch).map_err(|error| HostSilence::Threw(describe(&error)))?;
        let answer = call(&deliver, &argument).await?;
        let json = JSON::stringify(&answer).ok().and_then(|json| json.as_string());
        Ok(json.unwrap_or_default())
    }
}

/// The batch as an object, with its name beside its content.
fn argument(batch: &HostBatch) -> Result<JsValue, JsValue> {
    let object = JSON::parse(&batch.batch)?;
    Reflect::set(&object, &"import_id".into(), &JsValue::from_str(&batch.import_id))?;
    Reflect::set(&object, &"number".into(), &batch.number.into())?;
    Reflect::set(&object, &"key".into(), &JsValue::from_str(&batch.key))?;
    Ok(object)
}

/// Calls a function that may give a promise, and waits for it, but not for ever.
async fn call(function: &Function, argument: &JsValue) -> Result<JsValue, HostSilence> {
    let threw = |error: JsValue| HostSilence::Threw(describe(&error));
    let given = function.apply(&JsValue::UNDEFINED, &Array::of1(argument)).map_err(threw)?;
    let (late, waited) = oneshot::channel();
    let _alarm = Timeout::new(PATIENCE_S * 1_000, move || {
        let _ = late.send(());
    });
    match select(JsFuture::from(Promise::resolve(&given)), waited).await {
        Either::Left((given, _)) => given.map_err(threw),
        Either::Right(_) => Err(HostSilence::Waited(PATIENCE_S)),
    }
}

fn list<T: DeserializeOwned>(value: &JsValue) -> Result<Option<Vec<T>>, serde_wasm_bindgen::Error> {
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    serde_wasm_bindgen::from_value(value.clone()).map(Some)
}
