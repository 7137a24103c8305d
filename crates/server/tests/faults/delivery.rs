//! The importer's own delivery over plain HTTP, with a clock that jumps instead of waiting.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use importer_contract::IDEMPOTENCY_KEY;
use importer_core::delivery::{
    Assignment, Call, Delivery, Lost, Next, Order, Outcome, Reply, Route, Scope, SendSettings,
};

use crate::base::Base;

/// An answer that takes longer is lost.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// What is waited in earnest where the delivery wants to wait: nothing gets better in no time.
const WAIT: Duration = Duration::from_millis(20);
/// A delivery that takes longer will never end.
const PATIENCE: Duration = Duration::from_secs(180);

/// Sends a whole base, and goes on after every failure as a person who presses the button again.
pub(crate) fn deliver(base: &Base, server: &str, tags: &[&str], seed: u64) -> Outcome {
    let mut session = base.session();
    let assignment = Assignment {
        bot_id: "bot-facebook".into(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Assignment::default()
    };
    let settings = SendSettings { assignments: BTreeMap::from([("FACEBOOK".to_owned(), assignment)]) };
    let order = Order {
        settings: settings.clone(),
        file: base.file(),
        route: Route::Contract,
        refused: Vec::new(),
        scope: Scope::Everything,
    };
    let mut delivery = Delivery::new(&session, order, seed).unwrap();
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(CALL_TIMEOUT))
        .build()
        .into();
    let (answers, answered) = mpsc::channel();
    let (mut now, until) = (0, Instant::now() + PATIENCE);
    loop {
        assert!(Instant::now() < until, "never ends: {:?}", delivery.progress());
        let wait = match delivery.next(&session, now) {
            Next::Send(call) => {
                let (agent, answers, url) =
                    (agent.clone(), answers.clone(), format!("{server}/api/v1{}", call.path));
                std::thread::spawn(move || {
                    let reply = exchange(&agent, &url, &call);
                    let reply = reply.map_err(|error| Lost::Unreachable(error.to_string()));
                    let _ = answers.send((call.id, reply));
                });
                continue;
            }
            Next::Authorize => {
                delivery.authorize(false);
                continue;
            }
            Next::WaitUntil(at) => {
                now = at;
                WAIT
            }
            Next::AwaitAnswer => CALL_TIMEOUT,
            Next::Finished(outcome) => match &outcome.failure {
                None => return outcome,
                Some(failure) => {
                    assert!(delivery.resume(&settings), "{failure:?}");
                    std::thread::sleep(WAIT);
                    continue;
                }
            },
        };
        match answered.recv_timeout(wait) {
            Ok((id, Ok(reply))) => delivery.answer(id, now, &reply),
            Ok((id, Err(lost))) => delivery.failed(id, now, lost),
            Err(_) => {}
        }
        for landing in delivery.take_landings() {
            session.land(&landing.messenger, &landing.rejections);
        }
    }
}

fn exchange(agent: &ureq::Agent, url: &str, call: &Call) -> Result<Reply, ureq::Error> {
    if call.method == "GET" {
        return read(agent.get(url).call()?);
    }
    let request = if call.method == "PUT" { agent.put(url) } else { agent.post(url) };
    let mut request = request.header("Content-Type", "application/json");
    if let Some(key) = &call.idempotency_key {
        request = request.header(IDEMPOTENCY_KEY, key);
    }
    read(request.send(call.body.as_str())?)
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<Reply, ureq::Error> {
    Ok(Reply {
        status: response.status().as_u16(),
        retry_after_s: None,
        body: response.body_mut().read_to_string()?,
    })
}
