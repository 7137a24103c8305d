//! HTTP from a worker: one call, one answer, a bounded wait, and no more read of an answer than can
//! matter.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use importer_contract::IDEMPOTENCY_KEY;
use importer_core::delivery::{Call, Lost, Reply, most_read, retry_after_s};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, DedicatedWorkerGlobalScope, Headers, ReadableStreamDefaultReader, Request,
    RequestInit, Response,
};

use crate::engine::describe;

/// A call that is not answered by then has failed.
const PATIENCE_S: u32 = 60;

/// A backend as calls see it.
#[derive(Clone)]
pub(super) struct Backend {
    /// Base address, without a slash at its end.
    pub(super) base: String,
    /// Bearer token.
    pub(super) token: Option<String>,
}

impl Backend {
    /// Asks for `path`.
    ///
    /// # Errors
    /// Where no answer came.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, Lost> {
        self.perform(path, "GET", None, "", None).await
    }

    /// Makes a call of a delivery; `signal` gives it up.
    ///
    /// # Errors
    /// Where no answer came.
    pub(super) async fn call(&self, call: &Call, signal: &AbortSignal) -> Result<Reply, Lost> {
        let key = call.idempotency_key.as_deref();
        self.perform(&call.path, call.method, key, &call.body, Some(signal)).await
    }

    async fn perform(
        &self,
        path: &str,
        method: &str,
        key: Option<&str>,
        body: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<Reply, Lost> {
        let lost = |error: JsValue| Lost::Unreachable(describe(&error));
        let patience = AbortController::new().map_err(lost)?;
        let late = Rc::new(Cell::new(false));
        let _timeout = Timeout::new(PATIENCE_S * 1_000, {
            let (patience, late) = (patience.clone(), late.clone());
            move || {
                late.set(true);
                patience.abort();
            }
        });
        let signals = js_sys::Array::of1(&patience.signal());
        if let Some(signal) = signal {
            signals.push(signal);
        }
        let init = RequestInit::new();
        init.set_method(method);
        init.set_signal(Some(&AbortSignal::any(&signals)));
        let headers = self.headers(key, body).map_err(lost)?;
        init.set_headers(&headers);
        if !body.is_empty() {
            init.set_body(&JsValue::from_str(body));
        }
        let request = Request::new_with_str_and_init(&format!("{}{path}", self.base), &init).map_err(lost)?;
        exchange(&request)
            .await
            .map_err(|error| if late.get() { Lost::Silent(PATIENCE_S) } else { lost(error) })
    }

    fn headers(&self, key: Option<&str>, body: &str) -> Result<Headers, JsValue> {
        let headers = Headers::new()?;
        headers.set("Accept", "application/json")?;
        if let Some(token) = &self.token {
            headers.set("Authorization", &format!("Bearer {token}"))?;
        }
        if !body.is_empty() {
            headers.set("Content-Type", "application/json")?;
        }
        if let Some(key) = key {
            headers.set(IDEMPOTENCY_KEY, key)?;
        }
        Ok(headers)
    }
}

async fn exchange(request: &Request) -> Result<Reply, JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let response: Response = JsFuture::from(scope.fetch_with_request(request)).await?.unchecked_into();
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let status = response.status();
    // Of other origins `Date` is hidden, and this machine's clock has to do.
    let (after, date) = (header("Retry-After"), header("Date"));
    let retry_after_s = retry_after_s(after.as_deref(), date.as_deref(), super::send::now());
    let most = most_read(status, header("Content-Type").as_deref());
    let body = read(&response, most).await?;
    Ok(Reply { status, retry_after_s, body: String::from_utf8_lossy(&body).into_owned() })
}

/// The body, up to so many bytes; of the rest not even the download goes on.
async fn read(response: &Response, most: u64) -> Result<Vec<u8>, JsValue> {
    let Some(stream) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    while (body.len() as u64) < most {
        let piece = JsFuture::from(reader.read()).await?;
        if Reflect::get(&piece, &"done".into())?.is_truthy() {
            return Ok(body);
        }
        let bytes: Uint8Array = Reflect::get(&piece, &"value".into())?.unchecked_into();
        body.extend(bytes.to_vec());
    }
    body.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let _ = reader.cancel();
    Ok(body)
}
