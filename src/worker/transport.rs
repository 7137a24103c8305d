//! HTTP from a worker: one call, one answer, a bounded wait.

use gloo::timers::callback::Timeout;
use importer_contract::IDEMPOTENCY_KEY;
use importer_core::delivery::{Call, Reply};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, DedicatedWorkerGlobalScope, Headers, Request, RequestInit, Response,
};

use crate::engine::describe;

/// A call that is not answered by then has failed.
const PATIENCE_MS: u32 = 60_000;

/// Asks for `url`.
///
/// # Errors
/// What the browser says where no answer came.
pub(super) async fn get(url: &str) -> Result<Reply, String> {
    perform(url, "GET", None, "", None).await
}

/// Makes a call of a delivery; `signal` gives it up.
///
/// # Errors
/// What the browser says where no answer came.
pub(super) async fn call(backend: &str, call: &Call, signal: &AbortSignal) -> Result<Reply, String> {
    let url = format!("{backend}{}", call.path);
    perform(&url, call.method, call.idempotency_key.as_deref(), &call.body, Some(signal)).await
}

async fn perform(
    url: &str,
    method: &str,
    key: Option<&str>,
    body: &str,
    signal: Option<&AbortSignal>,
) -> Result<Reply, String> {
    let words = |error: JsValue| describe(&error);
    let patience = AbortController::new().map_err(words)?;
    let given_up = patience.clone();
    let _timeout = Timeout::new(PATIENCE_MS, move || given_up.abort());
    let signals = js_sys::Array::of1(&patience.signal());
    if let Some(signal) = signal {
        signals.push(signal);
    }
    let headers = Headers::new().map_err(words)?;
    headers.set("Accept", "application/json").map_err(words)?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&AbortSignal::any(&signals)));
    if !body.is_empty() {
        headers.set("Content-Type", "application/json").map_err(words)?;
        init.set_body(&JsValue::from_str(body));
    }
    if let Some(key) = key {
        headers.set(IDEMPOTENCY_KEY, key).map_err(words)?;
    }
    init.set_headers(&headers);
    let request = Request::new_with_str_and_init(url, &init).map_err(words)?;
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let response = JsFuture::from(scope.fetch_with_request(&request)).await.map_err(words)?;
    let response: Response = response.unchecked_into();
    let text = JsFuture::from(response.text().map_err(words)?).await.map_err(words)?;
    let retry_after_s =
        response.headers().get("Retry-After").ok().flatten().and_then(|value| value.parse().ok());
    Ok(Reply { status: response.status(), retry_after_s, body: text.as_string().unwrap_or_default() })
}
